"""From bytes to FHIR resources: a Bundle, a list, one resource or NDJSON; everything that is no such thing is told.

Limits keep hostile input from using up the machine: a file of more than ``MOST_BYTES``, or nesting deeper than the
decoder allows, is refused before anything is built from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from onward.records.fhir_types import READ, About, Bundle, Kind, Resource
from onward.values.errors import Fault, RecordError

T = TypeVar("T")

MOST_BYTES = 256 * 1024 * 1024
_KIND = msgspec.json.Decoder(Kind)
_ABOUT = msgspec.json.Decoder(About)
_BUNDLE = msgspec.json.Decoder(Bundle)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_DECODERS = {name: msgspec.json.Decoder(kind, strict=False) for name, kind in READ.items()}


@dataclass(slots=True)
class Parsed:
    """The resources of one or more files, with where each stood."""

    resources: list[tuple[str, Resource]] = field(default_factory=list)
    others: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Kinds that are not read: reference, kind, and the reference of whom they are about."""
    faults: list[Fault] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    """Other names of resources: the ``fullUrl`` of their bundle entries."""
    many: bool = False
    """Whether the input is of a kind that holds many patients (NDJSON)."""


def parse_file(path: Path, parsed: Parsed) -> None:
    """Read one file into ``parsed``.

    Raises:
        RecordError: the file cannot be read as FHIR at all.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise RecordError(Fault(str(path), 0, 0, f"the file has {size} bytes", f"at most {MOST_BYTES}"))
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(Fault(str(path), 0, 0, f"the file cannot be read ({error.strerror})", "a record")) from None
    parse_bytes(content, str(path), parsed)


def parse_bytes(content: bytes, name: str, parsed: Parsed) -> None:
    """Read the bytes of one file into ``parsed``; ``name`` is what faults call it."""
    if len(content) > MOST_BYTES:
        raise RecordError(Fault(name, 0, 0, f"the record has {len(content)} bytes", f"at most {MOST_BYTES}"))
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise RecordError(Fault(name, 1, 1, "the record is empty", "a FHIR bundle, a list of resources or a chart"))
    if _is_ndjson(content, name):
        _parse_lines(content, name, parsed)
    elif content.lstrip().startswith(b"["):
        _take_all(_decoded(_RAWS, content, content, name), name, parsed)
    else:
        _parse_object(content, name, parsed)


def _is_ndjson(content: bytes, name: str) -> bool:
    """Several JSON objects, one a line."""
    if name.endswith(".ndjson"):
        return True
    first, _, rest = content.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _parse_lines(content: bytes, name: str, parsed: Parsed) -> None:
    parsed.many = True
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            kind = _KIND.decode(line)
        except (msgspec.MsgspecError, RecursionError) as error:
            parsed.faults.append(_json_fault(error, line, name, number - 1))
            continue
        if kind.resourceType == "Bundle":
            _parse_object(line, name, parsed, number - 1)
        else:
            _take(line, f"{kind.resourceType}/{kind.id or number}", name, parsed, number - 1)


def _parse_object(content: bytes, name: str, parsed: Parsed, above: int = 0) -> None:
    kind: Kind = _decoded(_KIND, content, content, name, above)
    if kind.resourceType != "Bundle":
        _take(content, f"{kind.resourceType}/{kind.id or 1}", name, parsed, above)
        return
    bundle: Bundle = _decoded(_BUNDLE, content, content, name, above)
    for number, entry in enumerate(bundle.entry):
        raw = bytes(entry.resource)
        if not raw or raw == b"null":
            parsed.faults.append(Fault(name, 0, 0, f"entry {number} of the bundle has no resource", "a resource"))
            continue
        _take(raw, f"entry {number}", name, parsed, 0, entry.fullUrl)


def _take_all(raws: list[msgspec.Raw], name: str, parsed: Parsed) -> None:
    for number, raw in enumerate(raws):
        _take(bytes(raw), f"item {number}", name, parsed)


def _take(raw: bytes, place: str, name: str, parsed: Parsed, above: int = 0, alias: str | None = None) -> None:
    """One resource: decoded if its kind is read, else counted by kind."""
    try:
        kind = _KIND.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        parsed.faults.append(Fault(name, 0, 0, f"{place} is not a resource", "an object with a resourceType"))
        return
    reference = f"{kind.resourceType}/{kind.id}" if kind.id else place
    if alias:
        parsed.aliases[alias] = reference
    if not kind.resourceType:
        parsed.faults.append(Fault(name, 0, 0, f"{place} has no resourceType", "a FHIR resource"))
    elif kind.resourceType == "Bundle":
        _parse_object(raw, name, parsed)
    elif kind.resourceType not in READ:
        parsed.others.append((reference, kind.resourceType, _about(raw)))
    else:
        try:
            parsed.resources.append((reference, _DECODERS[kind.resourceType].decode(raw)))
        except (msgspec.MsgspecError, RecursionError) as error:
            line = above + 1 if above else 0
            parsed.faults.append(Fault(name, line, 1 if line else 0, f"{reference}: {_plain(error)}", "FHIR R4"))


def _about(raw: bytes) -> str | None:
    """Whom a resource of a kind that is not read is about, where it says so in the usual way."""
    try:
        about = _ABOUT.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return None
    person = about.subject or about.patient
    return person.reference if person is not None else None


def _decoded(decoder: msgspec.json.Decoder[T], content: bytes, whole: bytes, name: str, above: int = 0) -> T:
    try:
        return decoder.decode(content)
    except RecursionError:
        raise RecordError(Fault(name, 1, 1, "the record is nested too deeply", "a FHIR record")) from None
    except msgspec.MsgspecError as error:
        raise RecordError(_json_fault(error, whole, name, above)) from None


def _json_fault(error: Exception, content: bytes, name: str, above: int = 0) -> Fault:
    """What is wrong with the JSON, with line and column where the decoder says the byte."""
    text = str(error)
    if isinstance(error, RecursionError):
        return Fault(name, above + 1, 1, "the record is nested too deeply", "a FHIR record")
    if "truncated" in text:
        line, column = _place(content, len(content))
        return Fault(name, above + line, column, "the record ends too early (truncated JSON)", "complete JSON")
    digits = text.rpartition("(byte ")[2].rstrip(")")
    line, column = _place(content, int(digits)) if digits.isdigit() else (1, 1)
    return Fault(name, above + line, column, f"this is not JSON as FHIR has it: {_plain(error)}", "a FHIR resource")


def _plain(error: Exception) -> str:
    return str(error).replace("JSON is malformed: ", "").split(" (byte ")[0]


def _place(content: bytes, offset: int) -> tuple[int, int]:
    before = content[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1
