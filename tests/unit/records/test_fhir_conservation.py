"""Nothing is dropped: over random bundles, each resource ends in an event or is listed with its reason; and whatever is
done to a record, the answer is events or an error that names its place.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.records.bundles import LOINC, SNOMED, Json, about, as_bytes, bundle, cancer, concept
from tests.unit.records.conftest import TODAY

from onward.events.tables import Events
from onward.knowledge.loader import load
from onward.records.fhir import FhirReader
from onward.values.errors import OnwardError

ROOT = Path(__file__).resolve().parents[3]
KINDS = [
    "Condition", "Observation", "Procedure", "MedicationStatement", "MedicationRequest", "MedicationAdministration",
    "AdverseEvent", "Specimen", "Medication", "Encounter", "DiagnosticReport", "Goal",
]  # fmt: skip
LOINC_CODES = ["85337-4", "85319-2", "718-7", "26499-4", "89247-1", "21908-9", "69548-6", "97509-4", "0-0"]
SNOMED_CODES = ["94222008", "254837009", "38341003", "69031006", "367336001", "128462008", "10828004", "1"]
CODES = [(LOINC, code) for code in LOINC_CODES] + [(SNOMED, code) for code in SNOMED_CODES]
TEXTS = [
    "letrozole",
    "phesgo",
    "Stage IV",
    "1+",
    "positive",
    "hypertension",
    "bone metastases",
    "chemotherapy",
    "??",
    "",
]


def codeable() -> st.SearchStrategy[Json]:
    coded = st.sampled_from(CODES).map(lambda pair: concept(*pair))
    return st.one_of(coded, st.sampled_from(TEXTS).map(lambda text: concept(text=text)), st.just({}))


def days() -> st.SearchStrategy[str]:
    return st.sampled_from(["2018-05-01", "2024", "2025-03", "2026-05-20T10:00:00Z"])


@st.composite
def any_resource(draw: st.DrawFn) -> Json:
    kind = draw(st.sampled_from(KINDS))
    fields: Json = {"resourceType": kind, "subject": about(draw(st.sampled_from(["p", "p", "p", "stranger"])))}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "id": st.sampled_from(["a", "b", "c", "d"]),
        "code": codeable(),
        "status": st.sampled_from(["final", "completed", "active", "entered-in-error", "cancelled", "stopped"]),
        "medicationCodeableConcept": codeable(),
        "event": codeable(),
        "effectiveDateTime": days(),
        "performedDateTime": days(),
        "onsetDateTime": days(),
        "valueCodeableConcept": codeable(),
        "valueString": st.sampled_from(TEXTS),
        "valueInteger": st.integers(0, 5),
        "valueQuantity": st.fixed_dictionaries(
            {"value": st.integers(0, 100), "unit": st.sampled_from(["%", "g/dL", "x"])}
        ),
        "bodySite": st.lists(codeable(), max_size=1),
        "component": st.lists(
            st.fixed_dictionaries({"code": codeable(), "valueCodeableConcept": codeable()}), max_size=2
        ),
        "verificationStatus": st.sampled_from(["confirmed", "refuted", "provisional"]).map(
            lambda code: concept(None, code)
        ),
        "modifierExtension": st.just([{"url": "x"}]),
    }  # fmt: skip
    for name in draw(st.sets(st.sampled_from(sorted(optional)))):
        fields[name] = draw(optional[name])
    return fields


def accounted(events: Events) -> set[str]:
    refs = {ref for rows in events.rows.values() for row in rows for ref in row.refs}
    return refs | {unused.ref for unused in events.unused}


@pytest.fixture(scope="module")
def whole() -> FhirReader:
    return FhirReader(load(), today=TODAY)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(resources=st.lists(any_resource(), max_size=8))
def test_every_resource_ends_in_an_event_or_is_listed(whole: FhirReader, resources: list[Json]) -> None:
    record = bundle(cancer(), *resources)
    try:
        events = next(iter(whole.read_bytes(as_bytes(record), "random.json")))
    except OnwardError as error:
        assert all(fault.wrong for fault in error.faults)
        return
    refs = {
        f"{one['resourceType']}/{one['id']}" if "id" in one else f"{one['resourceType']}#entry[{number}]"
        for number, one in ((number, entry["resource"]) for number, entry in enumerate(record["entry"]))
    }
    assert refs <= accounted(events)


def records() -> list[Path]:
    shared = ROOT.parent / "shared" / "records"
    small = [path for path in sorted(shared.glob("*.json")) if path.stat().st_size < 200_000] if shared.is_dir() else []
    return [*sorted((ROOT / "examples").glob("*.bundle.json")), *small]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A record with a few bytes changed, cut out or doubled, or one value of it replaced."""
    if chance.random() < 0.5:
        return _other_value(content, chance)
    at = chance.randrange(len(content))
    end = at + chance.randrange(1, 40)
    kind = chance.randrange(4)
    if kind == 0:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    if kind == 1:
        return content[:at] + content[end:]
    return content[:at] + (content[at:end] * 2 if kind == 2 else b"") + content[end if kind == 2 else len(content) :]


def _other_value(content: bytes, chance: random.Random) -> bytes:
    record = json.loads(content)
    node: Any = record
    while isinstance(node, dict | list) and node:
        key = chance.choice(sorted(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or chance.random() < 0.15:
            node[key] = chance.choice([None, "", "x", -1, 10**30, 1e-300, True, [], {}, "9999-99-99", [[]], "\u0000"])
            break
        node = node[key]
    return as_bytes(record)


@pytest.mark.parametrize("path", records(), ids=lambda path: path.name)
def test_damage_gives_events_or_an_error_and_never_a_traceback(whole: FhirReader, path: Path) -> None:
    chance = random.Random(path.name)  # noqa: S311 - damage, no secret
    content = path.read_bytes()
    for _ in range(60):
        try:
            list(whole.read_bytes(damaged(content, chance), path.name))
        except OnwardError as error:
            assert error.faults
            assert all(fault.file for fault in error.faults)


def test_the_words_of_a_patient_are_not_in_errors(whole: FhirReader) -> None:
    record = bundle(
        cancer(), person={"resourceType": "Patient", "id": "p", "name": [{"family": "Canary"}], "birthDate": 3}
    )
    with pytest.raises(OnwardError) as caught:
        list(whole.read_bytes(as_bytes(record), "x.json"))
    assert "Canary" not in str(caught.value)
