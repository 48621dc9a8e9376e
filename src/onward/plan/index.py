"""One knowledge as it stands on one day, arranged for judging: who offers what, and what depends on which fact.

In: knowledge and a day. Out: ``PlanIndex``. It is made once for all patients; plans of different days share it as long
as the same rules are in effect.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onward.facts.index import FactIndex, index_facts
from onward.facts.reserved import REGION
from onward.knowledge.course import CourseKnowledge, course_knowledge
from onward.knowledge.types import Advice, Against, Knowledge, Offer, Regimen, Rule
from onward.pathways.findings import in_effect, overriders
from onward.plan.thresholds import compared_numbers

Reads = Mapping[str, frozenset[str]]
Advised = tuple[str | None, Rule, Against]
"""Advice against something: the drug of the regimen that it concerns (``None`` = all of it), and who gives it."""


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """One knowledge on one day, arranged for judging regimens."""

    knowledge: Knowledge
    facts: FactIndex
    rules: tuple[Rule, ...]
    by_name: Mapping[str, Rule]
    offers: Mapping[str, tuple[tuple[Rule, Offer], ...]]
    """By regimen, every offer of it; a regimen that is only advised against has none."""
    against: tuple[tuple[Rule, Against], ...]
    advised: Mapping[str, tuple[Advised, ...]]
    """By regimen, the advice against it or a drug of it."""
    overriders: Mapping[str, tuple[str, ...]]
    rule_reads: Reads
    regimen_reads: Reads
    drug_reads: Reads
    rules_touched: Reads
    """By fact, the rules that can depend on it; likewise for regimens and drugs."""
    regimens_touched: Reads
    drugs_touched: Reads
    apart_touched: Reads
    """By fact, the regimens that depend on it by something else than a rule: a drug, an addition, the region."""
    regimen_rules: Reads
    """By regimen, every rule that can change what stands of it."""
    numbers: Mapping[str, tuple[float, ...]]
    """By fact, every number that knowledge compares it with."""
    subjects: frozenset[str]
    """Drugs and classes that some interaction or advice names."""
    differing: Mapping[str, tuple[str, ...]]
    """By rule, the rules from which it knowingly differs, or which say so of it."""
    advising: Mapping[str, tuple[tuple[Rule, Advice], ...]]
    """By kind (``alert``, ``test`` ...), every piece of advice with its rule."""
    companions: frozenset[str]
    """Classes of drugs that go on whatever line of treatment follows."""
    pairs: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What ``together.py`` found of the drugs in some slots, kept."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What plans of one knowledge share, whatever the day."""

    knowledge: Knowledge
    facts: FactIndex
    course: CourseKnowledge
    numbers: Mapping[str, tuple[float, ...]]
    by_rules: OrderedDict[tuple[str, ...], PlanIndex]


_KEPT_KNOWLEDGE = 4
_KEPT_DAYS = 32
_PREPARED: OrderedDict[int, Prepared] = OrderedDict()


def prepare(knowledge: Knowledge) -> Prepared:
    """What plans of one knowledge share; kept for the knowledge that was used last."""
    found = _PREPARED.get(id(knowledge))
    if found is None or found.knowledge is not knowledge:
        course = course_knowledge(knowledge, knowledge.beside or None)
        numbers = compared_numbers(knowledge)
        found = Prepared(knowledge, index_facts(knowledge), course, numbers, OrderedDict())
        _PREPARED[id(knowledge)] = found
    _PREPARED.move_to_end(id(knowledge))
    while len(_PREPARED) > _KEPT_KNOWLEDGE:
        _PREPARED.popitem(last=False)
    return found


def index_for(prepared: Prepared, day: datetime.date) -> PlanIndex:
    """The index of the rules in effect on a day; kept for the sets of rules that were used last."""
    rules = in_effect(prepared.knowledge, day)
    key = tuple(rule.name for rule in rules)
    found = prepared.by_rules.get(key)
    if found is None:
        found = prepared.by_rules[key] = _index(prepared, rules)
    prepared.by_rules.move_to_end(key)
    while len(prepared.by_rules) > _KEPT_DAYS:
        prepared.by_rules.popitem(last=False)
    return found


def index_plan(knowledge: Knowledge, day: datetime.date) -> PlanIndex:
    """Arrange one knowledge for the plans of one day."""
    return index_for(prepare(knowledge), day)


def _index(prepared: Prepared, rules: tuple[Rule, ...]) -> PlanIndex:
    knowledge, facts = prepared.knowledge, prepared.facts
    offers: dict[str, list[tuple[Rule, Offer]]] = {}
    for rule in rules:
        for offer in rule.offers:
            offers.setdefault(offer.regimen, []).append((rule, offer))
        for each in rule.against:
            if each.subject in knowledge.regimens:
                offers.setdefault(each.subject, [])
    against = tuple((rule, each) for rule in rules for each in rule.against)
    advised = {name: tuple(_advised(knowledge.regimens[name], against, facts)) for name in offers}
    above = overriders(rules)
    rule_reads = {rule.name: facts.behind(rule.when) | facts.behind(rule.unless) for rule in rules}
    drug_reads = {
        drug: _drug_reads(knowledge, facts, drug) for name in offers for drug in drugs_of(knowledge.regimens[name])
    }
    rules_of = {name: _rules_of(found, advised[name], above) for name, found in offers.items()}
    apart = {}
    for name in offers:
        regimen = knowledge.regimens[name]
        apart[name] = _regimen_reads(regimen, facts).union(*(drug_reads[drug] for drug in drugs_of(regimen)))
    regimen_reads = {name: apart[name].union(*(rule_reads[rule] for rule in rules_of[name])) for name in offers}
    return PlanIndex(
        knowledge=knowledge,
        facts=facts,
        rules=rules,
        by_name={rule.name: rule for rule in rules},
        offers={name: tuple(found) for name, found in sorted(offers.items())},
        against=against,
        advised=advised,
        overriders=above,
        rule_reads=rule_reads,
        regimen_reads=regimen_reads,
        drug_reads=drug_reads,
        rules_touched=_turned(rule_reads),
        regimens_touched=_turned(regimen_reads),
        drugs_touched=_turned(drug_reads),
        apart_touched=_turned(apart),
        regimen_rules=rules_of,
        numbers=prepared.numbers,
        subjects=_subjects(knowledge, rules),
        differing=_differing(rules),
        advising=_advising(rules),
        companions=prepared.course.rules.words.companions,
    )


def _advised(regimen: Regimen, against: Iterable[tuple[Rule, Against]], facts: FactIndex) -> Iterable[Advised]:
    for rule, each in against:
        if each.subject == regimen.name:
            yield None, rule, each
            continue
        for drug in drugs_of(regimen):
            if matches(each.subject, drug, regimen.name, facts):
                yield drug, rule, each


def _rules_of(
    offers: Iterable[tuple[Rule, Offer]], advised: Iterable[Advised], above: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """The rules that offer a regimen or advise against it, and those that can displace them."""
    named = {rule.name for rule, _ in offers} | {rule.name for _, rule, _ in advised}
    return frozenset(named).union(*(above.get(name, ()) for name in named))


def _drug_reads(knowledge: Knowledge, facts: FactIndex, drug: str) -> frozenset[str]:
    treatment = knowledge.treatments.get(drug)
    caveats = treatment.avoid if treatment is not None else ()
    return frozenset().union(*(facts.behind(caveat.when) for caveat in caveats))


def _regimen_reads(regimen: Regimen, facts: FactIndex) -> frozenset[str]:
    conditions = [*(each.when for each in regimen.avoid), *(each.when for each in regimen.additions)]
    return frozenset({REGION}).union(*(facts.behind(condition) for condition in conditions))


def _turned(reads: Reads) -> dict[str, frozenset[str]]:
    """By fact, everything that reads it."""
    found: dict[str, set[str]] = {}
    for name, facts in reads.items():
        for fact in facts:
            found.setdefault(fact, set()).add(name)
    return {fact: frozenset(names) for fact, names in found.items()}


def _subjects(knowledge: Knowledge, rules: Iterable[Rule]) -> frozenset[str]:
    named = {each.subject for treatment in knowledge.treatments.values() for each in treatment.interactions}
    return frozenset(named | {each.subject for rule in rules for each in rule.against})


def _differing(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for rule in rules:
        for other in rule.disagrees_with:
            found.setdefault(rule.name, {})[other] = None
            found.setdefault(other, {})[rule.name] = None
    return {name: tuple(sorted(others)) for name, others in found.items()}


def _advising(rules: Iterable[Rule]) -> dict[str, tuple[tuple[Rule, Advice], ...]]:
    found: dict[str, list[tuple[Rule, Advice]]] = {}
    for rule in rules:
        for advice in rule.advice:
            found.setdefault(advice.kind, []).append((rule, advice))
    return {kind: tuple(pairs) for kind, pairs in found.items()}


def drugs_of(regimen: Regimen) -> tuple[str, ...]:
    """Every drug that may be part of a regimen."""
    slots = [*regimen.slots, *(addition.slot for addition in regimen.additions)]
    return tuple(dict.fromkeys(drug for slot in slots for drug in slot))


def matches(subject: str, drug: str, regimen: str, facts: FactIndex) -> bool:
    """Whether advice about a regimen, drug or class concerns a drug within a regimen."""
    return subject in (regimen, drug) or subject in facts.classes.get(drug, ())
