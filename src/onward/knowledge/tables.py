"""Decision tables: what was read of them comes in with the knowledge they are about, tables with typed values go out.

A table states the answers to everything that the limits of a drug (or a rule) ask, so that one row decides it. A name
that nothing asks for, a value that a fact cannot have and a question without an answer are faults with their place.
Only those who check and test knowledge read tables; the compiled knowledge does not hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onward.knowledge.reading import Entry, meant
from onward.knowledge.references import expected_value, fault_at, fits, shown_value
from onward.knowledge.types import Knowledge, Regimen, Rule, Treatment
from onward.logic.inputs import inputs
from onward.logic.nodes import History, Node, Position, Type
from onward.logic.parse import Refused, parse
from onward.logic.text import to_text
from onward.values.dates import PartialDate
from onward.values.errors import Fault

_NAME = re.compile(r"[a-z][a-z0-9_]*")
Subject = Rule | Treatment | Regimen
_KINDS: dict[type, str] = {Rule: "rule", Treatment: "drug", Regimen: "regimen"}
_FOLDED = frozenset({Type.ENUM, Type.TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what is given beside the quiet person, and what must come out."""

    given: Mapping[str, Any]
    day: date | None = None
    """The day, where it is not that of the table."""
    taking: tuple[str, ...] = ()
    start: str | None = None
    during: str | None = None
    outcome: str | None = None
    """Rules: ``applies``, ``possible``, ``withheld``."""
    adds: tuple[str, ...] | None = None
    """Regimens: the drugs that come to it."""
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """The rows of one drug, rule or regimen."""

    kind: str
    """``drug``, ``rule`` or ``regimen``."""
    name: str
    pathway: str | None
    read: tuple[str, ...]
    day: date
    slots: tuple[tuple[str, ...], ...] = ()
    """Regimens: the drugs of each slot; empty where the table does not say."""
    quiet: Mapping[str, Any]
    rows: tuple[Row, ...]
    at: Position


def tables_of(
    entries: Iterable[tuple[str | None, Entry]], knowledge: Knowledge
) -> tuple[tuple[DecisionTable, ...], list[Fault]]:
    """The tables with their values, and everything that is wrong with them."""
    made = []
    faults: list[Fault] = []
    for pathway, entry in entries:
        named = [(kind, entry[kind]) for kind in _KINDS.values() if kind in entry]
        if len(named) != 1:
            faults.append(fault_at(entry.at, "the table is not about one thing", "either rule or regimen"))
            continue
        reader = _Reader(subject_of(*named[0], knowledge), knowledge)
        made.append(reader.table(entry, pathway))
        faults += reader.faults
    return tuple(made), faults


def subject_of(kind: str, name: str, knowledge: Knowledge) -> Subject:
    """What a table is about."""
    if kind == "rule":
        return next(rule for rule in knowledge.rules if rule.name == name)
    return knowledge.treatments[name] if kind == "drug" else knowledge.regimens[name]


def conditions_of(subject: Subject) -> Iterator[Node]:
    """Every condition that a table of a drug, rule or regimen decides."""
    if isinstance(subject, Rule):
        yield subject.when
        if subject.unless is not None:
            yield subject.unless
    elif isinstance(subject, Regimen):
        yield from (each.when for each in subject.avoid)
        yield from (each.when for each in subject.additions)
    else:
        yield from (each.when for each in (*subject.avoid, *subject.caution))
        yield from (each.when for each in subject.dose_changes)


class _Reader:
    """Reads the tables of one drug, rule or regimen; faults are kept."""

    def __init__(self, subject: Subject, knowledge: Knowledge) -> None:
        self.subject = subject
        self.knowledge = knowledge
        self.faults: list[Fault] = []
        self.asked: dict[str, Type | None] = {}
        for node in conditions_of(subject):
            self.asked.update(inputs(node))

    def table(self, entry: Entry, pathway: str | None) -> DecisionTable:
        subject = self.subject
        if not isinstance(subject, Regimen) and "slots" in entry:
            self.faults.append(fault_at(entry.place("slots"), "only a regimen has slots"))
        quiet = self._values(entry, "quiet")
        missing = [name for name in self.asked if name not in quiet]
        if missing:
            wrong = f"'quiet' says nothing of {', '.join(missing)}, which {self._asker()} reads"
            self.faults.append(fault_at(entry.place("quiet"), wrong, "every fact, so that a row decides"))
        return DecisionTable(
            kind=_KINDS[type(subject)],
            name=self.name,
            pathway=pathway,
            read=entry.several("read"),
            day=entry["as_of"] or max(self.knowledge.sources[name].read for name in entry["read"]),
            slots=tuple(tuple(slot) for slot in entry.several("slots")),
            quiet=quiet,
            rows=tuple(self._row(row) for row in entry.several("rows")),
            at=entry.at,
        )

    def _row(self, entry: Entry) -> Row:
        says = {Rule: ("is",), Treatment: ("start", "during"), Regimen: ("start", "adds")}[type(self.subject)]
        said = [key for key in ("is", "start", "during", "adds") if entry[key] is not None]
        if not said or not set(said) <= set(says):
            wrong = "the row says nothing" if not said else f"the row says '{said[0]}'"
            self.faults.append(fault_at(entry.at, wrong, " or ".join(says)))
        return Row(
            given=self._values(entry, "given"),
            day=entry["as_of"],
            taking=entry.several("taking"),
            start=entry["start"],
            during=entry["during"],
            outcome=entry["is"],
            adds=entry.several("adds") if entry["adds"] is not None else None,
            at=entry.at,
        )

    @property
    def name(self) -> str:
        return self.subject.drug if isinstance(self.subject, Treatment) else self.subject.name

    def _asker(self) -> str:
        return "the rule" if isinstance(self.subject, Rule) else f"a limit of {self.name}"

    def _values(self, entry: Entry, key: str) -> dict[str, Any]:
        """The values under one key, by the names that the conditions use."""
        found: dict[str, Any] = {}
        node = entry.node.entries.get(key)
        for written, value in entry.items(key):
            keys = getattr(node, "keys", {})
            at = Position(entry.file, *keys.get(written, (entry.at.line, entry.at.column)))
            name = _canonical(written)
            if name not in self.asked:
                self._refuse(written, at)
            elif name in found:
                self.faults.append(fault_at(at, f"'{name}' is given twice"))
            else:
                found[name] = self._value(name, value, at)
        return found

    def _refuse(self, written: str, at: Position) -> None:
        if _NAME.fullmatch(written) and written not in self.knowledge.facts:
            suggestion = meant(written, self.asked)
            self.faults.append(fault_at(at, f"the fact '{written}' is not known", "", suggestion))
            return
        none = "the rule does not read" if isinstance(self.subject, Rule) else f"no limit of {self.name} reads"
        self.faults.append(fault_at(at, f"{none} '{written}'", f"one of {', '.join(self.asked)}"))

    def _value(self, name: str, value: object, at: Position) -> Any:
        kind = self.asked[name]
        fact = self.knowledge.facts.get(name)
        values = fact.values if fact is not None and kind is None else ()
        kind = kind or (fact.type if fact is not None else Type.BOOLEAN)
        if value is None:
            return None
        if not fits(value, kind, values) and not (
            kind in _FOLDED and not values and not isinstance(value, list | dict)
        ):
            wrong = f"{shown_value(value)} is not possible for '{name}'"
            self.faults.append(fault_at(at, wrong, expected_value(kind, values)))
            return None
        return self._typed(name, value, kind, at)

    def _typed(self, name: str, value: Any, kind: Type, at: Position) -> Any:
        if kind is Type.DATE:
            try:
                return PartialDate.parse(str(value))
            except ValueError:
                self.faults.append(fault_at(at, f"'{value}' is not a date, as '{name}' is", "a date, as 2026-05-31"))
                return None
        if kind is Type.SET:
            return frozenset(str(each) for each in (value if isinstance(value, list) else [value]))
        return str(value) if kind in _FOLDED else value


def _canonical(written: str) -> str:
    """The name of a fact as it is; a history question as the language writes it."""
    if _NAME.fullmatch(written.strip()):
        return written.strip()
    try:
        node = parse(written, Position("", 1, 1))
    except Refused:
        return written
    return to_text(node) if isinstance(node, History) else written
