"""What the trial that fits a patient best found: figures of one trial side by side, and how like its patients they are.

PFS and OS stay apart; no figure of one trial is set beside a figure of another. Where a regimen was the comparator of the
trial, the columns are turned and the hazard ratio, which would point the other way, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onward.facts.sheet import FactSheet
from onward.knowledge.types import Fit, Outcome, Regimen, Source
from onward.plan.types import Benefit, Figure, Likeness

ANY_GRADE, GRADE_3_UP = "any grade", "grade 3 or more"


def benefits(regimen: Regimen, sheet: FactSheet, sources: dict[str, Source]) -> tuple[Benefit, ...]:
    """The best-fitting trial first, then the others that fit; none where no trial is known."""
    fits = [(sheet.truth(fit.when) if fit.when is not None else True, fit) for fit in regimen.evidence]
    order = {True: 0, None: 1}
    suited = sorted((pair for pair in fits if pair[0] is not False), key=lambda pair: order[pair[0]])
    return tuple(_benefit(fit, regimen, sheet, sources[fit.trial]) for _, fit in suited if fit.trial in sources)


def _benefit(fit: Fit, regimen: Regimen, sheet: FactSheet, source: Source) -> Benefit:
    likeness = tuple(Likeness(point=point, answer=sheet.truth(node)) for point, node in fit.like)
    return Benefit(trial=source.id, figures=tuple(_figures(source, regimen)), how_like_you=likeness)


def harms(regimen: Regimen, source: Source | None) -> tuple[Figure, ...]:
    """The harms of one trial as figures, any grade and serious."""
    if source is None or len(source.arms) < 1:
        return ()
    return tuple(_harm_figures(source, regimen))


def _arms(source: Source, regimen: Regimen) -> tuple[int, int | None]:
    """The arm that gave this regimen, and the one it is compared with."""
    slots = [set(slot) for slot in regimen.slots]
    scores = [_likeness(arm.drugs, slots) for arm in source.arms]
    ours = scores.index(max(scores))
    others = [number for number in range(len(source.arms)) if number != ours]
    return ours, others[-1] if others and ours == 0 else others[0] if others else None


def _likeness(drugs: Sequence[str], slots: list[set[str]]) -> float:
    filled = sum(any(drug in slot for drug in drugs) for slot in slots)
    strange = sum(not any(drug in slot for slot in slots) for drug in drugs)
    return filled / max(len(slots), 1) - 0.5 * strange


def _at(values: Sequence[float | None], number: int | None) -> float | None:
    return values[number] if number is not None and number < len(values) else None


def _interval(outcome: Outcome, number: int | None) -> tuple[float, float] | None:
    if number is None or number >= len(outcome.intervals):
        return None
    return outcome.intervals[number]


def _figures(source: Source, regimen: Regimen) -> Iterable[Figure]:
    if not source.arms:
        return
    ours, other = _arms(source, regimen)
    for outcome in source.outcomes:
        turned = ours != 0
        yield Figure(
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
            hazard_ratio=None if turned else outcome.hazard_ratio,
            hazard_ratio_interval=None if turned else outcome.hazard_ratio_interval,
            at_months=outcome.at_months,
            significant=outcome.significant,
            population=outcome.population,
            note=outcome.note,
            url=outcome.url,
            read=outcome.read.isoformat(),
        )


def _harm_figures(source: Source, regimen: Regimen) -> Iterable[Figure]:
    ours, other = _arms(source, regimen)
    for harm in source.harms:
        for statistic, values in ((ANY_GRADE, harm.any_grade), (GRADE_3_UP, harm.grade_3_up)):
            if _at(values, ours) is None:
                continue
            yield Figure(
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
