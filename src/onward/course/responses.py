"""Responses: one ``response`` row for each assessment after a baseline, line by line.

In: lesions, lines, laboratory markers. Out: rows with overall response, sum, baseline and nadir. Each line has its own
baseline, the last assessment before it began, or the first after it where there is none. Where imaging is known to
mislead, the row is uncertain and its note says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from onward.course.lesions import PROGRESSED, Assessment, assessments, descends, is_gone, looked_at, parts_of, size
from onward.course.recist import (
    CR,
    NON,
    PD,
    Baseline,
    baseline_of,
    doubtful,
    has_grown,
    is_equivocal,
    new_lesions,
    non_target_response,
    overall_response,
    sum_of,
    target_response,
)
from onward.course.rows import days_from, identities, references, rows_of, with_rows
from onward.events.tables import Events, Lab, Lesion, Line, Response
from onward.knowledge.course import CourseKnowledge, CourseRules
from onward.values.dates import PartialDate


@dataclass(slots=True)
class Series:
    """The assessments of one line: its baseline, the smallest sum so far, and the line itself."""

    baseline: Baseline
    nadir: float
    line: Line | None
    later: list[Assessment] = field(default_factory=list)
    doubts: tuple[str, ...] = ()
    smallest: dict[str, float] = field(default_factory=dict)
    """The smallest size of each target lesion so far."""
    progressed: PartialDate | None = None
    """When progression that needs no confirmation was first seen in the line."""


@dataclass(frozen=True, slots=True)
class Misleading:
    """Why a progression on imaging may not be one, and whether it has to be confirmed before it counts."""

    doubts: tuple[str, ...] = ()
    to_confirm: bool = False


def derive_responses(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``response``."""
    found = assessments(rows_of(events, Lesion), knowledge.rules)
    lines = [line for line in rows_of(events, Line) if line.setting == "metastatic" and line.date is not None]
    rows = [row for series in _series(found, lines, knowledge) for row in _responses(series, events, knowledge)]
    return with_rows(events, Response, rows)


def _series(found: list[Assessment], lines: list[Line], knowledge: CourseKnowledge) -> Iterable[Series]:
    """Each line with its baseline and the assessments that follow, up to the next line."""
    starts = [(line, line.date) for line in sorted(lines, key=_start) if line.date is not None]
    if not starts:
        yield from _without_lines(found, knowledge)
    for place, (line, start) in enumerate(starts):
        ends = starts[place + 1][1] if place + 1 < len(starts) else None
        before = [each for each in found if days_from(start, each.date)[1] <= 0]
        after = [each for each in found if each not in before and (ends is None or days_from(each.date, ends)[1] >= 0)]
        series = _with_baseline(before, after, start, line, knowledge)
        if series is not None:
            yield series


def _start(line: Line) -> tuple[date, str]:
    return (line.date.low if line.date else date.min, line.id)


def _without_lines(found: list[Assessment], knowledge: CourseKnowledge) -> Iterable[Series]:
    if len(found) > 1:
        baseline = baseline_of(found[0], knowledge.rules)
        yield Series(
            baseline, baseline.total, None, found[1:], ("no treatment is recorded: the first scan is the baseline",)
        )


def _with_baseline(
    before: list[Assessment], after: list[Assessment], start: PartialDate, line: Line, knowledge: CourseKnowledge
) -> Series | None:
    if not after:
        return None
    if before:
        baseline = baseline_of(before[-1], knowledge.rules)
        old = days_from(before[-1].date, start)[0] > knowledge.rules.recist.baseline_days
        doubts = (f"the baseline of {before[-1].date} is older than it should be",) if old else ()
        return Series(baseline, baseline.total, line, after, doubts)
    baseline = baseline_of(after[0], knowledge.rules)
    doubts = (f"there is no scan before the line began: that of {after[0].date} is the baseline",)
    return Series(baseline, baseline.total, line, after[1:], doubts)


def _responses(series: Series, events: Events, knowledge: CourseKnowledge) -> Iterable[Response]:
    confirmed = _confirmed(series, knowledge)
    for place, assessment in enumerate(series.later):
        yield _response(series, assessment, confirmed, events, knowledge, f"{_name(series)}:{place + 1}")


def _name(series: Series) -> str:
    return f"response:{series.line.number if series.line else 0}"


def _confirmed(series: Series, knowledge: CourseKnowledge) -> frozenset[str]:
    """New lesions that were unequivocal at some assessment: progression dates from their first appearance."""
    return frozenset(
        row.lesion
        for assessment in series.later
        for row in new_lesions(series.baseline, assessment, knowledge.rules)
        if not is_equivocal(row)
    )


def _response(
    series: Series,
    assessment: Assessment,
    confirmed: frozenset[str],
    events: Events,
    knowledge: CourseKnowledge,
    identity: str,
) -> Response:
    rules, baseline = knowledge.rules, series.baseline
    now = sum_of(baseline, assessment, rules) if baseline.targets else None
    target = target_response(now, baseline.total, series.nadir, rules.recist) if now else None
    non_target = _with_markers(non_target_response(baseline, assessment, rules), assessment, events, knowledge)
    appeared = new_lesions(baseline, assessment, rules)
    new = [row for row in appeared if row.lesion in confirmed]
    overall = overall_response(target, non_target, bool(new))
    misleading = _misleading(series, assessment, target, new, knowledge) if overall == PD else None
    growing, held = _grown(series, assessment, new, knowledge) if overall == PD else (None, None)
    doubts = [*series.doubts, *baseline.doubts, *assessment.doubts, *(now.doubts if now else ())]
    doubts += [f"{row.lesion} may be new and is equivocal" for row in appeared if row not in new]
    doubts += misleading.doubts if misleading else ()
    if series.progressed is not None and overall != PD:
        doubts.append(f"progression was seen on {series.progressed}: a smaller sum later does not undo it")
    elif series.progressed is None and misleading is not None and not misleading.to_confirm:
        series.progressed = assessment.date
    rows = [*baseline.assessment.lesions.values(), *assessment.lesions.values()]
    because = (*rows, *([series.line] if series.line else []))
    nadir = series.nadir
    _remember(series, assessment, now.total if now and now.complete else None, rules)
    return Response(
        id=identity,
        date=assessment.date,
        refs=references(rows),
        rule="response-recist-1-1",
        derived_from=identities(because),
        certain=not doubts,
        note="; ".join(dict.fromkeys(doubts)) or None,
        overall=overall,
        target=target,
        non_target=non_target,
        new_lesions=bool(new),
        sum_mm=now.total if now and now.complete else None,
        baseline_mm=baseline.total if baseline.targets else None,
        nadir_mm=nadir if baseline.targets else None,
        growing=growing,
        held=held,
        to_confirm=misleading.to_confirm if misleading else None,
    )


def _remember(series: Series, assessment: Assessment, total: float | None, rules: CourseRules) -> None:
    """The smallest sum and sizes so far, from which progression is measured."""
    if total is not None:
        series.nadir = min(series.nadir, total)
    for name in series.baseline.targets:
        now = _size_of(name, assessment, rules)
        if now is not None:
            series.smallest[name] = min(now, series.smallest.get(name, series.baseline.targets[name]))


def _size_of(name: str, assessment: Assessment, rules: CourseRules) -> float | None:
    """The size of a baseline lesion at an assessment, its parts added; ``None`` where it was not measured."""
    measured = [size(row, rules) for row in parts_of(name, assessment) if looked_at(row)]
    known = [each for each in measured if each is not None]
    return sum(known) if known and len(known) == len(measured) else None


def _grown(series: Series, assessment: Assessment, new: list[Lesion], knowledge: CourseKnowledge) -> tuple[int, int]:
    """How many lesions grew or are new, and how many are there and did not grow."""
    rules, baseline = knowledge.rules, series.baseline
    growing = {row.lesion for row in new}
    held = set()
    for name in (*baseline.targets, *baseline.others):
        rows = [row for row in parts_of(name, assessment) if looked_at(row)]
        now = _size_of(name, assessment, rules)
        smallest = series.smallest.get(name, baseline.targets.get(name))
        if any(row.status in PROGRESSED for row in rows) or (
            now is not None and smallest is not None and has_grown(now, smallest, rules.recist)
        ):
            growing.add(name)
        elif any(not is_gone(row, rules) for row in rows):
            held.add(name)
    return len(growing), len(held)


def _with_markers(
    non_target: str | None, assessment: Assessment, events: Events, knowledge: CourseKnowledge
) -> str | None:
    """Non-target disease that is gone is no complete response while a tumour marker is raised."""
    if non_target != CR:
        return non_target
    near = [lab for lab in rows_of(events, Lab) if _speaks(lab, assessment, knowledge)]
    raised = any(lab.value is not None and lab.upper_limit is not None and lab.value > lab.upper_limit for lab in near)
    return NON if raised else CR


def _speaks(lab: Lab, assessment: Assessment, knowledge: CourseKnowledge) -> bool:
    within = knowledge.rules.recist.marker_days
    if lab.test not in knowledge.rules.words.markers or lab.date is None:
        return False
    fewest, most = days_from(assessment.date, lab.date)
    return -within <= fewest and most <= within


def _misleading(
    series: Series, assessment: Assessment, target: str | None, new: list[Lesion], knowledge: CourseKnowledge
) -> Misleading:
    """Why a progression on imaging may not be one."""
    rules = knowledge.rules
    grown = [
        row
        for name in series.baseline.others
        for row in parts_of(name, assessment)
        if looked_at(row) and row.status in PROGRESSED
    ]
    doubts = list(doubtful(row for row in grown if row.status != PROGRESSED[0]))
    unknown = [row for row in new if row.kind != "new" and not descends(row.lesion, series.baseline.assessment.lesions)]
    doubts += [f"{row.lesion} is not in the baseline and counts as new" for row in unknown]
    if series.line is None or series.line.date is None:
        return Misleading(tuple(doubts))
    since = days_from(series.line.date, assessment.date)[0]
    only_bone = target != PD and all(row.site in rules.words.bone for row in (*grown, *new))
    flare = only_bone and since <= rules.recist.flare_days
    if flare:
        doubts.append("in the first months a bone finding may be a flare or healing: confirm on CT or MRI")
    elif only_bone and since <= rules.recist.healing_days:
        doubts.append("bone that heals grows denser and may look like new or larger lesions: compare with CT or MRI")
    classes = {name for drug in series.line.drugs for name in knowledge.classes_of(drug)}
    if rules.words.pseudoprogression & classes:
        doubts.append("under immunotherapy growth may be pseudoprogression: confirm on the next scan")
    unequivocal = any(row.status == PROGRESSED[0] for row in (*grown, *new))
    return Misleading(tuple(doubts), flare and not unequivocal)
