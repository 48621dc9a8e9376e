"""Patterns for text in any case that look at its lower-case form: three times as quick as ``re.IGNORECASE``.

What a match holds is lower case; its places are those of the text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

_KEPT = re.compile(r"\\.|\(\?P|[A-Z]", re.DOTALL)


def lowered(pattern: str) -> str:
    r"""A pattern with its letters in lower case; escapes and names stay.

    >>> lowered(r"\bECOG\W(?P<n>\D)")
    '\\becog\\W(?P<n>\\D)'
    """
    return _KEPT.sub(lambda found: found[0].lower() if len(found[0]) == 1 else found[0], pattern)


def by_first_letter(pattern: str) -> str:
    r"""The alternatives of a pattern put together by the letter that they begin with: fewer to try at each place.

    It is found in the same texts, but what it holds there may be another alternative's.

    >>> by_first_letter(r"pain|\bfather|plan(?:s|ned)|\bfall|(?:a|b)c")
    '(?:a|b)c|p(?:ain|lan(?:s|ned))|\\b(?:f(?:ather|all))'
    """
    plain: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    kept: list[str] = []
    for each in _alternatives(pattern):
        if found := _BEGINS.match(each):
            (words if found[1] else plain).setdefault(found[2], []).append(each[found.end() :])
        else:
            kept.append(each)
    kept += [f"{letter}(?:{'|'.join(rests)})" for letter, rests in plain.items()]
    if words:
        begun = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in words.items())
        kept.append(rf"\b(?:{'|'.join(begun)})")
    return "|".join(kept)


_BEGINS = re.compile(r"(\\b)?([A-Za-z])(?![?*+{])")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives that stand in no bracket."""
    depth, start = 0, 0
    for found in _PIECE.finditer(pattern):
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == "|" and not depth:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


class Folded:
    """One such pattern, asked as a compiled pattern is."""

    __slots__ = ("_any", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(lowered(pattern))
        self._any = re.compile(pattern, re.IGNORECASE)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first place that matches."""
        low = text.lower()
        # A letter that is two in lower case moves all that follows.
        return (self._pattern if len(low) == len(text) else self._any).search(
            low if len(low) == len(text) else text, start, end
        )

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match at a place."""
        return self._any.match(text, start)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Every place that matches."""
        low = text.lower()
        if len(low) != len(text):
            return self._any.finditer(text, start, end)
        return self._pattern.finditer(low, start, end)
