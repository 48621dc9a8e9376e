"""The figure of each offered option on each attribute, with its spread, or the reason why there is none.

Benefits and harms come from the trial that fits the person best (the first that the plan shows for the option), burden
from the drugs. Nothing is filled in: a figure that a source does not give is missing, and a gain needs both arms of one
trial.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from onward.goals.types import Measured
from onward.knowledge.goals import Attribute
from onward.knowledge.types import Knowledge, Source
from onward.plan.evidence import ANY_GRADE, GRADE_3_UP, arms_of
from onward.plan.types import Figure, Option, Plan

Spread = tuple[float, float, str]
"""Low and high end of a 95 % interval, and where it is from."""

OFFERED = ("preferred", "alternative")
Z = 1.96
"""Half the width of a 95 % interval of the normal distribution, in standard deviations."""


def offered(plan: Plan) -> tuple[Option, ...]:
    """The options that may be compared: what is offered, and never what is only possible or to be avoided."""
    return tuple(option for option in plan.options if option.standing in OFFERED)


def measure(plan: Plan, attributes: Iterable[Attribute], knowledge: Knowledge) -> tuple[Measured, ...]:
    """Every offered option on every attribute."""
    options = offered(plan)
    return tuple(_measured(attribute, option, knowledge) for attribute in attributes for option in options)


def _measured(attribute: Attribute, option: Option, knowledge: Knowledge) -> Measured:
    if attribute.outcome is not None:
        return _of_outcome(attribute, option, knowledge)
    if attribute.harms:
        return _of_harm(attribute, option, knowledge)
    if attribute.stopped:
        return _of_stopping(attribute, option, knowledge)
    return _of_burden(attribute, option, knowledge)


def _without(attribute: Attribute, option: Option, why: str, trial: str | None = None) -> Measured:
    return Measured(attribute=attribute.name, option=option.id, trial=trial, missing=why)


def _of_outcome(attribute: Attribute, option: Option, knowledge: Knowledge) -> Measured:
    """The first figure of the leading trial that gives the outcome."""
    if not option.benefit:
        return _without(attribute, option, "no trial")
    leading = option.benefit[0]
    fitting = [
        figure
        for figure in leading.figures
        if figure.measure == attribute.outcome and figure.statistic == attribute.statistic
    ]
    figure = next((each for each in fitting if each.with_it is not None), None)
    if figure is None or figure.with_it is None:
        return _without(attribute, option, "not given by the trial", leading.trial)
    if not attribute.gain:
        return _from_figure(attribute, option, figure, knowledge, figure.with_it, _spread_of(figure, knowledge))
    if figure.comparator is None:
        return _without(attribute, option, "the trial has no comparator", leading.trial)
    gain = figure.with_it - figure.comparator
    return _from_figure(attribute, option, figure, knowledge, gain, _spread_of_gain(figure))


def _from_figure(
    attribute: Attribute,
    option: Option,
    figure: Figure,
    knowledge: Knowledge,
    value: float,
    spread: Spread | None,
) -> Measured:
    return Measured(
        attribute=attribute.name,
        option=option.id,
        value=round(value, 2),
        low=None if spread is None else round(spread[0], 2),
        high=None if spread is None else round(spread[1], 2),
        spread=None if spread is None else spread[2],
        with_it=figure.with_it,
        comparator=figure.comparator,
        people=_people(knowledge.sources[figure.trial], option),
        trial=figure.trial,
        comparator_arm=figure.comparator_arm or None,
        url=figure.url,
        read=figure.read,
        sources=(figure.trial,),
    )


def _people(source: Source, option: Option) -> int | None:
    arms = arms_of(source, option.regimen)
    return source.arms[arms[0]].n if arms is not None else None


def _spread_of(figure: Figure, knowledge: Knowledge) -> Spread | None:
    """The interval that the source gives; for people of 100, else the one that their number gives (Wilson)."""
    if figure.interval is not None:
        return (*figure.interval, "source")
    source = knowledge.sources[figure.trial]
    people = next((arm.n for arm in source.arms if arm.name == figure.with_it_arm), None)
    if figure.unit not in {"%", "percent"} or people is None or figure.with_it is None:
        return None
    return (*wilson(figure.with_it, people), "number of people")


def wilson(percent: float, people: int) -> tuple[float, float]:
    """The 95 % interval of a share of people (Wilson 1927), in percent.

    >>> [round(end, 1) for end in wilson(50, 100)]
    [40.4, 59.6]
    """
    share, z2 = percent / 100, Z * Z
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = Z / (1 + z2 / people) * math.sqrt(share * (1 - share) / people + z2 / (4 * people * people))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def _spread_of_gain(figure: Figure) -> Spread | None:
    """The interval of a difference of medians: from both arms where the source gives their intervals, else from its
    hazard ratio; where it gives neither the spread is not known, and none is made up.
    """
    ours, other = figure.interval, figure.comparator_interval
    if figure.with_it is None or figure.comparator is None:
        return None
    if ours is not None and other is not None:
        return (*difference(figure.with_it, ours, figure.comparator, other), "both arms")
    if figure.hazard_ratio_interval is None or figure.statistic != "median":
        return None
    low, high = figure.hazard_ratio_interval
    # Were risk constant over time, a median would grow by one over the hazard ratio.
    return figure.comparator / high - figure.comparator, figure.comparator / low - figure.comparator, "hazard ratio"


def difference(
    first: float, of_first: tuple[float, float], second: float, of_second: tuple[float, float]
) -> tuple[float, float]:
    """The interval of a difference of two independent estimates from the interval of each (Zou and Donner 2008).

    >>> [round(end, 1) for end in difference(10, (8, 13), 6, (5, 8))]
    [1.2, 7.2]
    """
    down = math.hypot(first - of_first[0], of_second[1] - second)
    up = math.hypot(of_first[1] - first, second - of_second[0])
    return first - second - down, first - second + up


def _of_harm(attribute: Attribute, option: Option, knowledge: Knowledge) -> Measured:
    if not option.benefit:
        return _without(attribute, option, "no trial")
    statistic = ANY_GRADE if attribute.any_grade else GRADE_3_UP
    for term in attribute.harms:
        for figure in option.harm:
            if figure.measure == term and figure.statistic == statistic and figure.with_it is not None:
                spread = _spread_of(figure, knowledge)
                return _from_figure(attribute, option, figure, knowledge, figure.with_it, spread)
    return _without(attribute, option, "not given by the trial", option.benefit[0].trial)


def _of_stopping(attribute: Attribute, option: Option, knowledge: Knowledge) -> Measured:
    if not option.benefit:
        return _without(attribute, option, "no trial")
    source = knowledge.sources[option.benefit[0].trial]
    arms = arms_of(source, option.regimen)
    values = source.stopped_for_harm_percent
    value = values[arms[0]] if arms is not None and arms[0] < len(values) else None
    if arms is None or value is None:
        return _without(attribute, option, "not given by the trial", source.id)
    ours, other = arms
    people = source.arms[ours].n
    low, high = wilson(value, people) if people else (None, None)
    return Measured(
        attribute=attribute.name,
        option=option.id,
        value=value,
        low=None if low is None else round(low, 2),
        high=None if high is None else round(high, 2),
        spread=None if high is None else "number of people",
        with_it=value,
        comparator=values[other] if other is not None and other < len(values) else None,
        people=people,
        trial=source.id,
        comparator_arm=source.arms[other].name if other is not None else None,
        url=source.stopped_for_harm_url,
        read=source.stopped_for_harm_read.isoformat() if source.stopped_for_harm_read else None,
        sources=(source.id,),
    )


def _of_burden(attribute: Attribute, option: Option, knowledge: Knowledge) -> Measured:
    """What the drugs ask. A drug whose burden is not recorded leaves the whole option without a figure."""
    drugs = [slot[0] for slot in option.regimen if slot]
    treatments = [knowledge.treatments[drug] for drug in drugs if drug in knowledge.treatments]
    sources = tuple(dict.fromkeys(source for treatment in treatments for source in treatment.sources))
    if len(treatments) < len(drugs) or not drugs:
        return _without(attribute, option, "no such figure for one of the drugs")
    if attribute.by_mouth:
        value = float(all(treatment.route == "oral" for treatment in treatments))
        return Measured(attribute=attribute.name, option=option.id, value=value, low=value, high=value, sources=sources)
    if not all(treatment.burden for treatment in treatments):
        return _without(attribute, option, "no such figure for one of the drugs")
    asked = [sum(_numbers(treatment.burden, attribute.burdens)) for treatment in treatments]
    value = sum(asked) if attribute.summed else max(asked)
    return Measured(attribute=attribute.name, option=option.id, value=value, low=value, high=value, sources=sources)


def _numbers(burden: Iterable[tuple[str, object]], keys: tuple[str, ...]) -> Iterator[float]:
    for name, value in burden:
        if name in keys and isinstance(value, int | float):
            yield float(value)
