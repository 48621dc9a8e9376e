"""The options of a terminal page: two or three in full, the rest one line each, possible ones by what is missing.

In: an arranged plan. Out: lines on the sheet. Benefit and harm stand side by side, absolute, with the trial named.
"""

from __future__ import annotations

from onward.plan.types import Benefit, Monitoring, Option
from onward.reports import phrases
from onward.reports.arrange import Arranged, Footnotes, HarmRow, checks, harm_rows, leading_figures, reason, warnings
from onward.reports.sheet import Sheet

FIGURES_SHOWN = 3
HARMS_SHOWN = 5
INDENT = 5
BEFORE = "before-start"
SIGNS = {"preferred": "PREFERRED", "alternative": "ALTERNATIVE", "possible": "POSSIBLE", "avoid": "AVOID"}


def write_options(sheet: Sheet, page: Arranged, notes: Footnotes, *, everything: bool) -> None:
    """Write every option: offered, possible, avoided."""
    if not page.plan.options and page.plan.stage == "none":
        return
    full = (*page.shown, *page.folded) if everything else page.shown
    sheet.heading("Options", "" if full or page.folded else "none is offered now")
    for rank, option in enumerate(full, 1):
        _option(sheet, rank, option, page, notes, everything=everything)
    _folded(sheet, page, notes, everything=everything)
    _possible(sheet, page, notes)
    _avoided(sheet, page, notes)


def _option(sheet: Sheet, rank: int, option: Option, page: Arranged, notes: Footnotes, *, everything: bool) -> None:
    if rank > 1:
        sheet.blank()
    said = f"{option.name}  {SIGNS[option.standing]}  {phrases.strength(option)} {notes.mark(option.sources)}"
    sheet.entry(f"{rank}", said, label_columns=3, style="name")
    _line(sheet, "Give", phrases.doses(option))
    _line(sheet, "Why", _why(option, page))
    for benefit in option.benefit if everything else option.benefit[:1]:
        _benefit(sheet, benefit, notes, everything=everything)
    rows = harm_rows(option)
    _line(sheet, "Harm", _harm(rows if everything else rows[:HARMS_SHOWN]))
    if not everything and len(rows) > HARMS_SHOWN:
        _line(sheet, "", f"and {len(rows) - HARMS_SHOWN} more harms (--all)")
    for caution in warnings(option):
        what = f"{caution.drug}: {caution.why}{f' - {caution.do}' if caution.do else ''}"
        _line(sheet, caution.kind.capitalize(), f"{what} {notes.mark(caution.sources)}")
    _line(sheet, "Check", _checks(option, page))
    _line(sheet, "Monitor", _monitoring(option.monitoring))
    _line(sheet, "Burden", "; ".join(f"{name}: {told}" for name, told in phrases.burden(option)))
    _line(sheet, "Approved", phrases.approval(option))
    for disagreement in option.disagreement:
        _line(sheet, "Disputed", disagreement)


def _why(option: Option, page: Arranged) -> str:
    """The reason, told in full the first time only: several options may follow from one rule."""
    same = next(rank for rank, shown in enumerate((*page.shown, *page.folded), 1) if shown.reason == option.reason)
    first = (*page.shown, *page.folded)[same - 1]
    return option.reason if first is option else f"as for {same}, {first.name}"


def _line(sheet: Sheet, label: str, text: str) -> None:
    sheet.entry(label, text, indent=INDENT, label_columns=12)


def _benefit(sheet: Sheet, benefit: Benefit, notes: Footnotes, *, everything: bool) -> None:
    figures = benefit.figures if everything else leading_figures(benefit)[:FIGURES_SHOWN]
    against = phrases.arms(figures[0]) if figures else ""
    _line(sheet, "Benefit", f"{benefit.trial.upper()}: {against} {notes.mark([benefit.trial])}")
    for figure in figures:
        detail = phrases.relative(figure) if everything else ""
        _line(sheet, "", f"{phrases.sentence(figure, notes=everything)}{f'; {detail}' if detail else ''}")
    likeness = phrases.likeness(benefit)
    _line(sheet, "", f"like that trial's patients - {likeness}" if likeness else "")


def _harm(rows: tuple[HarmRow, ...]) -> str:
    if not rows:
        return ""
    return f"of 100 people, {phrases.arms(rows[0].figures[0])}: {'; '.join(map(_harm_row, rows))}"


def _harm_row(row: HarmRow) -> str:
    told = []
    for figure in row.figures:
        name = phrases.outcome(figure).removeprefix(phrases.harm(row.term)).strip(", ")
        told.append(f"{name} {phrases.versus(figure)}".strip())
    return f"{phrases.harm(row.term)} {', '.join(told)}"


def _checks(option: Option, page: Arranged) -> str:
    parts = [f"{', '.join(page.fact_name(fact) for fact in facts)} ({drug})" for drug, facts in checks(option).items()]
    return f"first: {'; '.join(parts)}" if parts else ""


def _monitoring(items: tuple[Monitoring, ...]) -> str:
    """What to test before the start, then what to test when, tests of one schedule together."""
    before = dict.fromkeys(_short(item.title) for item in items if item.phase == BEFORE)
    schedules: dict[str, dict[str, None]] = {}
    for item in items:
        if item.phase != BEFORE:
            schedules.setdefault(item.when, {})[_short(item.title)] = None
    during = "; ".join(f"{', '.join(titles)}: {when}" for when, titles in schedules.items())
    parts = [f"before the start: {', '.join(before)}" if before else "", during]
    return ". Then: ".join(part for part in parts if part)


def _short(title: str) -> str:
    """A test's title without what it consists of."""
    return title.split(" (", 1)[0]


def _folded(sheet: Sheet, page: Arranged, notes: Footnotes, *, everything: bool) -> None:
    if everything or not page.folded:
        return
    sheet.blank()
    sheet.text("Offered too (--all shows them in full):", style="strong")
    for option in page.folded:
        sheet.text(f"- {option.name} ({option.standing}) {notes.mark(option.sources)}", hang=2)


def _possible(sheet: Sheet, page: Arranged, notes: Footnotes) -> None:
    if not page.possible:
        return
    sheet.blank()
    sheet.text("Possible, depending on what is missing:", style="strong")
    for group in page.possible:
        names = "; ".join(f"{option.name} {notes.mark(option.sources)}".strip() for option in group.options)
        sheet.text(f"? {page.fact_names(group.missing)}: {names}", hang=2)


def _avoided(sheet: Sheet, page: Arranged, notes: Footnotes) -> None:
    if not page.avoided:
        return
    sheet.blank()
    sheet.text("Avoid:", style="strong")
    for option in page.avoided:
        sheet.text(f"✗ {option.name}: {reason(option)} {notes.mark(option.sources)}", hang=2)
