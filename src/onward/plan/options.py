"""Options: the standings of regimens as a clinician reads them: in order, with reasons, cautions, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from onward.events.tables import Event
from onward.facts.describe import event_step
from onward.facts.reserved import CURRENT_DRUGS, REGION
from onward.knowledge.types import GRADING, Knowledge, Rule, Source, Treatment
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import Outcome, prove_rule
from onward.plan.evidence import evidence_of, known
from onward.plan.going_on import only_bars_starting
from onward.plan.judgement import ORDER, Judgement, Reason, Standing
from onward.plan.proofs import to_facts
from onward.plan.results import needless
from onward.plan.together import interacting
from onward.plan.types import Caution, Monitoring, Option, Proof

_SENTENCE_END = re.compile(r"(?<=[.!?]) +")
Asks = dict[str, bool | float | str] | bool | float | str
"""What a drug asks of a person's days."""


@lru_cache(maxsize=4096)
def option_id(name: str) -> str:
    """The id of an option: the name of its regimen with hyphens, as urls and anchors have it.

    >>> option_id("pembrolizumab + taxane")
    'pembrolizumab-taxane'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def make_options(judgement: Judgement) -> tuple[Option, ...]:
    """All regimens in question: preferred, alternative, possible, to be avoided; by rank within each, then by name."""
    in_question = [each for each in judgement.standings().values() if not _in_use_and_may_go_on(judgement, each)]
    standings = sorted(in_question, key=lambda each: (ORDER[each.standing], each.rank, each.regimen.name))
    return tuple(_option(judgement, standing, number) for number, standing in enumerate(standings, 1))


def _in_use_and_may_go_on(judgement: Judgement, standing: Standing) -> bool:
    """Whether a regimen is being given, and all that speaks against it are limits for starting it."""
    current = judgement.sheet.fact(CURRENT_DRUGS) or ()
    given = all(any(drug in current for drug in slot) for slot in standing.regimen.slots)
    reasons = standing.reasons
    barred = bool(reasons) and all(only_bars_starting(judgement, reason) for reason in reasons)
    return standing.standing == "avoid" and given and barred


def _option(judgement: Judgement, standing: Standing, order: int) -> Option:
    knowledge, regimen = judgement.index.knowledge, standing.regimen
    rules = [rule for rule, _ in standing.applies or standing.possible]
    shown = standing.standing != "avoid"
    benefit, harm = evidence_of(regimen, judgement.sheet, knowledge.sources) if shown else ((), ())
    return Option(
        id=option_id(regimen.name),
        name=regimen.name,
        regimen=standing.slots,
        standing=standing.standing,
        order=order,
        missing=missing_facts(judgement, standing),
        strength=_strength(rules, knowledge.sources, judgement.sheet.day),
        sources=_sources(rules, standing),
        rules=tuple(rule.name for rule in rules),
        reason=_reason(judgement, standing),
        cautions=tuple(dict.fromkeys(cautions_of(judgement, standing))),
        benefit=benefit,
        harm=harm,
        burden=_burden(knowledge, standing) if shown else {},
        dose=_dose(knowledge, standing) if shown else {},
        monitoring=tuple(_monitoring(judgement, standing)) if shown else (),
        approval=standing.approval,
        disagreement=_disagreement(judgement, standing),
        why=_why(judgement, rules) if shown else None,
        why_not=_why_not(judgement, standing),
    )


def missing_facts(judgement: Judgement, standing: Standing) -> tuple[str, ...]:
    """What a possible option lacks: the fewest facts that would make one of its rules apply."""
    if standing.standing != "possible":
        return ()
    found = [judgement.lacking(rule) for rule, _ in standing.possible]
    return min(found, key=lambda names: (len(names), names), default=())


def _strength(rules: Iterable[Rule], sources: Mapping[str, Source], day: date) -> dict[str, str]:
    """Grades by system; where rules differ in one, the leading rule's stands."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.strength and _graded_by(rule, sources, day):
            for system, grade in rule.strength:
                found.setdefault(system, grade)
    return found


def _graded_by(rule: Rule, sources: Mapping[str, Source], day: date) -> bool:
    """Whether one of the sources that grade was there on the day: its guidelines, or all of them where it has none."""
    named = [sources[name] for name in rule.sources if name in sources]
    grading = [source for source in named if source.kind in GRADING] or named
    return not grading or any(known(source, day) for source in grading)


def _sources(rules: Iterable[Rule], standing: Standing) -> tuple[str, ...]:
    names = [source for rule in rules for source in rule.sources]
    names += [source for reason in standing.reasons for source in reason.sources]
    return tuple(dict.fromkeys([*names, *standing.regimen.sources]))


def _reason(judgement: Judgement, standing: Standing) -> str:
    if standing.standing == "avoid":
        return "; ".join(dict.fromkeys(_against(judgement, reason) for reason in standing.reasons))
    said = [text for rule, offer in standing.applies or standing.possible for text in (rule.why, offer.note) if text]
    sentences = (sentence for text in said for sentence in _SENTENCE_END.split(text.strip()))
    return " ".join(dict.fromkeys(sentences))


def _against(judgement: Judgement, reason: Reason) -> str:
    """A reason not to give a drug; of a drug in use that may go on with it, that this is told too."""
    told = f"{reason.drug}: {reason.why}"
    if only_bars_starting(judgement, reason):
        return f"{told} (a limit for starting it; it is in use, and its label lets it go on with this)"
    return told


def _disagreement(judgement: Judgement, standing: Standing) -> tuple[str, ...]:
    """Rules that give it another standing, and rules that apply and say they differ from those that offer it."""
    lines = [
        f"{rule.name} has it as {offer.standing} ({', '.join(rule.sources)})"
        for rule, offer in standing.applies
        if standing.disagreement
    ]
    offering = [rule.name for rule, _ in standing.applies]
    others = dict.fromkeys(other for name in offering for other in judgement.index.differing.get(name, ()))
    for other in others:
        rule = judgement.index.by_name.get(other)
        if rule is not None and other not in offering and judgement.finding(other) is Outcome.APPLIES:
            lines.append(f"{other} advises otherwise ({', '.join(rule.sources)})")
    return tuple(lines)


def cautions_of(judgement: Judgement, standing: Standing) -> Iterator[Caution]:
    """Reasons against it, cautions of what remains of it, and what is to be checked first."""
    for reason in standing.reasons:
        kind = "interaction" if reason.interaction else "avoid"
        told = reason.interaction or reason.caveat
        do = told.do if told is not None else None
        yield Caution(drug=reason.drug, kind=kind, why=reason.why, do=do, sources=reason.sources)
    if standing.standing == "avoid":
        return
    remaining = list(dict.fromkeys(drug for slot in standing.slots for drug in slot))
    for drug in remaining:
        treatment = judgement.index.knowledge.treatments.get(drug)
        if treatment is not None:
            yield from _drug_cautions(judgement, treatment)
    for pair in interacting(judgement.index, standing.slots):
        if pair.interaction.effect != "avoid":
            why, each = f"with {pair.other}: {pair.interaction.why}", pair.interaction
            yield Caution(drug=pair.drug, kind="interaction", why=why, do=each.do, sources=each.sources)
    yield from _to_check_first(judgement, standing, remaining)
    yield from _approved_elsewhere(judgement, standing)


def _drug_cautions(judgement: Judgement, treatment: Treatment) -> Iterator[Caution]:
    for caveat in treatment.caution:
        if judgement.sheet.truth(caveat.when) is True:
            yield Caution(drug=treatment.drug, kind="caution", why=caveat.why, do=caveat.do, sources=caveat.sources)
    for objection in judgement.objections(treatment.drug):
        if not objection.forbids:
            yield Caution(drug=treatment.drug, kind="caution", why=objection.why)
    for each in treatment.interactions:
        if each.effect == "avoid":
            continue
        for name in judgement.taken(each.subject):
            if name == treatment.drug:
                continue
            why = f"{name}: {each.why}"
            yield Caution(drug=treatment.drug, kind="interaction", why=why, do=each.do, sources=each.sources)


def _to_check_first(judgement: Judgement, standing: Standing, remaining: Iterable[str]) -> Iterator[Caution]:
    """What would speak against it, or belong to it, and is not known."""
    name = standing.regimen.name
    for drug, caveat in standing.unchecked:
        if drug in remaining or drug == name:
            missing = judgement.strict.missing(caveat.when)
            yield Caution(
                drug=drug, kind="check-first", why=caveat.why, do=caveat.do, missing=missing, sources=caveat.sources
            )
    for rule in standing.undecided_against:
        missing = judgement.lacking(rule)
        why = next((each.why for _, given, each in judgement.index.advised[name] if given is rule), rule.why)
        yield Caution(drug=name, kind="check-first", why=why, missing=missing, sources=rule.sources)
    for addition in standing.unsure:
        missing = judgement.sheet.missing(addition.when)
        do = f"if so, with {' or '.join(addition.slot)}"
        yield Caution(drug=name, kind="check-first", why=addition.why, do=do, missing=missing, sources=addition.sources)


def _approved_elsewhere(judgement: Judgement, standing: Standing) -> Iterator[Caution]:
    """Where it is not known where a person is treated: that the offer holds in some regions and not in others."""
    offers = standing.applies or standing.possible
    if not offers or judgement.sheet.fact(REGION) is not None:
        return
    rule, offer = offers[0]
    yes = [where for where, since in offer.approved if since <= judgement.sheet.day]
    no = [where for where in judgement.index.facts.definitions[REGION].values if where not in yes]
    if yes and no:
        why = f"approved in {' and '.join(yes)}, not in {' and '.join(no)}; where this person is treated is not known"
        name = standing.regimen.name
        yield Caution(drug=name, kind="check-first", why=why, missing=(REGION,), sources=rule.sources)


def _leading(standing: Standing) -> tuple[str, ...]:
    """The first drug of each slot: what is described where alternatives are much alike."""
    return tuple(dict.fromkeys(slot[0] for slot in standing.slots if slot))


def _burden(knowledge: Knowledge, standing: Standing) -> dict[str, Asks]:
    found: dict[str, Asks] = {}
    for drug in _leading(standing):
        treatment = knowledge.treatments.get(drug)
        if treatment is not None and treatment.burden:
            found[drug] = {
                name: value for name, value in treatment.burden if isinstance(value, (bool, int, float, str))
            }
    return found


def _dose(knowledge: Knowledge, standing: Standing) -> dict[str, str]:
    drugs = (drug for slot in standing.slots for drug in slot)
    return {drug: knowledge.treatments[drug].dose for drug in drugs if drug in knowledge.treatments}


def _monitoring(judgement: Judgement, standing: Standing) -> Iterator[Monitoring]:
    knowledge, seen = judgement.index.knowledge, set()
    for drug in _leading(standing):
        treatment = knowledge.treatments.get(drug)
        if treatment is None:
            continue
        for phase, checks in (("before-start", treatment.before_start), ("on-treatment", treatment.monitoring)):
            for check in checks:
                key = (phase, check.investigation, check.when)
                if key in seen:
                    continue
                seen.add(key)
                known = knowledge.investigations.get(check.investigation)
                if phase == "before-start" and known is not None and needless(judgement, known):
                    continue
                yield Monitoring(
                    drug=drug,
                    investigation=check.investigation,
                    title=known.title if known else check.investigation,
                    when=check.when,
                    phase=phase,
                    why=check.why,
                    sources=check.sources,
                )


def _why(judgement: Judgement, rules: list[Rule]) -> Proof | None:
    return to_facts(prove_rule(rules[0], judgement.sheet)) if rules else None


def _why_not(judgement: Judgement, standing: Standing) -> Proof | None:
    if not standing.reasons:
        return None
    steps = tuple(prove_reason(judgement, reason) for reason in standing.reasons)
    whole = standing.standing == "avoid"
    says = f"{standing.regimen.name} is not given" if whole else f"parts of {standing.regimen.name} are not given"
    return to_facts(Step(says=says, value=True, kind="rule", because=steps))


def prove_reason(judgement: Judgement, reason: Reason) -> Step:
    """The proof of why a drug may not be given."""
    if reason.rule is not None:
        return prove_rule(reason.rule, judgement.sheet)
    if reason.event is not None:
        says = f"{reason.drug}: {reason.why}"
        return Step(says=says, value=True, kind="rule", because=(event_step(reason.event),))
    told = reason.caveat or reason.interaction
    assert told is not None  # noqa: S101 - a reason is a rule, a caveat or an interaction
    because = (
        _taken_steps(judgement, reason) if reason.caveat is None else (prove(reason.caveat.when, judgement.strict),)
    )
    return Step(
        says=f"{reason.drug}: {reason.why}",
        value=True,
        kind="rule",
        at=f"{told.at.file}:{told.at.line}",
        sources=reason.sources,
        because=because,
    )


def _taken_steps(judgement: Judgement, reason: Reason) -> tuple[Step, ...]:
    """The medicines in the record with which a drug does not go."""
    names = judgement.taken(reason.interaction.subject) if reason.interaction is not None else ()
    medicines = [row for row in judgement.sheet.rows("medication") if row.name in names]
    return tuple(event_step(row) for row in [*medicines, *_drugs_named(judgement, names)])


def _drugs_named(judgement: Judgement, names: tuple[str, ...]) -> list[Event]:
    return [row for row in judgement.sheet.rows("drug") if row.drug in names]
