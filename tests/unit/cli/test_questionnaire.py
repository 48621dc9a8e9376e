"""``onward questionnaire`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from onward.cli.main import onward


def run(*words: str) -> Result:
    return CliRunner().invoke(onward, ["questionnaire", *words])


def test_without_a_record_it_is_empty_in_every_form(tmp_path: Path) -> None:
    page, asked = tmp_path / "q.html", tmp_path / "q.json"
    assert run("-o", str(page)).exit_code == 0
    assert run("--format", "fhir", "-o", str(asked)).exit_code == 0
    assert "What matters to you" in page.read_text(encoding="utf-8")
    assert json.loads(asked.read_text())["resourceType"] == "Questionnaire"


def test_the_answers_of_a_record_go_out_and_come_back_as_a_chart(examples: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.json"
    assert run(str(examples / "ada.yaml"), "-o", str(out), "--format", "fhir").exit_code == 0
    made = json.loads(out.read_text())
    assert (made["resourceType"], made["subject"]["reference"]) == ("QuestionnaireResponse", "Patient/ada")
    result = run("--answers", str(out), "--format", "chart")
    assert result.exit_code == 0
    assert "longer-life: 5" in result.stdout
    assert "keep my hair" in result.stdout


def test_weights_that_are_no_marks_are_told(examples: Path, tmp_path: Path) -> None:
    chart = tmp_path / "a.yaml"
    chart.write_text((examples / "ada.yaml").read_text().replace("longer-life: 5", "longer-life: 9, sing: 1"))
    result = run(str(chart), "--format", "fhir")
    assert "rounded to the marks" in result.stderr
    assert "does not ask about: sing" in result.stderr


def test_without_answers_there_are_no_lines_of_a_chart() -> None:
    result = run("--format", "chart")
    assert result.exit_code == 2
    assert "There are no answers" in result.stderr


def test_a_language_without_words_is_refused() -> None:
    assert "There is: en, es" in run("--language", "fr").stderr
