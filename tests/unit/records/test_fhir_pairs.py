"""Pairs of records that say the same: other order, ids, units, codes, dates, forms. The same is read of them."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.records.bundles import LOINC, as_bytes, concept, ndjson, observation, quantity
from tests.unit.records.conftest import contents

from onward.events.tables import Events
from onward.records.fhir import FhirReader

Bundle = dict[str, Any]
EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.bundle.json"))


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name)
def record(request: pytest.FixtureRequest) -> Bundle:
    """Each example record of ours."""
    found: Bundle = json.loads(request.param.read_bytes())
    return found


def resources(record: Bundle) -> list[Bundle]:
    return [entry["resource"] for entry in record["entry"]]


def read(reader: FhirReader, content: bytes, name: str = "record.json") -> Events:
    return next(iter(reader.read_bytes(content, name)))


def in_another_order(record: Bundle) -> Bundle:
    random.Random(7).shuffle(record["entry"])  # noqa: S311 - an order, no secret
    return record


def as_a_searchset(record: Bundle) -> Bundle:
    return {**record, "type": "searchset", "total": len(record["entry"]), "link": [{"relation": "self", "url": "x"}]}


def as_a_transaction(record: Bundle) -> Bundle:
    """Ids are known by the urls of their entries alone."""
    text = json.dumps(record)
    for entry in record["entry"]:
        one = entry["resource"]
        text = text.replace(f'"{one["resourceType"]}/{one["id"]}"', f'"urn:uuid:{one["id"]}"')
    moved: Bundle = json.loads(text)
    for entry in moved["entry"]:
        entry["fullUrl"] = f"urn:uuid:{entry['resource']['id']}"
        entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
    return {**moved, "type": "transaction"}


def with_other_ids(record: Bundle) -> Bundle:
    text = json.dumps(record)
    for number, entry in enumerate(record["entry"]):
        one = entry["resource"]
        if one["resourceType"] not in ("Patient", "Specimen"):
            kind, identity = one["resourceType"], re.escape(one["id"])
            text = re.sub(rf'("{kind}/|"id": "){identity}"', rf'\g<1>n{number}"', text)
    changed: Bundle = json.loads(text)
    return changed


def with_other_system_urls(record: Bundle) -> Bundle:
    text = json.dumps(record)
    for url, other in (
        ("http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"),
        ("http://loinc.org", "https://loinc.org/"),
        ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"),
    ):
        text = text.replace(f'"{url}"', f'"{other}"')
    changed: Bundle = json.loads(text)
    return changed


def with_something_irrelevant(record: Bundle) -> Bundle:
    person = next(one["id"] for one in resources(record) if one["resourceType"] == "Patient")
    visit = {"resourceType": "Encounter", "id": "visit", "subject": {"reference": f"Patient/{person}"}}
    record["entry"].insert(1, {"resource": visit})
    return record


def said_twice(record: Bundle) -> Bundle:
    record["entry"] += copy.deepcopy(record["entry"])
    return record


SAME: list[Callable[[Bundle], Bundle]] = [
    in_another_order,
    as_a_searchset,
    as_a_transaction,
    with_other_ids,
    with_other_system_urls,
    with_something_irrelevant,
    said_twice,
]


@pytest.mark.parametrize("change", SAME, ids=lambda change: change.__name__)
def test_a_record_that_says_the_same_reads_the_same(
    reader: FhirReader, record: Bundle, change: Callable[[Bundle], Bundle]
) -> None:
    before = read(reader, as_bytes(record))
    after = read(reader, as_bytes(change(copy.deepcopy(record))))
    assert contents(after) == contents(before)
    assert [conflict.what for conflict in after.conflicts] == [conflict.what for conflict in before.conflicts]


def test_every_form_of_a_record_reads_the_same(reader: FhirReader, record: Bundle, tmp_path: Path) -> None:
    before = contents(read(reader, as_bytes(record)))
    assert contents(read(reader, as_bytes(resources(record)))) == before
    assert contents(read(reader, ndjson(resources(record)))) == before
    assert contents(read(reader, b"\xef\xbb\xbf  \n" + as_bytes(record))) == before
    for kind in {one["resourceType"] for one in resources(record)}:
        lines = ndjson(one for one in resources(record) if one["resourceType"] == kind)
        (tmp_path / f"{kind}.ndjson").write_bytes(lines)
    assert contents(next(reader.read([tmp_path]))) == before


def test_a_bundle_in_two_files_is_one_record(reader: FhirReader, record: Bundle, tmp_path: Path) -> None:
    half = len(record["entry"]) // 2
    for name, entries in (("a.json", record["entry"][:half]), ("b.json", record["entry"][half:])):
        (tmp_path / name).write_bytes(as_bytes({**record, "entry": entries}))
    whole = read(reader, as_bytes(record))
    assert contents(next(reader.read([tmp_path / "a.json", tmp_path / "b.json"]))) == contents(whole)


def test_reading_twice_gives_the_same_ids(reader: FhirReader, record: Bundle) -> None:
    assert read(reader, as_bytes(record)) == read(reader, as_bytes(record))


def test_shifted_dates_shift_the_events(reader: FhirReader, record: Bundle) -> None:
    def shifted(text: str) -> str:
        return re.sub(r"\b(20\d\d|19\d\d)(?=-\d\d|\")", lambda found: str(int(found[1]) - 4), text)

    before = json.dumps(contents(read(reader, as_bytes(record))))
    after = json.dumps(contents(read(reader, shifted(json.dumps(record)).encode())))
    assert json.loads(shifted(before)) == json.loads(after)


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("26499-4", (3.9, "10*3/uL"), (3900.0, "/uL")),
        ("718-7", (12.4, "g/dL"), (124.0, "g/L")),
        ("2160-0", (1.0, "mg/dL"), (10.0, "mg/L")),
    ],
)
def test_other_units_are_the_same_value(
    read: Callable[..., Events], code: str, one: tuple[float, str], other: tuple[float, str]
) -> None:
    values = [
        read(observation(concept(LOINC, code), **quantity(*said))).of("lab")[0].value  # type: ignore[attr-defined]
        for said in (one, other)
    ]
    assert values[0] == values[1]


def test_many_patients_in_ndjson_are_read_each_for_herself(reader: FhirReader) -> None:
    people = [{"resourceType": "Patient", "id": name, "birthDate": "1960"} for name in "abc"]
    people[1]["deceasedDateTime"] = "2020-01-01"
    marks = [
        observation(concept(LOINC, "85337-4"), f"o{name}", valueString=word, subject={"reference": f"Patient/{name}"})
        for name, word in (("a", "positive"), ("b", "positive"), ("c", "negative"))
    ]
    content = ndjson([*people, *marks])
    found = list(reader._outcomes([_document(content)], "people.ndjson", None, None))
    assert [type(one).__name__ for one in found] == ["Events", "NotSupportedError", "Events"]
    chosen = list(reader.read_bytes(content, "people.ndjson", patient="c"))
    assert [(one.patient_id, one.of("marker")[0].text) for one in chosen] == [("c", "negative")]  # type: ignore[attr-defined]


def _document(content: bytes) -> Any:
    from onward.records.documents import read_document

    return read_document(content, "people.ndjson")
