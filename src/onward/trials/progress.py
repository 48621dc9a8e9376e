"""Growth of the cancer that is asked for: on the latest treatment, or after a drug within a time.

"Progression on the most recent therapy" is a state of today. "Relapse within 12 months of adjuvant endocrine therapy"
is one of the past whose time no fact tells, so it stays open for those who did not relapse under way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.drug_words import FOR_SOME, without_repeats
from onward.trials.lexicon import DrugNames
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_GROWTH = re.compile(r"\b(?:progress\w*|recurr\w*|relaps\w*|refractory)\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:progress\w*|refractory)\b[^.;]{0,110}?\b(?:on|after|during|following|since|to|under|upon)\b[^.;]{0,30}?"
    r"\b(?P<which>last|latest|most\s+recent|immediate(?:ly)?\s+prior|prior|previous|preceding)\s+"
    r"(?:\w+\s+){0,3}?(?:therap(?:y|ies)|treatments?|regimens?|lines?)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"last|latest|recent|immediate", re.IGNORECASE)
_COUNTED = re.compile(
    r"\bat\s+least\b|≥|\b(?:one|two|three|\d)\s+(?:or\s+more\s+)?(?:prior|previous|lines?)|standard", re.IGNORECASE
)
_ELSE = re.compile(
    r"recurr|relaps|intoleran|refractory|unable|candidate|\bor\s+(?:within|who|have|no|is|are|not)\b", re.IGNORECASE
)
_WINDOW = re.compile(
    r"\b(?:with\s?in|≤|<|less\s+than)\s*(?:or\s+equal\s+to\s+)?(?:the\s+first\s+)?(?:\d{1,2}|one|two|three|six|twelve)\s*"
    r"(?:\(\d+\)\s*)?-?\s*(?:months?|years?|weeks?)",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:patients|participants|subjects|those|women)\s+(?:with|who|whose)\b[^.;]{0,120}\b(?:must|should|eligible|allowed)|"
    r"\bwho\s+(?:relaps|recur|progress)|\b(?:positive|negative|\+)\s+(?:patients|participants|subjects)\b|^\W*(?:relapsed|newly)\b|"
    r"\bif\b|\bfor\s+(?:patients|those|participants)|^\W*(?:for|HR|HER2?|ER|TNBC)\b",
    re.IGNORECASE,
)
_OF_A_STATE = re.compile(r"\b(?:positive|negative)\s+(?:patients|participants|subjects)\b")
_ELSEWHERE = re.compile(
    r"brain|CNS|intracranial|lesion|biops|discontinu|toxicit|considered|\bcount|\bdefined\b|ovarian|lung|NSCLC|colorectal|melanoma|prostat|"
    r"pancrea|sarcoma|gastric|urothel|local(?:ly)?\s+recurrent|in\s+situ|\bmarker|scan",
    re.IGNORECASE,
)


def read_progress(clause: Clause, names: DrugNames) -> Iterator[Understood]:
    """Growth on the latest treatment, and relapse within a time of a named one."""
    if clause.section is not Section.INCLUSION or clause.sense is not Sense.REQUIRE or len(clause.low) > 500:
        return
    if not any(word in clause.low for word in ("progress", "relaps", "recurr", "refractory")):
        return
    growth = _GROWTH.search(clause.text)
    if (
        growth is None
        or clause.sense_at(growth.start()) is not Sense.REQUIRE
        or _SOME.search(clause.text)
        or (not clause.scope and FOR_SOME.match(clause.whole))
        or _OF_A_STATE.search(clause.whole)
    ):
        return
    latest = _LATEST.search(clause.text)
    about = clause.text[: latest.end()] if latest else clause.text
    if _ELSEWHERE.search(about) or clause.open:
        return
    mentions = [each for each in names.mentions(clause.low) if each.anticancer]
    if latest and not mentions and (_TODAY.search(latest["which"]) or not _COUNTED.search(clause.text)):
        today = _TODAY.search(latest["which"]) is not None and _ELSE.search(clause.text) is None
        yield Understood(
            kind="progression",
            span=latest[0],
            expression="progressed" if today else "progressed or unread_detail",
            sure=HIGH if today else MEDIUM,
            scope=clause.scope,
        )
    elif _WINDOW.search(clause.text) and len(mentions := without_repeats(mentions)) == 1:
        yield _of_the_past(clause, mentions[0].means)


def _of_the_past(clause: Clause, subject: str) -> Understood:
    asked = f"relapsed_on('{subject}') or unread_detail"
    if re.search(r"metastatic|advanced", clause.text, re.IGNORECASE):
        asked = f"progressed_on('{subject}') or {asked}"
    return Understood(kind="required-drug", span=clause.text, expression=asked, sure=MEDIUM, scope=clause.scope)
