"""One plan told in every way says one thing: the same options with the same standings, alerts, tests and figures.

Text, JSON, HTML, FHIR, the paper behind the PDF (and the PDF itself where this system can read one), the tumour-board
sheet and the patient's guide of each example chart are held against the plan.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reports.reading import plain

from onward.cli.planning import Records
from onward.goals.comparison import compare
from onward.plan.types import Option, Plan
from onward.plan.wishes import wishes_of
from onward.reports import phrases
from onward.reports.arrange import OFFERED, arrange, leading_figures
from onward.reports.board import MUST_NOT_WAIT, board_of
from onward.reports.board_page import render_whole
from onward.reports.board_pdf import whole_pdf
from onward.reports.data import to_json
from onward.reports.fhir import to_fhir
from onward.reports.guide import Wanted, render_guide
from onward.reports.html import render_html
from onward.reports.text import render_text

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
RECORDS = Records(None, datetime.date(2026, 6, 1))
NUMBER = re.compile(r"\d+(?:\.\d+)?")

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])


@cache
def plan_of(path: Path) -> Plan:
    """The plan of an example, made once."""
    return RECORDS.plan(RECORDS.only(str(path)))


@cache
def pages(path: Path) -> dict[str, str]:
    """Every rendering that tells the whole plan, as words on one line."""
    plan = plan_of(path)
    told = {
        "text": render_text(plan, everything=True),
        "html": plain(render_html(plan)),
        "paper": plain(render_whole(plan)),
        "fhir": json.dumps(bundle(path), ensure_ascii=False),
    }
    return {name: flat(page) for name, page in told.items()}


@cache
def bundle(path: Path) -> Any:
    """The plan as FHIR."""
    return json.loads(to_fhir(plan_of(path), RECORDS.coded))


def flat(text: str) -> str:
    """A text on one line, as JSON would not escape it."""
    return " ".join(text.replace('\\"', '"').split())


@each_example
def test_options_have_one_standing_everywhere(path: Path) -> None:
    told = {each["name"]: each["standing"] for each in json.loads(to_json(plan_of(path)))["options"]}
    for name, page in pages(path).items():
        assert [option for option in told if flat(option) not in page] == [], name
    groups = [e["resource"] for e in bundle(path)["entry"] if e["resource"]["resourceType"] == "RequestGroup"]
    in_fhir = {group["code"]["text"]: group["note"][0]["text"].split(":")[0] for group in groups}
    assert in_fhir == {name: standing for name, standing in told.items() if standing != "avoid"}
    page = render_html(plan_of(path))
    shown = re.findall(r'<h3 id="option-\d+">\d+\. (.*?)</h3><span class="tag">(\w+)</span>', page)
    assert bool(shown) == any(standing in OFFERED for standing in told.values())
    assert all(told[plain(name)] == standing for name, standing in shown)
    entries = [entry for part in board_of(plan_of(path)).left for entry in part.entries if entry.number]
    assert [(entry.head, entry.tag) for entry in entries] == [(plain(name), standing) for name, standing in shown]


@each_example
def test_alerts_and_tests_are_the_same_everywhere(path: Path) -> None:
    plan = plan_of(path)
    titles = [alert.title for alert in plan.alerts] + [test.title for test in plan.tests]
    for name, page in pages(path).items():
        assert [title for title in titles if flat(title) not in page] == [], name
    urgent = [alert.title for alert in plan.alerts if alert.urgency in MUST_NOT_WAIT]
    assert set(urgent) <= {entry.head for entry in board_of(plan).alerts.entries}
    heads = {entry.head for part in board_of(plan).parts if part.name == "missing" for entry in part.entries}
    assert heads - {""} <= {test.title for test in plan.tests}


@each_example
def test_what_to_do_with_the_treatment_is_one_thing(path: Path) -> None:
    plan = plan_of(path)
    if plan.current_therapy and plan.current_therapy.action:
        entries = [entry for part in board_of(plan).left if part.name == "now" for entry in part.entries]
        assert entries[0].tag == plan.current_therapy.action
        assert all(plan.current_therapy.action in page.lower() for page in pages(path).values())


@each_example
def test_figures_are_the_same_in_words_tables_and_pictures(path: Path) -> None:
    plan = plan_of(path)
    shown = arrange(plan).shown
    for option in shown:
        for figure in (*(each for part in option.benefit for each in leading_figures(part)), *option.harm):
            for amount in {phrases.amount(figure), phrases.amount(figure, True)} - {""}:
                for name in ("html", "paper", "text"):
                    assert flat(amount) in pages(path)[name], (option.name, figure.measure, name)
    entries = {entry.number: entry for part in board_of(plan).left for entry in part.entries if entry.number}
    for number, option in enumerate(shown, 1):
        for said in entries[number].said:
            if said.label.startswith(("Benefit", "Harm")):
                words = _without_names(said.text, option)
                assert {float(found) for found in NUMBER.findall(words)} <= set(numbers_of(option)), said.text


def numbers_of(option: Option) -> Iterator[float]:
    """Every number that a plan gives for an option, as pages write it."""
    for figure in (*(each for part in option.benefit for each in part.figures), *option.harm):
        texts = (phrases.outcome(figure), phrases.versus(figure), phrases.unit(figure), phrases.remarks(figure))
        yield from (float(found) for text in texts for found in NUMBER.findall(text))


def _without_names(text: str, option: Option) -> str:
    """A line without the names of arms and trials, which may hold numbers of their own."""
    figures = [figure for part in option.benefit for figure in part.figures]
    for name in {name for each in figures for name in (each.with_it_arm, each.comparator_arm, each.trial)} - {""}:
        text = text.replace(name, "")
    return text


@each_example
def test_the_guide_offers_what_the_plan_offers(path: Path) -> None:
    plan = plan_of(path)
    page = render_guide(plan, compare(plan, RECORDS.knowledge, wishes_of(())), RECORDS.knowledge, Wanted())
    offered = [option.id for option in plan.options if option.standing in OFFERED]
    assert re.findall(r'data-option="([^"]+)"', page) == offered


def test_the_pdf_itself_says_what_the_plan_says() -> None:
    pytest.importorskip("weasyprint")
    if shutil.which("pdftotext") is None:
        pytest.skip("nothing here reads the text of a PDF")
    plan = plan_of(next(path for path in EXAMPLES if path.name.startswith("bea")))
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=whole_pdf(plan), capture_output=True, check=True)
    said = re.sub(r"\W", "", read.stdout.decode())
    names = [option.name for option in plan.options]
    for title in (*names, *(alert.title for alert in plan.alerts), *(test.title for test in plan.tests)):
        assert re.sub(r"\W", "", title) in said, title
