"""What matters to the person: asked, saved, tried out, on paper and for other systems; for the team and the person."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from onward.plan.wishes import Wishes
from onward.reports.pdf import NoPdfWriterError, render_pdf
from onward.reports.questionnaire import Paper, form_of, render_questionnaire
from onward.reports.questionnaire_fhir import to_json
from onward.server.access import CARE, OF_LINK
from onward.server.answers import FHIR_TYPE, Answer, file, page, to
from onward.server.needs import NeedsCaller, NeedsForm, NeedsSite
from onward.server.site import Opened, Site
from onward.server.store import Caller
from onward.server.threads import threaded
from onward.values.errors import Fault, OnwardError, RecordError
from onward.web.desk import told
from onward.web.frame import Frame
from onward.web.guide_page import for_the_browser, holds, released
from onward.web.prepared import prepared
from onward.web.wishes import Shown, mark_of, ranking_part, recorded, saying, wishes_page
from onward.web.wishes_form import ADD, Typed, kept, typed_in, typed_of, weights_in, wishes_in

MINE = "/mine"
LARGE = "large"
Print = Annotated[Literal["large"] | None, QueryParameter(name="print", required=False)]
Language = Annotated[Literal["en", "es"], QueryParameter(name="language", required=False)]


def _address(chart_id: str) -> str:
    return f"/charts/{chart_id}/wishes"


def _paper(chart_id: str) -> str:
    return f"/charts/{chart_id}/questionnaire"


@get("/charts/{chart_id:str}/wishes", who=CARE)
@threaded
def wishes(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """What matters to the person."""
    opened = site.open(caller, chart_id, "wishes")
    found = recorded(opened.case, opened.chart.wishes)
    frame = site.frame(caller, "wishes", chart_id)
    shown = Shown(action=_address(chart_id), typed=typed_of(found), paper=_paper(chart_id))

    def made(whose: Frame) -> str:
        return wishes_page(opened.case, whose, found, site.knowledge, shown)

    return page(prepared(opened.case, frame, ("wishes", mark_of(found)), made), token=frame.csrf)


@post("/charts/{chart_id:str}/wishes", who=CARE, status_code=200)
@threaded
def save_wishes(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Save what matters to the person."""
    opened = site.open(caller, chart_id, "wishes saved")
    typed = typed_in(form.firsts)
    if form.one(ADD):
        return _tried(site, caller, opened, typed, more=True)
    try:
        said = wishes_in(typed, site.knowledge)
    except OnwardError as error:
        return _tried(site, caller, opened, typed, told(error))
    site.store.change(caller, chart_id, {"wishes": kept(said)})
    return to(_address(chart_id))


@post("/charts/{chart_id:str}/wishes/show", who=CARE, status_code=200)
@threaded
def show_wishes(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """The options in the light of wishes that are not saved."""
    return _tried(site, caller, site.open(caller, chart_id, "wishes"), typed_in(form.firsts))


def _tried(
    site: Site, caller: Caller, opened: Opened, typed: Typed, faults: tuple[str, ...] = (), *, more: bool = False
) -> Answer:
    """The page with what was typed, and the options in that light."""
    try:
        weights = weights_in(typed, site.knowledge)
    except OnwardError as error:
        weights, faults = {}, faults or told(error)
    frame = site.frame(caller, "wishes", opened.chart.id)
    shown = Shown(
        action=_address(opened.chart.id), typed=typed, faults=faults, more=more, paper=_paper(opened.chart.id)
    )
    made = wishes_page(opened.case, frame, Wishes(weights=weights), site.knowledge, shown)
    return page(made, 422 if faults else 200)


@post("/charts/{chart_id:str}/wishes/order", who=CARE, status_code=200)
@threaded
def order(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """The ranking alone, for the sliders."""
    opened = site.open(caller, chart_id, "wishes")
    weights = weights_in(typed_in(form.firsts), site.knowledge)
    return page(ranking_part(opened.case, Wishes(weights=weights), site.knowledge))


@get("/charts/{chart_id:str}/wishes.fhir.json", who=CARE)
@threaded
def wishes_fhir(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The answers for other systems."""
    opened = site.open(caller, chart_id, "wishes as FHIR")
    said, made = recorded(opened.case, opened.chart.wishes), opened.case.plan
    return file(to_json(form_of(site.knowledge, "en").response(said, made.patient, made.as_of)), FHIR_TYPE)


@get("/charts/{chart_id:str}/questionnaire", who=CARE)
@threaded
def questions(
    site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], large: Print = None, language: Language = "en"
) -> Answer:
    """The questions as a page to print, with the answers that are known."""
    opened = site.open(caller, chart_id, "questions")
    return _asked(site, opened, Paper(language=language, large_print=large == LARGE))


@get("/charts/{chart_id:str}/questionnaire.pdf", who=CARE)
@threaded
def questions_on_paper(
    site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], large: Print = None, language: Language = "en"
) -> Answer:
    """The questions on paper."""
    opened = site.open(caller, chart_id, "questions as PDF")
    return _printed(site, opened, Paper(language=language, large_print=large == LARGE, for_paper=True))


@get("/mine", who=OF_LINK)
@threaded
def mine(site: NeedsSite, caller: NeedsCaller) -> Answer:
    """What matters to the person, for the person."""
    opened = site.open(caller, caller.chart_id or "", "wishes")
    return _own(site, caller, opened, typed_of(recorded(opened.case, opened.chart.wishes)))


@post("/mine", who=OF_LINK, status_code=200)
@threaded
def save_mine(site: NeedsSite, caller: NeedsCaller, form: NeedsForm) -> Answer:
    """Save what the person said."""
    opened = site.open(caller, caller.chart_id or "", "wishes saved")
    typed = typed_in(form.firsts)
    if form.one(ADD):
        return _own(site, caller, opened, typed, more=True)
    try:
        said = wishes_in(typed, site.knowledge)
    except OnwardError as error:
        return _own(site, caller, opened, typed, told(error))
    site.store.change(caller, opened.chart.id, {"wishes": kept(said)})
    again = Opened(replace(opened.chart, wishes=kept(said)), saying(site.case(opened.chart), kept(said)))
    return _own(site, caller, again, typed_of(said), saved=True)


@get("/mine/questionnaire", who=OF_LINK)
@threaded
def my_questions(site: NeedsSite, caller: NeedsCaller, large: Print = None, language: Language = "en") -> Answer:
    """The questions as a page, for the person."""
    opened = site.open(caller, caller.chart_id or "", "questions")
    return _asked(site, opened, Paper(language=language, large_print=large == LARGE))


@get("/mine/questionnaire.pdf", who=OF_LINK)
@threaded
def my_questions_on_paper(
    site: NeedsSite, caller: NeedsCaller, large: Print = None, language: Language = "en"
) -> Answer:
    """The questions on paper, for the person."""
    opened = site.open(caller, caller.chart_id or "", "questions as PDF")
    return _printed(site, opened, Paper(language=language, large_print=large == LARGE, for_paper=True))


def _own(
    site: Site,
    caller: Caller,
    opened: Opened,
    typed: Typed,
    faults: tuple[str, ...] = (),
    *,
    saved: bool = False,
    more: bool = False,
) -> Answer:
    """The person's own page: no plan on it, and the guide as soon as it is released."""
    said = recorded(opened.case, opened.chart.wishes)
    frame = replace(site.frame(caller), guide=holds(released(opened.chart.released), opened.case, said))
    paper = f"{MINE}/questionnaire"
    shown = Shown(action=MINE, typed=typed, faults=faults, saved=saved, more=more, paper=paper)
    return page(wishes_page(None, frame, said, site.knowledge, shown), 422 if faults else 200)


def _asked(site: Site, opened: Opened, wanted: Paper) -> Answer:
    said = recorded(opened.case, opened.chart.wishes)
    content, policy = for_the_browser(render_questionnaire(site.knowledge, said, wanted))
    answer = page(content)
    answer.set_header("content-security-policy", policy)
    return answer


def _printed(site: Site, opened: Opened, wanted: Paper) -> Answer:
    said = recorded(opened.case, opened.chart.wishes)
    try:
        return file(render_pdf(render_questionnaire(site.knowledge, said, wanted)), "application/pdf", "questions.pdf")
    except NoPdfWriterError as error:
        raise RecordError(Fault("", 0, 0, str(error))) from None
