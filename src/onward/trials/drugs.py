"""Drugs and classes asked for or ruled out: in which setting, how long ago, why they ended, and with what exceptions.

Names are found by looking words up, not by patterns: a text is read once, word by word. What an exception or a detail
that is
not read hangs on stays open (`unread_detail`): the criterion then neither passes nor fails anybody it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from onward.trials.clauses import Clause
from onward.trials.lexicon import DrugNames, Mention
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_HISTORY = re.compile(
    r"\b(?:prior|previous(?:ly)?|received?|receiving|treated|exposure|exposed|"
    r"progress\w*|refractory|resistan\w+|na[iï]ve|history\s+of\s+(?:treatment|"
    r"therapy)|pre-?treated|had|failed|failure|intoleran\w*|relapse\w*|recurr\w*|"
    r"untreated|undergone|"
    r"current(?:ly)?|concurrent|concomitant|taking|ongoing|treatment\s+with|"
    r"therapy\s+with|use\s+of|on\s+a?\s*stable)\b",
    re.IGNORECASE,
)
_NOT_HISTORY = re.compile(
    r"hypersensitiv|allerg|contra-?\s?indicat|candidate|eligible\s+(?:for|"
    r"to\s+receive)|plan(?:ned|ning|s)?\b|intend|scheduled|will\s+(?:be|"
    r"receive)|willing|agree|suitable\s+for|appropriate\s+for|amenable|intolerance\s+to\s+(?:any|"
    r"study)|to\s+be\s+treated|"
    r"to\s+receive|toxicit|adverse|recover|cumulative|lifetime|mg/m|side[\s-]+effect|excipient|\bsensitivity\s+(?:to|\(|attrib)|"
    r"(?:has|have|had|need)\s+to\s+start|become\s+eligible|breast-?\s?feed|pregnan|contracept|"
    r"\bmust\s+receive\b|must\s+have\s+been\s+(?:completed|in\b)|vaccin|\bshould\s+receive\b|not\s+yet\s+received|adequate\s+for|discretion|preclude|metabolism|"
    r"\bno\s+evidence\s+of\b|prior\s+to\s+administration\s+of(?!\s+(?:the\s+)?(?:study|first))|"
    r"prescri(?:bing|ption)\s+information|increased\s+risk|\bin\s+(?:women|patients|participants)\s+(?:taking|on)\b|"
    r"neuropathy|bone\s+marrow\s+transplant|stem\s+cell|dose\s+of\s+(?:doxo|"
    r"epi)|ejection|LVEF|vomit|nausea|emesis|exceeding|following\s+doses|reaction|may\s+start|has\s+not\s+received|"
    r"all\s+(?:FDA|approved|available|standard)|controlled\s+for|ineffective|"
    r"dose\s+reduc|reduction|decrease|"
    r"count(?:ed|s)?\b|does\s+not\s+include|defined\s+as\s+(?:a|any|the)|"
    r"about\s+to|indicated|capable|initiat|starting|begin|anaphyla|not\s+be\s+(?:an?\s+)?(?:candidate|"
    r"eligible)|unsuitable|considered|offered|refus|decline|unable|standard\s+of\s+care|"
    r"accessible|available",
    re.IGNORECASE,
)
_PROGRESSED = re.compile(
    r"\b(?:progress(?:ed|ion|ing)|refractory|resistan\w+|failed|failure|"
    r"relaps\w+\s+(?:on|during|while)|recurr\w+\s+(?:on|during|while))\b",
    re.IGNORECASE,
)
_INTOLERANT = re.compile(r"\bintoleran\w*|\bunable\s+to\s+tolerate", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:current(?:ly)?|concurrent(?:ly)?|concomitant(?:ly)?|ongoing|taking|"
    r"use\s+of|receiving|require\w*|need|at\s+(?:the\s+)?start|on\s+(?:oral|"
    r"therapeutic)|co-?administration)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:prior|previous(?:ly)?|received|treated|exposure|exposed|history|"
    r"ever|progress\w*|pre-?treated|na[iï]ve|had)\b",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:\b(?:with\s?in|in|during|less\s+than|fewer\s+than|for\s+(?:at\s+least|"
    r"≥))|≤|<)\s*(?:the\s+)?(?:at\s+least\s+)?(?:previous\s+|past\s+|last\s+|"
    r"prior\s+|preceding\s+)?(?P<n>\d{1,3}|one|two|three|four|six|twelve)\s*(?:\(\s*\d+\s*\)\s*)?[- ]?"
    r"(?:calendar\s+)?(?P<unit>days?|weeks?|wks?|months?|years?|half-?\s?lives)|"
    r"\b(?P<n2>\d{1,3})\s*(?P<unit2>days?|weeks?|months?|years?)\s+(?:or\s+less\s+)?(?:before|"
    r"prior\s+to|preceding|of\s+(?:study|enrol|registr|first|random|day|"
    r"start|initiat|cycle))|(?P<halves>half-?\s?li(?:fe|ves))|washout",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\bsince\s+(?:(?:the|their|any|last|prior|previous|completion|end|dose|of|receiving|final)\s+)*|"
    r"\binterval\b[^.;]{0,60}\b(?:after|since|between|from)\b|\bsince\s*$|\bhave\s+elapsed\b",
    re.IGNORECASE,
)
"""A time that has to have passed asks for no earlier drug."""
_KEPT_OUT = re.compile(
    r"\b(?:other\s+than|except\w*|excluding|not\s+including|apart\s+from|with\s+the\s+exception)\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(
    r"s?[\s-]+(?:topo\w*|adcs?\b|antibod\w*|tyrosine|tkis?\b|car\b|bispecific|status|express\w*|positiv\w*|negativ\w*|assay|score|"
    r"vaccine|combination\b(?!\s+of))",
    re.IGNORECASE,
)
"""What stands behind a name and makes another, narrower thing of it."""
_LONGER = re.compile(
    r"\b(?:for\s+)?(?:at\s+least|≥|>|more\s+than|greater\s+than|minimum\s+of|"
    r"longer\s+than)\s*\d+\s*(?:days?|weeks?|months?|years?|cycles?|doses?)|"
    r"\bfor\s+(?:more|longer)\s+than|\bduration\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"(?:≥|>|≤|<|more\s+than|at\s+least|up\s+to|no\s+more\s+than|maximum\s+of|"
    r"\bone|\btwo|\bthree|\b[1-9]|(?:first|second|third)[\s-]+)\s*(?:or\s+more\s+)?(?:\(?\d\)?\s*)?(?:"
    r"prior\s+|previous\s+|different\s+|additional\s+|full\s+|systemic\s+|"
    r"separate\s+)*(?:lines?|regimens?|cycles?|courses?|doses?|therapies|"
    r"agents|treatments|cytotoxic|chemotherap\w+\s+regimens?)\b",
    re.IGNORECASE,
)
_CURATIVE = re.compile(
    r"\b(?:\(?neo\)?-?\s?)?adjuvant|curative|early(?:[- ]stage)?\s+(?:disease|"
    r"breast|setting)|pre-?operative|perioperative",
    re.IGNORECASE,
)
_METASTATIC = re.compile(
    r"\b(?:for|in|of)\s+(?:the\s+|their\s+|treatment\s+of\s+)*(?:[\w()/-]+[\s,]+(?:or\s+|"
    r"and\s+|and/or\s+)?){0,5}?(?:metastatic|advanced|recurrent|stage\s+IV|"
    r"MBC|ABC)\b|\bmetastatic\s+(?:setting|disease)|advanced\s+(?:setting|"
    r"disease)|\b(?:metastatic|advanced)\s+breast\s+cancer\s+(?:setting)",
    re.IGNORECASE,
)
_ALLOWED = re.compile(
    r"\b(?:except|no\s+limit|allowed|permitted|eligible|acceptable|other\s+than|excluding|"
    r"not\s+count|unless)\b[^.;]{0,50}adjuvant|adjuvant[^.;]{0,60}\b(?:allowed|"
    r"permitted|acceptable|eligible|not\s+exclu)",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b|\band/or\b|/|,\s*either", re.IGNORECASE)
_EITHER_WAY = re.compile(
    r"\b(?:adjuvant|neoadjuvant|\(neo\)adjuvant|metastatic|advanced|locally|"
    r"recurrent|following|after|during|on|intoleran\w*|unresectable)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^\W*(?:for|if|in)\b|\bif\b|\b(?:patients|participants|subjects|those|"
    r"women)\s+(?:with|who\s+(?:have|are|received|had|were)|whose|(?:previously\s+)?(?:treated|"
    r"receiving|taking|on)\b)\s*[^.;]{3,90}?\b(?:must|should|need\s+to|are\s+required|"
    r"will)\b|\bfor\s+(?:patients|participants|those|subjects)\s+(?:who|taking|on|receiving|"
    r"with)|\bwhere\s+(?:\S+\s+){0,3}(?:approved|available)|\bregions\b",
    re.IGNORECASE,
)
_OTHER_CANCERS = re.compile(
    r"ovarian|renal\s+cell|RCC\b|nasopharyn|\banal\b|thymic|mesotheli|bladder|"
    r"myeloma|biliary|lung\b|colorectal|melanoma|pancrea|sarcoma|prostat|"
    r"NSCLC|gastric|"
    r"urothel|esophag|HNSCC|head\s+and\s+neck|cervical|endometri|thyroid|"
    r"hepatocell|lymphoma|leuk[ae]mia",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"\([^()]*\)")
_ALLOWING = re.compile(r"\([^()]*(?<!not )\b(?:allowed|permitted|eligible|acceptable)\b[^()]*\)")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12}
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class _Window:
    days: int
    """0 where the text names one that is not a number of days."""
    months: float
    treatment: bool
    """Whether it counts back from the start of the study's treatment or from enrolment."""


def read_drugs(clause: Clause, names: DrugNames) -> Iterator[Understood]:
    """What a clause asks of earlier and present drugs."""
    if clause.sense in (Sense.PERMIT, Sense.UNCLEAR) or len(clause.low) > 900:
        return
    mentions = [
        each for each in names.mentions(clause.low) if not clause.low[: each.start].endswith(("non-", "non ", "non"))
    ]
    mentions = _told(mentions, clause.low)
    if not mentions:
        return
    history = _HISTORY.search(clause.low) or _HISTORY.search(clause.parent) or "naiv" in clause.low
    if not history or _NOT_HISTORY.search(_OUTSIDE.sub(" ", clause.text)) or _OTHER_CANCERS.search(clause.whole):
        return
    if _OTHER_CANCERS.search(clause.parent):
        return
    if clause.section is Section.INCLUSION and _CONDITION.search(clause.text):
        return
    first = mentions[0]
    sense = clause.sense_at(first.start)
    if clause.section is Section.INCLUSION and re.search(r"na[iï]ve", clause.low):
        sense = Sense.FORBID
    if sense is Sense.FORBID:
        yield from _forbidden(clause, mentions)
    elif sense is Sense.REQUIRE and clause.section is Section.INCLUSION:
        yield from _required(clause, mentions)


def _allowed(low: str) -> list[tuple[int, int]]:
    """Brackets that allow what they name: "(prior CDK4/6 inhibitors are allowed)"."""
    return [each.span() for each in _ALLOWING.finditer(low)] if "(" in low else []


def _told(mentions: list[Mention], low: str) -> list[Mention]:
    """The mentions without abbreviations in brackets ("antibody-drug conjugate (ADC)") and without what is only
    planned."""
    beyond = re.search(r"\bfor\s+(?:which|whom)\b", low)
    return [
        each
        for number, each in enumerate(mentions)
        if not (number and low[mentions[number - 1].end : each.start].strip() in ("(", "s ("))
        and not (not number and low[: each.start].endswith("(") and low[each.end :].startswith((")", "s)")))
        and not _OF_ANOTHER.match(low, each.end)
        and not (beyond and each.start > beyond.start())
        and not any(start < each.start < end for start, end in _allowed(low))
    ]


def _setting(clause: Clause, forbid: bool) -> str | None:
    """``metastatic``, ``curative``, empty for any; none where it cannot be told."""
    text = clause.text if _METASTATIC.search(clause.text) or _CURATIVE.search(clause.text) else clause.parent
    curative, metastatic = _CURATIVE.search(text), _METASTATIC.search(text)
    if curative and _ALLOWED.search(clause.whole):
        return "metastatic" if forbid else None
    if curative and metastatic:
        return ""
    if metastatic:
        return "metastatic"
    if curative:
        return "curative"
    return ""


def _had(subject: str, setting: str) -> str:
    return f"had('{subject}', '{setting}')" if setting else f"had('{subject}')"


def _window(clause: Clause) -> _Window | None:
    found = _WINDOW.search(clause.text) or _WINDOW.search(clause.parent)
    if found is None:
        return None
    number, unit = found["n"] or found["n2"], found["unit"] or found["unit2"]
    if not number or unit.lower().startswith("half"):
        return _Window(0, 0, treatment=True)
    count = float(_NUMBER_WORDS.get(number.lower()) or number)
    letter = unit.lower()[0]
    treatment = not re.search(r"relaps|recurr|complet|metastatic\s+diagnosis|diagnosis\s+of\s+metast", clause.low)
    days = int(count * _DAYS[letter])
    return _Window(days, count * {"d": 1 / 30, "w": 7 / 30, "m": 1, "y": 12}[letter], treatment)


def _forbidden(clause: Clause, mentions: list[Mention]) -> Iterator[Understood]:
    text = clause.text
    window = _window(clause)
    now = bool(_NOW.search(text)) and not _EARLIER.search(text)
    if re.search(
        r"\b(?:more|fewer|less|greater)\s+than\s+(?:\d|one|two|three|four|five)\b(?!\s*(?:\(\d+\)\s*)?(?:d"
        r"ays?|weeks?|months?|years?))",
        text,
        re.IGNORECASE,
    ):
        return
    if _NUMBER_OF.search(text) or (_LONGER.search(text) and window is None):
        opened = True
        if _NUMBER_OF.search(text):
            return
    else:
        opened = False
    if window is not None and re.search(r"\bfor\s+(?:more|longer)\s+than\b", text, re.IGNORECASE):
        window, opened = None, True
    cut = re.search(
        r"\b(?:other\s+than|except\w*|unless|excluding|with\s+the\s+exception|"
        r"not\s+including|but\b(?!\s+not\s+limited)|(?<!not )allowed|(?<!not )(?<!NOT )permitted|"
        r"however|in\s+combination\s+with|(?<=\w,\s)with|followed\s+by|as\s+long|if\b)",
        text,
        re.IGNORECASE,
    )
    inside = _in_brackets(text, cut)
    if inside is not None and "adjuvant" in text[inside[0] : inside[1]].lower():
        kept = [each for each in mentions if not inside[0] <= each.start < inside[1]]
        last = max((each for each in kept if each.end <= inside[0]), key=lambda each: each.end, default=None)
        yield from _each_forbidden(clause, [each for each in kept if each is last], "metastatic", window, now, opened)
        yield from _each_forbidden(clause, [each for each in kept if each is not last], "", window, now, opened)
        return
    kept = [each for each in mentions if cut is None or each.end <= cut.start()]
    if not kept:
        return
    setting = _setting(clause, forbid=True)
    if setting is None:
        return
    adjuvant_only = cut is not None and setting == "metastatic" and "adjuvant" in text[cut.start() :].lower()
    adjuvant_only = adjuvant_only or (setting == "metastatic" and cut is None and bool(_ALLOWED.search(clause.whole)))
    opened = (
        opened
        or ((clause.open or cut is not None) and not adjuvant_only)
        or bool(_LONGER.search(text) and window is None)
    )
    if _PROGRESSED.search(text) or re.search(r"toxicit|reaction|discontinu|adverse", clause.low):
        opened = True
    yield from _each_forbidden(clause, kept, setting, window, now, opened)


def _in_brackets(text: str, cut: re.Match[str] | None) -> tuple[int, int] | None:
    """The bracket in which an exception stands, where something follows it."""
    if cut is None:
        return None
    start = text.rfind("(", 0, cut.start())
    end = text.find(")", cut.end())
    if start < 0 or end < 0 or ")" in text[start : cut.start()] or len(text) - end < 12:
        return None
    return start, end + 1


def _each_forbidden(
    clause: Clause, kept: list[Mention], setting: str, window: _Window | None, now: bool, opened: bool
) -> Iterator[Understood]:
    for mention in _without_repeats(kept):
        kind, subject = "forbidden-drug", mention.means
        if not mention.anticancer:
            if now or (window is not None and window.treatment):
                if re.search(r"\bmg\b|dose|chronic|long-?term|requir|condition|disorder|disease", clause.low):
                    opened = True
                yield _made(clause, mention, "concomitant-drug", f"not {_detailed(mention.fact, opened)}")
            continue
        if window is not None:
            if window.treatment:
                continue  # a time that has to have passed: washouts.py
            opened = True  # counted from a relapse or from the end of another treatment
        if "immunosuppress" in clause.low:
            continue
        asked = f"on('{subject}')" if now else _had(subject, setting)
        narrowed = re.match(
            r"s?\s*\)?\s*(?:with\s+an?\b|containing|targeting|that\s+|which\s+|directed|consisting|of\s+the\s+same)",
            clause.low[mention.end :],
        )
        opened = (
            opened or narrowed is not None or clause.low[: mention.start].rstrip().endswith(("high-dose", "high dose"))
        )
        yield _made(clause, mention, "present-drug" if now else kind, f"not {_detailed(asked, opened)}")


def _detailed(asked: str, opened: bool) -> str:
    return f"({asked} and unread_detail)" if opened else asked


def _made(clause: Clause, mention: Mention, kind: str, expression: str, sure: str = HIGH) -> Understood:
    return Understood(
        kind=kind,
        span=clause.text,
        expression=expression,
        sure=MEDIUM if "unread_detail" in expression else sure,
        scope=clause.scope,
    )


def _required(clause: Clause, mentions: list[Mention]) -> Iterator[Understood]:
    text = clause.text
    kept_out = _KEPT_OUT.search(text)
    mentions = [each for each in mentions if each.anticancer and (not kept_out or each.end <= kept_out.start())]
    if _SINCE.search(text):
        return
    counted = _NUMBER_OF.search(text)
    if not mentions:
        return
    if counted and not re.search(r"\bincluding\b|\bwhich\s+must\b", text, re.IGNORECASE):
        yield from _at_least_one(clause, mentions, counted)
        return
    if re.search(r"\bunless\b|\bexcept\w*\b|\bif\b|contraindic", clause.low):
        opened = True
    else:
        opened = (
            clause.open
            and not re.search(r"other\s+than", clause.low)
            and bool(re.search(r"allowed|permitted", clause.whole) is None)
        )
    if _WINDOW.search(text):
        return
    lasting = bool(_LONGER.search(text))
    after = re.search(r"\b(?:including|which\s+must|with\s+at\s+least\s+one)\b", text, re.IGNORECASE)
    if after and _NUMBER_OF.search(text):
        mentions = [each for each in mentions if each.start > after.end()]
        if not mentions:
            return
    setting = _setting(clause, forbid=False)
    if setting is None:
        return
    yield from _joined(clause, _without_repeats(mentions), setting, opened, lasting)


def _at_least_one(clause: Clause, mentions: list[Mention], counted: re.Match[str]) -> Iterator[Understood]:
    """Each of A and B in "at least one line of A and B" was had, whatever the number is counted of."""
    text = clause.text
    # Signs stand where no word begins, so the words before the number are looked at too.
    least = re.search(
        r"(?:≥|\bat\s+least|\bminimum\s+of|\bone\s+or\s+more)\s*$", text[: counted.start()], re.IGNORECASE
    )
    if not (least or re.match(r"≥|at\s+least|(?:one|1)\s+or\s+more", counted[0], re.IGNORECASE)) or clause.open:
        return
    mentions = [each for each in mentions if each.start >= counted.end() - len("chemotherapies")]
    if not mentions or not _OF_IT.fullmatch(text[counted.end() : mentions[0].start]):
        return
    if any(not _AND_IT.fullmatch(text[one.end : two.start]) for one, two in pairwise(mentions)):
        return
    rest = text[mentions[-1].end :]
    setting = _setting(clause, forbid=False)
    if (
        setting is None
        or re.match(r"\W*(?:or|and/or|/)\b", rest)
        or _NOT_ALL.search(rest)
        or _NOT_EVERY.search(text[: counted.start()])
    ):
        return
    for each in _without_repeats(mentions):
        yield _made(clause, each, "required-drug", _had(each.means, setting))


_OF_IT = re.compile(r"\s*(?:(?:of|with|prior|previous|systemic|an?|the|treatment|therapy|standard)\s+)*", re.IGNORECASE)
_AND_IT = re.compile(
    r"s?\s*(?:and|plus|with|in\s+combination\s+with|,\s*and)\s+(?:(?:an?|the|prior|any|at\s+least\s+one)\s+)*",
    re.IGNORECASE,
)
_NOT_EVERY = re.compile(
    r"\bor\b(?!\s+after)|\beither\b|\bis\s+an?\b|\bcontains?\b|^[^,:]{0,60}\bwith\b[^.;]{0,60}\bmust\b", re.IGNORECASE
)
_NOT_ALL = re.compile(
    r"\bor\s+(?:who|patients|have|are|is|not|relaps\w+)\b|\bfor\b[^.;]{3,50}\bwith\b|\bunless\b|\bif\b", re.IGNORECASE
)


def _joined(clause: Clause, mentions: list[Mention], setting: str, opened: bool, lasting: bool) -> Iterator[Understood]:
    """All of the drugs, or one of them, as the words between them say."""
    text = clause.text
    progressed = _PROGRESSED.search(text)
    asked = [_asked(text, each.means, setting, bool(progressed)) for each in mentions]
    between = [text[first.end : second.start] for first, second in pairwise(mentions)]
    beside = text[: mentions[0].start][-40:] + " | " + text[mentions[-1].end :][:40]
    loose = _OR.findall(
        re.sub(
            r"\bor\s+(?:\w+\s+){0,2}(?:adjuvant|metastatic|advanced|locally|recurrent|"
            r"unresectable|after|intoleran\w*|following|stage|relapsed|progress\w*|"
            r"ineligible)|and/or\s+(?:metastatic|adjuvant|after)|\bon\s+or\s+after|"
            r"during\s+or\s+after|adjuvant\s*(?:,|/|or)\s*|\bor\s+during",
            " ",
            beside,
            flags=re.IGNORECASE,
        )
    )
    if loose:
        opened = True
    if any(len(each) > 60 for each in between):
        return
    either = any(re.search(r"\bor\b|and/or", each, re.IGNORECASE) for each in between)
    together = any(re.search(r"\band\b(?!/or)|\bplus\b|\bwith\b|&|\+", each, re.IGNORECASE) for each in between)
    if either and together:
        return
    if opened and lasting:
        return
    weak = " or unread_detail" if opened else ""
    kind = "required-drug"
    if either or len(asked) == 1:
        joined = " or ".join(asked)
        if lasting:
            joined = f"({joined}) and unread_detail"
        yield _made(clause, mentions[0], kind, f"{joined}{weak}")
    else:
        for mention, each in zip(mentions, asked, strict=True):
            yield _made(clause, mention, kind, f"({each}) and unread_detail" if lasting else f"{each}{weak}")


def _asked(text: str, subject: str, setting: str, progressed: bool) -> str:
    if not progressed:
        return _had(subject, setting)
    parts = [f"progressed_on('{subject}')"] + ([] if setting == "metastatic" else [f"relapsed_on('{subject}')"])
    if _INTOLERANT.search(text):
        parts.append(f"stopped_for_toxicity('{subject}')")
    return " or ".join(parts)


def _without_repeats(mentions: list[Mention]) -> list[Mention]:
    """Each once; "palbociclib" beside "CDK4/6 inhibitor (e.g. palbociclib)" is an example."""
    kept: list[Mention] = []
    for each in mentions:
        if any(each.means == other.means or other.means in each.classes for other in kept):
            continue
        kept.append(each)
    return kept
