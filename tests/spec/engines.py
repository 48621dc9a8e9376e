# The names in SQL are those of the tables below.
# ruff: noqa: S608
"""One patient and every engine: what specification tables and random tests run expressions on.

A ``Patient`` is given facts and rows of a few event tables; ``interpret`` asks the interpreter, ``Population`` loads
any number of patients into DuckDB and asks it about all of them in one query. Answers of both come in one form.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import duckdb

from onward.logic.check import Vocabulary, check
from onward.logic.evaluate import evaluate
from onward.logic.nodes import Node, Type
from onward.logic.rows import Rows
from onward.logic.to_sql import INTERVALS, Source, columns_of, query, table_columns
from onward.values.dates import PartialDate
from onward.values.spans import Span

AS_OF = datetime.date(2026, 6, 1)

CLASSES: dict[str, frozenset[str]] = {
    "letrozole": frozenset({"aromatase inhibitor", "endocrine therapy"}),
    "fulvestrant": frozenset({"endocrine therapy"}),
    "paclitaxel": frozenset({"taxane", "chemotherapy"}),
    "docetaxel": frozenset({"taxane", "chemotherapy"}),
    "capecitabine": frozenset({"chemotherapy"}),
    "aromatase inhibitor": frozenset({"endocrine therapy"}),
    "taxane": frozenset({"chemotherapy"}),
}

TABLES: dict[str, dict[str, Type]] = {
    "marker": {
        "date": Type.DATE,
        "name": Type.TEXT,
        "number": Type.NUMBER,
        "text": Type.TEXT,
        "metastatic": Type.BOOLEAN,
    },
    "condition": {"date": Type.DATE, "name": Type.TEXT},
    "drug": {
        "date": Type.DATE,
        "end": Type.DATE,
        "drug": Type.TEXT,
        "intent": Type.TEXT,
        "ongoing": Type.BOOLEAN,
        "stopped_for": Type.TEXT,
        "known": Type.BOOLEAN,
    },
    "line": {"date": Type.DATE, "end": Type.DATE, "setting": Type.TEXT, "number": Type.NUMBER, "drugs": Type.SET},
    "progression": {"date": Type.DATE, "basis": Type.TEXT, "on_drugs": Type.SET},
}
WHEN_EMPTY: dict[tuple[str, str], object] = {
    ("drug", "known"): True,
    ("line", "drugs"): frozenset(),
    ("progression", "on_drugs"): frozenset(),
    ("progression", "basis"): "scan",
}
"""What a row that does not say has, as in ``onward.events.tables``; elsewhere it is unknown."""


@dataclass(frozen=True, slots=True)
class World:
    """The event tables, the classes of each drug or class, and facts that follow from others."""

    tables: Mapping[str, Mapping[str, Type]]
    classes: Mapping[str, frozenset[str]]
    definitions: Mapping[str, Node] = field(default_factory=dict)
    defined: Mapping[str, Type] = field(default_factory=dict)
    """The types of facts that are defined, here or by each question."""

    def vocabulary(self, facts: Mapping[str, Type]) -> Vocabulary:
        """What expressions may name."""
        names, classes = frozenset(self.classes), frozenset().union(*self.classes.values())
        types = {"treatment_history_complete": Type.BOOLEAN, **facts, **self.defined}
        return Vocabulary(types=types, tables=self.tables, subjects=names, classes=classes)


SMALL = World(TABLES, CLASSES)


@dataclass(frozen=True, slots=True)
class Patient:
    """Facts and event rows; columns that a row leaves out are unknown."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    as_of: datetime.date = AS_OF


class Interpreted:
    """The interpreter's view of a patient; defined facts are worked out when first asked."""

    def __init__(self, patient: Patient, definitions: Mapping[str, Node] | None = None, world: World = SMALL) -> None:
        self.definitions = {**world.definitions, **(definitions or {})}
        self.as_of = PartialDate.of(patient.as_of)
        self._facts = dict(patient.facts)
        self._classes = world.classes
        rows = {table: _filled(table, columns, patient) for table, columns in world.tables.items()}
        # Some with an index and some without: it must not be seen.
        self._rows = {table: Rows(each) if table in ("marker", "drug", "lab") else each for table, each in rows.items()}

    def rows(self, table: str) -> Sequence[Any]:
        return self._rows[table]

    def fact(self, name: str) -> Any:
        if name in self.definitions and name not in self._facts:
            self._facts[name] = evaluate(self.definitions[name], self)
        return self._facts.get(name)

    def classes(self, drug: str) -> frozenset[str]:
        return self._classes.get(drug, frozenset())

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        assert all(row in matched for row in decisive)


def _filled(table: str, columns: Mapping[str, Type], patient: Patient) -> list[Any]:
    return [_row(table, columns, row) for row in patient.rows.get(table, ())]


def _row(table: str, columns: Mapping[str, Type], row: Mapping[str, Any]) -> SimpleNamespace:
    filled = {column: row.get(column, WHEN_EMPTY.get((table, column))) for column in columns}
    # Event rows hold sets as tuples.
    return SimpleNamespace(**{key: tuple(v) if isinstance(v, frozenset) else v for key, v in filled.items()})


def vocabulary(facts: Mapping[str, Type]) -> Vocabulary:
    """What expressions may name in tests."""
    return SMALL.vocabulary(facts)


def interpret(node: Node, patient: Patient, definitions: Mapping[str, Node] | None = None) -> Any:
    """The interpreter's answer."""
    return plain(evaluate(node, Interpreted(patient, definitions)))


def plain(value: Any) -> Any:
    """An answer in the form that all engines share: intervals as pairs, numbers as floats, sets sorted."""
    if isinstance(value, PartialDate | Span):
        return (value.low, value.high) if isinstance(value, PartialDate) else (float(value.low), float(value.high))
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_pair(answer: Any, kind: Type | None) -> Any:
    """An answer as the query gives it: a number that stands for a time is a time of exactly that length."""
    return (answer, answer) if kind in INTERVALS and answer is not None and not isinstance(answer, tuple) else answer


class Population:
    """Patients in DuckDB."""

    def __init__(self, patients: Sequence[Patient], facts: Mapping[str, Type], world: World = SMALL) -> None:
        self.patients = patients
        self.world = world
        given = {"treatment_history_complete": Type.BOOLEAN, **facts}
        self.vocabulary = world.vocabulary(facts)
        self.database = duckdb.connect(config={"threads": 1})
        people = {"as_of_day": Type.TEXT, **{name: kind for name, kind in given.items() if name not in world.defined}}
        self._load("people", people, [(str(i), {"as_of_day": p.as_of.isoformat(), **p.facts}) for i, p in self._all()])
        self.database.execute("ALTER TABLE people ADD COLUMN as_of DATE")
        self.database.execute("UPDATE people SET as_of = CAST(as_of_day AS DATE)")
        for table, columns in world.tables.items():
            rows = [(str(i), vars(row)) for i, p in self._all() for row in _filled(table, columns, p)]
            self._load(table, columns, rows)

    def _all(self) -> Iterable[tuple[int, Patient]]:
        return enumerate(self.patients)

    def _load(self, table: str, columns: Mapping[str, Type], rows: list[tuple[str, Mapping[str, Any]]]) -> None:
        names = ", ".join(f'"{name}" {kind}' for name, kind in table_columns(columns))
        self.database.execute(f'CREATE TABLE "{table}" ({names})')
        values = [
            [who, *(v for name, kind in columns.items() for v in _stored(row.get(name), kind))] for who, row in rows
        ]
        if values:
            places = ", ".join("?" * len(values[0]))
            self.database.executemany(f'INSERT INTO "{table}" VALUES ({places})', values)

    def ask(self, nodes: Mapping[str, Node], definitions: Mapping[str, Node] | None = None) -> dict[str, list[Any]]:
        """For each expression, DuckDB's answers for all patients in order."""
        known = {**self.world.definitions, **(definitions or {})}
        source = Source(vocabulary=self.vocabulary, classes=self.world.classes, definitions=known)
        sql = f"SELECT * FROM ({query(nodes, source)}) q ORDER BY CAST(patient_id AS INTEGER)"
        found = self.database.execute(sql)
        assert found.description is not None
        place = {column[0]: index for index, column in enumerate(found.description)}
        rows = found.fetchall()
        assert len(rows) == len(self.patients)
        kinds = {key: check(node, self.vocabulary, tables=True)[0] for key, node in nodes.items()}
        return {key: [_answer(row, place, key, kind) for row in rows] for key, kind in kinds.items()}


def _stored(value: Any, kind: Type) -> tuple[Any, ...]:
    if kind in INTERVALS:
        return (None, None) if value is None else (value.low, value.high)
    return (sorted(value),) if kind == Type.SET and value is not None else (value,)


def _answer(row: Sequence[Any], place: Mapping[str, int], key: str, kind: Type | None) -> Any:
    values = [row[place[column]] for column in columns_of(key, kind)]
    if any(value is None for value in values):
        assert all(value is None for value in values), "both ends are unknown together"
        return None
    numbers = [float(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values]
    if kind == Type.SET:
        return tuple(values[0])
    return tuple(numbers) if len(numbers) == 2 else numbers[0]
