"""What words say of ER, PR and HER2: one condition on the tumour, with its own cut-off where one is written."""

from __future__ import annotations

import re
from functools import lru_cache

from onward.trials.understood import HIGH, MEDIUM

_SHORT = (
    (re.compile(r"\[\s*\+\s*\]"), "+", ("[",)),
    (re.compile(r"\[\s*[-–]\s*\]"), "-", ("[",)),
    (
        re.compile(
            r"\b(?:estrogen|oestrogen)[- ]receptors?-?\s*(and/or|or|and)\s*"
            r"progesterone[- ]receptors?[\s-]+(?=positive)",
            re.IGNORECASE,
        ),
        r"ER \1 PR ",
        ("receptor",),
    ),
    (
        re.compile(
            r"\b(?:estrogen|oestrogen|estradiol)[- ]?(?:and/or|or|and|/)[- ]?progesterone[- ]?(?:hormone[- ]?)"
            r"?receptors?",
            re.IGNORECASE,
        ),
        "ER and/or PR",
        ("receptor",),
    ),
    (
        re.compile(
            r"\b(?:human\s+)?epidermal\s+growth\s+factor(?:\s+receptor)?[\s-]*(?:type[\s-]*)?2(?:\s+protein)?|"
            r"\bc?-?erb-?\s?b-?2\b|\bher[\s-]*2(?:/?[\s-]*neu)?\b|\bher2\s*neu\b|"
            r"\bherb2\b",
            re.IGNORECASE,
        ),
        "HER2",
        ("epidermal", "erb", "her"),
    ),
    (
        re.compile(r"\b(?:estrogen|oestrogen)[\s-]*(?:hormone[\s-]*)?receptors?(?:[\s-]*alpha)?\b", re.IGNORECASE),
        "ER",
        ("receptor",),
    ),
    (
        re.compile(r"\bprogest(?:erone|in)[\s-]*(?:hormone[\s-]*)?receptors?\b|\bPgR\b", re.IGNORECASE),
        "PR",
        ("receptor", "pgr"),
    ),
    (re.compile(r"\b(?:hormone|hormonal)[\s-]*receptors?\b|\bHoR\b", re.IGNORECASE), "HR", ("receptor", "hor")),
    (
        re.compile(
            r"\btriple[\s-]*(?:receptor[\s-]*)?negative\b(?:\s+breast\s+cancer)?|\bTNBC\b|\bmTNBC\b", re.IGNORECASE
        ),
        "TNBC",
        ("triple", "tnbc"),
    ),
    (re.compile(r"\bHER2\s*[(\[]\s*(?:HER2(?:\s*/\s*neu)?\s*[,/]?\s*)+[)\]]", re.IGNORECASE), "HER2", ("(", "[")),
    (re.compile(r"\bHER2\s*[(\[]\s*HER2", re.IGNORECASE), "HER2 (HER2", ("(", "[")),
    (re.compile(r"\b(ER|PR|HR|TNBC)\s*[(\[]\s*\1\s*[)\]]", re.IGNORECASE), r"\1", ("(", "[")),
    (
        re.compile(
            r"\s*[-–—]\s*(?=(?:positive|negative|neg\b|pos\b|low|ultra-?\s?low|zero|null|overexpress\w*)\b)",
            re.IGNORECASE,
        ),
        " ",
        ("-", "–", "—"),
    ),
    (re.compile(r"\bHR\s*[(\[]\s*ER\s*(?:and/or|or)\s*PR\s*[)\]]", re.IGNORECASE), "HR", ("(", "[")),
    (re.compile(r"\b(?:ve)\b", re.IGNORECASE), "", ("ve",)),
    (re.compile(r"\btriple[\s-]*positive\b", re.IGNORECASE), "HR positive, HER2 positive", ("triple",)),
)
"""Patterns with the short name and pieces, one of which is in every text that has it."""
_HER2_POSITIVE = re.compile(
    r"\bHER2\s*(?:\(\+\)|\+\s?\+\s?\+|\+(?!\s?\+)|status\s+positive|(?:status\s*:?\s+)?(?:is\s+|are\s+|"
    r"must\s+be\s+|tumou?r\s+)?positiv\w*|(?:gene\s+|protein\s+|receptor\s+)*(?:overexpress\w*|"
    r"over-express\w*|amplif\w*)|(?:\w+\s+)?3\s?\+)|"
    r"\b(?:overexpress\w*|over-express\w*|amplif\w*|positive)\s+(?:of\s+|for\s+|the\s+)*HER2\b|\bHER2\s*(?:pos)\b",
    re.IGNORECASE,
)
_HER2_NEGATIVE = re.compile(
    r"\bHER2[\s-]*non[\s-]*(?:amplif|over-?express|positiv)\w*|\bHER2\s*(?:\(-\)|[-–](?=[\s,.;)/]|$)|(?:status\s*:?\s+)?(?:is\s+|are\s+|"
    r"must\s+be\s+|tumou?rs?\s+)?negativ\w*|(?:status\s+)?(?:is\s+|are\s+)?(?:not|"
    r"non)[\s-]*(?:amplif\w*|overexpress\w*|positive)|normal|neg\b|unamplified)|"
    r"\b(?:negative|negativity)\s+(?:for|of)\s+(?:ER,?\s*(?:PR,?\s*)?(?:and\s+|"
    r"or\s+)?)?HER2\b|\b(?:non|not|no|lack\s+of|without)[\s-]+HER2\s+(?:overexpress\w*|"
    r"amplif\w*|positiv\w*|over-express\w*)|\bnon[\s-]*HER2\s+overexpress\w*|\bnegative\s+HER2\s+(?:amplif|over-?express|express)\w*|"
    r"\bHER2[\s-]*(?:IHC)?[^.;]{0,25}\b0\s*(?:/|or|,|-|to|and)\s*\+?1\s?\+?[^.;]{0,40}(?:2\s?\+|\+\s?2|\+\s?\+)[^.;]{0,40}(?:negativ|non-?\s?amplif|F?ISH\s?-)|"
    r"\b0\s*(?:/|or|,|-|to|and)\s*\+?1\s?\+?\s+(?:for|of)\s+HER2\b",
    re.IGNORECASE,
)
_HER2_LOW = re.compile(
    r"\bHER2[^.;()]{0,12}\b(?:IHC\s*)?1\s?\+\s*(?:or|,|and/or)\s*(?:IHC\s*)?2\s?\+\s*(?:/|with\s|and\s)\s*(?:an?\s+)?(?:negative\s+)?"
    r"(?:F?ISH|in\s+situ\s+hybridi[sz]ation)\s*(?:-|negative|$|[,.)])|"
    r"\bHER2\s*(?:[-:]?\s*)?(?:low(?:[- ]express\w*)?)\b|\blow[\s-]+HER2\b|"
    r"\blow\s+(?:expression|levels?)\s+of\s+HER2\b",
    re.IGNORECASE,
)
_HER2_ULTRALOW = re.compile(r"\b(?:HER2[\s-]*)?ultra-?\s?low\b", re.IGNORECASE)
_HER2_ZERO = re.compile(
    r"\bHER2\s*(?:zero|null|0\b(?!\s*(?:\+?\s*(?:,|or|to|-|–|/)\s*\+?[12]|\.))|IHC\s*0(?!\+?\s*(?:,|or|to|-|/)))",
    re.IGNORECASE,
)
_TNBC = re.compile(
    r"\bER\s*negativ\w*\s*(?:,|/|;|and|\s)*\s*PR\s*negativ\w*\s*(?:,|/|;|and|\s)*\s*HER2\s*(?:status\s+)?(?:is\s+)?negativ\w*|"
    r"\b(?:negativ\w*\s+(?:for|of)|(?:lack\w*|absence|no)(?:\s+of)?(?:\s+the)?(?:\s+expression\s+of)?)\s+"
    r"(?:ER\s*,?\s*(?:and\s+|or\s+)?PR\s*,?\s*(?:and\s+|or\s+|and/or\s+)?HER2|HER2\s*,?\s*ER\s*,?\s*(?:and\s+|or\s+)?PR)\b|"
    r"\bTNBC\b|\bER\s*[-–]\s*/?,?\s*(?:and\s+)?PR\s*[-–]\s*/?,?\s*(?:and\s+)?HER2\s*[-–]|"
    r"\bER,?\s*PR,?\s*(?:and|or|,)\s*HER2\s+negativ\w*",
    re.IGNORECASE,
)
_HR_NEGATIVE = re.compile(
    r"\b(?:HR|(?:ER\s*(?:[-–]|negativ\w*)?\s*(?:and|/|,|and/or)\s*PR)|PR\s*(?:and|"
    r"/|,)\s*ER)\s*(?:\(-\)|[-–](?=[\s,.;)/]|HER2|$)|(?:status\s+)?(?:is\s+|"
    r"are\s+)?negativ\w*)",
    re.IGNORECASE,
)
_ER_NEGATIVE = re.compile(
    r"\bER\s*(?:\(-\)|[-–](?=[\s,.;)/]|$)(?!\s*(?:and|or|and/or|/)\s)|(?:status\s+)?(?:is\s+|are\s+)?negativ\w*)",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\bER\s*(?:\(\+\)|\+|positiv\w*)?\s*(?:and\s*/\s*or|and\s+/\s+or|or|"
    r"&/or|/or)\s*(?:be\s+)?PR\s*(?:\(\+\)|\+|(?:status\s+)?(?:is\s+|are\s+|"
    r"tumou?rs?\s+)?positiv\w*|expressing|≥|>)|\bER\s*(?:\(\+\)|\+|positiv\w*)\s*/\s*PR\s*(?:\+|"
    r"positiv\w*)?\s*[-±]|\bER\s*(?:\+|positive|positivity)?\s*(?:and/or|"
    r"or)\s*PR\s*(?:\+|positiv\w*)|\b(?:positive|positivity)\s+(?:for\s+)?(?:expression\s+of\s+)?(?:ER"
    r"\s*)(?:and/or|or)\s*PR|\bPR\s*(?:\+|positiv\w*)?\s*(?:and/or|or)\s*ER\s*(?:\+|"
    r"positiv\w*)|\bER\s+positiv\w*\s*(?:and/or|or)\s+PR|\bexpress\w*\s+(?:the\s+)?ER\s*(?:and/or|or)\s*PR\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bER\s*(?:\+|positiv\w*)?\s*(?:and|/|,|&)\s*PR\s*(?:\+|(?:is\s+|are\s+)?positiv\w*)", re.IGNORECASE
)
_HR_POSITIVE = re.compile(
    r"\b(?:HR|hormone)\s*(?:\(\+\)|\+|(?:status\s+)?(?:is\s+|are\s+|must\s+be\s+|tumou?r\s+)?positiv\w*|-?sensitive)",
    re.IGNORECASE,
)
_ER_POSITIVE = re.compile(
    r"\bER\s*(?:\(\+\)|\+|(?:status\s+)?(?:is\s+|are\s+|must\s+be\s+|tumou?r\s+|"
    r"and\s+)?positiv\w*)|\bpositive\s+ER\b|\bER\s+expressing",
    re.IGNORECASE,
)
_PR_POSITIVE = re.compile(r"\bPR\s*(?:\(\+\)|\+|positiv\w*)", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:ER|HR|PR|HER2)\s*(?:\+|positiv|[-: ]?low|ultra)", re.IGNORECASE)
_CUT = re.compile(
    r"(?P<op>≥|>|≤|<|at\s+least|greater\s+than\s+or\s+equal\s+to|greater\s+than|"
    r"more\s+than|less\s+than|equal\s+to\s+or\s+greater\s+than)\s*(?:or\s+equal\s+to\s+)?(?P<number>\d"
    r"{1,2})\s*(?:%|percent)(?!\s*(?:tumou?r\s+content|necro))",
    re.IGNORECASE,
)
_CUT_NAME = re.compile(r"\b(?:ER|PR|HR)\b", re.IGNORECASE)
_DEFINITION = re.compile(
    r"\b(?:is|are|as)?\s*(?:further\s+)?defined\s+(?:as|by|according)|\bdefinition|"
    r"\bas\s+(?:defined|per|determined|assessed)\b|\baccording\s+to|\bper\s+(?:the\s+)?(?:ASCO|"
    r"local|central|institution)",
    re.IGNORECASE,
)
_DRUGS = re.compile(
    r"\b(?:HER2|ER|HR)[\s-]*(?:directed|targeted|targeting|based|blocking|"
    r"therap|treatment|inhibitor|agents?|ADCs?|antibod|tki|kinase|mutat|"
    r"mutant)|\banti[\s-]*HER2|\b(?:prior|previous)\s+[^.]{0,30}HER2\s+(?:therap|"
    r"treatment)",
    re.IGNORECASE,
)
_OR = re.compile(r"\s+or\s+|\s*/\s*(?=TNBC)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def short(text: str) -> str:
    """The text with short names: ER, PR, HR, HER2, TNBC."""
    low = text.lower()
    for pattern, name, pieces in _SHORT:
        if any(map(low.__contains__, pieces)):
            text = pattern.sub(name, text)
    return _GAPS.sub(" ", text)


_GAPS = re.compile(r"[^\S ]\s*| \s+")
_ASSAYS = re.compile(r"\([^()]*\b(?:IHC|F?ISH|immunohisto\w*)\b[^()]*\)", re.IGNORECASE)
_LATER_CUT = re.compile(
    r"\b(?:defined|considered|positivity|positive\s+(?:if|when)|threshold|qualify|cut-?off|staining|stained|cells|nuclei)\b",
    re.IGNORECASE,
)
_OF_CELLS = re.compile(
    r"(?P<op>≥|>|<|at\s+least|less\s+than|more\s+than|greater\s+than)\s*(?P<number>\d{1,2})\s*(?:%|percent)\s*(?:of\s+)?(?:the\s+)?"
    r"(?:invasive\s+)?(?:tumou?r\s+)?(?:cells|nuclei)\b[^.;]{0,30}\b(?:positiv|stain)",
    re.IGNORECASE,
)

_IN_BRACKETS = re.compile(
    r"\((?:[^()]*\b(?:defined|definition|expression)\b|(?:ER|PR|HR)\b)[^()]*\d\s*%[^()]*\)(?=\s*,?\s*(?:and\s+)?(?:ER|PR|HER2)\b)",
    re.IGNORECASE,
)
"""The definition of one receptor, before the next one is told."""
_OTHER_MARKER = re.compile(r"\b(?:AR|androgen|PD-?L1|Ki-?67|TROP-?2|FAP)\b", re.IGNORECASE)


def later_cut(more: str) -> str:
    """The cut-off that a later sentence, or a line below, gives to the words."""
    if not ("%" in more or "percent" in more) or not _LATER_CUT.search(more):
        return ""
    found = _cuts(more)
    if not found and not _OTHER_MARKER.search(more) and (cells := _OF_CELLS.search(more)):
        found = f"{_sign(cells['op'])} {cells['number']}"
    return "" if found == "?" else found


def statement(text: str, later: str = "") -> tuple[str, int, int, str] | None:
    """The condition, where it begins and ends, and how sure; none where it is about something else."""
    own = _cuts(text)
    cuts = own or later
    if cuts == "?":
        return None
    head = _head(text)
    whole = _conjunction(head)
    if whole is None or (own[:1] == "<" and whole[0] == "her2_status = 'negative'"):
        if whole is None and (both := _positive_or_low(head)) is not None:
            return both
        only = _only_cut(own, head)
        return (only, 0, 0, HIGH) if only else None
    several = _pieces(head, whole)
    if several is None:
        expression = _with_cuts(whole[0], cuts, _only_er(text)) or (None if own else whole[0])
        return None if expression is None else (expression, whole[1], whole[2], HIGH)
    if _negative_beside_triple(several):
        return "her2_status = 'negative'", whole[1], whole[2], HIGH
    joined = _alternatives(several)
    return (joined, whole[1], whole[2], MEDIUM) if joined and not own else None


def _head(text: str) -> str:
    """The words before a definition, without treatments that name a receptor."""
    text = _IN_BRACKETS.sub(" ", text)
    defined = _DEFINITION.search(text)
    if defined and defined.start() > _A_STATE and _conjunction(text[: defined.start()]):
        text = text[: defined.start()]
    return _DRUGS.sub("  ", text)


_A_STATE = 12
"""Fewer letters before a definition name no state."""


def _pieces(head: str, whole: tuple[str, int, int]) -> list[tuple[str, int, int]] | None:
    """The states that stand side by side; none where there is one."""
    if not re.search(r"\bor\b|/\s*TNBC", head, re.IGNORECASE):
        return None
    several = [each for each in map(_conjunction, _OR.split(head)) if each is not None]
    if _negative_beside_triple(several):
        return several
    if whole[0] == "triple_negative" and not _ANOTHER.search(head):
        return None
    if len({each[0] for each in several}) < 2:
        return None
    return None if _EITHER.search(head) and len(several) < _THREE and not _TNBC.search(head) else several


_THREE = 3


def _positive_or_low(text: str) -> tuple[str, int, int, str] | None:
    """HER2-positive or HER2-low side by side, whatever their assays in brackets say."""
    plain = _ASSAYS.sub(" ", text)
    positive, low = _HER2_POSITIVE.search(plain), _HER2_LOW.search(plain)
    if not (positive and low) or _HER2_NEGATIVE.search(plain) or _hormone(plain):
        return None
    between = plain[min(positive.end(), low.end()) : max(positive.start(), low.start())]
    if not re.fullmatch(r"\s*,?\s*(?:or|and/or|/)\s*", between, re.IGNORECASE):
        return None
    return "her2_level in ('positive', 'low')", min(positive.start(), low.start()), len(text), MEDIUM


def _negative_beside_triple(several: list[tuple[str, int, int]]) -> bool:
    """Whether HER2-negative cancer stands beside triple-negative, which is one: "HER2-negative, or triple negative"."""
    return len(several) == 2 and several[0][0] == "her2_status = 'negative'" and several[1][0] == "triple_negative"


def _alternatives(several: list[tuple[str, int, int]]) -> str | None:
    """Subtypes side by side; pieces that share a half ("HR+/HER2- or HER2-low") are not taken apart."""
    sets = [frozenset(each[0].split(" & ")) for each in several]
    if all(len(each) == 1 for each in sets):
        facts = {next(iter(each)) for each in sets}
        levels = {"her2_level = 'low'": "low", "her2_level = 'ultralow'": "ultralow", "her2_level = 'zero'": "zero"}
        if facts <= set(levels):
            return "her2_level in (" + ", ".join(f"'{levels[each]}'" for each in sorted(facts)) + ")"
        if facts <= {*levels, "her2_status = 'negative'"} and "her2_status = 'negative'" in facts:
            return "her2_status = 'negative'"
        if facts == {"her2_status = 'negative'", "her2_status = 'positive'"}:
            return None
        if len(facts) == 2 and "triple_negative" in facts and facts & {"her2_status = 'positive'", "hr_positive"}:
            return " or ".join(sorted(facts))
        if any("her2" in each for each in facts) and any("her2" not in each for each in facts):
            return None
        return " or ".join(sorted(facts))
    if all(each == frozenset({"triple_negative"}) or len(each) == 2 for each in sets):
        return " or ".join(each[0].replace(" & ", " and ") for each in several)
    return None


def _conjunction(text: str) -> tuple[str, int, int] | None:
    """The conditions of one piece, joined by ``&``; where they begin and end."""
    found: list[tuple[str, re.Match[str]]] = []
    rest = text
    if match := _TNBC.search(rest):
        return "triple_negative", match.start(), match.end()
    ultralow, low = _HER2_ULTRALOW.search(rest), _HER2_LOW.search(rest)
    zero, negative, positive = _HER2_ZERO.search(rest), _HER2_NEGATIVE.search(rest), _HER2_POSITIVE.search(rest)
    if negative and positive and positive.start() < negative.end() and negative.start() < positive.end():
        positive = None
    if negative and positive:
        return None
    her2 = _her2(positive, negative, low, ultralow, zero)
    if her2:
        found.append(her2)
    receptors = _hormone(rest)
    if receptors:
        found.append(receptors)
    if not found:
        return None
    names = [each[0] for each in sorted(found, key=lambda each: each[0])]
    if sorted(names) == ["er_status = 'negative' and pr_status = 'negative'", "her2_status = 'negative'"]:
        names = ["triple_negative"]
    return " & ".join(names), min(each[1].start() for each in found), max(each[1].end() for each in found)


def _her2(
    positive: re.Match[str] | None,
    negative: re.Match[str] | None,
    low: re.Match[str] | None,
    ultralow: re.Match[str] | None,
    zero: re.Match[str] | None,
) -> tuple[str, re.Match[str]] | None:
    if positive and not (low or ultralow or zero):
        return "her2_status = 'positive'", positive
    if positive:
        return None
    if negative:
        return ("her2_status = 'negative'", negative)
    if low and ultralow:
        return "her2_level in ('low', 'ultralow')", low
    if low:
        return "her2_level = 'low'", low
    if ultralow:
        return "her2_level = 'ultralow'", ultralow
    return (
        ("her2_level in ('ultralow', 'zero')" if "ihc" in zero[0].lower() else "her2_level = 'zero'", zero)
        if zero
        else None
    )


def _hormone(text: str) -> tuple[str, re.Match[str]] | None:
    if match := _EITHER.search(text):
        return "hr_positive", match
    if match := _HR_POSITIVE.search(text):
        return ("hr_positive", match) if not _HR_NEGATIVE.search(text) else None
    if match := _BOTH.search(text):
        return "er_status in ('positive', 'low') and pr_status = 'positive'", match
    if match := _HR_NEGATIVE.search(text):
        return "er_status = 'negative' and pr_status = 'negative'", match
    if match := _ER_POSITIVE.search(text):
        return ("er_status in ('positive', 'low')", match) if not _PR_POSITIVE.search(text) else None
    if match := _ER_NEGATIVE.search(text):
        return "er_status = 'negative'", match
    return None


def _cuts(text: str) -> str:
    """The cut-off of ER and PR as ``>= 10``; empty where none is written, ``?`` where there are several."""
    found = {
        (_sign(each["op"]), int(each["number"]))
        for each in _CUT.finditer(text)
        if _CUT_NAME.search(text[max(0, each.start() - 70) : each.end() + 30])
        and not re.search(
            r"CPS|PD-?L1|Ki-?67|LVEF|ejection|HER2\s*$|\bAR\b|androgen",
            text[max(0, each.start() - 25) : each.start()],
            re.IGNORECASE,
        )
    }
    if not found:
        return ""
    if len(found) > 1:
        return "?"
    sign, number = next(iter(found))
    return f"{sign} {number}"


def _sign(words: str) -> str:
    said = re.sub(r"\s+", " ", words.lower())
    return {
        "≥": ">=",
        "at least": ">=",
        "greater than or equal to": ">=",
        "equal to or greater than": ">=",
        ">": ">",
        "greater than": ">",
        "more than": ">",
        "≤": "<=",
        "<": "<",
        "less than": "<",
    }[said]


def _only_cut(cuts: str, text: str) -> str:
    """A cut-off without another word: "ER expression is > 10 %"."""
    if cuts and cuts[0] == "<" and _BOTH_BELOW.search(text) and not _OF_OTHERS.search(text):
        below = f"er_percent {cuts} and pr_percent {cuts}"
        if _HER2_NEGATIVE.search(text):
            return "triple_negative" if cuts == "< 1" else below.replace(" and ", " & ") + " & her2_status = 'negative'"
        return "" if "HER2" in text else "er_status = 'negative' and pr_status = 'negative'" if cuts == "< 1" else below
    if not cuts or cuts[0] != ">":
        return ""
    er, pr = re.search(r"\bER\b", text), re.search(r"\bPR\b", text)
    if er and pr and re.search(r"\bor\b", text[min(er.start(), pr.start()) : max(er.end(), pr.end())], re.IGNORECASE):
        return _either(cuts)
    if er and not pr and not re.search(r"\bHER2\b|\bif\b", text):
        return _er(cuts)
    return ""


_BOTH_BELOW = re.compile(
    r"\bER\b[^.;]{0,30}?(?:<|≤|less\s+than)\s*\d+\s*%?\s*(?:,|/|and|;|\s)*\s*PR\b[^.;]{0,30}?(?:<|≤|less\s+than)\s*\d+\s*%|"
    r"\bER\s*(?:,|/|and)\s*PR\b[^.;]{0,30}?(?:<|≤|less\s+than)\s*\d+\s*%",
    re.IGNORECASE,
)


_OF_OTHERS = re.compile(r"\bif\b|\bfor\s+patients|\bnote\b|\boptional\b", re.IGNORECASE)


def _er(cuts: str) -> str:
    return "er_status in ('positive', 'low')" if cuts == ">= 1" else f"er_percent {cuts}"


def _either(cuts: str) -> str:
    return "hr_positive" if cuts == ">= 1" else f"er_percent {cuts} or pr_percent {cuts}"


def _only_er(text: str) -> bool:
    """Whether ER is named and PR is not: a cut-off of hormone receptors is one of ER then."""
    told = re.sub(r"\b(?:any|regardless\s+of|irrespective\s+of)\s+PR\b", " ", text, flags=re.IGNORECASE)
    return re.search(r"\bER\b", told) is not None and re.search(r"\bPR\b", told) is None


def _with_cuts(expression: str, cuts: str, er_only: bool = False) -> str | None:
    """The condition with its own cut-off in the place of the usual one."""
    if not cuts:
        return expression
    if expression == "triple_negative":
        if cuts == "< 1":
            return expression
        return f"er_percent {cuts} & pr_percent {cuts} & her2_status = 'negative'" if cuts[0] == "<" else None
    if cuts[0] == "<":
        if "er_status = 'negative' and pr_status = 'negative'" in expression:
            return (
                expression
                if cuts == "< 1"
                else expression.replace(
                    "er_status = 'negative' and pr_status = 'negative'", f"er_percent {cuts} and pr_percent {cuts}"
                )
            )
        return None
    if "hr_positive" in expression:
        return expression.replace("hr_positive", _er(cuts) if er_only and cuts != ">= 1" else _either(cuts))
    if "er_status in ('positive', 'low') and pr_status" in expression:
        return (
            expression
            if cuts == ">= 1"
            else expression.replace(
                "er_status in ('positive', 'low') and pr_status = 'positive'",
                f"er_percent {cuts} and pr_percent {cuts}",
            )
        )
    return expression.replace("er_status in ('positive', 'low')", _er(cuts)) if "er_status in" in expression else None
