"""Sheets for the tumour board as PDF: each on one page, however the letters of this system's fonts fall.

In: plans. Out: bytes. A sheet that runs over its page is made again with fewer lines, so that more is counted and less
is told, until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onward.plan.types import Plan
from onward.reports.board import FEWEST_LINES, LINES
from onward.reports.board_page import Lines, render_board, render_pack, render_whole
from onward.reports.pdf import Paper

STEP = 3.0


def board_pdf(plan: Plan) -> bytes:
    """The sheet of one plan."""
    return _fitted(lambda lines: render_board(plan, lines), 1)


def pack_pdf(plans: Sequence[Plan], failed: Sequence[str] = ()) -> bytes:
    """The sheets of several plans behind a page of contents."""
    return _fitted(lambda lines: render_pack(plans, failed, lines), len(plans))


def whole_pdf(plan: Plan) -> bytes:
    """The whole plan, its sheet in front."""
    return _fitted(lambda lines: render_whole(plan, lines), 1)


def _fitted(make: Callable[[Lines], str], count: int) -> bytes:
    lines = dict.fromkeys(range(1, count + 1), LINES)
    while True:
        paper = Paper(make(lines))
        over = [number for number in lines if _runs_over(paper, number) and lines[number] > FEWEST_LINES]
        if not over:
            return paper.content()
        for number in over:
            lines[number] -= STEP


def _runs_over(paper: Paper, number: int) -> bool:
    return paper.page_of(f"sheet-{number}") != paper.page_of(f"sheet-{number}-end")
