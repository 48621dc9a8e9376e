"""Pages, files and redirects as answers, and what went wrong as a page that tells nothing of anybody's record."""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.response.base import ASGIResponse
from sqlalchemy.exc import SQLAlchemyError

from onward.server.settings import MEGABYTE
from onward.server.site import Site
from onward.server.store import NOBODY, Caller
from onward.values.errors import KnowledgeError, OnwardError
from onward.web.desk import told
from onward.web.doors import problem_page
from onward.web.prepared import Prepared

Answer = Response[Any]
LEAST_PACKED = 2000
"""What is shorter travels as it is."""
FAST = 3
API = "/api/"
JSON_TYPE, FHIR_TYPE = "application/json", "application/fhir+json"
TEXT, CALENDAR = "text/plain; charset=utf-8", "text/calendar; charset=utf-8"
STYLE, SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
PACKED_TYPES = frozenset({JSON_TYPE, FHIR_TYPE, TEXT, CALENDAR, STYLE, SCRIPT})
TITLES = {
    400: "This could not be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not here",
    405: "Not so",
    413: "Too large",
    422: "This is not right",
    429: "Too many requests",
    503: "Not now",
}
BUSY = "What is kept cannot be reached just now. Nothing was changed by half; try again in a moment."
TOO_LARGE = 413
FAULT = "A fault in Onward itself. Nothing of the record was written down about it."


class Packed(Response[bytes]):
    """An answer that was packed beforehand, by the thread that made it; browsers that cannot unpack get it as it is."""

    def __init__(self, content: bytes, packed: bytes, **given: Any) -> None:
        super().__init__(content, **given)
        self.packed = packed

    def to_asgi_response(self, app: Litestar | None, request: Request[Any, Any, Any], **given: Any) -> ASGIResponse:
        """The answer in the form that the browser takes."""
        self.set_header("vary", "accept-encoding")
        if "gzip" in request.headers.get("accept-encoding", ""):
            self.content = self.packed
            self.set_header("content-encoding", "gzip")
        return super().to_asgi_response(app, request, **given)


def page(content: str | Prepared, status: int = 200, token: str = "") -> Answer:
    """A page; of one that was prepared with the token of its forms."""
    found = content if isinstance(content, Prepared) else Prepared.of(content, FAST)
    return Packed(found.plain(token), found.gzip(token), media_type=MediaType.HTML, status_code=status)


def to(path: str) -> Answer:
    """Go there."""
    return Redirect(path, status_code=303)


def file(content: bytes, media_type: str, name: str | None = None) -> Answer:
    """A file; with a name it is saved and not shown."""
    headers = {"content-disposition": f'attachment; filename="{name}"'} if name else None
    if len(content) < LEAST_PACKED or media_type not in PACKED_TYPES:
        return Response(content, media_type=media_type, headers=headers)
    return Packed(content, gzip.compress(content, FAST, mtime=0), media_type=media_type, headers=headers)


class Problem(msgspec.Struct, frozen=True):
    """What went wrong, for programs."""

    error: str
    faults: list[str]


class Problems:
    """Turns exceptions into answers."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def http(self, request: Request[Any, Any, Any], error: HTTPException) -> Answer:
        """The framework or a route refused."""
        if isinstance(error, NotAuthorizedException) and not _wants_data(request) and request.method == "GET":
            return to("/sign-in")
        said = error.detail if error.status_code < 500 and error.detail else FAULT
        if error.status_code == TOO_LARGE:
            said = f"What was sent is larger than {self.site.settings.most_upload // MEGABYTE} MB"
        answer = self._answer(request, error.status_code, said.rstrip(".") + ".")
        for name, value in (error.headers or {}).items():
            answer.set_header(name, value)
        return answer

    def onward(self, request: Request[Any, Any, Any], error: OnwardError) -> Answer:
        """A record that is wrong, or of which no plan can be made."""
        if isinstance(error, KnowledgeError):
            return self._answer(request, 500, FAULT)
        return self._answer(request, 422, "Nothing was done with it. This is wrong:", told(error))

    def database(self, request: Request[Any, Any, Any], _error: SQLAlchemyError) -> Answer:
        """What is kept cannot be reached."""
        return self._answer(request, 503, BUSY)

    def other(self, request: Request[Any, Any, Any], _error: Exception) -> Answer:
        """Everything else is our own fault, and tells nothing."""
        return self._answer(request, 500, FAULT)

    def _answer(self, request: Request[Any, Any, Any], status: int, what: str, faults: tuple[str, ...] = ()) -> Answer:
        if _wants_data(request):
            return Response({"error": what, "faults": list(faults)}, status_code=status)
        caller: Caller = request.scope.get("caller") or Caller(role=NOBODY)  # type: ignore[assignment]
        title = TITLES.get(status, "Something went wrong")
        return page(problem_page(self.site.frame(caller), title, what, faults), status)


def _wants_data(request: Request[Any, Any, Any]) -> bool:
    return request.scope["path"].startswith(API)
