"""Boundaries: every number that a rule compares with, one unit below it, at it and one unit above.

The rest of the expression is set so that the comparison decides (as in ``mcdc``). The interpreter's answers are
compared with those of Python's own operators, and the outcome must change exactly where the comparison does.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tests.trust.charts import seeded
from tests.trust.conditions import Decision, candidates, decisions, value_of
from tests.trust.mcdc import completions, conditions
from tests.trust.measure import Measure, share
from tests.trust.solve import paths, solutions

from onward.knowledge.types import Knowledge
from onward.logic.nodes import Between, Case, Compare, Fact, Literal, Node
from onward.logic.text import to_text
from onward.logic.walk import walk

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def thresholds(atom: Node) -> Iterator[tuple[Fact, str, float]]:
    """The comparisons of one input with a number that a condition makes."""
    if isinstance(atom, Between):
        for sign, bound in ((">=", atom.low), ("<=", atom.high)):
            if isinstance(atom.operand, Fact) and _number(bound) is not None:
                yield atom.operand, sign, float(_number(bound) or 0)
    if isinstance(atom, Compare):
        if isinstance(atom.left, Fact) and _number(atom.right) is not None:
            yield atom.left, atom.operator, float(_number(atom.right) or 0)
        elif isinstance(atom.right, Fact) and _number(atom.left) is not None:
            yield atom.right, _MIRRORED.get(atom.operator, atom.operator), float(_number(atom.left) or 0)


def _number(node: Node) -> float | None:
    value = node.value if isinstance(node, Literal) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def unit_of(number: float) -> float:
    """One unit of the last place that is written: 1 for 450, 0.1 for 1.5."""
    text = f"{number:g}"
    return 10.0 ** -len(text.split(".")[1]) if "." in text else 1.0


def faults(decision: Decision, atom: Node, fact: Fact, sign: str, number: float) -> Iterator[str]:
    """What is wrong at one threshold; a sentence too where nothing could be made to hang on it."""
    unit = unit_of(number)
    tried = [round(number - unit, 9), number, round(number + unit, 9)]
    expected = [OPERATORS[sign](value, number) for value in tried]
    open_edges = [at for at in (0, 1) if expected[at] != expected[at + 1]]
    closed = 0
    chooses = any(isinstance(node, Case) for node in walk(decision.node))
    for base in _settings(decision, atom):
        truths = [value_of(atom, {**base, fact.name: value}) for value in tried]
        if isinstance(atom, Compare) and truths != expected:
            yield f"{decision.name}: {to_text(atom)} is {truths} at {tried}"
            return
        outcomes = [value_of(decision.node, {**base, fact.name: value}) for value in tried]
        for at in list(open_edges):
            if outcomes[at] != outcomes[at + 1] and (chooses or None not in outcomes[at : at + 2]):
                open_edges.remove(at)
                closed += 1
        if not open_edges:
            return
    # Another condition on the same input may take over on one side: `line = 2 or line = 1 and ...`.
    if not closed or sum(fact in walk(other) for other in conditions(decision)) < 2:
        yield f"{decision.name}: {to_text(atom)}: no patient found for whom the outcome changes at {number:g}"


def _settings(decision: Decision, atom: Node) -> Iterator[dict[str, Any]]:
    """Assignments under which the outcome is likely to hang on one condition."""
    answers = candidates(decision)
    rng = seeded(0)
    for beside in (*paths(decision.node, atom), []):
        for base in islice(solutions([*beside, (atom, True)], answers), 20):
            yield from completions(base, decision, answers, rng)


def measure(knowledge: Knowledge) -> Measure:
    """Every threshold of the knowledge."""
    count = 0
    misses: list[str] = []
    for decision in decisions(knowledge):
        for atom in conditions(decision):
            for fact, sign, number in thresholds(atom):
                count += 1
                misses += faults(decision, atom, fact, sign, number)
    return Measure(
        kind="Boundaries: below, at and above every threshold",
        target="all flip where the comparison says",
        measured=share(count - len(misses), count),
        count=3 * count,
        misses=misses,
    )
