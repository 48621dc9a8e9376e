"""What ``knowledge/course.yaml`` holds: the numbers and words by which lines, intents and progressions are told.

In: the file's bytes. Out: ``CourseRules``, and with the classes of all drugs ``CourseKnowledge``, which is everything
that ``onward.course`` needs. Each number and word stands in the file with its reason and source; here they get names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from onward.knowledge.files import find_folder
from onward.knowledge.grades import Grading, read_grading
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Key, ListOf, Number, Record, Refer, Text
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

FILE = "knowledge/course.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Spans of time, in days."""

    starts_together: int
    partner_added: int
    switch_without_reason: int
    pause: int
    maintenance_gap: int
    last_given: int
    same_progression: int
    new_appearance: int
    metastatic_grace: int
    neoadjuvant: int
    early_treatment: int
    curative_gap: int
    albumin: int
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Classes of drugs and words of records that the rules name."""

    not_counted: frozenset[str]
    companions: frozenset[str]
    interchangeable: frozenset[str]
    endocrine: frozenset[str]
    progression: frozenset[str]
    curative_surgery: frozenset[str]
    distant_sites: frozenset[str]
    nodes: frozenset[str]
    bone: frozenset[str]
    unmeasurable: frozenset[str]
    markers: frozenset[str]
    pseudoprogression: frozenset[str]
    anticoagulants: frozenset[str]
    albumin: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recist:
    """The numbers of RECIST 1.1: sizes in mm, changes in percent, times in days."""

    measurable_mm: float
    node_target_mm: float
    node_normal_mm: float
    most_targets: int
    most_per_organ: int
    response_percent: float
    progression_percent: float
    progression_mm: float
    too_small_mm: float
    baseline_days: int
    assessment_days: int
    stable_days: int
    confirm_days: int
    flare_days: int
    healing_days: int
    marker_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRules:
    """Everything in ``course.yaml``. A pair is a class of drug and the class it goes with."""

    days: Days
    words: Words
    recist: Recist
    planned_partners: tuple[tuple[str, str], ...]
    maintenance: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseKnowledge:
    """What following a course takes: its rules, the classes of every drug, and how laboratory values are graded."""

    rules: CourseRules
    classes: Mapping[str, frozenset[str]]
    """For each drug and class word: its classes, parents included, and itself."""
    grading: Grading = field(default_factory=Grading)

    def classes_of(self, drug: str) -> frozenset[str]:
        """The classes of a drug, itself included; of an unknown drug only itself."""
        return self.classes.get(drug) or frozenset({drug})


_SOURCES = Key(ListOf(Refer("source"), at_least=1), "Where it was read.", required=True)
_WHY = Key(Text(), "Why this value.", required=True)
_NUMBER = Record("a number", {"value": Key(Number(), "The number.", required=True), "why": _WHY, "sources": _SOURCES})
_WORDS = Record(
    "a list of words", {"value": Key(ListOf(Text()), "The words.", required=True), "why": _WHY, "sources": _SOURCES}
)
_PAIR = Record(
    "a pair of classes",
    {
        "drug": Key(Text(), "The class of the drug that begins later.", required=True),
        "with": Key(Text(), "The class that it goes with.", required=True),
    },
)


def _of(name: str, shape: Record, kind: type[Days | Words | Recist]) -> Record:
    return Record(name, {each.name: Key(shape, required=True) for each in fields(kind)})


COURSE = Record(
    "the rules of the course",
    {
        "days": Key(_of("the spans", _NUMBER, Days), "Spans of time.", required=True),
        "words": Key(_of("the words", _WORDS, Words), "Classes and words.", required=True),
        "recist": Key(_of("the numbers of RECIST", _NUMBER, Recist), "Numbers of RECIST 1.1.", required=True),
        "pairs": Key(
            Record(
                "the pairs",
                {
                    "planned_partners": Key(ListOf(_PAIR), "Given together by plan.", required=True),
                    "maintenance": Key(ListOf(_PAIR), "Maintains what went before.", required=True),
                },
            ),
            "Pairs of classes.",
            required=True,
        ),
    },
)


def read_course_rules(content: bytes, name: str = FILE) -> CourseRules:
    """The rules that the file holds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, name)
    reading = Reading(name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", COURSE.says())])
    entry = COURSE.read(node, reading)
    if entry is None or reading.faults:
        raise KnowledgeError(reading.faults)
    return CourseRules(
        days=Days(**{each.name: int(entry["days"][each.name]["value"]) for each in fields(Days)}),
        words=Words(**{each.name: frozenset(entry["words"][each.name]["value"]) for each in fields(Words)}),
        recist=Recist(**{each.name: entry["recist"][each.name]["value"] for each in fields(Recist)}),
        planned_partners=_pairs(entry["pairs"], "planned_partners"),
        maintenance=_pairs(entry["pairs"], "maintenance"),
    )


def _pairs(entry: Entry, key: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair["drug"], pair["with"]) for pair in entry[key])


def class_table(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """For each drug and class word, all its classes: from treatments, the drug value set, and parents of classes."""
    parents: dict[str, set[str]] = {}
    for name in ("class", "drug"):
        value_set = knowledge.terminology.get(name)
        for concept in value_set.concepts if value_set else ():
            parents.setdefault(concept.word, set()).update(concept.classes)
    for treatment in knowledge.treatments.values():
        parents.setdefault(treatment.drug, set()).update(treatment.classes)
    return {word: _closure(word, parents) for word in parents}


def _closure(word: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [word]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(parents.get(current, ()))
    return frozenset(found)


def course_knowledge(knowledge: Knowledge, files: Mapping[str, bytes] | None = None) -> CourseKnowledge:
    """What ``onward.course`` needs, from knowledge that was read.

    ``files`` maps names (``knowledge/course.yaml``, ``knowledge/grades/...``) to bytes; without it they are read from
    the folder of knowledge that ships with the code.
    """
    found = files if files is not None else _own_files()
    return CourseKnowledge(
        rules=read_course_rules(found[FILE]), classes=class_table(knowledge), grading=read_grading(found)
    )


def _own_files() -> dict[str, bytes]:
    folder = find_folder()
    paths = [folder / "course.yaml", *sorted((folder / "grades").glob("*.yaml"))]
    return {f"knowledge/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}
