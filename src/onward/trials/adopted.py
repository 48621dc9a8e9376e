"""Items that stand below another by what it says, though they are written at its own margin.

"Patients must have one of the following:" as a paragraph with bullets behind it; "Part 2D (with fulvestrant):" with its
items beside it, up to "Part 2E". Read as if they stood alone, they would be asked of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onward.trials.headings import begins_part, for_everybody, names_part
from onward.trials.items import Item, Section

_MOST = 8
"""A longer run of bullets is a list of its own, of which nobody can say where the choice ends."""
_CHOICE = re.compile(
    r"\b(?:one|1|any|either|at\s+least\s+(?:one|1|two|2)|one\s+or\s+more)\s+of\b|\beither\s*:|\bdefined\s+(?:as|by)\b|\bconsidered\b",
    re.IGNORECASE,
)
"""What stands below is one of several ways, or says what a word means."""
_REACH = 40
"""Items further behind belong to something else."""
_NUMBER = re.compile(r"\d+")


def adopted(items: Sequence[Item], marks: Sequence[str]) -> list[Item]:
    """The items with those put below the item that they belong to."""
    found = list(items)
    parents = {each.parent for each in items}
    for each in items:
        if each.number in parents or not (each.text.endswith(":") or _ends_in_choice(each.text[-_A_TAIL:])):
            continue
        if each.number + 1 >= len(found) or found[each.number].parent != each.parent:
            continue
        run = _run(each, found, marks)
        for number in run:
            found[number] = replace(found[number], parent=each.number, level=each.level + 1)
    return _levelled(found)


def _run(head: Item, items: Sequence[Item], marks: Sequence[str]) -> list[int]:
    """The items behind one that are below it."""
    siblings = [
        each.number
        for each in items[head.number + 1 : head.number + _REACH]
        if each.parent == head.parent and each.section is head.section and each.scope == head.scope
    ]
    if not marks[head.number]:
        return _chosen(siblings, marks) if _CHOICE.search(head.text) else []
    if head.section is Section.INCLUSION and _ONE_OF.search(head.text[-_A_TAIL:]):
        return _ways(siblings, items)
    if _OF_SOME.match(head.text):
        return _conditioned(siblings, items)
    if not (names_part(head.text) or begins_part(head.text)) or for_everybody(head.text):
        return []
    following = next((n for n in siblings if begins_part(items[n].text)), None)
    if following is None and not (begins_part(head.text) and len(head.text) <= _A_TITLE and len(siblings) <= _MOST):
        return []
    return [n for n in siblings if (following is None or n < following) and marks[n]]


def _conditioned(siblings: Sequence[int], items: Sequence[Item]) -> list[int]:
    """What is asked of those with something ("For patients with liver metastases:"), up to the next heading."""
    following = next((n for n, number in enumerate(siblings) if items[number].text.endswith(":")), None)
    return list(siblings[:_FEW] if following is None or following > _MOST else siblings[:following])


def _ways(siblings: Sequence[int], items: Sequence[Item]) -> list[int]:
    """The ways behind a marked item that asks for one of them, up to what begins something else."""
    run: list[int] = []
    for number in siblings[:_MOST]:
        if items[number].text.endswith(":") or _BEGINS_ANOTHER.match(items[number].text):
            break
        run.append(number)
    return run if len(run) >= 2 else []


_A_TAIL, _A_TITLE = 70, 80
"""How far the words of a choice are looked for, and how long a title of a part is, in characters."""
_ONE_OF = re.compile(
    r"\b(?:one|1|any|either|at\s+least\s+(?:one|1))\s+of\b(?!\s+(?:these|the)\s+(?:arms|cohorts))[^.:]{0,50}:?\s*$|\beither\s*:\s*$",
    re.IGNORECASE,
)
_ENDS_IN_CHOICE = re.compile(
    r"\b(?:one|1|any)\s+of\s+(?:all|the\s+following|these|them|the\s+criteria)\b[^.:]{0,40}$", re.IGNORECASE
)
"""A heading of a choice without its colon."""


def _ends_in_choice(tail: str) -> bool:
    return "of" in tail.lower() and _ENDS_IN_CHOICE.search(tail) is not None


_BEGINS_ANOTHER = re.compile(
    r"\W*(?:aged?\b\D{0,14}(?:1\d|2\d|3\d)\b|ECOG|eastern|karnofsky|WHO|performance|adequate|signed|written|informed|willing|able|ability|life\s+expect|"
    r"(?:patients?|participants?|subjects?)\s+(?:must|should|have|has|with)|measurable|women|female|male|negative|absolute|h[a]?emoglobin|platelet|"
    r"no\b|not\b|provision|consent|histolog|cytolog|willing)",
    re.IGNORECASE,
)
_FEW = 3
"""So many items behind such a heading are held to be below it, where no other heading ends them."""
_OF_SOME = re.compile(
    r"\W*(?:for|in|if)\b[^:]{0,40}\b(?:patients?|participants?|subjects?|women|those|individuals)\b[^:]{0,20}\b(?:with|without|who|whose|having|on|receiving)\b"
    r"[^:]{2,90}:$",
    re.IGNORECASE,
)


def _chosen(siblings: Sequence[int], marks: Sequence[str]) -> list[int]:
    """The run of marked items behind a paragraph: numbers that go on from 1, or a few bullets up to the next one."""
    run: list[int] = []
    for number in siblings:
        mark = marks[number]
        if not mark:
            break
        counted = _NUMBER.search(mark)
        if counted and int(counted[0]) != len(run) + 1:
            break
        run.append(number)
    return run if 2 <= len(run) <= _MOST else []


def _levelled(items: list[Item]) -> list[Item]:
    """Levels that agree with the parents."""
    for each in items:
        if each.parent is not None and items[each.parent].level + 1 != each.level:
            items[each.number] = replace(each, level=items[each.parent].level + 1)
    return items
