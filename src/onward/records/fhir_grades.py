"""How bad a symptom or side effect is: the grade that a resource states, else the one that its severity stands for.

A grade that is written ("grade 3") counts as it is. A word or code for severity stands for the grade that knowledge
gives it, and that it was read so is told.
"""

from __future__ import annotations

import re

from onward.records.documents import Found
from onward.records.fhir_reading import Reading
from onward.records.resources import CodeableConcept, extensions_of

_GRADE = re.compile(r"\b(?:grade\s*)?([1-5])\b", re.IGNORECASE)


def ctcae_grade(found: Found, reading: Reading) -> int | None:
    """The grade of one resource; ``None`` where it says nothing of it."""
    resource = found.resource
    stated = [
        extension.value_codeable_concept
        for extension in extensions_of(resource, "ctcae-grade", "adverse-event-grade", "grade")
    ]
    for concept in (*stated, resource.severity):
        grade = _written(concept)
        if grade is not None:
            return grade
    return _meant(found, reading)


def _written(concept: CodeableConcept | None) -> int | None:
    for text in _texts(concept):
        found = _GRADE.search(text)
        if found:
            return int(found[1])
    return None


def _texts(concept: CodeableConcept | None) -> list[str]:
    if concept is None:
        return []
    coded = [text for coding in concept.coding or () for text in (coding.display, coding.code) if text]
    return coded + [text for text in (concept.text,) if text]


def _meant(found: Found, reading: Reading) -> int | None:
    severity = found.resource.severity
    word = reading.codes.word("severity", severity)
    grade = reading.codes.attributes("severity", word).get("grade") if word else None
    if not isinstance(grade, int) or severity is None:
        return None
    reading.notes.leave(found.ref, f"severity: {severity.shown}", f"read as grade {grade}")
    return grade
