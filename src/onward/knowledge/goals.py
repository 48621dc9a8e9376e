"""What ``knowledge/goals/attributes.yaml`` holds: what options can be compared on, and from which figure.

In: the file's bytes. Out: ``Attribute``, in the order of the file. Figures stand with trials and drugs, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Flag, Key, ListOf, Record, Text, Word
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

FILE = "knowledge/goals/attributes.yaml"
FROM = ("outcome", "harm", "stopped", "burden", "by_mouth")
"""Where the figure of an attribute may come from; each attribute has exactly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One thing on which options are compared."""

    name: str
    wishes: tuple[str, ...]
    """Words of the chart's ``wishes`` that count for it."""
    higher_is_better: bool
    unit: str
    outcome: str | None = None
    statistic: str = "median"
    gain: bool = False
    """Whether what counts is the difference from the comparator of the same trial."""
    harms: tuple[str, ...] = ()
    any_grade: bool = True
    stopped: bool = False
    burdens: tuple[str, ...] = ()
    summed: bool = True
    by_mouth: bool = False


ATTRIBUTE = Record(
    "an attribute",
    {
        "attribute": Key(Text("a name", r"[a-z][a-z-]*"), "Its name.", required=True),
        "wishes": Key(ListOf(Text(), at_least=1), "Words of the chart's wishes that count for it.", required=True),
        "better": Key(Word(("higher", "lower")), "Which way is better.", required=True),
        "unit": Key(Text(), "What the figure counts.", required=True),
        "outcome": Key(Text(), "A measure of trials: os, pfs, orr ..."),
        "statistic": Key(Word(("median", "percent", "rate")), "Which statistic of the outcome."),
        "shown": Key(Word(("gain", "value")), "The difference from the trial's comparator, or the figure itself."),
        "harm": Key(ListOf(Text(), at_least=1), "Terms of harms; the first that a trial gives."),
        "grade": Key(Text("any or 3", r"any|3"), "Any grade, or grade 3 and more."),
        "stopped": Key(Flag(), "People who stopped because of side effects."),
        "burden": Key(ListOf(Text(), at_least=1), "Keys of the burden of drugs."),
        "over": Key(Word(("sum", "most")), "The sum over the drugs, or the most that one asks."),
        "by_mouth": Key(Flag(), "Whether every drug is swallowed."),
    },
    short_key="attribute",
)
_FILE = ListOf(ATTRIBUTE, at_least=1)


def attributes_of(knowledge: Knowledge) -> tuple[Attribute, ...]:
    """The attributes of a knowledge; those that ship with the code where it has none.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    content = knowledge.beside.get(FILE)
    return read_attributes((find_folder() / "goals" / "attributes.yaml").read_bytes() if content is None else content)


@lru_cache(maxsize=8)
def read_attributes(content: bytes, name: str = FILE) -> tuple[Attribute, ...]:
    """The attributes that the file holds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, name)
    reading = Reading(name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", _FILE.says())])
    entries = [entry for entry in _FILE.read(node, reading) if entry is not None]
    faults = [*reading.faults, *(fault for entry in entries for fault in _of_one_kind(entry))]
    if faults:
        raise KnowledgeError(faults)
    return tuple(_attribute(entry) for entry in entries)


def _of_one_kind(entry: Entry) -> list[Fault]:
    named = [key for key in FROM if key in entry]
    if len(named) == 1:
        return []
    at = entry.at
    wrong = f"the attribute has {' and '.join(named)}" if named else "the attribute says not where its figure is"
    return [Fault(at.file, at.line, at.column, wrong, f"exactly one of {', '.join(FROM)}")]


def _attribute(entry: Entry) -> Attribute:
    return Attribute(
        name=entry["attribute"],
        wishes=entry.several("wishes"),
        higher_is_better=entry["better"] == "higher",
        unit=entry["unit"],
        outcome=entry["outcome"],
        statistic=entry.get("statistic", "median"),
        gain=entry["shown"] == "gain",
        harms=entry.several("harm"),
        any_grade=entry.get("grade", "any") == "any",
        stopped=bool(entry["stopped"]),
        burdens=entry.several("burden"),
        summed=entry.get("over", "sum") == "sum",
        by_mouth=bool(entry["by_mouth"]),
    )
