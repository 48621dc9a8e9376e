"""Times that have to have passed since a treatment, as registries word them, and times that are none of these."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=text)
    return sorted(each.expression for criterion in read_study(study, words).criteria for each in criterion.understood)


CHEMO = "not (had('chemotherapy') and days_since_chemotherapy < {})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chemotherapy, radiation therapy or major surgery within 3 weeks prior to registration",
         [CHEMO.format(21), "not days_since_radiotherapy < 21", "not days_since_surgery < 21"]),
        ("Chemotherapy within 4 weeks of starting study drug, or radiotherapy within 14 days of starting study drug",
         [CHEMO.format(28), "not days_since_radiotherapy < 14"]),
        ("Received anticancer therapy within 28 days or 5 half-lives, whichever is shorter, before the first dose",
         ["not (days_since_systemic_therapy < 28 and unread_detail)"]),
        ("Fulvestrant < 42 days before the first dose of study drug",
         ["not (had('fulvestrant') and months_since_last('fulvestrant') < 1.38)"]),
        ("Palliative radiotherapy within 7 days of the first dose",
         ["not (days_since_radiotherapy < 7 and unread_detail)"]),
        ("Anticancer treatment, including endocrine therapy and chemotherapy, within 14 days prior to randomization",
         [CHEMO.format(14), "not (had('endocrine therapy') and days_since_endocrine_therapy < 14)"]),
        ("No treatment with chemotherapy will be allowed within four weeks of study entry", [CHEMO.format(28)]),
        ("Anticancer therapy within 5 half-lives or 2 weeks (whichever is shorter) prior to study entry",
         ["not (days_since_systemic_therapy < 14 and unread_detail)"]),
        ("Radiation therapy within 4 weeks prior to provision of consent", ["not days_since_radiotherapy < 28"]),
        ("Major surgical procedure, open biopsy, or significant traumatic injury within 28 days prior to start",
         ["not days_since_surgery < 28"]),
        ("Antineoplastic treatment with an immune checkpoint inhibitor within 8 weeks",
         ["not (had('immune checkpoint inhibitor') and months_since_last('immune checkpoint inhibitor') < 1.84)"]),
        ("Has had or is scheduled to have major surgery <28 days prior to the first dose",
         ["not days_since_surgery < 28"]),
        ("Taxane-based adjuvant or neo-adjuvant chemotherapy < 12 months",
         ["not (had('taxane') and months_since_last('taxane') < 12)"]),
        ("Any anticancer therapy within 14 days prior to the first dose, including: chemotherapy, radiotherapy",
         [CHEMO.format(14), "not days_since_radiotherapy < 14", "not days_since_systemic_therapy < 14"]),
    ],
)  # fmt: skip
def test_exclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(f"Exclusion Criteria:\n\n* {text}", words) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 4 weeks since prior chemotherapy (6 weeks for nitrosoureas or mitomycin) and recovered",
         [CHEMO.format(28), "not (had('mitomycin') and months_since_last('mitomycin') < 1.38)"]),
        ("More than 3 weeks since prior radiotherapy", ["not days_since_radiotherapy < 21"]),
        ("No chemotherapy within 14 days of registration", [CHEMO.format(14)]),
        ("At least 28 days must have elapsed from the last dose of chemotherapy", [CHEMO.format(28)]),
        ("All prior chemotherapy must be completed at least 2 weeks before enrollment", [CHEMO.format(14)]),
        ("More than 3 weeks since prior and no concurrent chemotherapy", [CHEMO.format(21), "not on('chemotherapy')"]),
        ("2 weeks must have elapsed since any prior surgery", ["not days_since_surgery < 14"]),
        ("Radiation must have completed 14 days prior to study start", ["not days_since_radiotherapy < 14"]),
        ("Must be at least 28 days from last chemotherapy and 14 days from last radiotherapy",
         [CHEMO.format(28), "not days_since_radiotherapy < 14"]),
        ("Patients must be off trastuzumab for at least 3 weeks",
         ["not (had('trastuzumab') and months_since_last('trastuzumab') < 0.69)"]),
        ("Time since last chemotherapy > 3 weeks", [CHEMO.format(21)]),
        ("No longer than 12 weeks from day 1 of the last chemotherapy cycle", []),
        ("Prior chemotherapy for early breast cancer is permitted if completed ≥12 months before study entry",
         [CHEMO.format(365)]),
        ("Prior CDK4/6 inhibitor is permitted provided the last dose was > 12 months prior to enrollment",
         ["not (had('cdk4/6 inhibitor') and days_since_cdk46_inhibitor < 365)"]),
        ("Patients may begin treatment at least 3 weeks after their last dose of chemotherapy", [CHEMO.format(21)]),
        ("Must be at least 4 weeks since prior chemotherapy, 6 weeks if the last regimen included mitomycin C",
         [CHEMO.format(28), "not (had('mitomycin') and months_since_last('mitomycin') < 1.38)"]),
    ],
)  # fmt: skip
def test_inclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(f"Inclusion Criteria:\n\n* {text}", words) == sorted(expected)


def test_times_below_a_heading_of_periods(words: Words) -> None:
    text = (
        "Exclusion Criteria:\n\n* Any anticancer treatment within the following time periods:\n\n"
        "  * Cytotoxic treatment: 21 days\n  * Tamoxifen: 14 days"
    )
    assert CHEMO.format(21) in read(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "Relapse within 12 months of completing adjuvant chemotherapy",
        "Need for palliative radiotherapy within the next 3 months",
        "Use of contraception within 6 months after the last dose of chemotherapy",
        "Hormone replacement therapy within 4 weeks",
        "Has not recovered from surgery within 4 weeks",
        "No data are available for paclitaxel in patients < 18 years of age",
    ],
)
def test_times_of_something_else(text: str, words: Words) -> None:
    assert not [each for each in read(f"Exclusion Criteria:\n\n* {text}", words) if "since" in each]
