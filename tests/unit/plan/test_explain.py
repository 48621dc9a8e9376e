"""Why, why not, and what would have to change."""

from __future__ import annotations

import pytest
from tests.unit.plan.world import MUTANT, OLD, QT, TIRED, changed, judged, world

from onward.plan.explain import Explanation, NothingOfThatNameError, explain


def _one(what: str, kind: str, *rows: object, **columns: object) -> Explanation:
    found = explain(judged(*rows, **columns), what)  # type: ignore[arg-type]
    return next(each for each in found if each.kind == kind)


def test_an_offered_regimen_is_proven_and_needs_no_change() -> None:
    found = _one("alpha", "regimen")
    assert (found.verdict, found.changes) == ("preferred", ())
    assert found.steps[0].name == "red.alpha"


def test_what_is_avoided_says_which_fact_would_have_to_be_otherwise() -> None:
    found = _one("alpha", "regimen", QT(460.0))
    assert found.verdict == "avoid"
    assert [(each.fact, each.now, each.instead, each.then) for each in found.changes] == [
        ("qt", 460.0, 225.0, "preferred")
    ]


def test_what_is_possible_says_what_is_missing() -> None:
    found = _one("gamma", "regimen")
    assert (found.verdict, found.missing) == ("possible", ("mutation",))
    assert ("mutation", True) in [(each.fact, each.instead) for each in found.changes]


def test_two_facts_that_only_together_would_do() -> None:
    found = _one("omega", "regimen", hot="no", heavy=None)
    assert found.verdict == "not offered: no rule that offers it applies"
    assert [(each.fact, each.instead) for each in found.changes] == [("subtype", "blue")]
    both = changed(
        "pathways/all/rules.yaml", ("subtype = 'blue' and treatment_due\n", "hot and heavy and treatment_due\n")
    )
    pair = _one("omega", "regimen", hot="no", heavy="no", knowledge=world(both))
    assert [(each.fact, each.instead, each.together) for each in pair.changes] == [("heavy", True, (("hot", True),))]


def test_what_no_change_of_a_few_facts_would_open() -> None:
    never = changed("treatments/alpha.yaml", ("qt >= 450", "qt >= 0 or hot or heavy"))
    found = _one("alpha", "regimen", QT(10.0), knowledge=world(never))
    assert found.verdict == "avoid"
    assert found.changes == ()


def test_a_regimen_that_no_rule_offers() -> None:
    alone = changed("pathways/all/rules.yaml", ("offer: [{regimen: delta,", "offer: [{regimen: omega,"))
    found = _one("delta", "regimen", knowledge=world(alone))
    assert found.verdict == "not offered: no rule offers it"


def test_a_drug_tells_what_speaks_against_it_and_every_regimen_that_holds_it() -> None:
    assert _one("alpha", "drug", QT(460.0)).verdict == "not to be given"
    unsure = _one("alpha", "drug")
    assert (unsure.verdict, unsure.missing) == ("to be checked first", ("qt", "allergy"))
    assert _one("beta", "drug").verdict == "nothing against it"
    names = [each.what for each in explain(judged(), "beta") if each.kind == "regimen"]
    assert names == ["alpha or beta", "beta"]
    assert len(explain(judged(), "greek")) == 6


def test_a_rule_says_whether_it_applies_and_what_displaces_it() -> None:
    assert _one("red.alpha", "rule").verdict == "applies"
    assert _one("red.mutation", "rule").missing == ("mutation",)
    gone = _one("blue.omega", "rule", TIRED, heavy="yes")
    assert gone.verdict == "displaced by blue.delta"
    assert gone.steps[0].because[0].name == "blue.delta"
    assert [each.what for each in explain(judged(), "tiredness")] == ["alarm", "alarm.emergency"]
    withheld = _one("omega", "regimen", TIRED, heavy="yes")
    assert withheld.steps[0].value is False


def test_a_fact_is_proven_or_says_what_it_lacks() -> None:
    assert _one("subtype", "fact").verdict == "red"
    unknown = _one("subtype", "fact", hot=None)
    assert (unknown.verdict, unknown.missing) == ("unknown", ("hot",))


def test_a_test_says_which_options_hinge_on_it() -> None:
    assert _one("panel", "test").verdict == "would change gamma"
    idle = _one("panel", "test", MUTANT, OLD)
    assert (idle.verdict, len(idle.steps), idle.missing) == ("would change no option now", 1, ())


def test_a_name_that_means_nothing_is_an_error_with_the_nearest() -> None:
    with pytest.raises(NothingOfThatNameError, match="Did you mean omega") as error:
        explain(judged(), "omga")
    assert error.value.exit_code == 2
