"""A polite client of ClinicalTrials.gov's API v2: one page of studies, asked for as often as is decent and no longer.

In: the root of an interface and the parameters of a page. Out: the bytes of the answer, or a ``RegistryError``. Only
https is spoken (http with this machine itself), only with the host that was named, and an answer is never larger or
slower than its limits.
"""

from __future__ import annotations

import datetime
import email.utils
import http.client
import ipaddress
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import IO, Any
from urllib.parse import SplitResult, urlencode, urlsplit

from onward import __version__
from onward.values.errors import EXIT_REGISTRY, Fault, OnwardError

BASE_URL = "https://clinicaltrials.gov/api/v2"
PAUSE = 1.5
"""Seconds between two pages: the registry bears about fifty requests a minute."""
MAX_ANSWER = 64 * 1024 * 1024
TIMEOUT = 30.0
"""Seconds without a byte after which a connection is given up."""
SLOWEST = 300.0
"""Seconds that one answer may take as a whole."""
TRIES = 5
LONGEST_WAIT = 300.0
"""Seconds of Retry-After that are waited for; after more, somebody has to run the import again."""
_CHUNK = 64 * 1024
_DIGITS = 19
_TOO_MANY = 429
_TRY_AGAIN = frozenset({408, _TOO_MANY, 500, 502, 503, 504})


class RegistryError(OnwardError):
    """The registry did not answer, or not with studies."""

    exit_code = EXIT_REGISTRY

    def __init__(self, where: str, wrong: str, expected: str = "", status: int = 0) -> None:
        super().__init__(Fault(where, 0, 0, wrong, expected))
        self.status = status


class _Again(Exception):  # noqa: N818 - not an error yet
    """Something that may pass; with the seconds the registry asks to wait, where it says."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Client:
    """Asks one registry for pages, with a pause before each but the first."""

    def __init__(
        self, base_url: str = BASE_URL, *, pause: float = PAUSE, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        """Hold the root of the interface.

        Raises:
            RegistryError: it is not https, and not this machine.
        """
        parts = _checked(base_url)
        self.url = base_url.rstrip("/") + "/studies"
        self.host = parts.netloc
        self.pause = pause
        self._sleep = sleep
        self._asked = False
        handlers: list[urllib.request.BaseHandler] = [_SameHost(_origin(parts), self.host)]
        if _is_loopback(parts.hostname or ""):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def page(self, parameters: Mapping[str, str]) -> bytes:
        """The answer to one question; what may pass is tried again, each time later.

        Raises:
            RegistryError: there is no answer, none in time, or it is a refusal, too large, or sent elsewhere.
        """
        if self._asked:
            self._sleep(self.pause)
        self._asked = True
        url = f"{self.url}?{urlencode(parameters)}"
        why = ""
        for attempt in range(TRIES):
            try:
                return self._once(url)
            except _Again as again:
                why = str(again)
                if attempt + 1 < TRIES:
                    self._wait(attempt, again.wait)
        raise RegistryError(self.host, f"{why}, {TRIES} times", "an answer; run the import again to go on")

    def _wait(self, attempt: int, asked: float | None) -> None:
        if asked is not None and asked > LONGEST_WAIT:
            raise RegistryError(
                self.host, f"the registry asks to wait {asked:.0f} seconds", "the import to be run again after that"
            )
        self._sleep(max(2.0**attempt, asked or 0.0, self.pause))

    def _once(self, url: str) -> bytes:
        headers = {"Accept": "application/json", "User-Agent": f"onward/{__version__} (trial import)"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme was checked
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return self._content(answer)
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise RegistryError(self.host, "the certificate of the registry is not trusted") from error
            raise _Again(f"the registry cannot be reached ({_line(reason)})") from error
        except ValueError as error:
            raise RegistryError(self.host, f"the answer cannot be read ({_line(error)})") from error
        raise AssertionError("a refusal is always raised")

    def _refused(self, error: urllib.error.HTTPError) -> None:
        why = f"the registry answered {error.code}"
        if error.code in _TRY_AGAIN:
            raise _Again(why, _seconds(error.headers.get("Retry-After")))
        try:
            said = _line(error.read(400).decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException):
            said = ""
        raise RegistryError(self.host, f"{why}{': ' + said if said else ''}", status=error.code)

    def _content(self, answer: http.client.HTTPResponse) -> bytes:
        """The whole answer, read piece by piece so that neither its size nor its time has no end."""
        said = answer.headers.get("Content-Length") or ""
        promised = int(said) if said.isascii() and said.isdigit() and len(said) < _DIGITS else None
        end = time.monotonic() + SLOWEST
        content = bytearray()
        too_large = RegistryError(self.host, "the answer is too large", f"at most {MAX_ANSWER} bytes")
        if promised is not None and promised > MAX_ANSWER:
            raise too_large
        while piece := answer.read1(_CHUNK):
            content += piece
            if len(content) > MAX_ANSWER:
                raise too_large
            if time.monotonic() > end:
                raise RegistryError(self.host, f"the answer takes longer than {SLOWEST:.0f} seconds")
        if promised is not None and len(content) < promised:
            raise _Again("the answer broke off")
        return bytes(content)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within the host that was asked, and no other."""

    def __init__(self, origin: tuple[str, str, int | None], host: str) -> None:
        self.origin = origin
        self.host = host

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request that follows a redirect.

        Raises:
            RegistryError: it leads to another host, port or scheme.
        """
        try:
            there = _origin(urlsplit(newurl))
        except ValueError:
            there = None
        if there != self.origin:
            fp.close()
            raise RegistryError(self.host, f"the registry sends to another place ({_line(newurl)})", "the same host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _checked(base_url: str) -> SplitResult:
    try:
        parts = urlsplit(base_url)
        name, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise RegistryError(_line(base_url), "this is no address", BASE_URL) from error
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(name))
    if not secure or not name or parts.username or parts.query or parts.fragment:
        raise RegistryError(_line(base_url), "this address is not asked", "https and a host, such as " + BASE_URL)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, (parts.hostname or "").lower(), parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> _is_loopback("127.0.0.1"), _is_loopback("localhost"), _is_loopback("localhost.example.org")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _seconds(retry_after: str | None) -> float | None:
    """The seconds of a Retry-After, which is a number or a date.

    >>> _seconds("7"), _seconds("soon"), _seconds("Thu, 01 Jan 1970 00:00:00 GMT")
    (7.0, None, 0.0)
    """
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=datetime.UTC)
    return max(0.0, (aware - datetime.datetime.now(datetime.UTC)).total_seconds())


def _line(text: object) -> str:
    """Words of a stranger on one line, printable and short."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())[:120]
