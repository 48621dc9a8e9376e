"""The authorisation matrix, made from the route table: every route, every kind of caller, and every other's chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.unit.server.conftest import CANARIES, Browser
from tests.unit.server.matrix import MATRIX, ROLES

from onward.server.app import make_app
from onward.server.site import Site

REFUSED = (302, 303, 307, 401, 403)
WORDS = {"name:str": "rules", "kind:str": "rules", "token:str": "none", "path:str": "none"}


def rows(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        for handler in route.route_handlers:  # type: ignore[union-attr]
            for method in handler.http_methods:  # type: ignore[union-attr]
                if method != "OPTIONS":
                    yield method, route.path


def test_every_route_has_a_row_and_every_row_a_route(site: Site):
    assert set(rows(make_app(site))) == set(MATRIX)


def test_routes_say_what_the_matrix_says(site: Site):
    for route in make_app(site).routes:
        for handler in route.route_handlers:  # type: ignore[union-attr]
            for method in handler.http_methods:  # type: ignore[union-attr]
                if method != "OPTIONS":
                    assert handler.opt["who"] == frozenset(MATRIX[method, route.path].split()), route.path


@pytest.fixture
def callers(team: Site, site: Site) -> Callable[[str], Browser]:
    """A browser of each kind. The chart that it asks for belongs to nobody of them."""
    team_app, own_app = make_app(team), make_app(site)

    def made(role: str) -> Browser:
        app = own_app if role == "local" else team_app
        browser = Browser(TestClient(app, base_url="http://127.0.0.1"))
        if role == "local":
            browser.get("/")
        elif role == "nobody":
            browser.get("/sign-in")
        elif role == "patient":
            clinician = Browser(TestClient(app, base_url="http://127.0.0.1"))
            clinician.sign_in("bert")
            chart = clinician.hand_over().rpartition("/")[2]
            caller = team.store.caller(clinician.client.cookies["onward"])
            assert caller is not None
            browser.client.get(f"/link/{team.store.link(caller, chart, 30)}")
            browser.get("/mine")
        else:
            browser.sign_in("anna" if role == "clinician" else "edda")
            browser.get("/knowledge")
        return browser

    return made


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix(callers: Callable[[str], Browser], role: str):
    """Whoever may not is turned away; whoever may is not, though another's chart is not there for them."""
    browser = callers(role)
    for (method, path), who in MATRIX.items():
        if path == "/sign-out":
            continue
        url = path.replace("{chart_id:str}", "0" * 32)
        for word, value in WORDS.items():
            url = url.replace(f"{{{word}}}", value)
        answer = browser.client.request(method, url, data={"csrf": browser.token}, follow_redirects=False)
        allowed = role in who.split()
        moved_on = path in ("/", "/sign-in") and answer.status_code in (200, 303, 403, 429)
        assert moved_on or (answer.status_code not in REFUSED) is allowed, (role, method, path, answer.status_code)


def test_nobody_sees_another_s_chart(colleagues: Callable[[], Browser]):
    anna, bert = colleagues(), colleagues()
    anna.sign_in("anna")
    bert.sign_in("bert")
    url = anna.hand_over()
    bert.get("/")
    for method, path in MATRIX:
        if "{chart_id:str}" in path:
            asked = path.replace("/charts/{chart_id:str}", url)
            answer = bert.client.request(method, asked, data={"csrf": bert.token, "day": "2026-06-01"})
            assert answer.status_code == 404, (method, path)
            assert not any(word in answer.text for word in CANARIES)
    assert "zebrafinch" in anna.get(url)
    assert not any(word in bert.get("/") for word in CANARIES)


def test_two_browsers_on_one_machine_do_not_share_charts(browsers: Callable[[], Browser]):
    one, other = browsers(), browsers()
    url = one.hand_over()
    other.get("/")
    other.get(url, 404)
    assert "zebrafinch" not in other.get("/")


def test_a_patient_reaches_their_own_page_with_the_link_and_nothing_else(colleagues: Callable[[], Browser]):
    anna, patient, late = colleagues(), colleagues(), colleagues()
    anna.sign_in("anna")
    url = anna.hand_over()
    anna.get(f"{url}/share")
    link = anna.post(f"{url}/link").split('value="http://127.0.0.1')[1].split('"')[0]
    assert "What matters to you" in patient.get(link)
    patient.post("/mine", **{"wish.keep-hair": "4", "words": "my hair"})
    assert "my hair" in anna.get(f"{url}/wishes")
    patient.get("/mine/guide", 404)
    anna.get(f"{url}/guide")
    anna.post(f"{url}/guide/release")
    assert "Read your guide" in patient.get("/mine")
    assert "mark-line released" in patient.get("/mine/guide")
    patient.get(url, 403)
    patient.get("/knowledge", 403)
    anna.post(f"{url}/unlink")
    assert patient.client.get("/mine", follow_redirects=False).status_code == 303
    late.get(link, 404)


def test_a_link_is_taken_back_by_a_new_one(colleagues: Callable[[], Browser]):
    anna, patient = colleagues(), colleagues()
    anna.sign_in("anna")
    url = anna.hand_over()
    anna.get(f"{url}/share")
    old = anna.post(f"{url}/link").split('value="http://127.0.0.1')[1].split('"')[0]
    anna.post(f"{url}/link")
    patient.get(old, 404)
