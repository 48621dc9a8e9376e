"""The door of the site: who comes in, how often, how long it may take, and which headers every answer carries.

In: any request. Out: the same with its caller, or a refusal. A caller is found by a cookie; on one's own machine a new
one is let in as its owner, elsewhere only to the page where they sign in. Who has no session is counted by address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from onward.server.settings import is_loopback
from onward.server.site import Site
from onward.server.store import LOCAL, NOBODY, Caller
from onward.web.doors import problem_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

STATIC = "/static/"
API = "/api/"
SIGN_IN = "/sign-in"
ON_PAPER = ".pdf"
TITLES = {403: "Not allowed", 421: "Not at this address", 429: "Too many requests"}
READING = ("GET", "HEAD")
OTHER_SITES = ("cross-site", "same-site")
HOME = 64
"""How much of an address of the newer kind is that of one home."""
ARRIVING = "arriving"
"""The role of a session of somebody who has not signed in yet."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
NOT_KEPT = (b"cache-control", b"no-store")
KEPT = (b"cache-control", b"public, max-age=31536000, immutable")
STRICT = (b"strict-transport-security", b"max-age=63072000")


class Door:
    """Wraps the whole application, so that answers of the framework itself go through it as well."""

    def __init__(self, app: App, site: Site) -> None:
        self.app = app
        self.site = site
        self.cookie = site.cookie_name

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = None if scope["path"].startswith(API) else self._told
        answer = _Answer(send, self._headers(scope), told)
        if not self._host_fits(scope):
            await answer.refuse(421, "This address is not served here.")
            return
        if scope["method"] not in READING and _header(scope, b"sec-fetch-site") in OTHER_SITES:
            await answer.refuse(403, "This was sent by another site.")
            return
        try:
            known = await asyncio.to_thread(self._known, scope)
            wait = self._wait(scope, known.token if known else address_of(scope))
            if wait:
                answer.headers.append((b"retry-after", str(int(wait) + 1).encode()))
                await answer.refuse(429, "Too many requests. Wait a moment.")
                return
            caller, fresh = (known, False) if known else await asyncio.to_thread(self._newcomer, scope)
        except SQLAlchemyError:
            await answer.refuse(503, "What is kept cannot be reached just now. Try again in a moment.")
            return
        if fresh:
            answer.headers.append((b"set-cookie", self.site.cookie(caller.token).encode()))
        scope["caller"] = caller
        try:
            settings = self.site.settings
            longest = settings.seconds_on_paper if scope["path"].endswith(ON_PAPER) else settings.seconds
            async with asyncio.timeout(longest):
                await self.app(scope, receive, answer)
        except TimeoutError:
            await answer.refuse(503, "This took too long and was given up.")

    def _headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        kept = KEPT if scope["path"].startswith(STATIC) else NOT_KEPT
        return [*HEADERS, kept, *([STRICT] if self.site.settings.secure else [])]

    def _told(self, status: int, said: str) -> str:
        """A refusal as a page for whoever looks at it."""
        return problem_page(self.site.frame(Caller(role=NOBODY)), TITLES.get(status, "Not now"), said)

    def _host_fits(self, scope: Scope) -> bool:
        """Without sign-in, only pages that were opened on this machine's own names: no other site's name leads here."""
        if self.site.settings.sign_in:
            return True
        host = _header(scope, b"host")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return is_loopback(name.strip("[]"))

    def _known(self, scope: Scope) -> Caller | None:
        """Who asks, where their session lasts."""
        if scope["path"].startswith(STATIC):
            return None
        token = self._token(scope)
        found = self.site.store.caller(token) if token else None
        if found is None or found.role != ARRIVING:
            return found
        return Caller(role=NOBODY, token=found.token, arriving=True)

    def _newcomer(self, scope: Scope) -> tuple[Caller, bool]:
        """Who asks without a session, and whether one was begun for them."""
        if scope["path"].startswith(STATIC):
            return Caller(role=NOBODY), False
        role = LOCAL if not self.site.settings.sign_in else ARRIVING
        if (
            scope["method"] != "GET"
            or (role == ARRIVING and scope["path"] != SIGN_IN)
            or scope["path"].startswith("/api")
        ):
            return Caller(role=role if role == LOCAL else NOBODY, name="local"), False
        begun = self.site.store.begin(role, self.site.settings.session_hours)
        made = self.site.store.caller(begun)
        if made is None or role == ARRIVING:
            return Caller(role=NOBODY, token=begun, arriving=True), True
        return made, True

    def _token(self, scope: Scope) -> str:
        try:
            found = SimpleCookie(_header(scope, b"cookie")).get(self.cookie)
        except CookieError:
            return ""
        return found.value if found is not None else ""

    def _wait(self, scope: Scope, key: str) -> float:
        return (self.site.reads if scope["method"] in READING else self.site.writes).take(key)


class _Answer:
    """Sends an answer with the headers that every answer carries."""

    def __init__(
        self, send: Send, headers: Iterable[tuple[bytes, bytes]], told: Callable[[int, str], str] | None
    ) -> None:
        self.send = send
        self.headers = list(headers)
        self.told = told
        """What makes a page of a refusal; nothing where a program asks."""
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            given = {name.lower() for name, _ in message.get("headers", ())}
            message["headers"] = [
                *message.get("headers", ()),
                *(each for each in self.headers if each[0] not in given or each[0] == b"set-cookie"),
            ]
        await self.send(message)

    async def refuse(self, status: int, said: str) -> None:
        """Answer in a sentence, unless an answer has begun."""
        if self.begun:
            return
        kind = b"text/html; charset=utf-8" if self.told else b"application/json"
        body = self.told(status, said) if self.told else json.dumps({"error": said, "faults": []})
        await self({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await self.send({"type": "http.response.body", "body": body.encode()})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def address_of(scope: Scope) -> str:
    """Where a request comes from: an address, or the network that one home is given of the newer kind."""
    host = str((scope.get("client") or ("",))[0])
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if found.version == 4 else str(ipaddress.ip_network((found, HOME), strict=False))
