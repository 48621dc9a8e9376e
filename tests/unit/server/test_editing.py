"""Saved charts are edited in the form or as text; nothing of them is lost on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.server.conftest import CHART, Browser

from onward.knowledge.types import Knowledge
from onward.records.chart import ChartReader
from onward.web.chart_answers import held
from onward.web.chart_form import filled

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
CHARTS = sorted(EXAMPLES.glob("*.yaml"))
WISHES = b"""
wishes:
  words: "to see the sea: soon"
  weights: {keep-hair: 3}
  decides: together
  events: [{what: a wedding, date: 2026-07-04}, {what: a journey, date: 2026-09, until: 2026-10}]
symptoms: [nausea, {term: fatigue, ctcae_grade: 1, date: 2026-05-30}]
"""


def said(knowledge: Knowledge, content: bytes) -> object:
    """What a chart says, wherever it says it."""
    events = ChartReader(knowledge).read_text(content, "chart.yaml")

    def plain(row: object) -> str:
        return re.sub(r"(id|refs|derived_from|ref)=(\([^)]*\)|'[^']*')", "", repr(row))

    return events.patient_id, events.as_of, {name: sorted(map(plain, rows)) for name, rows in events.rows.items()}


@pytest.mark.parametrize("path", CHARTS, ids=[path.stem for path in CHARTS])
def test_a_chart_goes_through_the_form_unchanged(knowledge: Knowledge, path: Path):
    found = held(knowledge, path.read_bytes())
    assert found is not None
    assert said(knowledge, filled(knowledge, found.answers, found.carried).text) == said(knowledge, path.read_bytes())


def test_wishes_days_and_bare_words_go_through_the_form(knowledge: Knowledge):
    content = CHART.replace(b"wishes: {words: marmosetwish}\n", WISHES)
    found = held(knowledge, content)
    assert found is not None
    assert found.answers["wishes.events.1.until"] == ("2026-10",)
    again = filled(knowledge, found.answers, found.carried).text
    assert said(knowledge, again) == said(knowledge, content)
    assert b"to see the sea: soon" in again


def test_what_the_form_cannot_hold_is_edited_as_text(knowledge: Knowledge, browser: Browser):
    labs = "".join(f"  - {{test: neutrophils, value: 3.{number}, date: 2026-05-01}}\n" for number in range(60))
    content = CHART + f"labs:\n{labs}".encode()
    assert held(knowledge, content) is None
    url = browser.hand_over(content)
    assert "As text" in browser.get(f"{url}/edit")
    assert "3.59" in browser.get(f"{url}/edit/text")


def test_an_edited_chart_has_another_plan(browser: Browser):
    url = browser.hand_over()
    page = browser.get(f"{url}/edit")
    assert 'value="canary-zebrafinch"' in page
    fields = _fields(page)
    fields |= {"specimens.0.er_percent": ["0"], "specimens.0.pr_percent": ["0"]}
    assert "ER 0 %" in browser.post(f"{url}/edit", **fields)
    assert "marmosetwish" in browser.get(f"{url}/edit/text")
    wrong = browser.post(f"{url}/edit", 422, **(fields | {"specimens.0.er_percent": ["190"]}))
    assert "Specimens 1 er percent".lower() in wrong.lower()
    assert 'value="190"' in wrong
    more = browser.post(f"{url}/edit", **(fields | {"add": ["wishes.events"]}))
    assert 'name="wishes.events.1.what"' in more


def test_several_words_stay_several_when_the_form_comes_back(browser: Browser):
    url = browser.hand_over(CHART + b"therapies: [{drugs: [letrozole, palbociclib], intent: metastatic}]\n")
    assert 'value="letrozole, palbociclib"' in browser.get(f"{url}/edit")


def test_a_newer_record_takes_the_place_of_the_old(browser: Browser, examples: Path):
    url = browser.hand_over((examples / "ada.bundle.json").read_bytes())
    assert "As text" in browser.get(f"{url}/edit")
    newer = (examples / "ada.bundle.json").read_text().replace('"birthDate": "19', '"birthDate": "18', 1)
    browser.post(f"{url}/edit/text", 422, text=newer.replace("18", "17", 1)[:-40])
    other = (examples / "olga.bundle.json").read_text()
    assert "another person" in browser.post(f"{url}/edit/text", 422, text=other)
    browser.post(f"{url}/edit/text", text=(examples / "ada.bundle.json").read_text() + "\n")
    assert "record edited" in browser.get(f"{url}/share")


def _fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of a form that nobody touched."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', page):
        found[name] = [value]
    for name, value in re.findall(r'<input type="checkbox" name="([^"]+)" value="([^"]+)" checked', page):
        found.setdefault(name, []).append(value)
    for name, inside in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = [chosen[1]] if chosen else [""]
    return found
