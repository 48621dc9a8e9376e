"""What to check when, as a page and within the plan's page."""

from __future__ import annotations

import msgspec
from tests.unit.reports.reading import plain
from tests.unit.reports.sample import PLAN

from onward.plan.dated import CheckReason, Offset, Task
from onward.reports.agenda import NOTHING, render_offsets, render_tasks
from onward.reports.html import render_html

ALPHA = CheckReason(drug="alpha", when="every two weeks", why="counts fall", sources=("label-a",))
SCAN = CheckReason(drug=None, when="every 2 to 4 months", phase="follow-up", sources=("guide-one",))


def task(state: str, day: str, **more: object) -> Task:
    fixed: dict[str, object] = {
        "id": f"count-{day}", "investigation": "count", "title": "Blood count", "due": day, "opens": "2026-05-28",
        "closes": "2026-06-03", "state": state, "reasons": (ALPHA,),
    }  # fmt: skip
    return Task(**{**fixed, **more})  # type: ignore[arg-type]


TASKS = (
    task("overdue", "2026-04-01", missed=3),
    task("overdue", "2026-04-02", certain=False),
    task("due", "2026-05-30"),
    task("unknown", "2026-05-01", title="Eye examination"),
    task("coming", "2026-07-01", title="Imaging", reasons=(SCAN,)),
    task("done", "2026-05-15", done_on="2026-05-20", late=True, lacking=("white_cells",)),
)


def test_states_come_in_the_order_of_who_needs_to_act() -> None:
    page = render_tasks(PLAN, TASKS, "alpha")
    places = [page.index(heading) for heading in ("OVERDUE", "DUE NOW", "WAS DUE", "COMING", "\nDONE\n", "WHO ASKS")]
    assert places == sorted(places)
    assert "3 times in a row; alpha" in page
    assert "~2026-04-02" in page
    assert "the first day is known only roughly" in page
    assert "2026-05-28 to 2026-06-03; alpha" in page
    assert "done 2026-05-20, late; alpha; without white cells" in " ".join(page.split())
    assert "Blood count: alpha: every two weeks (counts fall) [1]" in page
    assert "[2]" in page


def test_nothing_to_check_is_said() -> None:
    assert " ".join(NOTHING.split()) in " ".join(render_tasks(PLAN, (), "no treatment goes on").split())


def test_days_of_an_option_are_weeks_where_they_are_whole() -> None:
    offsets = [Offset(day=day, investigation="count", title="Blood count", reasons=(ALPHA,)) for day in (0, 10, 14)]
    page = render_offsets(PLAN, offsets, "alpha")
    assert "before, day 0" in page
    assert "day 10" in page
    assert "week 2" in page


def test_page_of_the_plan_holds_the_schedule() -> None:
    page = plain(render_html(msgspec.structs.replace(PLAN, schedule=TASKS)))
    assert "What to check when" in page
    assert "Blood count 2026-05-20 (late)" in page
    assert "What to check when" not in plain(render_html(PLAN))
