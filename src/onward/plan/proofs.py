"""Proof steps of the engine as the proofs that plans carry.

A proof in a plan ends in facts, by name; ``facts`` says of each what it rests on, once, down to the record. So a plan
with thirty options stays small and every step still leads to the record.
"""

from __future__ import annotations

from onward.facts.plain import plain
from onward.logic.proof import Step
from onward.plan.types import Proof

WHOLE = 100
"""More levels than any proof has."""


def to_proof(step: Step, depth: int = WHOLE) -> Proof:
    """A step and all that it rests on, down to ``depth`` levels."""
    because = tuple(to_proof(below, depth - 1) for below in step.because) if depth > 1 else ()
    return _proof(step, because)


def to_facts(step: Step) -> Proof:
    """A step and what it rests on, down to facts: what those rest on stands under ``facts``."""
    if step.name and step.kind in ("fact", "missing"):
        return Proof(says=step.says, value=plain(step.value), kind=step.kind, name=step.name)
    return _proof(step, below_in_facts(step))


def below_in_facts(step: Step) -> tuple[Proof, ...]:
    """What a step rests on, down to facts."""
    return tuple(to_facts(below) for below in step.because)


def _proof(step: Step, because: tuple[Proof, ...]) -> Proof:
    return Proof(
        says=step.says,
        value=plain(step.value),
        kind=step.kind,
        name=step.name,
        at=step.at,
        sources=step.sources,
        because=because,
    )


def facts_named(proof: Proof) -> set[str]:
    """The facts in which a proof ends."""
    named = {proof.name} if proof.name and proof.kind in ("fact", "missing") else set()
    return named.union(*(facts_named(below) for below in proof.because))
