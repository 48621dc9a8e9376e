"""Entries by name: shown as written, compared between two versions; and what the knowledge covers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.knowledge.small import FILES, read, replaced, write

from onward.logic.nodes import Position
from onward.reports.coverage import coverage_lines
from onward.reports.entries import difference, entries_named, names, written


@pytest.mark.parametrize(
    ("name", "heading", "text"),
    [
        (
            "male",
            "fact male\nknowledge/facts/patient.yaml:7",
            "male:\n  what: A man\n  type: boolean\n  is: sex = 'male'",
        ),
        ("ecg", "test ecg\nknowledge/investigations/heart.yaml:1", FILES["investigations/heart.yaml"]),
        ("alphamab", "drug alphamab\nknowledge/treatments/alphamab.yaml:1", FILES["treatments/alphamab.yaml"]),
        ("label-1", "source label-1\nknowledge/sources/label.yaml:1", FILES["sources/label.yaml"]),
    ],
)
def test_an_entry_is_shown_as_it_is_written(tmp_path: Path, name: str, heading: str, text: str) -> None:
    write(tmp_path)
    assert list(entries_named(name, read().knowledge, tmp_path)) == [f"{heading}\n\n{text.rstrip()}"]


def test_one_rule_of_several(tmp_path: Path) -> None:
    write(tmp_path)
    [shown] = entries_named("first-line.alphamab", read().knowledge, tmp_path)
    assert shown.splitlines()[3] == "- rule: first-line.alphamab"
    assert shown.splitlines()[-1] == "  reviewed: 2026-11-24"


def test_an_indented_entry(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  - b: 1\n    c: 2\n  - d: 3\n")
    assert written(path, Position("x", 2, 5)) == "  - b: 1\n    c: 2"


def test_names_are_those_of_all_kinds() -> None:
    assert {"male", "first-line.alphamab", "alphamab", "alphamab alone", "trial-1", "ecg"} <= names(read().knowledge)


def test_nothing_differs_when_only_places_do() -> None:
    moved = {"facts/patient.yaml": "# A remark.\n" + FILES["facts/patient.yaml"]}
    assert list(difference(read().knowledge, read(moved).knowledge)) == []


def test_what_was_added_removed_and_changed() -> None:
    changes = {
        **replaced("treatments/alphamab.yaml", ("qtcf >= 450", "qtcf >= 460"), ("600 mg once", "400 mg once")),
        **replaced("CHANGELOG.md", ("2026.11.0", "2026.12.0")),
        "facts/new.yaml": "newer:\n  what: x\n  type: boolean\n  is: male\n",
        "pathways/first_line/rules.yaml": FILES["pathways/first_line/rules.yaml"].split("- rule: first-line.not")[0],
    }
    assert list(difference(read().knowledge, read(changes).knowledge)) == [
        "version 2026.11.0 -> 2026.12.0",
        "+ fact newer",
        "- rule first-line.not-alphamab",
        "~ drug alphamab: dose, avoid",
    ]


def test_coverage_names_pathways_totals_and_what_the_file_says() -> None:
    lines = list(coverage_lines(read()))
    assert lines[0] == "knowledge 2026.11.0"
    assert lines[3].split() == ["first_line", "2", "1", "2", "2026-11-24"]
    assert "figures                                   2" in lines
    assert lines[-9:] == [
        "",
        "modelled: first line",
        "",
        "sources",
        "  label: complete",
        "",
        "left_out",
        "  -",
        "    what: surgery",
    ]
