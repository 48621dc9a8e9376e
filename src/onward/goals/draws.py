"""Draws every figure anew within its spread, many times, from a seed: the same plan and wishes give the same draws.

A figure with an interval is drawn from a normal distribution cut in two at the figure, so that an interval may be
longer on one side. A figure with no known spread stays as it is. A missing figure may be anything between the worst
and the best that any option shows: not knowing then weakens the order instead of deciding it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onward.goals.measures import Z
from onward.goals.types import Measured

SEED = 20261125
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """The worst and the best figure that any option may have, its spread included."""

    worst: float
    best: float

    def score(self, value: float) -> float:
        """From 0 (worst) to 1 (best).

        >>> Scale(worst=40, best=20).score(25)
        0.75
        """
        return min(1.0, max(0.0, (value - self.worst) / (self.best - self.worst)))


def scale_of(measured: Sequence[Measured], higher_is_better: bool) -> Scale | None:
    """The scale of one attribute; none where fewer than two options have a figure, or all have the same."""
    known = [place for each in measured if (place := each.placed) is not None]
    if len({each.value for each in known}) < 2:
        return None
    ends = [end for each in known for end in (each.value, each.low, each.high) if end is not None]
    low, high = min(ends), max(ends)
    return Scale(worst=low, best=high) if higher_is_better else Scale(worst=high, best=low)


def drawn_scores(
    measured: Mapping[str, Sequence[Measured]], scales: Mapping[str, Scale], draws: int = DRAWS, seed: int = SEED
) -> dict[str, list[list[float]]]:
    """For each attribute with a scale, the scores of each option in each draw."""
    source = random.Random(seed)  # noqa: S311 - a simulation that has to give the same numbers again, not a secret
    return {
        name: [_scores(each, scale, source, draws) for each in measured[name]]
        for name, scale in scales.items()
    }  # fmt: skip


def _scores(measured: Measured, scale: Scale, source: random.Random, draws: int) -> list[float]:
    place = measured.placed
    if place is None:
        return [source.random() for _ in range(draws)]
    if place.low is None or place.high is None or place.low == place.high:
        return [scale.score(place.value)] * draws
    down, up = (place.value - place.low) / Z, (place.high - place.value) / Z
    normal = (source.gauss(0.0, 1.0) for _ in range(draws))
    return [scale.score(place.value + each * (up if each > 0 else down)) for each in normal]
