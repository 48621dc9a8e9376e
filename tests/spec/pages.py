"""Reads the specification: Markdown pages whose tables are tests.

A table may have three kinds of columns. ``a: boolean`` gives a fact; a column headed by an expression in backticks
holds what that expression is for the facts of its row; in a table with ``expression`` and ``answer`` each row brings
its own expression. ``Given `marker`:`` before a table makes it the rows of an event table, which hold until the next
heading. ``unknown`` and an empty cell are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.spec.engines import TABLES, Patient

from onward.logic.nodes import Type
from onward.values.dates import PartialDate
from onward.values.spans import Span

FOLDER = Path(__file__).parent
_GIVEN = re.compile(r"Given `(\w+)`:$")


@dataclass(frozen=True, slots=True)
class Example:
    """One expectation: a patient, an expression, its answer as written, and where it was written."""

    place: str
    patient: Patient
    expression: str
    answer: str


@dataclass(slots=True)
class Page:
    """One page of the specification."""

    path: Path
    facts: dict[str, Type] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)


def paths() -> list[Path]:
    """The pages in the order of the reference."""
    return sorted(FOLDER.glob("*.md"))


def read(path: Path) -> Page:
    """Read one page."""
    page, rows, given = Page(path), {}, None
    lines = path.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith("#"):
            rows = {}
        found = _GIVEN.match(line)
        given = found[1] if found else given
        if not line.startswith("|"):
            number += 1
            continue
        end = number
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        table = [_cells(each) for each in lines[number:end]]
        if given:
            rows[given] = [_event(given, table[0], cells) for cells in table[2:]]
            given = None
        else:
            _examples(page, table, dict(rows), number + 1)
        number = end
    return page


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def _event(table: str, head: list[str], cells: list[str]) -> dict[str, Any]:
    values = {column: value(cell, TABLES[table][column]) for column, cell in zip(head, cells, strict=True)}
    return {column: found for column, found in values.items() if found is not None}


def _examples(page: Page, table: list[list[str]], rows: dict[str, Any], line: int) -> None:
    head = table[0]
    facts = {name: Type(kind) for name, kind in (column.split(": ") for column in head if ": " in column)}
    page.facts.update(facts)
    for offset, cells in enumerate(table[2:], start=2):
        row = dict(zip(head, cells, strict=True))
        given = {name: value(row[f"{name}: {kind}"], kind) for name, kind in facts.items()}
        patient = Patient(given, rows)
        asked = {head_: row[head_] for head_ in head if head_.startswith("`")}
        if "expression" in row:
            asked[row["expression"]] = row["answer"]
        for expression, answer in asked.items():
            place = f"{page.path.name}:{line + offset}"
            page.examples.append(Example(place, patient, expression.strip("`"), answer))


def value(cell: str, kind: Type | None) -> Any:
    """A cell as a value of the language."""
    if cell in ("", "unknown"):
        return None
    if kind == Type.BOOLEAN:
        return {"true": True, "false": False}[cell]
    if kind == Type.SET:
        return frozenset(word.strip() for word in cell.strip("{}").split(",") if word.strip())
    if kind == Type.DATE:
        low, _, high = cell.partition("..")
        return PartialDate(PartialDate.parse(low).low, PartialDate.parse(high or low).high)
    if kind in (Type.DAYS, Type.MONTHS, Type.YEARS):
        low, _, high = cell.partition("..")
        return Span(int(low), int(high or low))
    return float(cell) if kind == Type.NUMBER else cell
