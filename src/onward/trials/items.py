"""One bullet, number or paragraph of a study's criteria, with its list, its place and the cohort it is limited to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """Which list an item stands in."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One bullet, number or paragraph of the criteria."""

    number: int
    text: str
    section: Section
    level: int
    """How deep it stands: 0 for items of the list itself."""
    parent: int | None = None
    """The number of the item that it stands under."""
    scope: str | None = None
    """The heading of the cohort, arm or phase that it is limited to, as written."""
    note: bool = False
    """Whether it explains the item above it instead of asking for something."""
