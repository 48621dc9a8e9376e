"""Lines of therapy: which treatments for metastatic disease belong together, and where the next line begins.

In: drugs with their intents, progressions. Out: ``line`` rows, numbered in the metastatic setting, and one row for each
adjuvant or neoadjuvant course. The treatments are taken one after another, oldest first. ``VERDICTS`` says of each
whether it joins the line that goes on or begins a new one; the first verdict that has an answer decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from onward.course.best_response import Assessed, Conventions, best_overall_response
from onward.course.exposures import anticancer, by_start, metastatic, names
from onward.course.intents import METASTATIC, background_of
from onward.course.line_rows import Group, curative_lines, metastatic_lines
from onward.course.recist import NON
from onward.course.rows import days_from, identities, rows_of, with_rows
from onward.events.tables import Drug, Events, Line, Progression, Response
from onward.knowledge.course import CourseKnowledge
from onward.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a treatment begins a new line, by which rule, and what is uncertain about it."""

    new: bool
    rule: str
    certain: bool = True
    note: str | None = None


@dataclass(slots=True)
class Lines:
    """The lines so far, and what deciding takes."""

    knowledge: CourseKnowledge
    progressions: tuple[Progression, ...]
    groups: list[Group] = field(default_factory=list)

    @property
    def current(self) -> Group:
        """The line that went on last."""
        return self.groups[-1]


def derive_lines(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``line``."""
    drugs = anticancer(events, knowledge)
    treated = metastatic(drugs)
    lines = Lines(knowledge, rows_of(events, Progression))
    dated = [drug for drug in treated if drug.date is not None]
    for position, drug in enumerate(dated):
        _place(drug, dated[position + 1 :], lines)
    _place_undated([drug for drug in treated if drug.date is None], lines)
    doubts = _doubts(events, drugs, knowledge)
    rows = metastatic_lines(lines.groups, lines.progressions, doubts, knowledge, day)
    scanned = [_with_response(row, rows_of(events, Response), knowledge) for row in rows]
    settled = with_rows(events, Drug, _replaced(events, lines.groups, scanned))
    return with_rows(settled, Line, [*curative_lines(drugs, knowledge, day), *scanned])


def _replaced(events: Events, groups: list[Group], rows: list[Line]) -> Iterable[Drug]:
    """All treatments; those whose end is only missing are over where a later line took their place."""
    earlier = {drug.id for group in groups[:-1] for drug in group.drugs}
    still = rows[-1].drugs if rows else ()
    for drug in rows_of(events, Drug):
        over = drug.ongoing_inferred and drug.id in earlier and drug.drug not in still
        yield msgspec.structs.replace(drug, ongoing=False) if over else drug


def _with_response(line: Line, responses: Iterable[Response], knowledge: CourseKnowledge) -> Line:
    """The best response that scans showed, where the record states none."""
    mine = [row for row in responses if line.id in row.derived_from]
    if line.best_response is not None or line.date is None or not mine:
        return line
    assessed = [Assessed(row.date.low, _as_best(row)) for row in mine if row.date is not None]
    conventions = Conventions(stable_days=int(knowledge.rules.recist.stable_days))
    best = best_overall_response(assessed, line.date.low, conventions).response
    because = (*line.derived_from, *identities(mine))
    return msgspec.structs.replace(line, best_response=NON if best == NON.upper() else best, derived_from=because)


def _as_best(row: Response) -> str:
    """A response as it counts for the best one; a progression that is to be confirmed counts as not evaluable."""
    return "NE" if row.to_confirm else row.overall.upper()


def _doubts(events: Events, drugs: Iterable[Drug], knowledge: CourseKnowledge) -> tuple[str, ...]:
    """What is uncertain about every line: treatments that may be lines too, or lines that may have been adjuvant."""
    background = background_of(events, knowledge.rules)
    if not background.metastatic:
        return ()
    doubts = []
    unplaced = names(drug for drug in drugs if drug.intent is None)
    if unplaced:
        doubts.append(f"neither intent nor a telling date is recorded for {', '.join(unplaced)}: lines may be missing")
    guessed = any(drug.intent == METASTATIC and drug.intent_inferred and drug.line is None for drug in drugs)
    if guessed and background.metastatic_on is None and not background.de_novo:
        doubts.append("since when the disease is metastatic is not recorded: the first line may have been adjuvant")
    return tuple(doubts)


def _place(drug: Drug, later: list[Drug], lines: Lines) -> None:
    """Put one treatment into the line that it belongs to, or begin a new one with it."""
    if not lines.groups:
        lines.groups.append(Group([drug], "line-as-stated" if drug.line is not None else "line-first", drug.line))
        return
    home = _stated_home(drug, lines)
    if home is not None:
        home.drugs.append(drug)
        return
    verdict = _verdict(drug, later, lines)
    if verdict.new:
        lines.groups.append(Group([drug], verdict.rule, drug.line))
    else:
        lines.current.drugs.append(drug)
        lines.current.joined.append(verdict.rule)
    if not verdict.certain:
        lines.current.doubts.append(verdict.note or "")


def _stated_home(drug: Drug, lines: Lines) -> Group | None:
    if drug.line is None:
        return None
    return next((group for group in lines.groups if group.stated == drug.line), None)


def _verdict(drug: Drug, later: list[Drug], lines: Lines) -> Verdict:
    """The verdict on a treatment together with those that begin with it: one that needs a new line takes all along."""
    own = _judge(drug, lines)
    if own.new or own.rule in ("line-as-stated", "line-starts-together"):
        return own
    window = 0 if drug.drug in names(lines.current.drugs) else lines.knowledge.rules.days.starts_together
    together = [other for other in later if days_from(_begun(drug), _begun(other))[0] <= window]
    verdicts = [_judge(other, lines) for other in together if other.drug != drug.drug]
    return next((verdict for verdict in verdicts if verdict.new), own)


def _judge(drug: Drug, lines: Lines) -> Verdict:
    for rule in VERDICTS:
        verdict = rule(drug, lines.current, lines)
        if verdict is not None:
            return verdict
    return _new_drug(drug, lines.current)


def _begun(drug: Drug) -> PartialDate:
    if drug.date is None:
        raise AssertionError("only dated treatments are judged")
    return drug.date


def _as_stated(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """The record's own number decides."""
    if drug.line is None or drug.line == line.stated:
        return None
    return Verdict(new=True, rule="line-as-stated")


def _same_regimen(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """The record gives it as one treatment with drugs of the line."""
    if drug.regimen is not None and any(drug.regimen == other.regimen for other in line.drugs):
        return Verdict(new=False, rule="line-same-regimen")
    return None


def _continued(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """A drug of the line, given again: it goes on, or is taken up after a pause."""
    before = [other for other in line.drugs if other.drug == drug.drug]
    if not before or any(other.stopped_for == "progression" for other in before):
        return None
    gap = min(_gap(other, drug) for other in line.drugs)
    days = lines.knowledge.rules.days
    if gap > days.last_given and _progressed(line, drug, lines):
        return None
    if gap > days.pause:
        note = (
            f"{drug.drug} was taken up again after a long pause; without a progression between it may be the same line"
        )
        return Verdict(new=True, rule="line-after-pause", certain=False, note=note)
    return Verdict(new=False, rule="line-continued")


def _after_progression(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """The disease grew on the line that went on."""
    stopped = any(other.stopped_for == "progression" and _stopped_before(other, drug) for other in line.drugs)
    if stopped or _progressed(line, drug, lines):
        return Verdict(new=True, rule="line-new-after-progression")
    return None


def _maintenance(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """The record calls it maintenance."""
    return Verdict(new=False, rule="line-planned-maintenance") if drug.maintenance else None


def _together(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """Begun within the window of the line's first day."""
    first = line.start
    if first is None:
        return None
    fewest, most = days_from(first, _begun(drug))
    window = lines.knowledge.rules.days.starts_together
    if most <= window or drug.date == first:
        return Verdict(new=False, rule="line-starts-together", certain=most <= window, note=_imprecise(drug))
    if fewest <= window and (_begun(drug).low - first.low).days <= window:
        return Verdict(new=False, rule="line-starts-together", certain=False, note=_imprecise(drug))
    return None


def _imprecise(drug: Drug) -> str:
    return f"the date of {drug.drug} is not precise enough to say whether it began with the line"


def _companion(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """It completes what is given and is no treatment of its own."""
    if lines.knowledge.rules.words.companions & lines.knowledge.classes_of(drug.drug):
        return Verdict(new=False, rule="line-companion-added")
    return None


def _switch(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """A drug of the same class in the place of another."""
    replaced = [other for other in line.drugs if _interchangeable(other, drug, lines.knowledge)]
    if not replaced:
        return None
    last = replaced[-1]
    if last.stopped_for in ("toxicity", "preference"):
        return Verdict(new=False, rule="line-switch-for-tolerance")
    note = f"why {last.drug} was changed to {drug.drug}, of the same class, is not recorded"
    soon = days_from(_begun(last), _begun(drug))[0] <= lines.knowledge.rules.days.switch_without_reason
    if soon and last.stopped_for is None:
        note += ": read as for tolerance; after progression it would be a new line"
        return Verdict(new=False, rule="line-switch-without-reason", certain=False, note=note)
    if last.stopped_for is None:
        return Verdict(True, "line-new-drug", False, f"{note}: read as a new line; for tolerance it would not be one")
    return None


def _interchangeable(other: Drug, drug: Drug, knowledge: CourseKnowledge) -> bool:
    shared = knowledge.classes_of(other.drug) & knowledge.classes_of(drug.drug)
    return other.drug != drug.drug and bool(shared & knowledge.rules.words.interchangeable)


def _follows_on(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """Maintenance in fact: endocrine therapy after chemotherapy that was completed or not tolerated."""
    pairs = lines.knowledge.rules.maintenance
    maintained = [other for other in line.drugs if _pair(drug, other, pairs, lines)]
    already = [other for other in line.drugs if any(_pair(other, each, pairs, lines) for each in maintained)]
    ended = [other for other in maintained if other.end is not None or other.stopped_for is not None]
    if not ended or already or _gap(ended[-1], drug) > lines.knowledge.rules.days.maintenance_gap:
        return None
    said = any(other.stopped_for is not None for other in ended)
    note = f"why {ended[-1].drug} ended is not recorded: {drug.drug} is read as its maintenance"
    return Verdict(False, "line-endocrine-maintenance", said, note)


def _partner(drug: Drug, line: Group, lines: Lines) -> Verdict | None:
    """The partner that the line was planned with, begun late."""
    first = line.start
    pairs = lines.knowledge.rules.planned_partners
    if first is None or days_from(first, _begun(drug))[0] > lines.knowledge.rules.days.partner_added:
        return None
    if not all(_pair(drug, other, pairs, lines) or other.stopped_for is None for other in line.drugs):
        return None
    if not any(_pair(drug, other, pairs, lines) for other in line.drugs):
        return None
    note = (
        f"{drug.drug} began some weeks after the line and is read as planned with it; unplanned, it would be a new line"
    )
    return Verdict(new=False, rule="line-partner-added", certain=False, note=note)


def _pair(drug: Drug, other: Drug, pairs: tuple[tuple[str, str], ...], lines: Lines) -> bool:
    mine, yours = lines.knowledge.classes_of(drug.drug), lines.knowledge.classes_of(other.drug)
    return any(later in mine and with_ in yours for later, with_ in pairs)


def _new_drug(drug: Drug, line: Group) -> Verdict:
    """An unplanned new drug begins a line."""
    silent = all(other.end is None and other.stopped_for is None and not other.ongoing for other in line.drugs)
    note = "why and when the treatment before was changed is not recorded"
    return Verdict(new=True, rule="line-new-drug", certain=not silent, note=note if silent else None)


VERDICTS: tuple[Callable[[Drug, Group, Lines], Verdict | None], ...] = (
    _as_stated,
    _same_regimen,
    _continued,
    _after_progression,
    _maintenance,
    _together,
    _companion,
    _switch,
    _follows_on,
    _partner,
)


def _gap(earlier: Drug, later: Drug) -> int:
    """Days without the earlier drug before the later began; 0 where it may not have ended."""
    if earlier.end is None:
        return 0
    return max(0, days_from(earlier.end, _begun(later))[0])


def _stopped_before(other: Drug, drug: Drug) -> bool:
    return other.end is None or days_from(other.end, _begun(drug))[1] >= 0


def _progressed(line: Group, drug: Drug, lines: Lines) -> bool:
    """Whether a progression on the line is recorded between its first day and the start of ``drug``."""
    return any(_between(row, line, drug) for row in lines.progressions if row.basis != "relapse")


def _between(row: Progression, line: Group, drug: Drug) -> bool:
    if row.on_drugs and not set(row.on_drugs) & set(names(line.drugs)):
        return False
    if row.date is None or line.start is None:
        return bool(row.on_drugs)
    return days_from(line.start, row.date)[1] > 0 and days_from(row.date, _begun(drug))[1] >= 0


def _place_undated(drugs: list[Drug], lines: Lines) -> None:
    """Put treatments without a date where the record allows: by stated line, at the start, or with what goes on."""
    for drug in sorted(drugs, key=by_start):
        home = _stated_home(drug, lines)
        if home is not None:
            home.drugs.append(drug)
        elif drug.line is not None:
            _insert(Group([drug], "line-as-stated", drug.line), lines)
        elif drug.ongoing and lines.groups and lines.current.may_go_on:
            lines.current.drugs.append(drug)
            lines.current.doubts.append(f"no date is recorded for {drug.drug}: it is counted with what goes on")
        else:
            _with_undated(drug, lines)


def _insert(group: Group, lines: Lines) -> None:
    number = group.stated or 0
    place = next((n for n, other in enumerate(lines.groups) if (other.stated or 0) > number), len(lines.groups))
    lines.groups.insert(place, group)


def _with_undated(drug: Drug, lines: Lines) -> None:
    """Treatments without dates that are over make one line before the others: at least one, perhaps more."""
    place = len(lines.groups) if drug.ongoing else 0
    home = next((group for group in lines.groups if group.undated and group.may_go_on == bool(drug.ongoing)), None)
    if home is None:
        home = Group([], "line-undated", None)
        lines.groups.insert(place, home)
        home.doubts.append("no dates are recorded: its place is not known, and it may be more than one line")
    home.drugs.append(drug)
