"""What reading the resources of one person takes: the codes, the notes, whose they are, and small common questions.

The functions that read one kind of resource each get this and one resource, and add to the notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from onward.records.codes import Codes, Meaning
from onward.records.documents import Found
from onward.records.notes import Notes
from onward.records.people import Person
from onward.records.resources import (
    CodeableConcept,
    Period,
    Reference,
    Resource,
    concepts_of,
    references_of,
)
from onward.values.dates import PartialDate

NOBODY_KNOWS = "no rule knows this"
ENDED = {"inactive": "resolved", "remission": "resolved", "resolved": "resolved"}
"""Clinical states of a condition that no longer counts."""
NOT_UNDERSTOOD = "its value is not understood"


@dataclass(slots=True)
class Cancer:
    """One statement of a primary cancer, before those of one cancer are joined."""

    ref: str
    cancer: str
    date: PartialDate | None = None
    histology: str | None = None
    laterality: str | None = None
    status: str | None = None


@dataclass(slots=True)
class StageGroup:
    """One statement of how far the cancer had come."""

    ref: str
    stage: str
    date: PartialDate | None = None
    observed: bool = False
    """Whether it is an observation of its own, not the summary of a diagnosis."""


@dataclass(slots=True)
class Reading:
    """One person's resources while they are read."""

    codes: Codes
    notes: Notes
    person: Person
    cancers: list[Cancer] = field(default_factory=list)
    stages: list[StageGroup] = field(default_factory=list)
    nowhere: list[tuple[str, str, PartialDate | None]] = field(default_factory=list)
    """Secondary cancers without a site that is known: reference, what it is called, since when."""
    class_only: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Treatments of which the record names only the class, with the columns they would have."""

    def meaning(self, found: Found, value_set: str, concept: CodeableConcept | None) -> Meaning | None:
        """What a concept means; a contradiction within it is told."""
        meaning = self.codes.meaning(value_set, concept)
        if meaning and meaning.against and concept is not None:
            said = f"'{concept.shown}' is coded as {meaning.word} and as {meaning.against}; {meaning.word} was taken"
            self.notes.conflict([found.ref], said)
        return meaning

    def site(self, found: Found, concepts: CodeableConcept | tuple[CodeableConcept, ...] | None) -> str | None:
        """The first body site that is known; one that is not is left."""
        for concept in concepts_of(concepts):
            word = self.codes.word("site", concept)
            if word is not None:
                return word
            self.notes.leave(found.ref, f"body site: {concept.shown}", NOBODY_KNOWS)
        return None

    def laterality(self, *concepts: CodeableConcept | None) -> str | None:
        """The side that a code or a text names."""
        for concept in concepts:
            for coding in (concept.coding or ()) if concept else ():
                word = self.codes.word("laterality", CodeableConcept(coding=(coding,)))
                word = word or next(iter(self.codes.words_in("laterality", coding.display)), None)
                if word:
                    return word
            word = next(iter(self.codes.words_in("laterality", concept.text)), None) if concept else None
            if word:
                return word
        return None

    def begun(self, found: Found, field: str, day: str | None, period: Period | None) -> PartialDate | None:
        """A date that is a day or the start of a period."""
        if day:
            return self.notes.day(found, f"{field}DateTime", day)
        return self.notes.day(found, f"{field}Period.start", period.start) if period else None

    def reasons(self, resource: Resource) -> list[CodeableConcept]:
        """Why something was done: codes, and the codes of conditions referred to."""
        reasons = list(concepts_of(resource.reason_code))
        for reference in references_of(resource.reason_reference):
            target = self.person.follow(reference, resource)
            if target is not None and target.code is not None:
                reasons.append(target.code)
            elif reference.display:
                reasons.append(CodeableConcept(text=reference.display))
        return reasons

    def follow(self, reference: Reference | None, within: Resource | None = None) -> Resource | None:
        """The resource that a reference points at."""
        return self.person.follow(reference, within)


def observed_on(reading: Reading, found: Found) -> PartialDate | None:
    """When an observation was true: its own date, else that of its specimen, else when it was issued."""
    resource = found.resource
    day = reading.begun(found, "effective", resource.effective_date_time, resource.effective_period)
    if day is not None:
        return day
    if resource.effective_instant:
        return reading.notes.day(found, "effectiveInstant", resource.effective_instant)
    specimen = specimen_of(reading, found)
    collected = specimen.collection if specimen else None
    if collected is not None:
        day = reading.begun(found, "collected", collected.collected_date_time, collected.collected_period)
    if day is None and resource.issued and not (resource.effective_date_time or resource.effective_period):
        day = reading.notes.day(found, "issued", resource.issued)
    return day


def specimen_of(reading: Reading, found: Found) -> Resource | None:
    """The specimen that an observation was made on."""
    for reference in references_of(found.resource.specimen):
        target = reading.follow(reference, found.resource)
        if target is not None and target.resource_type == "Specimen":
            return target
    return None


def status_code(concept: CodeableConcept | None) -> str | None:
    """The code of a status that has a required code system; its text where there is no code."""
    if concept is None:
        return None
    code = next((coding.code for coding in concept.coding or () if coding.code), None)
    return (code or concept.text or "").strip().lower() or None


def clinical_state(resource: Resource) -> str | None:
    """Whether a condition is refuted, resolved or active; ``None`` where the record does not say, as charts have it."""
    if status_code(resource.verification_status) == "refuted":
        return "refuted"
    stated = status_code(resource.clinical_status)
    return ENDED.get(stated, "active") if stated else None
