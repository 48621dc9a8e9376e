"""FHIR R4 and mCODE records become events: one ``Events`` a patient.

In: files, folders or bytes: a Bundle, a list, single resources or NDJSON. Out: events with their references; nothing
is dropped silently. Every impossible value is told at once; a patient who has died and another cancer are refused.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from onward.events.tables import Diagnosis, Event, Events, Marker, Patient, State
from onward.knowledge.types import Knowledge
from onward.records import fhir_types as fhir
from onward.records.codebook import Codebook
from onward.records.fhir_clinical import read_condition, read_drug, read_procedure
from onward.records.fhir_observations import read_observation
from onward.records.fhir_parse import Parsed, parse_bytes, parse_file
from onward.records.fhir_rows import Rows
from onward.values.errors import Fault, NotSupportedError, RecordError

SUFFIXES = (".json", ".ndjson")
_SEX = {"female": "female", "male": "male"}
_NEAR_DIAGNOSIS_DAYS = 180
_EUROPE = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    ]
)


class FhirReader:
    """Reads FHIR records with the words of one knowledge; made once, used for many."""

    def __init__(self, knowledge: Knowledge, today: datetime.date | None = None) -> None:
        self._book = Codebook(knowledge)
        self._today = today

    def read(self, paths: Sequence[Path], patient: str | None = None) -> list[Events]:
        """Read files, and folders of files, that belong together.

        Raises:
            RecordError: with every fault that was found.
            NotSupportedError: the patient has died, or has another cancer.
        """
        parsed = Parsed()
        for path in _files(paths):
            parse_file(path, parsed)
        return list(self._patients(parsed, str(paths[0]), patient))

    def read_bytes(self, content: bytes, name: str, patient: str | None = None) -> list[Events]:
        """Read the bytes of one file; ``name`` is what faults call it."""
        parsed = Parsed()
        parse_bytes(content, name, parsed)
        return list(self._patients(parsed, name, patient))

    def _patients(self, parsed: Parsed, name: str, wanted: str | None) -> Iterator[Events]:
        if parsed.faults:
            raise RecordError(parsed.faults)
        people = {ref: each for ref, each in parsed.resources if isinstance(each, fhir.Patient)}
        ids = [person.id or ref for ref, person in people.items()]
        if not people:
            raise RecordError(Fault(name, 0, 0, "the record has no Patient", "a Patient resource"))
        if wanted is not None and wanted not in ids:
            raise RecordError(Fault(name, 0, 0, f"no patient is called '{wanted}'", ", ".join(ids[:9])))
        if wanted is None and len(people) > 1 and not parsed.many:
            listed = ", ".join(ids[:9])
            raise RecordError(
                Fault(name, 0, 0, f"the record holds {len(people)} patients", f"--patient, one of: {listed}")
            )
        shares = _shares(parsed, people)
        others = _others(parsed, people)
        strangers = _strangers(parsed, people)
        for ref, person in sorted(people.items()):
            if wanted is None or wanted == (person.id or ref):
                rows = Rows(self._book, name, self._today or datetime.datetime.now().astimezone().date())
                for each, kind in others[ref]:
                    rows.leave(each, kind, f"{kind} is not read")
                for each, kind, about in strangers:
                    rows.leave(each, kind, f"it is about {about}, who is not this patient")
                    rows.conflict([each, ref], f"{each} is about {about}, not about this patient")
                yield self._one(ref, person, shares[ref], parsed, rows)

    def _one(
        self, ref: str, person: fhir.Patient, share: list[tuple[str, fhir.Resource]], parsed: Parsed, rows: Rows
    ) -> Events:
        _person(ref, person, rows)
        medications = {each: med.code for each, med in share if isinstance(med, fhir.Medication) and med.code}
        medications |= {alias: medications[known] for alias, known in parsed.aliases.items() if known in medications}
        specimens = {each: sample for each, sample in share if isinstance(sample, fhir.Specimen)}
        for each, resource in sorted(share, key=lambda pair: pair[0]):
            _read_one(each, resource, rows, medications, specimens)
        if rows.faults:
            raise RecordError(rows.faults)
        _stage_at_diagnosis(rows)
        _contradictions(rows)
        _supported(rows)
        return Events(
            patient_id=person.id or ref, rows=rows.tables(), unused=tuple(rows.unused), conflicts=tuple(rows.conflicts)
        )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.suffix.lower() in SUFFIXES)
        else:
            yield path


def _shares(parsed: Parsed, people: dict[str, fhir.Patient]) -> dict[str, list[tuple[str, fhir.Resource]]]:
    """The resources of each patient: by their subject; without one, they belong to the only patient."""
    only = next(iter(people)) if len(people) == 1 else None
    shares: dict[str, list[tuple[str, fhir.Resource]]] = defaultdict(list)
    for ref, resource in parsed.resources:
        if isinstance(resource, fhir.Patient):
            continue
        subject = getattr(resource, "subject", None)
        target = _target(subject.reference if subject else None, parsed, people)
        if target is None and (subject is None or subject.reference is None):
            target = only
        if target is not None:
            shares[target].append((ref, resource))
        elif isinstance(resource, fhir.Medication):
            for each in people:
                shares[each].append((ref, resource))
    return shares


def _target(reference: str | None, parsed: Parsed, people: dict[str, fhir.Patient]) -> str | None:
    if reference is None:
        return None
    known = parsed.aliases.get(reference, reference)
    if known in people:
        return known
    tail = "/".join(known.split("/")[-2:])
    return tail if tail in people else None


def _others(parsed: Parsed, people: dict[str, fhir.Patient]) -> dict[str, list[tuple[str, str]]]:
    """Resources of kinds that are not read, by patient; those about nobody known are told with the first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    first = next(iter(people))
    for ref, kind, about in parsed.others:
        found[_target(about, parsed, people) or first].append((ref, kind))
    return found


def _strangers(parsed: Parsed, people: dict[str, fhir.Patient]) -> list[tuple[str, str, str]]:
    """Resources that say they are about somebody who is not in the record."""
    found = []
    for ref, resource in parsed.resources:
        subject = getattr(resource, "subject", None)
        about = subject.reference if subject is not None else None
        if about is not None and _target(about, parsed, people) is None:
            found.append((ref, resource.resourceType, about))
    return found


def _person(ref: str, person: fhir.Patient, rows: Rows) -> None:
    death = rows.date(ref, person.deceasedDateTime)
    region = next((_region(each.country) for each in person.address if each.country), None)
    rows.add(
        Patient, ref, None, sex=_SEX.get(person.gender or ""), birth_date=rows.date(ref, person.birthDate),
        death_date=death, deceased=True if death is not None else person.deceasedBoolean, region=region,
    )  # fmt: skip


def _region(country: str | None) -> str | None:
    code = (country or "").strip().upper()
    if code in ("US", "USA", "UNITED STATES"):
        return "US"
    return "EU" if code in _EUROPE else None


def _read_one(
    ref: str,
    resource: fhir.Resource,
    rows: Rows,
    medications: dict[str, fhir.Concept],
    specimens: dict[str, fhir.Specimen],
) -> None:
    if isinstance(resource, fhir.Condition):
        read_condition(ref, resource, rows)
    elif isinstance(resource, fhir.Observation):
        read_observation(ref, resource, rows, specimens)
    elif isinstance(resource, fhir.Drug):
        read_drug(ref, resource, rows, medications)
    elif isinstance(resource, fhir.Procedure):
        read_procedure(ref, resource, rows)
    else:
        rows.leave(ref, resource.resourceType, "read with what refers to it")


def _stage_at_diagnosis(rows: Rows) -> None:
    """A stage group of about the day of diagnosis, or an undated one below IV, is the stage at diagnosis."""
    diagnoses = rows.events["diagnosis"]
    for number, diagnosis in enumerate(diagnoses):
        if not isinstance(diagnosis, Diagnosis) or diagnosis.cancer != "breast" or diagnosis.stage is not None:
            continue
        for state in rows.events["state"]:
            if isinstance(state, State) and state.name == "stage-group" and _at_diagnosis(state, diagnosis):
                diagnoses[number] = msgspec.structs.replace(diagnosis, stage=state.text)
                break


def _at_diagnosis(state: State, diagnosis: Diagnosis) -> bool:
    if state.date is None or diagnosis.date is None:
        return not (state.text or "").startswith("IV")
    return abs((state.date.low - diagnosis.date.low).days) <= _NEAR_DIAGNOSIS_DAYS


def _contradictions(rows: Rows) -> None:
    """Results of one marker on one day that differ."""
    found: dict[tuple[str, str], list[Marker]] = defaultdict(list)
    for row in rows.events["marker"]:
        if isinstance(row, Marker):
            found[(row.name, str(row.date))].append(row)
    for (name, day), markers in found.items():
        values = {(row.text, row.number) for row in markers if row.text is not None}
        if len(values) > 1:
            told = " and ".join(sorted(str(text) for text, _ in values))
            when = "undated" if day == "None" else day
            rows.conflict([ref for row in markers for ref in row.refs], f"{name} is {told} ({when})")


def _supported(rows: Rows) -> None:
    name = rows.file
    person = rows.events["patient"][0]
    if isinstance(person, Patient) and person.deceased:
        when = f" on {person.death_date}" if person.death_date else ""
        raise NotSupportedError(Fault(name, 0, 0, f"the record says that the patient died{when}; no plan is made"))
    cancers = [row for row in rows.events["diagnosis"] if isinstance(row, Diagnosis)]
    breast = any(row.cancer == "breast" for row in cancers) or _has_markers(rows.events["marker"])
    if cancers and not breast:
        raise NotSupportedError(Fault(name, 0, 0, f"the cancer is {cancers[0].cancer}", "breast cancer"))


def _has_markers(markers: Sequence[Event]) -> bool:
    return any(isinstance(row, Marker) and row.name in ("ER", "PR", "HER2", "HER2-IHC") for row in markers)
