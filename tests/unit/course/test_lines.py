"""Sequences of treatments and the lines that they make (``lines.txt``): usual ones, unusual ones, missing dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.course.sequences import course, lines


def cases() -> dict[str, tuple[str, list[str]]]:
    text = (Path(__file__).parent / "lines.txt").read_text(encoding="utf-8")
    found = {}
    for block in text.split("\n== ")[1:]:
        name, *rest = block.strip().splitlines()
        history = [line for line in rest if not line.startswith("->")]
        found[name] = ("\n".join(history), [line[3:] for line in rest if line.startswith("->")])
    return found


CASES = cases()


def test_there_are_many() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str) -> None:
    history, expected = CASES[name]
    assert lines(course(history)) == expected
