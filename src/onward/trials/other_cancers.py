"""Other cancers beside this one, now or within so many years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.polarity import Sense
from onward.trials.understood import HIGH, MEDIUM, Understood

_OTHER_CANCER = re.compile(
    r"\b(?:other|another|second(?:ary)?|additional|concurrent|prior|previous|"
    r"concomitant|active|different|synchronous|any|history\s+of)\b[^.;:]{0,50}?\b(?:malignan\w+|"
    r"cancers?|neoplas\w+|carcinomas?|tumou?rs?)\b|\bmalignan(?:cy|cies)\b[^.;]{0,30}\b(?:other\s+than"
    r"|within|except|in\s+the\s+(?:last|past))",
    re.IGNORECASE,
)
_CANCER_KEYS = ("malignan", "cancer", "neoplas", "carcinoma", "tumor", "tumour")
_YEARS = re.compile(r"(?P<n>\d{1,2}|two|three|five|ten)\s*(?:\(\d+\)\s*)?[- ]?(?:years?|yrs?)", re.IGNORECASE)
_IS_OTHER = re.compile(
    r"in\s+situ|basal|squamous|non-?melanoma|skin|cervi|remission|disease[- ]?free|"
    r"curatively|other\s+than\s+(?:the\s+)?breast|second|another|additional|"
    r"other\s+(?:active\s+|primary\s+|invasive\s+|prior\s+|known\s+|concurrent\s+|"
    r"previous\s+)*(?:malign|cancer|neopl)|malignan",
    re.IGNORECASE,
)
_NOT_OTHER = re.compile(
    r"ipsilateral|from\s+either|treat(?:ed|ment)\s+with|amplif|agents|hepatomegaly|secondary\s+to|anti-?\s?cancer|family|treated\s+for|therap(?:y|ies)|chemotherap|investigational|"
    r"breast\s+cancer\s+(?:therapy|treatment)|toxicit|hypercalc|metast|trial|"
    r"study\b(?!\s+entry)|medication|disease\s+under|brain|effusion|bilateral|"
    r"tissue|sample|biops|assess|diagnosis\s+of\s+(?:breast)|node",
    re.IGNORECASE,
)
_TIME_WORDS = {"two": 2, "three": 3, "five": 5, "ten": 10}


def read_other_cancer(clause: Clause) -> Iterator[Understood]:
    """Another cancer, within so many years where the text says so; its usual exceptions leave it open."""
    if not any(map(clause.low.__contains__, _CANCER_KEYS)) or clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    found = _OTHER_CANCER.search(clause.text)
    if found is None or not _IS_OTHER.search(clause.text) or _NOT_OTHER.search(clause.text[: found.end()]):
        return
    if re.search(r"malignan\w*[- ](?:associated|induced|related)", clause.low):
        return
    forbids = clause.sense_at(found.start() + 1) is Sense.FORBID or bool(re.match(r"\W*no\b", clause.low))
    if not forbids or ("breast" in found[0].lower() and not re.search(r"non-?\s?breast|other\s+than", clause.low)):
        return
    years = _YEARS.search(clause.text)
    opened = clause.open or bool(
        re.search(r"active|progress|requir|remission|curativ|treated|free|concurrent|h[a]?ematolog", clause.low)
    )
    detail = " and unread_detail" if opened else ""
    if years:
        number = _TIME_WORDS.get(years["n"].lower()) or int(years["n"])
        expression = f"not (other_cancer and years_since_other_cancer < {number}{detail})"
    else:
        expression = f"not (other_cancer{detail})" if detail else "not other_cancer"
    yield Understood(
        kind="other-cancer",
        span=clause.text,
        expression=expression,
        sure=MEDIUM if detail else HIGH,
        scope=clause.scope,
    )
