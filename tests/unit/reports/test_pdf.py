"""A plan on paper: tags, alternatives of pictures, the same bytes twice, nothing fetched and nothing obeyed."""

from __future__ import annotations

import re
import zlib

import pytest
from tests.unit.reports.sample import PLAN
from tests.unit.reports.test_html import hostile

from onward.reports.html import render_html
from onward.reports.pdf import render_pdf

pytest.importorskip("weasyprint")


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
