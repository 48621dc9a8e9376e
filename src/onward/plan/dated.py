"""What stands on a day: checks that a treatment asks for, and what happened. Parts of the plan's public contract.

A ``Task`` is a check with its day and its state; an ``Offset`` is the same for a treatment that has not begun, counted
from its first day; a ``Happening`` is one point of the picture of the course.
"""

from __future__ import annotations

import msgspec


class CheckReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks for a check: a drug, or a follow-up item (then ``drug`` is ``None``)."""

    drug: str | None
    when: str
    """The schedule in the words of its source."""
    phase: str = "on-treatment"
    """``before-start``, ``on-treatment`` or ``follow-up``."""
    why: str | None = None
    sources: tuple[str, ...] = ()


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One check on one day."""

    id: str
    """The same for the same check of the same treatment, whatever the day of the plan."""
    investigation: str
    title: str
    due: str
    opens: str
    closes: str
    """A result from ``opens`` to ``closes``, both included, is the one that was asked for."""
    state: str
    """``done``, ``overdue``, ``due``, ``coming``; ``unknown`` where no record could show whether it was done."""
    reasons: tuple[CheckReason, ...]
    done_on: str | None = None
    late: bool = False
    """Whether it was done after ``closes``."""
    missed: int = 0
    """Overdue: how many days in a row had no result."""
    lacking: tuple[str, ...] = ()
    """Done: the facts that it should have settled and of which no result was found."""
    refs: tuple[str, ...] = ()
    certain: bool = True
    """False where the first day of the treatment is known only as a month or a year."""


class Offset(msgspec.Struct, frozen=True, kw_only=True):
    """One check of a treatment that may begin; day 0 is its first day."""

    day: int
    investigation: str
    title: str
    reasons: tuple[CheckReason, ...]


class Happening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened, or one value of a curve."""

    kind: str
    """``diagnosis``, ``metastatic``, ``procedure``, ``progression``, ``response``, ``lesion-sum``, ``blood-marker``,
    ``receptor``, ``variant``."""
    date: str
    says: str
    """In a few words."""
    name: str = ""
    """What is measured: the marker, the receptor, the gene."""
    value: float | None = None
    unit: str | None = None
    result: str | None = None
    """``positive``, ``negative``, ``PR`` ...; ``PD?`` where it has to be confirmed."""
    certain: bool = True
    refs: tuple[str, ...] = ()
