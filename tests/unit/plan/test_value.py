"""What a missing test would change is computed, not listed."""

from __future__ import annotations

import dataclasses

from tests.unit.plan.world import MUTANT, NO_MUTANT, OLD, QT, TIRED, YOUNG, changed, judged, plan, row, world

from onward.plan import types
from onward.plan.advice import leading
from onward.plan.make import plan_of
from onward.plan.value import MOST_TOGETHER, answers_of, worth_of_tests


def _test(name: str, **person: str | None) -> types.Test:
    return next(each for each in plan(**person).tests if each.id == name)  # type: ignore[arg-type]


def test_a_test_names_what_its_answers_would_open_and_close() -> None:
    panel = _test("panel")
    assert panel.settles == ("mutation",)
    assert panel.would_change == ("gamma",)
    assert [(each.answer, each.gains, each.loses) for each in panel.changes] == [(True, ("gamma",), ())]
    ecg = _test("ecg")
    assert [(each.answer, each.bounds, each.loses) for each in ecg.changes] == [(450.0, (">= 450",), ("alpha",))]
    assert "could close 1" in ecg.why


def test_what_decides_about_the_better_option_comes_first() -> None:
    """A mutation that opens the leading option is looked for before heat that opens many of which none leads."""
    judgement = judged()
    found = [each for each in plan_of(judgement).tests if each.would_change]
    assert len(found) > 1
    leads = [min(leading(judgement)[name] for name in each.would_change) for each in found]
    assert leads == sorted(leads)


def test_tests_that_change_no_option_come_last() -> None:
    changing = [bool(each.would_change) for each in plan(TIRED).tests]
    assert changing == sorted(changing, reverse=True)


def test_facts_that_change_nothing_are_told_apart() -> None:
    idle = changed("treatments/regimens/all.yaml", ("tired and mutation", "tired and mutation and her2_level = 'low'"))
    found = plan(MUTANT, OLD, QT(400.0), knowledge=world(idle))
    assert "her2_level" in found.settled
    assert not any("her2_level" in each.settles for each in found.tests)


def test_what_two_tests_open_only_together_is_credited_to_both() -> None:
    found = plan(hot=None, heavy=None)
    assert found.stage == "characterise"
    assert {each.standing for each in found.options} == {"possible"}
    tests = {each.id: each for each in found.tests}
    assert "omega" in tests["biopsy"].would_change
    assert "omega" in tests["scales"].would_change
    joint = [each for test in tests.values() for each in test.changes if each.together and "omega" in each.gains]
    assert [(each.fact, each.answer, each.together) for each in joint] == [("heavy", True, {"hot": True})]


BIOPSIED = ("  values: [red, blue, grey]\n", "  values: [red, blue, grey]\n  settled_by: [biopsy]\n")


def test_what_is_worked_out_from_another_fact_is_not_supposed_beside_it() -> None:
    both = ("subtype = 'blue' and treatment_due\n", "subtype = 'blue' and hot and treatment_due\n")
    changes = changed("pathways/all/rules.yaml", both) | changed("facts/disease.yaml", BIOPSIED)
    found = plan(hot=None, heavy=None, knowledge=world(changes))
    assert next(each for each in found.options if each.name == "omega").missing == ("subtype", "hot")
    answers = [each for test in found.tests for each in test.changes if "omega" in each.gains]
    assert [(each.fact, each.answer, each.together) for each in answers] == [("heavy", True, {"hot": True})]


def test_only_answers_that_what_is_known_leaves_open_are_tried() -> None:
    never_grey = changed(
        "facts/disease.yaml", BIOPSIED, ("when not hot then 'grey'", "when not hot and heavy then 'grey'")
    )
    narrow = never_grey["facts/disease.yaml"].replace(
        "when not hot and heavy", "when not hot and heavy and er_percent > 1"
    )
    low = row("marker", 1, "2026-05-02", name="ER", number=0.0)
    found = plan(low, hot=None, heavy=None, knowledge=world({"facts/disease.yaml": narrow}))
    biopsy = next(each for each in found.tests if each.id == "biopsy")
    assert {each.answer for each in biopsy.changes if each.fact == "subtype"} == {"red", "blue"}


def test_more_facts_than_can_be_tried_together_are_said_to_decide_all_the_same() -> None:
    many = " and ".join(["qt > 1", "tired", "mutation", "young", "pr_status = 'positive'", "her2_level = 'low'"])
    rules = changed("pathways/all/rules.yaml", ("subtype = 'blue' and treatment_due\n", f"treatment_due and {many}\n"))
    found = plan(knowledge=world(rules))
    omega = next(each for each in found.options if each.name == "omega")
    assert len(omega.missing) > MOST_TOGETHER
    assert "omega" in next(each for each in found.tests if each.id == "panel").would_change


def test_a_fact_without_finite_answers_is_said_to_decide() -> None:
    dated = changed(
        "pathways/all/rules.yaml",
        ("and treatment_due and mutation\n  offer", "and treatment_due and begun_on < as_of\n  offer"),
    )
    judgement = judged(knowledge=world(dated))
    assert answers_of(judgement.index, judgement.index.facts.definitions["begun_on"]) == ()
    rows = judgement.sheet.events.rows
    rows["diagnosis"] = (row("diagnosis", cancer="breast"),)
    tests = {each.id: each for each in plan_of(judgement).tests}
    assert tests["begun_on"].would_change == ("gamma",)
    assert tests["begun_on"].changes == ()
    assert "bears on 1" in tests["begun_on"].why


def test_a_test_that_a_rule_asks_for_is_told_with_both_reasons() -> None:
    found = plan(row("symptom", term="tired", day="2026-05-04"))
    talk = next(each for each in found.tests if each.id == "talk")
    assert talk.why.startswith("Being tired matters. Not known: Allergy.")
    assert talk.would_change == ("alpha",)
    known = plan(row("symptom", term="tired"), NO_MUTANT, row("condition", name="allergy"))
    asked = next(each for each in known.tests if each.id == "talk")
    assert (asked.why, asked.would_change, asked.settles) == ("Being tired matters.", (), ("tired", "allergy"))


def test_nothing_is_tried_where_nothing_is_in_question() -> None:
    worths, idle = worth_of_tests(judged(hot="no"))
    assert worths == {}
    assert idle == ()


def test_enumerated_and_undetermined_answers() -> None:
    index = judged().index
    definitions = index.facts.definitions
    assert answers_of(index, definitions["subtype"]) == ("red", "blue", "grey")
    assert answers_of(index, definitions["tired"]) == (True, False)
    assert answers_of(index, definitions["sites"]) == ()
    given = dataclasses.replace(definitions["qt"], answers=(1.0,))
    assert answers_of(index, given) == (1.0,)


def test_numbers_that_knowledge_compares_a_fact_with() -> None:
    rules = changed(
        "pathways/all/rules.yaml",
        (
            "subtype = 'blue' and treatment_due\n",
            "subtype = 'blue' and er_percent between 1 and 9 and pr_percent in (2, 3)\n",
        ),
    )
    index = judged(knowledge=world(rules)).index
    assert index.numbers["er_percent"] == (1.0, 9.0)
    assert index.numbers["pr_percent"] == (2.0, 3.0)
    assert answers_of(index, index.facts.definitions["pr_percent"]) == (1, 2, 3, 4)
    assert answers_of(index, index.facts.definitions["qt"])[0] == 225.0


def test_another_test_takes_the_place_of_one_that_does_not_suit() -> None:
    told = changed(
        "investigations/all.yaml",
        ("settles: [mutation], ", "settles: [mutation], instead: [{when: young, test: talk}], "),
    )
    young = {each.id: each for each in plan(YOUNG, knowledge=world(told)).tests}
    assert "panel" not in young
    assert "mutation" in young["talk"].settles
    assert "panel" in {each.id for each in plan(OLD, knowledge=world(told)).tests}
    assert "panel" in {each.id for each in plan(knowledge=world(told)).tests}


def test_options_that_only_an_answer_would_bring_have_their_names_in_the_plan() -> None:
    told = plan(OLD)
    held = {option.id for option in told.options}
    named = {name for test in told.tests for name in test.would_change}
    assert set(told.option_names) == named - held
