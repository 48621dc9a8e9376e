"""What reading one patient's resources collects: rows, what was not used, what contradicts, what is wrong.

Two resources that say the same become one row with both references. Each resource that was looked at is accounted for:
it ends in a row or in ``unused``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import msgspec

from onward.events import tables
from onward.events.tables import Conflict, Event, Events, Unused
from onward.records.documents import Found
from onward.values.dates import PartialDate
from onward.values.errors import Fault

_LONGEST = 160
_EARLIEST = date(1880, 1, 1)


class Notes:
    """The rows of one patient as they grow."""

    def __init__(self, today: date) -> None:
        self.today = today
        """The last day that a record written today can speak of."""
        self._latest = today + timedelta(days=1) if today < date.max else today
        self.faults: list[Fault] = []
        self._rows: dict[tuple[str, tuple[Any, ...]], tuple[type[Event], dict[str, Any], list[str]]] = {}
        self._unused: dict[tuple[str, str, str], None] = {}
        self._conflicts: dict[str, set[str]] = {}
        self._accounted: set[str] = set()

    def add(self, kind: type[Event], refs: str | Iterable[str], **columns: Any) -> None:
        """Add one row; the same content again only adds its reference."""
        where = [refs] if isinstance(refs, str) else list(refs)
        key = (kind.table, tuple(columns.items()))
        known = self._rows.setdefault(key, (kind, columns, []))
        known[2].extend(ref for ref in where if ref not in known[2])
        self._accounted.update(where)

    def leave(self, ref: str, what: str, reason: str) -> None:
        """List something that no table took."""
        self._unused[(ref, short(what), reason)] = None
        self._accounted.add(ref)

    def pass_by(self, ref: str, kind: str, reason: str) -> None:
        """List a resource of a kind that is not read; there may be thousands."""
        self._unused[(ref, kind, reason)] = None

    def conflict(self, refs: Iterable[str], what: str) -> None:
        """Tell of two statements that cannot both be true; the same of several resources once."""
        self._conflicts.setdefault(short(what), set()).update(refs)

    def fault(self, found: Found, wrong: str, expected: str = "") -> None:
        """Tell of something that cannot be."""
        line = int(found.place) if found.place.isdigit() else 0
        self.faults.append(Fault(found.file, line, 1, f"{found.ref}: {wrong}", expected))

    def accounted(self, ref: str) -> bool:
        """Whether a resource has ended somewhere."""
        return ref in self._accounted

    def day(self, found: Found, field: str, text: str | None, future: bool = False) -> PartialDate | None:
        """A date of a resource; a fault where there is no such day, or where it has not come yet."""
        if not text:
            return None
        try:
            day = PartialDate.parse(text.strip())
        except ValueError:
            self.fault(found, f"'{field}' is '{short(text)}', which is no date", "a date such as 2019-05-31 or 2019-05")
            return None
        if day.low < _EARLIEST:
            self.fault(found, f"'{field}' is {day}", "a date in the patient's lifetime")
            return None
        if day.low > self._latest and not future:
            self.fault(found, f"'{field}' is {day}, which has not come yet", f"a date up to {self.today}")
            return None
        return day

    def rows(self, kind: type[Event]) -> list[tuple[dict[str, Any], list[str]]]:
        """The columns and references of the rows of one table, so far."""
        return [(columns, refs) for (table, _), (_, columns, refs) in self._rows.items() if table == kind.table]

    def drop(self, kind: type[Event], columns: dict[str, Any]) -> None:
        """Take one row away again; its references stay accounted for by what replaces it."""
        del self._rows[(kind.table, tuple(columns.items()))]

    def events(self, patient: str) -> Events:
        """Everything that was collected, in an order that the order of the record does not change."""
        made: dict[str, list[Event]] = {table.table: [] for table in tables.TABLES}
        for (table, _), (kind, columns, refs) in self._rows.items():
            made[table].append(kind(id="", refs=tuple(sorted(refs)), **columns))
        rows = {table: tuple(_numbered(table, events)) for table, events in made.items()}
        unused = tuple([Unused(ref=ref, what=what, reason=why) for ref, what, why in sorted(self._unused)])
        conflicts = tuple(
            Conflict(refs=tuple(sorted(refs)), what=what) for what, refs in sorted(self._conflicts.items())
        )
        return Events(patient_id=patient, rows=rows, unused=unused, conflicts=conflicts)


def short(text: str) -> str:
    """A text of a record, on one line, no longer than a line is."""
    if len(text) < _LONGEST and text.isalnum():
        return text
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _numbered(table: str, events: list[Event]) -> Iterable[Event]:
    """Oldest first, undated first of all; then by what they say, so that equal records give equal ids."""
    ordered = sorted(events, key=_place)
    return (msgspec.structs.replace(event, id=f"{table}-{n}") for n, event in enumerate(ordered, 1))


def _place(event: Event) -> tuple[int, int, str]:
    said = repr(msgspec.structs.astuple(event)[3:]) + repr(event.refs)
    if event.date is None:
        return (0, 0, said)
    return (event.date.low.toordinal(), event.date.high.toordinal(), said)
