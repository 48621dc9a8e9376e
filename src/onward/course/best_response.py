"""Best overall response, with and without confirmation, and how long a response lasted.

In: overall responses with their days, under conventions that trials set differently. Out: the best one and its day.
Where RECIST 1.1 leaves a choice, ``Conventions`` names it; ``docs/reference/course.md`` says what Onward uses itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

CR, PR, SD, PD, NE = "CR", "PR", "SD", "PD", "NE"
NON = "NON-CR/NON-PD"
NOT_DONE = "ND"
MISSING = "MISSING"
_RANKS = (CR, PR, SD, NON, PD, NE, NOT_DONE)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The overall response at one assessment; ``None`` where it was not recorded."""

    on: date
    response: str | None


@dataclass(frozen=True, slots=True)
class Best:
    """A response and the day it was first seen."""

    response: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The choices that RECIST 1.1 leaves to those who use it."""

    stable_days: int = 0
    """Stable disease (and non-CR/non-PD) counts only so many days after the start; earlier it is not evaluable."""
    confirm_days: int = 0
    """A response is confirmed by another at least so many days later."""
    most_not_evaluable: int = 0
    """How many assessments between the two may be not evaluable."""
    accept_stable: bool = False
    """Whether one stable disease may lie between two partial responses."""
    missing_is_not_evaluable: bool = False
    """Whether no assessment counts as not evaluable."""
    ignored: frozenset[str] = frozenset()
    """Responses that are no clinical benefit."""


def until_progression(assessed: Iterable[Assessed], progression: date | None) -> list[Assessed]:
    """Assessments up to the day of progression, oldest first."""
    rows = sorted(assessed, key=lambda each: each.on)
    return [row for row in rows if progression is None or row.on <= progression]


def best_overall_response(assessed: Iterable[Assessed], start: date, conventions: Conventions) -> Best:
    """The best response seen, without confirmation."""
    rows = until_progression(assessed, None)
    return _best([(_settled(row, start, conventions), row.on) for row in rows], conventions)


def confirmed_best_response(assessed: Iterable[Assessed], start: date, conventions: Conventions) -> Best:
    """The best response where CR and PR count only when confirmed; unconfirmed ones count as stable disease."""
    rows = until_progression(assessed, None)
    found: list[tuple[str, date]] = []
    for place, row in enumerate(rows):
        confirmed = _confirmed_as(rows, place, conventions)
        if confirmed is not None:
            found.append((confirmed, row.on))
        lowered = Assessed(row.on, SD) if row.response in (CR, PR) else row
        found.append((_settled(lowered, start, conventions), row.on))
    return _best(found, conventions)


def first_response(assessed: Iterable[Assessed]) -> date | None:
    """The day of the first CR or PR."""
    return next((row.on for row in until_progression(assessed, None) if row.response in (CR, PR)), None)


def first_confirmed_response(assessed: Iterable[Assessed], conventions: Conventions) -> date | None:
    """The day of the first CR or PR that a later one confirms."""
    rows = until_progression(assessed, None)
    return next((row.on for place, row in enumerate(rows) if _confirmed_as(rows, place, conventions)), None)


def clinical_benefit(assessed: Iterable[Assessed], start: date, conventions: Conventions) -> date | None:
    """The day of the first response, or of the first stable disease that lasted long enough."""
    benefits = {SD, NON} - conventions.ignored
    for row in until_progression(assessed, None):
        lasting = (row.on - start).days >= conventions.stable_days
        if row.response in (CR, PR) or (row.response in benefits and lasting):
            return row.on
    return None


def duration_of_response(assessed: Iterable[Assessed]) -> tuple[int, bool] | None:
    """Days from the first response to progression, or to the last assessment (then ``False``: it may still last)."""
    rows = until_progression(assessed, None)
    began = first_response(rows)
    if began is None:
        return None
    ended = next((row.on for row in rows if row.on > began and row.response == PD), None)
    return ((ended or rows[-1].on) - began).days, ended is not None


def _settled(row: Assessed, start: date, conventions: Conventions) -> str:
    """What one assessment counts as: early stable disease is not evaluable."""
    if row.response in (SD, NON) and (row.on - start).days < conventions.stable_days:
        return NE
    if row.response in _RANKS[:-1]:
        return row.response
    return NOT_DONE


def _best(found: Sequence[tuple[str, date]], conventions: Conventions) -> Best:
    if not found:
        return Best(NE if conventions.missing_is_not_evaluable else MISSING)
    response, on = min(found, key=lambda each: (_RANKS.index(each[0]), each[1]))
    return Best(response, on)


def _confirmed_as(rows: Sequence[Assessed], place: int, conventions: Conventions) -> str | None:
    """CR or PR, where a later assessment confirms the one at ``place``."""
    first = rows[place]
    if first.response not in (CR, PR):
        return None
    for later in range(place + 1, len(rows)):
        far = (rows[later].on - first.on).days >= conventions.confirm_days
        between = [_between(row, conventions) for row in rows[place + 1 : later]]
        if (
            far
            and rows[later].response == CR
            and first.response == CR
            and _may_lie_between(between, (CR,), conventions)
        ):
            return CR
        if far and rows[later].response in (CR, PR) and _confirms_partial(first, rows[later], between, conventions):
            return PR
    return None


def _between(row: Assessed, conventions: Conventions) -> str | None:
    missing = row.response is None or row.response not in _RANKS[:-1]
    return NE if missing and conventions.missing_is_not_evaluable else row.response


def _confirms_partial(
    first: Assessed, later: Assessed, between: Sequence[str | None], conventions: Conventions
) -> bool:
    """PR, then PR or CR. A CR that falls back to PR confirms nothing."""
    if later.response == PR and CR in (first.response, *between):
        return False
    return first.response == PR and _may_lie_between(between, (CR, PR), conventions)


def _may_lie_between(between: Sequence[str | None], good: tuple[str, ...], conventions: Conventions) -> bool:
    stable = 1 if conventions.accept_stable and PR in good else 0
    return (
        all(each in (*good, NE, SD) for each in between)
        and sum(each == NE for each in between) <= conventions.most_not_evaluable
        and sum(each == SD for each in between) <= stable
    )
