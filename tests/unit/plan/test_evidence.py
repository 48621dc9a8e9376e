"""Which arms of a trial a figure compares: in trials of three arms an outcome may be about two of them only."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.plan.world import OLD, changed, option, plan, world

from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.plan.evidence import _figures_in, _Keyed

TRIPLET, DOUBLET = "gedatolisib + fulvestrant + palbociclib", "gedatolisib + fulvestrant"


@pytest.mark.parametrize(
    ("trial", "drugs", "expected"),
    [
        ("viktoria-1-wt", TRIPLET, [(9.3, 2.0, 0.24, "fulvestrant")]),
        ("viktoria-1-wt", DOUBLET, [(7.4, 2.0, 0.33, "fulvestrant")]),
        (
            "monarcher",
            "abemaciclib + trastuzumab + fulvestrant",
            [(31.1, 20.7, 0.71, "chemo + trastuzumab"), (8.3, 5.7, 0.67, "chemo + trastuzumab")],
        ),
        (
            "monarcher",
            "abemaciclib + trastuzumab",
            [
                (29.2, 31.1, None, "abemaciclib + trastuzumab + fulvestrant"),
                (5.7, 8.3, None, "abemaciclib + trastuzumab + fulvestrant"),
            ],
        ),
    ],
)
def test_an_outcome_compares_the_arms_that_have_its_values(
    trial: str, drugs: str, expected: list[tuple[float, float, float | None, str]]
) -> None:
    slots = tuple((drug,) for drug in drugs.split(" + "))
    outcomes, _ = _figures_in(_Keyed(load().sources[trial]), slots)
    found = [(each.with_it, each.comparator, each.hazard_ratio, each.comparator_arm) for each in outcomes]
    assert found == expected


def dated(book: str, trial: str) -> Knowledge:
    return world(
        changed(
            "sources/all.yaml",
            ("title: A book, ", f"title: A book, published: {book}, "),
            ("  cite: Trial 2026", f"  cite: Trial {trial};20:1999-2010"),
        )
    )


def test_what_was_published_later_is_neither_evidence_nor_strength() -> None:
    known = option(plan(OLD, knowledge=dated("2026-06", "2026")), "alpha")
    assert ([each.trial for each in known.benefit], known.strength) == (["trial"], {"book": "I, A"})
    assert known.harm
    no_trial = option(plan(OLD, knowledge=dated("2026-06-01", "2027")), "alpha")
    assert (no_trial.benefit, no_trial.harm, no_trial.strength) == ((), (), {"book": "I, A"})
    assert option(plan(OLD, knowledge=dated("2026-06-02", "2026")), "alpha").strength == {}


@pytest.mark.parametrize(
    ("name", "since"),
    [("book", date(2025, 5, 1)), ("trial", date(2026, 1, 1)), ("label", None)],
)
def test_the_first_day_on_which_a_source_can_have_been_known(name: str, since: date | None) -> None:
    assert dated("2025-05", "2026").sources[name].since == since
