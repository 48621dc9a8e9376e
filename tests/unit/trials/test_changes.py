"""What changed between two imports, and for whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onward.cli.trials import command
from onward.trials.fetching import STATE

CHART = """\
id: one
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
ecog: 1
cancer: {first_diagnosed: 2018-05-01, metastatic_on: 2026-05-10, sites: [liver]}
specimens: [{date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 0}]
"""


def record(number: int, *items: str, status: str = "RECRUITING", age: str = "18 Years") -> dict[str, Any]:
    """A registry record whose inclusion list has some items."""
    criteria = "Inclusion Criteria:\n\n" + "\n".join(f"* {item}" for item in items)
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": f"Study \x1b[31m{number}"},
            "statusModule": {"overallStatus": status},
            "eligibilityModule": {"eligibilityCriteria": criteria, "sex": "ALL", "minimumAge": age},
        }
    }


def folder(path: Path, *records: dict[str, Any]) -> Path:
    """A folder of some records."""
    path.mkdir()
    for each in records:
        nct = each["protocolSection"]["identificationModule"]["nctId"]
        (path / f"{nct}.json").write_text(json.dumps(each))
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """Two imports: 1 as it was, 2 gone, 3 closed, 4 opens its ECOG, 5 asks more, 6 new, 7 new and not for this one."""
    old = folder(
        tmp_path / "old",
        record(1, "ECOG 0-1"),
        record(2, "ECOG 0-1"),
        record(3, "ECOG 0-1"),
        record(4, "ECOG 0", "Good taste"),
        record(5, "ECOG 0-2"),
        record(8, "ECOG 0"),
    )
    new = folder(
        tmp_path / "new",
        record(1, "ECOG 0-1"),
        record(3, "ECOG 0-1", status="COMPLETED"),
        record(4, "ECOG 0-1", "Good taste"),
        record(5, "ECOG 0", age="21 Years"),
        record(6, "LVEF at least 50%"),
        record(7, "ECOG 0"),
        record(8, "ECOG 0", status="TERMINATED"),
    )
    return str(old), str(new)


def changes(*arguments: str) -> dict[str, Any]:
    """What the command says as JSON."""
    shown = CliRunner().invoke(command, ["changes", *arguments, "--format", "json"], catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def numbers(listed: list[dict[str, Any]]) -> list[int]:
    return [int(each["nct"][3:]) for each in listed]


def test_what_is_new_gone_and_closed(two: tuple[str, str]) -> None:
    found = changes(*two)
    assert (numbers(found["new"]), numbers(found["gone"]), found["same"]) == ([6, 7], [2], 1)
    status = [(each["nct"][-1], each["then"], each["now"], each["closed"]) for each in found["status"]]
    assert status == [("3", "RECRUITING", "COMPLETED", True), ("8", "RECRUITING", "TERMINATED", True)]
    assert (found["people"], found["not_read"]) == ([], [])


def test_which_items_came_and_went(two: tuple[str, str]) -> None:
    found = {each["nct"][-1]: each for each in changes(*two)["criteria"]}
    assert sorted(found) == ["4", "5"]
    assert [(each["text"], each["expressions"]) for each in found["4"]["came"]] == [("ECOG 0-1", ["ecog <= 1"])]
    assert [each["text"] for each in found["4"]["went"]] == ["ECOG 0"]
    assert [each["text"] for each in found["5"]["came"]] == ["Minimum age: 21 years", "ECOG 0"]


def test_other_spaces_are_no_change(tmp_path: Path) -> None:
    old, new = folder(tmp_path / "a", record(1, "ECOG  0-1")), folder(tmp_path / "b", record(1, "ECOG 0-1\n"))
    found = changes(str(old), str(new))
    assert (found["criteria"], found["same"]) == ([], 1)


def test_an_item_that_stands_twice_and_then_once_has_gone_once(tmp_path: Path) -> None:
    old = folder(tmp_path / "a", record(1, "ECOG 0-1", "Good taste", "ECOG 0-1"))
    new = folder(tmp_path / "b", record(1, "ECOG 0-1", "Good taste"))
    (change,) = changes(str(old), str(new))["criteria"]
    assert ([each["text"] for each in change["went"]], change["came"]) == (["ECOG 0-1"], [])


def test_whose_matches_change_and_why(two: tuple[str, str], tmp_path: Path) -> None:
    chart = tmp_path / "one.yaml"
    chart.write_text(CHART)
    (person,) = changes(*two, str(chart))["people"]
    found = {each["nct"][-1]: each for each in person["changes"]}
    assert person["patient"] == "one"
    verdicts = {number: (each["then"], each["now"]) for number, each in found.items()}
    assert verdicts == {
        "2": ("eligible", None),
        "3": ("eligible", "eligible"),
        "4": ("ineligible", "possible"),
        "5": ("eligible", "ineligible"),
        "6": (None, "possible"),
    }
    assert [each["criterion"] for each in found["4"]["lifted"]] == ["ECOG 0"]
    assert [each["criterion"] for each in found["4"]["open"]] == []
    assert [(each["criterion"], each["facts"]) for each in found["5"]["against"]] == [("ECOG 0", {"ecog": 1})]
    assert found["6"]["missing"] == ["lvef"]
    assert (found["3"]["status_then"], found["3"]["status_now"]) == ("RECRUITING", "COMPLETED")


def test_the_same_changes_nothing(two: tuple[str, str], tmp_path: Path) -> None:
    chart = tmp_path / "one.yaml"
    chart.write_text(CHART)
    found = changes(two[0], two[0], str(chart))
    assert [found[name] for name in ("new", "gone", "status", "criteria")] == [[], [], [], []]
    assert found["people"] == [{"patient": "one", "changes": []}]


def test_an_import_that_was_not_finished_is_told(two: tuple[str, str]) -> None:
    (Path(two[1]) / STATE).write_text('{"asked": "x", "started": 0, "token": "t2"}')
    (Path(two[0]) / STATE).write_text('{"asked": "x", "started": 0, "done": true}')
    assert changes(*two)["unfinished"] == [two[1]]
    shown = CliRunner().invoke(command, ["changes", *two]).stdout
    assert "was not finished" in " ".join(shown.split())


def test_text(two: tuple[str, str], tmp_path: Path) -> None:
    chart = tmp_path / "one.yaml"
    chart.write_text(CHART)
    (Path(two[1]) / "broken.json").write_text("{")
    shown = CliRunner().invoke(command, ["changes", *two, str(chart)])
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    for said in (
        "2 new, 1 no longer listed, 2 with another status, 2 with other criteria, 1 as they were",
        "1 records could not be read",
        "CLOSED: recruiting -> completed",
        "- inclusion: ECOG 0 [ecog <= 0]",
        "+ inclusion: ECOG 0-1 [ecog <= 1]",
        "eligible -> ineligible",
        '✗ fails now: "ECOG 0": ecog is 1',
        '✓ failed before: "ECOG 0": ecog is 1',
        "not there -> possible · recruiting",
        "not known: lvef",
    ):
        assert said in " ".join(shown.stdout.split()), said
