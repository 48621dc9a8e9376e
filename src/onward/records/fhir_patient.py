"""Patient -> the row of the person. A person who has died gets no plan; the reader says so with the day."""

from __future__ import annotations

from datetime import date

from onward.events.tables import Patient
from onward.records.documents import Found
from onward.records.fhir_reading import Reading
from onward.records.resources import Resource, extensions_of
from onward.values.dates import PartialDate
from onward.values.errors import Fault, NotSupportedError

_SEXES = {"female": "female", "f": "female", "male": "male", "m": "male"}


def read_patient(reading: Reading, day: date) -> PartialDate | None:
    """Add the row of the person, and give the date of birth.

    Raises:
        NotSupportedError: the person had died by ``day``.
    """
    versions = reading.person.patients
    found = versions[0]
    resource = found.resource
    birth = reading.notes.day(found, "birthDate", resource.birth_date)
    sex = _sex(found, reading)
    death = reading.notes.day(found, "deceasedDateTime", resource.deceased_date_time)
    if death is not None and birth is not None and death.high < birth.low:
        reading.notes.fault(found, f"death ({death}) is before birth ({birth})", "a date of death after that of birth")
    else:
        _refuse_the_dead(found, death, day)
    reading.notes.add(
        Patient,
        [one.ref for one in versions],
        sex=sex,
        birth_date=birth,
        deceased=False if death is not None else resource.deceased_boolean,
        region=_region(resource, reading),
    )
    _compare(versions, reading)
    return birth


def _sex(found: Found, reading: Reading) -> str | None:
    """As recorded; where gender does not say, the sex at birth."""
    resource = found.resource
    stated = _SEXES.get((resource.gender or "").lower())
    if stated:
        return stated
    for extension in extensions_of(resource, "us-core-birthsex", "us-core-sex", "individual-recordedSexOrGender"):
        word = _SEXES.get((extension.value_code or "").lower())
        if word:
            return word
    if resource.gender:
        reading.notes.leave(found.ref, f"gender: {resource.gender}", "sex is read as female or male")
    return None


def _region(resource: Resource, reading: Reading) -> str | None:
    """Whose approvals apply, by the country of the address; one that is of no region that is known says nothing."""
    addresses = resource.address if isinstance(resource.address, tuple) else (resource.address,)
    countries = (address.country for address in addresses if address is not None)
    return next((region for country in countries if (region := reading.codes.text("region", country))), None)


def _refuse_the_dead(found: Found, death: PartialDate | None, day: date) -> None:
    if death is not None and death.high <= day:
        wrong = f"{found.ref}: the patient died on {death}"
    elif found.resource.deceased_boolean and death is None:
        wrong = f"{found.ref}: the patient has died; the day is not recorded"
    else:
        return
    raise NotSupportedError(Fault(found.file, 0, 0, wrong, "a living patient, or --as-of with a day before the death"))


def _compare(versions: list[Found], reading: Reading) -> None:
    """Several Patient resources of one id that say different things."""
    first = versions[0].resource
    for other in versions[1:]:
        for name in ("birth_date", "gender", "deceased_date_time"):
            one, two = getattr(first, name), getattr(other.resource, name)
            if one and two and one != two:
                what = f"the patient's {name.replace('_', ' ')} is {one} and {two}; the first was taken"
                reading.notes.conflict([versions[0].ref, other.ref], what)
