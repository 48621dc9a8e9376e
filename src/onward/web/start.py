"""The first page: the charts that somebody has, a record to hand over, the bundled examples."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onward.knowledge.files import find_folder
from onward.web.frame import Frame, render

_ROW = re.compile(r"\| `([a-z.]+)` \| (.+) \|")
_SUFFIXES = (".bundle.json", ".chart.yaml", ".yaml")


@dataclass(frozen=True, slots=True)
class Example:
    """A bundled record."""

    name: str
    title: str
    what: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved chart in a list."""

    id: str
    title: str
    kind: str
    changed: datetime.datetime


def examples_folder() -> Path | None:
    """Where the examples lie: beside the knowledge, in the source tree or in the package; none where there are none."""
    knowledge = find_folder()
    for folder in (knowledge.parent / "examples", knowledge.parent / "_examples"):
        if folder.is_dir():
            return folder
    beside = Path(__file__).parents[1] / "_examples"
    tree = Path(__file__).parents[3] / "examples"
    return next((folder for folder in (beside, tree) if folder.is_dir()), None)


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """The bundled examples, in the order and with the words of their own page."""
    folder = examples_folder()
    page = folder / "README.md" if folder else None
    if folder is None or page is None or not page.is_file():
        return ()
    found = []
    for name, what in _ROW.findall(page.read_text("utf-8")):
        file = folder / name
        if file.is_file():
            found.append(Example(name, _title(name), what.replace("`", ""), file.read_bytes()))
    return tuple(found)


def start_page(
    frame: Frame,
    charts: Iterable[Listed],
    *,
    megabytes: int,
    hours: int,
    pasted: str = "",
    faults: tuple[str, ...] = (),
) -> str:
    """The first page."""
    return render(
        "start.html",
        frame=frame,
        charts=tuple(charts),
        examples=examples(),
        megabytes=megabytes,
        hours=hours,
        pasted=pasted,
        faults=faults,
    )


def _title(name: str) -> str:
    suffix = next(suffix for suffix in _SUFFIXES if name.endswith(suffix))
    return f"{name.removesuffix(suffix).capitalize()} ({'FHIR' if suffix == '.bundle.json' else 'chart'})"
