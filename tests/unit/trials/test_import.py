"""Importing from a registry, against a stand-in on this machine: pages, refusals, and everything that can go wrong."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from onward.cli.trials import command
from onward.trials import fetching, registry_client
from onward.trials.fetching import STATE, Imported, Question, import_studies
from onward.trials.registry import read_studies
from onward.trials.registry_client import Client, RegistryError
from onward.values.errors import Fault

QUESTION = Question("metastatic breast cancer", ("RECRUITING",))
Answer = tuple[int, dict[str, str], bytes]


def study(number: int, title: str = "A study") -> dict[str, Any]:
    """A record."""
    return {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": title}}}


def page(*studies: dict[str, Any], then: str = "") -> Answer:
    """A page of records."""
    content = {"studies": studies} | ({"nextPageToken": then} if then else {})
    return 200, {}, json.dumps(content).encode()


class StandIn:
    """A registry that gives its answers in their order, and the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[dict[str, str]] = []
        self.waited: list[float] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                outer.asked.append({name: values[0] for name, values in parse_qs(parts.query).items()})
                many = len(outer.answers) > 1
                status, headers, content = outer.answers.pop(0) if many else outer.answers[0]
                self.send_response(status if parts.path == "/api/v2/studies" else 404)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    if value:
                        self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def run(self, folder: Path, *answers: Answer, faults: list[Fault] | None = None, **more: Any) -> Imported:
        """Import what the stand-in gives."""
        self.answers = list(answers)
        self.asked, self.waited = [], []
        client = Client(self.url, sleep=self.waited.append)
        tell = (faults if faults is not None else []).append
        return import_studies(QUESTION, folder, client, tell=tell, **more)


@pytest.fixture
def registry() -> Iterator[StandIn]:
    standing = StandIn()
    yield standing
    standing.server.shutdown()
    standing.server.server_close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_pages_become_files(registry: StandIn, tmp_path: Path) -> None:
    folder = tmp_path / "trials"
    done = registry.run(folder, page(study(1), study(2), then="t2"), page(study(3)))
    assert (done.pages, done.new, done.resumed) == (2, 3, False)
    assert names(folder) == [STATE, "NCT00000001.json", "NCT00000002.json", "NCT00000003.json"]
    assert [each.nct for each in read_studies(folder)[0]] == ["NCT00000001", "NCT00000002", "NCT00000003"]
    first, second = registry.asked
    assert first["query.cond"] == "metastatic breast cancer"
    assert first["filter.overallStatus"] == "RECRUITING"
    assert ("pageToken" in first, second["pageToken"]) == (False, "t2")
    assert registry.waited == [registry_client.PAUSE]


def test_what_is_as_it_was_is_not_touched(registry: StandIn, tmp_path: Path) -> None:
    registry.run(tmp_path, page(study(1), study(2), study(3)))
    before = (tmp_path / "NCT00000001.json").stat().st_ino
    done = registry.run(tmp_path, page(study(1), study(2, "Another title")))
    assert (done.new, done.changed, done.unchanged, done.others) == (0, 1, 1, ("NCT00000003",))
    assert (tmp_path / "NCT00000001.json").stat().st_ino == before


def test_too_many_questions_are_asked_again_when_the_registry_says(registry: StandIn, tmp_path: Path) -> None:
    done = registry.run(tmp_path, (429, {"Retry-After": "7"}, b""), page(study(1)))
    assert (done.new, registry.waited) == (1, [7.0])


def test_a_wait_that_is_too_long_is_told(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="asks to wait 9000 seconds"):
        registry.run(tmp_path, (429, {"Retry-After": "9000"}, b""))
    assert registry.waited == []


def test_a_fault_that_passes_is_tried_later_and_later(registry: StandIn, tmp_path: Path) -> None:
    done = registry.run(tmp_path, *[(500, {}, b"oops")] * 3, page(study(1)))
    assert (done.new, registry.waited) == (1, [1.5, 2.0, 4.0])


def test_a_fault_that_does_not_pass_ends(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="answered 503, 5 times"):
        registry.run(tmp_path, (503, {}, b""))
    assert len(registry.asked) == 5


def test_an_answer_that_broke_off_is_asked_for_again(registry: StandIn, tmp_path: Path) -> None:
    done = registry.run(tmp_path, (200, {"Content-Length": "999"}, b'{"studies":['), page(study(1)))
    assert (done.new, len(registry.asked)) == (1, 2)


@pytest.mark.parametrize("broken", [False, True])
def test_an_answer_in_chunks(registry: StandIn, tmp_path: Path, broken: bool) -> None:
    status, _, content = page(study(1))
    chunks = [f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (content[:20], content[20:])]
    sent = chunks[0] + b"40\r\nnot" if broken else b"".join(chunks) + b"0\r\n\r\n"
    headers = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    done = registry.run(tmp_path, (status, headers, sent), page(study(1)))
    assert (done.new, len(registry.asked)) == (1, 2 if broken else 1)


def test_an_answer_that_drips_is_given_up(registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_client, "SLOWEST", -1.0)
    with pytest.raises(RegistryError, match="takes longer"):
        registry.run(tmp_path, page(study(1)))


def test_a_registry_that_is_not_there_is_told(registry: StandIn, tmp_path: Path) -> None:
    registry.server.shutdown()
    registry.server.server_close()
    with pytest.raises(RegistryError, match="cannot be reached"):
        registry.run(tmp_path, page())


def test_a_refusal_is_not_tried_again(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"answered 400: \[31m no such filter"):
        registry.run(tmp_path, (400, {}, b"\x1b[31m no\nsuch filter"))
    assert len(registry.asked) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b'{"studies": [', b"[]", b"{}", b'{"studies": 3}', b"\xff", b'{"studies":' + b"[" * 9999],
)
def test_broken_answers_are_told(registry: StandIn, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RegistryError, match="no page of studies"):
        registry.run(tmp_path, (200, {}, content))
    assert names(tmp_path) == []


def test_a_broken_study_takes_no_other_with_it(registry: StandIn, tmp_path: Path) -> None:
    faults: list[Fault] = []
    odd: list[Any] = [3, [study(8)], {"studies": [study(9), study(10)]}, study(1)]
    odd.append({"protocolSection": {"identificationModule": {"nctId": "../../NCT00000007"}}})
    done = registry.run(tmp_path / "in", page(*odd), faults=faults)
    assert (done.new, len(faults)) == (1, 4)
    assert names(tmp_path / "in") == [STATE, "NCT00000001.json"]
    assert names(tmp_path) == ["in"]


def test_an_interrupted_import_goes_on(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError):
        registry.run(tmp_path, page(study(1), then="t2"), page(study(2), then="t3"), (404, {}, b""))
    done = registry.run(tmp_path, page(study(3)))
    assert (done.resumed, done.new, done.others) == (True, 1, ())
    assert [each.get("pageToken") for each in registry.asked] == ["t3"]
    assert [registry.run(tmp_path, page(study(1))).resumed, registry.asked[0].get("pageToken")] == [False, None]


def test_an_old_or_another_or_a_broken_note_is_not_gone_on_from(
    registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for spoil in ("old", "other", "broken"):
        folder = tmp_path / spoil
        with pytest.raises(RegistryError):
            registry.run(folder, page(study(1), then="t2"), (404, {}, b""))
        if spoil == "broken":
            (folder / STATE).write_bytes(b'{"asked":')
        if spoil == "other":
            (folder / STATE).write_bytes((folder / STATE).read_bytes().replace(b"metastatic", b"early"))
        with monkeypatch.context() as patch:
            patch.setattr(fetching, "RESUMED_WITHIN", -1.0 if spoil == "old" else 3600.0)
            assert not registry.run(folder, page(study(1))).resumed
        assert "pageToken" not in registry.asked[0]


def test_a_token_that_is_no_longer_known_begins_anew(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError):
        registry.run(tmp_path, page(study(1), then="t2"), (404, {}, b""))
    done = registry.run(tmp_path, (400, {}, b"unknown token"), page(study(1)))
    assert (done.resumed, done.unchanged) == (False, 1)
    assert [each.get("pageToken") for each in registry.asked] == ["t2", None]


def test_pages_without_end_end(registry: StandIn, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="lead to themselves"):
        registry.run(tmp_path / "same", page(study(1), then="t"))
    turning = [page(study(1), then=f"t{number % 2}") for number in range(30)]
    with pytest.raises(RegistryError, match="more than 12 pages"):
        registry.run(tmp_path / "turning", *turning, max_pages=12)
    assert len(registry.asked) == 12


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "999999999999"}, {"Content-Length": "9" * 5000}])
def test_a_huge_answer_is_refused(
    registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(registry_client, "MAX_ANSWER", 100_000)
    with pytest.raises(RegistryError, match="too large"):
        registry.run(tmp_path, (200, headers, b" " * 300_000))


def test_too_much_in_all_is_refused(registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_TOTAL", 200)
    with pytest.raises(RegistryError, match="too large together"):
        registry.run(tmp_path, page(study(1), then="t2"), page(study(2), then="t3"))


@pytest.mark.parametrize(
    "to", ["https://example.org/x", "http://127.0.0.1:9/x", "//example.org/", "file:///etc/passwd"]
)
def test_a_redirect_elsewhere_is_refused(registry: StandIn, tmp_path: Path, to: str) -> None:
    with pytest.raises(RegistryError, match=r"sends to another place|answered 302"):
        registry.run(tmp_path, (302, {"Location": to}, b""))
    assert len(registry.asked) == 1


def test_a_redirect_within_the_host_is_followed(registry: StandIn, tmp_path: Path) -> None:
    there = registry.url + "/studies?moved=1"
    assert registry.run(tmp_path, (302, {"Location": there}, b""), page(study(1))).new == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://clinicaltrials.gov/api/v2",
        "file:///etc",
        "ftp://127.0.0.1/",
        "https://",
        "127.0.0.1",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "https://one:two@example.org",
        "https://example.org:port",
        "https://[",
    ],
)
def test_only_https_and_this_machine_are_asked(url: str) -> None:
    with pytest.raises(RegistryError):
        Client(url)


def test_a_write_that_fails_leaves_what_was_there(
    registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.run(tmp_path, page(study(1)))
    before = (tmp_path / "NCT00000001.json").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        registry.run(tmp_path, page(study(1, "Another title")))
    assert (tmp_path / "NCT00000001.json").read_bytes() == before
    assert fetching.is_unfinished(tmp_path) is False
    monkeypatch.undo()

    def gone(*_: object) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(fetching, "_count", gone)
    with pytest.raises(OSError, match="Input"):
        registry.run(tmp_path, page(study(1)))
    assert fetching.is_unfinished(tmp_path) is True
    assert names(tmp_path) == [STATE, "NCT00000001.json"]


def test_command(registry: StandIn, tmp_path: Path) -> None:
    registry.answers = [page(study(1), then="t2"), page(study(2))]
    arguments = ["import", "--condition", "metastatic breast cancer", "--status", "recruiting", "--pause", "0"]
    arguments += ["--status", "not-yet-recruiting", "-o", str(tmp_path), "--base-url", registry.url]
    shown = CliRunner().invoke(command, arguments)
    assert (shown.exit_code, shown.stdout) == (0, "2 new, 0 changed, 0 as they were; 2 pages\n")
    assert registry.asked[0]["filter.overallStatus"] == "RECRUITING|NOT_YET_RECRUITING"


def test_command_tells_what_is_no_longer_in_the_answer(registry: StandIn, tmp_path: Path) -> None:
    (tmp_path / "NCT00000009.json").write_text("{}")
    registry.answers = [page()]
    shown = CliRunner().invoke(
        command, ["import", "--condition", "x", "-o", str(tmp_path), "--base-url", registry.url, "--pause", "0"]
    )
    assert "1 files" in shown.stderr
    assert "NCT00000009" in shown.stderr
