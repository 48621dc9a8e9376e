"""Which of the offered options were set against each other in one trial, and which never were."""

from __future__ import annotations

from itertools import combinations

from onward.knowledge.types import Knowledge, Source
from onward.plan.types import Option


def not_compared(options: tuple[Option, ...], knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Pairs of options that no trial sets against each other: an order between them rests on other people and other
    comparators.
    """
    trials = [source for source in knowledge.sources.values() if source.kind == "trial" and len(source.arms) > 1]
    arms = {option.id: {(trial.id, arm) for trial in trials for arm in arms_with(trial, option)} for option in options}
    return tuple(
        (first.id, second.id)
        for first, second in combinations(options, 2)
        if not _met(arms[first.id], arms[second.id])
    )  # fmt: skip


def _met(first: set[tuple[str, int]], second: set[tuple[str, int]]) -> bool:
    return any(trial == other and arm != against for trial, arm in first for other, against in second)


def arms_with(trial: Source, option: Option) -> list[int]:
    """The arms that gave exactly this option: a drug for each slot, and nothing else."""
    return [
        number
        for number, arm in enumerate(trial.arms)
        if arm.drugs
        and all(any(drug in slot for slot in option.regimen) for drug in arm.drugs)
        and all(any(drug in slot for drug in arm.drugs) for slot in option.regimen)
    ]
