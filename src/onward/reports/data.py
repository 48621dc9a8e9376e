"""A plan as data: the JSON that is the public contract, indented for people or one line for machines.

In: plans. Out: bytes in UTF-8, keys in the order of the contract, ending with a line feed.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onward.plan.encode import plan_json
from onward.plan.types import Plan


def to_json(plan: Plan) -> bytes:
    """One plan, indented."""
    return msgspec.json.format(plan_json(plan), indent=2) + b"\n"


def to_json_list(plans: Sequence[Plan]) -> bytes:
    """Several plans as one list, indented."""
    return msgspec.json.format(b"[" + b",".join(map(plan_json, plans)) + b"]", indent=2) + b"\n"


def to_ndjson(plan: Plan) -> bytes:
    """One plan on one line."""
    return plan_json(plan) + b"\n"
