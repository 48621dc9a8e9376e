"""Laboratory limits in the many ways that registries write them: one kind of sentence, many spellings."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study

EITHER = "(liver_metastases or bone_metastases)"


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ANC ≥1500/mcL", ["neutrophils >= 1.5"]),
        ("ANC >= 1.5 x 10^9/L", ["neutrophils >= 1.5"]),
        ("ANC >/= 1,500 cells/mm3", ["neutrophils >= 1.5"]),
        ("Absolute neutrophil count of at least 1.5 K/uL", ["neutrophils >= 1.5"]),
        ("ANC 1500 or greater", ["neutrophils >= 1.5"]),
        ("Neutrophils > 1.5 G/L", ["neutrophils > 1.5"]),
        ("Neutrophils ≥ 1.5 × 10E9/L without G-CSF support in the 2 weeks before", ["neutrophils >= 1.5"]),
        ("Absolute neutrophil count (ANC) more than 1000 cells per microliter", ["neutrophils > 1"]),
        (
            "ANC ≥ 1.0x10(9)/L; platelets ≥ 75 x 10(9)/L; Hb ≥ 90 g/L",
            ["neutrophils >= 1", "platelets >= 75", "hemoglobin >= 9"],
        ),
        ("Absolute neutrophil count: ≥ 1,500/µL", ["neutrophils >= 1.5"]),
        ("Neutrophil count ≥1.5 x 10³/µL", ["neutrophils >= 1.5"]),
        ("ANC equal to or more than 1500/mm3", ["neutrophils >= 1.5"]),
        ("Leukocytes >= 3,000/mcL", ["white_cells >= 3"]),
        ("White blood cell count (WBC) ≥ 2.5 x 10^9/L", ["white_cells >= 2.5"]),
        ("WBC >= 3000/mm^3 and ANC >= 1500/mm^3", ["white_cells >= 3", "neutrophils >= 1.5"]),
        ("Platelet count - 100,000/mm3 or above", ["platelets >= 100"]),
        ("Platelets >= 100K", ["platelets >= 100"]),
        ("Platelets >= 100 k/mm3", ["platelets >= 100"]),
        ("Platelets ≥ 100 G/L", ["platelets >= 100"]),
        ("Platelets ≥ 100 x 109/L (unsupported)", ["platelets >= 100"]),
        ("platelet count of 100 thousand/uL or higher", ["platelets >= 100"]),
        ("Platelets ≥ 100.000/mm3", []),
        ("Hemoglobin ≥ 9.0 g/dL (transfusions allowed)", ["hemoglobin >= 9"]),
        ("Hgb >= 8 gm/dl", ["hemoglobin >= 8"]),
        ("Hemoglobin >= 9 g/dL or >= 5.6 mmol/L", ["hemoglobin >= 9"]),
        ("Hb > 100 g/L", ["hemoglobin > 10"]),
        ("Haemoglobin ≥ 10g/dl", ["hemoglobin >= 10"]),
        ("Hemoglobin 9 g/dl or greater", ["hemoglobin >= 9"]),
        (
            "Adequate bone marrow function (ANC ≥ 1500/mm3, platelets ≥ 100,000/mm3, hemoglobin ≥ 9 g/dL)",
            ["neutrophils >= 1.5", "platelets >= 100", "hemoglobin >= 9"],
        ),
        (
            ("Adequate organ function as follows: ANC ≥ 1,500/μL; Platelets ≥ 100,000/μL; Hemoglobin ≥ 9 "
            "g/dL; AST/ALT ≤ 2.5 × ULN (≤ 5 × ULN for subjects with liver metastases); total bilirubin ≤ "
            "1.5 × ULN; creatinine ≤ 1.5 x ULN"),
            [
                "neutrophils >= 1.5",
                "platelets >= 100",
                "hemoglobin >= 9",
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
                "bilirubin_x_uln <= 1.5",
                "creatinine_x_uln <= 1.5",
            ],
        ),
        (
            "AST and ALT ≤ 2.5 x upper limit of normal (ULN), or ≤ 5 x ULN if liver metastases are present",
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            "AST (SGOT)/ALT (SGPT) =< 2.5 X institutional upper limit of normal",
            ["ast_x_uln <= 2.5", "alt_x_uln <= 2.5"],
        ),
        (
            "ALT and AST ≤ 3.0 × ULN (≤ 5.0 × ULN in the case of liver metastases)",
            [
                "alt_x_uln <= 3 or (liver_metastases and alt_x_uln <= 5)",
                "ast_x_uln <= 3 or (liver_metastases and ast_x_uln <= 5)",
            ],
        ),
        (
            "AST/ALT < 3 times ULN; if liver metastases, < 5 times ULN",
            [
                "ast_x_uln < 3 or (liver_metastases and ast_x_uln < 5)",
                "alt_x_uln < 3 or (liver_metastases and alt_x_uln < 5)",
            ],
        ),
        (
            "Serum transaminases < 2.5 ULN (< 5 ULN if hepatic metastases)",
            [
                "ast_x_uln < 2.5 or (liver_metastases and ast_x_uln < 5)",
                "alt_x_uln < 2.5 or (liver_metastases and alt_x_uln < 5)",
            ],
        ),
        (
            "Transaminases no more than 3 times ULN (5 times in case of hepatic involvement)",
            [
                "ast_x_uln <= 3 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 3 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            "ALT ≤ 2.5 x ULN OR ≤ 5 x ULN for participants with liver metastases",
            ["alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)"],
        ),
        (
            ("SGOT/SGPT less than or equal to 2.5 times institutional ULN, except in patients with liver "
            "metastases in whom SGOT/SGPT must be ≤ 5 times ULN"),
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            ("Aspartate aminotransferase (AST) and alanine aminotransferase (ALT) ≤2.5 × ULN with the "
            "following exception: Patients with documented liver metastases: AST and/or ALT ≤5 × ULN"),
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            ("AST and ALT ≤ 2.5 × ULN (≤ 5 × ULN if liver metastases), alkaline phosphatase ≤ 2.5 × ULN (≤ 5 "
            "× ULN if bone or liver metastases)"),
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
                f"alkaline_phosphatase_x_uln <= 2.5 or ({EITHER} and alkaline_phosphatase_x_uln <= 5)",
            ],
        ),
        (
            "ALP ≤ 2.5 x ULN (≤ 5 x ULN with liver or bone metastases)",
            [
                f"alkaline_phosphatase_x_uln <= 2.5 or ({EITHER} and alkaline_phosphatase_x_uln <= 5)",
            ],
        ),
        ("Liver function tests: AST, ALT < 2.5 x ULN", ["ast_x_uln < 2.5", "alt_x_uln < 2.5"]),
        ("AST or ALT ≤2 × ULN", ["ast_x_uln <= 2", "alt_x_uln <= 2"]),
        ("Total bilirubin ≤ 1.5 x ULN", ["bilirubin_x_uln <= 1.5"]),
        (
            "Total bilirubin within normal limits, unless Gilbert's (then direct bilirubin ≤ 1.5 ULN)",
            ["bilirubin_x_uln <= 1 or (gilbert_syndrome and unread_detail)"],
        ),
        (
            ("Total bilirubin ≤ 1.5 × ULN except for patients with Gilbert's syndrome who may only be "
            "included if the total bilirubin is ≤ 3.0 × ULN or direct bilirubin ≤ 1.5 × ULN"),
            ["(bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)) or unread_detail"],
        ),
        (
            ("Serum total bilirubin ≤ 1.5 X ULN OR direct bilirubin ≤ ULN for subjects with total bilirubin "
            "levels > 1.5 ULN"),
            ["(bilirubin_x_uln <= 1.5) or unread_detail"],
        ),
        (
            "Total bilirubin ≤1.5 × ULN (< 3 x ULN for patients with known Gilbert's disease)",
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln < 3)"],
        ),
        ("Bilirubin < 1.5 mg/dl", ["bilirubin < 1.5"]),
        (
            "Bilirubin ≤ 1.5 mg/dL (or ≤ 3 mg/dL in Gilbert's syndrome)",
            ["bilirubin <= 1.5 or (gilbert_syndrome and bilirubin <= 3)"],
        ),
        (
            "Total bilirubin ≤ ULN; patients with Gilbert's syndrome must have ≤ 3 x ULN",
            ["bilirubin_x_uln <= 1 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        (
            "Bilirubin ≤ 1.5 x ULN, unless the patient has known Gilbert's syndrome",
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and unread_detail)"],
        ),
        ("Normal bilirubin", ["bilirubin_x_uln <= 1"]),
        (
            "Total bilirubin ≤ ULN or ≤ 1.5 x ULN if Gilbert's disease",
            ["bilirubin_x_uln <= 1 or (gilbert_syndrome and bilirubin_x_uln <= 1.5)"],
        ),
        ("Total bilirubin ≤ 25 µmol/L", ["bilirubin <= 1.462"]),
        (
            ("Serum bilirubin ≤ 1.5 × ULN. Patients with Gilbert's syndrome can be included if bilirubin ≤ 3 "
            "x ULN"),
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        ("CrCl > 50 mL/min by Cockcroft-Gault", ["creatinine_clearance > 50"]),
        ("Creatinine clearance ≥ 60 mL/min", ["creatinine_clearance >= 60"]),
        ("eGFR ≥ 30 mL/min/1.73m2", ["creatinine_clearance >= 30"]),
        (
            "Estimated glomerular filtration rate (eGFR) of at least 45 mL/min per 1.73 m2",
            ["creatinine_clearance >= 45"],
        ),
        (
            "Serum creatinine ≤ 1.5 OR calculated clearance ≥ 60 for those above",
            ["creatinine <= 1.5 or creatinine_clearance >= 60"],
        ),
        (
            ("Serum creatinine ≤ 1.5 x ULN or creatinine clearance ≥ 60 mL/min for subjects with creatinine "
            "levels > 1.5 x institutional ULN"),
            ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 60"],
        ),
        (
            "Creatinine ≤ 1.5 times ULN or creatinine clearance > 50 ml/min (Cockcroft-Gault)",
            ["creatinine_x_uln <= 1.5 or creatinine_clearance > 50"],
        ),
        ("Serum creatinine < 2 mg/dl", ["creatinine < 2"]),
        ("Serum creatinine ≤ 130 µmol/L", ["creatinine <= 1.4706"]),
        ("Creatinine ≤ 1.5 mg/dL, or CrCl ≥ 50 ml/min", ["creatinine <= 1.5 or creatinine_clearance >= 50"]),
        (
            ("Creatinine within normal institutional limits or creatinine clearance >= 60 mL/min/1.73 m^2 "
            "for patients with creatinine levels above institutional normal"),
            ["creatinine_x_uln <= 1 or creatinine_clearance >= 60"],
        ),
        (
            "Serum creatinine below 1.5 x ULN and creatinine clearance ≥ 50 mL/min",
            ["creatinine_x_uln < 1.5", "creatinine_clearance >= 50"],
        ),
        ("calculated CrCl of ≥ 30 mL/min (Cockcroft-Gault formula)", ["creatinine_clearance >= 30"]),
        (
            ("Renal function: serum creatinine ≤1.5× ULN; if creatinine >1.5 × ULN, creatinine clearance "
            "must be ≥50 mL/min"),
            ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"],
        ),
        ("INR ≤ 1.5", ["inr <= 1.5"]),
        ("INR ≤ 1.5 x ULN unless receiving anticoagulant therapy", ["inr_x_uln <= 1.5 or taking_anticoagulant"]),
        (
            ("International normalized ratio (INR) or prothrombin time (PT) ≤ 1.5 X ULN unless participant "
            "is receiving anticoagulant therapy as long as PT or aPTT is within therapeutic range"),
            ["inr_x_uln <= 1.5 or unread_detail"],
        ),
        ("PT/INR and PTT ≤ 1.5 x ULN", ["inr_x_uln <= 1.5"]),
        ("INR < 1.5 and aPTT < 1.5 x ULN, unless on anticoagulants", ["inr < 1.5 or taking_anticoagulant"]),
        ("Albumin ≥ 3.0 g/dL", ["albumin >= 3"]),
        ("Serum albumin ≥ 30 g/L", ["albumin >= 3"]),
        ("Albumin > 2.5 mg/dL", ["albumin > 2.5"]),
        ("LVEF ≥ 50% or within institutional limits by MUGA/ECHO", ["lvef >= 50 or unread_detail"]),
        ("LVEF ≥ 50%", ["lvef >= 50"]),
        ("Left ventricular ejection fraction (LVEF) within institutional normal limits", ["lvef_x_lln >= 1"]),
        ("Baseline LVEF of 55% or greater", ["lvef >= 55"]),
        ("LVEF ≥ institutional lower limit of normal", ["lvef_x_lln >= 1"]),
        ("Cardiac ejection fraction ≥ 50% as assessed by echocardiogram or MUGA", ["lvef >= 50"]),
        ("Baseline left ventricular ejection fraction ≥50%, measured by ECHO (preferred) or MUGA", ["lvef >= 50"]),
        ("LVEF above 50 percent", ["lvef > 50"]),
        ("Normal left ventricular ejection fraction", ["lvef_x_lln >= 1"]),
        ("LVEF > LLN", ["lvef_x_lln >= 1"]),
        ("Adequate cardiac function: LVEF ≥ 50% and QTcF ≤ 480 ms", ["lvef >= 50", "qtcf <= 480"]),
        ("QTcF ≤ 470 msec", ["qtcf <= 470"]),
        ("QTc interval ≤ 480 msec (based on the mean value of triplicate ECGs)", ["qtcf <= 480"]),
        ("QTcF < 480 ms", ["qtcf < 480"]),
        (
            "12-lead ECG with QTcF < 450 ms for men and < 470 ms for women",
            ["(sex = 'male' and qtcf < 450) or (sex = 'female' and qtcf < 470)"],
        ),
        ("Corrected QT interval by Fridericia's formula (QTcF) of 470 ms or less", ["qtcf <= 470"]),
        (
            "QTcF ≤ 450 ms (male) or ≤ 470 ms (female)",
            ["(sex = 'male' and qtcf <= 450) or (sex = 'female' and qtcf <= 470)"],
        ),
        ("HbA1c < 8.0%", ["hba1c < 8"]),
        (
            "Fasting plasma glucose (FPG) ≤140 mg/dL (7.7 mmol/L) and HbA1c ≤6.4%",
            ["fasting_glucose <= 140", "hba1c <= 6.4"],
        ),
        ("Fasting glucose < 126 mg/dL (7.0 mmol/L)", ["fasting_glucose < 126"]),
        ("Corrected calcium ≤ 11.5 mg/dL", ["calcium_corrected <= 11.5"]),
        ("Serum calcium ≤ 12 mg/dL", ["calcium <= 12"]),
        ("Lymphocyte count ≥ 500/mm3", ["lymphocytes >= 0.5"]),
        ("Lipase ≤ 1.5 x ULN", ["lipase_x_uln <= 1.5"]),
        ("Triglycerides < 300 mg/dL", ["triglycerides < 300"]),
        (
            "ALT and AST ≤ 3 x ULN without, and ≤ 5 x ULN with, liver metastases",
            [
                "alt_x_uln <= 3 or (liver_metastases and alt_x_uln <= 5)",
                "ast_x_uln <= 3 or (liver_metastases and ast_x_uln <= 5)",
            ],
        ),
        (
            "ALT/AST ≤ 2.5 x ULN without liver metastases or ≤ 5 x ULN with liver metastases",
            [
                "(not liver_metastases and alt_x_uln <= 2.5) or (liver_metastases and alt_x_uln <= 5)",
                "(not liver_metastases and ast_x_uln <= 2.5) or (liver_metastases and ast_x_uln <= 5)",
            ],
        ),
        (
            ("AST and ALT less than 2.5 times the ULN; patients with liver involvement may have AST/ALT up "
            "to 5 times the ULN"),
            [
                "ast_x_uln < 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln < 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            ("AST(SGOT)/ALT(SGPT) ≤ 2.5 x institutional upper limit of normal unless liver metastases are "
            "present in which case it must be ≤ 5x ULN"),
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            ("Aspartate transaminase (AST) and alanine transaminase (ALT) levels ≤2.5× upper limit of normal "
            "(ULN) or ≤5 × ULN for participants with liver metastases"),
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            "Hepatic: bilirubin <= 1.5 x ULN; AST/ALT <= 2.5 x ULN",
            ["bilirubin_x_uln <= 1.5", "ast_x_uln <= 2.5", "alt_x_uln <= 2.5"],
        ),
        (
            "ASAT and ALAT ≤ 2.5 × ULN (if liver metastases are present ≤ 5 × ULN)",
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            "AST < 2.5 x ULN and ALT < 2.5 x ULN. If patient has liver metastases, AST and ALT < 5 x ULN",
            [
                "ast_x_uln < 2.5 or (liver_metastases and ast_x_uln < 5)",
                "alt_x_uln < 2.5 or (liver_metastases and alt_x_uln < 5)",
            ],
        ),
        ("SGOT (AST) or SGPT (ALT) < 3x ULN", ["ast_x_uln < 3", "alt_x_uln < 3"]),
        (
            ("alkaline phosphatase < 2.5 x ULN unless bone metastases are present in the absence of liver "
            "metastases"),
            ["alkaline_phosphatase_x_uln < 2.5 or unread_detail"],
        ),
        (
            "Alkaline phosphatase ≤ 2.5 x ULN, unless bone metastases are present",
            ["alkaline_phosphatase_x_uln <= 2.5 or (bone_metastases and unread_detail)"],
        ),
        (
            "Alkaline phosphatase ≤ 5 × ULN (except patients with bone metastases)",
            ["alkaline_phosphatase_x_uln <= 5 or (bone_metastases and unread_detail)"],
        ),
        (
            "AST, ALT and alkaline phosphatase ≤ 2.5 x ULN",
            ["ast_x_uln <= 2.5", "alt_x_uln <= 2.5", "alkaline_phosphatase_x_uln <= 2.5"],
        ),
        ("Bilirubin: ≤ 1.5 × ULN", ["bilirubin_x_uln <= 1.5"]),
        ("Total bilirubin: 1.5 x ULN or less", ["bilirubin_x_uln <= 1.5"]),
        ("Total bilirubin less than or equal to 1.5 times the upper limit of normal range", ["bilirubin_x_uln <= 1.5"]),
        (
            "Total serum bilirubin ≤1.5 times upper limit of normal (ULN), unless due to Gilbert's syndrome",
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and unread_detail)"],
        ),
        (
            ("Bilirubin ≤ 1.5 × the institutional ULN (patients with known Gilbert disease who have serum "
            "bilirubin ≤ 3 × ULN may be enrolled)"),
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        (
            "Bilirubin ≤ 1.5 x ULN with the exception of patients with Gilbert's disease (≤ 3 x ULN)",
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        (
            "Total bilirubin < 1.5 mg/dL except in patients with Gilbert's",
            ["bilirubin < 1.5 or (gilbert_syndrome and unread_detail)"],
        ),
        (
            ("Serum bilirubin ≤ 1.5xULN (in patients with known Gilbert Syndrome, a total bilirubin ≤ 3.0 x "
            "ULN, with direct bilirubin ≤ 1.5 x ULN)"),
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        ("Total bilirubin =< institutional upper limit of normal", ["bilirubin_x_uln <= 1"]),
        (
            ("Total bilirubin ≤ 1.5 × ULN or ≤ 3 × ULN for participants with liver metastases or Gilbert's "
            "syndrome"),
            ["bilirubin_x_uln <= 1.5 or ((liver_metastases or gilbert_syndrome) and bilirubin_x_uln <= 3)"],
        ),
        ("Creatinine < 1.5 x ULN", ["creatinine_x_uln < 1.5"]),
        (
            "Serum creatinine =< 1.5 x ULN or creatinine clearance >= 50 ml/min by Cockcroft-Gault",
            ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"],
        ),
        (
            "Calculated creatinine clearance (CLcr) ≥ 50 mL/min (as determined by Cockcroft-Gault formula)",
            ["creatinine_clearance >= 50"],
        ),
        (
            ("Creatinine clearance (CrCl) ≥50 mL/min as calculated using the Cockcroft-Gault equation or "
            "measured by a 24 hour urine collection"),
            ["creatinine_clearance >= 50"],
        ),
        (
            "Serum creatinine ≤ 1.5 mg/dL and/or creatinine clearance ≥ 60 mL/min",
            ["creatinine <= 1.5 or creatinine_clearance >= 60"],
        ),
        ("Glomerular filtration rate (GFR) ≥ 50 mL/min", ["creatinine_clearance >= 50"]),
        (
            ("Serum creatinine ≤ 1.5 x ULN. For patients with creatinine > 1.5 ULN, a creatinine clearance "
            "of ≥ 50 mL/min is acceptable"),
            ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 50"],
        ),
        (
            ("Adequate renal function: creatinine ≤1.5 x ULN, or estimated creatinine clearance (CLCr) ≥ "
            "40mL/min"),
            ["creatinine_x_uln <= 1.5 or creatinine_clearance >= 40"],
        ),
        ("Renal function: eGFR > 60 mL/min", ["creatinine_clearance > 60"]),
        ("Adequate renal function, defined as eGFR ≥ 50 mL/min/1.73 m²", ["creatinine_clearance >= 50"]),
        (
            "creatinine ≤ 1.6 mg/dl or creatinine clearance of ≥ 60mL/min",
            ["creatinine <= 1.6 or creatinine_clearance >= 60"],
        ),
        ("PT, PTT, INR < 1.5 x ULN", ["inr_x_uln < 1.5"]),
        ("INR ≤ 1.5 or PT ≤ 1.5 x ULN; and either PTT or aPTT ≤ 1.5 x ULN", ["inr <= 1.5 or unread_detail"]),
        (
            "For patients not receiving therapeutic anticoagulation: INR or aPTT ≤ 1.5 × institutional ULN",
            ["inr_x_uln <= 1.5 or taking_anticoagulant"],
        ),
        (
            ("INR <1.5 x ULN unless patient is on planned therapy with anticoagulants (i.e., warfarin) with "
            "higher target planned. In those cases, INR up to 3.5 is acceptable."),
            ["inr_x_uln < 1.5 or (taking_anticoagulant and inr <= 3.5)"],
        ),
        ("INR within normal limits", ["inr_x_uln <= 1"]),
        ("LVEF ≥ 50% by either MUGA or ECHO", ["lvef >= 50"]),
        ("LVEF ≥ 45%, or above the lower limit of normal of the institution", ["lvef >= 45 or unread_detail"]),
        ("LVEF of at least 50% (or above the institutional lower limit of normal)", ["lvef >= 50 or unread_detail"]),
        (
            ("Left ventricular ejection fraction (LVEF) >= institutional lower limits of normal as assessed "
            "by ECHO or MUGA within 28 days"),
            ["lvef_x_lln >= 1"],
        ),
        ("Echocardiogram or MUGA scan with LVEF within normal limits", ["lvef_x_lln >= 1"]),
        ("Ejection fraction must be normal", ["lvef_x_lln >= 1"]),
        ("Cardiac function: left ventricular ejection fraction > 50%", ["lvef > 50"]),
        ("LVEF ≥ 50% determined on two-dimensional ECHO or MUGA scanning within 28 days", ["lvef >= 50"]),
        ("Adequate left ventricular function, LVEF > 50%", ["lvef > 50"]),
        ("Corrected QT interval (QTc) < 470 msec", ["qtcf < 470"]),
        (
            "QTcF interval ≤ 470 msec for females and ≤ 450 msec for males",
            ["(sex = 'female' and qtcf <= 470) or (sex = 'male' and qtcf <= 450)"],
        ),
        ("Screening QTc <470 msec", ["qtcf < 470"]),
        ("QTc(F) ≤ 480 ms", ["qtcf <= 480"]),
        ("mean triplicate QTcF < 450 milliseconds", ["qtcf < 450"]),
        ("Resting electrocardiogram (ECG) with QTcF ≤ 460 msec", ["qtcf <= 460"]),
        ("Potassium ≥ 3.5 mmol/L", ["potassium >= 3.5"]),
        ("Magnesium > 0.8 mmol/L", ["magnesium > 0.8"]),
        ("Serum albumin at least 3 gm/dL", ["albumin >= 3"]),
        ("Fasting glucose ≤ 7 mmol/L", ["fasting_glucose <= 126.112"]),
        ("Cholesterol ≤ 300 mg/dL and triglycerides ≤ 2.5 x ULN", ["cholesterol <= 300", "triglycerides_x_uln <= 2.5"]),
        ("Hemoglobin > 5.6 mmol/L", ["hemoglobin > 9.0238"]),
        ("Hemoglobin ≥ 9.0 g/dL without transfusion within 7 days", ["hemoglobin >= 9"]),
        ("Absolute lymphocyte count > 0.8 x 10^9/L", ["lymphocytes > 0.8"]),
        ("ANC >= 1500 per mm3, platelets >= 100,000 per mm3", ["neutrophils >= 1.5", "platelets >= 100"]),
        ("Neutrophils ≥ 1.5 x 10 9/L", ["neutrophils >= 1.5"]),
        ("Neutrophils ≥1500 cells/µl; Thrombocytes ≥ 100000/µl", ["neutrophils >= 1.5", "platelets >= 100"]),
        ("Granulocytes greater than 1,500/uL", ["neutrophils > 1.5"]),
        ("Absolute granulocyte count >= 1.5 x 10^9/L", ["neutrophils >= 1.5"]),
        ("ANC ≥ 1.5 × 10³/mm³", ["neutrophils >= 1.5"]),
        ("neutrophils (ANC) of ≥ 1.5 x 109 /L", ["neutrophils >= 1.5"]),
        (
            "WBC > 3.0 x 10^9/L, neutrophils > 1.5 x 10^9/L, platelets > 100 x 10^9/L",
            ["white_cells > 3", "neutrophils > 1.5", "platelets > 100"],
        ),
        (
            ("Adequate hematologic function, defined by: ANC > 1500/mm3, platelet count > 75,000/mm3 and "
            "hemoglobin > 8 g/dl"),
            ["neutrophils > 1.5", "platelets > 75", "hemoglobin > 8"],
        ),
        ("Platelets 100 x 10^9/L or more", ["platelets >= 100"]),
        ("Platelets (PLT) >= 100,000/µL without transfusion", ["platelets >= 100"]),
        ("Absolute Neutrophil Count: >1500/mm3", ["neutrophils > 1.5"]),
        ("Leukocyte count ≥ 4.0x 10^9/l", ["white_cells >= 4"]),
        ("white blood count ≥ 3,000/mm3", ["white_cells >= 3"]),
    ],
)  # fmt: skip
def test_asked_for(text: str, expected: list[str], words: Words) -> None:
    study = Study(nct="NCT00000001", criteria=f"Inclusion Criteria:\n\n* {text}")
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ANC < 1500/mm3", ["neutrophils >= 1.5"]),
        (
            "Absolute neutrophil count <1.0 x 10^9/L, platelets < 100 x 10^9/L or hemoglobin < 9 g/dL",
            ["neutrophils >= 1", "platelets >= 100", "hemoglobin >= 9"],
        ),
        (
            "Total bilirubin > 1.5 x ULN (> 3 x ULN in patients with Gilbert's syndrome)",
            ["bilirubin_x_uln <= 1.5 or (gilbert_syndrome and bilirubin_x_uln <= 3)"],
        ),
        (
            "AST or ALT > 2.5 x ULN (or > 5 x ULN if liver metastases)",
            [
                "ast_x_uln <= 2.5 or (liver_metastases and ast_x_uln <= 5)",
                "alt_x_uln <= 2.5 or (liver_metastases and alt_x_uln <= 5)",
            ],
        ),
        (
            ("ALT or AST >3 × ULN in the absence of liver metastases or >5 × ULN in the presence of liver "
            "metastases"),
            [
                "(not liver_metastases and alt_x_uln <= 3) or (liver_metastases and alt_x_uln <= 5)",
                "(not liver_metastases and ast_x_uln <= 3) or (liver_metastases and ast_x_uln <= 5)",
            ],
        ),
        ("Creatinine clearance < 30 mL/min", ["creatinine_clearance >= 30"]),
        (
            "Serum creatinine > 1.5 x ULN or calculated creatinine clearance < 50 mL/min",
            ["creatinine_x_uln <= 1.5", "creatinine_clearance >= 50"],
        ),
        ("eGFR < 60 ml/min/1.73m2", ["creatinine_clearance >= 60"]),
        ("LVEF < 50%", ["lvef >= 50"]),
        ("LVEF below the institutional lower limit of normal", ["lvef_x_lln >= 1"]),
        ("QTcF > 470 ms females/450 males", ["(sex = 'female' and qtcf <= 470) or (sex = 'male' and qtcf <= 450)"]),
        (
            "QTc (Fridericia) > 470 ms females/450 males",
            ["(sex = 'female' and qtcf <= 470) or (sex = 'male' and qtcf <= 450)"],
        ),
        ("Mean resting corrected QT interval (QTc) > 470 msec obtained from 3 electrocardiograms", ["qtcf <= 470"]),
        (
            "Baseline QTc > 450 msec in men or > 470 msec in women",
            ["(sex = 'male' and qtcf <= 450) or (sex = 'female' and qtcf <= 470)"],
        ),
        ("QTcF ≥ 450 msec", ["qtcf < 450"]),
        ("Albumin < 2.5 g/dL", ["albumin >= 2.5"]),
        ("INR > 1.5 unless on warfarin", ["inr <= 1.5 or taking_anticoagulant"]),
        ("HbA1c ≥ 8% or fasting glucose ≥ 140 mg/dL", ["hba1c < 8", "fasting_glucose < 140"]),
        ("Corrected serum calcium > 11.5 mg/dL", ["calcium_corrected <= 11.5"]),
        ("Inadequate bone marrow function (ANC < 1.5 x 10^9/L)", ["neutrophils >= 1.5"]),
        ("Impaired renal function (creatinine > 1.5 x ULN)", ["creatinine_x_uln <= 1.5"]),
        ("Patients with abnormal left ventricular function (LVEF <55%).", ["lvef >= 55"]),
        ("Bilirubin > ULN", ["bilirubin_x_uln <= 1"]),
        (
            "AST and/or ALT > 1.5 × ULN concomitant with alkaline phosphatase > 2.5 × ULN",
            [
                "ast_x_uln <= 1.5 or alkaline_phosphatase_x_uln <= 2.5",
                "alt_x_uln <= 1.5 or alkaline_phosphatase_x_uln <= 2.5",
            ],
        ),
    ],
)  # fmt: skip
def test_kept_out(text: str, expected: list[str], words: Words) -> None:
    study = Study(nct="NCT00000001", criteria=f"Exclusion Criteria:\n\n* {text}")
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found == expected
