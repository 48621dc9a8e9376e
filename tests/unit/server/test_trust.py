"""What a record says stays on its page: no leak, no half write, no form of another site, deleted means deleted."""

from __future__ import annotations

import io
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from tests.unit.server.conftest import CANARIES, CHART, Browser
from tests.unit.server.matrix import MATRIX

from onward.server.app import make_app
from onward.server.database import SQLITE, wipe_traces
from onward.server.site import Site
from onward.web import desk as desks


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Everything that is logged or printed, and everything that lies in temporary files."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)

    def everything() -> str:
        files = "".join(
            file.read_text("utf-8", "replace") for file in (tmp_path / "temporary").rglob("*") if file.is_file()
        )
        return log.getvalue() + out.getvalue() + err.getvalue() + files

    yield everything
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)


def test_no_word_of_a_record_leaks(browser: Browser, heard: Callable[[], str], monkeypatch: pytest.MonkeyPatch):
    url = browser.hand_over(CHART)
    seen: list[str] = [url]
    for method, path in MATRIX:
        if "{chart_id:str}" in path and not path.endswith(("delete", "link", "unlink")):
            browser.client.request(method, path.replace("/charts/{chart_id:str}", url), data={"csrf": browser.token})
    upload = {"file": ("zebrafinch.yaml", CHART + b"#" * 2_000_000 + b"\nquokkafever: [", "text/yaml")}
    answer = browser.client.post("/charts", files=upload, data={"csrf": browser.token})
    seen.append(str(answer.url))

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("quokkafever in zebrafinch")

    monkeypatch.setattr(desks, "judge", broken)
    answer = browser.client.post("/api/plan", content=CHART + b"\necog: 1\n")
    assert answer.status_code == 500
    assert not any(word in answer.text for word in CANARIES)
    seen += [str(each.url) for each in answer.history]
    told = heard() + " ".join(seen)
    assert not [word for word in CANARIES if word in told]


def left_behind(site: Site, folder: Path) -> bytes:
    """The bytes of what is kept on disk. Where a server keeps it: nothing, once its table of charts is empty."""
    if site.store.engine.dialect.name == SQLITE:
        return b"".join(file.read_bytes() for file in (folder / "kept").iterdir())
    asked = "SELECT pg_relation_size('charts') + pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'charts'"
    wipe_traces(site.store.engine)  # rows that another transaction might have seen go with the next time
    with site.store.engine.connect() as connection:
        held = connection.exec_driver_sql(asked).scalar()
    return " ".join(CANARIES).encode() if held else b""


def test_deleted_means_deleted(browser: Browser, site: Site, tmp_path: Path):
    url = browser.hand_over()
    browser.get(url)
    browser.post(f"{url}/wishes", words="marmosetwish again")
    browser.post(f"{url}/delete")
    browser.get(url, 404)
    kept = left_behind(site, tmp_path)
    assert not [word for word in CANARIES if word.encode() in kept]
    assert not site.desk._cases


def test_what_a_session_held_ends_with_it(browser: Browser, site: Site, tmp_path: Path):
    browser.hand_over()
    site.store.end(browser.client.cookies["onward"])
    assert b"quokkafever" not in left_behind(site, tmp_path)


def test_who_saw_what_is_written_down(colleagues: Callable[[], Browser]):
    anna = colleagues()
    anna.sign_in("anna")
    url = anna.hand_over()
    anna.get(url)
    anna.get(f"{url}/record")
    trail = anna.get(f"{url}/share")
    assert all(f"<td>{did}</td>" in trail for did in ("plan", "record", "audit trail"))
    assert "<td>anna</td>" in trail


class Fault:
    """Lets the n-th statement fail."""

    def __init__(self, site: Site, number: int) -> None:
        self.site, self.number, self.count = site, number, 0

    def __enter__(self) -> Fault:
        event.listen(self.site.store.engine, "before_cursor_execute", self._fail)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.site.store.engine, "before_cursor_execute", self._fail)

    def _fail(self, *_: object) -> None:
        self.count += 1
        if self.count == self.number:
            raise OperationalError("quokkafever", None, Exception("the disk is gone"))


def state(site: Site) -> list[tuple[object, ...]]:
    """What is kept, without the audit trail and the sessions."""
    found: list[tuple[object, ...]] = []
    for table in ("charts", "links"):
        with site.store.engine.connect() as connection:
            columns = "id, day, wishes" if table == "charts" else "chart_id"
            found += sorted(map(tuple, connection.exec_driver_sql(f"SELECT {columns} FROM {table}")), key=str)  # noqa: S608
    return found


WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/charts", {"text": CHART.decode()}),
    ("{url}/day", {"day": "2026-07-01"}),
    ("{url}/wishes", {"wish.keep-hair": "3"}),
    ("{url}/link", {}),
    ("{url}/unlink", {}),
    ("{url}/delete", {}),
)


@pytest.mark.parametrize(("path", "fields"), WRITES, ids=[path for path, _ in WRITES])
def test_a_fault_at_any_statement_leaves_the_old_state_or_the_new(team: Site, path: str, fields: dict[str, str]):
    browser = Browser(TestClient(make_app(team), base_url="http://127.0.0.1"))
    browser.sign_in("anna")
    for number in range(1, 15):
        url = browser.hand_over()
        browser.get(url)
        if path == "{url}/unlink":
            browser.post(f"{url}/link")
        before = state(team)
        with Fault(team, number) as fault:
            answer = browser.client.post(
                path.format(url=url), data={"csrf": browser.token, **fields}, follow_redirects=False
            )
        after = state(team)
        if fault.count < number:
            assert answer.status_code in (200, 303)
            return
        freed_otherwise = path == "{url}/delete" and team.store.engine.dialect.name != SQLITE
        assert answer.status_code == 503 or freed_otherwise
        assert "quokkafever" not in answer.text.replace("Open charts", "")
        changed = len([row for row in (*before, *after) if (row in before) != (row in after)])
        assert changed <= 2, "half a write"
    pytest.fail("more statements than expected")


@pytest.mark.parametrize("token", ["", "x", "A" * 88, "é"])
def test_a_form_without_our_token_is_refused(browser: Browser, token: str):
    url = browser.hand_over()
    for method, path in MATRIX:
        if method == "POST" and not path.startswith("/api") and "sign" not in path:
            asked = path.replace("/charts/{chart_id:str}", url)
            answer = browser.client.post(asked, data={"csrf": token})
            assert answer.status_code == 403, path
    browser.get(url)


def test_a_form_of_another_session_or_another_site_is_refused(browsers: Callable[[], Browser]):
    one, other = browsers(), browsers()
    one.get("/")
    other.get("/")
    assert one.client.post("/charts", data={"csrf": other.token, "example": "ada.yaml"}).status_code == 403
    headers = {"sec-fetch-site": "cross-site"}
    data = {"csrf": one.token, "example": "ada.yaml"}
    assert one.client.post("/charts", data=data, headers=headers).status_code == 403


def test_every_answer_carries_the_headers(browser: Browser):
    for path in ("/", "/nothing-here", "/static/nothing", "/knowledge"):
        headers = browser.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert browser.client.get("/").headers["cache-control"] == "no-store"


def test_no_page_needs_what_the_policy_forbids(browser: Browser):
    url = browser.hand_over()
    for path in ("/", url, f"{url}/follow-up", f"{url}/compare", f"{url}/wishes", "/charts/new"):
        page = browser.get(path)
        assert "style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert " on" + "click=" not in page


def test_another_site_s_name_leads_nowhere(browser: Browser):
    assert browser.client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert browser.client.get("/", headers={"host": "localhost:8411"}).status_code == 200
