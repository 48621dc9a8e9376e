"""What a person does not tolerate: allergies and intolerances of the record, and which drugs they concern.

An allergy to a drug, to a class that it belongs to, or to a drug that is a part of it, forbids it. An intolerance
cautions, and so does an allergy to another drug of the same class, or to one of which it is a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onward.events.tables import Condition, Event
from onward.knowledge.types import Knowledge
from onward.records.allergies import KINDS, OVER, named

ALLERGY, _INTOLERANCE = KINDS
Classes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """One allergy or intolerance of the record."""

    kind: str
    substance: str
    row: Event


@dataclass(frozen=True, slots=True)
class Objection:
    """What it says of one drug."""

    forbids: bool
    why: str
    row: Event


def known(rows: Iterable[Event]) -> tuple[Known, ...]:
    """Every allergy and intolerance among the conditions that counts."""
    conditions = (row for row in rows if isinstance(row, Condition) and row.status not in OVER)
    said = ((row, named(row.name)) for row in conditions)
    return tuple(Known(allergy.kind, allergy.substance, row) for row, allergy in said if allergy is not None)


def objections(drug: str, allergies: Iterable[Known], knowledge: Knowledge, classes: Classes) -> Iterator[Objection]:
    """What the allergies of the record say of one drug."""
    for each in allergies:
        said = f"an {each.kind} to {each.substance} is recorded"
        if each.substance == drug or each.substance in classes.get(drug, ()):
            yield Objection(each.kind == ALLERGY, said, each.row)
        elif _part_of(drug, knowledge) == each.substance:
            yield Objection(each.kind == ALLERGY, f"{said}, which is a part of this drug", each.row)
        elif _part_of(each.substance, knowledge) == drug:
            yield Objection(forbids=False, why=f"{said}, of which this drug is a part", row=each.row)
        elif each.kind == ALLERGY and (shared := _family(each.substance, drug, knowledge)):
            why = f"an allergy to {each.substance} is recorded, which is of the same class ({shared})"
            yield Objection(forbids=False, why=why, row=each.row)


def _part_of(drug: str, knowledge: Knowledge) -> object | None:
    """The drug that another holds as a part of itself, as a conjugate holds its antibody."""
    words = knowledge.terminology.get("drug")
    named_so = (dict(each.attributes) for each in (words.concepts if words else ()) if each.word == drug)
    return next(named_so, {}).get("holds")


def _family(one: str, other: str, knowledge: Knowledge) -> str | None:
    """The narrowest class that the first drug shares with others, where the other is one of them."""
    first, second = knowledge.treatments.get(one), knowledge.treatments.get(other)
    if first is None or second is None:
        return None
    narrow = [each for each in first.classes if not _wide(each, knowledge) and _members(each, knowledge) > 1]
    shared = min(narrow, key=lambda each: _members(each, knowledge), default=None)
    return shared if shared in second.classes else None


def _members(name: str, knowledge: Knowledge) -> int:
    return sum(name in drug.classes for drug in knowledge.treatments.values())


def _wide(name: str, knowledge: Knowledge) -> bool:
    """Whether a class holds other classes."""
    known = knowledge.terminology.get("class")
    return any(name in each.classes for each in (known.concepts if known else ()))
