"""Severe findings that no dose rule of the drugs in use knows: nothing says "continue" before somebody has decided."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from tests.unit.plan.test_repeats import HEAD, beside
from tests.unit.plan.world import GOING_ON, QT, changed, plan, row, world

from onward.events.tables import Event
from onward.knowledge.schedule import FILE
from onward.plan.types import CurrentTherapy

SEVERE = (
    "unanswered: {grade: 470, days: 28, facts: [qt, not_a_fact], why: It is long., sources: [book]HELD}\n"
    "repeats: [{follow_up: visit, title: A visit, intervals: [{says: now and then, sources: [book]}]}]\n"
)
NO_DOSE_RULE = changed(
    "treatments/alpha.yaml",
    ("  - {when: qt >= 500, do: stop, how: for good, sources: [label]}\n", ""),
    ("  - {when: qt >= 480, do: hold, how: until below 480, sources: [label]}\n", ""),
    ("dose_changes:\n", ""),
    ("  - {when: qt >= 450, why: long QT, do: another drug, sources: [label]}\n", ""),
)


ONLY_ABOVE_480 = changed(
    "treatments/alpha.yaml",
    ("  - {when: qt >= 450, why: long QT, do: another drug, sources: [label]}\n", ""),
)


def now(*rows: Event, without: dict[str, str] = NO_DOSE_RULE, held: str = "") -> CurrentTherapy:
    head = HEAD.split("repeats:")[0]
    content = (head + SEVERE.replace("HELD", held)).encode()
    knowledge = dataclasses.replace(world(without), beside={**beside(), FILE: content})
    found = plan(GOING_ON, *rows, knowledge=knowledge, day=date(2026, 6, 1)).current_therapy
    assert found is not None
    return found


def test_a_severe_finding_that_nobody_knows_leaves_no_action() -> None:
    found = now(QT(475.0))
    assert (found.action, found.why) == (None, "It is long.")
    assert [each.title for each in found.reasons] == ["QT is 475.0: no dose rule of alpha says what to do"]
    assert found.sources == ("book",)


@pytest.mark.parametrize("value", [469.0, 400.0])
def test_a_milder_one_does_not(value: float) -> None:
    assert now(QT(value)).action == "continue"


@pytest.mark.parametrize(("day", "action"), [("2026-05-04", None), ("2026-05-03", "continue"), (None, None)])
def test_an_old_one_does_not_and_one_without_a_day_does(day: str | None, action: str | None) -> None:
    assert now(row("lab", 1, day, test="qt", value=475.0, unit="ms")).action == action


def test_one_that_a_dose_rule_meets_now_is_answered() -> None:
    found = now(QT(485.0), without=ONLY_ABOVE_480)
    assert (found.action, [each.id for each in found.reasons]) == ("hold", ["alpha-hold-2"])


def test_one_that_the_label_speaks_of_at_another_level_only_is_not() -> None:
    found = now(QT(475.0), without=ONLY_ABOVE_480)
    assert (found.action, [each.id for each in found.reasons]) == (None, ["unanswered-qt"])


@pytest.mark.parametrize(("classes", "action"), [("alpha", "hold"), ("hormone pill", None)])
def test_drugs_of_some_classes_wait_for_it(classes: str, action: str | None) -> None:
    found = now(QT(475.0), held=f", held: {{facts: [qt], given: [{classes}], why: They wait.}}")
    assert found.action == action
    assert found.why == ("They wait." if action else "It is long.")


def test_a_reason_only_to_look_does_not_keep_them_from_waiting() -> None:
    bars_starting = changed(
        "treatments/alpha.yaml",
        ("  - {when: qt >= 500, do: stop, how: for good, sources: [label]}\n", ""),
        ("  - {when: qt >= 480, do: hold, how: until below 480, sources: [label]}\n", ""),
        ("dose_changes:\n", ""),
    )
    assert now(QT(475.0), without=bars_starting).action is None
    found = now(QT(475.0), without=bars_starting, held=", held: {facts: [qt], given: [alpha], why: They wait.}")
    assert (found.action, [each.id for each in found.reasons]) == ("hold", ["unanswered-qt", "alpha-reason-against-1"])


def test_a_finding_that_is_not_among_them_makes_nothing_wait() -> None:
    assert now(QT(475.0), held=", held: {facts: [not_a_fact], given: [alpha], why: They wait.}").action is None
