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
from onward.values.kleene import Truth, any_of

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


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison whose limit is settled; ``None`` where it is not known."""

    what: str
    operator: Callable[[float, float], bool]
    limit: float | None


Steps = tuple[tuple[int, tuple[tuple[Bound, ...], ...]], ...]
"""Bounds by grade, worst first; all bounds of one clause must hold, one clause is enough."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A criterion with its limits settled for one unit, baseline and set of circumstances."""

    factor: float
    steps: Steps
    milder: Steps | None
    """The steps if circumstances that nobody stated were absent; ``None`` where it makes no difference."""
    unless: str
    baseline: float | None
    change_percent: float | None


def grade_value(criterion: Criterion, value: Value) -> Graded | None:
    """The grade of a value; ``None`` where value, unit or the limits that decide are missing."""
    settled = settle(criterion, value)
    return None if settled is None else grade_number(settled, value.value)


def settle(criterion: Criterion, value: Value) -> Settled | None:
    """Everything about a value's grade but the number itself; ``None`` where unit or limits leave it open."""
    scale, factor = _scale_for(criterion, value.unit)
    if scale is None:
        return None
    limits = {
        name: None if number is None else _rounded(number * factor)
        for name, number in (("lln", value.lower), ("uln", value.upper), ("baseline", value.baseline))
    }
    limits["change"] = value.change_percent if value.change_percent is not None else value.baseline
    grades = _track(scale, limits)
    if grades is None:
        return None
    unsaid = {
        clause.circumstance
        for _, clauses in grades
        for clause in clauses
        if clause.circumstance and clause.circumstance not in value.circumstances
    }
    return Settled(
        factor,
        _steps(grades, limits, value.circumstances, assume=True),
        _steps(grades, limits, value.circumstances, assume=False) if unsaid else None,
        ", ".join(sorted(word for word in unsaid if word)),
        value.baseline,
        value.change_percent,
    )


def grade_number(settled: Settled, number: float | None) -> Graded | None:
    """The grade of a number under settled limits."""
    if number is None:
        return None
    scaled = number if settled.factor == 1 else _rounded(number * settled.factor)
    change = settled.change_percent
    if change is None and settled.baseline:
        change = _rounded((number - settled.baseline) / settled.baseline * 100)
    worst = _walk(settled.steps, scaled, change)
    if settled.milder is None or worst is None or worst.grade == 0:
        return worst
    mildest = _walk(settled.milder, scaled, change)
    if mildest is None or mildest.grade == worst.grade:
        return worst
    return Graded(worst.grade, False, f"grade {mildest.grade} unless {settled.unless}")


def _scale_for(criterion: Criterion, unit: str | None) -> tuple[Scale | None, float]:
    for scale in criterion.scales:
        if not scale.units:
            return scale, 1.0
        factor = dict(scale.units).get((unit or "").lower())
        if factor is not None:
            return scale, factor
    return None, 1.0


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def _track(scale: Scale, limits: Mapping[str, float | None]) -> Grades | None:
    """The grades that apply to this baseline; ``None`` where whether it was normal cannot be told."""
    baseline, uln, lln = limits["baseline"], limits["uln"], limits["lln"]
    if scale.if_baseline_high and uln is None:
        return None
    if scale.if_baseline_high and baseline is not None and uln is not None and baseline > uln:
        return scale.if_baseline_high
    if scale.if_baseline_low and baseline is not None and lln is not None and baseline < lln:
        return scale.if_baseline_low
    return scale.grades


def _steps(
    grades: Grades, limits: Mapping[str, float | None], circumstances: Mapping[str, bool], assume: bool
) -> Steps:
    """The clauses that count, each with its limits; a clause whose circumstance is absent does not."""
    return tuple(
        (
            grade,
            tuple(
                _bounds(clause, limits)
                for clause in clauses
                if clause.circumstance is None or circumstances.get(clause.circumstance, assume)
                if not (clause.optional and _lacks(clause, limits))
            ),
        )
        for grade, clauses in grades
    )


def _lacks(clause: Clause, limits: Mapping[str, float | None]) -> bool:
    """Whether a limit is not known that the clause needs."""
    needed = {each.reference for each in clause.comparisons if each.reference is not None}
    needed |= {each.what for each in clause.comparisons if each.what != "value"}
    return any(limits[name] is None for name in needed)


def _bounds(clause: Clause, limits: Mapping[str, float | None]) -> tuple[Bound, ...]:
    return tuple(Bound(each.what, _OPERATORS[each.operator], _limit(each, limits)) for each in clause.comparisons)


def _limit(comparison: Comparison, limits: Mapping[str, float | None]) -> float | None:
    if comparison.reference is None:
        return comparison.addition
    limit = limits[comparison.reference]
    return None if limit is None else _rounded(limit * comparison.factor + comparison.addition)


def _walk(steps: Steps, value: float, change: float | None) -> Graded | None:
    """From the worst grade down to the first that holds."""
    unknown = False
    for grade, clauses in steps:
        answer = any_of(_hold(bounds, value, change) for bounds in clauses)
        if answer:
            if not unknown:
                return _CERTAIN[grade]
            return Graded(grade, False, f"grade {grade} at least: a limit that a worse grade needs is not known")
        unknown = unknown or answer is None
    return None if unknown else _CERTAIN[0]


_CERTAIN = tuple(Graded(grade) for grade in range(5))


def _hold(bounds: tuple[Bound, ...], value: float, change: float | None) -> Truth:
    answer: Truth = True
    for bound in bounds:
        left = value if bound.what == "value" else change
        if left is None or bound.limit is None:
            answer = None
        elif not bound.operator(left, bound.limit):
            return False
    return answer
