"""A plan on one sheet of paper for the tumour board: what is chosen, and what is only counted.

In: a plan, and how many lines the sheet has. Out: the sheet's parts in the order of every page: who, what must not
wait, the course, the options with their reasons, what is missing, trials, questions. Every line leads to a source or to
the record; whatever has no room is counted, and stands in the plan that the sheet is the first page of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onward.plan.types import Plan
from onward.reports import board_parts, phrases
from onward.reports.arrange import Arranged, arrange
from onward.reports.board_facts import facts_of
from onward.reports.board_parts import ACROSS, LEFT, MOST, MUST_NOT_WAIT, RIGHT
from onward.reports.board_picture import BoardPicture, board_picture
from onward.reports.board_questions import questions
from onward.reports.board_room import Entry, Part, Said, limited, tell
from onward.reports.sheet import wrap

LINES = 74.0
"""Lines of an A4 page in the sheet's type."""
FEWEST_LINES = 46.0
FOOT_LETTERS = 150
LINE_UNITS = 14.8
"""Units of the picture that are as tall as a line."""
TALLEST, LOWEST = 310.0, 160.0
_ALERT_LINES = 5.0
_TITLE_LINES, _STATUS_LINES, _CAPTION_LINES = 2.0, 1.4, 1.2
_FOOT_LINES = 2.6
"""The line above the sources, and the words on what Onward is."""


@dataclass(frozen=True, slots=True)
class Board:
    """The sheet of one person."""

    plan: Plan
    number: int
    head: tuple[str, ...]
    alerts: Part
    picture: BoardPicture | None
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    questions: tuple[str, ...]
    """Every question, those included that have no room."""

    @property
    def name(self) -> str:
        """What the ids of the sheet begin with."""
        return f"sheet-{self.number}"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that is on the sheet."""
        return (self.alerts, *self.left, *self.right)

    @property
    def asked(self) -> str:
        """The question that the contents of a pack name: the first, and the second where the first is how old it is."""
        return " ".join(self.questions[: 2 if phrases.warning_of_age(self.plan) else 1])

    @property
    def urgent(self) -> tuple[str, ...]:
        """What must not wait."""
        return tuple(alert.title for alert in self.plan.alerts if alert.urgency in MUST_NOT_WAIT)


def board_of(plan: Plan, number: int = 1, lines: float = LINES) -> Board:
    """The sheet of a plan; ``number`` is its place in a pack."""
    page = arrange(plan)
    head, alerts, asked = _head(plan), board_parts.alerts(plan), questions(page)
    above = _TITLE_LINES + _STATUS_LINES + sum(len(wrap(text, ACROSS)) for text in head) + alerts.lines(ACROSS)
    scarce = alerts.lines(ACROSS) - _ALERT_LINES + max(LINES - lines, 0.0)
    tallest = min(TALLEST, max(LOWEST, TALLEST - scarce * LINE_UNITS))
    picture = board_picture(plan, tallest, f"sheet-{number}-course")
    drawn = picture.height / LINE_UNITS + _CAPTION_LINES if picture else 0.0
    left, right = _columns(page, asked, lines - above - drawn, cited(alerts))
    return Board(plan, number, head, alerts, picture, left, right, tuple(said.text for said in asked))


def cited(*parts: Part) -> Iterator[str]:
    """The sources of parts, in the order of their lines."""
    for part in parts:
        for entry in part.entries:
            yield from entry.sources
            for said in entry.said:
                yield from said.sources


def _head(plan: Plan) -> tuple[str, ...]:
    """What stands below the title: the tumour, where this person stands, what has to be said of the record."""
    differs = "; ".join(plan.tumour.discordance)
    found = (
        " · ".join(phrases.tumour(plan)),
        f"{plan.stage_why} {phrases.warning_of_age(plan) or phrases.age_of_record(plan).capitalize() + '.'}",
        f"Differs between specimens: {differs}" if differs else "",
    )
    return tuple(limited(text, ACROSS, 2) for text in found if text)


def _columns(
    page: Arranged, asked: Sequence[Said], lines: float, above: Iterable[str]
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both columns, as full as the list of sources at the foot leaves room for."""
    already = tuple(above)
    foot = _FOOT_LINES + 1
    left, right = _left(page, asked, lines - foot), _right(page, lines - foot)
    for _ in range(3):
        names = dict.fromkeys((*already, *cited(*left, *right)))
        needed = _FOOT_LINES + len(wrap(" ".join(f"{name}xxxxxx" for name in names), FOOT_LETTERS)) * 0.85
        if needed <= foot:
            break
        foot = needed
        left, right = _left(page, asked, lines - foot), _right(page, lines - foot)
    return left, right


def _left(page: Arranged, asked: Sequence[Said], lines: float) -> tuple[Part, ...]:
    """What can be done and what has to be decided; with no option to tell, what is missing comes here too."""

    def open_questions(detail: int) -> Part:
        told = tuple(Entry(said=(_shorter(said, detail),)) for said in asked)
        return Part("questions", "Questions for the board", told, least=1 + detail, kept=True)

    tellings = [
        lambda detail: board_parts.now(page, detail),
        lambda detail: board_parts.options(page, detail),
        lambda _: board_parts.trials(page),
        open_questions,
        lambda _: board_parts.care(page),
    ]
    if not page.shown:
        tellings.insert(2, lambda detail: board_parts.tests(page, detail))
    return tell(tellings, MOST, LEFT, lines)


def _shorter(said: Said, detail: int) -> Said:
    return Said(limited(said.text, LEFT - 6, max(detail, 1)), said.label, said.sources[: board_parts.CITED], said.refs)


def _right(page: Arranged, lines: float) -> tuple[Part, ...]:
    """What is missing, where the other column is full, and the facts."""
    facts = tuple(facts_of(page))
    tellings = [lambda detail: Part("facts", "Facts, with day and place in the record", facts, least=2 + 2 * detail)]
    if page.shown:
        tellings.insert(0, lambda detail: board_parts.tests(page, detail))
    return tell(tellings, MOST, RIGHT, lines)
