"""Where a person stands on the pages: the advice with all that belongs to it, doubts, reports, the schedule."""

from __future__ import annotations

import msgspec
import pytest
from tests.unit.reports.reading import plain
from tests.unit.reports.sample import PLAN
from tests.unit.reports.test_agenda import TASKS

from onward.plan.dated import Task
from onward.plan.types import (
    Attribution,
    Caution,
    CurrentTherapy,
    GradeNow,
    Measure,
    Otherwise,
    Plan,
    ReportNow,
    ResponseNow,
)
from onward.plan.wishes import FamilyEvent, Wishes
from onward.reports import standing
from onward.reports.html import render_html
from onward.reports.text import render_text

NOW = CurrentTherapy(
    action="hold",
    drugs=("gammaciclib",),
    why="Neutropenia grade 3.",
    reasons=(Measure(id="anc", title="Neutrophils 0.8", why="Below 1.0.", do="hold until 1.0 or more"),),
    attributable=(
        Attribution(
            finding="neutrophils_grade",
            value=3,
            drugs=("gammaciclib", "deltacin"),
            stated=("gammaciclib",),
            added_to=("glue: slows its breakdown",),
        ),
    ),
    cautions=(Caution(drug="gammaciclib", kind="interaction", why="glue: slows its breakdown", do="half the dose"),),
    supportive=("bone",),
    otherwise=(
        Otherwise(do="stop", drug="gammaciclib", when="qtcf > 500", missing=("qtcf",), sources=("label-a",)),
        Otherwise(do="stop", drug="gammaciclib", when="alt_grade = 4", now={"alt_grade": 1}, sources=("label-a",)),
    ),
)
DOUBT = ResponseNow(overall="PD", date="2026-05-12", certain=False, note="X may be a flare; L2 was not measured",
                    to_confirm=True)  # fmt: skip
FULL = msgspec.structs.replace(
    PLAN,
    current_therapy=NOW,
    response=DOUBT,
    schedule=TASKS,
    reports=(
        ReportNow(term="nausea", worst=3, rise=2, date="2026-05-20"),
        ReportNow(term="bone-pain", worst=1, rise=-1, date="2026-05-20"),
        ReportNow(term="cough", worst=0, date="2026-05-20"),
    ),
    grades=(
        GradeNow(test="alt", grade=1, version="CTCAE 5.0", note="the record gives no reference limit: 40 is taken"),
    ),
)


def both(plan: Plan, *, everything: bool = True) -> tuple[str, str]:
    return " ".join(render_text(plan, everything=everything).split()), plain(render_html(plan))


def test_both_pages_tell_the_same() -> None:
    for page in both(FULL):
        for said in (
            "neutrophils grade 3: may come from gammaciclib or deltacin",
            "the record puts it down to gammaciclib",
            "glue: slows its breakdown: half the dose",
            "ith it: Bone agent",
            "qtcf (stop gammaciclib)",
            "alt grade = 4 (now alt grade 1)",
            "it has to be confirmed before it counts as progression",
            "X may be a flare",
            "alt: the record gives no reference limit: 40 is taken",
            "nausea 3 of 4 on 2026-05-20, up 2; bone pain 1 of 4 on 2026-05-20, down 1; cough 0 of 4 on 2026-05-20",
        ):
            assert said in page, said


def test_conditions_are_folded_on_the_terminal_until_asked_for() -> None:
    page = both(FULL, everything=False)[0]
    assert "alt grade = 4" not in page
    assert "could change it: qtcf (stop gammaciclib)" in page


def test_the_terminal_page_holds_the_schedule_and_what_is_far_off_only_as_a_number() -> None:
    page = both(FULL, everything=False)[0]
    assert "WHAT TO CHECK WHEN" in page
    assert "3 times in a row; alpha" in page
    assert "and 1 later" in page
    assert "done 2026-05-20" not in page
    assert "done 2026-05-20, late" in both(FULL)[0]
    assert "WHAT TO CHECK WHEN" not in both(PLAN)[0]


WEDDING = FamilyEvent("a wedding", "2026-06-13", "2026-06-13", "2026-06-13")
SAID = Wishes(
    weights={"longer-life": 5.0, "keep-hair": 0.0},
    outlook="ask-first",
    decides="together",
    decides_with="Ana",
    events=(WEDDING,),
)


def with_wishes(wishes: Wishes, as_of: str = "2026-06-01") -> Plan:
    return msgspec.structs.replace(PLAN, wishes=wishes, as_of=as_of)


def test_who_decides_and_what_matters_stand_with_where_the_person_stands() -> None:
    told = dict(standing.wishes(with_wishes(SAID)))
    assert told["Who decides"] == "the person and the team decide together; to be there: Ana"
    assert told["Outlook"].startswith("wants to be asked before")
    assert told["What matters"] == "longer life 5"
    assert told["Days that matter"] == "2026-06-13 a wedding"
    assert "Days that matter" not in dict(standing.wishes(with_wishes(SAID, "2026-06-14")))
    assert standing.wishes(PLAN) == ()


@pytest.mark.parametrize(
    ("state", "opens", "told"),
    [
        ("coming", "2026-06-12", "on a day that matters (a wedding): 2026-06-12 would be free"),
        ("coming", "2026-06-13", "on a day that matters (a wedding): no other day of its window is free"),
        ("done", "2026-06-12", ""),
    ],
)
def test_a_check_on_a_day_that_matters_says_so_and_names_a_free_day(state: str, opens: str, told: str) -> None:
    task = Task(
        id="t",
        investigation="x",
        title="X",
        due="2026-06-13",
        opens=opens,
        closes="2026-06-13",
        state=state,
        reasons=(),
    )
    assert standing.clash(task, with_wishes(SAID)) == told
    assert standing.clash(task, PLAN) == ""
