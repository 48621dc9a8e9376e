"""What changed between two plans of one person, and what made it change.

In: two judgements (two records, or two days of one). Out: facts, findings, options, alerts and tests that came, went
or differ, and what to do with the present treatment; each with the facts behind it that differ, and with the entries
of the record that made it so. Where no entry did, the passing of time or another knowledge did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onward.facts.plain import Plain
from onward.facts.reserved import LINE, REGION, STAGE
from onward.pathways.findings import prove_rule
from onward.plan.causes import Cause, Causes
from onward.plan.judgement import Judgement
from onward.plan.make import plan_of
from onward.plan.options import prove_reason
from onward.plan.proofs import facts_named, to_facts
from onward.plan.types import FactNow, Plan


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs, and where its new value was read."""

    fact: str
    then: Plain
    now: Plain
    refs: tuple[str, ...]
    events: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A rule that says something else, and the facts that made it so."""

    rule: str
    then: str
    now: str
    because: tuple[str, ...]
    events: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An option whose standing differs, and the facts that made it so; none where only the day or the knowledge did."""

    option: str
    then: str
    now: str
    because: tuple[str, ...]
    events: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An alert, a test, or the action on the present treatment that came, went or differs."""

    kind: str
    """``alert``, ``test``, ``action``, ``stage``, ``line``."""
    name: str
    then: str | None
    now: str | None
    because: tuple[str, ...]
    events: tuple[Cause, ...]


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
    told: tuple[Told, ...] = ()
    """Stage, line, action, alerts and tests that differ, with what made it so."""
    events: tuple[Cause, ...] = ()
    """Every entry of the record that came or went."""


def compare_plans(then: Judgement, now: Judgement) -> Difference:
    """What changed from one judgement to the next."""
    before, after = plan_of(then), plan_of(now)
    causes = Causes(then, now)
    facts = tuple(_fact_changes(before, after, causes))
    changed = {change.fact for change in facts}
    alerts = [{each.id for each in plan.alerts} for plan in (before, after)]
    tests = [{each.id for each in plan.tests} for plan in (before, after)]
    return Difference(
        then=before,
        now=after,
        facts=facts,
        options=tuple(_option_changes((then, before), (now, after), changed, causes)),
        alerts_new=_first_only(alerts[1], alerts[0]),
        alerts_gone=_first_only(alerts[0], alerts[1]),
        tests_new=_first_only(tests[1], tests[0]),
        tests_gone=_first_only(tests[0], tests[1]),
        findings=tuple(_finding_changes(then, now, changed, causes)),
        told=tuple(_told(before, after, changed, causes)),
        events=causes.everything(),
    )


def _told(before: Plan, after: Plan, changed: set[str], causes: Causes) -> Iterator[Told]:
    """What differs besides options and facts, each with the changed facts in which its proofs end."""
    for kind, fact in (("stage", STAGE), ("line", LINE)):
        then, now = (_text(getattr(plan, kind)) for plan in (before, after))
        if then != now:
            yield _with_causes(kind, kind, (then, now), {fact}, changed, causes)
    olds, news = (_actions(plan) for plan in (before, after))
    if olds != news:
        named = {*_reasons(before), *_reasons(after), STAGE}
        yield _with_causes("action", "present treatment", (olds, news), named, changed, causes)
    for kind, then_, now_ in (("alert", before.alerts, after.alerts), ("test", before.tests, after.tests)):
        old, new = ({each.id: each for each in found} for found in (then_, now_))
        for name in sorted(old.keys() ^ new.keys()):
            proof = getattr((new.get(name) or old[name]), "proof", None)
            named = facts_named(proof) if proof else set(getattr(new.get(name) or old[name], "settles", ()))
            was, stands = ("shown" if name in each else None for each in (old, new))
            yield _with_causes(kind, name, (was, stands), named, changed, causes)


def _with_causes(
    kind: str, name: str, values: tuple[str | None, str | None], named: set[str], changed: set[str], causes: Causes
) -> Told:
    because = tuple(sorted(named & changed or {STAGE} & changed))
    return Told(kind, name, *values, because, causes.of(because or named))


def _text(value: object) -> str | None:
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _actions(plan: Plan) -> str | None:
    now = plan.current_therapy
    return f"{now.action or 'no action'} {' + '.join(now.drugs)}".strip() if now else None


def _reasons(plan: Plan) -> set[str]:
    reasons = plan.current_therapy.reasons if plan.current_therapy else ()
    return set().union(*(facts_named(each.proof) for each in reasons if each.proof))


def _first_only(these: Iterable[str], those: set[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in these if each not in those))


def _fact_changes(before: Plan, after: Plan, causes: Causes) -> Iterator[FactChange]:
    for name in sorted({*before.facts, *after.facts}):
        then, now = _value(before.facts.get(name)), _value(after.facts.get(name))
        if then != now:
            fact = after.facts.get(name)
            yield FactChange(name, then, now, fact.refs if fact else (), causes.of([name]))


def _value(fact: FactNow | None) -> Plain:
    return None if fact is None else fact.value


def _finding_changes(then: Judgement, now: Judgement, changed: set[str], causes: Causes) -> Iterator[FindingChange]:
    for name in sorted({*then.found, *now.found}):
        was, says = then.found.get(name), now.found.get(name)
        if was != says:
            because = _named_by_rule(now, name) & changed
            told = tuple(sorted(because))
            yield FindingChange(name, was or "not in effect", says or "not in effect", told, causes.of(told))


def _named_by_rule(judgement: Judgement, name: str) -> set[str]:
    """The facts in which the proof of what a rule says ends."""
    rule = judgement.index.by_name.get(name)
    return facts_named(to_facts(prove_rule(rule, judgement.sheet))) if rule is not None else set()


def _option_changes(
    then: tuple[Judgement, Plan], now: tuple[Judgement, Plan], changed: set[str], causes: Causes
) -> Iterator[OptionChange]:
    olds, news = ({option.name: option.standing for option in plan.options} for _, plan in (then, now))
    for name in sorted({*olds, *news}):
        was, stands = olds.get(name, "absent"), news.get(name, "absent")
        if was != stands:
            named = _made_it_so(then[0], now[0], name)
            behind = now[0].index.facts.closure
            because = named & changed or set().union(*(behind.get(fact, ()) for fact in named)) & changed
            because = because or ({STAGE} & changed if "absent" in (was, stands) else set())
            yield OptionChange(name, was, stands, tuple(sorted(because)), causes.of(because))


def _made_it_so(then: Judgement, now: Judgement, name: str) -> set[str]:
    """The facts in which the proofs end of the rules that say something else, and of reasons that came or went."""
    rules = now.index.regimen_rules.get(name, frozenset())
    where = {REGION} if any(offer.approved for _, offer in now.index.offers.get(name, ())) else set()
    named = [_named_by_rule(now, rule) for rule in rules if then.found.get(rule) != now.found.get(rule)]
    for judgement in (then, now):
        standing = judgement.standings().get(name)
        reasons = standing.reasons if standing is not None else ()
        named += [facts_named(to_facts(prove_reason(judgement, reason))) for reason in reasons]
    return where.union(*named)
