"""The shape of the SQL: its levels, its dialects, and names and texts that cannot break out of their quotes."""

from __future__ import annotations

import pytest
import sqlglot
from tests.spec.engines import CLASSES, TABLES, Patient, Population, World, vocabulary

from onward.logic.nodes import Fact, Literal, Type
from onward.logic.parse import parse
from onward.logic.to_sql import Source, columns_of, query, table_columns

FACTS = {"er_percent": Type.NUMBER, "hr_positive": Type.BOOLEAN, "rule": Type.BOOLEAN, "since": Type.DATE}
DEFINITIONS = {
    "er_percent": parse("last(marker.number) filter (where marker.name = 'ER')"),
    "hr_positive": parse("er_percent >= 1"),
    "rule": parse("hr_positive and had('taxane')"),
    "unused": parse("count(marker)"),
}


def source(**definitions: object) -> Source:
    return Source(vocabulary=vocabulary(FACTS), classes=CLASSES, definitions=dict(DEFINITIONS))


def test_facts_are_worked_out_in_levels_and_only_those_that_are_read() -> None:
    sql = query({"answer": parse("rule or er_percent > 50")}, source())
    assert sql.count("level_") > 3
    assert "level_2" in sql
    assert "unused" not in sql


def test_equal_aggregates_are_worked_out_once() -> None:
    sql = query(
        {"a": parse("count(marker) > 1"), "b": parse("count(marker) > 2"), "c": parse("had('x') or had('x')")}, source()
    )
    assert sql.count(" AS (") == 2


def test_definitions_give_what_they_say() -> None:
    people = Population(
        [Patient({"treatment_history_complete": True}, {"marker": [{"name": "ER", "number": 90.0}]}), Patient()],
        {},
        World(TABLES, CLASSES, defined=FACTS),
    )
    answers = people.ask({"answer": parse("hr_positive and not had('taxane')")}, DEFINITIONS)
    assert answers["answer"] == [True, None]


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_other_dialects_are_written(dialect: str) -> None:
    sql = query({"answer": parse("rule and months_between(since, as_of) > 3")}, source(), dialect)
    assert sqlglot.parse_one(sql, read=dialect)
    assert sql != query({"answer": parse("rule and months_between(since, as_of) > 3")}, source())


def test_quotes_stay_inside_their_quotes() -> None:
    nodes = {'a"b': Literal(value="it's; drop table people --"), "c": parse("had('it''s')")}
    people = Population([Patient()], {})
    answers = people.ask(nodes)
    assert answers['a"b'] == ["it's; drop table people --"]


def test_columns() -> None:
    assert columns_of("since", Type.DATE) == ("since_low", "since_high")
    assert columns_of("er", Type.NUMBER) == ("er",)
    assert table_columns({"date": Type.DATE, "drugs": Type.SET})[1:] == [
        ("date_low", "DATE"),
        ("date_high", "DATE"),
        ("drugs", "VARCHAR[]"),
    ]


def test_no_definitions_no_levels() -> None:
    assert query({"a": Fact(name="rule")}, Source(vocabulary=vocabulary(FACTS), classes={})).startswith("SELECT")
