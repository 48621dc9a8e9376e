"""What reading one file yields: values with their places, faults, references to settle, and words for faults.

The shapes of ``shapes.py`` fill a ``Reading``; whoever read all the files settles the references and raises the faults.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from onward.knowledge.positions import Mapping, Node, Scalar, Sequence
from onward.logic.nodes import Position
from onward.values.errors import Fault, nearest

_LONGEST_WORD = 100
MOST_FAULTS = 500
MOST_SUGGESTIONS = 100


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that must be the id of something elsewhere, and where it was written."""

    kind: str
    word: str
    at: Position


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as written; it is parsed when the vocabulary is complete. ``text`` keeps the line breaks of the
    file, so that a column within it is a column of the file."""

    text: str
    at: Position
    type: str


@dataclass(slots=True)
class Reading:
    """What one file yields beside its values: faults, references, ids that it defines, expressions."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    definitions: list[Reference] = field(default_factory=list)
    expressions: list[Written] = field(default_factory=list)

    def fault(self, node: Node, wrong: str, expected: str = "", choices: Iterable[str] = (), word: str = "") -> None:
        """Keep one fault at the place of ``node``; ``choices`` are the words of which the nearest may be meant."""
        suggestion = self.suggestion(word, choices)
        self.keep(Fault(self.file, node.line, node.column, wrong, expected, suggestion))

    @property
    def full(self) -> bool:
        """Whether more faults were found than are told: reading on would cost time and tell nothing."""
        return len(self.faults) > MOST_FAULTS

    def suggestion(self, word: str, choices: Iterable[str]) -> str:
        """The word that may be meant. Looking for it takes time, and nobody reads more than the first of many."""
        return meant(word, choices) if word and len(self.faults) < MOST_SUGGESTIONS else ""

    def keep(self, fault: Fault) -> None:
        """Keep one fault; a hostile file has more of them than can be told."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        elif len(self.faults) == MOST_FAULTS:
            wrong = f"more is wrong from here on; the first {MOST_FAULTS} faults are told"
            self.faults.append(Fault(fault.file, fault.line, fault.column, wrong))

    def at(self, node: Node) -> Position:
        """The place of ``node``."""
        return Position(self.file, node.line, node.column)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was read: its values, and where it and each of its keys stand."""

    values: dict[str, Any]
    node: Mapping
    file: str

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def get(self, key: str, default: Any) -> Any:
        """The value of a key, or ``default`` where it was not written or is null."""
        value = self.values.get(key)
        return default if value is None else value

    def several(self, key: str) -> tuple[Any, ...]:
        """The values of a list; empty where it was not written."""
        return tuple(self.values.get(key) or ())

    def items(self, key: str) -> tuple[tuple[str, Any], ...]:
        """The pairs of a mapping; empty where it was not written."""
        return tuple((self.values.get(key) or {}).items())

    @property
    def at(self) -> Position:
        """Where the record begins: its first key."""
        return Position(self.file, self.node.line, self.node.column)

    def place(self, key: str) -> Position:
        """Where the value of a key stands, or the record where the key was not written."""
        node = self.node.entries.get(key, self.node)
        return Position(self.file, node.line, node.column)


def is_null(node: Node) -> bool:
    """Whether a value was left out or written as ``null``."""
    return isinstance(node, Scalar) and node.value is None


def written(node: Node) -> str:
    """The text of a scalar; empty for anything else."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def quoted(node: Node) -> str:
    """A value as a fault shows it."""
    return f"'{short(node.text)}'" if isinstance(node, Scalar) else kind_of(node)


def kind_of(node: Node) -> str:
    """What kind of thing stands there, in words."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if node.value is None else "a single value"


def short(text: str, most: int = 60) -> str:
    """A text short enough for a fault, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"


def meant(word: str, words: Iterable[str]) -> str:
    """The nearest known word; underscores, hyphens and capitals do not count as a difference."""
    known = {known.lower().replace("_", "-"): known for known in words}
    return known.get(nearest(word.lower().replace("_", "-"), known), "") if len(word) <= _LONGEST_WORD else ""


def expanded(node: Scalar, key: str) -> Mapping:
    """A bare word as the mapping it is short for."""
    place = (node.line, node.column)
    return Mapping(*place, entries={key: node}, keys={key: place})
