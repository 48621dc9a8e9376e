"""What ``knowledge/goals/questionnaire.yaml`` holds: what is asked of the person about what matters, in its order.

In: the file's bytes. Out: ``Questionnaire``: parts with questions, each with the name of its answer in a record
(``link``). Words stand in ``knowledge/words``; answers become rows of the table of wishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Key, ListOf, Number, Record, Text
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

FILE = "knowledge/goals/questionnaire.yaml"
KINDS = ("weigh", "choose", "tell", "days")
"""What may be asked: marks of wishes, one word of a set, a text, days."""
MARKS = range(6)
"""The marks of a wish: how much it counts."""
WISH = "wish."
"""What the name of a mark begins with in a record: ``wish.longer-life``."""
DAY_PARTS = ("what", "date", "until")
"""What is told of a day, by the end of its name in a record: ``event.what``."""
DAY = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked."""

    kind: str
    link: str
    """The name of its answer in a record."""
    wishes: tuple[str, ...] = ()
    words: str | None = None
    """The value set whose words may be chosen."""
    room: int = 1
    """Lines or rows on paper."""


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under one heading."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The whole."""

    name: str
    minutes: int
    parts: tuple[Part, ...]

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for part in self.parts:
            yield from part.questions


_QUESTION = Record(
    "a question",
    {
        "weigh": Key(ListOf(Text("a word of `wish`"), at_least=1), "Wishes that get a mark from 0 to 5."),
        "choose": Key(Text("the name of the answer"), "One word of a closed set."),
        "of": Key(Text("a value set"), "With `choose`: the set."),
        "tell": Key(Text("the name of the answer"), "A text in the person's own words."),
        "lines": Key(Number(1, 20, whole=True), "With `tell`: lines on paper."),
        "days": Key(Text("the name of the answer"), "Days that are not to be missed."),
        "rows": Key(Number(1, 20, whole=True), "With `days`: rows on paper."),
    },
)
_PART = Record(
    "a part of the questionnaire",
    {
        "part": Key(Text("a name", r"[a-z][a-z-]*"), "Its name; its heading is `form.part.NAME`.", required=True),
        "questions": Key(ListOf(_QUESTION, at_least=1), "What is asked.", required=True),
    },
)
_FILE = Record(
    "the questionnaire",
    {
        "questionnaire": Key(Text("a name", r"[a-z][a-z-]*"), "Its name in other systems.", required=True),
        "minutes": Key(Number(1, 10, whole=True), "How long it takes, at most.", required=True),
        "sources": Key(ListOf(Text()), "Where it was read why it asks so."),
        "parts": Key(ListOf(_PART, at_least=1), "Its parts.", required=True),
    },
)


def questionnaire_of(knowledge: Knowledge) -> Questionnaire:
    """The questionnaire of a knowledge; the one that ships with the code where it has none.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    content = knowledge.beside.get(FILE)
    own = (find_folder() / "goals" / "questionnaire.yaml").read_bytes() if content is None else content
    return read_questionnaire(own)


@lru_cache(maxsize=8)
def read_questionnaire(content: bytes, name: str = FILE) -> Questionnaire:
    """The questionnaire that the file holds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", _FILE.says())])
    reading = Reading(name)
    entry = _FILE.read(node, reading)
    parts = [part for part in entry.several("parts") if part] if entry else []
    questions = [each for part in parts for each in part.several("questions") if each]
    faults = [*reading.faults, *(fault for each in questions for fault in _of_one_kind(each))]
    if faults or entry is None:
        raise KnowledgeError(faults)
    made = tuple(Part(part["part"], tuple(map(_question, part.several("questions")))) for part in parts)
    return Questionnaire(entry["questionnaire"], int(entry["minutes"]), made)


def _of_one_kind(entry: Entry) -> Iterator[Fault]:
    named = [kind for kind in KINDS if kind in entry]
    at = entry.at
    if len(named) != 1:
        wrong = f"the question has {' and '.join(named)}" if named else "the question says not what it asks"
        yield Fault(at.file, at.line, at.column, wrong, f"exactly one of {', '.join(KINDS)}")
    elif named == ["choose"] and "of" not in entry:
        yield Fault(at.file, at.line, at.column, "the question has no 'of'", "the set whose words may be chosen")


def _question(entry: Entry) -> Question:
    kind = next(kind for kind in KINDS if kind in entry)
    room = int(entry["lines"] or entry["rows"] or 1)
    if kind == "weigh":
        return Question(kind=kind, link="wish", wishes=entry.several("weigh"))
    link = DAY if kind == "days" else entry[kind]
    return Question(kind=kind, link=link, words=entry["of"], room=room)
