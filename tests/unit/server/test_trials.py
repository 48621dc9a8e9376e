"""Trials of a folder that the server was given stand in the plan and in the guide, and a what-if opens them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.server.conftest import CHART, Browser, browsing

from onward.knowledge.types import Knowledge
from onward.server.app import make_site
from onward.server.settings import Settings
from onward.server.site import Site
from onward.values.errors import RecordError

STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT09990001", "briefTitle": "A tablet for an invented disease <b>"},
        "statusModule": {"overallStatus": "RECRUITING"},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"]},
        "conditionsModule": {"conditions": ["Metastatic Breast Cancer"]},
        "eligibilityModule": {
            "sex": "ALL",
            "minimumAge": "18 Years",
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Metastatic breast cancer\n* ECOG 0 or 1\n",
        },
    }
}


@pytest.fixture
def site(database: str, knowledge: Knowledge, tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "NCT09990001.json").write_text(json.dumps(STUDY))
    made = make_site(Settings(database=database, trials=folder), knowledge)
    yield made
    made.store.engine.dispose()


def test_trials_stand_in_the_plan_and_in_the_guide(site: Site):
    browser: Browser = browsing(site)()
    url = browser.hand_over(CHART)
    page = browser.get(url)
    assert "Trials that may fit" in page
    assert 'href="https://clinicaltrials.gov/study/NCT09990001"' in page
    assert "&lt;b&gt;" in page
    assert "NCT09990001" in browser.get(f"{url}/guide/page")
    assert json.loads(browser.get(f"{url}/plan.json"))["trials"][0]["nct"] == "NCT09990001"


def test_a_folder_without_registry_files_is_told_at_the_start(database: str, knowledge: Knowledge, tmp_path: Path):
    with pytest.raises(RecordError):
        make_site(Settings(database=database, trials=tmp_path / "nothing"), knowledge)
