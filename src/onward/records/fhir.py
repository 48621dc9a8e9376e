"""FHIR R4 and mCODE records -> events: files or bytes come in, one ``Events`` for each patient goes out.

Several files that belong together (the NDJSON of a bulk export) are one record. What is wrong with one patient of many
does not stop the others: ``outcomes`` gives the error in the place of the events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from onward.events.tables import Event, Events
from onward.knowledge.types import Knowledge
from onward.records.codes import Codes
from onward.records.documents import Document, read_document
from onward.records.fhir_person import read_person
from onward.records.fhir_reading import Reading
from onward.records.fhir_wishes import ANSWERS, NAME, read_answers
from onward.records.limits import read_bytes
from onward.records.notes import Notes
from onward.records.people import Person, people_of
from onward.values.errors import Fault, OnwardError, RecordError

SUFFIXES = (".json", ".ndjson", ".jsonl")


class FhirReader:
    """Reads FHIR with the words of one knowledge; made once, used for many."""

    def __init__(self, knowledge: Knowledge, today: date | None = None) -> None:
        self._codes = Codes(knowledge)
        self._today = today

    def read(self, paths: Sequence[Path], patient: str | None = None, as_of: date | None = None) -> Iterator[Events]:
        """The patients of files that are one record; folders stand for the FHIR files in them.

        Raises:
            RecordError: with every fault of the record, or of its first patient that is wrong.
            NotSupportedError: a patient who has died by ``as_of`` (today unless given), or has another cancer.
        """
        return _or_raise(self.outcomes(paths, patient, as_of))

    def read_bytes(
        self, content: bytes, file: str, patient: str | None = None, as_of: date | None = None
    ) -> Iterator[Events]:
        """The patients of one document; ``file`` is the name that faults and references give it."""
        return _or_raise(self._outcomes([read_document(content, file)], file, patient, as_of))

    def outcomes(
        self, paths: Sequence[Path], patient: str | None = None, as_of: date | None = None
    ) -> Iterator[Events | OnwardError]:
        """As ``read``; one patient of many who cannot be read is an error in the place of the events.

        Raises:
            RecordError: the record as a whole is wrong, or its only patient.
            NotSupportedError: its only patient has died, or has another cancer.
        """
        documents: list[Document] = []
        faults: list[Fault] = []
        for path in _files(paths):
            try:
                documents.append(read_document(read_bytes(path), str(path)))
            except RecordError as error:
                faults.extend(error.faults)
        if faults:
            raise RecordError(faults)
        return self._outcomes(documents, str(paths[0]), patient, as_of)

    def read_answers(self, path: Path, patient: str | None = None) -> tuple[Event, ...]:
        """What matters to a person, from a file of answers that need not name them.

        Raises:
            RecordError: with every fault, the file holds no answers to our questionnaire, or those of somebody else.
        """
        notes = Notes(self._today or datetime.now().astimezone().date())
        reading = Reading(codes=self._codes, notes=notes, person=Person(""))
        for found in read_document(read_bytes(path), str(path)).found:
            if found.resource.resource_type == ANSWERS:
                named = found.resource.person.reference if found.resource.person else None
                if patient and named and named.rsplit("/", 1)[-1] != patient:
                    raise RecordError(Fault(str(path), 0, 0, "the answers name another person than the record"))
                read_answers(found, reading)
        if notes.faults:
            raise RecordError(notes.faults)
        rows = notes.events("").rows["wish"]
        if not rows:
            wrong, expected = "the file holds no answers to the questionnaire", f"a finished {ANSWERS} of {NAME}"
            raise RecordError(Fault(str(path), 0, 0, wrong, expected))
        return rows

    def _outcomes(
        self, documents: list[Document], file: str, patient: str | None, as_of: date | None
    ) -> Iterator[Events | OnwardError]:
        today = self._today or datetime.now().astimezone().date()
        found = [one for document in documents for one in document.found]
        several = not any(document.bundle for document in documents)
        people = people_of(found, patient, several, file)

        def each() -> Iterator[Events | OnwardError]:
            for person in people:
                try:
                    yield read_person(person, self._codes, as_of or today, max(today, as_of or today))
                except OnwardError as error:
                    if len(people) == 1:
                        raise
                    yield error

        return each()


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files that paths stand for.

    Raises:
        RecordError: a folder holds none.
    """
    files: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        if not inside:
            raise RecordError(Fault(str(path), 0, 0, "the folder holds no record", ", ".join(SUFFIXES)))
        files += inside
    return files


def _or_raise(outcomes: Iterator[Events | OnwardError]) -> Iterator[Events]:
    for outcome in outcomes:
        if isinstance(outcome, OnwardError):
            raise outcome
        yield outcome
