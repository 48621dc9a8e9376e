"""What to check when: the checks that a treatment asks for, each with its day, its window, its state and who asks.

In: a judgement (facts, events, knowledge, the day). Out: tasks of the treatment that goes on, and for a treatment that
may begin the same as offsets from its first day. Knowledge has the intervals; here they only become dates.

A check is done when a result lies in its window, or later than that. Days in a row without any result since are one
overdue task. Where no record could show that a check was done, a day that has passed is *unknown*, never overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from onward.events.tables import Drug, Line, Medication
from onward.facts.reserved import CURRENT_DRUGS, ON_TREATMENT
from onward.knowledge.schedule import ScheduleRules, schedule_rules
from onward.knowledge.types import Check, Investigation, Knowledge
from onward.plan.dated import CheckReason, Offset, Task
from onward.plan.judgement import Judgement
from onward.plan.repeats import repeated
from onward.plan.results import Shown, can_be_shown, needless, results_of
from onward.plan.types import Measure
from onward.values.dates import PartialDate

STATES = ("overdue", "due", "unknown", "coming", "done")
"""In the order of who needs to act."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One check on one day, before it is known whether it was done."""

    investigation: str
    due: date
    opens: date
    closes: date
    reasons: tuple[CheckReason, ...]
    certain: bool = True


def schedule(judgement: Judgement, measures: Iterable[Measure] = ()) -> tuple[Task, ...]:
    """The tasks of the treatment that goes on; none where none goes on or its first day is not known.

    ``measures`` are the follow-up items and other measures of the plan, some of which come again.
    """
    if judgement.sheet.fact(ON_TREATMENT) is not True:
        return ()
    rules = schedule_rules(judgement.index.knowledge)
    starts = _starts(judgement)
    wanted: dict[str, list[_Wanted]] = {}
    for drug, start in {**_beside(judgement), **starts}.items():
        for each in _of_drug(judgement, rules, drug, start):
            wanted.setdefault(each.investigation, []).append(each)
    tasks = [task for name in wanted for task in _tasks(judgement, rules, name, _merged(wanted[name], rules))]
    first = min(starts.values(), key=_low, default=None)
    if first is not None:
        tasks += repeated(judgement, rules, first, [each for each in measures if each.standing == "offered"])
    return tuple(sorted(tasks, key=lambda task: (task.due, task.title, task.id)))


def first_weeks(judgement: Judgement, drugs: Iterable[str]) -> tuple[Offset, ...]:
    """The checks of a treatment that may begin, in its first weeks; those before the start stand on day 0."""
    knowledge = judgement.index.knowledge
    rules = schedule_rules(knowledge)
    found: dict[str, list[tuple[int, CheckReason]]] = {}
    for drug in dict.fromkeys(drugs):
        treatment = knowledge.treatments.get(drug)
        for check in treatment.before_start if treatment else ():
            if not needless(judgement, _investigation(judgement, check.investigation)):
                found.setdefault(check.investigation, []).append((0, _reason(drug, check, "before-start")))
        for check in treatment.monitoring if treatment else ():
            for day in days_due(check, rules.days.shown_ahead):
                found.setdefault(check.investigation, []).append((day, _reason(drug, check, "on-treatment")))
    offsets = [
        Offset(day=day, investigation=name, title=_title(knowledge, name), reasons=reasons)
        for name, wanted in found.items()
        for day, reasons in _together(wanted, rules.days.merge)
    ]
    return tuple(sorted(offsets, key=lambda each: (each.day, each.title)))


def from_day(offsets: Iterable[Offset], start: date) -> tuple[Task, ...]:
    """The checks of a treatment that begins on a day; nothing is said of whether they are done."""
    return tuple(
        Task(
            id=f"{each.investigation}-{(due := (start + timedelta(each.day)).isoformat())}",
            investigation=each.investigation,
            title=each.title,
            due=due,
            opens=due,
            closes=due,
            state="coming",
            reasons=each.reasons,
        )
        for each in offsets
    )


def days_due(check: Check, last: int) -> tuple[int, ...]:
    """The days, counted from the first of the treatment, on which a check is due, up to one of them."""
    due = dict(check.due)
    listed = due.get("days")
    if isinstance(listed, (tuple, list)):
        return tuple(sorted({int(day) for day in listed if int(day) <= last}))
    every = _whole(due.get("every_days"))
    if not every:
        return ()
    until = _whole(due.get("until_day"))
    return tuple(range(_whole(due.get("from_day")) or 0, min(last, last if until is None else until) + 1, every))


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) else None


def _starts(judgement: Judgement) -> dict[str, PartialDate]:
    """The first day of each drug that is being given; where it is not said, that of the line which holds it."""
    sheet = judgement.sheet
    given = sheet.fact(CURRENT_DRUGS) or ()
    lines = [row for row in sheet.rows("line") if isinstance(row, Line) and row.ongoing]
    drugs = [row for row in sheet.rows("drug") if isinstance(row, Drug) and row.ongoing]
    begun = [(drug, row.date) for row in lines for drug in row.drugs] + [(row.drug, row.date) for row in drugs]
    treatments = judgement.index.knowledge.treatments
    found = {drug: start for drug, start in begun if start is not None and drug in given and drug in treatments}
    return dict(sorted(found.items()))


def _beside(judgement: Judgement) -> dict[str, PartialDate]:
    """The first day of each medicine that goes with the treatment and has checks of its own: a bone agent."""
    treatments = judgement.index.knowledge.treatments
    rows = [row for row in judgement.sheet.rows("medication") if isinstance(row, Medication)]
    going_on = [row for row in rows if row.ongoing is not False and row.name in treatments]
    return {row.name: row.date for row in going_on if row.date is not None}


def _low(start: PartialDate) -> date:
    return start.low


def _of_drug(judgement: Judgement, rules: ScheduleRules, drug: str, start: PartialDate) -> Iterator[_Wanted]:
    """Every check that a drug asks for, from before its start to the last day that is shown."""
    treatment = judgement.index.knowledge.treatments[drug]
    for check in treatment.before_start:
        if not needless(judgement, _investigation(judgement, check.investigation)):
            window = (rules.days.before_start, rules.days.least_window)
            yield _wanted(start, 0, window, check.investigation, _reason(drug, check, "before-start"))
    for check in treatment.monitoring:
        days = days_due(check, (judgement.sheet.day - start.low).days + rules.days.shown_ahead)
        for index, day in enumerate(days):
            width = _width(days, index, check, rules)
            yield _wanted(start, day, (width, width), check.investigation, _reason(drug, check, "on-treatment"))


def _width(days: Sequence[int], index: int, check: Check, rules: ScheduleRules) -> int:
    """How many days a result may be away from its day: a part of the shorter interval to a neighbour."""
    gaps = [abs(days[other] - days[index]) for other in (index - 1, index + 1) if 0 <= other < len(days)]
    gap = min(gaps, default=_whole(dict(check.due).get("every_days")) or 0)
    return min(max(gap * rules.window_percent // 100, rules.days.least_window), rules.days.most_window)


def _wanted(start: PartialDate, day: int, window: tuple[int, int], investigation: str, reason: CheckReason) -> _Wanted:
    before, after = window
    return _Wanted(
        investigation=investigation,
        due=start.low + timedelta(day),
        opens=start.low + timedelta(day - before),
        closes=start.high + timedelta(day + after),
        reasons=(reason,),
        certain=start.exact,
    )


def _reason(drug: str, check: Check, phase: str) -> CheckReason:
    return CheckReason(drug=drug, when=check.when, phase=phase, why=check.why, sources=check.sources)


def _merged(wanted: Iterable[_Wanted], rules: ScheduleRules) -> list[_Wanted]:
    """The same check for several drugs within a few days is one, with every reason; its window spans all of theirs."""
    found: list[_Wanted] = []
    for each in sorted(wanted, key=lambda one: (one.due, one.reasons[0].drug or "", one.reasons[0].phase)):
        last = found[-1] if found else None
        if last and _joins(last.reasons, each.reasons[0], (each.due - last.due).days, rules.days.merge):
            found[-1] = replace(
                last,
                opens=min(last.opens, each.opens),
                closes=max(last.closes, each.closes),
                reasons=tuple(dict.fromkeys((*last.reasons, *each.reasons))),
                certain=last.certain and each.certain,
            )
        else:
            found.append(each)
    return found


def _joins(reasons: Iterable[CheckReason], other: CheckReason, days: int, most: int) -> bool:
    """Whether one visit serves both: the same day, or days close together for different drugs under treatment."""
    if days == 0:
        return True
    apart = all(each.drug != other.drug and each.phase == other.phase for each in reasons)
    return apart and days <= most


def _together(wanted: Iterable[tuple[int, CheckReason]], most: int) -> Iterator[tuple[int, tuple[CheckReason, ...]]]:
    """Days of one check with their reasons; days that one visit serves are one."""
    groups: list[tuple[int, list[CheckReason]]] = []
    for day, reason in sorted(wanted, key=lambda pair: (pair[0], pair[1].drug or "", pair[1].phase)):
        if groups and _joins(groups[-1][1], reason, day - groups[-1][0], most):
            groups[-1][1].append(reason)
        else:
            groups.append((day, [reason]))
    return ((day, tuple(dict.fromkeys(reasons))) for day, reasons in groups)


def _tasks(judgement: Judgement, rules: ScheduleRules, name: str, wanted: Sequence[_Wanted]) -> Iterator[Task]:
    """The days of one check with their states; what was done long ago is left out."""
    day, investigation = judgement.sheet.day, _investigation(judgement, name)
    results = results_of(investigation, judgement.sheet)
    newest = results[-1].low if results else date.min
    shown_from = day - timedelta(rules.days.shown_before)
    for each, found, late in _answered(wanted, results):
        if each.due >= shown_from:
            yield _done(judgement, investigation, each, found, late=late)
    unanswered = [each for each in wanted if each.closes >= newest and not _within(each, results)]
    missed = [each for each in unanswered if each.closes < day]
    overdue = bool(missed) and can_be_shown(investigation, judgement.sheet)
    if overdue:
        yield _task(judgement, missed[0], "overdue", len(missed))
    elif missed and missed[-1].due >= shown_from:
        yield _task(judgement, missed[-1], "unknown")
    for each in (each for each in unanswered if each.closes >= day):
        if each.opens > day or not overdue:  # one visit makes up for what is overdue and serves what is due
            yield _task(judgement, each, "coming" if each.opens > day else "due")


def _within(wanted: _Wanted, results: Iterable[Shown]) -> list[Shown]:
    return [result for result in results if result.within(wanted.opens, wanted.closes)]


def _answered(wanted: Iterable[_Wanted], results: Sequence[Shown]) -> Iterator[tuple[_Wanted, list[Shown], bool]]:
    """The days that have results, in their window or late; a late one makes up for all before it, told of the last."""
    late: dict[date, _Wanted] = {}
    for each in wanted:
        if found := _within(each, results):
            yield each, found, False
        elif later := [result.low for result in results if result.low > each.closes]:
            late[later[0]] = each
    for low, each in late.items():
        yield each, [result for result in results if result.low == low], True


def _done(
    judgement: Judgement, investigation: Investigation, wanted: _Wanted, results: Sequence[Shown], *, late: bool
) -> Task:
    told = {result.fact for result in results}
    return msgspec.structs.replace(
        _task(judgement, wanted, "done"),
        done_on=max(results, key=lambda each: each.low).low.isoformat(),
        late=late,
        lacking=tuple(fact for fact in investigation.settles if fact not in told),
        refs=tuple(dict.fromkeys(ref for result in results for ref in result.refs)),
    )


def _task(judgement: Judgement, wanted: _Wanted, state: str, missed: int = 0) -> Task:
    drugs = "-".join(sorted({(reason.drug or "").replace(" ", "-") for reason in wanted.reasons}))
    return Task(
        id=f"{wanted.investigation}-{drugs}-{wanted.due.isoformat()}",
        investigation=wanted.investigation,
        title=_title(judgement.index.knowledge, wanted.investigation),
        due=wanted.due.isoformat(),
        opens=wanted.opens.isoformat(),
        closes=wanted.closes.isoformat(),
        state=state,
        reasons=wanted.reasons,
        missed=missed,
        certain=wanted.certain,
    )


def _investigation(judgement: Judgement, name: str) -> Investigation:
    return judgement.index.knowledge.investigations[name]


def _title(knowledge: Knowledge, name: str) -> str:
    known: Mapping[str, Investigation] = knowledge.investigations
    return known[name].title if name in known else name
