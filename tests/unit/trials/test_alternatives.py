"""Alternatives, and growth of the cancer that is asked for."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"Inclusion Criteria:\n\n{text}")
    return [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]


def test_one_of_the_following_is_one_requirement(words: Words) -> None:
    text = "* Invasive breast carcinoma that is either:\n  * HER2-positive by IHC 3+\n  * HER2-low by IHC 1+"
    assert read(text, words) == ["her2_status = 'positive' or her2_level = 'low'"]


def test_items_that_end_in_or_are_one_requirement(words: Words) -> None:
    text = "* Prior treatment with a taxane, or\n* Prior treatment with an anthracycline, or\n* A letter of the sponsor"
    assert read(text, words) == ["had('taxane') or had('anthracycline') or unread_detail"]


@pytest.mark.parametrize(
    "text",
    [
        "* Diagnosis of one of the following:\n  * HER2-positive breast cancer\n  * Pancreatic cancer",
        "* One of the following cohorts:\n  * HER2-positive breast cancer\n  * Triple negative breast cancer",
        "* One of the following:\n  * HER2-positive breast cancer\n  * A letter of the sponsor",
    ],
)
def test_lists_of_cancers_and_cohorts_are_no_requirement(text: str, words: Words) -> None:
    assert read(text, words) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Disease progression on the last regimen received", ["progressed"]),
        ("Progression on or after the most recent therapy, or intolerance to it", ["progressed or unread_detail"]),
        ("Relapse within 12 months of completing adjuvant endocrine therapy",
         ["relapsed_on('endocrine therapy') or unread_detail"]),
        ("Participants with HER2-positive disease must have progressed on the last regimen",
         ["not (her2_status = 'positive') or progressed"]),
        ("Brain lesions that progressed after the last treatment", []),
        ("A minimum of 6 weeks of prior trastuzumab for metastatic disease is required",
         ["(had('trastuzumab', 'metastatic')) and unread_detail"]),
        ("Prior therapy with an anthracycline, where indicated by local regulation",
         ["had('anthracycline') or unread_detail"]),
        ("Prior treatment with a taxane in the neoadjuvant, adjuvant, locally advanced or metastatic setting",
         ["had('taxane')"]),
    ],
)  # fmt: skip
def test_growth_and_required_drugs(text: str, expected: list[str], words: Words) -> None:
    assert read(f"* {text}", words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patients with HER2-positive disease must have received prior trastuzumab",
         ["not (her2_status = 'positive') or had('trastuzumab')"]),
        ("Hormone receptor positive patients must have received prior endocrine therapy",
         ["not (hr_positive) or had('endocrine therapy')"]),
        ("Triple negative patients must receive chemotherapy", []),
        ("Prior treatment with a PARP inhibitor for patients with a germline BRCA mutation",
         ["not (germline_brca) or had('parp inhibitor')"]),
    ],
)  # fmt: skip
def test_what_is_asked_of_those_with_a_state(text: str, expected: list[str], words: Words) -> None:
    assert read(f"* {text}", words) == expected


def test_who_is_spared_by_a_contraindication(words: Words) -> None:
    text = "* Patients with PD-L1 positive cancer (CPS ≥ 10) should have had pembrolizumab unless it is contraindicated"
    assert read(text, words) == ["not (pdl1_cps >= 10) or had('pembrolizumab') or unread_detail"]
