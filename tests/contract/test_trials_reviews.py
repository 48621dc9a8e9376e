"""The first reviewed trials: every word of theirs still stands in the registry's record, and matching rests on them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.contract.trials.measure import RECORDS

from onward.cli.planning import Records
from onward.knowledge.loader import load
from onward.trials.match import match_all
from onward.trials.match_compile import compile_trials
from onward.trials.reading import Reading, read_study, words_of
from onward.trials.registry import read_studies
from onward.trials.reviewed import FOLDER

pytestmark = pytest.mark.skipif(not RECORDS.is_dir(), reason="the registry records of ../shared are not here")

UNREAD = {"NCT06062498": 3, "NCT06224673": 9}
"""Items that the reviews leave unread on purpose: toxicities, allergies, days since treatments of the brain, oxygen."""
LIGHT = """\
id: one
as_of: 2026-06-01
sex: female
birth_date: 1961-03-04
ecog: 1
cancer: {first_diagnosed: 2018-05-01, metastatic_on: 2023-05-10, sites: [liver]}
specimens: [{date: 2026-05-20, site: liver, er_percent: %(er)s, pr_percent: 0, her2_ihc: %(her2)s}]
genomics: [{date: 2026-05-20, gene: ESR1, alteration: D538G, origin: somatic, source: ctdna, result: positive}]
treatment_history_complete: true
therapies:
  - {drugs: [letrozole, palbociclib], intent: metastatic, start: 2023-06-01, end: 2025-05-01, stopped_for: progression}
  - {drugs: [fulvestrant], intent: metastatic, start: 2025-06-01, end: 2026-04-15, stopped_for: progression}
"""


@cache
def reading(nct: str) -> Reading:
    studies, _ = read_studies(RECORDS / f"{nct}.json")
    return read_study(next(iter(studies)), words_of(load()))


def failed(nct: str, chart: str) -> set[str]:
    """What a person does not meet of a trial, by kind."""
    records = Records(None, None)
    judged = records.judge(records.charts.read_text(chart.encode(), "chart.yaml"))
    found = match_all(compile_trials([reading(nct)], records.knowledge), judged.sheet)[0]
    return {each.kind for each in found.failed}


def test_each_reviewed_trial_is_tested_here() -> None:
    assert {Path(file).stem for file in load().beside if file.startswith(FOLDER)} == set(UNREAD)


@pytest.mark.parametrize("nct", sorted(UNREAD))
def test_every_review_belongs_to_an_item_of_the_record(nct: str) -> None:
    found = reading(nct)
    assert found.stale == ()
    unread = [each.item.text for each in found.criteria if each.unread]
    assert len(unread) <= UNREAD[nct], unread
    assert all(each.reviewed for each in found.criteria if each.understood and not each.field)


def test_the_note_on_er_decides_who_may_get_elacestrant() -> None:
    assert failed("NCT06062498", LIGHT % {"er": 80, "her2": "0"}) == set()
    assert failed("NCT06062498", LIGHT % {"er": 5, "her2": "0"}) == {"hormone-receptors"}
    assert failed("NCT06062498", LIGHT % {"er": 80, "her2": "3+"}) == {"her2"}


def test_one_her2_low_sample_and_a_line_of_chemotherapy_decide_about_arx788() -> None:
    assert failed("NCT06224673", LIGHT % {"er": 80, "her2": "0"}) == {"her2", "required-drug"}
    assert failed("NCT06224673", LIGHT % {"er": 80, "her2": "1+"}) == {"required-drug"}
