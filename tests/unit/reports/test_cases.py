"""Cases: what a plan has otherwise than expected is told in words, all of it, with the place of the case."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.knowledge.small import read

from onward.knowledge.positions import Mapping, read_text
from onward.knowledge.types import Case, Rule
from onward.logic.nodes import Fact, Position
from onward.pathways.findings import Outcome
from onward.plan import types
from onward.plan.types import Alert, CurrentTherapy, Measure, Option, Plan, Tumour
from onward.records.chart import ChartReader
from onward.reports import cases
from onward.reports.cases import CaseResult, differences, idle_cases, run_case, uncovered_rules
from onward.values.dates import PartialDate
from onward.values.spans import Span


def option(name: str, standing: str, *drugs: str) -> Option:
    slots = tuple((drug,) for drug in drugs)
    return Option(id=name.replace(" ", "-"), name=name, regimen=slots, standing=standing, order=1)


def plan(**changes: Any) -> Plan:
    parts: dict[str, Any] = {
        "onward": "0",
        "knowledge": "0",
        "patient": "x",
        "as_of": "2026-06-01",
        "stage": "treat",
        "stage_why": "",
        "record_age_days": 0,
        "tumour": Tumour(subtype="TNBC"),
        "line": 2,
        "options": (
            option("alpha alone", "preferred", "alpha"),
            option("beta + alpha", "possible", "beta", "alpha"),
            option("gamma", "avoid", "gamma"),
        ),
        "alerts": (Alert(id="fire", urgency="urgent", title="Fire", why=""),),
        "tests": (types.Test(id="ecg", title="ECG", why=""),),
        "supportive": (Measure(id="tea", title="Tea", why=""),),
        "current_therapy": CurrentTherapy(action="hold"),
    }
    return Plan(**{**parts, **changes})


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"stage": "treat", "subtype": "TNBC", "line": 2, "action": "hold"}, []),
        ({"stage": "monitor"}, ["stage is 'treat' instead of 'monitor'"]),
        ({"subtype": None}, ["subtype is 'TNBC' instead of unknown"]),
        ({"line": 1, "action": "stop"}, ["line is '2' instead of '1'", "action is 'hold' instead of 'stop'"]),
        ({"offers": ["alpha", "alpha alone", "alpha-alone"]}, []),
        ({"offers": ["beta"]}, ["'beta' is possible instead of preferred or alternative"]),
        ({"offers": ["delta"]}, ["'delta' is not there instead of preferred or alternative"]),
        ({"avoided": ["gamma"], "possible": ["beta"]}, []),
        ({"avoided": ["alpha"]}, ["'alpha' is possible, preferred instead of avoid"]),
        ({"not": ["beta", "gamma", "delta"]}, []),
        ({"not": ["alpha"]}, ["'alpha' is offered (alpha alone, preferred)"]),
        ({"alerts": ["fire"], "no_alerts": ["water"], "tests": ["ecg"], "supportive": ["tea"]}, []),
        ({"alerts": ["water"]}, ["'water' is missing from alerts (fire)"]),
        ({"procedures": ["cut"]}, ["'cut' is missing from procedures (which are empty)"]),
        ({"no_alerts": ["fire"]}, ["'fire' is among alerts"]),
        ({"no_tests": ["ecg"]}, ["'ecg' is among tests"]),
    ],
)
def test_differences(expect: dict[str, Any], told: list[str]) -> None:
    assert list(differences(expect, plan())) == told


def test_no_current_therapy_means_no_action() -> None:
    assert list(differences({"action": None}, plan(current_therapy=None))) == []


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        (True, True, True),
        (None, None, True),
        (None, False, False),
        (False, None, False),
        (1, True, False),
        (1.0, 1, True),
        (Span(3, 3), 3, True),
        (Span(3, 4), 3, False),
        ("secondary", "secondary", True),
        (PartialDate.parse("2026-05"), "2026-05", True),
        (None, "x", False),
        (frozenset({"bone", "liver"}), ["liver", "bone"], True),
        (None, ["bone"], False),
    ],
)
def test_facts_are_compared_by_what_they_say(found: object, expected: object, same: bool) -> None:
    told = list(cases._fact_differences({"f": expected}, lambda _name: found))
    assert (told == []) is same


def test_a_differing_fact_is_told() -> None:
    told = list(cases._fact_differences({"f": True, "g": 3}, {"f": None, "g": False}.get))
    assert told == ["the fact 'f' is unknown instead of 'true'", "the fact 'g' is 'false' instead of '3'"]


def case(chart: str, **expect: Any) -> Case:
    tree, _ = read_text(chart, "f.yaml")
    assert isinstance(tree, Mapping)
    return Case(name="a case", chart=tree, expect=expect, at=Position("knowledge/pathways/p/cases.yaml", 7, 3))


@pytest.fixture
def reader() -> ChartReader:
    return ChartReader(read().knowledge)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every patient gets the same plan."""
    judgement = SimpleNamespace(sheet=SimpleNamespace(fact={"f": 1}.get), found={"r": Outcome.APPLIES})
    monkeypatch.setattr(cases, "judge", lambda *_: judgement)
    monkeypatch.setattr(cases, "plan_of", lambda _: plan())


@pytest.mark.usefixtures("judged")
def test_a_case_passes_or_says_all_that_differs(reader: ChartReader) -> None:
    knowledge = read().knowledge
    good = run_case("p", case("as_of: 2026-06-01", stage="treat", facts={"f": 1}), knowledge, reader)
    assert good.passed
    assert good.outcomes == {"r": Outcome.APPLIES}
    bad = run_case("p", case("as_of: 2026-06-01", stage="none", facts={"f": 2}), knowledge, reader)
    assert [str(fault) for fault in bad.faults] == [
        "knowledge/pathways/p/cases.yaml:7:3: case 'a case': stage is 'treat' instead of 'none'.",
        "knowledge/pathways/p/cases.yaml:7:3: case 'a case': the fact 'f' is '1' instead of '2'.",
    ]


def test_a_case_whose_chart_is_wrong_or_names_no_day(reader: ChartReader) -> None:
    knowledge = read().knowledge
    wrong = run_case("p", case("sexx: male"), knowledge, reader)
    assert [str(fault) for fault in wrong.faults] == [
        "knowledge/pathways/p/cases.yaml:1:1: the chart has no key 'sexx'. Did you mean sex?"
    ]
    dayless = run_case("p", case("sex: male"), knowledge, reader)
    assert [str(fault) for fault in dayless.faults] == [
        "knowledge/pathways/p/cases.yaml:7:3: the chart names no day. Expected as_of: 2026-06-01."
    ]
    assert not dayless.passed


def rule(name: str) -> Rule:
    return Rule(name=name, when=Fact(name="a"), why="", sources=(), pathway="p", at=Position("f", 1, 1))


def test_rules_without_a_case_and_cases_without_a_rule() -> None:
    results = [
        CaseResult("p", case("{}", stage="treat"), (), {"a": Outcome.APPLIES, "b": Outcome.WITHHELD}),
        CaseResult("p", case("{}", stage="none"), (), {"a": Outcome.WITHHELD, "b": Outcome.WITHHELD}),
        CaseResult("p", case("{}", no_alerts=["x"]), (), {"a": Outcome.WITHHELD}),
        CaseResult("p", case("{}"), (), {"a": Outcome.WITHHELD, "b": Outcome.POSSIBLE}),
    ]
    rules = [rule("a"), rule("b"), rule("c")]
    assert [(found.name, outcome.value) for found, outcome in uncovered_rules(results, rules)] == [
        ("b", "applies"),
        ("c", "applies"),
        ("c", "withheld"),
    ]
    assert list(idle_cases(results, rules)) == [results[1]]
