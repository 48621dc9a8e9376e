"""Partial dates: what a record says about a day when it says only the year, the month, or nothing.

In: text such as ``2019``, ``2019-05``, ``2019-05-31``, ``2019-05-31T10:00:00Z``. Out: an interval of days. A comparison
of two intervals is true or false only where every day in them agrees; otherwise it is unknown. Absent dates are
``None``, never a made-up day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[0-9:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)?)?\Z")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day known to lie between two days, both included."""

    low: date
    high: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read an ISO 8601 year, month, day or instant (FHIR ``dateTime``).

        Raises:
            ValueError: the text is not such a date, or names a day that does not exist.
        """
        return _parse(text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The partial date that is exactly one day."""
        return cls(day, day)

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.exact:
            return self.low.isoformat()
        if (self.low.month, self.low.day, self.high.month, self.high.day) == (1, 1, 12, 31) and (
            self.low.year == self.high.year
        ):
            return f"{self.low.year:04d}"
        if (self.low.year, self.low.month) == (self.high.year, self.high.month):
            return f"{self.low.year:04d}-{self.low.month:02d}"
        return f"{self.low.isoformat()}/{self.high.isoformat()}"


@lru_cache(maxsize=65536)
def _parse(text: str) -> PartialDate:
    found = _SHAPE.match(text)
    if not found:
        raise ValueError(f"'{text}' is not a date")
    year, month, day = int(found[1]), found[2], found[3]
    if day:
        exact = date(year, int(month), int(day))
        return PartialDate(exact, exact)
    if month:
        last = calendar.monthrange(year, int(month))[1]  # raises for month 13
        return PartialDate(date(year, int(month), 1), date(year, int(month), last))
    return PartialDate(date(year, 1, 1), date(year, 12, 31))


def whole_months(start: date, end: date) -> int:
    """Completed calendar months from ``start`` to ``end``; negative when ``end`` is earlier.

    The same count as DuckDB's ``datesub('month', start, end)``: the 31st to the last day of a shorter month is a
    whole month.
    """
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    last_of_end = calendar.monthrange(end.year, end.month)[1]
    if end.day < start.day and end.day != last_of_end:
        months -= 1
    return months
