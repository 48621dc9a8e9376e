"""One line of the table of trust: what was measured, against which target, and everything that missed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measured figure. ``misses`` count against the target; ``notes`` are declared exceptions, listed as well."""

    kind: str
    target: str
    measured: str
    count: int
    misses: Sequence[str] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    tally: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Good ones and all, by group, where parts measured apart are added up."""


def share(good: int, whole: int) -> str:
    """How many of how many, in percent."""
    return f"{100 * good / whole:.1f} % ({good} of {whole})" if whole else "nothing to measure"


def merged(parts: Sequence[Measure]) -> Measure:
    """One measure of the parts that were measured apart."""
    first = parts[0]
    if len(parts) == 1:
        return first
    misses = tuple(dict.fromkeys(miss for part in parts for miss in part.misses))
    tally: dict[str, list[int]] = {}
    for part in parts:
        for name, (good, whole) in part.tally.items():
            kept = tally.setdefault(name, [0, 0])
            kept[0] += good
            kept[1] += whole
    told = Measure(
        kind=first.kind,
        target=first.target,
        measured=f"{len(misses)} missed",
        count=sum(part.count for part in parts),
        misses=misses,
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        tally={name: (good, whole) for name, (good, whole) in tally.items()},
    )
    return replace(told, measured=shares(told.tally)) if tally else told


def shares(tally: Mapping[str, tuple[int, int]]) -> str:
    """The share of all, and of each group where there are several; "group, some part of it" counts no second time."""
    good, whole = (sum(each[at] for name, each in tally.items() if "," not in name) for at in (0, 1))
    if len(tally) == 1:
        return share(good, whole)
    return f"{share(good, whole)}: {', '.join(f'{name} {share(*each)}' for name, each in sorted(tally.items()))}"
