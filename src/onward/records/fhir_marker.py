"""Receptors, Ki-67, PD-L1, MSI, TMB, grade -> the table ``marker``: one row for each result of one specimen.

A percentage goes into ``number``, a word into ``text``. A bound ("> 95 %") is a number only where no word says more;
the texts "< 1 %" and the like are words of the terminology. HER2 by immunohistochemistry is a score or, where only
positive or negative is said, the overall interpretation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onward.events.tables import Marker
from onward.records.documents import Found
from onward.records.fhir_reading import NOT_UNDERSTOOD, Reading, observed_on, specimen_of
from onward.records.fhir_value import Number, number_of, percent_in, shown, words_of
from onward.records.resources import CodeableConcept, Resource, references_of

_LOWER = frozenset({"<", "<=", "≤"})


@dataclass(frozen=True, slots=True)
class _Result:
    """What one observation says of one marker."""

    number: float | None = None
    text: str | None = None


def read_marker(found: Found, reading: Reading, name: str) -> None:
    """Read one result."""
    about = reading.codes.attributes("marker", name)
    place = _place(found, reading)
    result = _result(found, reading, name, about)
    if result is None:
        return
    scores = about.get("scores")
    if isinstance(scores, str):
        _read_score(found, reading, name, (scores, str(about.get("part_of") or name)), place)
        return
    if result.number is None and result.text is None:
        reading.notes.leave(found.ref, shown(found.resource), NOT_UNDERSTOOD)
        return
    if result.number == 0 and result.text == "positive":
        reading.notes.conflict([found.ref], f"{shown(found.resource)}: positive, and 0")
    reading.notes.add(Marker, found.ref, name=name, number=result.number, text=result.text, **place)


def _result(found: Found, reading: Reading, name: str, about: dict[str, object]) -> _Result | None:
    """Number and word; ``None`` where the number is impossible, which is a fault."""
    resource = found.resource
    number = number_of(resource) or next(
        (percent for concept in words_of(resource) if (percent := percent_in(concept.text))), None
    )
    text = _word(found, reading, str(about.get("answers") or "receptor_status"))
    if number is not None and not _possible(found, reading, number, about):
        return None
    if number is not None and number.comparator:
        return _bounded(reading, number, text, str(about.get("answers") or "receptor_status"))
    return _Result(number.value if number else None, text)


def _possible(found: Found, reading: Reading, number: Number, about: dict[str, object]) -> bool:
    """A fault where a number cannot be: below zero, or more than all."""
    most = about.get("most")
    percent = number.unit in ("%", "percent")
    limit = 100.0 if percent else float(most) if isinstance(most, int | float) else None
    if number.value < 0 or (limit is not None and number.value > limit):
        expected = f"a number from 0 to {limit:g}" if limit is not None else "a number, 0 or more"
        reading.notes.fault(found, f"{shown(found.resource)} is not possible", expected)
        return False
    return True


def _bounded(reading: Reading, number: Number, text: str | None, answers: str) -> _Result:
    """A bound: a word where one is said or is known for it; else the bound itself, where it is a lower one."""
    word = text or reading.codes.text(answers, f"{number.comparator}{number.value:g}{number.unit or ''}")
    if word is not None:
        return _Result(None, word)
    return _Result(None if number.comparator in _LOWER else number.value, None)


def _word(found: Found, reading: Reading, answers: str) -> str | None:
    """The word that value or interpretation say; of two that differ the value's own."""
    for concept in words_of(found.resource):
        meaning = reading.meaning(found, answers, concept)
        if meaning is not None:
            return meaning.word
        within = set(reading.codes.words_in(answers, concept.text))
        if len(within) == 1:
            return within.pop()
    return None


def _read_score(found: Found, reading: Reading, name: str, scales: tuple[str, str], place: dict[str, Any]) -> None:
    """A result on a scale of its own (``1+``, ``amplified``); where only an interpretation is said, that."""
    scores, general = scales
    resource = found.resource
    score = _score(found, reading, scores)
    said = _word(found, reading, "receptor_status")
    if score is None and said is None:
        _read_as_ratio(found, reading, name, place)
        return
    if score is not None and reading.codes.attributes("marker", name).get("numeric"):
        reading.notes.add(Marker, found.ref, name=name, number=float(score), **place)
    elif score is not None:
        reading.notes.add(Marker, found.ref, name=name, text=score, **place)
    elif said is not None:
        reading.notes.add(Marker, found.ref, name=general, text=said, **place)
    if resource.value_ratio is not None:
        reading.notes.leave(found.ref, "ratio", NOT_UNDERSTOOD)


def _score(found: Found, reading: Reading, scores: str) -> str | None:
    number = number_of(found.resource)
    if number is not None and not number.comparator:
        word = reading.codes.text(scores, f"{number.value:g}") if number.unit != "%" else None
        if word:
            return word
    return _word(found, reading, scores)


def _read_as_ratio(found: Found, reading: Reading, name: str, place: dict[str, Any]) -> None:
    """A number in the place of a presence is the ratio that the test gives."""
    number = number_of(found.resource)
    ratio = reading.codes.attributes("marker", name).get("ratio")
    if isinstance(ratio, str) and number is not None and not number.comparator:
        reading.notes.add(Marker, found.ref, name=ratio, number=number.value, **place)
        return
    reading.notes.leave(found.ref, shown(found.resource), NOT_UNDERSTOOD)


def _place(found: Found, reading: Reading) -> dict[str, Any]:
    """When and on what it was measured."""
    specimen = specimen_of(reading, found)
    site = _site(found, reading, specimen)
    identity = specimen.id if specimen else None
    if identity is None:
        identity = next((ref.reference for ref in references_of(found.resource.specimen) if ref.reference), None)
    return {
        "date": observed_on(reading, found),
        "specimen": identity,
        "site": site,
        "metastatic": _from_metastasis(reading, site),
    }


def _site(found: Found, reading: Reading, specimen: Resource | None) -> str | None:
    taken = specimen.collection.body_site if specimen and specimen.collection else None
    concept: CodeableConcept | tuple[CodeableConcept, ...] | None = taken or found.resource.body_site
    return reading.site(found, concept)


def _from_metastasis(reading: Reading, site: str | None) -> bool | None:
    """Whether a specimen from there is one of a metastasis; a lymph node alone does not say."""
    about = reading.codes.attributes("site", site) if site else {}
    if site is None or about.get("either"):
        return None
    return not about.get("primary", False)
