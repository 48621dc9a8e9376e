"""Events become a plan: course, facts, findings, standings, value of tests, and the page's parts in their order.

In: the events of one record, knowledge, a day. Out: ``Plan``, the same for the same input to the byte. Nothing is
offered outside the stages in which a treatment may be chosen, and nothing to a patient of whom nothing is known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

import msgspec

import onward
from onward.course import follow
from onward.events.tables import Diagnosis, Events, Response
from onward.facts.reserved import CANCER_IN_SCOPE, DECEASED, LINE, ON_TREATMENT, STAGE, SUBTYPE
from onward.facts.sheet import FactSheet
from onward.knowledge.types import Knowledge, Source
from onward.pathways.findings import Outcome
from onward.plan import advice, picture
from onward.plan import outlook as survival
from onward.plan.history import history
from onward.plan.index import index_for, prepare
from onward.plan.judgement import Judgement
from onward.plan.options import make_options, option_id
from onward.plan.proofs import facts_named
from onward.plan.response import response_now
from onward.plan.schedule import schedule
from onward.plan.therapy import current_therapy
from onward.plan.types import CurrentTherapy, Measure, Option, Plan, Proof
from onward.plan.value import Worth, worth_of_tests
from onward.plan.wishes import Wishes, wishes_of
from onward.values.errors import Fault, NotSupportedError, RecordError

STAGES_WITH_OPTIONS = ("characterise", "treat", "monitor")
STAGES_OF_KNOWN_DISEASE = ("workup", *STAGES_WITH_OPTIONS)


def make_plan(
    events: Events, knowledge: Knowledge, as_of: datetime.date | None = None, *, outlook: bool = False
) -> Plan:
    """The plan for one person on one day; without one, on the day that the record names. The outlook only on request.

    Raises:
        NotSupportedError: the person has died, or the record is about another cancer.
        RecordError: no day is given and the record names none.
    """
    return plan_of(judge(events, knowledge, as_of), outlook=outlook)


def judge(events: Events, knowledge: Knowledge, as_of: datetime.date | None = None) -> Judgement:
    """Everything up to the standings: the events as they follow on that day, facts and findings.

    Raises:
        NotSupportedError: the person has died, or the record is about another cancer.
        RecordError: no day is given and the record names none.
    """
    day = as_of or _own_day(events)
    prepared = prepare(knowledge)
    followed = follow(events, prepared.course, day)
    sheet = FactSheet(followed, prepared.facts, day)
    _refuse(sheet)
    return Judgement(index_for(prepared, day), sheet, sheet.strictly())


def _own_day(events: Events) -> datetime.date:
    if events.as_of is None:
        raise RecordError(Fault("", 0, 0, "the record names no day for the decision", "a day, e.g. --as-of 2026-06-01"))
    return events.as_of.high


def _refuse(sheet: FactSheet) -> None:
    """Refuse what no plan can be made for, with the reason."""
    if sheet.fact(DECEASED) is True:
        raise NotSupportedError(Fault("", 0, 0, "the record says that this person has died; no plan is made"))
    cancers = sorted({row.cancer for row in sheet.rows("diagnosis") if isinstance(row, Diagnosis) and row.cancer})
    if cancers and sheet.fact(CANCER_IN_SCOPE) is not True:
        named = ", ".join(cancers)
        raise NotSupportedError(Fault("", 0, 0, f"the record is about another cancer ({named})", "breast cancer"))


def plan_of(judgement: Judgement, *, outlook: bool = False) -> Plan:
    """The plan that a judgement amounts to."""
    sheet, knowledge = judgement.sheet, judgement.index.knowledge
    stage = sheet.fact(STAGE) or "none"
    options, worths, idle = _options(judgement, stage)
    known = stage in STAGES_OF_KNOWN_DISEASE
    follow_up = _measures(judgement, "follow_up", known)
    supportive = _measures(judgement, "support", known)
    plan = Plan(
        onward=onward.__version__,
        knowledge=knowledge.version,
        patient=sheet.events.patient_id,
        as_of=sheet.day.isoformat(),
        stage=stage,
        stage_why=_stage_why(judgement, stage),
        record_age_days=_record_age(sheet),
        tumour=picture.tumour(sheet),
        line=sheet.fact(LINE) if known else None,
        course=picture.course(sheet),
        alerts=advice.alerts(judgement),
        tests=advice.tests(judgement, worths),
        settled=idle,
        options=options,
        supportive=supportive,
        procedures=_measures(judgement, "procedure", known),
        current_therapy=current_therapy(judgement, supportive),
        response=response_now(sheet, prepare(knowledge).course.rules.recist),
        grades=picture.grades(sheet),
        reports=picture.reports(sheet),
        follow_up=follow_up,
        schedule=schedule(judgement, (*follow_up, *supportive)),
        history=history(sheet, prepare(knowledge).course.rules.words.markers),
        outlook=survival.outlook(judgement) if outlook else None,
        wishes=_wishes(sheet),
        conflicts=picture.conflicts(sheet),
        unused=(),
    )
    return _completed(judgement, plan)


def _options(judgement: Judgement, stage: str) -> tuple[tuple[Option, ...], dict[str, Worth], tuple[str, ...]]:
    """Options and the worth of tests, in the stages that have any."""
    if stage not in STAGES_WITH_OPTIONS:
        return (), {}, ()
    options = make_options(judgement)
    if stage == "monitor":  # what nobody has in mind need not be advised against
        options = tuple(option for option in options if option.rules)
    worths, idle = worth_of_tests(judgement)
    return options, worths, idle


def _measures(judgement: Judgement, kind: str, known: bool) -> tuple[Measure, ...]:
    """Measures of one kind; what is only possible is told of people whose disease is known or suspected."""
    found = advice.measures(judgement, kind)
    return found if known else tuple(each for each in found if each.standing == "offered")


def _wishes(sheet: FactSheet) -> Wishes | msgspec.UnsetType:
    """What matters to the person; nothing where the record says nothing of it."""
    found = wishes_of(sheet.rows("wish"))
    return found if found != Wishes() else msgspec.UNSET


def _completed(judgement: Judgement, plan: Plan) -> Plan:
    """The plan with the facts, presumptions and sources that its other parts name."""
    sheet = judgement.sheet
    facts = picture.facts(sheet, {*_facts_named(plan), *plan.settled})
    used = {name for proof in _proofs(plan) for name in facts_named(proof)}
    used.update(
        *(judgement.index.rule_reads[name] for name, found in judgement.found.items() if found != Outcome.WITHHELD)
    )
    used.update(*(sheet.index.closure.get(name, frozenset({name})) for name in (*used, STAGE, LINE, SUBTYPE)))
    plan = msgspec.structs.replace(
        plan,
        facts=facts,
        option_names=_option_names(judgement, plan),
        presumed=picture.presumed(sheet, used),
        conflicts=picture.conflicts(sheet),
        unused=picture.unused(judgement),
    )
    sources = judgement.index.knowledge.sources
    named = sorted({name for name in _sources_named(plan) if name in sources})
    return msgspec.structs.replace(plan, sources={name: _source(sources[name]) for name in named})


def _option_names(judgement: Judgement, plan: Plan) -> dict[str, str]:
    """The names of options that a test names and the plan does not hold."""
    held = {option.id for option in plan.options}
    named = {name for test in plan.tests for name in test.would_change}
    named.update(name for test in plan.tests for answer in test.changes for name in (*answer.gains, *answer.loses))
    names = {option_id(name): name for name in judgement.index.knowledge.regimens}
    return {each: names[each] for each in sorted(named - held) if each in names}


def _stage_why(judgement: Judgement, stage: str) -> str:
    if stage == "none":
        return "Nothing in the record says or suggests metastatic disease."
    if stage == "workup":
        return "Metastatic disease is suspected and not proven."
    if stage == "monitor":
        newest = [row for row in judgement.sheet.rows("response") if isinstance(row, Response)][-1:]
        if newest and newest[0].to_confirm:
            return "A treatment goes on. The newest scan may show progression, which has to be confirmed first."
        if judgement.sheet.fact(ON_TREATMENT) is False:
            return "The last treatment was completed as planned and no progression is recorded since."
        return "A treatment goes on and no progression is recorded since it began."
    if stage == "characterise":
        lacking = ", ".join(judgement.sheet.missing_behind(SUBTYPE))
        return f"Metastatic disease is established; what decides the class of treatment is not known ({lacking})."
    return "A treatment has to be chosen."


def _record_age(sheet: FactSheet) -> int | None:
    """Days from the newest recorded event to the day of the plan."""
    days = [row.date.low for rows in sheet.events.rows.values() for row in rows if row.date is not None]
    return (sheet.day - max(days)).days if days else None


def _all_measures(plan: Plan) -> Iterator[Measure]:
    yield from (*plan.supportive, *plan.procedures, *plan.follow_up)
    if isinstance(plan.current_therapy, CurrentTherapy):
        yield from plan.current_therapy.reasons


def _proofs(plan: Plan) -> Iterator[Proof]:
    """Every proof of a plan."""
    found = [proof for option in plan.options for proof in (option.why, option.why_not)]
    found += [alert.proof for alert in plan.alerts]
    found += [measure.proof for measure in _all_measures(plan)]
    return (proof for proof in found if proof is not None)


def _facts_named(plan: Plan) -> Iterator[str]:
    """Every fact that a plan names as missing, as settled by a test, or in a proof."""
    for option in plan.options:
        yield from option.missing
        for caution in option.cautions:
            yield from caution.missing
    yield from (name for alert in plan.alerts for name in alert.missing)
    yield from (name for measure in _all_measures(plan) for name in measure.missing)
    for test in plan.tests:
        yield from test.settles
    if plan.outlook is not None:
        yield from plan.outlook.missing
    for proof in _proofs(plan):
        yield from facts_named(proof)


def _sources_named(plan: Plan) -> Iterator[str]:
    """Every source that some part of a plan names."""
    for option in plan.options:
        yield from option.sources
        yield from (source for caution in option.cautions for source in caution.sources)
        yield from (source for check in option.monitoring for source in check.sources)
        yield from (benefit.trial for benefit in option.benefit)
        yield from (figure.trial for figure in option.harm)
    yield from (source for alert in plan.alerts for source in alert.sources)
    yield from (source for test in plan.tests for source in test.sources)
    yield from (source for measure in _all_measures(plan) for source in measure.sources)
    yield from (source for task in plan.schedule for reason in task.reasons for source in reason.sources)
    if plan.outlook is not None:
        yield from plan.outlook.sources
    if plan.current_therapy is not None:
        yield from plan.current_therapy.sources
        yield from (source for each in plan.current_therapy.otherwise for source in each.sources)
        yield from (source for caution in plan.current_therapy.cautions for source in caution.sources)
    for fact in plan.facts.values():
        yield from fact.sources
        yield from _sources_of(fact.because)
    for proof in _proofs(plan):
        yield from _sources_of((proof,))


def _sources_of(proofs: Iterable[Proof]) -> Iterator[str]:
    for proof in proofs:
        yield from proof.sources
        yield from _sources_of(proof.because)


def _source(source: Source) -> dict[str, str | list[str] | None]:
    return {
        "title": source.title,
        "cite": source.cite,
        "urls": list(source.urls),
        "read": source.read.isoformat(),
        "tier": source.tier,
        "kind": source.kind,
    }
