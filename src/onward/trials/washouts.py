"""Times that have to have passed since a treatment: "chemotherapy within 21 days of registration", "at least 4 weeks
since prior radiotherapy (6 weeks for mitomycin)".

A time belongs to the treatments before it ("X, Y within 3 weeks; Z within 6") or, after "since" and its like, to those
behind it. Times that count from a relapse, a diagnosis or a scan are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onward.trials.clauses import Clause
from onward.trials.folded import Folded, by_first_letter
from onward.trials.lexicon import DrugNames, Mention
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood
from onward.trials.washout_words import told_plainly

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
_PLAIN = re.compile(
    r"(?<![-–\d])" + _NUMBER + r"(?=\s*(?:(?:must|should|have|has|had|having)\s+(?:\w+\s+)?(?:elapsed|passed)\b|"
    r"(?:before|prior|preceding|since|from|for|after)\b|(?:\(\s*)?(?:wash-?out|or\s+\d+\s+half)))",
    re.IGNORECASE,
)
_NO_ALLOWED = re.compile(r"\b(?:(?:is|are|will\s+be)\s+)?(?:allowed|permitted)\b")
"""After "no": it forbids."""
_AT_MOST = re.compile(
    r"\b(?:no|not)\s+(?:longer|more|later|greater)\s+than\s*$|\bmaximum(?:\s+of)?\s*$|\bup\s+to\s*$", re.IGNORECASE
)
"""Before a time: the most that may have passed, no washout."""
_PASSED = re.compile(r"\W*(?:must|should|have|has|had|having)\b[^.;]{0,20}\b(?:elapsed|passed)\b", re.IGNORECASE)
_LEAST_BEFORE = re.compile(r"\bat\s+least\b|≥|>|\bminimum\b|\bmore\s+than\b|\bwash-?out\b|\binterval\b", re.IGNORECASE)
_SINCE_BEFORE = re.compile(
    r"\bsince\b[^.;,]{0,60}$|\b(?:off(?:\s+of)?|discontinu\w+|stopp\w+|withdrawn|free\s+of)\b[^.;,]{0,60}\bfor\s+(?:a\s+)?$",
    re.IGNORECASE,
)
"""Before a time: what it counts from, or what was left for so long."""
_BARE_LEAST = re.compile(r"(?<=[\s:(])(?:≥|>|at\s+least)\s*" + _NUMBER + r"\W*$", re.IGNORECASE)
_NEEDED = re.compile(
    r"\brequired\s+wash-?out|\b(?:adequate|following|minimum|required)\b[^.;]{0,30}\bwash-?out|\bwash-?out\s+periods?\b[^.;]{0,60}\b(?:required|defined|as\s+follows)|"
    r"\blast\s+(?:administration|dose|treatment)\b",
    re.IGNORECASE,
)
"""Items above that tell times that have to have passed."""
_OF_THEM = re.compile(
    r"\W*(?:patients|participants|subjects)\s+with\s+(?!(?:metastatic|advanced|breast|locally|recurrent|a\b|an\b|history|prior|known))",
    re.IGNORECASE,
)
"""An item that begins with some of the patients: its later sentences are for them."""
_BARE = re.compile(r"(?<=[:–-])\s*" + _NUMBER + r"\W*$", re.IGNORECASE)
"""A time alone behind a treatment, below a heading of times: "Cytotoxic treatment: 21 days"."""
_UNITS = re.compile(r"\b(?:days?|weeks?|wks?|months?|years?)\b")
_UNIT_STEMS = ("day", "week", "wk", "month", "year")
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
    by_first_letter(
        r"\bfather|(?:another|other)\s+(?:\w+\s+)?(?:trial|study)\b|\bdevelop|progress|relaps|recurr|refractory|resistan|respon(?:se|d)|vaccin|transfus|contracept|childbearing|child-bearing|pregnan|"
        r"menopaus|menses|menstru|growth\s+factor|\bscan\b|imaging|\bMRI\b|consent|willing|\bagree|donat|toxicit(?:y|ies)\s+(?:from|of|due)|"
        r"second\s+(?:primary|malig)|other\s+(?:primary\s+)?malignan|other\s+cancer|\bactive\s+(?:auto|infect)|"
        r"infection|antibiotic|leuka?pheresis|conditioning|"
        r"stable\s+(?:dose|regimen|brain|CNS|for)|brain|CNS|leptomening|initiated|"
        r"\bmust\s+(?:begin|start|be\s+(?:registered|enrolled|started))|life\s+expectancy|survival|hepatitis|HIV|autoimmun|steroid|"
        r"immunosuppress|for\s+(?:more|longer|greater)\s+than|infarct|angina|thrombo|stroke|hemorrhag|biops|"
        r"breast-?feed|last\s+dose\s+of\s+study|receiving\s+the\s+last|following\s+C1|\bnext\b|\bage[ds]?\b|children|additional\s+malignan|"
        r"non-?myelosup|bariatric|diabet|insulin|CYP\s?\d|ineffective|surgery\s+(?:of|to|on|for)\s+(?:the|any)\b(?!\s+(?:reason|cause|indication))|"
        r"non-?cancer|controlled\s+for|disease[- ]free|remission|complete[sd]?\s+adjuvant|"
        r"interval\s+between\s+(?:the\s+)?(?:last|end|completion)[^.;]{0,60}\band\s+(?:relapse|recurr|metast)"
    )
)
_NOT_THIS = re.compile(
    r"(?:minor|vascular\s+access|biopsy|anticipat\w+[^.;,]{0,30}|plan\w*[^.;,]{0,30}|start\w*\s+of(?:\s+\w+){0,3}|initiat\w+\s+of(?:\s+\w+){0,2}|"
    r"prior\s+to(?:\s+the)?|before(?:\s+the)?|need\s+for(?:\s+\w+)?|non|scheduled(?:\s+\w+){0,3}|alkylating|antibod\w+[^.;,]{0,12}\bfor(?:\s+direct)?|experimental|investigational|biological|biologic|local|topical|contraceptive)\W*$",
    re.IGNORECASE,
)
_KEPT_OUT = re.compile(
    r"\b(?:except\w*|excluding|other\s+than|unless|aside\s+from|apart\s+from|provided|not\s+including)\b[^.;)]{0,160}$",
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
_OTHER_CANCERS = Folded(
    by_first_letter(r"ovarian|lung\b|NSCLC|colorectal|melanoma|pancrea|prostat|gastric|urothel|endometri")
)
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
_ASIDE_BRACKET = re.compile(r"\([^()]*\b(?:given\s+for|allowed|permitted|acceptable|may\s+continue|eligible)\b[^()]*\)")
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
    if not any(map(clause.low.__contains__, _UNIT_STEMS)) or _UNITS.search(clause.low) is None:
        return
    if len(clause.low) > 900 or clause.sense is Sense.UNCLEAR:
        return
    permits = clause.sense is Sense.PERMIT and not (
        clause.section is Section.EXCLUSION and clause.low.startswith("no ")
    )
    if (permits and _ALLOWED_IF.search(clause.text) is None) or _OR_MEETS.search(clause.parent):
        return
    if permits and "provided" in clause.low:
        text = _PROVIDED.sub("if", clause.text)
        clause = replace(clause, text=text, low=text.lower())
    clause = told_plainly(clause)
    if _is_of_something_else(clause):
        return
    times = _times_of(clause)
    treated = list(_treated(_ASIDE_BRACKET.sub(_blank, clause.low), treatments, names)) if times else []
    if not treated:
        return
    yield from (_allowed_after if permits else _ruled_out)(clause, times, treated)


def _is_of_something_else(clause: Clause) -> bool:
    outside = _BRACKET.sub(" ", clause.text)
    if "surg" in clause.low:
        outside = _BESIDE_SURGERY.sub(" ", outside)
    return _NOT_A_WASHOUT.search(outside) is not None or _OTHER_CANCERS.search(outside) is not None


def _times_of(clause: Clause) -> list[_Time]:
    """The times of a clause; one alone behind a treatment below a heading of times as well."""
    times = list(_times(clause.text))
    bare = None
    if _NEEDED.search(clause.parent):
        bare = _BARE_LEAST.search(_BRACKET.sub(_blank, clause.text)) or _BARE.search(clause.text)
    elif not times and _PERIODS.search(clause.parent):
        bare = _BARE.search(clause.text)
    return [_Time(bare.start(), bare.end(), _days(bare), least=False)] if bare else times


def _ruled_out(clause: Clause, times: list[_Time], treated: list[_Treated]) -> Iterator[Understood]:
    """Treatments that keep out for a time, or that must lie a time ago."""
    told = _NO_ALLOWED.sub("", clause.whole) if clause.low.startswith("no ") else clause.whole
    aside = _ASIDE_BRACKET.search(clause.low) is not None
    detailed = _EXCEPT.search(told) is not None or _NARROW.search(clause.text) is not None
    shorter = _SHORTER.search(clause.whole) is not None
    said = [(time, group) for time, group in _grouped(clause, times, treated) if _asks(clause, time, group)]
    for time, group in [*said, *(_in_brackets(clause, times, treated) if said else ())]:
        for each in _listed(group, clause.low):
            general = each.since.endswith("systemic_therapy")
            yield _made(clause, each, time, detailed or shorter or (aside and general))


_PROVIDED = re.compile(r"\bprovided(?:\s+that)?\b", re.IGNORECASE)
_OR_MEETS = re.compile(r"\bor\s+meets?\b")
_ALLOWED_IF = re.compile(
    r"\b(?:if|provided|as\s+long\s+as|but|however|and)\b[^.;]*\b(?:must|should|complet\w+|discontinu\w+|stopp\w+|deliver\w+|elapsed|passed|was|were|occur\w*|last|given|administered)\b",
    re.IGNORECASE,
)
"""A treatment is allowed, but only some time ago."""
_NOT_ENDED = re.compile(r"\b(?:symptom\w*|stable|free\s+of|disease|interval|respon\w+)\b", re.IGNORECASE)
"""Between a treatment and a time: the time is one of something else."""
_SPARED = re.compile(r"\b(?:unless|except\w*|excluding|other\s+than)\b", re.IGNORECASE)


def _allowed_after(clause: Clause, times: list[_Time], treated: list[_Treated]) -> Iterator[Understood]:
    """Treatments that are allowed a time ago: not met means that the time has not passed."""
    least = [time for time in times if time.least]
    if len(least) != 1 or len(times) != 1:
        return
    text = clause.text
    behind = _BEHIND.match(text[least[0].end :]) is not None
    group = [each for each in treated if (each.start >= least[0].end if behind else each.end <= least[0].start)]
    if not group or (not behind and _NOT_ENDED.search(text, group[-1].end, least[0].end + 40)):
        return
    detailed = _SPARED.search(clause.whole) is not None or _NARROW.search(clause.text) is not None
    if _NO.search(text, 0, group[0].start):
        return
    for each in _listed(group, clause.low):
        yield _made(clause, each, least[0], detailed)


def _blank(found: re.Match[str]) -> str:
    """Spaces in the place of a text."""
    return " " * len(found[0])


_BESIDE_SURGERY = re.compile(r",?\s*(?:or\s+|and\s+)?\b(?:open|surgical|excisional)\s+biops\w+", re.IGNORECASE)
"""Named beside major surgery: the time is one of surgery all the same."""
_ANY_OF_THEM = re.compile(r"\bany\s+(?:other\s+|prior\s+|systemic\s+|type\s+of\s+)*$")


def _listed(group: list[_Treated], low: str) -> list[_Treated]:
    """A group without the "cancer therapy" whose kinds it goes on to list."""
    drugs = sum(1 for each in group if each.drug)
    return [
        each
        for each in group
        if each.drug
        or drugs < 2
        or not each.since.endswith("systemic_therapy")
        or _ANY_OF_THEM.search(low, 0, each.start)
    ]


_WITH_A_DRUG = re.compile(r"s?\s+(?:with|using|by|consisting\s+of)\s+(?!or\b)")
"""Behind a general name: only the drug that follows is meant."""
_OF_LAST = re.compile(
    r"[\s-]*(?:containing|based)\s+(?:(?:\(?neo\)?-?|adjuvant|or|and|and/or|/|systemic|prior)[\s-]*)*"
)


def _without_examples(low: str, names: DrugNames) -> list[Mention]:
    """The drugs named, without those in brackets behind their class: "CDK4/6 inhibitor (palbociclib or ribociclib)"."""
    found = [each for each in names.mentions(low) if each.anticancer]
    brackets = [each.span() for each in _BRACKET.finditer(low) if not re.search(r"\d", each[0])] if "(" in low else []
    kept: list[Mention] = []
    for each in found:
        inside = any(start < each.start < end for start, end in brackets)
        if not (inside and any(other.means in each.classes for other in kept)):
            kept.append(each)
    return kept


def _treated(low: str, treatments: DrugNames, names: DrugNames) -> Iterator[_Treated]:
    found = [
        _Treated(each.means, each.fact, each.anticancer, each.start, each.end) for each in treatments.mentions(low)
    ]
    facts = {each.means: each.fact for group in treatments.by_first.values() for each in group}
    found += [
        _Treated(each.means, facts.get(each.means, ""), True, each.start, each.end)
        for each in _without_examples(low, names)
    ]
    kept: list[_Treated] = []
    for each in sorted(found, key=lambda one: one.start - one.end):  # longer names first, a fact before none
        if not any(one.start < each.end and each.start < one.end for one in kept):
            kept.append(each)
    last: _Treated | None = None
    for each in sorted(kept, key=lambda one: one.start):
        of_last = last is not None and _OF_LAST.fullmatch(low[last.end : each.start])
        last = each
        if of_last and each.name == "chemotherapy":
            continue  # "taxane-based adjuvant chemotherapy" is one treatment, and it has been told
        before = low[max(0, each.start - 120) : each.start]
        if not (
            (each.since.endswith("systemic_therapy") and _WITH_A_DRUG.match(low, each.end))
            or of_last
            or _NOT_THIS.search(before[-45:])
            or _KEPT_OUT.search(before)
            or _LONGER_NAMES.match(low, each.end)
        ):
            yield each


def _times(text: str) -> Iterator[_Time]:
    taken: list[tuple[int, int]] = []
    for pattern in (_LEAST, _LESS, _PLAIN):
        for found in pattern.finditer(text):
            if _AT_MOST.search(text[: found.start("n")]):
                taken.append((found.start(), found.end("unit")))
                continue
            if any(start < found.end("unit") and found.start() < end for start, end in taken):
                continue
            taken.append((found.start(), found.end("unit")))
            if (
                _KEPT_OUT.search(text[max(0, found.start() - 180) : found.start()])
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


_NEXT_PHRASE = re.compile(r",\s*(?:and\s+|or\s+)?(?:previously\s+\w+|has|have|had|received|used)\s", re.IGNORECASE)
"""Between a treatment and a time: another statement with a verb of its own."""
_OR_ANOTHER = re.compile(
    r"\b(?:for|in)\s+(?:the\s+)?(?:metastatic|advanced|recurrent)\b[^.;]*\bor\b[^.;]*\badjuvant\b", re.IGNORECASE
)
"""Between a treatment and a time: the time is another treatment's."""


def _of_one(text: str, time: _Time, treated: list[_Treated]) -> list[_Treated]:
    before = [
        each
        for each in treated
        if each.start < time.start
        and not _OR_ANOTHER.search(text, each.end, time.start)
        and not _NEXT_PHRASE.search(text, each.end, time.start)
    ]
    after = [each for each in treated if each.start >= time.end]
    if _BEHIND.match(text[time.end :]):
        return after or before
    listed = re.search(
        r":|\bincluding\b|\b(?:ie|i\.e|such\s+as)\b|\bof\s+the\s+following\b|\bsince\b|\(",
        text[time.end :],
        re.IGNORECASE,
    )
    return [*before, *([each for each in after if listed and each.start >= time.end + listed.start()])]


_MUST_BE_DONE = re.compile(
    r"\b(?:must|should|need\s+to|required\s+to)\s+(?:have\s+)?(?:be(?:en)?\s+)?(?:\w+\s+)?(?:complet\w+|finish\w+|discontinu\w+|stopp?\w*|ended|off)\s+(?:for\s+)?$|"
    r"\b(?:must|should)\s+(?:have\s+)?(?:be(?:en)?|occur\w*)\s+$",
    re.IGNORECASE,
)
"""Just before a time: it has to have passed since the end."""


def _asks(clause: Clause, time: _Time, group: list[_Treated]) -> bool:
    """Whether a time is one that has to have passed before the study."""
    behind = _BEHIND.match(clause.text[time.end :]) is not None
    if not group or (_NOT_FROM_NOW.match(clause.text, time.end) and not behind):
        return False
    before = clause.text[: min(time.start, *(each.start for each in group))]
    if (
        not clause.first
        and _OF_THEM.match(clause.whole)
        and (not clause.scope or clause.scope.lower() not in clause.whole)
    ):
        return False
    if _NEEDED.search(clause.parent):
        return True
    if clause.section is Section.EXCLUSION:
        return not time.least and not _EXCLUDING_NO.search(before)
    forbids = _NO.search(before) is not None
    if time.least or (not forbids and _has_to_have_passed(clause.text, time, behind)):
        return not forbids and _counts_from(clause.text, time, behind)
    return forbids or clause.sense is Sense.FORBID


def _has_to_have_passed(text: str, time: _Time, behind: bool) -> bool:
    """Whether a plain time is a least one: "28 days must have elapsed", "must be stopped 14 days before"."""
    if _MUST_BE_DONE.search(text, 0, time.start):
        return True
    passed = _PASSED.match(text, time.end) is not None or _LEAST_BEFORE.search(text, 0, time.start) is not None
    return behind and passed


def _counts_from(text: str, time: _Time, behind: bool) -> bool:
    """Whether a least time is one between a treatment and the study."""
    if behind:
        return True
    anchored = _BEFORE.search(text, time.end) is not None or _SINCE_BEFORE.search(text[: time.start]) is not None
    return anchored and (_DONE.search(text[: time.start]) is not None)


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
