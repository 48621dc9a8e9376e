"""Whole patients, whole plans: what a change of medicine or engine does to them is read in review.

`make golden` rewrites the files. The JSON is cut into lines at a fixed depth: one thing that changes is
one line.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from onward.cli.planning import Records
from onward.plan.encode import plan_json
from onward.plan.types import Plan
from onward.reports.text import render_text

Compare = Callable[[str, str], None]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = datetime.date(2026, 6, 1)
OWN = sorted(path.name for path in EXAMPLES.iterdir() if path.name.endswith((".chart.yaml", ".bundle.json")))
PUBLISHED = ("stage4-hrpos-heavily-treated.bundle.json", "stage4-after-cdk46.bundle.json")
LINES_DOWN_TO = 3


@lru_cache(maxsize=1)
def _records() -> Records:
    return Records(None, DAY)


def _plan(path: Path) -> Plan:
    return _records().plan(_records().only(str(path)))


def in_lines(value: Any, depth: int = 0) -> str:
    """JSON with one line for each thing down to a depth, and everything below on that line."""
    if depth >= LINES_DOWN_TO or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    space = " " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{space}{json.dumps(key)}: {in_lines(item, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * depth + "}"
    parts = [f"{space}{in_lines(item, depth + 1)}" for item in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * depth + "]"


def _hold(path: Path, golden: Compare) -> None:
    found = _plan(path)
    name = path.name.split(".")[0]
    golden(f"{name}.json", in_lines(json.loads(plan_json(found))) + "\n")
    golden(f"{name}.txt", render_text(found, everything=True))


@pytest.mark.parametrize("name", OWN)
def test_plan_of_an_example(name: str, golden: Compare) -> None:
    _hold(EXAMPLES / name, golden)


@pytest.mark.parametrize("name", PUBLISHED)
def test_plan_of_a_published_record(name: str, shared: Path, golden: Compare) -> None:
    _hold(shared / "records" / name, golden)


def test_there_are_enough() -> None:
    assert len(OWN) + len(PUBLISHED) >= 8
