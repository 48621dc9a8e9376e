"""The questions on what matters as a form: those of the paper, filled with what is known or with what somebody typed.

In: wishes, or the fields of a form as they were sent. Out: what the page shows; wishes; wishes as they are saved beside
a record, whose own answers they take the place of. What is wrong is said, and what was typed goes back to the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from onward.goals.comparison import MOST
from onward.knowledge.questionnaire import DAY, DAY_PARTS, MARKS, Part, Question, questionnaire_of
from onward.knowledge.questionnaire import WISH as PREFIX
from onward.knowledge.types import Knowledge
from onward.plan.wishes import FamilyEvent, Wishes
from onward.reports.guide_words import Book
from onward.reports.questionnaire_fhir import marks
from onward.values.dates import PartialDate
from onward.values.errors import Fault, RecordError

TEXTS: Mapping[str, int] = {"words": 2000, "work": 300, "decides-with": 300, "outlook": 40, "decides": 40}
"""What has no weight, and how many letters of it are kept."""
MOST_DAYS = 20
MOST_WHAT = 200
ADD = "add"
_ROW = re.compile(rf"{DAY}\.(\d{{1,3}})\.({'|'.join(DAY_PARTS)})\Z")
_WEIGHTS = tuple(str(mark) for mark in MARKS)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_FIELDS = Wishes.__struct_fields__
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form as somebody left them: right or wrong."""

    weights: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    days: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the template asks: the questions, and what stands in their fields."""

    parts: tuple[Part, ...]
    typed: Typed
    knowledge: Knowledge
    book: Book
    more: bool = False
    """Whether room for one more day was asked for."""

    def title(self, wish: str) -> str:
        """What a wish is called."""
        return self.book.name(f"wish:{wish}")

    def weight(self, wish: str) -> str:
        """How much a wish counts: a number that the slider can show."""
        found = self.typed.weights.get(wish, "0")
        return found if found in _WEIGHTS else "0"

    def answer(self, link: str) -> str:
        """What stands in a field."""
        return self.typed.texts.get(link, "")

    def most(self, link: str) -> int:
        """How many letters a field takes."""
        return TEXTS[link]

    def words(self, question: Question) -> tuple[str, ...]:
        """The words that may be chosen."""
        return tuple(concept.word for concept in self.knowledge.terminology[question.words or ""].concepts)

    def days(self, question: Question) -> list[Row]:
        """The days that were told, and room for more."""
        told = list(self.typed.days)
        room = max(question.room - len(told), 1) + (1 if self.more else 0)
        return [*told, *([{}] * min(room, MOST_DAYS - len(told)))]

    def as_day(self, text: str) -> bool:
        """Whether a field that holds a day, or nothing, can show a calendar."""
        return not text or bool(_DAY.match(text))


def asked(knowledge: Knowledge, typed: Typed, *, more: bool = False) -> Asked:
    """The questions with what stands in their fields."""
    return Asked(questionnaire_of(knowledge).parts, typed, knowledge, Book(knowledge), more)


def typed_of(wishes: Wishes) -> Typed:
    """Wishes as the form shows them; weights on the scale of the form."""
    texts = {link: getattr(wishes, link.replace("-", "_")) or "" for link in TEXTS}
    days = tuple({name: getattr(event, name) or "" for name in DAY_PARTS} for event in wishes.events)
    return Typed({wish: str(mark) for wish, mark in marks(wishes.weights).items()}, texts, days)


def typed_in(form: Mapping[str, str]) -> Typed:
    """What was typed; days that were left empty are not told."""
    weights = {key.removeprefix(PREFIX): text for key, text in form.items() if key.startswith(PREFIX)}
    texts = {link: form[link].strip() for link in TEXTS if link in form}
    rows: dict[int, dict[str, str]] = {}
    for key, text in form.items():
        if found := _ROW.match(key):
            rows.setdefault(int(found[1]), {})[found[2]] = text.strip()
    days = tuple(rows[number] for number in sorted(rows) if any(rows[number].values()))
    return Typed(weights, texts, days)


def weights_in(typed: Typed, knowledge: Knowledge) -> dict[str, float]:
    """The weights that were set.

    Raises:
        RecordError: a wish is not known, or counts more or less than it can.
    """
    known = {concept.word for concept in knowledge.terminology["wish"].concepts}
    if any(name not in known or text not in _WEIGHTS for name, text in typed.weights.items()):
        raise RecordError(_fault("a wish is not known, or has no such weight", f"0 to {MOST:g}"))
    return {name: float(text) for name, text in typed.weights.items() if text != "0"}


def wishes_in(typed: Typed, knowledge: Knowledge) -> Wishes:
    """The wishes that were typed.

    Raises:
        RecordError: everything that is wrong with them.
    """
    faults = [*_of_texts(typed, knowledge), *_of_days(typed.days)]
    weights: Mapping[str, float] = {}
    try:
        weights = weights_in(typed, knowledge)
    except RecordError as error:
        faults += error.faults
    if faults:
        raise RecordError(faults)
    events = sorted(map(_event, typed.days), key=lambda each: (each.first, each.last, each.what))
    return Wishes(
        weights=weights,
        **{link.replace("-", "_"): text or None for link, text in typed.texts.items()},
        events=tuple(events),
    )


def _of_texts(typed: Typed, knowledge: Knowledge) -> Iterator[Fault]:
    sets = {each.link: each.words for each in questionnaire_of(knowledge).questions() if each.words}
    for link, text in typed.texts.items():
        if len(text) > TEXTS[link]:
            yield _fault(f"{_called(link)}: that is too long", f"{TEXTS[link]} letters")
        elif text and link in sets:
            words = [concept.word for concept in knowledge.terminology[sets[link] or ""].concepts]
            if text not in words:
                yield _fault(f"{_called(link)}: there is no such answer", ", ".join(words))


def _of_days(days: Sequence[Row]) -> Iterator[Fault]:
    if len(days) > MOST_DAYS:
        yield _fault("these are too many days", f"{MOST_DAYS} at most")
    for number, row in enumerate(days, 1):
        about = f"day {number}"
        if not 0 < len(row.get("what", "")) <= MOST_WHAT:
            yield _fault(f"{about}: it is not said what it is", f"1 to {MOST_WHAT} letters")
        first, last = (_partial(row.get(name, "")) for name in ("date", "until"))
        if first is None or (row.get("until") and last is None):
            yield _fault(f"{about}: it is not said when it is", "2026-07-04, or 2026-07 where only the month is known")
        elif last is not None and last.high < first.low:
            yield _fault(f"{about}: it ends before it begins")


def _event(row: Row) -> FamilyEvent:
    first = PartialDate.parse(row["date"])
    last = _partial(row.get("until", "")) or first
    until = str(last) if row.get("until") else None
    return FamilyEvent(
        what=row["what"], date=str(first), first=first.low.isoformat(), last=last.high.isoformat(), until=until
    )


def _partial(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _called(link: str) -> str:
    return link.replace("-", " ")


def _fault(what: str, expected: str = "") -> Fault:
    return Fault("", 0, 0, what, expected)


def kept(wishes: Wishes) -> str:
    """Wishes as they are saved: every answer, those that are empty too, for one may have been taken back."""
    told: dict[str, Any] = {name: msgspec.to_builtins(getattr(wishes, name)) for name in _FIELDS}
    return json.dumps(told, ensure_ascii=False)


def saved_over(own: Wishes, saved: str | None) -> Wishes:
    """The wishes of a record with those that were saved beside it in their place."""
    if saved is None:
        return own
    found: dict[str, Any] = {name: said for name, said in json.loads(saved).items() if name in _FIELDS}
    if "events" in found:
        found["events"] = msgspec.convert(found["events"], tuple[FamilyEvent, ...])
    return msgspec.structs.replace(own, **found)


def newer(saved: str, then: Wishes, now: Wishes) -> str:
    """What was saved, after the record itself got newer answers: those that changed in it take their place."""
    changed = {name: getattr(now, name) for name in _FIELDS if getattr(now, name) != getattr(then, name)}
    return kept(msgspec.structs.replace(saved_over(then, saved), **changed))
