"""One choice of the patient's guide: what it may bring and cost, as rows of a table and as pictures.

In: an option of the plan and what the comparison measured of it. Out: rows and pictures; no figure is made here but the
difference between two that the plan gives. How long people lived is told as a gain only: the times themselves are for
the closed part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onward.goals.measures import wilson
from onward.goals.types import Measured
from onward.plan.evidence import ANY_GRADE, GRADE_3_UP
from onward.plan.types import Benefit, Figure, Option
from onward.reports import pictures_outcomes as drawn
from onward.reports.guide_words import Book
from onward.reports.phrases import counts_people, number

HARMS = 6
PICTURED_HARMS = 2
GENERAL_BEGINS = ("any ", "serious ")
GENERAL = ("any adverse event", "any side effect", "any side effect of the treatment")


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome: with the treatment, in the others, the difference."""

    what: str
    with_it: str
    without: str
    difference: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture with the words that tell the same."""

    svg: str
    said: str
    title: str = ""
    label: str = ""
    sources: tuple[str, ...] = ()


def leading(option: Option) -> Benefit | None:
    """The trial that fits the person best."""
    return option.benefit[0] if option.benefit else None


def good_rows(option: Option, book: Book) -> list[Row]:
    """What it may bring."""
    benefit = leading(option)
    return [_row(figure, _measure(figure, book), book) for figure in _told(benefit.figures)] if benefit else []


def bad_rows(option: Option, measured: Mapping[str, Measured], book: Book) -> list[Row]:
    """What it may cost: stopping because of it first, then the harms."""
    stopping, benefit = measured.get("stopping"), leading(option)
    own = stopping is not None and benefit is not None and stopping.trial == benefit.trial
    rows = [_stopping(stopping, book)] if stopping and own and stopping.value is not None else []
    return [*rows, *(_row(figure, _harm(figure, book), book) for figure in _harms(option, book))]


def harm_keys(option: Option, book: Book) -> list[str]:
    """Where the words of the harms stand that are told, each once; harms in general are none that one can feel."""
    named = dict.fromkeys(figure.measure for figure in _harms(option, book))
    return [f"harm:{measure}" for measure in named if not measure.startswith(GENERAL_BEGINS)]


def burden_rows(option: Option, measured: Mapping[str, Measured], book: Book) -> list[tuple[str, str]]:
    """What it asks of a person's days."""
    visits = measured.get("visits")
    told = [(book.text("burden.visits_a_month"), visits.value)] if visits else []
    for key in ("infusion_hours_a_month", "injections_a_month", "tablets_a_day", "capsules_a_day"):
        asked = [each[key] for each in option.burden.values() if isinstance(each, dict) and key in each]
        total = sum(each for each in asked if isinstance(each, int | float))
        told.append((book.text(f"burden.{key}"), float(total) if total else None))
    return [(name, number(value)) for name, value in told if value is not None]


def good_pictures(option: Option, book: Book) -> list[list[Drawing]]:
    """Time without growth as bars, and shrinking as people of 100."""
    benefit = leading(option)
    figures = _told(benefit.figures) if benefit else []
    bars = [[_bars(figure, book)] for figure in figures if figure.measure == "pfs" and _both(figure)]
    arrays = [_arrays(figure, _measure(figure, book), book) for figure in figures if figure.measure == "orr"]
    return [*bars[:1], *arrays[:1]]


def bad_pictures(option: Option, book: Book) -> list[list[Drawing]]:
    """The harms that differ most, as people of 100."""
    figures = [figure for figure in _harms(option, book) if _drawable(figure)]
    return [_arrays(figure, _harm(figure, book), book) for figure in figures[:PICTURED_HARMS]]


def calendar(measured: Mapping[str, Measured], book: Book) -> Drawing | None:
    """A month with the treatment; nothing where the number of visits was not found."""
    visits = measured.get("visits")
    if visits is None or visits.value is None:
        return None
    days = drawn.visit_days(visits.value)
    said = book.text("burden.calendar", count=days)
    return Drawing(drawn.month(days, said), said)


def amount(figure: Figure, value: float | None, interval: tuple[float, float] | None, book: Book, arm: str) -> str:
    """One arm's figure with its range: people of 100, where it follows from how many they were, or months."""
    if value is None:
        return book.text("brings.not-given")
    if counts_people(figure):
        asked = book.people_in(figure.trial, arm)
        ends = [whole(end) for end in wilson(value, asked)] if asked else []
        span = f" ({book.text('brings.range', low=ends[0], high=ends[1])})" if ends and ends[0] < ends[1] else ""
        return f"{people(value, book)}{span}"
    told = book.text("brings.months", count=tenth(value))
    if interval is None:
        return told
    return f"{told} ({book.text('brings.range', low=tenth(interval[0]), high=tenth(interval[1]))})"


def tenth(months: float) -> str:
    """A time to a tenth of a month: more digits than that nobody can use.

    >>> [tenth(months) for months in (28.18, 16.0)]
    ['28.2', '16']
    """
    return number(round(months, 1))


def people(share: float, book: Book) -> str:
    """A share as people of 100."""
    return book.text("brings.few") if 0 < share < 1 else book.text("brings.people", count=whole(share))


def whole(share: float) -> int:
    """A share as a whole number of 100 people.

    >>> [whole(share) for share in (1.5, 52.7, 99.6)]
    [2, 53, 100]
    """
    return min(100, max(0, int(share + 0.5)))


def gain(first: float | None, second: float | None, months: bool, book: Book) -> str:
    """The absolute difference of two figures; of people, that of the numbers shown, so that a reader can check it."""
    if first is None or second is None:
        return ""
    step = round(first - second, 1) if months else float(whole(first) - whole(second))
    if not step:
        return book.text("brings.no-difference")
    word = ("more" if step > 0 else "fewer") + ("-months" if months else "-people")
    return book.text(f"brings.{word}", count=number(abs(step)))


def _told(figures: Iterable[Figure]) -> list[Figure]:
    """The first figure of each outcome that a guide tells."""
    chosen: dict[str, Figure] = {}
    for figure in figures:
        fits = (figure.measure in ("pfs", "os") and figure.statistic == "median" and figure.unit == "months") or (
            figure.measure == "orr" and counts_people(figure)
        )
        gained = figure.measure != "os" or _both(figure)
        if fits and gained and figure.with_it is not None:
            chosen.setdefault(figure.measure, figure)
    return [chosen[name] for name in ("pfs", "os", "orr") if name in chosen]


def _both(figure: Figure) -> bool:
    return figure.with_it is not None and figure.comparator is not None


def _measure(figure: Figure, book: Book) -> str:
    return book.text("measure.os-gain" if figure.measure == "os" else f"measure.{figure.measure}")


def _row(figure: Figure, what: str, book: Book) -> Row:
    months = not counts_people(figure)
    difference = gain(figure.with_it, figure.comparator, months, book) if figure.comparator_arm else ""
    if difference and figure.significant is False:
        difference = book.text("brings.chance", difference=difference)
    if figure.measure == "os":
        return Row(what, "", "", difference, (figure.trial,))
    versus = figure.comparator_arm
    other = amount(figure, figure.comparator, figure.comparator_interval, book, versus) if versus else ""
    ours = amount(figure, figure.with_it, figure.interval, book, figure.with_it_arm)
    return Row(what, ours, other, difference, (figure.trial,))


def _stopping(measured: Measured, book: Book) -> Row:
    value, other = measured.value or 0.0, measured.comparator
    without = book.text("brings.not-given") if other is None else people(other, book)
    difference = gain(value, other, False, book)
    return Row(book.name("attribute:stopping"), people(value, book), without, difference, measured.sources)


def _harms(option: Option, book: Book) -> list[Figure]:
    """Harms in general first, then the most frequent; of one harm the serious grades where both are given are a row
    of their own.
    """
    told = [
        figure
        for figure in option.harm
        if figure.statistic in (ANY_GRADE, GRADE_3_UP) and counts_people(figure) and figure.with_it is not None
    ]
    order = sorted(told, key=lambda each: (each.measure not in GENERAL, -(each.with_it or 0), each.measure))
    # Two harms that people call by one name would look like one harm with two numbers: the more frequent is told.
    owners: dict[str, str] = {}
    seen: dict[tuple[str, str], Figure] = {}
    for figure in order:
        if owners.setdefault(book.name(f"harm:{figure.measure}"), figure.measure) == figure.measure:
            seen.setdefault((figure.measure, figure.statistic), figure)
    return list(seen.values())[:HARMS]


def _harm(figure: Figure, book: Book) -> str:
    key = "brings.severe" if figure.statistic == GRADE_3_UP else "brings.any"
    return book.text(key, harm=book.name(f"harm:{figure.measure}"))


def _drawable(figure: Figure) -> bool:
    """Whether both arms are whole people of 100: fewer than one cannot be drawn."""
    values = (figure.with_it, figure.comparator)
    return all(value is not None and (value == 0 or value >= 1) for value in values)


def _arrays(figure: Figure, what: str, book: Book) -> list[Drawing]:
    """The people of each arm, side by side."""
    return list(_each_array(figure, what, book))


def _each_array(figure: Figure, what: str, book: Book) -> Iterator[Drawing]:
    for arm, value in (("with", figure.with_it), ("without", figure.comparator)):
        if value is not None:
            count, label = whole(value), book.text(f"brings.arm-{arm}")
            said = book.text("brings.picture", what=what, arm=label, count=count, rest=100 - count)
            told = f"{label}: {people(value, book)}"
            yield Drawing(drawn.people_of_100(count, said), said, what, told, (figure.trial,))


def _bars(figure: Figure, book: Book) -> Drawing:
    what = _measure(figure, book)
    bars, said = [], []
    for arm, value, interval in (
        ("with", figure.with_it or 0.0, figure.interval),
        ("without", figure.comparator or 0.0, figure.comparator_interval),
    ):
        label = book.text(f"brings.arm-{arm}")
        low, high = interval or (None, None)
        bars.append(drawn.Bar(label, value, low, high, strong=arm == "with"))
        said.append(book.text("brings.bar", what=what, arm=label, count=tenth(value)))
        if interval:
            said.append(book.text("brings.bar-range", low=tenth(interval[0]), high=tenth(interval[1])))
    unit = book.text("brings.months", count="").strip()
    return Drawing(drawn.time_bars(bars, " ".join(said), unit), " ".join(said), what, sources=(figure.trial,))
