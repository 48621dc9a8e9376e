"""Observation -> whatever its code says it is: a marker, a laboratory value, a genomic result, a stage, a state.

In: one observation. Its code is looked up in the value sets in turn; the first that knows it decides who reads it.
Panels (``component``) without a value of their own are read component by component.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from onward.records.documents import Found
from onward.records.fhir_genomics import is_variant, read_gene_result, read_variant
from onward.records.fhir_lab import read_lab
from onward.records.fhir_marker import read_marker
from onward.records.fhir_reading import NOBODY_KNOWS, Reading
from onward.records.fhir_state import read_stage, read_state
from onward.records.fhir_value import shown, silent
from onward.records.resources import Resource, Value

Reader = Callable[[Found, Reading, str], None]

_READERS: tuple[tuple[str, Reader], ...] = (
    ("marker", read_marker),
    ("lab_test", read_lab),
    ("observed_state", read_state),
    ("staging", read_stage),
    ("gene_test", read_gene_result),
)
"""Value sets of what is observed, and who reads the words of each."""

_CANCELLED = {
    "cancelled": "it was cancelled",
    "registered": "no result yet",
    "unknown": "its status is unknown",
}


def read_observation(found: Found, reading: Reading) -> None:
    """Read one observation, or each part of a panel."""
    resource = found.resource
    reason = _CANCELLED.get(resource.status or "")
    if reason:
        reading.notes.leave(found.ref, shown(resource), reason)
        return
    if is_variant(resource, reading):
        read_variant(found, reading)
        return
    if _read_as_one(found, reading):
        return
    if resource.component:
        _read_parts(found, reading)
    elif resource.code is not None:
        reading.notes.leave(found.ref, shown(resource), NOBODY_KNOWS)


def _read_as_one(found: Found, reading: Reading) -> bool:
    """Read it by its own code; false where no value set knows it, or where only its components say something."""
    resource = found.resource
    for value_set, read in _READERS:
        meaning = reading.codes.meaning(value_set, resource.code)
        if meaning is None:
            continue
        if silent(resource):
            if resource.component:
                return False
            reading.notes.leave(found.ref, shown(resource), _why_silent(resource))
            return True
        reading.meaning(found, value_set, resource.code)
        read(found, reading, meaning.word)
        return True
    return False


def _why_silent(resource: Resource) -> str:
    absent = resource.data_absent_reason or resource.value_codeable_concept
    return f"it has no value ({absent.shown})" if absent is not None else "it has no value"


def _read_parts(found: Found, reading: Reading) -> None:
    """Each component as an observation of its own, with the date, specimen and method of the panel."""
    resource = found.resource
    for part in resource.component or ():
        inner = msgspec.structs.replace(found, resource=_part(resource, part))
        if part.code is None or not _read_as_one(inner, reading):
            reading.notes.leave(found.ref, shown(part), NOBODY_KNOWS)


def _part(resource: Resource, part: Value) -> Resource:
    values = {name: getattr(part, name) for name in Value.__struct_fields__}
    return msgspec.structs.replace(resource, component=None, **values)
