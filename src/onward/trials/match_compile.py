"""Readings become compiled trials: every understood criterion as a checked node, each expression once for all trials.

In: readings (``reading.py``) and the knowledge whose facts they name. Out: ``CompiledTrials``, which holds all that
matching needs and no registry text besides the criteria. An expression that the language refuses is not lost: its
criterion stands among the unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onward.knowledge.course import class_table
from onward.knowledge.types import Knowledge
from onward.logic.check import Vocabulary, check_is
from onward.logic.nodes import Node, Position, Type
from onward.logic.parse import Refused, parse
from onward.trials.match_types import Point
from onward.trials.purposes import Purposes, purposes, treats
from onward.trials.reading import Reading
from onward.trials.study import Site, Study
from onward.trials.understood import LOW, Criterion, Understood
from onward.values.errors import Fault

SPECIFIC = frozenset({"her2", "hormone-receptors", "subtype", "gene", "pd-l1", "menopause", "required-drug"})
"""Kinds by which a trial asks for a certain disease or stage of treatment, not for any cancer."""
_OF_LINES = "lines"
WASHOUT = "washout"
"""The kind of what only time is needed for."""

_EVERYBODY = re.compile(
    r"\W*(?:for |in )?(?:all|both) (?:\w+ )?(?:arms|cohorts|groups|parts|phases|participants|patients|subjects)\W*",
    re.IGNORECASE,
)
_COHORT = re.compile(
    r"\b(cohort|arm|part|group|module|phase|stage)s?\s+((?:\d{1,2}[a-z]?|[a-z]\d?|i{1,3}|iv)\b"
    r"(?:\s*(?:,|and|or|&|/|\+)\s*(?:\d{1,2}[a-z]?|[a-z]\d?|i{1,3}|iv)\b)*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:\d{1,2}[a-z]?|[a-z]\d?|i{1,3}|iv)\b", re.IGNORECASE)
_JOINING = frozenset({"and", "or"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One requirement of a trial."""

    number: int
    """The place of its criterion in the record; below zero for the registry's own fields."""
    criterion: str
    words: str
    section: str
    kind: str
    expression: str
    node: int
    """Which of the nodes of all trials."""
    scope: str = ""
    """The cohort, arm or phase that it is limited to; empty where it is for everybody."""
    sure: str = "high"
    note: str = ""
    reviewed: bool = False

    @property
    def binding(self) -> bool:
        """Whether somebody who does not meet it can, for that alone, not join."""
        return not self.scope and self.sure != LOW and self.kind != WASHOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTrial:
    """One trial, ready to be matched."""

    nct: str
    title: str
    status: str
    recruiting: bool | None
    phases: tuple[str, ...]
    conditions: tuple[str, ...]
    updated: str
    sites: tuple[Site, ...]
    needs: tuple[Need, ...]
    unread: tuple[Point, ...]
    """The criteria that ask something, and nobody knows what."""
    treats: bool | None
    """Whether it tries a treatment."""
    specific: bool
    """Whether it asks for a subtype, an alteration or a line; a basket of cancers does not."""
    decisive: tuple[int, ...] = ()
    """The nodes of its binding requirements, those first that most trials share: their answers are mostly there."""
    cohorts: frozenset[str]
    """Every cohort that the trial has, where its arms name them all; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTrials:
    """Trials with the nodes that they share."""

    trials: tuple[CompiledTrial, ...]
    nodes: tuple[Node, ...]
    faults: tuple[Fault, ...] = field(default=())
    """Expressions that the language refused, with the trial that they were read from."""

    def named(self, nct: str) -> CompiledTrial | None:
        """The trial of that number."""
        return next((trial for trial in self.trials if trial.nct == nct), None)

    def __len__(self) -> int:
        return len(self.trials)


def compile_trials(readings: Iterable[Reading], knowledge: Knowledge) -> CompiledTrials:
    """Every reading compiled against the facts of a knowledge."""
    shared = _Shared(_vocabulary(knowledge), purposes(knowledge))
    trials = _decisive_first([_compiled(reading, shared) for reading in readings])
    return CompiledTrials(trials=trials, nodes=tuple(shared.nodes), faults=tuple(shared.faults))


def _decisive_first(trials: Sequence[CompiledTrial]) -> tuple[CompiledTrial, ...]:
    asked = Counter(need.node for trial in trials for need in trial.needs)

    def decisive(trial: CompiledTrial) -> tuple[int, ...]:
        nodes = {need.node for need in trial.needs if need.binding}
        return tuple(sorted(nodes, key=lambda node: (-asked[node], node)))

    return tuple(replace(trial, decisive=decisive(trial)) for trial in trials)


def cohorts_of(text: str) -> frozenset[str]:
    """The cohorts, arms or phases that a heading names.

    >>> sorted(cohorts_of("For Cohorts 1 and 2b only"))
    ['cohort 1', 'cohort 2b']
    """
    return frozenset(
        f"{found[1].lower()} {number.lower()}"
        for found in _COHORT.finditer(text)
        for number in _NUMBER.findall(found[2])
        if number.lower() not in _JOINING
    )


@dataclass(slots=True)
class _Shared:
    """The nodes so far, and which expression is which."""

    vocabulary: Vocabulary
    purposes: Purposes
    nodes: list[Node] = field(default_factory=list)
    found: dict[str, int | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def node(self, expression: str, nct: str) -> int | None:
        if expression not in self.found:
            self.found[expression] = self._parsed(expression, nct)
        return self.found[expression]

    def _parsed(self, expression: str, nct: str) -> int | None:
        try:
            node = parse(expression, Position(nct, 1, 1))
        except Refused as refused:
            self.faults += refused.faults
            return None
        faults = check_is(node, Type.BOOLEAN, self.vocabulary)
        if faults:
            self.faults += faults
            return None
        self.nodes.append(node)
        return len(self.nodes) - 1


def _vocabulary(knowledge: Knowledge) -> Vocabulary:
    """What criteria may name: facts, drugs and classes; no tables."""
    classes: Mapping[str, frozenset[str]] = class_table(knowledge)
    return Vocabulary(
        types={name: fact.type for name, fact in knowledge.facts.items()},
        values={name: fact.values for name, fact in knowledge.facts.items()},
        subjects=frozenset(classes),
        classes=frozenset().union(*classes.values()),
    )


def _compiled(reading: Reading, shared: _Shared) -> CompiledTrial:
    study = reading.study
    needs: list[Need] = []
    unread: list[Point] = []
    for criterion in reading.criteria:
        found = [need for each in criterion.understood if (need := _need(criterion, each, study.nct, shared))]
        needs += found
        if criterion.unread or len(found) < len(criterion.understood):
            item = criterion.item
            scope = _scope(item.scope or "")
            unread.append(Point(criterion=item.text, section=str(item.section), why="unread", scope=scope))
    return CompiledTrial(
        nct=study.nct,
        title=study.title or study.official_title,
        status=study.status,
        recruiting=study.recruiting,
        phases=study.phases,
        conditions=study.conditions,
        updated=study.updated,
        sites=study.sites,
        needs=tuple(needs),
        unread=tuple(unread),
        treats=treats(study, shared.purposes),
        specific=any(need.kind in SPECIFIC or need.kind.startswith(_OF_LINES) for need in needs),
        cohorts=_all_cohorts(study),
    )


def _need(criterion: Criterion, understood: Understood, nct: str, shared: _Shared) -> Need | None:
    node = shared.node(understood.expression, nct)
    if node is None:
        return None
    item = criterion.item
    return Need(
        number=item.number,
        criterion=item.text,
        words=understood.span,
        section=str(item.section),
        kind=understood.kind,
        expression=understood.expression,
        node=node,
        scope=_scope(understood.scope or item.scope or ""),
        sure=understood.sure,
        note=understood.note,
        reviewed=criterion.reviewed,
    )


def _scope(text: str) -> str:
    return "" if _EVERYBODY.fullmatch(text) else text


def _all_cohorts(study: Study) -> frozenset[str]:
    """The cohorts by one kind of name, where every arm bears such a name: only then are they all known."""
    named: Sequence[frozenset[str]] = [cohorts_of(arm.label) for arm in study.arms]
    for kind in ("cohort", "part", "group", "module", "arm"):
        of_kind = [frozenset(each for each in found if each.startswith(f"{kind} ")) for found in named]
        every = frozenset().union(*of_kind) if of_kind else frozenset()
        if all(of_kind) and len(every) > 1:
            return every
    return frozenset()
