"""Follow-up that comes again: scans, visits, symptom reports, teeth; the next day of each, by every source.

In: a judgement, the rules of the schedule, the first day of the treatment, the measures that the plan offers. Out: a
task for each measure that comes again. Its days are counted from the last time that the record shows, or else from the
start. Where sources want different intervals, the task opens by the earliest and is overdue only by all of them; each
is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onward.events.tables import Drug, Event, Medication
from onward.facts.reserved import CURRENT_DRUGS
from onward.knowledge.schedule import Interval, Repeat, ScheduleRules
from onward.plan.dated import CheckReason, Task
from onward.plan.judgement import Judgement
from onward.plan.results import shown
from onward.plan.types import Measure
from onward.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class _Span:
    """An interval that holds for this person, in days."""

    opens: int
    closes: int
    interval: Interval


def repeated(
    judgement: Judgement, rules: ScheduleRules, start: PartialDate, measures: Iterable[Measure]
) -> Iterator[Task]:
    """The next time of each offered measure that comes again."""
    offered = {measure.id: measure for measure in measures}
    for repeat in rules.repeats:
        spans = [span for span in (_span(judgement, each) for each in repeat.intervals) if span is not None]
        since = _since(judgement, repeat, start)
        if repeat.follow_up in offered and spans and since is not None:
            yield from _tasks(judgement, rules, repeat, offered[repeat.follow_up], spans, since)


def _span(judgement: Judgement, interval: Interval) -> _Span | None:
    """The interval in days; ``None`` where it is for other drugs, or hangs on a cycle that is not known."""
    drugs = sorted(judgement.sheet.fact(CURRENT_DRUGS) or ())
    concerned = [drug for drug in drugs if not interval.given or _is_any(judgement, drug, interval.given)]
    if not concerned or any(_is_any(judgement, drug, interval.not_given) for drug in drugs):
        return None
    if interval.cycles is None:
        known = interval.opens_day is not None and interval.closes_day is not None
        return _Span(interval.opens_day or 0, interval.closes_day or 0, interval) if known else None
    treatments = judgement.index.knowledge.treatments
    cycles = [treatments[drug].cycle_days for drug in concerned if drug in treatments]
    cycle = min((days for days in cycles if days), default=None)
    first, last = interval.cycles
    return None if cycle is None else _Span(first * cycle, last * cycle, interval)


def _is_any(judgement: Judgement, drug: str, classes: Iterable[str]) -> bool:
    return not judgement.index.facts.classes.get(drug, frozenset({drug})).isdisjoint(classes)


def _since(judgement: Judgement, repeat: Repeat, start: PartialDate) -> PartialDate | None:
    """From when it counts: the start of the treatment, or of the medicine that it belongs to."""
    if repeat.since is None:
        return start
    rows = [*judgement.sheet.rows("medication"), *judgement.sheet.rows("drug")]
    begun = [
        row.date
        for row in rows
        if isinstance(row, Medication | Drug) and row.date is not None and row.ongoing is not False
        if _is_any(judgement, row.name if isinstance(row, Medication) else row.drug, (repeat.since,))
    ]
    return min(begun, key=lambda each: each.low, default=None)


def _tasks(
    judgement: Judgement,
    rules: ScheduleRules,
    repeat: Repeat,
    measure: Measure,
    spans: Sequence[_Span],
    since: PartialDate,
) -> Iterator[Task]:
    """The next time; where no record could show any, the one that has passed as well, of which nobody can tell."""
    day = judgement.sheet.day
    opens, closes = min(span.opens for span in spans), max(span.closes for span in spans)
    if repeat.seen_in:
        seen = [each.low for each in shown(_rows(judgement, repeat), repeat.follow_up)]
        begun = max([since.low, *seen])
        state = _state(begun + timedelta(opens), begun + timedelta(closes), day)
        if state == "overdue" and not seen:
            state = repeat.if_never
        if state != "nothing" and (seen or repeat.if_never != "nothing"):
            certain = since.exact or begun > since.low
            yield _task(repeat, measure, spans, begun, (opens, closes), state, certain=certain)
        return
    passed = (day - since.low).days // opens
    for times in (passed, passed + 1):
        begun = since.low + timedelta(opens * (times - 1))
        due = begun + timedelta(opens)
        state = _state(due, begun + timedelta(closes), day)
        recent = due >= day - timedelta(rules.days.shown_before)
        if times >= 1 and recent and due <= day + timedelta(rules.days.shown_ahead):
            told = "unknown" if state == "overdue" else state
            yield _task(repeat, measure, spans, begun, (opens, closes), told, certain=since.exact)


def _rows(judgement: Judgement, repeat: Repeat) -> Iterator[Event]:
    """The rows that show it: those of a table, or those of a table about one word."""
    for place in repeat.seen_in:
        table, _, word = place.partition(":")
        for row in judgement.sheet.rows(table):
            if not word or word in (getattr(row, column, None) for column in ("name", "test", "term")):
                yield row


def _state(opens: date, closes: date, day: date) -> str:
    return "overdue" if closes < day else "due" if opens <= day else "coming"


def _task(
    repeat: Repeat,
    measure: Measure,
    spans: Sequence[_Span],
    begun: date,
    window: tuple[int, int],
    state: str,
    *,
    certain: bool,
) -> Task:
    opens, closes = (begun + timedelta(days) for days in window)
    return Task(
        id=f"{repeat.follow_up}-{opens.isoformat()}",
        investigation=repeat.follow_up,
        title=repeat.title,
        due=opens.isoformat(),
        opens=opens.isoformat(),
        closes=closes.isoformat(),
        state=state,
        reasons=tuple(_reason(measure, span) for span in spans),
        missed=1 if state == "overdue" else 0,
        certain=certain,
    )


def _reason(measure: Measure, span: _Span) -> CheckReason:
    return CheckReason(
        drug=None, when=span.interval.says, phase="follow-up", why=measure.why, sources=span.interval.sources
    )
