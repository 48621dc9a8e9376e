"""Other diseases that keep people out, from ``knowledge/trials/conditions.yaml``.

A disease that is only meant when "uncontrolled", "within 6 months" or "unless treated" leaves the criterion open for
those who
have it, and settled for those who do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.lexicon import Disease
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_QUALIFIED = re.compile(
    r"\b(?:uncontrolled|symptomatic|significant\w*|severe|serious|unstable|"
    r"(?:un|de)compensated|insulin|radiation|active|requir\w+|untreated|grade|class|NYHA|New\s+York|poorly|chronic|"
    r"acute|current|within|detectable|"
    r"viral\s+load|interfer\w*|evidence\s+of|CD4|may\b|that\s+(?:would|could|"
    r"in)|which|advanced|moderate|except|unless|non|receiving|steroids|treated|"
    r"controlled|not\s+on|compromis\w+|"
    r"systemic|prolong|affect\w*|ventricular|atrial|involvement|widespread|"
    r"definitive|documented\s+or|life-?threatening|medication|treatment|"
    r"ongoing|positive|surface|antibod\w+)\b|≥|>|<|≤",
    re.IGNORECASE,
)
_PLAIN_WORDS = re.compile(
    r"\b(?:history|known|any|prior|previous|have|has|with|patients?|active|"
    r"documented|diagnos\w+|positive|infection|testing|current|evidence\s+of|"
    r"non)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:\b(?:with\s?in|in|during)|≤|<)\s*(?:the\s+)?(?:previous\s+|past\s+|"
    r"last\s+|prior\s+|preceding\s+)?(?P<n>\d{1,2}|one|three|six|twelve)\s*(?:\(\s*\d+\s*\)\s*)?-?(?P<"
    r"unit>weeks?|months?|years?)|\b(?P<n2>\d{1,2})\s*(?P<unit2>months?|"
    r"years?)\s+(?:before|prior\s+to|of\s+(?:study|enrol|first|random))",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"family\s+history|risk\s+factors?|risk\s+(?:of|for)|vaccin|medications?\s+(?:known|"
    r"that)|drugs?\s+(?:known|that)|induced\s+by|therap(?:y|ies)\s+for|treat(?:ment)?\s+(?:of|"
    r"for)|screen(?:ed|ing)\s+(?:for|test)|test(?:ing|s)?\s+(?:is|for|not)|"
    r"due\s+to|caused\s+by|secondary\s+to|prophyla",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\b(?:metasta\w+|disease|involvement|lesions?|mets)\b", re.IGNORECASE)
_LED = re.compile(
    r"\b(?:uncontrolled|symptomatic|significant|serious|severe|unstable|(?:un|de)compensated)\b(?![^,]*\b(?:infection|illness\s+or)\b)",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"^[^,:;]{0,60}\b(?:uncontrolled|significant|serious|severe|intercurrent|"
    r"unstable|active|concurrent)\b[^:;]{0,90}\b(?:includ\w+|such\s+as|e\.?g|"
    r"limited\s+to|like)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"\W*(?:(?:for|in)\s+)?(?:patients|participants|subjects|those|women)\s+(?:with(?:out)?|who\s+have)\b[^.;]{0,80}?"
    r"(?:\bmust\b|\bshould\b|\bfollowing\b|:)",
    re.IGNORECASE,
)
"""What is asked of those who have a disease asks nobody to be without it."""
_LIST_OF_VIRUSES = re.compile(r"\W*(?:known\W+)?(?:active\W+)?uncontrolled\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_ANY_CLASS = re.compile(r"of\s+any\s+(?:New\s+York\s+Heart\s+Association|NYHA)[^,;]{0,40}", re.IGNORECASE)
_NUMBER_WORDS = {"one": 1, "three": 3, "six": 6, "twelve": 12}


def read_conditions(clause: Clause, diseases: tuple[Disease, ...], keys: tuple[str, ...]) -> Iterator[Understood]:
    """The diseases that a clause rules out."""
    low = clause.low
    if clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    if not any(key in low for key in keys):
        return
    found = [
        (disease, match)
        for disease in diseases
        if any(key in low for key in disease.keys) and (match := disease.pattern.search(clause.text))
    ]
    if not found:
        return
    if (own := _OF_THEM.match(clause.text)) and (
        clause.section is Section.INCLUSION or re.match(r"\s+(?:meet|have|be\s+on)\b", clause.text[own.end() :])
    ):
        return
    for disease, match in found:
        if _covered(disease, match, found):
            continue
        sense = clause.sense_at(match.start())
        if sense is not Sense.FORBID or _FAMILY.search(
            _BRACKETS.sub(" ", clause.text[max(0, match.start() - 60) : match.end() + 25])
        ):
            continue
        expression = _ruled_out(clause, disease, match)
        if expression:
            yield Understood(
                kind=disease.kind,
                span=match[0],
                expression=expression,
                sure=MEDIUM if "unread_detail" in expression else HIGH,
                scope=clause.scope,
            )


def _segment(text: str, match: re.Match[str]) -> str:
    """The words around a name up to the next comma or bracket on each side."""
    before = re.split(r"[,;(:]", text[: match.start()])[-1][-90:]
    after = re.split(r"[,;):]", text[match.end() :])[0][:110]
    return _ANY_CLASS.sub(" ", f"{before} {after}")


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
        found = _LIST_OF_VIRUSES.match(clause.text)
    elif disease.kind == "cardiac" and not disease.plain:
        found = _LED.search(clause.text[: match.start()][-110:])
    else:
        return ""
    return found[0] if found else ""


def _ruled_out(clause: Clause, disease: Disease, match: re.Match[str]) -> str:
    within = _WITHIN.search(clause.text, match.end()) or _WITHIN.search(clause.text) or _WITHIN.search(clause.parent)
    around = _segment(clause.text, match)
    if disease.kind == "leptomeningeal":
        around = _NOUN.split(clause.text[: match.start()])[-1][-45:] + clause.text[match.end() :][:30]
    elif led := _leading(clause, disease, match):
        around += f" {led}"
    elif _LISTS.match(clause.text):
        around += " " + clause.text[:60]
    if within is not None and disease.recent and not clause.open:
        number, unit = within["n"] or within["n2"], (within["unit"] or within["unit2"]).lower()
        months = float(_NUMBER_WORDS.get(number.lower()) or number) * {"w": 0.25, "m": 1, "y": 12}[unit[0]]
        return f"not {disease.recent.replace('{months}', f'{months:g}')}"
    soon = disease.kind == "cardiac" and re.match(
        r"[^,;(]{0,12}\s(?:with\s?in|in\s+the\s+(?:last|past))\b", clause.text[match.end() :]
    )
    soon = soon or (disease.kind == "cardiac" and disease.plain and _WITHIN.search(clause.parent))
    narrowed = clause.section is Section.EXCLUSION and clause.below and clause.text.rstrip().endswith(":")
    if clause.open or soon or narrowed or (within is not None and not disease.plain):
        return f"not ({disease.expression} and unread_detail)"
    if not disease.plain and _QUALIFIED.search(around.replace("infection", "")):
        if clause.section is Section.EXCLUSION and not _QUALIFIED.search(_PLAIN_WORDS.sub(" ", around)):
            return f"not {disease.expression}"
        return f"not ({disease.expression} and unread_detail)"
    return f"not {disease.expression}"
