"""What a browser sends: fields and files, read in memory, so that nothing of a record lies in a temporary file.

A form without our own token is refused: it was not our page that sent it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.exceptions import ClientException, PermissionDeniedException

from onward.server.tokens import form_token_fits

MOST_PARTS = 20
MOST_FIELDS = 6000
TOKEN = "csrf"  # noqa: S105 - the name of a field
NO_LETTER = "\N{REPLACEMENT CHARACTER}"
"""What stands for a zero byte, which no text has and which PostgreSQL refuses to keep."""
_BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([A-Za-z0-9\'()+_,./:=? -]{1,70}?)"?(?:;|\Z)', re.IGNORECASE)
_NAME = re.compile(r'[; ]name="([^"]*)"')
_FILE = re.compile(r"filename\*?=")


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in their order, and files."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.fields.get(name, ())), "")

    @property
    def firsts(self) -> dict[str, str]:
        """The first value of every field but the token."""
        return {name: values[0] for name, values in self.fields.items() if values and name != TOKEN}

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """Every value of every field but the token."""
        return {name: values for name, values in self.fields.items() if name != TOKEN}


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The form of a request.

    Raises:
        ClientException: it is no form.
        PermissionDeniedException: it does not carry the token of this session.
    """
    kind = request.headers.get("content-type", "")
    body = await request.body()
    if kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        form = _from_pairs(body)
    elif found := _BOUNDARY.match(kind):
        form = _from_parts(body, found[1].encode("latin-1"))
    else:
        raise ClientException("This is not a form.")
    caller = request.scope["caller"]  # type: ignore[typeddict-item]
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDeniedException("The form was sent by another site.")
    if not caller.token or not form_token_fits(caller.token, form.one(TOKEN)):
        raise PermissionDeniedException("The form has no valid token. Open the page again and send it from there.")
    return form


def _from_pairs(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("ascii", "strict"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise ClientException("The form cannot be read.") from None
    return Form(_collected(iter(pairs)))


def _from_parts(body: bytes, boundary: bytes) -> Form:
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary, MOST_PARTS + 1)
    if len(parts) < 2 or len(parts) > MOST_PARTS or not parts[-1].startswith(b"--"):
        raise ClientException("The form cannot be read.")
    pairs: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for part in parts[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        said = head.decode("utf-8", "replace")
        name = _NAME.search(said)
        if name is None:
            raise ClientException("The form cannot be read.")
        if _FILE.search(said):
            files[name[1]] = content
        else:
            pairs.append((name[1], content.decode("utf-8", "replace")))
    return Form(_collected(iter(pairs)), files)


def _collected(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value.replace("\0", NO_LETTER))
    return {name: tuple(values) for name, values in found.items()}
