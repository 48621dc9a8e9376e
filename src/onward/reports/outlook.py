"""The outlook in sentences: how long people like this person live, as best, typical and worst case.

In: a plan whose outlook was asked for. Out: sentences that the terminal and the page both show. A single number is
never shown alone; a time that was cut short says "more than".
"""

from __future__ import annotations

from onward.plan.types import Outlook, OutlookGroup
from onward.reports.arrange import Arranged, Footnotes
from onward.reports.phrases import number
from onward.reports.sheet import Sheet

HEADING = "Outlook"
ASKED = "asked for; about people in the same setting, not about this person"
_YEARS_FROM = 24
_MONTHS = 12


def span(months: float) -> str:
    """A time as people say it: months, and from two years on years to the nearest half.

    >>> [span(months) for months in (3.7, 21.7, 30, 86.6)]
    ['4 months', '22 months', '2.5 years', '7 years']
    """
    if months < _YEARS_FROM:
        whole = max(1, int(months + 0.5))
        return f"{whole} months" if whole > 1 else "1 month"
    return f"{number(int(months / _MONTHS * 2 + 0.5) / 2)} years"


def group_name(group: OutlookGroup) -> str:
    """Which group: the arm of a trial or the population of a cohort, and its median with its range."""
    named = ", ".join(part for part in (group.population, group.arm) if part) or group.source
    interval = f" ({number(group.interval[0])}–{number(group.interval[1])})" if group.interval else ""
    return f"{named}: median {number(group.median_months)} months{interval}"


def cases(group: OutlookGroup) -> tuple[tuple[str, str], ...]:
    """Best, typical and worst case, each with what it means."""
    low, high = group.typical_months
    most = "more than " if "typical" in group.capped else ""
    best = f"more than {span(group.best_months)}" if "best" in group.capped else f"{span(group.best_months)} or longer"
    return (
        ("best case", f"about 10 of 100 people live {best}"),
        ("typical", f"about 50 of 100 live between {span(low)} and {most}{span(high)}"),
        ("worst case", f"about 10 of 100 live {span(group.worst_months)} or less"),
    )


def notes_of(outlook: Outlook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What has to be told with it: how often such cases held, where times end, what it cannot say; with sources."""
    held = [(each.says, each.sources) for each in outlook.held]
    cut = any(group.capped for group in outlook.groups)
    return (*held, *(((outlook.capped_why, ()),) if cut else ()), *((caveat, ()) for caveat in outlook.caveats))


def write_outlook(sheet: Sheet, page: Arranged, notes: Footnotes) -> None:
    """The section of the terminal page; nothing where it was not asked for."""
    outlook = page.plan.outlook
    if outlook is None:
        return
    sheet.heading(HEADING, ASKED)
    if outlook.setting is None:
        sheet.text(missing(outlook, page))
        return
    sheet.text(f"{outlook.whom}.")
    for group in outlook.groups:
        sheet.text(f"{group_name(group)} {notes.mark((group.source,))}", hang=2)
        for name, says in cases(group):
            sheet.entry(name, says)
    for says, sources in notes_of(outlook):
        sheet.text(f"- {says} {notes.mark(sources)}".rstrip(), hang=2)


def begun(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def missing(outlook: Outlook, page: Arranged) -> str:
    """Why it is not known, and what would tell."""
    named = page.fact_names(outlook.missing) if outlook.missing else ""
    return f"{outlook.why}: {named}" if named else outlook.why
