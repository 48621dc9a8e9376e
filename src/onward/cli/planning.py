"""From the records named on a command line to plans, one after the other, errors kept apart.

In: paths (``-`` is standard input), which patient, which day. Out: plans with the name of their record. The knowledge
is read once. An error in the only record is raised; one among many is told on standard error and stops no other.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onward.events.tables import Events
from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.plan.make import judge, make_plan, plan_of
from onward.plan.types import Plan
from onward.records.limits import read_stream
from onward.values.errors import Fault, OnwardError, RecordError

if TYPE_CHECKING:
    from onward.plan.diff import Difference
    from onward.plan.judgement import Judgement
    from onward.records.chart import ChartReader
    from onward.records.fhir import FhirReader
    from onward.reports.fhir import Coded
    from onward.trials.match_compile import CompiledTrials

CHART_SUFFIXES = (".yaml", ".yml")
JSON, NDJSON = ".json", ".ndjson"
JSON_BEGINS = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")
STDIN = "-"
STDIN_NAME = "standard-input"


class Records:
    """Reads records into events, and settles the day of the decision."""

    def __init__(self, patient: str | None, as_of: datetime.date | None) -> None:
        self.patient = patient
        self.as_of = as_of
        self.trials: Path | None = None
        """Registry files whose trials plans name."""

    @cached_property
    def knowledge(self) -> Knowledge:
        """Everything Onward believes, of every day."""
        return load()

    @cached_property
    def charts(self) -> ChartReader:
        """What reads charts."""
        from onward.records.chart import ChartReader

        return ChartReader(self.knowledge)

    @cached_property
    def bundles(self) -> FhirReader:
        """What reads FHIR."""
        from onward.records.fhir import FhirReader

        return FhirReader(self.knowledge)

    @cached_property
    def coded(self) -> Coded:
        """How words are coded in FHIR."""
        from onward.records.as_fhir import FhirWriter

        return FhirWriter(self.knowledge).concept

    @cached_property
    def compiled(self) -> CompiledTrials:
        """The trials that plans name. What could not be read is told."""
        from onward.trials.match_store import compiled_from

        found = compiled_from(self.trials or Path(), self.knowledge, lambda fault: click.echo(str(fault), err=True))
        for fault in found.faults:
            click.echo(f"A criterion stays unread: {fault}", err=True)
        return found

    def events(self, record: str) -> Iterator[Events]:
        """The events of each patient of one record, which is a file, a folder of NDJSON, or standard input.

        Raises:
            RecordError: with every fault that was found.
        """
        for outcome in self.outcomes(record):
            if isinstance(outcome, OnwardError):
                raise outcome
            yield outcome

    def outcomes(self, record: str) -> Iterable[Events | OnwardError]:
        """As ``events``; one patient of many who cannot be read is an error in the place of the events."""
        path = Path(record)
        if record == STDIN:
            return self._piped(read_stream(sys.stdin.buffer, STDIN_NAME))
        if path.is_dir():
            return self.bundles.outcomes(_parts(path), self.patient, self.as_of)
        if path.suffix.lower() in CHART_SUFFIXES:
            return [self.charts.read(path, self.as_of)]
        return self.bundles.outcomes([path], self.patient, self.as_of)

    def _piped(self, content: bytes) -> Iterable[Events]:
        if content.lstrip().startswith(JSON_BEGINS):
            return self.bundles.read_bytes(content, STDIN_NAME, self.patient, self.as_of)
        return [self.charts.read_text(content, STDIN_NAME, self.as_of)]

    def day(self, events: Events) -> datetime.date:
        """The day of the decision: asked for, or named by the record, or today."""
        if self.as_of:
            return self.as_of
        if events.as_of is not None:
            return events.as_of.high
        return datetime.datetime.now().astimezone().date()

    def only(self, record: str) -> Events:
        """The events of the one patient that a question is about.

        Raises:
            RecordError: the record is wrong, or holds nobody, or several of whom none was named.
        """
        found = list(self.events(record))
        if len(found) != 1:
            raise RecordError(Fault(record, 0, 0, f"the record holds {len(found)} patients", "one; --patient names it"))
        return found[0]

    def plan(self, events: Events, *, outlook: bool = False) -> Plan:
        """The plan for the patient whose events these are."""
        if self.trials is None:
            return make_plan(events, self.knowledge, self.day(events), outlook=outlook)
        from onward.plan.trials import with_trials

        judgement = self.judge(events)
        return with_trials(plan_of(judgement, outlook=outlook), judgement, self.compiled)

    def judge(self, events: Events) -> Judgement:
        """Facts, findings and standings behind that plan."""
        return judge(events, self.knowledge, self.day(events))


class Plans:
    """The plans of several records; iterating makes them."""

    def __init__(
        self, paths: Sequence[str], patient: str | None, as_of: datetime.date | None, *, outlook: bool = False
    ) -> None:
        self.records = Records(patient, as_of)
        self.outlook = outlook
        self.paths = [found for path in paths for found in expand(path)]
        self.made = 0
        self.exit_code = 0
        """That of the worst error among many; 0 where there was none."""
        self.failed: list[str] = []
        """The names of the records that gave no plan, once for each patient who has none."""

    def __iter__(self) -> Iterator[tuple[str, Plan]]:
        for path in self.paths:
            try:
                for outcome in self.records.outcomes(path):
                    if isinstance(outcome, OnwardError):
                        self._tell(outcome, path)
                        continue
                    plan = self.records.plan(outcome, outlook=self.outlook)
                    self.made += 1
                    yield name_of(path), plan
            except OnwardError as error:
                if len(self.paths) == 1:
                    raise
                self._tell(error, path)

    def _tell(self, error: OnwardError, path: str) -> None:
        self.failed.append(name_of(path))
        for fault in error.faults:
            click.echo(str(fault), err=True)
        self.exit_code = min(self.exit_code or error.exit_code, error.exit_code)


def expand(path: str) -> list[str]:
    """A folder as the records in it; anything else as it is. All NDJSON files of a folder are one record: an export."""
    folder = Path(path)
    if path == STDIN or not folder.is_dir():
        return [path]
    found = sorted(str(file) for file in folder.iterdir() if file.suffix.lower() in (JSON, *CHART_SUFFIXES))
    found += [path] if _parts(folder) else []
    if not found:
        raise click.UsageError(f"The folder {path} holds no record ({', '.join((JSON, NDJSON, *CHART_SUFFIXES))}).")
    return found


def _parts(folder: Path) -> list[Path]:
    """The NDJSON files of a folder."""
    return sorted(file for file in folder.iterdir() if file.suffix.lower() == NDJSON)


def name_of(path: str) -> str:
    """The name that a record's page gets."""
    return "plan" if path == STDIN else Path(path).name.split(".")[0]


def changed_plans(path: str, then: Knowledge, now: Knowledge, as_of: datetime.date | None) -> Iterator[str]:
    """Whose plans differ between two knowledges, as lines: a patient with each option, alert and test that changes."""
    from onward.plan.diff import compare_plans

    seen = changed = 0
    for record in expand(path):
        old, new = Records(None, as_of), Records(None, as_of)
        old.__dict__["knowledge"], new.__dict__["knowledge"] = then, now
        for before, after in zip(old.events(record), new.events(record), strict=True):
            seen += 1
            found = compare_plans(old.judge(before), new.judge(after))
            lines = [f"  {each.option}: {each.then} -> {each.now}" for each in found.options]
            lines += [f"  new {kind}: {', '.join(names)}" for kind, names in _told(found, "new") if names]
            lines += [f"  no longer: {kind} {', '.join(names)}" for kind, names in _told(found, "gone") if names]
            if lines:
                changed += 1
                yield after.patient_id
                yield from lines
    yield f"{changed} of {seen} plans change"


def _told(found: Difference, which: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind in ("alerts", "tests"):
        yield kind, getattr(found, f"{kind}_{which}")
