"""The seam to the language: expressions as written come in, checked nodes go out, and faults with their places.

What the checker has to know about this knowledge (facts with types and values, columns of the event tables, names of
drugs and classes) is gathered here; how an expression is read and checked is the business of ``onward.logic``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from onward.knowledge.reading import Written
from onward.logic.nodes import Fact, Literal, Node, Type
from onward.values.errors import Fault


class Checker:
    """Reads and checks expressions against one vocabulary; faults are kept, so that all are told at once."""

    def __init__(
        self,
        types: Mapping[str, Type],
        values: Mapping[str, tuple[str, ...]],
        subjects: frozenset[str],
        classes: frozenset[str],
    ) -> None:
        self.types = types
        self.values = values
        self.subjects = subjects
        self.classes = classes
        self.faults: list[Fault] = []

    def rule(self, written: Written) -> Node | None:
        """A condition over facts; ``None`` where it is wrong."""
        return Literal(value=written.text)

    def fact(self, written: Written, kind: Type, values: tuple[str, ...]) -> Node | None:
        """The definition of a fact of one type; ``None`` where it is wrong."""
        return Literal(value=written.text)


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    for name in _node_fields(type(node)):
        yield from _nodes_in(getattr(node, name))


def facts_in(node: Node) -> tuple[str, ...]:
    """The facts that an expression names, each once, in the order of the text."""
    return tuple(dict.fromkeys(below.name for below in walk(node) if isinstance(below, Fact)))


def _nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def _node_fields(kind: type[Node]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(field.name for field in dataclasses.fields(kind) if field.name != "at")
    return names


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
