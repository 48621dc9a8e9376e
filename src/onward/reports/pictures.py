"""Outcomes as pictures: ten by ten people, time as bars, a month of days, each with its figures written out beside it.

In: an option. Out: what a template needs to draw it. People are filled from one corner as one block, never scattered,
the counts summing to 100; one outcome a picture, two groups. At most two options of a page are pictured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onward.plan.types import Figure, Option
from onward.reports import phrases
from onward.reports import pictures_outcomes as drawn
from onward.reports.arrange import leading_figures
from onward.reports.svg import shortened

PICTURED = 2
SIDE = 10
SEVERE = "grade 3 or more"
_ARM_SIZE, _ARM_ROOM = 11, 232
VISITS = "visits_a_month"
"""The burden that a month of days shows."""


@dataclass(frozen=True, slots=True)
class Array:
    """One square of a hundred people, of whom ``count`` are filled."""

    arm: str
    count: int
    alternative: str
    """The picture in words."""

    @property
    def full_rows(self) -> int:
        """Rows that are filled completely."""
        return self.count // SIDE

    @property
    def rest(self) -> int:
        """People filled in the row after them."""
        return self.count % SIDE


@dataclass(frozen=True, slots=True)
class Picture:
    """One outcome in two groups."""

    title: str
    kind: str
    """``benefit`` or ``harm``."""
    arrays: tuple[Array, Array]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is drawn here: its SVG, what it says in words, where its figures are from."""

    title: str
    svg: str
    says: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class More:
    """What is folded below the first pictures of an option."""

    times: tuple[Drawing, ...]
    any_grade: Picture | None
    month: Drawing | None

    def __bool__(self) -> bool:
        """Whether there is anything to fold."""
        return bool(self.times or self.any_grade or self.month)


def more_pictures(option: Option) -> More:
    """Benefit as time, the pictured harm in any grade, and the visits of a month."""
    benefit = option.benefit[0] if option.benefit else None
    figures = leading_figures(benefit) if benefit else ()
    times = tuple(_time(figure) for figure in figures if _is_time(figure))
    severe = _first(_severe_first(option.harm), "harm")
    mild = (each for each in option.harm if severe and _other_grade(each, severe.figure))
    return More(times, _first(mild, "harm"), _month(option))


def _other_grade(figure: Figure, pictured: Figure) -> bool:
    return figure.measure == pictured.measure and (figure.statistic, SEVERE) == (phrases.ANY_GRADE, pictured.statistic)


def _is_time(figure: Figure) -> bool:
    return figure.statistic == "median" and figure.unit == "months" and None not in (figure.with_it, figure.comparator)


def _time(figure: Figure) -> Drawing:
    """The time of both groups as bars, with the range in which the true time lies as a thin line."""
    arms = (
        (figure.with_it_arm, figure.with_it, figure.interval, True),
        (figure.comparator_arm, figure.comparator, figure.comparator_interval, False),
    )
    bars = [_bar(arm, value or 0.0, within, strong) for arm, value, within, strong in arms]
    says = phrases.sentence(figure, notes=False)
    step = (figure.with_it or 0.0) - (figure.comparator or 0.0)
    word = "longer" if step > 0 else "shorter"
    difference = f"{phrases.number(round(abs(step), 1))} months {word}" if step else "no difference"
    proven = " (difference not proven)" if figure.significant is False else ""
    picture = drawn.time_bars(bars, says, "months")
    return Drawing(phrases.outcome(figure), picture, f"{difference}{proven}", (figure.trial,))


def _bar(arm: str, value: float, within: tuple[float, float] | None, strong: bool) -> drawn.Bar:
    low, high = within or (None, None)
    return drawn.Bar(shortened(arm, _ARM_SIZE, _ARM_ROOM), value, low, high, strong, phrases.number(value))


def _month(option: Option) -> Drawing | None:
    """The days of four weeks with a visit; nothing where no source says how many there are."""
    told = [each.get(VISITS) for each in option.burden.values() if isinstance(each, dict)]
    visits = [float(each) for each in told if isinstance(each, int | float) and not isinstance(each, bool)]
    if not visits:
        return None
    days = drawn.visit_days(max(visits))
    says = f"visits on {days} of 28 days" if days else "no visit in 28 days"
    return Drawing("four weeks with it", drawn.month(days, says), says, ())


def pictures(options: Sequence[Option]) -> dict[str, tuple[Picture, ...]]:
    """The pictures of a page by option id: for the first two options whose harms have figures."""
    found: dict[str, tuple[Picture, ...]] = {}
    for option in options:
        harm = _first(_severe_first(option.harm), "harm")
        if harm and len(found) < PICTURED:
            benefit = _first((figure for part in option.benefit for figure in part.figures), "benefit")
            found[option.id] = (benefit, harm) if benefit else (harm,)
    return found


def _severe_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: (figure.statistic != SEVERE, -(figure.with_it or 0)))


def _first(figures: Iterable[Figure], kind: str) -> Picture | None:
    for figure in figures:
        with_it, comparator = figure.with_it, figure.comparator
        if phrases.counts_people(figure) and _countable(with_it) and _countable(comparator):
            return Picture(phrases.outcome(figure), kind, _arrays(figure, with_it or 0, comparator or 0), figure)
    return None


def _countable(share: float | None) -> bool:
    """Whether a share is a number of whole people of 100: fewer than one cannot be drawn."""
    return share is not None and (share == 0 or share >= 1)


def _arrays(figure: Figure, with_it: float, comparator: float) -> tuple[Array, Array]:
    return _array(figure, figure.with_it_arm, with_it), _array(figure, figure.comparator_arm, comparator)


def _array(figure: Figure, arm: str, share: float) -> Array:
    count = min(100, max(0, int(share + 0.5)))
    return Array(arm, count, f"{arm}, {phrases.outcome(figure)}: {count} of 100 people, the other {100 - count} not")
