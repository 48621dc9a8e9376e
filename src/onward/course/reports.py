"""Reports: what people say of their symptoms between visits (PRO-CTCAE), each with how it differs from the one before.

In: ``symptom`` rows that hold the person's own answers. Out: ``report`` rows, one for each symptom and day. An answer
is 0 to 4 for frequency, severity and interference; it is no CTCAE grade, and none is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from onward.course.rows import order, rows_of, with_rows
from onward.events.tables import Events, Report, Symptom
from onward.knowledge.course import CourseKnowledge

RULE = "report-pro-ctcae"


def derive_reports(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``report``."""
    answered: dict[str, list[tuple[int, Symptom]]] = {}
    graded: dict[str, date] = {}
    for row in sorted(rows_of(events, Symptom), key=order):
        worst = _worst(row)
        if worst is not None:
            answered.setdefault(row.term, []).append((worst, row))
        if row.ctcae_grade is not None and row.date is not None:
            graded[row.term] = max(row.date.high, graded.get(row.term, date.min))
    reports = (report for term, found in answered.items() for report in _reports(found, graded.get(term, date.min)))
    return with_rows(events, Report, reports)


def _worst(row: Symptom) -> int | None:
    """The highest answer; ``None`` where the row holds no answer of the person, or no day."""
    answers = [row.pro_frequency, row.pro_severity, row.pro_interference]
    given = [answer for answer in answers if answer is not None]
    return max(given) if given and row.date is not None else None


def _reports(answered: list[tuple[int, Symptom]], graded: date) -> Iterator[Report]:
    """The answers about one symptom, oldest first; of several on one day the highest counts."""
    days: dict[str, tuple[int, Symptom]] = {}
    for worst, row in answered:
        known = days.get(str(row.date))
        if known is None or worst > known[0]:
            days[str(row.date)] = (worst, row)
    before: tuple[int, Symptom] | None = None
    for place, (worst, row) in enumerate(days.values(), 1):
        rows = (row, before[1]) if before else (row,)
        yield Report(
            id=f"report:{row.id}",
            date=row.date,
            refs=row.refs,
            rule=RULE,
            derived_from=tuple(each.id for each in rows),
            term=row.term,
            worst=worst,
            rise=worst - before[0] if before else None,
            newest=place == len(days),
            graded=row.date is not None and row.date.high <= graded,
        )
        before = (worst, row)
