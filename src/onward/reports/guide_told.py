"""What the guide tells of one person: how they feel, what their drugs may do, what they said, trials, days that matter.

In: a plan and a book of words. Out: rows for the template. Nothing is judged here: a fit of a trial is the matcher's,
a figure is its source's, and what the person said stays as they said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from onward.knowledge.preference_studies import Study, studies_for
from onward.knowledge.types import Investigation, Knowledge, Regimen
from onward.plan.dated import Task
from onward.plan.evidence import ANY_GRADE, harms_of
from onward.plan.types import Figure, Plan
from onward.plan.wishes import FamilyEvent, Wishes, ahead, free_day, met
from onward.reports.guide_options import GENERAL_BEGINS, people
from onward.reports.guide_words import Book
from onward.reports.phrases import counts_people
from onward.trials.match_types import ELIGIBLE, Match

PRESENT_HARMS = 6
DATES = 6
OPEN = ("overdue", "due", "coming")
TESTS_NAMED = 3
TRIALS = 5


@dataclass(frozen=True, slots=True)
class Harm:
    """What a drug that is taken now may do: to how many of 100, and what that is like."""

    key: str
    count: str
    trial: str
    arm: str


@dataclass(frozen=True, slots=True)
class Due:
    """Checks of one day: what they are, when they may be, and what of the person's own they meet."""

    day: str
    state: str
    names: tuple[str, ...]
    opens: str
    closes: str
    meets: str = ""
    free: str | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial that may fit."""

    nct: str
    title: str
    fits: bool
    met: int
    """How many of its requirements this person is known to meet."""
    tests: tuple[str, ...]
    recruiting: bool | None
    place: str | None


def wishes_of(plan: Plan) -> Wishes:
    """What the person said; nothing where the record says nothing."""
    return plan.wishes if isinstance(plan.wishes, Wishes) else Wishes()


def feelings(plan: Plan, book: Book) -> list[tuple[str, str]]:
    """What the person reported, the worst first: what, and how much."""
    told = sorted(plan.reports, key=lambda each: (-each.worst, each.term))
    return [(_symptom(each.term, book), book.text(f"feel.{each.worst}")) for each in told if each.worst > 0]


def _symptom(term: str, book: Book) -> str:
    plain = term.replace("-", " ")
    found = next((key for key in (f"harm:{term}", f"harm:{plain}") if book.thing(key)), None)
    return book.name(found) if found else plain


def present_harms(plan: Plan, knowledge: Knowledge, book: Book) -> list[Harm]:
    """What people had who took the same drugs in a trial, the most frequent first."""
    drugs = plan.current_therapy.drugs if plan.current_therapy else ()
    regimen = _given(drugs, knowledge.regimens.values()) if drugs else None
    if regimen is None:
        return []
    felt = [figure for figure in harms_of(regimen, knowledge.sources) if _felt(figure, book)]
    first: dict[str, Figure] = {}
    for figure in sorted(felt, key=lambda each: (-(each.with_it or 0), each.measure)):
        first.setdefault(book.name(f"harm:{figure.measure}"), figure)
    return [
        Harm(f"harm:{figure.measure}", people(figure.with_it or 0, book), figure.trial, figure.with_it_arm)
        for figure in list(first.values())[:PRESENT_HARMS]
    ]


def _given(drugs: Iterable[str], regimens: Iterable[Regimen]) -> Regimen | None:
    """The regimen that is given: each drug in a slot, and a drug for each slot."""
    taken = tuple(drugs)
    fits = (
        each
        for each in regimens
        if all(any(drug in slot for slot in each.slots) for drug in taken)
        and all(any(drug in slot for drug in taken) for slot in each.slots)
    )
    return next(fits, None)


def _felt(figure: Figure, book: Book) -> bool:
    told = figure.statistic == ANY_GRADE and counts_people(figure) and bool(figure.with_it)
    return told and not figure.measure.startswith(GENERAL_BEGINS) and bool(book.thing(f"harm:{figure.measure}"))


def days_ahead(plan: Plan) -> tuple[FamilyEvent, ...]:
    """The days that the person does not want to miss and that are not over."""
    return ahead(wishes_of(plan).events, date.fromisoformat(plan.as_of))


def dates(plan: Plan, book: Book) -> list[Due]:
    """The next checks that have a date, those of one day together."""
    open_tasks = sorted(
        (task for task in plan.schedule if task.state in OPEN), key=lambda task: (task.due, task.investigation)
    )
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in open_tasks:
        groups.setdefault((task.due, task.state), []).append(task)
    return [_due(tasks, plan, book) for tasks in list(groups.values())[:DATES]]


def _due(tasks: Sequence[Task], plan: Plan, book: Book) -> Due:
    """What may be done on the same day may be done within the days that all of them leave."""
    names = dict.fromkeys(
        book.first_name(f"test:{task.investigation}", f"follow_up:{task.investigation}") or task.title for task in tasks
    )
    opens, closes = max(task.opens for task in tasks), min(task.closes for task in tasks)
    together = msgspec.structs.replace(tasks[0], opens=opens, closes=closes)
    events = () if together.state == "overdue" else wishes_of(plan).events
    found = met(together, events)
    return Due(
        day=together.due,
        state=together.state,
        names=tuple(names),
        opens=opens,
        closes=closes,
        meets=", ".join(each.what for each in found),
        free=free_day(together, events) if found else None,
    )


def trials(plan: Plan, knowledge: Knowledge, book: Book) -> list[Trial]:
    """The trials that may fit, in the order of fit."""
    investigations = tuple(knowledge.investigations.values())
    return [_trial(each, investigations, book) for each in plan.trials[:TRIALS]]


def _trial(found: Match, investigations: Iterable[Investigation], book: Book) -> Trial:
    asked = dict.fromkeys(_tests(found.missing, investigations, book))
    return Trial(
        nct=found.nct,
        title=found.title,
        fits=found.verdict == ELIGIBLE,
        met=found.met,
        tests=tuple(asked)[:TESTS_NAMED],
        recruiting=found.recruiting,
        place=found.site,
    )


def _tests(facts: Iterable[str], investigations: Iterable[Investigation], book: Book) -> Iterator[str]:
    for fact in facts:
        test = next((each for each in investigations if fact in each.settles), None)
        if test is not None and book.thing(f"test:{test.id}"):
            yield book.name(f"test:{test.id}")


def others(plan: Plan, knowledge: Knowledge, book: Book) -> list[tuple[Study, str]]:
    """What others said, as far as there are words for the person: the study and where it asked."""
    told = studies_for(plan.tumour.subtype, knowledge)
    return [(each, book.name(f"study:{each.name}")) for each in told if book.thing(f"study:{each.name}")]
