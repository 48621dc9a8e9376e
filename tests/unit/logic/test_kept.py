"""What is kept for a node is that node's, whatever becomes of others."""

from __future__ import annotations

import pytest

from onward.logic import kept
from onward.logic.kept import kept_by_identity
from onward.logic.nodes import Fact, Node


def _facts(count: int) -> list[Fact]:
    return [Fact(name=f"fact_{number}") for number in range(count)]


def _name(node: Node) -> str:
    assert isinstance(node, Fact)
    return node.name


def test_a_node_is_worked_out_once() -> None:
    asked: list[Node] = []

    @kept_by_identity
    def remembered(node: Node) -> int:
        asked.append(node)
        return len(asked)

    node, equal = _facts(1)[0], _facts(1)[0]
    assert [remembered(node), remembered(node), remembered(equal)] == [1, 1, 2]


def test_answers_stay_right_when_more_nodes_come_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = kept_by_identity(_name)
    monkeypatch.setattr(kept, "MOST", 10)
    # Nodes that go out of use give their identity to later ones: an answer must never be taken for theirs.
    for _ in range(5):
        for node in _facts(7):
            assert remembered(node) == node.name
