"""Errors: what a fault says, where, in which order, and with which exit code."""

from __future__ import annotations

import pytest

from onward.values.errors import Fault, KnowledgeError, NotSupportedError, OnwardError, RecordError, nearest


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("a.yaml", 3, 8, "'ecog' is 7"), "a.yaml:3:8: 'ecog' is 7."),
        (Fault("a.yaml", 3, 0, "wrong"), "a.yaml:3:1: wrong."),
        (Fault("a.yaml", 0, 0, "cannot be read"), "a.yaml: cannot be read."),
        (Fault("", 0, 0, "nothing was given"), "nothing was given."),
        (Fault("a.yaml", 1, 1, "Why?", "a word", "no"), "a.yaml:1:1: Why? Expected a word. Did you mean no?"),
    ],
)
def test_fault_says_place_wrong_expected_and_suggestion(fault: Fault, said: str) -> None:
    assert str(fault) == said


def test_error_keeps_each_fault_once_in_order_of_place() -> None:
    late, early = Fault("a.yaml", 12, 1, "late"), Fault("a.yaml", 2, 1, "early")
    error = RecordError([late, early, late])
    assert error.faults == (early, late)
    assert str(error) == "a.yaml:2:1: early.\na.yaml:12:1: late."


def test_one_fault_needs_no_list() -> None:
    fault = Fault("a.yaml", 1, 1, "wrong")
    assert KnowledgeError(fault).faults == (fault,)


def test_every_error_is_an_onward_error_with_its_own_exit_code() -> None:
    codes = [error.exit_code for error in (OnwardError, KnowledgeError, RecordError, NotSupportedError)]
    assert codes == [1, 10, 11, 12]
    assert all(issubclass(error, OnwardError) for error in (KnowledgeError, RecordError, NotSupportedError))


def test_nearest_word_or_nothing() -> None:
    assert nearest("letrozol", ["letrozole", "anastrozole"]) == "letrozole"
    assert nearest("xyz", ["letrozole"]) == ""
