"""The words of registries: ``knowledge/trials/drugs.yaml`` and its like, as patterns compiled once.

In: bytes of the files. Out: frozen types. What a name means (its fact) is data; how sentences are built is code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Flag, Key, ListOf, Record, Shape, Text
from onward.knowledge.types import Knowledge
from onward.trials.folded import Folded
from onward.trials.word_starts import starts_of_keys, words_in
from onward.values.errors import Fault, KnowledgeError


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


GENES = "knowledge/trials/genes.yaml"
DRUGS = "knowledge/trials/drugs.yaml"
CONDITIONS = "knowledge/trials/conditions.yaml"
WASHOUTS = "knowledge/trials/washouts.yaml"
_KEYS = Key(ListOf(Text(), at_least=1), "Pieces one of which is in every text that names it.", required=True)
_PATTERNS = Key(ListOf(Text(), at_least=1), "Patterns of its names.", required=True)
_WORDS = Key(ListOf(Text(), at_least=1), "Names, as words; case, hyphens and a final s do not matter.", required=True)


def _pattern(entry: Entry) -> Folded:
    """The names of an entry as one pattern of whole words."""
    return Folded(rf"(?<![\w])(?:{'|'.join(entry.several('texts'))})(?![\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gene:
    """A gene or tumour marker as criteria name it."""

    name: str
    fact: str
    """Empty where no single fact answers."""
    somatic: str
    alone: bool
    keys: tuple[str, ...]
    pattern: Folded


_GENE = Record(
    "a gene or marker",
    {
        "gene": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name.", required=True),
        "fact": Key(Text(), "The fact that it is altered."),
        "somatic": Key(Text(), "The fact of the same in the tumour alone."),
        "alone": Key(Flag(), "Whether the name alone asks for it."),
        "keys": _KEYS,
        "texts": _PATTERNS,
    },
)


@lru_cache(maxsize=8)
def read_gene_names(content: bytes) -> tuple[Gene, ...]:
    """The genes and markers.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    return tuple(
        Gene(
            name=entry["gene"],
            fact=entry["fact"] or "",
            somatic=entry["somatic"] or "",
            alone=bool(entry["alone"]),
            keys=entry.several("keys"),
            pattern=_pattern(entry),
        )
        for entry in entries_of(content, GENES, ListOf(_GENE))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """A condition as criteria name it, and the expression that is true of a person who has it."""

    name: str
    kind: str
    expression: str
    recent: str
    """The expression of having had it in fewer than ``{months}``; empty where the record has no date."""
    plain: bool
    """Whether the name alone means it, without a word like "uncontrolled" left over."""
    starts: frozenset[str]
    """How the words begin, one of which is in every text that names it."""
    keys: tuple[str, ...]
    pattern: Folded
    absent: Folded | None
    """Words by which a criterion asks to be without it ("neuropathy grade 0-1", "HIV negative")."""


_DISEASE = Record(
    "a condition",
    {
        "condition": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name.", required=True),
        "kind": Key(Text("a kind", r"[a-z][a-z0-9-]*"), "The kind of criterion.", required=True),
        "expression": Key(Text(), "True of a person who has it.", required=True),
        "recent": Key(Text(), "True of a person who had it fewer than {months} months ago."),
        "plain": Key(Flag(), "Whether qualifying words are part of the name."),
        "absent": Key(ListOf(Text()), "Patterns by which a criterion asks to be without it."),
        "keys": _KEYS,
        "texts": _PATTERNS,
    },
)


@lru_cache(maxsize=8)
def read_diseases(content: bytes) -> tuple[Disease, ...]:
    """The conditions.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    return tuple(
        Disease(
            name=entry["condition"],
            kind=entry["kind"],
            expression=entry["expression"],
            recent=entry["recent"] or "",
            plain=bool(entry["plain"]),
            starts=starts_of_keys(entry.several("keys")),
            keys=entry.several("keys"),
            pattern=_pattern(entry),
            absent=Folded("|".join(entry.several("absent"))) if entry.several("absent") else None,
        )
        for entry in entries_of(content, CONDITIONS, ListOf(_DISEASE))
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug or class named in a text."""

    means: str
    start: int
    end: int
    classes: frozenset[str]
    anticancer: bool
    fact: str = ""
    """The fact of taking it beside the treatment of the cancer; empty for drugs against the cancer."""


@dataclass(frozen=True, slots=True)
class _Named:
    means: str
    words: tuple[str, ...]
    classes: frozenset[str]
    anticancer: bool
    fact: str
    needs: str
    unless: str = ""


_TOKEN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, eq=False)
class DrugNames:
    """Names of drugs and classes by their first word."""

    by_first: dict[str, tuple[_Named, ...]]
    firsts: frozenset[str]
    """Every way the first words are written."""

    def may_be_in(self, low: str) -> bool:
        """Whether a word of a text (in lower case) begins a name: quick, and never wrong when it says no."""
        return not self.firsts.isdisjoint(words_in(low))

    def mentions(self, low: str) -> list[Mention]:
        """Every name in a text (in lower case), the longest at each place."""
        return list(_mentions(self, low))

    def named_at(self, stems: list[str], spans: list[tuple[int, int]], at: int, low: str) -> _Named | None:
        """The longest name that begins at a word of a text."""
        for named in self.by_first[stems[at]]:
            size = len(named.words)
            if tuple(stems[at : at + size]) == named.words:
                if named.needs and not _has_needed(named.needs, low, spans[at][0]):
                    continue
                end = spans[at + size - 1][1]
                if named.unless and re.search(named.unless, low[max(0, spans[at][0] - 40) : end + 40]):
                    continue
                return named
        return None


def _has_needed(needs: str, low: str, start: int) -> bool:
    """Whether what a name needs follows it, or stands before it with "of": "an inhibitor of PI3K, AKT or mTOR"."""
    if re.search(needs, low[start : start + 160]):
        return True
    return (
        re.search(rf"(?:{needs})\w*\s+(?:of|targeting|against)\s[^.;()]*$", low[max(0, start - 70) : start]) is not None
    )


@lru_cache(maxsize=16)
def _mentions(names: DrugNames, low: str) -> tuple[Mention, ...]:
    words = words_in(low)
    if names.firsts.isdisjoint(words):
        return ()
    stems = [_stem(word) for word in words]
    spans = [match.span() for match in _TOKEN.finditer(low)]
    found: list[Mention] = []
    free = 0
    for at, stem in enumerate(stems):
        if at < free or stem not in names.by_first or (named := names.named_at(stems, spans, at, low)) is None:
            continue
        free = at + len(named.words)
        found.append(
            Mention(named.means, spans[at][0], spans[free - 1][1], named.classes, named.anticancer, named.fact)
        )
    return tuple(found)


def _stem(token: str) -> str:
    """A word without the "s" of several."""
    return token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith("ss") else token


_DRUG = Record(
    "a drug or class",
    {
        "means": Key(Text(), "The drug or class.", required=True),
        "fact": Key(Text(), "The fact of taking it, for medicines beside the treatment of the cancer."),
        "needs": Key(Text(), "A pattern that has to stand in what follows (within 160 characters)."),
        "unless": Key(Text(), "A pattern that makes something else of the name (within 40 characters on either side)."),
        "texts": _WORDS,
    },
)
_TREATMENT = Record(
    "a treatment",
    {
        "treatment": Key(Text(), "Its name.", required=True),
        "since": Key(Text(), "The fact of the days since.", required=True),
        "drug": Key(Flag(), "Whether it is a class of drugs: who never had it needs no time."),
        "texts": _WORDS,
    },
)


@lru_cache(maxsize=8)
def treatment_names(content: bytes) -> DrugNames:
    """Treatments whose last day the record has a fact of; ``fact`` of a mention is the fact of the days since.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    return _looked_up(
        _named(text, entry["treatment"], frozenset(), bool(entry["drug"]), entry["since"], "")
        for entry in entries_of(content, WASHOUTS, ListOf(_TREATMENT))
        for text in entry.several("texts")
    )


def drug_names(knowledge: Knowledge) -> DrugNames:
    """The names of drugs: those of the terminology and those that only registries use.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    parents = {concept.word: frozenset(concept.classes) for concept in knowledge.terminology["class"].concepts}
    anticancer = {
        concept.word
        for concept in knowledge.terminology["class"].concepts
        if dict(concept.attributes).get("anticancer")
    }
    drugs = {
        concept.word: _above(frozenset(concept.classes), parents) for concept in knowledge.terminology["drug"].concepts
    }
    for name, treatment in knowledge.treatments.items():
        drugs[name] = _above(frozenset(treatment.classes), parents) | drugs.get(name, frozenset())
    named: list[_Named] = []
    for concept in knowledge.terminology["drug"].concepts:
        if drugs[concept.word] & anticancer:
            texts = (concept.word, *concept.texts)
            named += [_named(text, concept.word, drugs[concept.word], True, "", "") for text in texts]
    for entry in entries_of(content_of(knowledge, DRUGS), DRUGS, ListOf(_DRUG)):
        means = entry["means"]
        classes = drugs.get(means) or _above(parents.get(means, frozenset()), parents)
        against = not entry["fact"]
        beside = (entry["fact"] or "", entry["needs"] or "", entry["unless"] or "")
        named += [_named(text, means, classes, against, *beside) for text in entry.several("texts")]
    return _looked_up(named)


def _looked_up(named: Iterable[_Named]) -> DrugNames:
    """Names by their first word, the longest first."""
    table: dict[str, list[_Named]] = {}
    for each in named:
        if each.words:
            table.setdefault(each.words[0], []).append(each)
    by_first = {first: tuple(sorted(group, key=lambda each: -len(each.words))) for first, group in table.items()}
    return DrugNames(by_first, frozenset([*by_first, *(f"{first}s" for first in by_first)]))


def _above(classes: frozenset[str], parents: dict[str, frozenset[str]]) -> frozenset[str]:
    """Classes with all that they belong to."""
    found, open_ = set(classes), list(classes)
    while open_:
        for parent in parents.get(open_.pop(), frozenset()):
            if parent not in found:
                found.add(parent)
                open_.append(parent)
    return frozenset(found)


def _named(
    text: str, means: str, classes: frozenset[str], anticancer: bool, fact: str, needs: str, unless: str = ""
) -> _Named:
    words = tuple(_stem(word) for word in _TOKEN.findall(text.lower()))
    return _Named(means, words, classes, anticancer, fact, needs, unless)
