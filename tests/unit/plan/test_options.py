"""What stands of each regimen, and how an option tells it."""

from __future__ import annotations

from datetime import date

from tests.unit.plan.world import (
    DAY,
    MUTANT,
    NO_MUTANT,
    OLD,
    QT,
    TIRED,
    YOUNG,
    changed,
    judged,
    nobody,
    on,
    option,
    person,
    plan,
    row,
    standings,
    world,
)

from onward.plan.make import make_plan


def test_rules_that_apply_are_offered_in_order_and_those_that_wait_are_possible() -> None:
    found = plan()
    assert [each.name for each in found.options] == ["alpha", "alpha or beta", "beta", "gamma"]
    assert [each.order for each in found.options] == [1, 2, 3, 4]
    assert standings(found)["gamma"] == "possible"
    assert option(found, "gamma").missing == ("mutation",)
    assert option(found, "alpha").strength == {"book": "I, A"}
    assert option(found, "alpha or beta").reason == "Red needs alpha. either will do"


def test_nothing_is_offered_where_nothing_is_known_or_nothing_has_spread() -> None:
    for events in (nobody(), person(spread=False)):
        found = make_plan(events, world(), DAY)
        assert found.stage == "none"
        assert not (found.options or found.tests or found.alerts or found.supportive or found.procedures)
        assert found.current_therapy is None
        assert found.line is None


def test_a_true_reason_takes_the_drug_out_and_an_empty_slot_the_regimen() -> None:
    found = plan(QT(460.0))
    alpha, either = option(found, "alpha"), option(found, "alpha or beta")
    assert (alpha.standing, alpha.why, alpha.benefit) == ("avoid", None, ())
    assert alpha.reason == "alpha: long QT"
    assert alpha.why_not is not None
    assert alpha.why_not.because[0].at == "knowledge/treatments/alpha.yaml:7"
    assert [(each.kind, each.do) for each in alpha.cautions] == [("avoid", "another drug")]
    assert (either.standing, either.regimen) == ("alternative", (("beta",),))
    assert either.why_not is not None
    assert "parts of" in either.why_not.says


def test_an_unknown_reason_is_to_be_checked_first_even_where_it_is_presumed_not_to_hold() -> None:
    found = {each.why: each for each in option(plan(), "alpha").cautions}
    assert found["long QT"].missing == ("qt",)
    assert found["allergic"].missing == ("allergy",)
    assert {each.kind for each in found.values()} == {"check-first"}


def test_all_reasons_are_told() -> None:
    allergy = row("condition", name="allergy")
    loud = row("medication", name="shouter")
    assert option(plan(QT(460.0), allergy, loud), "alpha").reason == (
        "alpha: long QT; alpha: allergic; alpha: shouter: too loud"
    )


def test_medicines_in_use_that_do_not_go_with_a_drug() -> None:
    loud = {"name": "shouter"}
    found = option(plan(row("medication", **loud)), "alpha")
    assert found.standing == "avoid"
    assert found.why_not is not None
    assert found.why_not.because[0].because[0].at == "record:medication-1"
    assert option(plan(row("medication", ongoing=False, **loud)), "alpha").standing == "preferred"
    assert option(plan(row("medication", end=on("2026-05-31"), **loud)), "alpha").standing == "preferred"
    assert option(plan(row("medication", end=on("2027"), **loud)), "alpha").standing == "avoid"
    given = row("drug", drug="shouter", intent="adjuvant", ongoing=True, day="2019-05-01")
    assert option(plan(given), "alpha").standing == "avoid"
    sticky = option(plan(row("medication", name="glue"), QT(400.0)), "alpha")
    assert ("interaction", "glue: sticks", "apart") in [(each.kind, each.why, each.do) for each in sticky.cautions]


def test_a_caution_is_told_where_it_is_true() -> None:
    assert ("caution", "makes tired") in [(each.kind, each.why) for each in option(plan(TIRED), "alpha").cautions]


def test_an_addition_is_gained_left_out_or_to_be_checked() -> None:
    assert option(plan(MUTANT, YOUNG), "gamma").regimen == (("gamma",), ("delta",))
    assert option(plan(MUTANT, OLD), "gamma").regimen == (("gamma",),)
    unsure = option(plan(MUTANT), "gamma")
    assert unsure.regimen == (("gamma",),)
    check = next(each for each in unsure.cautions if each.why == "the young need delta")
    assert (check.kind, check.missing, check.do) == ("check-first", ("young",), "if so, with delta")


def test_what_speaks_against_the_whole_regimen() -> None:
    found = option(plan(MUTANT, TIRED, OLD), "gamma")
    assert (found.standing, found.reason) == ("avoid", "gamma: too much together")
    unknown = option(plan(MUTANT, OLD), "gamma")
    assert [each.missing for each in unknown.cautions if each.drug == "gamma"] == [("tired",)]


def test_rules_that_differ_unordered_let_the_least_stand_and_are_both_shown() -> None:
    calm = changed("treatments/regimens/all.yaml", ("tired and mutation", "tired and not mutation"))
    found = option(plan(MUTANT, TIRED, OLD, knowledge=world(calm)), "gamma")
    assert found.standing == "alternative"
    assert found.rules == ("red.gamma-anyway", "red.mutation")
    assert found.disagreement == (
        "red.gamma-anyway has it as alternative (other-book)",
        "red.mutation has it as preferred (book)",
    )


def test_a_rule_that_is_no_offer_can_disagree() -> None:
    differs = changed(
        "pathways/all/rules.yaml",
        ("  why: Mutants get no omega.", "  disagrees_with: [red.mutation]\n  why: Mutants get no omega."),
    )
    found = option(plan(MUTANT, OLD, knowledge=world(differs)), "gamma")
    assert found.disagreement == ("red.no-beta-for-mutants advises otherwise (book)",)


def test_a_rule_that_applies_displaces_another() -> None:
    assert standings(plan(heavy="yes")) == {"delta": "possible", "omega": "preferred"}
    assert standings(plan(TIRED, heavy="yes")) == {"delta": "preferred"}


def test_advice_against_a_regimen_by_name_shows_it_as_one_to_avoid_and_a_drug_takes_it_out() -> None:
    found = option(plan(MUTANT), "omega")
    assert (found.standing, found.reason, found.rules) == ("avoid", "omega: omega harms mutants", ())
    assert "omega" not in standings(plan(NO_MUTANT))
    greek = changed("pathways/all/rules.yaml", ("treatment: omega", "treatment: greek"))
    assert set(standings(plan(MUTANT, OLD, knowledge=world(greek))).values()) == {"avoid"}
    unknown = option(plan(knowledge=world(greek)), "alpha")
    check = next(each for each in unknown.cautions if each.why == "omega harms mutants")
    assert (check.kind, check.missing) == ("check-first", ("mutation",))


def test_approval_by_region_and_day() -> None:
    american, european = row("patient", region="US"), row("patient", region="EU")
    assert option(plan(american), "beta").approval == "approved: US 2020-01-01"
    elsewhere = option(plan(european), "beta")
    assert (elsewhere.standing, elsewhere.reason) == ("avoid", "beta: not approved in EU on this day")
    assert option(plan(), "beta").standing == "alternative"
    assert "beta" not in standings(plan(american, day=date(2019, 12, 31)))


def test_evidence_leads_with_the_trial_that_fits_and_turns_the_columns_for_its_comparator() -> None:
    alpha = option(plan(YOUNG), "alpha")
    assert [(each.point, each.answer) for each in alpha.benefit[0].how_like_you] == [("hot", True), ("young", True)]
    figure = alpha.benefit[0].figures[0]
    assert (figure.with_it, figure.comparator, figure.hazard_ratio) == (30.0, 20.0, 0.7)
    turned = option(plan(), "beta").benefit[0].figures[0]
    assert (turned.with_it, turned.comparator, turned.hazard_ratio) == (20.0, 30.0, None)
    assert [(each.measure, each.statistic, each.with_it) for each in option(plan(), "beta").harm] == [
        ("rash", "any grade", 5.0)
    ]
    assert option(plan(MUTANT, OLD), "gamma").benefit[0].figures == ()
    assert option(plan(MUTANT, OLD), "gamma").harm == ()


def test_monitoring_dose_and_burden_of_an_option() -> None:
    alpha = option(plan(), "alpha")
    assert [(each.phase, each.title) for each in alpha.monitoring] == [("before-start", "ECG"), ("on-treatment", "ECG")]
    assert alpha.dose == {"alpha": "one a day"}
    assert alpha.burden == {"alpha": {"tablets_a_day": 1}}


def test_supposing_shares_what_it_cannot_change_and_judges_the_rest() -> None:
    judgement = judged()
    supposed = judgement.supposing({"qt": 460.0})
    assert supposed.standing("beta") is judgement.standing("beta")
    changed_one = supposed.standing("alpha")
    assert changed_one is not None
    assert changed_one.standing == "avoid"
    assert judgement.standing("alpha") is not changed_one
    assert supposed.supposing({"mutation": True}).standings()["gamma"].standing == "preferred"
    assert judgement.standings()["gamma"].standing == "possible"


def test_an_approval_of_some_regions_is_to_be_checked_where_the_region_is_not_known() -> None:
    nowhere = row("patient", 1, birth_date=on("1950-01-01"), sex="female")
    found = [each for each in option(plan(nowhere), "beta").cautions if "region" in each.missing]
    assert [(each.kind, each.why) for each in found] == [
        ("check-first", "approved in US, not in EU; where this person is treated is not known")
    ]
    assert not [each for each in option(plan(OLD), "beta").cautions if "region" in each.missing]
    assert not [each for each in option(plan(nowhere), "alpha").cautions if "region" in each.missing]
