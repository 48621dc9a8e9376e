"""The order of matches: what can be joined, near, with little unknown and made for this disease comes first.

In: matches, their trials and where the person is. Out: the matches in order, each with its nearest place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from onward.trials.match_compile import CompiledTrial, CompiledTrials
from onward.trials.match_types import ELIGIBLE, INELIGIBLE, POSSIBLE, Match
from onward.trials.study import RECRUITING, TO_COME, Site

STEP_KM = 25
"""Distances within one step of this count as alike: what is unknown then decides."""
_RANK = {ELIGIBLE: 0, POSSIBLE: 1, INELIGIBLE: 2}
_TREATING = {True: 0, None: 1, False: 2}
_EARTH_KM = 6371.0
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,10})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,10})?)\s*")
_HIGHEST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a person is: a point on the earth, a country, or neither."""

    latitude: float | None = None
    longitude: float | None = None
    country: str = ""


def point(text: str) -> tuple[float, float] | None:
    """A latitude and a longitude as written; none where the text is no point on the earth.

    >>> point("42.36, -71.06"), point("100,0")
    ((42.36, -71.06), None)
    """
    found = _POINT.fullmatch(text)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def place(text: str, compiled: CompiledTrials) -> tuple[float, float] | None:
    """The point of a postcode or city, as the sites of the trials have it; none where no site is there."""
    asked = text.strip().casefold()
    for trial in compiled.trials:
        for site in trial.sites:
            known = site.latitude is not None and site.longitude is not None
            if known and asked in (site.zip.casefold(), site.city.casefold()):
                return site.latitude or 0.0, site.longitude or 0.0
    return None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two points over the surface of the earth.

    >>> round(kilometres((42.36, -71.06), (40.71, -74.01)))
    306
    """
    (a, b), (c, d) = (tuple(map(math.radians, each)) for each in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def in_order(matches: Iterable[Match], compiled: CompiledTrials, where: Where | None = None) -> tuple[Match, ...]:
    """Matches by fit. Trials with sites, none of which is in the country that was asked for, are left out."""
    where = where or Where()
    trials = {trial.nct: trial for trial in compiled.trials}
    placed = (_placed(each, trials[each.nct], where) for each in matches if _within(trials[each.nct], where))
    return tuple(sorted(placed, key=_fit))


def _within(trial: CompiledTrial, where: Where) -> bool:
    country = where.country.casefold()
    return not country or not trial.sites or any(site.country.casefold() == country for site in trial.sites)


def _placed(match: Match, trial: CompiledTrial, where: Where) -> Match:
    """The match with the nearest site that takes people, or any where no site says so."""
    sites = [site for site in trial.sites if site.country.casefold() == where.country.casefold() or not where.country]
    open_now = [site for site in sites if site.status in RECRUITING]
    to_come = [site for site in sites if not site.status or site.status in TO_COME]
    return _nearest(match, open_now or to_come or sites, where)


def _nearest(match: Match, sites: Sequence[Site], where: Where) -> Match:
    if not sites:
        return match
    if where.latitude is None or where.longitude is None:
        return msgspec.structs.replace(match, site=_name(sites[0])) if where.country else match
    here = (where.latitude, where.longitude)
    far = [
        (kilometres(here, (site.latitude, site.longitude)), number)
        for number, site in enumerate(sites)
        if site.latitude is not None and site.longitude is not None
    ]
    if not far:
        return match
    distance, number = min(far)
    return msgspec.structs.replace(match, distance_km=round(distance, 1), site=_name(sites[number]))


def _name(site: Site) -> str:
    return ", ".join(part for part in (site.facility, site.city, site.state, site.country) if part)


def _fit(match: Match) -> tuple[int, int, int, float, int, int, bool, int, str]:
    """Verdict, recruiting, a treatment, distance, how much is unknown of person and trial, specific, phase, number.

    Who looks for a trial looks for a treatment: one that takes images or asks questions comes after those.
    """
    distance = math.inf if match.distance_km is None else match.distance_km // STEP_KM
    return (
        _RANK[match.verdict],
        _joining(match),
        _TREATING[match.treats],
        distance,
        len(match.missing) if match.verdict != INELIGIBLE else len(match.failed),
        match.unread // 5,
        not match.specific,
        -_phase(match.phases),
        match.nct,
    )


def _joining(match: Match) -> int:
    """Open now, to come, not said, closed."""
    if match.recruiting:
        return 0
    if match.status in TO_COME:
        return 1
    return 2 if match.recruiting is None else 3


def _phase(phases: Sequence[str]) -> int:
    numbers = [int(each) for phase in phases for each in phase if each.isdigit()]
    return min(max(numbers, default=0), _HIGHEST)
