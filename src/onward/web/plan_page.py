"""The plan of one person as a page of the site, its first screen first and every name a link; its facts beside it."""

from __future__ import annotations

from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render


def plan_page(case: Case, frame: Frame, linker: Linker) -> str:
    """The plan page."""
    page = render("plan.html", frame=frame, **parts_of(case.plan))
    return linker.linked(page, frame.bar.url if frame.bar else None)


def facts_page(case: Case, frame: Frame, linker: Linker) -> str:
    """Every fact, with where it was read."""
    return linker.linked(render("facts.html", frame=frame, plan=case.plan), frame.bar.url if frame.bar else None)
