"""A relapse counts from the day on which metastatic disease was established, and only where it was."""

from __future__ import annotations

from datetime import date

import pytest

from onward.events.tables import Diagnosis, Drug, Events, Metastasis
from onward.knowledge.loader import load
from onward.plan.make import judge
from onward.values.dates import PartialDate

WHEN = PartialDate.parse("2017-07-21")


def events(site: str) -> Events:
    """Adjuvant paclitaxel, and a deposit somewhere on the day of the diagnosis."""
    rows = {
        "diagnosis": (Diagnosis(id="dx:1", date=WHEN, cancer="breast", stage="IIIA"),),
        "metastasis": (Metastasis(id="m:1", date=WHEN, site=site),),
        "drug": (
            Drug(
                id="drug:1",
                date=PartialDate.parse("2017-07-28"),
                drug="paclitaxel",
                intent="adjuvant",
                end=PartialDate.parse("2017-09-08"),
                ongoing=False,
            ),
        ),
    }
    return Events(patient_id="p", rows=rows)


@pytest.mark.parametrize(("site", "expected"), [("other", None), ("liver", True)])
def test_a_deposit_that_proves_no_distant_disease_is_no_relapse(site: str, expected: bool | None) -> None:
    sheet = judge(events(site), load(), date(2026, 6, 1)).sheet
    assert sheet.fact("taxane_resistant") is expected
    assert sheet.fact("early_relapse_after_chemotherapy") is expected
    assert (sheet.fact("metastatic_on") is None) is (expected is None)
