"""Makes docs/reference/chart.md from the form of the chart and the value sets of the knowledge."""

from __future__ import annotations

from onward.knowledge.build_evidence import value_sets
from onward.knowledge.contents import read_contents
from onward.knowledge.files import read_files, shipped_folder
from onward.knowledge.shapes import Flag, ListOf, MapOf, Nullable, Number, OneOrMore, PartialDay, Record, Shape, Word
from onward.records.chart_form import Terminology, chart_form

HEAD = """# The chart

<!-- Made by `make docs` from src/onward/records/chart_form.py and knowledge/terminology. -->

A patient written as one YAML page; also the form of every case in `knowledge/pathways/`. Absence means unknown, never
"no". The page is YAML 1.2: `no`, `on` and `yes` are words; write `true` and `false`. An unknown key or an impossible
value is an error with its line. A word outside a closed set is an error; outside an open set it is kept, shown, and
listed as unused. `conditions`, `medications` and `symptoms` take a bare word or keys. `examples/` holds whole charts.

A treatment with `intent: metastatic` and neither `end` nor `stopped_for` counts as going on until a later
line takes its place; so does a medication
without `end`. What happened after `as_of` is not used, and is listed.
"""


def page() -> str:
    """The whole page."""
    terminology = value_sets(read_contents(read_files(shipped_folder()), with_cases=False).value_sets)[0]
    form = chart_form(terminology)
    tables = [("The page", form)] + [(f"`{name}`", record) for name, record in _records(form)]
    sections = [f"## {title}\n\n{_table(record)}" for title, record in tables]
    return "\n".join([HEAD, *sections, _words(terminology, form)])


def _records(form: Record) -> list[tuple[str, Record]]:
    inner = ((name, _inner(key.shape)) for name, key in form.keys.items())
    return [(name, shape) for name, shape in inner if isinstance(shape, Record)]


def _inner(shape: Shape) -> Shape:
    return _inner(shape.item) if isinstance(shape, ListOf | OneOrMore) else shape


def _table(record: Record) -> str:
    rows = [
        f"| `{name}`{' (required)' if key.required else ''} | {_value(key.shape)} | {key.what} |"
        for name, key in record.keys.items()
    ]
    return "\n".join(["| key | value | |", "| --- | --- | --- |", *rows, ""])


def _value(shape: Shape) -> str:
    """What a reader writes there."""
    if isinstance(shape, ListOf | OneOrMore):
        inner = _inner(shape)
        return "a list" if isinstance(inner, Record) else f"a list: {_value(inner)}"
    if isinstance(shape, Record):
        return "keys"
    if isinstance(shape, Nullable):
        return _value(shape.shape)
    if isinstance(shape, Word):
        return f"{', '.join(f'`{word}`' for word in shape.choices)}" if shape.closed else "a word, see below"
    if isinstance(shape, PartialDay):
        return "date"
    if isinstance(shape, Flag | Number | MapOf):
        return shape.says()
    return shape.says()


def _words(terminology: Terminology, form: Record) -> str:
    """The words of the open sets."""
    used = {
        name for record in [form, *(record for _, record in _records(form))] for name in _open_sets(record, terminology)
    }
    lines = [
        f"- **{name}**: {', '.join(f'`{concept.word}`' for concept in terminology[name].concepts)}"
        for name in sorted(used)
    ]
    return "\n".join(["## Words of the open sets", "", *lines, ""])


def _open_sets(record: Record, terminology: Terminology) -> list[str]:
    shapes = [_inner(key.shape) for key in record.keys.values()]
    choices = {shape.choices for shape in shapes if isinstance(shape, Word) and not shape.closed}
    return [name for name, found in terminology.items() if tuple(concept.word for concept in found.concepts) in choices]
