"""Allergies and intolerances of the record: what they forbid, what they caution about, what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.plan.world import GOING_ON, OLD, changed, option, plan, row, world

from onward.plan.allergies import given_up, known, objections, suffered
from onward.plan.types import Plan
from onward.values.dates import PartialDate


def of(name: str, **more: Any) -> Plan:
    return plan(OLD, row("condition", 1, "2020-01-01", name=name, known=True, **more))


def test_an_allergy_forbids_the_drug_and_the_proof_ends_in_the_record() -> None:
    found = option(of("allergy to alpha"), "alpha")
    assert (found.standing, found.reason) == ("avoid", "alpha: an allergy to alpha is recorded")
    assert found.why_not is not None
    assert found.why_not.because[0].because[0].at == "record:condition-1"
    assert option(of("allergy to alpha"), "alpha or beta").regimen == (("beta",),)


def test_an_allergy_to_a_class_forbids_all_of_it() -> None:
    assert option(of("allergy to greek"), "beta").standing == "avoid"


def test_one_that_no_longer_counts_forbids_nothing() -> None:
    assert option(of("allergy to alpha", status="resolved"), "alpha").standing == "preferred"
    assert option(of("allergy to alpha", status="refuted"), "alpha").standing == "preferred"
    assert option(of("allergy to alpha", status="active"), "alpha").standing == "avoid"


def test_an_intolerance_cautions() -> None:
    found = option(of("intolerance to alpha"), "alpha")
    assert found.standing == "preferred"
    assert ("caution", "an intolerance to alpha is recorded") in [(each.kind, each.why) for each in found.cautions]


def test_another_drug_of_the_class_is_cautioned_about() -> None:
    found = option(of("allergy to alpha"), "beta")
    assert found.standing == "alternative"
    assert [each.why for each in found.cautions] == [
        "an allergy to alpha is recorded, which is of the same class (greek)"
    ]


HOLDS = changed(
    "terminology/words.yaml", ("[{word: shouter", "[{word: beta, attributes: {holds: alpha}}, {word: shouter")
)


def test_an_allergy_to_a_part_forbids_the_drug_that_holds_it() -> None:
    allergy = row("condition", 1, "2020-01-01", name="allergy to alpha", known=True)
    found = option(plan(OLD, allergy, knowledge=world(HOLDS)), "beta")
    assert found.standing == "avoid"
    assert found.reason == "beta: an allergy to alpha is recorded, which is a part of this drug"


def test_an_allergy_to_the_whole_cautions_about_its_part() -> None:
    allergy = row("condition", 1, "2020-01-01", name="allergy to beta", known=True)
    found = option(plan(OLD, allergy, knowledge=world(HOLDS)), "alpha")
    assert found.standing == "preferred"
    assert "an allergy to beta is recorded, of which this drug is a part" in [each.why for each in found.cautions]


def test_an_intolerance_to_a_part_cautions() -> None:
    intolerance = row("condition", 1, "2020-01-01", name="intolerance to alpha", known=True)
    found = option(plan(OLD, intolerance, knowledge=world(HOLDS)), "beta")
    assert found.standing == "alternative"
    assert "an intolerance to alpha is recorded, which is a part of this drug" in [each.why for each in found.cautions]


def test_a_class_that_holds_other_classes_makes_no_kin() -> None:
    wide = changed(
        "terminology/words.yaml", ("[greek, loud, binder]", "[greek, loud, {word: binder, classes: [greek]}]")
    )
    allergy = row("condition", 1, "2020-01-01", name="allergy to alpha", known=True)
    assert option(plan(OLD, allergy, knowledge=world(wide)), "beta").cautions == ()


def test_the_narrowest_class_counts_whatever_its_place() -> None:
    both = ("classes: [greek]", "classes: [greek, binder]")
    knowledge = world({**changed("treatments/alpha.yaml", both), **changed("treatments/omega.yaml", both)})
    allergies = known([row("condition", 1, "2020-01-01", name="allergy to alpha", known=True)])

    def said(drug: str) -> list[str]:
        return [each.why for each in objections(drug, allergies, knowledge, {})]

    assert said("omega") == ["an allergy to alpha is recorded, which is of the same class (binder)"]
    assert said("beta") == []


def test_what_no_drug_here_is_called_is_listed_as_unused() -> None:
    found = of("allergy to pollen")
    assert [(each.ref, each.what) for each in found.unused] == [
        ("record:condition-1", "condition: name allergy to pollen (2020-01-01)")
    ]
    assert of("allergy to alpha").unused == ()


def test_somebody_who_takes_it_all_the_same_is_told_of_it() -> None:
    allergy = row("condition", 1, "2020-01-01", name="allergy to alpha", known=True)
    therapy = plan(OLD, GOING_ON, allergy, knowledge=world(changed("treatments/beta.yaml"))).current_therapy
    assert therapy is not None
    assert "an allergy to alpha is recorded" in [each.why for each in therapy.reasons]


def test_an_allergy_that_a_label_names_forbids_the_drug() -> None:
    names = changed(
        "terminology/words.yaml",
        ("[{word: shouter", "[{word: beta, attributes: {not_with_allergy_to: [oil, binder]}}, {word: shouter"),
    )
    knowledge = world(names)
    for substance, classes in (("oil", {}), ("other", {"other": frozenset({"binder"})})):
        allergies = known([row("condition", 1, "2020-01-01", name=f"allergy to {substance}", known=True)])
        (found,) = objections("beta", allergies, knowledge, classes)
        assert (found.forbids, found.why) == (
            True,
            f"an allergy to {substance} is recorded, with which its label does not allow it",
        )
    assert not list(objections("alpha", known([row("condition", 1, name="allergy to oil")]), knowledge, {}))


REACTIONS = {
    "terminology/reactions.yaml": """
- value_set: symptom_term
  concepts:
    - {word: shock, attributes: {allergy_from_grade: 0}}
    - {word: reaction, attributes: {allergy_from_grade: 4}}
"""
}


@pytest.mark.parametrize(
    ("term", "grade", "forbids"),
    [("shock", None, True), ("shock", 3, True), ("reaction", 3, False), ("reaction", 4, True)],
)
def test_a_reaction_put_down_to_a_drug_is_an_allergy_from_its_grade_on(
    term: str, grade: int | None, forbids: bool
) -> None:
    knowledge = world(REACTIONS)
    event = row("symptom", 1, "2020-01-01", term=term, ctcae_grade=grade, attributed_to="alpha")
    (found,) = objections("alpha", suffered([event], knowledge), knowledge, {})
    assert (found.forbids, found.why) == (forbids, f"{term} is recorded and put down to alpha")


def test_other_symptoms_and_reactions_to_nothing_named_are_no_allergy() -> None:
    knowledge = world(REACTIONS)
    rows = [
        row("symptom", 1, "2020-01-01", term="shock", ctcae_grade=0, attributed_to="alpha"),
        row("symptom", 2, "2020-01-01", term="shock", ctcae_grade=3),
        row("symptom", 3, "2020-01-01", term="cough", ctcae_grade=4, attributed_to="alpha"),
    ]
    assert list(suffered(rows, knowledge)) == []


def stopped(number: int, drug: str, **more: Any) -> Any:
    given = {"intent": "metastatic", "stopped_for": "toxicity", "end": PartialDate.parse("2024-05-10")}
    return row("drug", number, f"2024-0{number}-10", drug=drug, **{**given, **more})


def test_a_drug_given_alone_and_stopped_for_side_effects_is_not_given_again() -> None:
    found = option(plan(OLD, stopped(1, "alpha")), "alpha")
    assert found.standing == "avoid"
    assert "it was stopped for side effects (2024-05-10)" in found.reason


def test_beside_other_drugs_or_before_metastases_it_is_only_cautioned_about() -> None:
    both = given_up([stopped(1, "alpha", regimen="one"), stopped(2, "beta", regimen="one")])
    assert [each.forbids for each in both.values()] == [False, False]
    assert "beside other drugs" in both["alpha"].why
    assert not given_up([stopped(1, "alpha", intent="adjuvant")])["alpha"].forbids


def test_a_drug_that_was_given_again_since_is_no_longer_out() -> None:
    assert given_up([stopped(1, "alpha"), stopped(2, "alpha", stopped_for="completed")]) == {}
    assert given_up([stopped(1, "alpha", ongoing=True)]) == {}
