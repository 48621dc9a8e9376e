"""Nodes without the places of their parts, and equal parts only once: compiled knowledge is small and quick to read.

A place is needed where a fault is told, and after the check nothing in an expression can be wrong any more. The whole
expression keeps its place, for proofs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from onward.logic.nodes import Node


class Pool:
    """The nodes seen so far. Two nodes are shared where they say the same, to the type of every value in them."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}

    def compact(self, node: Node) -> Node:
        """The same expression of shared parts, with its own place."""
        return replace(self._shared(node), at=node.at)

    def _shared(self, node: Node) -> Node:
        values = {name: _mapped(getattr(node, name), self._shared) for name in _names(node)}
        key = (type(node), *(_key(value) for value in values.values()))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = type(node)(**values)
        return found


def _mapped(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    return value


def _key(value: Any) -> object:
    """What makes a value the same: a shared node is itself; ``1``, ``1.0`` and ``True`` are three values."""
    if isinstance(value, Node):
        return id(value)
    if isinstance(value, tuple):
        return tuple(_key(item) for item in value)
    return (type(value), value)


def _names(node: Node) -> list[str]:
    return [field.name for field in dataclasses.fields(node) if field.name != "at"]
