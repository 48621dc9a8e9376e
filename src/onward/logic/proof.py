"""Steps of a proof: what was asked, the answer, and the steps it rests on, down to the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``kind``: ``rule``, ``expression``, ``fact``, ``event``, ``presumption`` or ``missing``."""

    says: str
    value: Any
    kind: str
    name: str | None = None
    at: str | None = None
    refs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    because: tuple[Step, ...] = ()
