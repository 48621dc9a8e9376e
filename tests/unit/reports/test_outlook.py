"""The outlook on the terminal and on the page: the same sentences, only where it was asked for."""

from __future__ import annotations

import pytest
from tests.unit.plan.test_outlook import OUTLOOK, SOURCES
from tests.unit.plan.world import DAY, OLD, QT, YOUNG, person, world

from onward.events.tables import Event
from onward.plan.make import make_plan
from onward.plan.types import Plan
from onward.reports.html import render_html
from onward.reports.outlook import span
from onward.reports.text import render_text

SAID = (
    "Young people with a red tumour.",
    "red: median 24 months (20–30)",
    "about 10 of 100 people live 6 years or longer",
    "about 50 of 100 live between 12 months and 4 years",
    "about 10 of 100 live 6 months or less",
    "half of the time",
    "red only",
    "times change",
)


def plan(*rows: Event, outlook: bool = True) -> Plan:
    knowledge = world({"outlook.yaml": OUTLOOK, "sources/cohort.yaml": SOURCES})
    return make_plan(person(*rows), knowledge, DAY, outlook=outlook)


def test_both_pages_say_the_same() -> None:
    made = plan(YOUNG, QT(400.0))
    text, page = render_text(made, width=200), render_html(made)
    for sentence in SAID:
        assert sentence in text
        assert sentence in page
    assert '<h2 id="outlook">' in page


def test_a_time_that_was_cut_short_says_more_than() -> None:
    text = render_text(plan(OLD), width=200)
    assert "about 10 of 100 people live more than 10 years" in text
    assert "nobody was followed longer" in text
    assert "nobody was followed longer" not in render_text(plan(YOUNG, QT(400.0)), width=200)


def test_not_known_is_said_with_what_is_missing() -> None:
    made = plan(YOUNG)
    told = "depends on what is not known: QT"
    assert told in render_text(made, width=200)
    assert told in render_html(made)


def test_nothing_of_it_is_shown_unasked() -> None:
    made = plan(YOUNG, QT(400.0), outlook=False)
    assert "OUTLOOK" not in render_text(made).upper()
    assert 'id="outlook"' not in render_html(made)


@pytest.mark.parametrize(
    ("months", "said"),
    [(0.3, "1 month"), (3.7, "4 months"), (23.6, "24 months"), (24, "2 years"), (43.3, "3.5 years"), (86.6, "7 years")],
)
def test_times_as_people_say_them(months: float, said: str) -> None:
    assert span(months) == said
