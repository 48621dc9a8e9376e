"""States of the person and of the disease that observations tell: performance, menopause, disease status, stage, TNM.

Numbers off their scale (ECOG 9, Karnofsky -1) are faults. M1 and stage IV make the state ``metastatic``.
"""

from __future__ import annotations

from onward.events.tables import Metastasis, State
from onward.records.documents import Found
from onward.records.fhir_condition import read_stage_group
from onward.records.fhir_reading import NOBODY_KNOWS, NOT_UNDERSTOOD, Reading, observed_on
from onward.records.fhir_value import number_of, shown, words_of


def read_state(found: Found, reading: Reading, name: str) -> None:
    """Read one state: as a number on its scale where it has one, as a word otherwise."""
    about = reading.codes.attributes("observed_state", name)
    scale = about.get("scale")
    if isinstance(scale, list | tuple):
        _read_number(found, reading, name, (float(scale[0]), float(scale[1])))
        return
    if about.get("yes_no"):
        _read_yes_no(found, reading, name)
        return
    answers = str(about.get("answers") or name.replace("-", "_"))
    for concept in words_of(found.resource):
        meaning = reading.meaning(found, answers, concept)
        if meaning is not None:
            reading.notes.add(State, found.ref, name=name, date=observed_on(reading, found), text=meaning.word)
            return
    reading.notes.leave(found.ref, shown(found.resource), NOT_UNDERSTOOD)


def _read_number(found: Found, reading: Reading, name: str, scale: tuple[float, float]) -> None:
    value = _graded(found, reading, name)
    if value is None:
        reading.notes.leave(found.ref, shown(found.resource), NOT_UNDERSTOOD)
        return
    low, high = scale
    if not low <= value <= high or value != int(value):
        reading.notes.fault(found, f"{name} is {value:g}", f"a whole number from {low:g} to {high:g}")
        return
    reading.notes.add(State, found.ref, name=name, date=observed_on(reading, found), number=value)


def _graded(found: Found, reading: Reading, name: str) -> float | None:
    """The number, or that of the coded answer; of two that differ the number, and they are told."""
    number = number_of(found.resource)
    coded = None
    for concept in words_of(found.resource):
        word = reading.codes.word(f"{name}_answer", concept)
        if word is not None:
            coded = float(word)
            break
    if number is not None and coded is not None and coded != number.value:
        what = f"{name} is {number.value:g}, and its interpretation says {coded:g}; the number was taken"
        reading.notes.conflict([found.ref], what)
    return number.value if number is not None else coded


def _read_yes_no(found: Found, reading: Reading, name: str) -> None:
    for concept in words_of(found.resource):
        word = reading.codes.word("yes_no", concept) or reading.codes.word("pregnancy", concept)
        if word is not None:
            truth = word in ("yes", name)
            reading.notes.add(State, found.ref, name=name, date=observed_on(reading, found), truth=truth)
            return
    reading.notes.leave(found.ref, shown(found.resource), NOT_UNDERSTOOD)


def read_stage(found: Found, reading: Reading, what: str) -> None:
    """A stage group, an M category, or the site of a metastasis; T and N are kept as they are."""
    day = observed_on(reading, found)
    if what == "stage-group":
        for concept in words_of(found.resource):
            read_stage_group(found, reading, concept, day, observed=True)
            return
    if what == "site-of-metastasis":
        _read_site(found, reading)
        return
    for concept in words_of(found.resource):
        meaning = reading.meaning(found, "tnm_category", concept)
        if meaning is None:
            continue
        reading.notes.add(State, found.ref, name=what, date=day, text=meaning.word)
        if reading.codes.attributes("tnm_category", meaning.word).get("metastatic"):
            reading.notes.add(State, found.ref, name="metastatic", date=day, truth=True)
        return
    reading.notes.leave(found.ref, shown(found.resource), NOBODY_KNOWS)


def _read_site(found: Found, reading: Reading) -> None:
    day = observed_on(reading, found)
    for concept in words_of(found.resource):
        site = reading.codes.word("metastasis", concept) or reading.codes.word("site", concept)
        if site is None:
            continue
        if reading.codes.attributes("metastasis", site).get("none"):
            reading.notes.add(State, found.ref, name="m-category", date=day, text=site)
            return
        reading.notes.add(Metastasis, found.ref, site=site, date=day, status=None)
        if reading.codes.attributes("site", site).get("distant"):
            reading.notes.add(State, found.ref, name="metastatic", date=day, truth=True)
        return
    reading.notes.leave(found.ref, shown(found.resource), "no site that is known")
