"""AllergyIntolerance -> a condition that names the drug or class of drugs that the person does not tolerate.

The substance is looked up among the drugs, by code and by text; one that no drug has is kept and listed, for it may
matter to somebody who reads the plan. "No known allergy" says nothing about any drug.
"""

from __future__ import annotations

from onward.events.tables import Condition
from onward.records.allergies import KINDS, Allergy
from onward.records.documents import Found
from onward.records.fhir_medication import drugs_of
from onward.records.fhir_reading import NOBODY_KNOWS, Reading, clinical_state, status_code
from onward.records.resources import CodeableConcept, Resource
from onward.values.dates import PartialDate

ALLERGY, INTOLERANCE = KINDS


def read_allergy(found: Found, reading: Reading) -> None:
    """Read one allergy or intolerance."""
    resource = found.resource
    verification = status_code(resource.verification_status)
    shown = _shown(resource)
    if verification == "entered-in-error":
        reading.notes.leave(found.ref, shown, "entered in error")
        return
    since = _since(found, reading)
    status = clinical_state(resource)
    kind = INTOLERANCE if resource.type == INTOLERANCE else ALLERGY
    names = {name: None for concept in _substances(resource) for name in _named(found, reading, concept)}
    for name in names:
        allergy = Allergy(kind, name)
        reading.notes.add(Condition, found.ref, name=allergy.name, date=since, status=status, known=True)
    if not names:
        reading.notes.leave(found.ref, f"{kind}: {shown}", NOBODY_KNOWS)


def allergies_said(found: Found, reading: Reading, concept: CodeableConcept) -> tuple[Allergy, ...]:
    """The allergies that the words for a condition name ("allergy to" a drug)."""
    texts = [*(coding.display for coding in concept.coding or ()), concept.text]
    kinds = reading.codes.words_in("allergy", *texts)
    return tuple(Allergy(kinds[0], name) for name in _named(found, reading, concept)) if kinds else ()


def _named(found: Found, reading: Reading, concept: CodeableConcept) -> tuple[str, ...]:
    """The drugs or classes that a substance is; where it is none, the excipients of drugs that its words name."""
    texts = [*(coding.display for coding in concept.coding or ()), concept.text]
    return drugs_of(found, reading, concept) or tuple(reading.codes.words_in("excipient", *texts))


def _substances(resource: Resource) -> list[CodeableConcept]:
    """What it is against: the code, and the substances of each reaction."""
    reactions = (reaction.substance for reaction in resource.reaction or ())
    return [concept for concept in (resource.code, *reactions) if concept is not None and not concept.absent]


def _shown(resource: Resource) -> str:
    return next((concept.shown for concept in _substances(resource)), "allergy without a code")


def _since(found: Found, reading: Reading) -> PartialDate | None:
    resource = found.resource
    reading.notes.day(found, "recordedDate", resource.recorded_date)
    return reading.begun(found, "onset", resource.onset_date_time, resource.onset_period)
