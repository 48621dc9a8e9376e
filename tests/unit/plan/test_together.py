"""Drugs of one regimen that do not go together, and drugs that go on beside whatever is chosen."""

from __future__ import annotations

from tests.unit.plan.world import OLD, YOUNG, changed, judged, option, plan, row, world

from onward.knowledge.types import Knowledge
from onward.plan.together import interacting

PAIR = "- {regimen: alpha, what: alpha alone, slots: [[alpha], SECOND], sources: [label]}"
REGIMENS = changed("treatments/regimens/all.yaml")["treatments/regimens/all.yaml"]
ALPHA = REGIMENS[REGIMENS.index("- regimen: alpha\n") : REGIMENS.index("- regimen: alpha or beta\n")]


def made(second: str, effect: str, subject: str = "beta", first: str = "alpha") -> Knowledge:
    pair = PAIR.replace("SECOND", second).replace("[[alpha]", f"[[{first}]")
    interaction = f"interactions:\n  - {{with: {subject}, effect: {effect}, why: they fight, sources: [label]}}\n"
    return world(
        {
            "treatments/regimens/all.yaml": REGIMENS.replace(ALPHA, pair + "\n"),
            **changed("treatments/alpha.yaml", ("interactions:\n", interaction)),
        }
    )


def test_a_partner_that_does_not_go_with_it_leaves_its_slot() -> None:
    found = option(plan(OLD, knowledge=made("[beta, gamma]", "avoid")), "alpha")
    assert (found.standing, found.regimen) == ("preferred", (("alpha",), ("gamma",)))
    assert ("beta", "interaction", "with alpha: they fight") in [
        (each.drug, each.kind, each.why) for each in found.cautions
    ]
    assert found.why_not is not None


def test_the_drug_itself_leaves_where_only_it_can_be_replaced() -> None:
    found = option(plan(OLD, knowledge=made("[beta]", "avoid", first="alpha, gamma")), "alpha")
    assert (found.standing, found.regimen) == ("preferred", (("gamma",), ("beta",)))
    assert "with beta: they fight" in [each.why for each in found.cautions if each.drug == "alpha"]


def test_two_that_neither_can_be_replaced_make_it_one_to_avoid() -> None:
    found = option(plan(OLD, knowledge=made("[beta]", "avoid")), "alpha")
    assert (found.standing, found.reason) == ("avoid", "beta: with alpha: they fight")


def test_a_caution_between_them_is_told_and_changes_nothing() -> None:
    found = option(plan(OLD, knowledge=made("[beta, gamma]", "caution")), "alpha")
    assert found.regimen == (("alpha",), ("beta", "gamma"))
    assert ("alpha", "interaction", "with beta: they fight") in [
        (each.drug, each.kind, each.why) for each in found.cautions
    ]


def test_classes_count_and_alternatives_of_one_slot_do_not() -> None:
    assert option(plan(OLD, knowledge=made("[gamma]", "avoid", subject="greek")), "alpha").standing == "avoid"
    assert option(plan(OLD), "alpha or beta").regimen == (("alpha", "beta"),)


def test_an_addition_counts_where_it_is_needed() -> None:
    knowledge = made("[gamma]", "avoid", subject="delta")
    text = knowledge_text(knowledge)
    with_delta = world({**text, "treatments/regimens/all.yaml": ADDITION})
    assert option(plan(YOUNG, knowledge=with_delta), "alpha").standing == "avoid"
    assert option(plan(OLD, knowledge=with_delta), "alpha").standing == "preferred"


ADDITION = REGIMENS.replace(
    ALPHA,
    "- {regimen: alpha, what: alpha, slots: [[alpha]], sources: [label],\n"
    "   additions: [{when: young, slot: [delta], why: the young need it, sources: [label]}]}\n",
)


def knowledge_text(_knowledge: Knowledge) -> dict[str, str]:
    interaction = "interactions:\n  - {with: delta, effect: avoid, why: they fight, sources: [label]}\n"
    return changed("treatments/alpha.yaml", ("interactions:\n", interaction))


def test_a_companion_that_goes_on_counts_as_a_medicine_in_use_and_what_is_replaced_does_not() -> None:
    knowledge = world(
        {
            **changed("terminology/words.yaml", ("[greek, loud, binder]", "[greek, loud, binder, lhrh agonist]")),
            "treatments/delta.yaml": (
                "drug: delta\nwhat: delta\nclasses: [greek, lhrh agonist]\nroute: oral\ndose: two\nsources: [label]\n"
            ),
            **knowledge_text(world()),
        }
    )
    goes_on = row("drug", 5, "2026-01-10", drug="delta", intent="metastatic", ongoing=True)
    replaced = row("progression", 1, "2026-05-28", rule="stated", basis="imaging", on_drugs=("delta",))
    found = judged(goes_on, replaced, knowledge=knowledge)
    assert [reason.why for reason in found.harm("alpha").reasons] == ["delta: they fight"]
    other = row("drug", 5, "2026-01-10", drug="gamma", intent="metastatic", ongoing=True)
    assert judged(other, replaced, knowledge=made("[beta]", "avoid", subject="gamma")).harm("alpha").reasons == ()


def test_pairs_are_named_in_both_directions() -> None:
    knowledge = made("[beta, gamma]", "caution")
    index = judged(knowledge=knowledge).index
    pairs = interacting(index, (("beta", "gamma"), ("alpha",)))
    assert [(each.drug, each.other) for each in pairs] == [("alpha", "beta")]
