"""Days to places on a picture: a linear scale of real dates, with long empty stretches cut short where that is asked.

In: the days that the picture marks, and the plot's edges. Out: ``TimeScale``: the place of a day, the ticks, the
stretches that were cut (each is drawn as a break and labelled with its length; a second picture opens them).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from onward.values.dates import PartialDate, whole_months

SHORTEST_DAYS = 90
"""A picture of fewer days would claim a precision that dates in records do not have."""
CUT_DAYS = 500
CUT_SHARE = 0.18
CUT_WIDTH = 62.0
_MARGIN = 0.02
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_TICK_ROOM = 62.0
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch in which nothing is marked, drawn narrower than it is."""

    first: date
    last: date

    @property
    def length(self) -> str:
        """Its length in words, e.g. ``3 y 4 m``."""
        years, months = divmod(whole_months(self.first, self.last), _YEAR)
        return " ".join(part for part in (f"{years} y" if years else "", f"{months} m" if months else "") if part)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Where each day lies between two edges."""

    days: tuple[date, ...]
    places: tuple[float, ...]
    """The places of ``days``; between two of them the scale is linear."""
    cuts: tuple[Cut, ...] = ()

    def at(self, day: date) -> float:
        """The place of a day; days outside lie on the edge."""
        index = min(max(bisect_right(self.days, day), 1), len(self.days) - 1)
        first, last = self.days[index - 1], self.days[index]
        share = min(max((day - first).days / max((last - first).days, 1), 0.0), 1.0)
        return self.places[index - 1] + share * (self.places[index] - self.places[index - 1])

    def ticks(self) -> Iterator[tuple[date, str]]:
        """The days to label: first days of months or years, with room for each label; none within a cut."""
        span = self.places[-1] - self.places[0] - CUT_WIDTH * len(self.cuts)
        open_days = (self.days[-1] - self.days[0]).days - sum((cut.last - cut.first).days for cut in self.cuts)
        step = next((each for each in _STEPS if each * 30.4 * span / max(open_days, 1) >= _TICK_ROOM), _STEPS[-1])
        last_place = self.places[0] - _TICK_ROOM
        for day in _months(self.days[0], self.days[-1], step):
            cut = any(each.first < day < each.last for each in self.cuts)
            if not cut and self.at(day) - last_place >= _TICK_ROOM * 0.8:
                last_place = self.at(day)
                yield day, str(day.year) if day.month == 1 else f"{day:%Y-%m}"


def span_of(text: str) -> tuple[date, date]:
    """The first and last day that a date as plans write it may mean: ``2019-05``, ``2019-08-01/2019-09-01``."""
    parts = [PartialDate.parse(part) for part in text.split("/")]
    return parts[0].low, parts[-1].high


def is_day(text: str | None) -> bool:
    """Whether a text is a date as plans write it."""
    try:
        return bool(text and span_of(text))
    except ValueError:
        return False


def time_scale(
    marked: Iterable[date], left: float, right: float, *, cut: bool = True, kept: Sequence[tuple[date, date]] = ()
) -> TimeScale:
    """The scale on which all marked days lie; nothing is cut out of the spans that are kept."""
    days = sorted(set(marked))
    first, last = days[0], days[-1]
    cuts = tuple(_cuts(days, (last - first).days, kept)) if cut else ()
    left_out = sum((each.last - each.first).days for each in cuts)
    marked_days = (last - first).days - left_out
    margin = timedelta(max(round(marked_days * _MARGIN), (SHORTEST_DAYS - marked_days) // 2, 1))
    first, last = first - margin, last + margin
    edges = sorted({first, last, *(day for each in cuts for day in (each.first, each.last))})
    open_days = (last - first).days - left_out
    per_day = (right - left - CUT_WIDTH * len(cuts)) / max(open_days, 1)
    places = [left]
    begun = {each.first for each in cuts}
    for one, other in pairwise(edges):
        places.append(places[-1] + (CUT_WIDTH if one in begun else (other - one).days * per_day))
    return TimeScale(tuple(edges), tuple(places), cuts)


def _cuts(days: list[date], span: int, kept: Sequence[tuple[date, date]]) -> Iterator[Cut]:
    """The long stretches between two marked days; a little of each is left beside its marks."""
    for one, other in pairwise(days):
        length = (other - one).days
        whole = any(first < other and one < last for first, last in kept)
        if length > CUT_DAYS and length > span * CUT_SHARE and not whole:
            rest = timedelta(min(length // 8, 60))
            yield Cut(one + rest, other - rest)


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every ``step``-th month; years count from a multiple of the step, so that they look round."""
    index = first.year * _YEAR + first.month
    index += -(index - 1) % step if step <= _YEAR else (-(first.year) % (step // _YEAR)) * _YEAR - first.month + 1
    while True:
        year, month = divmod(index - 1, _YEAR)
        day = date(year, month + 1, 1)
        if day > last:
            return
        if day >= first:
            yield day
        index += step
