"""The pages of one chart: plan, what if, what matters, comparison, follow-up, changes; and the plan as data."""

from __future__ import annotations

import datetime

from litestar import get, post
from litestar.params import FromPath

from onward.plan.diff import compare_plans
from onward.records.as_fhir import FhirWriter
from onward.reports.calendar import to_calendar
from onward.reports.data import to_json
from onward.reports.fhir import to_fhir
from onward.reports.text import render_text
from onward.server.access import CARE
from onward.server.answers import CALENDAR, FHIR_TYPE, JSON_TYPE, TEXT, Answer, file, page, to
from onward.server.needs import NeedsCaller, NeedsForm, NeedsSite
from onward.server.threads import threaded
from onward.values.errors import Fault, OnwardError, RecordError
from onward.web.course_pages import changes_page, follow_up_page
from onward.web.desk import holding, told
from onward.web.frame import Frame
from onward.web.plan_page import facts_page, plan_page
from onward.web.prepared import prepared
from onward.web.what_if import chosen_answers, what_if_page
from onward.web.wishes import compare_page


@get("/charts/{chart_id:str}", who=CARE)
@threaded
def plan(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The plan."""
    case = site.open(caller, chart_id, "plan").case
    frame = site.frame(caller, "plan", chart_id)
    return page(prepared(case, frame, "plan", lambda whose: plan_page(case, whose, site.linker)), token=frame.csrf)


@get("/charts/{chart_id:str}/facts", who=CARE)
@threaded
def facts(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The facts behind the plan."""
    case = site.open(caller, chart_id, "facts").case
    frame = site.frame(caller, "plan", chart_id)
    return page(prepared(case, frame, "facts", lambda whose: facts_page(case, whose, site.linker)), token=frame.csrf)


@post("/charts/{chart_id:str}/day", who=CARE, status_code=200)
@threaded
def set_day(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Set the day of the decision."""
    chart = site.find(caller, chart_id, "day set")
    day = _day(form.one("day"))
    site.case(chart, day)
    site.store.change(caller, chart_id, {"day": day.isoformat()})
    return to(f"/charts/{chart_id}")


@get("/charts/{chart_id:str}/plan.json", who=CARE)
@threaded
def plan_json(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The plan as data."""
    return file(to_json(site.open(caller, chart_id, "plan as JSON").case.plan), JSON_TYPE)


@get("/charts/{chart_id:str}/plan.txt", who=CARE)
@threaded
def plan_text(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The plan as text."""
    return file(render_text(site.open(caller, chart_id, "plan as text").case.plan, everything=True).encode(), TEXT)


@get("/charts/{chart_id:str}/plan.fhir.json", who=CARE)
@threaded
def plan_fhir(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The plan as a FHIR bundle."""
    coded = FhirWriter(site.knowledge).concept
    return file(to_fhir(site.open(caller, chart_id, "plan as FHIR").case.plan, coded), FHIR_TYPE)


@get("/charts/{chart_id:str}/checks.ics", who=CARE)
@threaded
def calendar(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """What to check when, for any calendar."""
    made = site.open(caller, chart_id, "calendar").case.plan
    day = datetime.date.fromisoformat(made.as_of)
    return file(to_calendar(made.schedule, made.patient, day, made.onward), CALENDAR, "checks.ics")


@get("/charts/{chart_id:str}/what-if", who=CARE)
@threaded
def what_if(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """What may be supposed."""
    case = site.open(caller, chart_id, "what if").case
    frame = site.frame(caller, "what-if", chart_id)

    def made(whose: Frame) -> str:
        return case.holding(lambda: what_if_page(case, whose, {}))

    return page(prepared(case, frame, "what if", made), token=frame.csrf)


@post("/charts/{chart_id:str}/what-if", who=CARE, status_code=200)
@threaded
def suppose(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """What would change, had some tests come back so. Nothing is saved."""
    case = site.open(caller, chart_id, "what if").case
    frame, fields = site.frame(caller, "what-if", chart_id), form.firsts
    try:
        answers = case.holding(lambda: chosen_answers(case, fields))
    except OnwardError as error:
        faults = told(error)
        return page(case.holding(lambda: what_if_page(case, frame, {}, faults=faults)), 422)
    supposed = case.supposing(answers) if answers else None
    return page(case.holding(lambda: what_if_page(case, frame, fields, supposed)))


@get("/charts/{chart_id:str}/compare", who=CARE)
@threaded
def compare(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The first two options side by side."""
    case = site.open(caller, chart_id, "comparison").case
    frame = site.frame(caller, "compare", chart_id)

    def made(whose: Frame) -> str:
        return compare_page(case, whose, site.knowledge, None, site.linker)

    return page(prepared(case, frame, "compare", made), token=frame.csrf)


@post("/charts/{chart_id:str}/compare", who=CARE, status_code=200)
@threaded
def compare_two(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Two options side by side."""
    case = site.open(caller, chart_id, "comparison").case
    chosen = (form.one("first"), form.one("second"))
    return page(compare_page(case, site.frame(caller, "compare", chart_id), site.knowledge, chosen, site.linker))


@get("/charts/{chart_id:str}/follow-up", who=CARE)
@threaded
def follow_up(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """What to check when, and the course."""
    case = site.open(caller, chart_id, "follow-up").case
    frame = site.frame(caller, "follow-up", chart_id)
    made = prepared(case, frame, "follow-up", lambda whose: follow_up_page(case, whose, site.linker))
    return page(made, token=frame.csrf)


@get("/charts/{chart_id:str}/changes", who=CARE)
@threaded
def changes(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """Which two days to compare."""
    case = site.open(caller, chart_id, "changes").case
    now = datetime.date.fromisoformat(case.plan.as_of)
    then = (now - datetime.timedelta(days=90)).isoformat()
    frame = site.frame(caller, "changes", chart_id)
    return page(changes_page(frame, then, now.isoformat(), None, (), site.linker))


@post("/charts/{chart_id:str}/changes", who=CARE, status_code=200)
@threaded
def compare_days(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """What changed between two days."""
    chart = site.find(caller, chart_id, "changes")
    frame = site.frame(caller, "changes", chart_id)
    then, now = form.one("then"), form.one("now")
    try:
        before, after = (site.case(chart, _day(day)) for day in (then, now))
    except OnwardError as error:
        return page(changes_page(frame, "", "", None, told(error), site.linker), 422)
    found = holding((before, after), lambda: compare_plans(before.judgement, after.judgement))
    return page(changes_page(frame, then, now, found, (), site.linker))


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise RecordError(Fault("", 0, 0, "this is not a day", "2026-06-01")) from None
