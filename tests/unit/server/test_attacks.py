"""What somebody tries who means harm: around the limits, with guesses, from another site, with a hostile record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient
from sqlalchemy import func, select
from tests.unit.server.conftest import CHART, PASSWORD, Browser

from onward.cli.serve import command
from onward.knowledge.types import Knowledge
from onward.server.app import make_app, make_site
from onward.server.door import address_of
from onward.server.settings import Settings
from onward.server.site import Site
from onward.server.tables import sessions
from onward.web import prepared

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}<!--"


def coming_from(app: Any, address: str) -> Any:
    """The application as somebody at an address reaches it."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "client": (address, 1)}, receive, send)

    return asked


def test_a_browser_that_forgets_its_cookie_is_limited_all_the_same(database: str, knowledge: Knowledge):
    site = make_site(Settings(database=database, requests_a_minute=5), knowledge)
    app = make_app(site)
    found = [TestClient(app, base_url="http://127.0.0.1").get("/knowledge/coverage").status_code for _ in range(9)]
    assert found.count(429) == 4
    with site.store.engine.connect() as connection:
        assert (connection.execute(select(func.count()).select_from(sessions)).scalar() or 0) <= 5
    site.store.engine.dispose()


def test_addresses_of_one_home_are_one():
    assert address_of({"client": ("2001:db8:1:2:3:4:5:6", 1)}) == address_of({"client": ("2001:db8:1:2::9", 2)})
    assert address_of({"client": ("192.0.2.1", 1)}) != address_of({"client": ("192.0.2.2", 1)})
    assert address_of({"client": None}) == ""


def test_one_who_tries_many_names_is_stopped(colleagues: Callable[[], Browser]):
    browser = colleagues()
    browser.get("/sign-in")
    told = {
        browser.client.post("/sign-in", data={"csrf": browser.token, "name": f"n{number}"}).status_code
        for number in range(25)
    }
    assert 429 in told


def test_nobody_can_shut_another_out_by_wrong_tries(team: Site):
    app = make_app(team)
    thief = Browser(TestClient(coming_from(app, "192.0.2.7"), base_url="http://127.0.0.1"))
    thief.get("/sign-in")
    for _ in range(9):
        thief.client.post("/sign-in", data={"csrf": thief.token, "name": "anna", "password": "a guess"})
    anna = Browser(TestClient(coming_from(app, "192.0.2.8"), base_url="http://127.0.0.1"))
    anna.sign_in("anna")
    anna.get("/charts/new")


@pytest.mark.parametrize("site_of_it", ["cross-site", "same-site"])
def test_another_site_can_ask_for_nothing_to_be_done(browser: Browser, site_of_it: str):
    answer = browser.client.post("/api/plan", content=CHART, headers={"sec-fetch-site": site_of_it})
    assert answer.status_code == 403
    assert browser.client.post("/api/plan", content=CHART).status_code == 200


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaa", "edda1234edda1234", "123451234512345"])
def test_a_password_that_is_soon_guessed_is_refused(database: str, password: str):
    given = ["--add-user", "Edda", "--database", database]
    found = CliRunner().invoke(command, given, input=f"{password}\n{password}\n")
    assert found.exit_code == 2
    assert "guess" in found.output


def test_nothing_of_a_hostile_record_is_obeyed_on_any_page(browser: Browser):
    quoted = HOSTILE.replace('"', '\\"')
    chart = CHART.replace(b"canary-zebrafinch", f'"{quoted}"'.encode()).replace(
        b"[quokkafever]", f'["{quoted}"]'.encode()
    )
    url = browser.hand_over(chart)
    browser.get(f"{url}/wishes")
    browser.post(
        f"{url}/wishes",
        **{
            "words": HOSTILE,
            "work": HOSTILE,
            "decides-with": HOSTILE,
            "event.0.what": HOSTILE,
            "event.0.date": "2026-07-04",
        },
    )
    browser.get(f"{url}/guide")
    browser.post(f"{url}/guide/release", by=HOSTILE[:70])
    paths = " /facts /what-if /wishes /compare /follow-up /changes /guide /guide/page /board /record /edit /edit/text"
    for path in f"{paths} /share /questionnaire /questionnaire?language=es".split(" "):
        page = browser.get(url + path)
        assert "<script>alert" not in page, path
        assert "onerror=alert(2)>" not in re.sub(r"&lt;img.*?&gt;", "", page), path
        assert "49" not in re.findall(r"alert\(2\)(.{0,12})", page), path


def test_a_record_that_names_the_mark_of_the_token_does_not_get_it(browser: Browser):
    url = browser.hand_over(CHART.replace(b"canary-zebrafinch", b"TOKEN-OF-THE-FORM"))
    page = browser.get(url)
    assert "Care plan for TOKEN-OF-THE-FORM" in page
    assert len(prepared.MARK) > 30
    assert PASSWORD not in page
