"""A plan gains the trials that may fit, and its tests the trials that wait for them.

In: a plan, its judgement and compiled trials. Out: the plan with ``trials``. A trial that takes nobody any more is
counted and not shown. A plan without trials stays as it was, to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from onward.plan.advice import in_place_of
from onward.plan.judgement import Judgement
from onward.plan.types import Plan, Test
from onward.plan.value import answers_of
from onward.trials.match import Asked, match
from onward.trials.match_compile import CompiledTrial, CompiledTrials, Need
from onward.trials.match_order import in_order
from onward.trials.match_types import ELIGIBLE, INELIGIBLE, POSSIBLE, Match

SHOWN = 20
"""Trials that a plan names at most; ``onward trials match`` lists all."""

Waiting = dict[str, dict[str, tuple[Need, ...]]]
"""By fact: the trials that wait for it, each with the requirements that do."""


def with_trials(plan: Plan, judgement: Judgement, compiled: CompiledTrials) -> Plan:
    """The plan with the trials that may fit."""
    asked = Asked(compiled, judgement.sheet)
    found = [match(trial, asked) for trial in compiled.trials]
    open_now = [each for each in found if each.recruiting is not False or each.status == "NOT_YET_RECRUITING"]
    fitting = [each for each in in_order(open_now, compiled) if each.verdict != INELIGIBLE]
    verdicts = [each.verdict for each in open_now]
    counts = {verdict: verdicts.count(verdict) for verdict in (ELIGIBLE, POSSIBLE, INELIGIBLE)}
    shown = tuple(_short(each) for each in fitting[:SHOWN])
    return msgspec.structs.replace(
        plan,
        trials=shown,
        trials_counted={**counts, "closed": len(found) - len(open_now), "shown": len(shown)},
        tests=_tests(plan, judgement, _opened(judgement, asked, _waiting(fitting, compiled, asked))),
    )


def _short(found: Match) -> Match:
    """The match without the text of what was not understood, which stays counted."""
    return msgspec.structs.replace(found, unknown=tuple(point for point in found.unknown if point.why != "unread"))


def _waiting(fitting: Iterable[Match], compiled: CompiledTrials, asked: Asked) -> Waiting:
    trials: Mapping[str, CompiledTrial] = {trial.nct: trial for trial in compiled.trials}
    waiting: Waiting = {}
    for each in fitting:
        for name in each.missing:
            needs = tuple(need for need in trials[each.nct].needs if _waits(need, name, asked))
            if needs:
                waiting.setdefault(name, {})[each.nct] = needs
    return waiting


def _waits(need: Need, name: str, asked: Asked) -> bool:
    return asked.truth(need.node) is None and name in asked.missing(need.node)


def _opened(judgement: Judgement, asked: Asked, waiting: Waiting) -> dict[str, tuple[list[str], list[str]]]:
    """By test: the facts that it settles, and the trials whose every waiting requirement some answer makes true."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    definitions = judgement.index.facts.definitions
    for name, trials in sorted(waiting.items()):
        definition = definitions.get(name)
        if definition is None or not definition.settled_by:
            continue
        supposed = [judgement.sheet.supposing({name: answer}) for answer in answers_of(judgement.index, definition)]
        opened = [
            nct
            for nct, needs in trials.items()
            if any(all(sheet.truth(asked.nodes[need.node]) is True for need in needs) for sheet in supposed)
        ]
        if opened:
            facts, ncts = found.setdefault(in_place_of(judgement, definition.settled_by[0]), ([], []))
            facts.append(name)
            ncts += [nct for nct in opened if nct not in ncts]
    return found


def _tests(plan: Plan, judgement: Judgement, opened: Mapping[str, tuple[list[str], list[str]]]) -> tuple[Test, ...]:
    """The tests of the plan with the trials that wait for them, then the tests that only trials wait for."""
    known = {test.id for test in plan.tests}
    tests = [
        msgspec.structs.replace(test, trials=tuple(opened[test.id][1])) if test.id in opened else test
        for test in plan.tests
    ]
    more = sorted((name for name in opened if name not in known), key=lambda name: (-len(opened[name][1]), name))
    return (*tests, *(_for_trials(plan, judgement, name, opened[name]) for name in more))


def _for_trials(plan: Plan, judgement: Judgement, name: str, found: tuple[list[str], list[str]]) -> Test:
    facts, trials = found
    investigation = judgement.index.knowledge.investigations.get(name)
    definitions = [judgement.index.facts.definitions[fact] for fact in facts]
    sources = [source for definition in definitions for source in definition.sources]
    sources += investigation.sources if investigation else ()
    return Test(
        id=name,
        title=investigation.title if investigation else definitions[0].what,
        why=f"Not known: {'; '.join(definition.what for definition in definitions)}. Only trials ask for it.",
        settles=tuple(facts),
        sources=tuple(dict.fromkeys(source for source in sources if source in plan.sources)),
        caveat=investigation.caveat if investigation else None,
        trials=tuple(trials),
    )
