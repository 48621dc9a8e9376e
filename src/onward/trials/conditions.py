"""Other diseases that keep people out, from ``knowledge/trials/conditions.yaml``.

A disease that is only meant when "uncontrolled", "within 6 months" or "unless treated" leaves the criterion open for
those who
have it, and settled for those who do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.lexicon import Disease
from onward.trials.polarity import OPENS, Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood
from onward.trials.word_starts import starts_of

_QUALIFIED = Folded(
    r"\b(?:uncontrolled|symptomatic|significant\w*|severe|serious|unstable|child|"
    r"(?:un|de)compensated|insulin|radiation|active|requir\w+|untreated|grade|class|NYHA|New\s+York|poorly|chronic|"
    r"acute|current|within|detectable|"
    r"viral\s+load|interfer\w*|evidence\s+of|CD4|may\b|that\s+(?:would|could|"
    r"in)|which|advanced|moderate|except|unless|non|receiving|steroids|treated|"
    r"controlled|not\s+on|compromis\w+|"
    r"systemic|prolong|affect\w*|ventricular|atrial|involvement|widespread|extensive|"
    r"definitive|documented\s+or|life-?threatening|medication|treatment|"
    r"ongoing|positive|surface|antibod\w+)\b|≥|>|<|≤"
)
_PLAIN_WORDS = re.compile(
    r"\b(?:history|known|any|prior|previous|have|has|had|who|with|patients?|active|an?|or|and|test|surface|antigen|antibod\w*|sero\w*|virus|"
    r"documented|diagnos\w+|positive|infection|testing|current|evidence\s+of|"
    r"non)\b",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(r"\b(?:evidence\s+of|documented|current(?:ly)?)\b", re.IGNORECASE)
_WITHIN = Folded(
    r"(?:\b(?:with\s?in|in|during|less\s+than|fewer\s+than)|≤|<)\s*(?:the\s+)?(?:previous\s+|past\s+|"
    r"last\s+|prior\s+|preceding\s+)?(?P<n>\d{1,2}|one|three|six|twelve)\s*(?:\(\s*\d+\s*\)\s*)?-?(?P<"
    r"unit>weeks?|months?|years?)|\b(?P<n2>\d{1,2})\s*(?P<unit2>months?|"
    r"years?)\s+(?:before|prior\s+to|of\s+(?:study|enrol|first|random))|"
    r"\b(?:within|in|during)\s+the\s+(?:past|last|previous|preceding)\s+year\b"
)
_ASIDE = Folded(
    r"\b(?:family\s+(?:\w+\s+)?history|risk\s+factors?|risk\s+(?:of|for)|vaccin\w*|medications?\s+(?:known|that)|drugs?\s+(?:known|that)|"
    r"induced\s+by|"
    r"therap(?:y|ies)\s+for|treat(?:ment)?\s+(?:of|for)|screen(?:ed|ing)\s+(?:for|test)|"
    r"(?<!positive )(?<!reactive )test(?:ing|s)?\s+(?:is|for|not)|"
    r"due\s+to|caused\s+by|secondary\s+to|prophyla\w*|prevention\s+of)\b"
)
"""Before a name, in the same part of a list: it is no disease of this person."""
_ASIDE_AFTER = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:virus\s+|antibody\s+|serology\s+)?(?:vaccin|test(?:ing|s)?\s+(?:is|are|not|will|should|must)|screening|prophyla)",
    re.IGNORECASE,
)
_OWN_HISTORY = re.compile(
    r"\b(?:personal|medical|individual|own|prior|past|patient|known)(?:\s+history)?\s*(?:or|and|and/or|/)\s*(?:\w+\s+){0,2}family|"
    r"family\s+(?:history\s+)?(?:or|and|and/or)\s+(?:personal|medical|individual|own)",
    re.IGNORECASE,
)
_OWN_WORDS = Folded(r"\b(?:within|prior\s+to|history|in\s+the\s+(?:last|past)|unstable)\b")
"""Of another name in a list: what leads the list no longer reaches this one."""
_AT_RISK = Folded(r"\brisk\b[^.;()]{0,60}\(\s*e\.?g[^()]*$")
"""Before examples of what puts a person at risk."""
_TWO_AT_ONCE = Folded(
    r"\b(?:concurrent|concomitant|both|co-?infect\w*)\b[^.;,]{0,40}\bhepatitis\s+b\b[^.;,]{0,20}\band\b[^.;,]{0,20}\bc\b"
)
_COMES_FROM = re.compile(r"\s+(?:status\s+)?(?:due|secondary)\s+to\b(?!\s+any\b)", re.IGNORECASE)
_UNTREATED = re.compile(r"\buntreated\W+$", re.IGNORECASE)
_ALL_REQUIRED = Folded(r"\b(?:that|which)\s+(?:has|have)\s+required\b")
"""Behind a list: of each in it."""
_CAUSED = Folded(r"\b(?:due\s+to|caused\s+by|secondary\s+to|because\s+of)\b[^.;()]{0,50}$")
_FACTORS_SUCH_AS = re.compile(
    r"\bfactors?\b[^.;]{0,170}\b(?:such\s+as|including|like)\b|\bfactors?\b[^.;]{0,120}\be\.?g\b", re.IGNORECASE
)
"""Leads to diseases each of which is meant, not the risk of it."""
_NOUN = re.compile(r"\b(?:metasta\w+|disease|involvement|lesions?|mets)\b", re.IGNORECASE)
_LED = Folded(
    r"\b(?:uncontrolled|symptomatic|significant|serious|severe|unstable|(?:un|de)compensated)\b(?![^,]*\b(?:infection|illness\s+or)\b)"
)
_LISTS = re.compile(
    r"^[^,:;]{0,60}\b(?:uncontrolled|significant|serious|severe|intercurrent|"
    r"unstable|active|concurrent)\b[^:;]{0,90}\b(?:includ\w+|such\s+as|e\.?g|i\.?e|"
    r"limited\s+to|like)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"(?:[A-Z0-9 ()-]{4,60}:)?\W*(?:if\s+there\s+is\s+(?:an?\s+)?(?:history|evidence)\s+of\b(?=[^.;]*\bundetectable)|"
    r"(?:(?:for|in)\s+)?(?:patients|participants|subjects|individuals|people|those|women)\s+(?:with(?:out)?|who\s+have))\b[^.;]{0,130}?"
    r"(?:\bmust\b|\bundetectable\b|\bshould\b|\bfollowing\b|:)",
    re.IGNORECASE,
)
"""What is asked of those who have a disease asks nobody to be without it."""
_LIST_OF_VIRUSES = Folded(
    r"\buncontrolled\b(?:[\s,/&]|\b(?:and|or|with|known|active|infections?|hepatitis|[ABC]|HIV|HBV|HCV|human|virus|"
    r"immuno-?deficiency|viral)\b|\([^()]*\))*$"
)
_VIRUS_WITH = Folded(r"\bon\s+antivir\w+|anti-?retroviral|with\s+abnormal\s+liver|evidence\s+of\s+ongoing\s+liver")
"""What has to come to the infection."""
_SPARED = Folded(
    r"\b(?:excluding|except(?:ing|ions?)?(?:\s+(?:for|such\s+as|include))?|other\s+than|exception\s+of|exceptions?\s+include)\b[^.;)]*$"
)
"""What is named as an exception is not ruled out."""
_EXAMPLE = Folded(r"(?:\(|\b(?:such\s+as|including|like)\b|\be\.?g\b|\bi\.?e\b|for\s+example)[^)]*$")
_THAT_WOULD = Folded(
    r"\b(?:that|which)\b[^.;]{0,70}\b(?:would|could|may|might|preclude\w*|interfer\w*|impair\w*|jeopard\w*|"
    r"contraindicat\w*)\b|\bin\s+the\s+(?:\w+\s+)?(?:opinion|judge?ment)|considered\s+(?:to\s+be\s+)?significant|"
    r"judged\s+as\s+significant|as\s+a\s+major\s+symptom"
)
_FREE_OF = re.compile(r"\bno\s+evidence\s+of\s+(?:an?\s+)?$", re.IGNORECASE)
_PORTIONS = re.compile(r"\bphase\s+(i+|\d)\w?\s+(?:portion|part)\b")
"""A statement that names two of them has a limit for each."""
_UNCONTROLLED = re.compile(r"\b(?:uncontrolled|symptomatic|severe)\s*$", re.IGNORECASE)
_RECENT_EXAMPLES = re.compile(
    r"(?:≤|<|within)\s*\d+\s*(?:days?|weeks?|months?)[^()]{0,30}\(\s*e\.?g[^()]*$", re.IGNORECASE
)
"""A time before a list of examples limits each of them: "≤ 14 days (e.g., pulmonary embolism)"."""
_SYMPTOM_OF = Folded(r"\b(?:suggest\w*|suspicious|consistent\s+with|predispos\w*|symptoms?\s+of)\b[^.;()]{0,70}$")
_TREATMENT_OF = Folded(r"\b(?:regimens?|therapy|treatment|chemotherapy|lines?)\b[^.;()]{0,70}$")
_ORGAN = Folded(r"\bwhere\s+there\b|\b(?:pulmonary|lung|CNS|organ)\b")
_RANGE = re.compile(
    r"within\s+(?:the\s+)?(?:last\s+|past\s+)?\d+\s*(?:-|–|to)\s*\d+\s*(?:weeks?|months?)", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]*\)")
_ANY_CLASS = re.compile(r"of\s+any\s+(?:New\s+York\s+Heart\s+Association|NYHA)[^,;]{0,40}", re.IGNORECASE)
_SHORT_NAME = re.compile(r"^\s*\([A-Z][A-Za-z/]{1,6}\)")
_OR_TAKES = re.compile(r"\bor\s+(?:is\s+|are\s+)?(?:receiv\w+|on\b|any\s+other|has\b|have\b)", re.IGNORECASE)
_PART_OF_HEART = re.compile(r"ventricular|atrial|.*\bclass|NYHA|New\s+York", re.IGNORECASE)
_NUMBER_WORDS = {"one": 1, "three": 3, "six": 6, "twelve": 12}


def read_conditions(clause: Clause, diseases: tuple[Disease, ...], starts: frozenset[str]) -> Iterator[Understood]:
    """The diseases that a clause rules out."""
    low = clause.low
    own = starts_of(low)
    if clause.sense is Sense.UNCLEAR or starts.isdisjoint(own):
        return
    found = [
        (disease, match)
        for disease in diseases
        if not disease.starts.isdisjoint(own) and (match := _named(disease, clause.text))
    ]
    if not found or ("phase" in low and len(set(_PORTIONS.findall(low))) > 1):
        return
    if clause.sense is Sense.PERMIT or _asks_of_those(clause):
        if clause.sense is Sense.REQUIRE and clause.section is Section.INCLUSION:
            yield from (
                one
                for disease, match in found
                if disease.kind == "neuropathy"
                for one in _of_disease(clause, disease, match)
            )
        if clause.sense is not Sense.PERMIT or _PROVIDED.search(clause.text):
            yield from _viruses_under_condition(clause, found)
        return
    for disease, match in found:
        if not _covered(disease, match, found):
            yield from _of_disease(clause, disease, match)


def _named(disease: Disease, text: str) -> re.Match[str] | None:
    """Where a disease is named, or asked to be absent."""
    return disease.pattern.search(text) or (disease.absent.search(text) if disease.absent is not None else None)


def _asks_of_those(clause: Clause) -> bool:
    """Whether something is asked of those who have a disease: that asks nobody to be without it."""
    own = _OF_THEM.match(clause.text)
    return own is not None and (
        clause.section is Section.INCLUSION
        or re.match(r"\s+(?:meet|have|be\s+on)\b", clause.text[own.end() :]) is not None
    )


def _of_disease(clause: Clause, disease: Disease, match: re.Match[str]) -> Iterator[Understood]:
    sense = clause.sense_at(match.start())
    if sense is Sense.UNCLEAR and clause.section is Section.EXCLUSION and _ENDED.search(clause.text[: match.start()]):
        sense = Sense.FORBID
    if sense is Sense.REQUIRE and disease.absent is not None and (absent := disease.absent.search(clause.text)):
        if not _SPARED.search(clause.text[: absent.start()]):
            yield Understood(
                kind=disease.kind,
                span=clause.text[absent.start() : absent.end()],
                expression=f"not {disease.expression}",
                scope=clause.scope,
            )
        return
    if sense is not Sense.FORBID or disease.pattern.search(clause.text) is None or _named_aside(clause, disease, match):
        return
    if clause.section is Section.EXCLUSION and _FREE_OF.search(clause.text[: match.start()]):
        return
    expression = _ruled_out(clause, disease, match)
    if expression:
        yield Understood(
            kind=disease.kind,
            span=clause.text[match.start() : match.end()],
            expression=expression,
            sure=MEDIUM if "unread_detail" in expression else HIGH,
            scope=clause.scope,
        )


_ENDED = re.compile(
    r"\b(?:inability|unable|not\s+able|failure)\b(?:(?!\b(?:inability|unable|not|without|never)\b)[^.;])*(?:,|\bor)\s+"
    r"(?:(?!\b(?:not|without|never|must|should)\b)[^.;])*$|"
    r"\b(?:that|which|who)\s+(?:is|are|was|were|has|have|do|does)\s+not\b[^,.;]*,(?:(?!\b(?:not|without|never|must|should)\b)[^.;])*$",
    re.IGNORECASE,
)
"""A negation whose reach ends before a name: "inability to swallow, or malabsorption"."""
_PROVIDED = Folded(
    r"\b(?:eligible|allowed|permitted|permissible|acceptable|enroll?|participate|included)\b[^.;]{0,40}\b(?:if|provided|as\s+long|"
    r"when|only)\b"
)
_VIRUSES = frozenset(["hepatitis", "hiv"])


def _viruses_under_condition(clause: Clause, found: list[tuple[Disease, re.Match[str]]]) -> Iterator[Understood]:
    """Infections that are asked to be under control: who has none passes."""
    for disease, match in found:
        if disease.kind in _VIRUSES and not re.search(r"\bnegative\b", clause.low[: match.start()][-40:]):
            yield Understood(
                kind=disease.kind,
                span=clause.text[match.start() : match.end()],
                expression=f"not ({disease.expression} and unread_detail)",
                sure=MEDIUM,
                scope=clause.scope,
            )


_WEEK = 7 / 30.4375
"""Months in a week."""


def _named_aside(clause: Clause, disease: Disease, match: re.Match[str]) -> bool:
    """Whether a name stands for something else: a risk, an exception, a sign, what a treatment was for."""
    before = clause.text[: match.start()]
    part = re.split(r"[,;:(]", _BRACKETS.sub(" ", before))[-1][-70:]
    aside = _CAUSED.search(before) is not None or _AT_RISK.search(before) is not None
    aside = aside or _ASIDE.search(part) is not None or _ASIDE_AFTER.match(clause.text, match.end()) is not None
    if aside and not (disease.kind == "hiv" and "retroviral" in clause.low) and not _OWN_HISTORY.search(part):
        return True
    if _SPARED.search(before) or _SYMPTOM_OF.search(before[-90:]):
        return True
    return disease.kind == "histology" and _TREATMENT_OF.search(before[-90:]) is not None


def _within(clause: Clause, match: re.Match[str]) -> re.Match[str] | None:
    """How long ago it may have been, said after the name or for the whole statement or list."""
    if not any(unit in clause.whole or unit in clause.parent for unit in ("month", "year", "week")):
        return None
    own = _WITHIN.search(clause.text, match.end()) or _WITHIN.search(clause.text)
    listed = None if own or " - " not in clause.whole else _WITHIN.search(clause.whole.split(" - ")[0])
    return own or listed or _WITHIN.search(_heading(clause.parent))


def _heading(parent: str) -> str:
    """The item above where it leads to a list."""
    return parent if parent.rstrip().endswith(":") or "following" in parent or len(parent) < _SHORT else ""


_SHORT = 110


def _opened(clause: Clause, disease: Disease, match: re.Match[str]) -> bool:
    """Whether an exception of a clause may be one of this disease, and not of another in its list."""
    if not clause.open:
        return False
    rest = clause.whole[clause.whole.find(clause.low) + len(clause.low) :]
    if _SPARES_LATER.search(rest):
        return True
    words = [each.span() for each in OPENS.finditer(clause.low)]
    if not words or not disease.plain or disease.kind != "cardiac":
        return not words or any(not _of_another(clause.text, match, each) for each in words)
    return all(start < match.start() or not _PARTS.search(clause.text[match.end() : start]) for start, _ in words)


_SPARES_LATER = re.compile(
    r"\b(?:exceptions?|except|unless|allowed|permitted|eligible|acceptable|exclu\w+|may\s+(?:be|enrol\w*|participate))\b"
)
_PARTS = re.compile(r"[,;]|\bor\b")


def _of_another(text: str, match: re.Match[str], word: tuple[int, int]) -> bool:
    """Whether an exception stands in a bracket behind another name."""
    start = text.rfind("(", 0, word[0])
    if start < 0 or ")" in text[start : word[0]]:
        return False
    if match.end() <= start:
        if text[word[0] :].lower().startswith("unless") and not text[text.find(")", word[1]) + 1 :].strip(" .;,"):
            return False  # at the end of a list, of all of it
        return _PARTS.search(text[match.end() : start]) is not None
    return ")" in text[word[1] : match.start()]


def _segment(text: str, match: re.Match[str], disease: Disease) -> str:
    """The words around a name up to the next comma or bracket on each side."""
    before = re.split(r"[,;(:]", text[: match.start()])[-1][-90:]
    after = text[match.end() :] if disease.kind != "cardiac" else _SHORT_NAME.sub("", text[match.end() :])
    after = re.split(r"[,;):]", after)[0][:110]
    after = _OR_TAKES.split(after)[0]
    return _ANY_CLASS.sub(" ", f"{before} {match[0] if _PART_OF_HEART.match(match[0]) else ''} {after}")


def _covered(disease: Disease, match: re.Match[str], found: list[tuple[Disease, re.Match[str]]]) -> bool:
    """Whether a longer name holds this one: "type 1 diabetes" is not any diabetes."""
    return any(
        other is not disease
        and other.kind == disease.kind != "hepatitis"
        and each.start() <= match.start()
        and each.end() >= match.end()
        and len(each[0]) > len(match[0])
        for other, each in found
    )


def _leading(clause: Clause, disease: Disease, match: re.Match[str]) -> str:
    """A word before a list that qualifies all of it: "uncontrolled hypertension, arrhythmia or heart failure"."""
    if disease.kind in ("hepatitis", "hiv"):
        before = clause.text[: match.start()]
        found = _LIST_OF_VIRUSES.search(before) or _VIRUS_WITH.search(clause.text) or _UNTREATED.search(before)
        found = found or _TWO_AT_ONCE.search(clause.text)
    elif disease.kind in ("cardiac", "pancreatitis") and not disease.plain:
        found = _LED.search(clause.text[: match.start()][-110:])
        if found and _OWN_WORDS.search(clause.text[: match.start()][-110:], found.end()):
            found = None
    else:
        return ""
    return "uncontrolled" if found else ""


def _only_some(clause: Clause, disease: Disease, match: re.Match[str]) -> bool:
    """Whether words beside the name leave open which of those who have it are meant."""
    text, before = clause.text, clause.text[: match.start()]
    if _COMES_FROM.match(text, match.end()):
        return True
    if disease.recent and (_RANGE.search(text) or _RECENT_EXAMPLES.search(before)):
        return True
    if disease.name == "autoimmune":
        led = _ORGAN.search(before[-40:]) or (before.rstrip().endswith("(") and "or" in text[match.end() :][:14])
        return bool(led or _ORGAN.search(text[match.end() :][:170]))
    if disease.plain and disease.kind == "cardiac":
        return False
    if disease.name == "malabsorption" and re.search(r"absor", before, re.IGNORECASE):
        return False
    if not disease.plain and _FACTORS_SUCH_AS.search(before):
        return True
    if re.search(r"\bincluding\b", before) and _ALL_REQUIRED.search(text, match.end()):
        return True
    return bool(_EXAMPLE.search(before[-160:]) and _THAT_WOULD.search(text))


def _soon(clause: Clause, disease: Disease, match: re.Match[str], within: re.Match[str] | None) -> bool:
    """Whether a disease of the heart is only meant within a time of which its fact says nothing."""
    if re.match(r"[^,;(]{0,12}\s(?:with\s?in|in\s+the\s+(?:last|past))\b", clause.text[match.end() :]):
        return True
    if not disease.plain:
        return False
    bare = disease.name == "angina" and "unstable" not in match[0].lower() and within is not None
    return bare or _WITHIN.search(_heading(clause.parent)) is not None


def _ruled_out(clause: Clause, disease: Disease, match: re.Match[str]) -> str:
    within = _within(clause, match)
    around = _segment(clause.text, match, disease)
    if disease.kind == "leptomeningeal":
        around = _NOUN.split(clause.text[: match.start()])[-1][-45:] + clause.text[match.end() :][:30]
    elif led := _leading(clause, disease, match):
        around += f" {led}"
    elif _LISTS.match(clause.text):
        around += " " + clause.text[:60]
    if within is not None and disease.recent and not _opened(clause, disease, match):
        number, unit = within["n"] or within["n2"] or "1", (within["unit"] or within["unit2"] or "year").lower()
        months = float(_NUMBER_WORDS.get(number.lower()) or number) * {"w": _WEEK, "m": 1, "y": 12}[unit[0]]
        return f"not {disease.recent.replace('{months}', f'{round(months, 2):g}')}"
    soon = disease.kind == "cardiac" and _soon(clause, disease, match, within)
    opened = _opened(clause, disease, match)
    narrowed = clause.section is Section.EXCLUSION and clause.below and clause.text.rstrip().endswith(":")
    if opened or soon or narrowed or (within is not None and not disease.plain) or _only_some(clause, disease, match):
        return f"not ({disease.expression} and unread_detail)"
    if disease.plain and disease.kind == "bowel" and _UNCONTROLLED.search(clause.text[: match.start()]):
        return f"not ({disease.expression} and unread_detail)"
    if not disease.plain and _QUALIFIED.search(around.replace("infection", "")):
        stripped = (_PLAIN_WORDS if clause.section is Section.EXCLUSION else _EVIDENCE).sub(" ", around)
        if not _QUALIFIED.search(stripped):
            return f"not {disease.expression}"
        return f"not ({disease.expression} and unread_detail)"
    return f"not {disease.expression}"
