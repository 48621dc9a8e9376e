"""``onward goals`` from outside: figures without wishes, an order with them, the record's wishes or others."""

from __future__ import annotations

import json
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
    for told in ("of 100 draws", "WHAT WOULD TIP IT", "NOT COMPARED IN ONE TRIAL", "No figure was read for"):
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
