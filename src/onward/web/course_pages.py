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

MOST_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Because:
    """What made a change: facts, the entries of the record behind them, or that no entry did."""

    facts: tuple[str, ...]
    entries: tuple[Cause, ...]
    more: int
    time: bool


def follow_up_page(case: Case, frame: Frame, linker: Linker) -> str:
    """What to check when, and what happened so far."""
    page = render("follow_up.html", frame=frame, **parts_of(case.plan))
    return linker.linked(page, frame.bar.url if frame.bar else None)


def changes_page(
    frame: Frame, then: str, now: str, found: Difference | None, faults: tuple[str, ...], linker: Linker
) -> str:
    """What changed between two days, and what made it change."""
    page = render("changes.html", frame=frame, then=then, now=now, found=found, faults=faults, because=_because(found))
    return linker.linked(page, frame.bar.url if frame.bar else None)


def _because(found: Difference | None) -> Callable[[Any], Because]:
    """What made a change; all entries stand in their own list on the page, here the first of them."""

    def told(change: Any) -> Because:
        facts = tuple(fact for fact in change.because if fact != getattr(change, "name", None))
        entries = tuple(change.events)
        time = found is not None and found.then.as_of != found.now.as_of and not (facts or entries)
        return Because(facts, entries[:MOST_ENTRIES], max(0, len(entries) - MOST_ENTRIES), time)

    return told
