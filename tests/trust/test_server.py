"""The server under attack, in the size of continuous integration; `make trust` does more of it."""

from __future__ import annotations

import pytest
from tests.trust import killed, server
from tests.trust.measure import Measure


@pytest.mark.parametrize("measure", [server.measure_leaks, server.measure_callers])
def test_nothing_is_missed(measure) -> None:  # type: ignore[no-untyped-def]
    found: Measure = measure()
    assert found.count > 100
    assert found.misses == []


def test_faults_of_writes_leave_nothing_by_half() -> None:
    found = server.measure_faults(ways=1)
    assert found.count > 30
    assert found.misses == []


def test_mutated_uploads_are_answered() -> None:
    assert server.measure_uploads(0, 150).misses == []


def test_a_killed_server_leaves_whole_charts() -> None:
    assert killed.measure(2).misses == []


def test_a_leak_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CANARIES", ("Onward",))
    assert server.measure_leaks().misses != []
