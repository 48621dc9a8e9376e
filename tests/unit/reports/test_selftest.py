"""The self-test goes through the real entry points, tells what fails, and keeps its last result."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onward.cli.selftest import command
from onward.knowledge.loader import read_all
from onward.knowledge.read import ReadKnowledge
from onward.records.as_fhir import FhirWriter
from onward.records.chart import ChartReader
from onward.reports import selftest

DAY = datetime.date(2026, 11, 24)


def some(count: int) -> ReadKnowledge:
    """The knowledge with its first cases: all of them are tried in ``tests/trust/test_selftest.py``."""
    read = read_all()
    return dataclasses.replace(read, cases=read.cases[:count])


def test_some_shipped_patients_get_what_they_must() -> None:
    result = selftest.run(some(40), DAY)
    assert result.failed == []
    assert result.by_entry[selftest.CHART] == 40
    assert result.passed


def test_a_wrong_plan_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "differences", lambda _expect, _plan: ["stage is wrong"])
    result = selftest.run(some(20), DAY)
    assert len(result.failed) == result.patients
    assert result.failed[0]["wrong"] == ["stage is wrong"]
    assert not result.passed


def test_the_last_result_is_kept_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    told = selftest.Result("2026-11-24", "0.1.0", "2026.11.0", 3, {"chart": 2, "FHIR": 1}, [])
    selftest.keep(told, selftest.last_result_file())
    assert selftest.last(selftest.last_result_file()) == told
    shown = CliRunner().invoke(command, ["--last"])
    assert shown.exit_code == 0
    assert "3 of 3 patients" in shown.output


def test_no_result_yet_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    shown = CliRunner().invoke(command, ["--last"])
    assert shown.exit_code == 1
    assert "No self-test" in shown.output
    (tmp_path / "onward").mkdir()
    (tmp_path / "onward" / "selftest.json").write_text("{", encoding="utf-8")
    assert selftest.last(selftest.last_result_file()) is None


def test_the_command_tests_and_fails_with_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    bad = selftest.Result(
        "2026-11-24", "0.1.0", "2026.11.0", 2, {"chart": 2, "FHIR": 0},
        [{"case": "a", "pathway": "p", "entry": "chart", "wrong": ["x"]}],
    )  # fmt: skip
    monkeypatch.setattr(selftest, "run", lambda _read, _day: bad)
    shown = CliRunner().invoke(command, [])
    assert shown.exit_code != 0
    assert "1 of 2 patients" in shown.output
    assert json.loads(selftest.last_result_file().read_text(encoding="utf-8"))["failed"]


CHART = """
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
region: US
ecog: 1
cancer:
  {first_diagnosed: 2018-05-01, initial_stage: IIB, histology: ductal, metastatic_on: 2026-05-10, sites: [bone, liver]}
specimens:
  - {date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 1+, her2_ish: not-amplified}
genomics: [{date: 2026-05-28, gene: PIK3CA, origin: somatic, result: positive}]
therapies:
  - {drugs: [letrozole], intent: adjuvant, start: 2018-09-01, end: 2023-09-01, stopped_for: completed}
  - {procedure: mastectomy, date: 2018-06-20, site: breast}
labs: [{date: 2026-05-30, test: alt, value: 31, unit: U/L, upper_limit: 40}]
conditions: [type-2-diabetes]
medications: [warfarin]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ecog: 1", "ecog: 1", True),
        ("ecog: 1", "menopause: postmenopausal", False),
        ("result: positive}", "result: positive, source: ctdna}", False),
        ("metastatic_on: 2026-05-10,", "metastatic_on: 2026-05-10, visceral_crisis: true,", False),
        ("sites: [bone, liver]", "sites: [other]", False),
        ("[type-2-diabetes]", "[something-rare]", False),
        ("[warfarin]", "[something-rare]", False),
        ("histology: ductal, ", "histology: ductal, ", True),
    ],
)
def test_what_fhir_cannot_say_is_not_written(old: str, new: str, said: bool) -> None:
    knowledge = read_all().knowledge
    events = ChartReader(knowledge).read_text(CHART.replace(old, new), "a.yaml")
    bundle = FhirWriter(knowledge).bundle(events)
    assert (bundle is not None) is said
