"""Criteria text becomes items: sections, bullets in every way, nesting, cohorts, notes, wrapped lines."""

from __future__ import annotations

import time

import pytest

from onward.trials.sections import MAX_ITEMS, Item, Section, clean, items_of
from onward.trials.study import Study


def items(text: str) -> tuple[Item, ...]:
    return items_of(Study(nct="NCT00000001", criteria=text))


def brief(text: str) -> list[tuple[str, str, int]]:
    return [(each.section.value[:2], each.text, each.level) for each in items(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion Criteria:\n\n* A one\n* B two\n\nExclusion Criteria:\n\n* C three",
        "INCLUSION CRITERIA\n\n1. A one\n2. B two\n\nEXCLUSION CRITERIA\n\n1. C three",
        "    Inclusion Criteria:\n\n      -  A one\n\n      -  B two\n\n    Exclusion Criteria:\n\n      -  C three",
        "Key Inclusion Criteria:\n\n\\* A one\n\\* B two\n\nKey Exclusion Criteria:\n\n\\* C three",
    ],
)
def test_lists(text: str) -> None:
    assert brief(text) == [("in", "A one", 0), ("in", "B two", 0), ("ex", "C three", 0)]


def test_nesting() -> None:
    found = items("Inclusion Criteria:\n\n* Adequate organs:\n\n  * ANC \\>= 1500\n  * platelets\n* Age")
    assert [(each.level, each.parent) for each in found] == [(0, None), (1, 0), (1, 0), (0, None)]
    assert found[1].text == "ANC ≥ 1500"


def test_wrapped_lines_are_one_item() -> None:
    assert brief("    Inclusion Criteria:\n\n      -  Women of 18 years\n         or older\n") == [
        ("in", "Women of 18 years or older", 0)
    ]


def test_cohorts_are_kept() -> None:
    found = items("Inclusion Criteria:\n\nCohort A:\n\n* ER positive\n\nExclusion Criteria:\n\n* Pregnant")
    assert [(each.scope, each.section) for each in found] == [
        ("Cohort A", Section.INCLUSION),
        (None, Section.EXCLUSION),
    ]


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a \\>= 1", "a ≥ 1"),
        ("a =< 1", "a ≤ 1"),
        ("a &gt;= 1", "a ≥ 1"),
        ("a &amp;gt; 1", "a > 1"),
        ("a >/= 1", "a ≥ 1"),
        ("10\\^9/L", "10^9/L"),
    ],
)
def test_escapes(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200_000,
        "* a\n" * 60_000,
        " " * 200_000,
        "\n".join(" " * depth + "* x" for depth in range(600)),
        "&amp;" * 40_000,
        "1." * 90_000,
    ],
    ids=["brackets", "bullets", "spaces", "deep", "entities", "numbers"],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    assert len(items("Inclusion Criteria:\n\n" + text)) <= MAX_ITEMS
    assert time.process_time() - began < 2


def test_lists_that_were_run_together_are_taken_apart() -> None:
    text = "Inclusion Criteria:. * Informed consent. * ECOG 0-1. Exclusion Criteria:. * Pregnancy. * Prior fulvestrant."
    found = [(each.section.value, each.text) for each in items_of(Study(nct="NCT00000001", criteria=text))]
    assert found == [
        ("inclusion", "Informed consent."),
        ("inclusion", "ECOG 0-1."),
        ("exclusion", "Pregnancy."),
        ("exclusion", "Prior fulvestrant."),
    ]


def test_a_bare_word_is_a_heading() -> None:
    text = "Inclusion\n\n  -  ECOG 0-1\n\nExclusion\n\n  -  Prior vinorelbine"
    found = [(each.section.value, each.text) for each in items_of(Study(nct="NCT00000001", criteria=text))]
    assert found == [("inclusion", "ECOG 0-1"), ("exclusion", "Prior vinorelbine")]
