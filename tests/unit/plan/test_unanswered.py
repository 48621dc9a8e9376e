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
    "unanswered: {grade: 470, days: 28, facts: [qt, not_a_fact], why: It is long., sources: [book]}\n"
    "repeats: [{follow_up: visit, title: A visit, intervals: [{says: now and then, sources: [book]}]}]\n"
)
NO_DOSE_RULE = changed(
    "treatments/alpha.yaml",
    ("  - {when: qt >= 500, do: stop, how: for good, sources: [label]}\n", ""),
    ("  - {when: qt >= 480, do: hold, how: until below 480, sources: [label]}\n", ""),
    ("dose_changes:\n", ""),
    ("  - {when: qt >= 450, why: long QT, do: another drug, sources: [label]}\n", ""),
)


def now(*rows: Event, known: bool = False) -> CurrentTherapy:
    knowledge = world() if known else world(NO_DOSE_RULE)
    head = HEAD.split("repeats:")[0]
    knowledge = dataclasses.replace(knowledge, beside={**beside(), FILE: (head + SEVERE).encode()})
    found = plan(GOING_ON, *rows, knowledge=knowledge, day=date(2026, 6, 1)).current_therapy
    assert found is not None
    return found


def test_a_severe_finding_that_nobody_knows_leaves_no_action() -> None:
    found = now(QT(475.0))
    assert (found.action, found.why) == (None, "It is long.")
    assert [each.title for each in found.reasons] == ["QT is 475.0: no dose rule of alpha knows it"]
    assert found.sources == ("book",)


@pytest.mark.parametrize("value", [469.0, 400.0])
def test_a_milder_one_does_not(value: float) -> None:
    assert now(QT(value)).action == "continue"


@pytest.mark.parametrize(("day", "action"), [("2026-05-04", None), ("2026-05-03", "continue"), (None, None)])
def test_an_old_one_does_not_and_one_without_a_day_does(day: str | None, action: str | None) -> None:
    assert now(row("lab", 1, day, test="qt", value=475.0, unit="ms")).action == action


def test_one_that_a_label_speaks_of_is_answered_whatever_it_says() -> None:
    ids = [each.id for each in now(QT(475.0), known=True).reasons]
    assert ids == ["alpha-reason-against-1"]
