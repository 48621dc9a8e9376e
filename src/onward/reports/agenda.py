"""What to check when, as a terminal page: overdue first, then by day; each with who asks and where that was read.

In: tasks of a treatment that goes on, or offsets of one that may begin, with a plan. Out: text, or the same as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from onward.plan.dated import CheckReason, Offset, Task
from onward.plan.types import Plan
from onward.reports import phrases, standing
from onward.reports.arrange import Footnotes
from onward.reports.sheet import WIDTH, Sheet

HEADINGS = {
    "overdue": "Overdue: no result in the record",
    "due": "Due now",
    "unknown": "Was due; a record cannot show whether it was done: ask",
    "coming": "Coming",
    "done": "Done",
}
NOTHING = "Nothing is scheduled: no treatment goes on whose first day is known, or none of its drugs asks for a check."
SOON = 28
"""Days ahead that the plan's page shows."""
_DAYS_A_WEEK = 7
_TITLE = 50


def render_tasks(plan: Plan, tasks: Sequence[Task], title: str, *, width: int = WIDTH, colour: bool = False) -> str:
    """The page of dated tasks."""
    sheet, notes = Sheet(width, colour), Footnotes()
    _head(sheet, plan, title)
    for state, heading in HEADINGS.items():
        found = [task for task in tasks if task.state == state]
        if found:
            sheet.heading(heading)
            sheet.table([(_day(task), task.title, _remarks(task, plan)) for task in found], most=_TITLE)
    _askers(sheet, tasks, notes)
    if not tasks:
        sheet.blank()
        sheet.text(NOTHING, indent=0)
    return _finished(sheet, plan, notes)


def write_schedule(sheet: Sheet, plan: Plan, notes: Footnotes, *, everything: bool = False) -> None:
    """The checks as a part of the plan's page: what needs somebody to act, and what comes in the next weeks."""
    last = (date.fromisoformat(plan.as_of) + timedelta(SOON)).isoformat()
    shown = [task for task in plan.schedule if everything or task.state != "done"]
    soon = [task for task in shown if everything or task.state != "coming" or task.due <= last]
    if not shown:
        return
    sheet.heading("What to check when", "onward schedule RECORD tells all, also as a calendar")
    for state, heading in HEADINGS.items():
        found = [task for task in soon if task.state == state]
        if found:
            sheet.text(f"{heading}:")
            rows = [(_day(task), task.title, f"{_remarks(task, plan)} {_marked(task, notes)}") for task in found]
            sheet.table(rows, indent=4, most=_TITLE)
    later = len(shown) - len(soon)
    sheet.text(f"and {later} later" if later else "", style="quiet")


def _marked(task: Task, notes: Footnotes) -> str:
    return notes.mark(source for reason in task.reasons for source in reason.sources)


def render_offsets(
    plan: Plan, offsets: Sequence[Offset], title: str, *, width: int = WIDTH, colour: bool = False
) -> str:
    """The page of a treatment that may begin."""
    sheet, notes = Sheet(width, colour), Footnotes()
    _head(sheet, plan, title)
    sheet.heading("From the first day")
    sheet.table([(_offset(each), each.title, _drugs(each.reasons)) for each in offsets], most=_TITLE)
    _askers(sheet, offsets, notes)
    return _finished(sheet, plan, notes)


def to_json(plan: Plan, title: str, found: Sequence[Task] | Sequence[Offset]) -> bytes:
    """The same as data."""
    head = {"onward": plan.onward, "knowledge": plan.knowledge, "patient": plan.patient, "as_of": plan.as_of}
    return msgspec.json.format(msgspec.json.encode({**head, "for": title, "checks": list(found)}), indent=2) + b"\n"


def _head(sheet: Sheet, plan: Plan, title: str) -> None:
    sheet.text(f"What to check when: {plan.patient} · {title} · {plan.as_of}", indent=0, style="strong")


def _finished(sheet: Sheet, plan: Plan, notes: Footnotes) -> str:
    if notes.numbers:
        sheet.heading("Sources")
    for name, number in notes.numbers.items():
        sheet.entry(f"[{number}]", phrases.short_source(plan.sources.get(name), name), label_columns=5)
    sheet.blank()
    sheet.text(f"{phrases.NOT_A_DEVICE} {phrases.versions(plan)}.", indent=0, style="quiet")
    return str(sheet)


def _day(task: Task) -> str:
    return task.due if task.certain else f"~{task.due}"


def _offset(each: Offset) -> str:
    weeks, days = divmod(each.day, _DAYS_A_WEEK)
    if not each.day:
        return "before, day 0"
    return f"day {each.day}" if days else f"week {weeks}"


def _remarks(task: Task, plan: Plan) -> str:
    """Who asks, between which days, what came of it, and which day of the person's it meets."""
    parts = [_drugs(task.reasons)]
    if task.state == "done":
        parts.insert(0, f"done {task.done_on}{', late' if task.late else ''}")
        if task.lacking:
            parts.append(f"without {', '.join(fact.replace('_', ' ') for fact in task.lacking)}")
    elif task.missed > 1:
        parts.insert(0, f"{task.missed} times in a row")
    elif task.state == "due" or task.reasons[0].phase == "follow-up":
        parts.insert(0, f"{task.opens} to {task.closes}")
    if not task.certain:
        parts.append("the first day is known only roughly")
    parts += [meets] if (meets := standing.clash(task, plan)) else []
    return "; ".join(parts)


def _drugs(reasons: Sequence[CheckReason]) -> str:
    return ", ".join(dict.fromkeys(reason.drug or "follow-up" for reason in reasons))


def _askers(sheet: Sheet, found: Sequence[Task] | Sequence[Offset], notes: Footnotes) -> None:
    """Every schedule once, in the words of its source."""
    told: dict[str, list[str]] = {}
    for each in found:
        for reason in each.reasons:
            why = f" ({reason.why})" if reason.why else ""
            line = f"{reason.drug or 'follow-up'}: {reason.when}{why} {notes.mark(reason.sources)}".rstrip()
            told.setdefault(each.title, [])
            if line not in told[each.title]:
                told[each.title].append(line)
    if told:
        sheet.heading("Who asks for it")
    for title, lines in sorted(told.items()):
        sheet.text(f"{title}: {'; '.join(lines)}", hang=2)
