"""What ``knowledge/schedule.yaml`` holds: how early or late a check may be, and follow-up that comes at intervals.

In: the file's bytes. Out: ``ScheduleRules``. The days on which a drug asks for a check stand with the drug.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Reading
from onward.knowledge.shapes import Key, ListOf, Number, Record, Refer, Text
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, KnowledgeError

FILE = "knowledge/schedule.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDays:
    """Spans of time, in days."""

    before_start: int
    least_window: int
    most_window: int
    merge: int
    shown_before: int
    shown_ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A follow-up item that comes again, counted from when it was last seen."""

    follow_up: str
    title: str
    opens_day: int
    closes_day: int
    seen_in: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRules:
    """Everything in ``schedule.yaml``."""

    days: ScheduleDays
    window_percent: int
    repeats: tuple[Repeat, ...]


_SOURCES = Key(ListOf(Refer("source"), at_least=1), "Where it was read.")
_NUMBER = Record(
    "a number",
    {
        "value": Key(Number(), "The number.", required=True),
        "why": Key(Text(), "Why this value.", required=True),
        "sources": _SOURCES,
    },
)
_REPEAT = Record(
    "a follow-up item",
    {
        "follow_up": Key(Text(), "The id that the rules give it.", required=True),
        "title": Key(Text(), "What is done.", required=True),
        "opens_day": Key(Number(), "First day, counted from the last time.", required=True),
        "closes_day": Key(Number(), "Last day, counted from the last time.", required=True),
        "seen_in": Key(ListOf(Text(), at_least=1), "The event tables that show it.", required=True),
        "sources": Key(ListOf(Refer("source"), at_least=1), "Where it was read.", required=True),
    },
)
SCHEDULE = Record(
    "the rules of the schedule",
    {
        "days": Key(
            Record("the spans", {each.name: Key(_NUMBER, required=True) for each in fields(ScheduleDays)}),
            "Spans of time.",
            required=True,
        ),
        "window_percent": Key(_NUMBER, "How far a result may be from its day.", required=True),
        "repeats": Key(ListOf(_REPEAT), "Follow-up at intervals.", required=True),
    },
)


def schedule_rules(knowledge: Knowledge) -> ScheduleRules:
    """The rules of a knowledge; those that ship with the code where it has none.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    content = knowledge.beside.get(FILE)
    return read_schedule_rules((find_folder() / "schedule.yaml").read_bytes() if content is None else content)


@lru_cache(maxsize=8)
def read_schedule_rules(content: bytes, name: str = FILE) -> ScheduleRules:
    """The rules that the file holds.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    node, faults = read_text(content, name)
    reading = Reading(name)
    if node is None or faults:
        raise KnowledgeError(faults or [Fault(name, 0, 0, "the file is empty", SCHEDULE.says())])
    entry = SCHEDULE.read(node, reading)
    if entry is None or reading.faults:
        raise KnowledgeError(reading.faults)
    return ScheduleRules(
        days=ScheduleDays(**{each.name: int(entry["days"][each.name]["value"]) for each in fields(ScheduleDays)}),
        window_percent=int(entry["window_percent"]["value"]),
        repeats=tuple(
            Repeat(
                follow_up=each["follow_up"],
                title=each["title"],
                opens_day=int(each["opens_day"]),
                closes_day=int(each["closes_day"]),
                seen_in=tuple(each["seen_in"]),
                sources=tuple(each["sources"]),
            )
            for each in entry["repeats"]
        ),
    )
