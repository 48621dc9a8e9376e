"""What happened, as the picture of the course gets it."""

from __future__ import annotations

from tests.unit.plan.world import MUTANT, judged, plan, row, world

from onward.events.tables import Event
from onward.plan.dated import Happening


def found(*rows: Event, **columns: object) -> dict[str, list[Happening]]:
    kinds: dict[str, list[Happening]] = {}
    for each in plan(*rows, **columns).history:
        kinds.setdefault(each.kind, []).append(each)
    return kinds


def lesion(serial: int, day: str, size: float) -> Event:
    return row("lesion", serial, day, lesion="L1", kind="target", site="liver", longest_mm=size)


def test_happenings_are_told_oldest_first_with_where_they_were_read() -> None:
    told = plan(
        row("procedure", 1, "2024-02", name="long-name", site="bone"),
        row("state", 1, "2024-01-05", name="metastatic", truth=True),
        row("state", 2, "2023-01-05", name="metastatic", truth=False),
        MUTANT,
        row("variant", 2, gene="G1", result="negative"),
    ).history
    assert [each.date for each in told] == sorted(each.date for each in told)
    says = {each.says: each.refs for each in told}
    assert says["long name, bone"] == ("record:procedure-1",)
    assert says["metastatic disease"] == ("record:state-1",)
    assert "G1 positive" in says
    assert "first diagnosis" in says
    assert "G1 negative" not in says  # it has no date


def test_only_the_blood_markers_of_the_course_are_curves() -> None:
    markers = {"ca15-3": 30.0, "qt": 400.0}
    rows = [
        row("lab", number, "2026-01-02", test=test, value=value, unit="U")
        for number, (test, value) in enumerate(markers.items())
    ]
    assert [each.name for each in found(*rows)["blood-marker"]] == ["ca15-3"]


def test_each_response_has_its_sum_and_the_baseline_stands_once_on_its_own_day() -> None:
    kinds = found(lesion(1, "2026-05-02", 40.0), lesion(2, "2026-05-20", 30.0), lesion(3, "2026-05-30", 20.0))
    assert [(each.date, each.value) for each in kinds["lesion-sum"]] == [
        ("2026-05-02", 40.0),
        ("2026-05-20", 30.0),
        ("2026-05-30", 20.0),
    ]
    assert len(kinds["response"]) == 2


def test_nothing_after_the_day_of_the_plan_is_told() -> None:
    later = row("procedure", 1, "2027-01-01", name="later")
    assert "procedure" not in found(later)
    assert list(judged(later, knowledge=world()).sheet.rows("procedure")) == []


def test_progression_says_what_it_rests_on() -> None:
    drug = row("drug", 1, "2026-05-05", drug="alpha", intent="metastatic", end=None, ongoing=False)
    ended = row(
        "drug", 2, "2025-01-05", drug="beta", intent="metastatic", ongoing=False, stopped_for="progression",
    )  # fmt: skip
    says = [each.says for each in found(drug, ended).get("progression", [])]
    assert all(each.startswith("progression (") for each in says)


def test_marker_without_a_result_is_no_point() -> None:
    told = found(row("marker", 1, "2026-05-01", name="ER"), row("marker", 2, "2026-05-01", name="PR", number=20.0))
    assert {each.says for each in told["receptor"] if each.name in ("ER", "PR")} == {"PR 20"}


def test_a_response_to_be_confirmed_says_so_in_the_history_and_in_the_stage() -> None:
    begun = row("drug", 1, "2026-05-10", drug="alpha", intent="metastatic", ongoing=True)
    told = plan(begun, lesion(1, "2026-05-05", 20), lesion(2, "2026-05-28", 20),
                row("lesion", 3, "2026-05-28", lesion="X", kind="new", site="bone"))  # fmt: skip
    (response,) = [each for each in told.history if each.kind == "response"]
    assert (response.says, response.result) == ("response PD, to be confirmed", "PD?")
    assert "progression" not in {each.kind for each in told.history}
    assert "has to be confirmed" in told.stage_why
