"""Mutated records, forms and addresses: never a fault of the server, never a hang. The nightly size is ten thousand."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.unit.server.conftest import Browser

from onward.server.app import make_app
from onward.server.site import Site

COUNT = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 60
SLOWEST = 5.0
"""Seconds of work; a plan takes a twentieth of one. The clock on the wall would measure what else the machine does."""
TOKENS = (
    b'"', b"{", b"}", b"[", b"]", b":", b",", b"null", b"-1", b"1e999", b"NaN", b"\xff", b"\0", b"\xef\xbb\xbf", b"'",
    b'"resourceType"', b'"2026-13-45"', b'"0000"', b'"Bundle"', b"<script>", b"true", b"&anchor", b"*anchor",
    b"!!python/object", b"9" * 5000, b"[" * 3000, b'{"a":' * 3000, b"- " * 2000, "\u202e\U0001f984".encode(),
)  # fmt: skip


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A record with a few cuts, copies and strangers in it."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(content) or 1)
        end = min(len(content), start + chance.choice((0, 1, 4, 40, 400)))
        kind = chance.randrange(4)
        if kind == 0:
            del content[start:end]
        elif kind == 1:
            content[start:end] = chance.choice(TOKENS)
        elif kind == 2:
            content[start:start] = content[start:end] * chance.choice((1, 2, 30))
        elif content:
            content[start % len(content)] = chance.randrange(256)
    return bytes(content)


@pytest.fixture
def seeds(examples: Path) -> list[bytes]:
    return [file.read_bytes() for file in sorted(examples.iterdir()) if file.suffix in (".json", ".yaml")]


def test_mutated_records_make_no_fault_and_no_hang(site: Site, seeds: list[bytes]):
    object.__setattr__(site.settings, "writes_a_minute", 10**9)
    site.writes.size = site.writes.a_second = 10**9
    browser = Browser(TestClient(make_app(site), base_url="http://127.0.0.1"))
    browser.get("/")
    chance = random.Random(20261125)  # noqa: S311 - the same records on every run
    for number in range(COUNT):
        content = mutated(chance.choice(seeds), chance)
        began = time.process_time()
        if number % 3:
            answer = browser.client.post("/api/plan", content=content)
        else:
            files = {"file": ("record", content)}
            answer = browser.client.post("/charts", files=files, data={"csrf": browser.token}, follow_redirects=False)
            if answer.status_code == 303 and answer.headers["location"] != "/":
                for path in ("", "/record"):
                    shown = browser.client.get(answer.headers["location"] + path)
                    assert shown.status_code == 200, (number, path)
        assert answer.status_code in (200, 303, 403, 413, 422), (number, answer.status_code)
        assert time.process_time() - began < SLOWEST, number


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"=" * 7000,
        b"csrf",
        b"&" * 100_000,
        b"%00=%ff&csrf=%",
        "é=1".encode(),
        b"--x\r\n\r\n\r\n--x--",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nhello\r\n--x--\r\n",
        b"--x" * 500,
    ],
)
@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
        "é",
    ],
)
def test_broken_forms_are_refused(browser: Browser, body: bytes, kind: str):
    browser.get("/")
    answer = browser.client.post("/charts", content=body, headers={"content-type": kind.encode("latin-1")})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("seed", range(12))
def test_filled_forms_make_no_fault(browser: Browser, seed: int):
    chance = random.Random(seed)  # noqa: S311
    page = browser.get("/charts/new")
    names = sorted({part.split('"')[0] for part in page.split('name="')[1:]} - {"csrf", "add", "viewport"})
    values = [
        "",
        "yes",
        "true",
        "2026",
        "2026-05",
        "-1",
        "1e9",
        "80",
        "{}",
        "[a",
        "#",
        ": ",
        "'",
        '"',
        "\n- x",
        "é\0",
        "bone",
    ]
    fields = {name: chance.choice(values) for name in names if chance.random() < 0.3}
    answer = browser.client.post("/charts/new", data={"csrf": browser.token, **fields}, follow_redirects=False)
    assert answer.status_code in (303, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/charts/%2e%2e",
        "/knowledge/rules/%ff",
        "/static/../app.py",
        "/link/" + "x" * 5000,
        "/charts/" + "é" * 40,
    ],
)
def test_strange_addresses_lead_nowhere(browser: Browser, path: str):
    assert browser.client.get(path).status_code in (400, 404)
