"""What happened, as points in time: what the picture of the course is drawn from.

In: a fact sheet (events as followed by ``course``) and the blood markers that are drawn as curves. Out: happenings,
oldest first; rows without a date are left out here (the plan's other parts have them).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from onward.events.tables import Diagnosis, Event, Lab, Marker, Procedure, Progression, Response, State, Variant
from onward.facts.sheet import FactSheet
from onward.plan.dated import Happening

_ORDER = (
    "diagnosis", "metastatic", "procedure", "progression", "response", "lesion-sum", "blood-marker", "receptor",
    "variant",
)  # fmt: skip
_METASTATIC = "metastatic"
_BASES = {
    "scan": "on imaging",
    "clinician": "stated by the clinician",
    "stopped-for": "why the treatment ended",
    "relapse": "relapse after curative treatment",
    "stated-response": "as the response states",
}


def history(sheet: FactSheet, blood_markers: Collection[str]) -> tuple[Happening, ...]:
    """Everything dated that the picture of the course shows beside the lines of therapy."""
    found = [
        *_diagnoses(sheet), *_metastatic(sheet), *_procedures(sheet), *_progressions(sheet), *_responses(sheet),
        *_blood_markers(sheet, blood_markers), *_receptors(sheet), *_variants(sheet),
    ]  # fmt: skip
    once = {(each.kind, each.date, each.name, each.says, each.value): each for each in reversed(found)}
    return tuple(sorted(once.values(), key=lambda each: (each.date, _ORDER.index(each.kind), each.name, each.says)))


def _happening(row: Event, kind: str, says: str, **more: object) -> Happening:
    return Happening(kind=kind, date=str(row.date), says=says, refs=row.refs, **more)  # type: ignore[arg-type]


def _diagnoses(sheet: FactSheet) -> Iterator[Happening]:
    for row in sheet.rows("diagnosis"):
        if isinstance(row, Diagnosis) and row.date is not None:
            stage = f", stage {row.stage}" if row.stage else ""
            yield _happening(row, "diagnosis", f"first diagnosis{stage}")


def _metastatic(sheet: FactSheet) -> Iterator[Happening]:
    """The first day on which the record says that the disease is metastatic."""
    rows = [row for row in sheet.rows("state") if isinstance(row, State) and row.name == _METASTATIC and row.truth]
    dated = [(row.date.low, row.id, row) for row in rows if row.date is not None]
    if dated:
        yield _happening(min(dated)[2], "metastatic", "metastatic disease")


def _procedures(sheet: FactSheet) -> Iterator[Happening]:
    for row in sheet.rows("procedure"):
        if isinstance(row, Procedure) and row.date is not None:
            site = f", {row.site}" if row.site else ""
            yield _happening(row, "procedure", f"{row.name.replace('-', ' ')}{site}", name=row.name)


def _progressions(sheet: FactSheet) -> Iterator[Happening]:
    for row in sheet.rows("progression"):
        if isinstance(row, Progression) and row.date is not None:
            basis = _BASES.get(row.basis, row.basis)
            yield _happening(row, "progression", f"progression ({basis})", result=row.basis, certain=row.certain)


def _responses(sheet: FactSheet) -> Iterator[Happening]:
    """Each assessment, its sum, and the sum of the baseline that it is compared with."""
    scans = {row.id: row for row in sheet.rows("lesion") if row.date is not None}
    for row in sheet.rows("response"):
        if not isinstance(row, Response) or row.date is None:
            continue
        doubt = ("?", ", to be confirmed") if row.to_confirm else ("", "")
        says = f"response {row.overall}{doubt[1]}"
        yield _happening(row, "response", says, result=f"{row.overall}{doubt[0]}", certain=row.certain)
        seen = [scans[name] for name in row.derived_from if name in scans]
        first = min(seen, key=lambda scan: (scan.date.low, scan.id), default=None)
        for scan, total in ((first, row.baseline_mm), (row, row.sum_mm)):
            if scan is not None and total is not None:
                says = f"sum of target lesions {total:g} mm"
                yield _happening(scan, "lesion-sum", says, name="sum of target lesions", value=total, unit="mm")


def _blood_markers(sheet: FactSheet, names: Collection[str]) -> Iterator[Happening]:
    for row in sheet.rows("lab"):
        if isinstance(row, Lab) and row.test in names and row.date is not None and row.value is not None:
            says = f"{row.test.upper()} {row.value:g} {row.unit or ''}".rstrip()
            yield _happening(row, "blood-marker", says, name=row.test, value=row.value, unit=row.unit)


def _receptors(sheet: FactSheet) -> Iterator[Happening]:
    for row in sheet.rows("marker"):
        if not isinstance(row, Marker) or row.date is None:
            continue
        said = f"{row.number:g}" if row.number is not None else row.text
        if said is not None:
            says = f"{row.name} {said}" + (f", {row.site}" if row.site else "")
            yield _happening(row, "receptor", says, name=row.name, value=row.number, result=row.text)


def _variants(sheet: FactSheet) -> Iterator[Happening]:
    for row in sheet.rows("variant"):
        if isinstance(row, Variant) and row.date is not None:
            named = " ".join(part for part in (row.gene, row.alteration, row.origin, row.result) if part)
            yield _happening(row, "variant", named, name=row.gene, result=row.result)
