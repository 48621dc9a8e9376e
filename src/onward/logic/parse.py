"""From text to nodes: an expression of the language as written in YAML comes in, frozen nodes with positions go out.

sqlglot reads the text (its DuckDB dialect, since the language is a subset of SQL expressions) and its trees are turned
at once into our own nodes; whatever is outside the subset is refused with its place. sqlglot is imported only when
something has to be parsed: compiled knowledge never needs it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onward.logic.nodes import (
    AGGREGATES,
    QUESTIONS,
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
    Position,
    Type,
)
from onward.values.dates import PartialDate
from onward.values.errors import Fault, nearest

if TYPE_CHECKING:
    from sqlglot import exp

_DIFFERENCES = {"days_between": Type.DAYS, "months_between": Type.MONTHS, "years_between": Type.YEARS}
_FUNCTIONS = frozenset([*AGGREGATES, *QUESTIONS, *_DIFFERENCES, "first_known", "class"])
_LONGEST_NUMBER = 30
_MARK = "\x1f"
"""A character that no expression holds: the unit separator."""
_COMPARISONS = {"EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
_ARITHMETIC = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/"}


_INSTEAD = {
    "Alias": "'and' or 'or' between two conditions",
    "Coalesce": "first_known(...)",
    "CurrentDate": "as_of",
    "DateDiff": "days_between, months_between or years_between",
    "Distinct": "set(...)",
    "If": "case when ... then ... else ... end",
    "Like": "in ('...', '...')",
    "Select": "an aggregate, as in last(marker.number)",
}
"""What people who write SQL try, and what the language has for it."""


class Refused(Exception):  # noqa: N818
    """An expression outside the language; carries every fault in it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    @property
    def fault(self) -> Fault:
        """The first fault."""
        return self.faults[0]


def parse(text: str, at: Position | None = None) -> Node:
    """Read one expression. ``at`` is where its first character stands in its file.

    Raises:
        Refused: the text is not an expression of the language; each fault has file, line and column.
    """
    return _Reading(text, at or Position("expression", 1, 1)).read()


@dataclass(slots=True)
class _Reading:
    """One text being read: knows how to say where in the file a piece of it stands."""

    text: str
    at: Position
    faults: list[Fault] = field(default_factory=list)
    tokens: list[Any] = field(default_factory=list)

    def read(self) -> Node:
        tree = self._tree()
        try:
            node = self.node(tree)
        except RecursionError:
            raise self.refused("this is nested too deeply", "a shorter expression, or facts with names", 1, 1) from None
        if self.faults:
            raise Refused(*dict.fromkeys(self.faults))
        return node

    def _tree(self) -> exp.Expr:
        from sqlglot.errors import ParseError, TokenError

        if _MARK in self.text:
            raise self.refused("this holds a control character", "text that can be seen", 1, 1)
        try:
            tokens = _dialect().tokenize(self.text)
            _mark(tokens)
            self.tokens = tokens
            trees = _dialect().parser().parse(tokens, self.text)
        except ParseError as error:
            found = error.errors[0] if error.errors else {}
            line, column = int(found.get("line") or 1), int(found.get("col") or 1)
            raise self.refused("this cannot be read", "an expression of the language", line, column) from None
        except (TokenError, RecursionError, ValueError):
            raise self.refused("this cannot be read", "an expression of the language", 1, 1) from None
        if len(trees) != 1 or trees[0] is None:
            raise self.refused("this is not one expression", "one expression of the language", 1, 1)
        tree: exp.Expr = trees[0]
        return tree

    def refused(self, wrong: str, expected: str, line: int, column: int, suggestion: str = "") -> Refused:
        place = self.place(line, column)
        return Refused(Fault(place.file, place.line, place.column, wrong, expected, suggestion))

    def place(self, line: int, column: int) -> Position:
        """A line and column of the text, counted from 1, as a place in the file."""
        shift = self.at.column - 1 if line == 1 else self._indent()
        return Position(self.at.file, self.at.line + line - 1, shift + max(column, 1))

    def _indent(self) -> int:
        """Block scalars lose the indent of their lines; it is that of the first line."""
        return self.at.column - 1

    def position(self, tree: exp.Expr) -> Position:
        """Where a tree begins: the first token below it that kept its place."""
        best: tuple[int, int, int] | None = None
        for below in tree.walk():
            found = self._token(below)
            if found is not None and (best is None or found < best):
                best = found
        return self.place(best[1], best[2]) if best else self.at

    def _token(self, tree: exp.Expr) -> tuple[int, int, int] | None:
        """Start, line and column of the token that a leaf was read from."""
        if type(tree).__name__ == "Literal":
            number = str(tree.this).partition(_MARK)[0]
            token = self.tokens[int(number)] if number.isdigit() else None
            # A token's column is that of its last character.
            return (token.start, token.line, token.col - (token.end - token.start)) if token is not None else None
        meta = tree.meta
        if "line" not in meta or "end" not in meta:
            return None
        start = int(meta.get("start", 0))
        return (start, int(meta["line"]), int(meta["col"]) - (int(meta["end"]) - start))

    def wrong(self, tree: exp.Expr, wrong: str, expected: str = "", suggestion: str = "") -> Refused:
        place = self.position(tree)
        return Refused(Fault(place.file, place.line, place.column, wrong, expected, suggestion))

    def node(self, tree: exp.Expr) -> Node:
        """One node for one tree. What is wrong is kept, and reading goes on beside it."""
        handler = _HANDLERS.get(type(tree).__name__, _not_in_the_language)
        try:
            return handler(self, tree)
        except Refused as refused:
            self.faults += refused.faults
            return Literal(value=None, at=self.position(tree))

    def nodes(self, trees: list[exp.Expr]) -> tuple[Node, ...]:
        return tuple(self.node(tree) for tree in trees)

    def flat(self, tree: exp.Expr, kind: str) -> tuple[Node, ...]:
        """The operands of a chain of one connective, left to right."""
        out: list[Node] = []
        stack = [tree.expression, tree.this]
        while stack:
            current = stack.pop()
            if type(current).__name__ == kind:
                stack += [current.expression, current.this]
            else:
                out.append(self.node(current))
        return tuple(out)

    def text_of(self, tree: exp.Expr) -> str:
        if not (type(tree).__name__ == "Literal" and tree.is_string):
            raise self.wrong(tree, f"'{_short(tree)}' is not a text", "a text in single quotes")
        return _unmarked(str(tree.this))

    def call(self, tree: exp.Expr, name: str, arguments: list[exp.Expr], where: exp.Expr | None) -> Node:
        if name in AGGREGATES:
            return self.aggregate(tree, name, arguments, where)
        if where is not None:
            raise self.wrong(tree, f"'{name}' takes no filter", "a filter after an aggregate")
        if name in QUESTIONS:
            return self.question(tree, name, arguments)
        if name in _DIFFERENCES:
            if len(arguments) != 2:
                raise self.wrong(tree, f"'{name}' has {len(arguments)} arguments", "two dates")
            start, end = self.nodes(arguments)
            return DateDifference(unit=_DIFFERENCES[name], start=start, end=end, at=self.position(tree))
        if name == "first_known":
            if len(arguments) < 2:
                raise self.wrong(tree, f"'{name}' has {len(arguments)} arguments", "two or more")
            return FirstKnown(operands=self.nodes(arguments), at=self.position(tree))
        if name == "class":
            raise self.wrong(tree, "'class' stands alone", "a drug before it, as in drug.drug in class('taxane')")
        known = ", ".join(sorted(_FUNCTIONS))
        raise self.wrong(tree, f"'{name}' is not a function of the language", known, nearest(name, _FUNCTIONS))

    def question(self, tree: exp.Expr, name: str, arguments: list[exp.Expr]) -> Node:
        if not 1 <= len(arguments) <= 2:
            raise self.wrong(tree, f"'{name}' has {len(arguments)} arguments", "a drug or class, and perhaps a setting")
        subject, *setting = (self.text_of(argument) for argument in arguments)
        return History(question=name, subject=subject, setting=setting[0] if setting else None, at=self.position(tree))

    def aggregate(self, tree: exp.Expr, kind: str, arguments: list[exp.Expr], where: exp.Expr | None) -> Node:
        if len(arguments) != 1:
            raise self.wrong(tree, f"'{kind}' has {len(arguments)} arguments", "one column, or a table")
        argument, before = arguments[0], len(self.faults)
        condition = self.node(where) if where is not None else None
        if kind in ("count", "exists"):
            table = _bare_name(argument)
            if table is None:
                raise self.wrong(tree, f"'{kind}' counts rows", f"the name of a table, as in {kind}(marker)")
            return Aggregate(kind=kind, table=table, value=None, where=condition, at=self.position(tree))
        value = self.node(argument)
        if len(self.faults) > before:
            return Literal(value=None)
        tables = sorted(columns_of(value)) or sorted(columns_of(condition) if condition else ())
        if len(tables) != 1:
            raise self.wrong(tree, f"'{kind}' reads {len(tables)} tables", "columns of one table")
        return Aggregate(kind=kind, table=tables[0], value=value, where=condition, at=self.position(tree))


def columns_of(node: Node) -> set[str]:
    """The event tables whose columns a node reads outside inner aggregates."""
    from onward.logic.walk import walk

    return {below.table for below in walk(node) if isinstance(below, Column)}


@lru_cache(maxsize=1)
def _dialect() -> Any:
    from sqlglot.dialects.dialect import Dialect

    return Dialect.get_or_raise("duckdb")


def _mark(tokens: list[Any]) -> None:
    """Let literals keep their place and our functions their name, neither of which sqlglot's trees would.

    A literal is marked with the number of its token. A function of ours may be an SQL keyword (``on``, ``set``) or a
    function that SQL has too (``last``): marked, it is a plain name that sqlglot knows nothing about.
    """
    from sqlglot.tokenizer_core import TokenType

    for index, token in enumerate(tokens):
        if token.token_type in (TokenType.STRING, TokenType.NUMBER):
            token.text = f"{index}{_MARK}{token.text}"
            continue
        called = index + 1 < len(tokens) and tokens[index + 1].token_type == TokenType.L_PAREN
        if called and token.text.lower() in _FUNCTIONS:
            token.text = token.text.lower() + _MARK
            token.token_type = TokenType.VAR


def _unmarked(text: str) -> str:
    return re.sub(rf"(?<!\w)\d+{_MARK}|{_MARK}", "", text)


def _not_in_the_language(reading: _Reading, tree: exp.Expr) -> Node:
    expected = _INSTEAD.get(type(tree).__name__, "what docs/reference/language.md lists")
    raise reading.wrong(tree, f"'{_short(tree)}' is not in the language", expected)


def _short(tree: exp.Expr) -> str:
    text = _unmarked(tree.sql("duckdb"))
    return text if len(text) <= 40 else text[:37] + "..."


def _bare_name(tree: exp.Expr) -> str | None:
    name = type(tree).__name__
    return str(tree.name) if name == "Column" and not tree.args.get("table") else None


def _column(reading: _Reading, tree: exp.Expr) -> Node:
    if tree.args.get("db") or tree.args.get("catalog") or type(tree.this).__name__ == "Star":
        raise reading.wrong(tree, f"'{_short(tree)}' is no name", "a fact, or table.column")
    if tree.this.args.get("quoted"):
        raise reading.wrong(tree, f"{_short(tree)} is in double quotes", "a text in single quotes, or a bare name")
    table, name = str(tree.args["table"].name) if tree.args.get("table") else "", str(tree.name)
    at = reading.position(tree)
    if table:
        return Column(table=table, name=name, at=at)
    return AsOf(at=at) if name == "as_of" else Fact(name=name, at=at)


def _literal(reading: _Reading, tree: exp.Expr) -> Node:
    text = _unmarked(str(tree.this))
    if tree.is_string:
        return Literal(value=text, at=reading.position(tree))
    if len(text) > _LONGEST_NUMBER or not math.isfinite(float(text)):
        raise reading.wrong(tree, f"'{_short(tree)}' is not a number that can be used", "a smaller number")
    return Literal(value=float(text) if any(c in text for c in ".eE") else int(text), at=reading.position(tree))


def _negative(reading: _Reading, tree: exp.Expr) -> Node:
    """A minus before a number is part of the number."""
    operand, at = reading.node(tree.this), reading.position(tree)
    if (
        isinstance(operand, Literal)
        and isinstance(operand.value, int | float)
        and type(tree.this).__name__ == "Literal"
    ):
        return Literal(value=-operand.value, at=at)
    return Negate(operand=operand, at=at)


def _boolean(reading: _Reading, tree: exp.Expr) -> Node:
    return Literal(value=bool(tree.this), at=reading.position(tree))


def _null(reading: _Reading, tree: exp.Expr) -> Node:
    return Literal(value=None, at=reading.position(tree))


def _cast(reading: _Reading, tree: exp.Expr) -> Node:
    if str(tree.args["to"].sql("duckdb")).upper() != "DATE":
        raise reading.wrong(tree, f"'{_short(tree)}' is not in the language", "date '2026-01-31'")
    text = reading.text_of(tree.this)
    try:
        return Literal(value=PartialDate.parse(text), at=reading.position(tree))
    except ValueError:
        raise reading.wrong(tree, f"'{text}' is not a date", "a year, a month or a day, as in 2026-01-31") from None


def _connective(kind: type[And] | type[Or]) -> Callable[[_Reading, Any], Node]:
    def read(reading: _Reading, tree: exp.Expr) -> Node:
        return kind(operands=reading.flat(tree, kind.__name__), at=reading.position(tree))

    return read


def _comparison(reading: _Reading, tree: exp.Expr) -> Node:
    left, right = reading.node(tree.this), reading.node(tree.expression)
    operator = _COMPARISONS[type(tree).__name__]
    return Compare(operator=operator, left=left, right=right, at=reading.position(tree))


def _arithmetic(reading: _Reading, tree: exp.Expr) -> Node:
    left, right = reading.node(tree.this), reading.node(tree.expression)
    operator = _ARITHMETIC[type(tree).__name__]
    return Arithmetic(operator=operator, left=left, right=right, at=reading.position(tree))


def _in(reading: _Reading, tree: exp.Expr) -> Node:
    at, operand = reading.position(tree), reading.node(tree.this)
    inside = tree.args.get("field")
    if inside is None and tree.args.get("query") is None:
        if not tree.expressions:
            raise reading.wrong(tree, "the list is empty", "at least one value")
        return In(operand=operand, choices=reading.nodes(tree.expressions), at=at)
    if inside is None:
        raise reading.wrong(tree, f"'{_short(tree)}' is not in the language", "a list, a set fact or class('...')")
    if type(inside).__name__ == "Anonymous" and _unmarked(str(inside.this)) == "class":
        if len(inside.expressions) != 1:
            raise reading.wrong(tree, "'class' takes one name", "class('taxane')")
        return InClass(operand=operand, class_name=reading.text_of(inside.expressions[0]), at=at)
    return Contains(item=operand, collection=reading.node(inside), at=at)


def _is(reading: _Reading, tree: exp.Expr) -> Node:
    if type(tree.expression).__name__ != "Null":
        raise reading.wrong(tree, f"'{_short(tree)}' is not in the language", "is null, or is not null")
    return IsNull(operand=reading.node(tree.this), at=reading.position(tree))


def _case(reading: _Reading, tree: exp.Expr) -> Node:
    if tree.this is not None:
        raise reading.wrong(tree, "'case x when' is not in the language", "case when ... then ... end")
    branches = tuple((reading.node(branch.this), reading.node(branch.args["true"])) for branch in tree.args["ifs"])
    default = tree.args.get("default")
    otherwise = reading.node(default) if default is not None else Literal(value=None)
    return Case(branches=branches, otherwise=otherwise, at=reading.position(tree))


def _filter(reading: _Reading, tree: exp.Expr) -> Node:
    inner = tree.this
    if type(inner).__name__ != "Anonymous":
        raise reading.wrong(tree, f"'{_short(inner)}' takes no filter", "a filter after an aggregate")
    return reading.call(inner, _unmarked(str(inner.this)).lower(), list(inner.expressions), tree.expression.this)


def _function(reading: _Reading, tree: exp.Expr) -> Node:
    return reading.call(tree, _unmarked(str(tree.this)).lower(), list(tree.expressions), None)


_HANDLERS: dict[str, Callable[[_Reading, Any], Node]] = {
    "Column": _column,
    "Literal": _literal,
    "Boolean": _boolean,
    "Null": _null,
    "Cast": _cast,
    "Paren": lambda reading, tree: reading.node(tree.this),
    "Not": lambda reading, tree: Not(operand=reading.node(tree.this), at=reading.position(tree)),
    "Neg": _negative,
    "And": _connective(And),
    "Or": _connective(Or),
    "In": _in,
    "Is": _is,
    "Between": lambda reading, tree: Between(
        operand=reading.node(tree.this),
        low=reading.node(tree.args["low"]),
        high=reading.node(tree.args["high"]),
        at=reading.position(tree),
    ),
    "Case": _case,
    "Filter": _filter,
    "Anonymous": _function,
    **dict.fromkeys(_COMPARISONS, _comparison),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
