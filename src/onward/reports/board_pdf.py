"""Sheets for the tumour board as PDF: each on one page, however the letters of this system's fonts fall.

In: plans. Out: bytes. A sheet is laid out with more lines than a page surely has, then with fewer until it fits: so it
tells as much as the page holds, and never runs over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onward.plan.types import Plan
from onward.reports.board import FEWEST_LINES, LINES
from onward.reports.board_page import Lines, render_board, render_pack, render_whole
from onward.reports.pdf import Paper

MOST_LINES = LINES + 9.0
STEP = 3.0


def board_pdf(plan: Plan) -> bytes:
    """The sheet of one plan."""
    return _fitted(lambda lines: render_board(plan, lines), (plan,))


def pack_pdf(plans: Sequence[Plan], failed: Sequence[str] = ()) -> bytes:
    """The sheets of several plans behind a page of contents."""
    return _fitted(lambda lines: render_pack(plans, failed, lines), plans)


def whole_pdf(plan: Plan) -> bytes:
    """The whole plan, its sheet in front."""
    return _fitted(lambda lines: render_whole(plan, lines), (plan,))


def _fitted(make: Callable[[Lines], str], plans: Sequence[Plan]) -> bytes:
    """The file. Sheets that fit alone are looked at again: in a pack, sources can have longer numbers."""
    lines = {number: _most_that_fit(plan) for number, plan in enumerate(plans, 1)}
    while True:
        paper = Paper(make(lines))
        over = [number for number in lines if _runs_over(paper, number) and lines[number] > FEWEST_LINES]
        if not over:
            return paper.content()
        for number in over:
            lines[number] -= STEP


def _most_that_fit(plan: Plan) -> float:
    """The most lines with which the sheet of a plan is one page."""
    lines = MOST_LINES
    while lines > FEWEST_LINES and Paper(render_board(plan, {1: lines})).pages > 1:
        lines -= STEP
    return lines


def _runs_over(paper: Paper, number: int) -> bool:
    return paper.page_of(f"sheet-{number}") != paper.page_of(f"sheet-{number}-end")
