"""Answers to the inputs of a decision under which given parts of it come out as wanted.

In: constraints (a node, the value it must have; ``None`` = it must be unknown) and candidate answers. Out: assignments.
A depth-first search that gives an answer to one input at a time and turns back as soon as a constraint cannot hold any
more: that is sound where answers only ever settle what is unknown, and what it finds is checked at the end in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tests.trust.conditions import value_of

from onward.logic.nodes import And, Case, FirstKnown, IsNull, Node, Or
from onward.logic.walk import children, facts_in, walk

Constraint = tuple[Node, Any]
MOST_STEPS = 3_000


def solutions(
    constraints: Sequence[Constraint],
    answers: Mapping[str, Sequence[Any]],
    fixed: Mapping[str, Any] | None = None,
    steps: int = MOST_STEPS,
) -> Iterator[dict[str, Any]]:
    """Assignments under which every constraint holds; inputs left out are unknown."""
    assigned: dict[str, Any] = dict(fixed or {})
    for node, wanted in constraints:
        if wanted is None:
            assigned.update(dict.fromkeys(facts_in(node)))
    known = [(node, wanted) for node, wanted in constraints if wanted is not None]
    known.sort(key=lambda each: len(facts_in(each[0])))  # what hangs on few inputs turns the search back soonest
    left = [steps]
    for found in _search(known, answers, assigned, left):
        if all(value_of(node, found) == wanted for node, wanted in constraints):
            yield dict(found)


def _search(
    constraints: Sequence[Constraint], answers: Mapping[str, Sequence[Any]], assigned: dict[str, Any], left: list[int]
) -> Iterator[dict[str, Any]]:
    left[0] -= 1
    if left[0] < 0:
        return
    undecided = None
    for node, wanted in constraints:
        if value_of(node, assigned) != wanted:
            name = next((name for name in facts_in(node) if name not in assigned), None)
            if name is None or (value_of(node, assigned) is not None and not asks_about_knowing(node)):
                return
            undecided = undecided or (name, asks_about_knowing(node))
    if undecided is None:
        yield assigned
        return
    name, silence_counts = undecided
    for answer in [*answers[name], None] if silence_counts else answers[name]:
        assigned[name] = answer
        yield from _search(constraints, answers, assigned, left)
        del assigned[name]


@lru_cache(maxsize=4096)
def asks_about_knowing(node: Node) -> bool:
    """Whether an answer may change what is already decided: ``is null`` and ``first_known`` read silence."""
    return any(isinstance(below, IsNull | FirstKnown) for below in walk(node))


def paths(node: Node, target: Node) -> Iterator[list[Constraint]]:
    """What must hold beside a condition so that the whole expression hangs on it, for each place where it stands."""
    if node == target:
        yield []
        return
    parts = list(children(node))
    for number, part in enumerate(parts):
        for below in paths(part, target):
            yield [*_beside(node, parts, number), *below]


def _beside(node: Node, parts: list[Node], number: int) -> list[Constraint]:
    others = parts[:number] + parts[number + 1 :]
    if isinstance(node, And | Or):
        return [(other, isinstance(node, And)) for other in others]
    if isinstance(node, FirstKnown):
        return [(other, None) for other in others if not _is_constant(other)]
    if isinstance(node, Case):
        # Parts alternate: condition, value, condition, value, ..., otherwise.
        before = (
            [(part, False) for part in parts[: number - number % 2 : 2]]
            if number < len(parts) - 1
            else [(part, False) for part in parts[:-1:2]]
        )
        taken = [(parts[number - 1], True)] if number % 2 and number < len(parts) - 1 else []
        return [*before, *taken]
    return []


def _is_constant(node: Node) -> bool:
    return not facts_in(node)
