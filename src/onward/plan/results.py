"""Which entries of a record show that a check was done: what the investigation settles, down to the words of tables.

In: an investigation, the facts it settles and their definitions. Out: for each fact the (table, column, word) that its
rows hold. A fact that another investigation settles does not count for this one: albumin is no calcium.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from onward.events.tables import Event
from onward.facts.sheet import FactSheet
from onward.knowledge.types import FactDefinition, Investigation
from onward.logic.nodes import Aggregate, Column, Compare, In, Literal, Node
from onward.logic.walk import facts_in, walk
from onward.plan.judgement import Judgement

Words = tuple[str, str, str]
"""A table, a column of it, and the word there."""
RESULTS = frozenset({"lab", "marker", "variant", "state"})
FINDINGS = frozenset({"condition", "procedure", "symptom"})
"""Tables that tell what a test found and never that it found nothing: silence in them says nothing about the test."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One result: between which days it was, which fact it is about, where it was read."""

    low: date
    high: date
    fact: str
    refs: tuple[str, ...]

    def within(self, first: date, last: date) -> bool:
        """Whether it surely lies between two days, both included."""
        return first <= self.low and self.high <= last


def results_of(investigation: Investigation, sheet: FactSheet) -> tuple[Shown, ...]:
    """Every result of the record that an investigation brought, oldest first."""
    found = [each for fact, row in _rows_of(investigation, sheet) for each in shown([row], fact)]
    return tuple(sorted(found, key=lambda each: (each.low, each.high, each.fact, each.refs)))


def _rows_of(investigation: Investigation, sheet: FactSheet) -> Iterator[tuple[str, Event]]:
    """The rows that an investigation brought, dated or not, with the fact that each is about."""
    for fact in investigation.settles:
        for table, column, word in sorted(_words(fact, investigation.id, sheet.index.definitions, set())):
            yield from ((fact, row) for row in sheet.rows(table) if getattr(row, column, None) == word)


def needless(judgement: Judgement, investigation: Investigation) -> bool:
    """Whether what a test before the start would tell is known without it, and not presumed: a man is not pregnant.

    That somebody wrote "not pregnant" one day is a result, if an old one, and makes no test needless.
    """
    known = all(judgement.strict.fact(fact) is not None for fact in investigation.settles)
    return bool(investigation.settles) and known and not any(_rows_of(investigation, judgement.sheet))


def shown(rows: Iterable[Event], fact: str) -> Iterator[Shown]:
    """The dated rows as results about a fact."""
    for row in rows:
        if row.date is not None:
            yield Shown(row.date.low, row.date.high, fact, row.refs)


def can_be_shown(investigation: Investigation, sheet: FactSheet) -> bool:
    """Whether a record that does not show it tells that it was not done."""
    definitions = sheet.index.definitions
    words = (each for fact in investigation.settles for each in _words(fact, investigation.id, definitions, set()))
    return any(table in RESULTS for table, _, _ in words)


def _words(name: str, investigation: str, definitions: Mapping[str, FactDefinition], seen: set[str]) -> set[Words]:
    definition = definitions.get(name)
    if definition is None or name in seen:
        return set()
    seen.add(name)
    found = {
        words
        for node in walk(definition.definition)
        if isinstance(node, Aggregate) and node.table in RESULTS | FINDINGS and node.where is not None
        for words in _compared(node.where, node.table)
    }
    for below in facts_in(definition.definition):
        settled = definitions[below].settled_by if below in definitions else ()
        if not settled or investigation in settled:
            found |= _words(below, investigation, definitions, seen)
    return found


def _compared(where: Node, table: str) -> Iterator[Words]:
    """The words that a filter asks its table's first column for."""
    for node in walk(where):
        if isinstance(node, Compare) and node.operator == "=" and isinstance(node.left, Column):
            choices: tuple[Node, ...] = (node.right,)
        elif isinstance(node, In) and isinstance(node.operand, Column):
            choices = node.choices
        else:
            continue
        column = node.left if isinstance(node, Compare) else node.operand
        if isinstance(column, Column) and column.name in _NAMES:
            yield from ((table, column.name, str(each.value)) for each in choices if isinstance(each, Literal))


_NAMES = frozenset({"test", "name", "gene", "term"})
"""The columns that say what a row is about."""
