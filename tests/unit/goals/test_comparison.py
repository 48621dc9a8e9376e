"""The comparison of options on what matters: figures from sources, missing ones missing, an order only where asked."""

from __future__ import annotations

import dataclasses
from datetime import date

import msgspec
import pytest
from tests.unit.plan.world import world

from onward.goals.comparison import Wishes, compare, of_100
from onward.goals.draws import DRAWS, Scale, drawn_scores, scale_of
from onward.goals.measures import difference, wilson
from onward.goals.types import Comparison, Measured
from onward.knowledge.types import Arm, Knowledge, Source
from onward.logic.nodes import Position
from onward.plan.types import Benefit, Figure, Option, Plan, Tumour

READ = date(2026, 11, 25)
URL = "https://example.org/x"
AT = Position("x", 1, 1)


def trial(name: str, ours: str, other: str, **more: object) -> Source:
    arms = (Arm(name=ours, drugs=(ours,), n=200), Arm(name=other, drugs=(other,), n=200))
    return Source(id=name, kind="trial", title=name, cite=name, urls=(URL,), read=READ, arms=arms, at=AT, **more)  # type: ignore[arg-type]


def figure(trial: str, measure: str, with_it: float, comparator: float | None, **more: object) -> Figure:
    known = {"statistic": "median", "unit": "months", **more}
    return Figure(
        trial=trial,
        measure=measure,
        with_it=with_it,
        comparator=comparator,
        with_it_arm=trial.removesuffix("-trial"),
        comparator_arm="omega",
        url=URL,
        read="2026-11-25",
        **known,  # type: ignore[arg-type]
    )


def option(name: str, *figures: Figure, harm: tuple[Figure, ...] = (), standing: str = "preferred") -> Option:
    benefit = (Benefit(trial=f"{name}-trial", figures=figures),)
    return Option(id=name, name=name, regimen=((name,),), standing=standing, order=1, benefit=benefit, harm=harm)


def known(*trials: Source) -> Knowledge:
    return dataclasses.replace(world(), sources={each.id: each for each in trials})


def plan_of(*options: Option) -> Plan:
    return Plan(
        onward="x",
        knowledge="2026.11.0",
        patient="p",
        as_of="2026-06-01",
        stage="treat",
        stage_why="",
        record_age_days=0,
        tumour=Tumour(subtype=None),
        line=1,
        options=options,
    )


LIFE = {"interval": (25.0, 36.0), "comparator_interval": (15.0, 26.0)}
ALPHA = option("alpha", figure("alpha-trial", "os", 30, 20, **LIFE))
BETA = option("beta", figure("beta-trial", "os", 24, 20, interval=(20.0, 29.0), comparator_interval=(16.0, 25.0)))
TRIALS = (
    trial("alpha-trial", "alpha", "omega", stopped_for_harm_percent=(20.0, 5.0), stopped_for_harm_url=URL),
    trial("beta-trial", "beta", "omega", stopped_for_harm_percent=(5.0, 5.0), stopped_for_harm_url=URL),
)


def compared(weights: dict[str, float], *options: Option, trials: tuple[Source, ...] = TRIALS) -> Comparison:
    return compare(plan_of(*(options or (ALPHA, BETA))), known(*trials), Wishes(weights))


def cell(found: Comparison, attribute: str, name: str) -> Measured:
    return next(each for each in found.measured if each.attribute == attribute and each.option == name)


def test_without_wishes_there_is_a_table_and_no_order() -> None:
    found = compared({})
    assert found.ranking == ()
    assert found.tipping == ()
    assert found.draws == 0
    assert cell(found, "life", "alpha").value == 10


def test_a_gain_carries_the_spread_of_both_arms() -> None:
    life = cell(compared({}), "life", "alpha")
    assert (life.with_it, life.comparator, life.spread) == (30, 20, "both arms")
    assert life.low is not None and life.high is not None
    assert life.low < 10 < life.high
    assert life.url == URL


def test_where_arms_have_no_interval_the_hazard_ratio_gives_the_spread() -> None:
    one = option("alpha", figure("alpha-trial", "os", 30, 20, hazard_ratio_interval=(0.5, 1.0)))
    life = cell(compared({}, one, BETA), "life", "alpha")
    assert (life.low, life.high, life.spread) == (0, 20, "hazard ratio")


def test_where_nothing_gives_a_spread_none_is_made_up_and_it_is_said() -> None:
    one = option("alpha", figure("alpha-trial", "os", 30, 20))
    found = compared({"longer-life": 5}, one, BETA)
    assert cell(found, "life", "alpha").low is None
    assert found.ranking[0].certain == ("life",)


def test_progression_free_survival_never_stands_for_life() -> None:
    one = option("alpha", figure("alpha-trial", "pfs", 12, 6))
    life = cell(compared({}, one, BETA), "life", "alpha")
    assert life.value is None
    assert life.missing == "not given by the trial"


def test_what_counts_decides_who_comes_first() -> None:
    assert compared({"longer-life": 5}).ranking[0].option == "alpha"
    assert compared({"few-side-effects": 5}).ranking[0].option == "beta"


def test_how_surely_sums_to_a_hundred_and_follows_the_spread() -> None:
    found = compared({"longer-life": 5})
    assert sum(each.first_of_100 for each in found.ranking) == 100
    assert 50 < found.ranking[0].first_of_100 < 100


def test_what_would_tip_it() -> None:
    tips = {each.wish: each for each in compared({"longer-life": 5, "few-side-effects": 1}).tipping}
    assert tips["few-side-effects"].option == "beta"
    weight = tips["few-side-effects"].weight
    more, less = compared({"longer-life": 5, "few-side-effects": weight + 0.2}), weight - 0.2
    by_score = sorted(more.ranking, key=lambda each: -each.score)
    assert by_score[0].option == "beta"
    by_score = sorted(compared({"longer-life": 5, "few-side-effects": less}).ranking, key=lambda each: -each.score)
    assert by_score[0].option == "alpha"


def test_a_missing_figure_weakens_the_order_and_is_named() -> None:
    one = option("alpha", figure("alpha-trial", "pfs", 12, 6))
    three = option("gamma", figure("gamma-trial", "os", 21, 20, **LIFE))
    found = compared({"longer-life": 5}, one, BETA, three, trials=(*TRIALS, trial("gamma-trial", "gamma", "omega")))
    ranks = {each.option: each for each in found.ranking}
    assert ranks["alpha"].missing == ("life",)
    assert 10 < ranks["alpha"].first_of_100 < 90


def test_a_wish_without_any_figure_moves_nothing_and_is_told() -> None:
    found = compared({"longer-life": 5, "keep-working": 5})
    assert found.unheard == ("keep-working",)
    assert found.ranking == compared({"longer-life": 5}).ranking


def test_only_what_is_offered_is_compared() -> None:
    away = option("gamma", figure("gamma-trial", "os", 90, 20, **LIFE), standing="avoid")
    maybe = option("delta", figure("delta-trial", "os", 90, 20, **LIFE), standing="possible")
    found = compared({"longer-life": 5}, ALPHA, BETA, away, maybe)
    assert found.options == ("alpha", "beta")


def test_one_option_alone_has_no_order() -> None:
    assert compared({"longer-life": 5}, ALPHA).ranking == ()


def test_options_of_two_trials_were_not_compared_and_those_of_one_were() -> None:
    assert compared({}).not_compared == (("alpha", "beta"),)
    both = trial("alpha-trial", "alpha", "beta")
    assert compared({}, trials=(both, TRIALS[1])).not_compared == ()


def test_the_same_plan_and_wishes_give_the_same_numbers() -> None:
    first, second = (compared({"longer-life": 5, "few-side-effects": 2}) for _ in range(2))
    assert msgspec.json.encode(first) == msgspec.json.encode(second)


def test_people_of_100_get_their_spread_from_how_many_they_were() -> None:
    harm = figure("alpha-trial", "nausea", 30, 10, statistic="any grade", unit="%")
    found = cell(compared({}, option("alpha", harm=(harm,)), BETA), "nausea", "alpha")
    assert (found.value, found.people, found.spread) == (30, 200, "number of people")
    assert (found.low, found.high) == tuple(round(each, 2) for each in wilson(30, 200))


def test_the_share_who_stopped_names_its_source() -> None:
    found = cell(compared({}), "stopping", "alpha")
    assert (found.value, found.comparator, found.url, found.trial) == (20, 5, URL, "alpha-trial")


def test_an_option_without_a_trial_has_no_figures() -> None:
    bare = Option(id="gamma", name="gamma", regimen=(("gamma",),), standing="alternative", order=2)
    found = compared({}, ALPHA, bare)
    assert {cell(found, name, "gamma").missing for name in ("life", "stopping", "nausea")} == {"no trial"}


def test_burden_is_missing_where_one_drug_has_none() -> None:
    found = compared({})
    assert cell(found, "pills", "alpha").value == 1
    assert cell(found, "pills", "beta").missing == "no such figure for one of the drugs"
    assert cell(found, "by-mouth", "beta").value == 1


def test_a_drug_that_knowledge_does_not_hold_has_no_burden() -> None:
    strange = Option(id="x", name="x", regimen=(("unheard-of",),), standing="alternative", order=2)
    assert cell(compared({}, ALPHA, strange), "visits", "x").missing == "no such figure for one of the drugs"


def measured(value: float | None, low: float | None = None, high: float | None = None) -> Measured:
    return Measured(attribute="a", option="o", value=value, low=low, high=high)


def test_a_scale_needs_two_options_that_differ() -> None:
    assert scale_of([measured(3), measured(None)], True) is None
    assert scale_of([measured(3), measured(3)], True) is None
    assert scale_of([measured(3, 1, 4), measured(5, 4, 9)], True) == Scale(worst=1, best=9)
    assert scale_of([measured(3, 1, 4), measured(5, 4, 9)], False) == Scale(worst=9, best=1)


@pytest.mark.parametrize("value", [2.0, None])
def test_draws_stay_between_worst_and_best(value: float | None) -> None:
    rows = {"a": [measured(value, 1 if value else None, 5 if value else None), measured(4, 3, 6)]}
    drawn = drawn_scores(rows, {"a": Scale(worst=1, best=6)})
    assert len(drawn["a"][0]) == DRAWS
    assert all(0 <= each <= 1 for row in drawn["a"] for each in row)
    assert len(set(drawn["a"][0])) > DRAWS / 2


def test_counts_become_a_hundred() -> None:
    assert of_100([2, 1]) == [67, 33]
    assert sum(of_100([1, 1, 1, 4, 0])) == 100


def test_the_interval_of_a_difference() -> None:
    low, high = difference(10, (9, 11), 10, (9, 11))
    assert low == pytest.approx(-(2**0.5))
    assert high == pytest.approx(2**0.5)
