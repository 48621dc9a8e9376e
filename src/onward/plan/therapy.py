"""What to do with the treatment that goes on: dose rules of its drugs and rules about it, the strictest leading."""

from __future__ import annotations

from collections.abc import Iterable

from onward.knowledge.types import DoseChange, Rule, Treatment
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import Outcome, prove_rule
from onward.plan.judgement import Judgement
from onward.plan.proofs import to_proof
from onward.plan.types import CurrentTherapy, Measure

STRICTEST_FIRST = ("stop", "switch", "hold", "reduce", "continue")


def current_therapy(judgement: Judgement) -> CurrentTherapy | None:
    """The action on the present treatment with every reason for it; ``None`` where no treatment goes on."""
    sheet = judgement.sheet
    if sheet.fact("on_treatment") is not True:
        return None
    drugs = tuple(sorted(sheet.fact("current_drugs") or ()))
    found = [*_dose_changes(judgement, drugs), *_rules(judgement)]
    found.sort(key=lambda pair: (STRICTEST_FIRST.index(pair[0]), pair[1].id))
    if not found:
        going_on = sheet.fact("stage") == "monitor"
        why = "nothing recorded asks for a change" if going_on else ""
        return CurrentTherapy(action="continue" if going_on else None, drugs=drugs, why=why)
    action, lead = found[0]
    sources = tuple(dict.fromkeys(source for _, reason in found for source in reason.sources))
    return CurrentTherapy(
        action=action, drugs=drugs, why=lead.why, reasons=tuple(reason for _, reason in found), sources=sources
    )


def _dose_changes(judgement: Judgement, drugs: Iterable[str]) -> Iterable[tuple[str, Measure]]:
    for drug in drugs:
        treatment = judgement.index.knowledge.treatments.get(drug)
        if treatment is None:
            continue
        for number, change in enumerate(treatment.dose_changes, 1):
            if change.effective.holds(judgement.sheet.day) and judgement.sheet.truth(change.when) is True:
                yield change.do, _measure(judgement, treatment, change, number)


def _measure(judgement: Judgement, treatment: Treatment, change: DoseChange, number: int) -> Measure:
    step = Step(
        says=f"{treatment.drug}: {change.how}",
        value=True,
        kind="rule",
        at=f"{change.at.file}:{change.at.line}",
        sources=change.sources,
        because=(prove(change.when, judgement.sheet),),
    )
    return Measure(
        id=f"{treatment.drug.replace(' ', '-')}-{change.do}-{number}",
        title=f"{treatment.drug}: {change.do}",
        why=change.how,
        do=change.how,
        sources=change.sources,
        proof=to_proof(step),
    )


def _rules(judgement: Judgement) -> Iterable[tuple[str, Measure]]:
    for rule in judgement.index.rules:
        actions = [advice for advice in rule.advice if advice.kind == "action"]
        if actions and judgement.found[rule.name] is Outcome.APPLIES:
            for advice in actions:
                yield advice.do or "continue", _from_rule(judgement, rule, advice.id, advice.title)


def _from_rule(judgement: Judgement, rule: Rule, name: str, title: str) -> Measure:
    proof = to_proof(prove_rule(rule, judgement.sheet))
    return Measure(id=name, title=title, why=rule.why, sources=rule.sources, proof=proof)
