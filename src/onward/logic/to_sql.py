# Writing SQL is what this file is for; names and texts are quoted by sql_parts.
# ruff: noqa: S608
"""The compiler: nodes come in, one SQL query over a whole population goes out, with the meaning of the interpreter.

An event table is a table of its name with ``patient_id``; a date column ``end`` is two columns, ``end_low`` and
``end_high``; a set is a list of words. The people are a table with ``patient_id``, ``as_of`` (a day) and a column (or
two) for each fact that is given rather than defined. Facts are worked out in levels, each a common table expression on
those before it; every aggregate and history question is one grouped expression joined to its level. The text is
DuckDB's; another dialect is written by sqlglot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onward.logic import sql_history
from onward.logic.check import Vocabulary, check
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
from onward.logic.sql_parts import (
    INTERVALS,
    One,
    Pair,
    Sql,
    agreed,
    alike,
    column,
    compared,
    difference,
    ends,
    literal,
    name,
    texts,
)
from onward.logic.walk import reads

TYPES = {
    Type.BOOLEAN: "BOOLEAN",
    Type.NUMBER: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.ENUM: "VARCHAR",
    Type.DATE: "DATE",
    Type.DAYS: "DOUBLE",
    Type.MONTHS: "DOUBLE",
    Type.YEARS: "DOUBLE",
    Type.SET: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a query is written for: the facts and tables with their types, and the classes of each drug or class."""

    vocabulary: Vocabulary
    classes: Mapping[str, frozenset[str]]
    definitions: Mapping[str, Node] = field(default_factory=dict)
    """Facts that the query works out; any other fact is a column of the people."""
    people: str = "people"


def query(expressions: Mapping[str, Node], source: Source, dialect: str = "duckdb") -> str:
    """A query that gives ``patient_id`` and one column (two for a date or time, see ``columns_of``) an expression."""
    writer = _Writer(source)
    for level in _levels(expressions, source):
        writer.add_level({fact: source.definitions[fact] for fact in level})
    sql = writer.final(expressions)
    if dialect == "duckdb":
        return sql
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0]


def columns_of(column_name: str, kind: Type | None) -> tuple[str, ...]:
    """The columns of a query or table that hold a value of one type."""
    return (f"{column_name}_low", f"{column_name}_high") if kind in INTERVALS else (column_name,)


def table_columns(columns: Mapping[str, Type]) -> list[tuple[str, str]]:
    """Names and SQL types of the columns of a table, ``patient_id`` first."""
    found = [(each, TYPES[kind]) for key, kind in columns.items() for each in columns_of(key, kind)]
    return [("patient_id", "VARCHAR"), *found]


def _levels(expressions: Mapping[str, Node], source: Source) -> list[list[str]]:
    """Facts to work out, grouped so that each group reads only earlier ones."""
    depth: dict[str, int] = {}

    def visit(fact: str) -> int:
        if fact not in depth:
            below = [visit(each) for each in sorted(reads(source.definitions[fact])) if each in source.definitions]
            depth[fact] = 1 + max(below, default=-1)
        return depth[fact]

    for node in expressions.values():
        for fact in sorted(reads(node)):
            if fact in source.definitions:
                visit(fact)
    levels: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for fact, level in depth.items():
        levels[level].append(fact)
    return levels


class _Writer:
    """Writes one query: a chain of levels, and the grouped expressions that each level joins."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.parts: list[str] = []
        self.base = name(source.people)
        self.count = 0
        self.joined: dict[Node, tuple[str, ...]] = {}

    def add_level(self, facts: Mapping[str, Node]) -> None:
        """One more level: everything so far, and these facts."""
        columns = self.columns(facts, self.source.vocabulary.types)
        level = f"level_{self.count}"
        self.parts.append(f"{level} AS (SELECT f.*, {columns} FROM {self.base} f{self.joins()})")
        self.base, self.joined = level, {}
        self.count += 1

    def final(self, expressions: Mapping[str, Node]) -> str:
        """The whole query."""
        types = {key: check(node, self.source.vocabulary, tables=True)[0] for key, node in expressions.items()}
        columns = self.columns(expressions, types)
        body = f"SELECT f.patient_id, {columns} FROM {self.base} f{self.joins()}"
        return "WITH " + ",\n".join(self.parts) + "\n" + body if self.parts else body

    def columns(self, nodes: Mapping[str, Node], types: Mapping[str, Type | None]) -> str:
        out = []
        for key, node in nodes.items():
            value, kind = self.node(node, None), types[key]
            if kind in INTERVALS:
                pair = ends(value)
                out += [f"{pair.low} AS {name(key + '_low')}", f"{pair.high} AS {name(key + '_high')}"]
            elif isinstance(value, One):
                out.append(f"{value.sql} AS {name(key)}")
        return ",\n  ".join(out)

    def joins(self) -> str:
        aliases = dict.fromkeys(alias for found in self.joined.values() for alias in found)
        return "".join(f"\n  LEFT JOIN {alias} ON {alias}.patient_id = f.patient_id" for alias in aliases)

    def node(self, node: Node, table: str | None) -> Sql:
        """The SQL of a node; ``table`` is the event table of the aggregate around it."""
        return _RULES[type(node)](self, node, table)

    def one(self, node: Node, table: str | None) -> str:
        value = self.node(node, table)
        return value.sql if isinstance(value, One) else value.low

    def part(self, sql: str) -> str:
        """Keep one grouped expression; its alias."""
        alias = f"part_{len(self.parts)}"
        self.parts.append(f"{alias} AS ({sql})")
        return alias

    def rows(self, table: str, select: str, where: str | None) -> str:
        """A selection from an event table, with the facts of the levels below as ``f``."""
        condition = f" WHERE {where}" if where else ""
        return f"SELECT e.patient_id, {select} FROM {name(table)} e JOIN {self.base} f USING (patient_id){condition}"


def _fact(writer: _Writer, node: Fact, _table: str | None) -> Sql:
    return column("f", node.name, writer.source.vocabulary.types[node.name])


def _column(writer: _Writer, node: Column, _table: str | None) -> Sql:
    return column("e", node.name, writer.source.vocabulary.tables[node.table][node.name])


def _connective(word: str) -> Callable[[_Writer, And | Or, str | None], Sql]:
    def write(writer: _Writer, node: And | Or, table: str | None) -> Sql:
        return One("(" + f" {word} ".join(writer.one(operand, table) for operand in node.operands) + ")")

    return write


def _compare(writer: _Writer, node: Compare, table: str | None) -> Sql:
    return One(compared(node.operator, writer.node(node.left, table), writer.node(node.right, table)))


def _in(writer: _Writer, node: In, table: str | None) -> Sql:
    operand = writer.node(node.operand, table)
    equal = [compared("=", operand, writer.node(choice, table)) for choice in node.choices]
    return One(f"({' OR '.join(equal)})")


def _contains(writer: _Writer, node: Contains, table: str | None) -> Sql:
    item, collection = writer.one(node.item, table), writer.one(node.collection, table)
    return One(
        f"CASE WHEN {item} IS NOT NULL AND {collection} IS NOT NULL THEN list_contains({collection}, {item}) END"
    )


def _in_class(writer: _Writer, node: InClass, table: str | None) -> Sql:
    members = sql_history.members(node.class_name, writer.source.classes)
    value = writer.one(node.operand, table)
    if check_type(writer, node.operand, table) == Type.SET:
        return One(f"list_has_any({value}, [{texts(members)}])")
    return One(f"({value} IN ({texts(members)}))")


def check_type(writer: _Writer, node: Node, table: str | None) -> Type | None:
    """The type of a node, also of one inside an aggregate over ``table``."""
    whole = Aggregate(kind="last", table=table, value=node, where=None) if table else node
    return check(whole, writer.source.vocabulary, tables=True)[0]


def _between(writer: _Writer, node: Between, table: str | None) -> Sql:
    operand = writer.node(node.operand, table)
    low, high = writer.node(node.low, table), writer.node(node.high, table)
    return One(f"({compared('>=', operand, low)} AND {compared('<=', operand, high)})")


def _is_null(writer: _Writer, node: IsNull, table: str | None) -> Sql:
    return One(f"({writer.one(node.operand, table)} IS NULL)")


def _case(writer: _Writer, node: Case, table: str | None) -> Sql:
    """Every branch that may be the one: it is not false, and none before it is true."""
    conditions = [writer.one(condition, table) for condition, _ in node.branches]
    values = [writer.node(value, table) for _, value in node.branches] + [writer.node(node.otherwise, table)]
    before = [f"({condition}) IS NOT TRUE" for condition in conditions]
    here = [f"({condition}) IS NOT FALSE" for condition in conditions] + ["TRUE"]
    open_ = [f"({' AND '.join([*before[:index], which])})" for index, which in enumerate(here)]
    return agreed(open_, values)


def _arithmetic(writer: _Writer, node: Arithmetic, table: str | None) -> Sql:
    left, right = writer.one(node.left, table), writer.one(node.right, table)
    if node.operator == "/":
        return One(f"(CASE WHEN {right} <> 0 THEN {left} / {right} END)")
    return One(f"({left} {node.operator} {right})")


def _difference(writer: _Writer, node: DateDifference, table: str | None) -> Sql:
    return difference(node.unit, ends(writer.node(node.start, table)), ends(writer.node(node.end, table)))


def _first_known(writer: _Writer, node: FirstKnown, table: str | None) -> Sql:
    values = alike([writer.node(operand, table) for operand in node.operands])
    if all(isinstance(value, One) for value in values):
        return One(f"coalesce({', '.join(ends(value).low for value in values)})")
    pairs = [ends(value) for value in values]
    lows, highs = ", ".join(pair.low for pair in pairs), ", ".join(pair.high for pair in pairs)
    return Pair(f"coalesce({lows})", f"coalesce({highs})")


def _aggregate(writer: _Writer, node: Aggregate, _table: str | None) -> Sql:
    value = writer.node(node.value, node.table) if node.value is not None else One("TRUE")
    if node not in writer.joined:
        where = writer.one(node.where, node.table) if node.where is not None else None
        low, high = ends(value).low, ends(value).high
        rows = writer.rows(node.table, f"{low} AS low, {high} AS high, e.date_low, e.date_high", where)
        writer.joined[node] = (writer.part(_GROUPED[node.kind](rows)),)
    alias = writer.joined[node][0]
    return Pair(f"{alias}.low", f"{alias}.high") if isinstance(value, Pair) else One(f"{alias}.low")


def _grouped(low: str, high: str | None = None) -> Callable[[str], str]:
    def write(rows: str) -> str:
        return f"SELECT patient_id, {low} AS low, {high or low} AS high FROM ({rows}) r GROUP BY patient_id"

    return write


def _latest(window: str, keep: str) -> Callable[[str], str]:
    """Rows that may be the newest (or oldest); their value where they agree."""

    def write(rows: str) -> str:
        known = f"SELECT *, {window} OVER (PARTITION BY patient_id) AS bound FROM ({rows}) r WHERE low IS NOT NULL"
        same = "WHEN min(low) = max(low) AND min(high) = max(high)"
        return (
            f"SELECT patient_id, CASE {same} THEN min(low) END AS low, CASE {same} THEN min(high) END AS high "
            f"FROM ({known}) k WHERE bound IS NULL OR {keep} GROUP BY patient_id"
        )

    return write


_GROUPED: dict[str, Callable[[str], str]] = {
    "exists": _grouped("TRUE"),
    "count": _grouped("CAST(count(*) AS DOUBLE)"),
    "sum": _grouped("sum(low)"),
    "min": _grouped("min(low)", "min(high)"),
    "max": _grouped("max(low)", "max(high)"),
    "set": _grouped("list_sort(list(DISTINCT low) FILTER (WHERE low IS NOT NULL))"),
    "last": _latest("max(date_low)", "date_high >= bound"),
    "first": _latest("min(date_high)", "date_low <= bound"),
}


def _history(writer: _Writer, node: History, _table: str | None) -> Sql:
    question = sql_history.question(node, writer.source.classes)
    if node not in writer.joined:
        rows = [writer.part(part(writer.rows)) for part in question.parts]
        writer.joined[node] = tuple(rows)
    return question.answer(writer.joined[node], f"f.{name('treatment_history_complete')}")


def _literal(_writer: _Writer, node: Literal, _table: str | None) -> Sql:
    return literal(node.value)


_RULES: dict[type[Node], Callable[..., Sql]] = {
    Literal: _literal,
    Fact: _fact,
    AsOf: lambda _writer, _node, _table: Pair("f.as_of", "f.as_of"),
    Column: _column,
    Not: lambda writer, node, table: One(f"(NOT {writer.one(node.operand, table)})"),
    And: _connective("AND"),
    Or: _connective("OR"),
    Compare: _compare,
    In: _in,
    Contains: _contains,
    InClass: _in_class,
    Between: _between,
    IsNull: _is_null,
    Case: _case,
    Arithmetic: _arithmetic,
    Negate: lambda writer, node, table: One(f"(-{writer.one(node.operand, table)})"),
    DateDifference: _difference,
    FirstKnown: _first_known,
    Aggregate: _aggregate,
    History: _history,
}
