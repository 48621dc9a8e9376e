"""Matches and funnels as terminal pages.

Registry text is shown without control characters, however it came: a title can hold what a terminal would obey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onward.plan.types import Plan, Test
from onward.reports.sheet import WIDTH, Sheet
from onward.trials.match_screen import Funnel
from onward.trials.match_types import ELIGIBLE, INELIGIBLE, POSSIBLE, Match, Point

SHOWN = 10
"""Possible trials that a short page shows with their reasons."""
LONGEST = 160
NAMED = 5
WHY = {
    "fact": "not known",
    "detail": "an exception in it was not read",
    "unread": "not understood",
    "unsure": "perhaps misread",
    "cohort": "not that cohort",
    "wait": "only time is lacking",
}
NOTE = "Onward reads trial criteria by rule and may misread them: the trial's own team decides who can join."


def render_matches(
    patient: str, matches: Sequence[Match], *, width: int = WIDTH, colour: bool = False, everything: bool = False
) -> str:
    """The trials of one person, those that fit best first."""
    sheet = Sheet(width, colour)
    of = {
        verdict: [each for each in matches if each.verdict == verdict] for verdict in (ELIGIBLE, POSSIBLE, INELIGIBLE)
    }
    counts = ", ".join(f"{len(found)} {verdict}" for verdict, found in of.items())
    sheet.text(f"{shown(patient)}  ·  {len(matches)} trials: {counts}", indent=0, style="strong")
    for verdict in (ELIGIBLE, POSSIBLE):
        if of[verdict]:
            sheet.heading(verdict.capitalize())
        for match in of[verdict][: None if everything else SHOWN]:
            write_match(sheet, match, everything=everything)
        _more(sheet, len(of[verdict]), everything=everything)
    if of[INELIGIBLE]:
        sheet.heading("Ineligible")
        for match in of[INELIGIBLE][: None if everything else SHOWN]:
            sheet.entry(match.nct, shown(match.title), label_columns=13)
            for point in match.failed[: None if everything else 2]:
                sheet.text(f"✗ {told(point)}", indent=5, hang=2)
        _more(sheet, len(of[INELIGIBLE]), everything=everything)
    sheet.blank()
    sheet.text(NOTE, indent=0, style="quiet")
    return str(sheet)


def _more(sheet: Sheet, count: int, *, everything: bool) -> None:
    if count > SHOWN and not everything:
        sheet.text(f"and {count - SHOWN} more (--all shows them)", style="quiet")


def counted(plan: Plan) -> str:
    """How many trials there were, and what became of them."""
    counts = plan.trials_counted or {}
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def opened(test: Test) -> str:
    """How many trials wait for a test; nothing where none does."""
    if not test.trials:
        return ""
    named = ", ".join(test.trials[:NAMED]) + (" ..." if len(test.trials) > NAMED else "")
    word = "trial waits" if len(test.trials) == 1 else "trials wait"
    return f"{len(test.trials)} {word} for it, and one of its answers would open what it asks: {named}"


def about(match: Match) -> str:
    """Status, phase, how far, where."""
    found = [match.status.lower().replace("_", " ") or "status not said", *match.phases]
    found += [f"{match.distance_km:g} km"] if match.distance_km is not None else []
    found += [shown(match.site)] if match.site else []
    return " · ".join(found)


def write_match(sheet: Sheet, match: Match, *, everything: bool) -> None:
    """One trial that fits or may fit."""
    sheet.entry(match.nct, f"{shown(match.title)} · {about(match)}", label_columns=13)
    sheet.text(f"{match.met} requirements met; {match.unread} criteria not understood", indent=5, style="quiet")
    if match.missing:
        sheet.text(f"not known: {', '.join(name.replace('_', ' ') for name in match.missing)}", indent=5, hang=2)
    for point in match.unknown if everything else ():
        sheet.text(f"? {told(point)}", indent=5, hang=2)


def told(point: Point) -> str:
    """One criterion with what stands against it.

    >>> told(Point(criterion="ECOG 0-1", section="inclusion", why="false", words="ECOG 0-1", facts={"ecog": 3}))
    '"ECOG 0-1": ecog is 3'
    """
    said = shown(point.words if point.why == "false" and point.words else point.criterion)
    scope = f" ({shown(point.scope)})" if point.scope else ""
    facts = "; ".join(f"{name.replace('_', ' ')} is {value(each)}" for name, each in point.facts.items())
    lacking = ", ".join(name.replace("_", " ") for name in point.missing)
    why = WHY.get(point.why, "")
    because = f"{why}: {lacking}" if lacking else facts if point.why == "false" else why
    return f'"{said}"{scope}: {because}' if because else f'"{said}"{scope}'


def value(found: Any) -> str:
    """A value of the record in words."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, float):
        return f"{found:g}"
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def shown(text: str, longest: int = LONGEST) -> str:
    """Registry text on one line, printable and no longer than a page can bear."""
    clean = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: longest * 4]).split())
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def render_funnel(funnel: Funnel, *, width: int = WIDTH, colour: bool = False) -> str:
    """A funnel as a table: asked of, lost, unknown, left, and lost were it the only criterion."""
    sheet = Sheet(width, colour)
    sheet.text(f"{funnel.nct}  ·  {shown(funnel.title)}", indent=0, style="strong")
    ends = f"{funnel.eligible} eligible, {funnel.possible} possible, {funnel.ineligible} ineligible"
    sheet.text(f"{funnel.people} people: {ends}", indent=0)
    if funnel.could_not_be_read:
        sheet.text(f"{funnel.could_not_be_read} records could not be used", indent=0)
    sheet.heading("Criteria", "asked of, lost, unknown, left; alone = lost were it the only one")
    for step in funnel.steps:
        numbers = f"{step.before} -{step.lost} ?{step.unknown} ={step.left}"
        binding = "" if step.binding else " (loses nobody: it is for one cohort, unsure, or a matter of time)"
        sheet.entry(numbers, f"{shown(step.words, 100)}{binding}; alone {step.alone}", label_columns=24)
        if step.missing:
            sheet.text(f"not known: {_counted(step.missing)}", indent=26, style="quiet")
    if funnel.unread:
        sheet.heading("Not understood", "so they lose nobody")
        for text in funnel.unread:
            sheet.text(f"- {shown(text)}", hang=2)
    return str(sheet)


def _counted(missing: Mapping[str, int]) -> str:
    ordered: Iterable[tuple[str, int]] = sorted(missing.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in ordered)
