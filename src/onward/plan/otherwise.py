"""What would make the advice on the present treatment different: every rule about it that does not hold now.

In: a judgement and the drugs in use. Out: one row for each dose rule of a drug and each rule on the treatment that is
false or unknown, with what it asks and what is known of that; those that only wait for a fact come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onward.facts.plain import plain
from onward.logic.nodes import And, Node, Or
from onward.logic.text import to_text
from onward.logic.walk import facts_in
from onward.pathways.findings import Outcome
from onward.plan.judgement import Judgement
from onward.plan.types import Otherwise


def otherwise(judgement: Judgement, drugs: Iterable[str]) -> tuple[Otherwise, ...]:
    """Everything that would change the advice, what is unknown first."""
    found = [*_dose_rules(judgement, drugs), *_rules(judgement)]
    return tuple(sorted(found, key=lambda each: not each.missing))


def _dose_rules(judgement: Judgement, drugs: Iterable[str]) -> Iterator[Otherwise]:
    treatments = judgement.index.knowledge.treatments
    for drug in drugs:
        for change in treatments[drug].dose_changes if drug in treatments else ():
            if change.effective.holds(judgement.sheet.day) and judgement.sheet.truth(change.when) is not True:
                yield _otherwise(judgement, change.do, drug, change.when, change.how, change.sources)


def _rules(judgement: Judgement) -> Iterator[Otherwise]:
    for rule, advice in judgement.index.advising.get("action", ()):
        if judgement.finding(rule.name) is not Outcome.APPLIES and _could_hold(judgement, rule.when):
            yield _otherwise(judgement, advice.do or "review", None, rule.when, advice.title, rule.sources)


def _could_hold(judgement: Judgement, when: Node) -> bool:
    """Whether some finding could make a condition true; one about drugs that are not in use cannot."""
    if isinstance(when, And):
        return all(_could_hold(judgement, each) for each in when.operands)
    if isinstance(when, Or):
        return any(_could_hold(judgement, each) for each in when.operands)
    return bool(facts_in(when)) or judgement.sheet.truth(when) is not False


def _otherwise(
    judgement: Judgement, do: str, drug: str | None, when: Node, how: str, sources: tuple[str, ...]
) -> Otherwise:
    sheet = judgement.sheet
    now = {name: plain(sheet.fact(name)) for name in facts_in(when)}
    return Otherwise(
        do=do,
        drug=drug,
        when=to_text(when),
        how=how,
        now={name: value for name, value in now.items() if value is not None},
        missing=sheet.missing(when) if sheet.truth(when) is None else (),
        sources=sources,
    )
