"""Why a row of the record was not read: because no rule knows its subject, or because a row like it settles nothing.

A negative result that does not count, a refuted condition, a measurement that was not taken in the right way: a rule
asks for their subject, and saying that no rule knows it would be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from onward.events.tables import Event, Variant
from onward.facts.index import FactIndex
from onward.logic.nodes import Aggregate, Column, Compare, In, Literal, Node
from onward.logic.walk import walk
from onward.plan.index import PlanIndex

UNKNOWN = "no rule knows this"
SUBJECTS = {
    "condition": "name",
    "drug": "drug",
    "lab": "test",
    "marker": "name",
    "procedure": "name",
    "state": "name",
    "symptom": "term",
    "variant": "gene",
}
"""The column of each table that says what a row is about."""

Asking = Mapping[tuple[str, str], tuple[str, ...]]
"""By table and subject, the facts whose definitions name it."""


def why_unread(index: PlanIndex, row: Event) -> str:
    """The true reason why nothing read a row."""
    subject = getattr(row, SUBJECTS.get(row.table, ""), None)
    facts = _asking(_Keyed(index.facts)).get((row.table, str(subject)), ())
    if not facts:
        return UNKNOWN
    reason = f"rules ask for {subject}, but an entry like this one settles nothing"
    caveats = _caveats(index, facts) if isinstance(row, Variant) else ()
    return f"{reason}: {'; '.join(caveats)}" if caveats else reason


def _caveats(index: PlanIndex, facts: tuple[str, ...]) -> tuple[str, ...]:
    """What the tests that settle some facts say that a result of theirs does not exclude."""
    tests = [test for name in facts for test in index.facts.definitions[name].settled_by]
    known = (index.knowledge.investigations.get(test) for test in tests)
    return tuple(dict.fromkeys(each.caveat for each in known if each is not None and each.caveat))


class _Keyed:
    """An index that is told apart from others by which one it is."""

    __slots__ = ("index",)

    def __init__(self, index: FactIndex) -> None:
        self.index = index

    def __hash__(self) -> int:
        return id(self.index)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.index is self.index


@lru_cache(maxsize=4)
def _asking(keyed: _Keyed) -> Asking:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for name, definition in keyed.index.definitions.items():
        for aggregate in (each for each in walk(definition.definition) if isinstance(each, Aggregate)):
            for subject in _subjects(aggregate):
                found.setdefault((aggregate.table, subject), {})[name] = None
    return {key: tuple(names) for key, names in found.items()}


def _subjects(aggregate: Aggregate) -> list[str]:
    """The words with which the filter of an aggregate compares the subject of its table."""
    column = SUBJECTS.get(aggregate.table)
    if column is None or aggregate.where is None:
        return []
    words: list[str] = []
    for node in walk(aggregate.where):
        if isinstance(node, Compare) and node.operator == "=" and _is(node.left, column):
            words += _literals((node.right,))
        elif isinstance(node, In) and _is(node.operand, column):
            words += _literals(node.choices)
    return words


def _is(node: Node, column: str) -> bool:
    return isinstance(node, Column) and node.name == column


def _literals(nodes: tuple[Node, ...]) -> list[str]:
    return [str(node.value) for node in nodes if isinstance(node, Literal)]
