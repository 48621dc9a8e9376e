"""What the interface says of itself beyond what its signatures tell: the record that comes in, the plan that goes out.

The bundle is described as it is checked, no looser and no stricter, so that a program which keeps to the description is
never refused for the form of its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar.openapi.spec import Example, OpenAPI, OpenAPIMediaType, Operation, Reference, RequestBody
from litestar.openapi.spec.schema import Schema

from onward.knowledge.types import Knowledge
from onward.plan.encode import plan_schema
from onward.records.chart_form import chart_form

JSON = "application/json"
FHIR_LINES = "application/fhir+ndjson"
CHART = "application/vnd.onward.chart"
IN_COMPONENTS = "#/components/schemas/"

_ENTRY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "fullUrl": {"type": ["string", "null"]},
        "resource": {
            "type": "object",
            "description": "A resource of FHIR R4. What no rule reads is listed in the plan as unused.",
            "required": ["resourceType"],
            "properties": {
                "resourceType": {"type": "string", "minLength": 1},
                "id": {"type": ["string", "null"]},
            },
        },
    },
}
_FIRST: dict[str, Any] = {
    "type": "object",
    "required": ["resource"],
    "properties": {
        "fullUrl": {"type": ["string", "null"]},
        "resource": {
            "type": "object",
            "required": ["resourceType"],
            "properties": {"resourceType": {"const": "Patient"}, "id": {"type": ["string", "null"]}},
        },
    },
}
BUNDLE: dict[str, Any] = {
    "title": "A record in FHIR R4",
    "description": "A bundle of one patient: the Patient, best first, and what is known about them. A Patient alone, a "
    "list of resources and lines of resources are read as well.",
    "type": "object",
    "required": ["resourceType", "entry"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "entry": {"type": "array", "minItems": 1, "prefixItems": [_FIRST], "items": _ENTRY},
    },
}
_EXAMPLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [{"resource": {"resourceType": "Patient", "id": "ada", "gender": "female", "birthDate": "1961-03-04"}}],
}


@dataclass
class PlanOfRecord(Operation):
    """The operation that makes plans, with its record and its plan."""

    def __post_init__(self) -> None:
        """Describe what the signature cannot: the body is read as bytes and the plan is sent as bytes."""
        bundle = OpenAPIMediaType(Reference(f"{IN_COMPONENTS}Bundle"), examples={"smallest": Example(value=_EXAMPLE)})
        lines = Schema(description="One resource of FHIR R4 a line.")
        self.request_body = RequestBody(
            {
                "application/fhir+json": bundle,
                JSON: bundle,
                FHIR_LINES: OpenAPIMediaType(lines),
                CHART: OpenAPIMediaType(Reference(f"{IN_COMPONENTS}Chart")),
            },
            description="One person's record. What it is, is seen by its content; its type may be any.",
            required=True,
        )
        if self.responses and not isinstance(self.responses["200"], Reference):
            self.responses["200"].description = "The plan."
            self.responses["200"].content = {JSON: OpenAPIMediaType(Reference(f"{IN_COMPONENTS}Plan"))}


def describe(found: OpenAPI, knowledge: Knowledge) -> None:
    """Add the shapes that the operations refer to."""
    plan = plan_schema()
    parts: dict[str, Any] = {name: _moved(part) for name, part in plan["$defs"].items()}
    chart = _moved(chart_form(knowledge.terminology).schema())
    shapes: dict[str, Any] = {"Bundle": BUNDLE, "Chart": {"title": "A chart, in YAML", **chart}}
    found.components.schemas = {**(found.components.schemas or {}), **parts, **shapes}


def _moved(part: Any) -> Any:
    """A part of a schema, its references leading to where the description keeps its parts; words of open sets aside."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", IN_COMPONENTS) if key == "$ref" else _moved(value)
            for key, value in part.items()
            if key != "examples"
        }
    return [_moved(each) for each in part] if isinstance(part, list) else part
