"""Why, why not, and what would have to change: the proof of anything a plan can name.

In: a judgement and a name - an option, regimen, rule, fact, drug, class, test, alert or measure. Out: steps of proof,
and for what is not offered the smallest sets of facts that would have to be otherwise. A name that means nothing is an
error with the nearest ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Any

from onward.facts.plain import Plain, plain
from onward.knowledge.types import Caveat, Rule
from onward.logic.explain import prove
from onward.logic.proof import Step
from onward.logic.walk import facts_in
from onward.pathways.findings import Outcome, prove_displaced, prove_rule
from onward.plan.index import drugs_of
from onward.plan.judgement import Judgement, Standing
from onward.plan.options import missing_facts, option_id, prove_reason
from onward.plan.value import answers_of, worth_of_tests
from onward.values.errors import EXIT_USAGE, Fault, OnwardError, nearest

MOST_TRIED = 400
"""Combinations of answers that are tried for one regimen at most."""
MOST_SHOWN = 12


class NothingOfThatNameError(OnwardError):
    """The name asked about means nothing here."""

    exit_code = EXIT_USAGE


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be otherwise, and what would follow; ``together``: what else must be so."""

    fact: str
    now: Plain
    instead: Plain
    then: str
    together: tuple[tuple[str, Plain], ...] = ()


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
        NothingOfThatNameError: nothing of that name is known; the fault suggests the nearest.
    """
    found = [each for one in (_drugs, _regimens, _rules, _facts, _advice, _tests) for each in one(judgement, what)]
    if not found:
        close = nearest(what, _names(judgement))
        expected = "an option, rule, fact, drug, class, test or alert"
        raise NothingOfThatNameError(Fault("", 0, 0, f"nothing is called '{what}'", expected, close))
    return tuple(found)


def _names(judgement: Judgement) -> Iterator[str]:
    knowledge = judgement.index.knowledge
    yield from knowledge.facts
    yield from knowledge.treatments
    yield from knowledge.regimens
    yield from knowledge.investigations
    yield from judgement.index.by_name
    yield from (advice.id for rule in judgement.index.rules for advice in rule.advice)


def _drugs(judgement: Judgement, what: str) -> Iterator[Explanation]:
    """What speaks against a drug by itself, each reason with what it came out as."""
    treatment = judgement.index.knowledge.treatments.get(what)
    if treatment is None:
        return
    harm = judgement.harm(what)
    steps = tuple(prove_reason(judgement, reason) for reason in harm.reasons)
    steps += tuple(_prove_caveat(judgement, what, caveat) for caveat in harm.unchecked)
    missing = dict.fromkeys(name for caveat in harm.unchecked for name in judgement.strict.missing(caveat.when))
    verdict = "not to be given" if harm.reasons else "to be checked first" if harm.unchecked else "nothing against it"
    yield Explanation(what, "drug", verdict, steps, tuple(missing))


def _prove_caveat(judgement: Judgement, drug: str, caveat: Caveat) -> Step:
    return Step(
        says=f"{drug}: {caveat.why}",
        value=None,
        kind="rule",
        at=f"{caveat.at.file}:{caveat.at.line}",
        sources=caveat.sources,
        because=(prove(caveat.when, judgement.strict),),
    )


def _regimens(judgement: Judgement, what: str) -> Iterator[Explanation]:
    classes = judgement.index.facts.classes
    for name, regimen in sorted(judgement.index.knowledge.regimens.items()):
        drugs = drugs_of(regimen)
        if what in (name, option_id(name)) or what in drugs or any(what in classes.get(drug, ()) for drug in drugs):
            yield _of_regimen(judgement, name)


def _of_regimen(judgement: Judgement, name: str) -> Explanation:
    standing = judgement.standing(name) if name in judgement.index.offers else None
    rules = [rule for rule, _ in judgement.index.offers.get(name, ())]
    if standing is None:
        steps = tuple(_prove_rule(judgement, rule) for rule in rules)
        verdict = "not offered: no rule that offers it applies" if rules else "not offered: no rule offers it"
        return Explanation(name, "regimen", verdict, steps, (), _changes(judgement, name, None))
    chosen = [rule for rule, _ in standing.applies or standing.possible]
    steps = tuple(prove_reason(judgement, reason) for reason in standing.reasons)
    steps += tuple(prove_rule(rule, judgement.sheet) for rule in chosen)
    changes = () if standing.offered else _changes(judgement, name, standing)
    return Explanation(name, "regimen", standing.standing, steps, missing_facts(judgement, standing), changes)


def _prove_rule(judgement: Judgement, rule: Rule) -> Step:
    """The proof of a rule; where others displace it, that it is withheld because of them."""
    above = judgement.displacing(rule.name)
    return prove_displaced(rule, above, judgement.sheet) if above else prove_rule(rule, judgement.sheet)


def _changes(judgement: Judgement, name: str, standing: Standing | None) -> tuple[Change, ...]:
    """The smallest sets of facts that, if otherwise, would make the regimen offered."""
    if name not in judgement.index.offers:
        return ()
    facts = sorted(_facts_behind(judgement, name, standing))
    for number in (1, 2, 3):
        found = [
            change for names in combinations(facts, number) if (change := _flip(judgement, name, names)) is not None
        ]
        if found:
            return tuple(found[:MOST_SHOWN])
        if len(facts) ** (number + 1) > MOST_TRIED:
            facts = sorted(set(facts) & set(_lacking(judgement, standing)))
    return ()


def _lacking(judgement: Judgement, standing: Standing | None) -> tuple[str, ...]:
    return missing_facts(judgement, standing) if standing is not None else ()


def _flip(judgement: Judgement, name: str, facts: tuple[str, ...]) -> Change | None:
    """The first answers of some facts under which the regimen would be offered."""
    sheet, definitions = judgement.sheet, judgement.index.facts.definitions
    now = [sheet.fact(fact) for fact in facts]
    choices = [
        [answer for answer in answers_of(judgement.index, definitions[fact]) if answer != was]
        for fact, was in zip(facts, now, strict=True)
    ]
    for answers in islice(product(*choices), MOST_TRIED):
        then = judgement.supposing(dict(zip(facts, answers, strict=True))).standing(name)
        if then is not None and then.offered:
            others = tuple((fact, plain(answer)) for fact, answer in zip(facts[1:], answers[1:], strict=True))
            return Change(facts[0], plain(now[0]), plain(answers[0]), then.standing, others)
    return None


def _facts_behind(judgement: Judgement, name: str, standing: Standing | None) -> set[str]:
    """The facts that rules and reasons name directly, and what those lack: what a person could check."""
    names: set[str] = set(_lacking(judgement, standing))
    for rule, _ in judgement.index.offers.get(name, ()):
        names |= _named_by(rule)
    for reason in standing.reasons if standing is not None else ():
        if reason.caveat is not None:
            names.update(facts_in(reason.caveat.when))
        if reason.rule is not None:
            names |= _named_by(reason.rule)
    return {each for each in names if each in judgement.index.facts.definitions}


def _named_by(rule: Rule) -> set[str]:
    return {*facts_in(rule.when), *(facts_in(rule.unless) if rule.unless is not None else ())}


def _rules(judgement: Judgement, what: str) -> Iterator[Explanation]:
    rule = judgement.index.by_name.get(what)
    if rule is not None:
        yield _of_rule(judgement, rule)


def _of_rule(judgement: Judgement, rule: Rule) -> Explanation:
    found = judgement.finding(rule.name)
    missing = judgement.lacking(rule) if found is Outcome.POSSIBLE else ()
    above = judgement.displacing(rule.name)
    verdict = f"displaced by {', '.join(each.name for each in above)}" if above else str(found.value)
    return Explanation(rule.name, "rule", verdict, (_prove_rule(judgement, rule),), missing)


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


def _tests(judgement: Judgement, what: str) -> Iterator[Explanation]:
    """What a test would settle and which options hinge on that."""
    investigation = judgement.index.knowledge.investigations.get(what)
    if investigation is None:
        return
    worths, _ = worth_of_tests(judgement)
    worth = worths.get(what)
    facts = (
        worth.facts if worth else [name for name in investigation.settles if name in judgement.sheet.index.definitions]
    )
    hinging = f"would change {', '.join(sorted(worth.options))}" if worth else "would change no option now"
    steps = tuple(judgement.sheet.prove_fact(name) for name in facts)
    yield Explanation(what, "test", hinging, steps, tuple(worth.facts) if worth else ())
