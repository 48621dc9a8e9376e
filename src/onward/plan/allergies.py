"""What a person does not tolerate: allergies and intolerances of the record, and which drugs they concern.

An allergy to a drug, to a class that it belongs to, to a drug that is a part of it, or to what its label names, forbids
it. An intolerance cautions, and so does an allergy to another drug of the same class, or to one of which it is a part.
A severe reaction that the record puts down to a drug counts as an allergy to it. A drug that was stopped for side
effects is not given again where it was given alone in metastatic disease, and is cautioned about otherwise: then
another drug may have caused them, or they lie long back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from onward.events.tables import Condition, Drug, Event, Symptom
from onward.knowledge.types import Knowledge
from onward.records.allergies import KINDS, OVER, named

ALLERGY, _INTOLERANCE = KINDS
_TOXICITY = "toxicity"
_METASTATIC = "metastatic"
Classes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """One allergy or intolerance of the record."""

    kind: str
    substance: str
    row: Event
    told: str = ""
    """What the record says, where it says it in other words than the allergy itself."""

    @property
    def said(self) -> str:
        """The allergy in words."""
        return self.told or f"an {self.kind} to {self.substance} is recorded"


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


def suffered(rows: Iterable[Event], knowledge: Knowledge) -> Iterator[Known]:
    """The reactions of the record that are an allergy to the drug to which it puts them down."""
    words = knowledge.terminology.get("symptom_term")
    from_grade = {
        each.word: grade
        for each in (words.concepts if words else ())
        if isinstance(grade := dict(each.attributes).get("allergy_from_grade"), int)
    }
    for row in rows:
        if isinstance(row, Symptom) and row.attributed_to and row.term in from_grade and row.ctcae_grade != 0:
            kind = ALLERGY if (row.ctcae_grade or 0) >= from_grade[row.term] else _INTOLERANCE
            said = f"{row.term.replace('-', ' ')} is recorded and put down to {row.attributed_to}"
            yield Known(kind, row.attributed_to, row, said)


def given_up(rows: Iterable[Event]) -> Mapping[str, Objection]:
    """By drug, what its having been stopped for side effects says; one that was given again since is no longer out."""
    exposures = [row for row in rows if isinstance(row, Drug)]
    sizes = Counter(row.regimen for row in exposures if row.regimen is not None)
    found: dict[str, Objection] = {}
    for row in sorted(exposures, key=lambda row: row.date.low if row.date is not None else date.min):
        found.pop(row.drug, None)
        if row.stopped_for == _TOXICITY and not row.ongoing:
            alone = row.regimen is None or sizes[row.regimen] == 1
            found[row.drug] = Objection(alone and row.intent == _METASTATIC, _why_given_up(row, alone=alone), row)
    return found


def _why_given_up(row: Drug, *, alone: bool) -> str:
    until = f" ({row.end})" if row.end is not None else ""
    beside = "" if alone else ", beside other drugs of which one may have caused them"
    return f"it was stopped for side effects{until}{beside}: which they were decides whether it may be given again"


def objections(drug: str, allergies: Iterable[Known], knowledge: Knowledge, classes: Classes) -> Iterator[Objection]:
    """What the allergies of the record say of one drug."""
    for each in allergies:
        said = each.said
        if each.substance == drug or each.substance in classes.get(drug, ()):
            yield Objection(each.kind == ALLERGY, said, each.row)
        elif not _barring(drug, knowledge).isdisjoint({each.substance, *classes.get(each.substance, ())}):
            yield Objection(each.kind == ALLERGY, f"{said}, with which its label does not allow it", each.row)
        elif _part_of(drug, knowledge) == each.substance:
            yield Objection(each.kind == ALLERGY, f"{said}, which is a part of this drug", each.row)
        elif _part_of(each.substance, knowledge) == drug:
            yield Objection(forbids=False, why=f"{said}, of which this drug is a part", row=each.row)
        elif each.kind == ALLERGY and (shared := _family(each.substance, drug, knowledge)):
            yield Objection(forbids=False, why=f"{said}, which is of the same class ({shared})", row=each.row)


def _part_of(drug: str, knowledge: Knowledge) -> object | None:
    """The drug that another holds as a part of itself, as a conjugate holds its antibody."""
    return _about(drug, knowledge).get("holds")


def _barring(drug: str, knowledge: Knowledge) -> frozenset[str]:
    """The drugs, classes and excipients an allergy to which rules a drug out by its label."""
    named_so = _about(drug, knowledge).get("not_with_allergy_to")
    return frozenset(str(each) for each in named_so) if isinstance(named_so, list | tuple) else frozenset()


def _about(drug: str, knowledge: Knowledge) -> Mapping[str, object]:
    """What the terminology says of a drug beside its names."""
    words = knowledge.terminology.get("drug")
    named_so = (dict(each.attributes) for each in (words.concepts if words else ()) if each.word == drug)
    return next(named_so, {})


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
