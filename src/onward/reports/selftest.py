"""The self-test of an installation: patients for whom something must fire or must not, through the real entry points.

In: the knowledge of this installation with its cases. Out: for each patient read as a chart, and as FHIR where FHIR can
say it, whether the plan holds what it must. The last result is kept beside the caches, so that it can be shown.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onward
from onward.events.tables import Events
from onward.knowledge.positions import Mapping
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.types import Case, Knowledge
from onward.plan.make import make_plan
from onward.records.as_fhir import FhirWriter
from onward.records.chart import ChartReader
from onward.reports.cases import differences
from onward.values.errors import OnwardError

CHART, FHIR = "chart", "FHIR"


@dataclass(frozen=True, slots=True)
class Answer:
    """One patient through one entry point: what differs from what must come out."""

    case: str
    pathway: str
    entry: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The whole self-test."""

    day: str
    onward: str
    knowledge: str
    patients: int
    by_entry: dict[str, int]
    failed: list[dict[str, Any]]

    @property
    def passed(self) -> bool:
        """Whether every patient got what they must, and enough were tried."""
        return not self.failed and self.patients > 0


def run(read: ReadKnowledge, today: datetime.date) -> Result:
    """Put every case of the knowledge through the entry points of this installation."""
    answers = list(_answers(read))
    by_entry = {entry: sum(each.entry == entry for each in answers) for entry in (CHART, FHIR)}
    failed = [
        {"case": each.case, "pathway": each.pathway, "entry": each.entry, "wrong": list(each.wrong)}
        for each in answers
        if each.wrong
    ]
    return Result(today.isoformat(), onward.__version__, read.knowledge.version, len(answers), by_entry, failed)


def _answers(read: ReadKnowledge) -> Iterator[Answer]:
    from onward.records.fhir import FhirReader

    knowledge = read.knowledge
    charts, bundles, writer = ChartReader(knowledge), FhirReader(knowledge), FhirWriter(knowledge)
    for pathway, case in read.cases:
        if not isinstance(case.chart, Mapping):
            continue
        try:
            events = charts.read_tree(case.chart, case.at.file)
        except OnwardError as error:
            yield Answer(case.name, pathway, CHART, (str(error),))
            continue
        yield Answer(case.name, pathway, CHART, _wrong(events, events, case, knowledge))
        bundle = writer.bundle(events)
        if bundle is None:
            continue
        try:
            read_back = bundles.read_bytes(json.dumps(bundle).encode(), case.name)
        except OnwardError as error:
            yield Answer(case.name, pathway, FHIR, (str(error),))
            continue
        yield Answer(case.name, pathway, FHIR, _wrong(next(iter(read_back)), events, case, knowledge))


def _wrong(events: Events, stated: Events, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    if stated.as_of is None:
        return ("the chart names no day",)
    try:
        plan = make_plan(events, knowledge, stated.as_of.high)
    except OnwardError as error:
        return (str(error),)
    return tuple(differences(case.expect, plan))


def last_result_file() -> Path:
    """Where the last result of this user is kept (``XDG_STATE_HOME``)."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "onward" / "selftest.json"


def keep(result: Result, path: Path) -> None:
    """Write the result whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {name: getattr(result, name) for name in ("day", "onward", "knowledge", "patients", "by_entry", "failed")}
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as handle:
        json.dump(told, handle, indent=1)
    Path(handle.name).replace(path)


def last(path: Path) -> Result | None:
    """The last result, or none where there is none that can be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Result(**told)
    except (OSError, ValueError, TypeError):
        return None
