"""Runs the cases that stand beside the rules: a chart comes in, its plan is made, and what must come out is compared.

A case says what it expects in the words of ``docs/reference/authoring.md``; everything that differs is told at once,
with the place of the case. What every rule said of the patient is kept, so that rules that no case reaches, and cases
that reach no rule, can be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onward.knowledge import positions
from onward.knowledge.types import Case, Knowledge, Rule
from onward.pathways.findings import Outcome
from onward.plan.make import judge, plan_of
from onward.plan.types import Option, Plan
from onward.records.chart import ChartReader
from onward.reports.cases_cautions import caution_differences, change_differences, means
from onward.values.errors import Fault, OnwardError

OFFERED = ("preferred", "alternative")
_OF_IDS = ("alerts", "tests", "supportive", "procedures", "follow_up")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case gave: everything that differs from what it expects, and what every rule said."""

    pathway: str
    case: Case
    faults: tuple[Fault, ...]
    outcomes: Mapping[str, Outcome]

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.faults


def run_case(pathway: str, case: Case, knowledge: Knowledge, reader: ChartReader) -> CaseResult:
    """Make the plan of one case and compare it with what the case expects."""
    assert isinstance(case.chart, positions.Mapping)  # noqa: S101 - the form of cases says so
    try:
        events = reader.read_tree(case.chart, case.at.file)
        if events.as_of is None:
            return CaseResult(pathway, case, (_fault(case, "the chart names no day", "as_of: 2026-06-01"),), {})
        judgement = judge(events, knowledge, events.as_of.high)
        plan = plan_of(judgement)
    except OnwardError as error:
        return CaseResult(pathway, case, error.faults, {})
    expect: dict[str, Any] = case.expect
    told = [*differences(expect, plan), *_fact_differences(expect.get("facts") or {}, judgement.sheet.fact)]
    faults = tuple(_fault(case, f"case '{case.name}': {difference}") for difference in told)
    return CaseResult(pathway, case, faults, judgement.found)


def _fault(case: Case, wrong: str, expected: str = "") -> Fault:
    return Fault(case.at.file, case.at.line, case.at.column, wrong, expected)


def differences(expect: Mapping[str, Any], plan: Plan) -> Iterator[str]:
    """What a plan has otherwise than expected, in words."""
    therapy = plan.current_therapy
    single: dict[str, object] = {"stage": plan.stage, "subtype": plan.tumour.subtype, "line": plan.line}
    single["action"] = therapy.action if therapy else None
    for key, actual in single.items():
        if key in expect and expect[key] != actual:
            yield f"{key} is {_shown(actual)} instead of {_shown(expect[key])}"
    yield from _option_differences(expect, plan.options)
    yield from caution_differences(expect, plan.options)
    yield from change_differences(expect, therapy)
    yield from _id_differences(expect, plan)


def _option_differences(expect: Mapping[str, Any], options: Iterable[Option]) -> Iterator[str]:
    standings = {"offers": OFFERED, "avoided": ("avoid",), "possible": ("possible",)}
    for key, wanted in standings.items():
        for name in expect.get(key) or ():
            found = [option for option in options if means(option, name)]
            if not any(option.standing in wanted for option in found):
                yield f"'{name}' is {_standings(found)} instead of {' or '.join(wanted)}"
    for name in expect.get("not") or ():
        offered = [option for option in options if means(option, name) and option.standing in OFFERED]
        for option in offered:
            yield f"'{name}' is offered ({option.name}, {option.standing})"


def _standings(options: list[Option]) -> str:
    return ", ".join(sorted({option.standing for option in options})) or "not there"


def _id_differences(expect: Mapping[str, Any], plan: Plan) -> Iterator[str]:
    for key in _OF_IDS:
        present = {item.id for item in getattr(plan, key)}
        for wanted in expect.get(key) or ():
            if wanted not in present:
                yield f"'{wanted}' is missing from {key} ({', '.join(sorted(present)) or 'which are empty'})"
        for unwanted in expect.get(f"no_{key}") or ():
            if unwanted in present:
                yield f"'{unwanted}' is among {key}"


def _fact_differences(expected: Mapping[str, Any], fact: Callable[[str], Any]) -> Iterator[str]:
    for name, value in expected.items():
        found = fact(name)
        if not _same(found, value):
            yield f"the fact '{name}' is {_shown(found)} instead of {_shown(value)}"


def _same(found: Any, value: Any) -> bool:
    if isinstance(value, list):
        return found is not None and sorted(map(str, found)) == sorted(map(str, value))
    if isinstance(value, str):
        return found is not None and str(found) == value
    if value is None or found is None or isinstance(value, bool) or isinstance(found, bool):
        return found is value
    return (getattr(found, "low", found), getattr(found, "high", found)) == (value, value)


def _shown(value: object) -> str:
    if value is None:
        return "unknown"
    return f"'{str(value).lower() if isinstance(value, bool) else value}'"


def uncovered_rules(results: Iterable[CaseResult], rules: Iterable[Rule]) -> Iterator[tuple[Rule, Outcome]]:
    """Rules that apply in no case, and rules that are withheld in no case."""
    found = {(name, outcome) for result in results for name, outcome in result.outcomes.items()}
    for rule in rules:
        for outcome in (Outcome.APPLIES, Outcome.WITHHELD):
            if (rule.name, outcome) not in found:
                yield rule, outcome


def idle_cases(results: Iterable[CaseResult], rules: Iterable[Rule]) -> Iterator[CaseResult]:
    """Cases in which no rule of their own pathway applies or is possible, and which do not say that none must."""
    pathways = {rule.name: rule.pathway for rule in rules}
    for result in results:
        reached = {pathways.get(name) for name, outcome in result.outcomes.items() if outcome is not Outcome.WITHHELD}
        denies = any(key == "not" or key.startswith("no_") for key in result.case.expect)
        if result.pathway not in reached and not denies:
            yield result
