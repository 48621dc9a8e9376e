"""Kleene monotonicity: an answer in place of an unknown never turns a true into a false or back, nor takes an answer
away.

Every decision is evaluated by the interpreter under every assignment of true, false and unknown to its conditions (and
of two values and unknown to what it passes on), up to ``MOST`` of them; beyond, over random assignments. Single steps
suffice: what holds for one answer at a time holds for any number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from tests.trust.charts import seeded
from tests.trust.conditions import Decision, candidates, decisions, rewritten, value_of
from tests.trust.mcdc import conditions
from tests.trust.measure import Measure
from tests.trust.solve import asks_about_knowing

from onward.knowledge.types import Knowledge
from onward.logic.nodes import Fact, Node
from onward.logic.text import to_text
from onward.logic.walk import walk

MOST = 12
_SAMPLES = 20_000


def violations(decision: Decision, most: int = MOST) -> Iterator[str]:
    """The first step from a known outcome to another one, if there is any."""
    node, answers = abstract(decision)
    names = list(answers)
    if len(names) <= most:
        yield from _exhaustive(node, names, answers, decision.name)
    else:
        yield from _sampled(node, names, answers, decision.name)


def abstract(decision: Decision) -> tuple[Node, dict[str, list[Any]]]:
    """The decision over its conditions as independent inputs, with the answers of each."""
    truths = {atom: f"({to_text(atom)})" for atom in conditions(decision) if not asks_about_knowing(atom)}
    node = rewritten(decision.node, lambda each: Fact(name=truths[each]) if each in truths else None)
    known = candidates(decision)
    answers: dict[str, list[Any]] = {}
    for name in dict.fromkeys(each.name for each in walk(node) if isinstance(each, Fact)):
        answers[name] = [True, False] if name not in known else known[name][:2]
    return node, answers


def _exhaustive(node: Node, names: list[str], answers: dict[str, list[Any]], what: str) -> Iterator[str]:
    choices = [[None, *answers[name]] for name in names]
    table = {
        picked: value_of(
            node, {name: choices[at][each] for at, (name, each) in enumerate(zip(names, picked, strict=True))}
        )
        for picked in product(*(range(len(choice)) for choice in choices))
    }
    for picked, before in table.items():
        if before is None:
            continue
        for at, each in enumerate(picked):
            if each:
                continue
            for answer in range(1, len(choices[at])):
                after = table[(*picked[:at], answer, *picked[at + 1 :])]
                if after != before:
                    yield f"{what}: {names[at]} = {choices[at][answer]} turns {before} into {after}"
                    return


def _sampled(node: Node, names: Sequence[str], answers: dict[str, list[Any]], what: str) -> Iterator[str]:
    rng = seeded(len(names))
    for _ in range(_SAMPLES):
        given = {name: rng.choice([None, *answers[name]]) for name in names}
        before = value_of(node, given)
        unknown = [name for name in names if given[name] is None]
        if before is None or not unknown:
            continue
        name = rng.choice(unknown)
        for answer in answers[name]:
            after = value_of(node, {**given, name: answer})
            if after != before:
                yield f"{what}: {name} = {answer} turns {before} into {after}"
                return


def measure(knowledge: Knowledge, most: int = MOST) -> Measure:
    """Monotonicity of every expression; those that ask about not knowing are exceptions, and are named."""
    misses, notes, count, sampled = [], [], 0, 0
    for decision in decisions(knowledge):
        count += 1
        sampled += len(abstract(decision)[1]) > most
        found = list(violations(decision, most))
        if found and asks_about_knowing(decision.node):
            notes += found
        else:
            misses += found
    return Measure(
        kind="Kleene monotonicity",
        target=f"0 violations, exhaustive up to {MOST} conditions",
        measured=f"{len(misses)} violations; {sampled} expressions of more than {most} conditions sampled",
        count=count,
        misses=misses,
        notes=[f"{note} (declared: `is null` or `first_known`)" for note in notes],
    )
