"""Neighbouring numbers with one effect are one answer, with the bounds that the rules have."""

from __future__ import annotations

import pytest

from onward.plan import types
from onward.plan.spans import spanned
from onward.plan.thresholds import around
from onward.reports import phrases


@pytest.mark.parametrize(
    ("thresholds", "lost", "said"),
    [
        ((450.0, 480.0), (450, 465, 480, 481), ["450 or more"]),
        ((450.0, 480.0), (465, 480, 481), ["above 450"]),
        ((450.0, 480.0), (225, 450), ["450 or less"]),
        ((450.0, 480.0), (225,), ["below 450"]),
        ((450.0, 480.0), (450, 465), ["450 or more and below 480"]),
        ((450.0, 480.0), (465,), ["above 450 and below 480"]),
        ((450.0, 480.0), (450,), ["450"]),
        ((450.0, 480.0), (225, 480, 481), ["below 450", "480 or more"]),
        ((450.0, 480.0), (225, 450, 465, 480, 481), ["known"]),
        ((450.0,), (), []),
    ],
)
def test_runs_of_numbers(thresholds: tuple[float, ...], lost: tuple[float, ...], said: list[str]) -> None:
    answers = [types.TestAnswer(fact="qtcf", answer=number, loses=("x",)) for number in lost]
    assert [phrases.possible(each) for each in spanned(answers, around(thresholds), thresholds)] == said


def test_what_changes_something_else_is_another_answer() -> None:
    answers = [
        types.TestAnswer(fact="grade", answer=2, loses=("x",)),
        types.TestAnswer(fact="grade", answer=3, loses=("x", "y")),
    ]
    tried = around((2.0, 3.0), counted=True)
    found = spanned(answers, tried, (2.0, 3.0))
    assert [(each.bounds, each.loses) for each in found] == [((), ("x",)), ((), ("x", "y"))]


def test_whole_numbers_end_at_the_threshold_of_the_rule() -> None:
    answers = [types.TestAnswer(fact="grade", answer=number, loses=("x",)) for number in (2, 3)]
    assert spanned(answers, (1, 2, 3), (2.0,))[0].bounds == (">= 2",)
