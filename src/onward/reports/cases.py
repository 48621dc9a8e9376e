"""Runs the cases that stand beside the rules: a chart comes in, its plan is made, and what must come out is compared.

A case says what it expects in the words of ``docs/reference/authoring.md``; everything that differs is told at once,
with the place of the case. Which rules a plan rests on is read from the plan itself, so that rules without a case and
cases without a rule can be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from onward.events.tables import Events
from onward.knowledge.positions import Mapping
from onward.knowledge.types import Case, Knowledge
from onward.plan.types import Option, Plan, Proof
from onward.records.chart import ChartReader
from onward.values.errors import Fault, OnwardError

MakePlan = Callable[[Events, Knowledge, date], Plan]
OFFERED = ("preferred", "alternative")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case gave: everything that differs from what it expects, and the rules its plan rests on."""

    pathway: str
    case: Case
    faults: tuple[Fault, ...]
    rules: frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.faults


def run_case(pathway: str, case: Case, knowledge: Knowledge, reader: ChartReader, make_plan: MakePlan) -> CaseResult:
    """Make the plan of one case and compare it with what the case expects."""
    assert isinstance(case.chart, Mapping)  # noqa: S101 - the form of cases says so
    try:
        events = reader.read_tree(case.chart, case.at.file)
        if events.as_of is None:
            return CaseResult(
                pathway, case, (_fault(case, "the chart names no day", "as_of: 2026-06-01"),), frozenset()
            )
        plan = make_plan(events, knowledge, events.as_of.high)
    except OnwardError as error:
        return CaseResult(pathway, case, error.faults, frozenset())
    faults = tuple(_fault(case, f"case '{case.name}': {difference}") for difference in differences(case.expect, plan))
    return CaseResult(pathway, case, faults, frozenset(rules_in(plan)))


def _fault(case: Case, wrong: str, expected: str = "") -> Fault:
    return Fault(case.at.file, case.at.line, case.at.column, wrong, expected)


def differences(expect: dict[str, Any], plan: Plan) -> Iterator[str]:
    """What a plan has otherwise than expected, in words."""
    therapy = plan.current_therapy
    single: dict[str, object] = {"stage": plan.stage, "subtype": plan.tumour.subtype, "line": plan.line}
    single["action"] = therapy.action if therapy else None
    for key, actual in single.items():
        if key in expect and expect[key] != actual:
            yield f"{key} is {_shown(actual)} instead of {_shown(expect[key])}"
    yield from _option_differences(expect, plan.options)
    yield from _id_differences(expect, plan)
    for name, value in (expect.get("facts") or {}).items():
        fact = plan.facts.get(name)
        found = None if fact is None or fact.missing else fact.value
        if not _same(found, value):
            yield f"the fact '{name}' is {_shown(found)} instead of {_shown(value)}"


def _option_differences(expect: dict[str, Any], options: Iterable[Option]) -> Iterator[str]:
    standings = {"offers": OFFERED, "avoided": ("avoid",), "possible": ("possible",)}
    for key, wanted in standings.items():
        for name in expect.get(key) or ():
            found = [option for option in options if _names(option, name)]
            if not any(option.standing in wanted for option in found):
                yield f"'{name}' is {_standings(found)} instead of {' or '.join(wanted)}"
    for name in expect.get("not") or ():
        offered = [option for option in options if _names(option, name) and option.standing in OFFERED]
        for option in offered:
            yield f"'{name}' is offered ({option.name}, {option.standing})"


def _names(option: Option, name: str) -> bool:
    """Whether a word of a case means this option: its name, its id, or a drug that it holds."""
    return name in {option.name, option.id} or any(name in slot for slot in option.regimen)


def _standings(options: list[Option]) -> str:
    return ", ".join(sorted({option.standing for option in options})) or "not there"


def _id_differences(expect: dict[str, Any], plan: Plan) -> Iterator[str]:
    present = {
        "alerts": {alert.id for alert in plan.alerts},
        "tests": {test.id for test in plan.tests},
        "supportive": {measure.id for measure in plan.supportive},
        "procedures": {measure.id for measure in plan.procedures},
        "follow_up": {measure.id for measure in plan.follow_up},
    }
    for key, ids in present.items():
        for wanted in expect.get(key) or ():
            if wanted not in ids:
                yield f"'{wanted}' is missing from {key} ({', '.join(sorted(ids)) or 'which are empty'})"
        for unwanted in expect.get(f"no_{key}") or ():
            if unwanted in ids:
                yield f"'{unwanted}' is among {key}"


def rules_in(plan: Plan) -> Iterator[str]:
    """The rules that a plan rests on: those of its options, and those its proofs name."""
    proofs: list[Proof | None] = [alert.proof for alert in plan.alerts]
    for measures in (plan.supportive, plan.procedures, plan.follow_up):
        proofs += [measure.proof for measure in measures]
    if plan.current_therapy:
        proofs += [reason.proof for reason in plan.current_therapy.reasons]
    for option in plan.options:
        yield from option.rules
        proofs += [option.why, option.why_not]
    stack = [proof for proof in proofs if proof is not None]
    while stack:
        proof = stack.pop()
        if proof.kind == "rule" and proof.name:
            yield proof.name
        stack += proof.because


def _same(actual: object, value: object) -> bool:
    if isinstance(actual, list | tuple) and isinstance(value, list):
        return sorted(map(str, actual)) == sorted(map(str, value))
    if isinstance(actual, str) or isinstance(value, str):
        return str(actual) == str(value)
    return actual == value


def _shown(value: object) -> str:
    return "unknown" if value is None else f"'{value}'"
