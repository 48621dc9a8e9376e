"""FHIR R4 resources as structs of just the fields that are read; what is not named here is skipped while decoding.

Typed structs make reading fast and keep wrong types out: a field of the wrong type is an error with its path.
"""

from __future__ import annotations

import msgspec


class Coding(msgspec.Struct):
    """One code of one system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(msgspec.Struct):
    """A CodeableConcept: several codings and a text for one thing."""

    coding: list[Coding] = []
    text: str | None = None


class Quantity(msgspec.Struct):
    """A number with a unit, as UCUM code or as written."""

    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Reference(msgspec.Struct):
    """A link to another resource."""

    reference: str | None = None
    display: str | None = None


class Period(msgspec.Struct):
    """From when until when."""

    start: str | None = None
    end: str | None = None


class Ratio(msgspec.Struct):
    """One quantity over another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Range(msgspec.Struct):
    """A reference range."""

    low: Quantity | None = None
    high: Quantity | None = None


class Extension(msgspec.Struct):
    """What profiles add; values of the kinds that mCODE uses."""

    url: str = ""
    valueCodeableConcept: Concept | None = None
    valueReference: Reference | None = None
    valueCode: str | None = None
    extension: list[Extension] = []


class Component(msgspec.Struct):
    """A part of an observation."""

    code: Concept | None = None
    valueCodeableConcept: Concept | None = None
    valueQuantity: Quantity | None = None
    valueString: str | None = None


class Stage(msgspec.Struct):
    """The stage recorded with a condition."""

    summary: Concept | None = None


class Address(msgspec.Struct):
    """Where somebody lives; only the country is read."""

    country: str | None = None


class Resource(msgspec.Struct):
    """What every resource has."""

    resourceType: str
    id: str | None = None


class Patient(Resource):
    """The person."""

    gender: str | None = None
    birthDate: str | None = None
    deceasedBoolean: bool | None = None
    deceasedDateTime: str | None = None
    address: list[Address] = []
    extension: list[Extension] = []


class Condition(Resource):
    """A diagnosis or problem."""

    subject: Reference | None = None
    code: Concept | None = None
    clinicalStatus: Concept | None = None
    verificationStatus: Concept | None = None
    onsetDateTime: str | None = None
    onsetPeriod: Period | None = None
    recordedDate: str | None = None
    bodySite: list[Concept] = []
    stage: list[Stage] = []
    extension: list[Extension] = []


class Observation(Resource):
    """A result."""

    status: str | None = None
    subject: Reference | None = None
    code: Concept | None = None
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    effectiveInstant: str | None = None
    issued: str | None = None
    valueCodeableConcept: Concept | None = None
    valueQuantity: Quantity | None = None
    valueString: str | None = None
    valueInteger: int | str | None = None
    valueBoolean: bool | None = None
    valueRatio: Ratio | None = None
    interpretation: list[Concept] = []
    specimen: Reference | None = None
    bodySite: Concept | None = None
    method: Concept | None = None
    referenceRange: list[Range] = []
    component: list[Component] = []
    extension: list[Extension] = []


class Drug(Resource):
    """MedicationStatement, MedicationRequest or MedicationAdministration."""

    status: str | None = None
    subject: Reference | None = None
    medicationCodeableConcept: Concept | None = None
    medicationReference: Reference | None = None
    contained: list[Contained] = []
    effectiveDateTime: str | None = None
    effectivePeriod: Period | None = None
    authoredOn: str | None = None
    dateAsserted: str | None = None
    category: Concept | list[Concept] | None = None
    reasonCode: list[Concept] = []
    statusReason: Concept | list[Concept] | None = None
    extension: list[Extension] = []


class Contained(msgspec.Struct):
    """A medication inside another resource."""

    resourceType: str
    id: str | None = None
    code: Concept | None = None


class Medication(Resource):
    """A medication that others refer to."""

    code: Concept | None = None


class Procedure(Resource):
    """Surgery, radiotherapy and other procedures."""

    status: str | None = None
    subject: Reference | None = None
    code: Concept | None = None
    performedDateTime: str | None = None
    performedPeriod: Period | None = None
    bodySite: list[Concept] = []
    extension: list[Extension] = []


class Specimen(Resource):
    """Where a sample came from."""

    subject: Reference | None = None
    type: Concept | None = None
    collection: Collection | None = None


class Collection(msgspec.Struct):
    """How and where a sample was taken."""

    collectedDateTime: str | None = None
    bodySite: Concept | None = None


class Entry(msgspec.Struct):
    """An entry of a bundle; its resource is decoded once its kind is known."""

    fullUrl: str | None = None
    resource: msgspec.Raw = msgspec.Raw(b"")


class Bundle(msgspec.Struct):
    """A bundle of any kind."""

    resourceType: str = ""
    type: str | None = None
    entry: list[Entry] = []


class Kind(msgspec.Struct):
    """The first look at a resource."""

    resourceType: str = ""
    id: str | None = None


class About(msgspec.Struct):
    """Whom a resource is about, for kinds that are not read."""

    subject: Reference | None = None
    patient: Reference | None = None


READ: dict[str, type[Resource]] = {
    "Patient": Patient,
    "Condition": Condition,
    "Observation": Observation,
    "MedicationStatement": Drug,
    "MedicationRequest": Drug,
    "MedicationAdministration": Drug,
    "Medication": Medication,
    "Procedure": Procedure,
    "Specimen": Specimen,
}
"""The kinds of resources that are read; others are listed as unused by kind."""
