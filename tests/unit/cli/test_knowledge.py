"""``onward knowledge``: exit codes, what goes to which stream, and that each command does its one thing."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.knowledge.small import FILES, write

from onward.cli.main import onward
from onward.pathways.findings import Outcome
from onward.reports import cases


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge")


def run(*words: object) -> Result:
    return CliRunner().invoke(onward, ["knowledge", *map(str, words)])


def test_check_says_what_there_is(folder: Path) -> None:
    result = run("check", "--path", folder, "--today", "2026-12-01")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "knowledge 2026.11.0: 2 rules, 6 facts, 1 drugs, 1 regimens, 1 tests, 2 sources, 1 cases, 0 table rows; "
        "no errors\n"
    )


def test_check_tells_every_fault_and_leaves_with_ten(folder: Path) -> None:
    (folder / "facts/x.yaml").write_text("a: {}\nb: {wat: 1}\n")
    result = run("check", "--path", folder)
    assert result.exit_code == 10
    assert result.stdout == ""
    assert "knowledge/facts/x.yaml:2:5: a fact has no key 'wat'. Did you mean what?" in result.stderr.splitlines()
    assert len(result.stderr.splitlines()) == 7


def test_check_counts_warnings_or_lists_them(folder: Path) -> None:
    (folder / "words/en/all.yaml").write_text("{}")
    counted = run("check", "--path", folder, "--today", "2026-12-01")
    assert counted.exit_code == 0
    assert counted.stderr == "8 warnings (no-words 8); --warnings lists them\n"
    listed = run("check", "--path", folder, "--today", "2026-12-01", "--warnings")
    assert len(listed.stderr.splitlines()) == 8
    assert "[warning: no-words]" in listed.stderr


def test_check_fails_on_what_the_lint_finds(folder: Path) -> None:
    result = run("check", "--path", folder, "--today", "2028-01-01")
    assert result.exit_code == 10
    assert "was last reviewed 13 months ago" in result.stderr


def test_check_counts_from_today_unless_told(folder: Path) -> None:
    assert run("check", "--path", folder).exit_code in {0, 10}


def test_test_runs_the_cases(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judgement = SimpleNamespace(
        sheet=SimpleNamespace(fact={"male": True}.get), found={"first-line.alphamab": Outcome.APPLIES}
    )
    monkeypatch.setattr(cases, "judge", lambda *_: judgement)
    monkeypatch.setattr(cases, "plan_of", lambda _: None)
    monkeypatch.setattr(cases, "differences", lambda *_: [])
    result = run("test", "--path", folder, "--uncovered")
    assert result.exit_code == 0
    rules = "knowledge/pathways/first_line/rules.yaml"
    assert result.stdout.splitlines() == [
        f"{rules}:1: the rule 'first-line.alphamab': no case in which it is withheld",
        f"{rules}:11: the rule 'first-line.not-alphamab': no case in which it applies",
        f"{rules}:11: the rule 'first-line.not-alphamab': no case in which it is withheld",
        "1 of 1 cases pass",
    ]
    assert run("test", "--path", folder, "--pathway", "other").stdout == "0 of 0 cases pass\n"
    assert run("test", "--path", folder, "--match", "seventy").stdout == "1 of 1 cases pass\n"


def test_test_tells_what_differs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases_file = FILES["pathways/first_line/cases.yaml"]
    text = cases_file + "- case: idle\n  chart: {sex: male}\n  expect: {stage: treat}\n"
    (folder / "pathways/first_line/cases.yaml").write_text(text)
    judgement = SimpleNamespace(sheet=SimpleNamespace(fact={"male": False}.get), found={})
    monkeypatch.setattr(cases, "judge", lambda *_: judgement)
    monkeypatch.setattr(cases, "plan_of", lambda _: None)
    monkeypatch.setattr(cases, "differences", lambda *_: ["it differs"])
    result = run("test", "--path", folder, "--uncovered")
    assert result.exit_code == 10
    assert "cases.yaml:4: in the case 'idle' no rule of its pathway has a say" in result.stdout
    first = "knowledge/pathways/first_line/cases.yaml:1:3: case 'a man of seventy'"
    assert result.stderr.splitlines() == [
        "0 of 2 cases pass",
        f"{first}: it differs.",
        f"{first}: the fact 'male' is 'false' instead of 'true'.",
        "knowledge/pathways/first_line/cases.yaml:4:3: the chart names no day. Expected as_of: 2026-06-01.",
    ]


def test_show_prints_an_entry_or_says_what_may_be_meant(folder: Path) -> None:
    shown = run("show", "male", "--path", folder)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("fact male\nknowledge/facts/patient.yaml:7\n")
    missed = run("show", "mail", "--path", folder)
    assert missed.exit_code == 2
    assert "Nothing is called 'mail'. Did you mean 'male'?" in missed.stderr
    assert "Nothing is called 'zzzzzz'." in run("show", "zzzzzz", "--path", folder).stderr


def test_diff(folder: Path, tmp_path: Path) -> None:
    assert run("diff", folder, folder).stdout == "no difference\n"
    other = write(tmp_path / "other", {"facts/new.yaml": "newer:\n  what: x\n  type: boolean\n  is: male\n"})
    assert run("diff", folder, other).stdout == "+ fact newer\n"


def test_coverage(folder: Path) -> None:
    assert run("coverage", "--path", folder).stdout.startswith("knowledge 2026.11.0\n")


def test_schema_prints_or_writes_schemas_that_hold_for_the_files(folder: Path, tmp_path: Path) -> None:
    import yaml

    printed = json.loads(run("schema", "--path", folder).stdout)
    assert run("schema", "--path", folder, "-o", tmp_path / "out").stdout.startswith("wrote 14 schemas")
    assert {path.stem for path in (tmp_path / "out").iterdir()} == printed.keys()
    for name, kind in {
        "facts/patient.yaml": "facts",
        "treatments/alphamab.yaml": "treatments",
        "treatments/regimens/alpha.yaml": "regimens",
        "pathways/first_line/rules.yaml": "rules",
        "pathways/first_line/cases.yaml": "cases",
        "sources/trials.yaml": "sources",
        "terminology/words.yaml": "value_sets",
        "investigations/heart.yaml": "investigations",
        "words/en/all.yaml": "words",
    }.items():
        schema = printed[kind]
        jsonschema.Draft202012Validator.check_schema(schema)
        loaded = json.loads(json.dumps(yaml.safe_load(FILES[name]), default=str))
        jsonschema.validate(loaded, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"rule": "x"}], printed["rules"])
    jsonschema.validate({"sex": "male", "conditions": ["gout", {"name": "gout"}]}, printed["chart"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"sexx": "male"}, printed["chart"])
