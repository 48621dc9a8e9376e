"""Other cancers beside this one, now or within so many years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_OTHER_CANCER = Folded(
    r"\b(?:other|another|second(?:ary)?|additional|concurrent|prior|previous|"
    r"concomitant|active|different|synchronous|any|history\s+of)\b[^.;:]{0,50}?\b(?:malignan\w+|"
    r"cancers?|neoplas\w+|carcinomas?|tumou?rs?)\b|\bmalignan(?:cy|cies)\b[^.;]{0,30}\b(?:other\s+than"
    r"|within|except|in\s+the\s+(?:last|past))"
)
_CANCER_KEYS = ("malignan", "cancer", "neoplas", "carcinoma", "tumor", "tumour")
_YEARS = re.compile(r"(?P<n>\d{1,2}|two|three|five|ten)\s*(?:\(\d+\)\s*)?[- ]?(?:years?|yrs?)", re.IGNORECASE)
_IS_OTHER = Folded(
    r"in\s+situ|basal|squamous|non-?melanoma|skin|cervi|remission|disease[- ]?free|"
    r"curatively|other\s+than\s+(?:the\s+)?breast|second|another|additional|"
    r"other\s+(?:active\s+|primary\s+|invasive\s+|prior\s+|known\s+|concurrent\s+|"
    r"previous\s+)*(?:malign|cancer|neopl)|malignan"
)
_NOT_OTHER = Folded(
    r"ipsilateral|from\s+either|treat(?:ed|ment)\s+with|amplif|agents|hepatomegaly|secondary\s+to|anti-?\s?cancer|family|treated\s+for|therap(?:y|ies)|chemotherap|investigational|"
    r"breast\s+cancer\s+(?:therapy|treatment)|toxicit|hypercalc|metast|trial|"
    r"study\b(?!\s+entry)|medication|disease\s+under|brain|effusion|bilateral|"
    r"tissue|sample|biops|assess|diagnosis\s+of\s+(?:breast)|node"
)
_NO_CANCER = re.compile(
    r"malignan\w*[- ](?:associated|induced|related)|"
    r"malignant\s+(?:hypertension|hyperthermia|neuroleptic|ascites|effusion|pleural)|non-?malignan|is\s+not\s+(?:included|considered)|"
    r"(?<!malignant )(?<!neoplastic )"
    r"(?:diseases?|illness\w*|conditions?)\s+other\s+than\s+(?!breast|the\s+breast)(?:\w+\s+){0,2}(?:malignan|cancer)"
)
_RULED_OUT = re.compile(
    r"\b(?:no|not|without|free|never|neither|none|exclud\w+|ineligible|absence|prior|previous)\b", re.IGNORECASE
)
_BESIDE_BREAST = re.compile(
    r"non-?\s?breast|other\s+than\s+(?:\w+\s+){0,2}?breast|besides?\s+breast|except\w*[^.;]{0,80}breast"
)
_NOW = re.compile(r"\bcurrent(?:ly)?\b")
_BEFORE = re.compile(r"\b(?:prior|previous\w*|history|past|earlier|ever)\b")
_STILL_MAY = re.compile(r"\bcan\s+be\s+(?:select|includ|enrol)|\bmay\s+(?:affect|interfere|influence)")
_TO_COME = re.compile(r"\bnext\s*$", re.IGNORECASE)
_TIME_WORDS = {"two": 2, "three": 3, "five": 5, "ten": 10}


def read_other_cancer(clause: Clause) -> Iterator[Understood]:
    """Another cancer, within so many years where the text says so; its usual exceptions leave it open."""
    if not any(map(clause.low.__contains__, _CANCER_KEYS)) or clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    found = _OTHER_CANCER.search(clause.text)
    if found is None or not _IS_OTHER.search(clause.text) or _NOT_OTHER.search(clause.text[: found.end()]):
        return
    if _NO_CANCER.search(clause.low) or re.match(r"\s+(?:therap|treatment|vaccin)", clause.text[found.end() :]):
        return
    if clause.section is Section.INCLUSION and not _RULED_OUT.search(clause.text[: found.start() + 12]):
        return
    forbids = clause.sense_at(found.start() + 1) is Sense.FORBID or bool(re.match(r"\W*no\b", clause.low))
    named = clause.low[found.start() : found.end() + 16]
    if not forbids or ("breast" in named and not _BESIDE_BREAST.search(clause.low)):
        return
    years = next(
        (each for each in _YEARS.finditer(clause.text) if not _TO_COME.search(clause.text[: each.start()])), None
    )
    opened = clause.open or bool(
        re.search(
            r"active|uncontrolled|progress|requir|remission|curativ|treated|free|concurrent|h[a]?ematolog",
            clause.low,
        )
    )
    opened = opened or bool(_NOW.search(clause.low) and not _BEFORE.search(clause.low))
    opened = opened or _STILL_MAY.search(clause.whole) is not None
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
