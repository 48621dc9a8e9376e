"""The part of a study, or the people, that a statement is limited to: "Part 1B, Part 1C (combination): ...", "Ovarian
cancer participants must ...", "(Phase II only)", "TNBC: ...".

What holds for one part or for other patients only is kept with its name and is never asked of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onward.trials.headings import balanced, for_everybody
from onward.trials.sections import Item, Section

_ID = r"(?:[IVX]{1,4}[ab]?|[A-H]\d{0,2}|\d{1,2}[A-Za-z]?\d?)\b"
_PARTS = (
    rf"(?:sub-?stud(?:y|ies)|parts?|cohorts?|arms?|phases?|groups?|modules?|populations?|designs?|panels?|strat(?:um|a))(?:\s+|(?=\d)){_ID}"
    r"(?:\s?(?:,(?:\s?(?:and|or)\b)?|/|and\b|or\b|&|through\b|to\b|[-–])\s?"
    rf"(?:(?:part|cohort|arm|phase|group|module|population|design|panel)s?\s)?{_ID}){{0,9}}"
)
"""Parts of a study by their letter or number: "Part 1B, Part 1C and Part 1D", "Cohorts A1/A2"."""
_PART_THEN = re.compile(
    rf"\W*(?:only\s+)?(?:(?:for|in)\s+)?(?:the\s+)?(?P<part>{_PARTS}(?:\s*\([^()]{{0,90}}(?:\([^()]*\)[^()]{{0,60}})*\))?)"
    r"(?:\s+only)?\s*(?:[:;]|\s[-–]\s|(?:,|\s)\s*(?=(?-i:Patients|Participants|Subjects|Histolog|Cytolog|Women|Men|Must)))",
    re.IGNORECASE,
)
_FOR_PART = re.compile(
    r"\W*(?:only\s+)?(?:for|in)\s+(?:the\s+)?(?:(?:patients|participants|subjects|those)\s+(?:\w+\s+)?(?:in|to|on)\s+(?:the\s+)?)?"
    rf"(?P<part>(?:treatment\s+|study\s+)?{_PARTS})\s*(?:\([^()]{{0,60}}\)\s*)?[,:]",
    re.IGNORECASE,
)
_NAMED_PART = re.compile(
    r"\W*(?:(?:only\s+)?(?:for|in)\s+)?(?:the\s+)?(?P<part>(?!all\b|both\b|each\b|any\b|other\b|age\b|the\b)(?:[\w+/-]+\s+){1,4}"
    r"(?:cohorts?|arms?|groups?|portion|sub-?study))(?:\s+only)?\s*(?:\([^()]{0,60}\)\s*)?:",
    re.IGNORECASE,
)
"""A part by the name of its treatment or tumour: "For anthracycline cohort only:"."""
_PART_NEAR = re.compile(
    rf"(?:[(\[]|\b(?:in|for|of)\s+)(?:only\s+)?(?:the\s+)?(?P<part>(?:treatment\s+|study\s+)?{_PARTS})"
    r"(?!\s*(?:\w+\s+)?(?:stud|trial|clinical))",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^\W*(?:only\s+)?(?:(?:for|in)\s+)?(?:the\s+)?(?:pre-?)?(?:registration|screening|"
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
_CANCERS = (
    r"(?:(?:ovarian|lung|prostate|colorectal|colon|gastric|esophag\w+|oesophag\w+|pancrea\w+|urothelial|bladder|renal(?:\s+cell)?|kidney|"
    r"head\s+(?:and|&)\s+neck|cervical|endometrial|hepatocellular|liver|biliary(?:\s+tract)?|thyroid|peritoneal)"
    r"(?:\s+(?:\w+\s+){0,2}?(?:cancers?|carcinomas?|tumou?rs?|adenocarcinomas?|malignanc\w+))|"
    r"PROC|PSOC|NSCLC|SCLC|m?CRPC|CRC|GEJ|GEA|ESCC|PDAC|RCC|HNSCC|SCCHN|HCC|BTC|DLBCL|GBM|cSCC|"
    r"melanoma|sarcoma|lymphoma|myeloma|glioblastoma|mesothelioma)"
)
"""Cancers of others: what is asked of who has one is asked of nobody with breast cancer alone."""
_OTHERS_MUST = re.compile(
    rf"\W*((?=[^.;:]{{0,120}}\b{_CANCERS}\b)(?![^.;:]{{0,120}}\b(?:breast|TNBC))"
    r"(?:(?:for\s+|in\s+)?(?:the\s+)?(?:patients|participants|subjects|those|individuals)\s+with\s+[^.;:,]{3,110}?(?=\s*[,:]|\s+(?:must|should|need|have\s+to)\b)|"
    r"[^.;:]{0,120}?\b(?:participants|patients|subjects)\b))[^.;]{0,80}?(?:\b(?:must|should|need\s+to|have\s+to)\b|[,:])",
    re.IGNORECASE,
)
_NOBODY = frozenset(("patients", "participants", "subjects", "all patients", "all participants", "all subjects"))
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
_SUBTYPE = re.compile(
    r"\W*(?=[^:.;]{3,90}:?\s*$)(?=[^:]*\b(?:triple|TNBC|HR|ER|HER-?2|hormone)\b)[\w\s/,()+-]*\b(?:breast\s+cancers?|TNBC|BC)\b[\w\s/,()+-]*:?\s*$",
    re.IGNORECASE,
)
"""The same for a kind of breast cancer, beside other kinds."""
_PART_MUST = re.compile(
    r"(\W*(?:all\s+)?(?:patients|participants|subjects)\s+(?:enrolled\s+)?(?:in|on|to)\s+(?:the\s+)?)"
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
    r"\W*((?=[^:.;]{0,70}\b(?:cancers?|TNBC|BC|tumou?rs?|carcinomas?|disease|patients|participants)\s*(?:\([^)]{0,60}\))?:)"
    rf"(?=[^:]*\b(?:HR|ER|HER-?2|TNBC|hormone|triple|solid|{_CANCERS})\b)[^:.;]{{0,70}}\b(?:cancers?|TNBC|"
    r"BC|tumou?rs?|carcinomas?|disease|patients|participants))\s*(?:\([^)]{0,60}\))?:[.\s]+\S",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\((?:(?:only\s+)?(?:for|in)\s+|(?:only\s+)?applicable\s+(?:only\s+)?(?:to|for)\s+|only\s+)?(?:the\s+)?"
    r"(?:(?:phase|cohorts?|arms?|parts?|module|group)\s+[A-Z0-9][^()]{0,40}|"
    r"(?:dose[- ])?(?:escalation|expansion|optimi[sz]ation)\b[^()]{0,40}|"
    rf"{_CANCERS}\s+(?:patients|participants|subjects|cohorts?)(?:\s+only)?|[\w+ -]{{3,70}}\barms?(?:\s+only)?)\)",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"\b(?:for|in)\s+(?:the\s+)?(?:patients|participants|subjects)\s+(?:who\s+(?:will\s+be|are)\s+)?(?:to\s+be\s+)?"
    r"(?:(?<=to be )treated\s+with|treated\s+by|assigned\s+to(?:\s+take)?|randomi[sz]ed\s+to|"
    r"enrolled\s+(?:in|into|to|on))\s+(?!(?:the\s+|this\s+|a\s+)?(?:study|trial|protocol))"
    r"((?:[\w+-]+\s*){1,4})",
    re.IGNORECASE,
)
"""Those who get one of the treatments: "for patients treated by avelumab"."""


def lead_scope(text: str) -> str:
    """The part that a statement names before a colon: it holds for all that the item says."""
    if subgroup := _SUBGROUP.match(text) if ":" in text[:_BEFORE_COLON] else None:
        return subgroup[1].strip()
    found = _ADDED.match(text) if "additional" in text.lower() or "enrol" in text.lower() else None
    return balanced(found[0].strip(" :,")) if found and found[0].rstrip().endswith(":") else ""


def scope_in(text: str) -> str:
    """The cohort, arm or phase that words near a limit name; empty where they name none."""
    found = _SCOPED.search(text)
    return balanced(found[0].strip(" ,:")) if found else ""


_BEFORE_COLON = 160
_STEMS = (
    "ovar", "lung", "nsclc", "sclc", "prost", "colo", "gastr", "pancr", "uroth", "melan", "sarc", "lymph", "renal",
    "cervi", "endom", "hepat", "hcc", "thyr", "glio", "gbm", "mesoth", "myel", "bladder", "kidney", "head", "perit",
    "bili", "esoph", "crpc", "proc", "psoc", "crc", "gej", "gea", "escc", "pdac", "rcc", "scchn", "hnscc", "btc",
    "dlbcl", "cscc", "liver",
)  # fmt: skip
"""One of which is in every text that names a cancer of others."""
_FIRST_WORD = re.compile(r"\W*([a-z]+)")
_FIRST_WORDS = frozenset(
    (
        "only", "for", "in", "the", "pre", "preregistration", "prescreening", "registration", "screening",
        "primary", "dose", "expansion", "cohort", "cohorts", "arm", "arms", "part", "parts", "phase", "phases",
        "module", "modules", "step", "steps", "group", "groups", "stage", "sub", "substudy", "substudies",
        "triple", "combination", "monotherapy", "run", "runin", "safety", "randomized", "randomised", "patient",
        "patients", "participant", "participants", "subject", "subjects", "all", "during", "to", "additional",
        "population", "populations", "design", "designs", "panel", "panels", "stratum", "strata", "treatment",
        "study",
    )
)  # fmt: skip
"""One of which every statement begins with that names a part of the study without a bracket or a colon."""


def own_scope(text: str) -> str:
    """The part of the study that a statement is limited to by its own words."""
    low = text.lower()
    first = _FIRST_WORD.match(low)
    if (
        not (first and first[1] in _FIRST_WORDS)
        and ":" not in text[:_BEFORE_COLON]
        and "(" not in text
        and not ("must" in low and any(map(low.__contains__, _STEMS)))
        and not any(map(low.__contains__, _GIVEN))
    ):
        return ""
    found = _named_part(text, low)
    return "" if found and for_everybody(found) else found


def parts_within(low: str, text: str) -> str:
    """The parts named beside what is asked: "a PI3K inhibitor (Group 2) or an mTOR inhibitor (Group 3)"."""
    if not any(map(low.__contains__, _KINDS)):
        return ""
    found = list(_PART_NEAR.finditer(text))
    names = list(dict.fromkeys(each["part"].strip() for each in found))
    if len(names) > 1:
        return " / ".join(names)
    alone = names and len(text) - found[-1].end() <= _AT_THE_END
    return names[0] if alone and text.count("(", 0, found[-1].start()) == text.count(")", 0, found[-1].start()) else ""


_KINDS = (
    "part ", "parts ", "cohort", "arm ", "arms ", "phase", "group", "module", "sub-stud", "substud", "population",
    "design", "panel", "strat",
)  # fmt: skip
_AT_THE_END = 3
"""Signs behind a part that ends a statement."""


def _named_part(text: str, low: str) -> str:
    must = "must" in low
    part = (_IN_PART.search(text) if must else None) or _PART_MUST.match(text)
    if part is not None:
        return part[part.lastindex or 1]
    listed = _PART_THEN.match(text) or _FOR_PART.match(text)
    if listed := listed or (_NAMED_PART.match(text) if ":" in text[:_BEFORE_COLON] else None):
        return listed["part"].strip()
    part = _PORTION.match(text) if " of th" in low or "enrol" in low else None
    if part is not None:
        return (part[1] or part[2]).strip()
    found = _ADDED.match(text) or _ONLY.match(text)
    if found:
        return balanced(found[0].strip(" :,"))
    others = _OTHERS_MUST.match(text) if must and any(map(low.__contains__, _STEMS)) else None
    if others:
        return "" if others[1].strip(" ,").lower() in _NOBODY else others[1].strip(" ,")
    subgroup = _SUBGROUP.match(text) if ":" in text[:_BEFORE_COLON] else None
    if subgroup:
        return subgroup[1].strip()
    return _named_aside(text, low)


def _named_aside(text: str, low: str) -> str:
    """The part named in brackets, or by the treatment that its people get."""
    inside = _BRACKETED.findall(text) if "(" in text else ()
    if len(inside) == 1:
        return balanced(inside[0][1:-1].strip())
    if not any(map(low.__contains__, _GIVEN)):
        return ""
    assigned = list(_ASSIGNED.finditer(text))
    if len(assigned) != 1 or len(text) - assigned[0].end() > _AT_THE_END:
        return ""
    return assigned[0][1].strip()


_GIVEN = ("assigned", "treated", "enrolled", "randomi")


def _names_group(item: Item, items: Sequence[Item]) -> bool:
    """Whether an item only names a cancer of others, or one kind of breast cancer among several."""
    if _ASKS.search(item.text):
        return False
    if _TUMOUR.match(item.text):
        return True
    return _SUBTYPE.match(item.text) is not None and _stands_beside_others(item, items)


def _stands_beside_others(item: Item, items: Sequence[Item]) -> bool:
    """Whether an item that names a tumour is one of several such groups."""
    return any(
        (_TUMOUR.match(each.text) or _SUBTYPE.match(each.text)) and not _ASKS.search(each.text)
        for each in items[max(item.number - _NEAR, 0) : item.number + _NEAR]
        if each.parent == item.parent and each.number != item.number
    )


_NEAR = 25
"""How many items before and behind are looked at."""


def inherited(parent: Item, items: Sequence[Item]) -> str:
    """The part that an item above names, for all that stands below it."""
    for _ in range(8):
        if said := own_scope(parent.text):
            return said
        if len(parent.text) < 60 and not for_everybody(parent.text):
            found = _SCOPED.search(parent.text) if parent.text.endswith(":") else _SCOPED.match(parent.text)
            if found:
                return parent.text.strip(" :")
        if parent.section is Section.INCLUSION and _names_group(parent, items):
            return parent.text.strip(" :")
        if parent.parent is None:
            return ""
        parent = items[parent.parent]
    return ""
