"""One person's FHIR resources become events: the tables of the hinge, with everything accounted for.

In: one person's resources (``people``), the words of one knowledge (``codes``), a day. Out: ``Events``. Each kind of
resource has one function that reads it; kinds that no rule needs are listed under ``unused`` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from onward.events.tables import Diagnosis, Events, Marker
from onward.records.codes import Codes
from onward.records.documents import Found
from onward.records.fhir_allergy import read_allergy
from onward.records.fhir_condition import read_condition
from onward.records.fhir_medication import read_medication
from onward.records.fhir_observation import read_observation
from onward.records.fhir_patient import read_patient
from onward.records.fhir_procedure import read_adverse_event, read_procedure
from onward.records.fhir_reading import Reading
from onward.records.fhir_settling import BREAST, settle
from onward.records.fhir_wishes import read_answers
from onward.records.notes import Notes
from onward.records.people import Person
from onward.records.resources import Resource
from onward.values.dates import PartialDate
from onward.values.errors import Fault, NotSupportedError, RecordError

HANDLERS: dict[str, Callable[[Found, Reading], None]] = {
    "Condition": read_condition,
    "Observation": read_observation,
    "Procedure": read_procedure,
    "MedicationStatement": read_medication,
    "MedicationRequest": read_medication,
    "MedicationAdministration": read_medication,
    "MedicationDispense": read_medication,
    "AdverseEvent": read_adverse_event,
    "AllergyIntolerance": read_allergy,
    "QuestionnaireResponse": read_answers,
}
_UNREAD = {
    "Medication": "it only names what was given",
    "Specimen": "it only describes what was examined",
    "Encounter": "visits are not read",
    "Claim": "billing is not read",
    "ExplanationOfBenefit": "billing is not read",
    "Coverage": "billing is not read",
    "FamilyMemberHistory": "family history is not read; germline results are",
    "Immunization": "vaccinations are not read",
    "DiagnosticReport": "reports are not read; the results that they list are",
    "Practitioner": "people and places are not read",
    "PractitionerRole": "people and places are not read",
    "Organization": "people and places are not read",
    "Location": "people and places are not read",
    "CareTeam": "people and places are not read",
    "CarePlan": "plans of others are not read",
    "ServiceRequest": "orders of tests are not read; their results are",
    "DocumentReference": "documents are not read",
    "ImagingStudy": "images are not read",
    "BodyStructure": "body structures are not read",
}
_ERROR = "entered-in-error"


def read_person(person: Person, codes: Codes, day: date, today: date) -> Events:
    """The events of one person.

    Raises:
        RecordError: with every fault of the record.
        NotSupportedError: the person has died by ``day``, or has another cancer.
    """
    notes = Notes(today)
    reading = Reading(codes=codes, notes=notes, person=person)
    birth = read_patient(reading, day)
    resources = _versions(_used(person, notes), notes)
    for found in resources:
        _read(found, reading)
    for stranger in person.strangers:
        _leave_stranger(stranger, notes)
    settle(reading)
    for found in resources:
        if not notes.accounted(found.ref):
            notes.leave(found.ref, found.resource.resource_type, "nothing in it was understood")
    events = notes.events(person.id)
    _check_birth(events, birth, person)
    if notes.faults:
        raise RecordError(notes.faults)
    _refuse_other_cancers(events, person)
    return events


def _used(person: Person, notes: Notes) -> list[Found]:
    """The resources of kinds that are read; the others are left."""
    used: list[Found] = []
    for found in person.found:
        kind = found.resource.resource_type
        if kind in HANDLERS:
            used.append(found)
        else:
            notes.pass_by(found.ref, kind, _UNREAD.get(kind) or f"{kind} is not read")
    return used


def _read(found: Found, reading: Reading) -> None:
    resource = found.resource
    if resource.status == _ERROR:
        reading.notes.leave(found.ref, _title(resource), "entered in error")
        return
    if resource.modifier_extension:
        url = resource.modifier_extension[0].url
        reading.notes.leave(found.ref, _title(resource), f"an extension changes its meaning: {url}")
        return
    HANDLERS[resource.resource_type](found, reading)


def _title(resource: Resource) -> str:
    concept = resource.code or resource.medication_codeable_concept
    return concept.shown if concept else resource.resource_type


def _leave_stranger(found: Found, notes: Notes) -> None:
    """A resource of the record that is about somebody else is never used."""
    about = found.resource.person.reference if found.resource.person else None
    notes.leave(found.ref, _title(found.resource), f"it is about somebody else ({about})")
    notes.conflict([found.ref], f"the record holds something about somebody else ({about})")


def _versions(resources: list[Found], notes: Notes) -> list[Found]:
    """Each resource once: of copies one, of versions the newest; of two that only share an id both, as is told."""
    by_ref: dict[str, list[Found]] = {}
    for found in resources:
        by_ref.setdefault(found.ref, []).append(found)
    chosen: list[Found] = []
    for ref, copies in by_ref.items():
        chosen.extend(copies if len(copies) == 1 else _one_of(ref, copies, notes))
    return chosen


def _one_of(ref: str, copies: list[Found], notes: Notes) -> list[Found]:
    different = list({msgspec.json.encode(_content(one.resource)): one for one in reversed(copies)}.values())[::-1]
    if len(different) == 1:
        return different
    dated = [(one.resource.meta.last_updated, one) for one in different if one.resource.meta]
    stamps = [stamp for stamp, _ in dated if stamp]
    if len(set(stamps)) == len(different):
        newest = max(dated, key=lambda pair: pair[0] or "")[1]
        notes.leave(ref, _title(newest.resource), f"{len(different) - 1} older version(s) of it were not used")
        return [newest]
    notes.conflict([ref], f"{len(different)} different resources share the id {ref}; all were read")
    return different


def _content(resource: Resource) -> Resource:
    """A resource without what only says when it was stored."""
    return msgspec.structs.replace(resource, meta=None)


def _check_birth(events: Events, birth: PartialDate | None, person: Person) -> None:
    """Nothing happens before birth."""
    if birth is None:
        return
    faults = [
        Fault(person.patients[0].file, 0, 0, f"{row.refs[0]}: its date ({row.date}) is before birth ({birth})")
        for rows in events.rows.values()
        for row in rows
        if row.date is not None and row.date.high < birth.low
    ]
    if faults:
        raise RecordError(faults)


def _refuse_other_cancers(events: Events, person: Person) -> None:
    """Another primary cancer alone is not what Onward is for."""
    cancers = {row.cancer for row in events.of("diagnosis") if isinstance(row, Diagnosis)}
    if not cancers or BREAST in cancers or any(_of_breast(row) for row in events.of("marker")):
        return
    names = ", ".join(sorted(cancer or "unknown" for cancer in cancers))
    refs = ", ".join(sorted(ref for row in events.of("diagnosis") for ref in row.refs))
    wrong = f"the cancer of this record is not breast cancer ({names}: {refs})"
    raise NotSupportedError(Fault(person.patients[0].file, 0, 0, wrong, "a person with breast cancer"))


def _of_breast(row: object) -> bool:
    return isinstance(row, Marker) and row.site == BREAST
