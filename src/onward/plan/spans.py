"""Neighbouring numbers that change the same become one answer: "450 or more" instead of eight numbers.

The numbers that are tried are the thresholds of the rules and one value on either side of each (``thresholds.around``),
so a run of them that ends beside a threshold ends at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from onward.plan.types import TestAnswer

ANY = "any"


def spanned(answers: Sequence[TestAnswer], tried: Sequence[float], thresholds: Sequence[float]) -> list[TestAnswer]:
    """The answers of one measure, each run with one effect as its first answer with the bounds of the run.

    ``tried`` holds all numbers that were tried, rising; ``thresholds`` those that rules name.
    """
    by_number = {answer.answer: answer for answer in answers}
    runs = [list(run) for _, run in groupby(tried, key=lambda number: _effect(by_number.get(number)))]
    found, at = [], 0
    for run in runs:
        answer = by_number.get(run[0])
        if answer is not None:
            found.append(msgspec.structs.replace(answer, bounds=_bounds(run, at, tried, set(thresholds))))
        at += len(run)
    return found


def _effect(answer: TestAnswer | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    return None if answer is None else (answer.gains, answer.loses)


def _bounds(run: list[float], at: int, tried: Sequence[float], thresholds: set[float]) -> tuple[str, ...]:
    if len(run) == len(tried):
        return (ANY,)
    low = _bound(run[0], tried[at - 1], thresholds, ">") if at else ()
    end = at + len(run)
    high = _bound(run[-1], tried[end], thresholds, "<") if end < len(tried) else ()
    return () if len(run) == 1 and low and high and run[0] in thresholds else (*low, *high)


def _bound(number: float, beyond: float, thresholds: set[float], sign: str) -> tuple[str, ...]:
    """A run that begins with a threshold holds it; else it begins just after the one that it does not hold."""
    at_itself = number in thresholds or beyond not in thresholds
    return (f"{sign}= {number:g}",) if at_itself else (f"{sign} {beyond:g}",)
