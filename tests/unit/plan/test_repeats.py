"""Follow-up that comes again: by the last time or the start, by every source, and by what a record can show."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from tests.unit.plan.world import GOING_ON, changed, plan, row, world

from onward.events.tables import Event
from onward.knowledge.files import find_folder
from onward.knowledge.schedule import FILE
from onward.knowledge.types import Knowledge
from onward.plan.dated import Task

START = date(2026, 5, 10)
TIRED = row("symptom", 1, "2026-05-04", term="tired")
HEAD = """\
days:
  before_start: {value: 28, why: a}
  least_window: {value: 2, why: b}
  most_window: {value: 14, why: c}
  merge: {value: 3, why: d}
  shown_before: {value: 84, why: e}
  shown_ahead: {value: 84, why: f}
window_percent: {value: 25, why: g}
repeats:
  - follow_up: visit
    title: A visit
"""
TWO_SOURCES = """\
    intervals:
      - {says: monthly, opens_day: 30, closes_day: 40, sources: [book]}
      - {says: every 2 months, opens_day: 60, closes_day: 70, sources: [other-book]}
"""


def knowledge(repeat: str, cycle: str = "") -> Knowledge:
    found = world(changed("treatments/alpha.yaml", ("dose: one a day\n", f"dose: one a day\n{cycle}")))
    return dataclasses.replace(found, beside={**beside(), FILE: (HEAD + repeat).encode()})


def beside() -> dict[str, bytes]:
    """The rules of the course as they are shipped, which a made-up world has none of its own of."""
    folder = find_folder()
    files = [folder / "course.yaml", *(folder / "grades").glob("*.yaml")]
    return {f"knowledge/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files}


def visits(repeat: str, day: int, *rows: Event, cycle: str = "") -> list[Task]:
    on = START + timedelta(day)
    found = plan(GOING_ON, TIRED, *rows, knowledge=knowledge(repeat, cycle), day=on).schedule
    return [task for task in found if task.investigation == "visit"]


def told(tasks: list[Task]) -> list[tuple[int, int, str]]:
    days = [((date.fromisoformat(day) - START).days for day in (task.opens, task.closes)) for task in tasks]
    return [(first, last, task.state) for (first, last), task in zip(days, tasks, strict=True)]


@pytest.mark.parametrize(("day", "state"), [(29, "coming"), (30, "due"), (70, "due"), (71, "overdue")])
def test_sources_that_differ_are_both_told_and_it_is_overdue_only_by_both(day: int, state: str) -> None:
    (task,) = visits(f"    seen_in: [lesion]\n{TWO_SOURCES}", day)
    assert told([task]) == [(30, 70, state)]
    assert [(reason.when, reason.sources) for reason in task.reasons] == [
        ("monthly", ("book",)),
        ("every 2 months", ("other-book",)),
    ]


@pytest.mark.parametrize(("if_never", "states"), [("due", ["due"]), ("unknown", ["unknown"]), ("nothing", [])])
def test_what_the_record_has_never_shown(if_never: str, states: list[str]) -> None:
    repeat = f"    seen_in: ['state:ecog']\n    if_never: {if_never}\n{TWO_SOURCES}"
    assert [task.state for task in visits(repeat, 80)] == states
    other = row("state", 5, "2026-05-12", name="crisis", truth=False)
    assert [task.state for task in visits(repeat, 80, other)] == states
    seen = row("state", 5, "2026-05-12", name="ecog", number=1.0)
    assert told(visits(repeat, 80, seen)) == [(32, 72, "overdue")]


def test_what_no_record_can_show_is_asked_about_and_comes_again() -> None:
    repeat = "    intervals: [{says: monthly, opens_day: 30, closes_day: 34, sources: [book]}]\n"
    assert told(visits(repeat, 10)) == [(30, 34, "coming")]
    assert told(visits(repeat, 32)) == [(30, 34, "due"), (60, 64, "coming")]
    assert told(visits(repeat, 50)) == [(30, 34, "unknown"), (60, 64, "coming")]


def test_cycles_are_those_of_the_drugs_and_other_drugs_do_not_count() -> None:
    repeat = "    intervals: [{says: each cycle, cycles: [1, 2], given: [greek], sources: [book]}]\n"
    assert told(visits(repeat, 5, cycle="cycle_days: 21\n")) == [(21, 42, "coming")]
    assert visits(repeat, 5) == []
    assert visits(repeat.replace("given: [greek]", "given: [loud]"), 5, cycle="cycle_days: 21\n") == []
    assert visits(repeat.replace("given: [greek]", "not_given: [greek]"), 5, cycle="cycle_days: 21\n") == []


def test_it_counts_from_the_medicine_it_belongs_to() -> None:
    repeat = (
        "    since: binder\n    intervals: [{says: half-yearly, opens_day: 183, closes_day: 213, sources: [book]}]\n"
    )
    glue = row("medication", 1, "2025-12-01", name="glue", ongoing=True)
    assert [(task.due, task.state) for task in visits(repeat, 5, glue)] == [("2026-06-02", "coming")]
    assert visits(repeat, 5) == []
    assert visits(repeat, 5, row("medication", 1, name="glue")) == []
