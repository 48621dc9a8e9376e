"""What items of one study say of the same value to different people is put together.

"AST at most 2.5 x ULN" in one item and "for patients with liver metastases, AST at most 5 x ULN" in another are one
limit with an exception: who has liver metastases is not kept out by the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onward.trials.understood import MEDIUM, Criterion, Understood

_OF_SOME = re.compile(r"\(not (?P<who>\w+) or (?P<limit>\w+ [<>]=? [\d.]+)\)")
_PLAIN = re.compile(r"\w+ [<>]=? [\d.]+")
_GILBERT = re.compile(
    r"(?=.*\b(?:bilirubin|allowed|eligible|permitted)\b)(?!.*\bcris[ie]s\b).*\bGilbert", re.IGNORECASE | re.DOTALL
)


def across(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria with limits for everybody opened to those of whom another item says more."""
    some = [
        (each, found)
        for criterion in criteria
        for each in criterion.understood
        if each.expression.startswith("(not ") and (found := _OF_SOME.fullmatch(each.expression))
    ]
    gilbert = any("ilbert" in each.item.text and _GILBERT.match(each.item.text) for each in criteria)
    if not some and not gilbert:
        return list(criteria)
    opened = [
        replace(each, understood=tuple(_opened(one, some, gilbert) for one in each.understood)) for each in criteria
    ]
    told = {one.expression for each in opened for one in each.understood}
    merged = {
        other.expression
        for other, found in some
        if any(f" or ({found['who']} and {found['limit']})" in one for one in told)
    }
    return [_without(each, merged) for each in opened]


def _without(criterion: Criterion, merged: set[str]) -> Criterion:
    """A criterion without what stands in the limit for everybody now; it explains that one then."""
    left = tuple(each for each in criterion.understood if each.expression not in merged)
    if len(left) == len(criterion.understood):
        return criterion
    return replace(criterion, understood=left, aside=criterion.aside if left else "note")


def _opened(one: Understood, some: Sequence[tuple[Understood, re.Match[str]]], gilbert: bool) -> Understood:
    if not _PLAIN.fullmatch(one.expression):
        return one
    for other, found in some:
        if other.kind == one.kind and other.scope == one.scope and _same_side(one.expression, found["limit"]):
            return replace(one, expression=f"{one.expression} or ({found['who']} and {found['limit']})", sure=MEDIUM)
    if gilbert and one.kind == "bilirubin":
        return replace(one, expression=f"{one.expression} or (gilbert_syndrome and unread_detail)", sure=MEDIUM)
    return one


def _same_side(first: str, second: str) -> bool:
    """Whether two limits are of one value and bound it from one side."""
    (name, sign, _), (other, also, _) = first.split(" "), second.split(" ")
    return name == other and sign[0] == also[0]
