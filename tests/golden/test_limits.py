"""Every limit of every drug, written down: what moves shows in review as a line. `make golden` rewrites the table."""

from __future__ import annotations

from collections.abc import Callable

from tests.trust import limits
from tests.trust.world import knowledge


def test_limits_of_drugs_and_occasions_of_alerts(golden: Callable[[str, str], None]) -> None:
    golden("limits.md", limits.page(knowledge()))
