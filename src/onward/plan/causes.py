"""The events that made a fact another one: what is new in the record behind it, down to what was written there.

In: two judgements of one person. Out: for any facts, the entries that the second record holds and the first does not,
or the other way round. Entries are compared by what they say, not by where they stand, so that two files may be
compared; an entry that says something else now is told once, as it is now.
What follows from other events (a line, a response, a grade) is told by those it follows from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onward.events.tables import Derived, Event
from onward.facts.describe import describe
from onward.facts.sheet import FactSheet
from onward.plan.judgement import Judgement

_NOT_SAID = frozenset({"id", "refs"})


@dataclass(frozen=True, slots=True)
class Cause:
    """An entry of the record that came or went."""

    says: str
    ref: str
    date: str | None
    came: bool


class Causes:
    """What came and went between two records, and which of it stands behind a fact."""

    def __init__(self, then: Judgement, now: Judgement) -> None:
        self._then, self._now = then, now
        before, after = ({_said(row) for row in _written(each.sheet)} for each in (then, now))
        self._common = before & after

    def of(self, facts: Iterable[str]) -> tuple[Cause, ...]:
        """The entries that came or went and that some of the facts rest on, newest last."""
        named = set(facts)
        return _once([*self._new(self._now, named, came=True), *self._new(self._then, named, came=False)])

    def everything(self) -> tuple[Cause, ...]:
        """Every entry that came or went."""
        found = [_cause(row, came=True) for row in _written(self._now.sheet) if _said(row) not in self._common]
        found += [_cause(row, came=False) for row in _written(self._then.sheet) if _said(row) not in self._common]
        return _once(found)

    def _new(self, judgement: Judgement, facts: Iterable[str], *, came: bool) -> Iterator[Cause]:
        sheet = judgement.sheet
        written = {row.id: row for row in _written(sheet)}
        derived = {row.id: row for rows in sheet.events.rows.values() for row in rows if isinstance(row, Derived)}
        behind = {name for fact in facts for name in sheet.index.closure.get(fact, frozenset({fact}))}
        waiting = [row for name in sorted(behind) for row in sheet.decisive.get(name, ())]
        seen: set[str] = set()
        while waiting:
            row = waiting.pop()
            if row.id in seen:
                continue
            seen.add(row.id)
            if isinstance(row, Derived):
                waiting += [
                    (written | derived)[name] for name in row.derived_from if name in written or name in derived
                ]
            elif _said(row) not in self._common:
                yield _cause(row, came=came)


def _once(found: Iterable[Cause]) -> tuple[Cause, ...]:
    """Each entry once, oldest first; where an entry says something else now, only what it says now."""
    listed = list(dict.fromkeys(found))
    came = {each.ref for each in listed if each.came}
    kept = [each for each in listed if each.came or each.ref not in came]
    return tuple(sorted(kept, key=lambda each: (each.date or "", each.says, each.ref)))


def _written(sheet: FactSheet) -> Iterator[Event]:
    """The rows that the record itself holds."""
    return (row for rows in sheet.events.rows.values() for row in rows if not isinstance(row, Derived))


def _said(row: Event) -> tuple[object, ...]:
    return (row.table, *(getattr(row, name) for name in row.__struct_fields__ if name not in _NOT_SAID))


def _cause(row: Event, *, came: bool) -> Cause:
    when = str(row.date) if row.date is not None else None
    return Cause(says=describe(row), ref=row.refs[0] if row.refs else row.id, date=when, came=came)
