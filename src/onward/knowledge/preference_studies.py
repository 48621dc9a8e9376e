"""What ``knowledge/goals/studies.yaml`` holds: what others said counts for them. Context that weighs nothing.

In: the file's bytes. Out: ``Study``, in the order of the file. No number of a study ever becomes a weight: nothing that
compares options imports this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Reading
from onward.knowledge.shapes import Key, ListOf, Number, Record, Text
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

FILE = "knowledge/goals/studies.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study of what counts for people with this cancer."""

    name: str
    people: int
    where: str
    limits: str
    subtypes: tuple[str, ...]
    """Whom it asked; empty where it asked all kinds."""
    sources: tuple[str, ...]


_STUDY = Record(
    "a study",
    {
        "study": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name; its words are `study:NAME`.", required=True),
        "people": Key(Number(1, whole=True), "How many people with this cancer answered.", required=True),
        "where": Key(Text(), "Where they live.", required=True),
        "subtypes": Key(ListOf(Text(), at_least=1), "Whom it asked, where it asked one kind only."),
        "limits": Key(Text(), "Why it cannot stand for anybody.", required=True),
        "sources": Key(ListOf(Text(), at_least=1), "Where it was read.", required=True),
    },
)
_FILE = ListOf(_STUDY, at_least=1)


def studies_for(subtype: str | None, knowledge: Knowledge) -> tuple[Study, ...]:
    """The studies of people like this one, and those that asked all kinds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    content = knowledge.beside.get(FILE)
    own = (find_folder() / "goals" / "studies.yaml").read_bytes() if content is None else content
    return tuple(each for each in read_studies(own) if not each.subtypes or subtype in each.subtypes)


@lru_cache(maxsize=8)
def read_studies(content: bytes, name: str = FILE) -> tuple[Study, ...]:
    """The studies that the file holds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, name)
    reading = Reading(name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", _FILE.says())])
    entries = [entry for entry in _FILE.read(node, reading) if entry is not None]
    if reading.faults:
        raise KnowledgeError(reading.faults)
    return tuple(
        Study(
            name=entry["study"],
            people=int(entry["people"]),
            where=entry["where"],
            limits=entry["limits"],
            subtypes=entry.several("subtypes"),
            sources=entry.several("sources"),
        )
        for entry in entries
    )
