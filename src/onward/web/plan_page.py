"""The plan of one person as a page of the site: the printed page, its first screen first and every name a link."""

from __future__ import annotations

from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render


def plan_page(case: Case, frame: Frame, linker: Linker) -> str:
    """The plan page."""
    page = render("plan.html", frame=frame, **parts_of(case.plan))
    return linker.linked(page, frame.bar.url if frame.bar else None)
