"""Findings: what each rule says of one patient - it applies, is withheld, or is possible and lacks something.

``when`` true and ``unless`` false: it applies. ``when`` false or ``unless`` true: it is withheld. Anything else: possible, with
the facts that are missing. Whether a rule is in effect on the day is settled before (``in_effect``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from enum import StrEnum

from onward.facts.sheet import FactSheet
from onward.knowledge.types import Knowledge, Rule
from onward.logic.explain import prove
from onward.logic.proof import Step


class Outcome(StrEnum):
    """What a rule says of a patient."""

    APPLIES = "applies"
    POSSIBLE = "possible"
    WITHHELD = "withheld"


def in_effect(knowledge: Knowledge, day: datetime.date) -> tuple[Rule, ...]:
    """The rules that were true in the world on that day."""
    return tuple(rule for rule in knowledge.rules if rule.effective.holds(day))


def outcome(rule: Rule, sheet: FactSheet) -> Outcome:
    """What one rule says on the facts of a sheet."""
    when = sheet.truth(rule.when)
    if when is False:
        return Outcome.WITHHELD
    unless = sheet.truth(rule.unless)
    if unless is True:
        return Outcome.WITHHELD
    return Outcome.APPLIES if when is True and unless is False else Outcome.POSSIBLE


def outcomes(rules: Iterable[Rule], sheet: FactSheet) -> dict[str, Outcome]:
    """What every rule says, after those that another one displaces are withheld."""
    found = {rule.name: outcome(rule, sheet) for rule in rules}
    return displaced(rules, found)


def displaced(rules: Iterable[Rule], found: dict[str, Outcome]) -> dict[str, Outcome]:
    """Withhold the rules that a rule which applies overrides."""
    gone = {name for rule in rules if found.get(rule.name) is Outcome.APPLIES for name in rule.overrides}
    return {name: Outcome.WITHHELD if name in gone else each for name, each in found.items()} if gone else found


def lacking(rule: Rule, sheet: FactSheet) -> tuple[str, ...]:
    """The facts because of which a rule is only possible."""
    names = list(sheet.missing(rule.when))
    if rule.unless is not None:
        names += sheet.missing(rule.unless)
    return tuple(dict.fromkeys(names))


def prove_rule(rule: Rule, sheet: FactSheet) -> Step:
    """The proof of what a rule says, from its file and line down to the record."""
    found = outcome(rule, sheet)
    value = {Outcome.APPLIES: True, Outcome.WITHHELD: False, Outcome.POSSIBLE: None}[found]
    steps = [prove(rule.when, sheet)]
    if rule.unless is not None and (sheet.truth(rule.when) is not False):
        steps.append(
            Step(says="unless", value=sheet.truth(rule.unless), kind="expression", because=(prove(rule.unless, sheet),))
        )
    return Step(
        says=rule.why,
        value=value,
        kind="rule",
        name=rule.name,
        at=f"{rule.at.file}:{rule.at.line}",
        sources=rule.sources,
        because=tuple(steps),
    )
