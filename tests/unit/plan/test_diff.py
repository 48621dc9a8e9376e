"""What changed between two plans, and what made it change."""

from __future__ import annotations

from datetime import date

from tests.unit.plan.world import GOING_ON, MUTANT, QT, TIRED, changed, judged, row, world

from onward.plan.diff import compare_plans
from onward.values.dates import PartialDate


def test_an_option_that_came_names_the_fact_and_the_fact_its_record() -> None:
    found = compare_plans(judged(), judged(MUTANT))
    gamma = next(each for each in found.options if each.option == "gamma")
    assert (gamma.then, gamma.now, gamma.because) == ("possible", "preferred", ("mutation",))
    fact = next(each for each in found.facts if each.fact == "mutation")
    assert (fact.then, fact.now, fact.refs) == (None, True, ("record:variant-1",))
    rule = next(each for each in found.findings if each.rule == "red.mutation")
    assert (rule.then, rule.now, rule.because) == ("possible", "applies", ("mutation",))


def test_an_option_that_went() -> None:
    found = compare_plans(judged(QT(400.0)), judged(QT(460.0)))
    assert [(each.option, each.then, each.now, each.because) for each in found.options] == [
        ("alpha", "preferred", "avoid", ("qt",))
    ]


def test_alerts_and_tests_that_came_and_went() -> None:
    found = compare_plans(judged(MUTANT), judged(TIRED))
    assert (found.alerts_new, found.alerts_gone) == (("tiredness",), ())
    assert (found.tests_new, found.tests_gone) == (("panel",), ())


def test_a_rule_that_came_into_effect_with_the_day() -> None:
    later = world(changed("pathways/all/rules.yaml", ("from: 2020-01-01", "from: 2026-05-20")))
    found = compare_plans(judged(knowledge=later, day=date(2026, 5, 19)), judged(knowledge=later))
    assert ("red.beta-new", "not in effect", "applies", ()) in [
        (each.rule, each.then, each.now, each.because) for each in found.findings
    ]
    assert ("beta", "absent", "alternative") in [(each.option, each.then, each.now) for each in found.options]


def test_two_plans_of_the_same_record_do_not_differ() -> None:
    found = compare_plans(judged(TIRED), judged(TIRED))
    assert not (found.facts or found.options or found.findings or found.alerts_new or found.tests_gone)


def test_another_region_brings_other_approvals() -> None:
    found = compare_plans(judged(row("patient", region="US")), judged(row("patient", region="EU")))
    assert [(each.option, each.then, each.now, each.because) for each in found.options] == [
        ("beta", "alternative", "avoid", ("region",))
    ]


def test_every_change_names_the_entry_that_did_it() -> None:
    found = compare_plans(judged(TIRED), judged(TIRED, MUTANT))
    mutant = "record:variant-1"
    assert [(each.ref, each.came) for each in found.events] == [(mutant, True)]
    gamma = next(each for each in found.options if each.option == "gamma")
    assert [each.ref for each in gamma.events] == [mutant]
    alert = next(each for each in found.told if each.name == "a-mutant")
    assert (alert.kind, alert.then, alert.now, alert.because) == ("alert", None, "shown", ("mutation",))
    assert [each.ref for each in alert.events] == [mutant]
    fact = next(each for each in found.facts if each.fact == "mutation")
    assert [each.ref for each in fact.events] == [mutant]


def test_an_entry_that_went_is_named_too() -> None:
    found = compare_plans(judged(MUTANT), judged())
    assert [(each.ref, each.came) for each in found.events] == [("record:variant-1", False)]
    gamma = next(each for each in found.options if each.option == "gamma")
    assert [(each.ref, each.came) for each in gamma.events] == [("record:variant-1", False)]


def test_an_entry_that_says_something_else_now_is_told_once() -> None:
    found = compare_plans(judged(QT(400.0)), judged(QT(460.0)))
    assert [(each.ref, each.came) for each in found.events] == [("record:lab-1", True)]
    assert "460" in found.events[0].says


def test_the_action_and_the_stage_name_what_did_it_down_to_the_record() -> None:
    grown = row("state", 1, "2026-05-25", name="disease-status", text="progressed")
    found = compare_plans(judged(GOING_ON), judged(GOING_ON, grown))
    told = {each.kind: each for each in found.told}
    assert (told["action"].then, told["action"].now) == ("continue alpha", "switch alpha")
    assert [each.ref for each in told["action"].events] == ["record:state-1"]
    assert [each.ref for each in told["stage"].events] == ["record:state-1"]


def test_what_only_the_day_changed_has_no_entry() -> None:
    young = row("patient", birth_date=PartialDate.parse("1976-05-25"))
    found = compare_plans(judged(young, day=date(2026, 5, 20)), judged(young, day=date(2026, 6, 1)))
    (fact,) = [each for each in found.facts if each.fact == "young"]
    assert (fact.then, fact.now, fact.events, found.events) == (True, False, (), ())
