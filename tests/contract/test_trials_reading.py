"""The registry records in ../shared: every expression is one of the language, and reading is as good as measured."""

from __future__ import annotations

import pytest
from tests.contract.trials.examined import Said, Score, examine_one, line
from tests.contract.trials.measure import RECORDS, measure, readings, truths
from tests.contract.trials.sets import blind, scores

from onward.knowledge.expressions import vocabulary
from onward.knowledge.loader import load
from onward.logic.check import check
from onward.logic.nodes import Type
from onward.logic.parse import parse
from onward.trials.reading import Reading

pytestmark = pytest.mark.skipif(not RECORDS.is_dir(), reason="the registry records of ../shared are not here")

RIGHT = {"developed on": 0.91, "held out": 0.89, "second": 0.86}
"""The least share of stated requirements that is read rightly."""
WRONG = {"developed on": 1, "held out": 0, "second": 1}
"""The most wrong readings in each set."""
NEWER_RIGHT = {"third": 0.89, "fourth": 0.89, "fifth": 0.86}
"""The same for the sets that were compared blind; no lower than what was read then."""
NEWER_WRONG = {"third": 1, "fourth": 1, "fifth": 1}


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


def test_sets_compared_blind_are_read_no_worse_than_then(read: dict[str, Reading]) -> None:
    found = scores(read)
    assert sorted(found) == sorted(NEWER_RIGHT)
    assert set(found) < set(blind())
    for name, score in found.items():
        first = blind()[name]
        assert score.stated.total() == first["stated"], f"{name}: the truth has changed since it was compared blind"
        assert score.right.total() / score.stated.total() >= NEWER_RIGHT[name] > first["right"] / first["stated"] - 0.01
        assert score.wrong.total() <= NEWER_WRONG[name] <= first["wrong"], score.faults


def test_truth_tells_what_is_wrong() -> None:
    """A measure that cannot fail says nothing: a wrong limit, a wrong cohort and a missing exception are all told."""
    assert told("ecog <= 2", "", "ecog <= 1") == "wrong"
    assert told("ecog <= 1", "", "ecog <= 1") == "right"
    assert told("ecog <= 1", "", "@Phase II: ecog <= 1") == "wrong"
    assert told("ecog <= 1", "Phase I", "@Phase II: ecog <= 1") == "wrong"
    assert told("ecog <= 1", "Phase II", "@Phase II: ecog <= 1") == "right"
    assert told("not hypertension", "", "not (hypertension and u)") == "wrong"
    assert told("not (hypertension and unread_detail)", "", "not hypertension") == "open"
    assert told("not (had('chemotherapy') and days_since_chemotherapy < 21)", "", "washout chemotherapy 28") == "wrong"
    assert told("not (had('chemotherapy') and days_since_chemotherapy < 28)", "", "washout chemotherapy 28") == "right"
    assert told("not pregnant", "", "not pregnant and not breastfeeding") == "open"
    assert told("not pregnant and not breastfeeding", "", "not pregnant") == "wrong"


def told(expression: str, scope: str, truth: str) -> str:
    score = Score()
    examine_one("NCT00000000", [line(truth)], [Said(expression, scope)], score)
    return "wrong" if score.wrong.total() else "right" if score.right.total() else "open"
