"""Weights of wishes as somebody types them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onward.goals.comparison import MOST
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, RecordError, nearest


def wishes_said(said: Iterable[str], knowledge: Knowledge) -> Mapping[str, float]:
    """Weights as somebody types them: ``longer-life=5``.

    Raises:
        RecordError: a word is no wish, or a weight is not from 0 to 5.
    """
    known = {concept.word for concept in knowledge.terminology["wish"].concepts}
    weights: dict[str, float] = {}
    faults: list[Fault] = []
    for each in said:
        name, _, number = each.partition("=")
        name, weight = name.strip(), _weight(number)
        if name not in known:
            faults.append(
                Fault("--wish", 0, 0, f"'{name}' is no wish", "a word of 'wish'", nearest(name, sorted(known)))
            )
        elif weight is None:
            faults.append(Fault("--wish", 0, 0, f"'{number}' is no weight of '{name}'", f"a number from 0 to {MOST:g}"))
        else:
            weights[name] = weight
    if faults:
        raise RecordError(faults)
    return weights


def _weight(number: str) -> float | None:
    try:
        weight = float(number)
    except ValueError:
        return None
    return weight if 0 <= weight <= MOST else None
