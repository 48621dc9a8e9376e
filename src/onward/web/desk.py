"""Records become plans for pages: read once, judged once a day and knowledge, kept in memory while they are asked for.

In: the bytes of a record and which patient of it. Out: ``Case``: events, judgement and plan of one day. Nothing is
written anywhere.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeVar

from onward.events.tables import Events
from onward.knowledge.types import Knowledge
from onward.plan.judgement import Judgement
from onward.plan.make import judge, plan_of
from onward.plan.types import Plan
from onward.records.chart import ChartReader
from onward.records.documents import read_document
from onward.records.fhir import FhirReader
from onward.records.people import people_of
from onward.values.errors import Fault, OnwardError, RecordError

CHART, FHIR = "chart", "fhir"
MOST_PATIENTS = 50
NAME = "record"
"""What faults and references call the record: never the name of the file that somebody uploaded."""
_JSON_BEGINS = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")
_KEPT = 64
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """One patient on one day."""

    events: Events
    judgement: Judgement
    plan: Plan
    pages: dict[object, str] = field(default_factory=dict)
    """Pages that were made of it, by whose they are; they go with it."""


class Desk:
    """Reads and judges with one knowledge."""

    def __init__(self, knowledge: Knowledge, kept: int = _KEPT) -> None:
        self.knowledge = knowledge
        self._cases: OrderedDict[tuple[object, ...], Case] = OrderedDict()
        self._kept = kept
        self._lock = Lock()

    @cached_property
    def charts(self) -> ChartReader:
        """What reads charts."""
        return ChartReader(self.knowledge)

    @cached_property
    def bundles(self) -> FhirReader:
        """What reads FHIR."""
        return FhirReader(self.knowledge)

    def people(self, content: bytes) -> tuple[str, tuple[str, ...]]:
        """The kind of a record, and its patients.

        Raises:
            OnwardError: it cannot be read, or holds nobody, or too many, or a patient of whom no plan can be made.
        """
        kind = kind_of(content)
        if kind == CHART:
            return kind, (self._read(content, kind, None, None).patient_id,)
        document = read_document(content, NAME)
        found = [person.id for person in people_of(document.found, None, several=True, file=NAME)]
        if not 0 < len(found) <= MOST_PATIENTS:
            raise RecordError(Fault(NAME, 0, 0, f"the record holds {len(found)} patients", f"1 to {MOST_PATIENTS}"))
        if document.bundle:
            for name in found if len(found) > 1 else (None,):
                self._read(content, kind, name, None)
            return kind, tuple(found)
        return kind, tuple(events.patient_id for events in self.bundles.read_bytes(content, NAME))

    def case(self, content: bytes, kind: str, patient: str | None, day: datetime.date | None = None) -> Case:
        """A patient's facts, findings and plan on a day; without one, on the day that the record names, or today.

        Raises:
            OnwardError: the record cannot be read, or no plan can be made.
        """
        today = datetime.datetime.now().astimezone().date()
        key = (hashlib.sha256(content).digest(), kind, patient, day, today, self.knowledge.digest)
        with self._lock:
            found = self._cases.get(key)
            if found is not None:
                self._cases.move_to_end(key)
                return found
        made = self._make(content, kind, patient, day, today)
        with self._lock:
            self._cases[key] = made
            while len(self._cases) > self._kept:
                self._cases.popitem(last=False)
        return made

    def forget(self, content: bytes) -> None:
        """Keep nothing of a record any longer."""
        digest = hashlib.sha256(content).digest()
        with self._lock:
            for key in [key for key in self._cases if key[0] == digest]:
                del self._cases[key]

    def supposing(self, case: Case, answers: Mapping[str, object]) -> Case:
        """The same patient, had some facts come back so."""
        with self._lock:
            supposed = case.judgement.supposing(answers)
            return Case(case.events, supposed, plan_of(supposed))

    def holding(self, work: Callable[[], T]) -> T:
        """Do something with judgements that others may hold: they work things out as they are asked."""
        with self._lock:
            return work()

    def _make(
        self, content: bytes, kind: str, patient: str | None, day: datetime.date | None, today: datetime.date
    ) -> Case:
        events = self._read(content, kind, patient, day)
        stated = events.as_of.high if events.as_of is not None else today
        judgement = judge(events, self.knowledge, day or stated)
        return Case(events, judgement, plan_of(judgement))

    def _read(self, content: bytes, kind: str, patient: str | None, day: datetime.date | None) -> Events:
        if kind == CHART:
            return self.charts.read_text(content, NAME, day)
        found: list[Events] = list(self.bundles.read_bytes(content, NAME, patient, day))
        if len(found) != 1:
            raise RecordError(Fault(NAME, 0, 0, f"the record holds {len(found)} patients", "one"))
        return found[0]


def kind_of(content: bytes) -> str:
    """Whether bytes are FHIR or a chart.

    Raises:
        RecordError: they are neither: empty, or not text.
    """
    if not content.strip():
        raise RecordError(Fault(NAME, 1, 1, "the record is empty", "a FHIR bundle, NDJSON or a chart in YAML"))
    if b"\0" in content:
        raise RecordError(Fault(NAME, 1, 1, "the record is not text", "JSON or YAML in UTF-8"))
    return FHIR if content.lstrip().startswith(_JSON_BEGINS) else CHART


def told(error: OnwardError, most: int = 20) -> tuple[str, ...]:
    """Faults as a page lists them."""
    faults = [str(fault) for fault in error.faults[:most]]
    more = len(error.faults) - most
    return (*faults, f"and {more} more") if more > 0 else tuple(faults)
