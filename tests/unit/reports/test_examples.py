"""The example patients on every page: no two renderings disagree, and each page stays readable and small."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import pytest
from tests.unit.reports.reading import Structure, plain, texts_of

from onward.cli.planning import Records
from onward.plan.types import Plan
from onward.reports.html import render_html
from onward.reports.sheet import columns
from onward.reports.text import render_text

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.yaml"))
RECORDS = Records(None, datetime.date(2026, 6, 1))
TWO_MINUTES = 220
"""Lines of a terminal page, sources included, that can be looked through in two minutes."""


@cache
def plan_of(path: Path) -> Plan:
    """The plan of an example, made once."""
    return RECORDS.plan(RECORDS.only(str(path)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_pages_of_an_example_say_what_its_plan_says(path: Path) -> None:
    plan = plan_of(path)
    pages = (plain(render_html(plan)).lower(), " ".join(render_text(plan).split()).lower())
    for page in pages:
        assert [text for text in texts_of(plan) if " ".join(text.split()).lower() not in page] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_page_of_an_example_is_short_narrow_and_small(path: Path) -> None:
    plan = plan_of(path)
    lines = render_text(plan).splitlines()
    assert max(map(columns, lines)) <= 100
    assert len(lines) <= TWO_MINUTES
    page = render_html(plan)
    assert len(page.encode()) < 200_000
    structure = Structure(page)
    inside = {target[1:] for target in structure.values("href") if target.startswith("#")}
    assert inside <= set(structure.values("id"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_nobody_is_asked_for_a_pregnancy_test_who_cannot_be_pregnant(path: Path) -> None:
    """What a test before the start would tell, and is known without it, is not asked for."""
    plan = plan_of(path)
    asked = {each.investigation for option in plan.options for each in option.monitoring}
    if "pregnancy-test" in asked:
        assert plan.facts["menopause"].value == "premenopausal"


def test_somebody_who_can_be_pregnant_is_asked_for_a_test_even_where_somebody_wrote_that_she_is_not() -> None:
    plan = plan_of(next(path for path in EXAMPLES if path.name.startswith("elena")))
    assert plan.facts["pregnant"].value is False
    assert any(each.investigation == "pregnancy-test" for option in plan.options for each in option.monitoring)
