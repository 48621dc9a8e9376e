"""Pages under use: one person who looks at plans, and fifty who hand over records of their own and walk through them.

A server of its own is started in a process of its own, on loopback, with a new database. The fifty come at once and ask
without pausing to read, so they stand for many more people; what drives them works on the same cores as the server.
"""

from __future__ import annotations

import asyncio
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
USERS, ROUNDS, WARM = 50, 3, 6
START_SECONDS = 30.0
PAGES = (
    "", "/what-if", "/wishes", "/compare", "/follow-up", "/changes", "/record", "/plan.json", "/guide/page", "/share",
)  # fmt: skip
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass(slots=True)
class Seen:
    """What people saw."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    weights: list[tuple[int, int]] = field(default_factory=list)
    """Pages: as they travel, and as they are read."""

    def add(self, path: str, taken: float, answer: httpx2.Response) -> None:
        """One answer."""
        self.times.append(taken)
        if answer.status_code != 200:
            self.errors.append(f"{path}: {answer.status_code}")
        if "html" in answer.headers.get("content-type", ""):
            self.weights.append((int(answer.headers["content-length"]), len(answer.content)))


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, in milliseconds and bytes."""

    median: float
    p95: float
    slowest: float
    errors: tuple[str, ...]
    requests: int
    a_second: float
    travels: int
    is_read: int


@contextmanager
def server() -> Iterator[str]:
    """``onward serve`` in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'onward.db'}"
        words = ["serve", "--no-browser", "--port", str(port), "--database", database]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([sys.executable, "-m", "onward", *words], **quiet)
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not answer")


def records() -> list[str]:
    """Every example, as text."""
    return [path.read_text("utf-8") for path in sorted([*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.json")])]


async def opened(browser: httpx2.AsyncClient, text: str, seen: Seen) -> str:
    """Hand a record over as a browser does; the address of its plan."""
    first = await asked(browser, seen, "/")
    token = _TOKEN.search(first.text)
    begun = time.perf_counter()
    answer = await browser.post("/charts", data={"csrf": token[1] if token else "", "text": text})
    seen.add("/charts", time.perf_counter() - begun, answer)
    return str(answer.url.path)


async def asked(browser: httpx2.AsyncClient, seen: Seen, path: str) -> httpx2.Response:
    """Ask for one page."""
    begun = time.perf_counter()
    answer = await browser.get(path)
    seen.add(path, time.perf_counter() - begun, answer)
    return answer


def browsing(address: str) -> httpx2.AsyncClient:
    """A browser of its own, with its own cookies."""
    return httpx2.AsyncClient(base_url=address, follow_redirects=True, timeout=30)


async def user(address: str, text: str, seen: Seen) -> None:
    """Somebody who hands over a record and walks through its pages."""
    async with browsing(address) as browser:
        try:
            chart = await opened(browser, text, seen)
            for _ in range(ROUNDS):
                for path in PAGES:
                    await asked(browser, seen, chart + path)
        except httpx2.HTTPError as error:
            seen.errors.append(type(error).__name__)


async def crowd(address: str) -> Seen:
    """Everybody at once, each with a record that nobody else has."""
    seen, texts = Seen(), records()
    everybody = (user(address, texts[number % len(texts)] + "\n" * (number + 1), seen) for number in range(USERS))
    await asyncio.gather(*everybody)
    return seen


async def alone(address: str) -> Seen:
    """The plan pages of one person, warm: each example by itself."""
    seen = Seen()
    async with browsing(address) as browser:
        for text in records():
            chart = await opened(browser, text, Seen())
            for _ in range(WARM):
                await asked(browser, seen, chart)
    return seen


def measure() -> Result:
    """Start a server, ask alone, ask together."""
    with server() as address:
        one = asyncio.run(alone(address))
        begun = time.perf_counter()
        many = asyncio.run(crowd(address))
        took = time.perf_counter() - begun
    times = sorted(many.times)
    travels, is_read = (max(each) for each in zip(*one.weights, *many.weights, strict=True))
    return Result(
        median=1000 * statistics.median(one.times),
        p95=1000 * times[int(len(times) * 0.95) - 1],
        slowest=1000 * times[-1],
        errors=(*one.errors, *many.errors),
        requests=len(times),
        a_second=len(times) / took,
        travels=travels,
        is_read=is_read,
    )


def figures() -> Iterable[tuple[str, float, float | None, str]]:
    """What is printed: what was measured, the figure, what was asked, and the unit."""
    found = measure()
    yield "plan page, from request to HTML, warm, median", found.median, 60, "ms"
    yield f"{USERS} people at once, {found.requests} pages without a pause, 95th percentile", found.p95, 1000, "ms"
    yield "the same, the slowest page", found.slowest, None, "ms"
    yield "the same, pages a second", found.a_second, None, "1/s"
    yield "the same, answers that were errors", len(found.errors), 0, "errors"
    yield "heaviest page, as it travels", found.travels / 1000, 200, "kB"
    yield "heaviest page, as it is read", found.is_read / 1000, 200, "kB"
