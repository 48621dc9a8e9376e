"""How bad a side effect is: every place where senders put a CTCAE grade, and what a grade of a disease becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.records.bundles import Json, about, cancer, concept, condition

from onward.events.tables import Events

Read = Callable[..., Events]
HL7 = "http://hl7.org/fhir"
GRADE_EXTENSIONS = [
    f"{HL7}/us/ctcae/StructureDefinition/ctcae-grade",
    f"{HL7}/uv/ae-research-backport-ig/StructureDefinition/ae-grade",
    f"{HL7}/us/codex-radiation-therapy/StructureDefinition/codexrt-radiotheraphy-adverse-event-severity-or-grade",
    f"{HL7}/us/codex-radiation-therapy/StructureDefinition/codexrt-radiotherapy-adverse-event-severity-or-grade",
]


def event(name: str, **more: Any) -> Json:
    start = {"resourceType": "AdverseEvent", "id": "a", "subject": about(), "actuality": "actual", "date": "2026-05-01"}
    return {**start, "event": concept(text=name), **more}


def graded(events: Events, table: str) -> list[tuple[str, int | None]]:
    """Name and grade of each row."""
    return [(getattr(row, "term", None) or row.name, row.ctcae_grade) for row in events.of(table)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", GRADE_EXTENSIONS)
def test_extensions_that_hold_a_grade(read: Read, url: str) -> None:
    severe = event("Diarrhea", extension=[{"url": url, "valueCodeableConcept": concept("x", "3", "Grade 3")}])
    assert graded(read(cancer(), severe), "symptom") == [("diarrhea", 3)]


@pytest.mark.parametrize("said", ["Grade 0", "0"])
def test_grade_0_says_that_it_was_looked_for_and_not_found(read: Read, said: str) -> None:
    none = event("Diarrhea", extension=[{"url": GRADE_EXTENSIONS[0], "valueCodeableConcept": concept(text=said)}])
    assert graded(read(cancer(), none), "symptom") == [("diarrhea", 0)]


@pytest.mark.parametrize(
    ("stage", "grade"),
    [
        ({"summary": concept(text="Grade 3"), "type": concept(text="CTCAE grade")}, 3),
        ({"summary": concept(text="CTCAE v5.0 grade 2")}, 2),
        ({"summary": concept(text="CTCAE 5.0 Grade III")}, 3),
        ({"summary": concept(text="Stage IIB")}, None),
        ({"summary": concept(text="2"), "type": concept(text="AJCC stage")}, None),
    ],
)
def test_a_grade_as_the_stage_of_a_condition(read: Read, stage: Json, grade: int | None) -> None:
    assert graded(read(cancer(), condition(concept(text="Nausea"), stage=[stage])), "symptom") == [("nausea", grade)]


@pytest.mark.parametrize(
    "name", ["Diarrhea grade 3", "Grade 3 diarrhea", "Diarrhea, CTCAE v5.0 grade 3", "Diarrhea (G3)"]
)
def test_a_grade_in_the_name_of_an_event(read: Read, name: str) -> None:
    assert graded(read(cancer(), event(name)), "symptom") == [("diarrhea", 3)]
    assert graded(read(cancer(), condition(concept(text=name))), "symptom") == [("diarrhea", 3)]


def test_a_disease_keeps_its_grade(read: Read) -> None:
    colitis = condition(concept(text="colitis"), severity=concept(text="CTCAE grade 3"))
    assert graded(read(cancer(), colitis), "condition") == [("colitis", 3)]


def test_a_disease_without_a_grade_has_none(read: Read) -> None:
    severe = condition(concept(text="hypertension"), severity=concept(text="severe"))
    assert graded(read(cancer(), severe), "condition") == [("hypertension", None)]


def test_an_adverse_event_that_is_a_disease_is_that_disease(read: Read) -> None:
    events = read(cancer(), event("colitis", severity=concept(text="Grade 4")))
    assert graded(events, "condition") == [("colitis", 4)]
    assert events.of("symptom") == ()


def test_an_adverse_event_that_is_over_is_no_side_effect_of_today(read: Read) -> None:
    over = event("Diarrhea", severity=concept(text="Grade 3"), outcome=concept("x", "resolved", "Resolved"))
    events = read(cancer(), over)
    assert events.of("symptom") == ()
    assert [unused.reason for unused in events.unused] == ["it is over"]
    going = event("Diarrhea", severity=concept(text="Grade 3"), outcome=concept("x", "ongoing", "Ongoing"))
    assert graded(read(cancer(), going), "symptom") == [("diarrhea", 3)]


def test_a_graded_name_that_a_chart_has_a_word_for_is_that_word(read: Read) -> None:
    events = read(cancer(), condition(concept(text="Peripheral neuropathy grade 3")))
    assert graded(events, "condition") == [("peripheral-neuropathy-grade-3", 3)]
    assert events.of("symptom") == ()
