"""What changed between two plans, and what made it change, as a terminal page.

In: a difference. Out: text, or the same as data: options whose standing differs, the action on the present treatment,
alerts and tests that came or went, facts that differ; each with the entries of the record that made it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onward.plan.causes import Cause
from onward.plan.diff import Difference
from onward.plan.types import Plan
from onward.reports import phrases
from onward.reports.sheet import WIDTH, Sheet

Marks = Mapping[Cause, int]


def render_difference(found: Difference, *, width: int = WIDTH, colour: bool = False) -> str:
    """The page of one difference."""
    sheet = Sheet(width, colour)
    sheet.text(f"Then: {_status(found.then)}", indent=0, hang=6, style="strong")
    sheet.text(f"Now:  {_status(found.now)}", indent=0, hang=6, style="strong")
    marks = {cause: number for number, cause in enumerate(found.events, 1)}
    _events(sheet, marks)
    _told(sheet, "What to do", found, marks, ("stage", "line", "action"))
    _options(sheet, found, marks)
    _told(sheet, "Alerts", found, marks, ("alert",))
    _told(sheet, "Tests", found, marks, ("test",))
    _facts(sheet, found, marks)
    if not _anything(found):
        sheet.blank()
        sheet.text("Nothing changed.", indent=0)
    sheet.blank()
    sheet.text(f"{phrases.NOT_A_DEVICE} {phrases.versions(found.now)}.", indent=0, style="quiet")
    return str(sheet)


def _anything(found: Difference) -> bool:
    """Whether the plans differ at all."""
    return any((found.options, found.facts, found.told))


def to_json(found: Difference) -> bytes:
    """The same as data, without the two plans themselves."""
    then, now = ({"as_of": plan.as_of, "knowledge": plan.knowledge} for plan in (found.then, found.now))
    data = {
        "onward": found.now.onward,
        "patient": found.now.patient,
        "then": then,
        "now": now,
        "changes": found.told,
        "options": found.options,
        "findings": found.findings,
        "facts": found.facts,
        "events": found.events,
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def _status(plan: Plan) -> str:
    return " · ".join((plan.patient, *phrases.status(plan)))


def _events(sheet: Sheet, marks: Marks) -> None:
    """What is new in the record, numbered, so that every change can name what did it."""
    if marks:
        sheet.heading("New in the record", "and what it no longer holds; the numbers below name these entries")
    for cause, number in marks.items():
        gone = "" if cause.came else "no longer "
        sheet.entry(f"[{number}]", f"{gone}{cause.says} ({cause.ref})", label_columns=5)


def _options(sheet: Sheet, found: Difference, marks: Marks) -> None:
    if not found.options:
        return
    sheet.heading("Options")
    for change in found.options:
        reason = _reason(change.because, change.events, found, marks)
        sheet.text(f"- {change.option}: {change.then} -> {change.now}{reason}", hang=2)


def _told(sheet: Sheet, title: str, found: Difference, marks: Marks, kinds: Iterable[str]) -> None:
    listed = [change for change in found.told if change.kind in kinds]
    if listed:
        sheet.heading(title)
    for change in listed:
        sign = "+ " if change.then is None else "- no longer "
        values = f": {change.then or 'none'} -> {change.now or 'none'}"
        named = f"{sign}{change.name}" if change.kind in ("alert", "test") else f"{change.name}{values}"
        because = [fact for fact in change.because if fact != change.name]
        sheet.text(f"{named}{_reason(because, change.events, found, marks)}", hang=2)


def _reason(facts: Sequence[str], events: Iterable[Cause], found: Difference, marks: Marks) -> str:
    """The facts behind a change and the entries that made them so, or that no entry did."""
    numbers = sorted(marks[cause] for cause in events if cause in marks)
    told = f" (because of {', '.join(fact.replace('_', ' ') for fact in facts)})" if facts else ""
    if numbers:
        return f"{told} [{', '.join(map(str, numbers))}]"
    why = ["time that has passed"] if found.then.as_of != found.now.as_of else []
    why += ["another knowledge"] if found.then.knowledge != found.now.knowledge else []
    return f"{told} (no entry: {' or '.join(why)})" if why else told


def _facts(sheet: Sheet, found: Difference, marks: Marks) -> None:
    if not found.facts:
        return
    sheet.heading("Facts that differ")
    for change in found.facts:
        values = f"{phrases.value(change.then)} -> {phrases.value(change.now)}"
        name = change.fact.replace("_", " ")
        refs = f" ({', '.join(change.refs)})" if change.refs else ""
        sheet.text(f"{name}: {values}{refs}{_reason((), change.events, found, marks)}", hang=2)
