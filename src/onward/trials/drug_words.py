"""Settings of earlier drugs, and how a requirement is written: for what is asked and for what is ruled out."""

from __future__ import annotations

import re

from onward.trials.clauses import Clause
from onward.trials.lexicon import Mention
from onward.trials.understood import HIGH, MEDIUM, Understood

PROGRESSED = re.compile(
    r"\b(?:progress(?:ed|ion|ing)|progressive\s+disease\s+(?:on|after|during|following|despite|while)|\bPD\s+(?:on|after|during|following)|refractory|resistan\w+|failed|failure|"
    r"relaps\w+\s+(?:on|during|while)|recurr\w+\s+(?:on|during|while))\b",
    re.IGNORECASE,
)
WINDOW = re.compile(
    r"(?:\b(?:with\s?in|in|during|less\s+than|fewer\s+than|for\s+(?:at\s+least|"
    r"≥))|≤|<)\s*(?:the\s+)?(?:at\s+least\s+)?(?:previous\s+|past\s+|last\s+|"
    r"prior\s+|preceding\s+)?(?P<n>\d{1,3}|one|two|three|four|six|twelve)\s*(?:\(\s*\d+\s*\)\s*)?[- ]?"
    r"(?:calendar\s+)?(?P<unit>days?|weeks?|wks?|months?|years?|half-?\s?lives)|"
    r"\b(?P<n2>\d{1,3})\s*(?P<unit2>days?|weeks?|months?|years?)\s+(?:or\s+less\s+)?(?:before|"
    r"prior\s+to|preceding|of\s+(?:study|enrol|registr|first|random|day|"
    r"start|initiat|cycle))|(?P<halves>half-?\s?li(?:fe|ves))|washout",
    re.IGNORECASE,
)
KEPT_OUT = re.compile(
    r"\b(?:other\s+than|except\w*|excluding|not\s+including|apart\s+from|with\s+the\s+exception)\b", re.IGNORECASE
)
LONGER = re.compile(
    r"(?:\b(?:for\s+)?(?:at\s+least|more\s+than|greater\s+than|minimum\s+of|longer\s+than)|≥|>)\s*\d+\s*(?:days?|weeks?|months?|years?|cycles?|doses?)|"
    r"\bfor\s+(?:more|longer)\s+than|\bduration\b",
    re.IGNORECASE,
)
NUMBER_OF = re.compile(
    r"(?:≥|>|≤|<|more\s+than|at\s+least|up\s+to|no\s+more\s+than|maximum\s+of|"
    r"\bone|\btwo|\bthree|\b[1-9]|(?:first|second|third)[\s-]+)\s*(?:or\s+(?:more|fewer|less)\s+)?(?:\(?\d\)?\s*)?(?:"
    r"prior\s+|previous\s+|different\s+|additional\s+|full\s+|systemic\s+|"
    r"separate\s+)*(?:lines?|regimens?|cycles?|courses?|doses?|therapies|"
    r"agents|treatments|cytotoxic|chemotherap\w+\s+regimens?)\b",
    re.IGNORECASE,
)
_CURATIVE = re.compile(
    r"\b(?:\(?neo\)?-?\s?)?adjuvant|(?<!non)(?<!non-)(?<!not )curative|\blocali[sz]ed\b|early[- ]stage\b|"
    r"early\s+(?:disease|"
    r"breast|setting)|pre-?operative|perioperative",
    re.IGNORECASE,
)
_METASTATIC = re.compile(
    r"\b(?:for|in|of)\s+(?:the\s+|their\s+|treatment\s+of\s+)*(?:[\w()/-]+[\s,]+(?:or\s+|"
    r"and\s+|and/or\s+)?){0,5}?(?:metastatic|advanced|recurrent|stage\s+IV|"
    r"MBC|ABC)\b|\bpalliative\s+(?:setting|treatment|intent\w*|chemo\w*|therap\w*|lines?)\b|\bnon-?curative\b|\bmetastatic\s+(?:chemo|therap|treatment|lines?\b)|\bmetastatic\s+(?:setting|disease)|advanced\s+(?:setting|"
    r"disease)|\b(?:metastatic|advanced)\s+breast\s+cancer\s+(?:setting)",
    re.IGNORECASE,
)
ALLOWED = re.compile(
    r"\b(?:except|no\s+limit|allowed|permitted|eligible|acceptable|other\s+than|excluding|"
    r"not\s+count|unless)\b(?!\s+(?:\S+\s+){0,3}?\S*(?:mab|nib|clib|taxel|platin|strant|tine|xifen|zole)\b)[^.;]{0,50}adjuvant|adjuvant[^.;]{0,60}\b(?:allowed|"
    r"permitted|acceptable|eligible|not\s+exclu)",
    re.IGNORECASE,
)

FOR_SOME = re.compile(
    r"\W*(?:for|in)\s+(?:the\s+|all\s+)?(?:HR|ER|HER-?2|TNBC|hormone|triple|patients?|participants?|subjects?|those|women)\b[^.;:]{0,80}"
    r"(?:\b(?:shall|must|should|need|will)\b|:)",
    re.IGNORECASE,
)
"""An item that begins so is asked of some patients, with all that it goes on to say."""
_OF_TREATMENT = re.compile(r"therap|treat|chemo|prior|previous|receiv|regimen|setting", re.IGNORECASE)


def setting_of(clause: Clause, forbid: bool) -> str | None:
    """``metastatic``, ``curative``, empty for any; none where it cannot be told."""
    text = clause.text if _METASTATIC.search(clause.text) or _CURATIVE.search(clause.text) else _heading(clause.parent)
    curative, metastatic = _CURATIVE.search(text), _METASTATIC.search(text)
    if curative and ALLOWED.search(clause.whole) and (forbid or not metastatic):
        return "metastatic" if forbid else None
    if curative and metastatic:
        return ""
    if metastatic:
        return "metastatic"
    if curative:
        return "curative"
    return ""


def _heading(parent: str) -> str:
    """The item above, where it is about treatment: "definitive evidence of metastatic disease" lends no setting."""
    return parent if _OF_TREATMENT.search(parent) else ""


def had(subject: str, setting: str) -> str:
    """Having had a drug or class, in a setting where one is told."""
    return f"had('{subject}', '{setting}')" if setting else f"had('{subject}')"


def detailed(asked: str, opened: bool) -> str:
    """The same, left open where a detail or an exception is not read."""
    return f"({asked} and unread_detail)" if opened else asked


def made(clause: Clause, mention: Mention, kind: str, expression: str, sure: str = HIGH) -> Understood:
    """A requirement of a clause; what is left open is less sure."""
    return Understood(
        kind=kind,
        span=clause.text,
        expression=expression,
        sure=MEDIUM if "unread_detail" in expression else sure,
        scope=clause.scope,
    )


def without_repeats(mentions: list[Mention]) -> list[Mention]:
    """Each once; "palbociclib" beside "CDK4/6 inhibitor (e.g. palbociclib)" is an example."""
    kept: list[Mention] = []
    for each in mentions:
        if any(each.means == other.means or other.means in each.classes for other in kept):
            continue
        kept.append(each)
    return kept
