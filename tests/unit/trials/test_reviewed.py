"""Reviews: laid over what was read, told apart, and never silently lost."""

from __future__ import annotations

import dataclasses

import pytest

from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.trials.reading import Reading, read_study, words_of
from onward.trials.reviewed import FOLDER
from onward.trials.study import Study
from onward.values.errors import KnowledgeError

STUDY = Study(nct="NCT00000001", criteria="Inclusion Criteria:\n\n* ECOG 0-1\n* Normal taste\n* Age ≥ 18 years")
REVIEW = """
nct: NCT00000001
reviewed: 2026-11-25
by: trial nurse
items:
  - text: "ecog 0-1"
    confirmed: true
  - text: "Normal taste"
    asks: [{kind: performance, expression: "ecog = 0"}]
  - text: "Age"
    aside: consent
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def reading(knowledge: Knowledge, review: str) -> Reading:
    with_it = dataclasses.replace(knowledge, beside={**knowledge.beside, f"{FOLDER}NCT00000001.yaml": review.encode()})
    return read_study(STUDY, words_of(with_it))


def test_a_review_stands_in_the_place_of_what_was_read(knowledge: Knowledge) -> None:
    found = reading(knowledge, REVIEW).criteria
    assert [[each.expression for each in criterion.understood] for criterion in found] == [
        ["ecog <= 1"],
        ["ecog = 0"],
        [],
    ]
    assert [criterion.reviewed for criterion in found] == [True, True, True]
    assert found[2].aside == "consent"


def test_without_a_review_nothing_counts_as_reviewed(knowledge: Knowledge) -> None:
    assert not any(each.reviewed for each in read_study(STUDY, words_of(knowledge)).criteria)


def test_words_that_are_gone_are_told(knowledge: Knowledge) -> None:
    stale = reading(knowledge, REVIEW.replace("Normal taste", "Words of last year")).stale
    assert [fault.line for fault in stale] == [8]


@pytest.mark.parametrize(
    "wrong",
    [
        REVIEW.replace("ecog = 0", "ecog =="),
        REVIEW.replace("nct: NCT00000001", "nct: 5"),
        REVIEW.replace("    confirmed: true\n", ""),
        REVIEW.replace("by: trial nurse\n", ""),
        "[",
    ],
)
def test_a_wrong_review_is_a_fault_with_its_place(wrong: str, knowledge: Knowledge) -> None:
    with pytest.raises(KnowledgeError):
        reading(knowledge, wrong)
