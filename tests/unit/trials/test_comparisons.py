"""Operators, numbers and units in every spelling."""

from __future__ import annotations

import pytest

from onward.trials.comparisons import comparisons


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("≥ 1500/mm3", [(">=", 1500, "/mm3", False)]),
        ("at least 1,500 cells/mm3", [(">=", 1500, "cells/mm3", False)]),
        ("not less than 100 000/uL", [(">=", 100000, "/ul", False)]),
        ("≤ 1.5 x ULN", [("<=", 1.5, "", True)]),
        ("no more than 2.5 times the upper limit of normal", [("<=", 2.5, "", True)]),
        ("9 g/dL or higher", [(">=", 9, "g/dl", False)]),
        ("greater than or equal to 50%", [(">=", 50, "%", False)]),
        ("< ULN", [("<", 1, "", True)]),
        ("less than/equal to upper limit of normal", [("<=", 1, "", True)]),
        ("1.5 x ULN or <3 x ULN", [("", 1.5, "", True), ("<", 3, "", True)]),
        ("greater than or equal to (≥) 60 milliliter per (mL/) minute",
         [(">=", 60, "milliliterper(ml/)minute", False)]),
        ("≤ 1.5 x within institutional upper limit of normal", [("<=", 1.5, "", True)]),
        ("> 1.25 x N*", [(">", 1.25, "", True)]),
        ("≥9.0 grams/deciliter (g/dL)", [(">=", 9, "grams/deciliter", False)]),
        ("1,5 mg/dl", [("", 1.5, "mg/dl", False)]),
    ],
)  # fmt: skip
def test_comparisons(text: str, found: list[tuple[str, float, str, bool]]) -> None:
    assert [(each.operator, each.number, each.unit, each.times_limit) for each in comparisons(text)] == found
