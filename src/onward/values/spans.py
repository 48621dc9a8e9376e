"""Spans: a number known to lie between two numbers, as the time between two partial dates is.

A comparison with a span is true or false only where every value in it agrees, and unknown (``None``) otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number of days or months between ``low`` and ``high``, both included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the number itself is known."""
        return self.low == self.high
