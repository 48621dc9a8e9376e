"""The plan of one person as a page of the site: the printed page, its first screen first and every name a link."""

from __future__ import annotations

from dataclasses import replace

from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render

MOST_PAGES = 4
_TOKEN = "TOKEN-OF-THE-FORM"  # noqa: S105 - stands where each answer gets its own


def plan_page(case: Case, frame: Frame, linker: Linker) -> str:
    """The plan page. It is made once for whoever sees it; only the token of its form is new each time."""
    whose = replace(frame, csrf=_TOKEN)
    found = case.pages.get(whose)
    if found is None:
        page = render("plan.html", frame=whose, **parts_of(case.plan))
        found = linker.linked(page, frame.bar.url if frame.bar else None)
        if len(case.pages) >= MOST_PAGES:
            case.pages.clear()
        case.pages[whose] = found
    return found.replace(_TOKEN, frame.csrf)
