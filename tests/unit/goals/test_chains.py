"""Options that one trial set against each other are compared by that trial, and by no figure from elsewhere."""

from __future__ import annotations

import pytest
from tests.unit.goals.test_comparison import READ, TRIALS, URL, cell, compared, figure, option, trial

from onward.goals.chains import CIRCLE, ONE_ARM_ONLY
from onward.goals.measures import wilson
from onward.goals.types import Comparison, Measured
from onward.knowledge.types import Source
from onward.plan.types import Figure, Option

SPREAD = {"interval": (25.0, 36.0), "comparator_interval": (15.0, 26.0)}
OLD = trial("old-trial", "old", "omega", stopped_for_harm_percent=(6.0, 3.0), stopped_for_harm_url=URL)


def against(name: str, other: str, *stopped: float | None, read: object = READ) -> Source:
    return trial(f"{name}-trial", name, other, stopped_for_harm_percent=stopped, stopped_for_harm_url=URL)


def versus(name: str, other: str, measure: str, ours: float, theirs: float | None, **more: object) -> Option:
    found = figure(f"{name}-trial", measure, ours, theirs, **more)
    arms = {"with_it_arm": name, "comparator_arm": other}
    return option(name, Figure(**{**{key: getattr(found, key) for key in found.__struct_fields__}, **arms}))


def old(*figures: Figure) -> Option:
    return option("old", *(figures or (figure("old-trial", "os", 30, 20, **SPREAD),)))


def found_with(weights: dict[str, float], *options: Option, trials: tuple[Source, ...]) -> Comparison:
    return compared(weights, *options, trials=(*trials, OLD))


def test_a_share_comes_from_the_trial_that_compared_the_two_and_turns_the_order() -> None:
    """The old option's own trial had fewer who stopped than the new one's; the trial of both found the opposite."""
    new = versus("new", "old", "pfs", 40, 27)
    found = found_with({"few-side-effects": 5}, old(), new, trials=(against("new", "old", 20.7, 28.3),))
    shown = cell(found, "stopping", "old")
    assert (shown.value, shown.trial, shown.spread) == (28.3, "new-trial", "number of people")
    assert (shown.low, shown.high) == tuple(round(end, 2) for end in wilson(28.3, 200))
    assert cell(found, "stopping", "new").against == "old"
    assert found.ranking[0].option == "new"
    assert found.not_compared == ()


def test_a_gain_over_another_choice_is_added_to_what_that_one_brings() -> None:
    new = versus("new", "old", "os", 40, 34, interval=(36.0, 44.0), comparator_interval=(30.0, 38.0))
    found = found_with({"longer-life": 5}, old(), new, trials=(against("new", "old"),))
    mine, theirs = cell(found, "life", "new"), cell(found, "life", "old")
    assert (theirs.value, mine.value, mine.against) == (10, 6, "old")
    assert mine.place is not None
    assert mine.place.value == 16
    assert mine.place.low is not None and theirs.low is not None and mine.low is not None
    assert 16 - mine.place.low == pytest.approx(((10 - theirs.low) ** 2 + (6 - mine.low) ** 2) ** 0.5, abs=0.02)
    assert found.ranking[0].option == "new"


def test_a_comparator_without_a_gain_of_its_own_is_where_counting_begins() -> None:
    bare = option("old", figure("old-trial", "pfs", 12, 6))
    worse = versus("new", "old", "os", 30, 34)
    found = found_with({"longer-life": 5}, bare, worse, trials=(against("new", "old"),))
    assert cell(found, "life", "old").missing == "not given by the trial"
    assert found.ranking[0].option == "old"
    assert "life" not in found.ranking[0].missing


def test_a_missing_gain_stays_missing() -> None:
    new = versus("new", "old", "pfs", 40, 27)
    found = found_with({"longer-life": 5}, old(), new, trials=(against("new", "old"),))
    assert cell(found, "life", "new").missing == "not given by the trial"
    assert found.ranking == ()


def test_what_the_trial_gives_for_one_arm_only_is_shown_and_set_against_nothing() -> None:
    new = versus("new", "old", "pfs", 40, 27)
    found = found_with({"few-side-effects": 5}, old(), new, trials=(against("new", "old", 20.7, None),))
    shown = cell(found, "stopping", "old")
    assert (shown.value, shown.apart) == (6, ONE_ARM_ONLY)
    assert found.ranking == ()


def test_chains_run_through_several_trials() -> None:
    new = versus("new", "old", "os", 40, 34)
    newest = versus("newest", "new", "os", 50, 45)
    trials = (against("new", "old", 20.0, 30.0), against("newest", "new", 15.0, 25.0))
    found = found_with({"longer-life": 5}, old(), new, newest, trials=trials)
    places = [_placed(cell(found, "life", name)) for name in ("old", "new", "newest")]
    assert places == [10, 16, 21]
    stopping = [_placed(cell(found, "stopping", name)) for name in ("old", "new", "newest")]
    assert stopping == [30, 20, 10]


def _placed(each: Measured) -> float | None:
    return each.placed.value if each.placed else None


def test_trials_in_a_circle_decide_nothing() -> None:
    one, other = versus("new", "old", "os", 40, 34), versus("old", "new", "os", 30, 20)
    trials = (against("new", "old", 20.0, 30.0), against("old", "new", 10.0, 15.0))
    found = compared({"longer-life": 5, "few-side-effects": 5}, one, other, trials=trials)
    assert {cell(found, "life", name).apart for name in ("new", "old")} == {CIRCLE}
    assert found.ranking == ()


def test_options_that_no_trial_joins_keep_their_own_figures() -> None:
    found = compared({})
    assert all(each.place is None and each.apart is None and each.against is None for each in found.measured)
    assert [cell(found, "stopping", name).value for name in ("alpha", "beta")] == [
        each.stopped_for_harm_percent[0] for each in TRIALS
    ]
