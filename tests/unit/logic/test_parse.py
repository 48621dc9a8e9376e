"""What is of the language is read with its place; everything else is refused, each fault with file, line and column."""

from __future__ import annotations

import pytest

from onward.logic.nodes import Aggregate, And, Case, Column, Compare, Fact, In, Literal, Negate, Node, Not, Position
from onward.logic.parse import Refused, parse
from onward.logic.text import to_text
from onward.logic.walk import walk
from onward.values.dates import PartialDate

HERE = Position("facts.yaml", 10, 5)

CANONICAL = [
    "er_percent >= 1",
    "a and b and not (c or d)",
    "'liver' in sites",
    "line in (1, 2)",
    "last(marker.number) filter (where marker.name = 'ER' and marker.metastatic)",
    "exists(condition) filter (where condition.name = 'x') is null",
    "last(drug.end) filter (where drug.drug in class('a/b inhibitor'))",
    "case when a then 'it''s' when b then 'y' else null end",
    "first_known(months_between(x, as_of), years_between(x, date '2026'))",
    "had('x') and on('y', 'adjuvant') and lines_of('z') >= 2",
    "(a + b) * 2 - (-c)".replace("(-c)", "c"),
    "x between -1 and 2.5",
    "set(marker.name) is null",
    "max(days_between(drug.date, drug.end))",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text_comes_back_as_it_was(text: str) -> None:
    node = parse(text)
    assert parse(to_text(node)) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a AND TRUE", And(operands=(Fact(name="a"), Literal(value=True)))),
        ("a != 1", Compare(operator="<>", left=Fact(name="a"), right=Literal(value=1))),
        ("-1", Literal(value=-1)),
        ("-(1)", Negate(operand=Literal(value=1))),
        ("x not in ('a')", Not(operand=In(operand=Fact(name="x"), choices=(Literal(value="a"),)))),
        ("date '2026-05'", Literal(value=PartialDate.parse("2026-05"))),
        ("case when a then 1 end", Case(branches=((Fact(name="a"), Literal(value=1)),), otherwise=Literal(value=None))),
        ("count(marker)", Aggregate(kind="count", table="marker", value=None, where=None)),
        ("a -- why", Fact(name="a")),
    ],
)
def test_reading(text: str, node: Node) -> None:
    assert parse(text) == node


def test_words_of_sql_can_name_facts_and_columns() -> None:
    names = {
        below.name
        for below in walk(parse("line = 1 and stage = 'x' and last(drug.end) > as_of"))
        if isinstance(below, Fact)
    }
    assert names == {"line", "stage"}
    assert any(isinstance(below, Column) and below.name == "end" for below in walk(parse("last(drug.end)")))


REFUSED = [
    ("er_percnt >=", 10, 16, "this cannot be read"),
    ("(a", 10, 6, "this cannot be read"),
    ("'open", 10, 5, "this cannot be read"),
    ("", 10, 5, "this is not one expression"),
    ("a; b", 10, 5, "this is not one expression"),
    ("a b", 10, 5, "'a AS b' is not in the language"),
    ("select 1", 10, 12, "'SELECT 1' is not in the language"),
    ("x in (select y)", 10, 5, "'x IN (SELECT y)' is not in the language"),
    ("x in ()", 10, 5, "the list is empty"),
    ("x in class('a', 'b')", 10, 5, "'class' takes one name"),
    ("class('a')", 10, 5, "'class' stands alone"),
    ('a = "x"', 10, 9, '"x" is in double quotes'),
    ("a.b.c", 10, 5, "'a.b.c' is no name"),
    ("a.*", 10, 5, "'a.*' is no name"),
    ("a is true", 10, 5, "'a IS TRUE' is not in the language"),
    ("case a when 1 then 2 end", 10, 10, "'case x when' is not in the language"),
    ("coalesce(a, b)", 10, 5, "'COALESCE(a, b)' is not in the language"),
    ("first_knwn(a, b)", 10, 5, "'first_knwn' is not a function of the language"),
    ("first_known(a)", 10, 5, "'first_known' has 1 arguments"),
    ("days_between(a)", 10, 5, "'days_between' has 1 arguments"),
    ("months_between(a, b, c)", 10, 5, "'months_between' has 3 arguments"),
    ("had()", 10, 5, "'had' has 0 arguments"),
    ("had(x)", 10, 9, "'x' is not a text"),
    ("had('x') filter (where a)", 10, 5, "'had' takes no filter"),
    ("count(*)", 10, 5, "'count' counts rows"),
    ("min(a.b, a.c)", 10, 5, "'min' has 2 arguments"),
    ("last(1)", 10, 5, "'last' reads 0 tables"),
    ("last(a.x + b.y)", 10, 5, "'last' reads 2 tables"),
    ("date '2026-13'", 10, 10, "'2026-13' is not a date"),
    ("x::int", 10, 5, "'CAST(x AS INT)' is not in the language"),
    ("1e999 > x", 10, 5, "'1e999' is not a number that can be used"),
    ("9" * 5000, 10, 5, "'9999999999999999999999999999999999999...' is not a number that can be used"),
    ("not " * 3000 + "a", 10, 5, "this cannot be read"),
    ("a + " * 3000 + "a", 10, 5, "this is nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "column", "wrong"), REFUSED, ids=[wrong[:40] for *_, wrong in REFUSED])
def test_what_is_refused(text: str, line: int, column: int, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text, HERE)
    fault = refused.value.fault
    assert (fault.file, fault.line, fault.column, fault.wrong) == ("facts.yaml", line, column, wrong)
    assert fault.expected


def test_every_fault_of_an_expression_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        parse("a like 'x' and\n    foo(b) or\n    last(marker.number) filter (where bar(1))", HERE)
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(10, 5), (11, 9), (12, 43)]
    assert str(refused.value).count("\n") == 2


def test_what_people_who_write_sql_try_is_answered_with_what_there_is() -> None:
    with pytest.raises(Refused) as refused:
        parse("current_date > x")
    assert refused.value.fault.expected == "as_of"


def test_a_misspelt_function_gets_a_suggestion() -> None:
    with pytest.raises(Refused) as refused:
        parse("progresed_on('x')")
    assert refused.value.fault.suggestion == "progressed_on"


def test_each_node_knows_its_place() -> None:
    node = parse("a = 'x' or\n  b >= 2", Position("r.yaml", 3, 9))
    places = {
        below.name: (below.at.line, below.at.column) for below in walk(node) if isinstance(below, Fact) and below.at
    }
    assert places == {"a": (3, 9), "b": (4, 11)}


def test_long_chains_are_flat() -> None:
    node = parse("a and " * 3000 + "b")
    assert isinstance(node, And)
    assert len(node.operands) == 3001
