"""Patterns for text in any case: the same places as without them, also where a letter is two in lower case."""

from __future__ import annotations

import re

import pytest

from onward.trials.folded import Folded, by_first_letter

PATTERN = r"\bECOG\W+(?P<n>\d)|(?<!\w)PS\b"


@pytest.mark.parametrize("text", ["ECOG 1", "ecog: 2 or PS", "no scale", "İ before ECOG 1", "Eastern PS"])
def test_places_are_those_of_the_text(text: str) -> None:
    expected = re.search(PATTERN, text, re.IGNORECASE)
    found = Folded(PATTERN).search(text)
    assert (found and found.span()) == (expected and expected.span())
    every = [each.span() for each in re.finditer(PATTERN, text, re.IGNORECASE)]
    assert [each.span() for each in Folded(PATTERN).finditer(text)] == every


@pytest.mark.parametrize(
    "pattern",
    [
        r"pain|\bfather|plan(?:s|ned)|\bfall|(?:a|b)c|p[|(]q",
        r"^\W*(?:for|if)\b|no?t\b|\bno\s+\S|nota|[a|b]{2}|\|\)x",
        "one",
    ],
)
@pytest.mark.parametrize(
    "text", ["a father", "grandfather", "planned", "plan", "bc", "p|q", "if", "as if", "nt", "no x", "ba", "|)x", ""]
)
def test_alternatives_by_their_first_letter_are_found_in_the_same_texts(pattern: str, text: str) -> None:
    assert bool(re.search(by_first_letter(pattern), text)) == bool(re.search(pattern, text))
