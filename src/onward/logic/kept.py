"""What was worked out of a node, kept by the node's identity: knowledge is asked the same again for every patient."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from onward.logic.nodes import Node

MOST = 50_000
"""Nodes kept at most; then all is forgotten and begun again, as when knowledge was read anew many times."""

Found = TypeVar("Found")


def kept_by_identity(work: Callable[[Node], Found]) -> Callable[[Node], Found]:
    """A function of one node that remembers its answers.

    Nodes are compared by what they say, and hashing one costs as much as walking it. Each node is kept with its
    answer, so that no other can take its identity.
    """
    found: dict[int, tuple[Node, Found]] = {}

    @wraps(work)
    def remembered(node: Node) -> Found:
        kept = found.get(id(node))
        if kept is None:
            if len(found) >= MOST:
                found.clear()
            kept = found[id(node)] = (node, work(node))
        return kept[1]

    return remembered
