"""Comparing two knowledges tells which entries differ and whose plans would change."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from onward.cli.knowledge import command
from onward.knowledge.files import find_folder

CHART = """
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
cancer: {first_diagnosed: 2026-05-01, initial_stage: IV, metastatic_on: 2026-05-10, sites: [liver]}
specimens: [{date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 1+}]
labs: [{date: 2026-05-30, test: qtcf, value: 449, unit: ms}]
"""


def _edited(folder: Path) -> Path:
    """The shipped knowledge with one threshold of one drug moved."""
    shutil.copytree(find_folder(None), folder)
    file = next(path for path in sorted((folder / "treatments").glob("*.yaml")) if "qtcf >= 450" in path.read_text())
    file.write_text(file.read_text(encoding="utf-8").replace("qtcf >= 450", "qtcf >= 440"), encoding="utf-8")
    return folder


def test_whose_plan_changes_is_told(tmp_path: Path) -> None:
    now = _edited(tmp_path / "knowledge")
    records = tmp_path / "records"
    records.mkdir()
    (records / "one.yaml").write_text("id: one" + CHART, encoding="utf-8")
    (records / "two.yaml").write_text("id: two" + CHART.replace("449", "400"), encoding="utf-8")
    shown = CliRunner().invoke(command, ["diff", str(find_folder(None)), str(now), "--cohort", str(records)])
    assert shown.exit_code == 0, shown.output
    assert "1 of 2 plans change" in shown.output
    assert "one\n" in shown.output
    assert "-> avoid" in shown.output


def test_no_change_is_told(tmp_path: Path) -> None:
    chart = tmp_path / "one.yaml"
    chart.write_text("id: one" + CHART, encoding="utf-8")
    here = str(find_folder(None))
    shown = CliRunner().invoke(command, ["diff", here, here, "--cohort", str(chart), "--as-of", "2026-06-01"])
    assert shown.exit_code == 0, shown.output
    assert "no difference" in shown.output
    assert "0 of 1 plans change" in shown.output
