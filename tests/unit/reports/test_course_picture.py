"""The picture of the course: what it shows, that a table says the same, and that no record can break it."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reports.sample import PLAN

from onward.plan.dated import Happening
from onward.plan.types import LineOfTherapy, Plan
from onward.reports.course_picture import CoursePicture, course_picture
from onward.reports.html import render_html
from onward.reports.svg import element, shortened, words
from onward.reports.timescale import CUT_WIDTH, span_of, time_scale

SVG = "{http://www.w3.org/2000/svg}"
LINE = LineOfTherapy(
    setting="metastatic", number=1, drugs=("alpha", "beta"), start="2022-02-20", end="2024-02-25", ongoing=False,
    stopped_for="progression", best_response="PR", refs=("chart.yaml:3",),
)  # fmt: skip


def happening(kind: str, day: str, says: str = "it happened", **more: object) -> Happening:
    return Happening(kind=kind, date=day, says=says, **more)  # type: ignore[arg-type]


def sums(*pairs: tuple[str, float]) -> tuple[Happening, ...]:
    return tuple(
        happening("lesion-sum", day, f"sum {value:g} mm", name="sum", value=value, unit="mm") for day, value in pairs
    )


def plan(course: tuple[LineOfTherapy, ...] = (), history: tuple[Happening, ...] = (), **more: object) -> Plan:
    fixed: dict[str, object] = {"as_of": "2026-06-01", "record_age_days": 12}
    return msgspec.structs.replace(PLAN, course=course, history=history, **{**fixed, **more})


def picture(*parts: LineOfTherapy | Happening, **more: object) -> CoursePicture:
    course = tuple(each for each in parts if isinstance(each, LineOfTherapy))
    found = course_picture(plan(course, tuple(each for each in parts if isinstance(each, Happening)), **more))
    assert found is not None
    return found


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - what we wrote ourselves


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in parse(svg).iter(f"{SVG}text")]


RICH = (
    LineOfTherapy(setting="adjuvant", number=None, drugs=("gamma",), start="2014-05", end="2014-08", ongoing=False,
                  stopped_for="completed"),
    LINE,
    LineOfTherapy(setting="metastatic", number=2, drugs=(), start="2024-03-15", end="2024-04-01/2024-06-20",
                  ongoing=False, stopped_for="toxicity"),
    LineOfTherapy(setting="metastatic", number=3, drugs=("delta",), start="2024-07", end="2025-03", ongoing=False),
    LineOfTherapy(setting="metastatic", number=4, drugs=("eps",), start="2025-04-01", end="2025-05-01", ongoing=False,
                  stopped_for="preference"),
    LineOfTherapy(setting="metastatic", number=5, drugs=("zeta",), start="2025-06-02", end=None, ongoing=True),
    happening("diagnosis", "2014-03-18", "first diagnosis"),
    happening("metastatic", "2022-01-20", "metastatic disease"),
    happening("procedure", "2025", "radiotherapy, bone"),
    happening("progression", "2024-02-20", "progression (on imaging)"),
    happening("progression", "2025-03", "progression (on imaging)", certain=False),
    happening("response", "2024-02-20", "response PD", result="PD"),
    happening("response", "2024-02-20", "response not evaluable"),
    *sums(("2022-02-10", 42), ("2022-05-10", 22), ("2024-02-20", 36), ("2024-03-20", 30)),
    happening("blood-marker", "2025-02-20", "CEA 12", name="cea", value=12.0, unit="ng/mL"),
    happening("receptor", "2014-03-18", "ER 95", name="ER", value=95.0),
    happening("receptor", "2014-03-18", "HER2-IHC 1+", name="HER2-IHC", result="1+"),
    happening("variant", "2022-02-10", "GENE1 H1 somatic positive", name="GENE1", result="positive"),
    happening("variant", "2022-02-10", "GENE2 negative", name="GENE2", result="negative"),
    happening("variant", "2024-02-10", "GENE3 negative", name="GENE3", result="negative"),
)  # fmt: skip


def test_nothing_with_a_day_has_no_picture() -> None:
    undated = msgspec.structs.replace(LINE, start=None)
    assert course_picture(plan((undated,))) is None


def test_what_is_no_date_is_left_out_and_a_plan_without_a_day_has_no_picture() -> None:
    odd = msgspec.structs.replace(LINE, end="yesterday")
    assert course_picture(plan((odd,), (happening("diagnosis", "soon"),))) is None
    assert course_picture(plan((LINE,), as_of="today")) is None


def test_every_part_is_shown_and_said() -> None:
    said = texts(picture(*RICH).svg)
    for lane in ("Events", "Treatment", "Response", "Lesion sum", "CEA", "Receptors", "Genomics"):
        assert lane in said
    assert "line 1: alpha + beta (ended: progression; PR)" in said
    assert "line 2: drugs not said (ended: toxicity)" in said
    assert "PD" in said
    assert "?" in said
    assert "ER 95 · HER2-IHC 1+" in said
    assert "GENE1 H1 · not found: GENE2" in said
    assert "not found: GENE3" in said
    assert "plan 2026-06-01" in said
    assert "last entry 2026-05-20" in said


def test_legend_names_the_symbols_that_are_used_and_no_others() -> None:
    said = texts(picture(LINE).svg)
    assert "progression" in said
    assert "stopped for side effects" not in said
    everything = texts(picture(*RICH).svg)
    for symbol in ("stopped for side effects", "completed", "goes on", "ended, why is not recorded",
                   "ended for another reason", "began or ended within this time", "progression, day uncertain",
                   "looked for and not found"):  # fmt: skip
        assert symbol in everything


def test_alternative_text_counts_and_points_to_the_table() -> None:
    root = parse(picture(*RICH).svg)
    named = [root.get("aria-labelledby"), root.get("aria-describedby")]
    ids = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    assert root.get("role") == "graphics-document"
    assert "Course of the disease, 2014-03-18 to 2026-06-01" in (ids[named[0]] or "")
    assert "5 lines of therapy for metastatic disease, 1 before it" in (ids[named[1]] or "")


def test_table_holds_all_that_the_picture_holds_oldest_first() -> None:
    rows = picture(*RICH).rows
    assert len(rows) == len(RICH)
    assert [row.date for row in rows] == sorted((row.date for row in rows), key=lambda day: span_of(day)[0])
    assert ("line 1", ("chart.yaml:3",)) in {(row.kind, row.refs) for row in rows}


def test_long_stretch_is_cut_with_its_length_and_opens_in_a_second_picture() -> None:
    found = picture(*RICH)
    assert "(7 y)" in texts(found.svg)
    assert not [said for said in texts(found.opened) if said.startswith("(")]
    assert "course-opened-title" in found.opened


def test_the_length_of_a_cut_comes_before_the_name_of_a_day() -> None:
    found = picture(happening("diagnosis", "2020-01-01"), happening("receptor", "2025-01-10"), as_of="2026-06-01")
    texts_at = {"".join(each.itertext()): float(each.get("x", "0")) for each in parse(found.svg).iter(f"{SVG}text")}
    length = next(said for said in texts_at if said.startswith("("))
    near = [
        said for said, x in texts_at.items() if said[:2] == "20" and len(said) <= 7 and abs(x - texts_at[length]) < 30
    ]
    assert near == []


def test_treatment_for_metastatic_disease_is_never_cut() -> None:
    long = msgspec.structs.replace(LINE, start="2016-01-01", end=None, ongoing=True, stopped_for=None)
    assert picture(long, happening("metastatic", "2016-01-01")).opened == ""


def test_curve_opens_where_values_are_missing_for_long() -> None:
    root = parse(picture(*sums(("2025-01-01", 10), ("2025-03-01", 12), ("2026-02-01", 9), ("2026-03-01", 0))).svg)
    curves = [each for each in root.iter(f"{SVG}path") if each.get("class") == "curve"]
    assert len(curves) == 2
    assert picture(*sums(("2025-01-01", 0))).curves


def test_picture_of_two_events_is_sensible() -> None:
    found = picture(happening("diagnosis", "2026-05-30"), happening("metastatic", "2026-06-01"), record_age_days=0)
    assert {"Events", "plan 2026-06-01"} <= set(texts(found.svg))
    assert not [said for said in texts(found.svg) if said.startswith("last entry")]
    height = float((parse(found.svg).get("viewBox") or "").split()[3])
    assert height < 160


def test_everything_lies_within_the_picture() -> None:
    found = picture(*RICH)
    for svg in (found.svg, found.opened):
        root = parse(svg)
        width = float((root.get("viewBox") or "").split()[2])
        for each in root.iter():
            for name in ("x", "x1", "x2", "cx"):
                assert 0 <= float(each.get(name, "0")) <= width
            assert float(each.get("width", "1")) >= 0


def test_same_plan_same_bytes_and_nothing_is_fetched() -> None:
    first, again = picture(*RICH), picture(*RICH)
    assert dataclasses.astuple(first) == dataclasses.astuple(again)
    assert not re.search(r"href|url\(|<script|<image|@import", first.svg)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.dates(date(1990, 1, 1), date(2026, 6, 1)))
def test_no_text_of_a_record_breaks_the_picture(hostile: str, day: date) -> None:
    line = msgspec.structs.replace(LINE, drugs=(hostile,), stopped_for=hostile or None)
    found = picture(line, happening("procedure", day.isoformat(), hostile), happening("receptor", "2020", hostile))
    root = parse(found.svg)
    assert not list(root.iter(f"{SVG}script"))


def test_markup_in_a_record_is_text() -> None:
    found = picture(LINE, happening("procedure", "2023", "<script>alert(1)</script>&\"'"))
    assert "<script" not in found.svg
    assert any("<script>alert(1)</script>&\"'" in said for said in texts(found.svg))


def test_page_holds_picture_and_table() -> None:
    page = render_html(plan((LINE,), RICH[6:]))
    assert page.index('<figure class="course-figure">') < page.index('id="options"')
    assert "The same with every stretch at its true length" in page
    assert "The same as a table" in page
    bare = render_html(plan((), ()))
    assert '<figure class="course-figure">' not in bare


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-03/2024-03-01", date(2024, 2, 3), date(2024, 3, 1)),
    ],
)
def test_date_of_a_plan_is_a_span(text: str, first: date, last: date) -> None:
    assert span_of(text) == (first, last)


@settings(max_examples=200)
@given(st.lists(st.dates(date(1980, 1, 1), date(2030, 1, 1)), min_size=1, max_size=12), st.booleans())
def test_scale_keeps_the_order_of_days_between_its_edges(days: list[date], cut: bool) -> None:
    scale = time_scale(days, 100, 900, cut=cut)
    places = [scale.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(100 <= place <= 900 for place in places)
    assert scale.places[-1] == pytest.approx(900)
    assert scale.at(date(1900, 1, 1)) == 100
    assert all(scale.at(each.last) - scale.at(each.first) == pytest.approx(CUT_WIDTH) for each in scale.cuts)
    ticks = [scale.at(day) for day, _ in scale.ticks()]
    assert all(other - one >= 40 for one, other in pairwise(ticks))


def test_every_length_of_time_has_ticks() -> None:
    for days in (1, 40, 200, 900, 4000, 12000, 30000):
        scale = time_scale([date(1950, 1, 1), date(1950, 1, 1) + timedelta(days)], 100, 900, cut=False)
        assert 1 <= len(list(scale.ticks())) <= 16


def test_text_is_shortened_only_where_there_is_no_room() -> None:
    assert shortened("short", 10, 200) == "short"
    assert shortened("a long name, indeed", 10, 60).endswith("…")
    assert words("a\x00<b>") == "a\ufffd&lt;b&gt;"
    assert element("g", class_="x", stroke_width=1.25) == '<g class="x" stroke-width="1.2"/>'
