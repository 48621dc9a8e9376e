"""What a label says of a drug that goes on, beside what it says of starting it."""

from __future__ import annotations

from collections.abc import Iterator

from onward.facts.reserved import CURRENT_DRUGS
from onward.knowledge.types import DoseChange
from onward.logic.nodes import Node
from onward.logic.walk import facts_in
from onward.plan.attribution import words_of
from onward.plan.judgement import Judgement, Reason


def goes_on_with(judgement: Judgement, reason: Reason) -> bool:
    """Whether the label itself lets a drug go on with the finding because of which it is not started."""
    read = _read(judgement, reason.caveat.when) if reason.caveat is not None else frozenset()
    return bool(read) and read <= _allowed(judgement, reason.drug)


def only_bars_starting(judgement: Judgement, reason: Reason) -> bool:
    """Whether a drug in use may stay with the finding that bars its start, and no dose rule on it asks for less."""
    if reason.caveat is None or reason.drug not in (judgement.sheet.fact(CURRENT_DRUGS) or ()):
        return False
    return goes_on_with(judgement, reason) and not _asks_for_less(judgement, reason.drug, reason.caveat.when)


def overruled(judgement: Judgement, drug: str, change: DoseChange) -> bool:
    """Whether a rule that lets a drug go on meets a stricter one about the same finding."""
    return change.do == "continue" and _asks_for_less(judgement, drug, change.when)


def _asks_for_less(judgement: Judgement, drug: str, when: Node) -> bool:
    """Whether some dose rule of a drug that is true now, and does not let it go on, reads the same finding."""
    words = _read(judgement, when)
    asked = (_read(judgement, change.when) for change in speaking(judgement, drug) if change.do != "continue")
    return any(words & each for each in asked)


def speaking(judgement: Judgement, drug: str) -> Iterator[DoseChange]:
    """The dose rules of a drug that are true now."""
    treatment = judgement.index.knowledge.treatments.get(drug)
    for change in treatment.dose_changes if treatment else ():
        if change.effective.holds(judgement.sheet.day) and judgement.sheet.truth(change.when) is True:
            yield change


def _allowed(judgement: Judgement, drug: str) -> frozenset[str]:
    """The findings of which a label says that the drug goes on with them as they are now."""
    going_on = [change.when for change in speaking(judgement, drug) if change.do == "continue"]
    return frozenset().union(*(_read(judgement, when) for when in going_on))


def _read(judgement: Judgement, when: Node) -> frozenset[str]:
    """The words of the record that a condition is read from."""
    definitions = judgement.index.facts.definitions
    return frozenset().union(*(words_of(fact, definitions) for fact in facts_in(when)))
