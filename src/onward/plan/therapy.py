"""What to do with the treatment that goes on: dose rules of its drugs and rules about it, the strictest leading.

A reason never to start a drug, met by somebody who takes it, is no order to stop; it is told, and then nothing says
"continue", unless the label itself lets the drug go on with that finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onward.facts.reserved import CURRENT_DRUGS, ON_TREATMENT, STAGE
from onward.knowledge.types import DoseChange, Rule, Treatment
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import Outcome, prove_rule
from onward.plan.attribution import attributions, words_of
from onward.plan.going_on import goes_on_with, overruled
from onward.plan.judgement import Judgement
from onward.plan.options import prove_reason
from onward.plan.otherwise import otherwise
from onward.plan.proofs import facts_named, to_facts
from onward.plan.together import interacting
from onward.plan.types import Attribution, Caution, CurrentTherapy, Measure
from onward.plan.unanswered import REVIEW, unanswered

NOTHING_ASKS = "nothing recorded asks for a change"
STRICTEST_FIRST = ("stop", "switch", "hold", "reduce", REVIEW, "continue")


def current_therapy(judgement: Judgement, supportive: Iterable[Measure] = ()) -> CurrentTherapy | None:
    """The action on the present treatment with every reason for it; ``None`` where no treatment goes on.

    Of the supportive measures those are named that answer the findings behind the action.
    """
    sheet = judgement.sheet
    going_on = sheet.fact(ON_TREATMENT)
    if going_on is False or sheet.fact(STAGE) in (None, "none", "workup"):
        return None
    if going_on is None:
        return CurrentTherapy(action=None, why="the record does not say whether the newest treatment goes on")
    drugs = tuple(sorted(sheet.fact(CURRENT_DRUGS) or ()))
    found = [*_dose_changes(judgement, drugs), *_rules(judgement), *_reasons_against(judgement, drugs)]
    found += _not_together(judgement, drugs)
    found += unanswered(judgement, drugs, found)
    found.sort(key=lambda pair: (STRICTEST_FIRST.index(pair[0]), pair[1].id))
    settled = sheet.fact(STAGE) == "monitor"
    why = found[0][1].why if found else NOTHING_ASKS if settled else "no rule says what to do with it"
    action = found[0][0] if found else "continue" if settled else None
    against = [reason for do, reason in found if do != "continue"]
    named = {fact for reason in against if reason.proof for fact in facts_named(reason.proof)}
    tied = attributions(judgement, drugs, named)
    return CurrentTherapy(
        action=None if action == REVIEW else action,
        drugs=drugs,
        why=why,
        reasons=tuple(reason for _, reason in found),
        sources=tuple(dict.fromkeys(source for _, reason in found for source in reason.sources)),
        attributable=tied,
        cautions=tuple(_cautions(judgement, drugs)),
        supportive=_answering(judgement, tied, supportive),
        otherwise=otherwise(judgement, drugs),
    )


def _cautions(judgement: Judgement, drugs: Sequence[str]) -> Iterator[Caution]:
    """What other medicines in use, and the drugs themselves, do to one another, short of a reason to stop."""
    treatments = judgement.index.knowledge.treatments
    found = [
        (drug, name, each)
        for drug in drugs
        for each in (treatments[drug].interactions if drug in treatments else ())
        for name in judgement.taken(each.subject)
        if name not in drugs
    ]
    found += [(pair.drug, pair.other, pair.interaction) for pair in interacting(judgement.index, _slots(drugs))]
    for drug, name, each in dict.fromkeys(found):
        if each.effect != "avoid":
            why = f"{name}: {each.why}"
            yield Caution(drug=drug, kind="interaction", why=why, do=each.do, sources=each.sources)


def _slots(drugs: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Drugs that are given together, as slots of a regimen."""
    return tuple((drug,) for drug in drugs)


def _not_together(judgement: Judgement, drugs: Sequence[str]) -> Iterator[tuple[str, Measure]]:
    """Two drugs in use that do not go together by their own knowledge: to be looked at, whichever stays."""
    for pair in interacting(judgement.index, _slots(drugs)):
        if pair.interaction.effect == "avoid":
            yield (
                REVIEW,
                Measure(
                    id=f"{pair.drug}-with-{pair.other}".replace(" ", "-"),
                    title=f"{pair.drug} and {pair.other} are not given together",
                    why=pair.interaction.why,
                    do=pair.interaction.do,
                    sources=pair.interaction.sources,
                ),
            )


def _answering(judgement: Judgement, tied: Iterable[Attribution], supportive: Iterable[Measure]) -> tuple[str, ...]:
    """The supportive measures that are offered because of the findings behind the action."""
    definitions = judgement.index.facts.definitions
    words = frozenset().union(*(words_of(each.finding, definitions) for each in tied))
    found = []
    for measure in supportive:
        named = facts_named(measure.proof) if measure.proof and measure.standing == "offered" else set()
        if any(words & words_of(fact, definitions) for fact in named):
            found.append(measure.id)
    return tuple(found)


def _dose_changes(judgement: Judgement, drugs: Iterable[str]) -> Iterator[tuple[str, Measure]]:
    for drug in drugs:
        treatment = judgement.index.knowledge.treatments.get(drug)
        if treatment is None:
            continue
        for number, change in enumerate(treatment.dose_changes, 1):
            if not change.effective.holds(judgement.sheet.day) or judgement.sheet.truth(change.when) is not True:
                continue
            if not overruled(judgement, drug, change):
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
            if goes_on_with(judgement, reason):
                continue
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
