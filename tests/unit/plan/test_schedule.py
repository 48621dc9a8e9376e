"""Which day a check is due, what counts as done, and what is only late, missed or not to be told."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.plan.world import GOING_ON, changed, judged, plan, row, world

from onward.events.tables import Event
from onward.knowledge.schedule import FILE, read_schedule_rules, schedule_rules
from onward.knowledge.types import Check, Knowledge
from onward.plan.dated import Task
from onward.plan.schedule import days_due, first_weeks, from_day, schedule
from onward.values.errors import KnowledgeError

START = date(2026, 5, 10)
DRUG = changed(
    "treatments/alpha.yaml",
    (
        "monitoring: [{investigation: ecg, when: monthly, why: QT, sources: [label]}]",
        "monitoring: [{investigation: ecg, when: weekly, due: {every_days: 7, from_day: 7}, sources: [label]}]",
    ),
)
NO_RESULT_TOLD = changed("investigations/all.yaml", ("settles: [qt], sources", "sources"))
BETA = {
    "treatments/beta.yaml": (
        "drug: beta\nwhat: beta\nclasses: [greek]\nroute: oral\ndose: two\nsources: [label]\n"
        "monitoring: [{investigation: ecg, when: day 9, due: {days: [9]}, sources: [label]}]\n"
    )
}


def knowledge(*changes: dict[str, str]) -> Knowledge:
    return world({name: text for each in (DRUG, *changes) for name, text in each.items()})


def result(day: date, serial: int = 1, **columns: Any) -> Event:
    return row("lab", serial, day.isoformat(), **{"test": "qt", "value": 400.0, "unit": "ms", **columns})


def tasks(*rows: Event, day: date, known: Knowledge | None = None) -> tuple[Task, ...]:
    return schedule(judged(*rows, knowledge=known or knowledge(), day=day))


def states(found: tuple[Task, ...]) -> list[tuple[str, str]]:
    return [(task.due, task.state) for task in found]


def day(offset: int) -> date:
    return START + timedelta(offset)


def test_nothing_is_scheduled_where_no_treatment_goes_on() -> None:
    assert tasks(day=day(20)) == ()


def test_without_results_days_in_a_row_are_one_overdue_task_which_also_serves_what_is_due() -> None:
    found = tasks(GOING_ON, day=day(21))
    assert states(found)[:2] == [(day(0).isoformat(), "overdue"), (day(28).isoformat(), "coming")]
    assert found[0].missed == 3
    assert found[0].reasons[0].phase == "before-start"


def test_result_within_the_window_is_done_and_next_one_is_due() -> None:
    found = tasks(GOING_ON, result(day(-3)), result(day(8), 2), result(day(13), 3), day=day(20))
    assert states(found)[:4] == [
        (day(0).isoformat(), "done"),
        (day(7).isoformat(), "done"),
        (day(14).isoformat(), "done"),
        (day(21).isoformat(), "due"),
    ]
    assert found[1].done_on == day(8).isoformat()
    assert found[1].refs == ("record:lab-2",)
    assert not any(task.late for task in found)


def test_result_after_the_window_is_done_late() -> None:
    found = tasks(GOING_ON, result(day(-3)), result(day(11)), day=day(12))
    assert (found[1].state, found[1].late, found[1].done_on) == ("done", True, day(11).isoformat())


def test_one_late_result_makes_up_for_several_days_and_is_told_once() -> None:
    found = tasks(GOING_ON, result(day(-3)), result(day(25)), day=day(25))
    assert [(task.due, task.late) for task in found if task.state == "done"] == [
        (day(0).isoformat(), False),
        (day(21).isoformat(), True),
    ]


def test_result_of_another_test_does_not_count() -> None:
    assert tasks(GOING_ON, result(day(7), test="other"), day=day(10))[0].state == "overdue"


def test_result_of_which_only_the_month_is_known_counts_where_all_of_it_lies_in_the_window() -> None:
    inside = row("lab", 1, "2026-04", test="qt", value=400.0, unit="ms")
    assert tasks(GOING_ON, inside, day=day(3))[0].state == "overdue"


def test_check_that_no_record_can_show_is_asked_about_and_never_overdue() -> None:
    found = tasks(GOING_ON, day=day(20), known=knowledge(NO_RESULT_TOLD))
    assert [task.state for task in found if task.due < day(20).isoformat()] == ["unknown"]


def test_what_was_done_long_ago_is_left_out() -> None:
    rows = [result(day(7 * number), number) for number in range(40)]
    found = tasks(GOING_ON, *rows, day=day(273))
    assert min(task.due for task in found) >= day(273 - 84).isoformat()
    assert max(task.due for task in found) <= day(273 + 84).isoformat()


def test_rough_start_widens_the_window_and_is_said() -> None:
    rough = row("drug", 1, "2026-05", drug="alpha", intent="metastatic", ongoing=True)
    first = tasks(rough, day=date(2026, 6, 20))[0]
    assert not first.certain
    assert (first.opens, first.closes) == ("2026-04-03", "2026-06-02")


def test_same_check_of_two_drugs_within_three_days_is_one_task_with_both_reasons() -> None:
    second = row("drug", 2, "2026-05-10", drug="beta", intent="metastatic", ongoing=True)
    found = tasks(GOING_ON, second, day=day(1), known=knowledge(BETA))
    merged = [task for task in found if task.due == day(7).isoformat()]
    assert [reason.drug for reason in merged[0].reasons] == ["alpha", "beta"]
    assert not [task for task in found if task.due == day(9).isoformat()]


def test_a_medicine_beside_the_treatment_has_its_own_checks() -> None:
    beside = row("medication", 1, "2026-05-20", name="beta", ongoing=True)
    found = tasks(GOING_ON, beside, day=day(1 + 10), known=knowledge(BETA))
    assert [task.due for task in found if task.reasons[0].drug == "beta"] == ["2026-05-29"]
    over = row("medication", 1, "2026-05-20", name="beta", ongoing=False)
    assert not [task for task in tasks(GOING_ON, over, day=day(11), known=knowledge(BETA)) if "beta" in task.id]


def test_days_of_one_drug_that_lie_close_together_stay_apart() -> None:
    close = changed("treatments/alpha.yaml", ("when: monthly, why: QT", "when: often, due: {days: [3, 6, 7]}"))
    offsets = first_weeks(judged(knowledge=world(close)), ["alpha"])
    assert [each.day for each in offsets] == [0, 3, 6, 7]


ASKS_TO_TALK = changed(
    "treatments/alpha.yaml", ("before_start: [{investigation: ecg", "before_start: [{investigation: talk")
)


def test_test_before_the_start_is_asked_for_unless_its_answer_is_known_without_any_result() -> None:
    asked = first_weeks(judged(knowledge=knowledge(ASKS_TO_TALK)), ["alpha"])
    assert asked[0].investigation == "talk"
    known = changed("investigations/all.yaml", ("settles: [tired, allergy]", "settles: [begun_on]"))
    found = first_weeks(judged(knowledge=knowledge(ASKS_TO_TALK, known)), ["alpha"])
    assert "talk" not in {each.investigation for each in found}


def test_imaging_counts_from_the_last_assessment_or_the_start() -> None:
    visit = changed("pathways/all/rules.yaml", ("{id: visit, title: A visit}", "{id: response-imaging, title: Scans}"))
    tired = row("symptom", 1, "2026-05-04", term="tired")
    for seen, expected, state in (
        ((), day(60), "coming"),
        ((row("lesion", 1, "2026-05-20", lesion="L1", kind="target", site="liver", longest_mm=20.0),),
         date(2026, 7, 19), "coming"),
    ):  # fmt: skip
        found = plan(GOING_ON, tired, *seen, knowledge=knowledge(visit), day=day(15))
        scan = next(task for task in found.schedule if task.investigation == "response-imaging")
        assert (scan.due, scan.state) == (expected.isoformat(), state)
        assert scan.reasons[0].drug is None
    for offset, state in ((61, "due"), (121, "overdue")):
        found = plan(GOING_ON, tired, knowledge=knowledge(visit), day=day(offset))
        assert next(task for task in found.schedule if task.investigation == "response-imaging").state == state


def test_tasks_keep_their_ids_from_day_to_day() -> None:
    then = {task.due: task.id for task in tasks(GOING_ON, day=day(1)) if task.state == "coming"}
    now = {task.due: task.id for task in tasks(GOING_ON, result(day(7)), day=day(10)) if task.state == "coming"}
    assert all(then.get(due, name) == name for due, name in now.items())


def test_offsets_become_dates() -> None:
    offsets = first_weeks(judged(knowledge=knowledge()), ["alpha", "alpha", "unheard of"])
    assert [each.day for each in offsets] == [0, *range(7, 85, 7)]
    dated = from_day(offsets, START)
    assert dated[1].due == day(7).isoformat()
    assert {task.state for task in dated} == {"coming"}


def test_day_of_the_source_without_a_schedule_gives_no_date() -> None:
    assert days_due(Check(investigation="ecg", when="as needed", sources=("label",)), 100) == ()


@given(st.integers(1, 60), st.integers(0, 100), st.one_of(st.none(), st.integers(0, 300)), st.integers(0, 400))
def test_days_stay_between_first_and_last(every: int, first: int, until: int | None, last: int) -> None:
    due = (("every_days", every), ("from_day", first), *((("until_day", until),) if until is not None else ()))
    days = days_due(Check(investigation="ecg", when="often", due=due, sources=("label",)), last)
    assert list(days) == sorted(set(days))
    assert all(first <= one <= min(last, last if until is None else until) for one in days)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-30, 60), max_size=8), st.integers(0, 60))
def test_more_results_never_make_more_overdue(offsets: list[int], today: int) -> None:
    rows = [result(day(offset), number) for number, offset in enumerate(offsets) if offset <= today]
    found = tasks(GOING_ON, *rows, day=day(today))
    more = tasks(GOING_ON, *rows, result(day(today), 99), day=day(today))
    assert len({task.id for task in found}) == len(found)
    assert sum(task.state == "overdue" for task in more) <= sum(task.state == "overdue" for task in found)
    assert not [task for task in more if task.state == "overdue"]


def test_rules_of_the_schedule_are_read_from_the_knowledge_and_faults_have_their_place() -> None:
    own = schedule_rules(world())
    assert own.days.before_start == 28
    other = dataclasses.replace(world(), beside={FILE: b"days: {}\n"})
    with pytest.raises(KnowledgeError) as refused:
        schedule_rules(other)
    assert f"{FILE}:1" in str(refused.value)
    with pytest.raises(KnowledgeError):
        read_schedule_rules(b"")
