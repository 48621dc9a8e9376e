"""The first page, signing in and out, the patient's link, and what pages fetch."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from onward.server.access import ANYBODY, CARE, SIGNED_IN
from onward.server.answers import SCRIPT, STYLE, Answer, file, page, to
from onward.server.door import address_of
from onward.server.needs import NeedsCaller, NeedsForm, NeedsSite
from onward.server.settings import MEGABYTE
from onward.server.site import Site
from onward.server.store import PATIENT, Caller, Chart
from onward.server.threads import threaded
from onward.server.tokens import MOST_PASSWORD, matches
from onward.web.doors import link_ended_page, sign_in_page
from onward.web.frame import assets
from onward.web.start import Listed, start_page

MEDIA = {"css": STYLE, "js": SCRIPT, "svg": "image/svg+xml"}
WRONG = "The name or the password is wrong."


@get("/", who=CARE | {"editor", PATIENT})
@threaded
def start(site: NeedsSite, caller: NeedsCaller) -> Answer:
    """The first page, or the one that is the caller's."""
    if caller.role == PATIENT:
        return to("/mine")
    if caller.role == "editor":
        return to("/knowledge")
    return page(start_of(site, caller))


def start_of(site: Site, caller: Caller, pasted: str = "", faults: tuple[str, ...] = ()) -> str:
    """The first page, with what was wrong."""
    return start_page(
        site.frame(caller, "start"),
        [listed(chart) for chart in site.store.charts(caller)],
        megabytes=site.settings.most_upload // MEGABYTE,
        hours=site.settings.session_hours,
        pasted=pasted,
        faults=faults,
    )


def listed(chart: Chart) -> Listed:
    """A chart in a list."""
    return Listed(chart.id, chart.patient or "unnamed", chart.kind, chart.changed)


@get("/static/{name:str}", who=ANYBODY, sync_to_thread=False)
def static(name: FromPath[str]) -> Answer:
    """The style and the script."""
    found = assets().get(name)
    if found is None:
        raise NotFoundException("There is no such page.")
    return file(found, MEDIA[name.rpartition(".")[2]])


@get("/sign-in", who=ANYBODY)
@threaded
def sign_in_form(site: NeedsSite, caller: NeedsCaller) -> Answer:
    """The form to sign in; whoever is signed in goes on."""
    if not caller.arriving:
        return to("/")
    return page(sign_in_page(site.frame(caller)))


@post("/sign-in", who=ANYBODY, status_code=200)
@threaded
def sign_in(site: NeedsSite, caller: NeedsCaller, form: NeedsForm, request: Request[Any, Any, Any]) -> Answer:
    """Sign in. The session becomes another, so that a token from before is worth nothing."""
    name, password = form.one("name")[:80], form.one("password")
    wait = site.sign_ins.take(name.lower(), address_of(request.scope))  # type: ignore[arg-type]
    if wait:
        frame = site.frame(caller)
        return page(sign_in_page(frame, f"Too many tries. Wait {int(wait) + 1} seconds."), 429)
    found = site.store.user(name)
    fits = len(password) <= MOST_PASSWORD and matches(password, found[2] if found else None)
    if found is None or not fits:
        return page(sign_in_page(site.frame(caller), WRONG), 403)
    hours = site.settings.session_hours
    token = site.store.begin(found[1], hours, user_id=found[0], instead_of=caller.token)
    return _carrying(site, to("/"), token)


@post("/sign-out", who=SIGNED_IN, status_code=200)
@threaded
def sign_out(site: NeedsSite, caller: NeedsCaller, form: NeedsForm) -> Answer:
    """End the session."""
    site.store.end(caller.token)
    return _carrying(site, to("/sign-in"), "", 0)


@get("/link/{token:str}", who=ANYBODY)
@threaded
def follow_link(site: NeedsSite, caller: NeedsCaller, token: FromPath[str]) -> Answer:
    """Open a patient's link: the browser gets a session for that one chart, and the address loses the token."""
    chart_id = site.store.linked(token)
    if chart_id is None:
        return page(link_ended_page(site.frame(Caller(role=PATIENT))), 404)
    begun = site.store.begin(PATIENT, site.settings.session_hours, chart_id=chart_id)
    return _carrying(site, to("/mine"), begun)


def _carrying(site: Site, answer: Response[Any], token: str, seconds: int | None = None) -> Answer:
    answer.set_header("set-cookie", site.cookie(token, seconds))
    return answer
