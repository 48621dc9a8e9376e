"""The tumour-board sheet: one page whatever the patient, all that is left out counted, every line traceable."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import pytest
from tests.unit.reports.reading import Structure, plain
from tests.unit.reports.sample import EMPTY, PLAN
from tests.unit.reports.test_html import hostile
from tests.unit.reports.test_pdf import unpacked

from onward.cli.planning import Records
from onward.plan.types import Alert, LineOfTherapy, Plan
from onward.reports.arrange import OFFERED
from onward.reports.board import MUST_NOT_WAIT, Board, board_of, cited
from onward.reports.board_page import render_board, render_pack, render_whole
from onward.reports.board_pdf import board_pdf
from onward.reports.board_room import Entry, Part, Said, limited, short_references, tell
from onward.reports.pdf import Paper

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SHARED = sorted((ROOT.parent / "shared" / "records").glob("*.json"))
RECORDS = Records(None, datetime.date(2026, 6, 1))


@cache
def plan_of(path: Path) -> Plan:
    """The plan of a record, made once."""
    return RECORDS.plan(RECORDS.only(str(path)))


def crowded() -> Plan:
    """Twelve lines of treatment, nine alerts, and long words for all of it."""
    lines = tuple(
        LineOfTherapy(
            setting="metastatic", number=number, drugs=("alphaciclib", "fulvestine", f"drug {number}"),
            start=f"{2012 + number}-01-10", end=f"{2012 + number}-11-20", ongoing=False, stopped_for="progression",
            best_response="SD", refs=(f"MedicationStatement/{number}",),
        )
        for number in range(1, 13)
    )  # fmt: skip
    long = "A sentence that goes on for a while, so that it takes more than one line of the sheet. " * 3
    alerts = tuple(
        Alert(id=f"a{number}", urgency=("urgent", "caution")[number % 2], title=f"Alert {number}", why=long, do=long)
        for number in range(9)
    )
    options = tuple(
        msgspec.structs.replace(PLAN.options[1], id=f"o{number}", name=f"option {number}", order=number, reason=long)
        for number in range(20)
    )
    return msgspec.structs.replace(PLAN, course=lines, alerts=alerts, options=options, as_of="2026-06-01")


def texts(board: Board) -> str:
    """All words of a sheet's parts."""
    found = []
    for part in board.parts:
        found += [part.title, part.more]
        for entry in part.entries:
            found += [entry.head, *(f"{said.label} {said.text}" for said in entry.said)]
    return " ".join(" ".join(found).split())


@pytest.mark.parametrize("path", [*EXAMPLES, *SHARED], ids=lambda path: path.name.split(".")[0])
def test_a_sheet_is_one_page_and_its_links_lead_somewhere(path: Path) -> None:
    pytest.importorskip("weasyprint")
    page = render_board(plan_of(path))
    assert Paper(page).pages == 1
    structure = Structure(page)
    ids = structure.values("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in structure.values("href") if target.startswith("#")} <= set(ids)


@pytest.mark.parametrize("plan", [PLAN, EMPTY, crowded(), hostile(PLAN)], ids=["full", "empty", "crowded", "hostile"])
def test_a_sheet_is_one_page_whatever_the_plan(plan: Plan) -> None:
    pytest.importorskip("weasyprint")
    assert unpacked(board_pdf(plan)).count(b"/Type /Page/") == 1
    assert "<script" not in render_board(plan)


@pytest.mark.parametrize("path", [*EXAMPLES, *SHARED], ids=lambda path: path.name.split(".")[0])
def test_every_option_is_named_or_counted_and_every_urgent_alert_is_there(path: Path) -> None:
    plan = plan_of(path)
    board = board_of(plan)
    said = texts(board)
    missing = [option for option in plan.options if option.name not in said]
    counted = sum(int(found) for found in re.findall(r"and (\d+) more in the plan", said))
    assert len(missing) <= counted
    shown = [option for option in plan.options if option.standing in OFFERED][:2]
    assert all(option.name in said for option in shown)
    assert all(alert.title in said for alert in plan.alerts if alert.urgency in MUST_NOT_WAIT)
    unnamed = [test for test in plan.tests if test.title not in said]
    assert len(unnamed) <= counted


@pytest.mark.parametrize("path", [*EXAMPLES, *SHARED], ids=lambda path: path.name.split(".")[0])
def test_every_figure_has_its_source_and_every_fact_its_place(path: Path) -> None:
    plan = plan_of(path)
    board = board_of(plan)
    for part in board.parts:
        for entry in part.entries:
            for said in entry.said:
                if said.label.startswith(("Benefit", "Harm")):
                    assert said.sources
                    assert set(said.sources) <= set(plan.sources)
                if part.name == "facts":
                    assert said.refs or said.label, said
            if entry.number:
                assert entry.said[0].sources
    assert set(cited(*board.parts)) <= set(plan.sources)


def test_what_has_no_room_is_counted() -> None:
    board = board_of(crowded())
    said = texts(board)
    assert all(f"Alert {number}" in said for number in (0, 2, 4, 6, 8))
    assert "more in the plan" in said
    assert board.picture is not None
    assert board.picture.left_out
    page = plain(render_board(crowded()))
    assert "not drawn for want of room" in page


def test_fewer_lines_tell_less_and_drop_nothing_silently() -> None:
    rich, poor = (texts(board_of(plan_of(EXAMPLES[0]), lines=lines)) for lines in (76, 50))
    assert len(poor) < len(rich)
    for option in plan_of(EXAMPLES[0]).options:
        assert option.name in poor or "more in the plan" in poor


def test_a_pack_has_contents_with_pages_and_names_who_is_not_in_it() -> None:
    pytest.importorskip("weasyprint")
    plans = [plan_of(path) for path in EXAMPLES[:3]]
    page = render_pack(plans, ("broken",))
    said = plain(page)
    assert "Tumour board: 3 patients" in said
    assert "1 could not be read and is not here: broken" in said
    paper = Paper(page)
    assert [paper.page_of(f"sheet-{number}") for number in (1, 2, 3)] == [2, 3, 4]
    assert paper.page_of("sources") == 5
    structure = Structure(page)
    assert {target[1:] for target in structure.values("href") if target.startswith("#")} <= set(structure.values("id"))


def test_a_plan_on_paper_begins_with_its_sheet() -> None:
    pytest.importorskip("weasyprint")
    plan = plan_of(next(path for path in EXAMPLES if path.name.startswith("bea")))
    page = render_whole(plan)
    paper = Paper(page)
    assert (paper.page_of("sheet-1"), paper.page_of("sheet-1-end"), paper.page_of("options")) <= (1, 1, 99)
    assert paper.page_of("sheet-1-end") == 1
    assert (paper.page_of("options") or 0) > 1
    structure = Structure(page)
    ids = structure.values("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in structure.values("href") if target.startswith("#")} <= set(ids)


def test_references_are_short_and_none_is_lost_without_a_count() -> None:
    assert short_references(["a.yaml:3", "b.json", "c"]) == "a.yaml:3, b.json +1"
    assert short_references([]) == ""
    assert short_references([f"a.yaml:{number}" for number in range(9)]) == "line 0, 1, 2, 3, 4, 5 +3"


def test_parts_share_the_room_and_the_least_stays() -> None:
    def part(name: str) -> Part:
        return Part(name, name, tuple(Entry(said=(Said(f"{name} {number}"),)) for number in range(9)), least=2)

    tellings = [lambda _: replace(part("a"), kept=True), lambda _: part("b")]
    found = tell(tellings, 0, 40, 15.5)
    assert [len(each.entries) for each in found] == [3, 3]
    assert all(each.more.startswith("and 6 more in the plan: ") for each in found)
    squeezed = tell(tellings, 0, 40, 1)
    assert [(each.name, len(each.entries)) for each in squeezed] == [("a", 2), ("rest", 1)]
    assert squeezed[1].entries[0].said[0].text == "b (9 more in the plan)"


@pytest.mark.parametrize(
    ("text", "letters", "lines", "kept"),
    [
        ("short", 10, 1, "short"),
        ("one two three four", 9, 1, "one two …"),
        ("First one. Then more words", 16, 1, "First one. …"),
    ],
)
def test_a_text_is_cut_at_a_sentence_or_a_word_and_says_so(text: str, letters: int, lines: int, kept: str) -> None:
    assert limited(text, letters, lines) == kept
