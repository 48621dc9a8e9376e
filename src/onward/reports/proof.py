"""A proof as people read it: a tree of steps, each with its answer in words; a fact or rule is told once a page.

In: proofs of a plan. Out: steps (for HTML) or lines (for a terminal). One ``ProofTree`` serves one page: it remembers
which it has told, so that a page with thirty options stays small and still leads everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from onward.plan.types import FactNow, Proof
from onward.reports import phrases
from onward.reports.arrange import Footnotes
from onward.reports.sheet import Sheet

PLAIN_KINDS = ("expression", "fact", "rule", "missing")
RECORDED = "·"
_KINDS = {"presumption": "presumed", "event": "record"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof."""

    says: str
    answer: str
    kind: str
    at: str | None
    sources: tuple[str, ...]
    steps: tuple[Step, ...]
    anchor: str | None = None
    """Where this step can be pointed to: it is a fact or a rule told here for the first time."""
    told_at: str | None = None
    """The anchor of the place where it has been told already; ``steps`` is then empty."""
    name: str = ""
    """What a fact or rule is called: enough where it has been told already."""

    @property
    def is_value(self) -> bool:
        """Whether the answer is a value and not a truth: it stands behind what it answers then."""
        return self.answer.startswith("=")

    @property
    def label(self) -> str:
        """What the step says, with its kind where that matters."""
        return self.says if self.kind in PLAIN_KINDS else f"{self.kind}: {self.says}"


class ProofTree:
    """Turns the proofs of one page into steps, each fact and rule told once.

    A proof of a plan ends in facts; what those rest on stands under the plan's ``facts``.
    """

    def __init__(self, facts: Mapping[str, FactNow] | None = None) -> None:
        self.facts = facts or {}
        self.told: dict[str, str] = {}

    def step(self, proof: Proof) -> Step:
        """One proof as steps."""
        proof = self._opened(proof)
        told_at = self.told.get(proof.name or proof.says) if _can_be_pointed_to(proof) else None
        anchor = self._anchor(proof) if told_at is None else None
        return Step(
            says=_says(proof),
            answer=_answer(proof),
            kind=_KINDS.get(proof.kind, proof.kind),
            at=proof.at,
            sources=proof.sources,
            steps=() if told_at else tuple(self.step(part) for part in proof.because),
            anchor=anchor,
            told_at=told_at,
            name=proof.name or proof.says,
        )

    def _opened(self, proof: Proof) -> Proof:
        """A step that ends in a fact, with what that rests on."""
        fact = self.facts.get(proof.name) if proof.name and proof.kind in ("fact", "missing") else None
        if fact is None or proof.because:
            return proof
        return msgspec.structs.replace(proof, at=fact.at, sources=fact.sources, because=fact.because)

    def _anchor(self, proof: Proof) -> str | None:
        if not _can_be_pointed_to(proof):
            return None
        return self.told.setdefault(proof.name or proof.says, f"p{len(self.told) + 1}")


def _can_be_pointed_to(proof: Proof) -> bool:
    """Whether a step is a fact or a rule with what it rests on; one without is cut short."""
    return proof.kind in ("fact", "rule") and bool(proof.because)


def write_proof(sheet: Sheet, proof: Proof, notes: Footnotes, tree: ProofTree | None = None) -> None:
    """Write a proof on a terminal sheet, one indented line a step."""
    for depth, step in _walk((tree or ProofTree()).step(proof), 0):
        told = "(as above)" if step.told_at else ""
        parts = (_line(step), told, f"({step.at})" if step.at else "", notes.mark(step.sources))
        sheet.text(" ".join(part for part in parts if part), indent=2 + 2 * depth, hang=2)


def _line(step: Step) -> str:
    """A step on one line: truth first, other answers behind what they answer, records as they are."""
    if step.is_value:
        return f"{step.label} {step.answer}"
    return f"{step.answer} {step.label}" if step.answer == RECORDED else f"{step.answer}: {step.label}"


def _walk(step: Step, depth: int) -> Iterator[tuple[int, Step]]:
    yield depth, step
    for part in step.steps:
        yield from _walk(part, depth + 1)


def _says(proof: Proof) -> str:
    if proof.name and proof.name != proof.says and proof.kind != "event":
        return f"{proof.name}: {proof.says}"
    return proof.says


def _answer(proof: Proof) -> str:
    """Events state what was recorded; everything else has an answer."""
    return RECORDED if proof.kind == "event" else phrases.answer(proof.value)
