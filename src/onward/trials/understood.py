"""What was understood of one item: the words, the kind of requirement, and its expression in Onward's language."""

from __future__ import annotations

from dataclasses import dataclass

from onward.trials.sections import Item

HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One requirement. The expression is true of a person who meets it, whichever list it stood in."""

    kind: str
    span: str
    """The words that say so, as the registry has them."""
    expression: str
    sure: str = HIGH
    """``high``: said plainly. ``medium``: something was completed. ``low``: it looks written the wrong way round."""
    note: str = ""
    scope: str = ""
    """The cohort, arm or phase that it is limited to; empty where it is for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One item of a study with everything that was understood of it."""

    item: Item
    understood: tuple[Understood, ...] = ()
    aside: str = ""
    """Why it asks nothing of a record: ``consent``, ``permission``, ``heading``, ``note`` ...; empty where it does."""
    reviewed: bool = False
    """Whether somebody confirmed or corrected it."""
    reviewed_by: str = ""
    """Who, by role, and when; empty where nobody did."""
    field: str = ""
    """The registry's own field that says it (``age``, ``sex``); empty for free text."""

    @property
    def unread(self) -> bool:
        """Whether it asks something, and nothing of it was understood."""
        return not self.understood and not self.aside
