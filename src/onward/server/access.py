"""Who may ask for what: every route says it, and a route that does not is closed to everybody."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from onward.server.store import LOCAL, NOBODY, PATIENT, Caller

WHO = "who"
EVERY_ROLE = (NOBODY, LOCAL, "clinician", "editor", PATIENT)

ANYBODY = frozenset(EVERY_ROLE)
CARE = frozenset({LOCAL, "clinician"})
READERS = frozenset({LOCAL, "clinician", "editor"})
SIGNED_IN = frozenset({"clinician", "editor", PATIENT})
OF_LINK = frozenset({PATIENT})
WITH_LINKS = frozenset({"clinician"})


def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a caller through to a route, or not.

    Raises:
        NotAuthorizedException: nobody is signed in, and somebody has to be.
        PermissionDeniedException: this caller may not.
    """
    caller: Caller = connection.scope["caller"]  # type: ignore[typeddict-item]
    if caller.role in handler.opt.get(WHO, frozenset()):
        return
    if caller.role == NOBODY:
        raise NotAuthorizedException("Sign in first.")
    raise PermissionDeniedException("This page is not for you.")
