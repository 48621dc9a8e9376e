"""The fact sheet of one patient on one day: works facts out when asked, keeps them, and knows where each came from.

In: events (already followed by ``course``) and the index of facts. Out: values, presumptions, proofs, missing facts.
Two kinds of sheet stand on another and share all that cannot differ: a *strict* sheet takes nothing for granted (harm
is judged on it); a *supposing* sheet has answers that the record does not give (what would a test change).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onward.events.tables import Event, Events
from onward.facts.describe import event_step
from onward.facts.disputes import disputed_rows
from onward.facts.index import FactIndex
from onward.logic.evaluate import Value, evaluate, truth
from onward.logic.explain import missing, prove
from onward.logic.nodes import And, History, Node, Or
from onward.logic.proof import Step
from onward.logic.rows import Rows
from onward.values.dates import PartialDate
from onward.values.kleene import Truth, all_of, any_of

_SHOWN_EVENTS = 5


@dataclass(slots=True)
class _Working:
    """What is noticed while one fact is worked out."""

    decisive: list[Any] = field(default_factory=list)
    several: bool = False
    """Whether an aggregate had more than one row to choose from."""
    presumes: bool = False
    """Whether a presumption was read on the way."""


class FactSheet:
    """One patient's facts on one day; the environment that expressions are evaluated in."""

    def __init__(self, events: Events, index: FactIndex, as_of: datetime.date, *, strict: bool = False) -> None:
        self.events = events
        self.index = index
        self.day = as_of
        self.as_of = PartialDate.of(as_of)
        self.presumed: set[str] = set()
        self.disputed: dict[str, list[Event]] = {}
        self.supposed: Mapping[str, Value] = {}
        self.decisive: dict[str, list[Event]] = {}
        self.matched: set[tuple[str, str]] = set()
        self._strict = strict
        self._rows: dict[str, tuple[Sequence[Event], Rows]] = {}
        self._below: FactSheet | None = None
        self._differs: frozenset[str] = frozenset()
        self._values: dict[str, Value] = {}
        self._presuming: set[str] = set()
        self._working: list[_Working] = []
        self._proofs: dict[str, Step] = {}
        self._missing: dict[str, tuple[str, ...]] = {}
        self._truths: dict[int, tuple[Node, Truth]] = {}

    def rows(self, table: str) -> Sequence[Any]:
        """The rows of an event table, found by their words where a filter asks for one."""
        rows = self.events.rows[table]
        if table not in self._rows or self._rows[table][0] is not rows:
            self._rows[table] = (rows, Rows(rows))
        return self._rows[table][1]

    def classes(self, drug: str) -> frozenset[str]:
        """Every class of a drug or class word."""
        return self.index.classes.get(drug, frozenset())

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        """Remember which events decided the fact that is being worked out, and which were read at all."""
        if not matched:
            return
        self.matched.update([(row.table, row.id) for row in matched])
        if self._working:
            self._working[-1].decisive.extend(decisive)
            self._working[-1].several |= len(matched) > 1

    def fact(self, name: str) -> Value:
        """The value of a fact, presumed where its definition is silent and presumption is allowed."""
        if name not in self._values:
            self._values[name] = self._find(name)
        if self._working and name in self._presuming:
            self._working[-1].presumes = True
        return self._values[name]

    def _find(self, name: str) -> Value:
        below = self._below
        if below is not None and name not in self._differs:
            value = below.fact(name)
            presumes = name in below._presuming
            if not (presumes and self._strict and not below._strict):
                if presumes:
                    self._presuming.add(name)
                return value
        self._working.append(_Working())
        value = self._work_out(name)
        working = self._working.pop()
        self.decisive[name] = working.decisive
        if working.presumes:
            self._presuming.add(name)
        return value

    def _work_out(self, name: str) -> Value:
        if name in self.supposed:
            return self.supposed[name]
        definition = self.index.definitions[name]
        value = evaluate(definition.definition, self)
        if value is not None:
            return value
        working = self._working[-1]
        if working.several and (rows := disputed_rows(self.index.choosing[name], self)):
            self.disputed[name] = rows
            return None
        presume = definition.presume
        if presume is None or self._strict or truth(presume.when, self) is not True:
            return None
        self.presumed.add(name)
        working.presumes = True
        return presume.value

    def truth(self, node: Node | None) -> Truth:
        """The truth of a condition; a condition that is not there is false. Parts that are asked again are kept."""
        if node is None:
            return False
        found = self._truths.get(id(node))
        if found is None:
            found = self._truths[id(node)] = (node, self._judge(node))
        return found[1]

    def _judge(self, node: Node) -> Truth:
        below = self._below
        if below is not None and below._strict is self._strict and self._differs.isdisjoint(self.index.behind(node)):
            return below.truth(node)
        if isinstance(node, And):
            return all_of(self.truth(operand) for operand in node.operands)
        if isinstance(node, Or):
            return any_of(self.truth(operand) for operand in node.operands)
        return truth(node, self)

    def strictly(self) -> FactSheet:
        """The same facts with nothing taken for granted."""
        other = FactSheet(self.events, self.index, self.day, strict=True)
        other._below, other.supposed, other.matched, other._rows = self, self.supposed, self.matched, self._rows
        return other

    def supposing(self, answers: Mapping[str, Value]) -> FactSheet:
        """The same sheet with some answers given that the record does not give."""
        other = FactSheet(self.events, self.index, self.day, strict=self._strict)
        other._below, other._differs, other._rows = self, self.index.reading(answers), self._rows
        other.supposed = {**self.supposed, **answers}
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
        if name not in self._missing:
            self._missing[name] = self._find_missing_behind(name)
        return self._missing[name]

    def _find_missing_behind(self, name: str) -> tuple[str, ...]:
        definition = self.index.definitions[name]
        inner = tuple(each for each in missing(definition.definition, self) if each != name)
        if len(inner) == 1 and self.index.definitions[inner[0]].settled_by:
            return inner
        if definition.settled_by or not inner:
            return (name,)
        return inner

    def prove_fact(self, name: str) -> Step:
        """The proof of a fact's value: its definition, its events, or the presumption it rests on."""
        if name not in self._proofs:
            self.fact(name)
            shared = self._below is not None and name not in self.decisive
            self._proofs[name] = self._below.prove_fact(name) if shared and self._below else self._prove(name)
        return self._proofs[name]

    def _prove(self, name: str) -> Step:
        value = self.fact(name)
        definition = self.index.definitions[name]
        at = f"{definition.at.file}:{definition.at.line}"
        kind = "missing" if value is None else "fact"
        if name in self.supposed:
            return Step(says=f"{name}, supposed", value=value, kind="fact", name=name, at=at)
        return Step(
            says=definition.what,
            value=value,
            kind=kind,
            name=name,
            at=at,
            sources=definition.sources,
            because=self._because(name, value),
        )

    def _because(self, name: str, value: Value) -> tuple[Step, ...]:
        presume = self.index.definitions[name].presume
        if name in self.presumed and presume is not None:
            return (Step(says=presume.why, value=value, kind="presumption", name=name),)
        rows = {(row.table, row.id): row for row in self.disputed.get(name) or self.decisive.get(name) or ()}
        if rows:
            return tuple(event_step(row) for row in list(rows.values())[:_SHOWN_EVENTS])
        return prove(self.index.definitions[name].definition, self).because

    def prove_history(self, node: History) -> tuple[Step, ...]:
        """The exposures behind an answer, or the completeness of the history that silence rests on."""
        self._working.append(_Working())
        value = evaluate(node, self)
        rows = self._working.pop().decisive
        if rows:
            return tuple(event_step(row) for row in rows[:_SHOWN_EVENTS])
        return () if value is True else (self.prove_fact("treatment_history_complete"),)
