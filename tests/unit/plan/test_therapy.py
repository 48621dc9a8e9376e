"""The advice on the present treatment: what a finding may come from, what goes with it, what would change it."""

from __future__ import annotations

import pytest
from tests.unit.plan.world import FILES, GOING_ON, QT, TIRED, changed, plan, row, world

from onward.knowledge.types import Knowledge
from onward.plan.types import CurrentTherapy

BETA = {
    "treatments/beta.yaml": (
        "drug: beta\nwhat: beta\nclasses: [greek]\nroute: oral\ndose: two\nsources: [label]\n"
        "dose_changes:\n  - {when: qt > 600, do: stop, how: for good, sources: [label]}\n"
        "  - {when: tired, do: reduce, how: one a day, sources: [label]}\n"
    )
}
GLUE = row("medication", 1, name="glue")
BOTH = (GOING_ON, row("drug", 2, "2026-05-10", drug="beta", intent="metastatic", ongoing=True, regimen="r"))


def now(*rows: object, knowledge: Knowledge | None = None) -> CurrentTherapy:
    found = plan(*rows, knowledge=knowledge or world(BETA)).current_therapy  # type: ignore[arg-type]
    assert found is not None
    return found


def avoided(*rows: object, knowledge: Knowledge) -> str | None:
    options = plan(*rows, knowledge=knowledge).options  # type: ignore[arg-type]
    return next((option.reason for option in options if option.standing == "avoid"), None)


def test_a_finding_names_every_drug_whose_label_speaks_of_it() -> None:
    found = now(*BOTH, QT(485.0))
    assert (found.action, found.reasons[0].id) == ("hold", "alpha-hold-2")
    assert [(each.finding, each.value, each.drugs) for each in found.attributable] == [
        ("qt", 485.0, ("alpha", "beta")),
    ]


def test_medicines_that_act_on_those_drugs_are_named() -> None:
    found = now(*BOTH, QT(485.0), GLUE)
    assert found.attributable[0].added_to == ("glue: sticks",)


def test_what_the_record_puts_it_down_to_is_told() -> None:
    symptom = row("symptom", 1, "2026-05-04", term="tired", attributed_to="alpha")
    (found,) = now(*BOTH, symptom).attributable
    assert (found.finding, found.drugs, found.stated) == ("tired", ("beta",), ("alpha",))


def test_an_interaction_short_of_avoiding_is_a_caution_and_changes_nothing() -> None:
    found = now(GOING_ON, GLUE)
    assert found.action == "continue"
    assert [(each.drug, each.kind, each.why, each.do) for each in found.cautions] == [
        ("alpha", "interaction", "glue: sticks", "apart"),
    ]


def test_supportive_measures_for_the_same_finding_go_with_the_action() -> None:
    found = now(*BOTH, TIRED)
    assert (found.action, found.supportive) == ("reduce", ("pillow",))
    assert now(*BOTH, QT(485.0)).supportive == ()


def test_what_would_make_it_different_the_unknown_first() -> None:
    found = now(*BOTH)
    assert [(each.do, each.drug, each.when, each.now, each.missing) for each in found.otherwise] == [
        ("stop", "alpha", "qt >= 500", {}, ("qt",)),
        ("hold", "alpha", "qt >= 480", {}, ("qt",)),
        ("stop", "beta", "qt > 600", {}, ("qt",)),
        ("reduce", "beta", "tired", {}, ("tired",)),
        ("switch", None, "on_treatment and progressed", {"on_treatment": True, "progressed": False}, ()),
    ]
    held = now(*BOTH, QT(485.0))
    assert [(each.do, each.drug, each.now) for each in held.otherwise if not each.missing] == [
        ("stop", "alpha", {"qt": 485.0}),
        ("stop", "beta", {"qt": 485.0}),
        ("switch", None, {"on_treatment": True, "progressed": False}),
    ]


def test_a_label_may_say_that_a_finding_lets_the_treatment_go_on() -> None:
    """What bars a start is no reason against going on where the label itself says so."""
    said = changed(
        "treatments/alpha.yaml",
        (
            "dose_changes:\n",
            "dose_changes:\n  - {when: qt >= 450 and qt < 480, do: continue, how: go on, sources: [label]}\n",
        ),
    )
    knowledge = world({**BETA, **said})
    found = now(GOING_ON, QT(455.0), knowledge=knowledge)
    assert (found.action, found.why) == ("continue", "go on")
    assert [each.id for each in found.reasons] == ["alpha-continue-1"]
    assert now(GOING_ON, QT(485.0), knowledge=knowledge).action == "hold"
    allergic = row("condition", 1, name="allergy")
    assert now(GOING_ON, QT(455.0), allergic, knowledge=knowledge).action is None


def test_an_option_in_use_that_may_go_on_is_not_listed_as_one_to_avoid() -> None:
    """Where a stricter dose rule speaks of the same finding, or none lets it go on, it is."""
    going = "dose_changes:\n  - {when: qt >= 450, do: continue, how: go on, sources: [label]}\n"
    due = changed(
        "pathways/all/rules.yaml", ("subtype = 'red' and treatment_due\n  unless", "subtype = 'red'\n  unless")
    )
    knowledge = world({**BETA, **due, **changed("treatments/alpha.yaml", ("dose_changes:\n", going))})
    assert avoided(GOING_ON, QT(455.0), knowledge=knowledge) is None
    assert avoided(GOING_ON, QT(485.0), knowledge=knowledge) == "alpha: long QT"
    assert [each.id for each in now(GOING_ON, QT(455.0), knowledge=knowledge).reasons] == ["alpha-continue-1"]
    assert [each.id for each in now(GOING_ON, QT(485.0), knowledge=knowledge).reasons] == ["alpha-hold-3"]
    assert avoided(GOING_ON, QT(455.0), knowledge=world({**BETA, **due})) == "alpha: long QT"


@pytest.mark.parametrize(("effect", "action", "cautions"), [("avoid", None, 0), ("caution", "continue", 1)])
def test_two_drugs_in_use_that_do_not_go_together(effect: str, action: str | None, cautions: int) -> None:
    said = f"interactions: [{{with: alpha, effect: {effect}, why: too much, do: one of them, sources: [label]}}]\n"
    knowledge = world({"treatments/beta.yaml": BETA["treatments/beta.yaml"] + said})
    found = now(*BOTH, knowledge=knowledge)
    assert found.action == action
    assert [(each.drug, each.why) for each in found.cautions] == [("beta", "alpha: too much")] * cautions
    assert [each.title for each in found.reasons] == ["beta and alpha are not given together"] * (1 - cautions)


def test_a_rule_about_drugs_that_are_not_in_use_would_change_nothing() -> None:
    rule = (
        "- rule: beta-tires\n  when: on('beta') and tired\n  action: [{id: b, do: stop, title: Beta tires}]\n"
        "  why: It does.\n  sources: [book]\n  reviewed: 2026-11-24\n"
    )
    rules = {"pathways/all/rules.yaml": FILES["pathways/all/rules.yaml"] + rule}
    told = {each.how for each in now(GOING_ON, knowledge=world({**BETA, **rules})).otherwise}
    assert "Beta tires" not in told
    assert "Beta tires" in {each.how for each in now(*BOTH, knowledge=world({**BETA, **rules})).otherwise}
