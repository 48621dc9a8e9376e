"""How a treatment works so far, as the plan tells it."""

from __future__ import annotations

from datetime import date

from tests.unit.plan.world import plan, row

from onward.events.tables import Event
from onward.plan.types import BestResponse, ResponseNow

LINE = row("drug", 1, "2025-01-10", drug="alpha", intent="metastatic", ongoing=True)


def scans(*sizes: tuple[str, float]) -> list[Event]:
    return [
        row("lesion", number, day, lesion="L1", kind="target", site="liver", longest_mm=size)
        for number, (day, size) in enumerate(sizes)
    ]


def told(*sizes: tuple[str, float], line: bool = True) -> ResponseNow:
    found = plan(*([LINE] if line else []), *scans(*sizes), day=date(2026, 6, 1)).response
    assert found is not None
    return found


def test_a_response_that_a_later_scan_confirms() -> None:
    found = told(("2025-01-05", 30), ("2025-04-01", 20), ("2025-07-01", 19))
    assert (found.overall, found.sum_mm) == ("PR", 19)
    assert found.best == BestResponse(
        unconfirmed="PR", confirmed="PR", responding_since="2025-04-01", duration_days=91, over=False
    )


def test_a_response_that_none_confirms_counts_as_stable_when_confirmed() -> None:
    found = told(("2025-01-05", 30), ("2025-04-01", 20), ("2025-07-01", 26))
    assert found.overall == "PD"
    assert found.best == BestResponse(
        unconfirmed="PR", confirmed="SD", responding_since="2025-04-01", duration_days=91, over=True
    )


def test_no_response_has_no_duration() -> None:
    found = told(("2025-01-05", 30), ("2025-04-01", 29))
    assert found.best == BestResponse(unconfirmed="SD", confirmed="SD")


def test_without_a_line_nothing_is_said_of_the_best() -> None:
    assert told(("2025-01-05", 30), ("2025-04-01", 29), line=False).best is None


def test_scans_that_begin_after_the_line_tell_nothing_of_all_of_it() -> None:
    stated = row("drug", 1, "2025-01-10", drug="alpha", intent="metastatic", ongoing=True, best_response="PR")
    found = plan(stated, *scans(("2025-11-03", 20), ("2026-04-01", 30)), day=date(2026, 6, 1)).response
    assert found is not None
    assert found.best == BestResponse(unconfirmed="PD", confirmed="PD", measured_since="2025-11-03", stated="PR")


def test_what_the_record_states_of_the_best_response_is_kept_beside_what_is_measured() -> None:
    stated = row("drug", 1, "2025-01-10", drug="alpha", intent="metastatic", ongoing=True, best_response="SD")
    found = plan(stated, *scans(("2025-01-05", 30), ("2025-04-01", 20)), day=date(2026, 6, 1)).response
    assert found is not None and found.best is not None
    assert (found.best.unconfirmed, found.best.stated, found.best.measured_since) == ("PR", "SD", None)
