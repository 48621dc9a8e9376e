"""Bad records, each by hand, and what is said of it: a fault with its place, a refusal, a conflict, or a reason why
something was not used. Never a traceback, never silence.
"""

# ruff: noqa: E501 - tables: one case, one line
from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.unit.records.bundles import (
    ICD10,
    LOINC,
    RXNORM,
    SNOMED,
    Json,
    about,
    as_bytes,
    bundle,
    cancer,
    concept,
    condition,
    drug,
    lab,
    ndjson,
    observation,
    patient,
    procedure,
    quantity,
)

from onward.events.tables import Events
from onward.records.fhir import FhirReader
from onward.values.errors import NotSupportedError, RecordError

ER = concept(LOINC, "85337-4")
ER_PERCENT = concept(LOINC, "85329-1")
ECOG = concept(LOINC, "89247-1")
LETROZOLE = concept(text="letrozole")
POSITIVE = concept(SNOMED, "10828004")


def raw(text: str) -> bytes:
    return text.encode()


def person(**more: Any) -> bytes:
    return as_bytes(bundle(cancer(), person=patient(**more)))


def with_one(*resources: Json) -> bytes:
    return as_bytes(bundle(cancer(), *resources))


NOT_RECORDS: list[tuple[str, bytes, str]] = [
    ("nothing", b" ", "this is not a FHIR record. Expected JSON that begins with { or [."),
    ("words", b"hello", "x.json:1:1: this is not a FHIR record. Expected JSON that begins with { or [."),
    (
        "truncated",
        as_bytes(bundle(cancer()))[:-40],
        "the record ends in the middle of JSON. Expected a complete document.",
    ),
    ("truncated in a text", raw('{"resourceType": "Bun'), "x.json:1:22: the record ends in the middle of JSON"),
    (
        "a comma too many",
        raw('{"resourceType": "Bundle",\n "entry": [,]}'),
        "x.json:2:12: this is not JSON: invalid character",
    ),
    ("single quotes", raw("{'resourceType': 'Bundle'}"), "x.json:1:2: this is not JSON"),
    ("not UTF-8", b'{"resourceType": "Patient", "id": "\xff\xfe"}', "not in UTF-8"),
    (
        "no resourceType",
        raw('{"id": "a"}'),
        "x.json:1:1: 'resourceType' is missing. Expected a FHIR bundle or resource.",
    ),
    ("an empty bundle", raw('{"resourceType": "Bundle", "type": "collection"}'), "the bundle is empty"),
    ("an empty list", b"[]", "the record holds no Patient"),
    ("a list of numbers", b"[1, 2]", "'[0]' is a whole number. Expected an object."),
    ("answers", raw('{"resourceType": "Bundle", "type": "batch-response", "entry": []}'), "holds answers, no record"),
    ("an odd bundle", raw('{"resourceType": "Bundle", "type": "colection", "entry": []}'), "Did you mean collection?"),
    ("a type in lower case", raw('{"resourceType": "patient", "id": "a"}'), "the record holds no Patient"),
    ("no patient", as_bytes([cancer()]), "the record holds no Patient. Expected a Patient resource."),
    (
        "two patients",
        as_bytes(bundle(patient("q"))),
        "the record holds 2 patients. Expected one, named by --patient: p, q.",
    ),
    (
        "entry without a type",
        as_bytes({**bundle(), "entry": [{"resource": {"id": "a"}}]}),
        "'resourceType' is missing at entry[0]",
    ),
    (
        "an entry that is a number",
        raw('{"resourceType": "Bundle", "type": "collection", "entry": [7]}'),
        "'entry[0]' is a whole number",
    ),
    (
        "an object for a list",
        raw('{"resourceType": "Bundle", "type": "collection", "entry": {}}'),
        "'entry' is an object. Expected a list.",
    ),
    ("a number for a date", person(birthDate=1961), "'entry[0].birthDate' is a whole number. Expected a text."),
    (
        "a text for a number",
        with_one(lab("718-7", "12.4", "g/dL")),
        "'entry[2].valueQuantity.value' is a text. Expected a number.",
    ),
    (
        "a text for a truth",
        person(deceasedBoolean="no"),
        "'entry[0].deceasedBoolean' is a text. Expected true or false.",
    ),
    (
        "a code that is a text",
        with_one({**observation(ER), "code": "ER"}),
        "'entry[2].code' is a text. Expected an object.",
    ),
    (
        "codings that are no list",
        with_one(observation({"coding": {"code": "x"}})),
        "'entry[2].code.coding' is an object. Expected a list.",
    ),
    ("a bundle in NDJSON", as_bytes(bundle()) + b"\n" + as_bytes(bundle()), "x.json:1:1: a bundle is a line of NDJSON"),
    (
        "a broken line of NDJSON",
        ndjson([patient(), cancer()]) + b'{"resourceType": "Obs',
        "x.json:3:22: the record ends in the middle of JSON",
    ),
    ("a wrong type in NDJSON", ndjson([patient(), {**cancer(), "stage": 4}]), "x.json:2:1: 'stage' is a whole number"),
    ("deep", raw('{"resourceType": "Patient", "extension": ' + "[" * 100_000), "the record is nested too deeply"),
    ("deep lists", b"[" * 100_000, "the record is nested too deeply"),
]

IMPOSSIBLE: list[tuple[str, bytes, str]] = [
    (
        "a day that does not exist",
        person(birthDate="1961-02-30"),
        "Patient/p: 'birthDate' is '1961-02-30', which is no date",
    ),
    (
        "a month that does not exist",
        person(birthDate="1961-13"),
        "which is no date. Expected a date such as 2019-05-31 or 2019-05.",
    ),
    ("a date in words", person(birthDate="last spring"), "'birthDate' is 'last spring', which is no date"),
    ("a date the other way round", person(birthDate="04-03-1961"), "'birthDate' is '04-03-1961', which is no date"),
    ("born in the future", person(birthDate="2061-03-04"), "'birthDate' is 2061-03-04, which has not come yet"),
    (
        "born before everybody",
        person(birthDate="1261-03-04"),
        "'birthDate' is 1261-03-04. Expected a date in the patient's lifetime.",
    ),
    ("died before birth", person(deceasedDateTime="1951-01-01"), "death (1951-01-01) is before birth (1961-03-04)"),
    (
        "diagnosed before birth",
        as_bytes(bundle({**cancer(), "onsetDateTime": "1950"})),
        "its date (1950) is before birth (1961-03-04)",
    ),
    (
        "diagnosed in the future",
        as_bytes(bundle({**cancer(), "onsetDateTime": "2031-05-01"})),
        "'onsetDateTime' is 2031-05-01, which has not come yet",
    ),
    (
        "a condition that ends before it begins",
        with_one(condition(concept(ICD10, "I10"), onsetDateTime="2020", abatementDateTime="2010")),
        "it ends (2010) before it begins (2020)",
    ),
    (
        "recorded in the future",
        as_bytes(bundle({**cancer(), "recordedDate": "2031-05-01"})),
        "'recordedDate' is 2031-05-01",
    ),
    (
        "a result of tomorrow year",
        with_one(observation(ER, day="2030-01-01", valueCodeableConcept=POSITIVE)),
        "'effectiveDateTime' is 2030-01-01",
    ),
    (
        "a result with an impossible day",
        with_one(observation(ER, day="2026-04-31", valueCodeableConcept=POSITIVE)),
        "'2026-04-31', which is no date",
    ),
    (
        "an operation in the future",
        with_one(procedure(concept(text="Mastectomy"), day="2031-05-01")),
        "'performedDateTime' is 2031-05-01",
    ),
    (
        "an operation that ends before it begins",
        with_one(
            {
                **procedure(concept(text="Mastectomy")),
                "performedDateTime": None,
                "performedPeriod": {"start": "2020-05-02", "end": "2020-05-01"},
            }
        ),
        "before it begins",
    ),
    (
        "a drug with swapped dates",
        with_one(drug(LETROZOLE, effectivePeriod={"start": "2024-05-01", "end": "2023-05-01"})),
        "it ends (2023-05-01) before it begins (2024-05-01)",
    ),
    (
        "a drug from the future",
        with_one(drug(LETROZOLE, effectiveDateTime="2031-05-01")),
        "'effectiveDateTime' is 2031-05-01",
    ),
    (
        "a drug with an impossible end",
        with_one(drug(LETROZOLE, effectivePeriod={"start": "2024", "end": "soon"})),
        "'end' is 'soon', which is no date",
    ),
    (
        "a drug before birth",
        with_one(drug(LETROZOLE, effectiveDateTime="1950-01-01")),
        "MedicationStatement/d: its date (1950-01-01) is before birth",
    ),
    (
        "a negative percentage",
        with_one(observation(ER_PERCENT, **quantity(-5, "%"))),
        "-5% is not possible. Expected a number from 0 to 100.",
    ),
    ("a percentage above all", with_one(observation(ER_PERCENT, **quantity(140, "%"))), "140% is not possible"),
    (
        "a percentage above all, without a unit",
        with_one(observation(concept(text="Ki-67"), **quantity(140))),
        "Ki-67: 140 is not possible",
    ),
    (
        "a negative score",
        with_one(observation(concept(text="PD-L1 CPS"), **quantity(-1))),
        "PD-L1 CPS: -1 is not possible",
    ),
    (
        "a negative ratio",
        with_one(observation(concept(text="HER2/CEP17 ratio"), **quantity(-2))),
        "is not possible. Expected a number, 0 or more.",
    ),
    ("a negative count", with_one(lab("26499-4", -3.9, "10*3/uL")), "is below zero. Expected a value of 0 or more."),
    (
        "ECOG 9",
        with_one(observation(ECOG, valueInteger=9)),
        "Observation/o: ecog is 9. Expected a whole number from 0 to 5.",
    ),
    ("ECOG -1", with_one(observation(ECOG, valueInteger=-1)), "ecog is -1"),
    ("ECOG one and a half", with_one(observation(ECOG, **quantity(1.5))), "ecog is 1.5"),
    (
        "Karnofsky -1",
        with_one(observation(concept(LOINC, "89243-0"), valueInteger=-1)),
        "karnofsky is -1. Expected a whole number from 0 to 100.",
    ),
    ("Karnofsky 900", with_one(observation(concept(LOINC, "89243-0"), valueInteger=900)), "karnofsky is 900"),
    (
        "a specimen from the future",
        with_one(
            {"resourceType": "Specimen", "id": "s", "subject": about(), "collection": {"collectedDateTime": "2031"}},
            observation(ER, day=None, valueCodeableConcept=POSITIVE, specimen={"reference": "Specimen/s"}),
        ),
        "'collectedDateTime' is 2031",
    ),
    (
        "an adverse event in the future",
        with_one(
            {
                "resourceType": "AdverseEvent",
                "id": "a",
                "subject": about(),
                "event": concept(text="Nausea"),
                "date": "2031-01-01",
            }
        ),
        "'date' is 2031-01-01",
    ),
]

REFUSED: list[tuple[str, bytes, str]] = [
    ("died on a day", person(deceasedDateTime="2025-01-01"), "Patient/p: the patient died on 2025-01-01"),
    ("died at some time", person(deceasedBoolean=True), "the patient has died; the day is not recorded"),
    (
        "lung cancer",
        as_bytes(bundle(condition(concept(ICD10, "C34.1")))),
        "the cancer of this record is not breast cancer (lung: Condition/c)",
    ),
    (
        "lung cancer in words",
        as_bytes(bundle(condition(concept(text="Non-small cell lung cancer")))),
        "is not breast cancer (lung",
    ),
    (
        "a primary cancer that nobody knows",
        as_bytes(
            bundle(
                condition(
                    concept(text="Cancer of the moon"),
                    meta={
                        "profile": ["http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-primary-cancer-condition"]
                    },
                )
            )
        ),
        "(other: Condition/c)",
    ),
]

TOLD: list[tuple[str, list[Json], str]] = [
    (
        "entered in error",
        [{**observation(ER, valueCodeableConcept=POSITIVE), "status": "entered-in-error"}],
        "entered in error",
    ),
    (
        "a condition entered in error",
        [condition(concept(ICD10, "I10"), verificationStatus=concept(None, "entered-in-error"))],
        "entered in error",
    ),
    (
        "a cancer that was refuted",
        [condition(concept(ICD10, "C34.1"), verificationStatus=concept(None, "refuted"))],
        "refuted: not taken as a diagnosis",
    ),
    (
        "a result that was cancelled",
        [{**observation(ER, valueCodeableConcept=POSITIVE), "status": "cancelled"}],
        "it was cancelled",
    ),
    ("a result that is not there yet", [{**observation(ER), "status": "registered"}], "no result yet"),
    (
        "a modifier",
        [{**observation(ER, valueCodeableConcept=POSITIVE), "modifierExtension": [{"url": "http://x/not"}]}],
        "an extension changes its meaning: http://x/not",
    ),
    (
        "about somebody else",
        [{**observation(ER, valueCodeableConcept=POSITIVE), "subject": about("stranger")}],
        "it is about somebody else (Patient/stranger)",
    ),
    (
        "an observation of nothing",
        [{"resourceType": "Observation", "id": "o", "status": "final", "subject": about()}],
        "nothing in it was understood",
    ),
    (
        "a code of an unknown system",
        [observation(concept("http://x", "1", "Unknown thing"), valueString="a")],
        "no rule knows this",
    ),
    (
        "a stage that nobody knows",
        [observation(concept(LOINC, "21908-9"), valueCodeableConcept=concept(text="Stage XII"))],
        "no rule knows this",
    ),
    (
        "a gender that nobody knows",
        [observation(concept(LOINC, "97509-4"), valueCodeableConcept=concept(text="purple"))],
        "its value is not understood",
    ),
    (
        "pregnancy in other words",
        [observation(concept(LOINC, "82810-3"), valueString="who knows")],
        "its value is not understood",
    ),
    ("ECOG in other words", [observation(ECOG, valueString="well")], "its value is not understood"),
    (
        "a T that nobody knows",
        [observation(concept(LOINC, "21905-5"), valueCodeableConcept=concept(text="T99"))],
        "no rule knows this",
    ),
    (
        "a site that nobody knows",
        [observation(concept(LOINC, "44667-4"), valueCodeableConcept=concept(text="the moon"))],
        "no site that is known",
    ),
    (
        "a histology that nobody knows",
        [
            condition(
                concept(text="Breast cancer"),
                extension=[
                    {"url": "x/mcode-histology-morphology-behavior", "valueCodeableConcept": concept(text="odd")}
                ],
            )
        ],
        "no rule knows this",
    ),
    (
        "a body site that nobody knows",
        [procedure(concept(text="Radiotherapy"), bodySite=[concept(text="the moon")])],
        "no rule knows this",
    ),
    (
        "a drug that is not named",
        [{"resourceType": "MedicationStatement", "id": "d", "status": "active", "subject": about()}],
        "no medication is named",
    ),
]

CONTRADICTED: list[tuple[str, list[Json], str]] = [
    ("a code and a name that differ", [drug(concept(RXNORM, "1156253", "Paclitaxel 100 MG Injection"))], "'Paclitaxel 100 MG Injection' is coded as zoledronic acid and named paclitaxel; zoledronic acid was taken"),
    ("two codes that differ", [condition({"coding": [{"system": SNOMED, "code": "94222008"}, {"system": ICD10, "code": "C78.7"}]})], "is coded as bone and as liver; bone was taken"),
    ("a display that contradicts its code", [condition(concept(SNOMED, "94222008", "Secondary malignant neoplasm of liver"))], "is coded as bone and as liver"),
    ("chemotherapy coded as radiotherapy", [procedure(concept(SNOMED, "33195004", "Chemotherapy"))], "'Chemotherapy' is coded as radiotherapy and named chemotherapy"),
    ("ECOG by number and by answer", [observation(ECOG, valueInteger=1, interpretation=[concept(LOINC, "LA9625-0")])], "ecog is 1, and its interpretation says 3; the number was taken"),
    ("positive and nothing stained", [observation(ER_PERCENT, **quantity(0, "%"), interpretation=[POSITIVE])], "positive, and 0"),
    ("two stages", [observation(concept(LOINC, "21908-9"), "a", day="2018-05-02", valueCodeableConcept=concept(text="Stage IIB")), observation(concept(LOINC, "21908-9"), "b", day="2018-05-03", valueCodeableConcept=concept(text="Stage IIIA"))], "the stage at diagnosis is IIB and IIIA"),
    ("two histologies", [condition(concept(text="Invasive ductal carcinoma of breast"), "a"), condition(concept(text="Invasive lobular carcinoma of breast"), "b")], "the histology is ductal and lobular; ductal was taken"),
    ("one id for two", [observation(ER, "o", valueCodeableConcept=POSITIVE), observation(ER, "o", day="2020-01-01", valueCodeableConcept=POSITIVE)], "2 different resources share the id Observation/o; all were read"),
    ("a value that cannot be", [lab("26499-4", 3000, "10*3/uL")], "cannot be right: its unit would make it 3000 10^9/L"),
    ("somebody else", [{**cancer(), "id": "z", "subject": about("stranger")}], "the record holds something about somebody else (Patient/stranger)"),
    ("two dates of birth", [patient(birthDate="1971-03-04")], "the patient's birth date is 1961-03-04 and 1971-03-04; the first was taken"),
]  # fmt: skip


def _read(reader: FhirReader, content: bytes) -> Events:
    return next(iter(reader.read_bytes(content, "x.json")))


@pytest.mark.parametrize(
    ("content", "message"), [pytest.param(*case, id=name) for name, *case in NOT_RECORDS + IMPOSSIBLE]
)
def test_a_wrong_record_gets_a_fault_with_its_place(reader: FhirReader, content: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        list(reader.read_bytes(content, "x.json"))
    assert message in str(caught.value)
    assert all(str(fault).startswith("x.json") for fault in caught.value.faults)


@pytest.mark.parametrize(("content", "message"), [pytest.param(*case, id=name) for name, *case in REFUSED])
def test_what_is_not_supported_is_refused(reader: FhirReader, content: bytes, message: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        _read(reader, content)
    assert message in str(caught.value)


@pytest.mark.parametrize(("resources", "reason"), [pytest.param(*case, id=name) for name, *case in TOLD])
def test_what_is_not_used_is_told(reader: FhirReader, resources: list[Json], reason: str) -> None:
    events = _read(reader, with_one(*resources))
    assert reason in {unused.reason for unused in events.unused}


@pytest.mark.parametrize(("resources", "what"), [pytest.param(*case, id=name) for name, *case in CONTRADICTED])
def test_what_contradicts_is_told(reader: FhirReader, resources: list[Json], what: str) -> None:
    events = _read(reader, with_one(*resources))
    assert any(what in conflict.what for conflict in events.conflicts), events.conflicts


def test_all_faults_are_told_at_once(reader: FhirReader) -> None:
    record = bundle(
        {**cancer(), "onsetDateTime": "2031-01-01"},
        observation(ECOG, "a", valueInteger=9),
        observation(ER_PERCENT, "b", **quantity(-5, "%")),
        person=patient(birthDate="1961-99-99"),
    )
    with pytest.raises(RecordError) as caught:
        _read(reader, as_bytes(record))
    assert len(caught.value.faults) == 4


def test_faults_of_types_are_told_at_once_with_their_lines(reader: FhirReader) -> None:
    content = raw(
        '{"resourceType": "Bundle", "type": "collection", "entry": [\n'
        '{"resource": {"resourceType": "Patient", "id": 7}},\n'
        '{"resource": {"resourceType": "Condition", "code": []}}]}'
    )
    with pytest.raises(RecordError) as caught:
        _read(reader, content)
    assert [(fault.line, fault.wrong) for fault in caught.value.faults] == [
        (2, "'entry[0].id' is a whole number"),
        (3, "'entry[1].code' is a list"),
    ]


def test_the_dead_had_a_plan_while_they_lived(reader: FhirReader) -> None:
    content = person(deceasedDateTime="2025-01-01")
    events = next(reader.read_bytes(content, "x.json", as_of=datetime.date(2024, 6, 1)))
    assert events.of("patient")[0].deceased is False  # type: ignore[attr-defined]


def test_an_amended_resource_replaces_the_older_version(reader: FhirReader) -> None:
    old = {
        **observation(ER, valueCodeableConcept=concept(SNOMED, "260385009")),
        "meta": {"lastUpdated": "2026-01-01T00:00:00Z"},
    }
    new = {
        **observation(ER, valueCodeableConcept=POSITIVE),
        "status": "amended",
        "meta": {"lastUpdated": "2026-02-01T00:00:00Z"},
    }
    events = _read(reader, with_one(new, old))
    assert [row.text for row in events.of("marker")] == ["positive"]  # type: ignore[attr-defined]
    assert "1 older version(s) of it were not used" in {unused.reason for unused in events.unused}


def test_copies_are_one(reader: FhirReader) -> None:
    one = observation(ER, valueCodeableConcept=POSITIVE)
    events = _read(reader, with_one(one, one, {**one, "id": "copy"}))
    assert [row.refs for row in events.of("marker")] == [("Observation/copy", "Observation/o")]
    assert not events.conflicts
    assert not events.unused
