"""Rows of the event tables with their types, and how they are ordered: oldest first, undated first of all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

import msgspec

from onward.events.tables import Event, Events
from onward.values.dates import PartialDate

Row = TypeVar("Row", bound=Event)

_NEVER = date.min


def rows_of(events: Events, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of one table, by its type."""
    return tuple(row for row in events.rows.get(kind.table, ()) if isinstance(row, kind))


def with_rows(events: Events, kind: type[Row], rows: Iterable[Row]) -> Events:
    """The same events with the rows of one table put in place of what it held."""
    return msgspec.structs.replace(events, rows={**events.rows, kind.table: tuple(sorted(rows, key=order))})


def order(row: Event) -> tuple[bool, date, date, str]:
    """The place of a row in its table: undated first, then by date, then by identity."""
    if row.date is None:
        return (False, _NEVER, _NEVER, row.id)
    return (True, row.date.low, row.date.high, row.id)


def days_from(earlier: PartialDate, later: PartialDate) -> tuple[int, int]:
    """The fewest and the most days from one date to another; negative where the second may come first."""
    return ((later.low - earlier.high).days, (later.high - earlier.low).days)


def references(rows: Iterable[Event]) -> tuple[str, ...]:
    """Where in the record all of these rows were read, each place once."""
    return tuple(dict.fromkeys(ref for row in rows for ref in row.refs))


def identities(rows: Iterable[Event]) -> tuple[str, ...]:
    """The ids of these rows, each once."""
    return tuple(dict.fromkeys(row.id for row in rows))
