"""What each thing that records say becomes: one row of a table for one resource, or what is told about it."""

# ruff: noqa: E501 - tables: one case, one line
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.records.bundles import (
    ICD10,
    LOINC,
    RXNORM,
    SNOMED,
    Json,
    about,
    cancer,
    concept,
    condition,
    drug,
    lab,
    observation,
    patient,
    procedure,
    quantity,
)  # fmt: skip
from tests.unit.records.conftest import only, said

from onward.events.tables import Events

Read = Callable[..., Events]
POSITIVE, NEGATIVE = concept(SNOMED, "10828004"), concept(SNOMED, "260385009")


def loinc(code: str, text: str | None = None) -> Json:
    return concept(LOINC, code, text=text)


MARKERS: list[tuple[Json, Json, dict[str, Any]]] = [
    (loinc("85337-4"), {"valueCodeableConcept": POSITIVE}, {"name": "ER", "text": "positive"}),
    (loinc("40556-3"), {"valueCodeableConcept": concept(LOINC, "LA6577-6")}, {"name": "ER", "text": "negative"}),
    (loinc("16112-5"), {"valueString": "Positive (90 %)"}, {"name": "ER", "text": "positive", "number": 90.0}),
    (loinc("85329-1"), quantity(90, "%"), {"name": "ER", "number": 90.0}),
    (loinc("85329-1"), quantity(0, "%"), {"name": "ER", "number": 0.0}),
    (loinc("85329-1"), quantity(1, "%", "<"), {"name": "ER", "text": "negative"}),
    (loinc("85329-1"), quantity(95, "%", ">"), {"name": "ER", "number": 95.0}),
    (concept(text="Estrogen receptor"), {"valueString": "< 1 %"}, {"name": "ER", "text": "negative"}),
    (concept(text="ER status"), {"interpretation": [concept(text="Positive")]}, {"name": "ER", "text": "positive"}),
    (loinc("85339-0"), {"valueBoolean": True}, {"name": "PR", "text": "positive"}),
    (loinc("85325-9"), quantity(40, "%"), {"name": "PR", "number": 40.0}),
    (concept(text="Progesterone Receptor"), {"valueString": "40%"}, {"name": "PR", "number": 40.0}),
    (loinc("48676-1"), {"valueCodeableConcept": NEGATIVE}, {"name": "HER2", "text": "negative"}),
    (loinc("48676-1"), {"valueCodeableConcept": concept(text="HER2-low")}, {"name": "HER2", "text": "low"}),
    (loinc("85319-2"), {"valueCodeableConcept": concept(text="2+")}, {"name": "HER2-IHC", "text": "2+"}),
    (loinc("85319-2"), {"valueCodeableConcept": concept(LOINC, "LA11843-2", "3+")}, {"name": "HER2-IHC", "text": "3+"}),
    (loinc("18474-7"), {"valueInteger": 0}, {"name": "HER2-IHC", "text": "0"}),
    (loinc("85319-2"), {"valueString": "IHC 1+"}, {"name": "HER2-IHC", "text": "1+"}),
    (loinc("85319-2"), {"valueCodeableConcept": NEGATIVE}, {"name": "HER2", "text": "negative"}),
    (loinc("85318-4"), {"valueCodeableConcept": concept(text="Not amplified")}, {"name": "HER2-ISH", "text": "not-amplified"}),
    (loinc("85318-4"), {"valueCodeableConcept": POSITIVE}, {"name": "HER2-ISH", "text": "amplified"}),
    (loinc("85318-4"), quantity(1.3), {"name": "HER2-ratio", "number": 1.3}),
    (loinc("49683-6"), quantity(2.4, "{ratio}"), {"name": "HER2-ratio", "number": 2.4}),
    (loinc("74860-8"), quantity(6.1), {"name": "HER2-copies", "number": 6.1}),
    (loinc("85330-9"), quantity(30, "%"), {"name": "Ki-67", "number": 30.0}),
    (concept(text="PD-L1 CPS"), quantity(12), {"name": "PD-L1-CPS", "number": 12.0}),
    (loinc("83057-0"), quantity(2, "%"), {"name": "PD-L1-IC", "number": 2.0}),
    (loinc("83053-9"), quantity(5, "%"), {"name": "PD-L1", "number": 5.0}),
    (loinc("81695-9"), {"valueCodeableConcept": concept(LOINC, "LA26203-2")}, {"name": "MSI", "text": "MSI-H"}),
    (concept(text="MMR status"), {"valueString": "proficient"}, {"name": "MSI", "text": "pMMR"}),
    (loinc("94076-7"), quantity(12.5, "/Mb"), {"name": "TMB", "number": 12.5}),
    (loinc("94077-5"), {"valueCodeableConcept": concept(text="High")}, {"name": "TMB", "text": "high"}),
    (loinc("44648-4"), {"valueCodeableConcept": concept(LOINC, "LA27824-4")}, {"name": "histologic-grade", "number": 2.0}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "expected"), MARKERS)
def test_a_marker_is_read_however_it_is_sent(read: Read, code: Json, value: Json, expected: dict[str, Any]) -> None:
    events = read(cancer(), observation(code, **value))
    assert said(only(events, "marker")) == {"date": "2026-05-20", **expected}
    assert not events.unused


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"dataAbsentReason": concept(text="unknown")}, "it has no value (unknown)"),
        ({}, "it has no value"),
        ({"valueString": "see report"}, "its value is not understood"),
        ({**quantity(10, "%", "<")}, "its value is not understood"),
    ],
)
def test_a_marker_without_a_result_is_told(read: Read, value: Json, word: str) -> None:
    events = read(cancer(), observation(loinc("85337-4"), **value))
    assert not events.of("marker")
    assert [unused.reason for unused in events.unused] == [word]


def test_markers_of_one_specimen_are_grouped_and_know_where_they_come_from(read: Read) -> None:
    liver = {"resourceType": "Specimen", "id": "s1", "subject": about(),
             "collection": {"collectedDateTime": "2026-05-18", "bodySite": concept(text="Liver structure")}}  # fmt: skip
    breast = {
        **liver,
        "id": "s0",
        "collection": {"collectedPeriod": {"start": "2018-05"}, "bodySite": concept(SNOMED, "76752008")},
    }
    node = {**liver, "id": "s2", "collection": {"bodySite": concept(text="lymph node")}}
    found = [
        observation(
            loinc("85337-4"), f"o{n}", None, valueCodeableConcept=POSITIVE, specimen={"reference": f"Specimen/s{n}"}
        )
        for n in range(3)
    ]
    rows = [said(row) for row in read(cancer(), liver, breast, node, *found).of("marker")]
    common = {"name": "ER", "text": "positive"}
    assert rows == [
        {**common, "specimen": "s2", "site": "node"},
        {**common, "date": "2018-05", "specimen": "s0", "site": "breast", "metastatic": False},
        {**common, "date": "2026-05-18", "specimen": "s1", "site": "liver", "metastatic": True},
    ]


def test_a_panel_is_read_component_by_component(read: Read) -> None:
    parts = [
        {"code": loinc("85329-1"), **quantity(80, "%")},
        {"code": loinc("85325-9"), **quantity(10, "%")},
        {"code": concept(text="Something else"), **quantity(1)},
    ]
    events = read(cancer(), observation(concept(text="Breast biomarker panel"), component=parts))
    assert [(row.name, row.number) for row in events.of("marker")] == [("ER", 80), ("PR", 10)]  # type: ignore[attr-defined]
    assert [(unused.what, unused.reason) for unused in events.unused] == [("Something else: 1", "no rule knows this")]


def test_markers_that_contradict_are_told(read: Read) -> None:
    events = read(
        cancer(),
        observation(loinc("85337-4"), "a", valueCodeableConcept=POSITIVE),
        observation(loinc("40556-3"), "b", valueCodeableConcept=NEGATIVE),
    )
    assert [(conflict.refs, conflict.what) for conflict in events.conflicts] == [
        (("Observation/a", "Observation/b"), "ER is negative and positive in one specimen")
    ]


LABS = [
    ("26499-4", 3.9, "10*3/uL", ("neutrophils", 3.9)),
    ("26499-4", 3900, "/uL", ("neutrophils", 3.9)),
    ("751-8", 3.9, "x10³/µL", ("neutrophils", 3.9)),
    ("751-8", 3.9, "10*9/L", ("neutrophils", 3.9)),
    ("777-3", 240, "K/uL", ("platelets", 240.0)),
    ("718-7", 124, "g/L", ("hemoglobin", 12.4)),
    ("718-7", 12.4, "g/dL", ("hemoglobin", 12.4)),
    ("2160-0", 88.4, "umol/L", ("creatinine", 0.9999808)),
    ("1975-2", 17.1, "µmol/L", ("bilirubin", 1.000008)),
    ("17861-6", 2.4, "mmol/L", ("calcium", 9.6192)),
    ("1751-7", 40, "g/L", ("albumin", 4.0)),
    ("2345-7", 5.5, "mmol/L", ("glucose", 99.088)),
    ("19123-9", 2.0, "mg/dL", ("magnesium", 0.8228)),
    ("2823-3", 4.1, "meq/L", ("potassium", 4.1)),
    ("1742-6", 31, "IU/L", ("alt", 31.0)),
    ("10230-1", 60, "%", ("lvef", 60.0)),
    ("76634-5", 0.43, "s", ("qtcf", 430.0)),
    ("6301-6", 1.1, None, ("inr", 1.1)),
    ("6301-6", 1.1, "{INR}", ("inr", 1.1)),
    ("6875-9", 30, "U/mL", ("ca15-3", 30.0)),
    ("29463-7", 150, "[lb_av]", ("weight", 68.0388555)),
]


@pytest.mark.parametrize(("code", "value", "unit", "expected"), LABS)
def test_a_laboratory_value_is_in_its_canonical_unit(
    read: Read, code: str, value: float, unit: str | None, expected: tuple[str, float]
) -> None:
    row = only(read(cancer(), lab(code, value, unit)), "lab")
    assert (row.test, row.value) == expected  # type: ignore[attr-defined]


def test_limits_are_converted_with_the_value(read: Read) -> None:
    limits = [{"low": {"value": 60, "unit": "umol/L"}, "high": {"value": 110}}]
    row = only(read(cancer(), lab("2160-0", 88.4, "umol/L", referenceRange=limits)), "lab")
    assert (row.lower_limit, row.upper_limit) == (0.67872, 1.24432)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "unit", "reason"),
    [
        (3.9, None, "it has no unit"),
        (3.9, "furlong", "its unit is not one of neutrophils"),
        (3000, "10*3/uL", "the value is not possible in its unit"),
    ],
)
def test_a_value_whose_unit_says_nothing_is_not_used(read: Read, value: float, unit: str, reason: str) -> None:
    events = read(cancer(), lab("26499-4", value, unit))
    assert not events.of("lab")
    assert [unused.reason for unused in events.unused] == [reason]


def test_a_bound_and_words_are_no_laboratory_values(read: Read) -> None:
    bound = observation(loinc("2160-0"), "a", **quantity(0.5, "mg/dL", "<"))
    words = observation(loinc("2160-0"), "b", valueString="haemolysed")
    events = read(cancer(), bound, words)
    assert not events.of("lab")
    assert [unused.reason for unused in events.unused] == ["a bound is not a value", "its value is not understood"]


STATES: list[tuple[Json, Json, dict[str, Any]]] = [
    (loinc("89247-1"), {"valueInteger": 1}, {"name": "ecog", "number": 1.0}),
    (loinc("89247-1"), {"valueCodeableConcept": concept(LOINC, "LA9625-0")}, {"name": "ecog", "number": 3.0}),
    (concept(text="ECOG performance status"), {"valueString": "2"}, {"name": "ecog", "number": 2.0}),
    (loinc("89243-0"), quantity(90, "%"), {"name": "karnofsky", "number": 90.0}),
    (concept(text="Menopausal status"), {"valueCodeableConcept": concept(SNOMED, "307429007")}, {"name": "menopause", "text": "postmenopausal"}),
    (concept(text="Menopausal status"), {"valueString": "Pre-menopausal"}, {"name": "menopause", "text": "premenopausal"}),
    (loinc("82810-3"), {"valueCodeableConcept": concept(SNOMED, "60001007")}, {"name": "pregnant", "truth": False}),
    (loinc("82810-3"), {"valueCodeableConcept": concept(LOINC, "LA15173-0")}, {"name": "pregnant", "truth": True}),
    (loinc("97509-4"), {"valueCodeableConcept": concept(SNOMED, "271299001")}, {"name": "disease-status", "text": "progression"}),
    (loinc("88040-1"), {"valueCodeableConcept": concept(SNOMED, "268910001")}, {"name": "disease-status", "text": "responding"}),
    (loinc("21907-1"), {"valueCodeableConcept": concept(SNOMED, "30893008")}, {"name": "m-category", "text": "M0"}),
    (concept(SNOMED, "399504009"), {"valueCodeableConcept": concept("http://cancerstaging.org", "cT2")}, {"name": "t-category", "text": "T2"}),
    (loinc("44667-4"), {"valueCodeableConcept": concept(SNOMED, "260413007")}, {"name": "m-category", "text": "M0"}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "expected"), STATES)
def test_a_state_is_read(read: Read, code: Json, value: Json, expected: dict[str, Any]) -> None:
    events = read(cancer(), observation(code, **value))
    assert said(only(events, "state")) == {"date": "2026-05-20", **expected}


@pytest.mark.parametrize(
    "value", [concept(SNOMED, "1222837003"), concept("http://cancerstaging.org", "4"), concept(text="Stage IV")]
)
def test_stage_four_at_diagnosis_is_metastatic_from_the_start(read: Read, value: Json) -> None:
    events = read(cancer(), observation(loinc("21908-9"), day="2018-05-10", valueCodeableConcept=value))
    assert only(events, "diagnosis").stage == "IV"  # type: ignore[attr-defined]
    assert {row.name for row in events.of("state")} == {"stage-group", "metastatic"}  # type: ignore[attr-defined]


def test_stage_four_years_later_or_undated_is_not_that_of_the_diagnosis(read: Read) -> None:
    value = concept(text="Stage IV")
    for day in ("2024-05-10", None):
        events = read(cancer(), observation(loinc("21908-9"), day=day, valueCodeableConcept=value))
        assert only(events, "diagnosis").stage is None  # type: ignore[attr-defined]


def test_m1_and_the_site_of_a_metastasis_make_the_disease_metastatic(read: Read) -> None:
    m1 = observation(loinc("21907-1"), "m", valueCodeableConcept=concept("http://cancerstaging.org", "cM1"))
    site = observation(loinc("44667-4"), "n", valueCodeableConcept=concept(text="Liver"))
    events = read(cancer(), m1, site)
    assert [row.site for row in events.of("metastasis")] == ["liver"]  # type: ignore[attr-defined]
    assert ("metastatic", True) in {(row.name, row.truth) for row in events.of("state")}  # type: ignore[attr-defined]


SITES = [
    (concept(SNOMED, "94222008"), "bone"), (concept(SNOMED, "94381002"), "liver"), (concept(SNOMED, "94391008"), "lung"),
    (concept(SNOMED, "94225005"), "brain"), (concept(SNOMED, "94392001"), "node"), (concept(SNOMED, "94579000"), "skin"),
    (concept(ICD10, "C79.51"), "bone"), (concept(ICD10, "C7951"), "bone"), (concept(ICD10, "C79.52"), "bone-marrow"),
    (concept(ICD10, "C78.7"), "liver"), (concept(ICD10, "C78.01"), "lung"), (concept(ICD10, "C78.2"), "pleura"),
    (concept(ICD10, "C79.31"), "brain"), (concept(ICD10, "C79.32"), "leptomeningeal"), (concept(ICD10, "C77.3"), "node"),
    (concept(ICD10, "C79.2"), "skin"), (concept(ICD10, "C78.6"), "peritoneum"), (concept(ICD10, "C79.71"), "adrenal"),
    (concept(ICD10, "C79.60"), "ovary"), (concept(ICD10, "C79.81"), "contralateral-breast"), (concept(ICD10, "C79.89"), "other"),
    (concept(text="Liver metastases"), "liver"), (concept(text="Leptomeningeal carcinomatosis"), "leptomeningeal"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "site"), SITES)
def test_a_secondary_cancer_names_its_site(read: Read, code: Json, site: str) -> None:
    events = read(cancer(), condition(code, onsetDateTime="2026-05-10"))
    assert said(only(events, "metastasis")) == {"date": "2026-05-10", "site": site}


def test_a_secondary_cancer_takes_its_site_from_the_body_site(read: Read) -> None:
    general = condition(concept(SNOMED, "128462008"), bodySite=[concept(SNOMED, "12738006")], recordedDate="2026-05-11")
    events = read(cancer(), general)
    assert only(events, "metastasis").site == "brain"  # type: ignore[attr-defined]
    assert [unused.reason for unused in events.unused] == ["since when it is there is not said"]


def test_a_secondary_cancer_without_a_site_is_a_suspicion_or_a_contradiction(read: Read) -> None:
    general = condition(concept(text="Metastatic breast cancer"), "g")
    suspected = read(cancer(), general)
    assert said(only(suspected, "state")) == {"name": "metastatic-suspected", "truth": True}
    early = read(cancer(stage=[{"summary": concept(text="Stage IIIA")}]), general)
    assert [conflict.what for conflict in early.conflicts] == ["a secondary cancer without a site, and stage IIIA"]


@pytest.mark.parametrize(
    ("verification", "suspected"), [("provisional", True), ("unconfirmed", True), ("refuted", False)]
)
def test_a_metastasis_that_is_not_confirmed_is_no_metastasis(read: Read, verification: str, suspected: bool) -> None:
    events = read(cancer(), condition(concept(SNOMED, "94381002"), verificationStatus=concept(None, verification)))
    active = [row for row in events.of("metastasis") if row.status != "refuted"]  # type: ignore[attr-defined]
    assert not active
    assert [row.name for row in events.of("state")] == (["metastatic-suspected"] if suspected else [])  # type: ignore[attr-defined]


def test_several_statements_of_one_cancer_are_one_diagnosis(read: Read) -> None:
    histology = {"url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior",
                 "valueCodeableConcept": concept(SNOMED, "89740008")}  # fmt: skip
    sided = condition(concept(ICD10, "C50.912"), "left", extension=[histology], clinicalStatus=concept(None, "active"))
    events = read(cancer(), sided)
    assert said(only(events, "diagnosis")) == {
        "date": "2018-05-01", "cancer": "breast", "histology": "lobular", "laterality": "left", "status": "active",
    }  # fmt: skip


def test_two_sides_are_two_diagnoses(read: Read) -> None:
    left = condition(concept(text="Breast cancer"), "l", bodySite=[concept(SNOMED, "80248007")])
    right = condition(concept(text="Breast cancer"), "r", bodySite=[concept(SNOMED, "73056007")])
    assert {row.laterality for row in read(left, right).of("diagnosis")} == {"left", "right"}  # type: ignore[attr-defined]


def test_laterality_and_assertion_stand_in_extensions_too(read: Read) -> None:
    side = {
        "url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier",
        "valueCodeableConcept": concept(text="Right"),
    }
    asserted = {"url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", "valueDateTime": "2019-04"}
    row = said(only(read(condition(concept(text="Breast cancer"), extension=[side, asserted])), "diagnosis"))
    assert (row["laterality"], row["date"]) == ("right", "2019-04")


DISEASES = [
    (concept(SNOMED, "44054006"), "type-2-diabetes"), (concept(ICD10, "E11.9"), "type-2-diabetes"), (concept(ICD10, "I50.22"), "heart-failure"),
    (concept(ICD10, "J84.10"), "interstitial-lung-disease"), (concept(ICD10, "I26.99"), "pulmonary-embolism"), (concept(ICD10, "I45.81"), "long-qt"),
    (concept(text="Hypertension"), "hypertension"), (concept(ICD10, "B18.1"), "hepatitis-b"), (concept(ICD10, "N18.3"), "chronic-kidney-disease"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name"), DISEASES)
def test_another_disease_is_read(read: Read, code: Json, name: str) -> None:
    assert said(only(read(cancer(), condition(code)), "condition")) == {"name": name}
    active = condition(code, clinicalStatus=concept(None, "active"))
    assert said(only(read(cancer(), active), "condition")) == {"name": name, "status": "active"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"clinicalStatus": concept(None, "resolved")}, "resolved"),
        ({"clinicalStatus": concept(None, "inactive")}, "resolved"),
        ({"verificationStatus": concept(None, "refuted")}, "refuted"),
    ],
)
def test_a_disease_that_is_over_or_refuted_says_so(read: Read, more: Json, status: str) -> None:
    assert only(read(cancer(), condition(concept(ICD10, "I10"), **more)), "condition").status == status  # type: ignore[attr-defined]


def test_conditions_that_are_states_or_symptoms(read: Read) -> None:
    events = read(
        cancer(),
        condition(concept(SNOMED, "307429007"), "a"),
        condition(concept(SNOMED, "77386006"), "b"),
        condition(concept(ICD10, "R11.0"), "c"),
        condition(concept(text="Ingrown toenail (disorder)"), "d"),
    )
    assert [(row.name, row.text, row.truth) for row in events.of("state")] == [  # type: ignore[attr-defined]
        ("menopause", "postmenopausal", None),
        ("pregnant", None, True),
    ]
    assert only(events, "symptom").term == "nausea"  # type: ignore[attr-defined]
    unknown = only(events, "condition")
    assert (unknown.name, unknown.known) == ("ingrown toenail", False)  # type: ignore[attr-defined]
    assert [unused.reason for unused in events.unused] == ["no rule knows this"]


DRUGS = [
    (concept(RXNORM, "1163788", "exemestane Oral Product"), ["exemestane"]),
    (concept(RXNORM, "0000", "palbociclib 125 MG Oral Capsule [Ibrance]"), ["palbociclib"]),
    (concept(text="Kadcyla 100 mg powder"), ["trastuzumab emtansine"]),
    (concept(text="fam-trastuzumab deruxtecan-nxki 100 MG Injection [Enhertu]"), ["trastuzumab deruxtecan"]),
    (concept(text="ado-trastuzumab emtansine"), ["trastuzumab emtansine"]),
    (concept(text="pertuzumab / trastuzumab / hyaluronidase Injection [Phesgo]"), ["pertuzumab", "trastuzumab"]),
    (concept(text="Phesgo"), ["pertuzumab", "trastuzumab"]),
    (concept(text="paclitaxel, protein-bound 100 MG Injection [Abraxane]"), ["nab-paclitaxel"]),
    (concept(text="doxorubicin hydrochloride liposome 2 MG/ML"), ["pegylated liposomal doxorubicin"]),
    (concept(text="DOXOrubicin 50 mg"), ["doxorubicin"]),
    (concept(text="5-FU"), ["fluorouracil"]),
    (concept(text="chemotherapy"), ["chemotherapy"]),
    (concept("https://www.nlm.nih.gov/research/umls/rxnorm", "1946828"), ["abemaciclib"]),
    (concept("urn:oid:2.16.840.1.113883.6.88", "2169297"), ["alpelisib"]),
]


@pytest.mark.parametrize(("name", "expected"), DRUGS)
def test_a_drug_is_known_by_code_or_by_its_substances(read: Read, name: Json, expected: list[str]) -> None:
    rows = read(cancer(), drug(name, effectiveDateTime="2026-01-01")).of("drug")
    assert [row.drug for row in rows] == expected  # type: ignore[attr-defined]
    assert len({row.regimen for row in rows}) == 1  # type: ignore[attr-defined]


def test_supportive_and_other_drugs_are_medications(read: Read) -> None:
    events = read(
        cancer(),
        drug(concept(text="zoledronic acid"), "a"),
        drug(
            concept(text="Warfarin Sodium 5 MG Oral Tablet"),
            "b",
            status="active",
            kind="MedicationRequest",
            intent="order",
        ),
        drug(concept(text="eye of newt"), "c"),
    )
    assert [(row.name, row.ongoing, row.known) for row in events.of("medication")] == [  # type: ignore[attr-defined]
        ("eye of newt", False, False),
        ("warfarin", True, True),
        ("zoledronic acid", False, True),
    ]
    assert [unused.what for unused in events.unused] == ["medication: eye of newt"]


def test_a_cancer_drug_for_another_disease_is_a_medication(read: Read) -> None:
    arthritis = condition(concept(ICD10, "M05.9"), "ra")
    given = drug(concept(text="methotrexate"), reasonReference=[{"reference": "Condition/ra"}])
    assert not read(cancer(), arthritis, given).of("drug")
    against = drug(concept(text="methotrexate"), reasonReference=[{"reference": "Condition/cancer"}])
    assert read(cancer(), arthritis, against).of("drug")


TIMES: list[tuple[str, Json, tuple[str | None, str | None, bool | None]]] = [
    ("active", {"effectiveDateTime": "2026-01-01"}, ("2026-01-01", None, True)),
    ("completed", {"effectiveDateTime": "2026-01-01"}, ("2026-01-01", None, False)),
    ("completed", {"effectivePeriod": {"start": "2025-01", "end": "2025-06"}}, ("2025-01", "2025-06", False)),
    ("active", {"effectivePeriod": {"start": "2025-01-01", "end": "2027-01-01"}}, ("2025-01-01", None, True)),
    ("on-hold", {"effectivePeriod": {"start": "2025-01-01"}}, ("2025-01-01", None, None)),
    ("stopped", {}, (None, None, False)),
    ("active", {}, (None, None, True)),
]


@pytest.mark.parametrize(("status", "more", "expected"), TIMES)
def test_when_a_drug_was_given(read: Read, status: str, more: Json, expected: tuple[Any, ...]) -> None:
    row = only(read(cancer(), drug(concept(text="letrozole"), status=status, **more)), "drug")
    day, end = row.date and str(row.date), row.end and str(row.end)  # type: ignore[attr-defined]
    assert (day, end, row.ongoing) == expected  # type: ignore[attr-defined]


def test_an_order_has_its_bounds_or_its_day(read: Read) -> None:
    bounds = [{"timing": {"repeat": {"boundsPeriod": {"start": "2025-03-01", "end": "2025-09-01"}}}}]
    row = said(
        only(
            read(
                cancer(),
                drug(
                    concept(text="letrozole"),
                    kind="MedicationRequest",
                    authoredOn="2025-02-20",
                    dosageInstruction=bounds,
                ),
            ),
            "drug",
        )
    )
    assert (row["date"], row["end"]) == ("2025-03-01", "2025-09-01")
    row = said(
        only(read(cancer(), drug(concept(text="letrozole"), kind="MedicationRequest", authoredOn="2025-02-20")), "drug")
    )
    assert row["date"] == "2025-02-20"


def test_doses_soon_after_one_another_are_one_treatment(read: Read) -> None:
    def doses(*days: str) -> list[Json]:
        name = concept(text="paclitaxel")
        return [drug(name, f"d{day}", kind="MedicationAdministration", effectiveDateTime=day) for day in days]

    past = read(cancer(), *doses("2025-01-01", "2025-01-08", "2025-01-15", "2025-08-01")).of("drug")
    assert [(str(row.date), str(row.end), row.ongoing) for row in past] == [  # type: ignore[attr-defined]
        ("2025-01-01", "2025-01-15", False),
        ("2025-08-01", "None", None),
    ]
    assert len(past[0].refs) == 3
    now = only(read(cancer(), *doses("2026-05-20", "2026-05-27")), "drug")
    assert (str(now.date), now.end, now.ongoing) == ("2026-05-20", None, None)  # type: ignore[attr-defined]


def test_a_medication_may_be_contained_or_referred_to(read: Read) -> None:
    contained = {
        "resourceType": "MedicationStatement", "id": "d1", "status": "active", "subject": about(),
        "medicationReference": {"reference": "#m"}, "contained": [{"resourceType": "Medication", "id": "m", "code": concept(text="letrozole")}],
    }  # fmt: skip
    apart = {"resourceType": "Medication", "id": "m2", "code": concept(text="ribociclib")}
    referred = {
        "resourceType": "MedicationStatement",
        "id": "d2",
        "status": "active",
        "subject": about(),
        "medicationReference": {"reference": "Medication/m2"},
    }
    shown = {**referred, "id": "d3", "medicationReference": {"reference": "Medication/nowhere", "display": "goserelin"}}
    lost = {**referred, "id": "d4", "medicationReference": {"reference": "Medication/nowhere"}}
    events = read(cancer(), contained, apart, referred, shown, lost)
    assert {row.drug for row in events.of("drug")} == {"letrozole", "ribociclib", "goserelin"}  # type: ignore[attr-defined]
    assert ("MedicationStatement/d4", "no medication is named") in {
        (unused.ref, unused.reason) for unused in events.unused
    }


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "not-taken"}, "it was not taken"),
        ({"status": "intended"}, "it is only intended"),
        ({"status": "draft", "kind": "MedicationRequest"}, "it is a draft"),
        ({"kind": "MedicationRequest", "intent": "proposal"}, "it is a proposal, no order"),
        ({"kind": "MedicationRequest", "doNotPerform": True}, "it is an order not to give it"),
        ({"status": "entered-in-error"}, "entered in error"),
    ],
)
def test_what_was_not_given_is_told(read: Read, more: Json, reason: str) -> None:
    events = read(cancer(), drug(concept(text="letrozole"), **more))
    assert not events.of("drug")
    assert [unused.reason for unused in events.unused] == [reason]


def intent(code: str | None = None, text: str | None = None) -> list[Json]:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"
    return [{"url": url, "valueCodeableConcept": concept(SNOMED if code else None, code, text=text)}]


def test_intents_and_reasons_to_stop_are_read_where_they_are_stated(read: Read) -> None:
    stated = drug(
        concept(text="letrozole"), extension=intent("363676003"), statusReason=[concept(text="Disease progression")]
    )
    row = said(only(read(cancer(), stated), "drug"))
    assert (row["intent"], row["stopped_for"]) == ("metastatic", "progression")
    named = drug(
        concept(text="letrozole"),
        category=concept(text="adjuvant"),
        status="on-hold",
        statusReason=concept(text="Stopped: toxicity"),
    )
    row = said(only(read(cancer(), named), "drug"))
    assert (row["intent"], row["stopped_for"], row["ongoing"]) == ("adjuvant", "toxicity", False)


def test_curative_is_settled_by_the_operation(read: Read) -> None:
    before = drug(concept(text="docetaxel"), "a", effectiveDateTime="2018-05-20", extension=intent("373808002"))
    after = drug(concept(text="letrozole"), "b", effectiveDateTime="2018-09-20", extension=intent("373808002"))
    operation = procedure(concept(SNOMED, "69031006"))
    found = {row.drug: row.intent for row in read(cancer(), before, after, operation).of("drug")}  # type: ignore[attr-defined]
    assert found == {"docetaxel": "neoadjuvant", "letrozole": "adjuvant"}
    without = read(cancer(), before)
    assert only(without, "drug").intent is None  # type: ignore[attr-defined]
    assert [unused.what for unused in without.unused] == ["intent: curative"]


def test_procedures_and_radiotherapy(read: Read) -> None:
    fractions = [
        procedure(concept(SNOMED, "33195004"), f"r{n}", f"2018-09-0{n}", bodySite=[concept(text="chest wall")])
        for n in (1, 2, 3)
    ]
    events = read(
        cancer(), procedure(concept(SNOMED, "392021009")), *fractions, procedure(concept(text="Juggling"), "j")
    )
    assert [said(row) for row in events.of("procedure")] == [
        {"name": "lumpectomy", "date": "2018-06-20"},
        {"name": "radiotherapy", "date": "2018-09-01", "end": "2018-09-03", "site": "chest-wall"},
    ]
    assert [unused.what for unused in events.unused] == ["procedure: Juggling"]


def test_a_procedure_that_was_not_done_is_told(read: Read) -> None:
    events = read(
        cancer(),
        procedure(concept(text="Mastectomy"), status="not-done"),
        {**procedure(concept(text="x"), "y"), "code": None},
    )
    assert not events.of("procedure")
    assert [unused.reason for unused in events.unused] == ["it was not done", "no code"]


def test_chemotherapy_without_a_name_is_the_drug_of_its_time_or_a_class(read: Read) -> None:
    session = procedure(concept(SNOMED, "367336001"), "s", "2025-02-01")
    named = drug(concept(text="capecitabine"), effectivePeriod={"start": "2025-01-20", "end": "2025-05-01"})
    explained = read(cancer(), session, named)
    assert [row.drug for row in explained.of("drug")] == ["capecitabine"]  # type: ignore[attr-defined]
    assert explained.unused[0].reason == "it is capecitabine, which MedicationStatement/d names"
    alone = only(read(cancer(), session, procedure(concept(SNOMED, "367336001"), "t", "2025-02-22")), "drug")
    assert (alone.drug, str(alone.end)) == ("chemotherapy", "2025-02-22")  # type: ignore[attr-defined]


VARIANT = loinc("69548-6")


def variant(*parts: tuple[str, Json], **more: Any) -> Json:
    return observation(
        VARIANT, component=[{"code": loinc(code), "valueCodeableConcept": value} for code, value in parts], **more
    )


def test_a_variant_is_read_from_its_components(read: Read) -> None:
    found = variant(
        ("48018-6", concept("http://www.genenames.org/geneId", "HGNC:8975", "PIK3CA")),
        ("48005-3", concept(text="p.(His1047Arg)")),
        ("48002-0", concept(LOINC, "LA6684-0")),
        ("53037-8", concept(LOINC, "LA6668-3")),
        valueCodeableConcept=concept(LOINC, "LA9633-4"),
        specimen={"display": "Plasma (ctDNA)"},
    )
    assert said(only(read(cancer(), found), "variant")) == {
        "date": "2026-05-20", "gene": "PIK3CA", "alteration": "His1047Arg", "origin": "somatic", "source": "ctdna", "result": "positive",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("presence", "significance", "result"),
    [
        ("LA9634-2", None, "negative"),
        ("LA9633-4", "LA26333-7", "vus"),
        ("LA9633-4", "LA6675-8", "negative"),
        ("LA9633-4", None, "positive"),
    ],
)
def test_what_a_variant_means(read: Read, presence: str, significance: str | None, result: str) -> None:
    parts = [("48018-6", concept(text="ESR1"))] + ([("53037-8", concept(LOINC, significance))] if significance else [])
    row = only(read(cancer(), variant(*parts, valueCodeableConcept=concept(LOINC, presence))), "variant")
    assert (row.gene, row.result) == ("ESR1", result)  # type: ignore[attr-defined]


def test_variants_that_say_nothing_are_told(read: Read) -> None:
    nameless = variant(("48005-3", concept(text="p.X")), valueCodeableConcept=concept(LOINC, "LA9633-4"))
    uncalled = {
        **variant(("48018-6", concept(text="ESR1")), valueCodeableConcept=concept(LOINC, "LA18198-4")),
        "id": "o2",
    }
    unknown = {
        **variant(
            ("48018-6", concept(text="FOO9")),
            ("99999-9", concept(text="x")),
            valueCodeableConcept=concept(LOINC, "LA9633-4"),
        ),
        "id": "o3",
    }
    events = read(cancer(), nameless, uncalled, unknown)
    assert only(events, "variant").gene == "FOO9"  # type: ignore[attr-defined]
    assert {unused.reason for unused in events.unused} == {
        "no gene is named",
        "its value is not understood",
        "no rule knows this",
    }


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        (loinc("60033-8"), concept(text="H1047R"), ("PIK3CA", "H1047R", "positive")),
        (loinc("60033-8"), concept(text="Not detected"), ("PIK3CA", None, "negative")),
        (concept(text="ESR1 mutation"), concept(text="Positive"), ("ESR1", None, "positive")),
        (loinc("93813-4"), concept(text="Detected"), ("NTRK1", None, "positive")),
    ],
)
def test_a_test_of_one_gene_is_read(read: Read, code: Json, value: Json, expected: tuple[Any, ...]) -> None:
    row = only(read(cancer(), observation(code, valueCodeableConcept=value)), "variant")
    assert (row.gene, row.alteration, row.result) == expected  # type: ignore[attr-defined]


def test_a_test_of_a_gene_without_a_result_is_told(read: Read) -> None:
    events = read(cancer(), observation(loinc("60033-8"), valueCodeableConcept=concept(text="see report")))
    assert [unused.reason for unused in events.unused] == ["its value is not understood"]


def test_adverse_events_are_symptoms(read: Read) -> None:
    grade = {
        "url": "http://hl7.org/fhir/us/ctcae/StructureDefinition/ctcae-grade",
        "valueCodeableConcept": concept(None, "2", "Grade 2"),
    }
    event = {
        "resourceType": "AdverseEvent",
        "id": "a",
        "subject": about(),
        "actuality": "actual",
        "event": concept(text="Diarrhea"),
        "date": "2026-05-01",
        "extension": [grade],
    }
    severe = {**event, "id": "b", "event": concept(text="Nausea"), "extension": [], "severity": concept(text="Grade 3")}
    unknown = {**event, "id": "c", "event": concept(text="Purple hair")}
    potential = {**event, "id": "d", "actuality": "potential"}
    events = read(cancer(), event, severe, unknown, potential)
    assert [(row.term, row.ctcae_grade) for row in events.of("symptom")] == [("diarrhea", 2), ("nausea", 3)]  # type: ignore[attr-defined]
    assert [unused.reason for unused in events.unused] == ["no rule knows this", "it is only a potential event"]


def test_the_person(read: Read) -> None:
    birthsex = [{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": patient(gender="unknown", extension=birthsex, address=[{"country": "Germany"}])}, {"resource": cancer()}]}  # fmt: skip
    assert said(only(read(whole), "patient")) == {"sex": "female", "birth_date": "1961-03-04", "region": "EU"}
    whole["entry"][0]["resource"] = patient(gender="other", address={"country": "Atlantis"})
    events = read(whole)
    assert said(only(events, "patient")) == {"birth_date": "1961-03-04"}
    assert [unused.reason for unused in events.unused] == ["sex is read as female or male"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Encounter", "visits are not read"),
        ("Claim", "billing is not read"),
        ("FamilyMemberHistory", "family history is not read; germline results are"),
        ("SupplyDelivery", "SupplyDelivery is not read"),
    ],
)
def test_kinds_that_are_not_read_are_told_whatever_is_in_them(read: Read, kind: str, reason: str) -> None:
    other = {"resourceType": kind, "id": "k", "patient": about(), "status": {"odd": True}, "code": ["odd"], "type": 7}
    assert [(unused.what, unused.reason) for unused in read(cancer(), other).unused] == [(kind, reason)]


@pytest.mark.parametrize(
    ("severity", "grade"),
    [
        ({"text": "grade 3"}, 3),
        (concept(SNOMED, "24484000", "Severe"), 3),
        (concept(SNOMED, "6736007"), 2),
        ({"text": "mild"}, 1),
        ({"text": "bothersome"}, None),
        (None, None),
    ],
)
def test_how_bad_a_symptom_is(read: Read, severity: Json | None, grade: int | None) -> None:
    more = {"severity": severity} if severity else {}
    events = read(cancer(), condition(concept(text="Nausea"), **more))
    assert [(row.term, row.ctcae_grade) for row in events.of("symptom")] == [("nausea", grade)]  # type: ignore[attr-defined]
    meant = severity is not None and severity != {"text": "grade 3"} and grade is not None
    assert [unused.reason for unused in events.unused] == ([f"read as grade {grade}"] if meant else [])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (loinc("14228-1"), "ER"),
        (loinc("14230-7"), "PR"),
        (concept(text="PD-L1 combined positive score (CPS) 22C3"), "PD-L1-CPS"),
    ],
)
def test_markers_under_more_names(read: Read, code: Json, name: str) -> None:
    found = only(read(cancer(), observation(code, **quantity(20, "%"))), "marker")
    assert (found.name, found.number) == (name, 20)  # type: ignore[attr-defined]
