"""Age, performance status, genes and infections in more of the ways that registries write them."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study

ANY_OF_THREE = "pik3ca_mutation or akt1_mutation or pten_alteration"


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("Inclusion", "KPS ≥ 40 or ECOG 0-2", ["ecog <= 2 or karnofsky >= 40"]),
        ("Inclusion", "Karnofsky performance status of 80 to 100 or ECOG performance status of 0 to 1",
         ["ecog <= 1 or karnofsky >= 80"]),
        ("Inclusion", "PS: 0-1 (ECOG)", ["ecog <= 1"]),
        ("Inclusion", "Age: 18 years ≤ age ≤ 75 years", ["age >= 18 and age <= 75"]),
        ("Inclusion", "18 ≤ age < 70", ["age >= 18 and age < 70"]),
        ("Inclusion", "18 and over", ["age >= 18"]),
        ("Inclusion", "Individuals who are18 years of age or older", ["age >= 18"]),
        ("Inclusion", "Platelet ≥100 000 mm3", ["platelets >= 100"]),
        ("Inclusion", "Total bilirubin ≤ ULN (the same limit applies to patients with liver metastases)",
         ["bilirubin_x_uln <= 1"]),
        ("Inclusion", "People with HIV must be on antiretroviral therapy", ["not (hiv_infection and unread_detail)"]),
        ("Inclusion", "Must test negative for hepatitis B surface antigen (HBsAg)", ["not hepatitis_b"]),
        ("Inclusion", "Patients must be postmenopausal women defined as: age 56 or older with no menses for 12 months",
         ["sex = 'female'", "menopause = 'postmenopausal'"]),
        ("Inclusion", "Tumour with a PIK3CA/AKT1/PTEN alteration (including NGS on ctDNA, if tissue is not available)",
         [ANY_OF_THREE]),
        ("Inclusion", "Aged 18 years and less than 80 years of age", ["age >= 18 and age < 80"]),
        ("Inclusion", "Be 18 years of age on day of signing informed consent", ["age >= 18"]),
        ("Inclusion", "Pregnancy test (serum or urine within 72 h before entry) must be negative", ["not pregnant"]),
        ("Inclusion", "PD-L1 ≥ 1% on tumor-infiltrating immune cells (SP142)", ["pdl1_ic_percent >= 1"]),
        ("Inclusion", "Postmenopausal women with histologically or cytologically confirmed breast cancer",
         ["sex = 'female'", "menopause = 'postmenopausal'"]),
        ("Inclusion", "Participants with peripheral neuropathy must have it at ≤ grade 1",
         ["not (peripheral_neuropathy_grade_2 or peripheral_neuropathy_grade_3)"]),
        ("Exclusion", "Pregnancy testing and contraception are required for women who can bear children", []),
        ("Exclusion", "Gastrointestinal disease that could affect absorption of oral drugs", ["not malabsorption"]),
        ("Exclusion", "Uncontrolled disease (e.g., diabetes, thyroid disease)", ["not uncontrolled_diabetes"]),
        ("Exclusion", "Liver cirrhosis (Child-Pugh B or C)", ["not (cirrhosis and unread_detail)"]),
        ("Exclusion", "High risk of infection (e.g. immunodeficiency, uncontrolled diabetes)", []),
        ("Inclusion", "ECOG 0 or 1 (2 is allowed if due to bone metastases)", ["ecog <= 1 or unread_detail"]),
        ("Inclusion", "ECOG 0-1. Patients with ECOG 2 are eligible if bone pain", ["ecog <= 1 or unread_detail"]),
        ("Inclusion", "ECOG of 0 to ≤ 2", ["ecog <= 2"]),
        ("Inclusion", "Survival expectation of at least 3 months", ["life_expectancy_months >= 3"]),
        ("Inclusion", "Cr ≤ 1.5×ULN or CCr ≥ 50 ml/min", ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"]),
        ("Inclusion", "TBIL ≤ 1.5×ULN, ALB ≥ 30 g/L, NEUT ≥ 1.5×10^9/L",
         ["bilirubin_x_uln <= 1.5", "albumin >= 3", "neutrophils >= 1.5"]),
        ("Inclusion", "Complete response (CR) ≥ 4 weeks", []),
        ("Inclusion", "Men and premenopausal women should have been treated with an LHRH analogue", []),
        ("Inclusion", "Presence of PIK3CAMut", ["pik3ca_mutation"]),
        ("Inclusion", "Expected to survive for more than 3 months", ["life_expectancy_months > 3"]),
        ("Inclusion", "AST < 2 x ULN unless related to metastatic breast cancer to the liver (in which case < 5 x ULN)",
         ["ast_x_uln < 2 or (liver_metastases and ast_x_uln < 5)"]),
        ("Exclusion", "Peripheral neuropathy of any etiology, grade ≥3", ["not peripheral_neuropathy_grade_3"]),
        ("Exclusion", "Previous malignant disease other than breast cancer within 5 years, except of the skin",
         ["not (other_cancer and years_since_other_cancer < 5 and unread_detail)"]),
        ("Inclusion", "AST ≤ 2.5 x ULN (for cohort 2: ≤ 5 x ULN)", []),
        ("Inclusion", "Bilirubin ≤ 1.5 x ULN (isolated bilirubin > 1.5 x ULN is acceptable if fractionated)",
         ["bilirubin_x_uln <= 1.5 or unread_detail"]),
        ("Exclusion", "Women who intend to become pregnant", []),
        ("Exclusion", "Prior treatment with corticosteroids", []),
        ("Inclusion", "ALT < 2 x upper normal limit in the absence of liver metastases, < 5 x ULN with liver disease",
         ["(not liver_metastases and alt_x_uln < 2) or (liver_metastases and alt_x_uln < 5)"]),
        ("Exclusion", "Inability to swallow oral medication, or malabsorption syndrome", ["not malabsorption"]),
        ("Exclusion", "Congenital long QT syndrome, family history of long QT syndrome", ["not long_qt"]),
        ("Exclusion", "Personal or family history of long QT syndrome", ["not long_qt"]),
        ("Exclusion", "Family history of long QT syndrome", []),
        ("Exclusion", "Known positive test for HIV", ["not hiv_infection"]),
        ("Exclusion", "Chronic active hepatitis", ["not hepatitis_b", "not hepatitis_c"]),
        ("Exclusion", "Positive for hepatitis A, B or C", ["not hepatitis_b", "not hepatitis_c"]),
        ("Exclusion", "Uncontrolled hypertension, unstable angina, arrhythmia (except atrial fibrillation)",
         ["not unstable_angina", "not (arrhythmia and unread_detail)", "not (hypertension and unread_detail)"]),
        ("Exclusion", "Angina pectoris requiring medication", ["not unstable_angina"]),
        ("Exclusion", "Stable angina", []),
        ("Exclusion", "Peripheral neuropathy due to diabetes, HIV or other conditions", []),
        ("Exclusion", "Unstable diabetes mellitus", ["not uncontrolled_diabetes"]),
    ],
)  # fmt: skip
def test_wordings(section: str, text: str, expected: list[str], words: Words) -> None:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found == expected
