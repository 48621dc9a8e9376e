"""CTCAE 5.0 laboratory grades as others published them: every case through the public functions."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from onward.course.grading import Value, grade_value
from onward.knowledge.files import find_folder
from onward.knowledge.grades import Grading, read_grading

VERSION = "CTCAE 5.0"


@cache
def grading() -> Grading:
    folder = find_folder() / "grades"
    return read_grading({f"knowledge/grades/{path.name}": path.read_bytes() for path in folder.glob("*.yaml")})


def number(text: str) -> float | None:
    return float(text) if text else None


def answer(row: dict[str, str]) -> str:
    criterion = grading().named(row["term"], VERSION)
    assert criterion is not None, row["term"]
    graded = grade_value(
        criterion,
        Value(
            value=number(row["value"]),
            unit=row["unit"],
            lower=number(row["LLN"]),
            upper=number(row["ULN"]),
            baseline=number(row["baseline"]),
            change_percent=number(row["pct_change_from_baseline"]),
        ),
    )
    return "" if graded is None else str(graded.grade)


def test_every_published_case(shared: Path) -> None:
    with (shared / "ctcae" / "ctcae_v5_lab_cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 977
    wrong = [(row, answer(row)) for row in rows if answer(row) != row["expected_grade"]]
    assert wrong == []
