"""Whose resource is whose: the resources of one or several documents come in, one person's resources each go out.

References are followed as people really write them: ``Patient/x``, ``urn:uuid:x``, an absolute url, a bare id. A
resource that names nobody belongs to the only patient there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from onward.records.documents import Found
from onward.records.resources import Reference, Resource
from onward.values.errors import Fault, RecordError, nearest

_MOST_NAMED = 5
_POINTED_AT = frozenset({"Patient", "Condition", "Medication", "Specimen"})
"""The kinds of resource that references are followed to."""


@dataclass(slots=True)
class Person:
    """One patient, what is theirs, and what of the record is not."""

    id: str
    found: list[Found] = field(default_factory=list)
    patients: list[Found] = field(default_factory=list)
    strangers: list[Found] = field(default_factory=list)
    """Resources that name somebody else."""
    index: dict[str, Found] = field(default_factory=dict)
    """Every resource that others may point at, by each way of pointing."""

    def follow(self, reference: Reference | None, within: Resource | None = None) -> Resource | None:
        """The resource that a reference points at: one contained in ``within``, or one of the record."""
        target = reference.reference if reference else None
        if not target:
            return None
        if target.startswith("#") and within is not None:
            return next((inner for inner in within.contained or () if inner.id == target[1:]), None)
        found = self.index.get(target) or self.index.get(_tail(target))
        return found.resource if found else None


def people_of(found: Iterable[Found], patient: str | None, several: bool, file: str) -> list[Person]:
    """One person for each patient of the record, or the one that was asked for.

    Raises:
        RecordError: there is no patient, not the one asked for, or several where one is expected.
    """
    resources = list(found)
    index = _index(resources)
    people: dict[str, Person] = {}
    for one in resources:
        if one.resource.resource_type == "Patient":
            identity = one.resource.id or one.url or "patient"
            people.setdefault(identity, Person(identity, index=index)).patients.append(one)
    _check(people, patient, several, file)
    _share(resources, people, index)
    chosen = _asked(people, patient) if patient else list(people.values())
    if len(people) == 1 or patient:
        return chosen
    return [person for person in chosen if person.found] or chosen


def _index(resources: list[Found]) -> dict[str, Found]:
    """Resources that are pointed at, by ``Kind/id``, url and bare id; of two with one name the first."""
    index: dict[str, Found] = {}
    for one in resources:
        kind, identity = one.resource.resource_type, one.resource.id
        if kind not in _POINTED_AT:
            continue
        names = [one.url] if one.url else []
        if identity:
            names += [f"{kind}/{identity}", f"urn:uuid:{identity}", identity]
        for name in names:
            index.setdefault(name, one)
    return index


def _check(people: dict[str, Person], patient: str | None, several: bool, file: str) -> None:
    if not people:
        raise RecordError(Fault(file, 0, 0, "the record holds no Patient", "a Patient resource"))
    if patient is not None and not _asked(people, patient):
        suggestion = nearest(patient, people)
        raise RecordError(Fault(file, 0, 0, f"the record holds no patient '{patient}'", _listed(people), suggestion))
    if len(people) > 1 and patient is None and not several:
        wrong = f"the record holds {len(people)} patients"
        raise RecordError(Fault(file, 0, 0, wrong, f"one, named by --patient: {_listed(people)}"))


def _asked(people: dict[str, Person], patient: str) -> list[Person]:
    """The person of that id, or of that identifier in a reference."""
    wanted = _tail(patient)
    return [person for identity, person in people.items() if identity in (patient, wanted) or _tail(identity) == wanted]


def _listed(people: Iterable[str]) -> str:
    names = sorted(people)
    more = "" if len(names) <= _MOST_NAMED else f" and {len(names) - _MOST_NAMED} more"
    return ", ".join(names[:_MOST_NAMED]) + more


def _share(resources: list[Found], people: dict[str, Person], index: dict[str, Found]) -> None:
    """Give each resource to whom it names; those that name nobody to the only one."""
    only = next(iter(people.values())) if len(people) == 1 else None
    owners: dict[str, Person | None] = {}
    for one in resources:
        resource = one.resource
        if resource.resource_type == "Patient":
            continue
        about = resource.subject or resource.patient or resource.individual
        reference = about.reference if about else None
        if reference is None:
            if only is not None:
                only.found.append(one)
            continue
        if reference not in owners:
            owners[reference] = _owner(reference, people, index)
        owner = owners[reference]
        if owner is not None:
            owner.found.append(one)
        elif only is not None:
            only.strangers.append(one)


def _owner(reference: str, people: dict[str, Person], index: dict[str, Found]) -> Person | None:
    tail = _tail(reference)
    if tail in people:
        return people[tail]
    found = index.get(reference)
    if found is None or found.resource.resource_type != "Patient":
        return None
    return people.get(found.resource.id or found.url or "patient")


def _tail(reference: str) -> str:
    """The last part of a reference, without its kind, server and version."""
    plain = reference.split("/_history/")[0].removeprefix("urn:uuid:").removeprefix("urn:oid:")
    return plain.rsplit("/", 1)[-1]
