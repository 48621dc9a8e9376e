"""What the person said matters, as the record holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onward.events.tables import Event, Wish
from onward.goals.comparison import MOST, Wishes
from onward.knowledge.types import Knowledge
from onward.values.errors import Fault, RecordError, nearest

WORDS = "words"
"""The name of the wish that holds the person's own words."""


def wishes_of(events: Iterable[Event]) -> Wishes:
    """The wishes among the events: the newest weight of each, and the newest words."""
    rows = [row for row in events if isinstance(row, Wish)]
    weights = {row.name: row.weight for row in rows if row.weight is not None and row.name != WORDS}
    words = [row.text for row in rows if row.name == WORDS and row.text]
    return Wishes(weights=weights, words=words[-1] if words else None)


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
