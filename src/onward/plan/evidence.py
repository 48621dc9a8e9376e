"""What the trial that fits a patient best found: figures of one trial side by side, and how like its patients they are.

PFS and OS stay apart; no figure of one trial is set beside a figure of another. Where a regimen was the comparator of
the trial, the columns are turned and the hazard ratio, which would point the other way, is left out. A trial none of
whose arms gave the regimen has no figures for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from onward.facts.sheet import FactSheet
from onward.knowledge.types import Fit, Harm, Outcome, Regimen, Source
from onward.plan.types import Benefit, Figure, Likeness

ANY_GRADE, GRADE_3_UP = "any grade", "grade 3 or more"
_FITS = {True: 0, None: 1}


def evidence_of(
    regimen: Regimen, sheet: FactSheet, sources: dict[str, Source]
) -> tuple[tuple[Benefit, ...], tuple[Figure, ...]]:
    """Benefits, the best-fitting trial first and then others that may fit, and the harms in the first trial."""
    judged = [(sheet.truth(fit.when) if fit.when is not None else True, fit) for fit in regimen.evidence]
    suited = [(truth, fit) for truth, fit in judged if truth is not False and known(sources.get(fit.trial), sheet.day)]
    fits = [fit for _, fit in sorted(suited, key=lambda pair: _FITS[pair[0]])]
    if not fits:
        return (), ()
    benefits = tuple(_benefit(fit, regimen, sheet, sources[fit.trial]) for fit in fits)
    return benefits, _figures_of(sources[fits[0].trial], regimen)[1]


def known(source: Source | None, day: date) -> bool:
    """Whether the world can have known a source on a day; one without a date is taken as known."""
    return source is not None and (source.since is None or source.since <= day)


def _benefit(fit: Fit, regimen: Regimen, sheet: FactSheet, source: Source) -> Benefit:
    likeness = tuple(Likeness(point=point, answer=sheet.truth(node)) for point, node in fit.like)
    return Benefit(trial=source.id, figures=_figures_of(source, regimen)[0], how_like_you=likeness)


def _figures_of(source: Source, regimen: Regimen) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Outcomes and harms of one trial for one regimen; the same for every patient."""
    return _figures_in(_Keyed(source), regimen.slots)


class _Keyed:
    """A source that is told apart from others by which one it is."""

    __slots__ = ("source",)

    def __init__(self, source: Source) -> None:
        self.source = source

    def __hash__(self) -> int:
        return id(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.source is self.source


@lru_cache(maxsize=1024)
def _figures_in(keyed: _Keyed, slots: tuple[tuple[str, ...], ...]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    source = keyed.source
    arms = arms_of(source, slots)
    if arms is None:
        return (), ()
    outcomes = tuple(_outcome_figure(source, outcome, *arms) for outcome in source.outcomes)
    shown = tuple(figure for figure in outcomes if figure.with_it is not None or figure.hazard_ratio is not None)
    return shown, tuple(_harm_figures(source, *arms))


def arms_of(source: Source, slots: tuple[tuple[str, ...], ...]) -> tuple[int, int | None] | None:
    """The arm that gave this regimen, and the one it is compared with."""
    if not source.arms:
        return None
    scores = [_likeness(arm.drugs, slots) for arm in source.arms]
    ours = scores.index(max(scores))
    if max(scores) <= 0 and not _fills(source.arms[ours].drugs, slots):
        return None
    others = [number for number in range(len(source.arms)) if number != ours]
    return ours, others[-1] if others and ours == 0 else others[0] if others else None


def _fills(drugs: Sequence[str], slots: tuple[tuple[str, ...], ...]) -> bool:
    return all(any(drug in slot for drug in drugs) for slot in slots)


def _likeness(drugs: Sequence[str], slots: tuple[tuple[str, ...], ...]) -> float:
    filled = sum(any(drug in slot for drug in drugs) for slot in slots)
    strange = sum(not any(drug in slot for slot in slots) for drug in drugs)
    return filled / max(len(slots), 1) - 0.5 * strange


def _at(values: Sequence[float | None], number: int | None) -> float | None:
    return values[number] if number is not None and number < len(values) else None


def _interval(outcome: Outcome, number: int | None) -> tuple[float, float] | None:
    if number is None or number >= len(outcome.intervals):
        return None
    return outcome.intervals[number]


def _pair(source: Source, outcome: Outcome, ours: int, other: int | None) -> tuple[int | None, bool]:
    """The arm that an outcome compares ours with, and whether its hazard ratio is the one of ours against that arm.

    Of three arms an outcome may be about two only: then its hazard ratio is that of the first with a value against the
    second.
    """
    if len(source.arms) < 3:
        return other, ours == 0
    valued = [number for number in range(len(source.arms)) if _at(outcome.values, number) is not None]
    if valued[:1] == [ours] and len(valued) > 1:
        return valued[1], True
    if ours in valued and other not in valued:
        other = next((number for number in reversed(valued) if number != ours), None)
    return other, False


def _outcome_figure(source: Source, outcome: Outcome, ours: int, other: int | None) -> Figure:
    other, straight = _pair(source, outcome, ours, other)
    return Figure(
        trial=source.id,
        measure=outcome.measure,
        statistic=outcome.statistic,
        unit=outcome.unit,
        with_it=_at(outcome.values, ours),
        comparator=_at(outcome.values, other),
        with_it_arm=source.arms[ours].name,
        comparator_arm=source.arms[other].name if other is not None else "",
        interval=_interval(outcome, ours),
        comparator_interval=_interval(outcome, other),
        hazard_ratio=outcome.hazard_ratio if straight else None,
        hazard_ratio_interval=outcome.hazard_ratio_interval if straight else None,
        at_months=outcome.at_months,
        significant=outcome.significant,
        population=outcome.population,
        note=outcome.note,
        url=outcome.url,
        read=outcome.read.isoformat(),
    )


def _harm_figures(source: Source, ours: int, other: int | None) -> Iterator[Figure]:
    for harm in source.harms:
        for statistic, values in ((ANY_GRADE, harm.any_grade), (GRADE_3_UP, harm.grade_3_up)):
            if _at(values, ours) is not None:
                yield _harm_figure(source, harm, statistic, values, (ours, other))


def _harm_figure(
    source: Source, harm: Harm, statistic: str, values: Sequence[float | None], arms: tuple[int, int | None]
) -> Figure:
    ours, other = arms
    return Figure(
        trial=source.id,
        measure=harm.term,
        statistic=statistic,
        unit="%",
        with_it=_at(values, ours),
        comparator=_at(values, other),
        with_it_arm=source.arms[ours].name,
        comparator_arm=source.arms[other].name if other is not None else "",
        note=harm.note,
        url=harm.url,
        read=harm.read.isoformat(),
    )


def harms_of(regimen: Regimen, sources: dict[str, Source]) -> tuple[Figure, ...]:
    """The harms in the trial of a regimen that tells most of them, whoever its patients were: what drugs do to people
    hangs less on whom they are given to than what they bring.
    """
    found = [_figures_of(sources[fit.trial], regimen)[1] for fit in regimen.evidence if fit.trial in sources]
    return max(found, key=len, default=())
