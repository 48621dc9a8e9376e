"""The value of each missing test: what the options would become under each answer it could give.

In: a judgement. Out: tests in the order of how much they would change, and the unknown facts that would change nothing
now. Every answer is judged by the same rules as the plan itself; nothing is listed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from onward.knowledge.types import FactDefinition
from onward.logic.nodes import Between, Compare, Fact, Literal, Node, Type
from onward.logic.walk import walk
from onward.plan.judgement import Judgement, Standing
from onward.plan.options import missing_facts, option_id
from onward.plan.types import TestAnswer

_MOST_FACTS = 40
_MOST_TOGETHER = 3
_TOGETHER_ANSWERS = 27


@dataclass(slots=True)
class Worth:
    """What knowing one fact, or what one test settles, would change."""

    facts: list[str] = field(default_factory=list)
    options: set[str] = field(default_factory=set)
    answers: list[TestAnswer] = field(default_factory=list)


def worth_of_tests(judgement: Judgement) -> tuple[dict[str, Worth], tuple[str, ...]]:
    """By test (or fact, where no test settles it): what it would change; and the facts that change nothing now."""
    baseline = judgement.standings()
    worths: dict[str, Worth] = {}
    idle: list[str] = []
    for name in unknown_facts(judgement, baseline):
        settled_by = judgement.index.facts.definitions[name].settled_by
        worth = worths.setdefault(settled_by[0] if settled_by else name, Worth())
        worth.facts.append(name)
        changed = _try_answers(judgement, baseline, name, worth)
        if not changed:
            idle.append(name)
    for worth in worths.values():
        if not worth.options and 1 < len(worth.facts) <= _MOST_TOGETHER:
            _try_together(judgement, baseline, worth)
    settled = {name for worth in worths.values() if worth.options for name in worth.facts}
    return {test: worth for test, worth in worths.items() if worth.options}, tuple(
        name for name in idle if name not in settled
    )


def unknown_facts(judgement: Judgement, standings: dict[str, Standing]) -> tuple[str, ...]:
    """The facts that any option in question waits for, or should be checked for, before it is given."""
    names: dict[str, None] = {}
    for standing in standings.values():
        if standing.standing == "avoid":
            continue
        names.update(dict.fromkeys(missing_facts(judgement, standing)))
        for _, caveat in standing.unchecked:
            names.update(dict.fromkeys(judgement.strict.missing(caveat.when)))
        for rule in standing.undecided_against:
            names.update(dict.fromkeys(judgement.sheet.missing(rule.when)))
    known = judgement.index.facts.definitions
    return tuple(sorted(name for name in names if name in known))[:_MOST_FACTS]


def answers_of(judgement: Judgement, definition: FactDefinition) -> tuple[object, ...]:
    """The finite answers that a fact may have; for numbers those on either side of every threshold that rules name."""
    if definition.answers:
        return definition.answers
    if definition.type == Type.BOOLEAN:
        return (True, False)
    if definition.type == Type.ENUM:
        return definition.values
    if definition.type == Type.NUMBER:
        return thresholds(judgement, definition.name)
    return ()


def thresholds(judgement: Judgement, name: str) -> tuple[float, ...]:
    """A value below, at and above each number that a rule or an ``avoid`` compares the fact with."""
    knowledge = judgement.index.knowledge
    nodes = [rule.when for rule in judgement.index.rules if name in judgement.index.rule_reads[rule.name]]
    nodes += [each.when for treatment in knowledge.treatments.values() for each in treatment.avoid]
    nodes += [definition.definition for definition in knowledge.facts.values()]
    found = sorted({number for node in nodes for number in _compared_with(node, name)})
    return tuple(dict.fromkeys(value for number in found for value in (number - 1, number, number + 1)))


def _compared_with(node: Node, name: str) -> Iterable[float]:
    for below in walk(node):
        if isinstance(below, Compare):
            sides = (below.left, below.right)
        elif isinstance(below, Between):
            sides = (below.operand, below.low)
        else:
            continue
        if any(isinstance(side, Fact) and side.name == name for side in sides):
            for side in sides:
                if isinstance(side, Literal) and isinstance(side.value, (int, float)):
                    yield float(side.value)


def _try_answers(judgement: Judgement, baseline: dict[str, Standing], name: str, worth: Worth) -> bool:
    before = set(worth.options)
    changed = False
    for answer in answers_of(judgement, judgement.index.facts.definitions[name]):
        gains, loses, touched = _difference(judgement, baseline, {name: answer})
        if gains or loses:
            worth.answers.append(TestAnswer(fact=name, answer=answer, gains=gains, loses=loses))  # type: ignore[arg-type]
            changed = True
        worth.options |= touched
    return changed or worth.options != before


def _try_together(judgement: Judgement, baseline: dict[str, Standing], worth: Worth) -> None:
    """Answers that change nothing alone may do so together, as ER, PR and HER2 of one biopsy do."""
    choices = [answers_of(judgement, judgement.index.facts.definitions[name]) for name in worth.facts]
    combinations = list(product(*choices))
    if len(combinations) > _TOGETHER_ANSWERS:
        return
    for answers in combinations:
        gains, loses, _ = _difference(judgement, baseline, dict(zip(worth.facts, answers, strict=True)))
        worth.options |= {*gains, *loses}


def _difference(
    judgement: Judgement, baseline: dict[str, Standing], answers: dict[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
    """Options gained and lost under some answers, by id."""
    touched = frozenset(answers)
    reads = judgement.index.regimen_reads
    supposed = judgement.supposing(answers)
    gains, loses = [], []
    for name in judgement.index.offers:
        if not reads[name] & touched:
            continue
        before, after = baseline.get(name), supposed.standing(name)
        was = before.standing if before else "absent"
        now = after.standing if after else "absent"
        offered, was_offered = now in ("preferred", "alternative"), was in ("preferred", "alternative")
        if offered and not was_offered:
            gains.append(option_id(name))
        elif now in ("avoid", "absent") and was not in ("avoid", "absent"):
            loses.append(option_id(name))
    return tuple(gains), tuple(loses), {*gains, *loses}
