"""Responses: one ``response`` row for each assessment after a baseline, line by line.

In: lesions, lines, laboratory markers. Out: rows with overall response, sum, baseline and nadir. Each line has its own
baseline, the last assessment before it began, or the first after it where there is none. Where imaging is known to
mislead, the row is uncertain and its note says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from onward.course.lesions import PROGRESSED, Assessment, assessments, descends, looked_at, parts_of
from onward.course.recist import (
    CR,
    NON,
    PD,
    Baseline,
    baseline_of,
    doubtful,
    is_equivocal,
    new_lesions,
    non_target_response,
    overall_response,
    sum_of,
    target_response,
)
from onward.course.rows import days_from, identities, references, rows_of, with_rows
from onward.events.tables import Events, Lab, Lesion, Line, Response
from onward.knowledge.course import CourseKnowledge
from onward.values.dates import PartialDate


@dataclass(slots=True)
class Series:
    """The assessments of one line: its baseline, the smallest sum so far, and the line itself."""

    baseline: Baseline
    nadir: float
    line: Line | None
    later: list[Assessment] = field(default_factory=list)
    doubts: tuple[str, ...] = ()


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
    doubts = [*series.doubts, *baseline.doubts, *assessment.doubts, *(now.doubts if now else ())]
    doubts += [f"{row.lesion} may be new and is equivocal" for row in appeared if row not in new]
    if overall == PD:
        doubts += _misleading(series, assessment, target, new, knowledge)
    rows = [*baseline.assessment.lesions.values(), *assessment.lesions.values()]
    because = (*rows, *([series.line] if series.line else []))
    nadir = series.nadir
    if now and now.complete:
        series.nadir = min(series.nadir, now.total)
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
    )


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
) -> list[str]:
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
        return doubts
    since = days_from(series.line.date, assessment.date)[0]
    only_bone = target != PD and all(row.site in rules.words.bone for row in (*grown, *new))
    if only_bone and since <= rules.recist.flare_days:
        doubts.append("in the first months a bone finding may be a flare or healing: confirm on CT or MRI")
    classes = {name for drug in series.line.drugs for name in knowledge.classes_of(drug)}
    if rules.words.pseudoprogression & classes:
        doubts.append("under immunotherapy growth may be pseudoprogression: confirm on the next scan")
    return doubts
