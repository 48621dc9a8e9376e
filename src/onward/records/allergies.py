"""Allergies and intolerances: one name for each, whatever the record calls it, and the substance that the name holds.

They are conditions whose name says the kind and the substance ("allergy to paclitaxel"), so that every reader and rule
that knows conditions knows them. The substance is a drug or a class of drugs where knowledge knows it.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("allergy", "intolerance")
_JOINT = " to "
OVER = frozenset({"refuted", "resolved"})
"""States of a condition that no longer counts."""


@dataclass(frozen=True, slots=True)
class Allergy:
    """What somebody does not tolerate, and how."""

    kind: str
    substance: str

    @property
    def name(self) -> str:
        """The name of the condition."""
        return f"{self.kind}{_JOINT}{self.substance}"


def named(name: str) -> Allergy | None:
    """What the name of a condition says, where it is one of these."""
    kind, joint, substance = name.partition(_JOINT)
    return Allergy(kind, substance) if joint and kind in KINDS else None
