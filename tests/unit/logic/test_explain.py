"""Proofs hold the least that an answer rests on; what is missing is what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.spec.engines import Interpreted, Patient

from onward.logic.explain import missing, prove, size
from onward.logic.nodes import History, Node
from onward.logic.parse import parse
from onward.logic.proof import Step
from onward.values.dates import PartialDate


class Explained(Interpreted):
    """A patient whose facts are opened when they are defined."""

    def prove_fact(self, name: str) -> Step:
        definition = self.definitions.get(name)
        because = () if definition is None else (prove(definition, self),)
        return Step(says=name, value=self.fact(name), kind="fact", name=name, because=because)

    def missing_behind(self, name: str) -> tuple[str, ...]:
        definition = self.definitions.get(name)
        return (name,) if definition is None else missing(definition, self) or (name,)

    def prove_history(self, node: History) -> tuple[Step, ...]:
        return (Step(says=node.subject, value=True, kind="event"),)


def leaves(step: Step) -> list[str]:
    """The facts and events at the ends of a proof."""
    if step.kind in ("fact", "event") and not step.because:
        return [step.says]
    return [leaf for below in step.because for leaf in leaves(below)]


def explained(facts: Mapping[str, Any], definitions: Mapping[str, Node] | None = None, **rows: Any) -> Explained:
    return Explained(Patient(facts, rows), definitions)


FACTS: dict[str, Any] = {
    "yes": True,
    "also": True,
    "no": False,
    "never": False,
    "x": 5,
    "day": PartialDate.parse("2026"),
}


@pytest.mark.parametrize(
    ("text", "value", "reasons"),
    [
        ("yes and also", True, ["yes", "also"]),
        ("yes and no", False, ["no"]),
        ("(x > 1 and never) and no", False, ["no"]),
        ("dunno and yes and what", None, ["dunno", "what"]),
        ("no or yes", True, ["yes"]),
        ("no or never", False, ["no", "never"]),
        ("no or dunno", None, ["dunno"]),
        ("not no", True, ["no"]),
        ("x between 1 and 9", True, ["x"]),
        ("x in (1, 5)", True, ["x"]),
        ("(x + 1) > 2", True, ["x"]),
        ("case when no then 1 when yes then x else what end", 5, ["yes", "x"]),
        ("case when dunno then 1 else what end", None, ["dunno", "what"]),
        ("first_known(dunno, x, what)", 5, ["x"]),
        ("first_known(dunno, 3)", 3, []),
        ("first_known(dunno, what)", None, ["dunno", "what"]),
        ("had('letrozole')", True, ["letrozole"]),
        ("count(condition) filter (where condition.date <= day)", None, ["day"]),
    ],
)
def test_reasons(text: str, value: Any, reasons: list[str]) -> None:
    env = explained(FACTS, drug=[{"drug": "letrozole"}])
    step = prove(parse(text), env)
    assert step.value == value
    assert leaves(step) == reasons
    assert step.says == text


def test_of_two_reasons_the_shorter_is_given() -> None:
    env = explained(FACTS, {"deep": parse("no and (x > 1 or yes)")})
    step = prove(parse("deep and never"), env)
    assert leaves(step) == ["never"]
    assert size(step) == 2


def test_facts_are_opened() -> None:
    env = explained(FACTS, {"deep": parse("x >= 1")})
    assert leaves(prove(parse("deep"), env)) == ["x"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("yes and also", ()),
        ("yes and dunno", ("dunno",)),
        ("no or dunno or dunno", ("dunno",)),
        ("dunno and no", ()),
        ("level > 2 and x > 1", ("level",)),
        ("case when dunno then 1 else 2 end", ("dunno",)),
        ("case when no then dunno else level end", ("level",)),
        ("case when yes then level else dunno end", ("level",)),
        ("case when dunno then level else 1 end = 1", ("dunno", "level")),
        ("had('taxane')", ("treatment_history_complete",)),
        ("had('letrozole', 'adjuvant')", ("treatment_history_complete",)),
        ("deep", ("what",)),
        ("exists(condition) filter (where condition.date <= deadline)", ("deadline",)),
        ("case when exists(condition) filter (where condition.date <= deadline) then 1 end", ("deadline",)),
        ("months_between(day, since) > 3", ("since",)),
        ("first_known(dunno, what)", ("dunno", "what")),
    ],
)
def test_missing(text: str, facts: tuple[str, ...]) -> None:
    env = explained(FACTS, {"deep": parse("yes and what")}, drug=[{"drug": "letrozole"}])
    assert missing(parse(text), env) == facts


def test_a_history_that_is_complete_and_still_open_lacks_no_fact() -> None:
    env = explained({"treatment_history_complete": True}, drug=[{"drug": "taxane"}])
    assert missing(parse("had('paclitaxel')"), env) == ()
