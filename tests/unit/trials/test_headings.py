"""Headings of lists in every way of writing them, parts within parts, and what stands below by its meaning."""

from __future__ import annotations

import time

import pytest

from onward.trials.clauses import Clause, clauses_of
from onward.trials.headings import for_everybody
from onward.trials.polarity import Sense
from onward.trials.reading import is_of_some
from onward.trials.scopes import own_scope
from onward.trials.sections import Item, Section, clean, items_of
from onward.trials.study import Study


def items(text: str) -> tuple[Item, ...]:
    return items_of(Study(nct="NCT00000001", criteria=text))


@pytest.mark.parametrize(
    ("into", "out"),
    [
        ("Selected Inclusion Criteria:", "Selected Exclusion Criteria:"),
        ("Procurement Inclusion Criteria", "Procurement Exclusion Criteria"),
        ("Part 1 (Dose Escalation) Inclusion Criteria:", "Part 1 (Dose Escalation) Exclusion Criteria:"),
        ("The main inclusion criteria include the following:", "The main exclusion criteria include the following:"),
        (
            "Subjects must meet all of the following criteria:",
            "Subjects who meet any of the following criteria will be excluded from this study:",
        ),
        (
            "Patients must meet all the following criteria:",
            "Patients with any of the following are not eligible for this study:",
        ),
        ("Criterios de inclusión:", "Criterios de exclusión:"),
        ("Critères d'inclusion :", "Critères de non-inclusion :"),
        ("* INTERVENTION (SURVIVORS) INCLUSION", "* INTERVENTION (SURVIVORS) EXCLUSION"),
        ("1. Inclusion Criteria", "2. Exclusion Criteria"),
        ("INCLUSION CRITERIA (Abbreviated)", "EXCLUSION CRITERIA (Abbreviated)"),
    ],
)
def test_a_list_is_told_by_its_heading(into: str, out: str) -> None:
    found = items(f"{into}\n\n* Age\n* ECOG 0-1\n\n{out}\n\n* Pregnant\n* Stroke")
    assert [(each.section, each.text) for each in found] == [
        (Section.INCLUSION, "Age"),
        (Section.INCLUSION, "ECOG 0-1"),
        (Section.EXCLUSION, "Pregnant"),
        (Section.EXCLUSION, "Stroke"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Other protocol-defined inclusion/exclusion criteria may apply",
        "Measurable disease by RECIST criteria",
        "Stable brain metastases are not an exclusion criterion",
        "All inclusion criteria will be checked at the screening visit",
    ],
)
def test_a_sentence_about_criteria_begins_no_list(line: str) -> None:
    found = items(f"Inclusion Criteria:\n\n* Age\n\n{line}\n\n* ECOG 0-1")
    assert {each.section for each in found} == {Section.INCLUSION}


def test_parts_stand_within_larger_parts() -> None:
    found = items(
        "Inclusion Criteria:\n\nModule 3:\n\nPanel 1\n\n* A\n\nPanel 2\n\n* B\n\nModule 4:\n\nPart A:\n\n* C\n\n"
        "Part B - All participants:\n\n* D"
    )
    assert [each.scope for each in found] == [
        "Module 3, Panel 1",
        "Module 3, Panel 2",
        "Module 4, Part A",
        "Module 4, Part B - All participants",
    ]


def test_a_heading_for_everybody_ends_a_part() -> None:
    found = items(
        "Inclusion Criteria:\n\nFor Phase II of the study:\n\n- HER2\n\n  • For phase I and II of the study:\n\n- Age"
    )
    assert [each.scope for each in found] == ["For Phase II of the study", None]


def test_criteria_added_for_a_part_with_a_sentence_behind() -> None:
    found = items("Exclusion Criteria:\n\n* A\n\nAdditional Criteria for the Combination (Arm C): Ask first.\n\n1. B")
    assert [each.scope for each in found] == [None, *["Additional Criteria for the Combination (Arm C)"] * 2]


@pytest.mark.parametrize(
    ("heading", "all_of_them"),
    [
        ("For Phase I and Phase II", True),
        ("For Phase 1b and Phase 2", False),
        ("All participants", True),
        ("Part B - All participants", False),
        ("STEP 1: REGISTRATION", True),
        ("All arms", True),
    ],
)
def test_headings_for_everybody(heading: str, all_of_them: bool) -> None:
    assert for_everybody(heading) is all_of_them


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Part B1 Patients with ER positive breast cancer", "Part B1"),
        (
            "Part 1B, Part 1C and Part 1D (Combination) Histological diagnosis",
            "Part 1B, Part 1C and Part 1D (Combination)",
        ),
        ("Only for phase I, patients must not have had doxorubicin", "phase I"),
        ("All participants in Phase 2 must have progressed", "Phase 2"),
        ("Albumin > 2.5 g/dL (GEJ patients only)", "GEJ patients only"),
        ("PROC participants must have received platinum:", "PROC participants"),
        ("Patients with renal cell carcinoma must have received a TKI.", "Patients with renal cell carcinoma"),
        ("Patients must have adequate renal function", ""),
        ("Active autoimmune disease for patients treated by avelumab", "avelumab"),
        ("Patients enrolled in the study must be women", ""),
    ],
)
def test_the_part_that_a_statement_names(text: str, part: str) -> None:
    assert own_scope(text) == part


def test_other_marks_below_a_colon_are_nested() -> None:
    found = items(
        "Inclusion Criteria:\n\n  A. Ovarian cancer:\n\n  i. Platinum\n\n  ii. Age\n\n  B. Breast cancer:\n\n  i. HER2"
    )
    assert [(each.text, each.level) for each in found] == [
        ("Ovarian cancer:", 0),
        ("Platinum", 1),
        ("Age", 1),
        ("Breast cancer:", 0),
        ("HER2", 1),
    ]


def test_a_choice_in_a_paragraph_holds_the_numbers_behind_it() -> None:
    found = items(
        "Inclusion Criteria:\n\n12. CNS\n\nPatients must have one of the following:\n\n1. No brain metastases\n"
        "2. Treated ones\n\n13. ECOG 0-1"
    )
    assert [each.level for each in found] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize("text", ["* • Metastatic disease", "1. 1. Metastatic disease", "* 3.2.2 Metastatic disease"])
def test_a_second_mark_is_dropped(text: str) -> None:
    assert [each.text for each in items(f"Exclusion Criteria:\n\n{text}")] == ["Metastatic disease"]


def test_parts_beside_what_is_asked() -> None:
    found = clauses(
        "Exclusion Criteria:\n\n* Prior PI3K inhibitor (Treatment Group 2) or mTOR inhibitor (Treatment Group 3)"
    )
    assert found[0].parts == "Treatment Group 2 / Treatment Group 3"
    assert clauses("Exclusion Criteria:\n\n* For subjects in Treatment Group 4, no chemotherapy")[0].scope == (
        "Treatment Group 4"
    )
    assert clauses("Inclusion Criteria:\n\n* Progression (further criteria for cohort C).")[0].parts == ""
    assert (
        clauses("Inclusion Criteria:\n\n* Had a phase I study of an inhibitor and one in a phase II trial")[0].parts
        == ""
    )


def test_one_of_several_kinds_of_breast_cancer_limits_what_stands_below() -> None:
    text = "Inclusion Criteria:\n\n* Lung cancer\n\n  * Platinum\n* Triple negative breast cancer (TNBC)\n\n  * Taxane"
    assert clauses(text)[-1].scope == "Triple negative breast cancer (TNBC)"
    assert clauses("Inclusion Criteria:\n\n* Triple negative breast cancer\n\n  * Taxane")[-1].scope == ""


def clauses(text: str) -> list[Clause]:
    found = items(text)
    return [clause for each in found for clause in clauses_of(each, found, ())]


def test_what_is_asked_of_some_stands_below_their_heading() -> None:
    found = items(
        "Inclusion Criteria:\n\n* Bilirubin ≤ 1.25 x ULN\n* For patients with liver metastases:\n"
        "* Bilirubin < 1.5 x ULN\n* Renal function:\n* Creatinine < 1.5 x ULN"
    )
    assert [each.level for each in found] == [0, 0, 1, 0, 0]


def test_inclusion_of_somebody_begins_no_list() -> None:
    found = items("Exclusion Criteria:\n\n* Pregnant\n* Inclusion of minorities: all are welcome\n* Stroke")
    assert {each.section for each in found} == {Section.EXCLUSION}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("For anthracycline cohort only: LVEF ≥ 50%", "anthracycline cohort"),
        ("Population 2: HER2 positive", "Population 2"),
        ("For Design 2B: one line of chemotherapy", "Design 2B"),
        ("All treatment arms: ECOG 0-1", ""),
    ],
)
def test_parts_by_other_names(text: str, part: str) -> None:
    assert own_scope(text) == part


def test_a_part_before_a_colon_holds_for_the_sentences_behind() -> None:
    found = clauses(
        "Inclusion Criteria:\n\n* For Design 1: LVEF first. Taxane must be given"
        " For Design 2: Surgery first. Nothing else."
    )
    assert [each.scope for each in found] == ["Design 1", "Design 1", "Design 2", "Design 2"]


def test_ways_of_which_one_will_do_are_no_requirements() -> None:
    found = clauses(
        "Inclusion Criteria:\n\n* Meets one of the two criteria below: a) relapse; b) had endocrine therapy"
    )
    assert [each.choice for each in found] == [False, True]
    listed = items(
        "Inclusion Criteria:\n\n* Postmenopausal, fulfilling one of:\n* oophorectomy\n* age >60 years\n* ECOG 0-1"
    )
    assert [each.level for each in listed] == [0, 1, 1, 0]


def test_may_or_may_not_forbids_nothing() -> None:
    found = clauses("Inclusion Criteria:\n\n* Participants may or may not be receiving hormonal therapy")
    assert found[0].sense is Sense.PERMIT


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("Men and pre-menopausal women should have had an LHRH analogue", True),
        ("HER2-positive patients must have received trastuzumab", True),
        ("For HR+ patients, one line of endocrine therapy", True),
        ("Patients with metastatic breast cancer must have an ECOG of 0-1", False),
        ("Men and women must be 18 years old", False),
        ("Prior chemotherapy must have been completed", False),
    ],
)
def test_whether_something_is_asked_of_some_only(text: str, some: bool) -> None:
    assert is_of_some(text) is some


def test_parts_in_one_line_divide_it() -> None:
    found = clauses("Inclusion Criteria:\n\n* Cohort A: ECOG 0-1 and nothing more Cohort B (expansion): ECOG 0-2")
    assert [each.scope for each in found] == ["Cohort A", "Cohort B (expansion)"]


def test_hyphens_and_glued_commas_are_undone() -> None:
    assert (
        clean("triple\u2011negative cancer,Anti-HER2 treat\u00adment") == "triple-negative cancer, Anti-HER2 treatment"
    )


def test_the_last_part_of_a_list_holds_what_stands_behind_it() -> None:
    found = items(
        "Inclusion Criteria:\n\n- ECOG 0-2\n- PART 2A (COLON):\n- For this cohort, patients must have had 5-FU\n"
        "- PART 2B (BREAST):\n- HER2 negative"
    )
    assert [each.level for each in found] == [0, 0, 1, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Part A, " * 900,
        "Cohort A (" * 700,
        "A " * 100 + "Inclusion Criteria",
        "patients with " * 450 + "must",
        " - A" * 1500,
    ],
)
def test_hostile_lists_of_parts_take_no_time(text: str) -> None:
    began = time.process_time()
    clauses(f"Inclusion Criteria:\n\n* {text}")
    assert time.process_time() - began < 2
