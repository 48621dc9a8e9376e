"""Events in a line of text: what a proof ends with."""

from __future__ import annotations

from onward.events.tables import Event
from onward.logic.proof import Step

_LEFT_OUT = frozenset({"id", "date", "refs", "derived_from", "rule", "known", "certain", "note", "regimen", "specimen"})


def event_step(row: Event) -> Step:
    """The end of a proof: one event and where it was read."""
    refs = row.refs
    return Step(says=describe(row), value=None, kind="event", at=refs[0] if refs else row.id, refs=refs)


def describe(row: Event) -> str:
    """An event in one line: its table, what it holds, its day."""
    parts = [
        f"{name.replace('_', ' ')} {_in_words(value)}"
        for name in row.__struct_fields__
        if name not in _LEFT_OUT and _says_something(name, value := getattr(row, name))
    ]
    when = f" ({row.date})" if row.date is not None else " (undated)"
    return f"{row.table}: {', '.join(parts)}{when}"


def _says_something(name: str, value: object) -> bool:
    """Whether a column is worth its place; a statement that is false is a statement, a flag that is off is none."""
    if value is False:
        return name in ("truth", "ongoing", "deceased", "new_lesions")
    return value is not None and value != ()


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " + ".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
