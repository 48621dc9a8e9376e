"""From bytes to FHIR resources: a bundle, a bare list, one resource, or NDJSON; every fault with its place.

A document is decoded in one pass. Only where that fails is it taken apart resource by resource, so that each fault gets
its line and the path within its resource, and kinds of resource that are not used cannot make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from onward.records.limits import check_objects
from onward.records.resources import Bundle, Head, Owner, RawBundle, Resource
from onward.values.errors import Fault, RecordError, nearest

READ_KINDS = frozenset(
    {
        "Patient",
        "Condition",
        "Observation",
        "Specimen",
        "Medication",
        "MedicationStatement",
        "MedicationRequest",
        "MedicationAdministration",
        "MedicationDispense",
        "Procedure",
        "AdverseEvent",
        "AllergyIntolerance",
        "QuestionnaireResponse",
    }
)
"""The kinds of resource that become events, or that others lean on."""
BUNDLE_TYPES = frozenset({"collection", "transaction", "searchset", "batch", "document", "history", "message"})
_ANSWERS = frozenset({"transaction-response", "batch-response"})
_LINES = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_BYTE = re.compile(r"\(byte (\d+)\)")
_PATH = re.compile(r" - at `\$(.*)`$")
_TYPES = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_MOST_FAULTS = 50
T = TypeVar("T")

_bundles = msgspec.json.Decoder(Bundle)
_raw_bundles = msgspec.json.Decoder(RawBundle)
_resources = msgspec.json.Decoder(Resource)
_lists = msgspec.json.Decoder(list[Resource])
_raw_lists = msgspec.json.Decoder(list[msgspec.Raw])
_heads = msgspec.json.Decoder(Head)
_owners = msgspec.json.Decoder(Owner)


class Found(msgspec.Struct, frozen=True, gc=False):
    """A resource, where it lies, and the url that a bundle gives it."""

    resource: Resource
    file: str
    place: str
    """Where it is within the file: ``entry[3]``, or the line of NDJSON."""
    url: str | None = None
    ref: str = ""
    """What proofs call it: ``Observation/abc``; without an id, its place."""


def found_at(resource: Resource, file: str, place: str, url: str | None = None) -> Found:
    """A resource with the name that proofs give it."""
    kind, identity = resource.resource_type, resource.id
    return Found(resource, file, place, url, f"{kind}/{identity}" if identity else f"{kind}#{place}")


@dataclass(frozen=True, slots=True)
class Document:
    """The resources of one file, and whether they are of one patient by nature (a bundle)."""

    file: str
    found: tuple[Found, ...]
    bundle: bool


def read_document(content: bytes, file: str) -> Document:
    """Read the resources of one file.

    Raises:
        RecordError: with every fault that was found.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    check_objects(content, file)
    try:
        return _read(content, file)
    except RecursionError:
        raise RecordError(Fault(file, 1, 1, "the record is nested too deeply", "FHIR, a few levels deep")) from None
    except UnicodeDecodeError:
        raise RecordError(Fault(file, 1, 1, "the record is not in UTF-8", "JSON in UTF-8")) from None


def _read(content: bytes, file: str) -> Document:
    start = content.lstrip()[:1]
    if start == b"[":
        return Document(file, tuple(_from_list(content, file)), bundle=False)
    if start != b"{":
        raise RecordError(Fault(file, 1, 1, "this is not a FHIR record", "JSON that begins with { or ["))
    if _is_ndjson(content):
        return Document(file, tuple(_from_lines(content, file)), bundle=False)
    head = _decoded(_heads, content, file)
    if head.resource_type is None:
        raise RecordError(Fault(file, 1, 1, "'resourceType' is missing", "a FHIR bundle or resource"))
    if head.resource_type == "Bundle":
        return Document(file, tuple(_from_bundle(content, file)), bundle=True)
    return Document(file, (_single(content, file),), bundle=False)


def _is_ndjson(content: bytes) -> bool:
    """Whether the first line is JSON by itself and another object follows."""
    return _LINES.match(content) is not None


def _from_bundle(content: bytes, file: str) -> Iterator[Found]:
    try:
        bundle = _bundles.decode(content)
    except msgspec.ValidationError:
        yield from _piecewise_bundle(content, file)
        return
    except msgspec.DecodeError as error:
        raise RecordError(_malformed(error, content, file)) from None
    _check_bundle(bundle, file)
    for number, entry in enumerate(bundle.entry or ()):
        if entry.resource is not None:
            yield found_at(_named(entry.resource, file, f"entry[{number}]"), file, f"entry[{number}]", entry.full_url)


def _check_bundle(bundle: Bundle, file: str) -> None:
    if bundle.type in _ANSWERS:
        wrong = f"a bundle of type '{bundle.type}' holds answers, no record"
        raise RecordError(Fault(file, 1, 1, wrong, "a collection, searchset, transaction, batch or document"))
    if bundle.type is not None and bundle.type not in BUNDLE_TYPES:
        wrong = f"the bundle's type is '{bundle.type}'"
        raise RecordError(Fault(file, 1, 1, wrong, ", ".join(sorted(BUNDLE_TYPES)), nearest(bundle.type, BUNDLE_TYPES)))
    if not any(entry.resource for entry in bundle.entry or ()):
        raise RecordError(Fault(file, 1, 1, "the bundle is empty", "a Patient and what is known about them"))


def _piecewise_bundle(content: bytes, file: str) -> Iterator[Found]:
    """A bundle of which a part has a wrong type, resource by resource."""
    bundle = _decoded(_raw_bundles, content, file)
    pieces = [
        (f"entry[{number}]", bytes(entry.resource), entry.full_url)
        for number, entry in enumerate(bundle.entry or ())
        if bytes(entry.resource)
    ]
    yield from _piecewise(pieces, content, file)


def _from_list(content: bytes, file: str) -> Iterator[Found]:
    try:
        resources = _lists.decode(content)
    except msgspec.ValidationError:
        raws = _decoded(_raw_lists, content, file)
        yield from _piecewise([(f"[{n}]", bytes(raw), None) for n, raw in enumerate(raws)], content, file)
        return
    except msgspec.DecodeError as error:
        raise RecordError(_malformed(error, content, file)) from None
    for number, resource in enumerate(resources):
        yield found_at(_named(resource, file, f"[{number}]"), file, f"[{number}]")


def _from_lines(content: bytes, file: str) -> Iterator[Found]:
    """NDJSON: one resource a line; blank lines are skipped."""
    try:
        resources = _resources.decode_lines(content)
    except (msgspec.DecodeError, RecursionError):
        resources = []
    numbers: Iterable[int] = range(1, len(resources) + 1)
    if len(resources) != content.rstrip(b"\n").count(b"\n") + 1:
        lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line and not line.isspace()]
        numbers = [number for number, _ in lines]
        if len(resources) != len(lines):
            yield from _piecewise([(str(number), line, None) for number, line in lines], content, file)
            return
    for number, resource in zip(numbers, resources, strict=True):
        kind, place = resource.resource_type, str(number)
        if not kind or kind == "Bundle":
            wrong = "a bundle is a line of NDJSON" if kind else "'resourceType' is missing"
            raise RecordError(Fault(file, number, 1, wrong, "one resource a line" if kind else "the kind of resource"))
        identity = resource.id
        yield Found(resource, file, place, None, f"{kind}/{identity}" if identity else f"{kind}#{place}")


def _single(content: bytes, file: str) -> Found:
    return next(iter(_piecewise([("resource", content, None)], content, file)))


def _piecewise(pieces: list[tuple[str, bytes, str | None]], content: bytes, file: str) -> Iterator[Found]:
    """Resource by resource; all faults at once."""
    faults: list[Fault] = []
    found: list[Found] = []
    for place, raw, url in pieces:
        try:
            found.append(found_at(_typed(raw, file, place), file, place, url))
        except msgspec.DecodeError as error:
            faults.append(_fault_in(error, raw, place, content, file))
        except RecordError as error:
            faults.extend(error.faults)
    if faults:
        raise RecordError(faults[:_MOST_FAULTS])
    return iter(found)


def _typed(raw: bytes, file: str, place: str) -> Resource:
    """A resource; of kinds that are not used only what they are, so that no field of theirs can be wrong."""
    kind = _heads.decode(raw)
    if kind.resource_type in READ_KINDS or kind.resource_type is None:
        return _named(_resources.decode(raw), file, place)
    try:
        owner = _owners.decode(raw)
    except msgspec.ValidationError:
        return Resource(resource_type=kind.resource_type, id=kind.id)
    return Resource(resource_type=kind.resource_type, id=kind.id, subject=owner.subject, patient=owner.patient)


def _named(resource: Resource, file: str, place: str) -> Resource:
    if not resource.resource_type:
        line = int(place) if place.isdigit() else 0
        where = "" if line else f" at {place}"
        raise RecordError(Fault(file, line, 1, f"'resourceType' is missing{where}", "the kind of resource"))
    return resource


def _decoded(decoder: msgspec.json.Decoder[T], content: bytes, file: str) -> T:
    try:
        return decoder.decode(content)
    except msgspec.DecodeError as error:
        raise RecordError(_malformed(error, content, file)) from None


def _malformed(error: msgspec.DecodeError, content: bytes, file: str) -> Fault:
    """The fault of a document that is not JSON, or not of the form that its beginning promises."""
    text = str(error)
    if isinstance(error, msgspec.ValidationError):
        return _wrong_type(text, file, 1, "")
    if "truncated" in text:
        line, column = position(content, len(content))
        return Fault(file, line, column, "the record ends in the middle of JSON", "a complete document")
    at = _BYTE.search(text)
    line, column = position(content, int(at[1]) if at else 0)
    what = _BYTE.sub("", text).removeprefix("JSON is malformed:").strip()
    return Fault(file, line, column, f"this is not JSON: {what}")


def _fault_in(error: msgspec.DecodeError, raw: bytes, place: str, content: bytes, file: str) -> Fault:
    """The fault of one resource, at its line in the document."""
    offset = max(content.find(raw), 0)
    line, column = position(content, offset)
    if not isinstance(error, msgspec.ValidationError):
        inner = _malformed(error, raw, file)
        shift = column - 1 if inner.line == 1 else 0
        return Fault(file, line + inner.line - 1, inner.column + shift, inner.wrong, inner.expected)
    return _wrong_type(str(error), file, line, "" if place.isdigit() else place)


def _wrong_type(text: str, file: str, line: int, place: str) -> Fault:
    """What msgspec says about a field of a wrong type, in the words that faults use."""
    path = _PATH.search(text)
    where = ".".join(part for part in (place, path[1].strip(".") if path else "") if part)
    said = _PATH.sub("", text).replace("`", "")
    expected, _, got = said.removeprefix("Expected ").partition(", got ")
    subject = f"'{where}'" if where else "the record"
    if not got:
        return Fault(file, line, 1, f"{subject}: {said}")
    return Fault(file, line, 1, f"{subject} is {_in_words(got)}", _in_words(expected))


def _in_words(types: str) -> str:
    """JSON types as people call them; that something may be left out goes without saying."""
    names = [name.strip() for name in types.split("|")]
    return " or ".join(_TYPES.get(name, name) for name in names if name != "null" or len(names) == 1)


def position(content: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte, both counted from 1."""
    before = content[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1
