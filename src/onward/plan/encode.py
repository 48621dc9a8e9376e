"""The plan as JSON, and the JSON Schema of it, both from the same structs."""

from __future__ import annotations

from typing import Any

import msgspec

from onward.plan.types import Plan

_ENCODER = msgspec.json.Encoder()


def plan_json(plan: Plan) -> bytes:
    """One line of JSON: the same bytes for the same plan."""
    return _ENCODER.encode(plan)


def plan_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plan; nothing else may stand in one."""
    schema = msgspec.json.schema(Plan)
    for definition in schema["$defs"].values():
        definition.setdefault("additionalProperties", False)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan",
        "description": "The plan that `onward plan --format json` prints: one person, one day.",
        **schema,
    }
