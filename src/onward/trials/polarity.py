"""Whether words ask for something, forbid it, or only allow it: exclusions, negations, permissions and their flips."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from onward.trials.folded import Folded
from onward.trials.sections import Section


class Sense(StrEnum):
    """What a clause does with what it names."""

    REQUIRE = "require"
    FORBID = "forbid"
    PERMIT = "permit"
    UNCLEAR = "unclear"
    """It can be meant either way: nothing is read from it."""


_NOT_ALLOWED = re.compile(
    r"\b(?:(?:is|are|was|were|will be|be|must be)\s+(?:also\s+)?(?:not\s+(?:be\s+)?"
    r"(?:eligible|allowed|permitted|acceptable|enrolled|included)|excluded|ineligible|prohibited|disallowed|forbidden)|"
    r"(?:not|un)\s?(?:eligible|allowed|permitted|acceptable)|ineligible|excluded|exclusionary|"
    r"(?<!or )may\s+not|must\s+not|should\s+not|cannot|can\s+not|will\s+not\s+be|prohibited)\b|"
    r"\bno\s+(?:other\s+|prior\s+|previous\s+|concurrent\s+|concomitant\s+|active\s+)+(?:[\w/-]+\s+){1,6}?(?:is\s+|are\s+)?"
    r"(?:allowed|permitted)\b",
)
_NOT_EXCLUDED = re.compile(
    r"\b(?:not\s+(?:be\s+)?(?:excluded|exclusionary|an?\s+exclusion|prohibited)|"
    r"(?:does|do)\s+not\s+exclude|not\s+required|"
    r"need\s+not|not\s+mandatory|not\s+necessary|no\s+limit\w*|regardless\s+of|"
    r"irrespective\s+of|is\s+not\s+considered(?!\s+(?:to\s+be\s+)?(?:amenable|curable|suitable|appropriate|(?:un)?resectable|an?\s+candidate|"
    r"operable|standard)))\b",
)
_PERMITS = re.compile(
    r"\b(?:(?:is|are|(?<!to )be|will\s+be|remain)\s+(?:\w+\s+){0,2}?(?:eligible|"
    r"allowed|permitted|acceptable|accepted)|allowed|permitted|permissible|"
    r"may\s+(?:have|be|receive|also|enrol\w*|participate|continue|or\s+may\s+not)|"
    r"can\s+(?:be\s+(?:included|enrol\w+|considered)|enrol\w*|participate|continue)|"
    r"eligible\s+(?:if|provided|as\s+long)|acceptable\s*[.;)]?$|with\s+or\s+without)\b",
)
_CAN = (
    "allow", "permi", "eligib", "accept", "may", "can", "exclu", "prohibit", "must", "should", "not", "need", "limit",
    "or without", "forbid", "irresp", "regardless", "disallow",
)  # fmt: skip
"""Pieces, one of which is in every text that forbids or allows by a verb: looked for first, because it is quick."""
_NEGATOR = Folded(
    r"\b(?:no|not|never|without|none|non|neither|lack\s+of|absence\s+of|"
    r"absent|free\s+(?:of|from)|exclude|excluding|denies|nor|naive\s+to|"
    r"avoid\w*)\b"
)
_STOPS = Folded(r"\b(?:but|however|although|except|unless|other than|provided|must|should)\b|[;:]")
_NEGATED_EXCLUSION = Folded(
    r"\b(?:(?:has|have|had|is|are|was|were|do|does|did)\s+not|not\s+(?:previously|"
    r"been|yet|received|having|had)|without|lack\s+of|absence\s+of|inability|"
    r"unable|failure\s+to|never|"
    r"insufficient|inadequate|unwilling\w*|other\s+than)\b"
)
_SENTENCE = re.compile(r"[.;]\s+(?=[A-Z(])")
_MUST = Folded(r"\b(?:must|should|required|need\s+to)\b")
OPENS = re.compile(
    r"\b(?:unless|except\w*|with\s+the\s+exception|other\s+than|excluding|"
    r"not\s+including|provided|if|however|only\s+if|as\s+long\s+as|"
    r"until|apart\s+from|in\s+the\s+absence|at\s+the\s+discretion)\b",
)


_SPARES = ("not", "no limit", "regardless", "irrespective")
_BARS = ("not", "exclu", "eligible", "prohib", "forbid", "disallow", "un", "no ")
_LETS = ("eligib", "allow", "permi", "accept", "may ", "can ", "with or without")
"""One of which is in every text of that sense."""
_OPEN_WORDS = (
    "unless", "except", "other than", "excluding", "not including", "provided", "if", "however", "as long",
    "until", "apart from", "in the absence", "at the discretion",
)  # fmt: skip


def opens(low: str) -> bool:
    """Whether a statement (in lower case) has an exception or a condition."""
    return any(map(low.__contains__, _OPEN_WORDS)) and OPENS.search(low) is not None


@lru_cache(maxsize=2048)
def sense_of(clause: str, section: Section) -> Sense:
    """What a clause of a section does as a whole.

    >>> sense_of("Patients who are pregnant are not eligible", Section.INCLUSION).value
    'forbid'
    >>> sense_of("Patients with stable brain metastases are eligible", Section.EXCLUSION).value
    'permit'
    """
    clause = clause.lower()
    if any(map(clause.__contains__, _CAN)):
        if any(map(clause.__contains__, _SPARES)) and _NOT_EXCLUDED.search(clause):
            return Sense.PERMIT
        if any(map(clause.__contains__, _BARS)) and _NOT_ALLOWED.search(clause):
            return Sense.FORBID
        if any(map(clause.__contains__, _LETS)) and _PERMITS.search(clause):
            return Sense.PERMIT
    return Sense.FORBID if section is Section.EXCLUSION else Sense.REQUIRE


def sense_at(clause: str, at: int, section: Section, whole: Sense) -> Sense:
    """What a clause does with what stands at a place in it: negations before it count, as far as they reach.

    >>> sense_at("No prior CDK4/6 inhibitor", 9, Section.INCLUSION, Sense.REQUIRE).value
    'forbid'
    """
    if whole is Sense.PERMIT:
        return whole
    before = _SENTENCE.split(clause[:at])[-1]
    if whole is Sense.FORBID and section is Section.INCLUSION:
        return Sense.FORBID
    if section is Section.EXCLUSION:
        if _NEGATED_EXCLUSION.search(before):
            return Sense.UNCLEAR if not _NOT_ALLOWED.search(before.lower()) else Sense.FORBID
        return Sense.UNCLEAR if _MUST.search(before) and not _NOT_ALLOWED.search(clause.lower()) else Sense.FORBID
    reach = 0
    for stop in _STOPS.finditer(before):
        reach = stop.end()
    return Sense.FORBID if _NEGATOR.search(before, reach) else Sense.REQUIRE
