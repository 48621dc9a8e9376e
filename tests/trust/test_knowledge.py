"""The knowledge agrees with itself, answers nearly every state, and its cases notice when it is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.trust import closure, consistency, mutation
from tests.trust.mutants import mutants
from tests.trust.world import everything, knowledge, size

FEWEST_KILLED_OF_A_HUNDRED = 50
"""A floor that only rises: the cases are still few (``docs/reference/trust.md`` lists the survivors)."""
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


def test_cases_and_recorded_limits_notice_wrong_knowledge() -> None:
    measured = mutation.measure(everything(), mutation.sample(list(mutants(knowledge())), size(80)))
    for group in ("avoid", "dose change", "alert", "caution"):
        killed, whole = measured.tally.get(group, (0, 0))
        assert killed == whole, "\n".join(measured.misses)
    killed, whole = (sum(each[at] for name, each in measured.tally.items() if "," not in name) for at in (0, 1))
    assert whole > 50
    assert 100 * killed >= FEWEST_KILLED_OF_A_HUNDRED * whole, "\n".join(measured.misses[:20])
