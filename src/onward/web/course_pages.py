"""Follow-up with the course, and what changed between two days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from onward.plan.causes import Cause
from onward.plan.diff import Difference
from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render


@dataclass(frozen=True, slots=True)
class Because:
    """What made a change: facts, the entries of the record behind them, or that no entry did."""

    facts: tuple[str, ...]
    entries: tuple[int, ...]
    """Their numbers in the list of what is new in the record."""
    time: bool


def follow_up_page(case: Case, frame: Frame, linker: Linker) -> str:
    """What to check when, and what happened so far."""
    page = render("follow_up.html", frame=frame, **parts_of(case.plan))
    return linker.linked(page, frame.bar.url if frame.bar else None)


def changes_page(
    frame: Frame, then: str, now: str, found: Difference | None, faults: tuple[str, ...], linker: Linker
) -> str:
    """What changed between two days, and what made it change."""
    told = {"because": _because(found), "titles": _titles(found)}
    page = render("changes.html", frame=frame, then=then, now=now, found=found, faults=faults, **told)
    return linker.linked(page, frame.bar.url if frame.bar else None)


def _because(found: Difference | None) -> Callable[[Any], Because]:
    """What made a change, the entries by their numbers."""
    numbers: dict[Cause, int] = {cause: number for number, cause in enumerate(found.events if found else (), 1)}

    def told(change: Any) -> Because:
        facts = tuple(fact for fact in change.because if fact != getattr(change, "name", None))
        entries = tuple(sorted(numbers[each] for each in change.events if each in numbers))
        time = found is not None and found.then.as_of != found.now.as_of and not (facts or entries)
        return Because(facts, entries, time)

    return told


def _titles(found: Difference | None) -> dict[str, str]:
    """Alerts and tests by what they are called."""
    plans = (found.then, found.now) if found else ()
    alerts = {alert.id: alert.title for plan in plans for alert in plan.alerts}
    return alerts | {test.id: test.title for plan in plans for test in plan.tests}
