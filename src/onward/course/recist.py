"""RECIST 1.1 at one assessment: targets by their sum, non-targets by sight, new lesions, and what they amount to.

In: a baseline, one later assessment, the smallest sum so far. Out: the response of each part and overall. The numbers
are in ``knowledge/course.yaml``; the table of overall responses is the standard's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onward.course.lesions import (
    EQUIVOCAL,
    PROGRESSED,
    Assessment,
    descends,
    is_gone,
    is_node,
    looked_at,
    parts_of,
    size,
)
from onward.events.tables import Lesion
from onward.knowledge.course import CourseRules, Recist

CR, PR, SD, PD, NE, NON = "CR", "PR", "SD", "PD", "NE", "non-CR/non-PD"
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was there before treatment: targets with their sizes, the other lesions, and the sum of the targets."""

    assessment: Assessment
    targets: dict[str, float]
    others: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The sum of the targets in mm."""
        return round(sum(self.targets.values()), _DIGITS)


@dataclass(frozen=True, slots=True)
class Sum:
    """The targets at one assessment: their sum, whether all were measured, whether all are gone."""

    total: float
    complete: bool
    gone: bool
    doubts: tuple[str, ...] = ()


def baseline_of(assessment: Assessment, rules: CourseRules) -> Baseline:
    """Choose targets: those the record names, or the largest measurable lesions; few in all and few an organ."""
    present = {name: row for name, row in sorted(assessment.lesions.items()) if row.kind != "new"}
    named = [name for name, row in present.items() if row.kind == "target"]
    free = [name for name, row in present.items() if row.kind is None and row.site not in rules.words.unmeasurable]
    doubts = list(assessment.doubts)
    measurable = [name for name in named or free if _measurable(present[name], rules)]
    doubts += [
        f"{name} is too small to be a target and counts as non-target" for name in named if name not in measurable
    ]
    chosen = _limited(measurable, present, rules)
    doubts += [f"{name} is one target too many and counts as non-target" for name in measurable if name not in chosen]
    targets = {name: size(present[name], rules) or 0.0 for name in chosen}
    others = tuple(name for name, row in present.items() if name not in targets and not is_gone(row, rules))
    return Baseline(assessment, targets, others, tuple(doubts))


def _measurable(row: Lesion, rules: CourseRules) -> bool:
    measured = size(row, rules)
    smallest = rules.recist.node_target_mm if is_node(row, rules) else rules.recist.measurable_mm
    return looked_at(row) and measured is not None and measured >= smallest


def _limited(names: list[str], present: dict[str, Lesion], rules: CourseRules) -> list[str]:
    """The largest lesions, within the limits in all and for each organ."""
    chosen: list[str] = []
    organs: dict[str, int] = {}
    for name in sorted(names, key=lambda each: (-(size(present[each], rules) or 0.0), each)):
        organ = "node" if is_node(present[name], rules) else present[name].site or f"site of {name}"
        if len(chosen) < rules.recist.most_targets and organs.get(organ, 0) < rules.recist.most_per_organ:
            chosen.append(name)
            organs[organ] = organs.get(organ, 0) + 1
    return sorted(chosen)


def sum_of(baseline: Baseline, assessment: Assessment, rules: CourseRules) -> Sum:
    """Add up what became of the targets; parts of a split lesion are added, a merged lesion counts once."""
    total, complete, gone = 0.0, True, True
    doubts: list[str] = []
    counted: set[str] = set()
    for name in baseline.targets:
        rows = [row for row in parts_of(name, assessment) if looked_at(row)]
        if not rows:
            complete = gone = False
            doubts.append(f"{name} was not measured")
            continue
        for row in rows:
            if row.lesion in counted:
                continue
            counted.add(row.lesion)
            measured = size(row, rules)
            if measured is None:
                measured = rules.recist.too_small_mm
                doubts.append(f"{row.lesion} is there and has no size: {measured:g} mm, too small to measure")
            total += measured
            gone = gone and (is_gone(row, rules) or (is_node(row, rules) and measured < rules.recist.node_normal_mm))
    return Sum(round(total, _DIGITS), complete, gone, tuple(doubts))


def target_response(now: Sum, baseline: float, nadir: float, recist: Recist) -> str:
    """The response of the targets: from the baseline down, from the smallest sum up."""
    if now.complete and now.gone:
        return CR
    if has_grown(now.total, nadir, recist):
        return PD
    if not now.complete:
        return NE
    if now.total <= round(baseline * (1 - recist.response_percent / 100), _DIGITS):
        return PR
    return SD


def has_grown(now: float, nadir: float, recist: Recist) -> bool:
    """Whether a sum is progression from the nadir: by the percentage and by the millimetres, both."""
    enough = now >= round(nadir * (1 + recist.progression_percent / 100), _DIGITS)
    return enough and round(now - nadir, _DIGITS) >= recist.progression_mm


def non_target_response(baseline: Baseline, assessment: Assessment, rules: CourseRules) -> str | None:
    """The response of the other lesions; ``None`` where the baseline has none."""
    if not baseline.others:
        return None
    seen = {name: [row for row in parts_of(name, assessment) if looked_at(row)] for name in baseline.others}
    rows = [row for several in seen.values() for row in several]
    if any(row.status in PROGRESSED for row in rows):
        return PD
    if any(not several for several in seen.values()):
        return NE
    return CR if all(is_gone(row, rules) for row in rows) else NON


def new_lesions(baseline: Baseline, assessment: Assessment, rules: CourseRules) -> list[Lesion]:
    """Lesions that the baseline does not have and that are there now; equivocal ones among them."""
    known = baseline.assessment.lesions
    return [
        row
        for name, row in sorted(assessment.lesions.items())
        if (row.kind == "new" or not descends(name, known)) and not is_gone(row, rules)
    ]


def is_equivocal(row: Lesion) -> bool:
    """Whether a new lesion may be something else."""
    return row.status == EQUIVOCAL or row.evaluable is False


def overall_response(target: str | None, non_target: str | None, new: bool) -> str:
    """The overall response at one assessment, by the standard's tables; ``None`` = there are no such lesions."""
    if new or PD in (target, non_target):
        return PD
    if target is None:
        return non_target or NE
    if target == CR:
        return CR if non_target in (None, CR) else PR
    return target


def doubtful(rows: Iterable[Lesion]) -> tuple[str, ...]:
    """What is doubtful about lesions that are said to have progressed, and not unequivocally."""
    return tuple(f"{row.lesion} is said to have progressed, not that it is unequivocal" for row in rows)
