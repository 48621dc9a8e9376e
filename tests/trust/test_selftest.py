"""Every case that ships, as a chart and as FHIR, through the real entry points of this installation."""

from __future__ import annotations

import dataclasses
import datetime
from functools import lru_cache

import pytest

from onward.knowledge.loader import read_all
from onward.knowledge.read import ReadKnowledge
from onward.reports import selftest

PARTS = 6


@lru_cache(maxsize=1)
def read() -> ReadKnowledge:
    """All that ships."""
    return read_all()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_shipped_patient_gets_what_they_must(part: int) -> None:
    mine = dataclasses.replace(read(), cases=read().cases[part::PARTS])
    result = selftest.run(mine, datetime.date(2026, 11, 24))
    assert result.failed == []
    assert result.by_entry[selftest.CHART] == len(mine.cases)
    assert result.by_entry[selftest.FHIR] >= 20
