"""Follow-up with the course, and what changed between two days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onward.plan.diff import Difference
from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render

MOST_ENTRIES = 3


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


def _because(found: Difference | None) -> Callable[[Any], str]:
    """What made a change, in words: the facts, and the entries of the record behind them."""

    def told(change: Any) -> str:
        parts = [fact.replace("_", " ") for fact in change.because if fact != getattr(change, "name", None)]
        entries = [event.says for event in change.events]
        if parts or entries:
            said = ", ".join(parts)
            return f" – because of {said}{': ' if said and entries else ''}{_some(entries)}"
        return " – no entry of the record: time has passed" if found and found.then.as_of != found.now.as_of else ""

    return told


def _some(entries: list[str]) -> str:
    """The first entries; all of them stand in their own list on the page."""
    more = len(entries) - MOST_ENTRIES
    return "; ".join(entries[:MOST_ENTRIES]) + (f"; and {more} more" if more > 0 else "")
