"""Severe findings under treatment of which no dose rule of the drugs in use knows: nobody has said that one may go on.

In: a judgement, the drugs in use, the reasons found so far. Out: a reason to look at the treatment for each such
finding, or to hold it where drugs of some classes wait for it. A finding that a dose rule meets as it is now, whatever
the rule says, is answered; so is one that a reason rests on, but where drugs wait for it a reason only to look is none.
A label that speaks of another grade of it has not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from onward.facts.plain import plain
from onward.knowledge.schedule import schedule_rules
from onward.logic.walk import facts_in
from onward.plan.attribution import words_of
from onward.plan.going_on import speaking
from onward.plan.judgement import Judgement
from onward.plan.proofs import facts_named, to_facts
from onward.plan.types import Measure

REVIEW = "review"


def unanswered(
    judgement: Judgement, drugs: Iterable[str], found: Sequence[tuple[str, Measure]]
) -> list[tuple[str, Measure]]:
    """A reason for each recent severe finding that nothing among what was found answers."""
    return list(_unanswered(judgement, drugs, found))


def _unanswered(
    judgement: Judgement, drugs: Iterable[str], found: Sequence[tuple[str, Measure]]
) -> Iterator[tuple[str, Measure]]:
    rules = schedule_rules(judgement.index.knowledge).unanswered
    if rules is None:
        return
    looked_at = _answered(judgement, drugs, [reason for do, reason in found if do != "continue"])
    settled = _answered(judgement, drugs, [reason for do, reason in found if do not in ("continue", REVIEW)])
    definitions = judgement.index.facts.definitions
    waits = rules.held is not None and any(_is_any(judgement, drug, rules.held.given) for drug in drugs)
    for fact in rules.facts:
        grade = judgement.sheet.fact(fact) if fact in definitions else None
        severe = isinstance(grade, (int, float)) and grade >= rules.grade
        held = rules.held if waits and rules.held and fact in rules.held.facts else None
        answered = settled if held else looked_at
        if severe and _recent(judgement, fact, rules.days) and not words_of(fact, definitions) & answered:
            says = f"{definitions[fact].what} is {plain(grade)}: no dose rule of {' or '.join(drugs)} says what to do"
            yield (
                "hold" if held else REVIEW,
                Measure(
                    id=f"unanswered-{fact.replace('_', '-')}",
                    title=says,
                    why=held.why if held else rules.why,
                    sources=rules.sources,
                    proof=to_facts(judgement.sheet.prove_fact(fact)),
                ),
            )


def _is_any(judgement: Judgement, drug: str, classes: Iterable[str]) -> bool:
    return not judgement.index.facts.classes.get(drug, frozenset({drug})).isdisjoint(classes)


def _answered(judgement: Judgement, drugs: Iterable[str], reasons: Iterable[Measure]) -> frozenset[str]:
    """The words of every finding that a dose rule of the drugs meets now, or that a reason rests on."""
    changes = [change for drug in drugs for change in speaking(judgement, drug)]
    facts = {fact for change in changes for fact in facts_in(change.when)}
    facts |= {fact for reason in reasons if reason.proof for fact in facts_named(reason.proof)}
    definitions = judgement.index.facts.definitions
    return frozenset().union(*(words_of(fact, definitions) for fact in facts))


def _recent(judgement: Judgement, fact: str, days: int) -> bool:
    """Whether the finding was made in the last days; one without a date counts."""
    first = judgement.sheet.day - timedelta(days)
    rows = judgement.sheet.decisive.get(fact, ())
    return any(row.date is None or row.date.high >= first for row in rows)
