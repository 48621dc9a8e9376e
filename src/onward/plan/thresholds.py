"""The numbers that knowledge compares facts with, and the values on either side of them.

What a missing number would change can only depend on which side of those numbers it lies; one value between each pair
of neighbours, and each number itself, stand for all values there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from onward.knowledge.types import Knowledge
from onward.logic.nodes import Between, Compare, Fact, In, Literal, Node
from onward.logic.walk import walk


def compared_numbers(knowledge: Knowledge) -> Mapping[str, tuple[float, ...]]:
    """For each fact, every number that some expression of the knowledge compares it with."""
    found: dict[str, set[float]] = {}
    for node in _expressions(knowledge):
        for below in walk(node):
            for name, number in _comparisons(below):
                found.setdefault(name, set()).add(number)
    return {name: tuple(sorted(numbers)) for name, numbers in found.items()}


def _expressions(knowledge: Knowledge) -> Iterator[Node]:
    for definition in knowledge.facts.values():
        yield definition.definition
        if definition.presume is not None:
            yield definition.presume.when
    for rule in knowledge.rules:
        yield rule.when
        if rule.unless is not None:
            yield rule.unless
    for treatment in knowledge.treatments.values():
        yield from (each.when for each in (*treatment.avoid, *treatment.caution))
        yield from (each.when for each in treatment.dose_changes)
    for regimen in knowledge.regimens.values():
        yield from (each.when for each in regimen.avoid)
        yield from (each.when for each in regimen.additions)


def _comparisons(node: Node) -> Iterable[tuple[str, float]]:
    if isinstance(node, Compare):
        sides = [node.left, node.right]
    elif isinstance(node, Between):
        sides = [node.operand, node.low, node.high]
    elif isinstance(node, In):
        sides = [node.operand, *node.choices]
    else:
        return ()
    names = [side.name for side in sides if isinstance(side, Fact)]
    numbers = [float(side.value) for side in sides if isinstance(side, Literal) and _is_number(side.value)]  # type: ignore[arg-type]
    return [(name, number) for name in names for number in numbers]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def around(numbers: tuple[float, ...], *, counted: bool = False) -> tuple[float, ...]:
    """Each number, one value between each two, one below the first and one above the last; none below zero.

    What is ``counted`` (grades, lines) has whole values only.

    >>> around((1.0, 10.0))
    (0.5, 1.0, 5.5, 10.0, 11.0)
    >>> around((0.0,))
    (0.0, 1.0)
    >>> around((2.0, 3.0), counted=True)
    (1, 2, 3, 4)
    """
    if not numbers:
        return ()
    if counted and all(number.is_integer() for number in numbers):
        near = {int(number) + step for number in numbers for step in (-1, 0, 1)}
        return tuple(sorted(number for number in near if number >= 0))
    found = [numbers[0] / 2] if numbers[0] > 0 else []
    for low, high in pairwise(numbers):
        found += [low, (low + high) / 2]
    return (*found, numbers[-1], numbers[-1] + 1)
