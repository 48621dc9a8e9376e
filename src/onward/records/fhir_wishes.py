"""QuestionnaireResponse -> wishes: the person's answers to our own questionnaire, by the names of its items.

Answers to questionnaires of others are listed and not read. A mark off the scale is a fault; an answer that is no word
of its set is left. The days that matter may lie ahead.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from onward.events.tables import Wish
from onward.knowledge.questionnaire import DAY, MARKS, WISH
from onward.records.documents import Found
from onward.records.fhir_reading import NOT_UNDERSTOOD, Reading
from onward.records.resources import Coding
from onward.values.dates import PartialDate

NAME = "onward-what-matters"
"""The last part of the address of our questionnaire, wherever somebody keeps it."""
ANSWERS = "QuestionnaireResponse"
OTHERS = "answers to another questionnaire are not read"
FINISHED = ("completed", "amended")
CHOICES = {"outlook": "outlook_wish", "decides": "decision_wish"}
TEXTS = ("words", "work", "decides-with")


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """One answer: one of several kinds of value."""

    value_integer: int | None = None
    value_decimal: float | None = None
    value_string: str | None = None
    value_date: str | None = None
    value_date_time: str | None = None
    value_coding: Coding | None = None
    item: tuple[Item, ...] = ()

    @property
    def number(self) -> float | None:
        """As a number."""
        return self.value_decimal if self.value_integer is None else float(self.value_integer)

    @property
    def text(self) -> str:
        """As a text, a code before how it is shown."""
        coding = self.value_coding
        coded = (coding.code or coding.display) if coding else None
        return (coded or self.value_string or self.value_date or self.value_date_time or "").strip()


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """A question with its answers, or a group of questions."""

    link_id: str = ""
    answer: tuple[Answer, ...] = ()
    item: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        """The first answer as a text."""
        return self.answer[0].text if self.answer else ""

    def within(self) -> Iterator[Item]:
        """The items of a group, and those asked after an answer."""
        yield from self.item
        for answer in self.answer:
            yield from answer.item


_items = msgspec.json.Decoder(tuple[Item, ...])
_address = msgspec.json.Decoder(str)


def read_answers(found: Found, reading: Reading) -> None:
    """Read the answers of one person, on the day on which they were given."""
    resource = found.resource
    if not _is_ours(found):
        reading.notes.leave(found.ref, ANSWERS, OTHERS)
        return
    if resource.status not in FINISHED:
        reading.notes.leave(found.ref, ANSWERS, f"its status is {resource.status or 'missing'}")
        return
    day = reading.notes.day(found, "authored", (resource.authored or "")[:10])
    try:
        items = _items.decode(resource.item) if bytes(resource.item) else ()
    except msgspec.DecodeError:
        reading.notes.fault(found, "its items are not those of a QuestionnaireResponse", "items with linkId and answer")
        return
    for item in items:
        _read(item, found, reading, day)
    if not reading.notes.accounted(found.ref):
        reading.notes.leave(found.ref, ANSWERS, "no question was answered")


def _is_ours(found: Found) -> bool:
    """Whether it names our questionnaire; older releases of FHIR have a reference in its place."""
    try:
        address = _address.decode(found.resource.questionnaire)
    except msgspec.DecodeError:
        return False
    return address.split("|")[0].rstrip("/").endswith(f"/{NAME}")


def _read(item: Item, found: Found, reading: Reading, day: PartialDate | None) -> None:
    name = item.link_id
    if name == DAY:
        _read_day(item, found, reading, day)
        return
    if item.answer:
        _read_answer(item, found, reading, day)
    for inner in item.within():
        _read(inner, found, reading, day)


def _read_answer(item: Item, found: Found, reading: Reading, day: PartialDate | None) -> None:
    name, text = item.link_id, item.text
    if name.startswith(WISH):
        _read_mark(item, found, reading, day)
    elif name in CHOICES:
        word = reading.codes.text(CHOICES[name], text)
        if word is None:
            reading.notes.leave(found.ref, f"{name}: {text}", NOT_UNDERSTOOD)
        else:
            reading.notes.add(Wish, found.ref, name=name, date=day, text=word)
    elif name in TEXTS and text:
        reading.notes.add(Wish, found.ref, name=name, date=day, text=text)
    else:
        reading.notes.leave(found.ref, f"{name}: {text}", "no question of ours has this linkId")


def _read_mark(item: Item, found: Found, reading: Reading, day: PartialDate | None) -> None:
    mark = item.answer[0].number
    if mark is None or not MARKS[0] <= mark <= MARKS[-1]:
        expected = f"a number from {MARKS[0]} to {MARKS[-1]}"
        reading.notes.fault(found, f"the answer to '{item.link_id}' is no mark", expected)
        return
    written = item.link_id.removeprefix(WISH)
    reading.notes.add(Wish, found.ref, name=reading.codes.text("wish", written) or written, date=day, weight=mark)


def _read_day(item: Item, found: Found, reading: Reading, day: PartialDate | None) -> None:
    told = {inner.link_id.removeprefix(f"{DAY}."): inner.text for inner in item.within()}
    first = reading.notes.day(found, f"{DAY}.date", told.get("date"), future=True)
    until = reading.notes.day(found, f"{DAY}.until", told.get("until"), future=True)
    if first is not None and until is not None and until.high < first.low:
        reading.notes.fault(found, f"'{DAY}.until' ({until}) is before '{DAY}.date' ({first})")
    elif first is None or not told.get("what"):
        reading.notes.leave(found.ref, DAY, "a day that matters has no date, or nothing says what it is")
    else:
        reading.notes.add(Wish, found.ref, name=DAY, date=day, text=told["what"], day=first, until=until)
