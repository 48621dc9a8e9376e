"""What codes and texts of others are called in Onward: codings and texts come in, words of value sets go out.

Built once from the terminology of one knowledge. A code decides; where no code is known the display or the text does.
Codes that mean different words, or a display that contradicts its code, are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from onward.knowledge.types import Concept, Knowledge
from onward.records.resources import CodeableConcept

_SYSTEMS = {
    "http://snomed.info/sct": "snomed",
    "2.16.840.1.113883.6.96": "snomed",
    "http://loinc.org": "loinc",
    "2.16.840.1.113883.6.1": "loinc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "2.16.840.1.113883.6.88": "rxnorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "http://hl7.org/fhir/sid/icd-10": "icd10cm",
    "http://terminology.hl7.org/codesystem/icd10cm": "icd10cm",
    "2.16.840.1.113883.6.90": "icd10cm",
    "2.16.840.1.113883.6.3": "icd10cm",
    "http://www.genenames.org/geneid": "hgnc",
    "http://www.genenames.org": "hgnc",
    "http://cancerstaging.org": "ajcc",
    "http://terminology.hl7.org/codesystem/v3-observationinterpretation": "interpretation",
    "http://hl7.org/fhir/valueset/observation-interpretation": "interpretation",
    "http://hl7.org/fhir/v2/0078": "interpretation",
    "http://terminology.hl7.org/codesystem/icd-o-3": "icdo3",
    "http://hl7.org/fhir/sid/icd-o-3": "icdo3",
    "http://ncimeta.nci.nih.gov": "ncit",
    "http://ncithesaurus-stage.nci.nih.gov": "ncit",
    "http://ncicb.nci.nih.gov/xml/owl/evs/thesaurus.owl": "ncit",
}
"""Where code systems are published, and what the terminology calls them."""

_TAG = re.compile(
    r"\s*\((?:disorder|finding|procedure|situation|qualifier value|qualifier|body structure|morphologic abnormality|"
    r"morphology|observable entity|event|regime/therapy|substance|product|medicinal product|tumor staging|"
    r"clinical drug|person|record artifact)\)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\s_\-/,;:()\[\]{}'\"|]+")
_TIGHT = re.compile(r"\s*([%<>≥≤=])\s*")
_MOST_WORDS = 8
_MOST_TEXT = 2000
_MOST_KNOWN = 50_000
_NOTHING: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a concept means: a word, and what else in the concept says otherwise."""

    word: str
    against: str | None = None


@dataclass(slots=True)
class _Lookup:
    """One value set, looked up by code and by text."""

    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    about: dict[str, Concept] = field(default_factory=dict)
    attributes: dict[str, dict[str, object]] = field(default_factory=dict)
    longest: int = 1

    def part_of(self, word: str) -> object:
        """The more general word that a word is a form of."""
        return self.attributes.get(word, _NOTHING).get("part_of")

    def add(self, concept: Concept) -> None:
        self.about[concept.word] = concept
        self.attributes[concept.word] = dict(concept.attributes)
        for system, code in concept.codes:
            self.codes.setdefault((system, code), concept.word)
        for text in (concept.word, concept.display, *concept.texts):
            self.name(text, concept.word)

    def name(self, text: str, word: str) -> None:
        folded = fold(text)
        if folded:
            self.texts.setdefault(folded, word)
            self.longest = min(max(self.longest, folded.count(" ") + 1), _MOST_WORDS)


class Codes:
    """The words of one knowledge, looked up by the codes and texts that records use."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._sets: dict[str, _Lookup] = {}
        for name, value_set in knowledge.terminology.items():
            lookup = self._sets.setdefault(name, _Lookup())
            for concept in value_set.concepts:
                lookup.add(concept)
        drugs = self._sets.setdefault("drug", _Lookup())
        for drug in knowledge.treatments:
            drugs.name(drug, drug)
        self._classes = _classes(knowledge, self._sets)
        self._known: dict[tuple[str, CodeableConcept], Meaning | None] = {}

    def meaning(self, value_set: str, concept: CodeableConcept | None) -> Meaning | None:
        """What a concept means in a value set; ``None`` where nothing of it is known."""
        if concept is None:
            return None
        key = (value_set, concept)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._meaning(value_set, concept)
        return self._known[key]

    def _meaning(self, value_set: str, concept: CodeableConcept) -> Meaning | None:
        lookup = self._sets.get(value_set)
        if lookup is None:
            return None
        coded = list(dict.fromkeys(self._coded(lookup, concept)))
        named = list(dict.fromkeys(_named(lookup, concept)))
        words = coded or named
        if not words:
            return None
        word = _most_special(words, lookup)
        return Meaning(word, _contradiction(word, [*words, *named], lookup))

    def word(self, value_set: str, concept: CodeableConcept | None) -> str | None:
        """The word that a concept means in a value set."""
        found = self.meaning(value_set, concept)
        return found.word if found else None

    def coded(self, value_set: str, concept: CodeableConcept) -> str | None:
        """The word that a code of a concept means, whatever its texts say."""
        lookup = self._sets.get(value_set)
        return next(self._coded(lookup, concept), None) if lookup else None

    def text(self, value_set: str, text: str | None) -> str | None:
        """The word that a whole text means in a value set."""
        lookup = self._sets.get(value_set)
        return lookup.texts.get(fold(text)) if text and lookup else None

    def words_in(self, value_set: str, *texts: str | None) -> list[str]:
        """Every word of a value set that texts name, as whole words, the longest name first; a special form for all."""
        lookup = self._sets.get(value_set)
        if lookup is None:
            return []
        words = list(dict.fromkeys(word for text in texts if text for word in _within(lookup, text)))
        general = {lookup.part_of(word) for word in words}
        return [word for word in words if word not in general]

    def attributes(self, value_set: str, word: str) -> dict[str, object]:
        """What the terminology says about a word beside its codes."""
        lookup = self._sets.get(value_set)
        return lookup.attributes.get(word, _NOTHING) if lookup else _NOTHING

    def classes_of(self, drug: str) -> frozenset[str]:
        """Every class that a drug or class belongs to, itself left out."""
        return self._classes.get(drug, frozenset())

    def _coded(self, lookup: _Lookup, concept: CodeableConcept) -> Iterator[str]:
        for coding in concept.coding or ():
            system, code = system_of(coding.system), (coding.code or "").strip()
            if system is None or not code:
                continue
            word = _by_prefix(lookup, code) if system == "icd10cm" else lookup.codes.get((system, code))
            if word is not None:
                yield word


def system_of(url: str | None) -> str | None:
    """What the terminology calls a code system."""
    if not url:
        return None
    name = url.strip().lower().rstrip("/").removeprefix("urn:oid:").replace("https://", "http://")
    return _SYSTEMS.get(name)


def fold(text: str) -> str:
    """A text without what does not matter: case, hyphens, brackets, the tags of SNOMED CT, spaces around signs."""
    plain = _TAG.sub("", text[:_MOST_TEXT]).lower()
    return _TIGHT.sub(r"\1", _BREAK.sub(" ", plain)).strip().rstrip(".")


def _by_prefix(lookup: _Lookup, code: str) -> str | None:
    """ICD-10-CM: a code stands for all below it. A missing dot is put back."""
    plain = code.upper()
    if "." not in plain and len(plain) > 3:
        plain = f"{plain[:3]}.{plain[3:]}"
    while len(plain) >= 3:
        word = lookup.codes.get(("icd10cm", plain))
        if word is not None:
            return word
        plain = plain[:-1].rstrip(".") if len(plain) > 3 else ""
    return None


def _named(lookup: _Lookup, concept: CodeableConcept) -> Iterator[str]:
    for text in (*(coding.display for coding in concept.coding or ()), concept.text):
        word = lookup.texts.get(fold(text)) if text else None
        if word is not None:
            yield word


def _most_special(words: list[str], lookup: _Lookup) -> str:
    """The first word that is not the general one of another (``part_of`` in the terminology)."""
    general = {lookup.part_of(word) for word in words}
    return next((word for word in words if word not in general), words[0])


def _contradiction(word: str, others: Iterable[str], lookup: _Lookup) -> str | None:
    allowed = {word, lookup.part_of(word)}
    return next((other for other in others if other not in allowed), None)


def _within(lookup: _Lookup, text: str) -> Iterator[str]:
    tokens = fold(text).split()
    at = 0
    while at < len(tokens):
        for length in range(min(lookup.longest, len(tokens) - at), 0, -1):
            word = lookup.texts.get(" ".join(tokens[at : at + length]))
            if word is not None:
                yield word
                at += length
                break
        else:
            at += 1


def _classes(knowledge: Knowledge, sets: dict[str, _Lookup]) -> dict[str, frozenset[str]]:
    """Each drug and class with all classes above it."""
    direct: dict[str, set[str]] = {}
    for name in ("class", "drug"):
        for word, concept in sets.get(name, _Lookup()).about.items():
            direct.setdefault(word, set()).update(concept.classes)
    for drug, treatment in knowledge.treatments.items():
        direct.setdefault(drug, set()).update(treatment.classes)
    return {word: frozenset(_above(word, direct)) for word in direct}


def _above(word: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(direct.get(word, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(direct.get(parent, ()))
    return found
