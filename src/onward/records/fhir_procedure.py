"""Procedure -> the table ``procedure``; AdverseEvent -> the table ``symptom``, or ``condition`` where it is a disease.

A procedure that is no more than "chemotherapy" is a treatment of which only the class is known: it is kept apart and
becomes a row only where no drug of that class is recorded at the time (``fhir_settling``).
"""

from __future__ import annotations

from onward.events.tables import Condition, Procedure, Symptom
from onward.records.documents import Found
from onward.records.fhir_grades import ctcae_grade, without_grade
from onward.records.fhir_medication import intent_of
from onward.records.fhir_reading import NOBODY_KNOWS, Reading, status_code
from onward.records.resources import Resource, concept_of

_NOT_DONE = {
    "not-done": "it was not done",
    "preparation": "it is only planned",
    "unknown": "whether it was done is unknown",
    "on-hold": "it was put on hold",
}
_OVER = frozenset({"resolved", "resolvedwithsequelae", "resolvedWithSequelae"})


def read_procedure(found: Found, reading: Reading) -> None:
    """Read one procedure."""
    resource = found.resource
    concept = resource.code
    shown = concept.shown if concept else "a procedure without a code"
    why = _NOT_DONE.get(resource.status or "")
    if why or concept is None:
        reading.notes.leave(found.ref, shown, why or "no code")
        return
    begun = reading.begun(found, "performed", resource.performed_date_time, resource.performed_period)
    period = resource.performed_period
    end = reading.notes.day(found, "performedPeriod.end", period.end) if period else None
    if begun and end and begun.low > end.high:
        reading.notes.fault(found, f"it ends ({end}) before it begins ({begun})", "an end after the beginning")
        return
    therapy = reading.codes.meaning("systemic_therapy", concept)
    meaning = reading.meaning(found, "procedure", concept)
    if meaning is None and therapy is not None:
        columns = {"drug": therapy.word, "date": begun, "end": end, "intent": intent_of(found, reading)}
        reading.class_only.append((found.ref, columns))
        return
    if meaning is None:
        reading.notes.leave(found.ref, f"procedure: {shown}", NOBODY_KNOWS)
        return
    if therapy is not None:
        said = f"'{shown}' is coded as {meaning.word} and named {therapy.word}; {meaning.word} was taken"
        reading.notes.conflict([found.ref], said)
    site = reading.site(found, resource.body_site)
    intent = intent_of(found, reading)
    columns = {"date": begun, "end": end if end != begun else None, "site": site, "intent": intent}
    reading.notes.add(Procedure, found.ref, name=meaning.word, **columns)


def read_adverse_event(found: Found, reading: Reading) -> None:
    """Read one adverse event: its term, and its CTCAE grade where it has one."""
    resource = found.resource
    if resource.actuality == "potential":
        reading.notes.leave(found.ref, _event(resource), "it is only a potential event")
        return
    if status_code(concept_of(resource.outcome)) in _OVER:
        reading.notes.leave(found.ref, _event(resource), "it is over")
        return
    named = without_grade(concept_of(resource.event))
    term, disease = reading.codes.word("symptom_term", named), reading.codes.word("condition", named)
    if term is None and disease is None:
        reading.notes.leave(found.ref, f"adverse event: {_event(resource)}", NOBODY_KNOWS)
        return
    day, grade = reading.notes.day(found, "date", resource.date), ctcae_grade(found, reading)
    if term is not None:
        reading.notes.add(Symptom, found.ref, term=term, date=day, ctcae_grade=grade)
    elif grade != 0:
        columns = {"date": day, "status": "active", "ctcae_grade": grade, "known": True}
        reading.notes.add(Condition, found.ref, name=disease, **columns)


def _event(resource: Resource) -> str:
    event = concept_of(resource.event)
    return event.shown if event else "adverse event without a code"
