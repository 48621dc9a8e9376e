"""The studies that a registry lists for a condition become files, one a study, each whole or not there at all.

In: a question, a client and a folder. Out: how many files are new, changed or as they were. What has been fetched is
noted in the folder after every page, so that an import that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from onward.trials.registry import read_text
from onward.trials.registry_client import Client, RegistryError
from onward.values.errors import Fault

PAGE_SIZE = 100
MAX_PAGES = 500
MAX_TOTAL = 4 * 1024**3
"""The most bytes that one import fetches."""
MAX_TOKEN = 4096
STATE = ".onward-import"
"""The note in the folder. Its name ends like no registry file, so that it is never read as one."""
RESUMED_WITHIN = 24 * 3600.0
"""Seconds after which an interrupted import begins anew: its pages would be of two different days."""
_UNFINISHED = ".part"
_REFUSED_TOKEN = 400


class Question(msgspec.Struct, frozen=True):
    """What is asked for."""

    condition: str
    statuses: tuple[str, ...] = ()
    """The registry's words, such as ``RECRUITING``; all where there is none."""

    def parameters(self, token: str) -> dict[str, str]:
        """The parameters of one page."""
        found = {"query.cond": self.condition, "fields": "ProtocolSection", "pageSize": str(PAGE_SIZE)}
        if self.statuses:
            found["filter.overallStatus"] = "|".join(self.statuses)
        if token:
            found["pageToken"] = token
        return found


class Imported(msgspec.Struct, kw_only=True):
    """What an import did."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resumed: bool = False
    others: tuple[str, ...] = ()
    """Studies of the folder that are not in the answer: closed since, or of another question. They stay."""


class _Page(msgspec.Struct, rename="camel"):
    studies: list[msgspec.Raw]
    next_page_token: str | None = None


class _State(msgspec.Struct):
    """How far an import has come."""

    asked: str
    started: float
    token: str = ""
    pages: int = 0
    size: int = 0
    done: bool = False
    studies: list[str] = []


def import_studies(
    question: Question, folder: Path, client: Client, *, tell: Callable[[Fault], object], max_pages: int = MAX_PAGES
) -> Imported:
    """Fetch every study of a question into a folder; an interrupted import of the same question goes on.

    Raises:
        RegistryError: the registry does not answer, answers something else, or without end.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("NCT", STATE):
        for left in folder.glob(f".{name}*{_UNFINISHED}"):
            left.unlink(missing_ok=True)
    state = _begun(folder, f"{client.url}?{urlencode(question.parameters(''))}")
    done = Imported(resumed=bool(state.token))
    if state.token:
        try:
            _step(question, folder, client, state, done, tell)
        except RegistryError as error:
            if error.status != _REFUSED_TOKEN:
                raise
            state = _State(state.asked, time.time())
            done.resumed = False
    while not state.done:
        if state.pages >= max_pages:
            raise RegistryError(client.host, f"there are more than {max_pages} pages", "--max-pages, or less asked for")
        _step(question, folder, client, state, done, tell)
    here = set(state.studies)
    done.others = tuple(sorted({path.stem for path in folder.glob("NCT????????.json")} - here))
    return done


def is_unfinished(folder: Path) -> bool:
    """Whether an import into a folder was begun and has not come to its end: studies are lacking in it."""
    try:
        return not msgspec.json.decode((folder / STATE).read_bytes(), type=_State).done
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _begun(folder: Path, asked: str) -> _State:
    """The state of an import of the same question that was interrupted not long ago, or a new one."""
    now = time.time()
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=_State)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _State(asked, now)
    fresh = 0 <= now - state.started <= RESUMED_WITHIN
    return state if state.asked == asked and fresh and not state.done else _State(asked, now)


def _step(
    question: Question,
    folder: Path,
    client: Client,
    state: _State,
    done: Imported,
    tell: Callable[[Fault], object],
) -> None:
    """One page: its studies are written first, then the note of how far it has come."""
    content = client.page(question.parameters(state.token))
    page = _decoded(content, client.host)
    state.size += len(content)
    if state.size > MAX_TOTAL:
        raise RegistryError(client.host, "the studies are too large together", f"at most {MAX_TOTAL} bytes")
    if not state.pages:
        _keep(folder / STATE, msgspec.json.encode(state))
    for nct, study in _studies(page, f"page {state.pages + 1}", tell):
        _count(done, _keep(folder / f"{nct}.json", study))
        state.studies.append(nct)
    token = page.next_page_token or ""
    if len(token) > MAX_TOKEN or (token and token == state.token):
        raise RegistryError(client.host, "the pages of the registry lead to themselves", "another token for each page")
    state.token, state.done = token, not token
    state.pages += 1
    done.pages += 1
    _keep(folder / STATE, msgspec.json.encode(state))


def _decoded(content: bytes, host: str) -> _Page:
    try:
        return msgspec.json.decode(content, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RegistryError(host, "the answer is no page of studies", "JSON of API v2") from error


def _studies(page: _Page, name: str, tell: Callable[[Fault], object]) -> Iterator[tuple[str, bytes]]:
    """The studies of a page by their number, as they came; what is none is told."""
    for raw in page.studies:
        content = bytes(raw)
        studies, faults = read_text(content, name) if content.startswith(b"{") else ([], [])
        if len(studies) == 1 and not faults:
            yield studies[0].nct, content + b"\n"
            continue
        for fault in faults or [Fault(name, 0, 0, "a study cannot be read", "one record")]:
            tell(fault)


def _count(done: Imported, what: str) -> None:
    setattr(done, what, getattr(done, what) + 1)


def _keep(path: Path, content: bytes) -> str:
    """Write a file whole or not at all: ``new``, ``changed``, or ``unchanged`` and then not touched."""
    there = path.is_file()
    if there and path.stat().st_size == len(content) and path.read_bytes() == content:
        return "unchanged"
    part = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return "changed" if there else "new"
