"""A proof on a terminal: indented, with signs and words, down to the record."""

from __future__ import annotations

from tests.unit.reports.sample import ER, PROOF, WHY_NOT

from onward.plan.types import Proof
from onward.reports.arrange import Footnotes
from onward.reports.proof import ProofTree, write_proof
from onward.reports.sheet import Sheet


def lines(proof: Proof, tree: ProofTree | None = None) -> list[str]:
    sheet = Sheet()
    write_proof(sheet, proof, Footnotes(), tree)
    return [line.rstrip() for line in str(sheet).splitlines()]


def test_every_step_has_a_sign_a_word_and_its_place() -> None:
    assert lines(PROOF) == [
        "  ✓ true: hr_positive.first.alphaciclib (knowledge/pathways/hr_positive/rules.yaml:12) [1]",
        "    ✓ true: er_percent >= 1",
        "      er_percent: ER staining in the newest specimen that reports it = 80",
        "        (knowledge/facts/receptors.yaml:3)",
        "        · record: ER 80 % (2026-05-20) (Observation/er-2)",
        "    ✓ true: line = 1",
        "      line = 1",
        "    ✗ false: visceral_crisis",
        "      ✗ false: presumed: visceral_crisis: no visceral crisis",
    ]


def test_unknown_is_said_as_unknown() -> None:
    said = lines(WHY_NOT)
    assert said[0].startswith("  ? unknown: betastrant.esr1")
    assert "      ? unknown: esr1_mutation: ESR1 mutation" in said


def test_fact_is_told_once_a_page() -> None:
    tree = ProofTree()
    assert len(lines(ER, tree)) > len(lines(ER, tree))
    assert "(as above)" in " ".join(lines(ER, tree))
