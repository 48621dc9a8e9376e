"""Laboratory, ECG and echo values -> the table ``lab``, in the canonical unit of each test.

A unit that the terminology cannot convert, a missing one, and a value that cannot be in its unit leave the value unused
with the reason; a value below zero is a fault.
"""

from __future__ import annotations

from onward.events.tables import Lab
from onward.records.documents import Found
from onward.records.fhir_reading import NOT_UNDERSTOOD, Reading, observed_on
from onward.records.fhir_value import Number, number_of, shown
from onward.records.resources import Quantity, Resource
from onward.records.units import factor


def read_lab(found: Found, reading: Reading, test: str) -> None:
    """Read one value."""
    resource = found.resource
    number = number_of(resource)
    if number is None:
        reading.notes.leave(found.ref, shown(resource), NOT_UNDERSTOOD)
        return
    if number.value < 0:
        reading.notes.fault(found, f"{shown(resource)} is below zero", "a value of 0 or more")
        return
    if number.comparator:
        reading.notes.leave(found.ref, shown(resource), "a bound is not a value")
        return
    about = reading.codes.attributes("lab_test", test)
    by = factor(number.unit, about)
    if by is None:
        why = f"its unit is not one of {test}" if number.unit else "it has no unit"
        reading.notes.leave(found.ref, shown(resource), why)
        return
    value = _times(number.value, by)
    if not _possible(found, reading, value, about):
        return
    low, high = _limits(resource, number, about)
    reading.notes.add(
        Lab,
        found.ref,
        date=observed_on(reading, found),
        test=test,
        value=value,
        unit=about.get("unit", number.unit),
        lower_limit=low,
        upper_limit=high,
        raw_value=number.value,
        raw_unit=number.unit,
    )


def _possible(found: Found, reading: Reading, value: float, about: dict[str, object]) -> bool:
    """Whether a living person can have the value; one who cannot has it in another unit, and nobody knows which."""
    limits = about.get("possible")
    if not isinstance(limits, list | tuple) or len(limits) != 2:
        return True
    low, high = limits
    if low <= value <= high:
        return True
    what = f"{shown(found.resource)} cannot be right: its unit would make it {value:g} {about.get('unit')}"
    reading.notes.leave(found.ref, shown(found.resource), "the value is not possible in its unit")
    reading.notes.conflict([found.ref], what)
    return False


def _limits(resource: Resource, number: Number, about: dict[str, object]) -> tuple[float | None, float | None]:
    """The normal range, in the canonical unit; a range without a unit is in that of the value."""
    ranges = resource.reference_range or ()
    if not ranges:
        return None, None
    return _limit(ranges[0].low, number, about), _limit(ranges[0].high, number, about)


def _limit(limit: Quantity | None, number: Number, about: dict[str, object]) -> float | None:
    if limit is None or limit.value is None:
        return None
    by = factor(limit.code or limit.unit or number.unit, about)
    return None if by is None else _times(limit.value, by)


def _times(value: float, by: float) -> float:
    """The product, free of the noise of binary fractions."""
    return float(f"{value * by:.12g}")
