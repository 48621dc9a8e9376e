"""What counts as a fusion of genes in the words of a report."""

from __future__ import annotations

import pytest

from onward.records.changes import change_word


@pytest.mark.parametrize(
    "change",
    [
        "fusion",
        "ETV6-NTRK3 fusion",
        "ETV6::NTRK3",
        "ETV6-NTRK3",
        "CCDC6-RET",
        "NTRK1-TPM3",
        "RET rearrangement",
        "Translocation t(12;15)",
    ],
)
def test_a_fusion_is_a_fusion_whatever_its_partners(change: str) -> None:
    assert change_word(change) == "fusion"


@pytest.mark.parametrize("change", ["G595R", "p.Gly595Arg", "M918T", "amplification", "NM_002530.4:c.1783G>A", "loss"])
def test_another_change_stays_what_it_is(change: str) -> None:
    assert change_word(change) == change
