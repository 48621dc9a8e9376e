"""The chart as a form made from the vocabularies, and the chart that a filled form says.

In: the shapes of a chart (``records/chart_form.py``), so that a new key or word is in the form by itself; the form's
answers by name (``cancer.sites``, ``labs.0.test``). Out: fields for the page; a chart in YAML, one key a line, with the
name of the field that each line came from, so that a fault leads back to its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onward.knowledge.shapes import (
    Flag,
    Key,
    ListOf,
    MapOf,
    Nullable,
    Number,
    OneOrMore,
    PartialDay,
    Record,
    Shape,
    Word,
)
from onward.knowledge.types import Knowledge
from onward.records.chart_form import chart_form
from onward.web.frame import Frame, render

Answers = Mapping[str, Sequence[str]]

PERSON = "person"
CARRIED = ("wishes.words", "wishes.weights")
"""What the form has no field for, as it stands on the page of what matters; it is carried over by an edit."""
FIRST_ROWS = {"specimens": 2, "therapies": 2, "labs": 4}
MOST_ROWS = 40
MOST_LETTERS = 2000
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One control of the form."""

    name: str
    title: str
    values: tuple[str, ...] = ()
    hint: str = ""
    choices: tuple[str, ...] = ()
    closed: bool = True
    several: bool = False
    number: bool = False
    list: str = ""

    @property
    def id(self) -> str:
        """A name that the page can point to."""
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list: a specimen, a treatment."""

    title: str
    fields: tuple[Field, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the form."""

    name: str
    title: str
    what: str = ""
    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    list: str = ""
    """The list that the rows are of: the section itself, or a list within it."""


@dataclass(slots=True)
class Filled:
    """A chart in YAML, and the field that each of its lines came from."""

    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, line: str, name: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self.names.append(name)

    @property
    def text(self) -> bytes:
        """The chart."""
        return ("\n".join(self.lines) + "\n").encode()


def chart_form_page(
    knowledge: Knowledge, frame: Frame, answers: Answers, faults: tuple[str, ...] = (), *, edited: bool = False
) -> str:
    """The page of the form, filled with answers: those of a new chart, or of one that is edited."""
    parts = tuple(parts_of(knowledge, answers))
    fields = [each for part in parts for each in (*part.fields, *(one for row in part.rows for one in row.fields))]
    lists = {each.list: each.choices for each in fields if each.list}
    return render("chart_form.html", frame=frame, parts=parts, lists=lists, faults=faults, edited=edited)


def parts_of(knowledge: Knowledge, answers: Answers) -> Iterator[Part]:
    """The sections of the form."""
    form = chart_form(knowledge.terminology)
    simple = {name: key for name, key in form.keys.items() if not isinstance(key.shape, ListOf | Record)}
    yield Part(PERSON, "The person", fields=tuple(_fields(simple, "", answers)))
    for name, key in form.keys.items():
        shape = key.shape
        if name in simple:
            continue
        title = name.replace("_", " ").capitalize()
        if isinstance(shape, Record):
            fields, inner = tuple(_fields(shape.keys, f"{name}.", answers)), _list_in(shape)
            rows = tuple(_rows(*inner, prefix=f"{name}.", answers=answers)) if inner else ()
            yield Part(name, title, key.what, fields, rows, f"{name}.{inner[0]}" if inner else "")
        elif isinstance(shape, ListOf) and isinstance(shape.item, Record):
            yield Part(name, title, key.what, rows=tuple(_rows(name, shape.item, "", answers)), list=name)


def _list_in(shape: Record) -> tuple[str, Record] | None:
    """The list of entries within a section, by its name; a section has one at most."""
    for name, key in shape.keys.items():
        if isinstance(key.shape, ListOf) and isinstance(key.shape.item, Record):
            return name, key.shape.item
    return None


def filled(knowledge: Knowledge, answers: Answers, carried: Mapping[str, object] | None = None) -> Filled:
    """The chart that answers say, with what is carried over from the one that is edited; the rest is not in it."""
    found = Filled()
    for part in parts_of(knowledge, answers):
        beside = {name: said for name, said in (carried or {}).items() if name.startswith(f"{part.name}.")}
        if part.name == PERSON:
            _write(part.fields, found, "")
        elif part.list == part.name:
            _write_rows(part, found, "")
        elif beside or _given(part.rows) or any(each.values for each in part.fields):
            found.add(f"{part.name}:", part.name)
            _write(part.fields, found, "  ")
            _write_rows(part, found, "  ")
            for name, said in beside.items():
                found.add(f"  {name.rpartition('.')[2]}: {json.dumps(said, ensure_ascii=False)}", name)
    return found


def _given(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if any(each.values for each in row.fields)]


def _write_rows(part: Part, found: Filled, indent: str) -> None:
    given = _given(part.rows)
    if given:
        found.add(f"{indent}{part.list.rpartition('.')[2]}:", part.list)
    for row in given:
        found.add(f"{indent}  -", part.list)
        _write(row.fields, found, f"{indent}    ")


def _write(fields: Sequence[Field], found: Filled, indent: str) -> None:
    for each in fields:
        if each.values:
            key = each.name.rpartition(".")[2]
            said = [_scalar(value, each) for value in each.values]
            listed = ", ".join(said)
            found.add(f"{indent}{key}: [{listed}]" if each.several else f"{indent}{key}: {said[0]}", each.name)


def _scalar(value: str, of: Field) -> str:
    """A value as YAML: numbers as they are, everything else quoted, so that no sign in it means anything."""
    if of.number and _NUMBER.match(value):
        return value
    if of.choices == ("true", "false"):
        return value if value in of.choices else json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def _rows(inner: str, item: Record, prefix: str, answers: Answers) -> Iterator[Row]:
    """As many entries as the form had, one more where that was asked for, and those that it begins with."""
    name = f"{prefix}{inner}"
    row = re.compile(rf"{re.escape(name)}\.(\d{{1,3}})\.")
    numbers = {key: int(found[1]) for key in answers if (found := row.match(key))}
    given = {number for key, number in numbers.items() if any(answers[key])}
    more = 1 if name in answers.get("add", ()) else 0
    count = min(max([FIRST_ROWS.get(name, 1), *(number + 1 + more for number in numbers.values())]), MOST_ROWS)
    for number in range(count):
        fields = tuple(_fields(item.keys, f"{name}.{number}.", answers))
        unfolded = number in given or (number == 0 and name in FIRST_ROWS) or bool(more and number == count - 1)
        yield Row(f"{item.name.capitalize()}, {number + 1}", fields, unfolded)


def _fields(keys: Mapping[str, Key], prefix: str, answers: Answers) -> Iterator[Field]:
    for name, key in keys.items():
        shape = _bare(key.shape)
        full = f"{prefix}{name}"
        if shape is not None and full not in CARRIED:
            given = tuple(each.strip()[:MOST_LETTERS] for each in answers.get(full, ()) if each.strip())
            yield _field(full, name, key, shape, given)


def _bare(shape: Shape) -> Shape | None:
    """What one control can hold; a shape within a shape that allows several, or none where it cannot be asked so."""
    listed = isinstance(shape, ListOf) and isinstance(shape.item, Record)
    return None if listed or isinstance(shape, MapOf | Record) else shape


def _field(full: str, name: str, key: Key, shape: Shape, given: tuple[str, ...]) -> Field:
    several = isinstance(shape, ListOf | OneOrMore)
    inner = shape.item if isinstance(shape, ListOf | OneOrMore) else shape
    inner = inner.shape if isinstance(inner, Nullable) else inner
    title = name.replace("_", " ").capitalize()
    hint = key.what.replace("`", "")
    if isinstance(inner, Flag):
        return Field(full, title, given[:1], hint, ("true", "false"))
    if isinstance(inner, Word) and inner.choices:
        if several:
            return Field(full, title, given, hint, inner.choices, inner.closed, several=True)
        shared = "" if inner.closed else name
        return Field(full, title, given[:1], hint, inner.choices, inner.closed, list=shared)
    if several:
        parts = tuple(part.strip() for value in given for part in value.split(",") if part.strip())
        return Field(full, title, parts, f"{hint} Several: with commas between.".strip(), several=True)
    if isinstance(inner, PartialDay):
        return Field(full, title, given[:1], "2019, 2019-05 or 2019-05-31" if not hint else "")
    return Field(full, title, given[:1], hint, number=isinstance(inner, Number))
