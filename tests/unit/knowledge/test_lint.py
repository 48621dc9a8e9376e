"""The checks: each finds what it is for, at its place, and nothing in the small knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from tests.unit.knowledge.small import FILES, read, replaced

from onward.knowledge.lint import CHECKS, Finding, lint

TODAY = date(2026, 11, 24)
RULES = "pathways/first_line/rules.yaml"


def found(changes: Mapping[str, str | None], today: date = TODAY) -> list[Finding]:
    return list(lint(read(changes), today))


def told(changes: Mapping[str, str | None], today: date = TODAY) -> list[tuple[str, bool, str]]:
    return [(finding.check, finding.error, str(finding.fault)) for finding in found(changes, today)]


def test_the_small_knowledge_is_clean() -> None:
    assert told({}) == []


def rule(name: str, when: str, brings: str, more: str = "") -> str:
    return f"- rule: {name}\n  when: {when}\n  {brings}\n  why: x\n  sources: [label-1]\n  reviewed: 2026-11-24\n{more}"


OFFER = "offer: [{regimen: alphamab alone, standing: alternative}]"
MORE = "pathways/second/rules.yaml"


SUPPORT = "support: [{id: a, title: a}]"
DRUG = "treatments/alphamab.yaml"
REGIMEN = "treatments/regimens/alpha.yaml"
UNUSED = "source: lonely\nkind: label\ntitle: x\ncite: x\nurls: ['https://example.org']\nread: 2026-11-24\n"

CHANGES: dict[str, dict[str, str | None]] = {
    "a rule that fires on nothing": {MORE: rule("x", "male is null", SUPPORT, "  asks_null: true\n")},
    "an avoid that fires on nothing": replaced(DRUG, ("when: qtcf >= 450", "when: qtcf is null")),
    "a rule that can never be true": {MORE: rule("x", "age > 50 and age < 40", SUPPORT)},
    "a rule that its own exception always undoes": {MORE: rule("x", "male", f"unless: male\n  {SUPPORT}")},
    "an avoid of a regimen that can never be true": replaced(REGIMEN, ("\"'liver' in sites\"", "age < 3 and age > 4")),
    "a dose change that can never be true": replaced(DRUG, ("when: qtcf >= 480", "when: qtcf >= 480 and qtcf < 3")),
    "a rule that asks for null unsaid": {MORE: rule("x", "male and age is null", SUPPORT)},
    "a rule that says it asks for null, and does not": {MORE: rule("x", "male", SUPPORT, "  asks_null: true\n")},
    "rules that disagree": {MORE: rule("x", "male and age < 50", OFFER)},
    "rules that advise for and against": {MORE: rule("x", "age > 3", "against: [{treatment: alphamab alone, why: x}]")},
    "rules that advise for a regimen and against its drug": {
        MORE: rule("x", "age > 3", "against: [{treatment: alphamab, why: x}]")
    },
    "rules that advise for a regimen and against its class": {
        MORE: rule("x", "age > 3", "against: [{treatment: small antibody, why: x}]")
    },
    "advice against something else": {MORE: rule("x", "age > 3", "against: [{treatment: inducer, why: x}]")},
    "rules that differ, never both true": {MORE: rule("x", "male and age between 85 and 89", OFFER)},
    "rules that differ, one overrides": {
        MORE: rule("x", "male and age < 90", OFFER, "  overrides: [first-line.alphamab]\n")
    },
    "rules that differ knowingly": {
        MORE: rule("x", "male and age < 90", OFFER, "  disagrees_with: [first-line.alphamab]\n")
    },
    "rules that differ, at different times": {MORE: rule("x", "male and age < 90", OFFER, "  until: 2016-01-01\n")},
    "a recalled key": {"coverage.yaml": "a: {recalled: [orr]}\n"},
    "a recalled value": {"coverage.yaml": "a: [{b: recalled}]\n"},
    "a fact nobody reads": {"facts/x.yaml": "lonely:\n  what: x\n  type: boolean\n  is: male\n"},
    "evidence without likeness": replaced(REGIMEN, ("      like: [{point: not a man, when: not male}]\n", "")),
    "evidence of no date": replaced("sources/trials.yaml", ("J Med 2022;386:942", "J Med 386:1942")),
    "a source nobody uses": {"sources/x.yaml": UNUSED},
    "a regimen nobody offers": {
        "treatments/regimens/x.yaml": "- {regimen: beta, what: x, slots: [[alphamab]], sources: [label-1]}\n",
        "words/en/x.yaml": '"option:beta": {plain: x}\n',
    },
    "no words": {"words/en/all.yaml": "{}"},
}


def test_what_each_check_finds(golden: Callable[[str, str], None]) -> None:
    """``findings.txt`` holds, for each thing that is wrong, every finding."""
    lines = []
    for what, changes in CHANGES.items():
        lines.append(f"# {what}")
        lines += [f"{check} ({'error' if error else 'warning'}) {fault}" for check, error, fault in told(changes)]
        lines.append("")
    golden("findings.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("today", "errors", "months"),
    [
        (date(2027, 8, 23), [], 8),
        (date(2027, 8, 24), [False, False], 9),
        (date(2027, 11, 23), [False, False], 11),
        (date(2027, 11, 24), [True, True], 12),
    ],
)
def test_reviews_are_due_after_nine_months_and_overdue_after_twelve(
    today: date, errors: list[bool], months: int
) -> None:
    findings = found({}, today)
    assert [finding.error for finding in findings] == errors
    for finding in findings:
        assert f"was last reviewed {months} months ago, on 2026-11-24. Expected a review within 12 months." in str(
            finding.fault
        )


def test_a_review_that_is_still_to_come() -> None:
    assert [finding.check for finding in found({}, date(2026, 11, 23))] == ["review", "review"]


def test_errors_come_first() -> None:
    changes = {**replaced(RULES, ("male and age < 80", "age > 80 and age < 3")), "words/en/all.yaml": "{}"}
    errors = [finding.error for finding in found(changes)]
    assert errors[0]
    assert len(errors) > 1
    assert not any(errors[1:])


def test_every_check_says_what_it_is_for() -> None:
    assert all(check.__doc__ for check in CHECKS)
    assert len(FILES) > 10
