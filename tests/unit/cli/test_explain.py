"""``onward explain`` and ``onward diff`` on the example patients, from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onward.cli import planning
from onward.cli.main import onward


def run(*words: str) -> Result:
    return CliRunner().invoke(onward, words)


def test_fact_is_explained_down_to_the_record(examples: Path) -> None:
    result = run("explain", str(examples / "ada.yaml"), "hr_positive")
    assert result.exit_code == 0
    assert result.stdout.startswith("hr_positive (fact): true\n  ✓ true: hr_positive: ")
    assert "(ada.yaml:24)" in result.stdout
    assert "knowledge/facts/receptors.yaml:" in result.stdout
    assert "SOURCES" in result.stdout


def test_unknown_fact_names_what_is_missing(examples: Path) -> None:
    result = run("explain", str(examples / "ada.yaml"), "germline_brca")
    assert result.stdout.startswith("germline_brca (fact): unknown\n  ? unknown: ")


def test_misspelt_name_is_answered_with_the_one_that_was_meant(examples: Path) -> None:
    result = run("explain", str(examples / "ada.yaml"), "hr_positve")
    assert result.exit_code == 2
    assert "Did you mean hr_positive?" in result.stderr
    assert result.stdout == ""


def test_record_of_several_patients_needs_one_named(monkeypatch: pytest.MonkeyPatch, examples: Path) -> None:
    monkeypatch.setattr(planning.Records, "events", lambda *_: [])
    result = run("explain", str(examples / "ada.yaml"), "line")
    assert result.exit_code == 11
    assert "the record holds 0 patients" in result.stderr


def test_two_days_of_one_record_are_compared(examples: Path) -> None:
    record = str(examples / "ada.yaml")
    result = run("diff", record, record, "--then", "2026-05-15", "--now", "2026-06-01")
    assert result.exit_code == 0
    assert "er percent: 90 -> 80 (ada.yaml:24)" in result.stdout
    assert "Nothing changed." in run("diff", record, record).stdout


def test_diff_of_one_record_on_two_days_names_the_entries_and_is_data_too(examples: Path) -> None:
    record = str(examples / "dora.chart.yaml")
    days = ("--then", "2026-05-01", "--now", "2026-06-01")
    page = run("diff", record, *days).stdout
    assert "NEW IN THE RECORD" in page
    assert "elacestrant: absent -> preferred" in page
    data = json.loads(run("diff", record, *days, "--format", "json").stdout)
    option = next(each for each in data["options"] if each["option"] == "elacestrant")
    assert any("gene ESR1" in each["says"] for each in option["events"])
    assert data["then"]["as_of"] == "2026-05-01"
    assert run("diff", record).exit_code == 2
