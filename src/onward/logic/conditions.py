"""The decisions in an expression, their conditions, and what a decision comes out as once each condition is given.

A decision is an expression as a whole, or the filter or value of an aggregate in it. Its conditions are what it is
built from with ``and or not case first_known``: comparisons, boolean facts, questions, and, where words or numbers are
chosen between, values that are known or not. Taken as independent inputs they show what the structure does, whatever
the medicine in it: ``coverage`` and ``monotone`` stand on this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onward.logic.evaluate import Environment, agreed, evaluate
from onward.logic.nodes import Aggregate, And, Case, FirstKnown, IsNull, Literal, Node, Not, Or
from onward.logic.walk import walk
from onward.values.kleene import all_of, any_of, negate

Assignment = Mapping[Node, Any]
"""The value of each condition; ``None`` is unknown."""
_STRUCTURE = (And, Or, Not, Case, FirstKnown, IsNull)


@dataclass(frozen=True, slots=True)
class Condition:
    """One input of a decision: a condition, or a value that is known or not."""

    node: Node
    boolean: bool

    @property
    def states(self) -> tuple[Any, ...]:
        """What it can be, unknown last. A known value that is no truth is stood for by its own node."""
        return (True, False, None) if self.boolean else (self.node, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """An expression that is decided as one; ``table`` is that of the aggregate it stands in."""

    node: Node
    boolean: bool = True
    table: str | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The inputs, each once, in the order of the text."""
        found: dict[Node, bool] = {}
        for each in _conditions(self.node, self.boolean):
            # Asked for by itself and by "is null", it is a condition: that says more.
            found[each.node] = found.get(each.node, False) or each.boolean
        return tuple(Condition(node, boolean) for node, boolean in found.items())

    def observe(self, env: Environment) -> list[Assignment]:
        """The conditions as they are for one patient; inside an aggregate, for each row."""
        rows = env.rows(self.table) if self.table is not None else (None,)
        return [{each.node: evaluate(each.node, env, row) for each in self.conditions} for row in rows]


def decisions(node: Node, boolean: bool = True) -> tuple[Decision, ...]:
    """The decisions in an expression; ``boolean`` says whether it is a condition itself."""
    found = [Decision(node, boolean)]
    for below in walk(node):
        if isinstance(below, Aggregate):
            found += [Decision(below.where, True, below.table)] if below.where is not None else []
            found += [Decision(below.value, False, below.table)] if isinstance(below.value, _STRUCTURE) else []
    return tuple(dict.fromkeys(each for each in found if each.conditions))


def _conditions(node: Node, boolean: bool) -> Iterable[Condition]:
    if isinstance(node, Literal):
        return
    if not isinstance(node, _STRUCTURE):
        yield Condition(node, boolean)
    elif isinstance(node, And | Or | FirstKnown):
        for operand in node.operands:
            yield from _conditions(operand, boolean)
    elif isinstance(node, Case):
        for condition, value in node.branches:
            yield from _conditions(condition, True)
            yield from _conditions(value, boolean)
        yield from _conditions(node.otherwise, boolean)
    else:
        yield from _conditions(node.operand, boolean and isinstance(node, Not))


def outcome(node: Node, given: Assignment) -> Any:
    """What a decision comes out as."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Not):
        return negate(outcome(node.operand, given))
    if isinstance(node, And | Or):
        decide = all_of if isinstance(node, And) else any_of
        return decide(outcome(operand, given) for operand in node.operands)
    if isinstance(node, FirstKnown):
        values = (outcome(operand, given) for operand in node.operands)
        return next((value for value in values if value is not None), None)
    if isinstance(node, Case):
        return _case(node, given)
    if isinstance(node, IsNull):
        return outcome(node.operand, given) is None
    return given[node]


def _case(node: Case, given: Assignment) -> Any:
    still_open = []
    for condition, value in node.branches:
        holds = outcome(condition, given)
        if holds is False:
            continue
        still_open.append(outcome(value, given))
        if holds is True:
            return agreed(still_open)
    return agreed([*still_open, outcome(node.otherwise, given)])
