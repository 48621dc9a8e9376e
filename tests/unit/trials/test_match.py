"""Matching: unknown never fails, and every verdict names what it rests on."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from onward.cli.planning import Records
from onward.cli.trials import command
from onward.facts.sheet import FactSheet
from onward.trials.match import Asked, match, match_all, verdict_of
from onward.trials.match_compile import CompiledTrials, compile_trials
from onward.trials.match_order import Where, in_order, place
from onward.trials.match_screen import screen
from onward.trials.reading import Reading
from onward.trials.sections import Item, Section
from onward.trials.study import Site, Study, StudyArm
from onward.trials.understood import Criterion, Understood

RECORDS = Records(None, None)
CHART = """\
id: one
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
ecog: 1
cancer: {first_diagnosed: 2018-05-01, metastatic_on: 2026-05-10, sites: [liver]}
specimens: [{date: 2026-05-20, site: liver, er_percent: 80, pr_percent: 0, her2_ihc: 0}]
"""
EMPTY = "id: nobody\nas_of: 2026-06-01\n"


def sheet(text: str = CHART) -> FactSheet:
    """The facts of a chart."""
    events = RECORDS.charts.read_text(text.encode(), "chart.yaml")
    return RECORDS.judge(events).sheet


def criterion(number: int, *understood: Understood, text: str = "some words", scope: str | None = None) -> Criterion:
    """A criterion of the inclusion list."""
    item = Item(number=number, text=text, section=Section.INCLUSION, level=0, scope=scope)
    return Criterion(item=item, understood=understood)


def asks(expression: str, kind: str = "performance", **more: Any) -> Understood:
    """A requirement."""
    return Understood(kind=kind, span=f"words for {expression}", expression=expression, **more)


def compiled(*criteria: Criterion, nct: str = "NCT00000001", **study: Any) -> CompiledTrials:
    """One trial."""
    return compile_trials([Reading(Study(nct=nct, **study), criteria)], RECORDS.knowledge)


def verdict(trials: CompiledTrials, person: FactSheet) -> str:
    """The verdict, by both ways of finding it."""
    asked = Asked(trials, person)
    found = match(trials.trials[0], asked)
    assert verdict_of(trials.trials[0], asked) == found.verdict
    return found.verdict


def test_all_that_is_asked_is_true() -> None:
    trials = compiled(criterion(1, asks("ecog <= 1")), criterion(2, asks("age >= 18")))
    found = match_all(trials, sheet())[0]
    assert (found.verdict, found.met, found.failed, found.unknown) == ("eligible", 2, (), ())


def test_what_fails_is_named_with_its_words_and_the_fact() -> None:
    found = match_all(compiled(criterion(1, asks("ecog <= 0"), text="ECOG 0")), sheet())[0]
    assert found.verdict == "ineligible"
    assert (found.failed[0].criterion, found.failed[0].facts) == ("ECOG 0", {"ecog": 1})


def test_unknown_is_possible_and_names_the_fact() -> None:
    found = match_all(compiled(criterion(1, asks("ecog <= 1"))), sheet(EMPTY))[0]
    assert (found.verdict, found.missing, found.unknown[0].why) == ("possible", ("ecog",), "fact")


def test_what_was_not_read_is_possible() -> None:
    found = match_all(compiled(criterion(1, asks("ecog <= 1")), criterion(2, text="Signed in blood")), sheet())[0]
    assert (found.verdict, found.unknown[0].why, found.unread) == ("possible", "unread", 1)


@pytest.mark.parametrize(
    ("doubt", "why"),
    [({"sure": "low"}, "unsure"), ({"kind": "washout"}, "wait"), ({"scope": "Cohort 2"}, "cohort")],
)
def test_what_does_not_bind_never_makes_ineligible(doubt: dict[str, str], why: str) -> None:
    trials = compiled(criterion(1, asks("ecog <= 0", **doubt)))
    assert verdict(trials, sheet()) == "possible"
    assert match_all(trials, sheet())[0].unknown[0].why == why


def test_a_trial_whose_every_cohort_fails_is_ineligible() -> None:
    arms = (StudyArm(label="Cohort 1: early"), StudyArm(label="Cohort 2: late"))
    one, two = asks("ecog <= 0", scope="For Cohort 1"), asks("ecog >= 2", scope="Cohort 2 only")
    assert verdict(compiled(criterion(1, one), criterion(2, two), arms=arms), sheet()) == "ineligible"
    assert verdict(compiled(criterion(1, one), arms=arms), sheet()) == "possible"


def test_a_limit_for_all_arms_is_for_everybody() -> None:
    assert verdict(compiled(criterion(1, asks("ecog <= 0"), scope="All Arms")), sheet()) == "ineligible"


def test_an_expression_that_the_language_refuses_leaves_its_criterion_unread() -> None:
    trials = compiled(criterion(1, asks("no_such_fact >= 3")))
    assert trials.faults
    assert match_all(trials, sheet())[0].unknown[0].why == "unread"


EXPRESSIONS = (
    "ecog <= 1", "age >= 18", "her2_status = 'negative'", "not pregnant", "metastatic", "lvef >= 50",
    "neutrophils >= 1.5", "not brain_metastases = 'active'", "not (hiv_infection and unread_detail)",
    "er_percent >= 10",
)  # fmt: skip
ADDED = ("ecog: 0", "ecog: 2", "menopause: postmenopausal", "pregnant: true", "pregnant: false")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EXPRESSIONS), min_size=1, unique=True), st.sampled_from(ADDED))
def test_a_fact_changes_only_what_waited_for_it(expressions: list[str], added: str) -> None:
    """Kleene's order: more knowledge settles what was unknown and turns over nothing; what settles was named before."""
    trials = compiled(*(criterion(number, asks(each)) for number, each in enumerate(expressions)))
    base = CHART.replace("ecog: 1\n", "")
    before, after = Asked(trials, sheet(base)), Asked(trials, sheet(f"{base}{added}\n"))
    for need in trials.trials[0].needs:
        was, now = before.truth(need.node), after.truth(need.node)
        read = before.sheet.index.behind(before.nodes[need.node])
        if was != now:
            assert was is None or before.sheet.presumed & read, need.expression
            assert set(before.missing(need.node)) & read or before.sheet.presumed & read
    if match(trials.trials[0], before).verdict == "possible" and verdict(trials, after.sheet) == "eligible":
        assert added.split(":")[0] in match(trials.trials[0], before).missing


def test_the_order_of_fit() -> None:
    near = Site(
        city="Boston", zip="02115", country="United States", status="RECRUITING", latitude=42.3, longitude=-71.1
    )
    far = Site(city="Lyon", country="France", status="RECRUITING", latitude=45.8, longitude=4.8)
    studies = [
        Study(nct="NCT00000001", status="RECRUITING", sites=(far,)),
        Study(nct="NCT00000002", status="RECRUITING", sites=(near,)),
        Study(nct="NCT00000003", status="COMPLETED", sites=(near,)),
        Study(nct="NCT00000004", status="RECRUITING"),
    ]
    trials = compile_trials([Reading(each, (criterion(1, asks("ecog <= 1")),)) for each in studies], RECORDS.knowledge)
    matches = match_all(trials, sheet())
    boston = place("02115", trials)
    assert boston is not None
    where = Where(latitude=boston[0], longitude=boston[1])
    assert [each.nct[-1] for each in in_order(matches, trials, where)] == ["2", "1", "4", "3"]
    assert [each.nct[-1] for each in in_order(matches, trials, Where(country="france"))] == ["1", "4"]


def test_a_treatment_is_before_what_only_looks_or_asks() -> None:
    person = sheet()
    purposes = ("DIAGNOSTIC", "", "TREATMENT")
    made = [compiled(criterion(0, asks("ecog <= 1")), nct=f"NCT0000000{number}", status="RECRUITING", purpose=purpose)
            for number, purpose in enumerate(purposes)]  # fmt: skip
    matches = [match_all(each, person)[0] for each in made]
    trials = CompiledTrials(trials=tuple(each.trials[0] for each in made), nodes=made[0].nodes)
    assert [each.nct[-1] for each in in_order(matches, trials)] == ["2", "1", "0"]


def test_the_funnel_counts_who_is_lost_where() -> None:
    trials = compiled(criterion(1, asks("ecog <= 1")), criterion(2, asks("age >= 70")), criterion(3, text="odd"))
    funnel = screen("NCT00000001", trials, [sheet(), sheet(EMPTY), sheet(CHART.replace("ecog: 1", "ecog: 2"))])
    assert [(step.before, step.lost, step.unknown, step.left, step.alone) for step in funnel.steps] == [
        (3, 1, 1, 2, 1),
        (2, 1, 1, 1, 2),
    ]
    assert (funnel.people, funnel.eligible, funnel.possible, funnel.ineligible) == (3, 0, 1, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A chart, and a folder with a trial whose title holds what a terminal would obey."""
    (tmp_path / "one.yaml").write_text(CHART)
    record = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "A trial \x1b[31m<script>"},
            "statusModule": {"overallStatus": "RECRUITING"},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n* ECOG 0-1\n* Wears a hat\nExclusion Criteria:\n* Ill",
                "minimumAge": "18 Years",
            },
        }
    }
    (tmp_path / "trials").mkdir()
    (tmp_path / "trials" / "NCT00000001.json").write_text(json.dumps(record))
    return tmp_path


def run(*words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(command, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_match_as_json_ndjson_and_text(folder: Path) -> None:
    chart, trials = str(folder / "one.yaml"), str(folder / "trials")
    (found,) = json.loads(run("match", chart, "--trials", trials, "--format", "json"))
    assert (found["nct"], found["verdict"]) == ("NCT00000001", "possible")
    line = json.loads(run("match", chart, "--trials", trials, "--format", "ndjson"))
    assert (line["patient"], line["matches"]) == ("one", [found])
    page = run("match", chart, "--trials", trials, "--all")
    assert "possible" in page
    assert "Wears a hat" in page
    assert "\x1b" not in page


def test_screen_as_json_and_text(folder: Path) -> None:
    words = ("screen", "NCT00000001", str(folder / "one.yaml"), "--trials", str(folder / "trials"))
    assert json.loads(run(*words, "--format", "json"))["people"] == 1
    assert "1 people" in run(*words)


def test_the_day_is_that_of_the_person() -> None:
    """An age limit is judged on the day of the decision."""
    trials = compiled(criterion(1, asks("age >= 65")))
    events = RECORDS.charts.read_text(CHART.encode(), "chart.yaml")
    reader = Records(None, datetime.date(2020, 1, 1))
    assert verdict(trials, RECORDS.judge(events).sheet) == "eligible"
    assert verdict(trials, reader.judge(events).sheet) == "ineligible"
