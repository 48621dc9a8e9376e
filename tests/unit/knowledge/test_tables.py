"""Decision tables and overlay cases as they are read: values with their types, and every fault with its place."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.knowledge.small import faults, files, read

from onward.knowledge.overlays import merged
from onward.knowledge.positions import Mapping, plain, read_text
from onward.knowledge.read import read_knowledge
from onward.values.dates import PartialDate

DRUG = """\
drug: alphamab
read: [label-1]
quiet: {qtcf: 420, age: 50}
rows:
  - {given: {}, start: ok, during: continue}
  - {given: {qtcf: null}, start: check-first}
  - {taking: [rifampicin], start: avoid}
"""
RULE = """\
- rule: first-line.alphamab
  read: [trial-1, label-1]
  as_of: 2020-02-01
  quiet: {male: true, age: 50, "had('antibody','curative')": false}
  rows:
    - {given: {}, is: applies}
    - {given: {age: 80}, is: withheld}
"""
TABLES: dict[str, str | None] = {
    "treatments/label_cases/alphamab.yaml": DRUG,
    "pathways/first_line/tables.yaml": RULE,
}
LABEL = "knowledge/treatments/label_cases/alphamab.yaml"


def told(drug: str = DRUG, rule: str = RULE) -> list[str]:
    return faults({"treatments/label_cases/alphamab.yaml": drug, "pathways/first_line/tables.yaml": rule})


def test_tables_of_a_drug_and_of_a_rule() -> None:
    rule, drug = read(TABLES).tables
    assert (drug.kind, drug.name, drug.pathway, drug.day) == ("drug", "alphamab", None, date(2026, 11, 24))
    assert (rule.kind, rule.name, rule.pathway, rule.day) == (
        "rule", "first-line.alphamab", "first_line", date(2020, 2, 1)
    )  # fmt: skip
    assert drug.quiet == {"qtcf": 420, "age": 50}
    assert rule.quiet == {"male": True, "age": 50, "had('antibody', 'curative')": False}
    assert [row.start for row in drug.rows] == ["ok", "check-first", "avoid"]
    assert drug.rows[1].given == {"qtcf": None}
    assert drug.rows[2].taking == ("rifampicin",)
    assert (rule.rows[1].outcome, rule.rows[1].at.line) == ("withheld", 7)


def test_plans_do_without_tables() -> None:
    broken = files({"treatments/label_cases/alphamab.yaml": "drug: nobody\nrows: 3\n"})
    assert read_knowledge(broken, with_cases=False).tables == ()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{qtcf: null}", "{qtfc: null}", "6:14: the fact 'qtfc' is not known. Did you mean qtcf?"),
        ("{qtcf: null}", "{male: true}", "6:14: no limit of alphamab reads 'male'. Expected one of qtcf, age."),
        ("{qtcf: null}", "{qtcf: long}", "6:14: 'long' is not possible for 'qtcf'. Expected a value of type number."),
        (
            "quiet: {qtcf: 420, age: 50}", "quiet: {age: 50}",
            ("3:8: 'quiet' says nothing of qtcf, which a limit of alphamab reads. "
            "Expected every fact, so that a row decides."),
        ),
        ("start: check-first}", "during: pause}", ("6:35: 'pause' is not possible here. "
         "Expected stop, switch, hold, reduce or continue.")),
        ("{given: {qtcf: null}, start: check-first}", "{given: {qtcf: null}}",
         "6:5: the row says nothing. Expected start or during."),
        ("[rifampicin]", "[rifampin]", "7:15: the drug or class 'rifampin' is not known. Did you mean rifampicin?"),
        ("[label-1]", "[label-2]", "2:8: the source 'label-2' is not known. Did you mean label-1?"),
    ],
)  # fmt: skip
def test_faults_of_a_table(old: str, new: str, fault: str) -> None:
    assert old in DRUG
    assert told(drug=DRUG.replace(old, new)) == [f"{LABEL}:{fault}"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("rule: first-line.alphamab", "rule: first-line.alpha", ("1:9: the rule 'first-line.alpha' is not known. "
         "Did you mean first-line.alphamab?")),
        ("{age: 80}", "{had('antibody'): true}", ("7:16: the rule does not read 'had('antibody')'. "
         "Expected one of male, age, had('antibody', 'curative').")),
        ("{age: 80}", "{age: 80, ' age': 2}", "7:25: 'age' is given twice."),
        ("male: true, ", "", ("4:10: 'quiet' says nothing of male, which the rule reads. "
         "Expected every fact, so that a row decides.")),
    ],
)  # fmt: skip
def test_faults_of_a_table_of_a_rule(old: str, new: str, fault: str) -> None:
    assert old in RULE
    assert told(rule=RULE.replace(old, new))[0] == f"knowledge/pathways/first_line/tables.yaml:{fault}"


REGIMEN = """\
- regimen: alphamab alone
  read: [trial-1]
  slots: [[alphamab]]
  quiet: {sites: [bone], male: false}
  rows:
    - {given: {sites: [liver]}, start: avoid}
    - {given: {male: true}, adds: [alphamab]}
"""


def test_a_table_of_a_regimen() -> None:
    [found] = read({"pathways/first_line/tables.yaml": REGIMEN}).tables
    assert (found.kind, found.name, found.slots) == ("regimen", "alphamab alone", (("alphamab",),))
    assert [row.adds for row in found.rows] == [None, ("alphamab",)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start: avoid", "is: applies", "6:7: the row says 'is'. Expected start or adds."),
        ("- regimen: alphamab alone\n ", "-",
         "1:3: the table is not about one thing. Expected either rule or regimen."),
        ("- regimen:", "- rule: first-line.alphamab\n  regimen:",
         "1:3: the table is not about one thing. Expected either rule or regimen."),
        ("- regimen: alphamab alone", "- rule: first-line.not-alphamab", "3:10: only a regimen has slots."),
    ],
)  # fmt: skip
def test_faults_of_a_table_of_a_regimen(old: str, new: str, fault: str) -> None:
    found = faults({"pathways/first_line/tables.yaml": REGIMEN.replace(old, new)})
    assert found[0] == f"knowledge/pathways/first_line/tables.yaml:{fault}"


def test_sets_and_dates() -> None:
    rules = """\
- rule: first-line.sites
  when: "'liver' in sites and born < date '2000-01-01'"
  support: [{id: company, title: Company}]
  why: It helps.
  sources: [label-1]
  reviewed: 2026-11-24
"""
    facts = "born:\n  what: Birth\n  type: date\n  is: last(patient.birth_date)\n"
    table = """\
- rule: first-line.sites
  read: [label-1]
  quiet: {sites: [liver, bone], born: 1970-05}
  rows: [{given: {sites: bone, born: someday}, is: withheld}]
"""
    changes: dict[str, str | None] = {
        "pathways/first_line/rules_sites.yaml": rules,
        "facts/born.yaml": facts,
        "pathways/first_line/tables_sites.yaml": table.replace("someday", "1970-05-01"),
    }
    [found] = read(changes).tables
    assert found.quiet == {"sites": frozenset({"liver", "bone"}), "born": PartialDate.parse("1970-05")}
    assert found.rows[0].given["sites"] == frozenset({"bone"})
    wrong = faults({**changes, "pathways/first_line/tables_sites.yaml": table})
    assert wrong == [
        (
            "knowledge/pathways/first_line/tables_sites.yaml:4:32: 'someday' is not a date, as 'born' is. "
            "Expected a date, as 2026-05-31."
        )
    ]


CASES = """\
- case: a man of seventy
  chart: {as_of: 2026-06-01, sex: male, birth_date: 1956-01-01, cancer: {sites: [bone, liver], histology: ductal}}
  expect: {offers: [alphamab alone]}
- case: the same, older
  from: a man of seventy
  chart: {birth_date: 1930-01-01, sex: null, cancer: {sites: [bone]}}
  expect: {not: [alphamab alone]}
- case: the same, older and EU
  from: the same, older
  chart: {region: EU}
  expect: {not: [alphamab alone]}
"""


def cases(text: str) -> dict[str, str | None]:
    return {"pathways/first_line/cases.yaml": text}


def test_an_overlay_says_only_what_differs() -> None:
    found = {case.name: case for _, case in read(cases(CASES)).cases}
    chart = found["the same, older and EU"].chart
    assert isinstance(chart, Mapping)
    assert plain(chart) == {
        "as_of": "2026-06-01",
        "birth_date": "1930-01-01",
        "cancer": {"sites": ["bone"], "histology": "ductal"},
        "region": "EU",
    }
    assert found["the same, older"].expect == {"not": ["alphamab alone"]}


def test_merging_changes_neither_side() -> None:
    base, _ = read_text("{a: {b: 1, c: 2}, d: 3}", "base")
    change, _ = read_text("{a: {b: null}, e: 4}", "change")
    assert isinstance(base, Mapping)
    assert isinstance(change, Mapping)
    assert plain(merged(base, change)) == {"a": {"c": 2}, "d": 3, "e": 4}
    assert plain(base) == {"a": {"b": 1, "c": 2}, "d": 3}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("from: a man of seventy", "from: a man of eighty",
         "5:9: no case of 'first_line' is called 'a man of eighty'. Did you mean a man of seventy?"),
        ("from: a man of seventy", "from: the same, older and EU",
         "9:9: the case 'the same, older' builds on itself. Expected the name of one."),
        ("case: the same, older and EU", "case: the same, older",
         "9:9: 2 cases of 'first_line' are called 'the same, older'. Expected the name of one."),
    ],
)  # fmt: skip
def test_faults_of_overlays(old: str, new: str, fault: str) -> None:
    assert faults(cases(CASES.replace(old, new))) == [f"knowledge/pathways/first_line/cases.yaml:{fault}"]
