"""Consistency: rules that can never be true, that another one says already, that contradict, and states without an
answer.

Reachable states are those of random charts in which a treatment has to be chosen and the subtype is known. An answer is
an option that is offered, or possible with something to ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import permutations

from tests.trust.measure import Measure, share
from tests.trust.world import judged

from onward.facts.sheet import FactSheet
from onward.knowledge.lint import applies, disagreements
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.satisfiable import never_true
from onward.knowledge.types import Caveat, DoseChange, Knowledge, Rule
from onward.logic.nodes import And, Not
from onward.logic.text import to_text

ANSWERED = 98.0


def impossible(knowledge: Knowledge) -> Iterator[str]:
    """Rules, and reasons against drugs, that no patient can meet."""
    for rule in knowledge.rules:
        if never_true(applies(rule), knowledge.facts):
            yield f"{rule.at.file}:{rule.at.line} rule {rule.name} can never be true"
    for treatment in knowledge.treatments.values():
        entries: tuple[Caveat | DoseChange, ...] = (*treatment.avoid, *treatment.caution, *treatment.dose_changes)
        for each in entries:
            if never_true(each.when, knowledge.facts):
                yield f"{each.at.file}:{each.at.line} {treatment.drug}: {to_text(each.when)} can never be true"


def subsumed(knowledge: Knowledge) -> Iterator[str]:
    """Rules of which everything is already said by another one whenever they are true."""
    for one, other in permutations(knowledge.rules, 2):
        if _says(one) and _says(one) <= _says(other) and _in_effect_within(one, other):
            alone = And(operands=(applies(one), Not(operand=applies(other))))
            if never_true(alone, knowledge.facts):
                yield f"{one.at.file}:{one.at.line} rule {one.name} says nothing that {other.name} does not say"


def _says(rule: Rule) -> frozenset[tuple[object, ...]]:
    offers = {("offer", each.regimen, each.standing, each.rank, each.approved) for each in rule.offers}
    advice = {(each.kind, each.id) for each in rule.advice}
    return frozenset[tuple[object, ...]]({*offers, *advice, *(("against", each.subject) for each in rule.against)})


def _in_effect_within(one: Rule, other: Rule) -> bool:
    starts = other.effective.start is None or other.effective.start <= (one.effective.start or date.min)
    ends = other.effective.end is None or other.effective.end >= (one.effective.end or date.max)
    return starts and ends


def measure_rules(read: ReadKnowledge, today: date) -> Measure:
    """What is inconsistent in the rules themselves."""
    misses = [*impossible(read.knowledge), *subsumed(read.knowledge)]
    misses += [f"{each.fault.file}:{each.fault.line} {each.fault.wrong}" for each in disagreements(read, today)]
    return Measure(
        kind="Consistency: rules never true, subsumed or contradicting",
        target="0 unexplained",
        measured=f"{len(misses)} found",
        count=len(read.knowledge.rules),
        misses=misses,
    )


def measure_states(first: int, count: int) -> Measure:
    """The share of reachable states that have an answer."""
    reached = answered = 0
    without: Counter[str] = Counter()
    for seed in range(first, first + count):
        judgement = judged(seed)
        sheet = judgement.sheet
        if sheet.fact("stage") != "treat":
            continue
        reached += 1
        if any(each.standing != "avoid" for each in judgement.standings().values()):
            answered += 1
        else:
            without[_state(sheet, bool(judgement.standings()))] += 1
    return Measure(
        kind="Consistency: reachable states with an answer",
        target=f">= {ANSWERED:g} %",
        measured=share(answered, reached),
        tally={"answered": (answered, reached)},
        count=reached,
        misses=[f"{state} ({times} charts)" for state, times in without.most_common()],
    )


def _state(sheet: FactSheet, avoided: bool) -> str:
    line = sheet.fact("line")
    lines = "unknown" if line is None else "4 or more" if line >= 4 else str(line)
    parts = [
        f"subtype {sheet.fact('subtype')}",
        f"line {lines}",
        "visceral crisis" if sheet.fact("visceral_crisis") is True else "",
        "pregnant" if sheet.fact("pregnant") is True else "",
        f"ECOG {sheet.fact('ecog'):g}" if (sheet.fact("ecog") or 0) >= 3 else "",
        "all options are to be avoided" if avoided else "no option at all",
    ]
    return ", ".join(part for part in parts if part)
