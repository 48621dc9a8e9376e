"""Answers as the rows of a record that give them: a laboratory value, a disease that is there or refuted.

So that a sweep goes through the definitions of the facts, and not past them. Facts that are put together from others
are left to be supposed.
"""

from __future__ import annotations

from typing import Any

from onward.events.tables import Condition, Event, Lab
from onward.knowledge.types import FactDefinition
from onward.logic.nodes import Aggregate, Arithmetic, Column, Compare, Literal, Node
from onward.logic.walk import walk
from onward.values.dates import PartialDate

_DAY = PartialDate.parse("2026-05-20")
_LIMIT = 50.0


def realisable(definition: FactDefinition) -> bool:
    """Whether the answers of a fact can be written down as a row."""
    return _test_of(definition) is not None or _disease_of(definition) is not None


def row_for(definition: FactDefinition, answer: Any, number: int) -> Event | None:
    """The row that gives a fact its answer."""
    test = _test_of(definition)
    if test is not None:
        name, multiple = test
        limit = _LIMIT if multiple else None
        value = float(answer) * (_LIMIT if multiple else 1)
        return Lab(id=f"lab-{number}", date=_DAY, test=name, value=value, upper_limit=limit, refs=(f"lab-{number}",))
    disease = _disease_of(definition)
    if disease is not None:
        status = "active" if answer else "refuted"
        return Condition(id=f"condition-{number}", name=disease, status=status, refs=(f"condition-{number}",))
    return None


def _test_of(definition: FactDefinition) -> tuple[str, bool] | None:
    """The laboratory test that a fact is the newest value of, and whether as a multiple of the upper limit."""
    node = definition.definition
    if not isinstance(node, Aggregate) or node.table != "lab" or node.kind != "last" or node.where is None:
        return None
    name = _word(node.where, "test")
    if isinstance(node.value, Column) and node.value.name == "value":
        return (name, False) if name else None
    if isinstance(node.value, Arithmetic) and node.value.operator == "/":
        return (name, True) if name else None
    return None


def _disease_of(definition: FactDefinition) -> str | None:
    found = [node for node in walk(definition.definition) if isinstance(node, Aggregate)]
    if not found or any(node.table != "condition" or node.where is None for node in found):
        return None
    names = {_word(node.where, "name") for node in found if node.where is not None}
    return names.pop() if len(names) == 1 else None


def _word(where: Node, column: str) -> str | None:
    for node in walk(where):
        if not isinstance(node, Compare) or node.operator != "=" or not isinstance(node.right, Literal):
            continue
        if isinstance(node.left, Column) and node.left.name == column and isinstance(node.right.value, str):
            return node.right.value
    return None
