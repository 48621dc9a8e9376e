"""Where a person stands on the pages: the advice with all that belongs to it, doubts, reports, the schedule."""

from __future__ import annotations

import msgspec
from tests.unit.reports.reading import plain
from tests.unit.reports.sample import PLAN
from tests.unit.reports.test_agenda import TASKS

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
