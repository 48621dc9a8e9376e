"""The parts of a plan that say where a person stands: tumour, course, grades, reports, facts, what was left unused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onward.events.tables import Derived, Event, Grade, Line, Medication, Report, Variant
from onward.facts.describe import describe
from onward.facts.plain import plain
from onward.facts.reserved import DISCORDANCES, SITES, SUBTYPE, TUMOUR
from onward.facts.sheet import FactSheet
from onward.plan.judgement import Judgement
from onward.plan.proofs import below_in_facts, facts_named
from onward.plan.types import FactNow, GradeNow, LeftUnused, LineOfTherapy, Presumed, ReportNow, Tumour
from onward.plan.unread import why_unread
from onward.values.dates import PartialDate

_SHOWN_ELSEWHERE = frozenset({"patient", "progression", "line", "response", "report", "appearance", "grade", "wish"})
"""Tables of the person, and those whose rows a part of the plan tells one by one."""


def tumour(sheet: FactSheet) -> Tumour:
    """The cancer as the newest results say it is."""
    variants = [row for row in sheet.rows("variant") if isinstance(row, Variant) and row.result == "positive"]
    discordance = (name for name in DISCORDANCES if sheet.fact(name) is True)
    return Tumour(
        subtype=sheet.fact(SUBTYPE),
        **{name: plain(sheet.fact(name)) for name in TUMOUR},  # type: ignore[arg-type]
        sites=tuple(sorted(sheet.fact(SITES) or ())),
        discordance=tuple(sheet.index.definitions[name].what for name in discordance),
        germline=_named(row for row in variants if row.origin == "germline"),
        alterations=_named(row for row in variants if row.origin != "germline"),
    )


def _named(variants: Iterable[Variant]) -> tuple[str, ...]:
    return tuple(sorted({f"{row.gene} {row.alteration}" if row.alteration else row.gene for row in variants}))


def course(sheet: FactSheet) -> tuple[LineOfTherapy, ...]:
    """Lines of therapy and (neo)adjuvant courses, oldest first."""
    return tuple(_line(row) for row in sheet.rows("line") if isinstance(row, Line))


def _line(row: Line) -> LineOfTherapy:
    return LineOfTherapy(
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


def _day(date: PartialDate | None) -> str | None:
    return str(date) if date is not None else None


def reports(sheet: FactSheet) -> tuple[ReportNow, ...]:
    """The newest answer of the person about each symptom, the worst first."""
    rows = [row for row in sheet.rows("report") if isinstance(row, Report) and row.newest]
    rows.sort(key=lambda row: (-row.worst, row.term))
    return tuple(
        ReportNow(term=row.term, worst=row.worst, rise=row.rise, date=_day(row.date), refs=row.refs) for row in rows
    )


def grades(sheet: FactSheet) -> tuple[GradeNow, ...]:
    """The newest grade of each test and version."""
    found: dict[tuple[str, str], Grade] = {}
    for row in sheet.rows("grade"):
        if isinstance(row, Grade):
            known = found.get((row.test, row.version))
            if known is None or _newer(row, known):
                found[(row.test, row.version)] = row
    return tuple(_grade(row) for _, row in sorted(found.items()))


def _grade(row: Grade) -> GradeNow:
    return GradeNow(
        test=row.test,
        grade=row.grade,
        version=row.version,
        value=row.value,
        unit=row.unit,
        date=_day(row.date),
        note=row.note,
    )


def _newer(row: Grade, known: Grade) -> bool:
    day, other = (each.date.low.isoformat() if each.date else "" for each in (row, known))
    return (day, row.grade) > (other, known.grade)


def facts(sheet: FactSheet, named: Iterable[str]) -> dict[str, FactNow]:
    """Every fact that is known, those that the plan names, and whatever they rest on."""
    found: dict[str, FactNow] = {}
    known = [name for name in sheet.index.definitions if sheet.fact(name) is not None]
    waiting = [*known, *(name for name in named if name in sheet.index.definitions)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _fact(sheet, name)
            for step in found[name].because:
                waiting += facts_named(step)
    return dict(sorted(found.items()))


def _fact(sheet: FactSheet, name: str) -> FactNow:
    definition, step = sheet.index.definitions[name], sheet.prove_fact(name)
    rows = sheet.decisive.get(name, [])
    dates = [row.date for row in rows if row.date is not None]
    return FactNow(
        value=plain(step.value),
        what=definition.what,
        unit=definition.unit,
        date=str(max(dates, key=lambda date: date.low)) if dates else None,
        refs=tuple(dict.fromkeys(ref for row in rows for ref in row.refs)),
        presumed=name in sheet.presumed,
        missing=step.value is None,
        at=step.at,
        sources=step.sources,
        because=below_in_facts(step),
    )


def presumed(sheet: FactSheet, used: Iterable[str]) -> tuple[Presumed, ...]:
    """What was taken for granted by the rules that this plan rests on."""
    found = []
    for name in sorted(set(used) & sheet.presumed):
        presume = sheet.index.definitions[name].presume
        if presume is not None:
            found.append(Presumed(fact=name, value=plain(presume.value), why=presume.why))
    return tuple(found)


def conflicts(sheet: FactSheet) -> tuple[str, ...]:
    """Statements of the record that cannot all be true, and results that are equally new and differ."""
    told = [f"{each.what} ({', '.join(each.refs)})" for each in sheet.events.conflicts]
    for name, rows in sorted(sheet.disputed.items()):
        statements = "; ".join(f"{describe(row)} [{', '.join(row.refs)}]" for row in rows)
        told.append(f"{name} is unknown because equally new statements differ: {statements}")
    return tuple(dict.fromkeys(told))


def unused(judgement: Judgement) -> tuple[LeftUnused, ...]:
    """What the reader could not use, and what no fact read: nothing is dropped silently."""
    sheet = judgement.sheet
    told = [LeftUnused(ref=each.ref, what=each.what, reason=each.reason) for each in sheet.events.unused]
    return (*told, *_not_read(judgement, {each.ref for each in told}))


def _not_read(judgement: Judgement, told: set[str]) -> Iterator[LeftUnused]:
    followed = _followed(judgement.sheet)
    for table, rows in sorted(judgement.sheet.events.rows.items()):
        if table in _SHOWN_ELSEWHERE:
            continue
        for row in rows:
            ref = row.refs[0] if row.refs else row.id
            read = (table, row.id) in judgement.sheet.matched or row.id in followed
            if not read and ref not in told and not _advised(judgement, row):
                yield LeftUnused(ref=ref, what=describe(row), reason=why_unread(judgement.index, row))


def _followed(sheet: FactSheet) -> set[str]:
    """The events that something in the course follows from."""
    rows = (row for rows in sheet.events.rows.values() for row in rows if isinstance(row, Derived))
    return {name for row in rows for name in row.derived_from}


def _advised(judgement: Judgement, row: Event) -> bool:
    """Whether some interaction or advice is about a medicine."""
    if not isinstance(row, Medication):
        return False
    subjects, classes = judgement.index.subjects, judgement.index.facts.classes
    return row.name in subjects or not subjects.isdisjoint(classes.get(row.name, ()))
