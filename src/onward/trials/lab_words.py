"""Names and units of laboratory values as registries write them: ``knowledge/trials/labs.yaml``, ``units.yaml``.

What a unit is worth is the terminology's: its factors to the canonical unit of each test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.shapes import Flag, Key, ListOf, Number, Record, Text, Word
from onward.knowledge.types import Knowledge, ValueSet
from onward.trials.folded import Folded, by_first_letter
from onward.trials.lexicon import content_of, entries_of
from onward.trials.word_starts import starts_of, starts_of_keys

LABS = "knowledge/trials/labs.yaml"
UNITS = "knowledge/trials/units.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """One laboratory value as criteria name it."""

    name: str
    fact: str | None
    times: str | None
    """The fact of its multiple of the upper limit of normal."""
    lower: str | None
    """The fact of its multiple of the lower limit of normal."""
    facts: tuple[str, ...]
    """Several values under one name (transaminases)."""
    high_is_good: bool
    count: bool
    least: float
    limits: tuple[float, float]
    """Between which a limit of it lies, in its canonical unit: tells numbers that cannot be one."""
    units: tuple[tuple[str, float], ...]
    """How its units are written, with the factor to the canonical one; ``""`` for none written."""
    keys: tuple[str, ...]
    pattern: str

    def in_limits(self, value: float) -> bool:
        """Whether a number can be a limit of it."""
        return self.limits[0] <= value <= self.limits[1]


@dataclass(frozen=True, slots=True)
class Labs:
    """All of them, and one pattern that finds any: the group's name is ``lab`` and its place in the list."""

    labs: tuple[Lab, ...]
    pattern: Folded
    starts: frozenset[str]
    """How the words begin, one of which is in every text that names one."""
    any_name: Folded
    """Finds the same places without telling which lab: four times as quick, as no group stands before its letters."""

    def named_in(self, text: str) -> Iterator[re.Match[str]]:
        """Every name in a text, as the pattern finds it."""
        at = 0
        while found := self.any_name.search(text, at):
            named = self.pattern.search(text, found.start())
            if named is None:
                return
            yield named
            at = max(named.end(), at + 1)

    def may_be_in(self, lowered: str) -> bool:
        """Whether a text (in lower case) may name one: quick, and never wrong when it says no."""
        return not self.starts.isdisjoint(starts_of(lowered))


_LAB = Record(
    "a laboratory value",
    {
        "lab": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name.", required=True),
        "fact": Key(Text(), "The fact of its value."),
        "times": Key(Text(), "The fact of its multiple of the upper limit."),
        "lower": Key(Text(), "The fact of its multiple of the lower limit."),
        "facts": Key(ListOf(Text()), "Other entries, where the name means several."),
        "test": Key(Text(), "The test of the terminology whose units it has, where the name is another."),
        "good": Key(Word(("high", "low")), "Which way is healthy.", required=True),
        "counts": Key(Flag(), "Whether it is a count per volume."),
        "least": Key(Number(0), "A bare number below it is in the canonical unit."),
        "limits": Key(ListOf(Number(0), at_least=2), "Between which its limits lie, in the canonical unit."),
        "unit": Key(Flag(), "Whether a number without a unit is left unread."),
        "keys": Key(ListOf(Text(), at_least=1), "Pieces one of which is in every text that names it.", required=True),
        "texts": Key(ListOf(Text(), at_least=1), "Patterns of its names.", required=True),
    },
)
_UNIT = Record(
    "a unit",
    {
        "unit": Key(Text(), "The unit as the terminology has it.", required=True),
        "texts": Key(ListOf(Text(), at_least=1), "How registries write it: lower case, no spaces.", required=True),
    },
)


def read_labs(knowledge: Knowledge) -> Labs:
    """The laboratory values.

    Raises:
        KnowledgeError: a file is wrong; all faults with their places.
    """
    return _read(content_of(knowledge, LABS), content_of(knowledge, UNITS), _Tests(knowledge.terminology["lab_test"]))


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """The tests of a terminology, told apart by what they are: reading twice from one is reading once."""

    tests: ValueSet

    def __hash__(self) -> int:
        return id(self.tests)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tests) and self.tests is other.tests


@lru_cache(maxsize=8)
def _read(content: bytes, units: bytes, tests: _Tests) -> Labs:
    spelled = {entry["unit"]: entry.several("texts") for entry in entries_of(units, UNITS, ListOf(_UNIT))}
    about = {concept.word: dict(concept.attributes) for concept in tests.tests.concepts}
    labs = tuple(
        Lab(
            name=entry["lab"],
            fact=entry["fact"],
            times=entry["times"],
            lower=entry["lower"],
            facts=entry.several("facts"),
            high_is_good=entry["good"] == "high",
            count=bool(entry["counts"]),
            least=float(entry["least"] or 0),
            limits=tuple(float(each) for each in entry.several("limits"))[:2] or (0.0, 1e9),  # type: ignore[arg-type]
            units=_units(about.get(entry["test"] or entry["lab"], {}), spelled, bool(entry["unit"])),
            keys=entry.several("keys"),
            pattern="|".join(entry.several("texts")),
        )
        for entry in entries_of(content, LABS, ListOf(_LAB))
    )
    groups = (f"(?P<lab{number}>{lab.pattern})" for number, lab in enumerate(labs))
    any_name = Folded(rf"(?<![\w-])(?:{by_first_letter('|'.join(lab.pattern for lab in labs))})(?!\w)")
    keys = tuple(dict.fromkeys(key for lab in labs for key in lab.keys))
    pattern = Folded(rf"(?<![\w-])(?:{'|'.join(groups)})(?!\w)")
    return Labs(labs, pattern, starts_of_keys(keys), any_name)


def _units(
    about: Mapping[str, object], spelled: Mapping[str, tuple[str, ...]], always: bool
) -> tuple[tuple[str, float], ...]:
    """How the units of a test are written, the longest first, with their factors."""
    canonical, factors = about.get("unit"), about.get("factors")
    worth: dict[str, float] = dict(factors) if isinstance(factors, dict) else {}
    if isinstance(canonical, str):
        worth[canonical] = 1
    found = {text: float(worth[unit]) for unit, texts in spelled.items() if unit in worth for text in texts}
    if worth and not always:
        found[""] = 1.0
    return tuple(sorted(found.items(), key=lambda each: -len(each[0])))
