"""Requirements of one study that nobody can meet together: at least one was misread, so none of them is relied on.

Studies with several cohorts state the subtype of each without saying for whom. Told apart by what an expression states
of one fact: the words of the language, not of medicine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onward.trials.understood import LOW, Criterion, Understood

_STATES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("hr_positive", "er_status in ('positive', 'low')", "er_percent >"),
        ("er_status = 'negative'", "triple_negative", "er_percent <"),
    ),
    (
        ("her2_status = 'positive'",),
        ("her2_status = 'negative'", "triple_negative", "her2_level", "not (her2_status = 'positive')"),
    ),
    (
        ("menopause = 'postmenopausal'",),
        ("menopause = 'premenopausal'", "menopause in ('premenopausal'", "not menopause = 'postmenopausal'"),
    ),
    (("metastatic",), ("not metastatic",)),
)
"""Beginnings of expressions that one person cannot meet with one of the other side."""


def at_odds(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria, with what contradicts something else of the same study made unsure.

    Only what holds for the whole study counts; alternatives ("x or y") contradict nothing.
    """
    doubtful = set(_doubtful(criteria))
    if not doubtful:
        return list(criteria)
    return [
        replace(
            each,
            understood=tuple(
                replace(one, sure=LOW, note="contradicts another criterion") if _key(one) in doubtful else one
                for one in each.understood
            ),
        )
        for each in criteria
    ]


def _key(one: Understood) -> str:
    return "" if one.scope else one.expression


def _doubtful(criteria: Sequence[Criterion]) -> Iterator[str]:
    said = {_key(one) for each in criteria for one in each.understood if _key(one) and " or " not in one.expression}
    for one_side, other_side in _STATES:
        first = {each for each in said if each.startswith(one_side) and not each.startswith("metastatic_")}
        second = {each for each in said if each.startswith(other_side)}
        if first and second:
            yield from first | second
