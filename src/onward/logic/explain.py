"""Why an expression came out as it did: minimal reasons for true, false and unknown, and what is missing.

For a false ``and`` (a true ``or``) one deciding operand is reason enough, the one with the shortest proof; for an
unknown one all operands that are unknown. Facts are opened by the environment, which knows their definitions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from onward.logic.evaluate import Environment, evaluate
from onward.logic.nodes import Aggregate, And, Case, Column, Fact, FirstKnown, History, Literal, Node, Or
from onward.logic.proof import Step
from onward.logic.text import to_text
from onward.logic.walk import children, facts_in


class Explained(Environment, Protocol):
    """An environment that can also open its facts."""

    def prove_fact(self, name: str) -> Step:
        """The proof of a fact's value."""

    def missing_behind(self, name: str) -> tuple[str, ...]:
        """The facts whose answers would make an unknown fact known."""

    def prove_history(self, node: History) -> tuple[Step, ...]:
        """The events behind the answer to a question about treatment history."""


def prove(node: Node, env: Explained) -> Step:
    """The value of a node with the least that it rests on."""
    if isinstance(node, Fact):
        return env.prove_fact(node.name)
    value = evaluate(node, env)
    because = tuple(_reasons(node, value, env))
    return Step(says=to_text(node), value=value, kind="expression", because=because)


def _reasons(node: Node, value: Any, env: Explained) -> Iterable[Step]:
    if isinstance(node, History):
        return env.prove_history(node)
    if isinstance(node, Aggregate):
        # Columns mean something only inside their aggregate; the facts its filter reads can be opened.
        return [env.prove_fact(name) for name in facts_in(node)]
    if isinstance(node, And | Or):
        return _connective(node, value, env)
    if isinstance(node, Case):
        return _case(node, env)
    if isinstance(node, FirstKnown):
        return _first_known(node, value, env)
    return [prove(child, env) for child in children(node) if _opens(child)]


def _opens(node: Node) -> bool:
    return not isinstance(node, Literal)


def _connective(node: And | Or, value: Any, env: Explained) -> Iterable[Step]:
    decides = isinstance(node, Or)
    values = [(operand, evaluate(operand, env)) for operand in node.operands]
    if value is decides:
        steps = [prove(operand, env) for operand, each in values if each is decides]
        return [min(steps, key=size)]
    if value is None:
        return [prove(operand, env) for operand, each in values if each is None]
    return [prove(operand, env) for operand, _ in values]


def _case(node: Case, env: Explained) -> Iterable[Step]:
    for condition, value in node.branches:
        holds = evaluate(condition, env)
        if holds is True:
            yield prove(condition, env)
            if _opens(value):
                yield prove(value, env)
            return
        if holds is None:
            yield prove(condition, env)
    if _opens(node.otherwise):
        yield prove(node.otherwise, env)


def _first_known(node: FirstKnown, value: Any, env: Explained) -> Iterable[Step]:
    if value is None:
        return [prove(operand, env) for operand in node.operands if _opens(operand)]
    known = next(operand for operand in node.operands if evaluate(operand, env) is not None)
    return [prove(known, env)] if _opens(known) else []


def size(step: Step) -> int:
    """How many steps a proof has."""
    return 1 + sum(size(below) for below in step.because)


def missing(node: Node, env: Explained) -> tuple[str, ...]:
    """The facts because of which a node is unknown, each once; nothing for a node that is known."""
    return tuple(dict.fromkeys(_missing_below(node, env)))


def _missing(node: Node, env: Explained) -> Iterable[str]:
    if evaluate(node, env) is not None:
        return ()
    if isinstance(node, Fact):
        return env.missing_behind(node.name)
    if isinstance(node, History):
        complete = "treatment_history_complete"
        return (complete,) if env.fact(complete) is None else ()
    if isinstance(node, Case):
        return _missing_in_case(node, env)
    return [name for child in children(node) for name in _missing_below(child, env)]


def _missing_below(node: Node, env: Explained) -> Iterable[str]:
    """Columns have a meaning only inside their aggregate, so an aggregate is opened no further than its facts."""
    if isinstance(node, Column):
        return ()
    if isinstance(node, Aggregate):
        return [name for fact in facts_in(node) if env.fact(fact) is None for name in env.missing_behind(fact)]
    return _missing(node, env)


def _missing_in_case(node: Case, env: Explained) -> Iterable[str]:
    for condition, value in node.branches:
        holds = evaluate(condition, env)
        if holds is False:
            continue
        if holds is None:
            yield from _missing_below(condition, env)
        yield from _missing_below(value, env)
        if holds is True:
            return
    yield from _missing_below(node.otherwise, env)
