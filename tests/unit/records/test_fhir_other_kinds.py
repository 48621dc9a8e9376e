"""Kinds that are not read may hold anything under the names of fields that are: the record is still decoded at once."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from onward.records.resources import CodeableConcept, Resource, concept_of

DECODER = msgspec.json.Decoder(Resource)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("ExplanationOfBenefit", "outcome", "complete"),
        ("ClaimResponse", "outcome", "complete"),
        ("DetectedIssue", "severity", "high"),
        ("Composition", "event", [{"period": {"start": "2024-01-01"}}]),
    ],
)
def test_a_field_of_another_kind(kind: str, field: str, value: Any) -> None:
    resource = DECODER.decode(json.dumps({"resourceType": kind, field: value}))
    assert concept_of(getattr(resource, field)) is None


@pytest.mark.parametrize("field", ["outcome", "severity", "event"])
def test_a_concept(field: str) -> None:
    resource = DECODER.decode(json.dumps({"resourceType": "AdverseEvent", field: {"text": "nausea"}}))
    assert concept_of(getattr(resource, field)) == CodeableConcept(text="nausea")
