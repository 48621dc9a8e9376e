"""What a finding under treatment may come from: the drugs in use whose labels speak of it, and what adds to them.

In: a judgement, the drugs in use, the facts that a reason rests on. Out: one row for each finding. Two facts are one
finding where they are read from the same words of the record: neutrophils as a number and as a grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from onward.events.tables import Symptom
from onward.facts.plain import plain
from onward.knowledge.types import FactDefinition, Treatment
from onward.logic.nodes import Column, Compare, In, Literal, Node
from onward.logic.walk import facts_in, walk
from onward.plan.judgement import Judgement
from onward.plan.types import Attribution

SUBJECTS = frozenset({"test", "term", "name"})
"""Columns that say what a row is about."""


def attributions(judgement: Judgement, drugs: Iterable[str], named: Iterable[str]) -> tuple[Attribution, ...]:
    """Each finding among some facts, with the drugs in use that their labels tie to it."""
    treatments = judgement.index.knowledge.treatments
    in_use = [treatments[drug] for drug in drugs if drug in treatments]
    definitions = judgement.index.facts.definitions
    found: dict[frozenset[str], Attribution] = {}
    for fact in sorted(named):
        words = words_of(fact, definitions)
        tied = [each for each in in_use if words & _spoken_of(each, definitions)]
        if words and tied and words not in found:
            found[words] = _attribution(judgement, fact, words, tied)
    return tuple(found.values())


def words_of(fact: str, definitions: Mapping[str, FactDefinition]) -> frozenset[str]:
    """The words of the record that a fact is read from, down to the tables."""
    return frozenset(_words(fact, definitions, set()))


def _words(name: str, definitions: Mapping[str, FactDefinition], seen: set[str]) -> Iterator[str]:
    definition = definitions.get(name)
    if definition is None or name in seen:
        return
    seen.add(name)
    for node in walk(definition.definition):
        yield from _named(node)
    for below in facts_in(definition.definition):
        yield from _words(below, definitions, seen)


def _named(node: Node) -> Iterator[str]:
    if isinstance(node, Compare) and isinstance(node.left, Column) and node.left.name in SUBJECTS:
        choices: tuple[Node, ...] = (node.right,)
    elif isinstance(node, In) and isinstance(node.operand, Column) and node.operand.name in SUBJECTS:
        choices = node.choices
    else:
        return
    yield from (str(each.value) for each in choices if isinstance(each, Literal))


def _spoken_of(treatment: Treatment, definitions: Mapping[str, FactDefinition]) -> frozenset[str]:
    """The words of every finding that the dose rules of a drug read."""
    facts = {fact for change in treatment.dose_changes for fact in facts_in(change.when)}
    return frozenset().union(*(words_of(fact, definitions) for fact in facts))


def _attribution(judgement: Judgement, fact: str, words: frozenset[str], tied: Iterable[Treatment]) -> Attribution:
    drugs = tuple(each.drug for each in tied)
    stated = [
        row.attributed_to
        for row in judgement.sheet.rows("symptom")
        if isinstance(row, Symptom) and row.term in words and row.attributed_to
    ]
    return Attribution(
        finding=fact,
        value=plain(judgement.sheet.fact(fact)),
        drugs=drugs,
        stated=tuple(dict.fromkeys(stated)),
        added_to=tuple(dict.fromkeys(text for each in tied for text in _added(judgement, each))),
    )


def _added(judgement: Judgement, treatment: Treatment) -> Iterator[str]:
    """The other medicines in use that change what a drug does."""
    for each in treatment.interactions:
        for name in judgement.taken(each.subject):
            yield f"{name}: {each.why}"
