"""Where a text names laboratory values, the limits that follow, and the people that each limit is for.

A name reaches as far as the next name; several names joined by "and", "or" or a slash share what follows. Words
between two limits belong to the one before ("... 5 x ULN if liver metastases") or to the one after ("unless liver
metastases are present, then ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onward.trials.comparisons import Comparison, comparisons
from onward.trials.folded import Folded
from onward.trials.lab_words import Lab, Labs

_JOINS = re.compile(
    r"^\s*(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|[/,&()\[\]]|and|or|and/or|"
    r"both|either|serum|levels?|counts?|concentration|value|total|calculated|measured|the|an?|"
    r"\s)*\s*$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^\s*[-–]?\s*(?:(?:to|or|-|–)?\s*\d+\s+)?(?:calendar\s+|business\s+|previous\s+|prior\s+|preceding\s+|last\s+)?(?:days?|"
    r"weeks?|months?|years?|hours?|hrs?|h\b|doses?|units?|times\b(?!\s*(?:the\s+|"
    r"institutional\s+)*(?:upper|ULN|UNL|IULN))|cm\b|kg\b|grade)",
    re.IGNORECASE,
)
_SETS_CONDITION = Folded(
    r"\b(?:with|if|when|whose|have|having|having\s+an?|decline[sd]?|decrease\w*|"
    r"drop|elevated|corrected\s+for|history\s+of|ratio\s+of)\s+(?:an?\s+|"
    r"the\s+|serum\s+|elevated\s+|total\s+|their\s+|baseline\s+)*$"
)
_NO_VALUE = Folded(r"\b(?:decline[sd]?|decrease\w*|drop|corrected\s+for|ratio\s+of|history\s+of)\s+(?:\w+\s+)?$")
_TOGETHER_WITH = Folded(r"\b(?:concurrent|together|along|conjunction)\s+with\s+(?:an?\s+)?$")
_REACH = 420
"""How far after a name its limits are looked for, in characters."""

_WITHOUT = Folded(r"\b(?:no|not|non|without|absence\s+of|not\s+have|free\s+of)\b[^,;.(]{0,40}$")
_PEOPLE = (
    (
        "liver_metastases",
        re.compile(
            r"\b(?:liver|hepatic)(?:\s*(?:or|and|and/or|,|/)\s*(?:\w+\s+)?(?:bone|osseous|skeletal))?\s+(?:metast\w+|involvement|disease|tumou?r|lesions?|"
            r"mets|invasion)|metast\w+\s+(?:(?:breast\s+)?(?:disease|cancer)\s+)?(?:to|in|of)\s+(?:the\s+)?(?:bone\s+(?:or|and|and/or)\s+)?liver|"
            r"\bbone\s+(?:or|and|and/or)\s+(?:liver|hepatic)",
            re.IGNORECASE,
        ),
    ),
    (
        "bone_metastases",
        re.compile(
            r"\bbone\s+(?:metast\w+|involvement|disease|mets?\b|or\s+(?:liver|hepatic)|and/or\s+(?:liver|hepatic))|osseous|"
            r"(?:liver|hepatic)\s*(?:or|and|and/or|,|/)\s*(?:\w+\s+)?(?:bone|skeletal)\b|skeletal\s+metast",
            re.IGNORECASE,
        ),
    ),
    ("gilbert_syndrome", re.compile(r"\bGilbert|Meulengracht", re.IGNORECASE)),
    ("(type_1_diabetes or type_2_diabetes)", re.compile(r"\bdiabetics?\b|\b(?:with|have)\s+diabetes", re.IGNORECASE)),
)
_ANY_METASTASES = Folded(r"\bwithout\s+(?:\w+\s+){0,2}metast\w+")
NO_SUCH = "not *"
"""The case of people without the metastases that another limit is for."""
_SEX = Folded(r"\b(?:(females?|wom[ae]n)|males?|m[ae]n)\b")
_OTHERS = Folded(
    r"\b(?:for|in|if|unless|except|when|with|case\s+of)\b[^.;]{0,60}\b(?:patients?|participants?|subjects?|individuals|those|persons?|"
    r"elevat\w+|raised|due\s+to|involvement|infiltration|assigned|taking|cohorts?|arms?|receiving|anticoag\w*|warfarin|"
    r"malignan\w+|HCC|GEJ)\b|^\W*(?:if|when|unless|due\s+to|if\s+due|patients\s+(?:with|who|on)|"
    r"in\s+the\s+presence\s+of)|\b[A-Z]{2,5}\s+patients\s+only"
)
"""Words that limit a number to people of whom no fact tells."""
_OTHER_PART = Folded(
    r"\b(?:cohorts?|arms?|stratum|pediatric|paediatric|adolescents?)\b|\benroll?(?:ing|ed)\s+(?:in|to)"
)
"""Words that limit a number to a part of the study."""
_NOT_OTHERS = Folded(
    r"normal\s+(?:for|in)|\bif\s+a\s+range|"
    r"\bfor\s+the\s+(?:lab|institution|site)|transfus|growth\s+factor|support"
)
_UNREAD_LIMIT = re.compile(r"[≤≥<>]\s*\d+(?!\d|\s*(?:calendar\s+)?(?:days?|weeks?|months?|hours?|years?))")
"""A limit among the words of a case was not understood: then neither is the case."""
_WHOEVER = Folded(r"same\s+limits?\b|limits?\s+also\b|independent\w*\s+of|regardless|irrespective|with\s+or\s+without")
PART = "?part"
"""The case of people in a part of the study."""
UNKNOWN = "?"
"""The case of people whom no fact tells apart."""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of values in a row, which share the limits after them."""

    labs: tuple[Lab, ...]
    start: int
    end: int
    """Where the names end."""
    until: int
    """Where the next name begins."""
    either: bool
    """Whether the names are joined by "or"."""
    condition: bool = False
    """Whether the value only says whom another limit is for ("in patients with creatinine above ...")."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One comparison after a name, with its place in the whole text."""

    group: int
    comparison: Comparison
    start: int
    end: int
    case: str = ""
    """The expression of the people it is for; empty for everybody; ``?`` for people no fact tells apart."""
    spared: str = ""
    """The expression of the people it is not for, of whom nothing else is said."""


def groups_of(text: str, labs: Labs) -> list[Group]:
    """The names of a text in order."""
    groups: list[Group] = []
    for match in labs.named_in(text):
        lab, start, end = labs.labs[int((match.lastgroup or "lab0")[3:])], match.start(), match.end()
        last = groups[-1] if groups else None
        if last is not None and start - last.end < 90 and _JOINS.match(text[last.end : start]):
            either = last.either or bool(re.search(r"\bor\b", text[last.end : start], re.IGNORECASE))
            several = last.labs if lab in last.labs else (*last.labs, lab)
            if any(lab.name in each.facts for each in last.labs):
                # "transaminase (SGOT)" is that one alone.
                several = (*(each for each in several if lab.name not in each.facts),)
            groups[-1] = replace(last, labs=several, end=end, until=len(text), either=either)
            continue
        if last is not None:
            groups[-1] = replace(last, until=start)
        groups.append(Group((lab,), start, end, len(text), False))
    return [
        replace(each, condition=True) if _is_condition(text, groups, number) else each
        for number, each in enumerate(groups)
    ]


def _is_condition(text: str, groups: Sequence[Group], number: int) -> bool:
    before = text[groups[number - 1].end if number else 0 : groups[number].start]
    if _TOGETHER_WITH.search(before) or any(people.search(before[-90:]) for _, people in _PEOPLE):
        return False
    if _NO_VALUE.search(before):
        return True
    found = _SETS_CONDITION.search(before)
    if found is None:
        return False
    if number == 0 and not re.match(r"if|when|whose", found[0], re.IGNORECASE):
        return False
    # "ALT with bilirubin" sets a condition; "platelets of 100; patients must have LVEF of 50" does not.
    return not re.search(r"\b(?:must|should|shall)\s+have\b|[.;]\s+[^.;]*$", before[: found.end()][-60:], re.IGNORECASE)


def limits_of(text: str, groups: Sequence[Group]) -> list[Limit]:
    """The limits after every name, those of time and dose left out, each with whom it is for."""
    found: list[Limit] = []
    for number, group in enumerate(groups):
        reach = text[group.end : min(group.until, group.end + _REACH)]
        multiples = False
        for one in comparisons(reach):
            each = _as_multiple(reach, one) if multiples else one
            multiples = multiples or each.times_limit
            if not _is_time(reach, each):
                found.append(Limit(number, each, group.end + each.start, group.end + each.end))
    return _with_cases(text, found, groups)


def _as_multiple(reach: str, each: Comparison) -> Comparison:
    """A number with "x" alone, after one that names the limit: "≤ 3 x ULN (≤ 5 x if liver metastases)"."""
    found = _X_ALONE.match(reach, each.end)
    if found is None or each.times_limit or each.unit or each.power:
        return each
    return replace(each, times_limit=True, end=found.end())


_X_ALONE = re.compile(r"\s*(?:x|×|times|fold)\b(?!\s*(?:10|a\b|per\b|daily|weekly))", re.IGNORECASE)


_A_LIST = 20


def _is_time(reach: str, each: Comparison) -> bool:
    if each.times_limit or (each.unit and each.unit != "mm"):
        return False
    if not each.power and re.match(r"\s*(?:x|×|times|fold)\b", reach[each.end :], re.IGNORECASE):
        return True
    rest = reach[each.end : each.end + 24]
    if each.operator in ("", "=") and each.number < _A_LIST and rest[:1] == ")" and reach[: each.start].endswith("("):
        return True  # "(2) Hepatic function: ..."
    return bool(_TIME.match(rest)) or bool(
        re.search(
            r"\b(?:grade|class|cycle|day|step|phase|version)\s*$|\bv\.?\s*$", reach[: each.start][-10:], re.IGNORECASE
        )
    )


def _condition_of(limit: Limit, group: Group) -> str:
    """The expression that is true where the limit that only sets a condition is met."""
    lab = group.labs[0]
    if (
        len(group.labs) > 1
        or not limit.comparison.times_limit
        or not lab.times
        or limit.comparison.operator in ("", "=")
    ):
        return UNKNOWN
    return f"{lab.times} {limit.comparison.operator} {limit.comparison.number:g}"


def _with_cases(text: str, limits: list[Limit], groups: Sequence[Group]) -> list[Limit]:
    """Every limit with the case that words around it set."""
    after, before = _words_around(text, limits, groups)
    made: list[Limit] = []
    sticky = ""
    for number, limit in enumerate(limits):
        start = limits[number - 1].end if number else 0
        lead = text[start : groups[limit.group].start]
        if re.search(r"[;.)](?:\s|$)", text[start : limit.start]):
            sticky = ""
        own = _case(after[number]) or _of_sex(text, limit.end)
        spared = own if _EXCEPT.match(after[number]) else ""
        own = "" if spared else own
        led = _case(before[number])
        if led and re.match(r"\W*(?:in|for|if|patients|subjects|participants|unless)\b", before[number], re.IGNORECASE):
            sticky = led
        if groups[limit.group].condition and (leads := _IF.search(lead)):
            condition = _condition_of(limit, groups[limit.group])
            if start == 0 or leads["new"]:
                sticky = condition
            else:
                made = _conditioned(made, condition)
        case = own or led or sticky
        made.append(replace(limit, case=case, spared=spared) if case or spared else limit)
    return made


_IF = Folded(r"(?P<new>[.;,]\s+|\band\s+)?\b(?:if|when)\s+(?:the\s+)?$")


def _conditioned(made: list[Limit], condition: str) -> list[Limit]:
    """The limits before, of which the last holds under a condition on another value."""
    last = made[-1:]
    if condition == UNKNOWN or not last or last[0].case != UNKNOWN:
        return made
    return [*made[:-1], replace(last[0], case=condition)]


def _words_around(text: str, limits: Sequence[Limit], groups: Sequence[Group]) -> tuple[list[str], list[str]]:
    """The words that belong to each limit: those after it, and those before it."""
    after, before = [""] * len(limits), [""] * len(limits)
    for number in range(len(limits) + 1):
        start = limits[number - 1].end if number else 0
        end = limits[number].start if number < len(limits) else min(len(text), start + 160)
        end = min(end, groups[0].start) if number == 0 else end
        gap = _NAME_AGAIN.sub("", text[start:end])
        if not gap.strip():
            continue
        first, second = _parted(gap, number == 0, number == len(limits))
        if number:
            after[number - 1] = first
        if number < len(limits):
            before[number] = second
    return after, before


_EXCEPT = re.compile(r"\W*(?:unless|except\w*|with\s+the\s+(?:following\s+)?exceptions?)\b", re.IGNORECASE)
_NAME_AGAIN = re.compile(r"^\s*[(\[]\s*(?:I?ULN|UNL|IULN|upper[^()]{0,30})\s*[)\]]", re.IGNORECASE)
"""The limit's own name in brackets after it."""
_LEADS = re.compile(
    r"^[\s,]*[.;,(\[]?\s*(?:unless|except\w*|with\s+the\s+(?:following\s+)?exceptions?|however|note|but)\b|^\s*[.;]|^[\s,]*[(\[]",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^[\s,]*(?:only\s+)?(?:if|for|in|when|with|where|without|provided|due\s+to)\b|^\s*[(\[](?:[^()\[\]]|\([^()]*\))*[)\]]",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[;]|\band\s+(?=(?:for|in|if)\s+(?:patients|participants|subjects|those|case))|"
    r"\.\s|,\s|\)\s*(?=[A-Z≤<>])|\bor\s*(?=[^\w]*$)|\bor\s+(?=(?:if|for|in|up)\b)",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r".*[.;]\s+", re.DOTALL)


def _parted(gap: str, is_first: bool, is_last: bool) -> tuple[str, str]:
    """The words between two limits: those that belong to the one before, and those that belong to the one after."""
    if is_first:
        own = _OF_THE_VALUE.sub("", _NEW_SENTENCE.sub("", gap)[-200:])
        return "", own if _FOR_WHOM.match(own) or (_WHO_HAVE.match(own) and _TOLD_APART.search(own)) else ""
    if is_last:
        bracket = re.match(r"\s*[(\[]([^()\[\]]*)[)\]]", gap)
        further = gap[bracket.end() :] if bracket is not None else ""
        further = re.split(r"[.;,]", further)[0][:70] if _FOLLOWS.match(further) else ""
        rest = gap if bracket is None else f"{bracket[1]} {further}"
        if _LEADS.match(gap) and bracket is None:
            return (
                (gap[:120], "")
                if re.match(r"[\s,]*(?:unless|(?:with\s+the\s+)?except)|^\s*\(\s*(?:if|for|in)\b", gap, re.IGNORECASE)
                else ("", "")
            )
        rest = _PLAIN_BRACKET.sub(" ", rest)
        return (re.split(r"[;]|\.\s|\((?!or)", rest)[0][:120] if bracket is None else rest), ""
    closed = re.match(r"\s*[(\[]([^()\[\]]*)[)\]]", gap)
    if closed is not None:
        return closed[1], _tail(gap[closed.end() :])
    if re.match(r"\s*,\s*(?:if|for|in|when)\b.*\b(?:or|and|but)\s*$", gap, re.IGNORECASE | re.DOTALL) or (
        _FOLLOWS.match(gap) and not _LEADS.match(gap) and not gap.lstrip().startswith(",")
    ):
        cut = _ENDS.search(gap, 1)
        return (gap, "") if cut is None else (gap[: cut.start()], _tail(gap[cut.start() :]))
    return "", _tail(gap)


_FOR_WHOM = re.compile(r"\W*(?:and\W+|or\W+)?(?:in|for|if|unless)\b", re.IGNORECASE)
_WHO_HAVE = re.compile(r"\W*(?:and\W+|or\W+)?(?:the\s+)?(?:patients?|subjects?|participants?)\b", re.IGNORECASE)
_TOLD_APART = re.compile(
    r"\b(?:must|should|may|can|cohorts?|arms?|metast\w+|Gilbert\w*|Meulengracht\w*|involvement|mets)\b|[:,]\W*$",
    re.IGNORECASE,
)
"""What makes people of "patients with ..." who are asked something of their own, and not those who have the value."""
_PLAIN_BRACKET = re.compile(r"\([^()\d<>≤≥]*\)(?=\s*(?:or|and)\b)")
"""An explanation in the middle of the people that are named."""
_OF_THE_VALUE = re.compile(
    r"\b(?:patients?|participants?|subjects?|individuals|women|those)\s+(?:must\s+|should\s+)?(?:with|have|having|who\s+have|whose)\s+"
    r"(?:(?:an?|the|known|baseline|mean|resting|corrected|adequate|normal|abnormal|serum|elevated|screening)\s+)*$",
    re.IGNORECASE,
)
"""What leads to the name of a value alone says no more of whom it is for."""


def _tail(gap: str) -> str:
    """What stands before a limit, from the last sentence on."""
    return _NEW_SENTENCE.sub("", gap)[-160:] if re.search(r"[.;]\s", gap) else gap[-160:]


def _of_sex(text: str, at: int) -> str:
    found = re.match(
        r"\s*[(\[]?\s*(?:for\s+|in\s+)?(?:adult\s+)?(females?|males?|wom[ae]n|m[ae]n)\b", text[at:], re.IGNORECASE
    )
    return "" if found is None else _sex(found[1])


def _sex(word: str) -> str:
    return "sex = 'female'" if word.lower()[:2] in ("fe", "wo") else "sex = 'male'"


def _case(words: str) -> str:
    """The expression of the people that words name; ``?`` for people no fact tells apart."""
    if not words.strip() or _WHOEVER.search(words):
        return ""
    facts: list[str] = []
    signs: set[bool] = set()
    for fact, pattern in _PEOPLE:
        if found := pattern.search(words):
            facts.append(fact)
            signs.add(bool(_WITHOUT.search(words[: found.start()])))
    if facts:
        if len(signs) > 1 or _UNREAD_LIMIT.search(words):
            return UNKNOWN
        named = facts[0] if len(facts) == 1 else f"({' or '.join(facts)})"
        return f"not {named}" if signs == {True} else named
    if _ANY_METASTASES.search(words):
        return NO_SUCH
    if found := _SEX.search(words):
        return _sex(found[0])
    if _OTHER_PART.search(words):
        return PART
    return UNKNOWN if _OTHERS.search(words) and not _NOT_OTHERS.search(words) else ""


def spread(labs: Sequence[Lab]) -> Iterator[Lab]:
    """The values that names mean: "transaminases" are two."""
    for lab in labs:
        if lab.facts:
            yield from (replace(lab, name=name, fact=name, times=f"{name}_x_uln", facts=()) for name in lab.facts)
        elif lab.fact or lab.times:
            yield lab
