"""``onward guide`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from onward.cli.guide import command

BEA = str(Path(__file__).resolve().parents[3] / "examples" / "bea.chart.yaml")


def test_it_writes_a_page_and_says_where(tmp_path: Path) -> None:
    out = tmp_path / "guide.html"
    result = CliRunner().invoke(command, [BEA, "-o", str(out), "--released-by", "Dr. Vega"])
    assert result.exit_code == 0, result.output
    assert "Dr. Vega has read this guide" in out.read_text(encoding="utf-8")


def test_a_language_without_a_frame_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(command, [BEA, "--language", "fr"])
    assert result.exit_code == 2
    assert "There is: en, es" in result.output


def test_without_a_writer_of_pdf_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onward.reports.pdf.find_spec", lambda name: None)
    result = CliRunner().invoke(command, [BEA, "-o", str(tmp_path / "guide.pdf")])
    assert result.exit_code == 2
    assert "onward[pdf]" in result.output
    assert not (tmp_path / "guide.pdf").exists()
