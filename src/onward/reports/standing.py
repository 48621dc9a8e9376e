"""The advice on a treatment that goes on, and what a person reports, in words: the same on every page.

In: parts of a plan. Out: short sentences. No clinical sentence is made here: texts come from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from onward.plan.types import Attribution, CurrentTherapy, GradeNow, Otherwise, ReportNow, ResponseNow
from onward.reports import phrases

HIGHEST = 4


def attribution(found: Attribution) -> str:
    """A finding, the drugs it may come from, and what adds to them."""
    parts = [f"may come from {' or '.join(found.drugs)}"]
    parts += [f"the record puts it down to {', '.join(found.stated)}"] if found.stated else []
    parts += [f"other medicines: {'; '.join(found.added_to)}"] if found.added_to else []
    return f"{_name(found.finding)} {phrases.value(found.value)}: {'; '.join(parts)}"


def open_questions(now: CurrentTherapy) -> str:
    """The facts that are not known and could make the action another one, with what they could make of it."""
    asked: dict[str, dict[str, None]] = {}
    for each in now.otherwise:
        for fact in each.missing:
            asked.setdefault(fact, {})[f"{each.do} {each.drug or 'the treatment'}"] = None
    return "; ".join(f"{_name(fact)} ({', '.join(could)})" for fact, could in asked.items())


def would_change(now: CurrentTherapy) -> tuple[tuple[str, tuple[Otherwise, ...]], ...]:
    """What would change the action, by what it would become: ``hold ribociclib``, with each condition."""
    groups: dict[str, list[Otherwise]] = {}
    for each in now.otherwise:
        if each.do != now.action or each.drug is not None:
            groups.setdefault(f"{each.do} {each.drug or 'the treatment'}", []).append(each)
    return tuple((name, tuple(found)) for name, found in groups.items())


def condition(each: Otherwise) -> str:
    """One condition with the facts as they are: ``qtcf > 480 (now qtcf 430)``."""
    told = ", ".join(f"{_name(fact)} {phrases.value(value)}" for fact, value in each.now.items())
    unknown = f"{', '.join(map(_name, each.missing))} not known" if each.missing else ""
    beside = "; ".join(part for part in (f"now {told}" if told else "", unknown) if part)
    return f"{each.when.replace('_', ' ')}{f' ({beside})' if beside else ''}"


def reports(found: Iterable[ReportNow]) -> str:
    """What the person reported, the worst first: ``nausea 3 of 4 on 2026-05-20, up 2``."""
    return "; ".join(map(_report, found))


def _report(found: ReportNow) -> str:
    change = f", {'up' if found.rise > 0 else 'down'} {abs(found.rise)}" if found.rise else ""
    return f"{found.term.replace('-', ' ')} {found.worst} of {HIGHEST} on {found.date}{change}"


def doubts(now: ResponseNow) -> tuple[str, ...]:
    """What has to be said about an assessment that is uncertain."""
    first = ("it has to be confirmed before it counts as progression",) if now.to_confirm else ()
    return first + tuple(note for note in (now.note or "").split("; ") if note)


def best(now: ResponseNow) -> str:
    """The best response of the line, whether it is confirmed, and how long it has lasted."""
    found = now.best
    if found is None:
        return ""
    confirmed = "confirmed" if found.confirmed == found.unconfirmed else f"{found.confirmed} if confirmed only"
    parts = [f"best in this line {found.unconfirmed} ({confirmed})"]
    if found.responding_since and found.duration_days is not None:
        lasted = "until progression" if found.over else "to the last scan"
        parts.append(f"responding since {found.responding_since}, {found.duration_days} days {lasted}")
    return "; ".join(parts)


def grade_notes(raised: Iterable[GradeNow]) -> tuple[str, ...]:
    """What grades rest on besides their values; what holds of several is said once."""
    groups: dict[str, list[str]] = {}
    for now in raised:
        for note in (now.note or "").split("; "):
            if note:
                groups.setdefault(note, []).append(now.test)
    return tuple(f"{', '.join(dict.fromkeys(tests))}: {note}" for note, tests in groups.items())


def _name(fact: str) -> str:
    return fact.replace("_", " ")
