"""Where a person stands, as lines of the terminal page: lines of therapy, the advice on the present one, response.

In: an arranged plan. Out: lines on a sheet.
"""

from __future__ import annotations

from onward.plan.types import CurrentTherapy, LineOfTherapy, Measure
from onward.reports import phrases, standing
from onward.reports.arrange import Arranged, Footnotes
from onward.reports.sheet import Sheet

COURSE = 38
"""Columns that the period of a line may take."""


def write_standing(sheet: Sheet, page: Arranged, notes: Footnotes, *, everything: bool = False) -> None:
    """The part of the page; nothing where the plan says nothing of it."""
    plan, now = page.plan, page.plan.current_therapy
    wishes = standing.wishes(plan)
    if not (plan.course or now or plan.response or plan.grades or plan.reports or wishes):
        return
    sheet.heading("Where this person stands")
    sheet.table([_course_row(line) for line in plan.course], most=COURSE)
    for doubt in phrases.doubts(plan.course):
        sheet.text(f"? {doubt}", hang=2, style="quiet")
    if now and (now.action or now.drugs):
        _therapy(sheet, now, page, notes, everything=everything)
    if plan.response:
        sheet.entry("Response", phrases.response(plan.response))
        sheet.entry("", standing.best(plan.response))
        for doubt in standing.doubts(plan.response):
            sheet.entry("", f"? {doubt}")
    sheet.entry("Grades", phrases.grades(page.grades, page.normal))
    for note in standing.grade_notes(page.grades):
        sheet.entry("", f"? {note}")
    sheet.entry("Reported", standing.reports(plan.reports))
    for number, (about, said) in enumerate(wishes):
        sheet.entry("" if number else "Wishes", f"{about}: {said}")


def _course_row(line: LineOfTherapy) -> tuple[str, str, str]:
    drugs = " + ".join(line.drugs) or "drugs not said"
    said = phrases.line_remarks(line)
    return phrases.line_name(line), phrases.period(line), f"{drugs} ({said})" if said else drugs


def _therapy(sheet: Sheet, now: CurrentTherapy, page: Arranged, notes: Footnotes, *, everything: bool) -> None:
    what = f"{(now.action or 'no action follows').upper()} {' + '.join(now.drugs)}".strip()
    sheet.entry("Now", f"{what}: {now.why} {notes.mark(now.sources)}" if now.why else what)
    for reason in now.reasons:
        if reason.do != now.why:  # told on the line above
            sheet.entry("", measure(reason, notes))
    for found in now.attributable:
        sheet.entry("", standing.attribution(found))
    for caution in now.cautions:
        do = f": {caution.do}" if caution.do else ""
        sheet.entry("", f"with {caution.drug}, {caution.why}{do} {notes.mark(caution.sources)}")
    titles = [item.title for item in page.plan.supportive if item.id in now.supportive]
    sheet.entry("", f"with it: {'; '.join(titles)}" if titles else "")
    unknown = standing.open_questions(now)
    sheet.entry("", f"not known, and could change it: {unknown}" if unknown else "")
    if everything:
        for name, found_ in standing.would_change(now):
            sheet.entry("", f"{name} if {'; or '.join(map(standing.condition, found_))}")


def measure(item: Measure, notes: Footnotes, longest: int | None = None) -> str:
    """A measure on one line, with its sources; how it is done is left to the whole page where it takes long to tell."""
    told = item.do if item.do and (longest is None or len(item.do) <= longest) else ""
    what = f"{item.title}: {told}" if told else item.title
    return f"{what} {notes.mark(item.sources)}"
