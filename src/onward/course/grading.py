"""The CTCAE grade of one laboratory value.

In: a criterion, a value with its unit, reference limits, a baseline, circumstances. Out: a grade, or ``None`` where it
cannot be told. The arithmetic is three-valued: a clause that needs a limit nobody knows is unknown, and so is a grade
that hangs on it. Where only a worse grade is unknown, the grade is said to be at least so much.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onward.knowledge.grades import Clause, Comparison, Criterion, Grades, Scale
from onward.values.kleene import Truth, all_of

_DIGITS = 12
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One laboratory value with what grading it may take; limits and baseline are in the unit of the value."""

    value: float | None
    unit: str | None = None
    lower: float | None = None
    upper: float | None = None
    baseline: float | None = None
    change_percent: float | None = None
    """Change from baseline, where it is given and not to be worked out."""
    circumstances: Mapping[str, bool] = field(default_factory=dict)
    """``symptomatic``, ``anticoagulated``: true or false where known; where not, the worse grade is taken."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade from 0 to 4, and what is uncertain about it."""

    grade: int
    certain: bool = True
    note: str | None = None


def grade_value(criterion: Criterion, value: Value) -> Graded | None:
    """The grade of a value; ``None`` where value, unit or the limits that decide are missing."""
    scale, factor = _scale_for(criterion, value.unit)
    if scale is None or value.value is None:
        return None
    scaled = _scaled(value, factor)
    grades = _track(scale, scaled)
    if grades is None:
        return None
    worst = _walk(grades, scaled, assume=True)
    if worst is None or worst.grade == 0:
        return worst
    mildest = _walk(grades, scaled, assume=False)
    if mildest == worst or mildest is None:
        return worst
    return Graded(worst.grade, False, f"grade {mildest.grade} unless {_circumstance(grades, worst.grade)}")


def _scale_for(criterion: Criterion, unit: str | None) -> tuple[Scale | None, float]:
    for scale in criterion.scales:
        if not scale.units:
            return scale, 1.0
        factor = dict(scale.units).get((unit or "").lower())
        if factor is not None:
            return scale, factor
    return None, 1.0


def _scaled(value: Value, factor: float) -> dict[str, float | None]:
    numbers = {"value": value.value, "lln": value.lower, "uln": value.upper, "baseline": value.baseline}
    scaled: dict[str, float | None] = {
        name: None if number is None else _rounded(number * factor) for name, number in numbers.items()
    }
    scaled["change"] = value.change_percent
    now, before = value.value, value.baseline
    if value.change_percent is None and now is not None and before:
        scaled["change"] = _rounded((now - before) / before * 100)
    scaled |= {f"when {word}": float(truth) for word, truth in value.circumstances.items()}
    return scaled


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def _track(scale: Scale, scaled: Mapping[str, float | None]) -> Grades | None:
    """The grades that apply to this baseline; ``None`` where whether it was normal cannot be told."""
    baseline, uln, lln = scaled["baseline"], scaled["uln"], scaled["lln"]
    if scale.if_baseline_high and uln is None:
        return None
    if scale.if_baseline_high and baseline is not None and uln is not None and baseline > uln:
        return scale.if_baseline_high
    if scale.if_baseline_low and baseline is not None and lln is not None and baseline < lln:
        return scale.if_baseline_low
    return scale.grades


def _walk(grades: Grades, scaled: Mapping[str, float | None], assume: bool) -> Graded | None:
    """From the worst grade down to the first that holds."""
    unknown = False
    for grade, clauses in grades:
        answers = [_holds(clause, scaled, assume) for clause in clauses]
        if True in answers:
            note = f"grade {grade} at least: a limit that a worse grade needs is not known" if unknown else None
            return Graded(grade, not unknown, note)
        unknown = unknown or None in answers
    return None if unknown else Graded(0)


def _holds(clause: Clause, scaled: Mapping[str, float | None], assume: bool) -> Truth:
    if clause.circumstance is not None:
        stated = scaled.get(f"when {clause.circumstance}")
        if not (assume if stated is None else stated):
            return False
    answer = all_of(_compare(comparison, scaled) for comparison in clause.comparisons)
    return False if answer is None and clause.optional else answer


def _compare(comparison: Comparison, scaled: Mapping[str, float | None]) -> Truth:
    left = scaled[comparison.what]
    right: float | None = comparison.addition
    if comparison.reference is not None:
        limit = scaled[comparison.reference]
        right = None if limit is None else _rounded(limit * comparison.factor + comparison.addition)
    if left is None or right is None:
        return None
    return _OPERATORS[comparison.operator](left, right)


def _circumstance(grades: Grades, grade: int) -> str:
    clauses = next(clauses for each, clauses in grades if each == grade)
    return next((clause.circumstance for clause in clauses if clause.circumstance), "") or "in doubt"
