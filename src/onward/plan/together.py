"""Drugs of one regimen that do not go together: what their own knowledge says of one another.

In: the slots of a regimen. Out: pairs that interact, and which drug leaves its slot because of it. Alternatives of one
slot are never given together, so they do not interact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onward.knowledge.types import Interaction
from onward.plan.index import PlanIndex

Slots = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A drug, another of the same regimen, and what the knowledge of the first says of the other."""

    drug: str
    other: str
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class Leaving:
    """A drug that leaves its slot, and the one because of which it does."""

    drug: str
    beside: str
    interaction: Interaction


def interacting(index: PlanIndex, slots: Slots) -> tuple[Pair, ...]:
    """The pairs of different slots that interact; the same for every patient, so it is kept."""
    found = index.pairs.get(slots)
    if found is None:
        found = index.pairs[slots] = tuple(_pairs(index, slots))
    return found


def _pairs(index: PlanIndex, slots: Slots) -> Iterator[Pair]:
    for number, slot in enumerate(slots):
        others = [other for place, beside in enumerate(slots) if place != number for other in beside]
        for drug in slot:
            treatment = index.knowledge.treatments.get(drug)
            for each in treatment.interactions if treatment is not None else ():
                for other in others:
                    if other != drug and (each.subject == other or each.subject in index.facts.classes.get(other, ())):
                        yield Pair(drug, other, each)


def leaving(index: PlanIndex, slots: Slots) -> Iterator[Leaving]:
    """The drugs that leave: of two that do not go together the second, or the first where only it can be replaced."""
    gone: set[str] = set()
    for pair in interacting(index, slots):
        if pair.interaction.effect != "avoid" or not gone.isdisjoint({pair.drug, pair.other}):
            continue
        first_goes = _replaceable(pair.drug, slots, gone) and not _replaceable(pair.other, slots, gone)
        drug, beside = (pair.drug, pair.other) if first_goes else (pair.other, pair.drug)
        gone.add(drug)
        yield Leaving(drug, beside, pair.interaction)


def _replaceable(drug: str, slots: Slots, gone: set[str]) -> bool:
    """Whether each slot that a drug may fill has another that remains."""
    return all(len(set(slot) - gone) > 1 for slot in slots if drug in slot)
