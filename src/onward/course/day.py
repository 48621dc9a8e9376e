"""The record as it could be known on the day of the decision.

In: events and the day. Out: events without those that came later, which are listed as unused, and without
what an earlier reading derived. A treatment that ended later goes on; why it stopped, and what came of it, are not
known yet.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import msgspec

from onward.course.rows import rows_of
from onward.events.tables import (
    TABLES,
    Conflict,
    Drug,
    Event,
    Events,
    Lesion,
    Medication,
    Patient,
    Procedure,
    Unused,
)

AFTER = "after the day of the decision"
UNDATED = "a measurement without a date"
DERIVED = ("progression", "line", "response", "report", "appearance", "grade")

Row = TypeVar("Row", bound=Event)


def cut(events: Events, day: date) -> Events:
    """Keep what could be known on ``day``."""
    undated = [_unused(row, f"lesion {row.lesion}", UNDATED) for row in rows_of(events, Lesion) if row.date is None]
    later = [row for rows in events.rows.values() for row in rows if row.date is not None and row.date.low > day]
    gone = {(row.table, row.id) for row in later}
    kept = {
        name: tuple(row for row in rows if (row.table, row.id) not in gone)
        for name, rows in events.rows.items()
        if name not in DERIVED
    }
    unused = [_unused(row) for row in later] + [each for each in undated if each not in events.unused]
    conflicts: list[Conflict] = []
    seen = {
        table.table: tuple(_as_known(row, day, unused, conflicts) for row in kept.get(table.table, ()))
        for table in TABLES
    }
    return msgspec.structs.replace(
        events, rows=seen, unused=events.unused + tuple(unused), conflicts=events.conflicts + tuple(conflicts)
    )


def _unused(row: Event, what: str = "", reason: str = AFTER) -> Unused:
    return Unused(ref=row.refs[0] if row.refs else row.id, what=what or f"{row.table} {row.date}", reason=reason)


def _as_known(row: Row, day: date, unused: list[Unused], conflicts: list[Conflict]) -> Row:
    if isinstance(row, Patient):
        return _patient(row, day)
    if not isinstance(row, Drug | Medication | Procedure) or row.end is None:
        return row
    if row.end.low > day:
        unused.append(_unused(row, f"end of {_name(row)} {row.end}"))
        return _still_going(row)
    if isinstance(row, Procedure) or row.end.high > day or row.ongoing is False:
        return row
    if row.ongoing:
        conflicts.append(
            Conflict(refs=row.refs, what=f"{_name(row)} ended {row.end} and is said to go on; read as ended")
        )
    return msgspec.structs.replace(row, ongoing=False)


def _name(row: Drug | Medication | Procedure) -> str:
    return row.drug if isinstance(row, Drug) else row.name


def _still_going(row: Row) -> Row:
    """A treatment whose end lies ahead."""
    changes: dict[str, object] = {"end": None}
    if not isinstance(row, Procedure):
        changes["ongoing"] = True
    if isinstance(row, Drug):
        changes |= {"stopped_for": None, "best_response": None}
    return msgspec.structs.replace(row, **changes)


def _patient(row: Row, day: date) -> Row:
    if isinstance(row, Patient) and row.death_date is not None and row.death_date.low > day:
        return msgspec.structs.replace(row, death_date=None, deceased=False)
    return row
