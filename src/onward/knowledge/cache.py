"""Compiled knowledge on disk: read in milliseconds what takes seconds to compile, and never anything else.

An entry is named by the digest of every knowledge file, of Onward's own code version and of Python's, so a changed file
has another name and is never served stale. Entries are pickles, and a pickle can run code: they are only read from a
folder that belongs to the user and that nobody else can write to, and only when the digest in front of the bytes fits
them. Whatever is odd is ignored, and knowledge is compiled again. Nothing about a patient is ever kept here.
"""

from __future__ import annotations

import copyreg
import dataclasses
import gc
import hashlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from onward import __version__
from onward.knowledge.types import Knowledge

FORMAT = b"onward-knowledge-3\n"
SWITCH = "ONWARD_NO_CACHE"
KEPT = 8
_DIGEST_BYTES = 32
_PRIVATE = 0o700


def cache_folder() -> Path:
    """Where compiled knowledge is kept: the XDG cache folder."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root.startswith("/") else Path.home() / ".cache") / "onward" / "knowledge"


def entry_name(digest: str) -> str:
    """The name of the entry for knowledge of this digest, this Onward and this Python."""
    about = f"{digest} {__version__} {_code_digest()} {sys.version} {sys.implementation.cache_tag}"
    return hashlib.sha256(about.encode()).hexdigest()


def fetch(name: str) -> Knowledge | None:
    """The entry of that name, or ``None`` where there is none that may be trusted."""
    found = fetch_value(cache_folder(), name)
    return found if isinstance(found, Knowledge) else None


def keep(name: str, knowledge: Knowledge) -> None:
    """Write an entry in one step: another process sees the whole of it or nothing. Failure to write is no error."""
    keep_value(cache_folder(), name, knowledge)


def fetch_value(folder: Path, name: str) -> object:
    """What a folder of one's own holds under that name, or ``None`` where there is nothing that may be trusted."""
    if os.environ.get(SWITCH):
        return None
    try:
        if not _is_private(folder):
            return None
        content = _read_own_file(folder / name)
    except OSError:
        return None
    header = len(FORMAT) + _DIGEST_BYTES
    body = memoryview(content)[header:]
    if content[: len(FORMAT)] != FORMAT or hashlib.sha256(body).digest() != content[len(FORMAT) : header]:
        return None
    return _unpickled(body)


def keep_value(folder: Path, name: str, value: object) -> None:
    """Write whatever was compiled, under a name that changes with all that it was compiled from."""
    if os.environ.get(SWITCH):
        return
    body = _pickled(value)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        if not _is_private(folder):
            return
        _write_whole(folder / name, FORMAT + hashlib.sha256(body).digest() + body)
        _forget_old(folder)
    except OSError:
        return


class _Pickler(pickle.Pickler):
    """Writes an instance of a dataclass as its values in order: its own way to be read back, field by field after a
    look at what fields there are, takes half as long again.
    """

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type) or not dataclasses.is_dataclass(value):
            return NotImplemented
        values = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
        return copyreg.__newobj__, (type(value),), values, None, None, filled  # type: ignore[attr-defined]


def _pickled(value: object) -> bytes:
    written = io.BytesIO()
    _Pickler(written, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


def filled(made: Any, values: tuple[object, ...]) -> None:
    """Give an empty instance of a dataclass with slots its values; named in every entry, so public."""
    kind: Any = type(made)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)


@cache
def _setters(kind: Any) -> tuple[Callable[[object, object], None], ...]:
    """What sets each field, past the guard of a frozen class."""
    return tuple(getattr(kind, field.name).__set__ for field in dataclasses.fields(kind))


def _unpickled(body: memoryview) -> object:
    """The object in the bytes. The collector rests meanwhile: nothing that is read here is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(body)  # noqa: S301 - own folder, own file, digest checked
    except Exception:  # noqa: BLE001 - a damaged entry may fail in any way; it is compiled again
        return None
    finally:
        if collecting:
            gc.enable()


def _is_private(folder: Path) -> bool:
    """Whether the folder is the user's own and closed to others; on systems without owners, whether it exists."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)


def _read_own_file(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as handle:
        status = os.fstat(handle.fileno())
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            raise PermissionError(path)
        return handle.read()


def _write_whole(path: Path, content: bytes) -> None:
    import tempfile  # slow to import, and seldom needed

    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _forget_old(folder: Path) -> None:
    """Keep the newest few entries: each change of a file makes one more."""
    entries = sorted(folder.iterdir(), key=lambda path: path.lstat().st_mtime, reverse=True)
    for path in entries[KEPT:]:
        path.unlink(missing_ok=True)


def _code_digest() -> str:
    """A digest of the code that compiles knowledge: what older code compiled is not read by newer code."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for folder in ("knowledge", "logic", "values"):
        for path in sorted((package / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
