"""What ``knowledge/schedule.yaml`` holds: how early or late a check may be, and follow-up that comes at intervals.

In: the file's bytes. Out: ``ScheduleRules``. The days on which a drug asks for a check stand with the drug.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from onward.knowledge.files import find_folder
from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Key, ListOf, Number, Record, Refer, Text, Word
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
class Interval:
    """How often one source wants it: between two days, or between two numbers of cycles, under some drugs only."""

    says: str
    opens_day: int | None
    closes_day: int | None
    cycles: tuple[int, int] | None
    given: tuple[str, ...]
    """Classes of which some drug has to be in use; none: whatever is in use."""
    not_given: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A follow-up item that comes again, counted from when it was last seen; sources that differ are all there."""

    follow_up: str
    title: str
    intervals: tuple[Interval, ...]
    seen_in: tuple[str, ...]
    """Tables that show it, or ``table:word``; none where no record could show it."""
    since: str | None
    """The class of medicine from whose start it counts; ``None``: from the start of the treatment."""
    if_never: str
    """The state of a day that has passed where the record has never shown it; ``nothing``: no task then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Findings for which drugs of some classes wait, where no dose rule says what to do."""

    facts: tuple[str, ...]
    given: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Findings under treatment that are looked at even where no dose rule of the drugs knows them."""

    grade: int
    days: int
    facts: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    held: Held | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRules:
    """Everything in ``schedule.yaml``."""

    days: ScheduleDays
    window_percent: int
    repeats: tuple[Repeat, ...]
    unanswered: Unanswered | None = None


_SOURCES = Key(ListOf(Refer("source"), at_least=1), "Where it was read.")
_NUMBER = Record(
    "a number",
    {
        "value": Key(Number(), "The number.", required=True),
        "why": Key(Text(), "Why this value.", required=True),
        "sources": _SOURCES,
    },
)
_INTERVAL = Record(
    "an interval",
    {
        "says": Key(Text(), "The interval in words.", required=True),
        "opens_day": Key(Number(), "First day, counted from the last time."),
        "closes_day": Key(Number(), "Last day, counted from the last time."),
        "cycles": Key(ListOf(Number(whole=True), at_least=2), "From how many to how many cycles, in place of days."),
        "given": Key(ListOf(Text()), "Classes of drugs under which it holds."),
        "not_given": Key(ListOf(Text()), "Classes of drugs under which it does not hold."),
        "sources": Key(ListOf(Refer("source"), at_least=1), "Where it was read.", required=True),
    },
)
_REPEAT = Record(
    "a follow-up item",
    {
        "follow_up": Key(Text(), "The id that the rules give it.", required=True),
        "title": Key(Text(), "What is done.", required=True),
        "intervals": Key(ListOf(_INTERVAL, at_least=1), "How often, source by source.", required=True),
        "seen_in": Key(ListOf(Text()), "The event tables that show it, or table:word."),
        "since": Key(Text(), "The class of medicine from whose start it counts."),
        "if_never": Key(
            Word(("overdue", "unknown", "due", "nothing")), "The state where the record has never shown it."
        ),
    },
)
_HELD = Record(
    "the findings for which drugs wait",
    {
        "facts": Key(ListOf(Text(), at_least=1), "The facts, of those that are looked at.", required=True),
        "given": Key(ListOf(Text(), at_least=1), "Classes of drugs, or drugs, that wait.", required=True),
        "why": Key(Text(), "Why they wait.", required=True),
    },
)
_UNANSWERED = Record(
    "the findings that no dose rule may know",
    {
        "grade": Key(Number(whole=True), "From which grade on.", required=True),
        "days": Key(Number(whole=True), "How old a finding may be.", required=True),
        "facts": Key(ListOf(Text(), at_least=1), "The facts that tell the grades.", required=True),
        "why": Key(Text(), "Why nothing may say go on.", required=True),
        "sources": Key(ListOf(Refer("source"), at_least=1), "Where it was read.", required=True),
        "held": Key(_HELD, "Drugs that wait for some of these findings."),
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
        "unanswered": Key(_UNANSWERED, "Findings that are looked at whatever the drugs."),
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
        repeats=tuple(map(_repeat, entry["repeats"])),
        unanswered=_unanswered(entry["unanswered"]) if entry["unanswered"] else None,
    )


def _unanswered(entry: Entry) -> Unanswered:
    held = entry["held"]
    return Unanswered(
        held=Held(facts=tuple(held["facts"]), given=tuple(held["given"]), why=held["why"]) if held else None,
        grade=int(entry["grade"]),
        days=int(entry["days"]),
        facts=tuple(entry["facts"]),
        why=entry["why"],
        sources=tuple(entry["sources"]),
    )


def _repeat(entry: Entry) -> Repeat:
    return Repeat(
        follow_up=entry["follow_up"],
        title=entry["title"],
        intervals=tuple(map(_interval, entry["intervals"])),
        seen_in=tuple(entry["seen_in"] or ()),
        since=entry["since"],
        if_never=entry["if_never"] or "overdue",
    )


def _interval(entry: Entry) -> Interval:
    first, last = (int(entry[name]) if entry[name] is not None else None for name in ("opens_day", "closes_day"))
    cycles = entry["cycles"]
    return Interval(
        says=entry["says"],
        opens_day=first,
        closes_day=last,
        cycles=(int(cycles[0]), int(cycles[1])) if cycles else None,
        given=tuple(entry["given"] or ()),
        not_given=tuple(entry["not_given"] or ()),
        sources=tuple(entry["sources"]),
    )
