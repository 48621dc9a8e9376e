"""Observations become markers, variants, laboratory values and states.

Which test an observation is comes from its codes, then from its text. A value that cannot be (a negative share of
cells, ECOG 9) is a fault; one that is merely not understood is listed as unused with its reference.
"""

from __future__ import annotations

import re

from onward.events.tables import Lab, Marker, State, Variant
from onward.records.codebook import shown, texts_of
from onward.records.fhir_rows import ENTERED_IN_ERROR, NOT_UNDERSTOOD, Rows
from onward.records.fhir_types import Component, Concept, Observation, Quantity, Specimen
from onward.values.dates import PartialDate

_VOID = {"entered-in-error": ENTERED_IN_ERROR, "cancelled": "cancelled"}
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*%?")
_IHC = re.compile(r"(?<![\d.])([0-3])\s*\+|\b(?:ihc|score)\D{0,12}([0-3])\b|^\s*([0-3])\s*$")
_PERCENT_MARKERS = ("ER", "PR", "Ki-67", "PD-L1", "PD-L1-IC")
_ISH = {"positive": "amplified", "negative": "not-amplified", "equivocal": "equivocal"}
_CLOSE_TO_ONE_PLUS = {"0": "0", "1": "1+", "2": "2+", "3": "3+"}


def read_observation(ref: str, resource: Observation, rows: Rows, specimens: dict[str, Specimen]) -> None:
    """Turn one observation into events, or into an entry of ``unused``."""
    reason = _VOID.get(resource.status or "")
    if reason:
        rows.leave(ref, shown(resource.code), reason)
        return
    date = rows.first_date(
        ref, resource.effectiveDateTime, resource.effectivePeriod, resource.effectiveInstant, resource.issued
    )
    if not _read(ref, resource, date, rows, specimens):
        rows.leave(ref, shown(resource.code), NOT_UNDERSTOOD)


def _read(
    ref: str, resource: Observation, date: PartialDate | None, rows: Rows, specimens: dict[str, Specimen]
) -> bool:
    book, code = rows.book, resource.code
    if code is None:
        return False
    kind = book.by_code("record_code", code)
    if kind == "variant" or any(book.word("record_code", part.code) == "gene" for part in resource.component):
        return _variant(ref, resource, date, rows)
    if kind is not None:
        return _state(ref, kind, resource, date, rows)
    marker = book.by_code("marker", code)
    lab = book.by_code("lab_test", code)
    if marker is None and lab is None:
        kind = book.by_text("record_code", texts_of(code))
        if kind is not None:
            return _state(ref, kind, resource, date, rows)
        marker = book.by_text("marker", texts_of(code))
        lab = book.by_text("lab_test", texts_of(code)) if marker is None else None
    if marker is not None:
        return _marker(ref, marker, resource, date, rows, specimens)
    return lab is not None and _lab(ref, lab, resource, date, rows)


def _state(ref: str, kind: str, resource: Observation, date: PartialDate | None, rows: Rows) -> bool:
    if kind in ("ecog", "karnofsky"):
        return _performance(ref, kind, resource, date, rows)
    value = resource.valueCodeableConcept or Concept(text=resource.valueString)
    if kind == "stage-group":
        stage = rows.book.word("stage", value)
        if stage is None:
            return False
        rows.add(State, ref, date, name="stage-group", text=stage)
        if stage.startswith("IV"):
            rows.add(State, ref, date, name="metastatic", truth=True)
        return True
    if kind == "m-category":
        return _m_category(ref, value, date, rows)
    if kind == "disease-status":
        word = rows.book.word("disease_status", value)
        rows.add(State, ref, date, name="disease-status", text=word or shown(value))
        return True
    if kind == "menopausal-status":
        word = rows.book.word("menopause", value)
        if word is not None:
            rows.add(State, ref, date, name="menopause", text=word)
        return word is not None
    if kind == "pregnancy-status":
        text = shown(value).lower()
        rows.add(State, ref, date, name="pregnant", truth="not" not in text and "negative" not in text)
        return True
    return False


def _m_category(ref: str, value: Concept, date: PartialDate | None, rows: Rows) -> bool:
    text = " ".join(texts_of(value)).upper()
    found = re.search(r"\b[CP]?M([01])", text)
    if found is None:
        return False
    rows.add(State, ref, date, name="metastatic", truth=found[1] == "1")
    return True


def _performance(ref: str, kind: str, resource: Observation, date: PartialDate | None, rows: Rows) -> bool:
    number = _number(resource)
    if number is None:
        return False
    most = 5 if kind == "ecog" else 100
    if not 0 <= number <= most:
        rows.fault(ref, f"{kind.upper()} is {number:g}", f"0 to {most}")
        return True
    rows.add(State, ref, date, name=kind, number=number)
    return True


def _number(resource: Observation) -> float | None:
    if resource.valueInteger is not None:
        try:
            return float(resource.valueInteger)
        except ValueError:
            return None
    if resource.valueQuantity is not None and resource.valueQuantity.value is not None:
        return resource.valueQuantity.value
    texts = [resource.valueString] if resource.valueString else []
    if resource.valueCodeableConcept is not None:
        texts += texts_of(resource.valueCodeableConcept)
    for text in texts:
        found = _NUMBER.search(text)
        if found:
            return float(found[1])
    return None


def _marker(
    ref: str, name: str, resource: Observation, date: PartialDate | None, rows: Rows, specimens: dict[str, Specimen]
) -> bool:
    texts = _value_texts(resource)
    number = resource.valueQuantity.value if resource.valueQuantity is not None else None
    if name == "PD-L1" and any("cps" in text.lower() for text in [*texts, *texts_of(resource.code or Concept())]):
        name = "PD-L1-CPS"
    columns = _marker_columns(ref, name, number, resource, texts, rows)
    if columns is None:
        return False
    if columns:
        name = str(columns.pop("name", name))
        rows.add(Marker, ref, date, name=name, **columns, **_where(resource, rows, specimens))
    return True


def _marker_columns(
    ref: str, name: str, number: float | None, resource: Observation, texts: list[str], rows: Rows
) -> dict[str, object] | None:
    """What the value says; empty where it was a fault, ``None`` where it was not understood."""
    status = _status(resource, rows)
    if name in _PERCENT_MARKERS:
        number = number if number is not None else _percent_in(texts)
        if number is None:
            return {"text": status} if status else None
        percent = rows.percent(ref, number, name)
        return {} if percent is None else {"number": percent}
    if name in ("HER2", "HER2-IHC"):
        return _her2(number, texts, status)
    if name == "HER2-ISH":
        return {"text": _ISH[status]} if status in _ISH else None
    if name == "MSI":
        return _msi(texts, status, rows)
    if name == "TMB":
        if number is not None:
            return {"number": number}
        level = next((word for word in ("high", "low") for text in texts if word in text.lower()), None)
        return {"text": level} if level else None
    if name == "histologic-grade":
        number = number if number is not None else _number(resource)
    return {"number": number} if number is not None and number >= 0 else None


def _her2(number: float | None, texts: list[str], status: str | None) -> dict[str, object] | None:
    if number is not None and number in (0, 1, 2, 3):
        return {"name": "HER2-IHC", "text": _CLOSE_TO_ONE_PLUS[f"{number:g}"]}
    for text in texts:
        if "ultralow" in text.lower():
            return {"name": "HER2-IHC", "text": "ultralow"}
        found = _IHC.search(text.lower())
        if found:
            return {"name": "HER2-IHC", "text": _CLOSE_TO_ONE_PLUS[next(group for group in found.groups() if group)]}
    return {"name": "HER2", "text": status} if status else None


def _msi(texts: list[str], status: str | None, rows: Rows) -> dict[str, object] | None:
    word = rows.book.by_text("msi_result", texts)
    if word is None and status is not None:
        word = {"positive": "MSI-H", "negative": "MSS"}.get(status)
    return {"text": word} if word else None


def _value_texts(resource: Observation) -> list[str]:
    texts = [resource.valueString] if resource.valueString else []
    for concept in (resource.valueCodeableConcept, *resource.interpretation):
        if concept is not None:
            texts += texts_of(concept)
    return texts


def _status(resource: Observation, rows: Rows) -> str | None:
    for concept in (resource.valueCodeableConcept, Concept(text=resource.valueString), *resource.interpretation):
        found = rows.book.word("receptor_status", concept) if concept is not None else None
        if found is not None:
            return found
    return None


def _percent_in(texts: list[str]) -> float | None:
    for text in texts:
        found = re.search(r"(-?\d+(?:\.\d+)?)\s*%", text)
        if found:
            return float(found[1])
    return None


def _where(resource: Observation, rows: Rows, specimens: dict[str, Specimen]) -> dict[str, object]:
    """The specimen a marker was read from, its site, and whether that is a metastasis."""
    reference = resource.specimen.reference if resource.specimen else None
    specimen = specimens.get(reference or "")
    site = rows.book.word("site", resource.bodySite)
    if site is None and specimen is not None and specimen.collection is not None:
        site = rows.book.word("site", specimen.collection.bodySite)
    distant = True if site and rows.book.attribute("site", site, "distant") else None
    primary = False if site and rows.book.attribute("site", site, "primary") else None
    return {"specimen": reference, "site": site, "metastatic": distant if distant is not None else primary}


def _lab(ref: str, test: str, resource: Observation, date: PartialDate | None, rows: Rows) -> bool:
    quantity = resource.valueQuantity
    if quantity is None or quantity.value is None:
        return False
    value = convert(test, quantity.value, quantity, rows)
    unit = quantity.code or quantity.unit or ""
    if value is None:
        rows.leave(ref, f"{test} {quantity.value:g} {unit}", "the unit is not understood")
        return True
    if value < 0:
        rows.fault(ref, f"{test} is {quantity.value:g} {unit}", "0 or more")
        return True
    most = rows.book.attribute("lab_test", test, "most")
    if isinstance(most, (int, float)) and value > most:
        what = f"{test} of {quantity.value:g} {unit} is not possible in this unit"
        rows.conflict([ref], what)
        rows.leave(ref, f"{test} {quantity.value:g} {unit}", "not possible in this unit")
        return True
    limits = [(each.low, each.high) for each in resource.referenceRange[:1]]
    low, high = limits[0] if limits else (None, None)
    rows.add(
        Lab, ref, date, test=test, value=value, unit=str(rows.book.attribute("lab_test", test, "unit") or unit),
        lower_limit=_limit(test, low, quantity, rows), upper_limit=_limit(test, high, quantity, rows),
        raw_value=quantity.value, raw_unit=unit or None,
    )  # fmt: skip
    return True


def _limit(test: str, limit: Quantity | None, value: Quantity, rows: Rows) -> float | None:
    if limit is None or limit.value is None:
        return None
    return convert(test, limit.value, limit if (limit.code or limit.unit) else value, rows)


def convert(test: str, value: float, quantity: Quantity, rows: Rows) -> float | None:
    """A value in the unit that Onward keeps for the test; ``None`` where the unit is not understood."""
    canonical = rows.book.attribute("lab_test", test, "unit")
    factors = rows.book.attribute("lab_test", test, "factors")
    units = [unit for unit in (quantity.code, quantity.unit) if unit]
    if canonical is None or any(unit.lower() == str(canonical).lower() for unit in units):
        return value
    known = {str(unit).lower(): float(factor) for unit, factor in factors.items()} if isinstance(factors, dict) else {}
    factor = next((known[unit.lower()] for unit in units if unit.lower() in known), None)
    return None if factor is None else round(value * factor, 6)


def _variant(ref: str, resource: Observation, date: PartialDate | None, rows: Rows) -> bool:
    parts: dict[str, Component] = {}
    for part in resource.component:
        word = rows.book.word("record_code", part.code)
        if word is not None:
            parts.setdefault(word, part)
    gene_part = parts.get("gene")
    gene = rows.book.word("gene", gene_part.valueCodeableConcept) if gene_part else None
    if gene is None and gene_part is not None and gene_part.valueCodeableConcept is not None:
        gene = shown(gene_part.valueCodeableConcept)
    if gene is None:
        gene = rows.book.by_text("gene", _value_texts(resource) + texts_of(resource.code or Concept()))
    if gene is None:
        return False
    origin = (
        rows.book.word("result_class", parts["source-class"].valueCodeableConcept) if "source-class" in parts else None
    )
    rows.add(
        Variant, ref, date, gene=gene, alteration=_alteration(parts.get("change")), origin=origin,
        source=_source(resource), result=_result(resource, rows),
    )  # fmt: skip
    return True


def _alteration(part: Component | None) -> str | None:
    if part is None:
        return None
    return shown(part.valueCodeableConcept) if part.valueCodeableConcept is not None else part.valueString


def _source(resource: Observation) -> str | None:
    text = " ".join([*texts_of(resource.method or Concept()), *texts_of(resource.code or Concept())]).lower()
    if "ctdna" in text or "plasma" in text or "cell-free" in text:
        return "ctdna"
    return "tissue" if "tissue" in text else None


def _result(resource: Observation, rows: Rows) -> str | None:
    text = " ".join(_value_texts(resource)).lower()
    if "uncertain" in text or "vus" in text:
        return "vus"
    status = _status(resource, rows)
    return status if status in ("positive", "negative") else None
