"""No regimen is offered with a drug that speaks against itself; what is unknown is said to be checked first."""

from __future__ import annotations

from tests.trust import sweep
from tests.trust.world import knowledge


def test_every_reason_against_every_drug_of_every_regimen_is_caught() -> None:
    measured = sweep.measure(knowledge())
    assert measured.count > 500
    assert not measured.misses, "\n".join(measured.misses)
