"""A server of one test: its own database, the shipped knowledge, browsers that keep their cookies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.databases import empty_database

from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.server.app import make_app, make_site
from onward.server.settings import Settings
from onward.server.site import Site
from onward.server.tokens import hashed

PASSWORD = "a password that is long enough"  # noqa: S105 - of nobody
CHART = b"""id: canary-zebrafinch
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
menopause: postmenopausal
region: US
cancer:
  metastatic_on: 2026-05-10
  sites: [bone, liver]
specimens:
  - {date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 0}
conditions: [quokkafever]
wishes: {words: marmosetwish}
"""
CANARIES = ("zebrafinch", "quokkafever", "marmosetwish")


class Browser:
    """A browser that opens pages and sends their forms."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer.text

    def post(self, path: str, status: int = 200, **fields: object) -> str:
        data = {"csrf": self.token, **fields}
        answer = self.client.post(path, data=data)
        assert answer.status_code == status, (path, answer.status_code, re.sub("<[^>]+>", " ", answer.text)[-600:])
        return answer.text

    def hand_over(self, text: bytes = CHART) -> str:
        """Hand a record over; the address of its plan."""
        self.get("/")
        data = {"csrf": self.token, "text": text.decode()}
        answer = self.client.post("/charts", data=data, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def sign_in(self, name: str) -> None:
        self.get("/sign-in")
        self.post("/sign-in", name=name, password=PASSWORD)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with empty_database(tmp_path) as found:
        yield found


@pytest.fixture
def site(database: str, knowledge: Knowledge) -> Iterator[Site]:
    made = make_site(Settings(database=database), knowledge)
    yield made
    made.store.engine.dispose()


@pytest.fixture(scope="session")
def password() -> str:
    """What is kept of the password, worked out once: that takes time on purpose."""
    return hashed(PASSWORD)


@pytest.fixture
def team(database: str, knowledge: Knowledge, password: str) -> Iterator[Site]:
    """A server with sign-in: two clinicians and an editor."""
    made = make_site(Settings(database=database, sign_in=True), knowledge)
    for name, role in (("anna", "clinician"), ("bert", "clinician"), ("edda", "editor")):
        made.store.add_user(name, role, password)
    yield made
    made.store.engine.dispose()


def browsing(site: Site) -> Callable[[], Browser]:
    app = make_app(site)
    return lambda: Browser(TestClient(app, base_url="http://127.0.0.1"))


@pytest.fixture
def browser(site: Site) -> Browser:
    return browsing(site)()


@pytest.fixture
def browsers(site: Site) -> Callable[[], Browser]:
    return browsing(site)


@pytest.fixture
def colleagues(team: Site) -> Callable[[], Browser]:
    return browsing(team)
