"""The outlook: only when asked for, for the first setting that fits, capped, and "not known" where none fits."""

from __future__ import annotations

import pytest
from tests.unit.plan.world import DAY, OLD, QT, YOUNG, person, world

from onward.events.tables import Event
from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.plan.make import make_plan
from onward.plan.types import Outlook

SOURCES = """\
- source: cohort
  kind: cohort
  title: A cohort
  cite: Cohort 2020
  urls: ["https://example.org/c"]
  read: 2026-11-24
  arms: [{name: all, drugs: [], n: 100}]
  outcomes:
    - {measure: pfs, statistic: median, unit: months, values: [9], population: red,
       url: "https://example.org/c", read: 2026-11-24}
    - {measure: os, statistic: median, unit: months, values: [24], intervals: [[20, 30]], population: red,
       url: "https://example.org/c", read: 2026-11-24}
    - {measure: os, statistic: median, unit: months, values: [50], population: old,
       url: "https://example.org/c", read: 2026-11-24}
"""
OUTLOOK = """\
multiples: {worst: 0.25, typical: [0.5, 2], best: 3, sources: [book]}
capped: {months: 120, why: nobody was followed longer}
held: [{says: half of the time, sources: [other-book]}]
caveats: [times change]
settings:
  - setting: young-and-slow
    when: young and qt > 450
    whom: Young people with a slow heart, from the start of treatment
    medians: [{source: trial, arm: beta}, {source: trial, arm: alpha}]
  - setting: old
    when: not young
    whom: Old people
    medians: [{source: cohort, population: old}]
  - setting: red
    when: young and subtype = 'red' and qt <= 450
    whom: Young people with a red tumour
    medians: [{source: cohort, population: red}]
    caveats: [red only]
"""


def knowledge(outlook: str = OUTLOOK) -> Knowledge:
    return world({"outlook.yaml": outlook, "sources/cohort.yaml": SOURCES})


def asked(*rows: Event, outlook: str = OUTLOOK) -> Outlook:
    found = make_plan(person(*rows), knowledge(outlook), DAY, outlook=True).outlook
    assert found is not None
    return found


def test_nobody_is_shown_an_outlook_unasked() -> None:
    assert make_plan(person(YOUNG, QT(400.0)), knowledge(), DAY).outlook is None


def test_best_typical_and_worst_case_around_the_median() -> None:
    found = asked(YOUNG, QT(400.0))
    assert (found.setting, found.whom) == ("red", "Young people with a red tumour")
    (group,) = found.groups
    assert (group.source, group.population, group.arm) == ("cohort", "red", None)
    assert (group.median_months, group.interval) == (24, (20, 30))
    assert (group.worst_months, group.typical_months, group.best_months) == (6, (12, 48), 72)
    assert group.capped == ()
    assert found.caveats == ("red only", "times change")
    assert [(each.says, each.sources) for each in found.held] == [("half of the time", ("other-book",))]
    assert found.sources == ("cohort", "book", "other-book")


def test_no_time_beyond_the_cap_is_told() -> None:
    (group,) = asked(OLD).groups
    assert (group.typical_months, group.best_months, group.capped) == ((25, 100), 120, ("best",))
    (group,) = asked(OLD, outlook=OUTLOOK.replace("months: 120", "months: 90")).groups
    assert (group.typical_months, group.best_months, group.capped) == ((25, 90), 90, ("typical", "best"))


def test_each_arm_is_a_group_of_its_own() -> None:
    found = asked(YOUNG, QT(460.0))
    assert [(each.arm, each.median_months, each.worst_months) for each in found.groups] == [
        ("beta", 20, 5),
        ("alpha", 30, 7.5),
    ]


def test_where_nothing_fits_it_is_not_known_and_what_is_missing_is_named() -> None:
    found = asked(YOUNG)
    assert (found.setting, found.groups, found.sources) == (None, (), ())
    assert found.why == "not known: whether one of the groups that were read fits depends on what is not known"
    assert found.missing == ("qt",)
    none = asked(YOUNG, QT(400.0), outlook=OUTLOOK.replace("subtype = 'red'", "subtype = 'blue'"))
    assert (none.why, none.missing) == ("not known: no group that was read is like this person", ())


def test_what_was_published_later_answers_nothing() -> None:
    later = {"outlook.yaml": OUTLOOK, "sources/cohort.yaml": SOURCES.replace("Cohort 2020", "Cohort 2027")}
    found = make_plan(person(YOUNG, QT(400.0)), world(later), DAY, outlook=True).outlook
    assert found is not None
    assert (found.setting, found.why) == (None, "not known: no group that was read is like this person")


def test_nothing_is_known_where_the_knowledge_has_no_outlook() -> None:
    found = make_plan(person(YOUNG), world(), DAY, outlook=True).outlook
    assert found is not None
    assert found.why == "not known: no group that was read is like this person"


def test_sources_of_it_are_among_those_of_the_plan() -> None:
    plan = make_plan(person(YOUNG, QT(400.0)), knowledge(), DAY, outlook=True)
    assert {"cohort", "book", "other-book"} <= set(plan.sources)


@pytest.mark.parametrize(
    ("setting", "groups"),
    [
        ("hr-positive-newly-metastatic", [(43.3, 10.8, (21.7, 86.6), 120.0, ("best",))]),
        ("her2-positive-newly-metastatic", [(50.1, 12.5, (25.1, 100.2), 120.0, ("best",))]),
        ("triple-negative-newly-metastatic", [(14.8, 3.7, (7.4, 29.6), 44.4, ())]),
    ],
)
def test_the_cohorts_that_ship(setting: str, groups: list[tuple[object, ...]]) -> None:
    from onward.plan.outlook import groups_of

    shipped = load()
    assert shipped.outlook is not None
    (found,) = [each for each in shipped.outlook.settings if each.name == setting]
    told = groups_of(found, shipped.outlook, shipped.sources)
    assert [
        (each.median_months, each.worst_months, each.typical_months, each.best_months, each.capped) for each in told
    ] == groups
