"""What the person said matters: the newest of each, days that lie ahead, and what they meet."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from onward.events.tables import Wish
from onward.knowledge.loader import load
from onward.plan.dated import Task
from onward.plan.make import make_plan
from onward.plan.wishes import FamilyEvent, Wishes, ahead, free_day, met, wishes_of
from onward.records.chart import ChartReader
from onward.values.dates import PartialDate
from onward.values.errors import RecordError

CHART = """
id: wilma
as_of: 2026-06-01
sex: female
cancer: {metastatic_on: 2026-03-01, sites: [bone]}
wishes:
  words: to see my garden in autumn
  weights: {longer-life: 5}
  outlook: ask-first
  decides: together
  decides_with: my daughter
  work: I teach
  events:
    - {what: the sea, date: 2026-06-27, until: 2026-07-04}
    - {what: a wedding, date: 2026-06-13}
    - {what: school, date: 2026-09}
"""
SEA = FamilyEvent("the sea", "2026-06-27", "2026-06-27", "2026-07-04", "2026-07-04")
SCHOOL = FamilyEvent("school", "2026-09", "2026-09-01", "2026-09-30")


def read(text: str) -> Wishes:
    return wishes_of(ChartReader(load()).read_text(text, "w.yaml").rows["wish"])


def test_a_chart_tells_them_all_and_days_ahead_are_kept() -> None:
    found = read(CHART)
    assert (found.weights, found.words) == ({"longer-life": 5.0}, "to see my garden in autumn")
    assert (found.outlook, found.decides, found.decides_with, found.work) == (
        "ask-first", "together", "my daughter", "I teach",
    )  # fmt: skip
    assert [each.what for each in found.events] == ["a wedding", "the sea", "school"]
    assert found.events[1:] == (SEA, SCHOOL)


def test_the_newest_of_each_is_heard() -> None:
    rows = [
        Wish(id="1", refs=(), name="longer-life", weight=2.0),
        Wish(id="2", refs=(), name="longer-life", weight=5.0, date=PartialDate.parse("2026-05-01")),
        Wish(id="3", refs=(), name="outlook", text="wanted"),
        Wish(id="4", refs=(), name="outlook", text="not-wanted", date=PartialDate.parse("2026-05-01")),
    ]
    assert wishes_of(rows) == Wishes(weights={"longer-life": 5.0}, outlook="not-wanted")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("outlook: perhaps", "'perhaps' is not possible here"),
        ("decides: everybody", "'everybody' is not possible here"),
        ("events: [{what: a wedding}]", "a day that matters has no 'date'"),
        ("events: [{what: the sea, date: 2026-07-04, until: 2026-06-27}]", "'until' (2026-06-27) is before 'date'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(line: str, told: str) -> None:
    with pytest.raises(RecordError) as raised:
        read(f"id: w\nas_of: 2026-06-01\nwishes:\n  {line}\n")
    assert told in str(raised.value)
    assert "w.yaml:4:" in str(raised.value)


def test_a_plan_holds_them_and_one_without_stays_as_it_was() -> None:
    knowledge = load()
    told = ChartReader(knowledge).read_text(CHART, "w.yaml")
    bare = ChartReader(knowledge).read_text(CHART.split("wishes:")[0], "w.yaml")
    plan, without = make_plan(told, knowledge), make_plan(bare, knowledge)
    assert isinstance(plan.wishes, Wishes)
    assert b'"wishes"' not in msgspec.json.encode(without)
    assert msgspec.structs.replace(plan, wishes=msgspec.UNSET) == without


def task(due: str, opens: str, closes: str) -> Task:
    return Task(id="t", investigation="x", title="X", due=due, opens=opens, closes=closes, state="coming", reasons=())


def test_a_check_that_falls_on_a_day_that_matters_is_found_with_the_nearest_free_day() -> None:
    check = task("2026-06-29", "2026-06-26", "2026-07-02")
    assert met(check, (SEA, SCHOOL)) == (SEA,)
    assert free_day(check, (SEA, SCHOOL)) == "2026-06-26"
    assert free_day(task("2026-06-29", "2026-06-28", "2026-07-02"), (SEA,)) is None


def test_of_a_month_alone_nobody_can_say_what_it_meets() -> None:
    assert met(task("2026-09-10", "2026-09-08", "2026-09-12"), (SCHOOL,)) == ()


def test_days_that_are_over_are_no_longer_ahead() -> None:
    assert ahead((SEA, SCHOOL), date(2026, 7, 4)) == (SEA, SCHOOL)
    assert ahead((SEA, SCHOOL), date(2026, 7, 5)) == (SCHOOL,)
