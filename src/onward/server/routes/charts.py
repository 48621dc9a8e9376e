"""Charts: handing one over, filling one in, its record, who saw it, its link, its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from onward.server.access import CARE, WITH_LINKS
from onward.server.answers import Answer, page, to
from onward.server.forms import Form
from onward.server.needs import NeedsCaller, NeedsForm, NeedsSite
from onward.server.routes.doors import start_of
from onward.server.site import Site
from onward.server.store import Caller, Chart
from onward.server.threads import threaded
from onward.values.errors import Fault, OnwardError, RecordError
from onward.web.chart_answers import held
from onward.web.chart_form import chart_form_page, filled
from onward.web.desk import CHART, NAME, kind_of, told
from onward.web.doors import share_page
from onward.web.record_page import edit_page, record_page
from onward.web.start import examples
from onward.web.wishes import recorded
from onward.web.wishes_form import newer

MOST_CHART = 1024 * 1024
"""A chart in YAML is written by people: a megabyte is hundreds of pages."""


@post("/charts", who=CARE, status_code=200)
@threaded
def hand_over(site: NeedsSite, caller: NeedsCaller, form: NeedsForm) -> Answer:
    """Take a record: a file, a text, or an example."""
    try:
        content = _content(form, site.settings.most_upload)
        ids = _save(site, caller, content)
    except OnwardError as error:
        return page(start_of(site, caller, form.one("text")[:100_000], told(error)), 422)
    return to(f"/charts/{ids[0]}" if len(ids) == 1 else "/")


def _content(form: Form, most: int) -> bytes:
    if name := form.one("example"):
        found = next((each.content for each in examples() if each.name == name), None)
        if found is None:
            raise RecordError(Fault(NAME, 0, 0, "there is no such example"))
        return found
    content = form.files.get("file") or form.one("text").replace("\r\n", "\n").encode()
    if len(content) > most:
        raise RecordError(Fault(NAME, 0, 0, f"the record is larger than {most // 1024 // 1024} MB"))
    return content


def _save(site: Site, caller: Caller, content: bytes) -> list[str]:
    """Save a record that was read: one chart a patient."""
    if kind_of(content) == CHART and len(content) > MOST_CHART:
        raise RecordError(Fault(NAME, 0, 0, "the chart is larger than 1 MB", "one person's"))
    kind, patients = site.desk.people(content)
    return site.store.save(caller, kind, [(content, patient) for patient in patients], site.settings.session_hours)


@get("/charts/new", who=CARE)
@threaded
def empty_form(site: NeedsSite, caller: NeedsCaller) -> Answer:
    """The form of a chart."""
    return page(chart_form_page(site.knowledge, site.frame(caller, "new"), {}))


@post("/charts/new", who=CARE, status_code=200)
@threaded
def fill_in(site: NeedsSite, caller: NeedsCaller, form: NeedsForm) -> Answer:
    """Make a chart of a filled form; a fault leads back to it with everything that was filled in."""
    frame = site.frame(caller, "new")
    if form.one("add"):
        return page(chart_form_page(site.knowledge, frame, form.answers))
    chart = filled(site.knowledge, form.answers)
    try:
        ids = _save(site, caller, chart.text)
    except OnwardError as error:
        faults = tuple(_of_field(fault, chart.names) for fault in error.faults[:20])
        return page(chart_form_page(site.knowledge, frame, form.answers, faults), 422)
    return to(f"/charts/{ids[0]}")


def _of_field(fault: Fault, names: list[str]) -> str:
    """A fault with the name of the field instead of a line that nobody wrote."""
    name = names[fault.line - 1] if 0 < fault.line <= len(names) else "the chart"
    told_name = " ".join(str(int(part) + 1) if part.isdigit() else part.replace("_", " ") for part in name.split("."))
    return f"{told_name}: {str(fault).removeprefix(fault.place).removeprefix(': ')}"


@get("/charts/{chart_id:str}/edit", who=CARE)
@threaded
def edit(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The form of a saved chart; what the form cannot hold whole is edited as text."""
    chart = site.find(caller, chart_id, "record")
    found = held(site.knowledge, chart.content) if chart.kind == CHART else None
    if found is None:
        return to(f"/charts/{chart_id}/edit/text")
    return page(chart_form_page(site.knowledge, site.frame(caller, "record", chart_id), found.answers, edited=True))


@post("/charts/{chart_id:str}/edit", who=CARE, status_code=200)
@threaded
def save_edit(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Save what the form says in the place of the chart."""
    chart = site.find(caller, chart_id, "record edited")
    frame = site.frame(caller, "record", chart_id)
    found = held(site.knowledge, chart.content) if chart.kind == CHART else None
    if found is None:
        raise RecordError(Fault(NAME, 0, 0, "this record cannot be edited in the form", "as text"))
    if form.one("add"):
        return page(chart_form_page(site.knowledge, frame, form.answers, edited=True))
    made = filled(site.knowledge, form.answers, found.carried)
    try:
        _replace(site, caller, chart, made.text)
    except OnwardError as error:
        faults = tuple(_of_field(fault, made.names) for fault in error.faults[:20])
        return page(chart_form_page(site.knowledge, frame, form.answers, faults, edited=True), 422)
    return to(f"/charts/{chart_id}")


@get("/charts/{chart_id:str}/edit/text", who=CARE)
@threaded
def edit_text(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """A saved record as text."""
    chart = site.find(caller, chart_id, "record")
    text = chart.content.decode("utf-8", "replace")
    return page(edit_page(site.frame(caller, "record", chart_id), text, form=chart.kind == CHART))


@post("/charts/{chart_id:str}/edit/text", who=CARE, status_code=200)
@threaded
def save_text(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Save a text or a newer file in the place of the record."""
    chart = site.find(caller, chart_id, "record edited")
    try:
        _replace(site, caller, chart, _content(form, site.settings.most_upload))
    except OnwardError as error:
        frame = site.frame(caller, "record", chart_id)
        return page(edit_page(frame, form.one("text"), form=chart.kind == CHART, faults=told(error)), 422)
    return to(f"/charts/{chart_id}")


def _replace(site: Site, caller: Caller, chart: Chart, content: bytes) -> None:
    """Put a record in the place of another of the same person. Of what was said, the newer answer counts.

    Raises:
        RecordError: it is wrong, of somebody else, or of several people.
    """
    if kind_of(content) == CHART and len(content) > MOST_CHART:
        raise RecordError(Fault(NAME, 0, 0, "the chart is larger than 1 MB", "one person's"))
    kind, patients = site.desk.people(content)
    if len(patients) != 1:
        raise RecordError(Fault(NAME, 0, 0, f"the record holds {len(patients)} patients", "the one of this chart"))
    if kind != chart.kind or (kind != CHART and patients[0] != chart.patient):
        raise RecordError(
            Fault(NAME, 0, 0, "this is another person's record, or another kind of record", "a new chart")
        )
    values: dict[str, object] = {"content": content, "patient": patients[0]}
    if chart.wishes is not None:
        then, now = (recorded(site.case(each), None) for each in (chart, replace(chart, content=content)))
        values["wishes"] = newer(chart.wishes, then, now)
    site.store.change(caller, chart.id, values)
    site.desk.forget(chart.content)


@get("/charts/{chart_id:str}/record", who=CARE)
@threaded
def record(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """The record as it was handed over."""
    chart = site.find(caller, chart_id, "record")
    return page(record_page(chart.content, chart.kind, site.frame(caller, "record", chart_id)))


@get("/charts/{chart_id:str}/share", who=CARE)
@threaded
def share(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str]) -> Answer:
    """Who may see a chart, and who did."""
    site.find(caller, chart_id, "audit trail")
    return page(_share(site, caller, chart_id))


def _share(site: Site, caller: Caller, chart_id: str, link: str = "") -> str:
    frame = site.frame(caller, "share", chart_id)
    return share_page(frame, site.store.views(chart_id), site.settings.link_days, link, caller.name)


@post("/charts/{chart_id:str}/link", who=WITH_LINKS, status_code=200)
@threaded
def make_link(
    site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm, request: Request[Any, Any, Any]
) -> Answer:
    """Make a link for the patient; the old ones end."""
    chart = site.find(caller, chart_id, "link made")
    token = site.store.link(caller, chart.id, site.settings.link_days)
    base = str(request.base_url).rstrip("/")
    if site.settings.secure:
        base = base.replace("http://", "https://", 1)
    return page(_share(site, caller, chart_id, f"{base}/link/{token}"))


@post("/charts/{chart_id:str}/unlink", who=WITH_LINKS, status_code=200)
@threaded
def take_back(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Take the patient's links back."""
    chart = site.find(caller, chart_id, "links taken back")
    site.store.unlink(caller, chart.id)
    return to(f"/charts/{chart_id}/share")


@post("/charts/{chart_id:str}/delete", who=CARE, status_code=200)
@threaded
def delete(site: NeedsSite, caller: NeedsCaller, chart_id: FromPath[str], form: NeedsForm) -> Answer:
    """Delete a chart."""
    chart = site.find(caller, chart_id, "deleted")
    site.store.delete(caller, chart.id)
    site.desk.forget(chart.content)
    return to("/")
