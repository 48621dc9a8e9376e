"""Which treatments count as anticancer therapy, and which were being given on a day.

A treatment without a recorded end counts as given until another may have taken its place; what is not known about it is
for the rules that use it to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onward.course.intents import METASTATIC
from onward.course.rows import days_from, rows_of
from onward.events.tables import Drug, Events
from onward.knowledge.course import CourseKnowledge
from onward.values.dates import PartialDate


def anticancer(events: Events, knowledge: CourseKnowledge) -> list[Drug]:
    """Drugs that count as systemic anticancer therapy, oldest first; supportive ones do not."""
    supportive = knowledge.rules.words.not_counted
    rows = (row for row in rows_of(events, Drug) if not supportive & knowledge.classes_of(row.drug))
    return sorted(rows, key=by_start)


def by_start(drug: Drug) -> tuple[bool, date, date, str, str]:
    """The place of a treatment among others: by its first day, then by its name; undated last."""
    if drug.date is None:
        return (True, date.max, date.max, drug.drug, drug.id)
    return (False, drug.date.low, drug.date.high, drug.drug, drug.id)


def metastatic(drugs: Iterable[Drug]) -> list[Drug]:
    """Those given for metastatic disease."""
    return [drug for drug in drugs if drug.intent == METASTATIC]


def given_on(drugs: Iterable[Drug], on: PartialDate, after_end: int = 0) -> list[Drug]:
    """Drugs begun before a day that were, or may have been, given on it; where there are none, those that stopped at
    most ``after_end`` days before.

    One with neither an end nor a word on whether it goes on is left out where a later treatment is recorded.
    """
    begun = [drug for drug in drugs if drug.date is not None and days_from(drug.date, on)[1] > 0]
    being = [drug for drug in begun if _covers(drug, on, 0, begun)]
    return being or [drug for drug in begun if _covers(drug, on, after_end, begun)]


def _covers(drug: Drug, on: PartialDate, after_end: int, begun: list[Drug]) -> bool:
    if drug.end is not None:
        return days_from(drug.end, on)[0] <= after_end
    if drug.ongoing and not drug.ongoing_inferred:
        return True
    return not any(_replaces(other, drug, after_end) for other in begun)


def _replaces(other: Drug, drug: Drug, within: int) -> bool:
    if other.drug == drug.drug or other.date is None or drug.date is None:
        return False
    return days_from(drug.date, other.date)[0] > within


def covers_surely(drug: Drug, on: PartialDate) -> bool:
    """Whether a drug was given on that day whatever the missing parts of its dates are."""
    if drug.date is None or days_from(drug.date, on)[0] < 0:
        return False
    if drug.end is None:
        return bool(drug.ongoing)
    return days_from(on, drug.end)[0] >= 0


def names(drugs: Iterable[Drug]) -> tuple[str, ...]:
    """Generic names, each once, in the order of their first day."""
    return tuple(dict.fromkeys(drug.drug for drug in drugs))
