"""Walking nodes: the nodes below one, the facts and history questions it reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from onward.logic.kept import kept_by_identity
from onward.logic.nodes import Fact, History, Node


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order of the text."""
    for name in _field_names(type(node)):
        yield from _nodes_in(getattr(node, name))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in the order of the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


@kept_by_identity
def facts_in(node: Node) -> tuple[str, ...]:
    """The facts that a node names, each once, in the order of the text."""
    return tuple(dict.fromkeys(below.name for below in walk(node) if isinstance(below, Fact)))


def reads(node: Node) -> frozenset[str]:
    """The facts that the value of a node can depend on directly; a history question reads one more by its meaning."""
    asked = {"treatment_history_complete"} if any(isinstance(below, History) for below in walk(node)) else set()
    return frozenset(facts_in(node)) | asked


def _nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def _field_names(kind: type[Node]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(field.name for field in dataclasses.fields(kind) if field.name != "at")
    return names


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
