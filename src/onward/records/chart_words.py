"""What the words of a chart are called in Onward: drug names as written come in, the known word goes out, or none.

Case, underscores, hyphens and spaces do not count as a difference, so that no spelling of a known name is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from onward.knowledge.types import Knowledge, ValueSet
from onward.records.allergies import Allergy


class ChartWords:
    """The words of one knowledge, looked up by how people write them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._terminology = knowledge.terminology
        self._sets: dict[str, dict[str, str]] = {}
        classes = self._concepts("class")
        drugs = {**classes, **self._concepts("drug")}
        self._drugs = {**drugs, **{_folded(drug): drug for drug in knowledge.treatments}}

    def drug(self, written: str) -> str | None:
        """The generic name or class word meant; ``None`` where nobody knows it."""
        return self._drugs.get(_folded(written))

    def substance(self, written: str) -> str | None:
        """What an allergy is to: a drug, a class, or an excipient of drugs; ``None`` where nobody knows it."""
        return self.drug(written) or self.word("excipient", written)

    def word(self, value_set: str, written: str) -> str | None:
        """The word of a value set meant; ``None`` where the set does not have it."""
        return self._spelt(value_set).get(_folded(written))

    def _spelt(self, value_set: str) -> dict[str, str]:
        if value_set not in self._sets:
            self._sets[value_set] = self._concepts(value_set)
        return self._sets[value_set]

    def allergy(self, written: str) -> Allergy | None:
        """The allergy that words for a condition mean, where they name the kind and a drug that is known."""
        text = _folded(written)
        for spelling, kind in sorted(self._spelt("allergy").items(), key=lambda pair: -len(pair[0])):
            if text.startswith(f"{spelling} ") or text.endswith(f" {spelling}"):
                rest = text.removeprefix(f"{spelling} ").removesuffix(f" {spelling}")
                substance = self.substance(rest)
                return Allergy(kind, substance) if substance is not None else None
        return None

    def attributes(self, value_set: str, word: str | None) -> dict[str, object]:
        """What the knowledge says about a word beside its codes."""
        found = self._terminology.get(value_set)
        for concept in found.concepts if found else ():
            if concept.word == word:
                return dict(concept.attributes)
        return {}

    def _concepts(self, name: str) -> dict[str, str]:
        found: ValueSet | None = self._terminology.get(name)
        spellings: dict[str, str] = {}
        for concept in found.concepts if found else ():
            for text in _spellings(concept.word, concept.display, concept.texts):
                spellings.setdefault(text, concept.word)
        spellings |= {_folded(concept.word): concept.word for concept in (found.concepts if found else ())}
        return spellings


def _spellings(word: str, display: str, texts: Iterable[str]) -> list[str]:
    return [_folded(text) for text in (word, display, *texts)]


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())
