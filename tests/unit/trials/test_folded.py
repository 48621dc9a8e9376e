"""Patterns for text in any case: the same places as without them, also where a letter is two in lower case."""

from __future__ import annotations

import re

import pytest

from onward.trials.folded import Folded

PATTERN = r"\bECOG\W+(?P<n>\d)|(?<!\w)PS\b"


@pytest.mark.parametrize("text", ["ECOG 1", "ecog: 2 or PS", "no scale", "İ before ECOG 1", "Eastern PS"])
def test_places_are_those_of_the_text(text: str) -> None:
    expected = re.search(PATTERN, text, re.IGNORECASE)
    found = Folded(PATTERN).search(text)
    assert (found and found.span()) == (expected and expected.span())
    every = [each.span() for each in re.finditer(PATTERN, text, re.IGNORECASE)]
    assert [each.span() for each in Folded(PATTERN).finditer(text)] == every
