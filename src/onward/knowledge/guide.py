"""The frame of the patient's guide, by language: ``knowledge/words/LANGUAGE/guide*.yaml``.

In: a knowledge. Out: the texts of one language by key, each with where it was read; and the texts of things (drugs,
options, tests, harms) that the same folder translates. Another language is another folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from onward.knowledge.forms_evidence import WORDS_FILE
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Reading
from onward.knowledge.shapes import Key, ListOf, MapOf, Record, Text
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

ENGLISH = "en"
FRAMES = "knowledge/words/*/guide*.yaml"


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the frame."""

    plain: str
    name: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """What one language says."""

    frame: Mapping[str, Said]
    things: Mapping[str, Mapping[str, str]]
    """Texts of drugs, options and the like; for English they are those of the knowledge itself."""


_SAID = Record(
    "a text of the guide",
    {
        "plain": Key(Text("a sentence for people"), "What is said; {braces} are filled in.", required=True),
        "name": Key(Text(), "The word that is explained."),
        "sources": Key(ListOf(Text()), "Where it was read."),
    },
)
_FRAME = MapOf(_SAID)


def languages(knowledge: Knowledge) -> tuple[str, ...]:
    """The languages that have a frame, English first."""
    found = {PurePosixPath(name).parts[2] for name in knowledge.beside if fnmatch(name, FRAMES)}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def tongue(knowledge: Knowledge, language: str) -> Tongue:
    """The texts of a language.

    Raises:
        KnowledgeError: a file is wrong; all faults with their places.
    """
    files = {name: content for name, content in knowledge.beside.items() if _is_of(name, language)}
    frame: dict[str, Said] = {}
    things: dict[str, dict[str, str]] = {}
    for name, content in sorted(files.items()):
        if fnmatch(name, FRAMES):
            frame |= _frame(content, name)
        else:
            things |= _things(content, name)
    return Tongue(frame, knowledge.words if language == ENGLISH else things)


def _is_of(name: str, language: str) -> bool:
    parts = PurePosixPath(name).parts
    return parts[:3] == ("knowledge", "words", language)


@lru_cache(maxsize=16)
def _frame(content: bytes, name: str) -> dict[str, Said]:
    read = _read(content, name, _FRAME)
    return {key: Said(each["plain"], each["name"], each.several("sources")) for key, each in read.items() if each}


@lru_cache(maxsize=16)
def _things(content: bytes, name: str) -> dict[str, dict[str, str]]:
    return dict(_read(content, name, WORDS_FILE))


def _read(content: bytes, name: str, shape: MapOf) -> Mapping[str, Any]:
    node, faults = read_text(content, name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", shape.says())])
    reading = Reading(name)
    value: Mapping[str, Any] = shape.read(node, reading)
    if reading.faults:
        raise KnowledgeError(reading.faults)
    return value
