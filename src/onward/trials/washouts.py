"""Times that have to have passed since a treatment: "chemotherapy within 21 days of registration", "at least 4 weeks
since prior radiotherapy (6 weeks for mitomycin)".

A time belongs to the treatments before it ("X, Y within 3 weeks; Z within 6") or, after "since" and its like, to those
behind it. Times that count from a relapse, a diagnosis or a scan are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.lexicon import DrugNames
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_NUMBER = (
    r"(?P<n>\d{1,3}|one|two|three|four|five|six|eight|twelve)\s*(?:\(\s*\w+\s*\)\s*)?[- ]?(?:full\s+|calendar\s+)?"
    r"(?P<unit>days?|weeks?|wks?|months?|mo\b|years?)\b(?:\s*\(\s*\d+\s*\w+\s*\))?"
)
_LEAST = re.compile(
    r"(?P<sign>≥|>|(?<!within )\bat\s+least|\bmore\s+than|\bgreater\s+than(?:\s+or\s+equal\s+to)?|"
    r"\b(?:a\s+)?minimum(?:\s+(?:interval|period))?(?:\s+of)?|"
    r"\bno\s+less\s+than)\s*(?:the\s+)?(?:a\s+(?:period|minimum|interval)\s+of\s+)?" + _NUMBER,
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:\bwith\s?in|≤|<|\b(?:less|fewer)\s+than|\bin|\bduring|\bfor)\s*(?:[<≤]\s*)?(?:at\s+least\s+)?"
    r"(?:(?:the|a|period|of|previous|past|last|prior|preceding)\s+){0,3}" + _NUMBER,
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![-–\d])" + _NUMBER + r"(?=\s*(?:before|prior|preceding|since|for|after)\b)", re.IGNORECASE)
_BARE = re.compile(r"(?<=[:–-])\s*" + _NUMBER + r"\W*$", re.IGNORECASE)
"""A time alone behind a treatment, below a heading of times: "Cytotoxic treatment: 21 days"."""
_UNITS = re.compile(r"\b(?:days?|weeks?|wks?|months?|years?)\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}
_DAYS = {"d": 1, "w": 7, "m": 30.4, "y": 365}
_SHORT = 62
"""Days: shorter times pass by waiting, longer ones rule out."""
_A_MONTH = 30.4

_BEHIND = re.compile(
    r"\W*(?:(?:must|should|have|has|had|having|elapsed|passed|is|required|are)\s+)*"
    r"\b(?:since|from|after|between|beyond|off|free\s+(?:of|from)|without|post|following)\b",
    re.IGNORECASE,
)
"""After a time: the treatment that it counts from stands behind it."""
_BEFORE = re.compile(
    r"\b(?:before|prior\s+to|preceding|of\s+(?:the\s+)?(?:study|first|start|regist|enrol|random|init))", re.IGNORECASE
)
_NOT_FROM_NOW = re.compile(
    r"\s*(?:of|from|after|before|prior\s+to|since|following|to|until)\s+(?:the\s+|their\s+|initial\s+|last\s+|first\s+|completion\s+of\s+|completing\s+|"
    r"end\s+of\s+|documented\s+|prior\s+|adjuvant\s+){0,3}(?:diagnos|recurren|relaps|progress|metasta|surg|adjuvant|biops|scan|imag|"
    r"neoadjuvant|leuka?pheresis|radi|SSRS|vaccin|delivery|transfus|transplant)",
    re.IGNORECASE,
)
"""A time that counts from something else than the study."""
_NOT_A_WASHOUT = Folded(
    r"\bdevelop|progress|relaps|recurr|refractory|resistan|respon(?:se|d)|vaccin|transfus|contracept|childbearing|child-bearing|pregnan|"
    r"menopaus|menses|menstru|growth\s+factor|\bscan\b|imaging|\bMRI\b|consent|willing|\bagree|donat|toxicit(?:y|ies)\s+(?:from|of|due)|"
    r"second\s+(?:primary|malig)|other\s+(?:primary\s+)?malignan|other\s+cancer|\bactive\s+(?:auto|infect)|"
    r"infection|antibiotic|leuka?pheresis|conditioning|"
    r"stable\s+(?:dose|regimen|brain|CNS|for)|brain|CNS|leptomening|initiated|"
    r"\bmust\s+(?:begin|start|be\s+(?:registered|enrolled|started))|life\s+expectancy|survival|hepatitis|HIV|autoimmun|steroid|"
    r"immunosuppress|for\s+(?:more|longer|greater)\s+than|infarct|angina|thrombo|stroke|hemorrhag|biops|"
    r"breast-?feed|last\s+dose\s+of\s+study|receiving\s+the\s+last|following\s+C1|\bnext\b|\bage[ds]?\b|children|additional\s+malignan|"
    r"non-?myelosup|bariatric|diabet|insulin|CYP\s?\d|ineffective|surgery\s+(?:of|to|on|for)\s+(?:the|any)\b|"
    r"non-?cancer|controlled\s+for|disease[- ]free|remission|complete[sd]?\s+adjuvant|"
    r"interval\s+between\s+(?:the\s+)?(?:last|end|completion)[^.;]{0,60}\band\s+(?:relapse|recurr|metast)"
)
_NOT_THIS = re.compile(
    r"(?:minor|vascular\s+access|biopsy|anticipat\w+[^.;,]{0,30}|plan\w*[^.;,]{0,30}|start\w*\s+of(?:\s+\w+){0,3}|initiat\w+\s+of(?:\s+\w+){0,2}|"
    r"prior\s+to|before|need\s+for(?:\s+\w+)?|non|scheduled(?:\s+\w+){0,3}|experimental|investigational|biological|biologic|local|topical|contraceptive)\W*$",
    re.IGNORECASE,
)
_KEPT_OUT = re.compile(
    r"\b(?:except\w*|excluding|other\s+than|unless|aside\s+from|apart\s+from|provided|not\s+including)\b[^.;)]{0,110}$",
    re.IGNORECASE,
)
"""Before a treatment or a time: it stands in an exception."""
_NARROW = re.compile(
    r"\b(?:limited|wide|extended|single)[- ]|palliat|definitive|curative|radical|unrelated|non-breast|\bcontaining\b|"
    r"half-li[fv]e\s+known|"
    r"radio\w+\s+to\b|radiation(?:\s+therapy)?\s+to\b",
    re.IGNORECASE,
)
"""Words that make less of a treatment than its name says."""
_OTHER_CANCERS = Folded(r"ovarian|lung\b|NSCLC|colorectal|melanoma|pancrea|prostat|gastric|urothel|endometri")
_LONGER_NAMES = re.compile(r"\s*(?:replacement|receptor|contracepti|sensitiv)", re.IGNORECASE)
_SHORTER = re.compile(
    r"whichever\s+(?:is|comes|was|occurs)\s+(?:the\s+)?(?:shorter|less|first|sooner|earl)", re.IGNORECASE
)
_EXCEPT = re.compile(
    r"\b(?:except|exclud|other\s+than|unless|allowed|permitted|eligible|not\s+includ|if\b|provided)", re.IGNORECASE
)
_EXCLUDING_NO = re.compile(
    r"\b(?:has|have|had)\s+not\b|\bwithout\b|\bfail\w*\s+to\b|\bnot\s+(?:been|completed|received)\b", re.IGNORECASE
)
_NO = re.compile(r"\b(?:no|not|without|never|free\s+(?:of|from)|avoid\w*|excluded|ineligible)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:complet\w+|finish\w+|discontinu\w+|stopp?\w*|ended|end\s+of|off\b|last|washout|elapsed|interval|ceased|withdrawn|must\s+(?:have|be)|since)\b",
    re.IGNORECASE,
)
_PERIODS = re.compile(
    r"\b(?:following|specified|these|designated|below)\b[^.;]{0,30}\b(?:time\s*(?:s|frames?|periods?|windows?)?|periods?|windows?|intervals?)\b|"
    r"\bwash-?out\b|\bany\s+of\s+the\s+following\b[^.;]{0,60}\b(?:therap|treatment)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Time:
    start: int
    end: int
    days: float
    least: bool
    """Whether it is a least time, said of what has to have passed."""


@dataclass(frozen=True, slots=True)
class _Treated:
    name: str
    since: str
    drug: bool
    start: int
    end: int


def read_washouts(clause: Clause, treatments: DrugNames, names: DrugNames) -> Iterator[Understood]:
    """What a clause asks of the time since earlier treatments."""
    if _UNITS.search(clause.low) is None or len(clause.low) > 900 or clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    if _NOT_A_WASHOUT.search(_BRACKET.sub(" ", clause.text)) or _OTHER_CANCERS.search(clause.text):
        return
    times = list(_times(clause.text))
    if not times and _PERIODS.search(clause.parent) and (bare := _BARE.search(clause.text)):
        times = [_Time(bare.start(), bare.end(), _days(bare), least=False)]
    treated = list(_treated(clause.low, treatments, names)) if times else []
    if not treated:
        return
    detailed = _EXCEPT.search(clause.whole) is not None or _NARROW.search(clause.text) is not None
    shorter = _SHORTER.search(clause.whole) is not None
    said = [(time, group) for time, group in _grouped(clause, times, treated) if _asks(clause, time, group)]
    for time, group in [*said, *(_in_brackets(clause, times, treated) if said else ())]:
        for each in _listed(group):
            yield _made(clause, each, time, detailed or shorter)


def _listed(group: list[_Treated]) -> list[_Treated]:
    """A group without the "cancer therapy" whose kinds it goes on to list."""
    drugs = sum(1 for each in group if each.drug)
    return [each for each in group if each.drug or drugs < 2 or not each.since.endswith("systemic_therapy")]


def _treated(low: str, treatments: DrugNames, names: DrugNames) -> Iterator[_Treated]:
    found = [
        _Treated(each.means, each.fact, each.anticancer, each.start, each.end) for each in treatments.mentions(low)
    ]
    facts = {each.means: each.fact for group in treatments.by_first.values() for each in group}
    found += [
        _Treated(each.means, facts.get(each.means, ""), True, each.start, each.end)
        for each in names.mentions(low)
        if each.anticancer
    ]
    kept: list[_Treated] = []
    for each in sorted(found, key=lambda one: one.start - one.end):  # longer names first, a fact before none
        if not any(one.start < each.end and each.start < one.end for one in kept):
            kept.append(each)
    last: _Treated | None = None
    for each in sorted(kept, key=lambda one: one.start):
        of_last = last is not None and re.fullmatch(r"[\s-]*(?:containing|based)\s+", low[last.end : each.start])
        last = each
        before = low[max(0, each.start - 120) : each.start]
        if not (
            of_last or _NOT_THIS.search(before[-45:]) or _KEPT_OUT.search(before) or _LONGER_NAMES.match(low, each.end)
        ):
            yield each


def _times(text: str) -> Iterator[_Time]:
    taken: list[tuple[int, int]] = []
    for pattern in (_LEAST, _LESS, _PLAIN):
        for found in pattern.finditer(text):
            if any(start < found.end("unit") and found.start() < end for start, end in taken):
                continue
            taken.append((found.start(), found.end("unit")))
            if (
                _KEPT_OUT.search(text[max(0, found.start() - 120) : found.start()])
                and "(" not in text[found.start() - 1 : found.start()]
            ):
                continue
            yield _Time(found.start(), found.end(), _days(found), pattern is _LEAST)


def _days(found: re.Match[str]) -> float:
    return float(_NUMBERS.get(found["n"].lower()) or found["n"]) * _DAYS[found["unit"][0].lower()]


def _grouped(clause: Clause, times: list[_Time], treated: list[_Treated]) -> Iterator[tuple[_Time, list[_Treated]]]:
    """Each time with the treatments that it is said of."""
    text = clause.text
    brackets = [found.span() for found in _BRACKET.finditer(text)]
    inside = {time: next((each for each in brackets if each[0] < time.start < each[1]), None) for time in times}
    outer = sorted((time for time in times if inside[time] is None), key=lambda each: each.start)
    of_bracket = [span for span in inside.values() if span is not None]
    left = [each for each in treated if not any(start < each.start < end for start, end in of_bracket)]
    if len(outer) == 1:
        yield outer[0], _of_one(text, outer[0], left)
        return
    for number, time in enumerate(outer):
        behind = _BEHIND.match(text[time.end :]) is not None
        start = time.end if behind else (outer[number - 1].end if number else 0)
        end = (outer[number + 1].start if number + 1 < len(outer) else len(text)) if behind else time.start
        yield time, [each for each in left if start <= each.start < end]


def _in_brackets(clause: Clause, times: list[_Time], treated: list[_Treated]) -> Iterator[tuple[_Time, list[_Treated]]]:
    """Longer times of single drugs: "4 weeks since chemotherapy (6 weeks for mitomycin)"."""
    for start, end in (found.span() for found in _BRACKET.finditer(clause.text)):
        for time in times:
            if start < time.start < end and re.match(r"\s*(?:for|since|from|after|if)\b", clause.text[time.end :]):
                yield time, [each for each in treated if time.end < each.start < end and not each.since]


def _of_one(text: str, time: _Time, treated: list[_Treated]) -> list[_Treated]:
    before = [each for each in treated if each.start < time.start]
    after = [each for each in treated if each.start >= time.end]
    if _BEHIND.match(text[time.end :]):
        return after or before
    listed = re.search(
        r":|\bincluding\b|\b(?:ie|i\.e|such\s+as)\b|\bof\s+the\s+following\b|\bsince\b|\(",
        text[time.end :],
        re.IGNORECASE,
    )
    return [*before, *([each for each in after if listed and each.start >= time.end + listed.start()])]


def _asks(clause: Clause, time: _Time, group: list[_Treated]) -> bool:
    """Whether a time is one that has to have passed before the study."""
    behind = _BEHIND.match(clause.text[time.end :]) is not None
    if not group or (_NOT_FROM_NOW.match(clause.text, time.end) and not behind):
        return False
    first = min(each.start for each in group)
    before = clause.text[: min(first, time.start)]
    if time.least:
        if clause.section is Section.EXCLUSION:
            return False
        anchored = behind or _BEFORE.search(clause.text, time.end) is not None
        return anchored and (behind or _DONE.search(clause.text[: time.start]) is not None) and not _NO.search(before)
    if clause.section is Section.EXCLUSION:
        return not _EXCLUDING_NO.search(before)
    return _NO.search(before) is not None or clause.sense is Sense.FORBID


def _made(clause: Clause, treated: _Treated, time: _Time, detailed: bool) -> Understood:
    days = round(time.days)
    short = days <= _SHORT
    if treated.since:
        asked = f"{treated.since} < {days}"
        if treated.drug:
            asked = f"had('{treated.name}') and {asked}"
    else:
        months = f"{time.days / _A_MONTH:.2f}".rstrip("0").rstrip(".")
        asked = f"had('{treated.name}') and months_since_last('{treated.name}') < {months}"
    if detailed:
        asked += " and unread_detail"
    joined = f"not ({asked})" if " and " in asked else f"not {asked}"
    return Understood(
        kind="washout" if short else "forbidden-drug",
        span=clause.text,
        expression=joined,
        sure=MEDIUM if detailed else HIGH,
        scope=clause.scope,
    )
