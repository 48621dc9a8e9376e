"""How the words of a text begin: tells quickly, and for many words at once, that a text names none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

SIZE = 4
"""So many letters of a word are kept; shorter words whole."""
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=64)
def words_in(low: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(_WORD.findall(low))


@lru_cache(maxsize=64)
def starts_of(low: str) -> frozenset[str]:
    """The first letters of every word of a text in lower case.

    >>> sorted(starts_of("no hiv infection"))
    ['hiv', 'infe', 'no']
    """
    return frozenset([word[:SIZE] for word in words_in(low)])


def starts_of_keys(keys: Iterable[str]) -> frozenset[str]:
    """The first letters of keys, each of which begins a word in every text that it stands in."""
    return frozenset(_WORD.findall(key)[0][:SIZE] for key in keys)
