"""Tasks as an iCalendar file (RFC 5545), one all-day entry each, so that any calendar can remind of them.

In: tasks, whose they are, the day of the plan. Out: bytes with CRLF line ends, no line longer than 75 octets. The
same task has the same UID in every plan, so that a file imported again replaces what it brought before. Titles name
no patient unless asked: calendars are shared, and shown on locked screens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from onward.plan.dated import CheckReason, Task

LONGEST = 75
"""Octets of a line without its end."""
LEFT_OUT = ("done",)


def to_calendar(tasks: Iterable[Task], patient: str, as_of: date, version: str, *, named: bool = False) -> bytes:
    """The calendar of every task that is not done; what is overdue stands on the day of the plan."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Onward//onward {_escaped(version)}//EN",
        "CALSCALE:GREGORIAN",
    ]
    for task in tasks:
        if task.state not in LEFT_OUT:
            lines += _event(task, patient, as_of, named)
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in folded(line))


def folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets; pieces after the first begin with a space, no character is cut."""
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > LONGEST:
            yield piece
            piece = b" "
        piece += octets
    yield piece


def _event(task: Task, patient: str, as_of: date, named: bool) -> list[str]:
    day = as_of if task.state == "overdue" else date.fromisoformat(task.due)
    title = f"Overdue: {task.title}" if task.state == "overdue" else task.title
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(task, patient)}",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'{title} ({patient})' if named else title)}",
        f"DESCRIPTION:{_escaped(_description(task))}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _uid(task: Task, patient: str) -> str:
    """The same for the same task of the same person, without telling who that is."""
    digest = hashlib.sha256(f"{patient}\n{task.id}".encode()).hexdigest()
    return f"{digest[:32]}@onward"


def _description(task: Task) -> str:
    window = f"Between {task.opens} and {task.closes}." if task.opens != task.closes else f"On {task.due}."
    if task.state == "overdue":
        window = f"Due since {task.due}; no result is in the record."
    return "\n".join([window, *(_asked(reason) for reason in task.reasons)])


def _asked(reason: CheckReason) -> str:
    who = f"{reason.drug}: " if reason.drug else ""
    why = f" ({reason.why})" if reason.why else ""
    return f"{who}{reason.when}{why}. Source: {', '.join(reason.sources)}"


def _escaped(text: str) -> str:
    """A text as a value: separators escaped, line ends written out, control characters left out."""
    for sign, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(sign, instead)
    return "".join(sign for sign in text if sign.isprintable())
