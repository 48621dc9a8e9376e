"""Every fact and every rule that ships means the same to the interpreter and to DuckDB, on random patients.

The patients are random rows of the real event tables, with the words that the knowledge itself uses, so that filters
are often true. What they have is medically absurd, which is the point: rules meet what nobody thought of.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.generative.expressions import DAYS
from tests.spec.engines import Interpreted, Patient, Population, World, as_pair, plain

from onward.knowledge.course import class_table
from onward.knowledge.loader import load
from onward.knowledge.schema import COLUMN_WORDS, TABLES
from onward.knowledge.types import FactDefinition, Knowledge
from onward.logic.evaluate import evaluate
from onward.logic.nodes import Case, Fact, FirstKnown, Literal, Node, Type
from onward.logic.walk import walk

PATIENTS = 40


def defined(fact: FactDefinition) -> Node:
    """A fact's definition, with what is presumed where it is silent."""
    if fact.presume is None:
        return fact.definition
    presumed = Case(branches=((fact.presume.when, Literal(value=fact.presume.value)),), otherwise=Literal(value=None))
    return FirstKnown(operands=(fact.definition, presumed))


def words_of(knowledge: Knowledge) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The words that each column may hold: those of its value set, and those that facts compare texts with."""
    sets = {name: tuple(concept.word for concept in each.concepts) for name, each in knowledge.terminology.items()}
    words = {column: sets[name] for column, name in COLUMN_WORDS.items() if name in sets}
    literals = sorted(
        {
            below.value
            for fact in knowledge.facts.values()
            for below in walk(fact.definition)
            if isinstance(below, Literal) and isinstance(below.value, str)
        }
    )
    texts = {
        (t, c): tuple(literals) for t, columns in TABLES.items() for c, kind in columns.items() if kind == Type.TEXT
    }
    return {**texts, **words, ("drug", "drug"): tuple(knowledge.treatments), ("line", "setting"): ("metastatic",)}


def patients(knowledge: Knowledge, number: int) -> list[Patient]:
    draw, words = Random(7), words_of(knowledge)  # noqa: S311
    return [
        Patient({}, {table: [_row(draw, table, words) for _ in range(draw.choice((0, 3, 12)))] for table in TABLES})
        for _ in range(number)
    ]


def _row(draw: Random, table: str, words: dict[tuple[str, str], tuple[Any, ...]]) -> dict[str, Any]:
    return {column: _cell(draw, table, column, kind, words) for column, kind in TABLES[table].items()}


def _cell(draw: Random, table: str, column: str, kind: Type, words: dict[tuple[str, str], tuple[Any, ...]]) -> Any:
    if kind == Type.SET:
        return frozenset(draw.sample(words["drug", "drug"], 2))
    if draw.random() < 0.2 and column not in ("known", "drug", "basis", "setting"):
        return None
    if kind == Type.DATE:
        return draw.choice(DAYS)
    if kind == Type.BOOLEAN:
        return draw.random() < 0.7
    return draw.choice((0.0, 1.0, 2.0, 50.0, 500.0)) if kind == Type.NUMBER else draw.choice(words[table, column])


def test_every_fact_and_rule_has_one_meaning() -> None:
    knowledge = load()
    types = {name: fact.type for name, fact in knowledge.facts.items()}
    definitions = {name: defined(fact) for name, fact in knowledge.facts.items()}
    world = World(TABLES, class_table(knowledge), definitions, types)
    people = Population(patients(knowledge, PATIENTS), {}, world)
    nodes: dict[str, Node] = {name: Fact(name=name) for name in types}
    nodes |= {f"rule:{rule.name}": rule.when for rule in knowledge.rules}
    answers = people.ask(nodes)
    known = 0
    for index, patient in enumerate(people.patients):
        env = Interpreted(patient, world=world)
        for key, node in nodes.items():
            kind = types.get(key, Type.BOOLEAN)
            expected = as_pair(plain(evaluate(node, env)), kind)
            known += expected is not None
            assert answers[key][index] == expected, f"{key}: for {patient}"
    assert known > len(nodes) * PATIENTS / 10
