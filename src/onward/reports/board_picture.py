"""The course picture of a tumour-board sheet: as much of it as fits, and the names of what does not.

In: a plan, and how tall the picture may be. Out: SVG, how tall it is, and what was left out. Nothing is drawn smaller
so that more fits: rows of treatment are drawn lower, then whole lanes go, then the oldest treatments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from onward.plan.types import Plan
from onward.reports.course_lanes import Lane
from onward.reports.course_picture import Frame, draw, lanes_of, scale_of, with_days

WIDTH = 720.0
LEFT, BETWEEN = 84.0, 8.0
KEPT = ("Treatment", "Events", "Response", "Lesion sum", "Receptors", "Genomics")
"""Lanes by how much a board needs to see them drawn; what is not named here (markers) comes between the last two."""
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """The picture, its height in its own units, and what of the course it does not draw."""

    svg: str
    height: float
    left_out: tuple[str, ...] = ()


def board_picture(plan: Plan, tallest: float, name: str) -> BoardPicture | None:
    """The picture that fits; none where nothing in the record has a day. ``name`` begins its ids."""
    dated = with_days(plan)
    if dated is None:
        return None
    frame = Frame(WIDTH, LEFT, name, BETWEEN)
    found = None
    for shown, lanes, left_out in _attempts(dated, frame):
        found = BoardPicture(*draw(shown, scale_of(shown, frame), lanes, frame), left_out)
        if found.height <= tallest:
            break
    return found


def _attempts(plan: Plan, frame: Frame) -> Iterator[tuple[Plan, Sequence[Lane], tuple[str, ...]]]:
    """Pictures, each lower than the one before it."""
    scale = scale_of(plan, frame)
    yield plan, lanes_of(plan, scale), ()
    lanes = lanes_of(plan, scale, low=True)
    yield plan, lanes, ()
    gone: list[str] = []
    for lane in sorted(lanes, key=_need)[:0:-1]:
        gone.insert(0, lane.label)
        yield plan, [each for each in lanes if each.label not in gone], tuple(gone)
    for fewer in range(len(plan.course) - 1, _FEWEST, -1):
        older = len(plan.course) - fewer
        newest = msgspec.structs.replace(plan, course=plan.course[older:])
        kept = [each for each in lanes_of(newest, scale_of(newest, frame), low=True) if each.label not in gone]
        yield newest, kept, (f"the first {older} treatments", *gone)


def _need(lane: Lane) -> tuple[float, str]:
    place = KEPT.index(lane.label) if lane.label in KEPT else len(KEPT) - 1.5
    return place, lane.label
