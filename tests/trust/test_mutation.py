"""Mutants die by rows of tables, and equal ones are told from those that live."""

from __future__ import annotations

from dataclasses import replace

from tests.trust.equality import DIFFERENT, EQUAL, compared
from tests.trust.hunt import Hunt
from tests.trust.mutants import Mutant, mutants
from tests.trust.mutation import score
from tests.trust.survivors import lines
from tests.unit.knowledge.small import read
from tests.unit.knowledge.test_tables import DRUG, REGIMEN, RULE

from onward.logic.parse import parse

ROWS = """\
  - {given: {qtcf: 449}, start: ok}
  - {given: {qtcf: 450}, start: avoid}
  - {given: {qtcf: 479}, during: continue}
  - {given: {qtcf: 480}, during: hold}
  - {given: {age: 79}, start: ok}
  - {given: {age: 80}, start: caution}
"""


def _hunt(drug: str) -> tuple[Hunt, list[Mutant]]:
    everything = read(
        {
            "pathways/first_line/cases.yaml": None,
            "treatments/label_cases/alphamab.yaml": drug,
            "pathways/first_line/tables.yaml": RULE + REGIMEN,
        }
    )
    every = list(mutants(everything.knowledge))
    return Hunt(everything), [each for each in every if each.group in ("avoid", "caution", "dose change")]


def test_rows_on_both_sides_of_each_threshold_leave_nothing() -> None:
    hunt, every = _hunt(DRUG + ROWS)
    found = score(hunt, every)
    assert found.whole.total() > 15
    assert not found.survivors, "\n".join(lines(found, None))


def test_what_no_row_asks_lives_and_is_listed_with_its_place() -> None:
    hunt, every = _hunt(DRUG)
    told = lines(score(hunt, every), 1)
    assert told[0].startswith("knowledge/treatments/alphamab.yaml:13: avoid 1 of alphamab")
    assert told[1].startswith("... and ")
    assert told[-1].startswith("noticed by cases and tables: avoid ")


def test_equal_mutants_are_proved_equal() -> None:
    hunt, every = _hunt(DRUG)
    original = hunt.knowledge.rules[0]
    shared = {"what": "x", "place": "y", "group": "rule", "original": original}
    same = replace(original, when=parse("age < 80 and male and (male or age < 80)"))
    other = replace(original, when=parse("male and age <= 80"))
    assert compared(Mutant(part=same, **shared), hunt.knowledge) == EQUAL
    assert compared(Mutant(part=other, **shared), hunt.knowledge) == DIFFERENT
    assert compared(every[0], hunt.knowledge) == DIFFERENT
