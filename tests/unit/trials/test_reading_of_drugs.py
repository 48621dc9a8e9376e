"""Earlier drugs and lines: what only seems to name a drug, what makes less of it, and what a number counts."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


def read(text: str, words: Words, section: str = "Inclusion") -> list[str]:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    return [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prior hormonal therapy with fulvestrant", ["not had('fulvestrant')"]),
        ("Prior therapy directed at cytotoxic T-lymphocyte protein 4", []),
        ("No concurrent oral or transdermal hormonal therapy", []),
        ("Prior cumulative doxorubicin dose > 360 mg/m2", ["not (had('doxorubicin') and unread_detail)"]),
        ("Prior therapy with investigational SERDs", ["not (had('serd') and unread_detail)"]),
        ("More than one line of prior treatment in the metastatic setting", ["metastatic_lines <= 1"]),
        ("Prior treatment with anthracyclines. Prior radiotherapy is allowed.", ["not had('anthracycline')"]),
        ("Prior treatment with nab-paclitaxel. Nab-paclitaxel as adjuvant treatment is allowed.",
         ["not (had('nab-paclitaxel') and unread_detail)"]),
        ("Prior therapy with a HER2 inhibitor, other than trastuzumab, in the adjuvant setting",
         ["not (had('anti-her2', 'curative') and unread_detail)"]),
        ("Previous tamoxifen unless in adjuvant and terminated more than a year before relapse",
         ["not had('tamoxifen', 'metastatic')", "not (had('tamoxifen', 'curative') and unread_detail)"]),
        ("No prior chemotherapy in the metastatic setting is allowed", ["not had('chemotherapy', 'metastatic')"]),
        ("Prior therapy with T-DXd or any other ADC with topoisomerase I payload",
         ["not had('trastuzumab deruxtecan')", "not had('topoisomerase-1 adc')"]),
        ("Prior ADC with a novel payload", ["not (had('antibody-drug conjugate') and unread_detail)"]),
        ("Prior topoisomerase I inhibitors, including antibody-drug conjugates",
         ["not (had('antibody-drug conjugate') and unread_detail)"]),
        ("Treatment with tamoxifen or aromatase inhibitors at the time of enrolment",
         ["not on('tamoxifen')", "not on('aromatase inhibitor')"]),
        ("Prior CDKi therapy", ["not had('cdk4/6 inhibitor')"]),
        ("Prior treatment with an anti-PD-1/PD-L1 antibody", ["not had('immune checkpoint inhibitor')"]),
    ],
)  # fmt: skip
def test_exclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words, "Exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One or up to two prior hormonal therapies in the metastatic setting",
         ["lines_of('endocrine therapy') >= 1 and lines_of('endocrine therapy') <= 2"]),
        ("At least one prior line for advanced disease. Relapse within 6 months of adjuvant therapy counts as one line",
         ["metastatic_lines >= 1 or unread_detail"]),
        ("At least one chemotherapy regimen for metastatic disease or no standard treatment is available",
         ["lines_of('chemotherapy') >= 1 or unread_detail"]),
        ("No more than 2 prior chemotherapy regimens for de novo metastatic disease",
         ["not de_novo or lines_of('chemotherapy') <= 2"]),
        ("Not more than 2 prior trastuzumab-based regimens for metastatic disease", ["lines_of('trastuzumab') <= 2"]),
        ("Progressive disease on prior trastuzumab", ["progressed_on('trastuzumab') or relapsed_on('trastuzumab')"]),
        ("Must have received prior sacituzumab govitecan or be ineligible",
         ["had('sacituzumab govitecan') or unread_detail"]),
        ("On stable dose of an LHRH agonist", ["on('lhrh agonist')"]),
        ("Patients must be endocrine therapy naive for metastatic disease",
         ["not had('endocrine therapy', 'metastatic')"]),
    ],
)  # fmt: skip
def test_inclusions(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words) == expected


def test_an_item_above_that_is_not_about_treatment_lends_no_setting(words: Words) -> None:
    study = Study(
        nct="NCT00000001",
        criteria="Exclusion Criteria:\n\n* Definitive evidence of metastatic disease.\n  * Prior chemotherapy",
    )
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert "not had('chemotherapy')" in found


def test_none_to_one_asks_for_none(words: Words) -> None:
    assert "had('chemotherapy')" not in read("0-1 prior chemotherapy for metastatic disease", words)


def test_a_time_in_an_exception_is_no_washout(words: Words) -> None:
    text = "Prior treatment with lapatinib, except lapatinib given for ≤ 21 days"
    assert read(text, words, "Exclusion") == ["not (had('lapatinib') and unread_detail)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two or fewer prior lines of chemotherapy for metastatic disease", ["lines_of('chemotherapy') <= 2"]),
        ("Patients must be on a stable dose of an LHRH agonist", ["on('lhrh agonist')"]),
        ("Prior sacituzumab govitecan is required and if PD-L1 is positive pembrolizumab",
         ["had('sacituzumab govitecan')"]),
        ("Has received an aromatase inhibitor (letrozole, exemestane, or anastrozole)", ["had('aromatase inhibitor')"]),
    ],
)  # fmt: skip
def test_numbers_and_present_drugs(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words) == expected


def test_steroids_for_brain_metastases_are_not_ruled_out_by_themselves(words: Words) -> None:
    text = "Brain metastases that are untreated or require radiation or corticosteroid therapy to control symptoms"
    assert read(text, words, "Exclusion") == ["not brain_metastases = 'active'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prior treatment which included both an anthracycline (i.e., doxorubicin or epirubicin) and a taxane",
         ["had('anthracycline')", "had('taxane')"]),
        ("Patients with HER2-positive tumors should have received prior trastuzumab if clinically appropriate",
         ["not (her2_status = 'positive') or had('trastuzumab') or unread_detail"]),
        ("Disease progression during first-line treatment with bevacizumab for metastatic breast cancer",
         ["progressed_on('bevacizumab')"]),
        ("Prior trastuzumab in the first-line treatment of metastatic breast cancer is required",
         ["(had('trastuzumab', 'metastatic')) and unread_detail"]),
        ("Currently taking letrozole with plans to continue", ["on('letrozole')"]),
        ("Tamoxifen can be given simultaneously to treatment with trastuzumab deruxtecan", []),
    ],
)  # fmt: skip
def test_requirements_with_conditions(text: str, expected: list[str], words: Words) -> None:
    assert read(text, words) == expected


def test_what_a_name_needs_may_stand_before_it(words: Words) -> None:
    assert read("Prior treatment with a selective inhibitor of PI3K, AKT, and/or mTOR", words, "Exclusion") == [
        "not had('pi3k inhibitor')", "not had('akt inhibitor')", "not had('mtor inhibitor')",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Resistant to trastuzumab as defined as (1) progression within 12 months of adjuvant trastuzumab", "Inclusion",
         ["progressed_on('trastuzumab') or relapsed_on('trastuzumab') or unread_detail"]),
        ("Treated with trastuzumab in any setting (which may have been given with or without pertuzumab)", "Inclusion",
         ["had('trastuzumab') or unread_detail"]),
        ("Must have received one HER-2 based therapy in the palliative setting", "Inclusion",
         ["had('anti-her2', 'metastatic')"]),
        ("Prior cumulative dose of doxorubicin > 400 mg/m2 or the equivalent of another anthracycline", "Exclusion",
         ["not (had('anthracycline') and unread_detail)"]),
        ("Prior anthracycline chemotherapy with a lifetime dose exceeding 360 mg/m2 doxorubicin", "Exclusion",
         ["not (had('anthracycline') and unread_detail)"]),
        ("More than two prior courses of chemotherapy for metastatic breast cancer", "Exclusion",
         ["lines_of('chemotherapy') <= 2"]),
    ],
)  # fmt: skip
def test_definitions_doses_and_courses(text: str, section: str, expected: list[str], words: Words) -> None:
    assert read(text, words, section) == expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Prior exposure to a taxane in localized or advanced/metastatic setting", "Inclusion", ["had('taxane')"]),
        ("Progressed on a CDK4/6 inhibitor in combination with fulvestrant or an aromatase inhibitor", "Inclusion",
         ["progressed_on('cdk4/6 inhibitor') or relapsed_on('cdk4/6 inhibitor')"]),
        ("Disease recurrence ≥6 months after completing adjuvant trastuzumab", "Inclusion",
         ["not (had('trastuzumab', 'curative') and unread_detail)"]),
        ("Treated with at least 1 and at most 2 prior lines of chemotherapy for metastatic disease", "Inclusion",
         ["lines_of('chemotherapy') >= 1 and lines_of('chemotherapy') <= 2"]),
        ("Relapsed after at least 2 (and no more than 4) chemotherapy regimens for metastatic disease", "Inclusion",
         ["lines_of('chemotherapy') >= 2 and lines_of('chemotherapy') <= 4"]),
        ("Prior HER2-targeted therapy for metastatic disease, except for one line of therapy plus trastuzumab",
         "Exclusion", ["not (had('anti-her2', 'metastatic') and unread_detail)"]),
        ("Treated with an anti-HER2 tyrosine kinase inhibitor in the metastatic setting", "Exclusion",
         ["not had('her2 tki', 'metastatic')"]),
    ],
)  # fmt: skip
def test_combinations_and_settings(text: str, section: str, expected: list[str], words: Words) -> None:
    assert read(text, words, section)[:1] == expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Any chemotherapy or PARP inhibitor received in the inoperable or noncurative metastatic setting", "Exclusion",
         ["not had('chemotherapy', 'metastatic')", "not had('parp inhibitor', 'metastatic')"]),
        ("Received prior trastuzumab for > 3 months before relapse, or progression while on trastuzumab", "Inclusion",
         ["(had('trastuzumab') and unread_detail)"]),
        ("The study treatment must be given concurrently with taxanes that were received before", "Inclusion", []),
        ("Advanced breast cancer previously untreated with chemotherapy for metastatic disease", "Inclusion",
         ["not had('chemotherapy', 'metastatic')"]),
        ("Non-resectable metastatic disease, previously treated with trastuzumab", "Inclusion",
         ["had('trastuzumab', 'metastatic')"]),
        ("Eligible to begin lapatinib and capecitabine, previously not given", "Inclusion", []),
        ("Must have progressed on at least 6 months of endocrine therapy after surgery", "Inclusion",
         ["(progressed_on('endocrine therapy') or relapsed_on('endocrine therapy')) and unread_detail"]),
        ("Relapse 18 months or more after completing adjuvant taxane therapy", "Inclusion",
         ["not (had('taxane', 'curative') and unread_detail)"]),
        ("Maximum of 2 previous chemotherapy lines for advanced disease", "Inclusion",
         ["lines_of('chemotherapy') <= 2"]),
        ("Progression on any drug OR progression on trastuzumab emtansine", "Inclusion",
         ["progressed_on('trastuzumab emtansine') or relapsed_on('trastuzumab emtansine') or unread_detail"]),
        ("May or may not be receiving endocrine therapy at the time of study entry", "Inclusion", []),
        ("Known BRCA mutation and has received prior treatment with a PARP inhibitor", "Exclusion",
         ["not (had('parp inhibitor') and unread_detail)"]),
        ("Previous treatment with trastuzumab, alone or in combination with chemotherapy, is required", "Inclusion",
         ["had('trastuzumab')"]),
        ("Documented PD during or after CDK4/6i treatment", "Inclusion",
         ["progressed_on('cdk4/6 inhibitor') or relapsed_on('cdk4/6 inhibitor')"]),
        ("Received ET in the noncurative setting", "Inclusion", ["had('endocrine therapy', 'metastatic')"]),
        ("Must have received trastuzumab and a taxane, separately or in combination", "Inclusion",
         ["had('trastuzumab')", "had('taxane')"]),
        ("For HR+ patients shall meet one of these: relapse on adjuvant ET; one line of ET for metastatic disease",
         "Inclusion", []),
    ],
)  # fmt: skip
def test_what_narrows_or_turns_a_drug_round(text: str, section: str, expected: list[str], words: Words) -> None:
    found = read(text, words, section)
    assert [each for each in found if each in expected] == expected
    assert bool(found) == bool(expected)
