"""Receptors and HER2: cut-offs told later, assays that count more or less, and subtypes that are only a condition."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"Inclusion Criteria:\n\n* {text}")
    return sorted(each.expression for criterion in read_study(study, words).criteria for each in criterion.understood)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ER+ breast cancer. ER is considered positive if ≥10% of tumor cells stain", ["er_percent >= 10"]),
        ("TNBC by local testing. TNBC is defined as ER and PR negative (<10%) and HER2 negative",
         ["er_percent < 10", "her2_status = 'negative'", "pr_percent < 10"]),
        ("Overexpression of HER2 protein (2+ or 3+)", ["her2_status = 'positive' or unread_detail"]),
        ("HER2 gene amplification by FISH. Overexpression by immunohistochemistry will not be sufficient",
         ["her2_ish = 'amplified'"]),
        ("HER2/neu positive or negative tumors are eligible. HER2 positivity must be documented by FISH", []),
        ("HER2-overexpressing breast cancer", ["her2_status = 'positive'"]),
        ("Estrogen receptor- and/or progesterone receptor-positive tumor", ["hr_positive"]),
        ("HER2 negative disease based on local testing: guidelines should be used", ["her2_status = 'negative'"]),
        ("Female participants with ER+ HER2- breast cancer must agree to use contraception", []),
        ("Either: NSCLC after immunotherapy; Or: metastatic ER+ disease, pathologically confirmed", []),
        ("TNBC or ER-low, defined by the protocol", []),
        ("ER-low positive (1-10%) or triple-negative breast cancer", []),
        ("Triple-negative or ER-low, HER2-negative breast cancer",
         ["triple_negative or er_status = 'low' and her2_status = 'negative'"]),
        ("Negative for ER, PR and HER2", ["triple_negative"]),
        ("Lacking expression of ER, PR and HER2", ["triple_negative"]),
        ("ER < 1%, PR < 1% and HER2 negative", ["triple_negative"]),
        ("ER and PR < 10% and HER2-negative", ["er_percent < 10", "her2_status = 'negative'", "pr_percent < 10"]),
        ("ER negative (defined as expression in < 5% of cells), PR negative (defined as expression in < 5%), HER2-",
         ["er_percent < 5", "her2_status = 'negative'", "pr_percent < 5"]),
        ("HER2 negative breast cancer, or triple negative breast cancer", ["her2_status = 'negative'"]),
        ("HER2 positive: IHC 3+ or IHC 2+ and FISH positive", ["her2_status = 'positive'"]),
        ("HER2-positive disease, IHC 3+, in a laboratory certified in HER2-expression testing",
         ["her2_status = 'positive'"]),
        ("HER2 status: negative", ["her2_status = 'negative'"]),
        ("ER expression is >10%", ["er_percent > 10"]),
        ("Triple-positive breast cancer", ["her2_status = 'positive'", "hr_positive"]),
        ("HER2 positivity is defined as IHC 3+ or FISH positive", []),
        ("HER2 IHC result of 0/1+ or 2+ with negative FISH", ["her2_status = 'negative'"]),
        ("HR+ tumor (estrogen receptor [ER] ≥ 10%)", ["er_percent >= 10"]),
        ("No HER2-overexpressing cancer unless previously treated", ["her2_status = 'negative' or unread_detail"]),
        ("ER and/or PR positive", ["hr_positive"]),
        ("Low-HER2 expression", ["her2_level = 'low'"]),
        ("HR-positive (ER≥20% of tumour cells and any PR expression)", ["er_percent >= 20"]),
        ("HER2-non-amplified as defined by an IHC score of 0-1+", ["her2_status = 'negative'"]),
        ("HER2 0-1+ or HER2 ++ but negative by FISH", ["her2_status = 'negative'"]),
        ("Recurrent ER[+] and/or PgR[+] tumour", ["hr_positive"]),
        ("ER-negative (ER in <1% of cells), PR-negative (PR in <1% of cells), and HER2-negative (0-1+ by IHC)",
         ["triple_negative"]),
        ("Triple negative cancer; and ER-positive tumors need to fulfil one of the following", []),
        ("Known ER, PR and HER2 status", []),
    ],
)  # fmt: skip
def test_states(text: str, expected: list[str], words: Words) -> None:
    assert [each for each in read(text, words) if "metastatic" not in each] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2-positive or HER2-low (IHC 1+ or 2+/ISH-) breast cancer", ["her2_level in ('positive', 'low')"]),
        ("Inoperable locally advanced or metastatic breast cancer", ["metastatic or locally_advanced"]),
        ("Locally advanced disease not amenable to curative treatment or metastatic disease of the breast",
         ["metastatic or locally_advanced"]),
        ("Stage IIIB, IIIC or IV breast cancer", ["metastatic or locally_advanced"]),
        ("Participants with metastatic disease must undergo a biopsy", []),
        ("Metastatic or unresectable locally advanced disease", ["metastatic or locally_advanced"]),
        ("Unresectable locally advanced or metastatic solid malignancies", ["metastatic or locally_advanced"]),
        ("Diagnosis of metastatic breast cancer by biopsy or imaging", ["metastatic"]),
        ("Progressive metastatic disease", ["metastatic"]),
        ("Stage I-III breast cancer", ["not metastatic"]),
        ("Early-stage breast cancer", ["not metastatic"]),
        ("Non-metastatic (M0)", ["not metastatic"]),
        ("HR+/HER2- breast cancer (primary or metastatic)", ["her2_status = 'negative'", "hr_positive"]),
        ("Locally advanced breast cancer without options for curative treatment or metastatic breast cancer",
         ["metastatic or locally_advanced"]),
        ("Breast cancer with metastatic disease, suitable for chemotherapy", ["metastatic"]),
        ("Is unresectable or metastatic", ["metastatic or locally_advanced"]),
        ("Advanced BC not amenable to curative treatment", ["metastatic or locally_advanced"]),
        ("Stage IIIB, stage IIIC with T4 lesion, or stage IV disease", ["metastatic or locally_advanced"]),
        ("Those with metastatic disease in the liver have no other limit", []),
        ("Unresectable stage III or stage IV breast cancer", ["metastatic or locally_advanced"]),
        ("Evidence (measurable or non-measurable) of metastatic breast cancer. Biopsy is not required", ["metastatic"]),
    ],
)  # fmt: skip
def test_settings_and_levels(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words) == expected
