"""The terminal page: its order, its width, its colours, and what a hostile record cannot do to it."""

from __future__ import annotations

import re

import msgspec
import pytest
from tests.unit.reports.sample import EMPTY, PLAN

from onward.plan.types import LeftUnused, Presumed
from onward.reports.sheet import Sheet, clean, columns, wrap
from onward.reports.text import render_text

PAGE = render_text(PLAN)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def words(page: str) -> str:
    """The page as one line, so that a search does not stumble over line ends."""
    return " ".join(page.split())


def test_parts_come_in_the_agreed_order() -> None:
    parts = [
        "ada  ·", "WHAT MUST NOT WAIT", "WHERE THIS PERSON STANDS", "OPTIONS", "MISSING TESTS", "SUPPORTIVE CARE",
        "PROCEDURES", "FOLLOW-UP", "TRIALS", "PRESUMED", "FACTS USED", "CONFLICTS", "NOT USED", "SOURCES",
        "Onward supports a clinician",
    ]  # fmt: skip
    places = [words(PAGE).find(" ".join(part.split())) for part in parts]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(width: int, everything: bool) -> None:
    page = render_text(PLAN, width=width, everything=everything, colour=True)
    assert max(columns(ESCAPE.sub("", line)) for line in page.splitlines()) <= width


def test_colour_is_absent_unless_asked_for_and_adds_no_word() -> None:
    assert "\x1b" not in PAGE
    coloured = render_text(PLAN, colour=True)
    assert "\x1b[1m" in coloured
    assert ESCAPE.sub("", coloured) == PAGE


def test_most_urgent_alert_comes_first() -> None:
    assert PAGE.index("EMERGENCY") < PAGE.index("CAUTION ")


def test_figures_are_absolute_until_everything_is_asked_for() -> None:
    assert "median OS: 63.9 (52.4–71) v 51.4 (47.2–59.7) months" in PAGE
    assert "hazard ratio" not in PAGE
    everything = words(render_text(PLAN, everything=True))
    assert "hazard ratio 0.76 (0.63–0.93)" in everything
    assert "difference not proven; in measurable disease" in everything
    assert "fewer than 1 v not given" in everything


def test_everything_shows_what_is_folded() -> None:
    everything = words(render_text(PLAN, everything=True))
    assert "Reason of fulvestine." in everything
    assert "Reason of fulvestine." not in words(PAGE)
    assert "Heart rate 4 (Observation/4)" in everything
    assert "and 2 more (--all shows them)" in words(PAGE)
    assert "er_percent 80 % 2026-05-20 Observation/er-2" in everything


def test_burden_leaves_out_what_is_zero() -> None:
    assert "Burden alphaciclib: tablets a day 4, visits a month 2; visits: 1" in words(PAGE)


def test_reason_that_two_options_share_is_told_once() -> None:
    options = tuple(msgspec.structs.replace(option, reason=PLAN.options[1].reason) for option in PLAN.options)
    page = words(render_text(msgspec.structs.replace(PLAN, options=options)))
    assert "Why as for 1, alphaciclib + aromatase inhibitor" in page


def test_unused_entries_that_say_the_same_are_only_counted() -> None:
    claims = tuple(LeftUnused(ref=f"Claim/{n}", what="Claim", reason="Claim is not read") for n in range(9))
    page = render_text(msgspec.structs.replace(PLAN, unused=(*claims, *PLAN.unused)))
    assert "9 × Claim is not read" in page
    assert "Claim/" not in page
    assert page.index("5 × no rule reads it") < page.index("9 × Claim")


def test_sources_are_numbered_and_listed() -> None:
    marks = {int(number) for group in re.findall(r"\[([\d, ]+)\]", PAGE) for number in group.split(",")}
    assert marks == set(range(1, 6))
    assert "[1] guide-two, [2] label-a," in words(PAGE)
    everything = render_text(PLAN, everything=True)
    assert "[1] Another. J Nowhere 2025 https://example.org/two" in words(everything)
    assert "javascript" not in everything


def test_course_says_what_is_uncertain() -> None:
    said = words(PAGE)
    assert "line 1 2024-03 to end not said gammaciclib + fulvestine (PR; uncertain)" in said
    assert "? line 1, line 2: the record gives no end" in said
    assert "? line 1: the start is a month" in said
    assert "line 2 2024-09-01..2024-10-01 to ongoing drugs not said" in said
    assert "HOLD gammaciclib: Neutropenia grade 3." in said


def test_worst_grade_comes_first_and_normal_tests_are_named() -> None:
    worst = "neutrophils grade 3: 0.8 10^9/L on 2026-05-30 (CTCAE 5.0)"
    assert f"Grades {worst}; alt grade 1 (CTCAE 5.0); grade 0: platelets" in words(PAGE)


def test_presumptions_of_one_reason_are_told_together() -> None:
    assert "an organ fails: no, pregnant: no (nothing in the record points to it)" in words(PAGE)


def test_plan_about_nothing_still_says_why() -> None:
    page = render_text(EMPTY)
    assert "Nothing in the record says or suggests metastatic disease." in page
    assert "OPTIONS" not in page
    assert "no dated entry in the record" in words(page)


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "newest entry 1 day old"), (90, "newest entry 3 months old"), (2000, "newest entry 5 years old")],
)
def test_old_record_is_told_so(days: int, said: str) -> None:
    page = words(render_text(msgspec.structs.replace(PLAN, record_age_days=days)))
    assert said in page
    assert ("The record is old" in page) is (days >= 90)


def test_plan_without_offers_says_so() -> None:
    possible = tuple(option for option in PLAN.options if option.standing == "possible")
    assert "OPTIONS none is offered now" in words(render_text(msgspec.structs.replace(PLAN, options=possible)))


def test_record_cannot_steer_the_terminal() -> None:
    hostile = "\x1b[2J\x9b31m\u202egnp\x07\nNEXT\u2066"
    plan = msgspec.structs.replace(
        PLAN,
        patient=hostile,
        unused=(LeftUnused(ref=hostile, what=hostile, reason=hostile),),
        presumed=(Presumed(fact=hostile, value=hostile, why=hostile),),
        conflicts=(hostile,),
    )
    page = render_text(plan, everything=True)
    assert not set(page) & set("\x1b\x9b\u202e\x07\u2066")
    assert "�" in page


def test_wide_characters_count_as_two_columns() -> None:
    assert columns("乳がん") == 6
    assert columns("e\u0301") == 1
    assert all(columns(line) <= 10 for line in wrap("乳がん" * 10 + " x " + "y" * 25, 10))
    assert clean("plain") == "plain"


def test_table_and_entries_without_content_leave_no_trace() -> None:
    sheet = Sheet()
    sheet.table([])
    sheet.entry("label", "")
    sheet.blank()
    assert sheet.lines == []


def test_same_plan_gives_the_same_page() -> None:
    assert render_text(msgspec.structs.replace(PLAN)) == PAGE
