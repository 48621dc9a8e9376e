"""What changed between two imports of trials, as a terminal page."""

from __future__ import annotations

from collections.abc import Sequence

from onward.reports.sheet import WIDTH, Sheet
from onward.reports.trials_text import NOTE, shown, told
from onward.trials.changes import AskedItem, Changes, CriteriaChange, Listed, StatusChange
from onward.trials.match_changes import MatchChange, PersonChanges

LABEL = 13
_SIGNS = (
    ("against", "✗", "fails now"),
    ("lifted", "✓", "failed before"),
    ("open", "?", "open now"),
    ("settled", "✓", "was open before"),
)


def render_changes(
    changes: Changes,
    people: Sequence[PersonChanges],
    *,
    unreadable: int = 0,
    unfinished: Sequence[str] = (),
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """What is new, gone, opened or closed, asked otherwise; then for whom it makes a difference."""
    sheet = Sheet(width, colour)
    counts = [f"{len(changes.new)} new", f"{len(changes.gone)} no longer listed"]
    counts += [f"{len(changes.status)} with another status", f"{len(changes.criteria)} with other criteria"]
    sheet.text(f"{', '.join(counts)}, {changes.same} as they were", indent=0, style="strong")
    if unreadable:
        sheet.text(f"{unreadable} records could not be read: a trial may seem new or gone for that", style="warning")
    for folder in unfinished:
        sheet.text(f"The import into {folder} was not finished: trials may seem new or gone for that", style="warning")
    _listed(sheet, "New", changes.new)
    _listed(sheet, "No longer listed", changes.gone)
    if changes.status:
        sheet.heading("Another status")
    for each in changes.status:
        sheet.entry(each.nct, _joined(shown(each.title), _status(each)), label_columns=LABEL)
    if changes.criteria:
        sheet.heading("Other criteria")
    for change in changes.criteria:
        _criteria(sheet, change)
    for person in people:
        _person(sheet, person)
    sheet.blank()
    sheet.text(NOTE, indent=0, style="quiet")
    return str(sheet)


def _listed(sheet: Sheet, title: str, listed: Sequence[Listed]) -> None:
    if listed:
        sheet.heading(title)
    for each in listed:
        sheet.entry(each.nct, _joined(shown(each.title), _said(each.status)), label_columns=LABEL)


def _said(status: str) -> str:
    return shown(status.lower().replace("_", " ")) or "status not said"


def _status(change: StatusChange) -> str:
    mark = "CLOSED: " if change.closed else "OPEN NOW: " if change.opened else ""
    return f"{mark}{_said(change.then)} -> {_said(change.now)}"


def _criteria(sheet: Sheet, change: CriteriaChange) -> None:
    sheet.entry(change.nct, shown(change.title) or "no title", label_columns=LABEL)
    for sign, items in (("-", change.went), ("+", change.came)):
        for item in items:
            sheet.text(f"{sign} {_item(item)}", indent=5, hang=2)


def _item(item: AskedItem) -> str:
    scope = f" ({shown(item.scope)})" if item.scope else ""
    asks = f" [{'; '.join(item.expressions)}]" if item.expressions else ""
    return f"{item.section}{scope}: {shown(item.text)}{asks}"


def _person(sheet: Sheet, person: PersonChanges) -> None:
    count = len(person.changes)
    sheet.heading(shown(person.patient), "nothing changes" if not count else f"{count} trials change")
    for change in person.changes:
        then, now = change.then or "not there", change.now or "no longer listed"
        verdict = now if then == now else f"{then} -> {now}"
        sheet.entry(change.nct, _joined(verdict, _statuses(change), shown(change.title)), label_columns=LABEL)
        for name, sign, why in _SIGNS:
            for point in getattr(change, name):
                sheet.text(f"{sign} {why}: {told(point)}", indent=5, hang=2)
        if change.missing and not change.open:
            sheet.text(f"not known: {', '.join(name.replace('_', ' ') for name in change.missing)}", indent=5, hang=2)


def _statuses(change: MatchChange) -> str:
    """The status, where it changed or the trial is in one folder only."""
    if change.then is None or change.now is None:
        return _said(change.status_then if change.now is None else change.status_now)
    same = change.status_then == change.status_now
    return "" if same else f"{_said(change.status_then)} -> {_said(change.status_now)}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
