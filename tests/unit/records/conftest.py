"""The reader of FHIR records with the knowledge of this repository, made once, and ways to ask it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.records.bundles import as_bytes, bundle

from onward.events.tables import Event, Events
from onward.knowledge.loader import load
from onward.records.fhir import FhirReader

TODAY = datetime.date(2026, 6, 1)


@pytest.fixture(scope="session")
def reader() -> FhirReader:
    return FhirReader(load(), today=TODAY)


@pytest.fixture(scope="session")
def read(reader: FhirReader) -> Callable[..., Events]:
    """Read one record: a bundle as it is, or a patient with these resources."""

    def one(*resources: Any, **how: Any) -> Events:
        whole = resources[0] if resources and "entry" in resources[0] else bundle(*resources, **how)
        return next(iter(reader.read_bytes(as_bytes(whole), "record.json")))

    return one


def only(events: Events, table: str) -> Event:
    """The single row of a table."""
    rows = events.of(table)
    assert len(rows) == 1, rows
    return rows[0]


def said(row: Event) -> dict[str, Any]:
    """What a row says: its columns that are known, without where it was read; days as text."""
    hidden = {"id", "refs", "known", "intent_inferred"}
    columns = {name: getattr(row, name) for name in row.__struct_fields__ if name not in hidden}
    return {
        name: value if isinstance(value, str | bool | int | float) else str(value)
        for name, value in columns.items()
        if value is not None
    }


def contents(events: Events) -> dict[str, list[dict[str, Any]]]:
    """What all rows say, table by table."""
    return {table: sorted((said(row) for row in rows), key=str) for table, rows in events.rows.items() if rows}
