"""Sequences of treatments and the lines that they make (``lines.txt``): usual ones, unusual ones, missing dates."""

from __future__ import annotations

import pytest
from tests.unit.course.sequences import cases, course, lines

CASES = cases("lines.txt")


def test_there_are_many() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str) -> None:
    history, expected = CASES[name]
    assert lines(course(history)) == expected
