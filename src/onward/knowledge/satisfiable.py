"""Whether a condition can ever be true, and whether it is true when nothing is known; for the lint, not for patients.

Facts count as independent of each other, so "never true" is certain, and "can be true" only means that the condition by
itself does not rule it out. The search tries representative answers: every value of an enum, and for a number the
thresholds it is compared with and what lies around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from onward.knowledge.types import FactDefinition
from onward.logic.nodes import (
    QUESTIONS,
    And,
    Arithmetic,
    Between,
    Case,
    Compare,
    DateDifference,
    Fact,
    FirstKnown,
    History,
    In,
    IsNull,
    Literal,
    Negate,
    Node,
    Not,
    Or,
    Type,
)
from onward.logic.walk import walk
from onward.values.kleene import all_of, any_of, negate

MOST_STEPS = 20_000
NOT_TRIED = object()
"""The answer of something that has not been given a value yet."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_NUMERIC = {Type.NUMBER, Type.DAYS, Type.MONTHS, Type.YEARS}


@dataclass(frozen=True, slots=True)
class _Opaque:
    """A day or a set that every comparison holds of, or none: either is possible."""

    truth: bool


@dataclass(slots=True)
class _Search:
    """Values given so far to whatever has an answer of its own, and the first such thing met without one."""

    facts: Mapping[str, FactDefinition]
    numbers: tuple[float, ...]
    texts: tuple[str, ...]
    nulls: frozenset[Node]
    """What the condition asks ``is null`` about."""
    values: dict[Node, Any] = field(default_factory=dict)
    steps: int = 0

    def can_be_true(self, condition: Node) -> bool:
        """Try values until the condition is true; out of steps counts as "it can"."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return True
        missing: list[Node] = []
        answer = _answer(condition, self.values, missing)
        if answer is True:
            return True
        if answer is False or not missing:
            return False
        atom = missing[0]
        for value in self._candidates(atom):
            self.values[atom] = value
            if self.can_be_true(condition):
                return True
            del self.values[atom]
        return False

    def _candidates(self, atom: Node) -> Iterable[Any]:
        yield from _candidates(_type_of(atom, self.facts), self._enum(atom), self.numbers, self.texts)
        if atom in self.nulls:
            yield None

    def _enum(self, atom: Node) -> tuple[str, ...]:
        definition = self.facts.get(atom.name) if isinstance(atom, Fact) else None
        return definition.values if definition else ()


def never_true(condition: Node, facts: Mapping[str, FactDefinition]) -> bool:
    """Whether no values of the facts make the condition true."""
    below = list(walk(condition))
    literals = {node.value for node in below if isinstance(node, Literal)}
    written = {float(value) for value in literals if isinstance(value, int | float) and not isinstance(value, bool)}
    numbers = sorted(written | {-number for number in written})
    texts = sorted(value for value in literals if isinstance(value, str))
    nulls = frozenset(node.operand for node in below if isinstance(node, IsNull))
    return not _Search(facts, tuple(numbers), tuple(texts), nulls).can_be_true(condition)


def true_of_nothing(condition: Node) -> bool:
    """Whether the condition is true although not one thing is known."""
    return _answer(condition, _Nothing(), []) is True


class _Nothing(dict[Node, Any]):
    """Every question has been asked, and none has an answer."""

    def get(self, _key: Node, _default: Any = None) -> Any:
        return None


def _answer(node: Node, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    """The value of a node; ``None`` where it is unknown or not tried. What was not tried is put on ``missing``."""
    rule = _RULES.get(type(node))
    return rule(node, values, missing) if rule else _atom(node, values, missing)


def _atom(node: Node, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    value = values.get(node, NOT_TRIED)
    if value is NOT_TRIED:
        missing.append(node)
        return None
    return value


def _compare(node: Compare, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    if not (_simple(node.left) and _simple(node.right)):
        return _atom(node, values, missing)
    left, right = _answer(node.left, values, missing), _answer(node.right, values, missing)
    return None if left is None or right is None else _applied(node.operator, left, right)


def _applied(operator: str, left: Any, right: Any) -> bool | None:
    for side in (left, right):
        if isinstance(side, _Opaque):
            return side.truth
    try:
        return _COMPARISONS[operator](left, right)
    except TypeError:  # dates against text and the like: not decided here
        return None


def _in(node: In, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    choices = (Compare("=", node.operand, choice) for choice in node.choices)
    return any_of([_compare(choice, values, missing) for choice in choices])


def _between(node: Between, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    low, high = Compare(">=", node.operand, node.low), Compare("<=", node.operand, node.high)
    return all_of([_compare(low, values, missing), _compare(high, values, missing)])


def _is_null(node: IsNull, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    below: list[Node] = []
    answer = _answer(node.operand, values, below)
    missing += below
    return None if below and answer is None else answer is None


def _case(node: Case, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    for condition, result in node.branches:
        truth = _answer(condition, values, missing)
        if truth is True:
            return _answer(result, values, missing)
        if truth is None:
            return None
    return _answer(node.otherwise, values, missing)


def _first_known(node: FirstKnown, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    for operand in node.operands:
        below: list[Node] = []
        answer = _answer(operand, values, below)
        missing += below
        if answer is not None or below:
            return answer
    return None


def _simple(node: Node) -> bool:
    """Whether values can be tried for it one by one; sums of facts and dates are decided as a whole."""
    return isinstance(node, Literal | Fact | History | DateDifference | Case | FirstKnown | Negate)


def _negated(node: Negate, values: Mapping[Node, Any], missing: list[Node]) -> Any:
    value = _answer(node.operand, values, missing)
    return -value if _is_number(value) else None


_RULES: dict[type[Node], Callable[[Any, Mapping[Node, Any], list[Node]], Any]] = {
    Literal: lambda node, _values, _missing: node.value,
    Not: lambda node, values, missing: negate(_answer(node.operand, values, missing)),
    And: lambda node, values, missing: all_of([_answer(operand, values, missing) for operand in node.operands]),
    Or: lambda node, values, missing: any_of([_answer(operand, values, missing) for operand in node.operands]),
    Compare: _compare,
    In: _in,
    Between: _between,
    IsNull: _is_null,
    Case: _case,
    FirstKnown: _first_known,
    Negate: _negated,
}


def _type_of(atom: Node, facts: Mapping[str, FactDefinition]) -> Type:
    if isinstance(atom, Fact):
        return facts[atom.name].type if atom.name in facts else Type.BOOLEAN
    if isinstance(atom, History):
        return QUESTIONS.get(atom.question, Type.BOOLEAN)
    if isinstance(atom, DateDifference | Arithmetic):
        return Type.NUMBER
    return Type.BOOLEAN


def _candidates(kind: Type, words: tuple[str, ...], numbers: tuple[float, ...], texts: tuple[str, ...]) -> list[Any]:
    if kind in _NUMERIC:
        return _around(numbers)
    if kind in {Type.TEXT, Type.ENUM}:
        return list(words) or [*texts, "\0another text"]
    return [True, False] if kind is Type.BOOLEAN else [_Opaque(True), _Opaque(False)]


def _around(numbers: tuple[float, ...]) -> list[float]:
    """Each threshold, and a number on either side of it that no other threshold cuts off."""
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    edges = [numbers[0] - 1, numbers[-1] + 1] if numbers else [0.0, 1.0, 2.0]
    return [*numbers, *between, *edges]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
