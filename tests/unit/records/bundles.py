"""Small FHIR records for tests: one woman with breast cancer, and a resource for each thing that can be said of her."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
RXNORM, ICD10 = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"
AS_OF = "2026-06-01"


def concept(
    system: str | None = None, code: str | None = None, display: str | None = None, text: str | None = None
) -> Json:
    """A codeable concept of one coding, or of a text alone."""
    coding = {key: value for key, value in (("system", system), ("code", code), ("display", display)) if value}
    return {**({"coding": [coding]} if coding else {}), **({"text": text} if text else {})}


def patient(identity: str = "p", **more: Any) -> Json:
    return {"resourceType": "Patient", "id": identity, "gender": "female", "birthDate": "1961-03-04", **more}


def about(identity: str = "p") -> Json:
    return {"reference": f"Patient/{identity}"}


def condition(code: Json, identity: str = "c", **more: Any) -> Json:
    return {"resourceType": "Condition", "id": identity, "subject": about(), "code": code, **more}


def cancer(**more: Any) -> Json:
    return condition(
        concept(SNOMED, "254837009", "Malignant neoplasm of breast"), "cancer", onsetDateTime="2018-05-01", **more
    )


def observation(code: Json, identity: str = "o", day: str | None = "2026-05-20", **value: Any) -> Json:
    dated = {"effectiveDateTime": day} if day else {}
    return {
        "resourceType": "Observation", "id": identity, "status": "final", "subject": about(), "code": code,
        **dated, **value,
    }  # fmt: skip


def quantity(value: Any, unit: str | None = None, comparator: str | None = None) -> Json:
    parts = {"value": value, "unit": unit, "code": unit, "comparator": comparator}
    return {"valueQuantity": {key: part for key, part in parts.items() if part is not None}}


def lab(code: str, value: Any, unit: str | None, identity: str = "o", **more: Any) -> Json:
    return observation(concept(LOINC, code), identity, **quantity(value, unit), **more)


def drug(
    name: Json, identity: str = "d", status: str = "completed", kind: str = "MedicationStatement", **more: Any
) -> Json:
    return {
        "resourceType": kind, "id": identity, "status": status, "subject": about(),
        "medicationCodeableConcept": name, **more,
    }  # fmt: skip


def procedure(code: Json, identity: str = "x", day: str = "2018-06-20", **more: Any) -> Json:
    return {
        "resourceType": "Procedure", "id": identity, "status": "completed", "subject": about(), "code": code,
        "performedDateTime": day, **more,
    }  # fmt: skip


def bundle(*resources: Json, person: Json | None = None, kind: str = "collection") -> Json:
    """A bundle of a patient, her cancer and these resources."""
    everything = [person or patient(), *resources]
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": copy.deepcopy(one)} for one in everything]}


def as_bytes(record: Any) -> bytes:
    return json.dumps(record).encode()


def ndjson(resources: Iterable[Json]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in resources)
