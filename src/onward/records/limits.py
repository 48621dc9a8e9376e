"""How much of a record is read at most, so that no file can exhaust the machine.

In: a path or a stream. Out: its bytes, or a fault. Nothing is read from what does not begin like a record, so that an
endless device costs a page and not the memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from onward.values.errors import Fault, RecordError

MOST_BYTES = 64 * 1024 * 1024
"""Largest file that is taken: twenty times a history of a thousand resources."""
MOST_OBJECTS = 600_000
"""Most JSON objects in a file that is taken: as many fit into 512 MB once they are decoded."""
_FIRST = 64 * 1024
_BLOCK = 4 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        RecordError: it cannot be read, is empty, or is larger than any record.
    """
    try:
        with path.open("rb") as stream:
            return read_stream(stream, str(path))
    except OSError as error:
        raise RecordError(Fault(str(path), 0, 0, f"the file cannot be read ({error.strerror or error})")) from None


def check_objects(content: bytes, file: str) -> None:
    """Refuse what would fill the memory once it is decoded, before it is.

    Raises:
        RecordError: there are more objects than any record has.
    """
    if len(content) > MOST_OBJECTS * len(b"{},") and content.count(b"{") > MOST_OBJECTS:
        wrong = f"the record holds more than {MOST_OBJECTS} objects"
        raise RecordError(Fault(file, 0, 0, wrong, "fewer patients in one file"))


def read_stream(stream: BinaryIO, file: str, most: int | None = None) -> bytes:
    """The content of an open file or of standard input; ``file`` is the name that faults give it.

    Raises:
        RecordError: it is empty, does not begin like text, or is larger than any record.
    """
    limit = MOST_BYTES if most is None else most
    content = bytearray(stream.read(_FIRST))
    if not content.strip():
        raise RecordError(Fault(file, 1, 1, "the record is empty", "a FHIR bundle, NDJSON or a chart in YAML"))
    if b"\0" in content:
        raise RecordError(Fault(file, 1, 1, "the record is not text", "JSON or YAML in UTF-8"))
    while block := stream.read(_BLOCK):
        content += block
        if len(content) > limit:
            wrong = f"the record is larger than {limit // 1024 // 1024} MB"
            raise RecordError(Fault(file, 0, 0, wrong, "one file a patient, or NDJSON in several files"))
    return bytes(content)
