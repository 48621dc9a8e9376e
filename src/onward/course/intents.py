"""The intent of each anticancer treatment, where the record does not state it.

In: drugs, operations, and what the record says of metastatic disease. Out: the same drugs, some with an inferred
intent. Each rule answers, or passes to the next; where none answers, the intent stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec

from onward.course.rows import days_from, rows_of, with_rows
from onward.events.tables import Diagnosis, Drug, Events, Metastasis, Procedure, State
from onward.knowledge.course import CourseKnowledge, CourseRules
from onward.values.dates import PartialDate

NEOADJUVANT, ADJUVANT, METASTATIC = "neoadjuvant", "adjuvant", "metastatic"
CURATIVE = (NEOADJUVANT, ADJUVANT)


@dataclass(frozen=True, slots=True)
class Background:
    """What the record says of the disease, as far as intents depend on it."""

    metastatic: bool
    metastatic_on: PartialDate | None
    de_novo: bool
    surgery: tuple[PartialDate, ...]
    early_since: PartialDate | None
    """First day of disease that was not metastatic at first diagnosis, where the record says so."""
    rules: CourseRules


def infer_intents(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Give each drug without a stated intent the one that its date speaks for."""
    background = background_of(events, knowledge.rules)
    return with_rows(events, Drug, (_with_intent(drug, background) for drug in rows_of(events, Drug)))


def background_of(events: Events, rules: CourseRules) -> Background:
    """What intents depend on, read from the events."""
    states = rows_of(events, State)
    stated = [state for state in states if state.name == "metastatic" and state.truth]
    distant = [
        row for row in rows_of(events, Metastasis) if row.site in rules.words.distant_sites and row.status != "refuted"
    ]
    lines = any(drug.line is not None or drug.intent == METASTATIC for drug in rows_of(events, Drug))
    stages = [row.stage or "" for row in rows_of(events, Diagnosis) if row.cancer in (None, "breast")]
    return Background(
        metastatic=bool(stated or distant or lines),
        metastatic_on=_earliest(row.date for row in stated) or _earliest(row.date for row in distant),
        de_novo=any(stage.startswith("IV") for stage in stages)
        or any(state.name == "de-novo" and state.truth for state in states),
        surgery=tuple(
            row.date
            for row in rows_of(events, Procedure)
            if row.name in rules.words.curative_surgery and row.date is not None
        ),
        early_since=_earliest(
            row.date for row in rows_of(events, Diagnosis) if row.stage and not row.stage.startswith("IV")
        ),
        rules=rules,
    )


def _earliest(dates: object) -> PartialDate | None:
    known = [each for each in dates if isinstance(each, PartialDate)]  # type: ignore[attr-defined]
    return min(known, key=lambda each: (each.low, each.high), default=None)


def _with_intent(drug: Drug, background: Background) -> Drug:
    if drug.intent is not None:
        return drug
    for rule in INTENT_RULES:
        intent = rule(drug, background)
        if intent is not None:
            return msgspec.structs.replace(drug, intent=intent, intent_inferred=True)
    return drug


def _by_stated_line(drug: Drug, background: Background) -> str | None:
    """A line number is a number of metastatic lines."""
    return METASTATIC if drug.line is not None else None


def _by_de_novo(drug: Drug, background: Background) -> str | None:
    """Metastatic at first diagnosis: there was no treatment before."""
    return METASTATIC if background.de_novo else None


def _by_metastatic_day(drug: Drug, background: Background) -> str | None:
    """Begun when metastatic disease was known, or just before it was written down."""
    start, known = drug.date, background.metastatic_on
    if start is None or known is None:
        return None
    fewest, _ = days_from(known, start)
    return METASTATIC if fewest >= -background.rules.days.metastatic_grace else None


def _by_surgery(drug: Drug, background: Background) -> str | None:
    """Begun before metastatic disease, or without any: neoadjuvant before the operation, adjuvant otherwise."""
    start = drug.date
    if start is None or _may_be_metastatic(start, background):
        return None
    if _precedes_surgery(start, background):
        return NEOADJUVANT
    if background.metastatic_on is not None or any(days_from(done, start)[0] >= 0 for done in background.surgery):
        return ADJUVANT
    return None


def _may_be_metastatic(start: PartialDate, background: Background) -> bool:
    if background.metastatic_on is None:
        return background.metastatic
    _, most = days_from(background.metastatic_on, start)
    return most >= -background.rules.days.metastatic_grace


def _precedes_surgery(start: PartialDate, background: Background) -> bool:
    longest = background.rules.days.neoadjuvant
    after = [done for done in background.surgery if 0 < days_from(start, done)[0] <= longest]
    before = [done for done in background.surgery if days_from(done, start)[0] >= 0]
    return bool(after) and not before


def _by_early_disease(drug: Drug, background: Background) -> str | None:
    """Metastatic since an unknown day, early at first: what began in the first year belongs to the early disease."""
    start, since = drug.date, background.early_since
    if start is None or since is None or background.metastatic_on is not None:
        return None
    fewest, most = days_from(since, start)
    if fewest < 0 or most > background.rules.days.early_treatment:
        return None
    return NEOADJUVANT if _precedes_surgery(start, background) else ADJUVANT


def _by_metastatic_without_day(drug: Drug, background: Background) -> str | None:
    """Metastatic since an unknown day: a dated treatment is taken as metastatic; its line says that it may not be."""
    if drug.date is not None and background.metastatic and background.metastatic_on is None:
        return METASTATIC
    return None


INTENT_RULES: tuple[Callable[[Drug, Background], str | None], ...] = (
    _by_stated_line,
    _by_de_novo,
    _by_metastatic_day,
    _by_surgery,
    _by_early_disease,
    _by_metastatic_without_day,
)
