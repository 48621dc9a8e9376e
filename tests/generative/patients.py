"""Random patients: facts and event rows with holes, partial dates and words that nobody knows.

They come from a seed, many at a time, so that one database serves every expression of a run.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.generative.expressions import DAYS, FACTS, NUMBERS, WORDS
from tests.spec.engines import CLASSES, TABLES, Patient

from onward.logic.nodes import Type
from onward.values.spans import Span

DRUGS = (*CLASSES, "chemotherapy", "study drug")
_COLUMNS: dict[tuple[str, str], tuple[Any, ...]] = {
    ("drug", "drug"): DRUGS,
    ("drug", "intent"): (None, "adjuvant", "neoadjuvant", "metastatic"),
    ("drug", "stopped_for"): (None, "progression", "toxicity", "completed"),
    ("drug", "ongoing"): (None, True, False),
    ("line", "setting"): ("metastatic", "metastatic", "adjuvant"),
    ("progression", "basis"): ("scan", "relapse"),
}


def patients(seed: int, number: int) -> list[Patient]:
    """As many patients as asked for, the same for one seed."""
    draw = Random(seed)  # noqa: S311
    return [_patient(draw) for _ in range(number)]


def _patient(draw: Random) -> Patient:
    facts = {name: _value(draw, kind) for name, kind in FACTS.items()}
    facts["treatment_history_complete"] = draw.choice((True, False, None))
    rows = {table: [_row(draw, table) for _ in range(draw.choice((0, 1, 1, 2, 3)))] for table in TABLES}
    return Patient(facts, rows)


def _row(draw: Random, table: str) -> dict[str, Any]:
    row = {name: _cell(draw, table, name, kind) for name, kind in TABLES[table].items()}
    if table == "drug":
        row["known"] = row["drug"] != "study drug"
    return row


def _cell(draw: Random, table: str, name: str, kind: Type) -> Any:
    if (table, name) in _COLUMNS:
        return draw.choice(_COLUMNS[table, name])
    if kind == Type.SET:
        return frozenset(draw.sample(DRUGS, draw.randint(0, 2)))
    return _value(draw, kind)


def _value(draw: Random, kind: Type) -> Any:
    if draw.random() < 0.25:
        return None
    if kind == Type.BOOLEAN:
        return draw.random() < 0.5
    if kind == Type.NUMBER:
        return float(draw.choice(NUMBERS))
    if kind == Type.DATE:
        return draw.choice(DAYS)
    if kind == Type.SET:
        return frozenset(draw.sample(WORDS, draw.randint(0, 3)))
    if kind in (Type.DAYS, Type.MONTHS, Type.YEARS):
        low = draw.choice((0, 1, 2, 11, 12, 100))
        return Span(low, low + draw.choice((0, 0, 1, 11)))
    return draw.choice(WORDS)
