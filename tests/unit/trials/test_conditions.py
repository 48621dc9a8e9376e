"""Other diseases, ages and parts of a study in the registry's style: what is ruled out, what stays open, for whom."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(section: str, text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    return [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]


def scopes(text: str, words: Words) -> list[tuple[str, str]]:
    study = Study(nct="NCT00000001", criteria=text)
    found = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    return [(each.expression, each.scope) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("History of ventricular arrhythmia", ["not (arrhythmia and unread_detail)"]),
        ("Insulin-dependent diabetes", ["not type_1_diabetes"]),
        ("Severe diabetic retinopathy", []),
        ("Deep vein thrombosis or pulmonary embolism within 6 months",
         ["not ((venous_thromboembolism or pulmonary_embolism) and months_since_thromboembolism < 6)"]),
        ("Pulmonary embolism within 12 weeks", ["not (pulmonary_embolism and months_since_thromboembolism < 2.76)"]),
        ("Myocardial infarction within the past year",
         ["not (myocardial_infarction and months_since_infarction < 12)"]),
        ("Myocardial infarction within 6-12 months", ["not (myocardial_infarction and unread_detail)"]),
        ("ECG changes suggesting myocardial infarction", []),
        ("Active autoimmune disease, excluding vitiligo and type 1 diabetes",
         ["not (autoimmune_disease and unread_detail)"]),
        ("Autoimmune-associated uveitis", []),
        ("Any autoimmune, connective tissue or inflammatory disorders where there is documented pulmonary involvement",
         ["not (autoimmune_disease and unread_detail)"]),
        ("Current known active infection with HIV", ["not hiv_infection"]),
        ("Known uncontrolled active infection with HIV, hepatitis B or hepatitis C",
         ["not (hepatitis_b and unread_detail)", "not (hepatitis_c and unread_detail)",
          "not (hiv_infection and unread_detail)"]),
        ("Other systemic disease (cardiovascular, renal, diabetes) that would preclude treatment",
         ["not ((type_1_diabetes or type_2_diabetes) and unread_detail)"]),
        ("Prior chemotherapy for locally advanced or inflammatory breast cancer",
         ["not (had('chemotherapy') and unread_detail)"]),
        ("Inflammatory breast cancer", ["not inflammatory_breast_cancer"]),
        ("Unstable angina. Myocardial infarction less than 6 months before registration.",
         ["not unstable_angina", "not (myocardial_infarction and months_since_infarction < 6)"]),
        ("Any of these within the past 6 months: - Stenting - Myocardial infarction",
         ["not (myocardial_infarction and months_since_infarction < 6)"]),
        ("Congestive heart failure (CHF) New York Heart class III", ["not (heart_failure and unread_detail)"]),
        ("Sensory neuropathy greater than or equal to grade 2",
         ["not (peripheral_neuropathy_grade_2 or peripheral_neuropathy_grade_3)"]),
        ("Severe, active co-morbidity, defined as follows:\n  * Stroke within 6 months",
         ["not (stroke and months_since_stroke < 6)"]),
        ("Has a diagnosis of immunodeficiency or is receiving any immunosuppressive therapy",
         ["not immunodeficiency"]),
    ],
)  # fmt: skip
def test_what_is_ruled_out(text: str, expected: list[str], words: Words) -> None:
    found = read("Exclusion", text, words)
    assert [each for each in found if "had(" not in each] == [each for each in expected if "had(" not in each]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aged ≥ 18 and ≤ 70 years old", ["age >= 18 and age <= 70"]),
        ("≥ 18 years and ≤ 75 years of age", ["age >= 18 and age <= 75"]),
        ("At least 18 years of age or 12 to 17 years of age after review", []),
        ("Age greater than or equal to 18 years and less than or equal to 72 years", ["age >= 18 and age <= 72"]),
        ("≥ 18 - 70 years of age", ["age >= 18 and age <= 70"]),
        ("Score 0-20 and tumor size ≤ 1.5cm if age 40-49 years", []),
        ("Karnofsky ≥ 70% (for patients ≥ 16 years old)", ["karnofsky >= 70"]),
        ("Sarcoma in those who have received 0 or 1 prior lines", []),
        ("Progression in patients with HER2 mutant lung or colorectal cancer", []),
        ("No non-malignancy conditions other than low cell counts", []),
        ("No invasive breast cancer in 5 years other than the current diagnosis", []),
        ("Peripheral neuropathy grade 0-1", ["not (peripheral_neuropathy_grade_2 or peripheral_neuropathy_grade_3)"]),
        ("Documented negative test for HIV", ["not hiv_infection"]),
        ("For patients with chronic hepatitis B virus infection, the viral load must be undetectable",
         ["not (hepatitis_b and unread_detail)"]),
        ("Non-pregnant, non-breastfeeding participant", ["not pregnant and not breastfeeding"]),
        ("No other prior malignancy is allowed except skin cancer or cancer of which the patient is free for 5 years",
         ["not (other_cancer and years_since_other_cancer < 5 and unread_detail)"]),
        ("ECOG PS 0 or 1 (Phase 2) and 0-2 (Phase 1)", ["ecog <= 1", "ecog <= 2"]),
        ("Performance status of 0-1 by ECOG or ≥ 80% by Karnofsky", ["ecog <= 1 or karnofsky >= 80"]),
        ("Patients must be BRCA wild-type", ["not (germline_brca or somatic_brca)"]),
        ("No other uncontrolled disease, including any of the following:\n  * Ventricular arrhythmias\n  * Cirrhosis",
         ["not (arrhythmia and unread_detail)", "not cirrhosis"]),
        ("A patient cannot be eligible unless all of the following conditions are met:\n  * ECOG 0-1",
         ["ecog <= 1"]),
        ("ECOG 0-2 OR\n* Karnofsky 60-100%", ["ecog <= 2 or karnofsky >= 60"] * 2),
        ("No concurrent antiretroviral therapy in HIV-positive patients", ["not (hiv_infection and unread_detail)"]),
        ("In Phase 2, at least 30 subjects in each arm must have measurable disease", []),
        ("Measurable disease (RECIST) or non-measurable disease", ["measurable_disease or unread_detail"]),
        ("Measurable disease in the brain", []),
    ],
)  # fmt: skip
def test_what_is_asked_for(text: str, expected: list[str], words: Words) -> None:
    assert read("Inclusion", text, words) == expected


def test_a_step_that_everybody_passes_limits_nothing(words: Words) -> None:
    text = "Inclusion Criteria:\n\n* STEP 2: RANDOMIZATION: Leukocytes ≥ 3 x 10^3/uL\n* PRIMARY TREATMENT: ECOG 0-1"
    assert scopes(text, words) == [("white_cells >= 3", ""), ("ecog <= 1", "")]


def test_a_heading_of_a_part_ends_with_its_level(words: Words) -> None:
    text = (
        "Inclusion Criteria:\n\n1. Prior lines as follows.\n\n   1. Lung cancer\n\n      Part 1C combination:\n"
        "      * LVEF ≥ 50%\n   2. Melanoma\n2. ECOG 0-1\n"
    )
    assert scopes(text, words)[-1] == ("ecog <= 1", "")


def test_what_stands_below_a_kind_of_cancer_is_for_that_cancer(words: Words) -> None:
    text = "Inclusion Criteria:\n\n1. Ovarian cancer:\n\n   * LVEF ≥ 50%\n2. ECOG 0-1\n"
    assert scopes(text, words) == [("lvef >= 50", "Ovarian cancer"), ("ecog <= 1", "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uncontrolled Inflammatory Bowel Disease (IBD)", "not (inflammatory_bowel_disease and unread_detail)"),
        ("Inflammatory bowel disease", "not inflammatory_bowel_disease"),
        (
            "Blood clots ≤ 14 days (e.g., pulmonary embolism) before dosing",
            "not (pulmonary_embolism and unread_detail)",
        ),
        ("Current diagnosis of any non-breast malignancy", "not (other_cancer and unread_detail)"),
        ("Active or symptomatic viral hepatitis", "not (hepatitis_b and unread_detail)"),
        ("-Heart attack within 6 months", "not (myocardial_infarction and months_since_infarction < 6)"),
        ("Extensive interstitial bilateral lung disease", "not (interstitial_lung_disease and unread_detail)"),
        ("Ventricular tachycardia in the last year", "not (arrhythmia and unread_detail)"),
    ],
)
def test_states_that_are_named_with_a_limit_stay_open(text: str, expected: str, words: Words) -> None:
    assert expected in read("Exclusion", text, words)


def test_what_stands_below_a_demand_of_all_that_follows_is_asked(words: Words) -> None:
    text = (
        "Inclusion Criteria:\n\n* Patients must be ≥ 18 years old and must fulfil all the following criteria to be "
        "eligible.\n  * ECOG 0 or 1\n  * Platelets ≥ 100 x 10^9/L"
    )
    assert [each for each, _ in scopes(text, words)] == ["age >= 18", "ecog <= 1", "platelets >= 100"]


def test_exclusions_that_were_run_together_with_the_inclusions_are_exclusions(words: Words) -> None:
    text = (
        "Inclusion Criteria:. 1. Age ≥ 18 years.. 2. ECOG ≤ 2.. "
        "Exclusion Criteria:. 1. Neuropathy ≥ grade 2.. 2. Pregnancy."
    )
    assert {each for each, _ in scopes(text, words)} == {
        "age >= 18",
        "ecog <= 2",
        "not (peripheral_neuropathy_grade_2 or peripheral_neuropathy_grade_3)",
        "not pregnant",
    }


def test_both_ends_of_an_age_that_are_written_apart(words: Words) -> None:
    assert read("Inclusion", "From Age 18 to Age ≤ 65 years old", words) == ["age >= 18 and age <= 65"]


def test_other_limits_for_each_phase_in_one_statement_are_not_read(words: Words) -> None:
    text = (
        "For the phase I portion, patients with grade > 2 neuropathy, for the phase II portion ≥ grade 2 are excluded"
    )
    assert read("Inclusion", text, words) == []
