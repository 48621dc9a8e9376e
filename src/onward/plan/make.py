"""Events become a plan: course, facts, findings, standings, value of tests, and the page's parts in their order.

In: the events of one record, knowledge, a day. Out: ``Plan``, the same for the same input to the byte. Nothing is
offered outside the stages in which a treatment may be chosen, and nothing to a patient of whom nothing is known.
"""

from __future__ import annotations

import datetime
from functools import lru_cache

import msgspec

import onward
from onward.course import follow
from onward.events.tables import Events
from onward.facts.sheet import FactSheet
from onward.knowledge.course import CourseKnowledge, course_knowledge
from onward.knowledge.types import Knowledge, Source
from onward.pathways.findings import Outcome
from onward.plan import advice, picture
from onward.plan.judgement import Judgement, PlanIndex, index_plan
from onward.plan.options import make_options
from onward.plan.therapy import current_therapy
from onward.plan.types import Benefit, CurrentTherapy, Figure, Option, Plan
from onward.plan.value import Worth, worth_of_tests

STAGES_WITH_OPTIONS = ("characterise", "treat", "monitor")

_REMEMBERED: dict[str, Knowledge] = {}


def make_plan(events: Events, knowledge: Knowledge, as_of: datetime.date) -> Plan:
    """The plan for one person on one day."""
    return plan_of(judge(events, knowledge, as_of))


def judge(events: Events, knowledge: Knowledge, as_of: datetime.date) -> Judgement:
    """Everything up to the standings: the events as they follow on that day, facts and findings."""
    index, courses = _prepared(knowledge, as_of)
    followed = follow(events, courses, as_of)
    sheet = FactSheet(followed, index.facts, as_of)
    return Judgement(index, sheet, FactSheet(followed, index.facts, as_of, strict=True))


def _prepared(knowledge: Knowledge, day: datetime.date) -> tuple[PlanIndex, CourseKnowledge]:
    """The indexes of one knowledge on one day, made once."""
    _REMEMBERED.setdefault(knowledge.digest, knowledge)
    return _index(knowledge.digest, day), _course(knowledge.digest)


@lru_cache(maxsize=64)
def _index(digest: str, day: datetime.date) -> PlanIndex:
    return index_plan(_REMEMBERED[digest], day)


@lru_cache(maxsize=8)
def _course(digest: str) -> CourseKnowledge:
    return course_knowledge(_REMEMBERED[digest])


def plan_of(judgement: Judgement) -> Plan:
    """The plan that a judgement amounts to."""
    sheet, knowledge = judgement.sheet, judgement.index.knowledge
    stage = sheet.fact("stage") or "none"
    options, worths, idle = _options(judgement, stage)
    therapy = current_therapy(judgement)
    missing = {name for option in options for name in option.missing} | {n for w in worths.values() for n in w.facts}
    facts = picture.facts(sheet, missing | set(idle))
    plan = Plan(
        onward=onward.__version__,
        knowledge=knowledge.version,
        patient=sheet.events.patient_id,
        as_of=sheet.day.isoformat(),
        stage=stage,
        stage_why=_stage_why(judgement, stage),
        record_age_days=_record_age(sheet),
        tumour=picture.tumour(sheet),
        line=sheet.fact("line"),
        course=picture.course(sheet),
        alerts=advice.alerts(judgement),
        tests=advice.tests(judgement, worths),
        settled=idle,
        options=options,
        supportive=advice.measures(judgement, "support"),
        procedures=advice.measures(judgement, "procedure"),
        current_therapy=therapy,
        response=picture.response(sheet),
        grades=picture.grades(sheet),
        presumed=picture.presumed(sheet, _facts_used(judgement, options, therapy)),
        follow_up=advice.measures(judgement, "follow_up"),
        trials=(),
        facts=facts,
        conflicts=tuple(f"{each.what} ({', '.join(each.refs)})" for each in sheet.events.conflicts),
        unused=picture.unused(sheet),
    )
    return _with_sources(plan, knowledge)


def _options(judgement: Judgement, stage: str) -> tuple[tuple[Option, ...], dict[str, Worth], tuple[str, ...]]:
    """Options and the worth of tests, in the stages that have any."""
    if stage not in STAGES_WITH_OPTIONS:
        return (), {}, ()
    worths, idle = worth_of_tests(judgement)
    return make_options(judgement), worths, idle


def _stage_why(judgement: Judgement, stage: str) -> str:
    sheet = judgement.sheet
    if stage == "none":
        return "Nothing in the record says or suggests metastatic disease."
    if stage == "workup":
        return "Metastatic disease is suspected and not proven."
    if stage == "monitor":
        return "A treatment goes on and no progression is recorded since it began."
    if stage == "characterise":
        lacking = ", ".join(sheet.missing_behind("subtype"))
        return f"Metastatic disease is established; what decides the class of treatment is not known ({lacking})."
    return "A treatment has to be chosen."


def _record_age(sheet: FactSheet) -> int | None:
    """Days from the newest recorded event to the day of the plan."""
    days = [row.date.low for rows in sheet.events.rows.values() for row in rows if row.date is not None]
    return (sheet.day - max(days)).days if days else None


def _facts_used(judgement: Judgement, options: tuple[Option, ...], therapy: CurrentTherapy | None) -> set[str]:
    """The facts behind everything that the plan says."""
    used: set[str] = set()
    for name, found in judgement.found.items():
        if found is not Outcome.WITHHELD:
            used |= judgement.index.rule_reads[name]
    for name in ("stage", "line", "subtype"):
        used |= judgement.index.facts.closure.get(name, frozenset())
    return used


def _with_sources(plan: Plan, knowledge: Knowledge) -> Plan:
    """The plan with every source that it names, and no other."""
    names = sorted(_named(plan))
    found = {name: _source(knowledge.sources[name]) for name in names if name in knowledge.sources}
    return msgspec.structs.replace(plan, sources=found)


def _source(source: Source) -> dict[str, object]:
    return {
        "title": source.title,
        "cite": source.cite,
        "urls": list(source.urls),
        "read": source.read.isoformat(),
        "tier": source.tier,
        "kind": source.kind,
    }


def _named(part: object) -> set[str]:
    """The ids of sources that a part of a plan names."""
    if isinstance(part, tuple):
        return set[str]().union(*(_named(each) for each in part))
    if not isinstance(part, msgspec.Struct):
        return set()
    names = {*getattr(part, "sources", ()), *([part.trial] if isinstance(part, Benefit | Figure) else [])}
    return names.union(*(_named(getattr(part, name)) for name in part.__struct_fields__))
