"""Findings: what each rule says of one patient - it applies, is withheld, or is possible and lacks something.

``when`` true and ``unless`` false: it applies. ``when`` false or ``unless`` true: it is withheld. Anything else:
possible, with the facts that are missing. A rule that another one displaces is withheld where that one applies.
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


_TRUTH = {Outcome.APPLIES: True, Outcome.WITHHELD: False, Outcome.POSSIBLE: None}


def in_effect(knowledge: Knowledge, day: datetime.date) -> tuple[Rule, ...]:
    """The rules that were true in the world on that day."""
    return tuple(rule for rule in knowledge.rules if rule.effective.holds(day))


def outcome(rule: Rule, sheet: FactSheet) -> Outcome:
    """What one rule says on the facts of a sheet, before others displace it."""
    when = sheet.truth(rule.when)
    if when is False:
        return Outcome.WITHHELD
    unless = sheet.truth(rule.unless)
    if unless is True:
        return Outcome.WITHHELD
    return Outcome.APPLIES if when is True and unless is False else Outcome.POSSIBLE


def overriders(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    """For each rule that others displace, the names of those."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for name in rule.overrides:
            found.setdefault(name, []).append(rule.name)
    return {name: tuple(above) for name, above in found.items()}


def lacking(rule: Rule, sheet: FactSheet) -> tuple[str, ...]:
    """The facts because of which a rule is only possible."""
    names = list(sheet.missing(rule.when))
    if rule.unless is not None:
        names += sheet.missing(rule.unless)
    return tuple(dict.fromkeys(names))


def prove_rule(rule: Rule, sheet: FactSheet) -> Step:
    """The proof of what a rule says, from its file and line down to the record."""
    when = prove(rule.when, sheet)
    steps = (when,) if rule.unless is None or when.value is False else (when, _prove_exception(rule, sheet))
    return Step(
        says=rule.why,
        value=_TRUTH[outcome(rule, sheet)],
        kind="rule",
        name=rule.name,
        at=f"{rule.at.file}:{rule.at.line}",
        sources=rule.sources,
        because=steps,
    )


def _prove_exception(rule: Rule, sheet: FactSheet) -> Step:
    assert rule.unless is not None  # noqa: S101 - asked only where there is one
    step = prove(rule.unless, sheet)
    return Step(says="unless", value=step.value, kind="expression", because=(step,))


def prove_displaced(rule: Rule, above: Iterable[Rule], sheet: FactSheet) -> Step:
    """The proof that a rule is withheld because others, which apply, displace it."""
    return Step(
        says=f"{rule.why} (displaced)",
        value=False,
        kind="rule",
        name=rule.name,
        at=f"{rule.at.file}:{rule.at.line}",
        sources=rule.sources,
        because=tuple(prove_rule(each, sheet) for each in above),
    )
