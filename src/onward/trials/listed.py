"""Items that ask nothing by themselves: one of a list of tumours, or one way of being postmenopausal.

"HR-positive, HER2-negative breast cancer" beside "prostate cancer" is a group that the study takes, not what everybody
must have; "Age ≥ 60 years" beside "age < 60 years and amenorrhoea for 12 months" says what postmenopausal means.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from onward.trials.items import Item, Section

_OTHERS = re.compile(
    r"\b(?:ovarian|lung|prostate|colorectal|colon|gastric|(?:o?e)sophag\w+|pancrea\w+|urothelial|bladder|renal\s+cell|head\s+(?:and|&)\s+neck|cervical|"
    r"endometrial|hepatocellular|biliary|thyroid)\s+(?:\w+\s+){0,3}?(?:cancers?|carcinomas?|tumou?rs?|adenocarcinomas?)\b|"
    r"\b(?:NSCLC|SCLC|CRC|PDAC|HNSCC|SCCHN|HCC|RCC|m?CRPC|GBM|melanoma|sarcoma|lymphoma|myeloma|mesothelioma|solid\s+tumou?rs?|neuroendocrine)\b|"
    r"\badenocarcinoma\s+of\s+the\s+(?:pancrea|colon|stomach|lung|prostate)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:patients?|participants?|subjects?|must|should|have|has|had|may|are|is|was|were|no|not|prior|received|eligible|allowed|except|other\s+than|any|measur\w+|evaluable|RECIST|biops\w+|tissue|history)\b",
    re.IGNORECASE,
)
_TUMOUR = re.compile(
    r"\b(?:cancers?|carcinomas?|tumou?rs?|TNBC|BC|malignanc\w+|lymphomas?)\b|sarcoma|melanoma", re.IGNORECASE
)
_LONGEST = 180
_AGE = re.compile(
    r"\W*(?:(?:wom[ae]n|female|patient|participant)s?\s+)?(?:of\s+)?(?:age[ds]?\b[^.;]{0,30}?\d{2}|[≥>]\s*\d{2}\s*(?:years|yrs)|\d{2}\s+years)",
    re.IGNORECASE,
)
_MENSES = re.compile(
    r"\bamenorrh|\bmenses\b|\bmenstrua|\boophorectom|\bFSH\b|follicle|\bo?estradiol\b|\bhysterectom|\bovariectom",
    re.IGNORECASE,
)


_PIECES = (
    "cancer",
    "carcinoma",
    "tumo",
    "tnbc",
    "bc",
    "malignan",
    "lymphoma",
    "sarcoma",
    "melanoma",
    "age",
    "year",
    "yrs",
)
"""One of which is in every item of such a list."""


def is_one_of_a_list(item: Item, siblings: Sequence[Item]) -> bool:
    """Whether an item stands in a list of tumours, or of ways to be postmenopausal."""
    if item.section is not Section.INCLUSION or len(item.text) > _LONGEST or len(siblings) < 2:
        return False
    low = item.text.lower()
    if not any(map(low.__contains__, _PIECES)):
        return False
    place = bisect_left(siblings, item.number, key=lambda each: each.number)
    beside = [
        each for each in (*siblings[max(place - 1, 0) : place], *siblings[place + 1 : place + 2]) if not each.note
    ]
    if _AGE.match(item.text) and _MENSES.search(item.text) is None:
        return any(_AGE.match(each.text) and _MENSES.search(each.text) for each in beside)
    return _names_tumour(item) and any(_names_tumour(each) and _OTHERS.search(each.text) for each in beside)


def _names_tumour(item: Item) -> bool:
    """Whether an item is the name of a tumour and nothing more."""
    return len(item.text) <= _LONGEST and _TUMOUR.search(item.text) is not None and _SENTENCE.search(item.text) is None
