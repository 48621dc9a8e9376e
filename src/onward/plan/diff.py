"""What changed between two plans of one person, and what made it change.

In: two judgements (two records, or two days of one). Out: facts, options, alerts and tests that came, went or differ; each
option with the facts behind it that differ, and those facts with the events that are new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onward.facts.plain import Plain
from onward.plan.judgement import Judgement
from onward.plan.make import plan_of
from onward.plan.types import FactNow, Option, Plan


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs, and where its new value was read."""

    fact: str
    then: Plain
    now: Plain
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An option whose standing differs, and the facts that made it so."""

    option: str
    then: str
    now: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two plans."""

    then: Plan
    now: Plan
    facts: tuple[FactChange, ...]
    options: tuple[OptionChange, ...]
    alerts_new: tuple[str, ...]
    alerts_gone: tuple[str, ...]
    tests_new: tuple[str, ...]
    tests_gone: tuple[str, ...]


def compare_plans(then: Judgement, now: Judgement) -> Difference:
    """What changed from one judgement to the next."""
    before, after = plan_of(then), plan_of(now)
    facts = tuple(_fact_changes(before, after))
    changed = {change.fact for change in facts}
    return Difference(
        then=before,
        now=after,
        facts=facts,
        options=tuple(_option_changes(now, before, after, changed)),
        alerts_new=_new((each.id for each in after.alerts), (each.id for each in before.alerts)),
        alerts_gone=_new((each.id for each in before.alerts), (each.id for each in after.alerts)),
        tests_new=_new((each.id for each in after.tests), (each.id for each in before.tests)),
        tests_gone=_new((each.id for each in before.tests), (each.id for each in after.tests)),
    )


def _new(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    known = set(those)
    return tuple(sorted(each for each in these if each not in known))


def _fact_changes(before: Plan, after: Plan) -> Iterable[FactChange]:
    for name in sorted({*before.facts, *after.facts}):
        then, now = _value(before.facts.get(name)), _value(after.facts.get(name))
        if then != now:
            fact = after.facts.get(name)
            yield FactChange(name, then, now, fact.refs if fact else ())


def _value(fact: FactNow | None) -> Plain:
    return None if fact is None else fact.value


def _option_changes(now: Judgement, before: Plan, after: Plan, changed: set[str]) -> Iterable[OptionChange]:
    olds: dict[str, Option] = {option.name: option for option in before.options}
    news: dict[str, Option] = {option.name: option for option in after.options}
    for name in sorted({*olds, *news}):
        was = olds[name].standing if name in olds else "absent"
        stands = news[name].standing if name in news else "absent"
        if was != stands:
            because = now.index.regimen_reads.get(name, frozenset()) & changed
            yield OptionChange(name, was, stands, tuple(sorted(because)))
