"""Pieces of SQL: what a value of the language is in a query, and how two of them are compared.

A number, text, truth or set is one expression. A date or a time between dates is two, its least and its greatest point,
so that a partial date means in SQL what it means to the interpreter. Both are unknown together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onward.logic.nodes import Type
from onward.values.dates import PartialDate

INTERVALS = (Type.DATE, Type.DAYS, Type.MONTHS, Type.YEARS)
"""The types whose values are two columns, ``name_low`` and ``name_high``."""


@dataclass(frozen=True, slots=True)
class One:
    """A value that is one expression."""

    sql: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A value between two expressions."""

    low: str
    high: str


Sql = One | Pair


def name(text: str) -> str:
    """A name in double quotes."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in single quotes."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Texts with commas between, always in the same order."""
    return ", ".join(text(value) for value in sorted(values))


def ends(value: Sql) -> Pair:
    """Any value as an interval."""
    return value if isinstance(value, Pair) else Pair(value.sql, value.sql)


def alike(values: Sequence[Sql]) -> tuple[Sql, ...]:
    """Values of one shape: all are intervals where one of them is."""
    return tuple(ends(value) for value in values) if any(isinstance(value, Pair) for value in values) else tuple(values)


def column(alias: str, column_name: str, kind: Type | None) -> Sql:
    """A column, or the two of an interval. A set is its distinct words in order, so that equal sets are equal lists."""
    if kind in INTERVALS:
        return Pair(f"{alias}.{name(column_name + '_low')}", f"{alias}.{name(column_name + '_high')}")
    found = f"{alias}.{name(column_name)}"
    return One(f"list_sort(list_distinct({found}))" if kind == Type.SET else found)


def literal(value: object) -> Sql:
    """A value as written in a rule. Numbers are doubles: decimal arithmetic would answer differently."""
    if value is None:
        return One("NULL")
    if isinstance(value, bool):
        return One("TRUE" if value else "FALSE")
    if isinstance(value, PartialDate):
        return Pair(day(value.low), day(value.high))
    if isinstance(value, int | float):
        return One(number(value))
    return One(text(str(value)))


def number(value: float) -> str:
    """A number that every engine reads as a double."""
    written = repr(float(value))
    return f"({written})" if "e" in written else f"({written}e0)"


def day(value: date) -> str:
    """One day."""
    return f"DATE {text(value.isoformat())}"


def compared(operator: str, left: Sql, right: Sql) -> str:
    """A comparison: true or false only where every point of both sides agrees."""
    if isinstance(left, One) and isinstance(right, One):
        return f"({left.sql} {operator} {right.sql})"
    one, two = ends(left), ends(right)
    if operator in ("=", "<>"):
        apart = f"{one.high} < {two.low} OR {one.low} > {two.high}"
        same = f"{one.low} = {one.high} AND {two.low} = {two.high} AND {one.low} = {two.low}"
        yes, no = (same, apart) if operator == "=" else (apart, same)
        return f"CASE WHEN {yes} THEN TRUE WHEN {no} THEN FALSE END"
    if operator in (">", ">="):
        one, two = two, one
    if operator in ("<", ">"):
        return f"CASE WHEN {one.high} < {two.low} THEN TRUE WHEN {one.low} >= {two.high} THEN FALSE END"
    return f"CASE WHEN {one.high} <= {two.low} THEN TRUE WHEN {one.low} > {two.high} THEN FALSE END"


def difference(unit: Type, start: Pair, end: Pair) -> Pair:
    """Whole units between two dates."""
    count = {Type.DAYS: days, Type.MONTHS: months, Type.YEARS: years}[unit]
    return Pair(count(start.high, end.low), count(start.low, end.high))


def days(start: str, end: str) -> str:
    """Days from one day to another."""
    return f"date_diff('day', {start}, {end})"


def months(start: str, end: str) -> str:
    """Completed calendar months as ``values.dates.whole_months`` counts them; spelt out, since engines differ."""
    between = f"((year({end}) - year({start})) * 12 + month({end}) - month({start}))"
    short = f"CASE WHEN day({end}) < day({start}) AND {end} <> last_day({end}) THEN 1 ELSE 0 END"
    back = f"CASE WHEN day({start}) < day({end}) AND {start} <> last_day({start}) THEN 1 ELSE 0 END"
    return f"CASE WHEN {end} >= {start} THEN {between} - {short} WHEN {end} < {start} THEN {between} + {back} END"


def years(start: str, end: str) -> str:
    """Completed years: whole months by twelve, towards zero."""
    return f"CAST(trunc(({months(start, end)}) / 12e0) AS BIGINT)"


def agreed(open_: Sequence[str], values: Sequence[Sql]) -> Sql:
    """The value that all open branches have; unknown where they differ or one is unknown."""
    shaped = alike(values)
    ends_of = [ends(value) for value in shaped]
    unknown = " OR ".join(f"({which} AND {value.low} IS NULL)" for which, value in zip(open_, ends_of, strict=True))
    if all(isinstance(value, One) for value in shaped):
        least, same = _same(open_, [value.low for value in ends_of])
        return One(f"CASE WHEN {unknown} THEN NULL WHEN {same} THEN {least} END")
    low, same_low = _same(open_, [value.low for value in ends_of])
    high, same_high = _same(open_, [value.high for value in ends_of])
    condition = f"WHEN {unknown} THEN NULL WHEN {same_low} AND {same_high}"
    return Pair(f"CASE {condition} THEN {low} END", f"CASE {condition} THEN {high} END")


def _same(open_: Sequence[str], values: Sequence[str]) -> tuple[str, str]:
    chosen = ", ".join(f"CASE WHEN {which} THEN {value} END" for which, value in zip(open_, values, strict=True))
    return f"least({chosen})", f"least({chosen}) = greatest({chosen})"
