"""The value of an observation, however it was sent: a number with its unit, words, or both.

In: an observation or one of its components. Out: what it says, without meaning; meaning comes from the terminology.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from onward.records.resources import CodeableConcept, Value, concepts_of

_NUMBER = re.compile(r"(?<![\w.])([<>]=?|≥|≤)?\s*([-−]?\d+(?:[.,]\d+)?)\s*(%|percent)?", re.IGNORECASE)
_BOUND = re.compile(r"^\s*([<>]=?|≥|≤)?\s*([-−]?\d+(?:[.,]\d+)?)\s*([^\d\s].*)?$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the bound it is (``<`` ...), and its unit as written."""

    value: float
    comparator: str | None = None
    unit: str | None = None

    @property
    def shown(self) -> str:
        """As a person would write it."""
        unit = f" {self.unit}" if self.unit and self.unit != "%" else self.unit or ""
        return f"{self.comparator or ''}{self.value:g}{unit}"


def number_of(value: Value) -> Number | None:
    """The number that a value is: a quantity, an integer, or a text that is nothing but a number with a unit."""
    quantity = value.value_quantity
    if quantity is not None and quantity.value is not None and math.isfinite(quantity.value):
        return Number(quantity.value, quantity.comparator, quantity.code or quantity.unit)
    if value.value_integer is not None:
        return Number(float(value.value_integer))
    return _of_text(value.value_string)


def _of_text(text: str | None) -> Number | None:
    found = _BOUND.match(text) if text and len(text) < 40 else None
    if found is None:
        return None
    return Number(_plain(found[2]), found[1], (found[3] or "").strip() or None)


def percent_in(text: str | None) -> Number | None:
    """The only percentage that a text names."""
    found = [match for match in _NUMBER.finditer(text or "") if match[3]]
    return Number(_plain(found[0][2]), found[0][1], "%") if len(found) == 1 else None


def _plain(digits: str) -> float:
    return float(digits.replace(",", ".").replace("−", "-"))


def words_of(value: Value) -> Iterator[CodeableConcept]:
    """What a value says in words: the value itself first, then its interpretation."""
    if value.value_codeable_concept is not None and not value.value_codeable_concept.absent:
        yield value.value_codeable_concept
    if value.value_string:
        yield CodeableConcept(text=value.value_string)
    if value.value_boolean is not None:
        yield CodeableConcept(text="true" if value.value_boolean else "false")
    yield from concepts_of(value.interpretation)


def shown(value: Value) -> str:
    """What an observation is, in one line: its code and its value."""
    name = value.code.shown if value.code else "(no code)"
    number = number_of(value)
    said = number.shown if number else next((concept.shown for concept in words_of(value)), "")
    return f"{name}: {said}" if said else name


def silent(value: Value) -> bool:
    """Whether there is no value at all."""
    return number_of(value) is None and value.value_ratio is None and next(words_of(value), None) is None
