"""A plan on paper: tags, alternatives of pictures, the same bytes twice, nothing fetched and nothing obeyed."""

from __future__ import annotations

import datetime
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reports.sample import PLAN
from tests.unit.reports.tags import Checked
from tests.unit.reports.test_html import hostile

from onward.cli.planning import Records
from onward.goals.comparison import Wishes, compare
from onward.plan.types import Plan
from onward.records.chart import ChartReader
from onward.reports import pdf as paper
from onward.reports.board_page import render_board, render_pack, render_whole
from onward.reports.guide import Wanted, render_guide
from onward.reports.html import render_html
from onward.reports.pdf import render_pdf
from onward.reports.questionnaire import Paper, render_questionnaire

pytest.importorskip("weasyprint")
RECORDS = Records(None, datetime.date(2026, 6, 1))
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def plan_of(name: str) -> Plan:
    text = (EXAMPLES / f"{name}.chart.yaml").read_bytes()
    return RECORDS.plan(ChartReader(RECORDS.knowledge).read_text(text, name), outlook=True)


def guide(name: str, **wanted: Any) -> str:
    plan, wishes = plan_of(name), Wishes(weights={"longer-life": 5.0}, words="to see the sea")
    found = compare(plan, RECORDS.knowledge, wishes)
    return render_guide(plan, found, RECORDS.knowledge, Wanted(for_paper=True, outlook=True, **wanted))


PAPERS = {
    "guide": lambda: guide("cleo"),
    "guide in large print": lambda: guide("gwen", large_print=True),
    "guide in Spanish": lambda: guide("elena", language="es"),
    "questions": lambda: render_questionnaire(RECORDS.knowledge, Wishes(), Paper(for_paper=True)),
    "questions in Spanish": lambda: render_questionnaire(
        RECORDS.knowledge, Wishes(work="I teach"), Paper(language="es", for_paper=True)
    ),
    "board": lambda: render_board(plan_of("dora")),
    "pack": lambda: render_pack([plan_of("dora"), plan_of("gwen")]),
    "plan": lambda: render_whole(plan_of("dora")),
}


def checked(page: str, monkeypatch: pytest.MonkeyPatch, *, put_right: bool = True) -> Checked:
    written: list[Any] = []
    finish = paper.finish

    def kept(document: object, pdf: Any) -> None:
        if put_right:
            finish(document, pdf)
        written.append(pdf)

    monkeypatch.setattr(paper, "finish", kept)
    render_pdf(page)
    return Checked(written[0])


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_right_for_screen_readers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(PAPERS[name](), monkeypatch)
    assert not found.faults()
    assert found.languages() == ({"en"} if name == "guide in Spanish" else set())
    assert found.pdf.catalog["Lang"].string == ("es" if "Spanish" in name else "en")


def test_what_the_writer_leaves_out_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = set(checked(PAPERS["guide in Spanish"](), monkeypatch, put_right=False).faults())
    for fault in (
        "a header cell says not what it heads",
        "a link leads nowhere",
        "page 1: marks of the text and of the tree differ",
    ):
        assert fault in faults, fault


def unpacked(pdf: bytes) -> bytes:
    """The file with its streams opened."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"\n".join([pdf, *(zlib.decompress(found) for found in streams if found.startswith(b"x\xda"))])


def test_a_plan_on_paper_has_tags_bookmarks_and_words_for_its_pictures() -> None:
    page = render_html(PLAN)
    pdf = render_pdf(page)
    inside = unpacked(pdf)
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"pdfuaid", b"/Outlines"):
        assert part in inside, part
    opened = page.count('aria-labelledby="course-opened-title"')
    assert inside.count(b"/S /Figure") == len(re.findall("<svg ", page)) - opened > 0
    assert b"63 of 100 people, the other 37 not" in inside
    assert pdf == render_pdf(page)


def test_what_a_stranger_wrote_is_neither_obeyed_nor_fetched_on_paper() -> None:
    assert render_pdf(render_html(hostile(PLAN))).startswith(b"%PDF")
