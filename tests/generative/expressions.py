"""Random well-typed expressions, for Hypothesis: every kind of node, shrinking towards the simplest.

A strategy is asked for by type. Inside an aggregate, columns of its table join in; facts do everywhere.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.spec.engines import CLASSES, TABLES

from onward.logic.check import SETTINGS, SETTLED_BY_INTENT
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

FACTS: dict[str, Type] = {
    "yes": Type.BOOLEAN,
    "maybe": Type.BOOLEAN,
    "size": Type.NUMBER,
    "other_size": Type.NUMBER,
    "word": Type.TEXT,
    "other_word": Type.TEXT,
    "day": Type.DATE,
    "other_day": Type.DATE,
    "days": Type.DAYS,
    "months": Type.MONTHS,
    "years": Type.YEARS,
    "words": Type.SET,
    "other_words": Type.SET,
}
WORDS = ("letrozole", "paclitaxel", "taxane", "ER", "it's", "adjuvant", "")
SUBJECTS = tuple(sorted({*CLASSES, "chemotherapy", "endocrine therapy"}))
NUMBERS = (0, 1, 2, -1, 0.5, 12, 0.25, 100)
"""Sums of these are exact, so that the order in which rows are added cannot show."""
TEXTUAL = (Type.TEXT, Type.ENUM)
TIMES = (Type.DAYS, Type.MONTHS, Type.YEARS)
TYPES = (Type.BOOLEAN, Type.NUMBER, Type.TEXT, Type.DATE, Type.SET, *TIMES)
_DATES = """
2024 2025 2026 2025-06 2026-01 2024-02 2024-02-29 2025-12-31 2026-01-01 2026-01-31 2025-02-28 2026-05-31 2026-06-01
"""
DAYS = (
    *(PartialDate.parse(text) for text in _DATES.split()),
    PartialDate(datetime.date(2025, 12, 20), datetime.date(2026, 1, 10)),
)

Strategy = st.SearchStrategy[Any]


@cache
def expressions(kind: Type, depth: int = 3, table: str | None = None) -> Strategy:
    """Expressions of one type, at most ``depth`` operators deep; inside an aggregate over ``table`` if one is named."""
    leaves = st.one_of(_leaves(kind, table))
    if depth <= 0:
        return leaves
    return st.one_of(leaves, st.deferred(lambda: _compound(kind, depth - 1, table)))


def _leaves(kind: Type, table: str | None) -> list[Strategy]:
    found: list[Strategy] = [st.sampled_from([Fact(name=name) for name, each in FACTS.items() if each == kind])]
    if table is not None:
        columns = [Column(table=table, name=name) for name, each in TABLES[table].items() if each == kind]
        if columns:
            found.append(st.sampled_from(columns))
    if kind in _LITERALS:
        found.append(st.sampled_from([Literal(value=value) for value in _LITERALS[kind]]))
    if kind == Type.DATE:
        found.append(st.just(AsOf()))
    return found


_LITERALS: dict[Type, tuple[object, ...]] = {
    Type.BOOLEAN: (True, False),
    Type.NUMBER: NUMBERS,
    Type.TEXT: WORDS,
    Type.DATE: DAYS[:-1],  # the last cannot be written
}


@cache
def _compound(kind: Type, depth: int, table: str | None) -> Strategy:
    def of(each: Type) -> Strategy:
        return expressions(each, depth, table)

    choices = [_case(kind, of), st.builds(lambda a, b: FirstKnown(operands=(a, b)), of(kind), of(kind))]
    if table is None:
        choices += _aggregates(kind, depth) + _questions(kind)
    if kind == Type.BOOLEAN:
        choices += [*_connectives(of), *_comparisons(of)]
    if kind == Type.NUMBER:
        operator = st.sampled_from("+-*/")
        choices.append(st.builds(lambda o, a, b: Arithmetic(operator=o, left=a, right=b), operator, of(kind), of(kind)))
        choices.append(st.builds(lambda a: Negate(operand=a), of(kind)))
    if kind in TIMES:
        choices.append(st.builds(lambda a, b: DateDifference(unit=kind, start=a, end=b), of(Type.DATE), of(Type.DATE)))
    return st.one_of(choices)


def _case(kind: Type, of: Any) -> Strategy:
    branches = st.lists(st.tuples(of(Type.BOOLEAN), of(kind)), min_size=1, max_size=2).map(tuple)
    otherwise = st.one_of(of(kind), st.just(Literal(value=None)))
    return st.builds(lambda b, o: Case(branches=b, otherwise=o), branches, otherwise)


def _connectives(of: Any) -> list[Strategy]:
    operands = st.lists(of(Type.BOOLEAN), min_size=2, max_size=3).map(tuple)
    return [
        st.builds(lambda a: Not(operand=a), of(Type.BOOLEAN)),
        st.builds(lambda a: And(operands=a), operands),
        st.builds(lambda a: Or(operands=a), operands),
    ]


def _comparisons(of: Any) -> list[Strategy]:
    ordered = st.sampled_from((Type.NUMBER, Type.DATE, *TIMES))
    operator = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
    equality = st.sampled_from(("=", "<>"))
    same = st.sampled_from((Type.BOOLEAN, Type.TEXT, Type.SET))
    return [
        ordered.flatmap(
            lambda kind: st.builds(lambda o, a, b: Compare(operator=o, left=a, right=b), operator, of(kind), of(kind))
        ),
        same.flatmap(
            lambda kind: st.builds(lambda o, a, b: Compare(operator=o, left=a, right=b), equality, of(kind), of(kind))
        ),
        st.sampled_from(TIMES).flatmap(
            lambda kind: st.builds(
                lambda o, a, b: Compare(operator=o, left=a, right=b), operator, of(kind), of(Type.NUMBER)
            )
        ),
        ordered.flatmap(
            lambda kind: st.builds(lambda a, b, c: Between(operand=a, low=b, high=c), of(kind), of(kind), of(kind))
        ),
        st.sampled_from((Type.NUMBER, Type.TEXT, Type.DATE)).flatmap(
            lambda kind: st.builds(lambda a, b, c: In(operand=a, choices=(b, c)), of(kind), of(kind), of(kind))
        ),
        st.builds(lambda a, b: Contains(item=a, collection=b), of(Type.TEXT), of(Type.SET)),
        st.sampled_from((Type.TEXT, Type.SET)).flatmap(
            lambda kind: st.builds(lambda a, c: InClass(operand=a, class_name=c), of(kind), st.sampled_from(SUBJECTS))
        ),
        st.sampled_from(TYPES).flatmap(lambda kind: st.builds(lambda a: IsNull(operand=a), of(kind))),
    ]


def _aggregates(kind: Type, depth: int) -> list[Strategy]:
    kinds = {Type.BOOLEAN: ["exists"], Type.NUMBER: ["count", "sum", "min", "max"], Type.SET: ["set"]}.get(kind, [])
    kinds = [*kinds, "last", "first", *(["min", "max"] if kind in (Type.DATE, *TIMES) else [])]
    return [
        st.tuples(st.sampled_from(kinds), st.sampled_from(tuple(TABLES))).flatmap(
            lambda chosen: _aggregate(chosen[0], chosen[1], kind, depth)
        )
    ]


@cache
def _aggregate(name: str, table: str, kind: Type, depth: int) -> Strategy:
    where = st.one_of(st.none(), expressions(Type.BOOLEAN, depth, table))
    inner = Type.TEXT if name == "set" else kind
    value = st.none() if name in ("exists", "count") else _mentions(expressions(inner, depth, table), table)
    return st.builds(lambda v, w: Aggregate(kind=name, table=table, value=v, where=w), value, where)


def _mentions(values: Strategy, table: str) -> Strategy:
    """The text of an aggregate names its table by a column of it; a value that names none gets one."""

    def name_it(value: Node) -> Node:
        date = Column(table=table, name="date")
        return Case(branches=((IsNull(operand=date), value),), otherwise=value)

    from onward.logic.parse import columns_of

    return values.map(lambda value: value if columns_of(value) == {table} else name_it(value))


def _questions(kind: Type) -> list[Strategy]:
    names = [name for name, each in QUESTIONS.items() if each == kind]
    if not names:
        return []
    subject, setting = st.sampled_from(SUBJECTS), st.one_of(st.none(), st.sampled_from(SETTINGS))

    def build(name: str, about: str, where: str | None) -> Node:
        return History(question=name, subject=about, setting=where if name in SETTLED_BY_INTENT else None)

    return [st.builds(build, st.sampled_from(names), subject, setting)]
