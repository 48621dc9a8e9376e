"""Random charts as FHIR: the same plan as the chart, whatever the order or the number of files; and nothing gets lost.

In: seeds. Out: a sentence for each difference, and for each resource of a damaged bundle that ends neither in an event
nor under ``unused``. What FHIR has no code for (``as_fhir``) is left out of the chart first.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from tests.trust.charts import AS_OF, seeded
from tests.trust.measure import Measure, share
from tests.trust.metamorphic import essence
from tests.trust.world import knowledge, maker

from onward.events.tables import TABLES, Drug, Event, Events, Metastasis, State
from onward.plan.make import make_plan
from onward.records.as_fhir import FhirWriter, resources
from onward.records.fhir import FhirReader
from onward.values.errors import OnwardError

Json = dict[str, Any]
DISTANT = ("bone", "bone-marrow", "liver", "lung", "pleura", "brain", "peritoneum", "adrenal", "ovary")


@lru_cache(maxsize=1)
def writer() -> FhirWriter:
    """The writer of bundles."""
    return FhirWriter(knowledge())


@lru_cache(maxsize=1)
def reader() -> FhirReader:
    """The reader under test."""
    return FhirReader(knowledge())


def sayable(events: Events) -> Events:
    """The events without those that FHIR has no code for."""
    empty: dict[str, tuple[Event, ...]] = {table.table: () for table in TABLES}
    kept = {
        name: tuple(row for row in rows if _sayable(row, msgspec.structs.replace(events, rows={**empty, name: (row,)})))
        for name, rows in events.rows.items()
    }
    kept["drug"] = tuple(_as_fhir_has_it(row) for row in kept["drug"])
    # A stage group in FHIR has a day of its own, and metastatic disease is said there by the metastases alone.
    kept["diagnosis"] = tuple(msgspec.structs.replace(row, stage=None) for row in kept["diagnosis"])
    if not any(isinstance(row, Metastasis) and row.site in DISTANT for row in kept["metastasis"]):
        kept["metastasis"] = ()
        kept["state"] = tuple(row for row in kept["state"] if getattr(row, "name", "") != "metastatic")
    return msgspec.structs.replace(events, rows=kept, unused=(), conflicts=())


def _as_fhir_has_it(row: Event) -> Event:
    """A drug of its own: FHIR does not say which belong together, and what is completed has no other reason."""
    if not isinstance(row, Drug):
        return row
    return msgspec.structs.replace(
        row, regimen=None, stopped_for=None if row.stopped_for == "completed" else row.stopped_for
    )


def _sayable(row: Event, alone: Events) -> bool:
    if isinstance(row, Drug) and (row.ongoing is None or row.ongoing_inferred or row.date is None):
        return False  # FHIR has a status for everything, and "completed" is an answer
    if isinstance(row, State) and row.name == "metastatic":
        return True  # said by the metastases: ``sayable`` takes it away where there is none
    return writer().bundle(alone) is not None


def differences(seed: int) -> Iterator[str]:
    """What differs between a chart, its bundle, and the bundle in another order, as NDJSON, with other ids."""
    events = sayable(maker().events(seed))
    bundle = writer().bundle(events)
    if bundle is None or not events.rows["patient"]:
        return
    expected: Json | str = essence(make_plan(events, knowledge(), AS_OF))
    rng = seeded(seed)
    shuffled = {**bundle, "entry": rng.sample(bundle["entry"], len(bundle["entry"]))}
    renamed = json.loads(json.dumps(bundle).replace('"patient-1"', '"p9"').replace("Patient/patient-1", "Patient/p9"))
    lines = "\n".join(json.dumps(each) for each in resources(bundle))
    pairs = {
        "as FHIR": json.dumps(bundle),
        "as FHIR in another order": json.dumps(shuffled),
        "as FHIR with another id": json.dumps(renamed),
        "as NDJSON": lines,
    }
    for name, text in pairs.items():
        told = _plan(text, "bundle.ndjson" if name == "as NDJSON" else "bundle.json")
        if told != expected:
            yield f"chart {seed} {name}: {_differing(expected, told)}"
        expected = told if name == "as FHIR" else expected


def _differing(before: Json | str, after: Json | str) -> str:
    if isinstance(before, str) or isinstance(after, str):
        return f"{before if isinstance(before, str) else after}"
    parts = [key for key in before if before[key] != after.get(key) and key != "values"]
    names = {*before["values"], *after["values"]}
    values = sorted(name for name in names if before["values"].get(name) != after["values"].get(name))
    return ", ".join([*parts, *(f"fact {name}" for name in values)])


def _plan(text: str, name: str) -> Json | str:
    try:
        (events,) = reader().read_bytes(text.encode(), name)
        return essence(make_plan(events, knowledge(), AS_OF))
    except OnwardError as error:
        return "; ".join(fault.wrong for fault in error.faults)


def lost(seed: int) -> Iterator[str]:
    """The resources of a damaged bundle that ended nowhere; a bundle may be refused, with a fault."""
    bundle = writer().bundle(sayable(maker().events(seed)))
    if bundle is None or not bundle["entry"]:
        return
    rng = seeded(seed)
    damaged = [_damaged(each, rng) if rng.random() < 0.5 else each for each in resources(bundle)]
    text = json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in damaged]}
    )
    try:
        found = list(reader().read_bytes(text.encode(), "bundle.json"))
    except OnwardError as error:
        if not error.faults:
            yield f"chart {seed}: refused without a fault"
        return
    told = {ref for events in found for rows in events.rows.values() for row in rows for ref in row.refs}
    told |= {each.ref for events in found for each in events.unused}
    told |= {ref for events in found for each in events.conflicts for ref in each.refs}
    for each in damaged:
        place = f"{each.get('resourceType')}/{each.get('id')}"
        if each.get("resourceType") != "Patient" and not any(place in ref for ref in told):
            yield f"chart {seed}: {place} is lost: {json.dumps(each)[:200]}"


def _damaged(resource: Json, rng: random.Random) -> Json:
    """A resource with one thing missing, foreign or wrong."""
    copy: Json = json.loads(json.dumps(resource))
    keys = [key for key in copy if key not in ("resourceType", "id", "subject")]
    if copy["resourceType"] == "Patient" or not keys:
        return copy
    way = rng.randrange(5)
    key = rng.choice(keys)
    if way == 0:
        del copy[key]
    elif way == 1 and "code" in copy:
        copy["code"] = {"coding": [{"system": "http://example.org/local", "code": "x-17"}], "text": "something local"}
    elif way == 2:
        copy["status"] = rng.choice(("entered-in-error", "cancelled", "unknown", "not-done", "preliminary"))
    elif way == 3 and "valueQuantity" in copy:
        copy["valueQuantity"] = rng.choice(({"value": -4, "unit": "%"}, {"value": 7, "unit": "furlong"}, {"unit": "%"}))
    else:
        copy["resourceType"] = rng.choice(("Basic", "Flag", "Immunization"))
    return copy


def measure_pairs(first: int, count: int) -> Measure:
    """Charts and their bundles over a range of seeds."""
    misses = [miss for seed in range(first, first + count) for miss in differences(seed)]
    return Measure(
        kind="Metamorphic pairs: chart and FHIR, order, ids, NDJSON",
        target="no difference",
        measured=f"{len(misses)} differences",
        count=4 * count,
        misses=misses,
    )


def measure_lost(first: int, count: int) -> Measure:
    """Conservation over damaged bundles."""
    misses = [miss for seed in range(first, first + count) for miss in lost(seed)]
    return Measure(
        kind="Conservation: every resource of a damaged bundle ends in an event or `unused`",
        target="100 %",
        measured=share(count - len(misses), count),
        tally={"bundles": (count - len({miss.split(":")[0] for miss in misses}), count)},
        count=count,
        misses=misses,
    )


def kinds(misses: list[str]) -> Counter[str]:
    """The misses by their kind, for a first look."""
    return Counter(miss.split(" ", 2)[2] for miss in misses)
