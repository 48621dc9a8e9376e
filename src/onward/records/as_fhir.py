"""Events as an mCODE bundle: what our own reader must read back as it was, code by code.

In: the events of one patient and the terminology. Out: a FHIR R4 bundle as plain data, or ``None`` where events hold
something that mCODE has no code for (a visceral crisis, what matters to the person ...). The self-test of an
installation and the tests that hold charts and FHIR to one plan are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from onward.events.tables import (
    Condition,
    Diagnosis,
    Drug,
    Event,
    Events,
    Lab,
    Marker,
    Medication,
    Metastasis,
    Patient,
    Procedure,
    State,
    Variant,
)
from onward.knowledge.types import Knowledge
from onward.records.allergies import Allergy, named

Json = dict[str, Any]
_URLS = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "hgnc": "http://www.genenames.org/geneId",
    "ajcc": "http://cancerstaging.org",
}
_STATES = {"ecog", "karnofsky", "metastatic", "disease-status", "stage-group"}
_PERCENT = ("ER", "PR", "Ki-67")


class FhirWriter:
    """Writes events with the codes of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._codes: dict[tuple[str, str], tuple[str, str]] = {}
        self._texts: dict[tuple[str, str], str] = {}
        for name, value_set in knowledge.terminology.items():
            for concept in value_set.concepts:
                if concept.codes:
                    self._codes[(name, concept.word)] = concept.codes[0]
                self._texts[(name, concept.word)] = concept.texts[0] if concept.texts else concept.word
        sites = knowledge.terminology.get("site")
        concepts = sites.concepts if sites else ()
        self._distant = frozenset(each.word for each in concepts if dict(each.attributes).get("distant"))

    def bundle(self, events: Events) -> Json | None:
        """The bundle of one patient; ``None`` where something cannot be said in FHIR."""
        if self._spread_without_a_site(events):
            return None
        entries: list[Json] = []
        for rows in events.rows.values():
            for row in rows:
                written = _WRITERS.get(type(row))
                resource = written(self, row) if written else None
                if resource is None:
                    return None
                if resource:
                    entries.append({"resource": {**resource, "id": row.id}})
        for entry in entries:
            if entry["resource"]["resourceType"] != "Patient":
                whose = "patient" if entry["resource"]["resourceType"] == "AllergyIntolerance" else "subject"
                entry["resource"][whose] = {"reference": "Patient/patient-1"}
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    def _spread_without_a_site(self, events: Events) -> bool:
        """Whether metastatic disease is said and no distant site that would say it in FHIR."""
        said = any(row.name == "metastatic" and row.truth for row in events.rows["state"] if isinstance(row, State))
        sites = {row.site for row in events.rows["metastasis"] if isinstance(row, Metastasis)}
        return said and not sites & self._distant

    def concept(self, value_set: str, word: str) -> Json:
        """A word as a CodeableConcept: by its code where it has one, else by its text."""
        code = self._codes.get((value_set, word))
        if code is None:
            return {"text": self._texts.get((value_set, word), word)}
        return {"coding": [{"system": _URLS.get(code[0], code[0]), "code": code[1]}]}

    def coded(self, value_set: str, word: str) -> bool:
        """Whether a word has a code or a text by which it is read back."""
        return (value_set, word) in self._texts


def _patient(_writer: FhirWriter, row: Patient) -> Json | None:
    found: Json = {"resourceType": "Patient"}
    if row.deceased or row.death_date:
        return None
    if row.sex:
        found["gender"] = row.sex
    if row.birth_date is not None:
        found["birthDate"] = str(row.birth_date)
    if row.region:
        found["address"] = [{"country": {"US": "US", "EU": "DE"}[row.region]}]
    return found


def _diagnosis(writer: FhirWriter, row: Diagnosis) -> Json | None:
    if row.cancer != "breast":
        return None
    found: Json = {"resourceType": "Condition", "code": writer.concept("cancer", "breast")}
    if row.date is not None:
        found["onsetDateTime"] = str(row.date)
    if row.stage is not None:
        found["stage"] = [{"summary": {"text": f"Stage {row.stage}"}}]
    if row.histology is not None:
        url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
        found["extension"] = [{"url": url, "valueCodeableConcept": writer.concept("histology", row.histology)}]
    return found


def _metastasis(writer: FhirWriter, row: Metastasis) -> Json | None:
    if not writer.coded("site", row.site) or row.site in ("breast", "contralateral-breast", "other"):
        return None
    if row.status is not None:  # only suspected, or refuted
        return None
    found: Json = {
        "resourceType": "Condition",
        "code": {"coding": [{"system": _URLS["snomed"], "code": "128462008"}]},
        "bodySite": [writer.concept("site", row.site)],
    }
    if row.date is not None:
        found["onsetDateTime"] = str(row.date)
    return found


def _state(_writer: FhirWriter, row: State) -> Json | None:
    if row.name not in _STATES:
        return None
    if row.name == "metastatic":
        # Said by the metastases themselves; one without a site cannot be told apart from a suspicion.
        return {}
    if row.name in ("ecog", "karnofsky"):
        code = {"ecog": "89247-1", "karnofsky": "89243-0"}[row.name]
        return _observation(row, code, valueInteger=int(row.number or 0))
    return None


def _marker(writer: FhirWriter, row: Marker) -> Json | None:
    if not writer.coded("marker", row.name) or row.name in (
        "histology",
        "PD-L1-IC",
        "HER2-ratio",
        "HER2-copies",
        "HRD",
    ):
        return None
    if row.number is not None and row.text is not None:  # two results of one specimen, which may contradict each other
        return None
    found = {**_observation(row, ""), "code": writer.concept("marker", row.name)}
    if row.number is not None:
        unit = "%" if row.name in _PERCENT else "1"
        found["valueQuantity"] = {"value": row.number, "unit": unit, "code": unit}
    elif row.text is not None:
        found["valueCodeableConcept"] = {"text": _ANSWERS.get(row.text, row.text)}
    if row.site is not None:
        if not writer.coded("site", row.site) or row.site in ("other", "contralateral-breast"):
            return None
        found["bodySite"] = writer.concept("site", row.site)
    return found


_ANSWERS = {"amplified": "Positive", "not-amplified": "Negative"}


def _variant(writer: FhirWriter, row: Variant) -> Json | None:
    if row.source == "ctdna" or row.result not in ("positive", "negative"):
        return None
    parts = [
        {"code": _loinc("48018-6"), "valueCodeableConcept": {**writer.concept("gene", row.gene), "text": row.gene}}
    ]
    if row.origin in ("somatic", "germline"):
        answer = {"somatic": "LA6684-0", "germline": "LA6683-2"}[row.origin]
        parts.append({"code": _loinc("48002-0"), "valueCodeableConcept": {**_loinc(answer), "text": row.origin}})
    if row.alteration is not None:
        parts.append({"code": _loinc("48005-3"), "valueCodeableConcept": {"text": row.alteration}})
    answer = {"positive": "Present", "negative": "Absent"}[row.result]
    return {**_observation(row, "69548-6"), "component": parts, "valueCodeableConcept": {"text": answer}}


def _lab(writer: FhirWriter, row: Lab) -> Json | None:
    if not writer.coded("lab_test", row.test) or row.value is None:
        return None
    quantity = {"value": row.value, "unit": row.unit, "code": row.unit}
    found = {**_observation(row, ""), "code": writer.concept("lab_test", row.test), "valueQuantity": quantity}
    if row.upper_limit is not None:
        found["referenceRange"] = [{"high": {"value": row.upper_limit, "unit": row.unit, "code": row.unit}}]
    return found


def _condition(writer: FhirWriter, row: Condition) -> Json | None:
    allergy = named(row.name)
    if allergy is not None:
        return _allergy(row, allergy)
    if not row.known or row.status is not None or not writer.coded("condition", row.name):
        return None
    found: Json = {"resourceType": "Condition", "code": writer.concept("condition", row.name)}
    if row.date is not None:
        found["onsetDateTime"] = str(row.date)
    return found


def _allergy(row: Condition, allergy: Allergy) -> Json | None:
    if not row.known or row.status not in (None, "active"):
        return None
    found: Json = {"resourceType": "AllergyIntolerance", "type": allergy.kind, "code": {"text": allergy.substance}}
    if row.date is not None:
        found["onsetDateTime"] = str(row.date)
    return found


def _drug(_writer: FhirWriter, row: Drug) -> Json | None:
    if not row.known or row.maintenance is not None or row.line is not None or row.best_response is not None:
        return None
    status = "active" if row.ongoing else "stopped" if row.stopped_for else "completed"
    found: Json = {"resourceType": "MedicationStatement", "status": status}
    found["medicationCodeableConcept"] = {"text": row.drug}
    period = {"start": row.date, "end": row.end}
    found["effectivePeriod"] = {key: str(day) for key, day in period.items() if day is not None}
    if row.intent is not None:
        found["category"] = {"text": {"metastatic": "palliative"}.get(row.intent, row.intent)}
    if row.stopped_for is not None:
        found["statusReason"] = [{"text": row.stopped_for}]
    return found


def _medication(_writer: FhirWriter, row: Medication) -> Json | None:
    if not row.known:
        return None
    return {
        "resourceType": "MedicationStatement",
        "status": "active" if row.ongoing is not False else "completed",
        "medicationCodeableConcept": {"text": row.name},
    }


def _procedure(writer: FhirWriter, row: Procedure) -> Json | None:
    if not writer.coded("procedure", row.name) or (row.site and not writer.coded("site", row.site)):
        return None
    found: Json = {"resourceType": "Procedure", "status": "completed", "code": writer.concept("procedure", row.name)}
    if row.date is not None:
        found["performedDateTime"] = str(row.date)
    if row.site:
        found["bodySite"] = [writer.concept("site", row.site)]
    return found


def _observation(row: Event, code: str, **value: object) -> Json:
    found: Json = {"resourceType": "Observation", "status": "final", "code": _loinc(code), **value}
    if row.date is not None:
        found["effectiveDateTime"] = str(row.date)
    return found


def _loinc(code: str) -> Json:
    return {"coding": [{"system": _URLS["loinc"], "code": code}]}


def resources(bundle: Json) -> Iterator[Json]:
    """The resources of a bundle."""
    for entry in bundle["entry"]:
        yield entry["resource"]


_WRITERS: dict[type[Event], Callable[[FhirWriter, Any], Json | None]] = {
    Patient: _patient,
    Diagnosis: _diagnosis,
    Metastasis: _metastasis,
    State: _state,
    Marker: _marker,
    Variant: _variant,
    Lab: _lab,
    Condition: _condition,
    Drug: _drug,
    Medication: _medication,
    Procedure: _procedure,
}
