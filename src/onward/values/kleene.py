"""Kleene's strong three-valued logic: ``True``, ``False`` and ``None`` for unknown.

The same truth tables as SQL's AND, OR and NOT (ISO/IEC 9075-2, 6.39 <boolean value expression>).
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def negate(truth: Truth) -> Truth:
    """True for false, false for true, unknown for unknown."""
    return None if truth is None else not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """False where any is false; else unknown where any is unknown; else true."""
    answer: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            answer = None
    return answer


def any_of(truths: Iterable[Truth]) -> Truth:
    """True where any is true; else unknown where any is unknown; else false."""
    answer: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            answer = None
    return answer
