"""Conditions, medications and procedures become diagnoses, metastases, drugs and procedures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onward.events.tables import Condition, Diagnosis, Drug, Medication, Metastasis, Procedure, State
from onward.records import fhir_types as fhir
from onward.records.codebook import shown, texts_of
from onward.records.fhir_rows import ENTERED_IN_ERROR, NOT_UNDERSTOOD, Rows
from onward.values.dates import PartialDate

_NOT_GIVEN = {
    "entered-in-error": ENTERED_IN_ERROR,
    "not-taken": "not taken",
    "not-done": "not done",
    "cancelled": "cancelled",
    "draft": "a draft",
    "intended": "intended, not given",
    "preparation": "not done yet",
}
_OVER = ("completed", "stopped", "ended")
_INTENTS = (
    ("neoadjuvant", "neoadjuvant"),
    ("adjuvant", "adjuvant"),
    ("curative", "adjuvant"),
    ("palliat", "metastatic"),
)
_REASONS = (("progress", "progression"), ("toxic", "toxicity"), ("side effect", "toxicity"), ("adverse", "toxicity"))
NO_RULE = "no rule knows this"


def read_condition(ref: str, resource: fhir.Condition, rows: Rows) -> None:
    """A primary cancer, a metastasis or another disease."""
    status = _code(resource.clinicalStatus)
    certainty = _code(resource.verificationStatus)
    if certainty == "entered-in-error":
        rows.leave(ref, shown(resource.code), ENTERED_IN_ERROR)
        return
    date = rows.first_date(ref, resource.onsetDateTime, resource.onsetPeriod, resource.recordedDate)
    cancer = _cancer(resource, rows)
    if certainty == "refuted" and cancer is not None:
        rows.leave(ref, shown(resource.code), "refuted")
    elif cancer == "breast":
        _diagnosis(ref, resource, date, status, rows)
    elif cancer == "secondary":
        _metastasis(ref, resource, date, status, rows)
    elif cancer == "other-cancer":
        rows.add(Diagnosis, ref, date, cancer=shown(resource.code), status=status)
    else:
        _other_disease(ref, resource, date, "refuted" if certainty == "refuted" else status, rows)


def _cancer(resource: fhir.Condition, rows: Rows) -> str | None:
    if any("related-primary-cancer-condition" in each.url for each in resource.extension):
        return "secondary"
    code = resource.code
    if code is None:
        return None
    return rows.book.by_code("cancer", code) or rows.book.by_text("cancer", texts_of(code))


def _diagnosis(ref: str, resource: fhir.Condition, date: PartialDate | None, status: str | None, rows: Rows) -> None:
    shapes = [each.valueCodeableConcept for each in resource.extension if "histology" in each.url]
    words = [rows.book.word("histology", shape) for shape in [*shapes, resource.code]]
    sides = [rows.book.word("laterality", place) for place in [*resource.bodySite, resource.code]]
    _stages(ref, resource, rows)
    rows.add(
        Diagnosis, ref, date, cancer="breast", status=status,
        histology=next((word for word in words if word), None),
        laterality=next((side for side in sides if side), None),
    )  # fmt: skip


def _stages(ref: str, resource: fhir.Condition, rows: Rows) -> None:
    """The stage that a condition carries is that of today; whether it was so at diagnosis is settled later."""
    for each in resource.stage:
        stage = rows.book.word("stage", each.summary)
        if stage is not None:
            rows.add(State, ref, None, name="stage-group", text=stage)
            if stage.startswith("IV"):
                rows.add(State, ref, None, name="metastatic", truth=True)


def _metastasis(ref: str, resource: fhir.Condition, date: PartialDate | None, status: str | None, rows: Rows) -> None:
    sites = [rows.book.word("site", place) for place in resource.bodySite]
    if resource.code is not None:
        sites.append(rows.book.word("site", resource.code))
    found = [site for site in dict.fromkeys(sites) if site and site != "breast"] or ["other"]
    over = "resolved" if status in ("resolved", "inactive") else None
    for site in found:
        rows.add(Metastasis, ref, date, site=site, status=over)
        if site == "other" or rows.book.attribute("site", site, "distant"):
            rows.add(State, ref, date, name="metastatic", truth=True)


def _other_disease(
    ref: str, resource: fhir.Condition, date: PartialDate | None, status: str | None, rows: Rows
) -> None:
    word = rows.book.word("condition", resource.code)
    over = status if status in ("refuted", "resolved") else ("resolved" if status == "inactive" else None)
    rows.add(Condition, ref, date, name=word or shown(resource.code), status=over, known=word is not None)
    if word is None:
        rows.leave(ref, shown(resource.code), NO_RULE)


def read_drug(ref: str, resource: fhir.Drug, rows: Rows, medications: dict[str, fhir.Concept]) -> None:
    """An anticancer drug, or another medicine."""
    concept = _medication(resource, medications)
    if concept is None:
        rows.leave(ref, "a medication", NOT_UNDERSTOOD)
        return
    reason = _NOT_GIVEN.get(resource.status or "")
    if reason:
        rows.leave(ref, shown(concept), reason)
        return
    period = resource.effectivePeriod
    start = rows.first_date(ref, resource.effectiveDateTime, period, resource.authoredOn, resource.dateAsserted)
    end = rows.date(ref, period.end) if period is not None else None
    if start is not None and end is not None and end.high < start.low:
        rows.fault(ref, f"the treatment ends ({end}) before it starts ({start})", "an end after the start")
        return
    names = rows.book.drugs_named(concept)
    _tell_disagreement(ref, concept, names, rows)
    if not names:
        rows.add(Medication, ref, start, name=shown(concept), end=end, ongoing=_ongoing(resource, end), known=False)
        rows.leave(ref, shown(concept), NO_RULE)
    for name in names:
        _add_drug(ref, name, resource, start, end, rows)


def _add_drug(
    ref: str, name: str, resource: fhir.Drug, start: PartialDate | None, end: PartialDate | None, rows: Rows
) -> None:
    classes = rows.book.classes(name)
    ongoing = _ongoing(resource, end)
    if "supportive" in classes or not _against_cancer(classes, rows):
        rows.add(Medication, ref, start, name=name, end=end, ongoing=ongoing)
        return
    if resource.resourceType == "MedicationAdministration":
        end, ongoing = end or start, False
    rows.add(
        Drug, ref, start, drug=name, end=end, ongoing=ongoing, intent=_intent(resource),
        stopped_for=_stopped_for(resource),
    )  # fmt: skip


def _against_cancer(classes: frozenset[str], rows: Rows) -> bool:
    """Whether any class is one of treatments against the cancer; other medicines have classes of interactions only."""
    return any(rows.book.attribute("class", name, "anticancer") for name in classes)


def _medication(resource: fhir.Drug, medications: dict[str, fhir.Concept]) -> fhir.Concept | None:
    if resource.medicationCodeableConcept is not None:
        return resource.medicationCodeableConcept
    reference = resource.medicationReference
    if reference is None or reference.reference is None:
        return fhir.Concept(text=reference.display) if reference and reference.display else None
    if reference.reference.startswith("#"):
        inside = [each for each in resource.contained if each.id == reference.reference[1:]]
        return inside[0].code if inside else None
    return medications.get(reference.reference) or (fhir.Concept(text=reference.display) if reference.display else None)


def _tell_disagreement(ref: str, concept: fhir.Concept, names: tuple[str, ...], rows: Rows) -> None:
    by_code = rows.book.by_code("drug", concept)
    if by_code is not None and names and by_code not in names:
        rows.conflict([ref], f"the code says {by_code}, the text says {', '.join(names)}; read as the text has it")


def _ongoing(resource: fhir.Drug, end: PartialDate | None) -> bool | None:
    if resource.status in _OVER or end is not None:
        return False
    return True if resource.status in ("active", "in-progress") else None


def _intent(resource: fhir.Drug) -> str | None:
    concepts: list[fhir.Concept | None] = [
        each.valueCodeableConcept for each in resource.extension if "intent" in each.url
    ]
    category = resource.category
    concepts += category if isinstance(category, list) else [category]
    concepts += resource.reasonCode
    return _first_match(concepts, _INTENTS)


def _stopped_for(resource: fhir.Drug) -> str | None:
    reason = resource.statusReason
    return _first_match(reason if isinstance(reason, list) else [reason], _REASONS)


def _first_match(concepts: Iterable[fhir.Concept | None], words: Iterable[tuple[str, str]]) -> str | None:
    text = " ".join(part for concept in concepts if concept is not None for part in texts_of(concept)).lower()
    return next((meaning for word, meaning in words if word in text), None)


def read_procedure(ref: str, resource: fhir.Procedure, rows: Rows) -> None:
    """Surgery, radiotherapy and other local treatment; other procedures are listed as unused."""
    reason = _NOT_GIVEN.get(resource.status or "")
    word = rows.book.word("procedure", resource.code)
    if reason or word is None:
        rows.leave(ref, shown(resource.code), reason or NO_RULE)
        return
    date = rows.first_date(ref, resource.performedDateTime, resource.performedPeriod)
    period = resource.performedPeriod
    end = rows.date(ref, period.end) if period is not None else None
    sites = [rows.book.word("site", place) for place in resource.bodySite]
    rows.add(Procedure, ref, date, name=word, site=next((site for site in sites if site), None), end=end)


def _code(concept: fhir.Concept | None) -> str | None:
    if concept is None:
        return None
    codes: Any = [coding.code for coding in concept.coding if coding.code]
    return str(codes[0]) if codes else None
