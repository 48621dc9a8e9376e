"""What a comparison of options holds: figures with their spread, what counts how much, and what comes first how surely.

Field order here is the order of keys in the JSON.
"""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a figure stands in the comparison, with its spread."""

    value: float
    low: float | None = None
    high: float | None = None


class Measured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One option on one attribute: the figure and its spread, or why there is none."""

    attribute: str
    option: str
    value: float | None = None
    low: float | None = None
    """The 95 % interval, where the source gives one or lets it be worked out."""
    high: float | None = None
    spread: str | None = None
    """Where the interval is from: ``source``, ``both arms``, ``hazard ratio``, ``number of people``."""
    with_it: float | None = None
    comparator: float | None = None
    """A gain is ``with_it`` less ``comparator``, the other arm of the same trial."""
    people: int | None = None
    """How many people the figure is about."""
    trial: str | None = None
    comparator_arm: str | None = None
    url: str | None = None
    read: str | None = None
    sources: tuple[str, ...] = ()
    missing: str | None = None
    """Why there is no figure."""
    against: str | None = None
    """The offered option that stood in the other arm of the figure's trial: a gain is one over that option."""
    place: Place | None = None
    """Where it stands in the comparison, if not at ``value``: joined to the others by the trials that compared them."""
    apart: str | None = None
    """Why the figure is shown and set against nothing."""

    @property
    def placed(self) -> Place | None:
        """What the comparison takes it for; nothing where it is missing or set apart."""
        if self.apart is not None:
            return None
        if self.place is not None:
            return self.place
        return None if self.value is None else Place(value=self.value, low=self.low, high=self.high)


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """An attribute that differs between the options, and how much the step from its worst to its best counts."""

    attribute: str
    unit: str
    weight: float
    """A share: the shares of all attributes sum to one."""
    worst: float | None
    best: float | None
    compared: bool
    """False where no option, or only one, has a figure: then it moves nothing."""


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """One option: how often it comes first when every figure is drawn anew within its spread."""

    option: str
    standing: str
    """What the plan says of it, which this order does not change."""
    first_of_100: int
    score: float
    """From 0 (the worst figure on everything) to 1 (the best on everything)."""
    contributions: dict[str, float]
    """What each attribute adds to the score."""
    missing: tuple[str, ...] = ()
    """Attributes that count and for which this option has no figure: it may then be anything from worst to best."""
    apart: tuple[str, ...] = ()
    """Attributes that count and whose figure is set against nothing: the option may be anything from worst to best."""
    certain: tuple[str, ...] = ()
    """Attributes that count and whose figure has no known spread: the order looks surer than it is."""


class Tipping(msgspec.Struct, frozen=True, kw_only=True):
    """How much a wish would have to count for another option to come first, everything else as it is."""

    wish: str
    weight: float
    """In the person's own scale, 0 to 5."""
    now: float
    option: str
    """Who would come first then."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The offered options on what can be compared, and, where wishes are weighed, which comes first and how surely."""

    patient: str
    as_of: str
    knowledge: str
    options: tuple[str, ...]
    measured: tuple[Measured, ...]
    wishes: dict[str, float]
    """The person's own weights, as recorded."""
    unheard: tuple[str, ...] = ()
    """Wishes for which no figure was read anywhere: they move nothing."""
    words: str | None = None
    weighed: tuple[Weighed, ...] = ()
    ranking: tuple[Ranked, ...] = ()
    """Empty where no wish is weighed: then no order is claimed."""
    tipping: tuple[Tipping, ...] = ()
    not_compared: tuple[tuple[str, str], ...] = ()
    """Pairs of options that no trial set against each other."""
    draws: int = 0
    seed: int = 0
