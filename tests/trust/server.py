"""The server under attack, inside the real application: leaks, callers who may not, faults of every write, uploads.

Each measure makes a server of its own on a database of its own in a temporary folder, and runs alone as well:
``python -c "from tests.trust import server; print(server.measure_leaks())"``.
"""

from __future__ import annotations

import io
import logging
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from tests.trust.measure import Measure, share
from tests.trust.world import knowledge
from tests.unit.server.matrix import MATRIX, ROLES

from onward.server.app import make_app, make_site
from onward.server.settings import Settings
from onward.server.site import Site
from onward.server.tokens import hashed

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PASSWORD = "a password that is long enough"  # noqa: S105 - of nobody
CANARIES = ("zebrafinch", "quokkafever", "marmosetwish")
CHART = b"""id: canary-zebrafinch
as_of: 2026-06-01
sex: female
menopause: postmenopausal
cancer: {metastatic_on: 2026-05-10, sites: [bone, liver]}
specimens: [{date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 0}]
conditions: [quokkafever]
wishes: {words: marmosetwish}
"""
MANY = 10_000_000
SLOW = 5.0
"""Seconds after which an answer to an upload counts as hanging."""
REFUSED = (302, 303, 307, 401, 403)
WORDS = {"{name:str}": "rules", "{kind:str}": "rules", "{token:str}": "none", "{path:str}": "none"}
MOST_STATEMENTS = 15


class Browser:
    """A browser that keeps its cookies and the token of its last page."""

    def __init__(self, site: Site) -> None:
        self.client = TestClient(_app(site), base_url="http://127.0.0.1")
        self.token = ""

    def get(self, path: str) -> str:
        """A page."""
        text = self.client.get(path, follow_redirects=False).text
        found = re.search(r'name="csrf" value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return text

    def send(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Ask, or send a form: the status, the answer, and where it leads."""
        data = {"csrf": self.token, **fields}
        answer = self.client.request(method, path, data=data, follow_redirects=False)
        return answer.status_code, answer.text, answer.headers.get("location", "")

    def send_record(self, content: bytes) -> int:
        """Send a record as a program does; the status."""
        return int(self.client.post("/api/plan", content=content).status_code)

    def upload(self, content: bytes) -> int:
        """Hand a file over as a browser does; the status."""
        files = {"file": ("record", content, "application/octet-stream")}
        data = {"csrf": self.token}
        return int(self.client.post("/charts", files=files, data=data, follow_redirects=False).status_code)

    def sign_in(self, name: str) -> None:
        """Sign in."""
        self.get("/sign-in")
        self.send("POST", "/sign-in", name=name, password=PASSWORD)
        self.get("/")

    def hand_over(self, text: bytes = CHART) -> str:
        """Hand a record over; the address of its plan."""
        self.get("/")
        return self.send("POST", "/charts", text=text.decode())[2]


@lru_cache(maxsize=8)
def _app(site: Site) -> Litestar:
    return make_app(site)


@contextmanager
def a_site(*, sign_in: bool = False) -> Iterator[Site]:
    """A server with a database of its own; with sign-in it has two clinicians and an editor."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database=f"sqlite:///{folder}/onward.db", sign_in=sign_in, requests_a_minute=MANY, writes_a_minute=MANY
        )
        site = make_site(settings, knowledge())
        if sign_in:
            kept = hashed(PASSWORD)
            for name, role in (("anna", "clinician"), ("bert", "clinician"), ("edda", "editor")):
                site.store.add_user(name, role, kept)
        yield site
        site.store.engine.dispose()


def measure_leaks() -> Measure:
    """Words of a record, looked for in everything but its own pages."""
    misses: list[str] = []
    with a_site() as site, _heard() as everything:
        browser, other = Browser(site), Browser(site)
        url = browser.hand_over()
        other.get("/")
        places = [("address", url)]
        for method, path in MATRIX:
            asked = path.replace("/charts/{chart_id:str}", url)
            for word, value in WORDS.items():
                asked = asked.replace(word, value)
            if not path.endswith(("delete", "link", "unlink", "sign-out", "edit", "edit/text")):
                _, text, location = browser.send(method, asked)
                places.append((f"address that {method} {path} leads to", location))
                places.append((f"title of {method} {path}", "".join(re.findall(r"<title>(.*?)</title>", text))))
            if "{chart_id:str}" in path:
                places.append((f"another's answer to {method} {path}", other.send(method, asked)[1]))
        site.desk.knowledge = None  # type: ignore[assignment]
        places.append(("page of a fault", browser.send("POST", "/charts", text=CHART.decode() + "ecog: 1")[1]))
        places.append(("logs, printed text, temporary files", everything()))
    misses += [f"{word} in the {name}" for name, text in places for word in CANARIES if word in text]
    return Measure(
        kind="No leak: canary words outside their own pages",
        target="0",
        measured=f"{len(misses)} found in {len(places)} places",
        count=len(places),
        misses=misses,
    )


@contextmanager
def _heard() -> Iterator[Callable[[], str]]:
    """Everything that is logged, printed or written to temporary files meanwhile."""
    told, log = io.StringIO(), io.StringIO()
    handler, logger = logging.StreamHandler(log), logging.getLogger()
    level, usual = logger.level, tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        tempfile.tempdir = folder
        try:
            with redirect_stdout(told), redirect_stderr(told):
                yield lambda: told.getvalue() + log.getvalue() + _files(Path(folder))
        finally:
            tempfile.tempdir = usual
            logger.removeHandler(handler)
            logger.setLevel(level)


def _files(folder: Path) -> str:
    return "".join(each.read_text("utf-8", "replace") for each in folder.rglob("*") if each.is_file())


def measure_callers() -> Measure:
    """Every route, every kind of caller, and every chart that is another's."""
    misses: list[str] = []
    count = 0
    with a_site() as own, a_site(sign_in=True) as team:
        routes = {
            (method, route.path)
            for route in _app(team).routes
            for handler in route.route_handlers  # type: ignore[union-attr]
            for method in handler.http_methods  # type: ignore[union-attr]
        } - {("OPTIONS", route.path) for route in _app(team).routes}
        misses += [f"{method} {path} has no row" for method, path in sorted(routes ^ set(MATRIX))]
        for role in ROLES:
            browser = _caller(role, own if role == "local" else team)
            for (method, path), who in MATRIX.items():
                if path in ("/sign-out", "/", "/sign-in"):
                    continue
                count += 1
                status = browser.send(method, _asked(path, "/charts/" + "0" * 32))[0]
                if (status not in REFUSED) is not (role in who.split()):
                    misses.append(f"{role}: {method} {path} is answered with {status}")
        anna, bert = _caller("clinician", team), Browser(team)
        bert.sign_in("bert")
        url = anna.hand_over()
        for method, path in MATRIX:
            if "{chart_id:str}" in path:
                count += 1
                status, text, _ = bert.send(method, _asked(path, url), day="2026-06-01")
                if status != 404 or any(word in text for word in CANARIES):
                    misses.append(f"another's chart: {method} {path} is answered with {status}")
    return Measure(
        kind="Authorisation matrix: every route x every kind of caller, and another's chart",
        target="every cell; no route without a row",
        measured=share(count - len(misses), count),
        count=count,
        misses=misses,
    )


def _asked(path: str, chart: str) -> str:
    for word, value in WORDS.items():
        path = path.replace(word, value)
    return path.replace("/charts/{chart_id:str}", chart)


def _caller(role: str, site: Site) -> Browser:
    browser = Browser(site)
    if role in ("clinician", "editor"):
        browser.sign_in("anna" if role == "clinician" else "edda")
        browser.get("/knowledge")
    elif role == "patient":
        bert = Browser(site)
        bert.sign_in("bert")
        chart = bert.hand_over().rpartition("/")[2]
        caller = site.store.caller(bert.client.cookies["onward"])
        link = site.store.link(caller, chart, 30) if caller else None
        browser.get(f"/link/{link}")
        browser.get("/mine")
    else:
        browser.get("/sign-in" if role == "nobody" else "/")
    return browser


WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/charts", {"text": CHART.decode()}),
    ("{url}/day", {"day": "2026-07-01"}),
    ("{url}/wishes", {"wish.keep-hair": "3"}),
    ("{url}/edit/text", {"text": CHART.decode() + "ecog: 2\n"}),
    ("{url}/guide/release", {}),
    ("{url}/guide/withdraw", {}),
    ("{url}/link", {}),
    ("{url}/unlink", {}),
    ("{url}/delete", {}),
)
FAULTS = ("database or disk is full", "database is locked", "disk I/O error")


def measure_faults(ways: int = len(FAULTS)) -> Measure:
    """The n-th statement of each write fails, for every n, in several ways: the old state or the new, and a message."""
    misses: list[str] = []
    count = 0
    with a_site(sign_in=True) as site:
        browser = _caller("clinician", site)
        for path, fields in WRITES:
            for fault in FAULTS[:ways]:
                for number in range(1, MOST_STATEMENTS):
                    url = browser.hand_over()
                    browser.get(url)
                    before = _state(site)
                    with _failing(site, number, fault) as statements:
                        status, text, _ = browser.send("POST", path.format(url=url), **fields)
                    if statements() < number:
                        break
                    count += 1
                    changed = len(before ^ _state(site))
                    if status != 503 or changed > 2 or fault in text or "Traceback" in text:
                        misses.append(f"{path}, statement {number}, {fault}: {status}, {changed} rows differ")
        for name, really in (("really locked", _locked), ("really full", _full)):
            url = browser.hand_over()
            browser.get(url)
            before = _state(site)
            with really(site):
                status = browser.send("POST", f"{url}/edit/text", text=CHART.decode() + "# more\n" * 60_000)[0]
            count += 1
            if status != 503 or _state(site) != before:
                misses.append(f"{name}: {status}")
    return Measure(
        kind="Faults: each statement of each write of the server fails",
        target="the old state or the new, a message, 503",
        measured=share(count - len(misses), count),
        count=count,
        misses=misses,
    )


@contextmanager
def _failing(site: Site, number: int, fault: str) -> Iterator[Callable[[], int]]:
    """Let the n-th statement fail; how many there were."""
    seen = [0]

    def fail(*_: object) -> None:
        seen[0] += 1
        if seen[0] == number:
            raise OperationalError("a statement", None, Exception(fault))

    event.listen(site.store.engine, "before_cursor_execute", fail)
    try:
        yield lambda: seen[0]
    finally:
        event.remove(site.store.engine, "before_cursor_execute", fail)


@contextmanager
def _locked(site: Site) -> Iterator[None]:
    """Somebody else holds the database."""
    with site.store.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        other.rollback()


@contextmanager
def _full(site: Site) -> Iterator[None]:
    """There is no room for another page of the database."""

    def no_room(connection: Any, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    def room(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1073741823")

    event.listen(site.store.engine, "checkout", no_room)
    event.listen(site.store.engine, "checkin", room)
    try:
        yield
    finally:
        event.remove(site.store.engine, "checkout", no_room)
        event.remove(site.store.engine, "checkin", room)


def _state(site: Site) -> set[tuple[object, ...]]:
    """What is kept, without the audit trail and the sessions."""
    asked = ("SELECT id, day, wishes, released, content FROM charts", "SELECT digest, chart_id FROM links")
    with site.store.engine.connect() as connection:
        return {tuple(row) for each in asked for row in connection.exec_driver_sql(each)}


def measure_uploads(begin: int, count: int) -> Measure:
    """Mutated records, handed over as a browser and as a program do: never a 5xx, never long."""
    misses: list[str] = []
    seeds = [path.read_bytes() for path in sorted([*EXAMPLES.glob("*.json"), *EXAMPLES.glob("*.yaml")])]
    with a_site() as site:
        browser = Browser(site)
        browser.get("/")
        for number in range(begin, begin + count):
            draw = random.Random(number)  # noqa: S311 - nothing secret
            content = mutated(draw.choice(seeds), draw)
            started = time.monotonic()
            through_form = number % 4 == 0
            status = browser.upload(content) if through_form else browser.send_record(content)
            took = time.monotonic() - started
            if status >= 500 or took > SLOW:
                misses.append(f"record {number}: {status} after {took:.1f} s")
    return Measure(
        kind="Fuzz of uploads: mutated records",
        target="no 5xx, no answer after more than 5 s",
        measured=f"{len(misses)} missed",
        count=count,
        misses=misses,
    )


PIECES = (
    b"null",
    b"{}",
    b"[]",
    b'""',
    b"1e309",
    b"-1",
    b'"9999-99-99"',
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b'"' * 9,
)


def mutated(content: bytes, draw: random.Random) -> bytes:
    """A record with some of its bytes lost, doubled, swapped, or put in the place of values."""
    changed = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(changed) or 1)
        length = draw.choice((1, 1, 2, 8, 60, 400))
        how = draw.randrange(6)
        if how == 0:
            del changed[at : at + length]
        elif how == 1:
            changed[at:at] = changed[at : at + length]
        elif how == 2:
            changed[at : at + 1] = bytes([draw.randrange(256)])
        elif how == 3:
            changed[at:at] = draw.choice(PIECES)
        elif how == 4:
            _replace_value(changed, at, draw)
        else:
            del changed[max(at, 1) :]
    return bytes(changed)


def _replace_value(changed: bytearray, at: int, draw: random.Random) -> None:
    """Put something else where the next value stands."""
    found = re.compile(rb":\s*([^,\n\]}]+)").search(bytes(changed), at)
    if found:
        changed[found.start(1) : found.end(1)] = draw.choice(PIECES)


if __name__ == "__main__":
    for made in (measure_leaks(), measure_callers(), measure_faults(), measure_uploads(0, 300)):
        sys.stdout.write(f"{made.kind}: {made.measured}\n" + "".join(f"  {miss}\n" for miss in made.misses[:20]))
