"""Is a mutant any different at all? A difference is looked for in every assignment of answers, where they can be tried.

An expression compares facts with words and numbers; the answers tried are each word, each number, one between every
two and one beyond either end, and not knowing. Where all of these together are tried and nothing differs, the two are
equal: that is a proof. Where there are too many, some are drawn, and a mutant that none of them tells apart is *not
told apart*: it is listed, and not counted as one that lived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from tests.trust.charts import seeded
from tests.trust.conditions import Decision, atoms, candidates, decision_of, value_of
from tests.trust.mutants import Mutant

from onward.knowledge.types import FactDefinition, Knowledge, Regimen, Rule, Treatment
from onward.logic.nodes import And, Node, Not
from onward.logic.walk import facts_in

EQUAL, NOT_TOLD_APART, DIFFERENT = "equal", "not told apart", "different"
MOST_TRIED = 20_000
DRAWN = 6_000


def compared(mutant: Mutant, knowledge: Knowledge) -> str:
    """Whether a mutant is equal to the original, not told apart from it, or different."""
    pairs = list(_pairs(mutant))
    if not pairs:
        return DIFFERENT
    verdicts = {_compared(one, other, mutant, knowledge) for one, other in pairs}
    if DIFFERENT in verdicts:
        return DIFFERENT
    return NOT_TOLD_APART if NOT_TOLD_APART in verdicts else EQUAL


def _compared(one: Node, other: Node, mutant: Mutant, knowledge: Knowledge) -> str:
    if one == other:
        return EQUAL
    decisions = [decision_of(mutant.what, mutant.group, node, knowledge) for node in (one, other)]
    if decisions[0].node == decisions[1].node:
        return DIFFERENT  # what changed lies within a filter
    answers: dict[str, list[Any]] = {}
    for decision in decisions:
        for name, values in candidates(decision).items():
            answers[name] = list(dict.fromkeys([*answers.get(name, []), *values]))
    answers = {name: [*values, None] for name, values in answers.items()}
    whole = prod(len(values) for values in answers.values())
    tried = _every(answers) if whole <= MOST_TRIED else _drawn(answers, decisions)
    for given in tried:
        if value_of(decisions[0].node, given) != value_of(decisions[1].node, given):
            return DIFFERENT
    return NOT_TOLD_APART if whole > MOST_TRIED else EQUAL


def _every(answers: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    return (dict(zip(answers, values, strict=True)) for values in product(*answers.values()))


def _drawn(answers: dict[str, list[Any]], decisions: Sequence[Decision]) -> Iterator[dict[str, Any]]:
    """Some assignments: inputs at the answer under which fewest of the conditions hold, most of them, or any.

    In a long "or" a condition only shows where all others are false, in a long "and" where all are true.
    """
    rng = seeded(0)
    one, other = (set(atoms(decision.node)) for decision in decisions)
    changed = [name for name in answers if any(name in facts_in(atom) for atom in one ^ other)] or list(answers)
    quiet = {name: _extreme(name, values, decisions[0], min) for name, values in answers.items()}
    loud = {name: _extreme(name, values, decisions[0], max) for name, values in answers.items()}
    for number in range(DRAWN):
        share = (0.0, 0.1, 0.5, 0.9, 1.0)[number % 5]
        given = {name: (loud if rng.random() < share else quiet)[name] for name in answers}
        for name in (*changed, *rng.sample(list(answers), number % 3)):
            given[name] = rng.choice(answers[name])
        yield given


def _extreme(name: str, values: list[Any], decision: Decision, pick: Callable[..., Any]) -> Any:
    """The answer under which fewest, or most, of the conditions that ask for an input hold."""
    asking = [atom for atom in atoms(decision.node) if name in facts_in(atom)]
    return pick(values, key=lambda value: sum(value_of(atom, {name: value}) is True for atom in asking))


def _pairs(mutant: Mutant) -> Iterator[tuple[Node, Node]]:
    """The conditions of the original beside those of the mutant; none where something was dropped or moved in time."""
    one, other = mutant.original, mutant.part
    if isinstance(one, Rule) and isinstance(other, Rule) and one.effective == other.effective:
        yield _whole(one), _whole(other)
    elif isinstance(one, FactDefinition) and isinstance(other, FactDefinition):
        yield one.definition, other.definition
    elif isinstance(one, Treatment) and isinstance(other, Treatment):
        yield from _of_lists(one, other, ("avoid", "caution", "dose_changes"))
    elif isinstance(one, Regimen) and isinstance(other, Regimen):
        yield from _of_lists(one, other, ("avoid", "additions"))


def _whole(rule: Rule) -> Node:
    return rule.when if rule.unless is None else And(operands=(rule.when, Not(operand=rule.unless)))


def _of_lists(one: Any, other: Any, keys: tuple[str, ...]) -> Iterator[tuple[Node, Node]]:
    for key in keys:
        before, after = getattr(one, key), getattr(other, key)
        if len(before) == len(after):
            yield from ((a.when, b.when) for a, b in zip(before, after, strict=True) if a is not b)
