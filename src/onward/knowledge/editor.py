"""JSON Schema for editors: one schema a kind of knowledge file, made from the forms that read them.

A line ``# yaml-language-server: $schema=...`` at the top of a file makes an editor complete keys and mark faults while
they are typed. The schemas say less than ``onward knowledge check``, which also settles references and expressions.
"""

from __future__ import annotations

from onward.knowledge.contents import KINDS
from onward.knowledge.shapes import Schema, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, Schema]:
    """The schema of every kind of file, by the name of the kind."""
    return {kind: schema_of(shape, f"Onward knowledge: {pattern}") for pattern, (kind, shape) in KINDS.items()}


def schema_of(shape: Shape, title: str) -> Schema:
    """The schema of one form, as a whole document."""
    return {"$schema": DIALECT, "title": title, **shape.schema()}
