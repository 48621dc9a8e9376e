"""A real server on loopback and a real Chromium; both are skipped, with a message, where Chromium is not installed.

``ONWARD_CHROMIUM`` names it where it is not /usr/bin/chromium. ``npm ci --prefix tests/browser`` fetches axe-core.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.databases import empty_database
from tests.serving import served

from onward.knowledge.loader import load
from onward.server.app import make_site
from onward.server.settings import Settings
from onward.server.tokens import hashed

PASSWORD = "a password that is long enough"  # noqa: S105 - of nobody
HERE = Path(__file__).parent
CHROMIUM = os.environ.get("ONWARD_CHROMIUM", "/usr/bin/chromium")
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"needs Chromium in {CHROMIUM}; ONWARD_CHROMIUM names another place")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server is; its thread ends with the tests."""
    with (
        empty_database(tmp_path_factory.mktemp("kept")) as database,
        served(make_site(Settings(database=database), load())) as found,
    ):
        yield found.address


@pytest.fixture(scope="session")
def team_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server is to which people sign in."""
    with empty_database(tmp_path_factory.mktemp("team")) as database:
        site = make_site(Settings(database=database, sign_in=True), load())
        site.store.add_user("anna", "clinician", hashed(PASSWORD))
        with served(site) as found:
            yield found.address


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """New browser windows: a theme, a width, with or without scripts. What a console says fails the test."""
    made: list[BrowserContext] = []
    said: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        found = chromium.new_context(**options)
        found.on("console", lambda message: said.append(message.text))
        found.on("weberror", lambda error: said.append(str(error.error)))
        made.append(found)
        return found

    yield open_one
    for each in made:
        each.close()
    complaints = [text for text in said if "status of 4" not in text]
    assert not complaints


@pytest.fixture
def page(context: Callable[..., BrowserContext], address: str) -> Page:
    found = context().new_page()
    found.goto(address)
    return found


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("needs axe-core: npm ci --prefix tests/browser")
    return AXE.read_text("utf-8")
