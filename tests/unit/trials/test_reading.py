"""Reading: kinds of criteria as registries word them, polarity, scopes, alternatives, and what must stay unread."""

from __future__ import annotations

import time

import pytest

from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def words(knowledge: Knowledge) -> Words:
    return words_of(knowledge)


def read(text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=text)
    return [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]


def included(text: str, words: Words) -> list[str]:
    return read(f"Inclusion Criteria:\n\n* {text}", words)


def excluded(text: str, words: Words) -> list[str]:
    return read(f"Exclusion Criteria:\n\n* {text}", words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ECOG performance status 0-1", ["ecog <= 1"]),
        ("ECOG < 2", ["ecog < 2"]),
        ("Eastern Cooperative Oncology Group (ECOG) Performance Status (PS) ≤ 2.", ["ecog <= 2"]),
        ("Karnofsky performance status of at least 70%", ["karnofsky >= 70"]),
        ("Age 18-75 years", ["age >= 18 and age <= 75"]),
        ("Women aged 18 years or older", ["sex = 'female'", "age >= 18"]),
        ("Life expectancy of at least 12 weeks", ["life_expectancy_months >= 3"]),
        ("ANC ≥ 1,500/mm3; platelets ≥ 100 x 10^9/L; hemoglobin ≥ 90 g/L",
         ["neutrophils >= 1.5", "platelets >= 100", "hemoglobin >= 9"]),
        ("ALT ≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)",
         ["alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)"]),
        ("Creatinine ≤ 1.5 x ULN or creatinine clearance ≥ 60 mL/min",
         ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 60"]),
        ("LVEF ≥ 50%", ["lvef >= 50"]),
        ("Up to 2 prior lines of chemotherapy for metastatic disease are allowed", ["lines_of('chemotherapy') <= 2"]),
        ("At least one but no more than three prior lines of systemic therapy for metastatic disease",
         ["metastatic_lines >= 1 and metastatic_lines <= 3"]),
        ("Germline mutation in BRCA1 or BRCA2 that is deleterious", ["germline_brca"]),
        ("No prior chemotherapy for metastatic breast cancer", ["not had('chemotherapy', 'metastatic')"]),
        ("Measurable disease or bone only disease", ["measurable_disease or bone_only"]),
        ("No known brain metastases", ["not brain_involved"]),
        ("Histologically confirmed HER2-positive breast cancer", ["her2_status = 'positive'"]),
        ("Histologically confirmed HER2-low breast cancer", ["her2_level = 'low'"]),
        ("Triple negative breast cancer", ["triple_negative"]),
        ("Estrogen and/or progesterone receptor positive tumor", ["hr_positive"]),
        ("Not pregnant or nursing", ["not pregnant and not breastfeeding"]),
    ],
)  # fmt: skip
def test_inclusions(text: str, expected: list[str], words: Words) -> None:
    assert sorted(included(text, words)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prior treatment with any CDK4/6 inhibitor", ["not had('cdk4/6 inhibitor')"]),
        ("Prior treatment with a phosphatidylinositol 3-kinase (PI3K) inhibitor, AKT inhibitor or mTOR inhibitor",
         ["not had('pi3k inhibitor')", "not had('akt inhibitor')", "not had('mtor inhibitor')"]),
        ("Prior chemotherapy (except for neoadjuvant/adjuvant chemotherapy), fulvestrant or any CDK4/6 inhibitor",
         ["not had('chemotherapy', 'metastatic')", "not had('fulvestrant')", "not had('cdk4/6 inhibitor')"]),
        ("More than 2 prior chemotherapy regimens for metastatic disease", ["lines_of('chemotherapy') <= 2"]),
        ("Active brain metastases", ["not brain_metastases = 'active'"]),
        ("Leptomeningeal disease", ["not leptomeningeal_disease"]),
        ("QTcF > 480 msec", ["qtcf <= 480"]),
        ("Corrected QT interval prolongation to > 470 ms (females) or > 450 ms (males)",
         ["(sex = 'female' and qtcf <= 470) or (sex = 'male' and qtcf <= 450)"]),
        ("Pregnant or lactating women", ["not pregnant and not breastfeeding"]),
        ("Myocardial infarction within 6 months", ["not (myocardial_infarction and months_since_infarction < 6)"]),
        ("Other malignancy within the last 5 years except basal cell carcinoma of the skin",
         ["not (other_cancer and years_since_other_cancer < 5 and unread_detail)"]),
        ("Visceral crisis", ["not visceral_crisis"]),
        ("Symptomatic congestive heart failure", ["not (heart_failure and unread_detail)"]),
    ],
)  # fmt: skip
def test_exclusions(text: str, expected: list[str], words: Words) -> None:
    assert sorted(excluded(text, words)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Patients may not have received more prior therapy than they can tell",
        "Prior treatment with everolimus is allowed",
        "HER2 status may be positive or negative",
        "Known hypersensitivity to paclitaxel",
        "Menopausal status not specified",
        "Candidates for treatment with fulvestrant",
    ],
)
def test_what_is_not_asked_stays_unread(text: str, words: Words) -> None:
    assert included(text, words) == []


def test_cohorts_keep_their_limits_to_themselves(words: Words) -> None:
    study = Study(nct="NCT00000001", criteria="Inclusion Criteria:\n\n* ECOG 0-2 (Phase Ib) or 0-1 (Phase II)")
    found = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert [(each.expression, each.scope) for each in found] == [("ecog <= 2", "Phase Ib"), ("ecog <= 1", "Phase II")]


def test_alternatives_are_not_required_one_by_one(words: Words) -> None:
    assert read("Inclusion Criteria:\n\n* One of the following:\n\n  * Measurable disease\n  * ECOG 0", words) == []


def test_the_fields_of_the_registry(words: Words) -> None:
    study = Study(nct="NCT00000001", sex="FEMALE", min_age_years=18.0, max_age_years=75.0)
    found = read_study(study, words).criteria
    assert [(each.field, each.understood[0].expression) for each in found] == [
        ("age", "age >= 18"), ("age", "age <= 75"), ("sex", "sex = 'female'"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "prior or " * 20_000,
        "* HER2 " * 20_000,
        "ANC " + "≥ 1 " * 40_000,
        "\n".join(f"* no prior {'a ' * 200}chemotherapy (" for _ in range(400)),
        "ECOG " + "0 or " * 30_000,
        "a" * 200_000,
        "(" * 3000 + "creatinine" + ")" * 3000,
        "ALT and AST " * 9_000,
        "\n".join("* " + "ALT ≤ 3 x ULN, " * 390 for _ in range(40)),
        "; " * 3000,
    ],
    ids=["words", "names", "numbers", "items", "choices", "letters", "brackets", "labs", "limits", "marks"],
)
def test_hostile_text_is_read_in_bounded_time(text: str, words: Words) -> None:
    began = time.process_time()
    included(text, words)
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("Inclusion", "No concurrent treatment with other liposomal products other than doxorubicin HCl liposome"),
        ("Inclusion", "Up to two lines of prior CDK4/6 inhibitor, not including abemaciclib"),
        ("Inclusion", "Is HR-positive or HR-negative"),
        ("Inclusion", "Monthly GnRH agonist is required in pre-menopausal women"),
        ("Exclusion", "Postmenopausal due to ovarian suppression rather than natural menopause"),
        ("Exclusion", "Concomitant use of postmenopausal hormone replacement therapy"),
        ("Exclusion", "Known intolerance to palbociclib or any of its excipients"),
        ("Exclusion", "The subject has to start cytotoxic chemotherapy due to rapid progressive disease"),
        ("Exclusion", "Unresolved serious toxic side-effects of prior chemotherapy"),
    ],
)  # fmt: skip
def test_words_that_ask_nothing_of_earlier_drugs_or_of_the_state_they_name(
    section: str, text: str, words: Words
) -> None:
    assert read(f"{section} Criteria:\n\n* {text}", words) == []


def test_a_window_written_with_a_sign_is_a_washout(words: Words) -> None:
    assert excluded("Chemotherapy ≤ 28 days (6 weeks for mitomycin C) prior to registration", words) == [
        "not (had('chemotherapy') and days_since_chemotherapy < 28)",
        "not (had('mitomycin') and months_since_last('mitomycin') < 1.38)",
    ]


def test_criteria_added_for_a_combination_are_of_that_combination_only(words: Words) -> None:
    study = Study(
        nct="NCT00000001",
        criteria="Exclusion Criteria:\n\n* Additional Criteria for the Everolimus Combination (Phase 1b), "
        "the Abemaciclib Combination (Arm C): Prior therapy with a CDK4/6 inhibitor in the metastatic setting",
    )
    (found,) = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found.scope.startswith("Additional Criteria")


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("Exclusion", "Unstable angina within the past 6 months", ["not (unstable_angina and unread_detail)"]),
        ("Exclusion", "History of a decrease in LVEF to < 40%", []),
        ("Exclusion", "Prior treatment with anthracyclines for any malignancy.", ["not had('anthracycline')"]),
        ("Inclusion", "Measurable disease; patients without measurable disease are allowed in dose escalation",
         ["measurable_disease or unread_detail"]),
        ("Inclusion", "Known tumor PD-L1 status by any assay", []),
        ("Inclusion", "All triple negative patients must receive chemotherapy of the physician's choice", []),
    ],
)  # fmt: skip
def test_exceptions_windows_and_history_leave_open_what_they_leave_open(
    section: str, text: str, expected: list[str], words: Words
) -> None:
    assert read(f"{section} Criteria:\n\n* {text}", words) == expected


def test_what_contradicts_within_a_study_is_not_relied_on(words: Words) -> None:
    study = Study(
        nct="NCT00000001",
        criteria="Inclusion Criteria:\n\n* HR-positive breast cancer\n* Triple negative breast cancer\n* ECOG 0-1",
    )
    sure = {
        each.expression: each.sure for criterion in read_study(study, words).criteria for each in criterion.understood
    }
    assert sure == {"hr_positive": "low", "triple_negative": "low", "ecog <= 1": "high"}


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("Inclusion", "Urine protein creatinine (UPC) ratio must be ≤ 1.0", []),
        ("Inclusion", "Total bilirubin ≤ 1.5 x ULN (except patients with Gilbert's syndrome)",
         ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and unread_detail)"]),
        ("Inclusion", "Participants with history of diabetes must not have uncontrolled diabetes", []),
        ("Exclusion", "Breastfeeding should be discontinued if the mother is treated", []),
        ("Exclusion", "Known, active uncontrolled hepatitis B or HIV infection",
         ["not (hepatitis_b and unread_detail)", "not (hiv_infection and unread_detail)"]),
        ("Exclusion", "Patients with uncompensated congestive heart failure are not eligible",
         ["not (heart_failure and unread_detail)"]),
    ],
)  # fmt: skip
def test_what_second_blind_records_taught(section: str, text: str, expected: list[str], words: Words) -> None:
    assert read(f"{section} Criteria:\n\n* {text}", words) == expected


def test_criteria_added_for_a_part_of_the_study_are_of_that_part(words: Words) -> None:
    study = Study(
        nct="NCT00000001",
        criteria="Exclusion Criteria:\n\n* Pregnancy\n\nAdditional Criteria for Exclusion from Phase 1b (x combi)\n\n"
        "* Known history of HIV infection",
    )
    found = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert [(each.expression, each.scope) for each in found] == [
        ("not pregnant", ""),
        ("not hiv_infection", "Phase 1b (x combi)"),
    ]


def test_an_age_of_a_definition_is_not_relied_on(words: Words) -> None:
    study = Study(nct="NCT00000001", min_age_years=18, criteria="Inclusion Criteria:\n\n* Age ≥ 60 years")
    (found,) = [
        each for criterion in read_study(study, words).criteria if not criterion.field for each in criterion.understood
    ]
    assert (found.expression, found.sure) == ("age >= 60", "low")


def test_at_least_one_line_of_two_things_asks_for_both(words: Words) -> None:
    text = (
        "Previously treated with at least 1 line of endocrine therapy and a CDK 4/6 inhibitor in the metastatic setting"
    )
    assert {"had('endocrine therapy', 'metastatic')", "had('cdk4/6 inhibitor', 'metastatic')"} <= set(
        included(text, words)
    )
    assert "had('endocrine therapy')" not in included(
        "Relapse on adjuvant treatment, or progression on at least one line of endocrine treatment", words
    )


def test_both_sexes_are_no_sex(words: Words) -> None:
    assert "sex = 'female'" not in included("Females or males, ≥ 18 years", words)
    assert "sex = 'female'" in included("Patients must be female", words)


def test_a_part_of_the_study_that_must_is_a_scope(words: Words) -> None:
    study = Study(
        nct="NCT00000001",
        criteria="Inclusion Criteria:\n\n* Participants in the Phase II portion must have measurable disease",
    )
    (found,) = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert (found.expression, found.scope) == ("measurable_disease", "Phase II portion")
