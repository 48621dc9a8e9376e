"""Bombs: what would fill the memory, the stack or the day is refused at once, with exit code 11."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from onward.records import limits
from onward.records.documents import read_document
from onward.records.fhir import FhirReader
from onward.values.errors import EXIT_RECORD, RecordError

DEEP = 1_000_000
BOMBS = {
    "open brackets": b'{"resourceType": "Bundle", "entry": ' + b"[" * DEEP,
    "nested lists": b"[" * DEEP + b"]" * DEEP,
    "nested where nothing is read": b'{"resourceType": "Patient", "x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "nested where it is read": b'{"resourceType": "Patient", "extension": [' + b'{"extension": [' * 50_000,
    "empty objects": b'{"resourceType": "Bundle", "type": "collection", "entry": [' + b"{}," * DEEP + b"{}]}",
    "many resources": b'{"resourceType": "Patient"}\n' * 700_000,
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_at_once(content: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(RecordError) as caught:
        read_document(content, "bomb.json")
    assert caught.value.exit_code == EXIT_RECORD
    assert time.perf_counter() - start < 5


def test_a_file_larger_than_any_record_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10_000_000)
    stream = io.BytesIO(b'{"resourceType": "Patient", "id": "' + b"a" * 60_000_000)
    with pytest.raises(RecordError, match="larger than 9 MB"):
        limits.read_stream(stream, "big.json")
    assert stream.tell() < 20_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "the record is empty"), (b" \n", "the record is empty"), (b"\0" * 9, "the record is not text")],
)
def test_what_does_not_begin_like_a_record(content: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        limits.read_stream(io.BytesIO(content), "x.json")


def test_an_endless_device_costs_a_page() -> None:
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(RecordError, match="is not text"):
        limits.read_bytes(device)


def test_a_file_that_cannot_be_read(tmp_path: Path, reader: FhirReader) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        list(reader.read([tmp_path / "nowhere.json"]))
    with pytest.raises(RecordError, match="the folder holds no record"):
        list(reader.read([tmp_path]))


def test_faults_of_all_files_are_told(tmp_path: Path, reader: FhirReader) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text("{")
    with pytest.raises(RecordError) as caught:
        list(reader.read([tmp_path]))
    assert {Path(fault.file).name for fault in caught.value.faults} == {"a.json", "b.json"}
