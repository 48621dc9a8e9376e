"""The interpreter: a node and one patient's environment come in, a value comes out. It is the specification.

Values are ``bool``, ``int``/``float``, ``str``, ``PartialDate``, ``Span``, ``frozenset`` of words, and ``None`` for
unknown. Partial dates and spans are intervals: a comparison is true or false only where every point in them agrees.
"""

from __future__ import annotations

import operator as operator_of
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from onward.logic.nodes import (
    Aggregate,
    And,
    Arithmetic,
    AsOf,
    Between,
    Case,
    Column,
    Compare,
    Contains,
    DateDifference,
    Fact,
    FirstKnown,
    History,
    In,
    InClass,
    IsNull,
    Literal,
    Negate,
    Node,
    Not,
    Or,
    Type,
)
from onward.logic.rows import narrowed
from onward.values.dates import PartialDate, whole_months
from onward.values.kleene import Truth, all_of, any_of, negate
from onward.values.spans import Span

Value = Any
"""What an expression can come out as; ``None`` is unknown."""


class Environment(Protocol):
    """One patient on one day, as the interpreter sees them."""

    @property
    def as_of(self) -> PartialDate:
        """The day of the decision."""

    def rows(self, table: str) -> Sequence[Any]:
        """The rows of an event table; columns are attributes."""

    def fact(self, name: str) -> Value:
        """The value of a named fact."""

    def classes(self, drug: str) -> frozenset[str]:
        """Every class that a drug (or class word) belongs to."""

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        """Told which rows an aggregate or question matched, and which of them decided the answer."""


_POINTS = frozenset({float, int, str, bool})
"""Types whose values are points: no interval, so that two of them compare as Python compares them."""
_OPERATORS = {
    "=": operator_of.eq,
    "<>": operator_of.ne,
    "<": operator_of.lt,
    "<=": operator_of.le,
    ">": operator_of.gt,
    ">=": operator_of.ge,
}


def evaluate(node: Node, env: Environment, row: Any = None) -> Value:
    """The value of a node for one patient; ``row`` is the row of the aggregate around it, if there is one."""
    return _RULES[type(node)](node, env, row)


def truth(node: Node, env: Environment, row: Any = None) -> Truth:
    """The value of a condition."""
    value: Truth = _RULES[type(node)](node, env, row)
    return value


def bounds(value: Value) -> tuple[Any, Any]:
    """The least and the greatest point of a value: itself twice unless it is an interval."""
    if isinstance(value, (PartialDate, Span)):
        return value.low, value.high
    return value, value


def compare(operator: str, left: Value, right: Value) -> Truth:
    """Compare two known values as intervals (``docs/explanation/language.md``, "Partial dates")."""
    if left is None or right is None:
        return None
    if type(left) in _POINTS and type(right) in _POINTS:
        return bool(_OPERATORS[operator](left, right))
    if operator in ("=", "<>"):
        same = _equal(left, right)
        return same if operator == "=" else negate(same)
    (low, high), (other_low, other_high) = bounds(left), bounds(right)
    if operator == "<":
        return True if high < other_low else False if low >= other_high else None
    if operator == "<=":
        return True if high <= other_low else False if low > other_high else None
    if operator == ">":
        return True if low > other_high else False if high <= other_low else None
    return True if low >= other_high else False if high < other_low else None


def _equal(left: Value, right: Value) -> Truth:
    if not isinstance(left, (PartialDate, Span)) and not isinstance(right, (PartialDate, Span)):
        return bool(left == right)
    (low, high), (other_low, other_high) = bounds(left), bounds(right)
    if low == high and other_low == other_high:
        return bool(low == other_low)
    return False if high < other_low or low > other_high else None


def difference(unit: Type, start: PartialDate | None, end: PartialDate | None) -> Span | None:
    """Whole days, months or years from ``start`` to ``end``; a span where a date is partial."""
    if start is None or end is None:
        return None
    if unit == Type.DAYS:
        return Span((end.low - start.high).days, (end.high - start.low).days)
    low, high = whole_months(start.high, end.low), whole_months(start.low, end.high)
    if unit == Type.MONTHS:
        return Span(low, high)
    return Span(int(low / 12), int(high / 12))


def newest(rows: Iterable[tuple[Value, PartialDate | None]]) -> list[Value]:
    """Of values with their days, those that may be the newest; undated ones count only where none is dated."""
    pairs = [(value, date) for value, date in rows if value is not None]
    dated = [(value, date) for value, date in pairs if date is not None]
    if not dated:
        return [value for value, _ in pairs]
    last = max(date.low for _, date in dated)
    return [value for value, date in dated if date.high >= last]


def oldest(rows: Iterable[tuple[Value, PartialDate | None]]) -> list[Value]:
    """Of values with their days, those that may be the oldest; undated ones count only where none is dated."""
    pairs = [(value, date) for value, date in rows if value is not None]
    dated = [(value, date) for value, date in pairs if date is not None]
    if not dated:
        return [value for value, _ in pairs]
    first = min(date.high for _, date in dated)
    return [value for value, date in dated if date.low <= first]


def agreed(values: Sequence[Value]) -> Value:
    """The value that all of them are; unknown where they differ or there is none.

    Intervals agree when both ends do: a time of exactly 3 months and the number 3 are one value.
    """
    if not values or any(value is None for value in values):
        return None
    first = bounds(values[0])
    return values[0] if all(bounds(value) == first for value in values) else None


def _case(node: Case, env: Environment, row: Any) -> Value:
    still_open: list[Value] = []
    for condition, value in node.branches:
        holds = truth(condition, env, row)
        if holds is False:
            continue
        still_open.append(evaluate(value, env, row))
        if holds is True:
            break
    else:
        still_open.append(evaluate(node.otherwise, env, row))
    return agreed(still_open)


def _first_known(node: FirstKnown, env: Environment, row: Any) -> Value:
    for operand in node.operands:
        value = evaluate(operand, env, row)
        if value is not None:
            return value
    return None


def _contains(node: Contains, env: Environment, row: Any) -> Truth:
    item, collection = evaluate(node.item, env, row), evaluate(node.collection, env, row)
    return None if item is None or collection is None else item in collection


def in_class(value: Value, name: str, env: Environment) -> Truth:
    """Whether a drug, or any of several, is the named one or of the named class."""
    if value is None:
        return None
    drugs = (value,) if isinstance(value, str) else value
    return any(drug == name or name in env.classes(drug) for drug in drugs)


def _between(node: Between, env: Environment, row: Any) -> Truth:
    value = evaluate(node.operand, env, row)
    low, high = evaluate(node.low, env, row), evaluate(node.high, env, row)
    return all_of((compare(">=", value, low), compare("<=", value, high)))


def _arithmetic(node: Arithmetic, env: Environment, row: Any) -> Value:
    left, right = evaluate(node.left, env, row), evaluate(node.right, env, row)
    if left is None or right is None:
        return None
    if node.operator == "+":
        return left + right
    if node.operator == "-":
        return left - right
    if node.operator == "*":
        return left * right
    return left / right if right else None


def _negated(node: Negate, env: Environment, row: Any) -> Value:
    value = evaluate(node.operand, env, row)
    return None if value is None else -value


def _column(node: Column, _env: Environment, row: Any) -> Value:
    value = getattr(row, node.name)
    return frozenset(value) if isinstance(value, (tuple, list)) else value


def _aggregate(node: Aggregate, env: Environment, _row: Any) -> Value:
    where = node.where
    some = narrowed(env.rows(node.table), where)
    rows = [row for row in some if where is None or truth(where, env, row) is True]
    values = [evaluate(node.value, env, row) for row in rows] if node.value is not None else []
    return aggregated(node.kind, rows, values, env)


def aggregated(kind: str, rows: list[Any], values: list[Value], env: Environment) -> Value:
    """The value of an aggregate over the rows that its filter is true of, and over what they hold."""
    if kind in ("exists", "count"):
        env.saw(rows, rows)
        return (True if rows else None) if kind == "exists" else len(rows) or None
    value = KINDS[kind]([(each, row.date) for each, row in zip(values, rows, strict=True)])
    one = kind in ("last", "first", "min", "max")
    env.saw([row for row, each in zip(rows, values, strict=True) if each == value] if one else rows, rows)
    return value


def _values(pairs: list[tuple[Value, PartialDate | None]]) -> list[Value]:
    return [value for value, _ in pairs if value is not None]


def _extreme(pick: Callable[..., Any]) -> Callable[[list[tuple[Value, PartialDate | None]]], Value]:
    def of(pairs: list[tuple[Value, PartialDate | None]]) -> Value:
        values = _values(pairs)
        if not values:
            return None
        interval = next((type(value) for value in values if isinstance(value, (PartialDate, Span))), None)
        if interval is None:
            return pick(values)
        ends = [bounds(value) for value in values]
        return interval(pick(low for low, _ in ends), pick(high for _, high in ends))

    return of


def _sum(pairs: list[tuple[Value, PartialDate | None]]) -> Value:
    values = _values(pairs)
    return sum(values) if values else None


def _set(pairs: list[tuple[Value, PartialDate | None]]) -> Value:
    return frozenset(_values(pairs)) or None


def _history(node: History, env: Environment, _row: Any) -> Value:
    from onward.logic.history import answer

    return answer(node, env)


def _and(node: And, env: Environment, row: Any) -> Truth:
    """As ``all_of``, in a plain loop: conditions are most of what there is to evaluate."""
    answer: Truth = True
    for operand in node.operands:
        found = _RULES[type(operand)](operand, env, row)
        if found is False:
            return False
        if found is None:
            answer = None
    return answer


def _or(node: Or, env: Environment, row: Any) -> Truth:
    """As ``any_of``, in a plain loop."""
    answer: Truth = False
    for operand in node.operands:
        found = _RULES[type(operand)](operand, env, row)
        if found is True:
            return True
        if found is None:
            answer = None
    return answer


KINDS: dict[str, Callable[[list[tuple[Value, PartialDate | None]]], Value]] = {
    "last": lambda pairs: agreed(newest(pairs)),
    "first": lambda pairs: agreed(oldest(pairs)),
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _sum,
    "set": _set,
}

_RULES: dict[type[Node], Callable[[Any, Environment, Any], Value]] = {
    Literal: lambda node, _env, _row: node.value,
    Fact: lambda node, env, _row: env.fact(node.name),
    AsOf: lambda _node, env, _row: env.as_of,
    Column: _column,
    Not: lambda node, env, row: negate(truth(node.operand, env, row)),
    And: _and,
    Or: _or,
    Compare: lambda node, env, row: compare(
        node.operator, evaluate(node.left, env, row), evaluate(node.right, env, row)
    ),
    In: lambda node, env, row: any_of(
        compare("=", evaluate(node.operand, env, row), evaluate(choice, env, row)) for choice in node.choices
    ),
    Contains: _contains,
    InClass: lambda node, env, row: in_class(evaluate(node.operand, env, row), node.class_name, env),
    Between: _between,
    IsNull: lambda node, env, row: evaluate(node.operand, env, row) is None,
    Case: _case,
    Arithmetic: _arithmetic,
    Negate: _negated,
    DateDifference: lambda node, env, row: difference(
        node.unit, evaluate(node.start, env, row), evaluate(node.end, env, row)
    ),
    FirstKnown: _first_known,
    Aggregate: _aggregate,
    History: _history,
}
