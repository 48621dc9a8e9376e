"""A plan as a terminal page that fits 100 columns and can be read in two minutes.

In: a plan. Out: text. What is folded on the HTML page is one line here, or a count; ``everything`` unfolds it. Signs
and words carry the meaning, colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable

from onward.plan.types import Measure, Plan, Test
from onward.reports import phrases
from onward.reports.agenda import write_schedule
from onward.reports.arrange import (
    Arranged,
    Footnotes,
    answers,
    arrange,
    in_order_of_urgency,
    is_alike,
    possible_measures,
)
from onward.reports.outlook import write_outlook
from onward.reports.sheet import WIDTH, Sheet
from onward.reports.text_options import write_options
from onward.reports.text_standing import measure, write_standing
from onward.reports.trials_text import NOTE, counted, opened, write_match

LONGEST_DO = 160
"""Letters that a short page spends on how a measure is done."""
UNUSED_SHOWN = 3
TESTS_SHOWN = 4
TRIALS_SHOWN = 5

GRADE = "_grade"
"""The end of the names of facts that are told as grades."""


def render_text(plan: Plan, *, width: int = WIDTH, colour: bool = False, everything: bool = False) -> str:
    """The page of one plan."""
    page = arrange(plan)
    sheet, notes = Sheet(width, colour), Footnotes()
    _status(sheet, plan)
    _alerts(sheet, plan, notes)
    write_standing(sheet, page, notes, everything=everything)
    write_options(sheet, page, notes, everything=everything)
    _tests(sheet, page, notes, everything=everything)
    write_schedule(sheet, plan, notes, everything=everything)
    _measures(sheet, "Supportive care", plan.supportive, page, notes, everything=everything)
    _measures(sheet, "Procedures", plan.procedures, page, notes, everything=everything)
    _measures(sheet, "Follow-up", plan.follow_up, page, notes, everything=everything)
    _trials(sheet, plan, everything=everything)
    write_outlook(sheet, page, notes)
    _presumed(sheet, page)
    _facts(sheet, page, everything=everything)
    _conflicts(sheet, plan)
    _unused(sheet, page, everything=everything)
    _sources(sheet, plan, notes, everything=everything)
    sheet.blank()
    sheet.text(f"{phrases.NOT_A_DEVICE} {phrases.versions(plan)}.", indent=0, style="quiet")
    return str(sheet)


def _status(sheet: Sheet, plan: Plan) -> None:
    sheet.text("  ·  ".join((plan.patient, *phrases.status(plan))), indent=0, style="strong")
    sheet.text("  ·  ".join((*phrases.tumour(plan), phrases.age_of_record(plan))), indent=0)
    sheet.text(plan.stage_why, indent=0)
    sheet.text(phrases.warning_of_age(plan), indent=0, style="strong")
    for difference in plan.tumour.discordance:
        sheet.text(f"Differs between specimens: {difference}", indent=0)


def _alerts(sheet: Sheet, plan: Plan, notes: Footnotes) -> None:
    if not plan.alerts:
        return
    sheet.heading("What must not wait")
    for index in in_order_of_urgency(plan):
        alert = plan.alerts[index]
        style = "strong" if alert.urgency == "caution" else "warning"
        sheet.entry(alert.urgency.upper(), f"{alert.title} {notes.mark(alert.sources)}", style=style)
        sheet.entry("", alert.why)
        sheet.entry("", f"Do: {alert.do}" if alert.do else "")


def _tests(sheet: Sheet, page: Arranged, notes: Footnotes, *, everything: bool) -> None:
    if not (page.plan.tests or page.plan.settled):
        return
    sheet.heading("Missing tests", "by what they would change")
    full = len(page.deciding) if everything else TESTS_SHOWN
    for rank, test in enumerate(page.deciding, 1):
        sheet.entry(f"{rank}", f"{_test_title(test)} {notes.mark(test.sources)}", label_columns=3)
        if rank <= full:
            _effects(sheet, test, page, everything=everything)
        else:
            sheet.text(f"would change {'; '.join(map(page.option_name, test.would_change))}", indent=5, hang=2)
    if page.other_tests:
        sheet.text("Needed too, and no option changes with them now:")
        for test in page.other_tests:
            sheet.text(f"- {_test_title(test)} {notes.mark(test.sources)}", hang=2)
            sheet.text(opened(test), indent=4, hang=2)
    if page.plan.settled:
        named = ", ".join(page.fact_name(fact) for fact in page.plan.settled)
        sheet.text(f"Not known, and would change nothing now: {named}")


def _effects(sheet: Sheet, test: Test, page: Arranged, *, everything: bool) -> None:
    """What each answer would do; the reason too where nothing else says it."""
    if everything or not test.changes:
        sheet.text(test.why, indent=5)
    for group in answers(test):
        sheet.text(page.effect(group), indent=5, hang=2)
    sheet.text(opened(test), indent=5, hang=2)
    if test.caveat:
        sheet.text(f"Caveat: {test.caveat}", indent=5)


def _test_title(test: Test) -> str:
    return f"{test.urgency.upper()}: {test.title}" if test.urgency else test.title


def _measures(
    sheet: Sheet, title: str, items: Iterable[Measure], page: Arranged, notes: Footnotes, *, everything: bool
) -> None:
    listed = list(items)
    if not listed:
        return
    sheet.heading(title)
    for item in (item for item in listed if item.standing == "offered"):
        sheet.text(f"- {measure(item, notes, None if everything else LONGEST_DO)}", hang=2)
        if everything:
            sheet.text(item.why, indent=4, style="quiet")
    for missing, members in possible_measures(listed):
        told = "; ".join(f"{item.title} {notes.mark(item.sources)}".strip() for item in members)
        sheet.text(f"? depends on {page.fact_names(missing)}: {told}", hang=2)


def _trials(sheet: Sheet, plan: Plan, *, everything: bool) -> None:
    if not plan.trials_counted:
        return
    sheet.heading("Trials that may fit", counted(plan))
    for trial in plan.trials if everything else plan.trials[:TRIALS_SHOWN]:
        write_match(sheet, trial, everything=everything)
    if len(plan.trials) > TRIALS_SHOWN and not everything:
        sheet.text(f"and {len(plan.trials) - TRIALS_SHOWN} more (--all shows them)", style="quiet")
    sheet.text(NOTE, style="quiet")


def _presumed(sheet: Sheet, page: Arranged) -> None:
    if not page.presumed:
        return
    sheet.heading("Presumed", "taken for granted; confirm")
    for why, items in page.presumed:
        named = ", ".join(f"{page.fact_name(item.fact)}: {phrases.value(item.value)}" for item in items)
        sheet.text(f"{named} ({why})", hang=2)


def _facts(sheet: Sheet, page: Arranged, *, everything: bool) -> None:
    known = {name: now for name, now in page.plan.facts.items() if not now.missing and not now.presumed}
    if not known:
        return
    sheet.heading("Facts used", "" if everything else "--all shows where each was read")
    if everything:
        rows = [
            (name, phrases.fact(now), now.date or "", ", ".join(now.refs) or "follows from other facts")
            for name, now in known.items()
        ]
        sheet.table(rows)
        return
    days: dict[str, list[str]] = {}
    for name, now in known.items():
        if now.date and now.value != now.date and not name.endswith(GRADE):
            days.setdefault(now.date, []).append(f"{name.replace('_', ' ')} {phrases.fact(now)}")
    for day in sorted(days, reverse=True):
        sheet.entry(day, ", ".join(days[day]), label_columns=12, style="")
    more = len(known) - sum(map(len, days.values()))
    if more:
        sheet.text(f"and {more} more, most of which follow from these")


def _conflicts(sheet: Sheet, plan: Plan) -> None:
    if not plan.conflicts:
        return
    sheet.heading("Conflicts in the record")
    for conflict in dict.fromkeys(plan.conflicts):
        sheet.text(f"- {conflict}", hang=2)


def _unused(sheet: Sheet, page: Arranged, *, everything: bool) -> None:
    if not page.plan.unused:
        return
    sheet.heading("Not used", f"{phrases.entries(page.plan)} of the record that no rule read")
    for reason, items in page.unused:
        sheet.text(f"{len(items)} × {reason}", hang=2)
        shown = len(items) if everything else 0 if is_alike(items) else UNUSED_SHOWN
        for item in items[:shown]:
            sheet.text(f"{item.what} ({item.ref})", indent=6, hang=2, style="quiet")
        if 0 < shown < len(items):
            sheet.text(f"and {len(items) - shown} more (--all shows them)", indent=6, style="quiet")


def _sources(sheet: Sheet, plan: Plan, notes: Footnotes, *, everything: bool) -> None:
    """Each source that the page has named; what it is and where it was read is for the whole page."""
    if not notes.numbers:
        return
    if not everything:
        sheet.heading("Sources", "--all shows what each is, and where and when it was read")
        sheet.text(", ".join(f"[{number}] {name}" for name, number in notes.numbers.items()), style="quiet")
        return
    sheet.heading("Sources")
    for name, number in notes.numbers.items():
        entry = plan.sources.get(name)
        read = f" (read {entry['read']})" if entry and entry.get("read") else ""
        shown = f"{phrases.source(entry, name)}{read} {' '.join(phrases.addresses(entry))}"
        sheet.entry(f"[{number}]", shown, label_columns=5, style="quiet")
