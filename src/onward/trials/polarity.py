"""Whether words ask for something, forbid it, or only allow it: exclusions, negations, permissions and their flips."""

from __future__ import annotations

import re
from enum import StrEnum

from onward.trials.sections import Section


class Sense(StrEnum):
    """What a clause does with what it names."""

    REQUIRE = "require"
    FORBID = "forbid"
    PERMIT = "permit"


_NOT_ALLOWED = re.compile(
    r"\b(?:(?:is|are|was|were|will be|be|must be)\s+(?:also\s+)?(?:not\s+(?:be\s+)?(?:eligible|allowed|permitted|acceptable|enrolled|included)|"
    r"excluded|ineligible|prohibited|disallowed|forbidden)|(?:not|un)\s?(?:eligible|allowed|permitted|acceptable)|ineligible|excluded|"
    r"may\s+not|must\s+not|should\s+not|cannot|can\s+not|will\s+not\s+be|prohibited)\b",
    re.IGNORECASE,
)
_NOT_EXCLUDED = re.compile(
    r"\b(?:not\s+(?:be\s+)?(?:excluded|exclusionary|an?\s+exclusion)|does\s+not\s+exclude|do\s+not\s+exclude|not\s+required|need\s+not|"
    r"no\s+limit\w*|regardless\s+of|irrespective\s+of)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:(?:is|are|be|will be)\s+(?:also\s+)?(?:eligible|allowed|permitted|acceptable|accepted)|allowed|permitted|permissible|"
    r"may\s+(?:have|be|receive|also|enroll|participate)|can\s+(?:be|have|enroll|participate)|eligible\s+(?:if|provided|as\s+long)|"
    r"(?:is|are)\s+eligible|acceptable|will\s+be\s+(?:eligible|allowed))\b",
    re.IGNORECASE,
)
_NEGATES = re.compile(
    r"(?:^|[.;:,(]\s*|\b(?:have|has|had|with|be|are|is|and|or|but|must)\s+)(?:no|not|never|without|none|non|lack\s+of|absence\s+of|free\s+(?:of|from)|"
    r"no\s+(?:known|prior|previous|history|evidence|current|active|concurrent|other))\b|\bnot\s+(?:have|had|received|been)\b|^(?:no|not|never|without|"
    r"absence)\b|\bdenies\b|\bmust\s+not\b",
    re.IGNORECASE,
)


def sense_of(clause: str, section: Section) -> Sense:
    """What a clause of a section does.

    >>> sense_of("No prior CDK4/6 inhibitor", Section.INCLUSION).value
    'forbid'
    >>> sense_of("Patients with stable brain metastases are eligible", Section.EXCLUSION).value
    'permit'
    """
    if _NOT_EXCLUDED.search(clause):
        return Sense.PERMIT
    if _NOT_ALLOWED.search(clause):
        return Sense.FORBID
    if _PERMITS.search(clause):
        return Sense.PERMIT
    if section is Section.EXCLUSION:
        return Sense.FORBID
    return Sense.FORBID if _NEGATES.search(clause) else Sense.REQUIRE


def negated(words: str) -> bool:
    """Whether words just before something say that it is not there."""
    return bool(_NEGATES.search(words))
