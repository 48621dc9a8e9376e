"""Whether a study tries a treatment: its purpose where the record tells it, else the words of its title and of what is
given.

A study that takes images, asks questions or eases what comes with a disease is no treatment of it; who looks for one
should not meet it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.shapes import Key, ListOf, Record, Text, Word
from onward.knowledge.types import Knowledge
from onward.trials.folded import Folded
from onward.trials.lexicon import content_of, entries_of
from onward.trials.study import Study

PURPOSES = "knowledge/trials/purposes.yaml"
_WORDS = Record(
    "words of a purpose",
    {
        "of": Key(Word(("title", "looking", "given")), "Where they stand.", required=True),
        "texts": Key(ListOf(Text(), at_least=1), "Patterns of whole words.", required=True),
    },
)


@dataclass(frozen=True, slots=True)
class Purposes:
    """The words by which a study without a purpose is known."""

    title: Folded
    """In a title: it treats no tumour."""
    looking: Folded
    """In a title: it treats none unless something is given that does more than look."""
    given: Folded
    """The whole name of something that looks, or is done beside a treatment."""


def purposes(knowledge: Knowledge) -> Purposes:
    """The words of a knowledge.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    return _read(content_of(knowledge, PURPOSES))


@lru_cache(maxsize=4)
def _read(content: bytes) -> Purposes:
    said: dict[str, list[str]] = {"title": [], "looking": [], "given": []}
    for entry in entries_of(content, PURPOSES, ListOf(_WORDS)):
        said[entry["of"]] += entry.several("texts")
    title, looking, given = ("|".join(said[each]) for each in ("title", "looking", "given"))
    return Purposes(
        Folded(rf"(?<![\w-])(?:{title})(?![\w-])"),
        Folded(rf"(?<![\w-])(?:{looking})(?![\w-])"),
        Folded(rf"^\W*(?:{given})\W*$"),
    )


def treats(study: Study, words: Purposes) -> bool | None:
    """Whether it tries a treatment; unknown where nothing tells it."""
    if study.purpose or study.treats is False:
        return study.treats
    title = f"{study.title} {study.official_title}"
    if words.title.search(title):
        return False
    names = [each.name.strip() for each in study.interventions if each.name.strip()]
    more = [each for each in names if words.given.search(each) is None]
    if names and not more:
        return False
    if words.looking.search(title) and not more:
        return False
    return study.treats
