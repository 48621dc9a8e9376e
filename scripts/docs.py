"""Rewrites every generated page, or with ``--check`` names those that are out of date and leaves with 1.

A generated page is made by one function without arguments that returns its whole text. To add one, add a line to
``PAGES``. The functions are imported only when their page is made.

    python -m scripts.docs            rewrites the pages that have changed
    python -m scripts.docs --check    changes nothing
"""

from __future__ import annotations

import difflib
import importlib
import sys
from pathlib import Path

from scripts import knowledge_schemas

ROOT = Path(__file__).resolve().parents[1]

PAGES: dict[str, str] = {
    "README.md": "scripts.readme:page",
    "docs/reference/command.md": "scripts.command_reference:page",
    "docs/reference/chart.md": "scripts.chart_reference:page",
    "docs/reference/events.md": "scripts.events_reference:page",
    "docs/reference/plan.schema.json": "scripts.plan_schema:page",
    "docs/reference/language.md": "tests.spec.make_reference:page",
    **knowledge_schemas.PAGES,
}


def make(path: str) -> str:
    """Make the text of one page."""
    module, function = PAGES[path].split(":")
    return str(getattr(importlib.import_module(module), function)())


def difference(path: str) -> str:
    """What has to change in a page, as a unified diff; empty where it is current."""
    file = ROOT / path
    then = file.read_text(encoding="utf-8") if file.is_file() else ""
    lines = difflib.unified_diff(
        then.splitlines(), make(path).splitlines(), f"{path} (now)", f"{path} (due)", lineterm=""
    )
    return "\n".join(lines)


def check() -> int:
    """Name the pages that are out of date."""
    stale = {path: change for path in PAGES if (change := difference(path))}
    for path, change in stale.items():
        print(f"{path} is out of date: `make docs` rewrites it\n{change}", file=sys.stderr)
    if not stale:
        print(f"{len(PAGES)} generated pages are current")
    return 1 if stale else 0


def rewrite() -> int:
    """Write the pages that have changed."""
    for path in PAGES:
        if difference(path):
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(make(path), encoding="utf-8")
            print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else rewrite())
