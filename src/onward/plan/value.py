"""The value of each missing test: what the options would become under each answer it could give.

In: a judgement. Out: tests with what they would change, and the unknown facts that would change nothing now. Every
answer is judged by the same rules as the plan itself; nothing is listed by hand. Facts that open nothing alone are
tried with the others that the same option waits for, as ER, PR and HER2 of one biopsy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from onward.knowledge.types import FactDefinition
from onward.logic.nodes import Type
from onward.plan.index import PlanIndex
from onward.plan.judgement import Judgement, Standing
from onward.plan.options import option_id
from onward.plan.spans import spanned
from onward.plan.thresholds import around
from onward.plan.types import TestAnswer

MOST_TOGETHER = 4
"""Facts that are tried together at most, and"""
MOST_COMBINATIONS = 64
"""combinations of their answers at most; an option that waits for more is said to hinge on each."""

Standings = Mapping[str, Standing]
_MEASURED = (Type.NUMBER, Type.DAYS, Type.MONTHS, Type.YEARS)


@dataclass(slots=True)
class Worth:
    """What knowing some facts would change: those that one test settles."""

    facts: list[str] = field(default_factory=list)
    options: set[str] = field(default_factory=set)
    answers: list[TestAnswer] = field(default_factory=list)

    def add(self, other: Worth) -> None:
        """Take in what knowing other facts would change."""
        self.facts += other.facts
        self.options |= other.options
        self.answers += other.answers


def worth_of_tests(judgement: Judgement) -> tuple[dict[str, Worth], tuple[str, ...]]:
    """By test (or fact, where no test settles it): what it would change; and the facts that change nothing now."""
    baseline = judgement.standings()
    facts = {name: _alone(judgement, baseline, name) for name in unknown_facts(judgement, baseline)}
    _together(judgement, baseline, facts)
    _hinging(judgement, baseline, facts)
    tests: dict[str, Worth] = {}
    for name, worth in facts.items():
        if worth.options:
            settled_by = judgement.index.facts.definitions[name].settled_by
            tests.setdefault(settled_by[0] if settled_by else name, Worth()).add(worth)
    return tests, tuple(name for name, worth in facts.items() if not worth.options)


def unknown_facts(judgement: Judgement, standings: Standings) -> tuple[str, ...]:
    """The facts that any option in question waits for, or that are to be checked before it is given."""
    names: set[str] = set()
    for standing in standings.values():
        if standing.standing == "avoid":
            continue
        for missing in _waiting_for(judgement, standing):
            names.update(missing)
        for _, caveat in standing.unchecked:
            names.update(judgement.strict.missing(caveat.when))
    return tuple(sorted(name for name in names if name in judgement.index.facts.definitions))


def _waiting_for(judgement: Judgement, standing: Standing) -> Iterator[tuple[str, ...]]:
    """Each set of facts that a rule about a regimen lacks, or that decides what belongs to it."""
    for rule, _ in (*standing.possible, *standing.better):
        yield judgement.lacking(rule)
    for rule in standing.undecided_against:
        yield judgement.lacking(rule)
    for rule, _ in standing.applies:
        for name in judgement.index.overriders.get(rule.name, ()):
            yield judgement.lacking(judgement.index.by_name[name])
    for addition in standing.unsure:
        yield judgement.sheet.missing(addition.when)


def answers_of(index: PlanIndex, definition: FactDefinition) -> tuple[object, ...]:
    """The finite answers that a fact may have; for a measure those on either side of every number that rules name."""
    if definition.answers:
        return definition.answers
    if definition.type == Type.BOOLEAN:
        return (True, False)
    if definition.type == Type.ENUM:
        return definition.values
    numbers = index.numbers.get(definition.name, ()) if definition.type in _MEASURED else ()
    return around(numbers, counted=definition.type == Type.NUMBER and definition.unit is None)


def _attainable(judgement: Judgement, name: str) -> tuple[object, ...]:
    """The answers that a fact may still have, given what is known of the facts that it is worked out from."""
    definitions, sheet = judgement.index.facts.definitions, judgement.sheet
    answers = answers_of(judgement.index, definitions[name])
    inner = [each for each in sheet.missing(definitions[name].definition) if each != name]
    choices = [answers_of(judgement.index, definitions[each]) for each in inner]
    if not inner or not 0 < prod(map(len, choices)) <= MOST_COMBINATIONS:
        return answers
    combinations = (dict(zip(inner, each, strict=True)) for each in product(*choices))
    found = {sheet.supposing(combination).fact(name) for combination in combinations}
    return tuple(answer for answer in answers if answer in found) or answers


def _alone(judgement: Judgement, baseline: Standings, name: str) -> Worth:
    worth = Worth(facts=[name])
    tried = _attainable(judgement, name)
    for answer in tried:
        gains, loses, touched = _difference(judgement, baseline, {name: answer})
        worth.options |= touched
        if touched:
            worth.answers.append(TestAnswer(fact=name, answer=answer, gains=gains, loses=loses))  # type: ignore[arg-type]
    if judgement.index.facts.definitions[name].type in _MEASURED:
        thresholds = judgement.index.numbers.get(name, ())
        worth.answers = spanned(worth.answers, tried, thresholds)  # type: ignore[arg-type]
    return worth


def _together(judgement: Judgement, baseline: Standings, facts: dict[str, Worth]) -> None:
    """Try the facts that one option waits for together, where none of them opens it alone."""
    waiting: dict[tuple[str, ...], list[str]] = {}
    for standing in baseline.values():
        if standing.standing != "possible" or any(_opens(worth, standing) for worth in facts.values()):
            continue
        for missing in _waiting_for(judgement, standing):
            names = _independent(judgement, missing)
            if len(names) > 1:
                waiting.setdefault(names, []).append(standing.regimen.name)
    for names, regimens in waiting.items():
        _combine(judgement, names, sorted(set(regimens)), facts)


def _independent(judgement: Judgement, names: Iterable[str]) -> tuple[str, ...]:
    """Facts that can be supposed together: one that is worked out from another gives way to what it lacks."""
    definitions, closure = judgement.index.facts.definitions, judgement.index.facts.closure
    found = {name for name in names if name in definitions}
    while derived := sorted(name for name in found if (closure[name] - {name}) & found):
        inner = set(judgement.sheet.missing(definitions[derived[0]].definition)) - {derived[0]}
        found = (found - {derived[0]}) | inner
    return tuple(sorted(found))


def _opens(worth: Worth, standing: Standing) -> bool:
    name = option_id(standing.regimen.name)
    return any(name in answer.gains for answer in worth.answers)


def _combine(judgement: Judgement, names: tuple[str, ...], regimens: list[str], facts: dict[str, Worth]) -> None:
    """Every combination of answers of some facts, for the regimens that wait for just these."""
    definitions = judgement.index.facts.definitions
    choices = [answers_of(judgement.index, definitions[name]) for name in names]
    if len(names) > MOST_TOGETHER or not 0 < prod(map(len, choices)) <= MOST_COMBINATIONS:
        return
    for answers in product(*choices):
        combination = dict(zip(names, answers, strict=True))
        supposed = judgement.supposing(combination)
        gains = [option_id(name) for name in regimens if (now := supposed.standing(name)) is not None and now.offered]
        known = {option for name in names if name in facts for answer in facts[name].answers for option in answer.gains}
        new = tuple(option for option in gains if option not in known)
        if not new:
            continue
        for name in names:
            facts.setdefault(name, Worth(facts=[name])).options.update(new)
        first, *rest = names
        together = {name: combination[name] for name in rest}
        answer = TestAnswer(fact=first, answer=combination[first], gains=new, together=together)  # type: ignore[arg-type]
        facts[first].answers.append(answer)


def _hinging(judgement: Judgement, baseline: Standings, facts: Mapping[str, Worth]) -> None:
    """An option that waits for something whose answers cannot be tried hinges on it all the same."""
    for standing in baseline.values():
        if standing.standing == "avoid":
            continue
        name = option_id(standing.regimen.name)
        for missing in _waiting_for(judgement, standing):
            known = [each for each in missing if each in facts]
            untried = [
                each for each in known if not answers_of(judgement.index, judgement.index.facts.definitions[each])
            ]
            if untried or not any(name in facts[each].options for each in known):
                for each in untried or known:
                    facts[each].options.add(name)


def _difference(
    judgement: Judgement, baseline: Standings, answers: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
    """Options gained and lost under some answers, by id, and all whose standing differs."""
    touched = judgement.index.regimens_touched
    names: Iterable[str] = set().union(*(touched.get(fact, ()) for fact in answers))
    supposed = judgement.supposing(answers)
    gains, loses, differ = [], [], set()
    for name in sorted(names):
        was, now = _standing(baseline.get(name)), _standing(supposed.standing(name))
        if was == now:
            continue
        offered, was_offered = now in ("preferred", "alternative"), was in ("preferred", "alternative")
        if offered and not was_offered:
            gains.append(option_id(name))
        elif now in ("avoid", "absent") and was not in ("avoid", "absent"):
            loses.append(option_id(name))
        if {was, now} != {"avoid", "absent"}:
            differ.add(option_id(name))
    return tuple(gains), tuple(loses), differ


def _standing(standing: Standing | None) -> str:
    return standing.standing if standing is not None else "absent"
