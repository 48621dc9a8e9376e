"""Any well-typed expression has one meaning: the interpreter and DuckDB agree on every random patient.

``make test`` compares about 60,000 pairs of expression and patient, ``make nightly`` more than a million with new
patients (``ONWARD_SEED`` repeats a run).
"""

from __future__ import annotations

import os
from functools import lru_cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.generative.expressions import FACTS, TEXTUAL, TYPES, expressions
from tests.generative.patients import patients
from tests.spec.engines import CLASSES, TABLES, Population, World, as_pair, interpret

from onward.logic.check import check
from onward.logic.nodes import Fact, Node, Type
from onward.logic.parse import parse
from onward.logic.text import to_text

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
PATIENTS = 200
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
any_expression = st.sampled_from(TYPES).flatmap(lambda kind: st.tuples(st.just(kind), expressions(kind)))


@lru_cache(maxsize=1)
def population() -> Population:
    seed = int(os.environ.get("ONWARD_SEED", os.getpid() if NIGHTLY else 1))
    return Population(patients(seed, PATIENTS), FACTS, World(TABLES, CLASSES, defined={"defined": Type.BOOLEAN}))


def compare(node: Node, kind: Type, definitions: dict[str, Node] | None = None) -> None:
    people = population()
    answers = people.ask({"answer": node}, definitions)["answer"]
    for patient, answer in zip(people.patients, answers, strict=True):
        expected = as_pair(interpret(node, patient, definitions), kind)
        assert answer == expected, f"{to_text(node)}: DuckDB {answer!r}, the interpreter {expected!r}, for {patient}"


@settings(max_examples=10_000 if NIGHTLY else 300, suppress_health_check=SLOW)
@given(any_expression)
def test_interpreter_and_duckdb_agree(drawn: tuple[Type, Node]) -> None:
    kind, node = drawn
    compare(node, kind)


@settings(suppress_health_check=SLOW)
@given(expressions(Type.BOOLEAN, 2), expressions(Type.BOOLEAN, 2))
def test_facts_defined_by_expressions_mean_what_their_expressions_mean(definition: Node, rule: Node) -> None:
    defined = Fact(name="defined")
    compare(_with(rule, defined), Type.BOOLEAN, {"defined": definition})


def _with(rule: Node, fact: Fact) -> Node:
    from onward.logic.nodes import And, Not, Or

    return Or(operands=(And(operands=(fact, rule)), Not(operand=fact)))


@settings(suppress_health_check=SLOW)
@given(any_expression)
def test_text_parses_back_to_the_same_node(drawn: tuple[Type, Node]) -> None:
    kind, node = drawn
    found, faults = check(node, population().vocabulary, tables=True)
    assert not faults
    assert found == kind or {found, kind} == set(TEXTUAL)
    assert parse(to_text(node)) == node
