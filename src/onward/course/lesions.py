"""Lesion rows as assessments: which measurements belong to one look at the disease, and how large each lesion is.

In: ``lesion`` rows. Out: assessments, oldest first. Scans of different parts a few days apart are one assessment. A
lesion that was split is written ``L1/1``, ``L1/2``; lesions that merged are written ``L1+L2``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from onward.course.rows import order
from onward.events.tables import Lesion
from onward.knowledge.course import CourseRules
from onward.values.dates import PartialDate

GONE = "absent"
PROGRESSED = ("unequivocal-progression", "progressed")
EQUIVOCAL = "equivocal"


@dataclass(slots=True)
class Assessment:
    """One look at the disease: the newest row of each lesion that was looked at."""

    date: PartialDate
    lesions: dict[str, Lesion] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def assessments(rows: Iterable[Lesion], rules: CourseRules) -> list[Assessment]:
    """Dated lesion rows, grouped."""
    found: list[Assessment] = []
    for row in sorted(rows, key=order):
        if row.date is None:
            continue
        if found and _belongs(row, row.date, found[-1], rules.recist.assessment_days):
            _add(row, found[-1])
        else:
            found.append(Assessment(row.date, {row.lesion: row}))
    return found


def _belongs(row: Lesion, on: PartialDate, to: Assessment, within: int) -> bool:
    if on == to.date:
        return True
    close = on.exact and to.date.exact and (on.low - to.date.low).days <= within
    return close and row.lesion not in to.lesions


def _add(row: Lesion, to: Assessment) -> None:
    """Two rows of one lesion on one day: the larger one counts."""
    other = to.lesions.get(row.lesion)
    if other is None:
        to.lesions[row.lesion] = row
        return
    if _measured(row) != _measured(other):
        to.doubts.append(f"{row.lesion} was measured twice on {to.date}: the larger value counts")
    to.lesions[row.lesion] = max(other, row, key=lambda each: (_measured(each), each.id))


def _measured(row: Lesion) -> float:
    return max(row.longest_mm or 0.0, row.short_axis_mm or 0.0)


def is_node(row: Lesion, rules: CourseRules) -> bool:
    """Whether a lesion is measured by its short axis."""
    return row.site in rules.words.nodes or (row.site is None and row.short_axis_mm is not None and not row.longest_mm)


def size(row: Lesion, rules: CourseRules) -> float | None:
    """The size that counts, in mm: short axis of a node, longest diameter of others; ``None`` where not measured."""
    if row.status == GONE:
        return 0.0
    return row.short_axis_mm if is_node(row, rules) else row.longest_mm


def looked_at(row: Lesion | None) -> bool:
    """Whether a lesion could be judged."""
    return row is not None and row.evaluable is not False


def is_gone(row: Lesion, rules: CourseRules) -> bool:
    """Whether a lesion is no disease any more: absent, or a node of normal size."""
    if row.status == GONE:
        return True
    measured = size(row, rules)
    if measured is None:
        return False
    return measured < rules.recist.node_normal_mm if is_node(row, rules) else measured == 0


def parts_of(name: str, assessment: Assessment) -> list[Lesion]:
    """What became of a baseline lesion: itself, its parts, or the lesion that it merged into."""
    if name in assessment.lesions:
        return [assessment.lesions[name]]
    parts = [row for each, row in sorted(assessment.lesions.items()) if each.startswith(f"{name}/")]
    return parts or [row for each, row in sorted(assessment.lesions.items()) if name in each.split("+")]


def descends(name: str, baseline: Iterable[str]) -> bool:
    """Whether a lesion of a later assessment is a baseline lesion, a part of one, or several merged."""
    known = set(baseline)
    return name in known or name.split("/")[0] in known or any(part in known for part in name.split("+"))
