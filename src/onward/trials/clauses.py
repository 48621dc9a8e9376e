"""Items become clauses: one statement each, with what it does (asks, forbids, allows), whom it is for, and what hangs
on it.

An item may only detail its parent ("postmenopausal is defined as any of: ..."), be one alternative among its
siblings, or
concern one cohort; what is read from it is worth less or nothing then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onward.trials.folded import Folded
from onward.trials.polarity import Sense, opens, sense_at, sense_of
from onward.trials.sections import Item, Section, for_everybody


@dataclass(slots=True, kw_only=True)
class Clause:
    """One statement of an item."""

    text: str
    low: str
    section: Section
    sense: Sense
    scope: str
    first: bool
    """Whether it is the first of its item."""
    open: bool
    """Whether an exception, or a detail that is not read, hangs on it: what it forbids may still be allowed."""
    parent: str
    """The text of the item above, lower case."""
    below: str
    """The text of the items under it, lower case."""
    whole: str
    """The text of the whole item, lower case."""

    def sense_at(self, at: int) -> Sense:
        """What it does with what stands at a place in it."""
        return sense_at(self.text, at, self.section, self.sense)


_SPLIT = re.compile(
    r"[.;](?<=[\w)\]%\"'*][.;])(?<!e\.g\.)(?<!i\.e\.)(?<!\beg\.)(?<!\bie\.)\s+(?=[A-Z(\"*-])|"
    r";\s+|\s+(?=(?:NOTE|Note|Exception|EXCEPTION)S?\s?:)|\.\s+\*\s|\s-\s{1,3}(?=[A-Z])"
)
_ONLY = re.compile(
    r"^\W*(?:(?:for|in)\s+)?(?:the\s+)?(?:pre-?)?(?:registration|screening|"
    r"primary treatment|dose[- ](?:escalation|expansion|finding)|expansion|"
    r"cohorts?|arms?|"
    r"parts?|phase|module|step|group|stage\s+[12]\b(?!\s*(?:breast|[-–]))|"
    r"sub-?study|triple\s+combination|combination|monotherapy|run-?in|"
    r"safety|randomi[sz]ed\s+(?:phase|portion)|patients?\s+(?:enrolled\s+)?(?:in|"
    r"to|on)\s+(?:the\s+)?(?:cohort|arm|phase|part|module)|"
    r"participants?\s+(?:enrolled\s+)?(?:in|to|on)\s+(?:the\s+)?(?:cohort|arm|phase|part|module))\b"
    r"[^:.,;]{0,70}?(?:[:,]|\bonly\b)",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\W*(?:additional\s+(?:\w+\s+){0,2}criteria\s+(?:for|specific)\s+[^:;]{3,280}|"
    r"(?:part|cohort|arm|module|phase)\s+[A-Z0-9]\w?\s+will\s+[^:;]{3,200}|"
    r"for\s+enrol\w*\s+(?:in|to|into|on)\s+(?:the\s+)?[^:;.]{0,40}\b(?:cohort|arm|part|phase)\b[^:;.]{0,30})(?::|\.?$)",
    re.IGNORECASE,
)
_IN_PART = re.compile(r"\(must\b[^()]{3,60}\bin\s+((?:part|cohort|arm|phase)\s+[A-Z0-9]\w?)\)", re.IGNORECASE)
_OTHERS_MUST = re.compile(
    r"\W*((?=[^.;:]{0,120}\b(?:ovarian|NSCLC|lung|melanoma|prostate|colorectal|gastric|pancrea\w+|urothelial|HNSCC)\b)"
    r"(?![^.;:]{0,120}\bbreast)[^.;:]{0,120}?\b(?:participants|patients|subjects))\b[^.;:]{0,80}?\bmust\b",
    re.IGNORECASE,
)
_PORTION = re.compile(
    r"\W*(?:for|in|during)\s+(?:the\s+)?((?:phase|part|stage)\s+\w+|(?:dose[- ])?(?:expansion|escalation))\s+"
    r"(?:portion|part|component|phase)\s+of\s+(?:the|this)\s+(?:study|trial)\b|"
    r"\W*to\s+be\s+enrolled\s+(?:in|into|on)\s+(?:the\s+)?([^,:;]{0,60}\b(?:cohort|arm|part|phase|group)\b[^,:;]{0,30})",
    re.IGNORECASE,
)
_TUMOUR = re.compile(
    r"\W*(?=[^:.;]{3,80}:?\s*$)(?!.*\b(?:breast|TNBC))[\w\s/,()-]*\b(?:cancers?|carcinomas?|melanoma|sarcomas?|lymphomas?|mesothelioma|NSCLC|TNBC|tumou?rs?)\b"
    r"[\w\s/,()-]*:?\s*$",
    re.IGNORECASE,
)
"""An item that only names a kind of cancer: what stands below it is for that cancer."""
_ASKS = re.compile(
    r"\b(?:confirmed|must|with|have|has|history|prior|diagnos\w*|advanced|metastatic|no|other|active|known|second\w*|invasive|patients?)\b",
    re.IGNORECASE,
)
_PART_MUST = re.compile(
    r"(\W*(?:patients|participants|subjects)\s+(?:enrolled\s+)?(?:in|on|to)\s+(?:the\s+)?)"
    r"((?:phase|part|cohort|arm)\s+\w+(?:\s+portion)?)[^.;:]{0,25}?\s(?:must|should|may|will)\b",
    re.IGNORECASE,
)
_SCOPED = re.compile(
    r"\(?\b(?:for\s+|in\s+)?(?:the\s+)?(?:phase\s*(?:1b|1a|ib|ia|iia|iib|"
    r"ii|iii|i|1|2|3)\b|cohorts?\s+[A-Z0-9]\w*|arms?\s+[A-Z0-9]\b|parts?\s+[A-Z0-9]\b|"
    r"module\s+\w+|"
    r"group\s+[A-Z0-9]\b|(?:dose[- ])?(?:expansion|escalation)\s+(?:phase|"
    r"cohorts?|part)|[\w+]+\s+arm\b|part\s+[A-D]\d?)(?:\s+only|\s+portion|"
    r"\s+part)?",
    re.IGNORECASE,
)
_SUBGROUP = re.compile(
    r"\W*((?=[^:]*\b(?:HR|ER|HER-?2|TNBC|hormone|triple|ovarian|lung|NSCLC|"
    r"pancrea\w*|colorectal|gastric|solid)\b)[^:.;]{0,70}\b(?:cancers?|TNBC|"
    r"BC|tumou?rs?|carcinomas?|disease|patients|participants))\s*(?:\([^)]{0,60}\))?:\s+\S",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\((?:for\s+|in\s+)?(?:the\s+)?(?:phase|cohorts?|arms?|parts?|module|group)\s+[A-Z0-9][^()]{0,24}\)", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]*\)")
_TESTING = Folded(r"\btest(?:ing|s)?\b[^.;]{0,30}\bnot\b|\bno\s+\S+\s+test")
_EXCEPTION = re.compile(r"\W*(?:exceptions?|unless|except|however|note)\b(?![^.]*\btest)", re.IGNORECASE)
ANY_OF = re.compile(
    r"\b(?:one|1|any|either|at\s+least\s+(?:one|1)|one\s+or\s+more|two|2)\s+(?:or\s+more\s+)?(?:of\s+)"
    r"?(?:the\s+)?(?:following|criteria|below|these)|\beither\s*:|"
    r"\beither of\b|\bone of\b|any of",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:is|are|be|as)\s+(?:further\s+)?(?:defined|considered|characteri[sz]ed)|"
    r"\bdefined\s+(?:as|by)|\bdefinition|\bdefin(?:ed|es)\b|"
    r"\binclude\s*:|methods|contracepti|childbearing|child-bearing|reproductive|washout",
    re.IGNORECASE,
)
_ORGANS = re.compile(
    r"\b(?:organ|marrow|hematolog|haematolog|hepatic|liver|renal|kidney|"
    r"cardiac|laborator|function|coagulation|evidenced)",
    re.IGNORECASE,
)
OR_END = re.compile(r"(?:\bor|\bOR|and/or)\s*[,.;]?\s*$")
_UNLESS = re.compile(r"\b(?:unless|except\w*|if|both|all of the following)\b", re.IGNORECASE)
_IF = re.compile(r"^\W*(?:if|for)\b|\b(?:if|provided|as long as)\b", re.IGNORECASE)
_PERMITTED = Folded(r"\b(?:allowed|permitted|eligible|acceptable|may (?:enroll|participate)|exceptions?)\b")
_FALSE_STEP = re.compile(r"\b(?:must|should)\b", re.IGNORECASE)


def clauses_of(item: Item, items: Sequence[Item], children: Sequence[Item]) -> Iterator[Clause]:
    """The statements of an item, in order; none of an item that only details another."""
    parent = items[item.parent] if item.parent is not None else None
    if item.note:
        return
    detail = _only_details(item, parent, items)
    if detail:
        return
    texts = parts_of(item.text)
    low = item.text.lower()
    scope = item.scope or (parent is not None and _inherited(parent, items)) or ""
    senses = [sense_of(_BRACKETS.sub(" ", text), item.section) for text in texts]
    detailed = bool(children and _PERMITTED.search(" ".join(each.text for each in children)))
    below = " ".join(each.text for each in children).lower() if children else ""
    lead = _lead_scope(texts[0])
    for number, text in enumerate(texts):
        sense = senses[number]
        if number and item.section is Section.EXCLUSION and sense is Sense.FORBID and not _says_no(text):
            sense = Sense.UNCLEAR
        own = _own_scope(text)
        later = zip(texts[number + 1 :], senses[number + 1 :], strict=True)
        opened = detailed or opens(text.lower())
        opened = opened or ("(" in text and sense_of(text, item.section) is Sense.PERMIT)
        opened = opened or any(
            (each is Sense.PERMIT and not _TESTING.search(words)) or _EXCEPTION.match(words) for words, each in later
        )
        yield Clause(
            text=text,
            low=text.lower(),
            section=item.section,
            sense=_with_parent(sense, parent, item.section),
            scope=own or lead or scope,
            first=number == 0,
            open=opened,
            parent=parent.text.lower() if parent is not None else "",
            below=below,
            whole=low,
        )


def _lead_scope(text: str) -> str:
    """The part that a statement names before a colon: it holds for all that the item says."""
    if subgroup := _SUBGROUP.match(text) if ":" in text[:160] else None:
        return subgroup[1].strip()
    found = _ADDED.match(text) if "additional" in text.lower() or "enrol" in text.lower() else None
    return found[0].strip(" :,()") if found and found[0].rstrip().endswith(":") else ""


def scope_in(text: str) -> str:
    """The cohort, arm or phase that words near a limit name; empty where they name none."""
    found = _SCOPED.search(text)
    return found[0].strip(" (),:") if found else ""


def is_alternative(item: Item, items: Sequence[Item], siblings: Sequence[Item]) -> bool:
    """Whether an item is one of several of which one suffices."""
    if item.section is Section.EXCLUSION:
        return False
    parent = items[item.parent] if item.parent is not None else None
    if parent is not None and len(siblings) > 1 and ANY_OF.search(parent.text) and not _forbids(parent.text):
        return True
    if _ends_in_or(item.text):
        return True
    place = bisect_left(siblings, item.number, key=lambda each: each.number)
    return place > 0 and _ends_in_or(siblings[place - 1].text)


def _ends_in_or(text: str) -> bool:
    end = text[-14:]
    return ("or" in end or "OR" in end) and OR_END.search(end) is not None


def pair_of(item: Item, siblings: Sequence[Item]) -> tuple[Item, Item] | None:
    """Two items side by side of which the first ends in "or", where the item is one of them and no third belongs."""
    place = bisect_left(siblings, item.number, key=lambda each: each.number)
    start = place if OR_END.search(item.text[-14:]) else place - 1
    pair = tuple(siblings[max(start, 0) : start + 2])
    if len(pair) != 2 or OR_END.search(pair[1].text[-14:]) or not OR_END.search(pair[0].text[-14:]):
        return None
    if start > 0 and OR_END.search(siblings[start - 1].text[-14:]):
        return None
    return pair


_MARKS = (". ", "; ", "ote:", "OTE:", "OTES:", "ote :", "OTE :", "ception", "CEPTION", " - ")
"""One of which is in every text that has several statements."""


def parts_of(text: str) -> list[str]:
    """The statements of a text."""
    if len(text) < 40 or not any(map(text.__contains__, _MARKS)):
        return [text]
    return [part for part in (each.strip() for each in _SPLIT.split(text)) if part] or [text]


_PART_WORDS = (
    "cohort", "arm", "part ", "parts", "phase", "module", "step", "group", "stage", "study", "combination",
    "monotherapy", "escalation", "expansion", "run-in", "registration", "screening", "safety", "random", "treatment",
    "enrol", "additional", ":", "must",
)  # fmt: skip
"""One of which is in every text that names a part of the study, or the people it is for."""


def _own_scope(text: str) -> str:
    """The part of the study that a statement is limited to by its own words."""
    low = text.lower()
    if not any(map(low.__contains__, _PART_WORDS)):
        return ""
    found = _named_part(text, low)
    return "" if found and for_everybody(found) else found


def _named_part(text: str, low: str) -> str:
    must = "must" in low
    part = (_IN_PART.search(text) if must else None) or _PART_MUST.match(text)
    if part is not None:
        return part[part.lastindex or 1]
    part = _PORTION.match(text) if " of th" in low or "enrol" in low else None
    if part is not None:
        return (part[1] or part[2]).strip()
    found = _ADDED.match(text) or _ONLY.match(text)
    if found:
        return found[0].strip(" :,()")
    if others := _OTHERS_MUST.match(text) if must else None:
        return others[1].strip(" ,")
    subgroup = _SUBGROUP.match(text) if ":" in text else None
    if subgroup:
        return subgroup[1].strip()
    inside = _BRACKETED.findall(text) if "(" in text else ()
    return inside[0].strip(" ()") if len(inside) == 1 else ""


def _inherited(parent: Item, items: Sequence[Item]) -> str:
    for _ in range(8):
        if found := _own_scope(parent.text):
            return found
        if len(parent.text) < 60 and _SCOPED.match(parent.text) and not for_everybody(parent.text):
            return parent.text.strip(" :")
        if parent.section is Section.INCLUSION and _TUMOUR.match(parent.text) and not _ASKS.search(parent.text):
            return parent.text.strip(" :")
        if parent.parent is None:
            return ""
        parent = items[parent.parent]
    return ""


def _only_details(item: Item, parent: Item | None, items: Sequence[Item]) -> bool:
    for _ in range(8):
        if parent is None:
            return False
        if _makes_details(parent.text, parent.section):
            return True
        parent = items[parent.parent] if parent.parent is not None else None
    return False


@lru_cache(maxsize=4096)
def _makes_details(text: str, section: Section) -> bool:
    """Whether what stands below an item only details it."""
    if _ELIGIBLE_UNLESS.search(text) or (section is Section.INCLUSION and _ELIGIBLE_IF_NONE.search(text)):
        return False
    if section is Section.INCLUSION and _MUST_ALL.search(text):
        return False
    if section is Section.EXCLUSION and _OF_A_GROUP.search(text) and not _UNLESS.search(text):
        return False
    if _DEFINES.search(text) and not _ORGANS.search(text):
        return True
    if sense_of(text, section) is Sense.PERMIT:
        return True
    words = _UNLESS if section is Section.EXCLUSION else _IF
    return words.search(text) is not None


_ELIGIBLE_UNLESS = re.compile(r"\b(?:not|cannot)\b[^.]{0,60}\beligible\b[^.]{0,60}\bunless\b", re.IGNORECASE)
"""Asks for all that stands below: "cannot be eligible unless all of the following are met"."""
_ELIGIBLE_IF_NONE = re.compile(r"\b(?:ineligible|not\s+(?:be\s+)?eligible)\b[^.]{0,60}\bif\s+any\b", re.IGNORECASE)
_MUST_ALL = re.compile(
    r"\bmust\s+(?:also\s+)?(?:fulfill?|meet|satisfy)\s+all\s+(?:of\s+)?the\s+following\b[^.]{0,40}\bcriteria\b",
    re.IGNORECASE,
)
_OF_A_GROUP = re.compile(
    r"\b(?:co-?morbidit\w*|(?:medical|cardi\w+|cardiovascular)\s+(?:conditions?|disease|dysfunction|criteria|events?|history)|"
    r"illness(?:es)?)\b",
    re.IGNORECASE,
)
"""Headings of diseases: what stands below names each of them."""
_SAYS_NO = re.compile(
    r"\W*(?:(?:(?:the\s+)?(?:patients?|subjects?|participants?)\s+)?(?:who\s+)?(?:has|have|had|with)\s+(?:an?\s+)?)?"
    r"(?:known|history|any|prior|active|patients?\s+(?:with|who))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|must|should|may|might|can|will|shall|has|have|had|does|do|allowed|eligible|permitted|acceptable|"
    r"require[sd]?|defined|considered|note|exceptions?|exclud\w+)\b|^\W*(?:for|if|in|on|patients|participants|subjects|women|men|e\.?g|"
    r"controlled|stable|treated|those|adequate\w*|testing|screening)\b",
    re.IGNORECASE,
)


def _says_no(text: str) -> bool:
    """Whether a later statement of an exclusion names something that keeps out, and explains nothing."""
    if sense_of(text, Section.INCLUSION) is Sense.FORBID or _SAYS_NO.match(text):
        return True
    return len(text) < 160 and _VERB.search(text) is None


def _with_parent(sense: Sense, parent: Item | None, section: Section) -> Sense:
    """An item below "must not have any of these" forbids."""
    if parent is None or section is Section.EXCLUSION or sense is not Sense.REQUIRE:
        return sense
    return Sense.FORBID if _forbids(parent.text) and not _ELIGIBLE_UNLESS.search(parent.text) else sense


@lru_cache(maxsize=4096)
def _forbids(text: str) -> bool:
    """Whether an item forbids what stands below it."""
    said = sense_of(text, Section.INCLUSION)
    text = text.rstrip(" :")
    return said is Sense.FORBID or sense_at(text, len(text), Section.INCLUSION, said) is Sense.FORBID
