"""One trial for many people: how many are lost at each criterion, and how many are left.

In: a compiled trial and the answers of people to it. Out: ``Funnel``. People are lost only at requirements that are
binding; whoever is unknown on one goes on, and is counted there.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from onward.facts.sheet import FactSheet
from onward.trials.match import Asked, verdict_of
from onward.trials.match_compile import CompiledTrial, CompiledTrials
from onward.trials.match_types import ELIGIBLE, INELIGIBLE, POSSIBLE


class Step(msgspec.Struct, kw_only=True):
    """One requirement of the trial."""

    criterion: str
    words: str
    section: str
    kind: str
    expression: str
    binding: bool
    """Whether somebody who does not meet it is lost."""
    scope: str = ""
    before: int = 0
    """How many people were left when it was asked."""
    lost: int = 0
    unknown: int = 0
    """How many of those who were left are unknown on it; they go on."""
    left: int = 0
    alone: int = 0
    """How many of all people it would lose, were it the only one."""
    missing: dict[str, int] = {}
    """The facts that are lacking, and for how many of those who were left."""


class Funnel(msgspec.Struct, kw_only=True):
    """What a trial's criteria leave of some people."""

    nct: str
    title: str
    people: int
    eligible: int
    possible: int
    ineligible: int
    steps: list[Step]
    unread: list[str]
    """Criteria that were not understood, and so lose nobody."""
    could_not_be_read: int = 0
    """Records that were wrong or not supported."""


def screen(nct: str, compiled: CompiledTrials, sheets: Iterable[FactSheet]) -> Funnel:
    """The funnel of one trial over people; one sheet is held at a time.

    Raises:
        KeyError: there is no such trial.
    """
    trial = compiled.named(nct)
    if trial is None:
        raise KeyError(nct)
    steps = [
        Step(
            criterion=need.criterion,
            words=need.words,
            section=need.section,
            kind=need.kind,
            expression=need.expression,
            binding=need.binding,
            scope=need.scope,
        )
        for need in trial.needs
    ]
    counts = {ELIGIBLE: 0, POSSIBLE: 0, INELIGIBLE: 0}
    for sheet in sheets:
        asked = Asked(compiled, sheet)
        counts[verdict_of(trial, asked)] += 1
        _pass_through(trial, asked, steps)
    return Funnel(
        nct=trial.nct,
        title=trial.title,
        people=sum(counts.values()),
        eligible=counts[ELIGIBLE],
        possible=counts[POSSIBLE],
        ineligible=counts[INELIGIBLE],
        steps=steps,
        unread=[point.criterion for point in trial.unread],
    )


def _pass_through(trial: CompiledTrial, asked: Asked, steps: list[Step]) -> None:
    """One person through the funnel."""
    inside = True
    for need, step in zip(trial.needs, steps, strict=True):
        truth = asked.truth(need.node)
        fails = truth is False and need.binding
        step.alone += fails
        if not inside:
            continue
        step.before += 1
        if fails:
            step.lost += 1
            inside = False
            continue
        step.left += 1
        if truth is None:
            step.unknown += 1
            for name in asked.missing(need.node):
                step.missing[name] = step.missing.get(name, 0) + 1
