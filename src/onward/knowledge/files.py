"""Which folder the knowledge is in, which files it has, and a digest of everything they say.

The folder is the one that was asked for, else the one that ``ONWARD_KNOWLEDGE`` names, else the one that ships with the
code: inside the package when installed, at the top of a source checkout.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from onward.values.errors import Fault, KnowledgeError

VARIABLE = "ONWARD_KNOWLEDGE"
FOLDERS = ("facts", "sources", "treatments", "pathways", "investigations", "terminology", "words")
MAX_FILES = 20_000

_HEADING = re.compile(r"^## \[(\d{4}\.\d{1,2}\.\d+)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file: the name that faults and proofs give it, and its bytes."""

    name: str
    content: bytes


def shipped_folder() -> Path:
    """The knowledge that ships with the code."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_knowledge"
    return shipped if shipped.is_dir() else package.parents[1] / "knowledge"


def find_folder(path: str | Path | None = None) -> Path:
    """The folder to read.

    Raises:
        KnowledgeError: there is no such folder.
    """
    asked = path or os.environ.get(VARIABLE)
    folder = Path(asked) if asked else shipped_folder()
    if not folder.is_dir():
        raise KnowledgeError(Fault(str(folder), 0, 0, "there is no such folder", "a folder of knowledge"))
    return folder


def read_files(folder: Path) -> tuple[KnowledgeFile, ...]:
    """Every file of the folder that says something, in the order of their names.

    Raises:
        KnowledgeError: a file cannot be read, or there are absurdly many.
    """
    paths = sorted(_listed(folder))
    if len(paths) > MAX_FILES:
        raise KnowledgeError(Fault(str(folder), 0, 0, f"the folder holds {len(paths)} files", f"at most {MAX_FILES}"))
    files, faults = [], []
    for relative in paths:
        name = f"knowledge/{relative}"
        try:
            files.append(KnowledgeFile(name, (folder / relative).read_bytes()))
        except OSError as error:
            faults.append(Fault(name, 0, 0, f"the file cannot be read: {error.strerror or 'unknown reason'}"))
    if faults:
        raise KnowledgeError(faults)
    return tuple(files)


def digest_of(files: tuple[KnowledgeFile, ...]) -> str:
    """A digest of the names and bytes of all files: equal digests, equal knowledge."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    return digest.hexdigest()


def version_of(files: tuple[KnowledgeFile, ...]) -> str:
    """The version of the knowledge: the newest heading of its change log, or ``unknown``."""
    for file in files:
        if file.name == "knowledge/CHANGELOG.md":
            found = _HEADING.search(file.content.decode("utf-8", errors="replace"))
            return found.group(1) if found else "unknown"
    return "unknown"


def _listed(folder: Path) -> list[str]:
    """Names relative to the folder: YAML files wherever they are, and the change log."""
    found = ["CHANGELOG.md"] if (folder / "CHANGELOG.md").is_file() else []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(parent).relative_to(folder)
        found += [(here / name).as_posix() for name in names if name.endswith((".yaml", ".yml")) and name[0] != "."]
    return found
