"""Condition -> primary cancer, metastasis, symptom or other disease.

What is refuted is kept as refuted where rules ask for it; a metastasis that is not confirmed is a suspicion. Stages of
a diagnosis are collected and settled when all is read (``fhir_settling``).
"""

from __future__ import annotations

from onward.events.tables import Condition, Metastasis, State, Symptom
from onward.records.codes import fold
from onward.records.documents import Found
from onward.records.fhir_allergy import allergies_said
from onward.records.fhir_grades import ctcae_grade, without_grade, written_grade
from onward.records.fhir_reading import ENDED, NOBODY_KNOWS, Cancer, Reading, StageGroup, clinical_state, status_code
from onward.records.resources import CodeableConcept, Resource, concepts_of, extensions_of
from onward.values.dates import PartialDate

_CANCER_STATUS = {
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    "remission": "remission",
    "inactive": "remission",
    "resolved": "resolved",
}
_DOUBTFUL = frozenset({"unconfirmed", "provisional", "differential"})
_SECONDARY_PROFILE = "mcode-secondary-cancer-condition"
_PRIMARY_PROFILE = "mcode-primary-cancer-condition"


def read_condition(found: Found, reading: Reading) -> None:
    """Read one condition."""
    resource = found.resource
    verification = status_code(resource.verification_status)
    if verification == "entered-in-error":
        reading.notes.leave(found.ref, _shown(resource), "entered in error")
        return
    since = _since(found, reading)
    metastasis = reading.meaning(found, "metastasis", resource.code)
    if metastasis or _has_profile(resource, _SECONDARY_PROFILE):
        _read_metastasis(found, reading, metastasis.word if metastasis else None, verification, since)
        return
    cancer = reading.meaning(found, "cancer", resource.code)
    if cancer or _has_profile(resource, _PRIMARY_PROFILE):
        _read_cancer(found, reading, cancer.word if cancer else "other", verification, since)
        return
    _read_disease(found, reading, since)


def _shown(resource: Resource) -> str:
    return resource.code.shown if resource.code else "condition without a code"


def _has_profile(resource: Resource, name: str) -> bool:
    profiles = (resource.meta.profile or ()) if resource.meta else ()
    return any(profile.split("|")[0].endswith(name) for profile in profiles)


def _since(found: Found, reading: Reading) -> PartialDate | None:
    """When it began, or when it was established. The day it was written down is not that."""
    resource = found.resource
    day = reading.begun(found, "onset", resource.onset_date_time, resource.onset_period)
    if day is None:
        for extension in extensions_of(resource, "condition-assertedDate", "assertedDate", "mcode-dateOfDiagnosis"):
            day = reading.notes.day(found, "assertedDate", extension.value_date_time)
    _check_order(found, reading, day)
    return day


def _check_order(found: Found, reading: Reading, begun: PartialDate | None) -> None:
    resource = found.resource
    reading.notes.day(found, "recordedDate", resource.recorded_date)
    ended = reading.begun(found, "abatement", resource.abatement_date_time, resource.abatement_period)
    if begun and ended and begun.low > ended.high:
        reading.notes.fault(found, f"it ends ({ended}) before it begins ({begun})", "an end after the beginning")


def _read_metastasis(
    found: Found, reading: Reading, word: str | None, verification: str | None, since: PartialDate | None
) -> None:
    """A secondary cancer: its site by code, else by body site."""
    resource = found.resource
    site = word if word not in (None, "unspecified") else None
    for concept in concepts_of(resource.body_site) if site is None else ():
        site = site or reading.site(found, concept)
    if verification in _DOUBTFUL:
        reading.notes.add(State, found.ref, name="metastatic-suspected", date=since, truth=True)
        reading.notes.leave(found.ref, _shown(resource), f"{verification}: taken as a suspicion, not as a metastasis")
        return
    clinical = ENDED.get(status_code(resource.clinical_status) or "")
    status = "refuted" if verification == "refuted" else clinical
    reading.notes.add(Metastasis, found.ref, site=site or "other", date=since, status=status)
    distant = site is not None and bool(reading.codes.attributes("site", site).get("distant"))
    if status == "refuted":
        return
    if distant:
        reading.notes.add(State, found.ref, name="metastatic", date=since, truth=True)
    elif site is None:
        reading.nowhere.append((found.ref, _shown(resource), since))
    _note_unsaid_date(found, reading, since)


def _note_unsaid_date(found: Found, reading: Reading, since: PartialDate | None) -> None:
    recorded = found.resource.recorded_date
    if since is None and recorded:
        reading.notes.leave(found.ref, f"recorded on {recorded[:10]}", "since when it is there is not said")


def _read_cancer(
    found: Found, reading: Reading, cancer: str, verification: str | None, since: PartialDate | None
) -> None:
    """A primary cancer."""
    resource = found.resource
    if verification == "refuted" or verification in _DOUBTFUL:
        reading.notes.leave(found.ref, _shown(resource), f"{verification}: not taken as a diagnosis")
        return
    sites = concepts_of(resource.body_site)
    reading.cancers.append(
        Cancer(
            ref=found.ref,
            cancer=cancer,
            date=since,
            histology=_histology(found, reading),
            laterality=reading.laterality(*sites, resource.code, *_qualifiers(resource)),
            status=_CANCER_STATUS.get(status_code(resource.clinical_status) or ""),
        )
    )
    _note_unsaid_date(found, reading, since)
    for stage in resource.stage or ():
        read_stage_group(found, reading, stage.summary, None)


def _qualifiers(resource: Resource) -> list[CodeableConcept]:
    """Where mCODE puts the side: as an extension of the condition."""
    found = extensions_of(resource, "mcode-laterality-qualifier", "mcode-laterality", "laterality")
    return [extension.value_codeable_concept for extension in found if extension.value_codeable_concept]


def _histology(found: Found, reading: Reading) -> str | None:
    """From the extension for it, else from the code of the condition."""
    resource = found.resource
    for extension in extensions_of(resource, "histology-morphology-behavior", "histologyMorphologyBehavior"):
        meaning = reading.meaning(found, "histology", extension.value_codeable_concept)
        if meaning is not None:
            return meaning.word
        if extension.value_codeable_concept is not None and not extension.value_codeable_concept.absent:
            what = f"histology: {extension.value_codeable_concept.shown}"
            reading.notes.leave(found.ref, what, NOBODY_KNOWS)
    return reading.codes.word("histology", resource.code)


def read_stage_group(
    found: Found, reading: Reading, value: CodeableConcept | None, date: PartialDate | None, observed: bool = False
) -> None:
    """Keep a stage group for the settling; one that is not understood is left."""
    if value is None or value.absent:
        return
    word = reading.codes.word("stage_group", value)
    if word is None:
        reading.notes.leave(found.ref, f"stage: {value.shown}", NOBODY_KNOWS)
        return
    reading.stages.append(StageGroup(found.ref, word, date, observed))


def _read_disease(found: Found, reading: Reading, since: PartialDate | None) -> None:
    """Another disease, a symptom, or a state of the person."""
    resource, ref = found.resource, found.ref
    status = clinical_state(resource)
    present = status in (None, "active")
    menopause = reading.codes.word("menopause", resource.code)
    if menopause and present:
        reading.notes.add(State, ref, name="menopause", date=since, text=menopause)
        return
    pregnant = reading.codes.word("pregnancy", resource.code)
    if pregnant:
        reading.notes.add(State, ref, name="pregnant", date=since, truth=pregnant == "pregnant" and present)
        return
    # "peripheral neuropathy grade 3" is a disease of its own in a chart, so the whole name goes before the graded one
    disease = reading.meaning(found, "condition", resource.code) or reading.meaning(
        found, "condition", without_grade(resource.code)
    )
    if disease is not None:
        grade = written_grade(resource)
        reading.notes.add(Condition, ref, name=disease.word, date=since, status=status, ctcae_grade=grade, known=True)
        return
    if resource.code is not None and (allergies := allergies_said(found, reading, resource.code)):
        for allergy in allergies:
            reading.notes.add(Condition, ref, name=allergy.name, date=since, status=status, known=True)
        return
    term = reading.codes.word("symptom_term", without_grade(resource.code))
    if term is not None and present:
        reading.notes.add(Symptom, ref, term=term, date=since, ctcae_grade=ctcae_grade(found, reading))
        return
    name = _shown(resource)
    reading.notes.add(Condition, ref, name=fold(name), date=since, status=status, known=False)
    reading.notes.leave(ref, f"condition: {name}", NOBODY_KNOWS)
