"""A study as the registry describes it, whatever file it came from: the hinge between registry formats and reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

RECRUITING = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
TO_COME = frozenset({"NOT_YET_RECRUITING"})
TREATMENT = "TREATMENT"
OBSERVATIONAL = "OBSERVATIONAL"
GIVEN = frozenset({"DRUG", "BIOLOGICAL", "COMBINATION", "GENETIC", "RADIATION", "PROCEDURE"})
"""Kinds of intervention that treat, by the first word of the registry's term."""

_KIND_END = re.compile(r"[^A-Z]")
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
    purpose: str = ""
    """What it is for, in the registry's word: ``TREATMENT``, ``DIAGNOSTIC`` ...; empty where the record has none."""
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

    @property
    def treats(self) -> bool | None:
        """Whether it tries a treatment; unknown where the record tells neither a purpose nor what is given.

        >>> Study(nct="NCT00000001", purpose="DIAGNOSTIC", phases=("PHASE2",)).treats
        False
        """
        if self.purpose:
            return self.purpose == TREATMENT
        if self.study_type == OBSERVATIONAL:
            return False
        kinds = {_KIND_END.split(each.kind.upper())[0] for each in self.interventions if each.kind}
        if kinds:
            return bool(kinds & GIVEN)
        return True if any(digit.isdigit() for phase in self.phases for digit in phase) else None


def years(text: str | None) -> float | None:
    """An age of the registry in years; none where it names no limit.

    >>> years("18 Years"), years("6 Months"), years("N/A")
    (18.0, 0.5, None)
    """
    found = _AGE.fullmatch(text or "")
    return float(found[1]) / _A_YEAR[(found[2] or "year").lower()] if found else None
