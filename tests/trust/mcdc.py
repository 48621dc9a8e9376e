"""Coverage of medical decisions, MC/DC in three values: each condition flips the outcome, and turns it unknown, by
itself.

For n conditions 2n + 1 cases: one in which the whole is decided, and for each condition one in which only its own
inputs differ and the outcome with them, and one in which only they are unknown and the outcome with them. The cases are
made from the nodes and run by the interpreter. What no case can show is named.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from tests.trust.charts import seeded
from tests.trust.conditions import DAY, Decision, atoms, candidates, decisions, value_of
from tests.trust.measure import Measure, share
from tests.trust.solve import asks_about_knowing, paths, solutions

from onward.knowledge.types import Knowledge
from onward.logic.nodes import Between, Case, Compare, Contains, Fact, FirstKnown, In, IsNull, Literal, Node, Type
from onward.logic.text import to_text
from onward.logic.walk import facts_in, walk
from onward.values.dates import PartialDate

Answers = dict[str, Any]


@dataclass(slots=True)
class Shown:
    """What was shown of one condition: the two sides of a flip, and the case that leaves all unknown."""

    decision: Decision
    atom: Node
    flip: tuple[Answers, Answers] | None = None
    unknown: Answers | None = None
    tried: int = 0


@dataclass(slots=True)
class Coverage:
    """All conditions of one decision."""

    decision: Decision
    shown: list[Shown] = field(default_factory=list)


def cover(decision: Decision) -> Coverage:
    """Show what can be shown of every condition of one decision."""
    return Coverage(decision, [show(decision, atom) for atom in conditions(decision)])


def conditions(decision: Decision) -> tuple[Node, ...]:
    """The conditions of a decision that are true or false."""
    return tuple(atom for atom in atoms(decision.node) if _is_truth(atom, decision) and facts_in(atom))


def _is_truth(atom: Node, decision: Decision) -> bool:
    if isinstance(atom, Fact):
        return decision.types[atom.name] is Type.BOOLEAN
    return isinstance(atom, Compare | In | Between | Contains | IsNull)


def show(decision: Decision, atom: Node) -> Shown:
    """Look for the cases of one condition."""
    found = Shown(decision, atom)
    answers = candidates(decision)
    rng = seeded(0)
    for beside in (*paths(decision.node, atom), []):
        for base in islice(solutions([*beside, (atom, True)], answers), 40):
            for complete in on_days(completions(base, decision, answers, rng), decision):
                found.tried += 1
                found.flip = found.flip or _flip(decision, atom, complete, answers)
                found.unknown = found.unknown or _unknown(decision, atom, complete)
                if found.flip and found.unknown:
                    return found
    return found


def on_days(found: Iterator[Answers], decision: Decision) -> Iterator[Answers]:
    """The assignments, and again on each day that the decision names: what is licensed hangs on the day."""
    literals = [node.value for node in walk(decision.node) if isinstance(node, Literal)]
    days = [each for each in literals if isinstance(each, PartialDate)]
    for answers in found:
        yield answers
        yield from ({**answers, DAY: day} for day in days)


def completions(
    base: Answers, decision: Decision, answers: Mapping[str, Sequence[Any]], rng: random.Random
) -> Iterator[Answers]:
    """The assignment itself, and with answers to the inputs that it leaves open."""
    yield base
    free = [name for name in decision.inputs() if name not in base]
    if free:
        for _ in range(12):
            yield {**base, **{name: rng.choice([*answers[name], None]) for name in free}}


def _flip(
    decision: Decision, atom: Node, base: Answers, answers: Mapping[str, Sequence[Any]]
) -> tuple[Answers, Answers] | None:
    here = value_of(decision.node, base)
    names = facts_in(atom)
    chooses = any(isinstance(node, Case) for node in walk(decision.node))
    for chosen in islice(product(*(answers[name] for name in names)), 200):
        other = {**base, **dict(zip(names, chosen, strict=True))}
        if value_of(atom, other) is not False:
            continue
        there = value_of(decision.node, other)
        if there != here and (chooses or (here is not None and there is not None)):
            return base, other
    return None


def _unknown(decision: Decision, atom: Node, base: Answers) -> Answers | None:
    if value_of(decision.node, base) is None:
        return None
    names = facts_in(atom)
    for gone in ((name,) for name in names) if len(names) > 1 else (names,):
        other = {**base, **dict.fromkeys(gone)}
        if value_of(atom, other) is None and value_of(decision.node, other) is None:
            return other
    other = {**base, **dict.fromkeys(names)}
    return other if value_of(atom, other) is None and value_of(decision.node, other) is None else None


def answers_not_knowing(decision: Decision, atom: Node) -> bool:
    """Whether the decision says on purpose what not knowing this condition means, by ``is null`` or ``first_known``."""
    above = [node for node in walk(decision.node) if isinstance(node, IsNull | FirstKnown)]
    return asks_about_knowing(atom) or any(below == atom for node in above for below in walk(node))


def measure(knowledge: Knowledge) -> Measure:
    """Three-valued MC/DC over the whole of the knowledge."""
    wanted = shown = 0
    misses, notes = [], []
    for decision in decisions(knowledge):
        covered = cover(decision)
        wanted += 2 * len(covered.shown) + 1
        shown += 1
        for each in covered.shown:
            what = f"{decision.name}: {to_text(each.atom)}"
            shown += each.flip is not None
            if each.flip is None:
                misses.append(f"{what} never flips the outcome")
            if each.unknown is not None:
                shown += 1
            elif answers_not_knowing(decision, each.atom):
                wanted -= 1
                notes.append(f"{what}: not knowing it is answered on purpose (`is null`, `first_known`)")
            else:
                misses.append(f"{what} never turns the outcome unknown")
    return Measure(
        kind="Coverage of medical decisions, MC/DC in three values",
        target="100 %",
        measured=share(shown, wanted),
        count=wanted,
        misses=misses,
        notes=notes,
    )
