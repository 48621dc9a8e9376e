"""Every condition of the knowledge counts, is monotone, and changes its outcome exactly at its thresholds."""

from __future__ import annotations

from tests.trust import boundaries, mcdc, monotone
from tests.trust.world import knowledge


def test_each_condition_flips_its_outcome_and_turns_it_unknown() -> None:
    measured = mcdc.measure(knowledge())
    assert measured.count > 1000
    assert not measured.misses, "\n".join(measured.misses)


def test_an_answer_in_place_of_an_unknown_never_turns_what_is_known() -> None:
    measured = monotone.measure(knowledge(), most=9)
    assert measured.count > 500
    assert not measured.misses, "\n".join(measured.misses)


def test_each_outcome_changes_exactly_at_its_thresholds() -> None:
    measured = boundaries.measure(knowledge())
    assert measured.count > 300
    assert not measured.misses, "\n".join(measured.misses)
