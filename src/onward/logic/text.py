"""From nodes back to text: the canonical way to write an expression, as proofs and pages show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onward.logic.kept import kept_by_identity
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
)
from onward.values.dates import PartialDate


@kept_by_identity
def to_text(node: Node) -> str:
    """The expression as text that parses to the same node."""
    return _WRITERS[type(node)](node)


def literal(value: object) -> str:
    """A value as the language writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, PartialDate):
        return f"date '{value}'"
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _joined(word: str) -> Callable[[Any], str]:
    def write(node: And | Or) -> str:
        return f" {word} ".join(_guarded(operand) for operand in node.operands)

    return write


def _guarded(node: Node) -> str:
    """An operand of a connective; only another connective needs brackets there."""
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _operand(node: Node) -> str:
    text = to_text(node)
    simple = isinstance(node, Literal | Fact | Column | AsOf | History | DateDifference | FirstKnown | Case)
    return text if simple or (isinstance(node, Aggregate) and node.where is None) else f"({text})"


def _case(node: Case) -> str:
    branches = " ".join(f"when {to_text(condition)} then {to_text(value)}" for condition, value in node.branches)
    return f"case {branches} else {to_text(node.otherwise)} end"


def _aggregate(node: Aggregate) -> str:
    inner = node.table if node.value is None else to_text(node.value)
    where = f" filter (where {to_text(node.where)})" if node.where is not None else ""
    return f"{node.kind}({inner}){where}"


def _history(node: History) -> str:
    arguments = [literal(node.subject)] + ([literal(node.setting)] if node.setting else [])
    return f"{node.question}({', '.join(arguments)})"


def _is_null(node: IsNull) -> str:
    return f"{_operand(node.operand)} is null"


_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    Literal: lambda node: literal(node.value),
    Fact: lambda node: node.name,
    AsOf: lambda _node: "as_of",
    Column: lambda node: f"{node.table}.{node.name}",
    Not: lambda node: f"not {_operand(node.operand)}",
    And: _joined("and"),
    Or: _joined("or"),
    Compare: lambda node: f"{_operand(node.left)} {node.operator} {_operand(node.right)}",
    In: lambda node: f"{_operand(node.operand)} in ({', '.join(to_text(choice) for choice in node.choices)})",
    # No brackets on the right: ``'x' in (y)`` would be a list of one.
    Contains: lambda node: f"{_operand(node.item)} in {to_text(node.collection)}",
    InClass: lambda node: f"{_operand(node.operand)} in class({literal(node.class_name)})",
    Between: lambda node: f"{_operand(node.operand)} between {_operand(node.low)} and {_operand(node.high)}",
    IsNull: _is_null,
    Case: _case,
    Arithmetic: lambda node: f"{_operand(node.left)} {node.operator} {_operand(node.right)}",
    # A minus before a bare number would be read as part of the number.
    Negate: lambda node: (
        f"-({to_text(node.operand)})" if isinstance(node.operand, Literal) else f"-{_operand(node.operand)}"
    ),
    DateDifference: lambda node: f"{node.unit}_between({to_text(node.start)}, {to_text(node.end)})",
    FirstKnown: lambda node: f"first_known({', '.join(to_text(operand) for operand in node.operands)})",
    Aggregate: _aggregate,
    History: _history,
}
