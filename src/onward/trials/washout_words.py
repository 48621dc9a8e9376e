"""What registries say of times in other words, said as most of them say it: "4 weeks must have elapsed" and its like.

In: a clause. Out: the same with plain words; ``washouts`` reads it then.
"""

from __future__ import annotations

import re
from dataclasses import replace

from onward.trials.clauses import Clause

_HALVES_OR = re.compile(
    r"\b(?:within|in|≤|<)\s*(?:\d+|one|two|three|four|five|six)\s+(?:\w+\s+){0,2}half-?\s?li(?:fe|ves)\s*(?:\([^()]*\)\s*)?(?:or|,)\s*(?=(?:within\s+)?\d)",
    re.IGNORECASE,
)
"""Before a time: "within 5 half-lives or 2 weeks"."""

_IF_LAST = re.compile(
    r",?\s*(?:and\s+|or\s+|but\s+)?(?P<n>\d+|six|four|eight)\s*(?P<unit>weeks?|days?|months?)\s+(?:if|in\s+(?:the\s+)?case\s+of|when)\s+(?:the\s+)?"
    r"(?:(?:last|prior|previous|treated|treatment|regimen|therapy|chemotherapy|patients?|received|they|with|was|a)\s+)*"
    r"(?:includ\w+|contain\w+|received|with|of|was)?\s*(?:a\s+)?(?=(?:nitros|mitomycin|bcnu|ccnu|carmust|lomust))(?P<drug>[^.;,()]{3,60})",
    re.IGNORECASE,
)
"""A longer time for some drugs, told without brackets."""

_ALSO_NOW = re.compile(
    r"\bsince\s+(?:any\s+|the\s+last\s+)?prior\s+and\s+no\s+(?:other\s+)?concurrent\b", re.IGNORECASE
)

_AT_CONSENT = re.compile(
    r"\b(?:prior\s+to|before|preceding|of|to)\s+(?:the\s+)?(?:(?:provision|date|time|signing|signature)\s+(?:of\s+)?)?(?:the\s+)?(?:written\s+)?(?:informed\s+)?consent\b",
    re.IGNORECASE,
)

_PLANNED_TOO = re.compile(
    r"\b(?:had|received|undergone)\s+or\s+(?:is|are)\s+(?:scheduled|planned|expected)\s+to\s+(?:have|receive|undergo)\b",
    re.IGNORECASE,
)
"""What was done and what is planned, kept out in one breath."""

_PLAINLY: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (("mitomycin", "bcnu", "ccnu", "nitros", "mustine"), _IF_LAST, r" (\g<n> \g<unit> for \g<drug>)"),
    (("half",), _HALVES_OR, "within "),
    (("consent",), _AT_CONSENT, "before enrollment"),
    (("no concurrent", "no other concurrent"), _ALSO_NOW, "since prior"),
    ((" or is ", " or are "), _PLANNED_TOO, "had"),
)
"""Other words for what most studies say: pieces one of which is in a text that has them, and how it is said plainly."""


def told_plainly(clause: Clause) -> Clause:
    """The clause with what is told in other words said as most studies say it."""
    text = clause.text
    for keys, pattern, plainly in _PLAINLY:
        if any(map(clause.low.__contains__, keys)):
            text = pattern.sub(plainly, text)
    if text == clause.text:
        return clause
    whole = _IF_LAST.sub(" ", clause.whole)
    return replace(clause, text=text, low=text.lower(), whole=whole)
