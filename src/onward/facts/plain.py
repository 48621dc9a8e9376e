"""Values of the language as plain data for JSON and text: intervals become their one value or both ends."""

from __future__ import annotations

from typing import Any

from onward.values.dates import PartialDate
from onward.values.spans import Span

Plain = bool | float | str | list[str | float] | None


def plain(value: Any) -> Plain:
    """A value as JSON has it: partial dates as text, spans as a number or [low, high], sets as sorted lists."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Span):
        return value.low if value.exact else [float(value.low), float(value.high)]
    if isinstance(value, frozenset):
        return sorted(value)
    result: Plain = value
    return result
