"""Requirements of one study that nobody can meet together: at least one was misread, so none of them is relied on.

Studies with several cohorts state the subtype of each without saying for whom. Told apart by what an expression states
of one fact: the words of the language, not of medicine.
"""

from __future__ import annotations

import re
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


def at_odds(criteria: Sequence[Criterion], least_age: float = 0) -> list[Criterion]:
    """The criteria, with what contradicts something else of the same study made unsure.

    A least age well above the registry's own is one of a definition ("postmenopausal: 60 years or more").
    Only what holds for the whole study counts; alternatives ("x or y") contradict nothing.
    """
    doubtful = {*_doubtful(criteria), *_older(criteria, least_age)}
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


def _older(criteria: Sequence[Criterion], least_age: float) -> Iterator[str]:
    for each in criteria:
        for one in each.understood:
            found = re.fullmatch(r"age >=? (\d+)", _key(one))
            if found and least_age and int(found[1]) > least_age + _FAR:
                yield one.expression


_FAR = 10


def _doubtful(criteria: Sequence[Criterion]) -> Iterator[str]:
    said = {_key(one) for each in criteria for one in each.understood if _key(one) and " or " not in one.expression}
    for one_side, other_side in _STATES:
        first = {each for each in said if each.startswith(one_side) and not each.startswith("metastatic_")}
        second = {each for each in said if each.startswith(other_side)}
        if first and second:
            yield from first | second
