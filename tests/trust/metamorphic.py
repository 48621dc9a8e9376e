"""Pairs of charts that must have one plan: other order, other ids, another unit, an irrelevant event, all dates moved.

What is compared is what the plan says (``essence``): places in the record may differ, and what was left unused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec
from tests.trust.charts import AS_OF, Chart, seeded
from tests.trust.measure import Measure
from tests.trust.sweep import last_day
from tests.trust.world import knowledge, maker

from onward.plan.make import make_plan
from onward.plan.types import Plan

_PLACES = (
    "refs",
    "at",
    "patient",
    "as_of",
    "unused",
    "conflicts",
    "sources",
    "facts",
    "date",
    "start",
    "end",
    "because",
    "record_age_days",
)
_DAY = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_FOUR_YEARS = 4

Change = Callable[[Chart, int], Chart]


def essence(plan: Plan) -> dict[str, Any]:
    """What a plan says, without where it was read and on which day."""
    told: dict[str, Any] = _stripped(msgspec.to_builtins(plan))
    told["values"] = {
        name: _stripped(msgspec.to_builtins(fact.value)) for name, fact in plan.facts.items() if not _is_day(fact.value)
    }
    return told


def _stripped(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _stripped(value) for key, value in part.items() if key not in _PLACES and key != "proof"}
    if isinstance(part, float):
        return float(f"{part:.5g}")  # units are converted, and a conversion rounds
    if isinstance(part, str):
        return _DAY.sub("a day", part)
    return [_stripped(each) for each in part] if isinstance(part, list | tuple) else part


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and bool(_YEAR.match(value))


def other_order(chart: Chart, seed: int) -> Chart:
    """The rows of every list in another order; treatments too, for they are dated or say nothing of their order."""
    rng = seeded(seed)
    changed = {key: rng.sample(value, len(value)) if isinstance(value, list) else value for key, value in chart.items()}
    return dict(rng.sample(sorted(changed.items()), len(changed)))


def other_id(chart: Chart, seed: int) -> Chart:
    """Another name for the patient."""
    return {**chart, "id": f"somebody-else-{seed}"}


def irrelevant(chart: Chart, seed: int) -> Chart:
    """One more disease, medicine, value and symptom that no rule knows."""
    rng = seeded(seed)
    more: dict[str, list[Any]] = {
        "conditions": ["ingrown-toenail"],
        "medications": ["a medicine nobody knows"],
        "labs": [{"date": "2026-01-05", "test": "ferritin", "value": 55, "unit": "ug/L"}],
        "symptoms": [{"date": "2026-01-05", "term": "sneezing", "ctcae_grade": 1}],
    }
    key = rng.choice(sorted(more))
    return {**chart, key: [*more[key], *chart.get(key, [])]}


def other_units(chart: Chart, _seed: int) -> Chart:
    """Laboratory values in other units, by the factors of the terminology."""
    factors = unit_factors()
    labs = deepcopy(chart.get("labs", []))
    for row in labs:
        for unit, factor in factors.get(row["test"], {}).items():
            row["unit"] = unit
            row["value"] = row["value"] / factor
            if "upper_limit" in row:
                row["upper_limit"] = row["upper_limit"] / factor
            break
    return {**chart, "labs": labs} if labs else chart


def unit_factors() -> dict[str, dict[str, float]]:
    """The units of each laboratory test that are not its own, with the factor to its own."""
    found: dict[str, dict[str, float]] = {}
    for concept in knowledge().terminology["lab_test"].concepts:
        factors = dict(concept.attributes).get("factors")
        if isinstance(factors, dict) and factors:
            found[concept.word] = {str(unit): float(factor) for unit, factor in factors.items()}
        elif isinstance(factors, tuple) and factors:
            found[concept.word] = {str(unit): float(factor) for unit, factor in factors}
    return found


def later_by_four_years(chart: Chart, _seed: int) -> Chart:
    """All dates four years later, so that months and leap days stay as they are."""
    later: Chart = _moved(chart, _FOUR_YEARS)
    return later


def _moved(part: Any, years: int) -> Any:
    if isinstance(part, dict):
        return {key: _moved(value, years) if key != "id" else value for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(each, years) for each in part]
    if isinstance(part, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", part):
        return f"{int(part[:4]) + years}{part[4:]}"
    return part


CHANGES: dict[str, Change] = {
    "order of rows": other_order,
    "id of the patient": other_id,
    "an irrelevant event": irrelevant,
    "units of laboratory values": other_units,
    "all dates four years later": later_by_four_years,
}


def differences(seed: int) -> Iterator[str]:
    """What differs between a random chart and its like."""
    chart = maker().chart(seed)
    years = _FOUR_YEARS if last_day(knowledge()) >= AS_OF else 0
    for name, change in CHANGES.items():
        # Dates are moved only between days on which the same knowledge is in effect.
        first = _moved(chart, years) if change is later_by_four_years else chart
        before, after = _planned(first), _planned(change(first, seed))
        if before != after:
            parts = sorted(key for key in before if before[key] != after.get(key))
            yield f"chart {seed}, {name}: {', '.join(parts)} differ"


def _planned(chart: Chart) -> dict[str, Any]:
    plan: Plan = make_plan(maker().read(chart), knowledge(), date.fromisoformat(chart["as_of"]))
    return essence(plan)


def measure(first: int, count: int) -> Measure:
    """All pairs over a range of seeds."""
    misses = [miss for seed in range(first, first + count) for miss in differences(seed)]
    units = "" if unit_factors() else "; no unit factors in the terminology yet"
    return Measure(
        kind="Metamorphic pairs (order, ids, irrelevant events, units, dates)",
        target="no difference",
        measured=f"{len(misses)} differences{units}",
        count=count * len(CHANGES),
        misses=misses,
    )
