"""``onward schedule`` from outside: the table, the data, and a calendar by the letter of RFC 5545."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onward.cli.main import onward
from onward.plan.dated import CheckReason, Task
from onward.reports.calendar import LONGEST, folded, to_calendar

OPTION = "ribociclib + aromatase inhibitor"
NAME = re.compile(rb"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*:")
ONCE = ("UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION")


def run(*words: str) -> Result:
    return CliRunner().invoke(onward, ["schedule", *words])


def going_on(examples: Path) -> tuple[str, ...]:
    return (str(examples / "dora.chart.yaml"), "--as-of", "2024-02-01")


def unfolded(content: bytes) -> list[bytes]:
    """The content lines of a calendar, every rule of their outer form checked."""
    assert content.endswith(b"\r\n")
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    assert content.replace(b"\r\n", b"").count(b"\r") == 0
    for line in content.split(b"\r\n"):
        assert len(line) <= LONGEST
        line.decode()
    return content.replace(b"\r\n ", b"").split(b"\r\n")[:-1]


def events(content: bytes) -> list[dict[str, str]]:
    lines = unfolded(content)
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]
    assert lines[-1] == b"END:VCALENDAR"
    assert all(NAME.match(line) for line in lines)
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.decode().partition(":")
        if line == b"BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            assert name not in found[-1]
            found[-1][name] = value
    assert all(set(ONCE) <= set(each) for each in found)
    assert len({each["UID"] for each in found}) == len(found)
    return found


def task(**columns: object) -> Task:
    fixed: dict[str, object] = {
        "id": "ecg-alpha-2026-06-01", "investigation": "ecg", "title": "ECG", "due": "2026-06-01",
        "opens": "2026-05-30", "closes": "2026-06-03", "state": "coming",
        "reasons": (CheckReason(drug="alpha", when="monthly", why="QT", sources=("label",)),),
    }  # fmt: skip
    return Task(**{**fixed, **columns})  # type: ignore[arg-type]


def calendar(*tasks: Task, patient: str = "somebody", named: bool = False) -> bytes:
    return to_calendar(tasks, patient, date(2026, 6, 10), "0.1.0", named=named)


def test_table_begins_with_what_is_overdue_and_names_who_asks(examples: Path) -> None:
    found = run(*going_on(examples)).stdout
    assert found.index("OVERDUE: NO RESULT IN THE RECORD") < found.index("COMING") < found.index("WHO ASKS FOR IT")
    assert "letrozole + ribociclib" in found
    assert "Imaging of the known sites" in found


def test_nothing_going_on_is_said(examples: Path) -> None:
    assert "Nothing is scheduled" in run(str(examples / "ada.yaml")).stdout


def test_same_as_data(examples: Path) -> None:
    found = json.loads(run(*going_on(examples), "--format", "json").stdout)
    assert found["patient"] == "dora"
    assert {check["state"] for check in found["checks"]} <= {"overdue", "due", "unknown", "coming", "done"}


def test_option_by_week_and_with_a_first_day(examples: Path, tmp_path: Path) -> None:
    ada = str(examples / "ada.yaml")
    weeks = run(ada, "--option", OPTION)
    assert "before, day 0" in weeks.stdout
    assert "week 2" in weeks.stdout
    days = run(ada, "--option", OPTION, "--start", "2026-06-08")
    assert "2026-06-22" in days.stdout
    file = tmp_path / "checks.ics"
    assert run(ada, "--option", OPTION, "--start", "2026-06-08", "-o", str(file)).exit_code == 0
    assert {each["DTSTART;VALUE=DATE"] for each in events(file.read_bytes())} >= {"20260608", "20260622"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--option", "ribocilib + aromatase inhibitor"), "Did you mean ribociclib"),
        (("--start", "2026-06-08"), "--start needs --option"),
        (("--option", OPTION, "--format", "ics"), "A calendar needs a first day"),
        (("-o", "/nowhere/at/all.txt"), "Cannot write"),
    ],
)
def test_what_cannot_be_done_is_said(examples: Path, words: tuple[str, ...], said: str) -> None:
    result = run(str(examples / "ada.yaml"), *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_calendar_of_a_patient_names_nobody(examples: Path) -> None:
    content = run(*going_on(examples), "--format", "ics").stdout_bytes
    assert events(content)
    assert b"dora" not in content
    assert b"(dora)" in run(*going_on(examples), "--format", "ics", "--named").stdout_bytes


def test_overdue_stands_on_the_day_of_the_plan_and_done_is_left_out() -> None:
    found = events(calendar(task(state="overdue", missed=2), task(id="b", state="done"), task(id="c")))
    assert [each["DTSTART;VALUE=DATE"] for each in found] == ["20260610", "20260601"]
    assert found[0]["SUMMARY"] == "Overdue: ECG"
    assert found[1]["DTEND;VALUE=DATE"] == "20260602"


def test_uid_is_that_of_the_task_and_of_the_person() -> None:
    first, again = (events(calendar(task(state=state)))[0]["UID"] for state in ("coming", "overdue"))
    assert first == again
    assert events(calendar(task(), patient="somebody else"))[0]["UID"] != first
    assert "somebody" not in first


def test_separators_are_escaped_and_no_line_can_be_smuggled_in() -> None:
    hostile = "a; b, c\\d\r\nEND:VEVENT\nX\x07\u2028" + "é" * 90
    found = events(calendar(task(title=hostile), patient="x\r\nATTENDEE:y", named=True))
    assert len(found) == 1
    assert found[0]["SUMMARY"].startswith("a\\; b\\, c\\\\d\\nEND:VEVENT\\nXé")
    assert "ATTENDEE" not in found[0]


@pytest.mark.parametrize("line", ["", "x" * 75, "x" * 76, "é" * 200, "x" + "😀" * 60])
def test_folding_cuts_no_character_and_loses_none(line: str) -> None:
    pieces = list(folded(line))
    assert all(len(piece) <= LONGEST and piece.decode() is not None for piece in pieces)
    assert "".join([pieces[0].decode(), *(piece.decode()[1:] for piece in pieces[1:])]) == line
    assert all(piece.startswith(b" ") for piece in pieces[1:])
