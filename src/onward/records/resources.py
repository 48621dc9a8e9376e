"""FHIR R4 resources as structs of just the fields that are read; everything else in them is skipped while decoding.

One struct serves all kinds of resource, because what is read of them hardly differs; a field that a kind does not have
is ``None``. Fields that are one element in one kind and a list in another are of both types.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

_NOTHING = msgspec.Raw()


class Element(msgspec.Struct, rename="camel", gc=False, frozen=True):
    """What all parts of resources are: immutable, keys in camel case."""


class Coding(Element, frozen=True):
    """A code, of a system, with how it is shown."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(Element, frozen=True):
    """A concept: codes of one meaning, and a text."""

    coding: tuple[Coding, ...] | None = None
    text: str | None = None

    @property
    def shown(self) -> str:
        """How a person would name it: the text, else a display, else a code."""
        if self.text:
            return self.text
        codings = self.coding or ()
        return next((coding.display for coding in codings if coding.display), None) or next(
            (coding.code for coding in codings if coding.code), "(no code)"
        )

    @property
    def absent(self) -> bool:
        """Whether all it says is why there is nothing."""
        codings = self.coding or ()
        return bool(codings) and all((coding.system or "").endswith("data-absent-reason") for coding in codings)


Concepts = CodeableConcept | tuple[CodeableConcept, ...]
Untold = str | tuple[object, ...]
"""What another kind of resource, that is not read, holds under the name of a field that is."""


def concept_of(found: CodeableConcept | Untold | None) -> CodeableConcept | None:
    """A concept, where a field holds one."""
    return found if isinstance(found, CodeableConcept) else None


class Reference(Element, frozen=True):
    """A pointer to another resource."""

    reference: str | None = None
    display: str | None = None


class Period(Element, frozen=True):
    """From when until when."""

    start: str | None = None
    end: str | None = None


class Quantity(Element, frozen=True):
    """A number with its unit; ``code`` is the UCUM unit."""

    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Ratio(Element, frozen=True):
    """One quantity to another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class ReferenceRange(Element, frozen=True):
    """What is normal."""

    low: Quantity | None = None
    high: Quantity | None = None


class Extension(Element, frozen=True):
    """A field that FHIR itself does not have."""

    url: str = ""
    value_codeable_concept: CodeableConcept | None = None
    value_code: str | None = None
    value_coding: Coding | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_date_time: str | None = None
    value_reference: Reference | None = None
    extension: tuple[Extension, ...] | None = None


class Stage(Element, frozen=True):
    """How far a cancer has come."""

    summary: CodeableConcept | None = None
    type: CodeableConcept | None = None


class Collection(Element, frozen=True):
    """How a specimen was taken."""

    collected_date_time: str | None = None
    collected_period: Period | None = None
    body_site: CodeableConcept | None = None


class Address(Element, frozen=True):
    """Where somebody lives; only the country is read."""

    country: str | None = None


class Meta(Element, frozen=True):
    """About the resource itself."""

    last_updated: str | None = None
    version_id: str | None = None
    profile: tuple[str, ...] | None = None


class Value(Element, frozen=True):
    """What observations and their components have in common: a code and one of several kinds of value."""

    code: CodeableConcept | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_ratio: Ratio | None = None
    value_date_time: str | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: Concepts | None = None
    reference_range: tuple[ReferenceRange, ...] | None = None


class Timing(Element, frozen=True):
    """When doses are given; only the bounds are read."""

    repeat: Repeat | None = None


class Repeat(Element, frozen=True):
    """How often, and from when until when."""

    bounds_period: Period | None = None


class Dosage(Element, frozen=True):
    """How a drug is to be taken."""

    timing: Timing | None = None


class Reaction(Element, frozen=True):
    """What happened when somebody met a substance; only which substance is read."""

    substance: CodeableConcept | None = None


class Resource(Value, frozen=True):
    """One resource of any kind."""

    resource_type: str = ""
    id: str | None = None
    meta: Meta | None = None
    status: str | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    individual: Reference | None = None
    extension: tuple[Extension, ...] | None = None
    modifier_extension: tuple[Extension, ...] | None = None
    contained: tuple[Resource, ...] | None = None
    category: Concepts | None = None
    body_site: Concepts | None = None
    type: Concepts | str | None = None
    # Patient
    gender: str | None = None
    address: Address | tuple[Address, ...] | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    # Condition
    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    stage: tuple[Stage, ...] | None = None
    onset_date_time: str | None = None
    onset_period: Period | None = None
    abatement_date_time: str | None = None
    abatement_period: Period | None = None
    recorded_date: str | None = None
    # Observation, Specimen
    effective_date_time: str | None = None
    effective_instant: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    component: tuple[Value, ...] | None = None
    specimen: Reference | tuple[Reference, ...] | None = None
    method: CodeableConcept | None = None
    collection: Collection | None = None
    received_time: str | None = None
    # Medication*, Procedure
    medication_codeable_concept: CodeableConcept | None = None
    medication_reference: Reference | None = None
    intent: str | None = None
    do_not_perform: bool | None = None
    authored_on: str | None = None
    status_reason: Concepts | None = None
    reason_code: Concepts | None = None
    reason_reference: Reference | tuple[Reference, ...] | None = None
    dosage_instruction: tuple[Dosage, ...] | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None
    # AdverseEvent
    event: CodeableConcept | Untold | None = None
    actuality: str | None = None
    date: str | None = None
    severity: CodeableConcept | Untold | None = None
    outcome: CodeableConcept | Untold | None = None
    # AllergyIntolerance
    reaction: tuple[Reaction, ...] | None = None
    # QuestionnaireResponse: answers of others are never decoded, so that no form of theirs can be wrong
    questionnaire: msgspec.Raw = _NOTHING
    authored: str | None = None
    item: msgspec.Raw = _NOTHING

    @property
    def person(self) -> Reference | None:
        """Whom it is about."""
        return self.subject or self.patient or self.individual


class Head(Element, frozen=True):
    """What is read of a resource of a kind that is not used."""

    resource_type: str | None = None
    id: str | None = None


class Owner(Element, frozen=True):
    """Whom a resource of a kind that is not used is about."""

    subject: Reference | None = None
    patient: Reference | None = None


class BundleEntry(Element, frozen=True):
    """One entry of a bundle."""

    full_url: str | None = None
    resource: Resource | None = None


class Bundle(Element, frozen=True):
    """A bundle, its resources decoded."""

    resource_type: str = ""
    type: str | None = None
    entry: tuple[BundleEntry, ...] | None = None


class RawEntry(Element, frozen=True):
    """One entry of a bundle, its resource still bytes."""

    full_url: str | None = None
    resource: msgspec.Raw = _NOTHING


class RawBundle(Element, frozen=True):
    """A bundle whose resources are still bytes."""

    entry: tuple[RawEntry, ...] | None = None


def concepts_of(field: Concepts | None) -> tuple[CodeableConcept, ...]:
    """The concepts of a field that is one in some kinds of resource and a list in others."""
    if field is None:
        return ()
    return field if isinstance(field, tuple) else (field,)


def references_of(field: Reference | tuple[Reference, ...] | None) -> tuple[Reference, ...]:
    """The references of a field that is one in some kinds of resource and a list in others."""
    if field is None:
        return ()
    return field if isinstance(field, tuple) else (field,)


def extensions_of(resource: Resource, *endings: str) -> Iterator[Extension]:
    """The extensions whose url ends in one of these names (versions of mCODE moved them about, and mistyped them)."""
    for extension in resource.extension or ():
        name = extension.url.rsplit("/", 1)[-1]
        if any(name.endswith((ending, f"{ending}-vs")) for ending in endings):
            yield extension
