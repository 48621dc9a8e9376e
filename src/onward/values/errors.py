"""What can go wrong for a user: one small hierarchy, each with its exit code, each fault with its place.

An error carries *all* faults that were found, not the first one. A fault reads
``file:line:column: what is wrong. What was expected. Did you mean ...?``.

>>> str(Fault("ada.yaml", 3, 8, "'ecog' is 7", "a whole number from 0 to 5"))
"ada.yaml:3:8: 'ecog' is 7. Expected a whole number from 0 to 5."
>>> KnowledgeError([Fault("a.yaml", 1, 1, "the fact 'er_percnt' is not known", suggestion="er_percent")]).exit_code
10
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_KNOWLEDGE = 10
EXIT_RECORD = 11
EXIT_NOT_SUPPORTED = 12
EXIT_REGISTRY = 13


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where. A line or column of 0 means that the place within the file is not known."""

    file: str
    line: int
    column: int
    wrong: str
    expected: str = ""
    suggestion: str = ""

    @property
    def place(self) -> str:
        """The place in the form that editors and terminals turn into a link: ``file:line:column``."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"

    def __str__(self) -> str:
        """The whole fault on one line."""
        sentences = [_sentence(self.wrong)]
        if self.expected:
            sentences.append(_sentence(f"Expected {self.expected}"))
        if self.suggestion:
            sentences.append(f"Did you mean {self.suggestion}?")
        message = " ".join(sentences)
        return f"{self.place}: {message}" if self.place else message


class OnwardError(Exception):
    """The root of every error that Onward raises on purpose; the command turns it into its exit code."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        """Keep the faults in the order of file, line and column, each once."""
        found = [faults] if isinstance(faults, Fault) else faults
        self.faults: tuple[Fault, ...] = tuple(sorted(dict.fromkeys(found), key=_position))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class KnowledgeError(OnwardError):
    """Something under ``knowledge/`` is wrong."""

    exit_code = EXIT_KNOWLEDGE


class RecordError(OnwardError):
    """The record that was handed over is wrong."""

    exit_code = EXIT_RECORD


class NotSupportedError(OnwardError):
    """The record is right, and Onward has no answer for it: another cancer, a patient who has died."""

    exit_code = EXIT_NOT_SUPPORTED


def nearest(word: str, words: Iterable[str]) -> str:
    """The known word closest to ``word``, for "did you mean", or an empty string where none is close.

    >>> nearest("er_percnt", ["er_percent", "pr_percent", "line"])
    'er_percent'
    """
    matches = difflib.get_close_matches(word, sorted(set(words)), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def _position(fault: Fault) -> tuple[str, int, int]:
    return (fault.file, fault.line, fault.column)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
