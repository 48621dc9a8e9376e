"""The record as it was handed over: a chart with its lines numbered, FHIR resource by resource."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onward.web.desk import CHART
from onward.web.frame import Frame, anchor_of, render

MOST_ENTRIES = 5000
MOST_EDITED = 150_000
"""Letters of a record that a page holds for editing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource."""

    anchor: str
    name: str
    says: str
    text: str


def record_page(content: bytes, kind: str, frame: Frame) -> str:
    """The page of a record."""
    if kind == CHART:
        return render("record.html", frame=frame, lines=content.decode("utf-8", "replace").splitlines(), entries=())
    return render("record.html", frame=frame, lines=(), entries=tuple(_entries(content)))


def edit_page(frame: Frame, text: str, *, form: bool, faults: tuple[str, ...] = ()) -> str:
    """The record as text to edit; without text, where it is too long for that."""
    return render(
        "edit_text.html", frame=frame, text=text if len(text) <= MOST_EDITED else "", form=form, faults=faults
    )


def _entries(content: bytes) -> Iterator[Entry]:
    for number, (place, resource) in enumerate(_resources(content)):
        if number == MOST_ENTRIES:
            return
        kind, identity = str(resource.get("resourceType", "?")), resource.get("id")
        ref = f"{kind}/{identity}" if identity else f"{kind}#{place}"
        text = json.dumps(resource, indent=1, ensure_ascii=False)
        yield Entry(anchor_of(ref), ref, _says(resource), text)


def _resources(content: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources of a document that has been read before, so that its form is known to be right."""
    text = content.decode("utf-8-sig", "replace")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        whole = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
        listed = [entry.get("resource") for entry in whole.get("entry", ()) if isinstance(entry, dict)]
    else:
        listed = whole if isinstance(whole, list) else [whole]
    for number, resource in enumerate(listed):
        if isinstance(resource, dict):
            yield f"entry[{number}]", resource


def _says(resource: dict[str, Any]) -> str:
    """What a resource is about, where it says so."""
    for key in ("code", "medicationCodeableConcept", "type"):
        concept = resource.get(key)
        if isinstance(concept, dict):
            codings = concept.get("coding")
            first = codings[0] if isinstance(codings, list) and codings and isinstance(codings[0], dict) else {}
            return str(concept.get("text") or first.get("display") or "")
    return ""
