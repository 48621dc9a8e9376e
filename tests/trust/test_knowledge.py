"""The knowledge agrees with itself, answers nearly every state, and its cases notice when it is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.trust import closure, consistency, mutation, survivors
from tests.trust.hunt import Hunt
from tests.trust.mutants import mutants
from tests.trust.world import everything, knowledge, size

FEWEST_FACTS_NOTICED_OF_A_HUNDRED = 75
"""A floor that only rises: facts are tried by cases alone; everything else also by decision tables, and all of it."""
FEWEST_ANSWERED_OF_A_HUNDRED = 93


def test_no_rule_is_impossible_subsumed_or_contradicted() -> None:
    measured = consistency.measure_rules(everything(), datetime.now(UTC).date())
    assert not measured.misses, "\n".join(measured.misses)


def test_reachable_states_have_an_answer() -> None:
    measured = consistency.measure_states(0, size(1_000))
    (answered, reached) = measured.tally["answered"]
    assert reached > 300
    assert 100 * answered >= FEWEST_ANSWERED_OF_A_HUNDRED * reached, "\n".join(measured.misses)


def test_drugs_are_in_their_classes_and_codes_lead_to_one_word() -> None:
    measured = closure.measure(knowledge())
    assert not measured.misses, "\n".join(measured.misses)


def test_cases_and_tables_notice_every_wrong_limit_and_rule() -> None:
    every = [mutant for mutant in mutants(knowledge()) if mutant.group != "fact"]
    found = mutation.score(Hunt(everything()), every)
    assert found.whole.total() > 8_000
    assert not found.survivors, "\n".join(survivors.lines(found, 40))


def test_cases_notice_wrong_facts() -> None:
    facts = [mutant for mutant in mutants(knowledge()) if mutant.group == "fact"]
    found = mutation.score(Hunt(everything()), mutation.sample(facts, size(60)))
    noticed, whole = found.by_cases.total(), found.whole.total()
    assert whole > 40
    assert 100 * noticed >= FEWEST_FACTS_NOTICED_OF_A_HUNDRED * whole, "\n".join(survivors.lines(found, 40))
