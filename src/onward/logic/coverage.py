"""Three-valued MC/DC: is each condition of a decision shown to decide it, by being true, false and unknown?

A condition decides where the outcome is one known thing while it is true and another while it is false, everything
else as it is (masking MC/DC). ``uncovered`` says what a set of observed patients has not shown; ``witnesses`` makes the
assignments that show everything, about 2n + 1 where conditions are independent, and lists what nothing can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, product
from random import Random
from typing import Any

from onward.logic.conditions import Assignment, Condition, Decision, outcome
from onward.logic.nodes import Node
from onward.logic.text import to_text

_EXHAUSTIVE = 9
"""Up to so many conditions every assignment is tried."""
_TRIES = 20_000


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not shown: a condition deciding by being ``true``, ``false``, ``known`` or ``unknown``."""

    condition: Node
    state: str

    def __str__(self) -> str:
        return f"{to_text(self.condition)}: {self.state}"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Assignments that show what can be shown, and what cannot."""

    shown: tuple[Assignment, ...]
    infeasible: tuple[Gap, ...]


def decides(decision: Decision, condition: Condition, given: Assignment) -> bool:
    """Whether the outcome hangs on one condition, the others being as given."""
    first, second, *_ = (outcome(decision.node, {**given, condition.node: state}) for state in condition.states)
    if condition.boolean:
        return first is not None and second is not None and bool(first != second)
    return bool(first != second)


def uncovered(decision: Decision, seen: Iterable[Assignment]) -> tuple[Gap, ...]:
    """What the assignments seen do not show of each condition."""
    open_ = {Gap(each.node, state): each for each in decision.conditions for state in _states(each)}
    for given in seen:
        for gap, condition in list(open_.items()):
            value = given[condition.node]
            if gap.state == _state(condition, value) and _shows(decision, condition, given, value):
                del open_[gap]
        if not open_:
            break
    return tuple(open_)


def witnesses(decision: Decision) -> Witnesses:
    """Assignments for all conditions, few of them, and the gaps that no assignment closes."""
    shown: list[Assignment] = []
    infeasible: list[Gap] = []
    for condition in decision.conditions:
        base = _base(decision, condition, shown)
        for state in condition.states:
            gap = Gap(condition.node, _state(condition, state))
            if gap not in uncovered(decision, shown):
                continue
            given = None if base is None else {**base, condition.node: state}
            if given is not None and _shows(decision, condition, given, state):
                shown.append(given)
            else:
                infeasible.append(gap)
    return Witnesses(tuple(shown), tuple(infeasible))


def _shows(decision: Decision, condition: Condition, given: Assignment, value: Any) -> bool:
    if not decides(decision, condition, given):
        return False
    return value is not None or not condition.boolean or outcome(decision.node, given) is None


def _states(condition: Condition) -> tuple[str, ...]:
    return ("true", "false", "unknown") if condition.boolean else ("known", "unknown")


def _state(condition: Condition, value: Any) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if condition.boolean else "known"


def _base(decision: Decision, condition: Condition, shown: Sequence[Assignment]) -> Assignment | None:
    """Values of the other conditions under which this one decides, and being unknown makes the outcome unknown.

    Assignments that already show something are tried first, so that one serves many conditions.
    """
    others = [each for each in decision.conditions if each != condition]
    second_best: Assignment | None = None
    for values in chain(([given[each.node] for each in others] for given in shown), _trials(others)):
        given = {**dict(zip((each.node for each in others), values, strict=True)), condition.node: None}
        if decides(decision, condition, given):
            if outcome(decision.node, given) is None or not condition.boolean:
                return given
            second_best = second_best or given
    return second_best


def _trials(others: Sequence[Condition]) -> Iterable[tuple[Any, ...]]:
    """Every assignment of a few conditions, known ones first; of many, one condition at a time, then at random."""
    if len(others) < _EXHAUSTIVE:
        yield from product(*(each.states for each in others))
        return
    for state in (0, 1):
        same = [each.states[min(state, len(each.states) - 2)] for each in others]
        yield tuple(same)
        for index, each in enumerate(others):
            for other in each.states:
                yield (*same[:index], other, *same[index + 1 :])
    # The same trials on every run; nothing here is a secret.
    draw = Random(0)  # noqa: S311
    for _ in range(_TRIES):
        yield tuple(draw.choice(each.states) for each in others)
