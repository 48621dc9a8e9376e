"""The parts of a plan that say where a person stands: tumour, course, response, grades, facts, what was left unused."""

from __future__ import annotations

from collections.abc import Iterable

from onward.events.tables import Grade, Line, Response, Variant
from onward.facts.plain import plain
from onward.facts.sheet import FactSheet, describe
from onward.plan.types import FactNow, GradeNow, LeftUnused, LineOfTherapy, Presumed, ResponseNow, Tumour
from onward.values.dates import PartialDate

_READ_BY_COURSE = frozenset(
    {"patient", "drug", "procedure", "lesion", "progression", "line", "response", "grade", "wish"}
)
_DISCORDANCES = ("er_discordant", "pr_discordant", "her2_discordant")


def tumour(sheet: FactSheet) -> Tumour:
    """The cancer as the newest results say it is."""
    variants = [row for row in sheet.rows("variant") if isinstance(row, Variant) and row.result == "positive"]
    return Tumour(
        subtype=sheet.fact("subtype"),
        her2_level=sheet.fact("her2_level"),
        er_percent=sheet.fact("er_percent"),
        pr_percent=sheet.fact("pr_percent"),
        er_status=sheet.fact("er_status"),
        pr_status=sheet.fact("pr_status"),
        her2_status=sheet.fact("her2_status"),
        histology=sheet.fact("histology"),
        sites=tuple(sorted(sheet.fact("sites") or ())),
        discordance=tuple(sheet.index.definitions[name].what for name in _DISCORDANCES if sheet.fact(name) is True),
        germline=_named(row for row in variants if row.origin == "germline"),
        alterations=_named(row for row in variants if row.origin != "germline"),
    )


def _named(variants: Iterable[Variant]) -> tuple[str, ...]:
    return tuple(sorted({f"{row.gene} {row.alteration}" if row.alteration else row.gene for row in variants}))


def course(sheet: FactSheet) -> tuple[LineOfTherapy, ...]:
    """Lines of therapy and (neo)adjuvant courses, oldest first."""
    lines = [row for row in sheet.rows("line") if isinstance(row, Line)]
    return tuple(
        LineOfTherapy(
            setting=row.setting,
            number=row.stated_number or row.number,
            drugs=row.drugs,
            start=_day(row.date),
            end=_day(row.end),
            ongoing=row.ongoing,
            stopped_for=row.stopped_for,
            best_response=row.best_response,
            certain=row.certain,
            note=row.note,
            refs=row.refs,
        )
        for row in lines
    )


def _day(date: PartialDate | None) -> str | None:
    return str(date) if date is not None else None


def response(sheet: FactSheet) -> ResponseNow | None:
    """The newest RECIST assessment."""
    rows = [row for row in sheet.rows("response") if isinstance(row, Response)]
    if not rows:
        return None
    row = max(rows, key=lambda each: (each.date.low.isoformat() if each.date else "", each.id))
    return ResponseNow(
        overall=row.overall, sum_mm=row.sum_mm, baseline_mm=row.baseline_mm, nadir_mm=row.nadir_mm, date=_day(row.date)
    )


def grades(sheet: FactSheet) -> tuple[GradeNow, ...]:
    """The newest grade of each test and version."""
    found: dict[tuple[str, str], Grade] = {}
    for row in sheet.rows("grade"):
        if isinstance(row, Grade):
            known = found.get((row.test, row.version))
            if known is None or _newer(row, known):
                found[(row.test, row.version)] = row
    return tuple(
        GradeNow(
            test=row.test, grade=row.grade, version=row.version, value=row.value, unit=row.unit, date=_day(row.date)
        )
        for _, row in sorted(found.items())
    )


def _newer(row: Grade, known: Grade) -> bool:
    day, other = (each.date.low.isoformat() if each.date else "" for each in (row, known))
    return (day, row.grade) > (other, known.grade)


def facts(sheet: FactSheet, missing: set[str]) -> dict[str, FactNow]:
    """Every fact that is known, and those that something waits for."""
    found = {}
    for name in sorted(sheet.index.definitions):
        value = sheet.fact(name)
        if value is None and name not in missing:
            continue
        definition = sheet.index.definitions[name]
        rows = sheet.decisive.get(name, [])
        dates = [row.date for row in rows if row.date is not None]
        found[name] = FactNow(
            value=plain(value),
            what=definition.what,
            unit=definition.unit,
            date=str(max(dates, key=lambda date: date.low)) if dates else None,
            refs=tuple(dict.fromkeys(ref for row in rows for ref in row.refs)),
            presumed=name in sheet.presumed,
            missing=value is None,
        )
    return found


def presumed(sheet: FactSheet, used: Iterable[str]) -> tuple[Presumed, ...]:
    """What was taken for granted by the rules that this plan rests on."""
    found = []
    for name in sorted(set(used) & sheet.presumed):
        presume = sheet.index.definitions[name].presume
        if presume is not None:
            found.append(Presumed(fact=name, value=plain(presume.value), why=presume.why))
    return tuple(found)


def unused(sheet: FactSheet) -> tuple[LeftUnused, ...]:
    """What the reader could not use, and what no fact read: nothing is dropped silently."""
    found = [LeftUnused(ref=each.ref, what=each.what, reason=each.reason) for each in sheet.events.unused]
    told = {each.ref for each in sheet.events.unused}
    for table, rows in sorted(sheet.events.rows.items()):
        if table in _READ_BY_COURSE:
            continue
        for row in rows:
            if (table, row.id) not in sheet.matched:
                ref = row.refs[0] if row.refs else row.id
                if ref not in told:
                    found.append(LeftUnused(ref=ref, what=describe(row), reason="no rule knows this"))
    return tuple(found)
