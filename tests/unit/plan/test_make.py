"""The parts of a plan, and that they hang together."""

from __future__ import annotations

import dataclasses
import datetime

import jsonschema
import msgspec
import pytest
from tests.unit.plan.world import (
    DAY,
    GOING_ON,
    MUTANT,
    NO_MUTANT,
    OLD,
    QT,
    TIRED,
    YOUNG,
    changed,
    judged,
    nobody,
    on,
    person,
    plan,
    row,
    standings,
    world,
)

from onward.events.tables import Conflict, Unused
from onward.plan.encode import plan_json, plan_schema
from onward.plan.index import index_for, index_plan, prepare
from onward.plan.make import make_plan, plan_of
from onward.plan.proofs import facts_named
from onward.plan.types import Plan, Proof
from onward.values.errors import NotSupportedError, RecordError


def test_the_day_is_the_one_given_or_the_records_own() -> None:
    events = msgspec.structs.replace(person(), as_of=on("2026-05-20"))
    assert make_plan(events, world()).as_of == "2026-05-20"
    assert make_plan(events, world(), DAY).as_of == "2026-06-01"
    with pytest.raises(RecordError, match="names no day"):
        make_plan(person(), world())


def test_no_plan_for_who_has_died_or_has_another_cancer() -> None:
    with pytest.raises(NotSupportedError, match="died"):
        plan(row("patient", deceased=True))
    other = nobody()
    other.rows["diagnosis"] = (row("diagnosis", cancer="lung"),)
    with pytest.raises(NotSupportedError, match=r"another cancer \(lung\)"):
        make_plan(other, world(), DAY)


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("none", lambda: plan(spread=False)),
        ("workup", lambda: plan(row("state", name="metastatic-suspected", truth=True), spread=False)),
        ("characterise", lambda: plan(hot=None)),
        ("treat", plan),
        ("monitor", lambda: plan(GOING_ON)),
    ],
)
def test_the_stage_and_why(stage: str, found: object) -> None:
    made: Plan = found()  # type: ignore[operator]
    assert made.stage == stage
    assert made.stage_why.endswith(".") or made.stage_why.endswith("(hot).")
    assert bool(made.options) is (stage in ("characterise", "treat"))


def test_watching_without_a_treatment_says_that_the_last_one_was_completed() -> None:
    resting = changed("facts/disease.yaml", ("when metastatic then 'treat'", "when metastatic then 'monitor'"))
    assert "was completed" in plan(knowledge=world(resting)).stage_why
    assert "A treatment goes on" in plan(GOING_ON, knowledge=world(resting)).stage_why


def test_presumptions_that_the_plan_rests_on_are_listed() -> None:
    found = plan()
    assert {each.fact for each in found.presumed} >= {"crisis", "on_treatment", "treatment_history_complete"}
    assert found.facts["crisis"].presumed
    assert found.facts["crisis"].because[0].kind == "presumption"


def test_a_contradiction_is_not_silence() -> None:
    yes = row("state", 1, "2026-05-20", name="crisis", truth=True)
    no = row("state", 2, "2026-05-20", name="crisis", truth=False)
    found = plan(yes, no)
    assert standings(found)["alpha"] == "possible"
    assert [each for each in found.conflicts if each.startswith("crisis is unknown")]
    assert "crisis" not in {each.fact for each in found.presumed}
    assert plan(yes, row("state", 2, "2026-05-21", name="crisis", truth=False)).conflicts == ()


def test_every_proof_ends_in_facts_that_lead_to_the_record() -> None:
    found = plan(QT(400.0), MUTANT, YOUNG)
    for each in found.options:
        for proof in (each.why, each.why_not):
            assert proof is None or facts_named(proof) <= set(found.facts)
    assert found.facts["qt"].refs == ("record:lab-1",)
    assert found.facts["qt"].because[0].at == "record:lab-1"
    assert found.facts["subtype"].because[0].says == "hot and not heavy"
    assert not any(_is_cut(step) for fact in found.facts.values() for step in fact.because)


def _is_cut(step: Proof) -> bool:
    if step.kind in ("event", "presumption", "fact", "missing"):
        return False
    return not step.because or any(_is_cut(below) for below in step.because)


def test_alerts_come_by_urgency_once_and_no_unknown_exception_silences_them() -> None:
    found = plan(TIRED, MUTANT)
    assert [(each.id, each.urgency) for each in found.alerts] == [("a-mutant", "emergency"), ("tiredness", "urgent")]
    unsure = plan(TIRED, row("state", 1, name="crisis", truth=True), row("state", 2, name="crisis", truth=False))
    assert [(each.id, each.missing) for each in unsure.alerts] == [("tiredness", ("crisis",))]
    certain = plan(TIRED, row("state", 1, name="crisis", truth=True))
    assert certain.alerts == ()


def test_measures_that_apply_come_before_those_that_wait_and_each_once() -> None:
    found = plan(TIRED)
    assert [(each.id, each.standing) for each in found.supportive] == [("pillow", "offered"), ("blanket", "possible")]
    assert found.supportive[1].missing == ("mutation",)
    assert [each.id for each in found.procedures] == ["nap"]
    assert [each.id for each in found.follow_up] == ["visit"]
    assert plan(spread=False).supportive == ()
    assert plan(TIRED, spread=False).supportive == ()
    assert [each.id for each in plan(TIRED, MUTANT, spread=False).supportive] == ["blanket", "pillow"]


def test_the_treatment_that_goes_on() -> None:
    assert plan().current_therapy is None
    calm = plan(GOING_ON).current_therapy
    assert calm is not None
    assert (calm.action, calm.drugs, calm.why) == ("continue", ("alpha",), "nothing recorded asks for a change")
    grown = row("state", day="2026-05-25", name="disease-status", text="progressed")
    change = plan(GOING_ON, grown).current_therapy
    assert change is not None
    assert (change.action, change.why) == ("switch", "It grows.")


def test_the_strictest_of_several_actions_leads_and_all_are_told() -> None:
    held = plan(GOING_ON, QT(485.0)).current_therapy
    assert held is not None
    assert held.action == "hold"
    assert [each.id for each in held.reasons] == ["alpha-hold-2", "alpha-reason-against-1"]
    stopped = plan(GOING_ON, QT(505.0)).current_therapy
    assert stopped is not None
    assert (stopped.action, len(stopped.reasons)) == ("stop", 3)


def test_a_reason_never_to_start_is_told_and_nothing_says_continue() -> None:
    found = plan(GOING_ON, QT(455.0)).current_therapy
    assert found is not None
    assert (found.action, found.why) == (None, "long QT")


def test_a_treatment_of_which_nobody_knows_whether_it_goes_on() -> None:
    begun = row("drug", 1, "2026-05-10", drug="alpha", intent="metastatic")
    found = plan(begun).current_therapy
    assert found is not None
    assert (found.action, found.drugs) == (None, ())
    assert "does not say" in found.why


def test_what_no_rule_reads_is_listed_and_nothing_else() -> None:
    events = person(
        row("condition", 7, name="hiccups"), row("medication", 8, name="tea"), row("medication", 9, name="glue")
    )
    events = msgspec.structs.replace(
        events,
        unused=(Unused(ref="record:x", what="a thing", reason="not understood"),),
        conflicts=(Conflict(refs=("record:y",), what="two births"),),
    )
    found = make_plan(events, world(), DAY)
    assert [(each.ref, each.reason) for each in found.unused] == [
        ("record:x", "not understood"),
        ("record:condition-7", "no rule knows this"),
        ("record:medication-8", "no rule knows this"),
    ]
    assert found.conflicts == ("two births (record:y)",)


def test_what_a_rule_asks_for_and_an_entry_does_not_settle_is_said_to_be_so() -> None:
    definition = "is: exists(variant) filter (where variant.gene = 'G1' and variant.result = 'positive')"
    told = changed(
        "facts/disease.yaml", ("is: last(variant.result) filter (where variant.gene = 'G1') = 'positive'", definition)
    )
    told |= changed("investigations/all.yaml", ("settles: [mutation], ", "settles: [mutation], caveat: it may miss, "))
    rows = [NO_MUTANT, row("variant", 2, "2026-05-03", gene="G2", result="negative")]
    refuted = row("condition", 7, name="allergy", status="refuted")
    not_refuted = "is: exists(condition) filter (where condition.name = 'allergy' and condition.status = 'active')"
    told["facts/disease.yaml"] = told["facts/disease.yaml"].replace(
        "is: exists(condition) filter (where condition.name = 'allergy')", not_refuted
    )
    found = plan(*rows, refuted, knowledge=world(told))
    assert {each.ref: each.reason for each in found.unused} == {
        "record:condition-7": "rules ask for allergy, but an entry like this one settles nothing",
        "record:variant-1": "rules ask for G1, but an entry like this one settles nothing: it may miss",
        "record:variant-2": "no rule knows this",
    }


def test_tumour_response_and_grades() -> None:
    rows = [
        row("variant", 1, gene="G1", alteration="A1", result="positive", origin="germline"),
        row("variant", 2, gene="G2", result="positive"),
        row("state", 1, name="discordant", truth=True),
        row("marker", 1, "2026-05-02", name="ER", number=80.0),
    ]
    found = plan(*rows).tumour
    assert (found.germline, found.alterations) == (("G1 A1",), ("G2",))
    assert (found.subtype, found.er_percent, found.sites) == ("red", 80.0, ("bone",))
    assert len(found.discordance) == 3


def test_sources_are_those_that_the_plan_names() -> None:
    found = plan()
    assert set(found.sources) == {"book", "other-book", "label", "trial"}
    assert set(plan(spread=False).sources) == set()


def test_json_fits_the_schema_reads_back_and_is_the_same_bytes() -> None:
    schema = jsonschema.Draft202012Validator(plan_schema())
    for rows in ((), (QT(460.0), TIRED, MUTANT), (GOING_ON, QT(505.0)), (YOUNG,), (OLD, MUTANT)):
        made = plan_json(plan(*rows))
        schema.validate(msgspec.json.decode(made))
        assert msgspec.json.decode(made, type=Plan) == plan(*rows)
        assert plan_json(plan(*rows)) == made


def test_the_newest_response_and_the_newest_grade_of_each_test() -> None:
    judgement = judged()
    rows = judgement.sheet.events.rows
    rows["response"] = (
        row("response", 1, "2026-05-01", overall="SD", rule="r"),
        row("response", 2, "2026-05-20", overall="PD", rule="r", sum_mm=30.0),
    )
    rows["grade"] = tuple(
        row("grade", n, day, term=test, test=test, grade=grade, version="CTCAE 5.0", rule="g")
        for n, (day, test, grade) in enumerate(
            (("2026-05-01", "a", 3), ("2026-05-20", "a", 1), (None, "a", 4), (None, "b", 2))
        )
    )
    found = plan_of(judgement)
    assert found.response is not None
    assert (found.response.overall, found.response.sum_mm, found.response.date) == ("PD", 30.0, "2026-05-20")
    assert [(each.test, each.grade) for each in found.grades] == [("a", 1), ("b", 2)]


def test_indexes_are_kept_for_the_knowledge_and_the_rules_that_were_used_last() -> None:
    day = datetime.date(2026, 1, 1)
    for number in range(6):
        knowledge = dataclasses.replace(world(), digest=str(number))
        assert index_plan(knowledge, day) is index_plan(knowledge, day)
    prepared = prepare(world())
    for number in range(34):
        name = f"rule-{number}"
        prepared.by_rules[(name,)] = index_plan(world(), day)
    index_for(prepared, datetime.date(2019, 1, 1))
    assert len(prepared.by_rules) <= 32
