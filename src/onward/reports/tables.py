"""Runs decision tables: what the limits of a drug or a rule say of the person of each row, beside what the row says.

The person of a row is the quiet one with what the row gives. Presumptions play no part: what is given as unknown is
unknown. The quiet person is tried too, for a row decides only where nothing else speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from onward.knowledge.course import class_table
from onward.knowledge.forms_tables import DURING, STARTS
from onward.knowledge.tables import DecisionTable, Row, Subject, subject_of
from onward.knowledge.types import Caveat, Knowledge, Regimen, Rule, Treatment
from onward.logic.evaluate import truth
from onward.logic.inputs import over_inputs
from onward.logic.nodes import Node
from onward.logic.text import literal
from onward.values.dates import PartialDate
from onward.values.errors import Fault
from onward.values.kleene import Truth

Classes = Mapping[str, frozenset[str]]
_OUTCOMES = {True: "applies", False: "withheld", None: "possible"}
AVOID, CHECK_FIRST, CAUTION, OK = STARTS


@dataclass(frozen=True, slots=True)
class Given:
    """An environment that knows what a row gives, and nothing else."""

    answers: Mapping[str, Any]
    as_of: PartialDate

    def fact(self, name: str) -> Any:
        """The answer given."""
        return self.answers.get(name)

    def rows(self, _table: str) -> Sequence[Any]:
        """No rows: tables are about limits and rules, which read facts."""
        return ()

    def classes(self, _drug: str) -> frozenset[str]:
        """No classes: membership is asked of rows only."""
        return frozenset()

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        """Nothing is remembered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out, and whose word it was."""

    word: str
    because: str = ""


def chosen_tables(
    tables: Iterable[DecisionTable], pathway: str | None, drug: str | None, match: str
) -> list[DecisionTable]:
    """The tables of one pathway, of one drug, or of names that hold a text."""
    return [
        table
        for table in tables
        if pathway in {None, table.pathway} and drug in {None, table.name} and match in table.name
    ]


def table_faults(table: DecisionTable, knowledge: Knowledge) -> list[Fault]:
    """Every row, and the quiet person, of whom something else comes out than the table says."""
    return list(faults_with(table, subject_of(table.kind, table.name, knowledge), class_table(knowledge)))


def faults_with(table: DecisionTable, subject: Subject, classes: Classes) -> Iterator[Fault]:
    """The same for one wording of the drug, rule or regimen."""
    if isinstance(subject, Regimen) and table.slots and table.slots != subject.slots:
        wrong = f"{table.name}: the slots are {_slots(subject.slots)} instead of {_slots(table.slots)}"
        yield Fault(table.at.file, table.at.line, table.at.column, wrong)
    quiet = Row(given={}, start=OK, during=DURING[-1], outcome="applies", adds=(), at=table.at)
    for row in (quiet, *table.rows):
        for said, answer in _compared(table, row, subject, classes):
            if said != answer.word:
                because = f" ({answer.because})" if answer.because else ""
                wrong = f"{table.name}: {_shown(row, table)}: {answer.word}{because} instead of {said}"
                yield Fault(row.at.file, row.at.line, row.at.column, wrong)


def _slots(slots: Iterable[Iterable[str]]) -> str:
    return " + ".join(" or ".join(slot) for slot in slots)


def _shown(row: Row, table: DecisionTable) -> str:
    if row.at is table.at:
        return "the quiet person"
    given = [f"{name} {'unknown' if value is None else _literal(value)}" for name, value in row.given.items()]
    on = [f"on {row.day}"] if row.day is not None else []
    return ", ".join([*on, *given, *(f"taking {name}" for name in row.taking)]) or "nothing else given"


def _literal(value: Any) -> str:
    return "+".join(sorted(value)) if isinstance(value, frozenset) else literal(value)


def _compared(table: DecisionTable, row: Row, subject: Subject, classes: Classes) -> Iterator[tuple[str, Answer]]:
    day = row.day or table.day
    person = Given({**table.quiet, **row.given}, PartialDate.of(day))
    if isinstance(subject, Rule):
        if row.outcome is not None:
            yield row.outcome, _rule(subject, person, day)
    elif isinstance(subject, Regimen):
        if row.start is not None:
            yield row.start, _gravest(_avoided(subject.avoid, person))
        if row.adds is not None:
            yield _joined(row.adds), _added(subject, person)
    else:
        if row.start is not None:
            yield row.start, _start(subject, person, row.taking, classes)
        if row.during is not None:
            yield row.during, _during(subject, person, day)


def _rule(rule: Rule, person: Given, day: date) -> Answer:
    if not rule.effective.holds(day):
        return Answer("withheld", "not in effect on that day")
    when = _truth(rule.when, person)
    if when is False:
        return Answer("withheld", "`when` is false")
    unless = _truth(rule.unless, person) if rule.unless is not None else False
    if unless is True:
        return Answer("withheld", "`unless` is true")
    return Answer("applies" if when is True and unless is False else "possible")


def _start(drug: Treatment, person: Given, taking: Iterable[str], classes: Classes) -> Answer:
    """The gravest of what the limits say, and the first limit that says it."""
    found = [*_avoided(drug.avoid, person)]
    found += [Answer(CAUTION, each.why) for each in drug.caution if _truth(each.when, person) is True]
    for name in taking:
        known = {name, *classes.get(name, ())}
        found += [Answer(each.effect, each.why) for each in drug.interactions if each.subject in known]
    return _gravest(found)


def _avoided(caveats: Iterable[Caveat], person: Given) -> Iterator[Answer]:
    for caveat in caveats:
        holds = _truth(caveat.when, person)
        if holds is not False:
            yield Answer(AVOID if holds else CHECK_FIRST, caveat.why)


def _gravest(found: Iterable[Answer]) -> Answer:
    return min((*found, Answer(OK)), key=lambda answer: STARTS.index(answer.word))


def _added(regimen: Regimen, person: Given) -> Answer:
    """The drugs of the slots that a regimen gains; of those of which it is unknown, nothing is said."""
    needed = [each for each in regimen.additions if _truth(each.when, person) is True]
    drugs = (drug for each in needed for drug in each.slot)
    return Answer(_joined(drugs), "; ".join(each.why for each in needed))


def _joined(drugs: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(drugs)) or "nothing added"


def _during(drug: Treatment, person: Given, day: date) -> Answer:
    """The strictest of what the dose rules say."""
    spoken = (
        Answer(change.do, change.how)
        for change in drug.dose_changes
        if change.effective.holds(day) and _truth(change.when, person) is True
    )
    found = [Answer(DURING[-1]), *spoken]
    return min(found, key=lambda answer: DURING.index(answer.word))


def _truth(node: Node, person: Given) -> Truth:
    return truth(_over_inputs(_Same(node)).node, person)


class _Same:
    """A condition that is told apart from others by which one it is."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.node is self.node


@lru_cache(maxsize=4096)
def _over_inputs(same: _Same) -> _Same:
    return _Same(over_inputs(same.node))
