"""Studies that take images, ask questions or ease symptoms are no treatment, also where the record tells no purpose."""

from __future__ import annotations

import pytest

from onward.knowledge.loader import load
from onward.trials.purposes import purposes, treats
from onward.trials.study import Intervention, Study


def study(title: str, *given: str, purpose: str = "", phases: tuple[str, ...] = ("PHASE2",)) -> Study:
    named = tuple(Intervention(name=each) for each in given)
    return Study(nct="NCT00000001", title=title, interventions=named, purpose=purpose, phases=phases)


@pytest.mark.parametrize(
    ("found", "treating"),
    [
        (study("HER2-PET Imaging Using 89Zr-trastuzumab", "89Zr-trastuzumab"), False),
        (study("Evaluation of PSMA in Metastatic Breast Cancer", "18F-DCFPyL"), False),
        (study("Lymphovenous Bypass in Preventing Lymphedema", "Lymphovenous Bypass"), False),
        (study("Acupuncture for Arthralgia", "Acupuncture", "Placebo"), False),
        (
            study("A Trial of Radiation and FES Positron Emission Tomography", "Radiation", "Biospecimen Collection"),
            True,
        ),
        (study("A Phase 2 Study of Drug X", "Drug X", "Computed Tomography", "Biopsy"), True),
        (study("A Study of [177Lu]Lu-NNS309", "[68Ga]Ga-NNS309", "[177Lu]Lu-NNS309"), True),
        (study("Imaging of Drug X", "Drug X", purpose="TREATMENT"), True),
        (study("A Phase 2 Study", "Drug X", purpose="DIAGNOSTIC"), False),
        (study("A Study", phases=()), None),
    ],
)
def test_whether_a_study_treats(found: Study, treating: bool | None) -> None:
    assert treats(found, purposes(load())) is treating
