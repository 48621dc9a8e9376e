"""What a patient reads of the knowledge that ships: there for everything, and easy to read."""

from __future__ import annotations

import pytest
from tests.reading import grade, syllables

from onward.knowledge.lint import words_missing
from onward.knowledge.loader import read_all
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.types import Knowledge

HARDEST = 6.0


@pytest.fixture(scope="module")
def read() -> ReadKnowledge:
    return read_all()


@pytest.fixture(scope="module")
def shipped(read: ReadKnowledge) -> Knowledge:
    return read.knowledge


def test_everything_that_a_page_shows_has_words(read: ReadKnowledge) -> None:
    told = [str(finding.fault) for finding in words_missing(read, read.knowledge.rules[0].reviewed)]
    assert told == []


def test_every_text_is_for_grade_six_or_lower(shipped: Knowledge) -> None:
    drugs = {word for drug in shipped.treatments for word in drug.split()}
    hard = [
        f"{key} ({field}): grade {found:.1f}"
        for key, texts in shipped.words.items()
        if (found := grade(texts[(field := "plain")], drugs)) > HARDEST
    ]
    assert hard == []


def test_every_entry_has_a_name_a_plain_text_and_a_line_for_clinicians(shipped: Knowledge) -> None:
    for key, texts in shipped.words.items():
        assert texts["plain"].endswith((".", "!", "?")), key
        assert "\n" not in texts.get("clinical", ""), key
        assert texts.get("name"), key
        assert texts.get("clinical"), key


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Your liver tests are too high. You stop the drug for now.", -1, 4),
        ("Pharmacokinetic interactions necessitate individualised monitoring of hepatic transaminases.", 20, 40),
        ("The doctor looks at your blood every two weeks and tells you what to do next.", 2, 6),
    ],
)
def test_the_measure_tells_easy_from_hard(text: str, low: float, high: float) -> None:
    assert low < grade(text) < high


def test_names_of_drugs_may_be_left_out() -> None:
    text = "You take trastuzumab deruxtecan."
    assert grade(text, {"trastuzumab", "deruxtecan"}) < grade(text)


@pytest.mark.parametrize(("word", "count"), [("breast", 1), ("made", 1), ("table", 2), ("cancer", 2), ("follow-up", 3)])
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
