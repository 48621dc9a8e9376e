"""Do the cases notice when the knowledge is wrong? Each mutant is shown to every table and case that it can concern.

A mutant is *killed* when a row of a decision table, or a case that passes, fails with it. A mutant that differs from
the original for no patient at all is no mutant: it is left out, and counted as *equal* where that was proved by trying
every assignment, else listed as *not told apart* (``equality.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.trust import limits
from tests.trust.equality import DIFFERENT, NOT_TOLD_APART, compared
from tests.trust.hunt import Hunt
from tests.trust.measure import Measure, shares
from tests.trust.mutants import Mutant, mutants

from onward.knowledge.read import ReadKnowledge
from onward.knowledge.types import Knowledge, Rule, Treatment


@dataclass(slots=True)
class Score:
    """How many mutants of each group lived and died, and the names of those that lived."""

    killed: Counter[str] = field(default_factory=Counter)
    by_cases: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)
    """Those that only the recorded limits notice, and those that nothing does."""
    unnoticed: list[Mutant] = field(default_factory=list)
    """Those that nothing notices."""
    equal: int = 0
    not_told_apart: list[Mutant] = field(default_factory=list)


def score(hunt: Hunt, chosen: Sequence[Mutant]) -> Score:
    """Show mutants to the tables and cases."""
    found = Score()
    for mutant in chosen:
        by_case = hunt.killed(mutant)
        verdict = DIFFERENT if by_case else compared(mutant, hunt.knowledge)
        if verdict != DIFFERENT:
            found.not_told_apart += [mutant] if verdict == NOT_TOLD_APART else []
            found.equal += verdict != NOT_TOLD_APART
            continue
        found.whole[mutant.group] += 1
        found.by_cases[mutant.group] += by_case
        if not by_case:
            found.survivors.append(mutant)
        if by_case or changes_a_limit(mutant, hunt.knowledge):
            found.killed[mutant.group] += 1
        else:
            found.unnoticed.append(mutant)
    return found


def changes_a_limit(mutant: Mutant, knowledge: Knowledge) -> bool:
    """Whether the recorded table of limits and alerts (``tests/golden/limits.md``) would differ."""
    one, other = mutant.original, mutant.part
    if isinstance(one, Treatment) and isinstance(other, Treatment):
        return limits.of_treatment(one, knowledge) != limits.of_treatment(other, knowledge)
    if isinstance(one, Rule) and isinstance(other, Rule):
        return limits.of_rule(one, knowledge) != limits.of_rule(other, knowledge)
    return False


def sample(every: Sequence[Mutant], count: int) -> list[Mutant]:
    """So many of them, spread evenly over the knowledge."""
    step = max(1, len(every) // count)
    return list(every[::step])


def measure(read: ReadKnowledge, chosen: Sequence[Mutant] | None = None) -> Measure:
    """The share of mutants that the cases and tables kill, by group."""
    every = list(mutants(read.knowledge)) if chosen is None else list(chosen)
    found = score(Hunt(read), every)
    tally = {group: (found.killed[group], found.whole[group]) for group in sorted(found.whole)}
    tally |= {f"{group}, by cases alone": (found.by_cases[group], found.whole[group]) for group in sorted(found.whole)}
    return Measure(
        kind="Knowledge mutation: do the cases and tables notice?",
        target=">= 95 % killed; 100 % of avoid, alerts and dose changes",
        measured=shares(tally),
        count=found.whole.total(),
        tally=tally,
        misses=[f"{each.place} {each.what}" for each in found.survivors],
        notes=[f"{each.place} {each.what}: not told apart from the original" for each in found.not_told_apart],
    )
