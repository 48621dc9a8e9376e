"""What to do with the treatment that goes on: dose rules of its drugs and rules about it, the strictest leading.

A reason never to start a drug, met by somebody who takes it, is no order to stop; it is told, and then nothing says
"continue".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onward.facts.reserved import CURRENT_DRUGS, ON_TREATMENT, STAGE
from onward.knowledge.types import DoseChange, Rule, Treatment
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import Outcome, prove_rule
from onward.plan.judgement import Judgement
from onward.plan.options import prove_reason
from onward.plan.proofs import to_facts
from onward.plan.types import CurrentTherapy, Measure

REVIEW = "review"
STRICTEST_FIRST = ("stop", "switch", "hold", "reduce", REVIEW, "continue")


def current_therapy(judgement: Judgement) -> CurrentTherapy | None:
    """The action on the present treatment with every reason for it; ``None`` where no treatment goes on."""
    sheet = judgement.sheet
    going_on = sheet.fact(ON_TREATMENT)
    if going_on is False or sheet.fact(STAGE) in (None, "none", "workup"):
        return None
    if going_on is None:
        return CurrentTherapy(action=None, why="the record does not say whether the newest treatment goes on")
    drugs = tuple(sorted(sheet.fact(CURRENT_DRUGS) or ()))
    found = [*_dose_changes(judgement, drugs), *_rules(judgement), *_reasons_against(judgement, drugs)]
    found.sort(key=lambda pair: (STRICTEST_FIRST.index(pair[0]), pair[1].id))
    if not found:
        settled = sheet.fact(STAGE) == "monitor"
        why = "nothing recorded asks for a change" if settled else "no rule says what to do with it"
        return CurrentTherapy(action="continue" if settled else None, drugs=drugs, why=why)
    action, lead = found[0]
    return CurrentTherapy(
        action=None if action == REVIEW else action,
        drugs=drugs,
        why=lead.why,
        reasons=tuple(reason for _, reason in found),
        sources=tuple(dict.fromkeys(source for _, reason in found for source in reason.sources)),
    )


def _dose_changes(judgement: Judgement, drugs: Iterable[str]) -> Iterator[tuple[str, Measure]]:
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
        proof=to_facts(step),
    )


def _rules(judgement: Judgement) -> Iterator[tuple[str, Measure]]:
    for rule, advice in judgement.index.advising.get("action", ()):
        if judgement.finding(rule.name) is Outcome.APPLIES:
            yield advice.do or REVIEW, _from_rule(judgement, rule, advice.id, advice.title)


def _from_rule(judgement: Judgement, rule: Rule, name: str, title: str) -> Measure:
    proof = to_facts(prove_rule(rule, judgement.sheet))
    return Measure(id=name, title=title, why=rule.why, sources=rule.sources, proof=proof)


def _reasons_against(judgement: Judgement, drugs: Iterable[str]) -> Iterator[tuple[str, Measure]]:
    for drug in drugs:
        for number, reason in enumerate(judgement.harm(drug).reasons, 1):
            yield (
                REVIEW,
                Measure(
                    id=f"{drug.replace(' ', '-')}-reason-against-{number}",
                    title=f"{drug}: a reason against starting it is present",
                    why=reason.why,
                    sources=reason.sources,
                    proof=to_facts(prove_reason(judgement, reason)),
                ),
            )
