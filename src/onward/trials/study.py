"""A study as the registry describes it, whatever file it came from: the hinge between registry formats and reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

RECRUITING = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
TO_COME = frozenset({"NOT_YET_RECRUITING"})

_AGE = re.compile(r"\s*(\d{1,4})\s*(year|month|week|day|hour|minute)?s?\s*", re.IGNORECASE)
_A_YEAR = {"year": 1.0, "month": 12.0, "week": 52.18, "day": 365.25, "hour": 8766.0, "minute": 525960.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place where people are treated in the study."""

    facility: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    status: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyArm:
    """One arm or cohort."""

    label: str
    kind: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Something that is given or done."""

    name: str
    kind: str = ""
    description: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One record of a trial registry."""

    nct: str
    title: str = ""
    official_title: str = ""
    summary: str = ""
    status: str = ""
    """The registry's word: ``RECRUITING``, ``COMPLETED`` ...; empty where the record has none."""
    study_type: str = ""
    phases: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sex: str = "ALL"
    min_age_years: float | None = None
    max_age_years: float | None = None
    criteria: str = ""
    """The free text, as it came."""
    arms: tuple[StudyArm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    sites: tuple[Site, ...] = ()
    sponsor: str = ""
    updated: str = ""
    file: str = field(default="", compare=False)

    @property
    def recruiting(self) -> bool | None:
        """Whether people can join now; unknown where the record does not say."""
        if not self.status or self.status == "UNKNOWN":
            return None
        return self.status in RECRUITING


def years(text: str | None) -> float | None:
    """An age of the registry in years; none where it names no limit.

    >>> years("18 Years"), years("6 Months"), years("N/A")
    (18.0, 0.5, None)
    """
    found = _AGE.fullmatch(text or "")
    return float(found[1]) / _A_YEAR[(found[2] or "year").lower()] if found else None
