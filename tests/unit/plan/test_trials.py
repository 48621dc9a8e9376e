"""A plan with trials: what may fit, what closed, which tests open what; and without trials the plan as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onward.cli.planning import Records
from onward.plan.encode import plan_json
from onward.plan.make import plan_of
from onward.plan.trials import with_trials
from onward.plan.types import Plan
from onward.reports.fhir import bundle
from onward.reports.html import render_html
from onward.reports.text import render_text
from onward.trials.match_compile import CompiledTrials, compile_trials
from onward.trials.reading import Reading
from onward.trials.sections import Item, Section
from onward.trials.study import Study
from onward.trials.understood import Criterion, Understood

RECORDS = Records(None, None)
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "bea.chart.yaml"


def trial(nct: str, *expressions: str, status: str = "RECRUITING") -> Reading:
    """A trial that asks for some things."""
    criteria = [
        Criterion(
            item=Item(number=number, text=f"asks {each}", section=Section.INCLUSION, level=0),
            understood=(Understood(kind="gene", span=each, expression=each),),
        )
        for number, each in enumerate(expressions)
    ]
    return Reading(Study(nct=nct, status=status, title="A <b>trial</b>"), tuple(criteria))


@pytest.fixture(scope="module")
def compiled() -> CompiledTrials:
    """Trials that fit, do not, are closed, and wait for a test."""
    readings = [
        trial("NCT00000001", "age >= 18"),
        trial("NCT00000002", "age >= 99"),
        trial("NCT00000003", "age >= 18", status="COMPLETED"),
        trial("NCT00000004", "lvef >= 50"),
    ]
    return compile_trials(readings, RECORDS.knowledge)


@pytest.fixture(scope="module")
def plan(compiled: CompiledTrials) -> Plan:
    """The plan of somebody whose heart was not looked at."""
    judgement = RECORDS.judge(RECORDS.only(str(EXAMPLE)))
    return with_trials(plan_of(judgement), judgement, compiled)


def test_what_may_fit_is_named_and_the_rest_counted(plan: Plan) -> None:
    found = {each.nct: each.verdict for each in plan.trials}
    assert found == {"NCT00000001": "eligible", "NCT00000004": "possible"}
    assert plan.trials_counted == {"eligible": 1, "possible": 1, "ineligible": 1, "closed": 1, "shown": 2}


def test_a_test_names_the_trials_that_wait_for_it(plan: Plan) -> None:
    waited = {test.id: test.trials for test in plan.tests if test.trials}
    assert list(waited.values()) == [("NCT00000004",)]


def test_the_pages_show_them_escaped(plan: Plan) -> None:
    assert "NCT00000004" in render_text(plan)
    page = render_html(plan)
    assert "A &lt;b&gt;trial&lt;/b&gt;" in page
    assert "<b>trial" not in page


def test_fhir_names_study_and_candidate(plan: Plan) -> None:
    found = [entry["resource"] for entry in bundle(plan)["entry"]]
    studies = [each for each in found if each["resourceType"] == "ResearchStudy"]
    subjects = {each["id"]: each["status"] for each in found if each["resourceType"] == "ResearchSubject"}
    assert [each["identifier"][0]["value"] for each in studies] == ["NCT00000001", "NCT00000004"]
    assert subjects == {"subject-NCT00000001": "candidate", "subject-NCT00000004": "potential-candidate"}


def test_a_plan_without_trials_says_nothing_of_them() -> None:
    found = json.loads(plan_json(plan_of(RECORDS.judge(RECORDS.only(str(EXAMPLE))))))
    assert found["trials"] == []
    assert "trials_counted" not in found
    assert all("trials" not in test for test in found["tests"])
