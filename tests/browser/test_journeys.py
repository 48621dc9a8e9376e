"""The main journeys in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect


def opened(page: Page, example: str = "dora.chart.yaml") -> str:
    """Open an example; the address of its plan."""
    page.click(f'button[value="{example}"]')
    expect(page.locator("h1")).to_contain_text("Care plan")
    return page.url


def test_upload_plan_why_what_if_wishes(page: Page, examples: Path):
    page.set_input_files("#file", examples / "ada.bundle.json")
    page.click("text=Make the plan")
    expect(page.locator("h1")).to_have_text("Care plan for ada")
    url = page.url
    expect(page.locator("#short")).to_be_in_viewport()

    page.locator("details.proof summary").first.click()
    link = page.locator('details.proof[open] a[href*="/record#"]').first
    anchor = link.get_attribute("href").rpartition("#")[2]
    link.click()
    expect(page.locator(f'[id="{anchor}"]')).to_be_visible()

    page.goto(f"{url}/what-if")
    question = page.locator("select").first
    question.select_option(index=1)
    page.click("text=Show what would change")
    expect(page.locator("#changed")).to_be_visible()

    page.click("nav.tabs >> text=What matters")
    page.click("text=Save")
    expect(page).to_have_url(f"{url}/wishes")

    page.click("nav.tabs >> text=Guide")
    page.fill("#by", "Dr Anna Amsel")
    page.click("text=I have read it and release it")
    expect(page.get_by_role("status")).to_contain_text("Released by Dr Anna Amsel")
    page.click("text=On the screen")
    expect(page.locator(".mark-line.released")).to_be_visible()


def test_sliders_reorder_live(page: Page):
    url = opened(page)
    page.goto(f"{url}/wishes")
    expect(page.locator("#ranking")).to_contain_text("No order is claimed")
    slider = page.get_by_label("few visits", exact=False).first
    with page.expect_response("**/wishes/order"):
        slider.fill("5")
    expect(page.locator("#ranking")).to_contain_text("of 100 draws")
    expect(slider.locator("xpath=following-sibling::output")).to_have_text("5")
    page.reload()
    expect(page.locator("#ranking")).to_contain_text("No order is claimed")


def test_a_wrong_file_is_told_and_nothing_is_lost(page: Page, tmp_path: Path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"resourceType": "Bundle", "entry": [')
    page.set_input_files("#file", wrong)
    page.click("text=Make the plan")
    expect(page.get_by_role("alert")).to_contain_text("the record ends in the middle of JSON")
    page.fill("#text", "sex: femal")
    page.click("text=Make the plan")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean female?")
    expect(page.locator("#text")).to_have_value("sex: femal")


def test_two_users_do_not_see_each_other_s_charts(context: Callable[..., BrowserContext], address: str):
    one, other = context().new_page(), context().new_page()
    one.goto(address)
    other.goto(address)
    url = opened(one, "gwen.chart.yaml")
    assert other.goto(url).status == 404
    expect(other.locator("h1")).to_have_text("Not here")
    other.goto(address)
    expect(other.locator("body")).not_to_contain_text("Open charts")


def test_everything_works_without_scripts(context: Callable[..., BrowserContext], address: str):
    page = context(java_script_enabled=False).new_page()
    page.goto(address)
    url = opened(page)
    page.goto(f"{url}/wishes")
    page.get_by_label("few visits", exact=False).first.fill("4")
    page.click("text=Show without saving")
    expect(page.locator("#ranking")).to_contain_text("of 100 draws")
    page.check("[name=decides][value=together]")
    page.fill("[name='event.0.what']", "a wedding")
    page.fill("[name='event.0.date']", "2026-07-04")
    page.click("button:has-text('Save')")
    expect(page).to_have_url(f"{url}/wishes")
    page.goto(f"{url}/guide/page")
    expect(page.locator("body")).to_contain_text("You want to choose with your team.")
    expect(page.locator("body")).to_contain_text("a wedding")
    page.goto(f"{url}/compare")
    page.select_option('select[name="second"]', index=2)
    page.click("button:has-text('Compare')")
    expect(page.locator("table.compare")).to_be_visible()
    page.goto(f"{url}/changes")
    page.click("button:has-text('Compare')")
    expect(page.locator("#sum")).to_be_visible()
    page.goto(f"{url}/share")
    page.click("text=Delete this chart")
    expect(page.locator("body")).not_to_contain_text("Open charts")


def test_a_chart_is_filled_in_with_the_keyboard_alone(page: Page, address: str):
    page.goto(f"{address}/charts/new")
    page.focus("#f-id")
    page.keyboard.type("kim")
    page.focus("#f-sex")
    page.keyboard.type("female")
    page.focus("#f-cancer-metastatic_on")
    page.keyboard.type("2026-05")
    page.focus("text=Make the plan")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Care plan for kim")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()


def test_a_saved_chart_is_edited(page: Page):
    url = opened(page)
    page.click("nav.tabs >> text=Record")
    page.click("text=Edit it")
    expect(page.locator("#f-specimens-0-date")).not_to_have_value("")
    page.select_option("#f-ecog" if page.locator("select#f-ecog").count() else "#f-sex", index=1)
    page.fill("#f-id", "dora again")
    page.click("button:has-text('Save')")
    expect(page.locator("h1")).to_have_text("Care plan for dora again")
    expect(page).to_have_url(url)


def test_a_number_leads_to_its_source(page: Page):
    opened(page)
    page.locator("section[aria-labelledby=short] a.to").first.click()
    expect(page.locator("h2:has-text('Outcomes')")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_no_page_is_wider_than_the_screen(context: Callable[..., BrowserContext], address: str, width: int):
    page = context(viewport={"width": width, "height": 800}).new_page()
    page.goto(address)
    url = opened(page, "olga.bundle.json")
    paths = (
        "",
        "/facts",
        "/edit",
        "/edit/text",
        "/what-if",
        "/wishes",
        "/compare",
        "/follow-up",
        "/changes",
        "/guide",
        "/record",
        "/share",
    )
    site = (
        "/",
        "/charts/new",
        "/knowledge",
        "/knowledge/coverage",
        "/knowledge/drugs/ribociclib",
        "/knowledge/sources/monaleesa-2",
    )
    for path in (*(url + path for path in paths), *(address + path for path in site)):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_plan_prints(page: Page, tmp_path: Path):
    opened(page)
    page.emulate_media(media="print")
    expect(page.locator("nav.tabs")).to_be_hidden()
    printed = tmp_path / "plan.pdf"
    page.pdf(path=printed, format="A4", prefer_css_page_size=True)
    assert re.match(rb"%PDF-1\.\d", printed.read_bytes())
