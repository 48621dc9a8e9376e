"""What matching says: the contract of ``onward trials match --format json``."""

from __future__ import annotations

import msgspec

ELIGIBLE, POSSIBLE, INELIGIBLE = "eligible", "possible", "ineligible"

Plain = bool | float | str | list[str] | None


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One criterion that stands against a trial, or leaves it open."""

    criterion: str
    """The item of the record, as it reads."""
    section: str
    why: str
    """``false``; or open because of: ``fact`` (not known), ``detail`` (an exception that was not read), ``unread`` (not
    understood), ``unsure`` (perhaps misread), ``cohort`` (not that cohort), ``wait`` (only time is lacking)."""
    words: str = ""
    """The words in it that say so."""
    kind: str = ""
    expression: str = ""
    facts: dict[str, Plain] = {}
    """What is known of this person, of all that it asks for."""
    missing: tuple[str, ...] = ()
    scope: str = ""
    note: str = ""
    reviewed: bool = False


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """How one trial and one person fit."""

    nct: str
    title: str
    verdict: str
    failed: tuple[Point, ...]
    unknown: tuple[Point, ...]
    met: int
    """How many requirements this person is known to meet."""
    missing: tuple[str, ...]
    """The facts that are not known and that it asks for."""
    unread: int
    """How many criteria were not understood."""
    presumed: tuple[str, ...]
    """Facts taken for granted because nothing in the record points to them."""
    status: str
    recruiting: bool | None
    phases: tuple[str, ...]
    specific: bool
    """Whether it asks for a subtype, an alteration or a line."""
    treats: bool | None = None
    """Whether it tries a treatment; unknown where the registry does not say."""
    updated: str = ""
    distance_km: float | None = None
    site: str | None = None
    """The nearest place that is open, or one in the country that was asked for."""
