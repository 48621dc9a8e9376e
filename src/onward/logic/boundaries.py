"""Every threshold in an expression, with the values one unit below it, at it, and one unit above.

The unit of a number is the last place it was written with (1 for ``12``, 0.1 for ``0.5``), of a date one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from onward.logic.nodes import Between, Compare, In, Literal, Node
from onward.logic.walk import walk
from onward.values.dates import PartialDate

Value = float | date


@dataclass(frozen=True, slots=True)
class Boundary:
    """What is compared, with what, and the three values at which the comparison has to be tested."""

    subject: Node
    below: Value
    at: Value
    above: Value


def boundaries(node: Node) -> tuple[Boundary, ...]:
    """The boundaries in an expression, each once, in the order of the text."""
    found = [_boundary(subject, literal) for below in walk(node) for subject, literal in _compared(below)]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _compared(node: Node) -> Iterable[tuple[Node, Node]]:
    if isinstance(node, Compare):
        return [(node.left, node.right), (node.right, node.left)]
    if isinstance(node, Between):
        return [(node.operand, node.low), (node.operand, node.high)]
    if isinstance(node, In):
        return [(node.operand, choice) for choice in node.choices]
    return ()


def _boundary(subject: Node, literal: Node) -> Boundary | None:
    if isinstance(subject, Literal) or not isinstance(literal, Literal):
        return None
    value = literal.value
    if isinstance(value, PartialDate):
        return Boundary(subject, value.low - timedelta(days=1), value.low, value.high + timedelta(days=1))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = Decimal(str(value))
    exponent = exact.normalize().as_tuple().exponent
    unit = Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)
    return Boundary(subject, float(exact - unit), float(exact), float(exact + unit))
