"""How bad a symptom or side effect is: the grade that a resource states, else the one that its severity stands for.

A grade that is written ("grade 3") counts as it is, wherever a sender may put it: in an extension of one of the
published guides, in the severity, as the stage of a condition, in the name of the event. A word or code for severity
stands for the grade that knowledge gives it, and that it was read so is told.
"""

from __future__ import annotations

import re

from onward.records.documents import Found
from onward.records.fhir_reading import Reading
from onward.records.resources import CodeableConcept, Resource, Stage, concept_of, extensions_of

_EXTENSIONS = ("ctcae-grade", "adverse-event-grade", "ae-grade", "severity-or-grade", "grade")
"""As the guides for adverse events (CTC, clinical research R4, CodeX radiation therapy) call it, and what is near."""

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_NUMBER = r"([0-5]|III|II|IV|I|V)"
_ALONE = re.compile(r"\b(?:grade\s*)?([0-5])\b", re.IGNORECASE)
_NAMED = re.compile(rf"\b(?:grade[\s:-]*{_NUMBER}|G([1-5]))\b", re.IGNORECASE)
_ABOUT_GRADES = re.compile(rf"\(?\b(?:CTCAE\b[\sv\d.]*)?(?:grade[\s:-]*{_NUMBER}|G[1-5])\b\)?", re.IGNORECASE)


def ctcae_grade(found: Found, reading: Reading) -> int | None:
    """The grade of one side effect; ``None`` where the resource says nothing of it."""
    grade = written_grade(found.resource)
    return grade if grade is not None else _meant(found, reading)


def written_grade(resource: Resource) -> int | None:
    """The grade that is written as one; a disease may be "severe" without being a side effect of any grade."""
    for extension in extensions_of(resource, *_EXTENSIONS):
        grade = _written(extension.value_codeable_concept, _ALONE)
        if grade is not None:
            return grade
    stages = [stage.summary for stage in resource.stage or () if _tells_a_grade(stage)]
    for concept, form in (
        (concept_of(resource.severity), _ALONE),
        *((stage, _NAMED) for stage in stages),
        *((stage, _ALONE) for stage in stages),
    ):
        grade = _written(concept, form)
        if grade is not None:
            return grade
    return _written(concept_of(resource.event) or resource.code, _NAMED)


def without_grade(concept: CodeableConcept | None) -> CodeableConcept | None:
    """The same concept, its text without the grade that a sender wrote into it."""
    if concept is None or not concept.text:
        return concept
    bare = _ABOUT_GRADES.sub(" ", concept.text).strip(" ,;:-")
    return CodeableConcept(coding=concept.coding, text=" ".join(bare.split())) if bare else concept


def _tells_a_grade(stage: Stage) -> bool:
    """Whether a stage is the grade of a side effect, and not how far a cancer has come."""
    said = " ".join((*_texts(stage.type), *_texts(stage.summary))).lower()
    return "ctcae" in said or "toxicity grade" in said or "adverse event grade" in said


def _written(concept: CodeableConcept | None, form: re.Pattern[str]) -> int | None:
    for text in _texts(concept):
        found = form.search(text)
        if found:
            number = next(part for part in found.groups() if part)
            return int(number) if number.isdigit() else _ROMAN[number.upper()]
    return None


def _texts(concept: CodeableConcept | None) -> list[str]:
    if concept is None:
        return []
    coded = [text for coding in concept.coding or () for text in (coding.display, coding.code) if text]
    return coded + [text for text in (concept.text,) if text]


def _meant(found: Found, reading: Reading) -> int | None:
    severity = concept_of(found.resource.severity)
    word = reading.codes.word("severity", severity)
    grade = reading.codes.attributes("severity", word).get("grade") if word else None
    if not isinstance(grade, int) or severity is None:
        return None
    reading.notes.leave(found.ref, f"severity: {severity.shown}", f"read as grade {grade}")
    return grade
