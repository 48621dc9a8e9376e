"""The registry records in ../shared: every expression is one of the language, and reading is as good as measured."""

from __future__ import annotations

import pytest
from tests.contract.trials.measure import RECORDS, measure, readings, truths

from onward.knowledge.expressions import vocabulary
from onward.knowledge.loader import load
from onward.logic.check import check
from onward.logic.nodes import Type
from onward.logic.parse import parse
from onward.trials.reading import Reading

pytestmark = pytest.mark.skipif(not RECORDS.is_dir(), reason="the registry records of ../shared are not here")

RIGHT = {"developed on": 0.85, "held out": 0.84, "second": 0.72}
"""The least share of stated requirements that is read rightly."""
WRONG = {"developed on": 3, "held out": 3, "second": 12}
"""The most wrong readings in each set."""


@pytest.fixture(scope="module")
def read() -> dict[str, Reading]:
    return readings()


def test_every_expression_is_a_condition_of_the_language(read: dict[str, Reading]) -> None:
    knowledge = load()
    known = vocabulary(
        {name: fact.type for name, fact in knowledge.facts.items()},
        {name: tuple(fact.values) for name, fact in knowledge.facts.items() if fact.values},
        {
            name: tuple(each.word for each in words.concepts)
            for name, words in knowledge.terminology.items()
            if words.closed
        },
        frozenset(each.word for each in knowledge.terminology["drug"].concepts) | frozenset(knowledge.treatments),
        frozenset(each.word for each in knowledge.terminology["class"].concepts),
    )
    expressions = {
        each.expression for reading in read.values() for found in reading.criteria for each in found.understood
    }
    assert len(expressions) > 500
    for expression in expressions:
        assert check(parse(expression), known) == (Type.BOOLEAN, ()), expression


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_reading_is_as_good_as_it_was_measured(name: str, read: dict[str, Reading]) -> None:
    tally = measure(truths()[name], read)
    assert sum(tally.right.values()) / sum(tally.stated.values()) >= RIGHT[name], tally.faults
    assert sum(tally.wrong.values()) <= WRONG[name], tally.faults
