"""Which of the offered options comes first on what matters to the person, how surely, and what would tip it.

Multi-criteria comparison with swing weights: a wish's weight (0 to 5) says how much the step from the worst to the best
of what is offered counts, and is shared among the attributes that speak for it. With no wish weighed no order is
claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onward.goals.chains import joined
from onward.goals.draws import DRAWS, SEED, Scale, drawn_scores, scale_of
from onward.goals.measures import measure, offered
from onward.goals.pairs import not_compared
from onward.goals.types import Comparison, Measured, Ranked, Tipping, Weighed
from onward.knowledge.goals import Attribute, attributes_of
from onward.knowledge.types import Knowledge
from onward.plan.types import Option, Plan
from onward.plan.wishes import Wishes

__all__ = ["MOST", "Wishes", "compare", "of_100"]

MOST = 5.0
"""The largest weight of a wish."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Everything that does not depend on wishes: the figures, their scales and their draws."""

    options: tuple[Option, ...]
    attributes: tuple[Attribute, ...]
    measured: dict[str, tuple[Measured, ...]]
    scales: dict[str, Scale]
    draws: dict[str, list[list[float]]]


def compare(plan: Plan, knowledge: Knowledge, wishes: Wishes) -> Comparison:
    """The comparison of what a plan offers. It orders only that, and brings nothing back that is to be avoided.

    Raises:
        KnowledgeError: the attributes of the knowledge are wrong.
    """
    table = _table(plan, knowledge)
    weights = {wish: weight for wish, weight in wishes.weights.items() if weight > 0}
    shares = _shares(table, weights)
    heard = {wish for wish in weights if any(wish in each.wishes for each in table.attributes if each.name in shares)}
    ranking = _ranking(table, shares) if len(table.options) > 1 else ()
    return Comparison(
        patient=plan.patient,
        as_of=plan.as_of,
        knowledge=plan.knowledge,
        options=tuple(option.id for option in table.options),
        measured=tuple(each for row in table.measured.values() for each in row),
        wishes=dict(wishes.weights),
        unheard=tuple(sorted(set(weights) - heard)),
        words=wishes.words,
        weighed=tuple(_weighed(table, shares)),
        ranking=ranking,
        tipping=_tipping(table, weights, ranking),
        not_compared=not_compared(table.options, knowledge),
        draws=DRAWS if ranking else 0,
        seed=SEED if ranking else 0,
    )


def _table(plan: Plan, knowledge: Knowledge) -> _Table:
    attributes = attributes_of(knowledge)
    options = offered(plan)
    rows: dict[str, list[Measured]] = {attribute.name: [] for attribute in attributes}
    for each in measure(plan, attributes, knowledge):
        rows[each.attribute].append(each)
    measured = {each.name: joined(rows[each.name], each, options, knowledge) for each in attributes}
    found = {each.name: scale_of(measured[each.name], each.higher_is_better) for each in attributes}
    scales = {name: scale for name, scale in found.items() if scale is not None}
    return _Table(options, attributes, measured, scales, drawn_scores(measured, scales))


def _shares(table: _Table, weights: Mapping[str, float]) -> dict[str, float]:
    """How much each attribute counts, summing to one. A wish is shared among the attributes that can be compared."""
    shares: dict[str, float] = {}
    for wish, weight in weights.items():
        speaking = [each.name for each in table.attributes if wish in each.wishes and each.name in table.scales]
        for name in speaking:
            shares[name] = shares.get(name, 0.0) + weight / len(speaking)
    whole = sum(shares.values())
    return {name: share / whole for name, share in shares.items()} if whole else {}


def _weighed(table: _Table, shares: Mapping[str, float]) -> Iterator[Weighed]:
    for attribute in table.attributes:
        scale = table.scales.get(attribute.name)
        yield Weighed(
            attribute=attribute.name,
            unit=attribute.unit,
            weight=round(shares.get(attribute.name, 0.0), 4),
            worst=None if scale is None else scale.worst,
            best=None if scale is None else scale.best,
            compared=scale is not None,
        )


def _ranking(table: _Table, shares: Mapping[str, float]) -> tuple[Ranked, ...]:
    if not shares:
        return ()
    firsts = of_100(_firsts(table, shares))
    ranked = [_ranked(table, shares, number, firsts[number]) for number in range(len(table.options))]
    return tuple(sorted(ranked, key=lambda each: (-each.first_of_100, -each.score, each.option)))


def _firsts(table: _Table, shares: Mapping[str, float]) -> list[float]:
    """How often each option has the best score; draws that tie are shared."""
    counts = [0.0] * len(table.options)
    columns = [
        _summed([_times(table.draws[name][number], share) for name, share in shares.items()])
        for number in range(len(table.options))
    ]  # fmt: skip
    for scores in zip(*columns, strict=True):
        best = max(scores)
        leading = [number for number, score in enumerate(scores) if best - score < 1e-12]
        for number in leading:
            counts[number] += 1 / len(leading)
    return counts


def _summed(columns: Sequence[Sequence[float]]) -> list[float]:
    return [sum(parts) for parts in zip(*columns, strict=True)]


def _times(scores: Sequence[float], share: float) -> list[float]:
    return [score * share for score in scores]


def of_100(counts: Sequence[float]) -> list[int]:
    """Counts as whole numbers that sum to 100 (largest remainders).

    >>> of_100([1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(counts)
    exact = [100 * count / whole for count in counts]
    floors = [int(each) for each in exact]
    short = 100 - sum(floors)
    order = sorted(range(len(exact)), key=lambda number: (floors[number] - exact[number], number))
    return [each + (number in order[:short]) for number, each in enumerate(floors)]


def _ranked(table: _Table, shares: Mapping[str, float], number: int, first: int) -> Ranked:
    adds = {name: share * _mean(table.draws[name][number]) for name, share in shares.items()}
    figures = {name: table.measured[name][number] for name in shares}
    return Ranked(
        option=table.options[number].id,
        standing=table.options[number].standing,
        first_of_100=first,
        score=round(sum(adds.values()), 4),
        contributions={name: round(each, 4) for name, each in adds.items()},
        missing=tuple(name for name, each in figures.items() if each.placed is None and each.apart is None),
        apart=tuple(name for name, each in figures.items() if each.apart is not None),
        certain=tuple(name for name, each in figures.items() if each.placed is not None and each.placed.low is None),
    )


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _tipping(table: _Table, weights: Mapping[str, float], ranking: Sequence[Ranked]) -> tuple[Tipping, ...]:
    """For each wish, the weight nearest to the present one at which the mean scores put another option first."""
    if len(ranking) < 2:
        return ()
    values = {wish: _values(table, wish) for wish in _all_wishes(table)}
    names = [option.id for option in table.options]
    totals = [
        sum(weights.get(wish, 0.0) * column[number] for wish, column in values.items()) for number in range(len(names))
    ]
    top = max(range(len(names)), key=lambda number: (totals[number], -number))
    found = (
        _tips(wish, column, weights.get(wish, 0.0), totals, top)
        for wish, column in values.items()
        if any(weights.get(other, 0.0) for other in values if other != wish)  # alone, its weight changes nothing
    )
    return tuple(
        Tipping(wish=wish, weight=round(weight, 2), now=weights.get(wish, 0.0), option=names[other])
        for wish, weight, other in (each for each in found if each is not None)
    )


def _all_wishes(table: _Table) -> list[str]:
    return list(dict.fromkeys(wish for each in table.attributes if each.name in table.scales for wish in each.wishes))


def _values(table: _Table, wish: str) -> list[float]:
    """What the wish gives each option, by mean scores."""
    speaking = [each.name for each in table.attributes if wish in each.wishes and each.name in table.scales]
    return [
        sum(_mean(table.draws[name][number]) for name in speaking) / len(speaking)
        for number in range(len(table.options))
    ]


def _tips(
    wish: str, column: Sequence[float], now: float, totals: Sequence[float], top: int
) -> tuple[str, float, int] | None:
    best: tuple[float, float, int] | None = None
    for other, value in enumerate(column):
        slope = column[top] - value
        if other == top or abs(slope) < 1e-9:
            continue
        weight = now - (totals[top] - totals[other]) / slope
        if 0.0 <= weight <= MOST and (best is None or abs(weight - now) < best[0]):
            best = (abs(weight - now), weight, other)
    return None if best is None else (wish, best[1], best[2])
