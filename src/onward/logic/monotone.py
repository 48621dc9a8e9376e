"""Kleene monotonicity: learning what was unknown may settle a decision, and never turns a settled one round.

``and or not case`` keep it by their tables; ``is null`` and ``first_known`` with a default may break it, which a rule
has to mean. Decisions of up to twelve conditions are tried exhaustively.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from onward.logic.conditions import Assignment, Decision, outcome
from onward.logic.nodes import FirstKnown, IsNull, Node
from onward.logic.walk import walk

EXHAUSTIVE = 12
"""Up to so many conditions every assignment is tried: 3 ** 12 is half a million."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A condition whose becoming known turns a settled decision round."""

    condition: Node
    given: Assignment
    before: Any
    after: Any


class TooManyConditionsError(Exception):
    """A decision with more conditions than can be tried, that is not monotone by its form."""


def monotone_by_form(node: Node) -> bool:
    """Whether an expression is built only from operators that keep monotonicity."""
    return not any(isinstance(below, IsNull | FirstKnown) for below in walk(node))


def violation(decision: Decision) -> Violation | None:
    """The first violation, or nothing.

    Raises:
        TooManyConditionsError: more than twelve conditions, and the form does not settle it.
    """
    conditions = decision.conditions
    if len(conditions) > EXHAUSTIVE:
        if monotone_by_form(decision.node):
            return None
        raise TooManyConditionsError(f"{len(conditions)} conditions")
    names = [each.node for each in conditions]
    table: dict[tuple[Any, ...], Any] = {}
    # Unknown comes last among the states, so what an assignment refines to has been tried before it.
    for values in product(*(each.states for each in conditions)):
        before = table[values] = outcome(decision.node, dict(zip(names, values, strict=True)))
        if before is None:
            continue
        for index, each in enumerate(conditions):
            for state in each.states[:-1] if values[index] is None else ():
                after = table[(*values[:index], state, *values[index + 1 :])]
                if after != before:
                    return Violation(each.node, dict(zip(names, values, strict=True)), before, after)
    return None
