"""Records that other people published: every file gives events or a clear error, and what is in them is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from onward.events.tables import Events
from onward.knowledge.loader import load
from onward.records.fhir import FhirReader


@pytest.fixture(scope="module")
def reader() -> FhirReader:
    return FhirReader(load())


@pytest.fixture(scope="module")
def records(shared: Path) -> Path:
    return shared / "records"


def read(reader: FhirReader, path: Path) -> Events:
    return next(iter(reader.read([path])))


def test_every_record_is_read_with_nothing_lost(reader: FhirReader, records: Path) -> None:
    for path in sorted(records.glob("*.json")):
        events = read(reader, path)
        assert events.of("diagnosis"), path.name
        assert all(unused.reason for unused in events.unused)
        assert all(conflict.refs for conflict in events.conflicts)


def test_the_heavily_treated_patient(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "stage4-hrpos-heavily-treated.bundle.json")
    assert [(str(row.date), row.drug) for row in events.of("drug")] == [  # type: ignore[attr-defined]
        ("2019-06-01", "exemestane"), ("2019-07-01", "anastrozole"), ("2019-08-01", "letrozole"),
        ("2019-09-01", "fulvestrant"), ("2019-09-01", "palbociclib"), ("2019-10-01", "capecitabine"),
        ("2019-12-01", "abemaciclib"), ("2019-12-01", "tamoxifen"), ("2020-01-01", "gemcitabine"),
        ("2020-02-01", "alpelisib"),
    ]  # fmt: skip
    assert {row.gene for row in events.of("variant")} == {"CCND1", "FGFR1", "MDM2"}  # type: ignore[attr-defined]
    assert {row.name: row.text for row in events.of("marker")} == {  # type: ignore[attr-defined]
        "ER": "positive", "PR": "positive", "HER2": "negative", "MSI": "MSI-H", "TMB": "low",
    }  # fmt: skip
    assert [row.site for row in events.of("metastasis")] == ["bone"]  # type: ignore[attr-defined]
    assert not events.unused


def test_the_published_example_of_mcode(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "mcode-ig-jenny-m.bundle.json")
    diagnosis = events.of("diagnosis")[0]
    assert (diagnosis.histology, diagnosis.laterality, diagnosis.stage) == ("ductal", "left", "IIB")  # type: ignore[attr-defined]
    assert {row.drug: row.intent for row in events.of("drug")} == {  # type: ignore[attr-defined]
        "cyclophosphamide": "adjuvant", "doxorubicin": "adjuvant", "paclitaxel": "adjuvant", "anastrozole": "adjuvant",
    }  # fmt: skip
    said = {conflict.what for conflict in events.conflicts}
    assert "the stage at diagnosis is IIB and IIIC" in said
    assert not any(row.test == "neutrophils" for row in events.of("lab"))  # type: ignore[attr-defined]


def test_a_product_whose_code_and_name_differ_is_told(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "broken-duplicate-conditions.bundle.json")
    assert any("is coded as zoledronic acid and named paclitaxel" in conflict.what for conflict in events.conflicts)


def test_what_is_about_somebody_else_is_not_used(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "broken-missing-birthdate-invalid-ecog.bundle.json")
    assert not any(row.name == "ecog" for row in events.of("state"))  # type: ignore[attr-defined]
    assert len([unused for unused in events.unused if "somebody else" in unused.reason]) == 2


def test_a_secondary_cancer_without_a_site_contradicts_an_early_stage(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "her2-positive-stage3a.bundle.json")
    assert "a secondary cancer without a site, and stage IIIA" in {conflict.what for conflict in events.conflicts}
    assert not any(row.name == "metastatic" for row in events.of("state"))  # type: ignore[attr-defined]


def test_a_thousand_resources(reader: FhirReader, records: Path) -> None:
    events = read(reader, records / "synthea-triple-negative.bundle.json")
    assert {row.drug for row in events.of("drug")} == {"paclitaxel", "cyclophosphamide"}  # type: ignore[attr-defined]
    assert len(events.unused) > 800
