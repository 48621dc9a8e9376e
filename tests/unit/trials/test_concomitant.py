"""Medicines beside the treatment of the cancer, in the registry's style."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.reading import Words, read_study, words_of
from onward.trials.study import Study


@pytest.fixture(scope="module")
def words() -> Words:
    return words_of(load())


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("Exclusion", "Concomitant use of strong CYP3A4 inhibitors or inducers", ["not taking_strong_cyp3a4_modifier"]),
        (
            "Exclusion",
            "Patients receiving strong inhibitors of CYP3A4 within 7 days of first dose",
            ["not taking_strong_cyp3a4_inhibitor"],
        ),
        (
            "Exclusion",
            "Use of moderate or strong CYP3A inducers within 2 weeks of randomization",
            ["not taking_strong_cyp3a4_inducer"],
        ),
        (
            "Exclusion",
            "Medications that are strong inhibitors or inducers of cytochrome P450 3A4 (CYP3A4) that cannot be stopped",
            ["not (taking_strong_cyp3a4_modifier and unread_detail)"],
        ),
        (
            "Exclusion",
            "Receiving any medications or substances that are potent inhibitors or inducers of CYP3A",
            ["not taking_strong_cyp3a4_modifier"],
        ),
        (
            "Exclusion",
            "Taking drugs known to be strong inhibitors (e.g., ketoconazole) or inducers (e.g., rifampin) of CYP3A",
            ["not taking_strong_cyp3a4_modifier"],
        ),
        (
            "Exclusion",
            "Strong CYP3A4 inhibitors, unless they can be stopped",
            ["not (taking_strong_cyp3a4_inhibitor and unread_detail)"],
        ),
        ("Exclusion", "Use of sensitive CYP2D6 substrates", []),
        (
            "Exclusion",
            "Concomitant use of drugs that are known to prolong the QT interval",
            ["not taking_qt_prolonging_drug"],
        ),
        (
            "Exclusion",
            "Taking any medication with known risk of Torsades de Pointes",
            ["not taking_qt_prolonging_drug"],
        ),
        ("Exclusion", "History of QT prolongation or torsades de pointes", []),
        ("Exclusion", "Requires treatment with proton pump inhibitors", ["not taking_proton_pump_inhibitor"]),
        ("Exclusion", "Use of PPIs within 7 days", ["not taking_proton_pump_inhibitor"]),
        (
            "Exclusion",
            "Chronic use of systemic corticosteroids (> 10 mg/day prednisone)",
            ["not (taking_corticosteroid and unread_detail)"],
        ),
        ("Exclusion", "Is receiving systemic steroid therapy", ["not (taking_corticosteroid and unread_detail)"]),
        (
            "Exclusion",
            "History of pneumonitis that required corticosteroids",
            ["not (interstitial_lung_disease and unread_detail)"],
        ),
        ("Exclusion", "Brain metastases requiring steroids", ["not brain_metastases = 'active'"]),
        (
            "Exclusion",
            "Autoimmune disease requiring immunosuppressive therapy or corticosteroids",
            ["not (autoimmune_disease and unread_detail)"],
        ),
        ("Exclusion", "Known allergy to corticosteroids", []),
        ("Exclusion", "Therapeutic anticoagulation with warfarin", ["not (taking_anticoagulant and unread_detail)"]),
        ("Exclusion", "Treatment with anticoagulants", ["not taking_anticoagulant"]),
        (
            "Exclusion",
            "Patients on warfarin; low molecular weight heparin is allowed",
            ["not (taking_vitamin_k_antagonist and unread_detail)"],
        ),
        (
            "Exclusion",
            "Patients taking warfarin or other coumarin-derived anticoagulants",
            ["not taking_vitamin_k_antagonist"],
        ),
        ("Exclusion", "Concurrent use of oral vitamin K antagonists", ["not taking_vitamin_k_antagonist"]),
        (
            "Exclusion",
            "Diagnosis of immunodeficiency or is receiving systemic steroid therapy within 7 days",
            ["not immunodeficiency", "not (taking_corticosteroid and unread_detail)"],
        ),
        ("Exclusion", "Nonsteroidal anti-inflammatory drugs", []),
        ("Exclusion", "Nonsteroidal aromatase inhibitor therapy within 2 weeks", []),
        ("Exclusion", "Previous severe reaction to dexamethasone", []),
        ("Inclusion", "No concurrent CYP3A4 inducers", ["not taking_strong_cyp3a4_inducer"]),
        ("Inclusion", "Patients must not be taking strong CYP3A4 inhibitors", ["not taking_strong_cyp3a4_inhibitor"]),
        ("Inclusion", "No concurrent systemic corticosteroids", ["not (taking_corticosteroid and unread_detail)"]),
        (
            "Inclusion",
            "Patients must not require therapeutic anticoagulation",
            ["not (taking_anticoagulant and unread_detail)"],
        ),
        ("Inclusion", "Patients on anticoagulants are eligible", []),
        ("Inclusion", "Brain metastases stable and off steroids for 4 weeks", []),
        ("Inclusion", "Must have received dexamethasone", []),
    ],
)
def test_medicines_that_are_ruled_out(section: str, text: str, expected: list[str], words: Words) -> None:
    study = Study(nct="NCT00000001", criteria=f"{section} Criteria:\n\n* {text}")
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found == expected


def test_a_list_below_medications_that_are_ruled_out(words: Words) -> None:
    text = "* Use of medication with any of:\n   * Proton pump inhibitor\n   * Known risk of Torsades de Pointes"
    study = Study(nct="NCT00000001", criteria=f"Exclusion Criteria:\n\n{text}")
    found = [each.expression for criterion in read_study(study, words).criteria for each in criterion.understood]
    assert found == ["not taking_proton_pump_inhibitor", "not taking_qt_prolonging_drug"]
