"""A page that is made and packed once for whoever sees it; only the token of its forms is new in each answer.

In: a page in which a mark stands where the token belongs. Out: its bytes with a token, as they are or as gzip. The
packed parts end on whole bytes, and the token lies between them unpacked: so its length tells nothing about the page.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from onward.web.desk import Case
from onward.web.frame import Frame

MARK = f"token-of-the-form-{secrets.token_hex(16)}"
"""Where the token belongs: new with every start, so that no record can hold it."""
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"
_RAW = -15
_MOST_STORED = 0xFFFF


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page between its tokens."""

    parts: tuple[bytes, ...]
    deflated: tuple[bytes, ...]

    @classmethod
    def of(cls, page: str, level: int = 6) -> Prepared:
        """A page in which ``MARK`` stands for the token."""
        parts = tuple(part.encode() for part in page.split(MARK))
        return cls(parts, tuple(_deflated(part, level) for part in parts))

    def plain(self, token: str) -> bytes:
        """The page."""
        return token.encode().join(self.parts)

    def gzip(self, token: str) -> bytes:
        """The page, packed."""
        between = token.encode()
        stored = _stored(between)
        body = stored.join(self.deflated)
        check = size = 0
        for number, part in enumerate(self.parts):
            check = zlib.crc32(part, zlib.crc32(between, check) if number else check)
            size += len(part) + (len(between) if number else 0)
        return b"".join((_HEAD, body, _END, struct.pack("<II", check, size & 0xFFFFFFFF)))


def prepared(case: Case, frame: Frame, name: object, make: Callable[[Frame], str]) -> Prepared:
    """The page of that name for whoever the frame is for, made where it is not there yet."""
    whose = replace(frame, csrf=MARK)
    return case.once((name, whose), lambda: Prepared.of(make(whose)))


def _deflated(part: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def _stored(content: bytes) -> bytes:
    """Content as blocks that are not packed."""
    chunks = [content[at : at + _MOST_STORED] for at in range(0, len(content), _MOST_STORED)]
    return b"".join(struct.pack("<BHH", 0, len(chunk), len(chunk) ^ _MOST_STORED) + chunk for chunk in chunks)
