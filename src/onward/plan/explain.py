"""Why, why not, and what would have to change: the proof of anything a plan can name.

In: a judgement and a name - an option, regimen, rule, fact, drug, test, alert or measure. Out: steps of proof, and for what
is not offered the smallest set of facts that would have to be otherwise. A name that means nothing is an error with the
nearest ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from onward.facts.plain import Plain, plain
from onward.knowledge.types import Rule
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.pathways.findings import Outcome, lacking, prove_rule
from onward.plan.judgement import Judgement, Standing, drugs_of, matches
from onward.plan.options import option_id, prove_reason
from onward.plan.value import answers_of
from onward.values.errors import Fault, OnwardError, nearest


class NothingOfThatName(OnwardError):
    """The name asked about means nothing here."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be otherwise, and what would follow."""

    fact: str
    now: Plain
    instead: Plain
    then: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "why" or "why not" about one name."""

    what: str
    kind: str
    verdict: str
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def explain(judgement: Judgement, what: str) -> tuple[Explanation, ...]:
    """Every explanation of a name: a drug may be part of several regimens.

    Raises:
        NothingOfThatName: nothing of that name is known; the fault suggests the nearest.
    """
    found = [*_regimens(judgement, what), *_rules(judgement, what), *_facts(judgement, what), *_advice(judgement, what)]
    if not found:
        names = _names(judgement)
        raise NothingOfThatName(
            Fault("", 0, 0, f"nothing is called '{what}'", "an option, rule, fact, drug or test", nearest(what, names))
        )
    return tuple(found)


def _names(judgement: Judgement) -> Iterator[str]:
    knowledge = judgement.index.knowledge
    yield from knowledge.facts
    yield from knowledge.treatments
    yield from knowledge.regimens
    yield from (rule.name for rule in judgement.index.rules)
    yield from (advice.id for rule in judgement.index.rules for advice in rule.advice)


def _regimens(judgement: Judgement, what: str) -> Iterator[Explanation]:
    for name, regimen in sorted(judgement.index.knowledge.regimens.items()):
        if what in (name, option_id(name)) or what in drugs_of(regimen):
            yield _of_regimen(judgement, name)


def _of_regimen(judgement: Judgement, name: str) -> Explanation:
    standing = judgement.standing(name) if name in judgement.index.offers else None
    rules = [rule for rule, _ in judgement.index.offers.get(name, ())]
    if standing is None:
        steps = tuple(prove_rule(rule, judgement.sheet) for rule in rules)
        verdict = "not offered: no rule that offers it applies" if rules else "not offered: no rule offers it"
        return Explanation(name, "regimen", verdict, steps, (), tuple(_changes(judgement, name, "absent")))
    chosen = [rule for rule, _ in standing.applies or standing.possible]
    steps = tuple(prove_reason(judgement, reason) for reason in standing.reasons)
    steps += tuple(prove_rule(rule, judgement.sheet) for rule in chosen)
    missing = lacking(chosen[0], judgement.sheet) if standing.standing == "possible" else ()
    changes = () if standing.offered else tuple(_changes(judgement, name, standing.standing))
    return Explanation(name, "regimen", standing.standing, steps, missing, changes)


def _changes(judgement: Judgement, name: str, was: str) -> Iterator[Change]:
    """Single facts that, if otherwise, would make the regimen offered."""
    for fact in sorted(_facts_behind(judgement, name)):
        now = judgement.sheet.fact(fact)
        for answer in answers_of(judgement, judgement.index.facts.definitions[fact]):
            if answer == now:
                continue
            then = judgement.supposing({fact: answer}).standing(name)
            if then is not None and then.offered:
                yield Change(fact, plain(now), plain(answer), then.standing)
                break


def _facts_behind(judgement: Judgement, name: str) -> Iterable[str]:
    """The facts that rules name directly: what a person could check, not what they are worked out from."""
    from onward.logic.walk import facts_in

    names: set[str] = set()
    for rule, _ in judgement.index.offers.get(name, ()):
        names |= {*facts_in(rule.when), *(facts_in(rule.unless) if rule.unless is not None else ())}
    standing = judgement.standing(name) if name in judgement.index.offers else None
    for reason in standing.reasons if isinstance(standing, Standing) else ():
        if reason.caveat is not None:
            names |= set(facts_in(reason.caveat.when))
        if reason.rule is not None:
            names |= set(facts_in(reason.rule.when))
    return names


def _rules(judgement: Judgement, what: str) -> Iterator[Explanation]:
    rule = judgement.index.by_name.get(what)
    if rule is not None:
        yield _of_rule(judgement, rule)


def _of_rule(judgement: Judgement, rule: Rule) -> Explanation:
    found = judgement.found[rule.name]
    missing = lacking(rule, judgement.sheet) if found is Outcome.POSSIBLE else ()
    return Explanation(rule.name, "rule", str(found.value), (prove_rule(rule, judgement.sheet),), missing)


def _facts(judgement: Judgement, what: str) -> Iterator[Explanation]:
    if what in judgement.index.facts.definitions:
        value: Any = judgement.sheet.fact(what)
        verdict = "unknown" if value is None else str(plain(value))
        missing = judgement.sheet.missing_behind(what) if value is None else ()
        yield Explanation(what, "fact", verdict, (judgement.sheet.prove_fact(what),), missing)


def _advice(judgement: Judgement, what: str) -> Iterator[Explanation]:
    for rule in judgement.index.rules:
        if any(advice.id == what for advice in rule.advice):
            yield _of_rule(judgement, rule)


def why_drug_is_blocked(judgement: Judgement, drug: str) -> tuple[Step, ...]:
    """The ``avoid`` rules of a drug with what each came out as."""
    treatment = judgement.index.knowledge.treatments.get(drug)
    steps = [prove(caveat.when, judgement.strict) for caveat in treatment.avoid] if treatment else []
    for rule, each in judgement.index.against:
        if matches(each.subject, drug, "", judgement.index.facts) and judgement.found[rule.name] is Outcome.APPLIES:
            steps.append(prove_rule(rule, judgement.sheet))
    return tuple(steps)
