"""How hard a text is to read: the Flesch-Kincaid grade, the years of school in the United States that it asks for.

Kincaid and others (1975, Research Branch Report 8-75): 0.39 words a sentence + 11.8 syllables a word - 15.59.
Syllables are the larger of two counts, hyphenation (Pyphen) and groups of vowels, because each alone misses some; so
the grade errs to the hard side. A word that may be left out (a drug's name) counts neither as a word nor by syllables.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import pyphen

_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’/-]*")
_PIECES = re.compile(r"['’/-]")
_VOWELS = re.compile(r"[aeiouy]+")
_HYPHENS = pyphen.Pyphen(lang="en_US")


def grade(text: str, left_out: Collection[str] = ()) -> float:
    """The reading grade of a text.

    >>> round(grade("The cat sat on the mat."), 1)
    -1.4
    """
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    words = [word for word in _WORD.findall(text) if word.lower() not in left_out]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """The syllables of a word, rather one too many than one too few.

    >>> [syllables(word) for word in ("breast", "cancer", "oncologist", "made", "table", "follow-up")]
    [1, 2, 4, 1, 2, 3]
    """
    pieces = [piece for piece in _PIECES.split(word.lower()) if piece]
    return sum(max(_vowel_groups(piece), len(_HYPHENS.positions(piece)) + 1) for piece in pieces)


def _vowel_groups(piece: str) -> int:
    groups = len(_VOWELS.findall(piece))
    if groups > 1 and piece.endswith("e") and not re.search(r"[^aeiouy]le$", piece):
        groups -= 1
    return max(1, groups)
