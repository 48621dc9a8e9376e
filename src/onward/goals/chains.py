"""Figures of options that one trial set against each other are taken from that trial, and from no other.

In: the figures of all options on one attribute. Out: the same, each with the place that it has in the comparison. Where
the trial behind an option's figure has another offered option as its comparator, what counts between the two is the
difference within that trial: a gain is added to what the other brings, a share of people stands on what the same
trial found for the other. What no trial joins stays as it is; of trials in a circle nothing is decided.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from onward.goals.measures import wilson
from onward.goals.pairs import arms_with
from onward.goals.types import Measured, Place
from onward.knowledge.goals import Attribute
from onward.knowledge.types import Knowledge
from onward.plan.types import Option

ONE_ARM_ONLY = "the trial that compared the two gives it for one arm only"
CIRCLE = "trials compare these options with each other in a circle: not decided"
NO_GAIN = Place(value=0.0, low=0.0, high=0.0)
"""Where a comparator stands that has no gain of its own: what others add is counted from there."""


@dataclass(slots=True)
class _Row:
    """One attribute: the figures, and which option stands in the other arm of each one's trial."""

    attribute: Attribute
    figures: dict[str, Measured]
    others: Mapping[str, str]
    knowledge: Knowledge
    places: dict[str, Place | str | None] = field(default_factory=dict)
    """A reason in place of a place: the figure is shown and set against nothing."""

    def comparators(self, option: str) -> list[Measured]:
        """The figures of those whose trial has this option in its other arm."""
        return [self.figures[name] for name, other in self.others.items() if other == option]


def joined(
    row: Sequence[Measured], attribute: Attribute, options: Sequence[Option], knowledge: Knowledge
) -> tuple[Measured, ...]:
    """The figures, with the place of each; unchanged where no trial joins two of the options."""
    others = {each.option: other for each in row if (other := _other(each, options, knowledge)) is not None}
    if not others:
        return tuple(row)
    found = _Row(attribute, {each.option: each for each in row}, others, knowledge)
    return tuple(_settled(each, found) for each in row)


def _other(each: Measured, options: Sequence[Option], knowledge: Knowledge) -> str | None:
    """The offered option that the other arm of the figure's trial gave."""
    source = knowledge.sources.get(each.trial or "")
    if source is None or each.value is None or each.comparator_arm is None:
        return None
    for option in options:
        named = [source.arms[number].name for number in arms_with(source, option)]
        if option.id != each.option and each.comparator_arm in named:
            return option.id
    return None


def _settled(each: Measured, row: _Row) -> Measured:
    place = _place(each.option, row)
    shown = _shown(each, row)
    against = row.others.get(each.option)
    if isinstance(place, str):
        return msgspec.structs.replace(shown, against=against, apart=place)
    own = None if shown.value is None else Place(value=shown.value, low=shown.low, high=shown.high)
    return msgspec.structs.replace(shown, against=against, place=None if place == own else place)


def _shown(each: Measured, row: _Row) -> Measured:
    """A share of people is shown as the trial found it that compared the option with another one."""
    if row.attribute.gain:
        return each
    judged = next((found for found in row.comparators(each.option) if found.comparator is not None), None)
    if judged is None or judged.comparator is None:
        return each
    place = _arm_place(judged, row)
    return Measured(
        attribute=each.attribute,
        option=each.option,
        value=judged.comparator,
        low=place.low,
        high=place.high,
        spread=None if place.low is None else "number of people",
        with_it=judged.comparator,
        people=_people(judged, row.knowledge),
        trial=judged.trial,
        url=judged.url,
        read=judged.read,
        sources=judged.sources,
    )


def _place(option: str, row: _Row) -> Place | str | None:
    if option not in row.places:
        if _circles(option, row.others):
            row.places[option] = CIRCLE
        else:
            row.places[option] = (_gained if row.attribute.gain else _shared)(option, row)
    return row.places[option]


def _circles(option: str, others: Mapping[str, str]) -> bool:
    """Whether following the other arms leads into a circle."""
    seen: list[str] = []
    while option in others and option not in seen:
        seen.append(option)
        option = others[option]
    return option in seen


def _own(each: Measured) -> Place | None:
    return None if each.value is None else Place(value=each.value, low=each.low, high=each.high)


def _gained(option: str, row: _Row) -> Place | str | None:
    own = _own(row.figures[option])
    other = row.others.get(option)
    if other is None:
        return NO_GAIN if own is None and row.comparators(option) else own
    base = _place(other, row)
    return _added(base, own) if isinstance(base, Place) and own is not None else base


def _shared(option: str, row: _Row) -> Place | str | None:
    each, judged = row.figures[option], row.comparators(option)
    own, told = _own(each), [found for found in judged if found.comparator is not None]
    other = row.others.get(option)
    if other is None:
        if told:
            return _arm_place(told[0], row)
        return ONE_ARM_ONLY if judged and own is not None else own
    if each.comparator is None:
        alone = not any(found.comparator is not None for found in row.comparators(other)) and other not in row.others
        return own if alone else ONE_ARM_ONLY
    base = _place(other, row)
    if not isinstance(base, Place) or own is None or base.value == each.comparator:
        return base if isinstance(base, str) else own
    arm = _arm_place(each, row)
    step = _added(own, _turned(arm))
    return _added(base, step)


def _arm_place(judged: Measured, row: _Row) -> Place:
    """What the trial of a figure found in its other arm."""
    value, people = judged.comparator or 0.0, _people(judged, row.knowledge)
    low, high = wilson(value, people) if people else (None, None)
    return Place(value=value, low=None if low is None else round(low, 2), high=None if high is None else round(high, 2))


def _people(judged: Measured, knowledge: Knowledge) -> int | None:
    arms = knowledge.sources[judged.trial or ""].arms
    return next((arm.n for arm in arms if arm.name == judged.comparator_arm), None)


def _turned(place: Place) -> Place:
    low = None if place.high is None else -place.high
    return Place(value=-place.value, low=low, high=None if place.low is None else -place.low)


def _added(first: Place, second: Place) -> Place:
    """The sum of two independent estimates, with the interval of each recovered (as for a difference)."""
    value = round(first.value + second.value, 2)
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Place(value=value)
    down = math.hypot(first.value - first.low, second.value - second.low)
    up = math.hypot(first.high - first.value, second.high - second.value)
    return Place(value=value, low=round(value - down, 2), high=round(value + up, 2))
