"""The plan on paper: the sheet for the tumour board on the screen and as PDF, and the whole plan as PDF."""

from __future__ import annotations

from collections.abc import Callable

from litestar import get
from litestar.params import FromPath

from onward.plan.types import Plan
from onward.reports.board_page import render_board
from onward.reports.board_pdf import board_pdf, whole_pdf
from onward.reports.pdf import NoPdfWriterError
from onward.server.access import CARE
from onward.server.answers import Answer, file, page
from onward.server.needs import NeedsCaller, NeedsSite
from onward.server.threads import threaded
from onward.values.errors import Fault, RecordError
from onward.web.desk import Case
from onward.web.guide_page import for_the_browser
from onward.web.prepared import Prepared

PDF = "application/pdf"


@get("/charts/{chart_id:str}/board", who=CARE)
@threaded
def board(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The sheet for the tumour board."""
    case = site.open(caller, chart_id, "board sheet").case

    def made() -> tuple[Prepared, str]:
        content, policy = for_the_browser(render_board(case.plan))
        return Prepared.of(content), policy

    content, policy = case.once("board", made)
    answer = page(content)
    answer.set_header("content-security-policy", policy)
    return answer


@get("/charts/{chart_id:str}/board.pdf", who=CARE)
@threaded
def board_on_paper(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The sheet for the tumour board on paper."""
    return _printed(site.open(caller, chart_id, "board sheet as PDF").case, board_pdf, "board.pdf")


@get("/charts/{chart_id:str}/plan.pdf", who=CARE)
@threaded
def plan_on_paper(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The whole plan on paper, behind its sheet."""
    return _printed(site.open(caller, chart_id, "plan as PDF").case, whole_pdf, "plan.pdf")


def _printed(case: Case, write: Callable[[Plan], bytes], name: str) -> Answer:
    """The file, made once: to lay out a whole plan takes seconds."""
    try:
        return file(case.once(name, lambda: write(case.plan)), PDF, name)
    except NoPdfWriterError as error:
        raise RecordError(Fault("", 0, 0, str(error))) from None
