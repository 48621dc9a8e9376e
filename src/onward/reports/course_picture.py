"""The course of the disease as one timeline, drawn as SVG, and the same as a table.

In: a plan (its lines of therapy and its history). Out: the picture's text, and the rows of its table. Dates are real;
a long stretch in which nothing is recorded is cut short and says how long it is, and a second picture opens it. The
day of the plan and the last day of the record are marked. Colours are the page's, with black and white behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from onward.plan.dated import Happening
from onward.plan.types import LineOfTherapy, Plan
from onward.reports import phrases
from onward.reports.course_lanes import (
    SIZE,
    SYMBOLS,
    Lane,
    Point,
    curve,
    points,
    responses,
    therapies,
)
from onward.reports.svg import element, line, path, text, width_of, words
from onward.reports.timescale import TimeScale, is_day, span_of, time_scale

TOP = 30.0
_AXIS = 26.0
_LEGEND_ROW = 17.0
_SMALL = 10.5
STYLE = """
.course-picture text{font-size:11.5px;font-family:"Liberation Sans",system-ui,sans-serif;fill:var(--ink,#16202c)}
@supports (paint-order:stroke){.course-picture text{
stroke:var(--paper,#fff);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}}
.course-picture .small{font-size:10.5px}.course-picture .quiet{fill:var(--quiet,#4b5868)}
.course-picture .lane{font-weight:600}.course-picture .on-full{fill:var(--paper,#fff);stroke:none;font-weight:700}
.course-picture .full{fill:var(--ink,#16202c);stroke:none}
.course-picture .open{fill:var(--paper,#fff);stroke:var(--ink,#16202c);stroke-width:1.4}
.course-picture .bar{fill:var(--blue,#0b4f9e)}
.course-picture .early{fill:var(--blue-soft,#e4eef9);stroke:var(--blue,#0b4f9e);stroke-width:1.2}
.course-picture .dash{fill:none;stroke:var(--blue,#0b4f9e);stroke-width:1.3;stroke-dasharray:4 3}
.course-picture .stroke{fill:none;stroke:var(--ink,#16202c);stroke-width:2}
.course-picture .curve{fill:none;stroke:var(--blue,#0b4f9e);stroke-width:1.8}
.course-picture .thin{fill:none;stroke:var(--quiet,#4b5868);stroke-width:.8}
.course-picture .grid{stroke:var(--rule,#d3dae3);stroke-width:1}
.course-picture .today{stroke:var(--ink,#16202c);stroke-width:1.6}
.course-picture .last{stroke:var(--ink,#16202c);stroke-width:1.2;stroke-dasharray:2 3}
.course-picture .cut{fill:var(--ground,#f3f5f8)}
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide a picture is, and where its scale begins."""

    width: float = 1000.0
    left: float = 118.0
    name: str = "course"
    """What its ids begin with: several pictures can stand on one page."""
    between: float = 13.0
    """What is left free between two lanes."""

    @property
    def right(self) -> float:
        """Where its scale ends."""
        return self.width - 22


WIDE = Frame()
OPENED = Frame(name="course-opened")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One row of the table that says what the picture shows."""

    date: str
    kind: str
    says: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoursePicture:
    """The picture with its table; ``opened`` is the same picture without stretches cut short, where there are any."""

    svg: str
    opened: str
    rows: tuple[CourseRow, ...]
    curves: bool
    """Whether anything is drawn as a curve."""


def course_picture(plan: Plan, frame: Frame | None = None) -> CoursePicture | None:
    """The picture of one plan; none where nothing in the record has a day."""
    frame = frame or WIDE
    dated = with_days(plan)
    if dated is None:
        return None
    scale = scale_of(dated, frame)
    opened = ""
    if scale.cuts:
        whole = time_scale(sorted(_marked(dated)), OPENED.left, OPENED.right, cut=False)
        opened, _ = draw(dated, whole, lanes_of(dated, whole), OPENED)
    curves = any(each.kind in ("lesion-sum", "blood-marker") for each in dated.history)
    picture, _ = draw(dated, scale, lanes_of(dated, scale), frame)
    return CoursePicture(picture, opened, _rows(dated), curves)


def with_days(plan: Plan) -> Plan | None:
    """The plan with only what can be drawn; nothing where nothing can."""
    plan = msgspec.structs.replace(
        plan,
        course=tuple(each for each in plan.course if is_day(each.start) and (not each.end or is_day(each.end))),
        history=tuple(each for each in plan.history if is_day(each.date)),
    )
    return plan if is_day(plan.as_of) and (plan.history or plan.course) else None


def scale_of(plan: Plan, frame: Frame) -> TimeScale:
    """The scale of a plan's days within a frame, with long empty stretches cut short."""
    return time_scale(sorted(_marked(plan)), frame.left, frame.right, kept=tuple(_treated(plan)))


def _rows(plan: Plan) -> tuple[CourseRow, ...]:
    """Everything that the picture shows, oldest first."""
    rows = [_row_of(each) for each in plan.course]
    rows += [CourseRow(each.date, each.kind.replace("-", " "), each.says, each.refs) for each in plan.history]
    return tuple(sorted(rows, key=lambda row: (span_of(row.date)[0], row.kind, row.says)))


def _row_of(each: LineOfTherapy) -> CourseRow:
    drugs = " + ".join(each.drugs) or "drugs not said"
    remarks = phrases.line_remarks(each)
    says = f"{drugs}, {phrases.period(each)}{f' ({remarks})' if remarks else ''}"
    return CourseRow(each.start or "", phrases.line_name(each), says, each.refs)


def _marked(plan: Plan) -> Iterator[date]:
    """Every day that has a place in the picture."""
    yield date.fromisoformat(plan.as_of)
    yield from (day for each in plan.history for day in span_of(each.date))
    for each in plan.course:
        yield from (day for said in (each.start, each.end) if said for day in span_of(said))


def _treated(plan: Plan) -> Iterator[tuple[date, date]]:
    """The spans of treatment for metastatic disease: how long they were is what the picture is about."""
    for each in plan.course:
        if each.number is not None and each.start:
            end = span_of(each.end)[1] if each.end else date.fromisoformat(plan.as_of)
            yield span_of(each.start)[0], end


def draw(plan: Plan, scale: TimeScale, lanes: Sequence[Lane], frame: Frame) -> tuple[str, float]:
    """The picture of some lanes on a scale, and how tall it is."""
    drawn: list[str] = []
    y = TOP
    for lane in lanes:
        drawn.append(element("g", *_named(lane), *lane.elements, transform=f"translate(0 {y:.1f})"))
        y += lane.height + frame.between
    legend, height = _legend(lanes, y + _AXIS, frame)
    picture = element(
        "svg",
        element("title", words(_title(plan)), id=f"{frame.name}-title"),
        element("desc", words(_description(plan)), id=f"{frame.name}-desc"),
        element("style", STYLE),
        *_time(scale, y, frame),
        *_days_marked(plan, scale, y, frame),
        *drawn,
        *legend,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width:.0f} {height:.0f}",
        class_="course-picture",
        role="graphics-document",
        aria_labelledby=f"{frame.name}-title",
        aria_describedby=f"{frame.name}-desc",
    )
    return picture, height


def lanes_of(plan: Plan, scale: TimeScale, *, low: bool = False) -> list[Lane]:
    """The lanes that hold anything, in the order in which they are read; ``low``: with treatments in less room."""
    until = date.fromisoformat(plan.as_of)
    by_kind: dict[str, list[Happening]] = {}
    for each in plan.history:
        by_kind.setdefault(each.kind, []).append(each)
    blood: dict[str, list[Happening]] = {}
    for each in by_kind.get("blood-marker", ()):
        blood.setdefault(each.name, []).append(each)
    found = [
        points("Events", _events(by_kind), scale),
        therapies(plan.course, scale, until, low=low),
        responses(by_kind.get("response", ()), scale),
        curve("Lesion sum", by_kind.get("lesion-sum", ()), scale, low=low),
        *(curve(name.upper(), values, scale, low=low) for name, values in sorted(blood.items())),
        points("Receptors", _by_day(by_kind.get("receptor", ())), scale),
        points("Genomics", _by_day(by_kind.get("variant", ())), scale),
    ]
    return [lane for lane in found if lane is not None]


def _events(by_kind: dict[str, list[Happening]]) -> list[Point]:
    found = []
    for kind in ("diagnosis", "metastatic", "procedure", "progression"):
        for each in by_kind.get(kind, ()):
            symbol = kind if kind != "progression" or each.certain else "progression-uncertain"
            found.append(Point(*span_of(each.date), each.says, symbol))
    return found


def _by_day(found: Iterable[Happening]) -> list[Point]:
    """Results of one day are one point; what was found is named first, what was not is told behind it."""
    days: dict[str, list[Happening]] = {}
    for each in found:
        days.setdefault(each.date, []).append(each)
    result = []
    for day, members in days.items():
        there = [short_result(each) for each in members if each.result != "negative" or each.kind == "receptor"]
        absent = [each.name for each in members if each.result == "negative" and each.kind == "variant"]
        told = [*dict.fromkeys(there), *([f"not found: {', '.join(dict.fromkeys(absent))}"] if absent else [])]
        result.append(Point(*span_of(day), " · ".join(told), "found" if there else "negative"))
    return result


def short_result(each: Happening) -> str:
    """A result in as few words as tell it."""
    if each.kind == "receptor":
        said = phrases.number(each.value) if each.value is not None else each.result or ""
        return f"{each.name.replace('histologic-', '')} {said}".strip()
    return each.says.removesuffix(" positive").replace(" somatic", "")


def _named(lane: Lane) -> list[str]:
    label = [text(0, 13, lane.label, "lane")]
    return [*label, text(0, 27, lane.unit, "small quiet")] if lane.unit else label


def _time(scale: TimeScale, bottom: float, frame: Frame) -> Iterator[str]:
    """The grid of days, and the stretches that were cut; how long these are comes before the name of a day."""
    lengths = [((scale.at(cut.first) + scale.at(cut.last)) / 2, f"({cut.length})") for cut in scale.cuts]
    for day, said in scale.ticks():
        x = scale.at(day)
        yield line(x, TOP - 8, x, bottom, "grid")
        if all(abs(x - middle) > (width_of(said, _SMALL) + width_of(told, _SMALL)) / 2 for middle, told in lengths):
            yield text(x, bottom + 14, said, "small quiet", "middle")
    for cut, (middle, told) in zip(scale.cuts, lengths, strict=True):
        x, end = scale.at(cut.first), scale.at(cut.last)
        yield element("rect", x=x, y=TOP - 8, width=end - x, height=bottom - TOP + 8, class_="cut")
        yield path(f"M{x + 3:.1f} {bottom:.1f}l6 -5l4 10l6 -5M{end - 19:.1f} {bottom:.1f}l6 -5l4 10l6 -5", "thin")
        yield text(middle, bottom + 14, told, "small", "middle")
    yield line(frame.left, bottom, frame.right, bottom, "thin")


def _days_marked(plan: Plan, scale: TimeScale, bottom: float, frame: Frame) -> Iterator[str]:
    """The day of the plan, and the last day of the record where it is another."""
    today = date.fromisoformat(plan.as_of)
    x = scale.at(today)
    yield line(x, TOP - 12, x, bottom, "today")
    yield text(min(x, frame.right), 12, f"plan {plan.as_of}", "small lane", "end" if x > frame.width / 2 else "start")
    if plan.record_age_days:
        last = today - timedelta(plan.record_age_days)
        place = scale.at(last)
        said = f"last entry {last.isoformat()}"
        yield line(place, TOP - 12, place, bottom, "last")
        apart = x - place > width_of(said, SIZE)
        yield text(place, 12 if apart else 24, said, "small", "end" if place > frame.left + 130 else "start")


def _legend(lanes: Sequence[Lane], y: float, frame: Frame) -> tuple[list[str], float]:
    """What the symbols mean: those that the picture uses, in rows; and the height of the whole picture."""
    used = frozenset().union(*(lane.symbols for lane in lanes))
    entries = [(said, draw) for name, (said, draw) in SYMBOLS.items() if name in used]
    drawn: list[str] = []
    x = frame.left
    for said, draw in entries:
        width = width_of(said, _SMALL) + 36
        if x + width > frame.right and x > frame.left:
            x, y = frame.left, y + _LEGEND_ROW
        drawn += [draw(x + 8, y + 9), text(x + 20, y + 13, said, "small quiet")]
        x += width
    return drawn, y + _LEGEND_ROW + 6


def _title(plan: Plan) -> str:
    days = sorted(_marked(plan))
    return f"Course of the disease, {days[0].isoformat()} to {plan.as_of}"


def _description(plan: Plan) -> str:
    """The picture in a sentence, and where its content can be read."""
    lines = sum(each.number is not None for each in plan.course)
    early = len(plan.course) - lines
    counts = [
        f"{lines} {'line' if lines == 1 else 'lines'} of therapy for metastatic disease",
        *([f"{early} before it"] if early else []),
        f"{len(plan.history)} dated entries",
    ]
    return f"{', '.join(counts)}. The table that follows holds the same, row by row."
