"""The rows of one patient while a FHIR record is read: events, what was left, what contradicts, what cannot be."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from onward.events.tables import TABLES, Conflict, Event, Unused
from onward.records.codebook import Codebook
from onward.records.fhir_types import Period
from onward.values.dates import PartialDate
from onward.values.errors import Fault

ENTERED_IN_ERROR = "entered in error"
NOT_UNDERSTOOD = "not understood"


class Rows:
    """Collects what the resources of one patient say."""

    def __init__(self, book: Codebook, file: str, today: datetime.date) -> None:
        self.book = book
        self.file = file
        self.today = today
        self.events: dict[str, list[Event]] = {table.table: [] for table in TABLES}
        self.unused: list[Unused] = []
        self.conflicts: list[Conflict] = []
        self.faults: list[Fault] = []
        self._counts: Counter[str] = Counter()
        self._places: dict[tuple[object, ...], int] = {}

    def add(self, kind: type[Event], ref: str, date: PartialDate | None = None, **columns: Any) -> None:
        """Add one event read at ``ref``; the same event read twice is one event with both references."""
        self._counts[kind.table] += 1
        row = kind(id=f"{kind.table}-{self._counts[kind.table]}", date=date, refs=(ref,), **columns)
        rows = self.events[kind.table]
        number = self._places.setdefault(_identity(row), len(rows))
        if number == len(rows):
            rows.append(row)
        elif ref not in rows[number].refs:
            rows[number] = msgspec.structs.replace(rows[number], refs=(*rows[number].refs, ref))

    def leave(self, ref: str, what: str, reason: str) -> None:
        """List something that no table took."""
        self.unused.append(Unused(ref=ref, what=what[:120], reason=reason))

    def fault(self, ref: str, wrong: str, expected: str) -> None:
        """Something that cannot be."""
        self.faults.append(Fault(self.file, 0, 0, f"{ref}: {wrong}", expected))

    def conflict(self, refs: Iterable[str], what: str) -> None:
        """Two statements that cannot both be true."""
        self.conflicts.append(Conflict(refs=tuple(refs), what=what))

    def date(self, ref: str, text: str | None) -> PartialDate | None:
        """A date as written; a day that does not exist or has not come yet is a fault."""
        if text is None:
            return None
        try:
            date = PartialDate.parse(text.strip())
        except ValueError:
            self.fault(ref, f"'{text[:40]}' is not a date", "a day that exists, as 2026-01-31")
            return None
        if date.low > self.today:
            self.fault(ref, f"{date} lies in the future", f"{self.today} or earlier")
            return None
        return date

    def first_date(self, ref: str, *texts: str | Period | None) -> PartialDate | None:
        """The first date that is given; of a period its start."""
        for text in texts:
            given = text.start if isinstance(text, Period) else text
            if given:
                return self.date(ref, given)
        return None

    def percent(self, ref: str, number: float, what: str) -> float | None:
        """A share of cells, or a fault."""
        if 0 <= number <= 100:
            return number
        self.fault(ref, f"{what} is {number:g} %", "0 to 100 %")
        return None

    def tables(self) -> dict[str, tuple[Event, ...]]:
        """The events, oldest first, undated first of all."""
        return {name: tuple(sorted(rows, key=_age)) for name, rows in self.events.items()}


def _age(row: Event) -> tuple[str, str, str]:
    return (row.date.low.isoformat() if row.date else "", row.date.high.isoformat() if row.date else "", row.id)


def _identity(row: Event) -> tuple[object, ...]:
    """What makes two events the same: everything but their own names and the specimen's."""
    names = (name for name in row.__struct_fields__ if name not in ("id", "refs", "specimen"))
    return (row.table, *(getattr(row, name) for name in names))
