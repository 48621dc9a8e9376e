"""What cases expect of cautions, of what is to be checked first and of dose rules."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.unit.reports.test_cases import option, plan

from onward.plan.types import Caution, CurrentTherapy, Measure
from onward.reports.cases import differences

CAUTIONS = (
    Caution(drug="alpha", kind="caution", why="weak kidneys", do="half the dose"),
    Caution(drug="alpha", kind="check-first", why="the heart rhythm"),
    Caution(drug="alpha alone", kind="check-first", why="the liver"),
)
OPTIONS = (
    msgspec.structs.replace(option("alpha alone", "preferred", "alpha"), cautions=CAUTIONS),
    option("beta", "possible", "beta"),
)
THERAPY = CurrentTherapy(
    action="hold",
    drugs=("alpha",),
    reasons=(
        Measure(id="alpha-hold-1", title="alpha: hold", why="until better"),
        Measure(id="stop-it", title="Stop", why="a rule"),
    ),
)


def told(expect: dict[str, Any]) -> list[str]:
    return list(differences(expect, plan(options=OPTIONS, current_therapy=THERAPY)))


@pytest.mark.parametrize(
    "expect",
    [
        {"cautions": ["alpha", "alpha alone"], "no_cautions": ["beta"], "check_first": ["alpha"]},
        {"cautions": {"alpha": ["Kidneys", "half the dose"]}},
        {"cautions": {"alpha alone": ["alpha: weak"]}},
        {"check_first": {"alpha alone": ["rhythm", "liver"]}},
        {"no_cautions": {"alpha": ["lungs"]}},
        {"dose_change": [{"drug": "alpha", "do": "hold"}]},
    ],
)
def test_what_is_as_expected(expect: dict[str, Any]) -> None:
    assert told(expect) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ({"cautions": ["beta"]}, "nothing is cautioned about with 'beta'"),
        ({"check_first": ["beta"]}, "nothing is to be checked first with 'beta'"),
        ({"no_cautions": ["alpha"]}, "'alpha' has the caution 'alpha: weak kidneys (half the dose)'"),
        ({"no_cautions": {"alpha": ["kidney"]}}, "'alpha' has the caution 'alpha: weak kidneys (half the dose)'"),
        (
            {"cautions": {"alpha": ["lungs"]}},
            "'lungs' is not among what is cautioned about with 'alpha' (alpha: weak kidneys (half the dose))",
        ),
        ({"dose_change": [{"drug": "alpha", "do": "stop"}]}, "no dose rule says 'alpha: stop' (alpha: hold)"),
        ({"dose_change": []}, "dose rules speak: alpha: hold"),
    ],
)
def test_what_differs(expect: dict[str, Any], difference: str) -> None:
    assert told(expect) == [difference]


def test_no_treatment_has_no_dose_rules() -> None:
    expect = {"dose_change": [{"drug": "alpha", "do": "hold"}]}
    assert list(differences(expect, plan(current_therapy=None))) == ["no dose rule says 'alpha: hold' (none speaks)"]
    assert list(differences({"dose_change": []}, plan(current_therapy=None))) == []
