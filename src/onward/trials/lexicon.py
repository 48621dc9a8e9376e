"""The words of registries: ``knowledge/trials/labs.yaml`` and its like, as patterns compiled once.

In: bytes of the files. Out: frozen types. What a name means (its fact) is data; how sentences are built is code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Flag, Key, ListOf, Number, Record, Shape, Text, Word
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

LABS = "knowledge/trials/labs.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """One laboratory value as criteria name it."""

    name: str
    fact: str | None
    times: str | None
    facts: tuple[str, ...]
    """Several values under one name (transaminases)."""
    high_is_good: bool
    count: bool
    least: float
    keys: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Labs:
    """All of them, and one pattern that finds any: the group's name is ``lab`` and its place in the list."""

    labs: tuple[Lab, ...]
    pattern: re.Pattern[str]
    keys: tuple[str, ...]

    def may_be_in(self, lowered: str) -> bool:
        """Whether a text (in lower case) may name one: quick, and never wrong when it says no."""
        return any(key in lowered for key in self.keys)


_LAB = Record(
    "a laboratory value",
    {
        "lab": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name.", required=True),
        "fact": Key(Text(), "The fact of its value."),
        "times": Key(Text(), "The fact of its multiple of the upper limit."),
        "facts": Key(ListOf(Text()), "Other entries, where the name means several."),
        "good": Key(Word(("high", "low")), "Which way is healthy.", required=True),
        "counts": Key(Flag(), "Whether it is a count per volume."),
        "least": Key(Number(0), "A bare number below it is in the canonical unit."),
        "keys": Key(ListOf(Text(), at_least=1), "Pieces one of which is in every text that names it.", required=True),
        "texts": Key(ListOf(Text(), at_least=1), "Patterns of its names.", required=True),
    },
)


def content_of(knowledge: Knowledge, file: str) -> bytes:
    """A file of the knowledge; the one that ships with the code where this knowledge has none."""
    content = knowledge.beside.get(file)
    return (find_folder() / file.removeprefix("knowledge/")).read_bytes() if content is None else content


def entries_of(content: bytes, file: str, shape: Shape) -> list[Entry]:
    """The entries of a file that is a list.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, file)
    reading = Reading(file)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(file, 0, 0, "the file is empty", shape.says())])
    entries = [entry for entry in shape.read(node, reading) if entry is not None]
    if reading.faults:
        raise KnowledgeError(reading.faults)
    return entries


@lru_cache(maxsize=8)
def read_labs(content: bytes) -> Labs:
    """The laboratory values.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    labs = tuple(
        Lab(
            name=entry["lab"],
            fact=entry["fact"],
            times=entry["times"],
            facts=entry.several("facts"),
            high_is_good=entry["good"] == "high",
            count=bool(entry["counts"]),
            least=float(entry["least"] or 0),
            keys=entry.several("keys"),
            pattern="|".join(entry.several("texts")),
        )
        for entry in entries_of(content, LABS, ListOf(_LAB))
    )
    groups = (f"(?P<lab{number}>{lab.pattern})" for number, lab in enumerate(labs))
    keys = tuple(dict.fromkeys(key for lab in labs for key in lab.keys))
    return Labs(labs, re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE), keys)
