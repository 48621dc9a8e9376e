"""What must hold always (DESIGN section 9), over at least ten thousand random charts, split over the workers."""

from __future__ import annotations

import pytest
from tests.trust import invariants
from tests.trust.world import size

CHARTS = 10_000
PARTS = 20


@pytest.mark.parametrize("part", range(PARTS))
def test_invariants_hold_over_random_charts(part: int) -> None:
    count = size(CHARTS) // PARTS
    misses = [miss for seed in range(part * count, (part + 1) * count) for miss in invariants.violations(seed)]
    assert not misses, "\n".join(misses[:20])


def test_nothing_is_said_to_a_patient_of_whom_nothing_is_known() -> None:
    assert not [*invariants.empty_patient()]
