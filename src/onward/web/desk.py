"""Records become plans for pages: read once, judged once a day and knowledge, kept in memory while they are asked for.

In: the bytes of a record and which patient of it. Out: ``Case``: events, judgement and plan of one day. Nothing is
written anywhere.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock, RLock
from typing import Any, TypeVar

from onward.events.tables import Events
from onward.knowledge.types import Knowledge
from onward.plan.judgement import Judgement
from onward.plan.make import judge, plan_of
from onward.plan.trials import with_trials
from onward.plan.types import Plan
from onward.records.chart import ChartReader
from onward.records.documents import read_document
from onward.records.fhir import FhirReader
from onward.records.people import people_of
from onward.trials.match_compile import CompiledTrials
from onward.values.errors import Fault, OnwardError, RecordError

CHART, FHIR = "chart", "fhir"
MOST_PATIENTS = 50
MOST_MADE = 24
"""What is kept of one case: every page of a chart, and some comparisons."""
NAME = "record"
"""What faults and references call the record: never the name of the file that somebody uploaded."""
_JSON_BEGINS = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")
_KEPT = 64
Key = tuple[object, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """One patient on one day."""

    events: Events
    judgement: Judgement
    plan: Plan
    trials: CompiledTrials | None = None
    _made: OrderedDict[object, Any] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _working: RLock = field(default_factory=RLock)

    def holding(self, work: Callable[[], T]) -> T:
        """Do something with the judgement, which others may hold: it works things out as it is asked."""
        with self._working:
            return work()

    def supposing(self, answers: Mapping[str, object]) -> Case:
        """The same patient, had some facts come back so."""
        with self._working:
            supposed = self.judgement.supposing(answers)
            return Case(self.events, supposed, _plan(supposed, self.trials), self.trials, _working=self._working)

    def telling(self, plan: Plan) -> Case:
        """The same patient and judgement, with a plan that tells more of the person."""
        return Case(self.events, self.judgement, plan, self.trials, _working=self._working)

    def once(self, name: object, make: Callable[[], T]) -> T:
        """What is made of it, made once: pages, comparisons. It goes with the case, the oldest first if there is much.

        The name holds everything that it depends on besides the case.
        """
        with self._lock:
            if name in self._made:
                found: T = self._made[name]
                return found
        made = make()
        with self._lock:
            self._made[name] = made
            while len(self._made) > MOST_MADE:
                self._made.popitem(last=False)
        return made


def holding(cases: Iterable[Case], work: Callable[[], T]) -> T:
    """Do something with several judgements: held in the same order by everybody, so that nobody waits for ever."""
    with ExitStack() as held:
        for case in sorted(cases, key=id):
            held.enter_context(case._working)
        return work()


class Desk:
    """Reads and judges with one knowledge, and with trials where some are at hand."""

    def __init__(self, knowledge: Knowledge, trials: CompiledTrials | None = None, kept: int = _KEPT) -> None:
        self.knowledge = knowledge
        self.trials = trials
        self._cases: OrderedDict[Key, Case] = OrderedDict()
        self._turns: dict[Key, tuple[Lock, int]] = {}
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
        """The kind of a record, and its patients; of a single one the case is made at once.

        Raises:
            OnwardError: it cannot be read, or holds nobody, or too many, or a patient of whom no plan can be made.
        """
        kind, found = self._people(content)
        if any("\0" in name for name in found):
            raise RecordError(Fault(NAME, 0, 0, "a patient's name holds a zero byte, which is no letter"))
        return kind, found

    def _people(self, content: bytes) -> tuple[str, tuple[str, ...]]:
        kind = kind_of(content)
        if kind == CHART:
            return kind, (self.case(content, kind, None).events.patient_id,)
        document = read_document(content, NAME)
        found = [person.id for person in people_of(document.found, None, several=True, file=NAME)]
        if not 0 < len(found) <= MOST_PATIENTS:
            raise RecordError(Fault(NAME, 0, 0, f"the record holds {len(found)} patients", f"1 to {MOST_PATIENTS}"))
        if len(found) == 1:
            return kind, (self.case(content, kind, found[0]).events.patient_id,)
        if document.bundle:
            for name in found:
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
        with self._turn(key):
            found = self._kept_case(key)
            if found is None:
                found = self._make(content, kind, patient, day, today)
                self._keep(key, found)
            return found

    def forget(self, content: bytes) -> None:
        """Keep nothing of a record any longer."""
        digest = hashlib.sha256(content).digest()
        with self._lock:
            for key in [key for key in self._cases if key[0] == digest]:
                del self._cases[key]

    @contextmanager
    def _turn(self, key: Key) -> Iterator[None]:
        """Whoever asks for what is being made waits for it, and does not make it once more."""
        with self._lock:
            lock, waiting = self._turns.get(key, (Lock(), 0))
            self._turns[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._turns.pop(key)
                if waiting > 1:
                    self._turns[key] = (lock, waiting - 1)

    def _kept_case(self, key: Key) -> Case | None:
        with self._lock:
            if key in self._cases:
                self._cases.move_to_end(key)
            return self._cases.get(key)

    def _keep(self, key: Key, made: Case) -> None:
        with self._lock:
            self._cases[key] = made
            while len(self._cases) > self._kept:
                self._cases.popitem(last=False)

    def _make(
        self, content: bytes, kind: str, patient: str | None, day: datetime.date | None, today: datetime.date
    ) -> Case:
        events = self._read(content, kind, patient, day)
        stated = events.as_of.high if events.as_of is not None else today
        judgement = judge(events, self.knowledge, day or stated)
        return Case(events, judgement, _plan(judgement, self.trials), self.trials)

    def _read(self, content: bytes, kind: str, patient: str | None, day: datetime.date | None) -> Events:
        if kind == CHART:
            return self.charts.read_text(content, NAME, day)
        found: list[Events] = list(self.bundles.read_bytes(content, NAME, patient, day))
        if len(found) != 1:
            raise RecordError(Fault(NAME, 0, 0, f"the record holds {len(found)} patients", "one"))
        return found[0]


def _plan(judgement: Judgement, trials: CompiledTrials | None) -> Plan:
    made = plan_of(judgement)
    return made if trials is None else with_trials(made, judgement, trials)


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
