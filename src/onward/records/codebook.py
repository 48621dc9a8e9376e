"""Codes and texts of records as words of Onward: looked up by code first, then by what the text names.

In: the terminology of one knowledge. Out: for a CodeableConcept the word it means in a value set, or nothing. ICD-10-CM
codes are matched by category (``C79.51`` is ``C79.5`` is ``C79``), the longest match winning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from onward.knowledge.types import Concept as Word
from onward.knowledge.types import Knowledge
from onward.records.fhir_types import Concept

_SYSTEMS = (
    ("loinc", "loinc.org"),
    ("snomed", "snomed.info"),
    ("rxnorm", "rxnorm"),
    ("icd10cm", "icd-10"),
    ("hgnc", "genenames.org"),
    ("ajcc", "cancerstaging.org"),
)
_SPLIT = re.compile(r"[^a-z0-9+/%.-]+")


class Codebook:
    """The value sets of one knowledge, by code and by text."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._codes: dict[str, dict[tuple[str, str], str]] = {}
        self._texts: dict[str, list[tuple[str, str]]] = {}
        self._concepts: dict[str, dict[str, Word]] = {}
        for name, value_set in knowledge.terminology.items():
            self._add(name, value_set.concepts)
        known = self._concepts.setdefault("drug", {})
        drugs = [(_folded(drug), drug) for drug in knowledge.treatments if drug not in known]
        self._texts["drug"] = _longest_first([*self._texts.get("drug", []), *drugs])
        self.drugs = frozenset([*known, *knowledge.treatments])
        self._treatments = {drug: frozenset(each.classes) for drug, each in knowledge.treatments.items()}

    def _add(self, name: str, concepts: Iterable[Word]) -> None:
        codes = self._codes.setdefault(name, {})
        texts: list[tuple[str, str]] = []
        for concept in concepts:
            codes.update(dict.fromkeys(concept.codes, concept.word))
            spellings = (concept.word, concept.word.replace("-", " "), concept.display, *concept.texts)
            texts += [(_folded(text), concept.word) for text in spellings if text]
            self._concepts.setdefault(name, {})[concept.word] = concept
        self._texts[name] = _longest_first(texts)

    def word(self, value_set: str, concept: Concept | None) -> str | None:
        """The word that a concept means: by its codes, else by an exact text, else by a text that it contains."""
        if concept is None:
            return None
        return self.by_code(value_set, concept) or self.by_text(value_set, texts_of(concept))

    def by_code(self, value_set: str, concept: Concept) -> str | None:
        """The word that one of the codes stands for."""
        codes = self._codes.get(value_set, {})
        for coding in concept.coding:
            system = system_of(coding.system)
            if system is None or coding.code is None:
                continue
            code = coding.code.strip()
            while code:
                found = codes.get((system, code))
                if found is not None:
                    return found
                if system != "icd10cm":
                    break
                code = code[:-1].rstrip(".")
        return None

    def by_text(self, value_set: str, texts: Iterable[str]) -> str | None:
        """The word that a text is, or else names: the longest name wins."""
        folded = [_folded(text) for text in texts]
        names = self._texts.get(value_set, [])
        for text in folded:
            for name, word in names:
                if text == name:
                    return word
        for text in folded:
            padded = f" {text} "
            for name, word in names:
                if len(name) > 1 and f" {name} " in padded:
                    return word
        return None

    def drugs_named(self, concept: Concept) -> tuple[str, ...]:
        """Every drug that a concept means: one by code, or all ingredients that its text names."""
        by_code = self.by_code("drug", concept)
        named = self._all_named("drug", texts_of(concept))
        if named:
            # The text is what people read; where code and text disagree the text leads, and the reader says so.
            return named
        return (by_code,) if by_code else ()

    def _all_named(self, value_set: str, texts: Iterable[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for text in texts:
            rest = f" {_folded(text)} "
            for name, word in self._texts.get(value_set, []):
                if f" {name} " in rest:
                    found[word] = None
                    rest = rest.replace(f" {name} ", " | ")
        return tuple(found)

    def classes(self, drug: str) -> frozenset[str]:
        """The classes that the knowledge gives a drug itself."""
        known = self._concepts["drug"].get(drug)
        return self._treatments.get(drug, frozenset()) | frozenset(known.classes if known else ())

    def attribute(self, value_set: str, word: str, key: str) -> object:
        """What the knowledge says about a word beside its codes."""
        concept = self._concepts.get(value_set, {}).get(word)
        return dict(concept.attributes).get(key) if concept else None


def system_of(url: str | None) -> str | None:
    """The short name of a code system."""
    lowered = (url or "").lower()
    return next((name for name, part in _SYSTEMS if part in lowered), None)


def texts_of(concept: Concept) -> list[str]:
    """The texts of a concept: its own, and the displays of its codings."""
    return [text for text in (concept.text, *(coding.display for coding in concept.coding)) if text]


def shown(concept: Concept | None) -> str:
    """A concept in a few words: its text, a display or a code."""
    if concept is None:
        return "nothing coded"
    texts = texts_of(concept)
    if texts:
        return texts[0][:80]
    codes = [coding.code for coding in concept.coding if coding.code]
    return codes[0][:80] if codes else "nothing coded"


def _folded(text: str) -> str:
    return " ".join(part for part in _SPLIT.split(text.lower()) if part)


def _longest_first(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(dict.fromkeys(pairs), key=lambda pair: (-len(pair[0]), pair))
