"""Makes docs/reference/plan.schema.json from the structs of the plan."""

from __future__ import annotations

import json

from onward.plan.encode import plan_schema


def page() -> str:
    """The JSON Schema of a plan as a file."""
    return json.dumps(plan_schema(), indent=1, ensure_ascii=False) + "\n"
