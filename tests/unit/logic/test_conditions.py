"""Coverage, monotonicity and boundaries are told from the nodes alone."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.generative.expressions import expressions
from tests.spec.engines import Interpreted, Patient

from onward.logic.boundaries import boundaries
from onward.logic.conditions import Decision, decisions, outcome
from onward.logic.coverage import Gap, uncovered, witnesses
from onward.logic.evaluate import evaluate
from onward.logic.monotone import TooManyConditionsError, monotone_by_form, violation
from onward.logic.nodes import Case, Node, Type
from onward.logic.parse import parse
from onward.logic.text import to_text


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("a and (b or not c) and a", ["a", "b", "c"]),
        ("x >= 1 and had('y')", ["x >= 1", "had('y')"]),
        ("case when a then b else false end", ["a", "b"]),
        ("first_known(a, b) and true", ["a", "b"]),
        ("x is null or a", ["x", "a"]),
    ],
)
def test_conditions(text: str, conditions: list[str]) -> None:
    assert [to_text(each.node) for each in Decision(parse(text)).conditions] == conditions


def test_an_aggregate_brings_decisions_of_its_own() -> None:
    node = parse("last(case when marker.number > 1 then 'a' else 'b' end) filter (where marker.name = 'ER') = 'a'")
    found = decisions(node)
    assert [(each.table, len(each.conditions), each.boolean) for each in found] == [
        (None, 1, True),
        ("marker", 1, True),
        ("marker", 1, False),
    ]
    patient = Patient({}, {"marker": [{"name": "ER", "number": 5.0}, {"name": "PR"}]})
    seen = found[1].observe(Interpreted(patient))
    assert [list(each.values()) for each in seen] == [[True], [False]]
    assert [list(each.values()) for each in found[2].observe(Interpreted(patient))] == [[True], [None]]


@given(expressions(Type.BOOLEAN, 3))
def test_the_outcome_of_conditions_is_that_of_the_interpreter(node: Node) -> None:
    env = Interpreted(Patient({"yes": True, "size": 2.0, "word": "ER"}, {"marker": [{"name": "ER", "number": 1.0}]}))
    decision = Decision(node)
    assert outcome(node, decision.observe(env)[0]) == evaluate(node, env)


@pytest.mark.parametrize(
    "text",
    ["a", "a and b and c", "a or b", "not a and (b or c)", "case when a then b else c end", "a and x >= 1 or had('y')"],
)
def test_independent_conditions_are_covered_by_few_assignments(text: str) -> None:
    decision = Decision(parse(text))
    found = witnesses(decision)
    assert not found.infeasible
    assert not uncovered(decision, found.shown)
    if not isinstance(decision.node, Case):
        assert len(found.shown) <= 2 * len(decision.conditions) + 2


def test_many_conditions_are_covered_too() -> None:
    decision = Decision(parse(" and ".join(f"a{i}" for i in range(20)) + " and (b or c)"))
    found = witnesses(decision)
    assert not found.infeasible
    assert len(found.shown) <= 46


@pytest.mark.parametrize(
    ("text", "infeasible"),
    [
        ("a and not a", ["a: true", "a: false", "a: unknown"]),
        ("first_known(a, false)", ["a: unknown"]),
        ("a or true", ["a: true", "a: false", "a: unknown"]),
        ("a and b or a", ["b: true", "b: false", "b: unknown"]),
    ],
)
def test_what_no_case_can_show_is_listed(text: str, infeasible: list[str]) -> None:
    assert [str(gap) for gap in witnesses(Decision(parse(text))).infeasible] == infeasible


def test_values_are_covered_by_being_known_and_unknown() -> None:
    decision = Decision(parse("case when a then x else y end"), boolean=False)
    found = witnesses(decision)
    assert not found.infeasible
    assert uncovered(decision, found.shown[:1])


def test_uncovered_names_condition_and_state() -> None:
    decision = Decision(parse("a and b"))
    a, b = (each.node for each in decision.conditions)
    assert uncovered(decision, [{a: True, b: True}, {a: False, b: True}]) == (
        Gap(a, "unknown"),
        Gap(b, "false"),
        Gap(b, "unknown"),
    )


@pytest.mark.parametrize(
    ("text", "monotone"),
    [
        ("a and (b or not c)", True),
        ("case when a then b else c end", True),
        ("first_known(a, b)", False),
        ("first_known(a, false)", False),
        ("a is null", False),
        ("a is null and b", False),
        ("first_known(a, a)", True),
    ],
)
def test_monotonicity(text: str, monotone: bool) -> None:
    assert (violation(Decision(parse(text))) is None) is monotone


def test_a_violation_says_what_turned_round() -> None:
    found = violation(Decision(parse("first_known(a, false)")))
    assert found is not None
    assert (to_text(found.condition), found.before, found.after) == ("a", False, True)


def test_more_conditions_than_can_be_tried() -> None:
    many = " and ".join(f"a{i}" for i in range(13))
    assert monotone_by_form(parse(many))
    assert violation(Decision(parse(many))) is None
    with pytest.raises(TooManyConditionsError):
        violation(Decision(parse(f"{many} and first_known(b, c)")))


def test_boundaries() -> None:
    text = "x >= 1 and 5.5 > x and y between 10 and 0.25 and z in (2, w) and d < date '2026-01-01' and a = true"
    found = [(to_text(each.subject), each.below, each.at, each.above) for each in boundaries(parse(text))]
    assert found == [
        ("x", 0, 1, 2),
        ("x", 5.4, 5.5, 5.6),
        ("y", 9, 10, 11),
        ("y", 0.24, 0.25, 0.26),
        ("z", 1, 2, 3),
        ("d", datetime.date(2025, 12, 31), datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)),
    ]


@given(st.integers(0, 2**16))
def test_witnesses_are_few(seed: int) -> None:
    names = "abcd"
    parts = [names[(seed >> shift) & 3] for shift in range(0, 16, 4)]
    decision = Decision(parse(f"{parts[0]} and {parts[1]} or {parts[2]} and not {parts[3]}"))
    found = witnesses(decision)
    assert len(found.shown) + len(found.infeasible) <= 3 * len(decision.conditions)
    assert set(uncovered(decision, found.shown)) == set(found.infeasible)
