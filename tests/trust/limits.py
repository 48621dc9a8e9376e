"""The limits of every drug and the occasions of every alert as a table that a clinician can read: given what, what
follows.

Written down once (``tests/golden/limits.md``) and compared ever after: a limit that moves, a comparison that flips or
an ``avoid`` that vanishes shows as a line of difference in review. The lines are made from the nodes: both sides of
each condition, each threshold with one unit on either side, and not knowing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.trust.boundaries import thresholds, unit_of
from tests.trust.conditions import Decision, decision_of, value_of
from tests.trust.mcdc import conditions, show

from onward.knowledge.types import Knowledge, Rule, Treatment
from onward.logic.nodes import And, Node, Not

_SAYS = {
    "avoid": {True: "avoid", False: "no objection", None: "check first"},
    "caution": {True: "caution", False: "no caution", None: "not known"},
    "alert": {True: "alert", False: "no alert", None: "not known"},
}


def page(knowledge: Knowledge) -> str:
    """The whole table."""
    parts = ["# Limits of drugs and occasions of alerts", "", "<!-- `make golden` rewrites this page. -->", ""]
    for name in sorted(knowledge.treatments):
        parts += of_treatment(knowledge.treatments[name], knowledge)
    for rule in sorted(knowledge.rules, key=lambda each: each.name):
        parts += of_rule(rule, knowledge)
    return "\n".join(parts) + "\n"


def of_treatment(treatment: Treatment, knowledge: Knowledge) -> list[str]:
    """The limits of one drug."""
    lines = [f"## {treatment.drug}", ""]
    for caveat in treatment.avoid:
        lines += _lines(caveat.why, caveat.when, _SAYS["avoid"], knowledge)
    for caveat in treatment.caution:
        lines += _lines(caveat.why, caveat.when, _SAYS["caution"], knowledge)
    for change in treatment.dose_changes:
        says = {True: change.do, False: "nothing", None: "not known"}
        lines += _lines(change.how, change.when, says, knowledge)
    lines += [f"- with {each.subject}: {each.effect} ({each.why})" for each in treatment.interactions]
    return [*lines, ""]


def of_rule(rule: Rule, knowledge: Knowledge) -> list[str]:
    """The occasions of one rule that alerts."""
    alerts = [advice for advice in rule.advice if advice.kind == "alert"]
    if not alerts:
        return []
    whole = rule.when if rule.unless is None else And(operands=(rule.when, Not(operand=rule.unless)))
    named = ", ".join(f"{advice.id} ({advice.urgency})" for advice in alerts)
    return [f"## {rule.name}", "", *_lines(named, whole, _SAYS["alert"], knowledge), ""]


def _lines(title: str, node: Node, says: Mapping[Any, str], knowledge: Knowledge) -> list[str]:
    return [f"- {title}", *(f"  - {given}: {says[truth]}" for given, truth in tried(node, knowledge))]


def tried(node: Node, knowledge: Knowledge) -> tuple[tuple[str, bool | None], ...]:
    """What is given, and what the condition says of it."""
    return _tried(decision_of("limit", "limit", node, knowledge))


def _tried(decision: Decision) -> tuple[tuple[str, bool | None], ...]:
    found: dict[str, bool | None] = {}
    for given in _givens(decision):
        found[_written(given, decision)] = value_of(decision.node, given)
    return tuple(found.items())


def _givens(decision: Decision) -> Iterator[dict[str, Any]]:
    for atom in conditions(decision):
        shown = show(decision, atom)
        if shown.flip is not None:
            yield from shown.flip
            for fact, _, number in thresholds(atom):
                unit = unit_of(number)
                for value in (number - unit, number, number + unit):
                    yield {**shown.flip[0], fact.name: round(value, 9)}
        if shown.unknown is not None:
            yield shown.unknown


def _written(given: Mapping[str, Any], decision: Decision) -> str:
    names = [name for name in decision.inputs() if name in given]
    return ", ".join(f"{name} {_value(given[name])}" for name in names) or "nothing known"


def _value(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:g}"
    return "+".join(sorted(value)) if isinstance(value, frozenset) else str(value)
