"""What changed between two plans, and what made it change, as a terminal page.

In: a difference. Out: text: options whose standing differs with the facts behind it, alerts and tests that came or
went, facts that differ with where they were read.
"""

from __future__ import annotations

from collections.abc import Iterable

from onward.plan.diff import Difference
from onward.plan.types import Plan
from onward.reports import phrases
from onward.reports.sheet import WIDTH, Sheet


def render_difference(found: Difference, *, width: int = WIDTH, colour: bool = False) -> str:
    """The page of one difference."""
    sheet = Sheet(width, colour)
    sheet.text(f"Then: {_status(found.then)}", indent=0, hang=6, style="strong")
    sheet.text(f"Now:  {_status(found.now)}", indent=0, hang=6, style="strong")
    _options(sheet, found)
    _lists(sheet, "Alerts", found.alerts_new, found.alerts_gone)
    _lists(sheet, "Tests", found.tests_new, found.tests_gone)
    _facts(sheet, found)
    if not _anything(found):
        sheet.blank()
        sheet.text("Nothing changed.", indent=0)
    sheet.blank()
    sheet.text(f"{phrases.NOT_A_DEVICE} {phrases.versions(found.now)}.", indent=0, style="quiet")
    return str(sheet)


def _anything(found: Difference) -> bool:
    """Whether the plans differ at all."""
    lists = (found.options, found.facts, found.alerts_new, found.alerts_gone, found.tests_new, found.tests_gone)
    return any(lists)


def _status(plan: Plan) -> str:
    return " · ".join((plan.patient, *phrases.status(plan)))


def _options(sheet: Sheet, found: Difference) -> None:
    if not found.options:
        return
    sheet.heading("Options")
    for change in found.options:
        because = ", ".join(fact.replace("_", " ") for fact in change.because)
        reason = f" (because of {because})" if because else ""
        sheet.text(f"- {change.option}: {change.then} -> {change.now}{reason}", hang=2)


def _lists(sheet: Sheet, title: str, came: Iterable[str], went: Iterable[str]) -> None:
    lines = [*(f"+ {name}" for name in came), *(f"- no longer {name}" for name in went)]
    if lines:
        sheet.heading(title)
    for line in lines:
        sheet.text(line, hang=2)


def _facts(sheet: Sheet, found: Difference) -> None:
    if not found.facts:
        return
    sheet.heading("Facts that differ")
    for change in found.facts:
        refs = f" ({', '.join(change.refs)})" if change.refs else ""
        values = f"{phrases.value(change.then)} -> {phrases.value(change.now)}"
        sheet.text(f"{change.fact.replace('_', ' ')}: {values}{refs}", hang=2)
