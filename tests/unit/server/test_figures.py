"""Every number on a page is clickable to its source: no line tells a figure without a link beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.server.conftest import Browser
from tests.unit.server.figures import leading_nowhere

EXAMPLES = (
    "ada.yaml",
    "olga.bundle.json",
    "dora.chart.yaml",
    "elena.chart.yaml",
    "iris.chart.yaml",
    "nora.bundle.json",
)
PAGES = ("", "/facts", "/compare", "/wishes", "/follow-up", "/what-if", "/guide/page")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_figure_leads_to_where_it_is_from(browser: Browser, examples: Path, example: str):
    url = browser.hand_over((examples / example).read_bytes())
    found = [f"{path or 'plan'}: {line}" for path in PAGES for line in leading_nowhere(browser.get(url + path))]
    browser.get(f"{url}/wishes")
    ranked = browser.post(f"{url}/wishes/show", **{"wish.longer-life": "5", "wish.few-visits": "3"})
    found += [f"wishes: {line}" for line in leading_nowhere(ranked)]
    changed = browser.post(f"{url}/changes", then="2025-06-01", now="2026-06-01")
    found += [f"changes: {line}" for line in leading_nowhere(changed)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("example", ["olga.bundle.json", "dora.chart.yaml"])
def test_every_link_of_a_plan_leads_somewhere(browser: Browser, examples: Path, example: str):
    """Anchors are on their page, entries are in the record, entries of the knowledge exist."""
    url = browser.hand_over((examples / example).read_bytes())
    record = _anchors(browser.get(f"{url}/record"))
    asked: dict[str, bool] = {}
    for path in ("", "/facts", "/compare", "/follow-up"):
        page = browser.get(url + path)
        anchors = _anchors(page)
        for link in set(re.findall(r'href="([^"]+)"', page)):
            if link.startswith("#"):
                asked[link] = link[1:] in anchors
            elif "/record#" in link:
                asked[link] = link.partition("#")[2] in record
            elif link.startswith("/knowledge/"):
                asked.setdefault(link, browser.client.get(link).status_code == 200)
    assert not [link for link, there in asked.items() if not there]


def _anchors(page: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize(
    ("line", "leads"),
    [
        ("<p>alive 63 of 100</p>", False),
        ('<p>alive 63 of 100 <a href="#s1">1</a></p>', True),
        ('<tr><td>28.2 months</td><td><a href="/knowledge/sources/x">x</a></td></tr>', True),
        ("<ul><li>QTcF &gt; 450</li></ul>", False),
        ('<p>QTcF &gt; 450</p><p><a href="#s1">1</a></p>', False),
        ("<p>in line 2 since 2026-05-10</p>", True),
    ],
)
def test_the_reader_of_figures_itself(line: str, leads: bool):
    assert (leading_nowhere(line) == []) is leads


def test_no_page_of_the_site_is_heavy(browsers: Callable[[], Browser], examples: Path):
    """Below 200 kB as they are read, let alone as they travel."""
    for example in ("olga.bundle.json", "dora.chart.yaml"):
        browser = browsers()
        url = browser.hand_over((examples / example).read_bytes())
        for path in (*PAGES, "/changes", "/guide", "/record", "/share"):
            assert len(browser.get(url + path).encode()) < 200_000, path
