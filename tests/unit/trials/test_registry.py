"""Registry files: every format the registry has used, and files that are broken or hostile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onward.trials.registry import MAX_CRITERIA, read_studies, read_text
from onward.values.errors import RecordError


def record(nct: str = "NCT00000001", **eligibility: Any) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": "A study <script>alert(1)</script>"},
            "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2026-01-02"}},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
            "conditionsModule": {"conditions": ["Breast Cancer"]},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0-1",
                "minimumAge": "18 Years",
                **eligibility,
            },
            "contactsLocationsModule": {
                "locations": [{"city": "Bern", "country": "Switzerland", "geoPoint": {"lat": 46.9, "lon": 7.4}}]
            },
        },
        "hasResults": False,
    }


XML = """<?xml version="1.0"?><clinical_study><id_info><nct_id>NCT00000002</nct_id></id_info>
<brief_title>Old</brief_title>
<overall_status>Active, not recruiting</overall_status>
<phase>Phase 1/Phase 2</phase><condition>Breast Cancer</condition>
<eligibility><criteria><textblock>
    Inclusion Criteria:

      -  Age &gt;= 18
</textblock></criteria>
<gender>Female</gender><minimum_age>18 Years</minimum_age>
<maximum_age>N/A</maximum_age></eligibility>
<location><facility><name>Ward</name>
<address><city>Basel</city><country>Switzerland</country></address></facility></location>
</clinical_study>"""


def studies(text: str) -> list[Any]:
    found, faults = read_text(text.encode(), "x")
    assert not faults
    return found


def test_one_study() -> None:
    study = studies(json.dumps(record()))[0]
    assert (study.nct, study.status, study.recruiting, study.min_age_years, study.max_age_years) == (
        "NCT00000001", "RECRUITING", True, 18.0, None,
    )  # fmt: skip
    assert (study.sites[0].city, study.sites[0].latitude, study.updated) == ("Bern", 46.9, "2026-01-02")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"studies": [record(), record("NCT00000003")], "nextPageToken": "x"}),
        json.dumps([record(), record("NCT00000003")]),
        json.dumps(record()) + "\n" + json.dumps(record("NCT00000003")) + "\n",
    ],
    ids=["search page", "list", "a line each"],
)
def test_many_studies(text: str) -> None:
    assert [each.nct for each in studies(text)] == ["NCT00000001", "NCT00000003"]


def test_the_older_xml() -> None:
    study = studies(XML)[0]
    assert (study.nct, study.status, study.phases, study.sex) == (
        "NCT00000002", "ACTIVE_NOT_RECRUITING", ("PHASE1", "PHASE2"), "FEMALE",
    )  # fmt: skip
    assert (study.recruiting, study.max_age_years, study.sites[0].facility) == (False, None, "Ward")


SCREENING = "<study_design_info><primary_purpose>Screening</primary_purpose></study_design_info>"
BEHAVIOUR = "<intervention><intervention_type>Behavioral</intervention_type></intervention>"


def _with_purpose(purpose: str) -> dict[str, Any]:
    made = record()
    made["protocolSection"]["designModule"]["designInfo"] = {"primaryPurpose": purpose}
    return made


@pytest.mark.parametrize(
    ("text", "treats"),
    [
        (json.dumps(record()), True),
        (json.dumps(_with_purpose("TREATMENT")), True),
        (json.dumps(_with_purpose("DIAGNOSTIC")), False),
        (json.dumps(record()).replace("INTERVENTIONAL", "OBSERVATIONAL"), False),
        (json.dumps(record()).replace("PHASE2", "NA"), None),
        (XML, True),
        (XML.replace("<phase>", f"{SCREENING}<phase>"), False),
        (XML.replace("<phase>", f"{BEHAVIOUR}<phase>"), False),
    ],
)  # fmt: skip
def test_whether_a_study_treats(text: str, treats: bool | None) -> None:
    assert studies(text)[0].treats is treats


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2]",
        '{"protocolSection": {}}',
        '{"protocolSection": {"identificationModule": {"nctId": "../../etc"}}}',
        '{"protocolSection": 5}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "<clinical_study>",
        "<clinical_study></clinical_study>",
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><clinical_study>&a;</clinical_study>',
        "<a>" * 50_000,
    ],
)
def test_broken_files_are_faults(text: str) -> None:
    found, faults = read_text(text.encode(), "x.json")
    assert not found
    assert faults


def test_a_broken_record_takes_no_other_with_it() -> None:
    found, faults = read_text((json.dumps(record()) + "\n{broken\n" + json.dumps(record("NCT00000003"))).encode(), "x")
    assert [each.nct for each in found] == ["NCT00000001", "NCT00000003"]
    assert [each.line for each in faults] == [2]


def test_control_characters_go_and_long_criteria_end() -> None:
    study = studies(json.dumps(record(eligibilityCriteria="\x00a\u202eb" + "x" * 10_000_000)))[0]
    assert study.criteria.startswith("ab")
    assert len(study.criteria) <= MAX_CRITERIA


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(record()))
    (tmp_path / "b.xml").write_text(XML)
    (tmp_path / "c.json").write_text("{")
    found, faults = read_studies(tmp_path)
    assert [each.nct for each in found] == ["NCT00000001", "NCT00000002"]
    assert [each.file for each in faults] == ["c.json"]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        read_studies(tmp_path / "none.json")
    with pytest.raises(RecordError):
        read_studies(tmp_path)
