"""Signing in, limits, what is refused at the start, and the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from litestar.testing import TestClient
from sqlalchemy import inspect
from tests.databases import POSTGRES
from tests.unit.server.conftest import CHART, PASSWORD, Browser

from onward.knowledge.types import Knowledge
from onward.server import door
from onward.server.app import make_app, make_site
from onward.server.database import migrate, open_database
from onward.server.limits import Buckets
from onward.server.settings import RefusedError, Settings, is_loopback, refuse
from onward.server.site import Site
from onward.server.tables import metadata
from onward.server.tokens import form_token, form_token_fits, hashed, matches


def test_signing_in_makes_a_new_session_and_signing_out_ends_it(colleagues: Callable[[], Browser]):
    anna = colleagues()
    anna.get("/sign-in")
    before = anna.client.cookies["onward"]
    anna.post("/sign-in", name="anna", password=PASSWORD)
    token = anna.client.cookies["onward"]
    assert token != before
    anna.get("/")
    anna.post("/sign-out")
    thief = colleagues()
    thief.client.cookies["onward"] = token
    assert thief.client.get("/", follow_redirects=False).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("name", "typed"), [("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("anna", "x" * 300), ("an\0na", PASSWORD)]
)
def test_wrong_names_and_passwords_sound_the_same(colleagues: Callable[[], Browser], name: str, typed: str):
    browser = colleagues()
    browser.get("/sign-in")
    assert "The name or the password is wrong." in browser.post("/sign-in", 403, name=name, password=typed)


def test_tries_to_sign_in_are_few(colleagues: Callable[[], Browser]):
    browser = colleagues()
    browser.get("/sign-in")
    for _ in range(5):
        browser.post("/sign-in", 403, name="anna", password="wrong")  # noqa: S106
    assert "Too many tries" in browser.post("/sign-in", 429, name="anna", password=PASSWORD)


def test_charts_of_a_clinician_stay_when_the_session_ends(colleagues: Callable[[], Browser]):
    anna = colleagues()
    anna.sign_in("anna")
    url = anna.hand_over()
    anna.get("/")
    anna.post("/sign-out")
    again = colleagues()
    again.sign_in("anna")
    again.get(url)


def test_too_many_requests_are_told_to_wait(database: str, knowledge: Knowledge):
    site = make_site(Settings(database=database, requests_a_minute=5), knowledge)
    client = TestClient(make_app(site), base_url="http://127.0.0.1")
    client.get("/knowledge")
    answers = [client.get("/knowledge") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    site.store.engine.dispose()


def test_what_takes_too_long_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch):
    async def forever(*_: object) -> None:
        await door.asyncio.sleep(60)

    object.__setattr__(site.settings, "seconds", 0.2)
    app = make_app(site)
    monkeypatch.setattr(app.asgi_handler, "app", forever)
    assert TestClient(app, base_url="http://127.0.0.1").get("/").status_code == 503


def test_too_large_is_refused(database: str, knowledge: Knowledge):
    site = make_site(Settings(database=database, most_upload=1024 * 1024), knowledge)
    browser = Browser(TestClient(make_app(site), base_url="http://127.0.0.1"))
    browser.get("/")
    files = {"file": ("a.json", b"{" + b" " * 2_000_000 + b"}", "application/json")}
    assert browser.client.post("/charts", files=files, data={"csrf": browser.token}).status_code == 413
    files = {"file": ("a.json", b"{" + b" " * (1024 * 1024 + 3) + b"}", "application/json")}
    assert browser.client.post("/charts", files=files, data={"csrf": browser.token}).status_code == 422
    chart = CHART + b"#" * (1024 * 1024 - 100)
    assert (
        browser.client.post("/charts", files={"file": ("a.yaml", chart)}, data={"csrf": browser.token}).status_code
        == 422
    )
    site.store.engine.dispose()


def test_only_this_machine_without_sign_in_and_tls(tmp_path: Path):
    base = {"database": "sqlite://"}
    refuse(Settings(**base))
    for wrong in (
        {"host": "0.0.0.0"},  # noqa: S104 - that is what is refused
        {"host": "192.168.1.4", "sign_in": True},
        {"host": "::", "behind_proxy": True},
        {"certificate": tmp_path / "none.pem"},
        {"certificate": tmp_path / "none.pem", "key": tmp_path / "none.pem"},
    ):
        with pytest.raises(RefusedError) as error:
            refuse(Settings(**base, **wrong))
        assert error.value.exit_code == 2
    refuse(Settings(**base, host="0.0.0.0", sign_in=True, behind_proxy=True))  # noqa: S104
    assert is_loopback("127.0.0.9")
    assert not is_loopback("onward.example")


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x", "sqlite:////proc/nothing/onward.db"])
def test_a_database_that_cannot_be_opened_is_told(url: str):
    with pytest.raises(RefusedError):
        open_database(url)


def test_cookies_are_bound_to_tls_where_there_is_tls(database: str, knowledge: Knowledge):
    site = make_site(Settings(database=database, sign_in=True, behind_proxy=True), knowledge)
    answer = TestClient(make_app(site), base_url="https://onward.example").get("/sign-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-onward=")
    assert all(part in cookie for part in ("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"))
    assert "max-age" in answer.headers["strict-transport-security"]
    site.store.engine.dispose()


def test_migrations_make_the_tables_and_take_them_back(database: str):
    engine = open_database(database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrate(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


@pytest.mark.skipif(POSTGRES is not None, reason="of a file in one's own folder")
def test_a_database_of_its_own_is_readable_by_its_owner_only(database: str, tmp_path: Path):
    open_database(database).dispose()
    assert (tmp_path / "kept" / "onward.db").stat().st_mode & 0o077 == 0


def test_what_has_ended_is_cleared(site: Site, browser: Browser):
    browser.hand_over()
    with site.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE charts SET ends = '2000-01-01 00:00:00.000000'")
        connection.exec_driver_sql("UPDATE sessions SET ends = '2000-01-01 00:00:00.000000'")
    site.store.clear(3650)
    with site.store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM charts").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 0


def test_form_tokens_fit_their_session_only():
    assert form_token_fits("one", form_token("one"))
    assert not form_token_fits("two", form_token("one"))
    assert form_token("one") != form_token("one")


def test_passwords_are_kept_as_argon2():
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert matches(PASSWORD, kept)
    assert not matches("another", kept)
    assert not matches(PASSWORD, "nonsense")


def test_buckets_fill_up_again(monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    monkeypatch.setattr("onward.server.limits.time.monotonic", lambda: clock[0])
    bucket = Buckets(2, 60)
    assert [bucket.take("a") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert bucket.take("b") == 0.0
    clock[0] = 1.5
    assert bucket.take("a") == 0.0


def test_a_refusal_at_the_door_is_a_page_and_says_what_to_do(database: str, knowledge: Knowledge):
    site = make_site(Settings(database=database, requests_a_minute=1, most_upload=1024 * 1024), knowledge)
    client = TestClient(make_app(site), base_url="http://127.0.0.1")
    answers = [client.get("/knowledge") for _ in range(3)]
    assert "<h1>Too many requests</h1>" in answers[-1].text
    assert "text/html" in answers[-1].headers["content-type"]
    assert "larger than 1 MB" in client.post("/charts", content=b"x" * 2_000_000).text
    site.store.engine.dispose()
