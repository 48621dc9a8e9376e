"""Entries of the knowledge by name: shown as they are written, and compared between two versions.

What an entry says is the text of its file from where it begins to where the next one does; what differs is told field
by field, positions aside.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from onward.knowledge.types import Knowledge
from onward.logic.nodes import Node, Position

KINDS = ("fact", "rule", "drug", "regimen", "source", "test")


def entries(knowledge: Knowledge) -> dict[str, Mapping[str, Any]]:
    """Every entry that has a name and a place, by kind."""
    return {
        "fact": knowledge.facts,
        "rule": {rule.name: rule for rule in knowledge.rules},
        "drug": knowledge.treatments,
        "regimen": knowledge.regimens,
        "source": knowledge.sources,
        "test": knowledge.investigations,
    }


def names(knowledge: Knowledge) -> set[str]:
    """Every name that ``entries_named`` knows."""
    return {name for named in entries(knowledge).values() for name in named}


def entries_named(name: str, knowledge: Knowledge, folder: Path) -> Iterator[str]:
    """The entries of one name, each with its kind, its place and its text."""
    for kind, named in entries(knowledge).items():
        if name in named:
            at: Position = named[name].at
            text = written(folder / at.file.removeprefix("knowledge/"), at)
            yield f"{kind} {name}\n{at.file}:{at.line}\n\n{text}"


def written(path: Path, at: Position) -> str:
    """The text of the entry at a place: from the line that names it to the next line indented no more than that."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if at.column == 1:
        return "\n".join(lines)
    first = at.line - 1
    while first > 0 and lines[first].startswith(" ") and not lines[first].lstrip().startswith("- "):
        first -= 1
    depth = _indent(lines[first])
    rest = lines[first + 1 :]
    end = next((n for n, line in enumerate(rest) if line.strip() and _indent(line) <= depth), len(rest))
    return "\n".join([lines[first], *rest[:end]]).rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def difference(then: Knowledge, now: Knowledge) -> Iterator[str]:
    """What was added, removed and changed, by kind and name."""
    if then.version != now.version:
        yield f"version {then.version} -> {now.version}"
    before, after = entries(then), entries(now)
    for kind in KINDS:
        old, new = before[kind], after[kind]
        yield from (f"+ {kind} {name}" for name in sorted(new.keys() - old.keys()))
        yield from (f"- {kind} {name}" for name in sorted(old.keys() - new.keys()))
        for name in sorted(old.keys() & new.keys()):
            changed = [field for field in _fields(old[name]) if _plain(old[name], field) != _plain(new[name], field)]
            if changed:
                yield f"~ {kind} {name}: {', '.join(changed)}"


def _fields(entry: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(entry) if field.name != "at"]


def _plain(entry: Any, field: str) -> object:
    return _without_places(getattr(entry, field))


def _without_places(value: object) -> object:
    """A value in which no position counts: nodes compare without it, other types carry it as ``at``."""
    if isinstance(value, tuple):
        return tuple(_without_places(item) for item in value)
    if isinstance(value, Node) or not dataclasses.is_dataclass(value):
        return value
    return (type(value), *(_plain(value, field) for field in _fields(value)))
