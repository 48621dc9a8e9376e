"""Sheets for the tumour board as pages: one person's, a pack of several with its contents, or a plan behind its sheet.

In: plans. Out: HTML that prints on A4, one sheet a page. Who lays pages out can say that a sheet has fewer lines than
usual (``lines``); nothing on it gets smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onward.plan.types import Plan
from onward.reports.arrange import Footnotes
from onward.reports.board import LINES, Board, board_of, cited
from onward.reports.board_picture import LEFT, WIDTH
from onward.reports.board_room import short_references
from onward.reports.course_picture import Frame, course_picture
from onward.reports.html import environment, parts_of, reachable

Lines = Mapping[int, float]
"""How many lines a sheet has, by its number, where these are not the usual ones."""


def render_board(plan: Plan, lines: Lines | None = None) -> str:
    """The sheet of one plan."""
    return _render("board.html", boards=_boards((plan,), lines), failed=())


def render_pack(plans: Sequence[Plan], failed: Sequence[str] = (), lines: Lines | None = None) -> str:
    """The sheets of several plans behind a page of contents; ``failed``: the records that gave none."""
    return _render("board_pack.html", boards=_boards(plans, lines), failed=tuple(failed))


def render_whole(plan: Plan, lines: Lines | None = None) -> str:
    """The whole plan for paper, its sheet in front."""
    parts = {**parts_of(plan), "course": course_picture(plan, Frame(WIDTH, LEFT))}
    return _render("plan_paper.html", boards=_boards((plan,), lines), **parts)


def _boards(plans: Sequence[Plan], lines: Lines | None) -> list[Board]:
    found = lines or {}
    return [board_of(plan, number, found.get(number, LINES)) for number, plan in enumerate(plans, 1)]


def _render(template: str, **context: object) -> str:
    tools = {"short_references": short_references, "cited_by": cited_by}
    return reachable(environment().get_template(template).render({"notes": Footnotes(), **tools, **context}))


def cited_by(board: Board) -> tuple[str, ...]:
    """The sources that a sheet cites, each once."""
    return tuple(dict.fromkeys(cited(*board.parts)))
