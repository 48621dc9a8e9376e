"""Rows that are equally new and say different things: the fact is then unknown, and that is not silence.

A presumption stands in for silence only. Where a record contradicts itself nothing may be taken for granted, and both
statements are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onward.logic.evaluate import Environment, bounds, evaluate, newest, oldest, truth
from onward.logic.nodes import Aggregate

_CANDIDATES = {"last": newest, "first": oldest}


def disputed_rows(aggregates: Iterable[Aggregate], env: Environment) -> list[Any]:
    """The rows between which an aggregate cannot choose, because they may be equally new and differ."""
    found: list[Any] = []
    for node in aggregates:
        found += _at_odds(node, env)
    return found


def _at_odds(node: Aggregate, env: Environment) -> list[Any]:
    assert node.value is not None  # noqa: S101 - the index lists only those that have one
    rows = [row for row in env.rows(node.table) if node.where is None or truth(node.where, env, row) is True]
    pairs = [(evaluate(node.value, env, row), row.date) for row in rows]
    candidates = [bounds(value) for value in _CANDIDATES[node.kind](pairs)]
    if all(each == candidates[0] for each in candidates):
        return []
    return [
        row for row, (value, _) in zip(rows, pairs, strict=True) if value is not None and bounds(value) in candidates
    ]
