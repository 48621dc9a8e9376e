"""The pages of ``explain`` and ``diff``, from made-up explanations and differences."""

from __future__ import annotations

import datetime

from tests.unit.reports.sample import EMPTY, PLAN

from onward.knowledge.types import Source
from onward.logic.nodes import Position
from onward.logic.proof import Step
from onward.plan.causes import Cause
from onward.plan.diff import Difference, FactChange, OptionChange, Told
from onward.plan.explain import Change, Explanation
from onward.reports.comparison import render_difference
from onward.reports.explanation import render_explanations

SOURCES = {
    "guide-one": Source(
        id="guide-one",
        kind="guideline",
        title="A made-up guideline",
        cite="J Nowhere 2026;1:1",
        urls=("https://example.org/guide-one",),
        read=datetime.date(2026, 11, 24),
        at=Position("sources.yaml", 1, 1),
    )
}
RULE = Step(says="the rule", value=None, kind="rule", name="betastrant.esr1", sources=("guide-one", "absent"))
WHY_NOT = Explanation(
    what="betastrant",
    kind="regimen",
    verdict="possible",
    steps=(RULE,),
    missing=("esr1_mutation",),
    changes=(Change("esr1_mutation", None, True, "preferred"), Change("line", 1.0, 2.0, "alternative")),
)


def test_verdict_proof_missing_changes_and_sources_are_told() -> None:
    assert render_explanations([WHY_NOT], SOURCES).splitlines() == [
        "betastrant (regimen): possible",
        "  ? unknown: betastrant.esr1: the rule [1, 2]",
        "  Missing       esr1 mutation",
        "  What would have to change, one fact at a time:",
        "    esr1 mutation is unknown; were it yes: preferred",
        "    line is 1; were it 2: alternative",
        "",
        "SOURCES",
        "  [1]  A made-up guideline. J Nowhere 2026;1:1 (read 2026-11-24) https://example.org/guide-one",
        "  [2]  absent",
    ]


def test_fact_that_is_true_is_true_and_not_python() -> None:
    page = render_explanations([Explanation("metastatic", "fact", "True", ())], {})
    assert page == "metastatic (fact): true\n"


SAID = Cause(says="condition: name cord (2026-05-20)", ref="Condition/1", date="2026-05-20", came=True)


def test_difference_says_what_changed_and_why() -> None:
    difference = Difference(
        then=EMPTY,
        now=PLAN,
        facts=(FactChange("er_percent", None, 80.0, ("Observation/er-2",)), FactChange("line", 1.0, 2.0, ())),
        options=(
            OptionChange("betastrant", "absent", "possible", ("er_percent",)),
            OptionChange("x", "avoid", "y", ()),
        ),
        alerts_new=("cord",),
        alerts_gone=("marker-alone",),
        tests_new=("esr1",),
        tests_gone=(),
        told=(
            Told("alert", "cord", None, "shown", (), (SAID,)),
            Told("alert", "marker-alone", "shown", None, (), ()),
            Told("test", "esr1", None, "shown", ("er_percent",), ()),
            Told("stage", "stage", "none", "treat", (), (SAID,)),
        ),
        events=(SAID,),
    )
    page = render_difference(difference)
    for line in (
        "  - betastrant: absent -> possible (because of er percent)",
        "  - x: avoid -> y",
        "  [1]  condition: name cord (2026-05-20) (Condition/1)",
        "  stage: none -> treat [1]",
        "  + cord [1]",
        "  - no longer marker-alone",
        "  + esr1 (because of er percent)",
        "  er percent: unknown -> 80 (Observation/er-2)",
        "  line: 1 -> 2",
    ):
        assert line in page.splitlines()
    assert page.startswith("Then: nobody · subtype unknown")
    assert "Nothing changed" not in page


def test_no_difference_is_said() -> None:
    nothing: dict[str, tuple[()]] = dict.fromkeys(
        ("facts", "options", "alerts_new", "alerts_gone", "tests_new", "tests_gone"), ()
    )
    same = Difference(then=PLAN, now=PLAN, **nothing)
    assert "Nothing changed." in render_difference(same)
