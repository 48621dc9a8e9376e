"""Pictures of outcomes for the patient's guide, as SVG text: a hundred people, bars of time, a month of days.

In: counts and times that a plan or a comparison gives. Out: SVG with its colours in it (it has to look the same in a
browser and in a PDF), blue and grey, with every number beside it in words. Colour never carries meaning alone: what
counts is filled, what does not is an outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onward.reports.phrases import number
from onward.reports.svg import element, words

BLUE = "#0b4f9e"
GREY = "#5d6b7a"
INK = "#16202c"
PALE = "#ffffff"
SIDE = 10
CELL = 10
WEEKS, DAYS = 4, 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One time with the range in which the true one lies."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    strong: bool = False
    told: str = ""
    """The number as written beside it, where it is not to be rounded to a tenth."""


def people_of_100(count: int, said: str) -> str:
    """Ten by ten people; the first ``count`` are filled, as one block from the upper left corner.

    >>> people_of_100(0, "none").count("M")
    100
    """
    filled = "".join(_person(place) for place in range(count))
    empty = "".join(_person(place) for place in range(count, SIDE * SIDE))
    return _picture(
        SIDE * CELL,
        SIDE * CELL,
        said,
        element("path", d=filled, fill=BLUE, stroke=BLUE) if filled else "",
        element("path", d=empty, fill=PALE, stroke=GREY, stroke_width=0.6) if empty else "",
    )


def time_bars(bars: Sequence[Bar], said: str, unit: str) -> str:
    """Bars of time below each other on one scale, each with its number and its range as a thin line."""
    longest = max([*(bar.high or bar.value for bar in bars), 1.0])
    rows = [_bar(bar, 34.0 * row, 150.0 / longest, unit) for row, bar in enumerate(bars)]
    return _picture(240, 34 * len(bars), said, *rows)


def month(visits: int, said: str) -> str:
    """Four weeks of days; those with a visit are filled and hold a dot, so that print in grey tells them apart."""
    on = {(WEEKS * DAYS * visit) // visits for visit in range(visits)} if visits else set()
    off = [place for place in range(WEEKS * DAYS) if place not in on]
    return _picture(
        DAYS * 16,
        WEEKS * 16,
        said,
        element("path", d="".join(map(_day, off)), fill=PALE, stroke=GREY) if off else "",
        element("path", d="".join(map(_day, sorted(on))), fill=BLUE, stroke=BLUE) if on else "",
        *map(_visit, sorted(on)),
    )


def visit_days(visits: float) -> int:
    """How many days of four weeks have a visit: whole days, and never none where there is some.

    >>> [visit_days(visits) for visits in (0, 0.3, 1.33, 2.67, 40)]
    [0, 1, 1, 3, 28]
    """
    return 0 if visits <= 0 else min(WEEKS * DAYS, max(1, int(visits + 0.5)))


def _picture(width: float, height: float, said: str, *inside: str) -> str:
    shapes = [shape for shape in inside if shape]
    return element(
        "svg",
        element("title", words(said)),
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
    )


def _person(place: int) -> str:
    x, y = CELL * (place % SIDE) + 1.5, CELL * (place // SIDE) + 1.5
    return f"M{x:g} {y:g}h7v7h-7z"


def _bar(bar: Bar, y: float, scale: float, unit: str) -> str:
    told = f"{bar.told or number(round(bar.value, 1))} {unit}"
    high = bar.high if bar.high is not None else bar.value
    parts = [
        element("text", words(bar.label), x=0, y=y + 11, font_size=11, fill=INK, font_family="sans-serif"),
        element("rect", x=0, y=y + 16, width=max(bar.value * scale, 1), height=11,
                fill=BLUE if bar.strong else PALE, stroke=BLUE if bar.strong else GREY),
        element("text", words(told), x=max(high, bar.value) * scale + 8, y=y + 26, font_size=12, font_weight="bold",
                fill=INK, font_family="sans-serif"),
    ]  # fmt: skip
    if bar.low is not None and bar.high is not None:
        low, end = bar.low * scale, bar.high * scale
        span = f"M{low:.1f} {y + 18:g}v7M{low:.1f} {y + 21.5:g}H{end:.1f}M{end:.1f} {y + 18:g}v7"
        parts.append(element("path", d=span, fill="none", stroke=INK, stroke_width=1.6))
    return "".join(parts)


def _visit(place: int) -> str:
    return element("circle", cx=16 * (place % DAYS) + 7.5, cy=16 * (place // DAYS) + 7.5, r=3, fill=PALE)


def _day(place: int) -> str:
    return f"M{16 * (place % DAYS) + 1} {16 * (place // DAYS) + 1}h13v13h-13z"
