"""The advice on a treatment that goes on, and what a person reports, in words: the same on every page.

In: parts of a plan. Out: short sentences. No clinical sentence is made here: texts come from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onward.plan.dated import Task
from onward.plan.types import Attribution, CurrentTherapy, GradeNow, Otherwise, Plan, ReportNow, ResponseNow
from onward.plan.wishes import FamilyEvent, Wishes, ahead, free_day, met
from onward.reports import phrases

HIGHEST = 4
DECIDES = {
    "self": "the person decides, having heard the team",
    "together": "the person and the team decide together",
    "team": "the team decides, knowing what matters to the person",
}
OUTLOOK = {
    "wanted": "wants to know how long people like them live",
    "ask-first": "wants to be asked before anything is said of how long people like them live",
    "not-wanted": "does not want to know how long people like them live",
}


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
    within = f"measured since {found.measured_since}" if found.measured_since else "in this line"
    parts = [f"best {within} {found.unconfirmed} ({confirmed})"]
    if found.stated and found.stated != found.unconfirmed:
        parts.append(f"the record states {found.stated}")
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


def wishes(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What the person said matters, each with what it is about; nothing where the record says nothing."""
    said = plan.wishes
    if not isinstance(said, Wishes):
        return ()
    weighed = sorted(said.weights.items(), key=lambda each: (-each[1], each[0]))
    there = f"; to be there: {said.decides_with}" if said.decides_with else ""
    days = "; ".join(map(day, ahead(said.events, date.fromisoformat(plan.as_of))))
    told = (
        ("Who decides", f"{DECIDES.get(said.decides or '', 'not said')}{there}" if said.decides or there else ""),
        ("Outlook", OUTLOOK.get(said.outlook or "", "")),
        ("What matters", ", ".join(f"{wish.replace('-', ' ')} {weight:g}" for wish, weight in weighed if weight)),
        ("In their words", said.words or ""),
        ("Work", said.work or ""),
        ("Days that matter", days),
    )
    return tuple((about, text) for about, text in told if text)


def day(event: FamilyEvent) -> str:
    """A day that matters: ``2026-06-27 to 2026-07-04 the sea``."""
    until = f" to {event.until}" if event.until else ""
    return f"{event.date}{until} {event.what}"


def clash(task: Task, plan: Plan) -> str:
    """What a check that is to come meets, and the nearest day that is free; nothing where it meets nothing."""
    said = plan.wishes
    if not isinstance(said, Wishes) or task.state not in ("due", "coming"):
        return ""
    found = met(task, said.events)
    if not found:
        return ""
    free = free_day(task, said.events)
    instead = f"{free} would be free" if free else "no other day of its window is free"
    return f"on a day that matters ({', '.join(each.what for each in found)}): {instead}"


def _name(fact: str) -> str:
    return fact.replace("_", " ")
