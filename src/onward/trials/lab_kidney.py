"""Creatinine and its clearance: one or the other suffices where the text says "or", or asks for the clearance of those
alone whose creatinine is high.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onward.trials.folded import Folded
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

KIDNEY = frozenset(("creatinine", "creatinine-clearance"))
_EITHER_NAMED = Folded(
    r"creatinine?\b(?!\s*clear)[^.;]{0,90}?\bor\b[^.;]{0,40}?(?:clearance|"
    r"GFR|filtration)|(?:clearance|GFR)\b[^.;]{0,60}\bor\b[^.;]{0,30}creatinine"
)
_CREATININE_ABOVE = Folded(
    r"\b(?:for|in|if|with)\b[^.;]{0,40}\bcreatinine\s+(?:levels?\s+)?(?:is\s+|are\s+)?(?:above|>|≥|greater\s+than|exceed\w*)\s*(?:the\s+)?"
    r"(?P<times>\d(?:\.\d+)?)?\s*(?:x|×|times)?\s*(?:the\s+)?(?:institution\w*\s+)?(?:upper|ULN|IULN|normal)"
)
"""Whose clearance alone is asked for."""
_OF_THE_KIDNEY = Folded(
    r"\b(?:unless|if|when|with)\b[^.;]{0,30}\b(?:creatinine|clearance|CrCl|e?GFR)|\bfor\s+(?:those|patients|participants|subjects)\s+"
    r"(?:\w+\s+){0,3}(?:above|exceed)"
)
_NAMES = re.compile(
    r"creatinine?\b[^.;]{0,40}?\bor\b[^.;]{0,40}?clearance|clearance\b[^.;]{0,60}\bor\b[^.;]{0,30}creatinine",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b|\bunless\b|\bif\b", re.IGNORECASE)
_AND = re.compile(r"\band\b(?!/or)")
_TOGETHER = re.compile(r"\bunless\b|concurrent\s+with|\band\b(?!/)|\bwith\b", re.IGNORECASE)


def of_the_kidney(text: str) -> bool:
    """Whether people are told apart by their creatinine or its clearance."""
    return _OF_THE_KIDNEY.search(text) is not None


def kidney_function(text: str, section: Section, found: list[Understood], both_named: bool) -> Iterator[Understood]:
    """The limits of creatinine and its clearance that an item states, put together as it says."""
    if len(found) == 1:
        yield from _alone(text, section, found[0], both_named)
        return
    if len(found) == 2 and len({each.kind for each in found}) == 2 and _either(text, section, found):
        first, second = (replace(each, expression=each.expression.removesuffix(" or unread_detail")) for each in found)
        start, end = text.find(first.span), text.find(second.span)
        span = text[start : max(start, end) + len(second.span)]
        sure = HIGH if first.sure == second.sure == HIGH else MEDIUM
        yield Understood(kind="kidney", span=span, expression=f"{first.expression} or {second.expression}", sure=sure)
        return
    yield from found


def _alone(text: str, section: Section, only: Understood, both_named: bool) -> Iterator[Understood]:
    above = _CREATININE_ABOVE.search(text) if only.kind == "creatinine-clearance" else None
    if above is not None:
        expression = f"creatinine_x_uln <= {float(above['times'] or 1):g} or {only.expression}"
        yield Understood(kind="kidney", span=text.strip()[:200], expression=expression, sure=MEDIUM)
    elif section is not Section.INCLUSION or not both_named or not _EITHER_NAMED.search(text):
        yield only


def _either(text: str, section: Section, found: list[Understood]) -> bool:
    """Whether creatinine or its clearance suffices."""
    start, end = text.find(found[0].span), text.find(found[1].span)
    between = text[start + len(found[0].span) : end] if 0 <= start < end else ""
    if section is Section.EXCLUSION:
        return _TOGETHER.search(between) is not None
    if _only_those_above(text, found):
        return True
    return bool(_NAMES.search(text) or _OR.search(between)) and not _AND.search(between)


def _only_those_above(text: str, found: list[Understood]) -> bool:
    """Whether the clearance is asked of those alone whose creatinine is above its own limit."""
    above = _CREATININE_ABOVE.search(text)
    limit = re.fullmatch(r"creatinine_x_uln <=? ([\d.]+)", found[0].expression)
    return bool(above and limit and float(above["times"] or 1) == float(limit[1]))
