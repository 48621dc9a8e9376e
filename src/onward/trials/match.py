"""One person against compiled trials: eligible, possible or ineligible, each with its reasons.

In: compiled trials and a fact sheet. Out: ``Match``. Unknown never fails: a trial is ineligible only through a
criterion that is read with confidence, is for everybody, and is false of this person; it is eligible only when all that
it asks was read and is true. Everything between is possible, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onward.facts.sheet import FactSheet
from onward.logic.evaluate import evaluate
from onward.logic.evaluate import truth as kleene
from onward.logic.nodes import Fact, History, Node
from onward.logic.text import to_text
from onward.logic.walk import walk
from onward.trials.match_compile import WASHOUT, CompiledTrial, CompiledTrials, Need, cohorts_of
from onward.trials.match_types import ELIGIBLE, INELIGIBLE, POSSIBLE, Match, Plain, Point
from onward.trials.understood import LOW
from onward.values.kleene import Truth

UNREAD_DETAIL = "unread_detail"
"""The fact that is never known: it stands for an exception that was not read."""
_OPEN = object()


class Asked:
    """One person's answers to every expression of some trials: each is worked out once, when first asked."""

    def __init__(self, compiled: CompiledTrials, sheet: FactSheet) -> None:
        self.sheet = sheet
        self.nodes = compiled.nodes
        self.truths: list[Any] = [_OPEN] * len(compiled.nodes)
        """The answer to each node; ``_OPEN`` where it was not asked yet."""
        self.false: set[int] = set()
        """The nodes asked so far that this person does not meet."""
        self._missing: dict[int, tuple[str, ...]] = {}
        self._facts: dict[int, dict[str, Plain]] = {}

    def truth(self, number: int) -> Truth:
        """Whether this person meets a node: true, false or unknown."""
        found = self.truths[number]
        if found is _OPEN:
            found = self.truths[number] = kleene(self.nodes[number], self.sheet)
            if found is False:
                self.false.add(number)
        answer: Truth = found
        return answer

    def missing(self, number: int) -> tuple[str, ...]:
        """The facts because of which a node is unknown; none where it is for an exception that was not read."""
        if number not in self._missing:
            lacking = self.sheet.missing(self.nodes[number])
            self._missing[number] = tuple(name for name in lacking if name != UNREAD_DETAIL)
        return self._missing[number]

    def facts(self, number: int) -> dict[str, Plain]:
        """What is known of all that a node asks for."""
        if number not in self._facts:
            self._facts[number] = dict(_known(self.nodes[number], self.sheet))
        return self._facts[number]

    def presumed(self, needs: Iterable[Need]) -> tuple[str, ...]:
        """The facts taken for granted that some requirements read."""
        taken = self.sheet.presumed
        if not taken:
            return ()
        behind = self.sheet.index.behind
        return tuple(sorted(frozenset().union(*(behind(self.nodes[need.node]) & taken for need in needs))))


def match_all(compiled: CompiledTrials, sheet: FactSheet) -> tuple[Match, ...]:
    """Every trial and one person, in the order of the trials."""
    asked = Asked(compiled, sheet)
    return tuple(match(trial, asked) for trial in compiled.trials)


def verdict_of(trial: CompiledTrial, asked: Asked) -> str:
    """The verdict alone: stops at the first requirement that decides."""
    if not asked.false.isdisjoint(trial.decisive):
        return INELIGIBLE
    truths = asked.truths
    for node in trial.decisive:
        if truths[node] is _OPEN and asked.truth(node) is False:
            return INELIGIBLE
    whole = not trial.unread and all(asked.truth(need.node) is True and need.sure != LOW for need in trial.needs)
    if not whole and trial.cohorts and _no_cohort_left(trial, asked):
        return INELIGIBLE
    return ELIGIBLE if whole else POSSIBLE


def match(trial: CompiledTrial, asked: Asked) -> Match:
    """One trial and one person, with every reason."""
    failed: list[Point] = []
    unknown: list[Point] = []
    missing: dict[str, None] = {}
    met = 0
    none_left = bool(trial.cohorts) and _no_cohort_left(trial, asked)
    for need in trial.needs:
        truth = asked.truth(need.node)
        if truth is True and need.sure != LOW:
            met += 1
        elif truth is False and (need.binding or (none_left and _fails_a_cohort(need, asked))):
            failed.append(_failed(need, asked))
        else:
            point = _open(need, truth, asked)
            unknown.append(point)
            missing.update(dict.fromkeys(point.missing))
    unknown += trial.unread
    return Match(
        nct=trial.nct,
        title=trial.title,
        verdict=INELIGIBLE if failed else POSSIBLE if unknown else ELIGIBLE,
        failed=tuple(failed),
        unknown=tuple(unknown),
        met=met,
        missing=tuple(missing),
        unread=len(trial.unread),
        presumed=() if failed else asked.presumed(trial.needs),
        status=trial.status,
        recruiting=trial.recruiting,
        phases=trial.phases,
        specific=trial.specific,
        treats=trial.treats,
        updated=trial.updated,
    )


def _fails_a_cohort(need: Need, asked: Asked) -> bool:
    """Whether this person can, for that alone, not join the cohorts that a requirement is limited to."""
    sure = bool(need.scope) and need.sure != LOW and need.kind != WASHOUT
    return sure and asked.truth(need.node) is False


def _no_cohort_left(trial: CompiledTrial, asked: Asked) -> bool:
    """Whether each cohort of the trial has a requirement that this person does not meet."""
    lost: set[str] = set()
    for need in trial.needs:
        if need.scope and _fails_a_cohort(need, asked):
            lost |= cohorts_of(need.scope)
    return trial.cohorts <= lost


def _failed(need: Need, asked: Asked) -> Point:
    return Point(
        criterion=need.criterion,
        section=need.section,
        why="false",
        words=need.words,
        kind=need.kind,
        expression=need.expression,
        facts=asked.facts(need.node),
        scope=need.scope,
        note=need.note,
        reviewed=need.reviewed,
    )


def _open(need: Need, truth: Truth, asked: Asked) -> Point:
    """Why a requirement leaves the trial open."""
    missing = asked.missing(need.node) if truth is None else ()
    if truth is None:
        why = "fact" if missing else "detail"
    else:
        why = "unsure" if need.sure == LOW else "wait" if need.kind == WASHOUT else "cohort"
    return Point(
        criterion=need.criterion,
        section=need.section,
        why=why,
        words=need.words,
        kind=need.kind,
        expression=need.expression,
        facts=asked.facts(need.node),
        missing=missing,
        scope=need.scope,
        note=need.note,
        reviewed=need.reviewed,
    )


def _known(node: Node, sheet: FactSheet) -> Iterator[tuple[str, Plain]]:
    """Each fact and question of a node that has an answer."""
    for each in walk(node):
        if isinstance(each, Fact):
            value, name = sheet.fact(each.name), each.name
        elif isinstance(each, History):
            value, name = evaluate(each, sheet), to_text(each)
        else:
            continue
        if value is not None:
            yield name, plain(value)


def plain(value: Any) -> Plain:
    """A value as JSON has it; dates and times between dates as text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (set, frozenset, Sequence)):
        return sorted(str(each) for each in value)
    return str(value)
