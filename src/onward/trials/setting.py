"""How far the cancer has spread: metastatic, or locally advanced as well; stages before, and metastases ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onward.trials.clauses import Clause
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_SPREAD = re.compile(
    r"(?P<both>\b(?:locally|loco-?regionally|unresectable|inoperable)[\s-]*(?:advanced|"
    r"recurrent)?[^.;]{0,95}?\b(?:or|and/or|/|and)\s*(?:\w+\s+)?metastatic|"
    r"\bmetastatic\s*(?:or|/|and/or)\s*(?:\w+\s+){0,2}(?:locally|loco-?regionally|"
    r"unresectable|advanced|recurrent|inoperable|relapsed)|\badvanced\s*(?:or|"
    r"/|and/or|\()\s*metastatic|"
    r"\b(?:recurrent|relapsed|unresectable|inoperable)\s*(?:or|/|and/or|"
    r",)\s*metastatic|\bstage\s+III[A-C]?\w*[^.;]{0,80}\bstage\s+IV|"
    r"\bstages?\s+III[A-C]?[\w,/ ]{0,14}\s*(?:or|and|/|-|–)\s*IV\b|\badvanced\b[^.;]{0,60}(?:\bor\b|"
    r"/|and/or|\band\b)[^.;]{0,30}\bmetastatic)|"
    r"(?P<only>\bmetastatic\b|\bstage\s+(?:IV|4)\b|\bMBC\b|\bdistant\s+metast\w+)",
    re.IGNORECASE,
)
_BREAST = re.compile(r"\b(?:breast|mammary)\b|\b[am]?BC\b|\bMBC\b|\bTNBC\b", re.IGNORECASE)
_STATES = re.compile(
    r"\b(?:histolog\w*|cytolog\w*|patholog\w*|confirmed|proven|diagnos\w*|"
    r"documented|evidence|presence|have|has|with|must\s+be|stage|women|patients|participants)\b|"
    r"^\W*(?:(?:de\s+novo|progressive|newly\s+diagnosed|primary)\s+)?(?:metastatic|mbc\b|inoperable|unresectable|incurable|locally|advanced|stage|recurrent|HER2|ER|HR|triple)",
    re.IGNORECASE,
)
_NOT_SPREAD = re.compile(
    r"\b(?:prior|previous\w*|received|therap(?:y|ies)|treatment|treated|"
    r"lines?|regimens?|chemotherap\w*|progress\w*|relapse[ds]?\s+(?:on|with)|"
    r"for\s+(?:their\s+|the\s+)?(?:metastatic|advanced)|brain|CNS|lesions?|"
    r"site|"
    r"biops\w+|tissue|sample|specimen|if|unless|recurrence|since|time\s+of|setting|ER\s+status|adequate)\b",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\bstages?\s+(?:0|I{1,3}[ABC]?\b|[1-3]\b)|\bearly[\s-]*stage|\bneoadjuvant|\bnon-?metastatic|\boperable|\bM0\b",
    re.IGNORECASE,
)
_OTHER_TUMOURS = re.compile(
    r"\b(?:ovarian|lung|NSCLC|colorectal|colon|melanoma|pancrea\w*|sarcoma|"
    r"prostat\w*|gastric|urothel\w*|bladder|esophag\w*|head\s+and\s+neck|"
    r"cervical|endometri\w*|thyroid|"
    r"renal|(?<!solid )malignancies|lymphoma)\b",
    re.IGNORECASE,
)

_OF_SOME = re.compile(
    r"\W*(?:(?:fe)?male\s+)?(?:patients|participants|subjects|women)\s+with\b[^.;]{0,130}\bmust\s+(?:undergo|meet|agree|be\b|"
    r"have\s+(?:documentation|been|received|had|a\s+(?:biopsy|negative)))|\W*the\s+metastatic\s+disease\s+must|"
    r"\W*primary\s+(?:and/or|or|and)\s+metastatic\s+(?:tumou?r|site|lesion|tissue)",
    re.IGNORECASE,
)
"""What is asked of those who have it, or of its tissue: not that they have it."""
_EITHER_CANCER = re.compile(r"\W*either\s*:", re.IGNORECASE)

_PLAIN_DISEASE = re.compile(
    r"\W*(?:is|are)\s+(?:either\s+)?(?:locally|unresectable|inoperable|advanced|metastatic|recurrent)\b[^.;:]{0,60}\W*$|"
    r"\W*(?:(?:has|have|having|with|either|must\s+have|measurable|evaluable|progressive|patients|participants|subjects|women|documented|confirmed|histolog\w+|cytolog\w+|or|and|and/or|"
    r"evidence|presence|diagnosis|of|an?|incurable)\s+)*(?:metastatic|locally|loco-?regionally|unresectable|inoperable|advanced|recurrent|stage)\b"
    r"[^.;:]{0,70}\bdisease\W*(?:\([^()]{0,60}\)\W*)?$",
    re.IGNORECASE,
)
"""A whole statement that tells how far the disease has spread: it is the study's own disease."""
_NEXT = re.compile(r"[,;]|\b(?:suitable|who|that|with|eligible|for\s+wh)\b", re.IGNORECASE)
"""Where something else is told."""
_HOW_SHOWN = re.compile(
    r"\bT\d[a-d]?\s+lesions?|\bprogressive,?\s+(?=(?:locally|advanced|metastatic|recurrent|unresect))|"
    r"\b(?:by|on|via|from)\s+(?:\w+\s+){0,3}(?:biops\w+|imaging|scans?|histology|cytology)\b|^\W*progressive\s+(?=metastatic)|"
    r"\b(?:histolog|patholog|biopsy)[\w-]*\s+(?:confirmed|proven|documented)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\bnon[\s-]?metastatic\b|\bM0\b|\bearly[\s-]+(?:stage\s+)?(?:\S+\s+){0,3}?breast\s+(?:cancer|carcinoma)|"
    r"\bstages?\s+(?:0|I{1,3}|[1-3])[ABC]?(?:[12])?\b(?:\s*(?:-|–|to|through|,|or|and|/|and/or)+\s*(?:or\s+|and\s+)?(?:stage\s+)?(?:I{1,3}|[1-3])[ABC]?\b)*",
    re.IGNORECASE,
)
"""Stages before metastases."""
_ONCE = re.compile(
    r"\b(?:histor\w+|prior|previous\w*|other|another|originally|initial\w*|second|survivors?|treated|received|at\s+diagnosis|adjuvant\s+(?:chemo|therap|treat|endocrine)|"
    r"recurren\w*|relaps\w*|hypertension|kidney|renal|fibrosis|cohort|phase|group|part|module|trial|study|risk|if|unless|or\s+metast\w*|or\s+stage\s+IV|"
    r"IV|node|lymph|tumou?r\s+size)\b",
    re.IGNORECASE,
)
"""Words beside a stage that tell of the past, of another disease, or of a part of the patients."""

_NOT_AMENABLE = re.compile(
    r"\b(?:without|no)\s+(?:\w+\s+){0,3}?(?:options?|possibilit\w+)\s+(?:for|of)\b[^.;]{0,60}?(?=\s+or\s+(?:\w+\s+){0,2}metasta|[.;,]|$)|"
    r"\bfor\s+which\s+(?:no|there\s+is\s+no)\b[^.;]{0,60}?(?=\s+or\s+(?:\w+\s+){0,2}metasta|[.;,]|$)|"
    r"\bnot\s+(?:be\s+)?(?:considered\s+)?(?:curable|amenable|suitable|candidates?)\s+(?:to|for)\b[^.;]{0,90}?(?=\s+or\s+(?:\w+\s+){0,2}metasta|[.;,]|$)",
    re.IGNORECASE,
)
"""Treatment that is no longer possible says how far the cancer has spread, and nothing of earlier treatment."""


_NOT_MEASURED = re.compile(r"\bnon[\s-](?=measur)", re.IGNORECASE)
"""It denies no metastases."""
_DIAGNOSIS = 420
"""Letters in which a diagnosis is told."""


_OF_THE_CANCER = re.compile(
    r"HER-?2|solid\s+(?:tumou?r|malignan|cancer)|metastatic\s+disease|stage\s+IV|MBC", re.IGNORECASE
)
_ADVANCED_TOO = re.compile(
    r"\bor\b[^.;]{0,40}(?:locally|advanced|recurren|inoperable|unresectable|"
    r"incurable)|locally[\s-]+(?:advanced|recurrent)|inoperable|unresectable|"
    r"incurable",
    re.IGNORECASE,
)


def read_setting(clause: Clause) -> Iterator[Understood]:
    """Metastatic, or advanced as well; and metastases that are ruled out."""
    low = clause.low
    if not ("metast" in low or "stage" in low or "mbc" in low or "advanced" in low or "unresectable" in low):
        return
    if clause.sense in (Sense.PERMIT, Sense.UNCLEAR) or _OF_SOME.match(clause.text):
        return
    if clause.section is Section.EXCLUSION:
        yield from _no_metastases(clause)
        return
    if _EITHER_CANCER.match(clause.whole):
        return
    clause = _of_diagnosis(clause)
    if (early := _not_yet(clause)) is not None:
        yield early
        return
    found = _SPREAD.search(clause.text)
    if found is None:
        yield from _advanced(clause)
    elif clause.sense_at(found.start()) is Sense.FORBID:
        yield from _no_metastases(clause)
    elif _tells_a_state(clause.text, found):
        yield _state(clause, found)


def _of_diagnosis(clause: Clause) -> Clause:
    """The beginning of a statement, in which a diagnosis is told; what follows it are its tests."""
    text = clause.text[:_DIAGNOSIS]
    if "non" in clause.low:
        text = _NOT_MEASURED.sub(lambda found: " " * len(found[0]), text)
    return clause if text == clause.text else replace(clause, text=text, low=text.lower())


_OF_A_SAMPLE = re.compile(
    r"\bULN\b|upper\s+limit|\bmetastatic\s+disease\s+(?:in|to)\s+(?:the\s+)?(?:liver|brain|bone|cns|lung)|\bprimary\s*(?:or|and|and/or|/)\s*metastatic\b|\bmetastatic\s*(?:or|and/or|/)\s*primary\b",
    re.IGNORECASE,
)
"""Where the tissue is from, not how far the disease has spread."""


def _tells_a_state(text: str, found: re.Match[str]) -> bool:
    """Whether the words tell how far this cancer has spread, and neither treatment nor another cancer."""
    plain = _PLAIN_DISEASE.match(text) is not None
    if not (plain or _BREAST.search(text) or _OF_THE_CANCER.search(text)) or not (plain or _STATES.search(text)):
        return False
    behind = _NEXT.split(text[found.end() : found.end() + 40])[0]
    head = _HOW_SHOWN.sub(" ", _NOT_AMENABLE.sub(" ", text[: found.end()] + behind))
    if _NOT_SPREAD.search(head) or _OTHER_TUMOURS.search(text) or _OF_A_SAMPLE.search(text):
        return False
    return _EARLY.search(head) is None or "III" in found[0].upper()


def _state(clause: Clause, found: re.Match[str]) -> Understood:
    expression, sure = ("metastatic or locally_advanced" if found["both"] else "metastatic"), HIGH
    if re.search(r"recurren|relapse", found[0], re.IGNORECASE):
        expression, sure = "metastatic or locally_advanced or unread_detail", MEDIUM
    elif not found["both"] and _ADVANCED_TOO.search(clause.text):
        expression, sure = "metastatic or locally_advanced", MEDIUM
    return Understood(kind="setting", span=found[0], expression=expression, sure=sure, scope=clause.scope)


def _not_yet(clause: Clause) -> Understood | None:
    """A stage before metastases that is asked for."""
    found = _NOT_YET.search(clause.text)
    if found is None or clause.sense_at(found.start()) is not Sense.REQUIRE:
        return None
    plain = _BREAST.search(clause.text) or (len(clause.text) < _SHORT and "M0" in found[0] + clause.text)
    if not plain or _ONCE.search(clause.text) or _OTHER_TUMOURS.search(clause.text):
        return None
    return Understood(kind="setting", span=found[0], expression="not metastatic", scope=clause.scope)


_SHORT = 60


def _advanced(clause: Clause) -> Iterator[Understood]:
    found = re.search(
        r"\b(?:locally\s+)?advanced(?:,?\s+(?:unresectable|inoperable|recurrent))?\s+(?:\S+\s+){0,4}?breas"
        r"t\s+(?:cancer|carcinoma)|\badvanced\s+BC\b",
        clause.text,
        re.IGNORECASE,
    )
    if (
        found is None
        or _NOT_SPREAD.search(clause.text[: found.end()])
        or clause.sense_at(found.start()) is not Sense.REQUIRE
        or _EARLY.search(clause.text)
        or _OTHER_TUMOURS.search(clause.text)
        or not _STATES.search(clause.text)
    ):
        return
    if "locally" in found[0].lower():
        return
    yield Understood(
        kind="setting", span=found[0], expression="metastatic or locally_advanced", sure=MEDIUM, scope=clause.scope
    )


_LIST = 200
"""Longer lists of what is ruled out tell of something else."""


def _member(text: str, found: re.Match[str], section: Section) -> str:
    """What stands between the commas around a match: one thing of a list that is ruled out."""
    if section is Section.INCLUSION:
        return text[: found.end()] + re.split(r"\bby\b", text[found.end() : found.end() + 30])[0]
    start = max((each.end() for each in _BETWEEN.finditer(text, 0, found.start())), default=0)
    end = min((each.start() for each in _BETWEEN.finditer(text, found.end())), default=len(text))
    return text[start:end]


_BETWEEN = re.compile(r",\s*(?:or|and)\s+|;|\bas\s+well\s+as\b", re.IGNORECASE)


def _no_metastases(clause: Clause) -> Iterator[Understood]:
    if clause.open and clause.section is not Section.EXCLUSION:
        return
    found = re.search(
        r"\b(?:distant\s+metast\w+|metastatic\s+(?:or\s+[\w-]+\s+)?(?:breast\s+(?:cancer|carcinoma)|"
        r"disease)|stage\s+(?:IV|4)\b(?:\s*\(?metastatic\)?)?|M1\s+disease|evidence\s+of\s+metast\w+)",
        clause.text,
        re.IGNORECASE,
    )
    if found is None or len(clause.text) > _LIST or clause.sense_at(found.start()) is not Sense.FORBID:
        return
    if re.search(
        r"brain|CNS|nervous|liver|lepto|bone|treat|therap|prior|lines?|regimen|"
        r"progress|within|other\s+(?:cancer|malig)|second|uncontrolled|only|"
        r"amenable|intent|visceral|rule\s+out|scans?\b|consideration|co-?morbid|life\s+expect|life-?\s?threat|extensive|symptomatic",
        _member(clause.text, found, clause.section),
        re.IGNORECASE,
    ):
        return
    yield Understood(
        kind="setting",
        span=found[0],
        expression="not (metastatic and unread_detail)" if clause.open else "not metastatic",
        sure=MEDIUM if clause.open else HIGH,
        scope=clause.scope,
    )
