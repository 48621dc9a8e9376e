"""What the person said matters: rows of the record become one ``Wishes``, and days that matter meet those of the plan.

In: rows of the table of wishes; tasks of a plan. Out: the newest of each wish; for a task, the days that matter on
which it may fall. Wishes never change what is offered: they order it (``goals``), and they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from onward.events.tables import Event, Wish
from onward.plan.dated import Task

WORDS, EVENT = "words", "event"
ANSWERS = ("outlook", "decides", "decides-with", "work")
"""Wishes that are a word or a text, by their name in the record."""
OUTLOOK_WANTED = "wanted"
_DAY = len("2026-07-04")


class FamilyEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day, or days, that the person does not want to miss."""

    what: str
    date: str
    """As far as it is known: ``2026-07``, ``2026-07-04``."""
    first: str
    """Its first day at the earliest."""
    last: str
    """Its last day at the latest."""
    until: str | None = None

    @property
    def known(self) -> bool:
        """Whether its days are known to the day: of a month alone nobody can say what it meets."""
        return len(self.date) == _DAY == len(self.until or self.date)


class Wishes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person said: how much each wish counts (0 to 5), and what has no weight."""

    weights: Mapping[str, float] = {}
    words: str | None = None
    """In their own words."""
    outlook: str | None = None
    """Whether they want to read how long people like them live: ``wanted``, ``ask-first``, ``not-wanted``."""
    decides: str | None = None
    """Who is to decide: ``self``, ``together``, ``team``."""
    decides_with: str | None = None
    work: str | None = None
    events: tuple[FamilyEvent, ...] = ()


def wishes_of(events: Iterable[Event]) -> Wishes:
    """The wishes among the events: the newest weight and the newest answer of each."""
    rows = [row for row in events if isinstance(row, Wish)]
    weights = {row.name: row.weight for row in rows if row.weight is not None and row.name != WORDS}
    told = {row.name: row.text for row in rows if row.text and row.weight is None}
    days = {found: None for row in rows if row.name == EVENT and (found := _event(row)) is not None}
    return Wishes(
        weights=weights,
        words=told.get(WORDS),
        **{name.replace("-", "_"): told.get(name) for name in ANSWERS},
        events=tuple(sorted(days, key=lambda each: (each.first, each.last, each.what))),
    )


def _event(row: Wish) -> FamilyEvent | None:
    if row.day is None or not row.text:
        return None
    last = row.until or row.day
    return FamilyEvent(
        what=row.text,
        date=str(row.day),
        first=row.day.low.isoformat(),
        last=last.high.isoformat(),
        until=None if row.until is None else str(row.until),
    )


def ahead(events: Iterable[FamilyEvent], day: date) -> tuple[FamilyEvent, ...]:
    """The days that matter and are not over."""
    return tuple(each for each in events if each.last >= day.isoformat())


def met(task: Task, events: Iterable[FamilyEvent]) -> tuple[FamilyEvent, ...]:
    """The days that matter on which a task is due."""
    return tuple(each for each in events if each.known and each.first <= task.due <= each.last)


def free_day(task: Task, events: Iterable[FamilyEvent]) -> str | None:
    """The day of a task's window that is nearest to its own and on which nothing is that matters; none where all are
    taken.
    """
    taken = [each for each in events if each.known]
    opens, due, closes = (date.fromisoformat(each).toordinal() for each in (task.opens, task.due, task.closes))
    days = sorted(range(opens, closes + 1), key=lambda day: abs(day - due))
    free = (date.fromordinal(day).isoformat() for day in days)
    return next((day for day in free if not any(each.first <= day <= each.last for each in taken)), None)
