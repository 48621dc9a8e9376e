"""What changed between two plans of one person, and what made it change.

In: two judgements (two records, or two days of one). Out: facts, findings, options, alerts and tests that came, went or
differ; each option with the facts behind it that differ, and those facts with where their new value was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onward.facts.plain import Plain
from onward.plan.judgement import Judgement
from onward.plan.make import plan_of
from onward.plan.types import FactNow, Plan


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs, and where its new value was read."""

    fact: str
    then: Plain
    now: Plain
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A rule that says something else, and the facts that made it so."""

    rule: str
    then: str
    now: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An option whose standing differs, and the facts that made it so; none where only the day or the knowledge did."""

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
    findings: tuple[FindingChange, ...] = ()


def compare_plans(then: Judgement, now: Judgement) -> Difference:
    """What changed from one judgement to the next."""
    before, after = plan_of(then), plan_of(now)
    facts = tuple(_fact_changes(before, after))
    changed = {change.fact for change in facts}
    alerts = [{each.id for each in plan.alerts} for plan in (before, after)]
    tests = [{each.id for each in plan.tests} for plan in (before, after)]
    return Difference(
        then=before,
        now=after,
        facts=facts,
        options=tuple(_option_changes(now, before, after, changed)),
        alerts_new=_first_only(alerts[1], alerts[0]),
        alerts_gone=_first_only(alerts[0], alerts[1]),
        tests_new=_first_only(tests[1], tests[0]),
        tests_gone=_first_only(tests[0], tests[1]),
        findings=tuple(_finding_changes(then, now, changed)),
    )


def _first_only(these: Iterable[str], those: set[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in these if each not in those))


def _fact_changes(before: Plan, after: Plan) -> Iterator[FactChange]:
    for name in sorted({*before.facts, *after.facts}):
        then, now = _value(before.facts.get(name)), _value(after.facts.get(name))
        if then != now:
            fact = after.facts.get(name)
            yield FactChange(name, then, now, fact.refs if fact else ())


def _value(fact: FactNow | None) -> Plain:
    return None if fact is None else fact.value


def _finding_changes(then: Judgement, now: Judgement, changed: set[str]) -> Iterator[FindingChange]:
    for name in sorted({*then.found, *now.found}):
        was, says = then.found.get(name), now.found.get(name)
        if was != says:
            because = now.index.rule_reads.get(name, frozenset()) & changed
            yield FindingChange(name, was or "not in effect", says or "not in effect", tuple(sorted(because)))


def _option_changes(now: Judgement, before: Plan, after: Plan, changed: set[str]) -> Iterator[OptionChange]:
    olds = {option.name: option.standing for option in before.options}
    news = {option.name: option.standing for option in after.options}
    for name in sorted({*olds, *news}):
        was, stands = olds.get(name, "absent"), news.get(name, "absent")
        if was != stands:
            because = now.index.regimen_reads.get(name, frozenset()) & changed
            yield OptionChange(name, was, stands, tuple(sorted(because)))
