"""Facts: worked out when asked, presumed only over silence, proven down to the record."""

from __future__ import annotations

from datetime import date

from tests.unit.plan.world import DAY, MUTANT, OLD, QT, YOUNG, changed, person, row, world

from onward.events.tables import Events
from onward.facts.describe import describe
from onward.facts.index import index_facts
from onward.facts.plain import plain
from onward.facts.reserved import RESERVED
from onward.facts.sheet import FactSheet
from onward.knowledge.loader import load
from onward.knowledge.types import Knowledge
from onward.logic.nodes import And, Fact, History, Not, Or
from onward.values.dates import PartialDate
from onward.values.spans import Span


def _sheet(events: Events, knowledge: Knowledge | None = None, day: date = DAY, *, strict: bool = False) -> FactSheet:
    return FactSheet(events, index_facts(knowledge or world()), day, strict=strict)


def test_a_fact_is_worked_out_once_and_knows_its_events() -> None:
    sheet = _sheet(person(QT(460.0)))
    assert sheet.fact("qt") == 460.0
    assert [each.id for each in sheet.decisive["qt"]] == ["lab-1"]
    assert ("lab", "lab-1") in sheet.matched
    assert sheet.known() == {"qt": 460.0}


def test_a_presumption_stands_in_for_silence_and_not_on_a_strict_sheet() -> None:
    sheet = _sheet(person())
    assert sheet.fact("allergy") is False
    assert sheet.presumed == {"allergy"}
    strict = sheet.strictly()
    assert strict.fact("allergy") is None
    assert strict.fact("metastatic") is True
    assert strict.fact("treatment_due") is None
    assert _sheet(person(), strict=True).fact("allergy") is None


def test_a_strict_sheet_shares_what_presumes_nothing() -> None:
    sheet = _sheet(person(QT(460.0)))
    strict = sheet.strictly()
    assert strict.fact("qt") == 460.0
    assert strict.prove_fact("qt") is sheet.prove_fact("qt")
    assert "qt" not in strict.decisive


def test_rows_that_are_equally_new_and_differ_leave_a_fact_unknown_and_nothing_is_presumed() -> None:
    yes, no = (row("state", n, "2026-05-20", name="crisis", truth=truth) for n, truth in ((1, True), (2, False)))
    sheet = _sheet(person(yes, no))
    assert sheet.fact("crisis") is None
    assert [each.id for each in sheet.disputed["crisis"]] == ["state-1", "state-2"]
    assert [each.at for each in sheet.prove_fact("crisis").because] == ["record:state-1", "record:state-2"]
    agreeing = _sheet(person(yes, row("state", 2, "2026-05-20", name="crisis", truth=True)))
    assert agreeing.fact("crisis") is True
    assert agreeing.disputed == {}


def test_several_rows_that_say_nothing_are_silence() -> None:
    sheet = _sheet(person(*(row("state", n, name="crisis") for n in (1, 2))))
    assert sheet.fact("crisis") is False
    assert sheet.presumed >= {"crisis"}


def test_supposing_answers_changes_what_depends_on_them_and_shares_the_rest() -> None:
    sheet = _sheet(person(hot=None))
    assert sheet.fact("subtype") is None
    supposed = sheet.supposing({"hot": True})
    assert supposed.fact("subtype") == "red"
    assert sheet.fact("subtype") is None
    assert supposed.fact("er_percent") is None
    assert supposed.prove_fact("hot").says == "hot, supposed"
    assert supposed.supposing({"heavy": True}).fact("subtype") == "blue"
    assert sheet.strictly().supposing({"allergy": True}).fact("allergy") is True


def test_what_a_fact_lacks() -> None:
    sheet = _sheet(person(hot=None))
    assert sheet.missing_behind("subtype") == ("hot",)
    assert sheet.missing(Fact(name="subtype")) == ("hot",)
    assert _sheet(person(hot=None, heavy=None)).missing_behind("subtype") == ("hot", "heavy")
    assert sheet.missing_behind("qt") == ("qt",)


def test_conditions_are_judged_in_parts_that_are_kept() -> None:
    sheet = _sheet(person(MUTANT))
    hot, mutation, tired = Fact(name="hot"), Fact(name="mutation"), Fact(name="tired")
    assert sheet.truth(None) is False
    assert sheet.truth(And(operands=(hot, mutation))) is True
    assert sheet.truth(And(operands=(hot, tired))) is None
    assert sheet.truth(Or(operands=(tired, mutation))) is True
    either = Or(operands=(tired, Not(operand=hot)))
    assert sheet.truth(either) is None
    assert sheet.supposing({"tired": False}).truth(either) is False


def test_questions_about_treatment_are_proven_by_exposures_or_by_the_complete_list() -> None:
    given = row("drug", 1, "2026-05-10", drug="alpha", intent="metastatic")
    asked = History(question="had", subject="greek")
    assert [each.at for each in _sheet(person(given)).prove_history(asked)] == ["record:drug-1"]
    silent = _sheet(person())
    assert silent.truth(asked) is False
    assert [each.name for each in silent.prove_history(asked)] == ["treatment_history_complete"]
    assert silent.classes("alpha") == {"alpha", "greek"}
    assert silent.classes("nothing") == frozenset()


def test_a_fact_worked_out_from_others_is_proven_by_them() -> None:
    step = _sheet(person()).prove_fact("subtype")
    assert (step.value, step.because[0].says) == ("red", "hot and not heavy")
    presumed = _sheet(person()).prove_fact("crisis")
    assert [(each.kind, each.says) for each in presumed.because] == [("presumption", "nothing points to a crisis")]


def test_times_are_intervals_and_become_plain_numbers() -> None:
    assert _sheet(person(YOUNG)).fact("young") is True
    assert _sheet(person(OLD)).fact("young") is False
    assert plain(Span(3, 3)) == 3
    assert plain(Span(3, 5)) == [3.0, 5.0]
    assert plain(PartialDate.parse("2020-05")) == "2020-05"
    assert plain(frozenset({"b", "a"})) == ["a", "b"]


def test_an_event_in_a_line() -> None:
    state = row("state", 1, "2026-05-20", name="crisis", truth=False)
    assert describe(state) == "state: name crisis, truth no (2026-05-20)"
    assert describe(row("marker", 1, name="ER", number=0.0)) == "marker: name ER, number 0 (undated)"
    progression = row("progression", 1, basis="scan", rule="x", on_drugs=("a", "b"))
    assert describe(progression) == "progression: basis scan, on drugs a + b (undated)"


def test_the_first_of_several_can_be_at_odds_too() -> None:
    first = changed(
        "facts/disease.yaml", ("last(state.truth) filter (where state.name = 'crisis')", "first(state.truth)")
    )
    rows = [row("state", n, "2026-05-20", name="crisis", truth=truth) for n, truth in ((1, True), (2, False))]
    assert _sheet(person(*rows), world(first)).fact("crisis") is None


def test_the_shipped_knowledge_defines_every_fact_that_the_engine_reads_by_name() -> None:
    assert set(RESERVED) <= set(load().facts)
