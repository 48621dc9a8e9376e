"""What changed between two plans, and what made it change."""

from __future__ import annotations

from datetime import date

from tests.unit.plan.world import MUTANT, QT, TIRED, changed, judged, row, world

from onward.plan.diff import compare_plans


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
