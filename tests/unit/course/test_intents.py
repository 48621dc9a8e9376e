"""The intent that dates speak for."""

from __future__ import annotations

import pytest
from tests.unit.course.sequences import course

from onward.events.tables import Drug

CASES: dict[str, tuple[str, list[str | None]]] = {
    "stated": ("letrozole 2018-01-01.. @adjuvant", ["adjuvant"]),
    "by the stated line": ("letrozole 2018-01-01.. #1", ["metastatic!"]),
    "de novo": ("diagnosis 2024-01-01 IV\nletrozole ?..", ["metastatic!"]),
    "after metastatic disease": ("metastatic 2024-01-01\nletrozole 2024-01-01..", ["metastatic!"]),
    "30 days before it": ("metastatic 2024-01-31\nletrozole 2024-01-01..", ["metastatic!"]),
    "31 days before it": ("metastatic 2024-02-01\nletrozole 2024-01-01..", ["adjuvant!"]),
    "in the same year, no more is known": ("metastatic 2024\nletrozole 2024..", [None]),
    "the year before": ("metastatic 2024-05-01\nletrozole 2023..", ["adjuvant!"]),
    "undated": ("metastatic 2024-01-01\nletrozole ?..", [None]),
    "before surgery": ("surgery 2018-06-01\npaclitaxel 2018-01-01..2018-05-01", ["neoadjuvant!"]),
    "after surgery": ("surgery 2018-06-01\npaclitaxel 2018-07-01..2018-10-01", ["adjuvant!"]),
    "two years before surgery": ("surgery 2018-06-01\npaclitaxel 2016-01-01..2016-05-01", [None]),
    "between two operations": (
        "surgery 2018-01-01\nsurgery 2018-08-01\npaclitaxel 2018-02-01..2018-05-01", ["adjuvant!"],
    ),
    "no surgery, no metastases": ("paclitaxel 2018-02-01..2018-05-01", [None]),
    "early disease, metastatic since an unknown day: first year": (
        "diagnosis 2015-01-01 II\nmetastatic ?\ntamoxifen 2015-06-01..", ["adjuvant!"],
    ),
    "early disease, metastatic since an unknown day: before surgery": (
        "diagnosis 2015-01-01 II\nsurgery 2015-06-01\nmetastatic ?\npaclitaxel 2015-02-01..2015-05-01",
        ["neoadjuvant!"],
    ),
    "early disease, metastatic since an unknown day: later": (
        "diagnosis 2015-01-01 II\nmetastatic ?\nletrozole 2020-01-01..", ["metastatic!"],
    ),
    "metastatic since an unknown day": ("metastatic ?\nletrozole 2024-01-01..", ["metastatic!"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_intents(name: str) -> None:
    history, expected = CASES[name]
    drugs = [row for row in course(history).of("drug") if isinstance(row, Drug)]
    assert [row.intent and row.intent + "!" * row.intent_inferred for row in drugs] == expected
