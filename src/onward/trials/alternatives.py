"""Alternatives become one requirement: "one of the following" with its items, and items that end in "or".

Each alternative is read as if it stood alone; what it asks is joined by ``and``, the alternatives by ``or``. An
alternative of which nothing is understood leaves the whole open. Nothing is made of a group of which fewer than two
alternatives are understood, nor of one that defines a word or lists cohorts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from onward.trials.clauses import ANY_OF, OR_END, Clause, clauses_of
from onward.trials.polarity import Sense
from onward.trials.sections import Item, Section
from onward.trials.understood import MEDIUM, Understood

_OPEN = "unread_detail"
_MOST = 8
"""More items than that are a list of cancers or tests, not of requirements."""
_READ = frozenset(
    {
        "setting",
        "her2",
        "hormone-receptors",
        "subtype",
        "required-drug",
        "lines",
        "lines-of-chemotherapy",
        "lines-of-endocrine-therapy",
        "lines-of-her2-therapy",
        "progression",
        "measurable-disease",
        "menopause",
        "gene",
        "pd-l1",
        "brain-metastases",
    }
)
"""Kinds of which alternatives are made; limits of values have pairs of their own."""
_NOT_A_CHOICE = re.compile(
    r"\b(?:cohorts?|arms?|groups?|tumou?r\s+types?|cancers?\s+types?|categor|two|2|three|both|all)\b[^:]{0,40}:?\s*$|\bexcept|\bunless|\bif\b|"
    r"\bmeasured\s+by|\bcontracept|\bconfirmed\s+by",
    re.IGNORECASE,
)
"""Items above a list that is no choice for one person, or that hangs on something else."""

_ANOTHER_CANCER = re.compile(
    r"\b(?:pancrea|ovar|lung|NSCLC|colo|gastric|prostat|melanom|sarcom|urothel|bladder|head\s+and\s+neck|solid\s+tumou?r|lymphom|endometri)",
    re.IGNORECASE,
)
"""A list of diseases, most of them none of this patient's."""


def read_alternatives(
    item: Item, items: Sequence[Item], siblings: Sequence[Item], read: Callable[[Clause], Iterable[Understood]]
) -> Iterator[Understood]:
    """The whole of a group, told once, with its first item."""
    group = _group(item, items, siblings)
    if not 2 <= len(group) <= _MOST or group[0].number != item.number or item.section is not Section.INCLUSION:
        return
    if any(_ANOTHER_CANCER.search(each.text) for each in group):
        return
    told = [_one(each, items, read) for each in group]
    known = [each for each in told if each]
    if len(known) < 2 or any(one.kind not in _READ for each in known for one in each):
        return
    scopes = {one.scope for each in known for one in each}
    if len(scopes) > 1:
        return
    ways = list(dict.fromkeys(_joined(each) for each in known))
    kinds = list(dict.fromkeys(one.kind for each in known for one in each))
    if len(known) < len(told):
        ways.append(_OPEN)
    yield Understood(
        kind=kinds[0] if len(kinds) == 1 else "alternatives",
        span=" / ".join(each.text for each in group)[:400],
        expression=" or ".join(ways),
        sure=MEDIUM,
        scope=scopes.pop(),
    )


def _joined(asked: Sequence[Understood]) -> str:
    """What one alternative asks, as one condition."""
    if len(asked) == 1:
        return asked[0].expression if " and " not in asked[0].expression else f"({asked[0].expression})"
    return (
        "(" + " and ".join(f"({one.expression})" if " or " in one.expression else one.expression for one in asked) + ")"
    )


def _group(item: Item, items: Sequence[Item], siblings: Sequence[Item]) -> Sequence[Item]:
    """The alternatives that an item is one of: all below a heading that says so, or those linked by "or"."""
    parent = items[item.parent] if item.parent is not None else None
    if parent is not None and ANY_OF.search(parent.text):
        return () if _NOT_A_CHOICE.search(parent.text) else siblings
    if parent is not None and _NOT_A_CHOICE.search(parent.text):
        return ()
    start = end = bisect_left(siblings, item.number, key=lambda each: each.number)
    while start > 0 and _ends_in_or(siblings[start - 1]):
        start -= 1
    while end + 1 < len(siblings) and _ends_in_or(siblings[end]):
        end += 1
    return siblings[start : end + 1]


def _ends_in_or(item: Item) -> bool:
    return OR_END.search(item.text[-14:]) is not None


def _one(item: Item, items: Sequence[Item], read: Callable[[Clause], Iterable[Understood]]) -> list[Understood]:
    """What one alternative asks; nothing where it has details of its own or states that are ruled out or allowed."""
    following = item.number + 1
    if following < len(items) and items[following].parent == item.number:
        return []
    plain = replace(item, text=re.sub(r"[,;\s]+(?:and/)?or\s*[,.;]?\s*$", "", item.text, flags=re.IGNORECASE))
    clauses = list(clauses_of(plain, items, ()))
    if any(each.sense is not Sense.REQUIRE for each in clauses):
        return []
    found = [one for each in clauses for one in read(each)]
    return list({one.expression: one for one in found}.values())
