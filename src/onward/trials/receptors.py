"""Receptors and subtype: ER, PR and HER2 in all their wordings become one condition on the tumour.

The clause is first written with short names (ER, PR, HR, HER2, TNBC); then its statements are found. "HR+/HER2- or
TNBC" is
read side by side; wherever a piece stays dark, the whole stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.drug_words import FOR_SOME
from onward.trials.folded import Folded
from onward.trials.polarity import Sense
from onward.trials.receptor_states import later_cut, short, statement
from onward.trials.sections import Section
from onward.trials.understood import MEDIUM, Understood

_CONDITIONAL = Folded(
    r"^\W*(?:for|if|in|those|patients?|participants?|subjects?|women|individuals|"
    r"tumou?rs)\b[^.]{0,25}\b(?:with|whose|who\s+(?:have|are)|has|have)?\s*[^.]{0,50}\b(?:HER2|"
    r"ER|HR|TNBC)\b[^.]{0,60}\b(?:must\s+(?:also\s+)?(?:have\s+(?:received|"
    r"been|progress|had|documented|relapsed)|be\s+(?:on|eligible|receiv))|"
    r"should\s+(?:also\s+)?have|need\s+to\s+have|are\s+(?:required|eligible|"
    r"allowed)|will\s+(?:be|receive)|may)|^\W*(?:if|for)\b|\bif\s+(?:the\s+)?(?:tumou?r|"
    r"ER|HER2|HR)"
)
_NOT_ASKED = Folded(
    r"\b(?:NSCLC|lung|pancrea\w*|prostate|ovarian|colorectal|HNSCC|HCC|urothelial|"
    r"melanoma|endometrial|cervical|gastric|contralateral|bilateral|other\s+breast|"
    r"cohorts?|arms?|multifocal|"
    r"multicentric|each\s+tumou?r|must\s+be\s+(?:assessed|tested|available|known)|should\s+be\s+(?:assessed|tested))\b|"
    r"^\W*(?:HR|ER|HER2|TNBC)\b(?![^:.]{0,60}\b(?:test|document|defin|confirm|assess))(?![^:.]{0,40}:\s*(?:ihc|f?ish\b|score|patholog|histolog|diagnos|er\b|pr\b|\d\s?\+|immuno|positive|negative))[^:.]{0,40}:\s*\S|^[^:]{0,24}:\s*$|^\W*(?:all\s+)?(?:HR|"
    r"ER|PR|HER2|TNBC)\S*(?:\s*/?\s*\S+){0,3}\s+(?:patients|participants|"
    r"subjects)\b|"
    r"\b(?:prior|previous|progress\w*|received|failed|lines?|regimens?)\b[^.;]{0,60}\b(?:for|"
    r"in)\s+(?:\w+\s+){0,4}(?:HER2|HR|ER|TNBC)\b|"
    r"\b(?:women|patients|participants|subjects|those)\s+(?:\w+\s+){0,2}(?:with|"
    r"who\s+have)\s+[^.;]{0,130}(?:should|must\s+(?:have|be))|\bif\s+(?:the\s+)?\w*\s*(?:HER2|"
    r"ER|HR)|"
    r"\b3\s?\+(?=.*\b1\s?\+)(?!.*negativ)(?!.*\blow)|\b1\s?\+(?=.*\b3\s?\+)(?!.*negativ)(?!.*\blow)"
)
_EITHER_STATE = Folded(
    r"\bHR\b[^.;]{0,20}(?:\+|positive)\s*(?:or|/|and)\s*(?:HR\b[^.;]{0,3})?(?:-|negative)|^\W*or\b\s*:|"
    r"status\s+defined\s+(?:as|by)|\bif\s+a\s+finding\b|\binvestigator\s+think|\b(?:IHC\s*)?2\+\s*/\s*ISH-negative\s+or\s+IHC|"
    r"\b(?:ER|PR|HR|HER2)\b[^.;:]{0,60}:\s*T\d"
)
"""Both states are taken, or the words only define one of them."""
_WHO_MUST = re.compile(
    r"\W*(?:(?:fe)?male\s+)?(?:patients?|participants?|subjects?|women|those)\s+(?:who(?:se)?|with)\b[^.;]{0,110}\b(?:ER|PR|HR|HER2|TNBC)\b"
    r"[^.;]{0,110}\b(?:must\s+(?:have\s+(?:failed|received|had|progressed|been)|meet|agree|undergo|be\s+(?:on|receiv|willing))|will\s+only\s+be|only\s+be\s+included)",
    re.IGNORECASE,
)
_BY_TEST = re.compile(r"\bby\s+(?:local|central)\s+(?:laboratory\s+)?test(?:ing|s)?|\([^()]*\)", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:test|testing|assess\w*|sample|block|specimen|slide|archival|known|"
    r"evaluable|availab\w+|result|biops\w+|documentation|unknown|equivocal|"
    r"discordan\w+|convert\w*|progress\w*|relapse\w*|refractory|received|"
    r"previously\s+treated|prior)\b",
    re.IGNORECASE,
)
_WORDS = (
    "her2",
    "her-2",
    "her 2",
    "her/2",
    "erbb",
    "erb",
    "receptor",
    "triple",
    "tnbc",
    "er+",
    "er-",
    " er ",
    "(er",
    "er/",
    "er (",
    "hr+",
    "hr-",
    "hr (",
    "hormone",
    "epidermal",
    "er[",
    "er and",
    "er or ",
    "er expr",
    "er posit",
    "er ≥",
    "er >",
    "er <",
    "er, ",
    "her2,",
)
_MAY = re.compile(
    r"\bher[-/ ]{0,2}2|erb-?b|\bcerb|receptor|triple[- ]|tnbc|\b[eh]r\s?[-+(/\[]|"
    r"\ber\b|\bhormone[- ](?:positiv|sensitiv)|epidermal growth"
)

_BOTH_STATES = re.compile(
    r"\bHER2\b[^.;]{0,12}(?:\+|positive)\s*(?:or|/|and)\s*(?:HER2\b[^.;]{0,3})?(?:-|negative)[^.;]{0,30}\b(?:eligib|allow|permit|accept|enrol)",
    re.IGNORECASE,
)
_TWO_PLUS = re.compile(
    r"\b2\s?\+\s*(?:or|to|-|–|/|and|,)\s*3\s?\+(?![^.;]{0,60}(?:fish|ish\b|amplif))|"
    r"≥\s*2\s?\+|her2[- ]express(?:ing|ed|ors?)\b|2\+\s*/\s*ish[- ]negative",
    re.IGNORECASE,
)
"""More than what is usually called positive."""
_NOT_ENOUGH = re.compile(
    r"(?:amplif\w+|fish)\b.*\b(?:immunohisto\w+|ihc)\b[^.;]{0,30}\bnot\s+(?:be\s+)?sufficient", re.IGNORECASE
)
_A_CHOICE = re.compile(r"^\W*or\b\s*:|\bany\s+of\s+the\s+following\b")
_SUBTYPE_MUST = re.compile(
    r"\W*(?:HR|ER|HER2|TNBC)\b[^.;]{0,70}\bmust\s+have\b|\W*(?:and\s+|for\s+)?(?:HR|ER|HER2|TNBC)\b[^.;]{0,40}\b(?:tumou?rs?|patients?|disease|participants?|subjects?)\b"
    r"[^.;]{0,20}\b(?:must|needs?\s+to|should|have\s+to|shall)\b(?!\s+(?:also\s+)?be\s+(?:HER2|ER|PR|HR|TNBC|positive|negative))",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"^\W*(?:for|in)\s+(?:the\s+)?(?:phase|part|cohort|arm|module)s?\b[^:,.;]{0,40}:\s*", re.IGNORECASE
)
_ANY_STATE = re.compile(
    r"\b(?:ER\s*(?:/|and/or|and|or|,)\s*PR|ER|PR|HR)\s*(?:status\s*)?(?:positive\s*(?:or|/|and/or)\s*negative|negative\s*(?:or|/|and/or)\s*positive)\b",
    re.IGNORECASE,
)
"""Either state of a receptor: it asks nothing."""
_ER_LOW = re.compile(r"\b(?:ER|HR)[\s-]*low\b", re.IGNORECASE)
_OR_MUTANT = re.compile(
    r"\b(?:or|/|and/or)\s*HER2[\s-]*(?:mutan|mutat|alter)|\bHER2[\s-]*(?:mutan|mutat|alter)\w*\s*(?:or|/|and/or)",
    re.IGNORECASE,
)
"""A mutation may stand in the place of the state."""
_OF_A_LIST = re.compile(r"\b(?:each|following|specified|these)\s+tumou?r\s+types?|categori[sz]ed\s+as", re.IGNORECASE)
_TUMOURS = re.compile(
    r"\b(?:NSCLC|HNSCC|non-?small|urothelial|melanoma|prostate|pancreatic|gastric|gastroesophageal|colorectal|EOC|CRPC|SCLC)\b",
    re.IGNORECASE,
)
"""Other cancers beside which a subtype is one of several diseases."""


_LOW_BESIDE = re.compile(
    r"\bTNBC\b[^.;]{0,20}\b(?:or|and/or)\s+(?:ER|HR)[\s-]*low[^.;]{0,30}\bHER2\s*(?:-|negativ)|"
    r"\b(?:ER|HR)[\s-]*low[^.;]{0,30}\bHER2\s*(?:-|negativ)[^.;]{0,30}\bor\s+TNBC\b",
    re.IGNORECASE,
)
"""Triple-negative or weakly ER-positive, HER2-negative cancer."""


def read_receptors(clause: Clause) -> Iterator[Understood]:
    """What a clause asks of ER, PR, HER2 or the subtype."""
    if len(clause.low) > 1500 or (not any(word in clause.low for word in _WORDS) or _MAY.search(clause.low) is None):
        return
    text = short(_OF_A_PART.sub("", clause.text) if ":" in clause.text[:60] else clause.text)
    if "negative" in clause.low and "positive" in clause.low:
        text = _ANY_STATE.sub(" ", text)
    if not _asks(clause, text):
        return
    more = short(f"{clause.whole} {clause.below}") if len(clause.whole) + len(clause.below) > len(clause.low) else ""
    stated = statement(text, later_cut(more))
    if _OR_MUTANT.search(text):
        return
    if _ER_LOW.search(text) and "TNBC" in text:
        if _LOW_BESIDE.search(text) and clause.section is Section.INCLUSION:
            expression = "triple_negative or er_status = 'low' and her2_status = 'negative'"
            yield Understood(kind="subtype", span=clause.text, expression=expression, sure=MEDIUM, scope=clause.scope)
    elif stated is not None:
        yield from _asked(clause, text, stated)


def _asked(clause: Clause, text: str, stated: tuple[str, int, int, str]) -> Iterator[Understood]:
    """A state that is asked for or ruled out."""
    expression, start, _, sure = stated
    expression = _as_assayed(expression, clause.whole)
    sense = clause.sense_at(min(start, len(clause.text)))
    if clause.section is Section.EXCLUSION:
        unsure = _UNSURE.search(_BY_TEST.sub(" ", text)) and not re.search(r"\bknown\b", text, re.IGNORECASE)
        if sense is Sense.FORBID and not (clause.open or unsure or len(text) > _LONG or " and " in expression):
            said = f"not ({expression})"
            yield Understood(kind=_kind(expression), span=clause.text, expression=said, sure=sure, scope=clause.scope)
    elif sense is Sense.REQUIRE and re.search(r"\bunless\b|\bexcept\b", _BY_TEST.sub(" ", clause.low)):
        said = _opened(expression)
        yield Understood(kind=_kind(expression), span=clause.text, expression=said, sure=MEDIUM, scope=clause.scope)
    elif sense is Sense.REQUIRE:
        yield from _split_kinds(expression, clause, sure)


_LONG = 160
"""Longer exclusions tell of more than a state."""
_OTHERS_TOO = re.compile(
    r"[;.]\s*(?:and\s+)?(?:ER|HR|HER2)\s*(?:\+|positive)[^.;]{0,20}\b(?:tumou?rs?|patients?|participants?)\b[^.;]{0,20}\b(?:must|needs?|should)\b",
    re.IGNORECASE,
)
"""Later words let another subtype in, on a condition."""
_HER2_DEFINED = re.compile(
    r"\W*HER2\s*(?:positiv\w*|negativ\w*|overexpress\w*|status)\s+(?:status\s+)?(?:is|are|was|will\s+be)\s+(?:further\s+)?(?:defined|considered|determined)",
    re.IGNORECASE,
)
"""What the word means; who has to have it is told elsewhere."""


def _asks(clause: Clause, text: str) -> bool:
    """Whether the words ask for a state, of everybody or of a part that is told."""
    if _HER2_DEFINED.match(text) or (not clause.scope and FOR_SOME.match(clause.whole)):
        return False
    if clause.first and "positive tumo" in clause.whole and _OTHERS_TOO.search(short(clause.whole)):
        return False
    if clause.sense in (Sense.PERMIT, Sense.UNCLEAR) or _CONDITIONAL.search(text) or _NOT_ASKED.search(text):
        return False
    if not clause.first and len(text) < 60 and _A_CHOICE.search(clause.whole):
        return False
    if _EITHER_STATE.search(text) or _WHO_MUST.match(text) or _SUBTYPE_MUST.match(text):
        return False
    listed = _OF_A_LIST.search(clause.parent) or (not clause.scope and _TUMOURS.search(clause.whole))
    return not listed and _BOTH_STATES.search(short(clause.whole)) is None


def _opened(expression: str) -> str:
    """A state with an exception that is not read."""
    joined = expression.replace(" & ", " and ")
    return f"({joined}) or unread_detail" if " and " in joined else f"{joined} or unread_detail"


def _as_assayed(expression: str, whole: str) -> str:
    """HER2 as the assays that are named count it: amplified alone, or 2+ as well."""
    if "her2_status = 'positive'" not in expression:
        return expression
    if _NOT_ENOUGH.search(whole):
        return expression.replace("her2_status = 'positive'", "her2_ish = 'amplified'")
    if _TWO_PLUS.search(whole):
        return expression.replace("her2_status = 'positive'", "her2_status = 'positive' or unread_detail")
    return expression


def _kind(expression: str) -> str:
    receptors = "er_" in expression or "pr_" in expression or "hr_" in expression
    if "triple_negative" in expression or (receptors and "her2" in expression):
        return "subtype"
    return "her2" if "her2" in expression else "hormone-receptors"


def _split_kinds(expression: str, clause: Clause, sure: str) -> Iterator[Understood]:
    """A plain "and" of two conditions is two requirements."""
    parts = expression.split(" & ")
    for part in parts:
        yield Understood(kind=_kind(part), span=clause.text, expression=part, sure=sure, scope=clause.scope)
