"""Decision tables as they are run: what the limits or the rule say of each row, and what is told where they differ."""

from __future__ import annotations

import pytest
from tests.unit.knowledge.small import read
from tests.unit.knowledge.test_tables import DRUG, LABEL, REGIMEN, RULE

from onward.reports.tables import chosen_tables, table_faults


def wrong(drug: str = DRUG, rule: str = RULE) -> list[str]:
    changes = {"treatments/label_cases/alphamab.yaml": drug, "pathways/first_line/tables.yaml": rule}
    everything = read(changes)
    return [str(fault) for table in everything.tables for fault in table_faults(table, everything.knowledge)]


def with_row(row: str) -> str:
    return f"{DRUG}  - {row}\n"


def test_nothing_is_wrong_with_tables_that_say_what_comes_out() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    "row",
    [
        "{given: {qtcf: 449}, start: ok, during: continue}",
        "{given: {qtcf: 450}, start: avoid}",
        "{given: {qtcf: 479}, during: continue}",
        "{given: {qtcf: 480}, during: hold}",
        "{given: {qtcf: null, age: 80}, start: check-first, during: continue}",
        "{given: {qtcf: 500, age: 80}, start: avoid}",
        "{given: {age: 80}, start: caution}",
        "{given: {age: null}, start: ok}",
        "{taking: [alphamab], start: ok}",
        "{taking: [inducer], start: avoid}",
    ],
)
def test_the_gravest_word_stands(row: str) -> None:
    assert wrong(with_row(row)) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{given: {qtcf: 449}, start: avoid}", "alphamab: qtcf 449: ok instead of avoid"),
        ("{given: {qtcf: 480}, during: stop}", "alphamab: qtcf 480: hold (until below 480) instead of stop"),
        ("{given: {qtcf: null}, start: ok}", "alphamab: qtcf unknown: check-first (long QT) instead of ok"),
        (
            "{given: {age: 30}, taking: [rifampicin], start: caution}",
            "alphamab: age 30, taking rifampicin: avoid (less of the drug) instead of caution",
        ),
    ],
)
def test_what_differs_is_told_with_its_place(row: str, told: str) -> None:
    assert wrong(with_row(row)) == [f"{LABEL}:8:5: {told}."]


def test_nothing_may_concern_the_quiet_person() -> None:
    assert wrong(DRUG.replace("age: 50", "age: 90"))[0] == (
        f"{LABEL}:1:1: alphamab: the quiet person: caution (little is known) instead of ok."
    )
    assert wrong(rule=RULE.replace("male: true", "male: null"))[0].endswith(
        "first-line.alphamab: the quiet person: possible instead of applies."
    )


def test_dose_rules_of_another_time_are_silent() -> None:
    table = DRUG.replace("read:", "as_of: 2017-12-31\nread:")
    assert wrong(f"{table}  - {{given: {{qtcf: 480}}, during: continue}}\n") == []
    assert wrong(f"{table}  - {{as_of: 2018-01-01, given: {{qtcf: 480}}, during: hold}}\n") == []


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("{age: null}", "possible"),
        ("{male: false}", "withheld"),
        ("{\"had('antibody', 'curative')\": true}", "withheld"),
        ("{\"had('antibody', 'curative')\": null}", "possible"),
    ],
)
def test_rules(row: str, word: str) -> None:
    assert wrong(rule=f"{RULE}    - {{given: {row}, is: {word}}}\n") == []
    others = {"applies", "possible", "withheld"} - {word}
    assert all(len(wrong(rule=f"{RULE}    - {{given: {row}, is: {other}}}\n")) == 1 for other in others)


def regimen(table: str) -> list[str]:
    everything = read({"pathways/first_line/tables.yaml": table})
    return [fault.wrong for table in everything.tables for fault in table_faults(table, everything.knowledge)]


def test_regimens() -> None:
    assert regimen(REGIMEN) == []
    assert regimen(REGIMEN.replace("[[alphamab]]", "[[alphamab], [alphamab]]")) == [
        "alphamab alone: the slots are alphamab instead of alphamab + alphamab"
    ]
    assert regimen(REGIMEN.replace("adds: [alphamab]", "adds: []")) == [
        "alphamab alone: male true: alphamab (men too) instead of nothing added"
    ]
    assert regimen(REGIMEN.replace("[liver]", "null").replace("avoid", "ok")) == [
        "alphamab alone: sites unknown: check-first (made up) instead of ok"
    ]


def test_a_row_may_be_of_another_day() -> None:
    rows = "    - {as_of: 2017-03-12, given: {}, is: withheld}\n    - {as_of: 2017-03-13, is: applies}\n"
    assert wrong(rule=RULE + rows) == []
    told = wrong(rule=f"{RULE}    - {{as_of: 2017-03-12, is: applies}}\n")
    assert [each.split(": ", 1)[1] for each in told] == [
        "first-line.alphamab: on 2017-03-12: withheld (not in effect on that day) instead of applies."
    ]


def test_tables_are_chosen_by_pathway_drug_and_name() -> None:
    tables = read({"treatments/label_cases/alphamab.yaml": DRUG, "pathways/first_line/tables.yaml": RULE}).tables
    assert len(chosen_tables(tables, None, None, "")) == 2
    assert [table.kind for table in chosen_tables(tables, "first_line", None, "")] == ["rule"]
    assert [table.kind for table in chosen_tables(tables, None, "alphamab", "")] == ["drug"]
    assert chosen_tables(tables, None, None, "zzz") == []
