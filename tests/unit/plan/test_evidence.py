"""Which arms of a trial a figure compares: in trials of three arms an outcome may be about two of them only."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.plan.evidence import _figures_in, _Keyed

TRIPLET, DOUBLET = "gedatolisib + fulvestrant + palbociclib", "gedatolisib + fulvestrant"


@pytest.mark.parametrize(
    ("trial", "drugs", "expected"),
    [
        ("viktoria-1-wt", TRIPLET, [(9.3, 2.0, 0.24, "fulvestrant")]),
        ("viktoria-1-wt", DOUBLET, [(7.4, 2.0, 0.33, "fulvestrant")]),
        ("monarcher", "abemaciclib + trastuzumab + fulvestrant", [(31.1, 20.7, 0.71, "chemo + trastuzumab")]),
        ("monarcher", "abemaciclib + trastuzumab", [(29.2, 31.1, None, "abemaciclib + trastuzumab + fulvestrant")]),
    ],
)
def test_an_outcome_compares_the_arms_that_have_its_values(
    trial: str, drugs: str, expected: list[tuple[float, float, float | None, str]]
) -> None:
    slots = tuple((drug,) for drug in drugs.split(" + "))
    outcomes, _ = _figures_in(_Keyed(load().sources[trial]), slots)
    found = [(each.with_it, each.comparator, each.hazard_ratio, each.comparator_arm) for each in outcomes]
    assert found == expected
