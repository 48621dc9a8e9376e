"""Nothing in a record is lost, and charts that say the same have the same plan, to the byte where they are the same."""

from __future__ import annotations

import pytest
from tests.trust import bundles, conservation, metamorphic, same_bytes
from tests.trust.world import size


@pytest.mark.parametrize("part", range(4))
def test_every_event_ends_in_a_fact_the_course_or_unused(part: int) -> None:
    measured = conservation.measure(part * size(250), size(250))
    assert not measured.misses, "\n".join(measured.misses[:20])


@pytest.mark.parametrize("part", range(6))
def test_charts_that_say_the_same_have_the_same_plan(part: int) -> None:
    measured = metamorphic.measure(part * size(10), size(10))
    assert not measured.misses, "\n".join(measured.misses[:20])


def test_plans_are_the_same_bytes_in_other_surroundings() -> None:
    assert not same_bytes.differing(size(4))


@pytest.mark.parametrize("part", range(2))
def test_a_chart_and_its_bundle_have_the_same_plan(part: int) -> None:
    measured = bundles.measure_pairs(part * size(20), size(20))
    assert not measured.misses, "\n".join(measured.misses[:20])


def test_every_resource_of_a_damaged_bundle_ends_in_an_event_or_unused() -> None:
    measured = bundles.measure_lost(0, size(1_000))
    assert not measured.misses, "\n".join(measured.misses[:20])
