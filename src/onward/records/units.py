"""Units as records write them -> the factor to the canonical unit of a test, as the terminology of the test gives it.

Spelling does not count: ``10*3/uL``, ``x10^3/µL`` and ``10³/ul`` are one unit; which units a test has, and their
factors, is knowledge.
"""

from __future__ import annotations

import re

_ANNOTATION = re.compile(r"\{[^}]*\}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile(r"10(?:\*\*|\*|\^|e)?([2-9]|1[0-2])(?=/|$)")


def factor(unit: str | None, about: dict[str, object]) -> float | None:
    """What to multiply a value by; ``None`` where the unit is not one of the test, or missing where it is needed."""
    canonical = about.get("unit")
    if canonical is None:
        return 1.0
    if unit is None:
        return 1.0 if canonical in ("ratio", "1") else None
    written = spelled(unit)
    if written == spelled(str(canonical)):
        return 1.0
    factors = about.get("factors")
    for other, by in factors.items() if isinstance(factors, dict) else ():
        if written == spelled(str(other)) and isinstance(by, int | float):
            return float(by)
    return None


def spelled(unit: str) -> str:
    """A unit without what people write differently."""
    plain = unit.translate(_SUPERSCRIPTS).lower().replace("µ", "u").replace("μ", "u")
    plain = _ANNOTATION.sub("", plain).replace(" ", "").replace("×", "").replace("[iu]", "iu").replace("mcg", "ug")
    plain = plain.removeprefix("x") if plain.startswith("x10") else plain
    return _RAISED.sub(r"10^\1", plain) or "1"
