"""The patient's guide: reading it, releasing it, and the patient's own copy."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Annotated, Literal

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from onward.plan.wishes import Wishes
from onward.reports.guide import Wanted
from onward.reports.pdf import NoPdfWriterError, render_pdf
from onward.server.access import CARE, OF_LINK
from onward.server.answers import Answer, file, page, to
from onward.server.needs import NeedsCaller, NeedsForm, NeedsSite
from onward.server.site import Opened, Site
from onward.server.store import ROLES, now
from onward.server.threads import threaded
from onward.values.errors import Fault, RecordError
from onward.web.guide_page import Released, digest_of, guide, guide_for_the_browser, guide_page, holds, released
from onward.web.wishes import recorded

LARGE = "large"
MOST_NAME = 80
Print = Annotated[Literal["large"] | None, QueryParameter(name="print", required=False)]
Language = Annotated[Literal["en", "es"], QueryParameter(name="language", required=False)]


@get("/charts/{chart_id:str}/guide", who=CARE)
@threaded
def about_guide(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The page around the guide."""
    opened = site.open(caller, chart_id, "guide")
    found = released(opened.chart.released)
    current = holds(found, opened.case, recorded(opened.case, opened.chart.wishes))
    pdf = find_spec("weasyprint") is not None
    return page(guide_page(site.frame(caller, "guide", chart_id), found, current=current, pdf=pdf))


@get("/charts/{chart_id:str}/guide/page", who=CARE)
@threaded
def read_guide(
    site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], large: Print = None, language: Language = "en"
) -> Answer:
    """The guide on the screen."""
    opened = site.open(caller, chart_id, "guide")
    return _shown(site, opened, Wanted(language=language, large_print=large == LARGE))


@get("/charts/{chart_id:str}/guide.pdf", who=CARE)
@threaded
def print_guide(
    site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], large: Print = None, language: Language = "en"
) -> Answer:
    """The guide on paper."""
    opened = site.open(caller, chart_id, "guide as PDF")
    wishes, wanted = _signed(opened, Wanted(language=language, large_print=large == LARGE, for_paper=True))
    made = guide(opened.case, wishes, site.knowledge, wanted)
    try:
        return file(render_pdf(made), "application/pdf", "guide.pdf")
    except NoPdfWriterError as error:
        raise RecordError(Fault("", 0, 0, str(error))) from None


@post("/charts/{chart_id:str}/guide/release", who=CARE, status_code=200)
@threaded
def release(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Release the guide as it is now."""
    opened = site.open(caller, chart_id, "guide released")
    name = caller.name if caller.role in ROLES else form.one("by").strip()
    if not 0 < len(name) <= MOST_NAME:
        raise RecordError(Fault("", 0, 0, "nobody's name is given", "the name of who releases it"))
    wishes = recorded(opened.case, opened.chart.wishes)
    found = Released(name, now().date().isoformat(), digest_of(opened.case, wishes))
    site.store.change(caller, chart_id, {"released": found.kept()})
    return to(f"/charts/{chart_id}/guide")


@post("/charts/{chart_id:str}/guide/withdraw", who=CARE, status_code=200)
@threaded
def withdraw(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Take the release back."""
    chart = site.find(caller, chart_id, "release taken back")
    site.store.change(caller, chart.id, {"released": None})
    return to(f"/charts/{chart_id}/guide")


@get("/mine/guide", who=OF_LINK)
@threaded
def my_guide(site: NeedsSite, caller: NeedsCaller, large: Print = None, language: Language = "en") -> Answer:
    """The patient's own copy, once it is released and while it is what was released."""
    opened = site.open(caller, caller.chart_id or "", "guide")
    if not holds(released(opened.chart.released), opened.case, recorded(opened.case, opened.chart.wishes)):
        raise NotFoundException("Your care team has not released your guide yet, or is reading a new one.")
    return _shown(site, opened, Wanted(language=language, large_print=large == LARGE))


def _signed(opened: Opened, wanted: Wanted) -> tuple[Wishes, Wanted]:
    """The wishes, and the guide that is wanted with the name of who released it where the release holds."""
    wishes = recorded(opened.case, opened.chart.wishes)
    found = released(opened.chart.released)
    if found is not None and holds(found, opened.case, wishes):
        wanted = replace(wanted, released_by=found.by)
    return wishes, wanted


def _shown(site: Site, opened: Opened, wanted: Wanted) -> Answer:
    wishes, signed = _signed(opened, wanted)
    content, policy = guide_for_the_browser(opened.case, wishes, site.knowledge, signed)
    answer = page(content)
    answer.set_header("content-security-policy", policy)
    return answer
