"""Knowledge that is wrong in one place: a threshold moved, a comparison flipped, a condition dropped, a drug exchanged.

In: knowledge. Out: mutants, each with the place that was changed, so that only the patients it concerns need to be
asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.trust.boundaries import unit_of
from tests.trust.conditions import rewritten

from onward.knowledge.types import FactDefinition, Knowledge, Regimen, Rule, Treatment
from onward.logic.nodes import And, Between, Compare, Literal, Node, Not, Or
from onward.logic.text import to_text
from onward.logic.walk import walk

_FLIPPED = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "=": ("<>",), "<>": ("=",)}
_SHIFT = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One wrong piece of knowledge: ``part`` in place of ``original``."""

    what: str
    place: str
    group: str
    """``avoid``, ``alert``, ``dose change``, ``rule``, ``fact``, ``caution`` or ``regimen``."""
    original: Rule | Treatment | FactDefinition | Regimen
    part: Rule | Treatment | FactDefinition | Regimen

    def applied(self, knowledge: Knowledge) -> Knowledge:
        """The whole knowledge with the wrong piece in it."""
        digest = f"{knowledge.digest}-{self.what}"
        if isinstance(self.part, Rule):
            rules = tuple(self.part if rule.name == self.part.name else rule for rule in knowledge.rules)
            return replace(knowledge, digest=digest, rules=rules)
        if isinstance(self.part, Treatment):
            return replace(knowledge, digest=digest, treatments={**knowledge.treatments, self.part.drug: self.part})
        if isinstance(self.part, Regimen):
            return replace(knowledge, digest=digest, regimens={**knowledge.regimens, self.part.name: self.part})
        return replace(knowledge, digest=digest, facts={**knowledge.facts, self.part.name: self.part})


def mutants(knowledge: Knowledge) -> Iterator[Mutant]:
    """Every mutant of the knowledge, in a fixed order."""
    for rule in knowledge.rules:
        yield from _of_rule(rule)
    for treatment in knowledge.treatments.values():
        yield from _of_treatment(treatment)
    for fact in knowledge.facts.values():
        at = f"{fact.at.file}:{fact.at.line}"
        for what, node in changed(fact.definition):
            part = replace(fact, definition=node)
            yield Mutant(what=f"fact {fact.name}: {what}", place=at, group="fact", original=fact, part=part)
    for regimen in knowledge.regimens.values():
        yield from _of_regimen(regimen, knowledge)


def _of_rule(rule: Rule) -> Iterator[Mutant]:
    alerts = any(advice.kind == "alert" for advice in rule.advice)
    shared: dict[str, Any] = {
        "place": f"{rule.at.file}:{rule.at.line}", "group": "alert" if alerts else "rule", "original": rule
    }  # fmt: skip
    name = f"rule {rule.name}"
    for what, node in changed(rule.when):
        yield Mutant(what=f"{name}: when: {what}", part=replace(rule, when=node), **shared)
    if rule.unless is not None:
        yield Mutant(what=f"{name}: unless dropped", part=replace(rule, unless=None), **shared)
        for what, node in changed(rule.unless):
            yield Mutant(what=f"{name}: unless: {what}", part=replace(rule, unless=node), **shared)
    if rule.effective.start is not None:
        later = replace(rule.effective, start=rule.effective.start + _SHIFT)
        yield Mutant(what=f"{name}: in effect a month later", part=replace(rule, effective=later), **shared)


def _of_treatment(treatment: Treatment) -> Iterator[Mutant]:
    for key, group in (("avoid", "avoid"), ("caution", "caution"), ("dose_changes", "dose change")):
        yield from _of_conditions(treatment, treatment.drug, key, group)
    for number, each in enumerate(treatment.interactions):
        rest_of = (*treatment.interactions[:number], *treatment.interactions[number + 1 :])
        yield Mutant(
            what=f"interaction of {treatment.drug} with {each.subject} dropped",
            place=f"{each.at.file}:{each.at.line}",
            group="avoid" if each.effect == "avoid" else "caution",
            original=treatment,
            part=replace(treatment, interactions=rest_of),
        )


def _of_conditions(subject: Treatment | Regimen, called: str, key: str, group: str) -> Iterator[Mutant]:
    """Each entry of a list dropped, and with one thing wrong in its condition."""
    entries: tuple[Any, ...] = getattr(subject, key)
    for number, entry in enumerate(entries):
        at = getattr(entry, "at", subject.at)
        shared: dict[str, Any] = {"place": f"{at.file}:{at.line}", "group": group, "original": subject}
        name = f"{'addition' if key == 'additions' else group} {number + 1} of {called}"
        before, after = entries[:number], entries[number + 1 :]
        yield Mutant(what=f"{name} dropped", part=_with(subject, key, (*before, *after)), **shared)
        for what, node in changed(entry.when):
            wrong = (*before, replace(entry, when=node), *after)
            yield Mutant(what=f"{name}: {what}", part=_with(subject, key, wrong), **shared)


def _with(subject: Treatment | Regimen, key: str, entries: tuple[Any, ...]) -> Treatment | Regimen:
    other: dict[str, Any] = {key: entries}
    return replace(subject, **other)


def _of_regimen(regimen: Regimen, knowledge: Knowledge) -> Iterator[Mutant]:
    for number, slot in enumerate(regimen.slots):
        mates = [drug for drug in _class_mates(slot[0], knowledge) if drug not in slot]
        if mates:
            wrong = (*regimen.slots[:number], (mates[0], *slot[1:]), *regimen.slots[number + 1 :])
            yield Mutant(
                what=f"regimen {regimen.name}: {slot[0]} exchanged for {mates[0]}",
                place=f"{regimen.at.file}:{regimen.at.line}",
                group="regimen",
                original=regimen,
                part=replace(regimen, slots=wrong),
            )
    for key, group in (("avoid", "avoid"), ("additions", "regimen")):
        yield from _of_conditions(regimen, regimen.name, key, group)


def _class_mates(drug: str, knowledge: Knowledge) -> list[str]:
    classes = knowledge.treatments[drug].classes
    return [
        name
        for name, treatment in sorted(knowledge.treatments.items())
        if name != drug and classes and treatment.classes and treatment.classes[0] == classes[0]
    ]


def changed(node: Node) -> Iterator[tuple[str, Node]]:
    """An expression with one thing wrong, for each thing that can be."""
    for place in dict.fromkeys(walk(node)):
        for what, wrong in _wrong(place):
            yield what, rewritten(node, {place: wrong}.get)


def _wrong(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Compare):
        for sign in _FLIPPED[node.operator]:
            yield f"{to_text(node)} with {sign}", replace(node, operator=sign)
        yield from _with_moved(node, ("left", "right"))
    if isinstance(node, Between):
        yield from _with_moved(node, ("low", "high"))
    if isinstance(node, And | Or):
        for number, dropped in enumerate(node.operands):
            rest = (*node.operands[:number], *node.operands[number + 1 :])
            yield f"without {to_text(dropped)}", rest[0] if len(rest) == 1 else replace(node, operands=rest)
    if isinstance(node, Not):
        yield f"without the not of {to_text(node.operand)}", node.operand


def _with_moved(node: Compare | Between, sides: tuple[str, str]) -> Iterator[tuple[str, Node]]:
    for side in sides:
        for moved in _moved(getattr(node, side)):
            wrong: Any = {side: moved}
            yield f"{to_text(node)} with {to_text(moved)}", replace(node, **wrong)


def _moved(node: Node) -> Iterator[Node]:
    if isinstance(node, Literal) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        unit = unit_of(float(node.value))
        for step in (-unit, unit):
            yield replace(node, value=type(node.value)(round(node.value + step, 9)))
