"""Which knowledge this installation would use, told without reading it: the newest heading of its change log."""

from __future__ import annotations

import re
from pathlib import Path

_HEADING = re.compile(r"^## \[(\d{4}\.\d{1,2}\.\d+)\]", re.MULTILINE)


def knowledge_folder() -> Path:
    """The knowledge that ships with the code: inside the package when installed, at the top of a source checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_knowledge"
    return shipped if shipped.is_dir() else package.parents[1] / "knowledge"


def knowledge_version() -> str:
    """The version of the knowledge that ships with the code, or "unknown"."""
    changelog = knowledge_folder() / "CHANGELOG.md"
    found = _HEADING.search(changelog.read_text(encoding="utf-8")) if changelog.is_file() else None
    return found.group(1) if found else "unknown"
