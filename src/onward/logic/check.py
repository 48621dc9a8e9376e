"""The type checker: a node and what is known (facts, tables, words) come in; its type goes out, or faults with places.

It refuses what would silently come out unknown or false for ever: a misspelt fact, a word outside an enum, a number
compared with a text, months compared with days, a drug or class that nobody knows, a table read where none may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onward.logic.nodes import (
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
    Type,
)
from onward.values.dates import PartialDate
from onward.values.errors import Fault, nearest

SETTINGS = ("neoadjuvant", "adjuvant", "curative", "metastatic")
SETTLED_BY_INTENT = ("had", "on", "months_since_last", "months_on")
"""The questions that can be asked of one setting only."""
DURATIONS = (Type.DAYS, Type.MONTHS, Type.YEARS)
_NUMERIC = (Type.NUMBER, *DURATIONS)
_TEXTUAL = (Type.TEXT, Type.ENUM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything a checker has to know."""

    types: Mapping[str, Type]
    """The type of each fact."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words that an enum fact may have."""
    tables: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    """The columns of each event table and their types."""
    column_values: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The words that a column may hold, where they are a closed set."""
    subjects: frozenset[str] = frozenset()
    """Drugs that history questions may name."""
    classes: frozenset[str] = frozenset()
    """Classes of drugs."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The type of a node; ``None`` is the type of ``null`` and of what is already known to be wrong."""

    type: Type | None
    values: tuple[str, ...] | None = None
    text: str | None = None
    """The text of a literal, to compare with the words of an enum."""


def check(node: Node, vocabulary: Vocabulary, *, tables: bool = False) -> tuple[Type | None, tuple[Fault, ...]]:
    """The type of an expression, and every fault in it.

    ``tables`` allows aggregates over event tables: in the definitions of facts, not in rules.
    """
    checker = _Checker(vocabulary, tables)
    typed = checker.of(node)
    return typed.type, tuple(checker.faults)


def check_is(
    node: Node, expected: Type, vocabulary: Vocabulary, *, values: tuple[str, ...] = (), tables: bool = False
) -> tuple[Fault, ...]:
    """The faults of an expression that has to have one type, and for enums one of some words."""
    checker = _Checker(vocabulary, tables)
    typed = checker.of(node)
    if not _fits(typed.type, expected):
        checker.fault(node, f"this is {_name(typed.type)}", f"{_name(expected)}")
    elif values:
        checker.words(node, values)
    return tuple(checker.faults)


@dataclass(slots=True)
class _Checker:
    vocabulary: Vocabulary
    tables: bool
    faults: list[Fault] = field(default_factory=list)
    inside: str | None = None

    def of(self, node: Node) -> Typed:
        return _RULES[type(node)](self, node)

    def fault(self, node: Node, wrong: str, expected: str = "", suggestion: str = "") -> Typed:
        at = node.at
        place = (at.file, at.line, at.column) if at else ("expression", 1, 1)
        self.faults.append(Fault(*place, wrong, expected, suggestion))
        return Typed(None)

    def boolean(self, node: Node) -> None:
        typed = self.of(node)
        if typed.type not in (None, Type.BOOLEAN):
            self.fault(node, f"this is {_name(typed.type)}", "a condition, true or false")

    def comparable(self, node: Node, left: Typed, right: Typed, left_node: Node, right_node: Node) -> None:
        """Both sides have one type, and a text beside an enum is one of its words."""
        if left.type is None or right.type is None:
            return
        if not _alike(left.type, right.type):
            self.fault(node, f"{_name(left.type)} is compared with {_name(right.type)}", "two values of one type")
            return
        for words, literal, at in ((left.values, right.text, right_node), (right.values, left.text, left_node)):
            if words and literal is not None and literal not in words:
                self.fault(at, f"'{literal}' is not one of the words here", ", ".join(words), nearest(literal, words))

    def words(self, node: Node, values: tuple[str, ...]) -> None:
        """Texts that an expression can come out as are words of the enum it defines."""
        if isinstance(node, Case):
            for _, value in node.branches:
                self.words(value, values)
            self.words(node.otherwise, values)
        elif isinstance(node, FirstKnown):
            for operand in node.operands:
                self.words(operand, values)
        elif isinstance(node, Literal) and isinstance(node.value, str) and node.value not in values:
            self.fault(node, f"'{node.value}' is not one of its values", ", ".join(values), nearest(node.value, values))


def _literal(checker: _Checker, node: Literal) -> Typed:
    value = node.value
    if value is None:
        return Typed(None)
    if isinstance(value, bool):
        return Typed(Type.BOOLEAN)
    if isinstance(value, str):
        return Typed(Type.TEXT, text=value)
    return Typed(Type.DATE if isinstance(value, PartialDate) else Type.NUMBER)


def _fact(checker: _Checker, node: Fact) -> Typed:
    kind = checker.vocabulary.types.get(node.name)
    if kind is None:
        known = checker.vocabulary.types
        return checker.fault(node, f"the fact '{node.name}' is not known", "a fact", nearest(node.name, known))
    return Typed(kind, checker.vocabulary.values.get(node.name) or None)


def _column(checker: _Checker, node: Column) -> Typed:
    if checker.inside is None:
        return checker.fault(node, f"'{node.table}.{node.name}' stands outside an aggregate", "a fact")
    if node.table != checker.inside:
        return checker.fault(node, f"'{node.table}.{node.name}' is of another table", f"a column of {checker.inside}")
    columns = checker.vocabulary.tables.get(node.table, {})
    if node.name not in columns:
        wrong = f"the table '{node.table}' has no column '{node.name}'"
        return checker.fault(node, wrong, "one of its columns", nearest(node.name, columns))
    return Typed(columns[node.name], checker.vocabulary.column_values.get((node.table, node.name)))


def _connective(checker: _Checker, node: And | Or) -> Typed:
    for operand in node.operands:
        checker.boolean(operand)
    return Typed(Type.BOOLEAN)


def _not(checker: _Checker, node: Not) -> Typed:
    checker.boolean(node.operand)
    return Typed(Type.BOOLEAN)


def _compare(checker: _Checker, node: Compare) -> Typed:
    left, right = checker.of(node.left), checker.of(node.right)
    checker.comparable(node, left, right, node.left, node.right)
    ordered = node.operator not in ("=", "<>")
    for side, typed in ((node.left, left), (node.right, right)):
        if ordered and typed.type in (Type.BOOLEAN, Type.TEXT, Type.ENUM, Type.SET):
            checker.fault(side, f"{_name(typed.type)} has no order", "a number, a date or a time")
    return Typed(Type.BOOLEAN)


def _in(checker: _Checker, node: In) -> Typed:
    operand = checker.of(node.operand)
    for choice in node.choices:
        checker.comparable(node, operand, checker.of(choice), node.operand, choice)
    return Typed(Type.BOOLEAN)


def _contains(checker: _Checker, node: Contains) -> Typed:
    collection, item = checker.of(node.collection), checker.of(node.item)
    if collection.type not in (None, Type.SET):
        checker.fault(node.collection, f"this is {_name(collection.type)}", "a set of words")
    if item.type not in (None, *_TEXTUAL):
        checker.fault(node.item, f"this is {_name(item.type)}", "a word")
    return Typed(Type.BOOLEAN)


def _in_class(checker: _Checker, node: InClass) -> Typed:
    operand = checker.of(node.operand)
    if operand.type not in (None, *_TEXTUAL, Type.SET):
        checker.fault(node.operand, f"this is {_name(operand.type)}", "a drug, or a set of drugs")
    known = checker.vocabulary.classes | checker.vocabulary.subjects
    if node.class_name not in known:
        checker.fault(node, f"the class '{node.class_name}' is not known", "a class", nearest(node.class_name, known))
    return Typed(Type.BOOLEAN)


def _between(checker: _Checker, node: Between) -> Typed:
    operand = checker.of(node.operand)
    for bound in (node.low, node.high):
        checker.comparable(node, operand, checker.of(bound), node.operand, bound)
    if operand.type in (Type.BOOLEAN, Type.TEXT, Type.ENUM, Type.SET):
        checker.fault(node.operand, f"{_name(operand.type)} has no order", "a number, a date or a time")
    return Typed(Type.BOOLEAN)


def _is_null(checker: _Checker, node: IsNull) -> Typed:
    checker.of(node.operand)
    return Typed(Type.BOOLEAN)


def _case(checker: _Checker, node: Case) -> Typed:
    for condition, _ in node.branches:
        checker.boolean(condition)
    return _common(checker, node, [value for _, value in node.branches] + [node.otherwise])


def _first_known(checker: _Checker, node: FirstKnown) -> Typed:
    return _common(checker, node, list(node.operands))


def _common(checker: _Checker, node: Node, nodes: list[Node]) -> Typed:
    """The one type of several ways to the same answer."""
    typed = [checker.of(below) for below in nodes]
    kinds = [each.type for each in typed if each.type is not None]
    if not kinds:
        return Typed(None)
    # A word beside a text is a word, a time beside a number is a time: both say more than the other.
    kind = next((k for k in kinds if k not in (Type.TEXT, Type.NUMBER)), kinds[0])
    for each, below in zip(typed, nodes, strict=True):
        if each.type is not None and not _alike(each.type, kind):
            checker.fault(below, f"this is {_name(each.type)}", f"{_name(kind)}, as the others are")
    known = [each.values or ((each.text,) if each.text is not None else None) for each in typed if each.type]
    words = tuple(dict.fromkeys(w for each in known for w in each or ())) if all(known) else None
    return Typed(Type.ENUM if words and kind == Type.TEXT else kind, words)


def _arithmetic(checker: _Checker, node: Arithmetic) -> Typed:
    for side in (node.left, node.right):
        typed = checker.of(side)
        if typed.type not in (None, Type.NUMBER):
            checker.fault(side, f"this is {_name(typed.type)}", "a number")
    return Typed(Type.NUMBER)


def _negate(checker: _Checker, node: Negate) -> Typed:
    typed = checker.of(node.operand)
    if typed.type not in (None, Type.NUMBER):
        checker.fault(node.operand, f"this is {_name(typed.type)}", "a number")
    return Typed(Type.NUMBER)


def _difference(checker: _Checker, node: DateDifference) -> Typed:
    for side in (node.start, node.end):
        typed = checker.of(side)
        if typed.type not in (None, Type.DATE):
            checker.fault(side, f"this is {_name(typed.type)}", "a date")
    return Typed(node.unit)


def _aggregate(checker: _Checker, node: Aggregate) -> Typed:
    if not checker.tables:
        return checker.fault(node, f"'{node.kind}' reads a table", "facts; tables are read in knowledge/facts")
    if checker.inside is not None:
        return checker.fault(node, "an aggregate stands inside another", "one aggregate")
    if node.table not in checker.vocabulary.tables:
        known = checker.vocabulary.tables
        return checker.fault(node, f"the table '{node.table}' is not known", "a table", nearest(node.table, known))
    checker.inside = node.table
    value = checker.of(node.value) if node.value is not None else Typed(None)
    if node.where is not None:
        checker.boolean(node.where)
    checker.inside = None
    return _aggregate_type(checker, node, value)


def _aggregate_type(checker: _Checker, node: Aggregate, value: Typed) -> Typed:
    if node.kind == "exists":
        return Typed(Type.BOOLEAN)
    if node.kind == "count":
        return Typed(Type.NUMBER)
    if node.kind == "set":
        if value.type not in (None, *_TEXTUAL):
            return checker.fault(node, f"a set of {_name(value.type)}", "a set of words")
        return Typed(Type.SET)
    if node.kind == "sum" and value.type not in (None, Type.NUMBER):
        return checker.fault(node, f"a sum of {_name(value.type)}", "numbers")
    if node.kind in ("min", "max") and value.type not in (None, *_NUMERIC, Type.DATE):
        return checker.fault(node, f"the {node.kind} of {_name(value.type)}", "numbers, dates or times")
    return value


def _history(checker: _Checker, node: History) -> Typed:
    if checker.inside is not None:
        return checker.fault(node, "a question stands inside an aggregate", "a fact that asks it")
    known = checker.vocabulary.subjects | checker.vocabulary.classes
    if node.subject not in known:
        wrong = f"'{node.subject}' is neither a drug nor a class"
        checker.fault(node, wrong, "a drug or a class", nearest(node.subject, known))
    if node.setting is not None and node.question not in SETTLED_BY_INTENT:
        checker.fault(node, f"'{node.question}' takes no setting", "a drug or a class alone")
    elif node.setting is not None and node.setting not in SETTINGS:
        suggestion = nearest(node.setting, SETTINGS)
        checker.fault(node, f"the setting '{node.setting}' is not known", ", ".join(SETTINGS), suggestion)
    return Typed(QUESTIONS[node.question])


def _alike(left: Type, right: Type) -> bool:
    if left == right or (left in _TEXTUAL and right in _TEXTUAL):
        return True
    return {left, right} <= set(_NUMERIC) and Type.NUMBER in (left, right)


def _fits(found: Type | None, expected: Type) -> bool:
    """Whether a definition gives the type it has to. A number may stand for a time; a time is more than a number."""
    return found is None or (_alike(found, expected) and not (expected == Type.NUMBER and found in DURATIONS))


def _name(kind: Type | None) -> str:
    names = {Type.BOOLEAN: "true or false", Type.ENUM: "a word", Type.TEXT: "a text", Type.SET: "a set of words"}
    return (
        names.get(kind, f"a {kind.value}" if kind in (Type.NUMBER, Type.DATE) else f"a time in {kind}")
        if kind
        else "nothing"
    )


_RULES: dict[type[Node], Callable[..., Typed]] = {
    Literal: _literal,
    Fact: _fact,
    AsOf: lambda _checker, _node: Typed(Type.DATE),
    Column: _column,
    Not: _not,
    And: _connective,
    Or: _connective,
    Compare: _compare,
    In: _in,
    Contains: _contains,
    InClass: _in_class,
    Between: _between,
    IsNull: _is_null,
    Case: _case,
    Arithmetic: _arithmetic,
    Negate: _negate,
    DateDifference: _difference,
    FirstKnown: _first_known,
    Aggregate: _aggregate,
    History: _history,
}
