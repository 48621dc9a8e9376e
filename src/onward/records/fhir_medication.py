"""MedicationStatement, -Request, -Administration, -Dispense -> ``drug`` (against the cancer) or ``medication``.

A product is known by its code, else by the names of substances in its text, so that a product code nobody has seen
works too; several substances are several rows of one regimen. A cancer drug given for another disease is a medication.
What the record does not say (whether it goes on, why it was given) stays unknown.
"""

from __future__ import annotations

from typing import Any

from onward.events.tables import Drug, Medication
from onward.records.documents import Found
from onward.records.fhir_reading import NOBODY_KNOWS, Reading
from onward.records.resources import CodeableConcept, Period, Resource, concepts_of, extensions_of
from onward.values.dates import PartialDate

_NOT_TAKEN = {
    "not-taken": "it was not taken",
    "not-done": "it was not given",
    "cancelled": "it was cancelled",
    "declined": "it was declined",
    "draft": "it is a draft",
    "intended": "it is only intended",
    "in-preparation": "it is only being prepared",
    "preparation": "it is only being prepared",
    "unknown": "whether it was taken is unknown",
}
_OVER = frozenset({"completed", "stopped", "ended"})
_NO_ORDER = frozenset({"proposal", "plan", "option"})
_SINGLE = frozenset({"MedicationAdministration", "MedicationDispense"})
SUPPORTIVE = "supportive"
CURATIVE = "curative"


def read_medication(found: Found, reading: Reading) -> None:
    """Read one statement, order, administration or dispense."""
    resource = found.resource
    concept = _product(found, reading)
    shown = concept.shown if concept else "a medication that is not named"
    why = _why_not(resource)
    if why:
        reading.notes.leave(found.ref, shown, why)
        return
    if concept is None:
        reading.notes.leave(found.ref, shown, "no medication is named")
        return
    names = drugs_of(found, reading, concept)
    times = _times(found, reading)
    if times is None:
        return
    if not names:
        reading.notes.leave(found.ref, f"medication: {shown}", NOBODY_KNOWS)
        reading.notes.add(Medication, found.ref, name=shown.lower(), known=False, **_taken(times))
        return
    cancer = _against_cancer(found, reading)
    for name in names:
        if cancer is not False and is_anticancer(name, reading):
            reading.notes.add(Drug, found.ref, **_given(found, reading, name, times, names))
        else:
            reading.notes.add(Medication, found.ref, name=name, known=True, **_taken(times))


def _product(found: Found, reading: Reading) -> CodeableConcept | None:
    """What was given: named here, or by a Medication that is contained or referred to."""
    resource = found.resource
    if resource.medication_codeable_concept is not None:
        return resource.medication_codeable_concept
    target = reading.follow(resource.medication_reference, resource)
    if target is not None:
        return target.code
    display = resource.medication_reference.display if resource.medication_reference else None
    return CodeableConcept(text=display) if display else None


def _why_not(resource: Resource) -> str | None:
    if resource.do_not_perform:
        return "it is an order not to give it"
    if resource.intent in _NO_ORDER:
        return f"it is a {resource.intent}, no order"
    return _NOT_TAKEN.get(resource.status or "")


def drugs_of(found: Found, reading: Reading, concept: CodeableConcept) -> tuple[str, ...]:
    """Generic names or class words of a product, each once; a code and a text that differ are told."""
    texts = [*(coding.display for coding in concept.coding or ()), concept.text]
    named = reading.codes.words_in("drug", *texts)
    coded = reading.codes.coded("drug", concept)
    if coded is not None and coded not in named:
        if named and reading.codes.attributes("drug", named[0]).get("part_of") != coded:
            said = f"'{concept.shown}' is coded as {coded} and named {named[0]}; {coded} was taken"
            reading.notes.conflict([found.ref], said)
            named = []
        named = named or [coded]
    return _ingredients(named or reading.codes.words_in("class", *texts), reading)


def _ingredients(names: list[str], reading: Reading) -> tuple[str, ...]:
    """The drugs themselves, in the place of products that hold several."""
    found: list[str] = []
    for name in names:
        parts = reading.codes.attributes("drug", name).get("ingredients")
        found.extend(str(part) for part in parts) if isinstance(parts, list | tuple) else found.append(name)
    return tuple(dict.fromkeys(found))


def is_anticancer(name: str, reading: Reading) -> bool:
    """Whether a drug or class is one against cancer: one of its classes is, and none is supportive."""
    classes = reading.codes.classes_of(name) | {name}
    return SUPPORTIVE not in classes and any(
        reading.codes.attributes("class", one).get("anticancer") for one in classes
    )


def _against_cancer(found: Found, reading: Reading) -> bool | None:
    """False where every reason that is given is another disease; none given says nothing."""
    reasons = reading.reasons(found.resource)
    if not reasons:
        return None
    for reason in reasons:
        if reading.codes.meaning("cancer", reason) or reading.codes.meaning("metastasis", reason):
            return True
    known = [reading.codes.meaning("condition", reason) for reason in reasons]
    return False if all(known) else None


def _times(found: Found, reading: Reading) -> dict[str, Any] | None:
    """First day, last day, whether it goes on; ``None`` where they cannot be, which is a fault."""
    resource = found.resource
    period = resource.effective_period or _bounds(resource)
    start = reading.begun(found, "effective", resource.effective_date_time, period)
    ordered = reading.notes.day(found, "authoredOn", resource.authored_on)
    start = start or ordered
    end = _end(found, reading, period)
    if start and end and start.low > end.high:
        reading.notes.fault(found, f"it ends ({end}) before it begins ({start})", "an end after the beginning")
        return None
    if end is not None and end.low > reading.notes.today:
        return {"date": start, "end": None, "ongoing": resource.status not in _OVER}
    if resource.resource_type in _SINGLE and end is None:
        return {"date": start, "end": None, "ongoing": None}
    if end is not None or resource.status in _OVER:
        return {"date": start, "end": end, "ongoing": False}
    return {"date": start, "end": None, "ongoing": True if resource.status == "active" else None}


def _bounds(resource: Resource) -> Period | None:
    for dosage in resource.dosage_instruction or ():
        if dosage.timing and dosage.timing.repeat and dosage.timing.repeat.bounds_period:
            return dosage.timing.repeat.bounds_period
    return None


def _end(found: Found, reading: Reading, period: Period | None) -> PartialDate | None:
    """The last day; one that lies ahead is the plan, not the end."""
    return reading.notes.day(found, "end", period.end, future=True) if period else None


def _given(
    found: Found, reading: Reading, name: str, times: dict[str, Any], together: tuple[str, ...]
) -> dict[str, Any]:
    """The columns of a drug: only what is stated."""
    resource = found.resource
    stopped = _stopped_for(resource, reading)
    known = {"regimen": found.ref if len(together) > 1 else None, "stopped_for": stopped}
    if stopped and times["ongoing"] is None:
        times = {**times, "ongoing": False}
    return {"drug": name, **times, "intent": intent_of(found, reading), **known}


def _stopped_for(resource: Resource, reading: Reading) -> str | None:
    """Why it ended, where the record says so."""
    for extension in extensions_of(resource, "mcode-treatment-termination-reason", "termination-reason"):
        word = reading.codes.word("stopped_for", extension.value_codeable_concept)
        if word:
            return word
    for concept in concepts_of(resource.status_reason):
        word = reading.codes.word("stopped_for", concept)
        word = word or next(iter(reading.codes.words_in("stopped_for", concept.text)), None)
        if word:
            return word
    return None


def intent_of(found: Found, reading: Reading) -> str | None:
    """Why a treatment was given, as an extension, a category or a reason says; ``curative`` is settled later."""
    resource = found.resource
    concepts = [
        extension.value_codeable_concept
        for extension in extensions_of(resource, "procedure-intent", "treatment-intent", "mcode-treatmentIntent")
    ]
    concepts += concepts_of(resource.category)
    for concept in concepts:
        word = reading.codes.word("treatment_intent", concept)
        word = word or (next(iter(reading.codes.words_in("treatment_intent", concept.text)), None) if concept else None)
        if word:
            return word
    return None


def _taken(times: dict[str, Any]) -> dict[str, Any]:
    return {"date": times["date"], "end": times["end"], "ongoing": times["ongoing"]}
