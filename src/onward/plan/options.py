"""Options: the standings of regimens as a clinician reads them: in order, with reasons, cautions, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onward.knowledge.types import Caveat, Knowledge, Rule, Treatment
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import lacking, prove_rule
from onward.plan.evidence import benefits, harms
from onward.plan.judgement import Judgement, Reason, Standing
from onward.plan.proofs import to_proof
from onward.plan.types import Caution, Monitoring, Option, Proof

_PLACE = {"preferred": 0, "alternative": 1, "possible": 2, "avoid": 3}


def option_id(name: str) -> str:
    """The id of an option: the name of its regimen with hyphens, as urls and anchors have it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def make_options(judgement: Judgement) -> tuple[Option, ...]:
    """All regimens in question: preferred, alternative, possible, to be avoided; by rank within each, then by name."""
    standings = sorted(
        judgement.standings().values(), key=lambda each: (_PLACE[each.standing], each.rank, each.regimen.name)
    )
    return tuple(_option(judgement, standing, number) for number, standing in enumerate(standings, 1))


def _option(judgement: Judgement, standing: Standing, order: int) -> Option:
    knowledge, regimen = judgement.index.knowledge, standing.regimen
    rules = [rule for rule, _ in standing.applies or standing.possible]
    found = benefits(regimen, judgement.sheet, knowledge.sources)
    lead = knowledge.sources.get(found[0].trial) if found else None
    shown = standing.standing != "avoid"
    return Option(
        id=option_id(regimen.name),
        name=regimen.name,
        regimen=standing.slots,
        standing=standing.standing,
        order=order,
        missing=missing_facts(judgement, standing),
        strength=_strength(rules),
        sources=_sources(rules, standing),
        rules=tuple(rule.name for rule in rules),
        reason=_reason(standing, rules),
        cautions=tuple(_cautions(judgement, standing)),
        benefit=found if shown else (),
        harm=harms(regimen, lead) if shown else (),
        burden=_burden(knowledge, standing) if shown else {},
        dose=_dose(knowledge, standing) if shown else {},
        monitoring=tuple(_monitoring(knowledge, standing)) if shown else (),
        approval=standing.approval,
        disagreement=_disagreement(judgement, standing),
        why=_why(judgement, rules) if shown else None,
        why_not=_why_not(judgement, standing),
    )


def missing_facts(judgement: Judgement, standing: Standing) -> tuple[str, ...]:
    """What a possible option lacks: the fewest facts that would make one of its rules apply."""
    if standing.standing != "possible":
        return ()
    found = [lacking(rule, judgement.sheet) for rule, _ in standing.possible]
    return min(found, key=lambda names: (len(names), names)) if found else ()


def _strength(rules: Iterable[Rule]) -> dict[str, str]:
    return {system: grade for rule in rules for system, grade in rule.strength}


def _sources(rules: Iterable[Rule], standing: Standing) -> tuple[str, ...]:
    names = [source for rule in rules for source in rule.sources]
    names += [source for reason in standing.reasons for source in reason.sources]
    return tuple(dict.fromkeys([*names, *standing.regimen.sources]))


def _reason(standing: Standing, rules: list[Rule]) -> str:
    if standing.standing == "avoid":
        return "; ".join(dict.fromkeys(f"{reason.drug}: {reason.why}" for reason in standing.reasons))
    return " ".join(dict.fromkeys(rule.why for rule in rules))


def _disagreement(judgement: Judgement, standing: Standing) -> tuple[str, ...]:
    lines = [
        f"{rule.name} has it as {offer.standing} ({', '.join(rule.sources)})"
        for rule, offer in standing.applies
        if standing.disagreement
    ]
    found = judgement.found
    for rule, _ in standing.applies:
        for name in rule.disagrees_with:
            other = judgement.index.by_name.get(name)
            if other is not None and found.get(name) == "applies":
                lines.append(f"{name} advises otherwise ({', '.join(other.sources)})")
    return tuple(dict.fromkeys(lines))


def _cautions(judgement: Judgement, standing: Standing) -> Iterable[Caution]:
    remaining = {drug for slot in standing.slots for drug in slot}
    for reason in standing.reasons:
        kind = "interaction" if reason.interaction else "avoid"
        told = reason.interaction or reason.caveat
        do = told.do if told is not None else None
        yield Caution(drug=reason.drug, kind=kind, why=reason.why, do=do, sources=reason.sources)
    for drug in sorted(remaining):
        treatment = judgement.index.knowledge.treatments.get(drug)
        if treatment is not None:
            yield from _drug_cautions(judgement, treatment)
    for drug, caveat in standing.unchecked:
        if drug in remaining or drug == standing.regimen.name:
            yield _check_first(judgement, drug, caveat)
    for rule in standing.undecided_against:
        missing = lacking(rule, judgement.sheet)
        yield Caution(
            drug=standing.regimen.name, kind="check-first", why=rule.why, missing=missing, sources=rule.sources
        )


def _drug_cautions(judgement: Judgement, treatment: Treatment) -> Iterable[Caution]:
    for caveat in treatment.caution:
        if judgement.sheet.truth(caveat.when) is True:
            yield Caution(drug=treatment.drug, kind="caution", why=caveat.why, do=caveat.do, sources=caveat.sources)
    for each in treatment.interactions:
        name = judgement.taken(each.subject) if each.effect == "caution" else None
        if name is not None:
            yield Caution(
                drug=treatment.drug, kind="interaction", why=f"{name}: {each.why}", do=each.do, sources=each.sources
            )


def _check_first(judgement: Judgement, drug: str, caveat: Caveat) -> Caution:
    missing = judgement.strict.missing(caveat.when)
    return Caution(drug=drug, kind="check-first", why=caveat.why, do=caveat.do, missing=missing, sources=caveat.sources)


def _leading(standing: Standing) -> tuple[str, ...]:
    """The first drug of each slot: what is described where alternatives are much alike."""
    return tuple(dict.fromkeys(slot[0] for slot in standing.slots if slot))


def _burden(knowledge: Knowledge, standing: Standing) -> dict[str, object]:
    found: dict[str, object] = {}
    for drug in _leading(standing):
        treatment = knowledge.treatments.get(drug)
        if treatment is not None and treatment.burden:
            found[drug] = dict(treatment.burden)
    return found


def _dose(knowledge: Knowledge, standing: Standing) -> dict[str, str]:
    drugs = (drug for slot in standing.slots for drug in slot)
    return {drug: knowledge.treatments[drug].dose for drug in drugs if drug in knowledge.treatments}


def _monitoring(knowledge: Knowledge, standing: Standing) -> Iterable[Monitoring]:
    seen = set()
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
    return to_proof(prove_rule(rules[0], judgement.sheet)) if rules else None


def _why_not(judgement: Judgement, standing: Standing) -> Proof | None:
    if not standing.reasons:
        return None
    steps = tuple(prove_reason(judgement, reason) for reason in standing.reasons)
    return to_proof(Step(says=f"{standing.regimen.name} is not given", value=True, kind="rule", because=steps))


def prove_reason(judgement: Judgement, reason: Reason) -> Step:
    """The proof of why a drug may not be given."""
    if reason.caveat is not None:
        at = f"{reason.caveat.at.file}:{reason.caveat.at.line}"
        because: tuple[Step, ...] = (prove(reason.caveat.when, judgement.strict),)
    elif reason.interaction is not None:
        at = f"{reason.interaction.at.file}:{reason.interaction.at.line}"
        taken = judgement.taken(reason.interaction.subject)
        because = (Step(says=f"takes {taken}", value=True, kind="event"),)
    elif reason.rule is not None:
        return prove_rule(reason.rule, judgement.sheet)
    else:
        at, because = "", ()
    return Step(
        says=f"{reason.drug}: {reason.why}", value=True, kind="rule", at=at, sources=reason.sources, because=because
    )
