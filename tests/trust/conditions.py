"""Every condition of the knowledge as something that can be tried: its questions become inputs with candidate answers.

A rule reads facts and history questions; a fact's definition reads aggregates, whose filters read columns. Each becomes
one *decision*: an expression over independent inputs. An input is a fact, a question, an aggregate, a column or a time
between dates; it is given answers by ``Answers``, and the interpreter of the product evaluates the expression over
them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from onward.knowledge.schema import TABLES as SCHEMA
from onward.knowledge.types import Knowledge, Treatment
from onward.logic.evaluate import evaluate
from onward.logic.nodes import (
    QUESTIONS,
    Aggregate,
    And,
    AsOf,
    Between,
    Case,
    Column,
    Compare,
    Contains,
    DateDifference,
    Fact,
    FirstKnown,
    History,
    In,
    InClass,
    IsNull,
    Literal,
    Node,
    Not,
    Or,
    Type,
)
from onward.logic.text import to_text
from onward.logic.walk import children, walk
from onward.values.dates import PartialDate

CONNECTIVES = (And, Or, Not, Case, FirstKnown)
_NUMERIC = (Type.NUMBER, Type.DAYS, Type.MONTHS, Type.YEARS)
_BASE = date(2026, 6, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One expression over independent inputs: where it stands, and the type and words of each input."""

    name: str
    kind: str
    """``rule``, ``avoid``, ``caution``, ``dose change``, ``fact``, ``filter``, ``presumption`` or ``addition``."""
    node: Node
    source: Node
    """The expression as it is written."""
    types: Mapping[str, Type]
    words: Mapping[str, tuple[str, ...]]

    def inputs(self) -> tuple[str, ...]:
        """The inputs in the order of the text."""
        return tuple(dict.fromkeys(each.name for each in walk(self.node) if isinstance(each, Fact)))


DAY = "as_of"
"""Among the answers: the day of the decision, where it is another than usual."""


class Answers:
    """An environment that knows the answers to the inputs of one decision, and nothing else."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.as_of = answers.get(DAY) or PartialDate.of(_BASE)

    def fact(self, name: str) -> Any:
        """The answer given, or unknown."""
        return self.answers.get(name)

    def rows(self, _table: str) -> Sequence[Any]:
        """No rows: aggregates are inputs here."""
        return ()

    def classes(self, _drug: str) -> frozenset[str]:
        """No classes: membership is an input here."""
        return frozenset()

    def saw(self, decisive: Sequence[Any], matched: Sequence[Any]) -> None:
        """Nothing is remembered."""


def value_of(node: Node, answers: Mapping[str, Any]) -> Any:
    """What the interpreter says of an expression under some answers."""
    return evaluate(node, Answers(answers))


def decisions(knowledge: Knowledge) -> Iterator[Decision]:
    """Every decision of the knowledge."""
    for name, kind, node in expressions(knowledge):
        yield from _decisions(name, kind, node, knowledge)


def expressions(knowledge: Knowledge) -> Iterator[tuple[str, str, Node]]:
    """Every expression of the knowledge: what it is, its kind, its node."""
    for rule in knowledge.rules:
        whole = rule.when if rule.unless is None else And(operands=(rule.when, Not(operand=rule.unless)))
        yield f"rule {rule.name}", "rule", whole
    for treatment in knowledge.treatments.values():
        yield from _of_treatment(treatment)
    for regimen in knowledge.regimens.values():
        for number, caveat in enumerate(regimen.avoid, 1):
            yield f"avoid {number} of {regimen.name}", "avoid", caveat.when
        for number, addition in enumerate(regimen.additions, 1):
            yield f"addition {number} of {regimen.name}", "addition", addition.when
    for fact in knowledge.facts.values():
        yield f"fact {fact.name}", "fact", fact.definition
        if fact.presume is not None:
            yield f"presumption of {fact.name}", "presumption", fact.presume.when


def _of_treatment(treatment: Treatment) -> Iterator[tuple[str, str, Node]]:
    for kind, caveats in (("avoid", treatment.avoid), ("caution", treatment.caution)):
        for number, caveat in enumerate(caveats, 1):
            yield f"{kind} {number} of {treatment.drug}", kind, caveat.when
    for number, change in enumerate(treatment.dose_changes, 1):
        yield f"dose change {number} of {treatment.drug}", "dose change", change.when


def _decisions(name: str, kind: str, node: Node, knowledge: Knowledge) -> Iterator[Decision]:
    yield decision_of(name, kind, node, knowledge)
    for aggregate in (each for each in walk(node) if isinstance(each, Aggregate)):
        if aggregate.where is not None:
            yield decision_of(f"{name}, filter", "filter", aggregate.where, knowledge)
        if aggregate.value is not None and _decides(aggregate.value):
            yield decision_of(f"{name}, value", "filter", aggregate.value, knowledge)


def _decides(node: Node) -> bool:
    return any(isinstance(each, Compare | In | Case | FirstKnown) for each in walk(node))


def decision_of(name: str, kind: str, node: Node, knowledge: Knowledge) -> Decision:
    """One expression over independent inputs."""
    types: dict[str, Type] = {}
    words: dict[str, tuple[str, ...]] = {}

    def seen(key: str, of_type: Type, values: tuple[str, ...] = ()) -> Fact:
        types[key], words[key] = of_type, values
        return Fact(name=key)

    def replace(each: Node) -> Node | None:
        if isinstance(each, Fact):
            definition = knowledge.facts[each.name]
            return seen(each.name, definition.type, definition.values)
        if isinstance(each, History):
            return seen(to_text(each), QUESTIONS[each.question])
        if isinstance(each, InClass):
            return seen(to_text(each), Type.BOOLEAN)
        if isinstance(each, DateDifference):
            return seen(to_text(each), each.unit)
        if isinstance(each, Column):
            return seen(f"{each.table}.{each.name}", SCHEMA[each.table][each.name])
        if isinstance(each, Aggregate):
            return seen(to_text(each), _type_of(each, knowledge))
        return None

    return Decision(name=name, kind=kind, node=rewritten(node, replace), source=node, types=types, words=words)


def _type_of(aggregate: Aggregate, knowledge: Knowledge) -> Type:
    if aggregate.kind == "exists":
        return Type.BOOLEAN
    if aggregate.kind == "set":
        return Type.SET
    if aggregate.kind in ("count", "sum") or aggregate.value is None:
        return Type.NUMBER
    if isinstance(aggregate.value, Column):
        return SCHEMA[aggregate.value.table][aggregate.value.name]
    texts = any(isinstance(each, Literal) and isinstance(each.value, str) for each in _results(aggregate.value))
    return Type.TEXT if texts else Type.NUMBER


def _results(node: Node) -> Iterator[Node]:
    if isinstance(node, Case):
        for each in (*(value for _, value in node.branches), node.otherwise):
            yield from _results(each)
    elif isinstance(node, FirstKnown):
        for each in node.operands:
            yield from _results(each)
    else:
        yield node


def rewritten(node: Node, replace: Callable[[Node], Node | None]) -> Node:
    """A node with some of the nodes below replaced; what is replaced is not entered."""
    new = replace(node)
    if new is not None:
        return new
    changes = {}
    for each in dataclasses.fields(node):
        value = getattr(node, each.name)
        changed = _rewritten_in(value, replace)
        if changed is not value:
            changes[each.name] = changed
    return dataclasses.replace(node, **changes) if changes else node


def _rewritten_in(value: Any, replace: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Node):
        return rewritten(value, replace)
    if isinstance(value, tuple):
        new = tuple(_rewritten_in(each, replace) for each in value)
        return new if any(one is not other for one, other in zip(new, value, strict=True)) else value
    return value


def atoms(node: Node) -> tuple[Node, ...]:
    """The conditions that an expression combines: what stands below its connectives, each once."""
    return tuple(dict.fromkeys(_atoms(node, condition=True)))


def _atoms(node: Node, *, condition: bool) -> Iterator[Node]:
    if isinstance(node, Case):
        for when, value in node.branches:
            yield from _atoms(when, condition=True)
            yield from _atoms(value, condition=False)
        yield from _atoms(node.otherwise, condition=False)
    elif isinstance(node, CONNECTIVES):
        for each in children(node):
            yield from _atoms(each, condition=condition)
    elif isinstance(node, Compare) and any(isinstance(each, CONNECTIVES) for each in (node.left, node.right)):
        for each in (node.left, node.right):
            yield from _atoms(each, condition=False)
    elif isinstance(node, IsNull):
        yield node
    elif isinstance(node, Literal | AsOf):
        return
    elif condition or isinstance(node, Compare | In | Between | Contains):
        yield node


def candidates(decision: Decision) -> dict[str, list[Any]]:
    """For each input the answers that make a difference: both sides of each threshold, each word named and another."""
    literals = [each.value for each in walk(decision.node) if isinstance(each, Literal)]
    numbers = sorted({float(each) for each in literals if isinstance(each, int | float) and not isinstance(each, bool)})
    texts = list(dict.fromkeys(each for each in literals if isinstance(each, str)))
    return {name: list(_candidates(name, decision, numbers, texts)) for name in decision.inputs()}


def _candidates(name: str, decision: Decision, numbers: list[float], texts: list[str]) -> Iterable[Any]:
    kind = decision.types[name]
    if kind is Type.BOOLEAN:
        return (True, False)
    if kind in _NUMERIC:
        return _around(numbers)
    if kind is Type.DATE:
        return [PartialDate.of(_BASE - timedelta(days=days)) for days in (0, 200, 400, 3000)]
    if kind is Type.SET:
        pairs = [frozenset(pair) for pair in combinations(texts, 2)]
        return [*(frozenset({text}) for text in texts), *pairs, frozenset({"another word"})]
    return decision.words[name] or [*texts, "another word", *(() if texts else ("yet another",))]


def _around(numbers: list[float]) -> list[float]:
    if not numbers:
        return [0.0, 1.0, 2.0]
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    return [*numbers, *between, numbers[0] - 1, numbers[-1] + 1]
