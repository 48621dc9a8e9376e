"""Allergies and intolerances of the record: what they forbid, what they caution about, what they leave alone."""

from __future__ import annotations

from typing import Any

from tests.unit.plan.world import GOING_ON, OLD, changed, option, plan, row, world

from onward.plan.allergies import known, objections
from onward.plan.types import Plan


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
