"""``onward goals`` from outside: figures without wishes, an order with them, the record's wishes or others."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from onward.cli.main import onward


def run(*words: str) -> Result:
    return CliRunner().invoke(onward, ["goals", *words])


def dora(examples: Path) -> str:
    return str(examples / "dora.chart.yaml")


def test_without_wishes_no_order_is_claimed(examples: Path, tmp_path: Path) -> None:
    chart = tmp_path / "dora.chart.yaml"
    text = (examples / "dora.chart.yaml").read_text()
    chart.write_text("\n".join(line for line in text.split("\nwishes:")[0].splitlines()) + "\n")
    result = run(str(chart))
    assert result.exit_code == 0
    assert "No wish is weighed, so no order is claimed." in result.stdout
    assert "WHICH COMES FIRST" not in result.stdout
    assert "FIGURES" in result.stdout


def test_with_wishes_the_order_says_how_surely_and_what_would_tip_it(examples: Path) -> None:
    result = run(dora(examples), "--wish", "longer-life=5", "--wish", "few-side-effects=4", "--wish", "keep-working=2")
    assert result.exit_code == 0
    for told in (
        "of 100 draws",
        "WHAT WOULD TIP IT",
        "NOT COMPARED IN ONE TRIAL",
        "No figure tells the options apart on",
    ):
        assert told in result.stdout


def test_the_same_as_data(examples: Path, tmp_path: Path) -> None:
    output = tmp_path / "c.json"
    assert run(dora(examples), "--wish", "longer-life=5", "-o", str(output)).exit_code == 0
    found = json.loads(output.read_text())
    assert sum(each["first_of_100"] for each in found["ranking"]) == 100
    offered = {each["option"] for each in found["measured"]}
    assert offered == set(found["options"])


def test_a_wrong_wish_is_told_with_what_was_meant(examples: Path) -> None:
    result = run(dora(examples), "--wish", "longerlife=5", "--wish", "few-visits=9")
    assert result.exit_code == 2
    assert "Did you mean longer-life?" in result.stderr
    assert "'9' is no weight" in result.stderr


def test_the_records_own_wishes_are_heard(examples: Path, tmp_path: Path) -> None:
    chart = tmp_path / "dora.chart.yaml"
    text = (examples / "dora.chart.yaml").read_text().split("\nwishes:")[0]
    chart.write_text(f"{text}\nwishes: {{words: my garden, weights: {{few-visits: 4}}}}\n")
    result = run(str(chart))
    assert "In the person's own words: my garden" in result.stdout
    assert "Few visits 4" in result.stdout


def test_what_others_said_stands_apart_and_claims_no_order(examples: Path, tmp_path: Path) -> None:
    chart = tmp_path / "ada.yaml"
    chart.write_text((examples / "ada.yaml").read_text().split("\nwishes:")[0] + "\n")
    told = run(str(chart)).stdout
    assert "No wish is weighed, so no order is claimed." in told
    assert "WHICH COMES FIRST" not in told
    assert told.index("WHAT OTHERS SAID") > told.index("NOT COMPARED IN ONE TRIAL") > told.index("FIGURES")
    assert "nothing of it weighs anything here" in told
    assert "[reinisch-2021]" in told
    data = json.loads(run(str(chart), "--format", "json").stdout)
    assert data["ranking"] == []
    assert {weighed["weight"] for weighed in data["weighed"]} == {0.0}
    assert all(study["sources"] and study["found"] and study["limits"] for study in data["others"])


def test_others_are_people_with_this_kind_of_cancer(examples: Path) -> None:
    studies = {
        name: {each["name"] for each in json.loads(run(str(examples / name), "--format", "json").stdout)["others"]}
        for name in ("ada.yaml", "dora.chart.yaml", "bea.chart.yaml")
    }
    assert "reinisch-2021" in studies["ada.yaml"]
    assert "mansfield-2022" not in studies["ada.yaml"]
    assert all({"hurvitz-mbcp-2013", "bullen-2024"} <= each for each in studies.values())


def test_the_answers_of_a_file_are_heard_over_those_of_the_record(examples: Path, tmp_path: Path) -> None:
    from onward.knowledge.loader import load
    from onward.plan.wishes import Wishes
    from onward.reports.questionnaire import form_of
    from onward.reports.questionnaire_fhir import to_json

    file = tmp_path / "answers.json"
    said = Wishes(weights={"longer-life": 0.0, "keep-hair": 4.0}, words="my garden")
    file.write_bytes(to_json(form_of(load(), "en").response(said, None, "2026-05-30")))
    result = run(str(examples / "ada.yaml"), "--answers", str(file))
    assert result.exit_code == 0, result.stderr
    assert "In the person's own words: my garden" in result.stdout
    assert "To keep my hair 4" in result.stdout
    assert "To live longer 0" in result.stdout


def test_the_answers_of_somebody_else_are_refused(examples: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    made = CliRunner().invoke(
        onward, ["questionnaire", str(examples / "cleo.chart.yaml"), "--format", "fhir", "-o", str(file)]
    )
    assert made.exit_code == 0, made.stderr
    result = run(str(examples / "elena.chart.yaml"), "--answers", str(file))
    assert result.exit_code == 11
    assert "another person" in result.stderr
    assert run(str(examples / "cleo.chart.yaml"), "--answers", str(file)).exit_code == 0


def test_a_gain_over_another_choice_says_over_which_and_options_go_by_their_names(examples: Path) -> None:
    told = " ".join(run(str(examples / "elena.chart.yaml")).stdout.split())
    assert re.search(r"\d+\.?\d* \([\d. to]+\) more than taxane \+ trastuzumab \+ pertuzumab", told)
    assert "taxane-trastuzumab-pertuzumab" not in told
    fay = " ".join(run(str(examples / "fay.chart.yaml")).stdout.split())
    assert "what others add to it is counted from there" in fay
