"""Proof steps of the engine as the proofs that plans carry; deep ones are cut where a page would no longer be read."""

from __future__ import annotations

from onward.facts.plain import plain
from onward.logic.proof import Step
from onward.plan.types import Proof

DEPTH_IN_PLANS = 6


def to_proof(step: Step, depth: int = DEPTH_IN_PLANS) -> Proof:
    """A step and what it rests on, down to ``depth`` levels."""
    because = tuple(to_proof(below, depth - 1) for below in step.because) if depth > 1 else ()
    return Proof(
        says=step.says,
        value=plain(step.value),
        kind=step.kind,
        name=step.name,
        at=step.at,
        sources=step.sources,
        because=because,
    )
