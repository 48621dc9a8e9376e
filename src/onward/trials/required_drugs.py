"""Drugs and classes that have to have been given, all or one of them, in a setting and until growth or intolerance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from onward.trials.clauses import Clause
from onward.trials.drug_words import (
    KEPT_OUT,
    LONGER,
    NUMBER_OF,
    PROGRESSED,
    WINDOW,
    had,
    made,
    setting_of,
    without_repeats,
)
from onward.trials.lexicon import Mention
from onward.trials.understood import Understood

_ONE_OF = re.compile(
    r"\b(?:one|any|either|two)\s+(?:or\s+more\s+)?of\s+(?:the\s+)?(?:two\s+)?(?:following|these|below|criteria)",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"\bunless\b", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:max(?:imum|imal)?|up\s+to|no\s+more|not\s+more|at\s+most|fewer|less)\b[^.;]{0,50}\b(?:lines?|regimens?|courses?|therapies)\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\bat\s+least|≥|\bminimum\b|\bone\s+or|\bincluding\b|\bwhich\s+must\b", re.IGNORECASE)
"""A limit of lines asks for none."""
_LATE_RELAPSE = re.compile(
    r"\b(?:relaps|recurr|progress)\w*\b(?:(?!\b(?:on|during|while|under|with)\b)[^.;]){0,30}?(?:(?:≥|>|\bat\s+least|\bmore\s+than|\bgreater\s+than)\s*\d+\s*(?:\(\d+\)\s*)?"
    r"(?:months?|years?|weeks?)\b|\d+\s*(?:months?|years?)\s+or\s+(?:more|longer))"
    r"[^.;]{0,30}?\b(?:after|from|since|following)\b",
    re.IGNORECASE,
)
"""A relapse that came late is asked of those who had the drug; nobody has to have had it."""
_ANOTHER_WAY = re.compile(
    r"(?P<left>\w+)\)?\s*,?\s+or\s+(?:disease\s+|have\s+|has\s+|had\s+|who\s+|patients\s+|must\s+|be\s+|are\s+|is\s+)*"
    r"(?P<right>progress\w*|recurr\w*|relaps\w*|received|refractory|resistan\w*|failed|treated)",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"progress|recurr|relaps|refractory|resistan|intoleran|during|on\b|after|while|local|advanced|fail", re.IGNORECASE
)
_WHERE = re.compile(
    r"\bunless\b|\bexcept\w*\b|\bif\b|contraindic|\b(?:where|when|as)\s+(?:\w+\s+)?(?:indicated|appropriate|available)"
)
"""What spares some of those of whom a drug is asked."""
_OF_WHOM = re.compile(r"\b(?:in|for)\s+(?:patients|participants|subjects|those|women)\b", re.IGNORECASE)
# "0-1 prior chemotherapy" asks for none; what begins with a relapse is one way among several.
_FROM_NONE = re.compile(
    r"\b(?:0|zero|none)\s*(?:-|–|to|or)\s*(?:\d|one|two|three)\b|^\W*(?:relapsed|newly)\b", re.IGNORECASE
)
_PRESENT = re.compile(
    r"\b(?:must|should)\s+be\s+(?:currently\s+)?(?:on|receiving|taking)\b|^\W*currently\s+(?:on|receiving|taking)\b|^\W*on\s+(?:an?\s+)?stable\b",
    re.IGNORECASE,
)
_OR_AGAIN = re.compile(r"[.;]\s+or\b")
"""A later sentence tells another way: "progression on first-line therapy. OR - recurrence during adjuvant therapy"."""
_BRACKETS = re.compile(r"\([^()]*\)")
_FIRST_LINE = re.compile(
    r"\b(?:first|second|third|1st|2nd|3rd|front)(?:-?\s+(?:or|and|and/or)\s+(?:second|third|2nd|3rd))?[\s-]+line\b",
    re.IGNORECASE,
)
"""Which line it was: no number of lines."""
_FOR_LEAST = re.compile(r"\bfor\s+(?:at\s+least|≥|>|more\s+than)\s*\d+\s*(?:\(\d+\)\s*)?\w+", re.IGNORECASE)
_INTOLERANT = re.compile(r"\bintoleran\w*|\bunable\s+to\s+tolerate", re.IGNORECASE)
_SINCE = re.compile(
    r"\bsince\s+(?:(?:the|their|any|last|prior|previous|completion|end|dose|of|receiving|final)\s+)*|"
    r"\binterval\b[^.;]{0,60}\b(?:after|since|between|from)\b|\bsince\s*$|\bhave\s+elapsed\b",
    re.IGNORECASE,
)
"""A time that has to have passed asks for no earlier drug."""
_OR = re.compile(r"\bor\b|\band/or\b|/|,\s*either", re.IGNORECASE)
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


def required(clause: Clause, mentions: list[Mention]) -> Iterator[Understood]:
    """What a clause asks to have been given."""
    text = clause.text
    kept_out = KEPT_OUT.search(text) or _UNLESS.search(text)
    mentions = [each for each in mentions if each.anticancer and (not kept_out or each.end <= kept_out.start())]
    mentions = [
        each for number, each in enumerate(mentions) if not any(each.means in one.classes for one in mentions[:number])
    ]
    if _SINCE.search(text) or _FROM_NONE.search(text) or _OR_AGAIN.search(_BRACKETS.sub(" ", clause.whole)):
        return
    first_line = _FIRST_LINE.search(text)
    counted = NUMBER_OF.search(_FIRST_LINE.sub(_blank, text))
    if not mentions or _ONE_OF.search(text) or (_AT_MOST.search(text) and not _AT_LEAST.search(text)):
        return
    if counted and not re.search(r"\bincluding\b|\bwhich\s+must\b", text, re.IGNORECASE):
        yield from _at_least_one(clause, mentions, counted)
        return
    opened = _is_open(clause)
    if WINDOW.search(_FOR_LEAST.sub(" ", text)):
        return
    lasting = bool(LONGER.search(text)) or (first_line is not None and not PROGRESSED.search(text))
    after = re.search(r"\b(?:including|which\s+must|with\s+at\s+least\s+one)\b", text, re.IGNORECASE)
    if after and counted:
        mentions = [each for each in mentions if each.start > after.end()]
        if not mentions:
            return
    setting = setting_of(clause, forbid=False)
    if setting is None:
        return
    if _LATE_RELAPSE.search(text) or _had_or_growth(text):
        # Of whom it is asked, or what may stand in its place, is told in other words.
        sign = "not " if _LATE_RELAPSE.search(text) else ""
        for each in without_repeats(mentions):
            yield made(clause, each, "required-drug", f"{sign}({had(each.means, setting)} and unread_detail)")
        return
    yield from _joined(
        clause, without_repeats(mentions), setting, opened or _one_way_of_several(text, mentions), lasting
    )


def _one_way_of_several(text: str, mentions: list[Mention]) -> bool:
    """Whether something that names no drug may stand in the place of what is asked."""
    if any(not _GROWTH.match(found["left"]) for found in _ANOTHER_WAY.finditer(text)):
        return True
    return (
        re.search(r"\(\s*including\s+(?:an?\s+|any\s+|prior\s+)*$", text[: mentions[0].start], re.IGNORECASE)
        is not None
    )


def _is_open(clause: Clause) -> bool:
    if _WHERE.search(clause.low):
        return True
    return clause.open and "other than" not in clause.low and not re.search(r"allowed|permitted", clause.whole)


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
    setting = setting_of(clause, forbid=False)
    if (
        setting is None
        or re.match(r"\W*(?:or|and/or|/)\b", rest)
        or _NOT_ALL.search(rest)
        or _NOT_EVERY.search(text[: counted.start()])
    ):
        return
    for each in without_repeats(mentions):
        yield made(clause, each, "required-drug", had(each.means, setting))


def _had_or_growth(text: str) -> bool:
    progressed = PROGRESSED.search(text)
    return progressed is not None and _HAD_OR.search(text, 0, progressed.start()) is not None


_HAD_OR = re.compile(r"\breceived\b(?:(?!\band\s+ha(?:ve|s|d)\b)[^;]){5,160}\bor\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
"""Treatment, or growth during it: who had it meets one of the two."""


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _joined(clause: Clause, mentions: list[Mention], setting: str, opened: bool, lasting: bool) -> Iterator[Understood]:
    """All of the drugs, or one of them, as the words between them say."""
    text = clause.text
    progressed = PROGRESSED.search(text)
    asked = [_asked(text, each.means, setting, bool(progressed)) for each in mentions]
    between = [_BRACKETS.sub(" ", text[first.end : second.start]) for first, second in pairwise(mentions)]
    beside = (
        text[: mentions[0].start][-40:] + " | " + _OF_WHOM.split(_BRACKETS.sub(" ", text[mentions[-1].end :]))[0][:110]
    )
    loose = _OR.findall(
        re.sub(
            r"\bor\s+(?:\w+\s+){0,2}(?:(?:neo)?adjuvant|metasta\w*|advanced|locally|recurrent|"
            r"unresect\w*|after|intoleran\w*|following|stage|relapsed|progress\w*|"
            r"ineligible)|\bsame\s+or\s+current|\bwith\s+or\s+without\b|\brecurrent\s+or\s+progressive|/\s*(?:metasta|recurrent|advanced|relapsed|adjuvant|unresect)\w*|and/or\s+(?:metastatic|adjuvant|after)|\bon\s+or\s+after|"
            r"during\s+or\s+after|(?:concurrently|together|sequentially|separately|alone|combination)\s+or\s+(?:sequentially|separately|concurrently|in\b)|adjuvant\s*(?:,|/|or)\s*|\bor\s+during",
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
        # "A in combination with B or C": that A was had is sure.
        alone = re.search(r"\bin\s+combination\s+with\b|\bplus\b|\+|\bwith\b", between[0], re.IGNORECASE)
        if (
            not alone
            or re.search(r"\bor\b|and/or", between[0], re.IGNORECASE)
            or not all(re.search(r"\bor\b|and/or|,", each, re.IGNORECASE) for each in between[1:])
        ):
            return
        mentions, asked, either = mentions[:1], asked[:1], False
    if opened and lasting:
        return
    weak = " or unread_detail" if opened else ""
    kind = "required-drug"
    if either or len(asked) == 1:
        joined = " or ".join(asked)
        if lasting:
            joined = f"({joined}) and unread_detail"
        yield made(clause, mentions[0], kind, f"{joined}{weak}")
    else:
        for mention, each in zip(mentions, asked, strict=True):
            yield made(clause, mention, kind, f"({each}) and unread_detail" if lasting else f"{each}{weak}")


def _asked(text: str, subject: str, setting: str, progressed: bool) -> str:
    if _PRESENT.search(text) and not progressed:
        return f"on('{subject}')"
    if not progressed:
        return had(subject, setting)
    parts = [f"progressed_on('{subject}')"] + ([] if setting == "metastatic" else [f"relapsed_on('{subject}')"])
    if _INTOLERANT.search(text):
        parts.append(f"stopped_for_toxicity('{subject}')")
    return " or ".join(parts)
