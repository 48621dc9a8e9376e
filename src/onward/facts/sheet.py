"""The fact sheet of one patient on one day: works facts out when asked, keeps them, and knows where each came from.

In: events (already followed by ``course``) and the index of facts. Out: values, presumptions, proofs, missing facts.
A *strict* sheet takes nothing for granted: harm is judged on it. A sheet can *suppose* answers that the record does not
give, to ask what a test would change; everything that does not depend on them is kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from onward.events.tables import Event, Events
from onward.facts.index import FactIndex
from onward.logic.evaluate import Value, evaluate, truth
from onward.logic.explain import missing, prove
from onward.logic.nodes import History, Node
from onward.logic.proof import Step
from onward.values.dates import PartialDate
from onward.values.kleene import Truth

_SHOWN_EVENTS = 5


class FactSheet:
    """One patient's facts on one day; the environment that expressions are evaluated in."""

    def __init__(self, events: Events, index: FactIndex, as_of: datetime.date, *, strict: bool = False) -> None:
        self.events = events
        self.index = index
        self.day = as_of
        self.as_of = PartialDate.of(as_of)
        self.strict = strict
        self.presumed: set[str] = set()
        self.supposed: dict[str, Value] = {}
        self.decisive: dict[str, list[Event]] = {}
        self.matched: set[tuple[str, str]] = set()
        self._values: dict[str, Value] = {}
        self._seen: list[list[Event]] = []

    def rows(self, table: str) -> Sequence[Any]:
        """The rows of an event table."""
        return self.events.rows[table]

    def classes(self, drug: str) -> frozenset[str]:
        """Every class of a drug or class word."""
        return self.index.classes.get(drug, frozenset())

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        """Remember which events decided the fact that is being worked out, and which were read at all."""
        if self._seen:
            self._seen[-1].extend(decisive)
        self.matched.update((row.table, row.id) for row in matched)

    def fact(self, name: str) -> Value:
        """The value of a fact, presumed where its definition is silent and presumption is allowed."""
        values = self._values
        if name in values:
            return values[name]
        self._seen.append([])
        value = self._work_out(name)
        self.decisive[name] = self._seen.pop()
        values[name] = value
        return value

    def _work_out(self, name: str) -> Value:
        if name in self.supposed:
            return self.supposed[name]
        definition = self.index.definitions[name]
        value = evaluate(definition.definition, self)
        presume = definition.presume
        if value is None and presume is not None and not self.strict and truth(presume.when, self) is True:
            self.presumed.add(name)
            return presume.value
        return value

    def truth(self, node: Node | None) -> Truth:
        """The truth of a condition; a condition that is not there is false."""
        return False if node is None else truth(node, self)

    def supposing(self, answers: Mapping[str, Value]) -> FactSheet:
        """The same sheet with some answers given that the record does not give."""
        other = FactSheet(self.events, self.index, self.day, strict=self.strict)
        changed = frozenset().union(*(self.index.readers.get(name, frozenset({name})) for name in answers))
        other._values = {name: value for name, value in self._values.items() if name not in changed}
        other.presumed = self.presumed - changed
        other.supposed = {**self.supposed, **answers}
        other.decisive = dict(self.decisive)
        return other

    def known(self) -> dict[str, Value]:
        """Every fact worked out so far, by name."""
        return dict(sorted(self._values.items()))

    def missing(self, node: Node) -> tuple[str, ...]:
        """The facts because of which a condition is unknown."""
        return missing(node, self)

    def missing_behind(self, name: str) -> tuple[str, ...]:
        """The facts to ask for when a fact is unknown: itself if a test settles it, else what it lacks.

        Where only one thing is lacking and a test settles that, it is named instead: an IHC of 2+ lacks the ISH.
        """
        definition = self.index.definitions[name]
        inner = tuple(each for each in missing(definition.definition, self) if each != name)
        if len(inner) == 1 and self.index.definitions[inner[0]].settled_by:
            return inner
        if definition.settled_by or not inner:
            return (name,)
        return inner

    def prove_fact(self, name: str) -> Step:
        """The proof of a fact's value: its definition, its events, or the presumption it rests on."""
        value = self.fact(name)
        definition = self.index.definitions[name]
        at = f"{definition.at.file}:{definition.at.line}"
        if name in self.supposed:
            return Step(says=f"{name}, supposed", value=value, kind="fact", name=name, at=at)
        if name in self.presumed and definition.presume is not None:
            step = Step(says=definition.presume.why, value=value, kind="presumption", name=name, at=at)
            return Step(says=definition.what, value=value, kind="fact", name=name, at=at, because=(step,))
        kind = "missing" if value is None else "fact"
        because = self._events_of(name) if self.decisive.get(name) else self._reasons_of(name)
        return Step(
            says=definition.what, value=value, kind=kind, name=name, at=at, sources=definition.sources, because=because
        )

    def _events_of(self, name: str) -> tuple[Step, ...]:
        rows = {(row.table, row.id): row for row in self.decisive[name]}
        return tuple(event_step(row) for row in list(rows.values())[:_SHOWN_EVENTS])

    def _reasons_of(self, name: str) -> tuple[Step, ...]:
        step = prove(self.index.definitions[name].definition, self)
        return step.because

    def prove_history(self, node: History) -> tuple[Step, ...]:
        """The exposures behind an answer, or the completeness of the history that silence rests on."""
        self._seen.append([])
        value = evaluate(node, self)
        rows = self._seen.pop()
        if rows:
            return tuple(event_step(row) for row in rows[:_SHOWN_EVENTS])
        return () if value is True else (self.prove_fact("treatment_history_complete"),)


def event_step(row: Event) -> Step:
    """The end of a proof: one event and where it was read."""
    refs = row.refs
    return Step(says=describe(row), value=True, kind="event", at=refs[0] if refs else row.id, refs=refs)


_LEFT_OUT = frozenset({"id", "date", "refs", "derived_from", "rule", "known", "certain", "note", "regimen", "specimen"})


def describe(row: Event) -> str:
    """An event in one line: its table, what it holds, its day."""
    parts = [
        f"{name.replace('_', ' ')} {_plain(value)}"
        for name in row.__struct_fields__
        if name not in _LEFT_OUT and (value := getattr(row, name)) not in (None, (), False)
    ]
    when = f" ({row.date})" if row.date is not None else " (undated)"
    return f"{row.table}: {', '.join(parts)}{when}"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
