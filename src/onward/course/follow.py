"""From events to more events, step by step: what follows from a record on the day of the decision.

In: the events of one record, what ``knowledge/`` says about courses, a day. Out: the same events as they could be known
on that day, with inferred intents and with rows in the tables ``response``, ``progression``, ``line``, ``grade``,
``report`` and ``appearance``. Following twice gives what following once gives.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from onward.course.appearances import derive_appearances
from onward.course.day import cut
from onward.course.grades import derive_clearance, derive_grades
from onward.course.intents import infer_intents
from onward.course.lines import derive_lines
from onward.course.progressions import derive_progressions
from onward.course.reports import derive_reports
from onward.course.responses import derive_responses
from onward.events.tables import Events
from onward.knowledge.course import CourseKnowledge

Step = Callable[[Events, CourseKnowledge, date], Events]

BEFORE: tuple[Step, ...] = (infer_intents, derive_clearance)
IN_TURN: tuple[Step, ...] = (derive_progressions, derive_lines, derive_responses)
"""Scans need lines for their baselines, lines need the progressions that scans show: in turn, until nothing changes."""

MOST_TURNS = 4

AFTER: tuple[Step, ...] = (derive_grades, derive_reports, derive_appearances)


def follow(events: Events, knowledge: CourseKnowledge, as_of: date) -> Events:
    """Everything that follows from the events on the day of the decision.

    Events after that day are listed under ``unused``. Derived rows name the rule and the events they follow from.
    """
    known = _each(BEFORE, cut(events, as_of), knowledge, as_of)
    for _ in range(MOST_TURNS):
        before, known = known, _each(IN_TURN, known, knowledge, as_of)
        if known.rows == before.rows:
            break
    return _each(AFTER, known, knowledge, as_of)


def _each(steps: tuple[Step, ...], events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    for step in steps:
        events = step(events, knowledge, day)
    return events
