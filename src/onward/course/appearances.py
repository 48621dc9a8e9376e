"""Appearances: how often a side effect has come at a grade since the line began, as dose tables of labels count it.

In: graded ``symptom`` rows with a day, and lines. Out: ``appearance`` rows, one for each coming of a symptom and each
grade of those counted that it reached. A coming ends when a record says that it is milder than any of them; one that
nobody recorded for long is taken as ended.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from onward.course.rows import days_from, order, rows_of, with_rows
from onward.events.tables import Appearance, Events, Line, Symptom
from onward.knowledge.course import CourseKnowledge

RULE = "appearance-of-side-effect"
COUNTED = (2, 3, 4)
"""The grades whose comings dose tables count; a milder one changes no dose."""


def derive_appearances(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``appearance``."""
    starts = sorted(row.date.low for row in rows_of(events, Line) if row.date and row.setting == "metastatic")
    graded = [row for row in rows_of(events, Symptom) if row.ctcae_grade is not None and row.date is not None]
    graded.sort(key=lambda row: (row.term, order(row)))
    found = (
        appearance
        for _, rows in groupby(graded, key=lambda row: (row.term, _line(row, starts)))
        for appearance in _appearances(_comings(rows, knowledge.rules.days.new_appearance))
    )
    return with_rows(events, Appearance, found)


def _line(row: Symptom, starts: list[date]) -> int:
    """How many lines had begun on the day of a record."""
    return bisect_right(starts, row.date.low) if row.date else 0


def _comings(rows: Iterable[Symptom], longest: int) -> Iterator[list[Symptom]]:
    """Records of one symptom in one line, oldest first, cut where it eased or where nobody recorded it for long."""
    coming: list[Symptom] = []
    for row in rows:
        before = coming[-1] if coming else None
        if before and before.date and row.date and days_from(before.date, row.date)[0] > longest:
            yield coming
            coming = []
        if (row.ctcae_grade or 0) >= COUNTED[0]:
            coming.append(row)
        elif coming:
            yield [*coming, row]
            coming = []
    if coming:
        yield coming


def _appearances(comings: Iterable[list[Symptom]]) -> Iterator[Appearance]:
    seen = dict.fromkeys(COUNTED, 0)
    for rows in comings:
        for grade in COUNTED:
            reached = next((row for row in rows if (row.ctcae_grade or 0) >= grade), None)
            if reached is not None:
                seen[grade] += 1
                yield Appearance(
                    id=f"appearance:{reached.id}:{grade}",
                    date=reached.date,
                    refs=reached.refs,
                    rule=RULE,
                    derived_from=tuple(row.id for row in rows),
                    term=reached.term,
                    grade=grade,
                    number=seen[grade],
                    present=(rows[-1].ctcae_grade or 0) >= grade,
                )
