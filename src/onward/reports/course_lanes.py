"""The lanes of the course picture: treatments as bars, happenings as labelled points, measurements as curves.

In: a plan and a time scale. Out: lanes, each with its label, its height and its elements, drawn from its own top edge.
Meaning is in shape and text, never in colour alone: the picture is read in black and white.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from onward.plan.dated import Happening
from onward.plan.types import LineOfTherapy
from onward.reports import phrases
from onward.reports.svg import box, element, line, path, shortened, text, title, width_of
from onward.reports.timescale import TimeScale, span_of

SIZE = 11.5
ROW = 17.0
BAR_ROW = 31.0
BAR = 9.0
CURVE, LOW_CURVE = 72.0, 48.0
GAP_DAYS = 200
"""A curve is not drawn across a longer time without a value."""
_ROOM = 7.0
_LONGEST = 430.0
_NEAR = 26.0

Draw = Callable[[float, float], str]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane, drawn from ``y`` = 0 downwards."""

    label: str
    height: float
    elements: tuple[str, ...]
    unit: str = ""
    symbols: frozenset[str] = field(default_factory=frozenset)
    """Which symbols it uses, for the legend."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something to be placed on a lane: between which days, what it says, how it is drawn."""

    first: date
    last: date
    says: str
    symbol: str


def _diamond(x: float, y: float) -> str:
    return path(f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z", "full")


def _open_diamond(x: float, y: float) -> str:
    return path(f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z", "open dash")


def _cross(x: float, y: float) -> str:
    return path(f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", "stroke")


def _stop(x: float, y: float) -> str:
    return path(f"M{x:.1f} {y - 6:.1f}v12", "stroke")


def _dot(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=4.0, class_="full")


def _ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=4.0, class_="open")


def _bracket(x: float, y: float) -> str:
    return path(f"M{x - 4:.1f} {y - 6:.1f}h5v12h-5", "stroke")


def _question(x: float, y: float) -> str:
    return text(x, y + 4, "?", "lane", "middle")


def _open_star(x: float, y: float) -> str:
    return path(f"M{x:.1f} {y - 6:.1f}l5.2 9h-10.4z", "open")


def _square(x: float, y: float) -> str:
    return box(x - 4, y - 4, 8, 8, "open")


def _star(x: float, y: float) -> str:
    return path(f"M{x:.1f} {y - 6:.1f}l5.2 9h-10.4z", "full")


def _arrow(x: float, y: float) -> str:
    return path(f"M{x - 4:.1f} {y - 7:.1f}l9 7l-9 7z", "full")


def _bar_of(kind: str) -> Draw:
    return lambda x, y: box(x - 12, y - BAR / 2, 20, BAR, kind)


SYMBOLS: dict[str, tuple[str, Draw]] = {
    "metastatic-bar": ("line of therapy for metastatic disease", _bar_of("bar")),
    "early-bar": ("treatment before it", _bar_of("early")),
    "rough": ("began or ended within this time", _bar_of("open dash")),
    "ongoing": ("goes on", _arrow),
    "progression": ("progression", _diamond),
    "progression-uncertain": ("progression, day uncertain", _open_diamond),
    "toxicity": ("stopped for side effects", _cross),
    "completed": ("completed", _stop),
    "other-end": ("ended for another reason", _bracket),
    "no-reason": ("ended, why is not recorded", _question),
    "diagnosis": ("first diagnosis", _open_star),
    "metastatic": ("metastatic disease", _star),
    "procedure": ("operation, radiotherapy or another procedure", _square),
    "found": ("result", _dot),
    "negative": ("looked for and not found", _ring),
}
_ENDS = {"progression": "progression", "toxicity": "toxicity", "completed": "completed"}


def therapies(course: Sequence[LineOfTherapy], scale: TimeScale, until: date, *, low: bool = False) -> Lane | None:
    """One row a line of therapy: what it is above its bar, or beside it where the picture has to be low."""
    shown = [each for each in course if each.start]
    if not shown:
        return None
    elements, symbols = [], set()
    top, edge = 0.0, scale.at(until) - _ROOM
    for each in shown:
        drawn, used, ends = _bar(each, scale, until, 0.0)
        label = _beside(each, scale, ends, edge) if low else None
        tall = ROW if label else BAR_ROW
        middle = top + (ROW / 2 if label else BAR_ROW - BAR / 2 - 6)
        moved = element("g", *drawn, label or "", transform=f"translate(0 {middle:.1f})")
        above = [] if label else [_label(each, scale, ends[0], top + 11, edge)]
        elements.append(element("g", title(_told(each)), *above, moved))
        symbols |= used
        top += tall
    return Lane("Treatment", top, tuple(elements), symbols=frozenset(symbols))


def _bar(
    each: LineOfTherapy, scale: TimeScale, until: date, middle: float
) -> tuple[list[str], set[str], tuple[float, float]]:
    """The bar with the sign of its end, which symbols these are, and between which places they lie."""
    begun = span_of(each.start or "")
    ended = (until, until) if each.ongoing else span_of(each.end) if each.end else (begun[1], until)
    left, sure = scale.at(begun[0]), scale.at(min(begun[1], ended[0]))
    full, right = max(scale.at(ended[0]), sure), max(scale.at(ended[1]), scale.at(ended[0]))
    kind = "bar" if each.setting == "metastatic" else "early"
    drawn = [box(sure, middle - BAR / 2, full - sure, BAR, kind)]
    if sure - left > 1:
        drawn.append(box(left, middle - BAR / 2, sure - left, BAR, "open dash"))
    if right - full > 1:
        drawn.append(box(full, middle - BAR / 2, right - full, BAR, "open dash"))
    symbols = {"metastatic-bar" if kind == "bar" else "early-bar"}
    if len(drawn) > 1:
        symbols.add("rough")
    if each.ongoing:
        symbols.add("ongoing")
        drawn.append(_arrow(right + 4, middle))
    elif each.end or each.ongoing is False:
        name = _ENDS.get(each.stopped_for, "other-end") if each.stopped_for else "no-reason"
        symbols.add(name)
        drawn.append(SYMBOLS[name][1](right + _ROOM + 2, middle))
    return drawn, symbols, (left, right)


def _beside(each: LineOfTherapy, scale: TimeScale, ends: tuple[float, float], edge: float) -> str | None:
    """What a bar is, on the side of it that has room; nothing where neither has."""
    said = _told(each, dates=False)
    wide = width_of(said, SIZE)
    if wide <= edge - ends[1] - _ROOM * 3:
        return text(ends[1] + _ROOM * 3, 4, said)
    if wide <= ends[0] - scale.places[0] - _ROOM:
        return text(ends[0] - _ROOM, 4, said, anchor="end")
    return None


def _label(each: LineOfTherapy, scale: TimeScale, left: float, y: float, edge: float) -> str:
    """Which line, which drugs, how it went; it ends at the day of the plan where it would run over it."""
    said = shortened(_told(each, dates=False), SIZE, min(_LONGEST * 1.4, edge - scale.places[0]))
    if left + width_of(said, SIZE) > edge:
        return text(edge, y, said, anchor="end")
    return text(left, y, said)


def _told(each: LineOfTherapy, *, dates: bool = True) -> str:
    drugs = " + ".join(each.drugs) or "drugs not said"
    name = phrases.line_name(each)
    remarks = phrases.line_remarks(each)
    told = f"{name}: {drugs}{f' ({remarks})' if remarks else ''}"
    return f"{told}, {phrases.period(each)}" if dates else told


def points(label: str, found: Sequence[Point], scale: TimeScale) -> Lane | None:
    """Labelled points, moved to further rows where they would lie on one another."""
    if not found:
        return None
    ends: list[float] = []
    elements = []
    for each in sorted(found, key=lambda one: (one.first, one.last, one.says)):
        x = (scale.at(each.first) + scale.at(each.last)) / 2
        after, ahead = scale.places[-1] - x - _ROOM * 2, x - scale.places[0] - _ROOM * 2
        said = shortened(each.says, SIZE, min(_LONGEST, max(after, ahead)))
        width = width_of(said, SIZE) + _ROOM * 2
        before = x + width > scale.places[-1]
        left = x - width if before else x - _ROOM
        row = next((index for index, end in enumerate(ends) if end <= left), len(ends))
        ends += [0.0] * (row + 1 - len(ends))
        ends[row] = (x + _ROOM if before else x + width) + _ROOM
        elements.append(_point(each, said, x, row * ROW + ROW / 2, before, scale))
    symbols = frozenset(each.symbol for each in found)
    return Lane(label, len(ends) * ROW, tuple(elements), symbols=symbols)


def _point(each: Point, said: str, x: float, y: float, before: bool, scale: TimeScale) -> str:
    when = each.first.isoformat() if each.first == each.last else f"{each.first} to {each.last}"
    low, high = scale.at(each.first), scale.at(each.last)
    drawn = [line(low, y, high, y, "thin")] if high - low > _ROOM else []
    drawn.append(SYMBOLS[each.symbol][1](x, y))
    label = text(x - _ROOM - 2, y + 4, said, anchor="end") if before else text(x + _ROOM + 2, y + 4, said)
    return element("g", title(f"{when}: {each.says}"), *drawn, label)


def responses(found: Sequence[Happening], scale: TimeScale) -> Lane | None:
    """The RECIST response at each assessment as its letters; progression is filled."""
    if not found:
        return None
    ends: list[float] = []
    elements = []
    for each in found:
        first, last = span_of(each.date)
        said = each.result or "?"
        x, width = (scale.at(first) + scale.at(last)) / 2, max(width_of(said, SIZE) + 8, _NEAR)
        row = next((index for index, end in enumerate(ends) if end <= x - width / 2), len(ends))
        ends += [0.0] * (row + 1 - len(ends))
        ends[row] = x + width / 2 + 2
        y = row * (ROW + 2)
        filled = said == "PD"
        elements.append(
            element(
                "g",
                title(f"{each.date}: {each.says}"),
                box(x - width / 2, y + 1, width, ROW - 2, "full" if filled else "open"),
                text(x, y + ROW / 2 + 4, said, "on-full" if filled else "", "middle"),
            )
        )
    return Lane("Response", len(ends) * (ROW + 2), tuple(elements))


def curve(label: str, found: Sequence[Happening], scale: TimeScale, *, low: bool = False) -> Lane | None:
    """One measurement over time from 0 up; it is not drawn across long times without a value."""
    values = [(sum(map(scale.at, span_of(each.date))) / 2, each.value or 0.0, each) for each in found]
    if not values:
        return None
    most = max((value for _, value, _ in values), default=0.0) or 1.0
    tall = LOW_CURVE if low else CURVE if len(values) > 1 else CURVE / 2 + 4
    base, room = tall - 6, tall - 24

    def height(value: float) -> float:
        return base - room * max(value, 0.0) / most

    elements = [line(scale.places[0], base, scale.places[-1], base, "thin")]
    elements += [path(piece, "curve") for piece in _pieces([(x, height(value), each) for x, value, each in values])]
    told = {0, len(values) - 1, _place(values, max), _place(values, min)}
    taken: list[tuple[float, float]] = []
    for index, (x, value, each) in enumerate(values):
        dot = element("circle", cx=x, cy=height(value), r=2.6, class_="full")
        elements.append(element("g", title(f"{each.date}: {each.says}"), dot))
        if index in told and all(abs(x - other) > _NEAR for other, _ in taken):
            taken.append((x, value))
            elements.append(text(x, height(value) - 6, phrases.number(value), "small", "middle"))
    return Lane(label, tall, tuple(elements), unit=found[0].unit or "")


def _place(values: Sequence[tuple[float, float, Happening]], choose: Callable[[Iterable[float]], float]) -> int:
    numbers = [value for _, value, _ in values]
    return numbers.index(choose(numbers))


def _pieces(places: Sequence[tuple[float, float, Happening]]) -> list[str]:
    """The parts of a curve between its gaps."""
    pieces: list[list[str]] = []
    before: date | None = None
    for x, y, each in places:
        day = span_of(each.date)[0]
        if before is None or (day - before).days > GAP_DAYS:
            pieces.append([])
        pieces[-1].append(f"{'L' if pieces[-1] else 'M'}{x:.1f} {y:.1f}")
        before = day
    return ["".join(piece) for piece in pieces if len(piece) > 1]
