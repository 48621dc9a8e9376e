"""The documentation tells the truth: generated pages are current, and links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import docs

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "knowledge").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("path", docs.PAGES)
def test_generated_page_is_current(path: str) -> None:
    assert docs.difference(path) == "", f"{path} is out of date: `make docs` rewrites it"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
