"""Numbers of lines and metastases of the brain, in the words that registries use for one and the same thing."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study

INCLUDED = [
    ("Previously untreated metastatic breast cancer", ["metastatic_lines < 1"]),
    ("No prior systemic anti-cancer therapy for locally advanced or metastatic disease", ["metastatic_lines < 1"]),
    ("Prior chemotherapy (maximum of 1 line) for metastatic disease is allowed", ["lines_of('chemotherapy') <= 1"]),
    (
        "Treated with at least one, but not more than two, lines of endocrine therapy for metastatic disease",
        ["lines_of('endocrine therapy') >= 1 and lines_of('endocrine therapy') <= 2"],
    ),
    (
        "Has received at least 1, but no more than 2, prior lines of systemic therapy for metastatic disease",
        ["metastatic_lines >= 1 and metastatic_lines <= 2"],
    ),
    ("At least 1L of prior therapy for metastatic disease", ["metastatic_lines >= 1"]),
    ("Previously treated with one line of chemotherapy for metastatic disease", ["lines_of('chemotherapy') >= 1"]),
    (
        "Up to three prior chemotherapy regimens, including adjuvant chemotherapy",
        ["lines_of('chemotherapy') <= 3 and unread_detail"],
    ),
    (
        "Patients who are hormone receptor positive must have failed one line of hormonal therapy",
        ["not (hr_positive) or had('endocrine therapy')"],
    ),
    ("Patients with an EGFR alteration must have progressed on at least one line of targeted therapy", []),
    ("Recurrence within 6 months of adjuvant therapy will be considered to have failed one line of chemotherapy", []),
    ("No history of primary brain tumor or brain metastases", ["not brain_involved"]),
    ("Newly-diagnosed brain metastases", ["brain_involved"]),
    ("1 or 2 prior lines of systemic therapy (which includes only cytotoxic chemotherapy) for metastatic disease", []),
    (
        "No more than one prior chemotherapy-containing regimen for metastatic disease",
        ["lines_of('chemotherapy') <= 1"],
    ),
    ("Men and premenopausal women should have been treated with an LHRH analogue", []),
]
EXCLUDED = [
    (
        "Prior treatment with ≥3 regimens of cytotoxic therapy in the advanced setting",
        ["lines_of('chemotherapy') <= 2"],
    ),
    ("No more than 2 prior trastuzumab-based regimens for advanced disease", ["lines_of('trastuzumab') <= 2"]),
    ("Should not have received more than 2 prior lines of cytotoxic therapy", ["lines_of('chemotherapy') <= 2"]),
    ("More than 1 line of therapy for advanced disease (endocrine therapy not counted)", []),
    ("Prior chemotherapy in palliative intention", ["not had('chemotherapy', 'metastatic')"]),
    (
        "Prior systemic treatment for metastatic disease, except one line of endocrine therapy",
        ["not had('chemotherapy', 'metastatic')"],
    ),
    ("More than 3 prior lines of therapy except for the run-in part", ["metastatic_lines <= 3 or unread_detail"]),
    ("Extensive liver disease, or past or present brain involvement", ["not brain_involved"]),
    (
        "Brain metastases that previously received any type of radiation therapy",
        ["not (brain_involved and unread_detail)"],
    ),
    ("A brain metastasis that is 5 mm or less from the optic chiasm", ["not (brain_involved and unread_detail)"]),
    ("Brain metastasis that requires emergency irradiation", ["not brain_metastases = 'active'"]),
    ("CNS metastases as the only site of disease", ["not (brain_involved and unread_detail)"]),
    ("History of CNS disease, such as stroke or epilepsy", []),
    ("Known or suspected metastatic involvement of the central nervous system", ["not brain_involved"]),
]


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(text: str, words: Words, section: str) -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    found = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    return [each.expression for each in found if each.kind.startswith(("lines", "brain", "required-drug", "forbidden"))]


@pytest.mark.parametrize(("text", "expected"), INCLUDED)
def test_inclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words, "Inclusion")[:1] == expected


@pytest.mark.parametrize(("text", "expected"), EXCLUDED)
def test_exclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words, "Exclusion") == expected
