"""axe-core finds no violation on any page, in both themes and at phone width: colours and sizes do not depend on each
other, so two of the four combinations say it all.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.browser.conftest import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_A_CHART = (
    "",
    "/facts",
    "/what-if",
    "/wishes",
    "/compare",
    "/follow-up",
    "/changes",
    "/guide",
    "/guide/page",
    "/board",
    "/record",
    "/edit",
    "/edit/text",
    "/share",
)
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


Open = Callable[..., BrowserContext]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_no_violation(context: Open, address: str, axe: str, theme: str, width: int):
    page = context(color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
    page.goto(address)
    page.click('button[value="dora.chart.yaml"]')
    url = page.url
    found = []
    for path in (*(url + path for path in OF_A_CHART), *(address + path for path in OF_THE_SITE)):
        page.goto(path)
        found += violations(page, axe, path.replace(url, "CHART"))
    page.goto(f"{url}/wishes")
    page.get_by_label("few visits", exact=False).first.fill("5")
    page.click("text=Show without saving")
    found += violations(page, axe, "what matters, ordered")
    page.goto(f"{url}/changes")
    page.fill("[name=then]", "2026-03-01")
    page.click("button:has-text('Compare')")
    found += violations(page, axe, "changes, compared")
    page.goto(f"{url}/what-if")
    page.locator("select").first.select_option(index=1)
    page.click("text=Show what would change")
    found += violations(page, axe, "what if, supposed")
    page.goto(address)
    page.fill("#text", "sex: femal")
    page.click("text=Make the plan")
    found += violations(page, axe, "a wrong record")
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation_where_people_sign_in(context: Open, team_address: str, axe: str, theme: str):
    page = context(color_scheme=theme, bypass_csp=True).new_page()
    page.goto(f"{team_address}/sign-in")
    found = violations(page, axe, "sign in")
    page.fill("#name", "anna")
    page.fill("#password", "wrong")
    page.click("button:has-text('Sign in')")
    found += violations(page, axe, "a wrong password")
    page.fill("#name", "anna")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Sign in')")
    found += violations(page, axe, "the first page of somebody")
    page.click('button[value="dora.chart.yaml"]')
    page.goto(f"{page.url}/share")
    page.click("text=Make a link")
    found += violations(page, axe, "a link for the patient")
    link = page.get_by_label("The link").input_value()
    patient = context(color_scheme=theme, bypass_csp=True).new_page()
    patient.goto(link)
    found += violations(patient, axe, "the patient's page")
    patient.goto(f"{team_address}/mine/guide")
    found += violations(patient, axe, "a guide that is not released")
    patient.goto(f"{team_address}/link/nothing")
    found += violations(patient, axe, "a link that has ended")
    assert not found, "\n".join(map(str, found))


def violations(page: Page, axe: str, name: str) -> list[tuple[str, ...]]:
    """What axe finds on a page as it stands."""
    page.evaluate(axe)
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        (name, violation["id"], node["html"][:120], node["failureSummary"][-160:])
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ]
