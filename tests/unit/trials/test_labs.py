"""Laboratory limits in the registry's style: whom each is for, units, either of two values, and what stays open."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study

EITHER = "(liver_metastases or bone_metastases)"
OR_GILBERT = "(liver_metastases or gilbert_syndrome)"


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(section: str, text: str, words: Words) -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    return [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AST ≤ 2.5 x ULN (in patients with liver metastases, < 5 x ULN is allowed)",
         ["ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln < 5)"]),
        ("ALT ≤ 3 x ULN. In participants with liver metastases, ≤ 5 x institutional ULN is allowed.",
         ["alt_x_uln <= 3 or (liver_metastases and alt_x_uln <= 5)"]),
        ("AST ≤ 2.5 times ULN, independently of liver metastases", ["ast_x_uln <= 2.5"]),
        ("AST ≤ 3 x ULN (no liver metastases) 5 x ULN (liver metastases present)",
         ["(not liver_metastases and ast_x_uln <= 3) or (liver_metastases and ast_x_uln <= 5)"]),
        ("ALP < 5 × ULN in patients with liver or bone metastases, or ALP < 2 × ULN in patients without metastases",
         [f"(not {EITHER} and alkaline_phosphatase_x_uln < 2) or ({EITHER} and alkaline_phosphatase_x_uln < 5)"]),
        ("Total bilirubin ≤ 1.5 x ULN if no liver metastases or < 3 x ULN with Gilbert's or liver metastases",
         [f"(not liver_metastases and bilirubin_x_uln <= 1.5) or ({OR_GILBERT} and bilirubin_x_uln < 3)"]),
        ("Total bilirubin below ULN (except for patients with Gilbert's who must have a total bilirubin < 3 x ULN)",
         ["bilirubin_x_uln < 1 or (gilbert_syndrome and bilirubin_x_uln < 3)"]),
        ("Total bilirubin within normal range or ≤ 1.5 x ULN if liver metastases",
         ["bilirubin_x_uln <= 1 or (liver_metastases and bilirubin_x_uln <= 1.5)"]),
        ("ALT ≤ 2.5 x ULN unless raised due to tumour in which case up to 5 x ULN is permissible",
         ["alt_x_uln <= 2.5 or (alt_x_uln <= 5 and unread_detail)"]),
        ("Platelets ≥ 75 x 10^9/L. For patients with bone marrow infiltration, platelets ≥ 50 x 10^9/L.",
         ["platelets >= 75 or (platelets >= 50 and unread_detail)"]),
        ("Creatinine clearance ≥ 45 mL/min for patients with creatinine levels above institutional ULN",
         ["creatinine_x_uln <= 1 or creatinine_clearance >= 45"]),
        ("Creatinine or measured creatinine clearance (GFR can also be used) ≤ 1.5 x ULN or ≥ 50 mL/min",
         ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"]),
        ("Creatinine clearance of > 30 mL/min may be considered", []),
        ("Normal ECG with QTc ≤450 msec for men and ≤470 msec for women",
         ["(sex = 'male' and qtcf <= 450) or (sex = 'female' and qtcf <= 470)"]),
        ("Patients must have a left ventricular ejection fraction of at least 50%", ["lvef >= 50"]),
        ("LVEF ≥ 50% or institutional lower limit of normal", ["lvef >= 50 or unread_detail"]),
        ("LVEF at or above the institutional lower limit of normal by echocardiogram", ["lvef_x_lln >= 1"]),
        ("Resting LVEF normal by MUGA", ["lvef_x_lln >= 1"]),
        ("Left ventricular ejection fraction (LVEF) ³50% by echocardiogram", ["lvef >= 50"]),
        ("INR ≤ 1.5 x ULN unless on anticoagulants as long as INR is in range", ["inr_x_uln <= 1.5 or unread_detail"]),
        ("INR ≤ 1.5 unless the participant takes warfarin", ["inr <= 1.5 or taking_anticoagulant"]),
        ("HbA1c ≤ 8%", ["hba1c <= 8"]),
        ("Fasting triglycerides ≤ 2.5 times ULN", ["triglycerides_x_uln <= 2.5"]),
        ("Hemoglobin ≥ 9.0 grams/deciliter (g/dL)", ["hemoglobin >= 9"]),
        ("Hemoglobin of at least 6.2 mM", ["hemoglobin >= 9.9907"]),
        ("Albumin ≥ 2.5 mg/dL", ["albumin >= 2.5"]),
        ("ANC ≥1.0 × 103μL", ["neutrophils >= 1"]),
        ("Platelets ≥ 100,000 x 10^9/L", ["platelets >= 100"]),
        ("WBC count > 2500/uL and < 15000/uL", ["white_cells > 2.5 and white_cells < 15"]),
        ("Neutrophil count of ≥ 1,500/mm3, or white blood cell count of ≥ 3,000/mm3",
         ["neutrophils >= 1.5 or white_cells >= 3"]),
        ("Serum magnesium and potassium within normal limits, and a CD4 count > 100/mcL", []),
        ("Total serum calcium < 12.0 mg/dL", ["calcium < 12"]),
        ("Calcium (corrected for albumin) ≤ 11.5 mg/dL", ["calcium_corrected <= 11.5"]),
        ("Fasting cholesterol ≤ 300 mg/dL (levels outside this threshold allowed provided statin therapy is initiated)",
         ["cholesterol <= 300 or unread_detail"]),
        ("creatinine 1.5 ≤ institutional ULN", ["creatinine_x_uln <= 1.5"]),
        ("AST ≤ 3x ULN (or ≤5x if liver mets), Alk phos ≤ 2.5x ULN (≤5 x if bone mets)",
         ["ast_x_uln <= 3 or (liver_metastases and ast_x_uln <= 5)",
          "alkaline_phosphatase_x_uln <= 2.5 or (bone_metastases and alkaline_phosphatase_x_uln <= 5)"]),
        ("If alkaline phosphatase ≥ 2.5 x ULN, then AST must be ≤ 1.5 x ULN",
         ["(not alkaline_phosphatase_x_uln >= 2.5 or ast_x_uln <= 1.5)"]),
        ("Transaminase (SGOT) must be less than or equal to 1.5 x ULN", ["ast_x_uln <= 1.5"]),
        ("INR < 1.5 (or ≤ 3.0 if on therapeutic anticoagulation)",
         ["inr < 1.5 or (taking_anticoagulant and inr <= 3.0)"]),
        ("Estimated GFR = (140-age(years) x weight)/(creatinine (mg/dL) x 72)", []),
    ],
)  # fmt: skip
def test_limits_asked_for(text: str, expected: list[str], words: Words) -> None:
    assert read("Inclusion", text, words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serum creatinine > 1.5 mg/dL unless creatinine clearance is ≥ 60 mL/min",
         ["creatinine <= 1.5 or creatinine_clearance >= 60"]),
        ("Creatinine > 1.5 times ULN concurrent with creatinine clearance < 50 ml/min",
         ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"]),
        ("Total bilirubin greater than ULN or greater than 1.5 x ULN for patients with Gilbert's disease",
         ["bilirubin_x_uln <= 1 or (gilbert_syndrome and bilirubin_x_uln <= 1.5)"]),
        ("Patients with QTc prolongation > 500 msec or another abnormality", ["qtcf <= 500"]),
        ("Patients with QTc > 480 ms will be evaluated by a cardiologist", []),
        ("QTcF ≥ 480 msec (adults) or ≥ 460 msec (pediatric subjects)", ["qtcf < 480"]),
        ("Documented cardiac disease with LVEF < 50%", ["lvef >= 50 or unread_detail"]),
        ("LVEF below the lower limit of normal for the site", ["lvef_x_lln >= 1"]),
        ("Fasting glucose ≥ 126 mg/dL and HbA1c ≥ 5.7%",
         ["fasting_glucose < 126 or hba1c < 5.7", "hba1c < 5.7 or fasting_glucose < 126"]),
    ],
)  # fmt: skip
def test_limits_that_keep_out(text: str, expected: list[str], words: Words) -> None:
    assert read("Exclusion", text, words) == expected


def test_two_lines_of_which_one_suffices(words: Words) -> None:
    text = "Creatinine ≤ 1.5 times ULN OR\n* Creatinine clearance ≥ 60 mL/min"
    assert set(read("Inclusion", text, words)) == {"creatinine_x_uln <= 1.5 or creatinine_clearance >= 60"}


def test_what_another_item_says_of_some_people(words: Words) -> None:
    text = "AST ≤ 2.5 x ULN\n* For patients with liver metastasis, AST ≤ 5 x ULN"
    assert read("Inclusion", text, words) == ["ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)"]
    text = "Bilirubin ≤ 1.5 x ULN\n* For patients with Gilbert syndrome, direct bilirubin is measured instead"
    assert read("Inclusion", text, words) == ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and unread_detail)"]


def test_a_list_that_was_run_together(words: Words) -> None:
    text = "Age 18 years or older 2. ECOG 0 or 1 3. LVEF ≥ 50% by echocardiogram 4. Platelets ≥ 100 x 10^9/L"
    assert read("Inclusion", text, words) == ["age >= 18", "ecog <= 1", "lvef >= 50", "platelets >= 100"]


def test_a_heading_for_every_arm_limits_nothing(words: Words) -> None:
    study = Study(nct="NCT00000001", criteria="Inclusion Criteria:\n\nAll Arms:\n\n* LVEF ≥ 50%")
    found = [each for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert [(each.expression, each.scope) for each in found] == [("lvef >= 50", "")]
