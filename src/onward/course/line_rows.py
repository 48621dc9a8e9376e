"""Rows of the table ``line``: what each group of treatments amounts to.

In: groups of drugs in their order. Out: rows with number, drugs, end, reason for stopping and best response. A line
without a recorded end was over when the next one began at the latest, and its row says so as a span of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from onward.course.exposures import by_start, names
from onward.course.intents import ADJUVANT, METASTATIC, NEOADJUVANT
from onward.course.rows import days_from, identities, references
from onward.events.tables import Drug, Line, Progression
from onward.knowledge.course import CourseKnowledge
from onward.values.dates import PartialDate, whole_months

RESPONSES = ("CR", "PR", "SD", "PD", "NE")
"""Best first."""


@dataclass(slots=True)
class Group:
    """Treatments that make one line."""

    drugs: list[Drug]
    rule: str
    stated: int | None
    joined: list[str] = field(default_factory=list)
    """Rules by which later treatments joined."""
    doubts: list[str] = field(default_factory=list)

    @property
    def start(self) -> PartialDate | None:
        """The first day."""
        dates = [drug.date for drug in self.drugs if drug.date is not None]
        return min(dates, key=lambda each: (each.low, each.high), default=None)

    @property
    def undated(self) -> bool:
        """Whether no treatment of it has a date, and the record gives no number."""
        return self.start is None and self.stated is None

    @property
    def may_go_on(self) -> bool:
        """Whether a treatment of it goes on, or may."""
        return any(drug.ongoing or (drug.ongoing is None and drug.end is None) for drug in self.drugs)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a line ended, or that it goes on."""

    end: PartialDate | None
    ongoing: bool | None
    doubts: tuple[str, ...] = ()


def metastatic_lines(
    groups: list[Group],
    progressions: Iterable[Progression],
    doubts: tuple[str, ...],
    knowledge: CourseKnowledge,
    day: date,
) -> Iterable[Line]:
    """One row a line, numbered; the record's own number wins."""
    number, carried = 0, list[Drug]()
    for place, group in enumerate(groups):
        following = next((other.start for other in groups[place + 1 :] if other.start is not None), None)
        number = group.stated if group.stated is not None else number + 1
        drugs = [*sorted(group.drugs, key=by_start), *(drug for drug in carried if drug.drug not in names(group.drugs))]
        ending = _superseded(drugs, following) if place + 1 < len(groups) else _last(drugs, day)
        reason, because = _reason(group, drugs, ending, progressions, following)
        line = Line(
            id=f"line:{METASTATIC}:{place + 1}",
            date=group.start,
            refs=references(drugs),
            rule=group.rule,
            derived_from=identities([*drugs, *because]),
            certain=not (group.doubts or ending.doubts or doubts or _unknown(drugs)),
            note=_note(
                _other_number(group, place + 1), group.doubts, ending.doubts, _unknown(drugs), () if place else doubts
            ),
            setting=METASTATIC,
            number=number,
            stated_number=group.stated,
            drugs=names(drugs),
            stopped_for=reason,
            best_response=_best(group.drugs),
        )
        yield _with_ending(line, ending, day)
        carried = _carried(drugs, groups[place + 1] if place + 1 < len(groups) else None, knowledge)


def curative_lines(drugs: Iterable[Drug], knowledge: CourseKnowledge, day: date) -> Iterable[Line]:
    """One row for each adjuvant or neoadjuvant course; endocrine therapy is a course of its own."""
    for setting in (NEOADJUVANT, ADJUVANT):
        mine = [drug for drug in drugs if drug.intent == setting]
        endocrine = [drug for drug in mine if knowledge.rules.words.endocrine & knowledge.classes_of(drug.drug)]
        others = [drug for drug in mine if drug not in endocrine]
        groups = [*_courses(others, knowledge), *_courses(endocrine, knowledge)]
        for place, group in enumerate(groups, start=1):
            yield _curative_line(group, f"line:{setting}:{place}", setting, day)


def _curative_line(group: Group, identity: str, setting: str, day: date) -> Line:
    ending = _last(group.drugs, day)
    inferred = any(drug.intent_inferred for drug in group.drugs)
    line = Line(
        id=identity,
        date=group.start,
        refs=references(group.drugs),
        rule="course-inferred" if inferred else "course-as-stated",
        derived_from=identities(group.drugs),
        certain=not (ending.doubts or inferred or _unknown(group.drugs)),
        note=_note(("the intent follows from the dates",) if inferred else (), ending.doubts, _unknown(group.drugs)),
        setting=setting,
        drugs=names(group.drugs),
        stopped_for=_stated_reason(group.drugs) if ending.ongoing is False else None,
        best_response=_best(group.drugs),
    )
    return _with_ending(line, ending, day)


def _courses(drugs: list[Drug], knowledge: CourseKnowledge) -> list[Group]:
    """Treatments that follow one another closely."""
    groups: list[Group] = []
    for drug in drugs:
        if groups and _adjoins(groups[-1], drug, knowledge.rules.days.curative_gap):
            groups[-1].drugs.append(drug)
        else:
            groups.append(Group([drug], "course", None))
    return groups


def _adjoins(group: Group, drug: Drug, within: int) -> bool:
    if drug.date is None or group.start is None:
        return drug.date is None and group.start is None
    for other in group.drugs:
        if other.date is None or other.ongoing or (other.end is None and other.ongoing is None):
            return True
        if days_from(other.end or other.date, drug.date)[0] <= within:
            return True
    return False


def _with_ending(line: Line, ending: Ending, day: date) -> Line:
    until = PartialDate.of(day) if ending.ongoing else ending.end
    months = None
    if line.date is not None and until is not None and line.date.exact and until.exact:
        months = float(whole_months(line.date.low, until.low))
    return msgspec.structs.replace(line, end=ending.end, ongoing=ending.ongoing, months=months)


def _newest(drugs: Iterable[Drug]) -> list[Drug]:
    """The newest row of each drug."""
    return list({drug.drug: drug for drug in sorted(drugs, key=by_start)}.values())


def _is_over(drug: Drug) -> bool:
    return drug.ongoing is False or drug.end is not None or drug.stopped_for is not None


def _last(drugs: list[Drug], day: date) -> Ending:
    """The newest line: it goes on, is over, or the record does not say."""
    newest = _newest(drugs)
    if any(drug.ongoing for drug in newest):
        return Ending(None, ongoing=True)
    silent = names(drug for drug in newest if not _is_over(drug))
    if silent:
        return Ending(None, None, (f"whether {', '.join(silent)} goes on is not recorded",))
    return _over(newest, day)


def _over(newest: list[Drug], latest: date | None) -> Ending:
    """A line that is over: the last recorded end, or the span in which it ended."""
    ends = [drug.end for drug in newest if drug.end is not None]
    without = names(drug for drug in newest if drug.end is None)
    if not without:
        return Ending(max(ends, key=lambda each: (each.high, each.low)), ongoing=False)
    known = [each for drug in newest for each in (drug.date, drug.end) if each is not None]
    doubt = f"when {', '.join(without)} ended is not recorded"
    if not known or latest is None:
        return Ending(None, False, (doubt,))
    low = max(each.low for each in known)
    return Ending(PartialDate(low, max(latest, low)), False, (doubt,))


def _superseded(drugs: list[Drug], following: PartialDate | None) -> Ending:
    """A line that another one followed."""
    newest = _newest(drugs)
    if following is not None and any(_said_to_go_on(drug) or _outlasts(drug, following) for drug in newest):
        return Ending(following, ongoing=False)
    ending = _over(newest, following.high if following else None)
    if ending.doubts and following is not None:
        return Ending(ending.end, False, (f"{ending.doubts[0]}: at the latest when the next line began",))
    return ending


def _said_to_go_on(drug: Drug) -> bool:
    return drug.ongoing is True and not drug.ongoing_inferred


def _outlasts(drug: Drug, following: PartialDate, by: int = 0) -> bool:
    return drug.end is not None and days_from(following, drug.end)[0] > by


def _carried(drugs: list[Drug], following: Group | None, knowledge: CourseKnowledge) -> list[Drug]:
    """Drugs that go on into the next line; an endocrine therapy that another one follows does not."""
    if following is None or following.start is None:
        return []
    start, window = following.start, knowledge.rules.days.starts_together
    hormonal = any(_hormonal(drug, knowledge) for drug in following.drugs)
    on = [drug for drug in _newest(drugs) if _still_given(drug, knowledge) or _outlasts(drug, start, window)]
    return [drug for drug in on if not (hormonal and _hormonal(drug, knowledge))]


def _still_given(drug: Drug, knowledge: CourseKnowledge) -> bool:
    """Whether it goes on beside a new line; where only its end is missing, that holds for companions alone."""
    return _said_to_go_on(drug) or (
        drug.ongoing is True and bool(knowledge.rules.words.companions & knowledge.classes_of(drug.drug))
    )


def _hormonal(drug: Drug, knowledge: CourseKnowledge) -> bool:
    classes, words = knowledge.classes_of(drug.drug), knowledge.rules.words
    return bool(words.endocrine & classes) and not words.companions & classes


def _reason(
    group: Group,
    drugs: list[Drug],
    ending: Ending,
    progressions: Iterable[Progression],
    following: PartialDate | None,
) -> tuple[str | None, list[Progression]]:
    """Why a line stopped: as stated, or because a progression, or else death, is recorded while it was given."""
    stated = _stated_reason(group.drugs)
    if stated == "progression" or ending.ongoing is not False:
        return (stated if ending.ongoing is False else None), []
    if stated is not None:
        return stated, []
    because = [row for row in progressions if _ended_by(row, group, drugs, following)]
    grew = [row for row in because if row.basis != "death"]
    return ("progression" if grew else "death" if because else None), grew or because


def _ended_by(row: Progression, group: Group, drugs: list[Drug], following: PartialDate | None) -> bool:
    if row.basis == "relapse" or row.date is None or group.start is None:
        return False
    within = days_from(group.start, row.date)[1] > 0 and (following is None or days_from(row.date, following)[1] >= 0)
    return within and (not row.on_drugs or bool(set(row.on_drugs) & set(names(drugs))))


def _stated_reason(drugs: list[Drug]) -> str | None:
    """Progression where any drug stopped for it; else the reason of the drug that ended last."""
    stopped = [drug for drug in sorted(drugs, key=_by_end) if drug.stopped_for is not None]
    if any(drug.stopped_for == "progression" for drug in stopped):
        return "progression"
    return stopped[-1].stopped_for if stopped else None


def _by_end(drug: Drug) -> tuple[date, str]:
    return (drug.end.high if drug.end else date.min, drug.id)


def _best(drugs: Iterable[Drug]) -> str | None:
    stated = {drug.best_response for drug in drugs}
    return next((word for word in RESPONSES if word in stated), None)


def _unknown(drugs: Iterable[Drug]) -> tuple[str, ...]:
    unknown = names(drug for drug in drugs if not drug.known)
    return (f"Onward does not know {', '.join(unknown)}: counted as anticancer therapy",) if unknown else ()


def _other_number(group: Group, derived: int) -> tuple[str, ...]:
    if group.stated is None or group.stated == derived:
        return ()
    return (f"the record says line {group.stated}; counted from its treatments it is line {derived}",)


def _note(*notes: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(note for several in notes for note in several if note)) or None
