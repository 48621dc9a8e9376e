"""The HTML page: structure, escaping, links that lead somewhere, size, agreement with terminal page and plan."""

from __future__ import annotations

import re

import msgspec
import pytest
from tests.unit.reports.reading import Structure, plain, texts_of
from tests.unit.reports.sample import ALPHA, EMPTY, PLAN

from onward.plan.types import Plan
from onward.reports.html import render_html, render_index
from onward.reports.pictures import more_pictures
from onward.reports.text import render_text

PAGE = render_html(PLAN)
KEPT = ("standing", "statistic", "unit", "phase", "kind")
CANARY = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"


def hostile(plan: Plan) -> Plan:
    """The plan with every text in it replaced by something that must not be obeyed."""

    def poison(found: object, key: str = "") -> object:
        if isinstance(found, msgspec.Struct):
            return type(found)(**{name: poison(getattr(found, name), name) for name in found.__struct_fields__})
        if isinstance(found, dict):
            return {CANARY if key == "facts" else name: poison(item, name) for name, item in found.items()}
        if isinstance(found, list | tuple):
            return type(found)(poison(item, key) for item in found)
        return CANARY if isinstance(found, str) and key not in KEPT else found

    poisoned = poison(plan)
    assert isinstance(poisoned, Plan)
    return poisoned


@pytest.mark.parametrize("plan", [PLAN, EMPTY], ids=["full", "empty"])
def test_page_is_well_formed_and_has_landmarks(plan: Plan) -> None:
    page = Structure(render_html(plan))
    assert page.every("html") == [{"lang": "en"}]
    assert len(page.every("h1")) == len(page.every("main")) == len(page.every("footer")) == 1
    assert page.every("script") == page.every("link") == page.every("img") == []


def test_every_id_is_unique_and_every_link_leads_somewhere() -> None:
    page = Structure(PAGE)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inside = [target[1:] for target in page.values("href") if target.startswith("#")]
    assert set(inside) <= set(ids)
    assert all(target.startswith(("#", "https://")) for target in page.values("href"))
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_tables_have_headings_with_scope() -> None:
    assert all("scope" in attributes for attributes in Structure(PAGE).every("th"))


def test_pictures_have_words_and_counts_that_sum_to_100() -> None:
    page = Structure(PAGE)
    pictures = [found.get("aria-label") or "" for found in page.every("svg") if found.get("role") == "img"]
    assert len(pictures) == 9
    counted = [words for words in pictures if words]
    assert len(counted) == 6
    for words in counted:
        assert sum(map(int, re.findall(r"(\d+) of 100 people, the other (\d+) not", words)[0])) == 100


def test_proof_leads_to_the_record_and_a_fact_is_told_once() -> None:
    assert PAGE.count("ER 80 % (2026-05-20)") == 1
    assert "Observation/er-2" in PAGE
    assert 'href="#p1">(told above)' in PAGE
    assert "presumption" not in plain(PAGE)
    assert "presumed: visceral_crisis: no visceral crisis" in plain(PAGE)


def test_nothing_in_a_record_is_obeyed() -> None:
    page = render_html(hostile(PLAN)) + render_index([(CANARY, hostile(PLAN))])
    assert "<script" not in page
    assert "<img" not in page
    assert "49" not in plain(page)
    for structure in (Structure(render_html(hostile(PLAN))), Structure(render_index([(CANARY, PLAN)]))):
        assert not [name for _, found in structure.tags for name in found if name.startswith("on")]
        assert not [target for target in structure.values("href") if "javascript" in target]


def test_page_needs_nothing_from_elsewhere() -> None:
    assert "default-src 'none'" in PAGE
    assert not re.search(r"url\((?!#)|@import|src=", PAGE)
    assert len(PAGE.encode()) < 200_000


def test_title_names_nobody() -> None:
    assert "<title>Care plan</title>" in PAGE


@pytest.mark.parametrize("plan", [PLAN, EMPTY], ids=["full", "empty"])
@pytest.mark.parametrize("everything", [False, True])
def test_pages_say_what_the_plan_says(plan: Plan, everything: bool) -> None:
    pages = (plain(render_html(plan)).lower(), " ".join(render_text(plan, everything=everything).split()).lower())
    for page in pages:
        assert [text for text in texts_of(plan) if text.lower() not in page] == []


def test_index_leads_to_every_plan() -> None:
    index = Structure(render_index([("a b.html", PLAN), ("x.html", EMPTY)]))
    assert index.values("href") == ["a%20b.html", "x.html"]


def test_option_without_harm_figures_has_no_picture() -> None:
    options = tuple(msgspec.structs.replace(option, harm=()) for option in PLAN.options)
    assert 'role="img"' not in render_html(msgspec.structs.replace(PLAN, options=options))


def test_option_with_harm_and_no_share_for_benefit_shows_harm_alone() -> None:
    options = tuple(msgspec.structs.replace(option, benefit=(), burden={}) for option in PLAN.options)
    assert render_html(msgspec.structs.replace(PLAN, options=options)).count('role="img"') == 4


def test_time_is_drawn_as_bars_and_visits_as_a_month_with_the_same_figures_in_words() -> None:
    more = more_pictures(ALPHA)
    assert [each.title for each in more.times] == ["median OS", "median PFS"]
    assert "63.9 months" in more.times[0].svg
    assert more.times[0].says == "12.5 months longer"
    assert more.any_grade is not None
    assert [array.count for array in more.any_grade.arrays] == [74, 5]
    assert more.month is not None
    assert more.month.says == "visits on 2 of 28 days"
    assert more.month.svg.count("<circle") == 2
    assert not more_pictures(msgspec.structs.replace(ALPHA, benefit=(), harm=(), burden={}))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_was_agreed(scheme: int) -> None:
    roots = re.findall(r":root \{(.*?)\}", PAGE, flags=re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", roots[scheme]))
    for ground in ("paper", "ground", "blue-soft"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["quiet"], colours[ground]) >= 4.5
        assert contrast(colours["link"], colours[ground]) >= 4.5
    assert contrast(colours["warn"], colours["warn-ink"]) >= 7
