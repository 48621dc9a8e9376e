"""``onward trials read``: text, JSON and NDJSON; hostile titles never reach the terminal as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onward.cli.trials_read import command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "trial.json"
    record = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "A \x1b[31mred\u202e title"},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-1\n* Good taste",
                "sex": "ALL",
            },
        }
    }
    path.write_text(json.dumps(record))
    return path


def test_text(file: Path) -> None:
    shown = CliRunner().invoke(command, [str(file)])
    assert shown.exit_code == 0
    assert "performance: ecog <= 1" in shown.output
    assert "? Good taste [not understood]" in shown.output
    assert "\x1b" not in shown.output


def test_json_tells_what_is_unread(file: Path) -> None:
    shown = CliRunner().invoke(command, [str(file), "--format", "json"])
    criteria = json.loads(shown.output)["criteria"]
    assert [(each["text"], each["expression"]) for each in criteria] == [
        ("ECOG 0-1", "ecog <= 1"),
        ("Good taste", None),
    ]


def test_only_the_unread(file: Path) -> None:
    shown = CliRunner().invoke(command, [str(file), "--format", "ndjson", "--unread"])
    assert [each["text"] for each in json.loads(shown.output)["criteria"]] == ["Good taste"]
