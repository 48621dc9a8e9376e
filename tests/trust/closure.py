"""Closure of classes: every drug with a treatment is in its classes, and every class that rules name has members.

A question about a class of which no drug is known can never be answered with yes; a drug outside its parent class would
slip through an interaction or a question about treatment so far.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.trust.conditions import expressions
from tests.trust.measure import Measure

from onward.knowledge.course import class_table
from onward.knowledge.types import Knowledge
from onward.logic.nodes import History, InClass, Node
from onward.logic.walk import walk


def faults(knowledge: Knowledge) -> Iterator[str]:
    """Everything that is not closed."""
    table = class_table(knowledge)
    parents = _declared(knowledge)
    for treatment in knowledge.treatments.values():
        for name in treatment.classes:
            if name not in table[treatment.drug]:
                yield f"{treatment.drug} is not found in its class {name}"
        for name in table[treatment.drug]:
            yield from (
                f"{treatment.drug} is a {name} and not found in {above}"
                for above in parents.get(name, ())
                if above not in table[treatment.drug]
            )
    for name, where in sorted(named(knowledge).items()):
        members = [drug for drug, classes in table.items() if name in classes and drug not in parents]
        if not members and name not in knowledge.treatments:
            yield f"no drug is in '{name}', which {where} names"


def ambiguous(knowledge: Knowledge) -> Iterator[str]:
    """Codes and texts that lead to two words of one value set: which of them is read would be left to chance."""
    for value_set in knowledge.terminology.values():
        found: dict[tuple[str, str], set[str]] = {}
        for concept in value_set.concepts:
            texts = {("text", text.casefold()) for text in (concept.word, *concept.texts)}
            for key in (*texts, *concept.codes):
                found.setdefault(key, set()).add(concept.word)
        for (kind, name), words in sorted(found.items()):
            if len(words) > 1:
                yield f"{value_set.name}: the {kind} '{name}' leads to {' and to '.join(sorted(words))}"


def _declared(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {concept.word: concept.classes for concept in knowledge.terminology["class"].concepts}


def named(knowledge: Knowledge) -> dict[str, str]:
    """Every drug or class that rules, facts, interactions and advice name, and the first place that does."""
    found: dict[str, str] = {}
    for where, _, node in expressions(knowledge):
        for word in _subjects(node):
            found.setdefault(word, where)
    for treatment in knowledge.treatments.values():
        for each in treatment.interactions:
            found.setdefault(each.subject, f"an interaction of {treatment.drug}")
    for rule in knowledge.rules:
        for against in rule.against:
            if against.subject not in knowledge.regimens:
                found.setdefault(against.subject, f"rule {rule.name}")
    return found


def _subjects(node: Node) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, History):
            yield each.subject
        elif isinstance(each, InClass):
            yield each.class_name


def measure(knowledge: Knowledge) -> Measure:
    """Closure of all classes and drugs."""
    misses = [*faults(knowledge), *ambiguous(knowledge)]
    concepts = sum(len(each.concepts) for each in knowledge.terminology.values())
    return Measure(
        kind="Class and code closure: drugs in their classes, classes with members, codes and texts with one word",
        target="all",
        measured=f"{len(misses)} open",
        count=len(knowledge.treatments) + len(named(knowledge)) + concepts,
        misses=misses,
    )
