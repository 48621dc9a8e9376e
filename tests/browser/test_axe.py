"""axe-core finds no violation on any page, in both themes and at phone width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_A_CHART = ("", "/facts", "/what-if", "/wishes", "/compare", "/follow-up", "/changes", "/guide", "/record", "/share")
OF_THE_SITE = (
    "/",
    "/charts/new",
    "/knowledge",
    "/knowledge?q=er",
    "/knowledge/rules",
    "/knowledge/coverage",
    "/knowledge/drugs/ribociclib",
    "/knowledge/sources/monaleesa-2",
    "/knowledge/facts/er_percent",
    "/nothing-here",
)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation(context: Callable[..., BrowserContext], address: str, axe: str, theme: str, width: int):
    page = context(color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
    page.goto(address)
    page.click('button[value="dora.chart.yaml"]')
    url = page.url
    found = []
    for path in (*(url + path for path in OF_A_CHART), *(address + path for path in OF_THE_SITE)):
        page.goto(path)
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
        found += [
            (path.replace(url, "CHART"), violation["id"], node["html"][:120], node["failureSummary"][-160:])
            for violation in result["violations"]
            for node in violation["nodes"][:3]
        ]
    assert not found, "\n".join(map(str, found))
