"""Allergies and intolerances in charts and FHIR become conditions that name the drug, and go back to FHIR as such."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.unit.records.bundles import RXNORM, about, cancer, concept, condition
from tests.unit.records.conftest import only, said

from onward.events.tables import Condition, Events
from onward.knowledge.loader import load
from onward.records.allergies import Allergy, named
from onward.records.as_fhir import FhirWriter, resources
from onward.records.chart import ChartReader
from onward.records.fhir import FhirReader

Read = Callable[..., Events]


def allergy(code: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    coded = {} if code is None else {"code": code}
    return {"resourceType": "AllergyIntolerance", "id": "a", "patient": about(), **coded, **more}


def test_a_name_holds_the_kind_and_the_substance() -> None:
    assert named("allergy to nab-paclitaxel") == Allergy("allergy", "nab-paclitaxel")
    assert named("intolerance to drugs given to mice") == Allergy("intolerance", "drugs given to mice")
    assert named("fracture due to fall") is None
    assert named("allergy") is None


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("allergies: [paclitaxel]", {"name": "allergy to paclitaxel"}),
        ("allergies: [Nab Paclitaxel]", {"name": "allergy to nab-paclitaxel"}),
        ("allergies: [taxane]", {"name": "allergy to taxane"}),
        ("allergies: [Cremophor EL]", {"name": "allergy to polyoxyl castor oil"}),
        ("allergies: [soy lecithin]", {"name": "allergy to soya"}),
        ("conditions: [allergy to peanuts]", {"name": "allergy to peanut"}),
        (
            "allergies: [{substance: docetaxel, kind: intolerance, date: 2024-05, status: resolved}]",
            {"name": "intolerance to docetaxel", "date": "2024-05", "status": "resolved"},
        ),
        ("conditions: [paclitaxel-allergy]", {"name": "allergy to paclitaxel"}),
        ("conditions: [allergy-to-paclitaxel]", {"name": "allergy to paclitaxel"}),
        ("conditions: [{name: carboplatin hypersensitivity, date: 2020}]",
         {"name": "allergy to carboplatin", "date": "2020"}),
    ],
)  # fmt: skip
def test_in_charts(written: str, row: dict[str, Any]) -> None:
    events = ChartReader(load()).read_text(f"id: x\nas_of: 2026-06-01\n{written}\n", "x.yaml")
    assert said(only(events, "condition")) == row
    assert events.unused == ()


def test_a_substance_that_nobody_knows_is_kept_and_listed() -> None:
    events = ChartReader(load()).read_text("id: x\nas_of: 2026-06-01\nallergies: [Pollen]\n", "x.yaml")
    assert said(only(events, "condition")) == {"name": "allergy to pollen"}
    assert [each.what for each in events.unused] == ["allergy: Pollen"]


@pytest.mark.parametrize(
    ("resource", "row"),
    [
        (allergy(concept(RXNORM, "56946")), {"name": "allergy to paclitaxel"}),
        (allergy(concept(text="Paclitaxel")), {"name": "allergy to paclitaxel"}),
        (allergy(concept(text="Taxol"), type="intolerance"), {"name": "intolerance to paclitaxel"}),
        (
            allergy(None, reaction=[{"substance": concept(text="docetaxel")}], onsetDateTime="2024-05-01"),
            {"name": "allergy to docetaxel", "date": "2024-05-01"},
        ),
        (
            allergy(concept(text="carboplatin"), clinicalStatus=concept(None, "resolved")),
            {"name": "allergy to carboplatin", "status": "resolved"},
        ),
        (
            allergy(concept(text="carboplatin"), verificationStatus=concept(None, "refuted")),
            {"name": "allergy to carboplatin", "status": "refuted"},
        ),
        (condition(concept(text="Allergy to paclitaxel")), {"name": "allergy to paclitaxel"}),
    ],
)
def test_in_fhir(read: Read, resource: dict[str, Any], row: dict[str, Any]) -> None:
    events = read(cancer(), resource)
    assert said(only(events, "condition")) == row
    assert events.unused == ()


def test_what_fhir_does_not_say_of_a_drug_is_listed(read: Read) -> None:
    assert [each.what for each in read(cancer(), allergy(concept(text="Pollen"))).unused] == ["allergy: Pollen"]
    assert [each.what for each in read(cancer(), allergy(None)).unused] == ["allergy: allergy without a code"]
    wrong = allergy(concept(text="paclitaxel"), verificationStatus=concept(None, "entered-in-error"))
    events = read(cancer(), wrong)
    assert [each.reason for each in events.unused] == ["entered in error"]
    assert not events.of("condition")


def test_back_to_fhir(read: Read) -> None:
    chart = "id: x\nas_of: 2026-06-01\nsex: female\nallergies: [paclitaxel, {substance: taxane, kind: intolerance}]\n"
    events = ChartReader(load()).read_text(chart, "x.yaml")
    bundle = FhirWriter(load()).bundle(events)
    assert bundle is not None
    written = [each for each in resources(bundle) if each["resourceType"] == "AllergyIntolerance"]
    assert [(each["type"], each["code"], each["patient"]) for each in written] == [
        ("allergy", {"text": "paclitaxel"}, {"reference": "Patient/patient-1"}),
        ("intolerance", {"text": "taxane"}, {"reference": "Patient/patient-1"}),
    ]
    assert [row.name for row in read(bundle).of("condition")] == [row.name for row in events.of("condition")]  # type: ignore[attr-defined]


def test_an_allergy_is_read_though_another_kind_of_resource_has_a_field_of_a_type_of_its_own() -> None:
    """A document that cannot be decoded at once is read piece by piece: no kind that is used may be lost there."""
    entries = [
        {"resource": {"resourceType": "Patient", "id": "p", "gender": "female"}},
        {"resource": {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": "carboplatin"}}},
        {"resource": {"resourceType": "Claim", "id": "c", "code": 7}},
    ]
    content = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    (events,) = FhirReader(load(), date(2026, 11, 25)).read_bytes(content, "b.json")
    assert [row.name for row in events.rows["condition"] if isinstance(row, Condition)] == ["allergy to carboplatin"]


def test_a_reaction_names_the_drug_by_its_generic_name() -> None:
    written = "id: x\nas_of: 2026-06-01\nsymptoms: [{term: anaphylaxis, ctcae_grade: 4, attributed_to: Taxol}]\n"
    events = ChartReader(load()).read_text(written, "x.yaml")
    assert said(only(events, "symptom"))["attributed_to"] == "paclitaxel"


def test_an_excipient_is_read_from_fhir(read: Read) -> None:
    events = read(cancer(), allergy(concept(text="Peanut allergy")))
    assert "allergy to peanut" in [row.name for row in events.rows["condition"] if isinstance(row, Condition)]
