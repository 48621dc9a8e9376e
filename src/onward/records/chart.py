"""The chart: a patient written as one YAML page comes in, events go out, or every fault of the page at once.

What the page does not say stays unknown. An unknown key and a word outside a closed set are errors with their line and
the nearest words; a word outside an open set is kept, shown, and listed under ``unused``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from onward.events.tables import Events
from onward.knowledge.positions import Mapping, Node, read_file, read_text, resolve
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Record
from onward.knowledge.types import Knowledge
from onward.records.chart_form import chart_form
from onward.records.chart_rows import Rows, collected
from onward.records.chart_words import ChartWords
from onward.values.dates import PartialDate
from onward.values.errors import Fault, RecordError

SUFFIXES = (".yaml", ".yml")


class ChartReader:
    """Reads charts with the words of one knowledge; made once, used for many."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._form: Record = chart_form(knowledge.terminology)
        self._words = ChartWords(knowledge)

    def read(self, path: Path, as_of: date | None = None) -> Events:
        """Read a chart from a file. ``as_of`` is the day of the decision where it is not the one that the chart names.

        Raises:
            RecordError: with every fault that was found.
        """
        tree, faults = read_file(path)
        return self._read(tree, faults, str(path), path.name, as_of)

    def read_text(self, text: str | bytes, file: str, as_of: date | None = None) -> Events:
        """Read a chart from text; ``file`` is the name that faults and references give it."""
        tree, faults = read_text(text, file)
        return self._read(tree, faults, file, Path(file).name, as_of)

    def read_tree(self, tree: Mapping, file: str, as_of: date | None = None) -> Events:
        """Read a chart that is part of another file, as the cases of the knowledge are."""
        return self._read(tree, [], file, file, as_of)

    def _read(self, tree: Node | None, faults: list[Fault], file: str, place: str, as_of: date | None) -> Events:
        if faults:
            raise RecordError(faults)
        if tree is None:
            raise RecordError(Fault(file, 1, 1, "the chart is empty", "keys, as 'sex: female'"))
        reading = Reading(file)
        chart = self._form.read(tree, reading)
        if chart is not None:
            reading.faults += [*_impossible(chart)]
        if reading.faults or chart is None:
            raise RecordError(reading.faults)
        stated: PartialDate | None = chart["as_of"]
        day = PartialDate.of(as_of) if as_of else stated
        rows = Rows(self._words, day, place)
        tables, unused = collected(chart, rows)
        patient = chart.get("id", Path(file).name.split(".")[0])
        return Events(patient_id=patient, as_of=stated, rows=tables, unused=tuple(unused))


def read_chart(path: Path, knowledge: Knowledge, as_of: date | None = None) -> Events:
    """Read one chart.

    Raises:
        RecordError: with every fault that was found.
    """
    return ChartReader(knowledge).read(path, as_of)


def _impossible(chart: Entry) -> Iterator[Fault]:
    """What cannot be, though each value by itself can."""
    cancer: Entry | None = chart["cancer"]
    yield from _order(chart, "birth_date", chart, "as_of")
    yield from _order(chart, "birth_date", chart, "death_date")
    if cancer is not None:
        yield from _order(chart, "birth_date", cancer, "first_diagnosed")
        yield from _order(cancer, "first_diagnosed", cancer, "metastatic_on")
    for therapy in chart.several("therapies"):
        if therapy:
            yield from _order(therapy, "start", therapy, "end")
            yield from _one_of(therapy, "drugs", "procedure")
            yield from _still_and_over(therapy)
    for result in chart.several("genomics"):
        if result:
            yield from _one_of(result, "gene", "biomarker")
            yield from _negative(result)
    for medication in chart.several("medications"):
        if medication:
            yield from _order(medication, "start", medication, "end")
    wishes: Entry | None = chart["wishes"]
    for event in wishes.several("events") if wishes else ():
        if event:
            yield from _order(event, "date", event, "until")


def _order(first: Entry, first_key: str, then: Entry, then_key: str) -> Iterator[Fault]:
    """A fault where the first date certainly lies after the second."""
    early, late = first[first_key], then[then_key]
    if early is not None and late is not None and early.low > late.high:
        at = then.place(then_key)
        wrong = f"'{then_key}' ({late}) is before '{first_key}' ({early})"
        yield Fault(at.file, at.line, at.column, wrong, f"{early} or later")


def _one_of(entry: Entry, first: str, second: str) -> Iterator[Fault]:
    if (first in entry) == (second in entry):
        wrong = f"both '{first}' and '{second}' are here" if first in entry else f"'{first}' or '{second}' is missing"
        yield Fault(entry.at.file, entry.at.line, entry.at.column, wrong, "one of the two")


def _negative(result: Entry) -> Iterator[Fault]:
    """A biomarker that is a number no count or burden can be."""
    value = resolve(result.get("value", ""))
    if isinstance(value, int | float) and not 0 <= value < math.inf:
        at = result.place("value")
        yield Fault(at.file, at.line, at.column, f"'{result['value']}' is not possible", "a number, 0 or more")


def _still_and_over(therapy: Entry) -> Iterator[Fault]:
    if therapy["ongoing"] and ("end" in therapy or "stopped_for" in therapy):
        at = therapy.place("ongoing")
        yield Fault(at.file, at.line, at.column, "the treatment goes on, and yet it ended", "one of the two")
