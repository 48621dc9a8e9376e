"""Age, sex, menopause, pregnancy and life expectancy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_AGE_WORD = Folded(
    r"\b(?:aged?|ages?|years?[- ]old|years?[- ]of[- ]age|years?\s+or\s+older|years?\s+and\s+older|years?)\b"
)
_AGE_KEYS = ("age", "year", "old", "18")
_NOT_AGE = Folded(
    r"amenorr|childbearing|child-bearing|hysterectom|menses|contracepti|"
    r"within\s+(?:the\s+)?(?:last\s+|past\s+)?\d|histor|malignan|cancer[- ]free|"
    r"diagnosed|remission|"
    r"disease[- ]free|pregnan|reproductive|ago\b|prior|previous|in\s+the\s+(?:past|"
    r"last)|survival|smok|for\s+at\s+least|duration|ovari|elevated|clearance|"
    r"expectanc|since"
)
_AGES = re.compile(
    r"(?P<low>\b\d{2})\s*(?:years?)?\s*(?:-|–|—|to|and|through)\s*(?P<high>\d{2,3})\s*(?:years?|yrs?|\b)|"
    r"(?P<op>≥|>|≤|<|at\s+least|over|older\s+than|greater\s+than\s+or\s+equal\s+to|"
    r"greater\s+than|equal\s+to\s+or\s+(?:greater|older)\s+than|minimum\s+(?:age\s+)?of|"
    r"not\s+less\s+than|"
    r"less\s+than|younger\s+than|under|below|up\s+to|no\s+older\s+than|more\s+than)\s*(?:or\s+equal\s+"
    r"to\s+)?(?:age\s+(?:of\s+)?)?(?P<number>\d{2,3})(?!\d)|"
    r"(?P<bare>(?<![\d.,])\d{2})(?:\s*[- ]?(?:years?|yrs?)(?:\s+of\s+age|[- ]old)?)?\s*(?:of\s+age\s+)?(?P<post"
    r">or\s+(?:older|over|above|more|greater)|and\s+(?:older|over|above)|"
    r"\+|or\s+younger)",
    re.IGNORECASE,
)
_YOUNG = frozenset(("less than", "younger than", "under", "below", "<", "≤", "up to", "no older than"))
_STRICT = frozenset(
    (">", "<", "over", "older than", "greater than", "less than", "younger than", "under", "below", "more than")
)
_WORDS = re.compile(r"\b(?:eighteen)\b", re.IGNORECASE)


def read_age(clause: Clause) -> Iterator[Understood]:
    """Limits of age; never the ages of definitions of menopause or of contraception."""
    if len(clause.text) > 260 or not any(map(clause.low.__contains__, _AGE_KEYS)):
        return
    text = _WORDS.sub("18", clause.text) if "ighteen" in clause.text else clause.text
    if (
        between := _BETWEEN_AGES.search(text)
        or _FROM_TO_AGE.search(text)
        or _ONLY_AGE.fullmatch(text)
        or _BE_OF_AGE.search(text)
    ):
        if clause.sense is Sense.REQUIRE and clause.section is Section.INCLUSION:
            yield _between_ages(clause, between)
        return
    if not (_AGE_WORD.search(text) or "≥ 18" in text or "≥18" in text):
        return
    found = next((each for each in _AGES.finditer(text) if _is_age(text, each)), None)
    if found is None or clause.sense is Sense.PERMIT:
        return
    if _OF_SOME_AGE.search(text[: found.start()]) or re.search(r"[(]?\s*if\s+age\b", text, re.IGNORECASE):
        return
    context = text[: found.start()] + text[found.end() : found.end() + 30]
    if _NOT_AGE.search(context) or ("menopaus" in clause.low and re.search(r"\b(?:4[5-9]|[5-9]\d)\b", found[0])):
        return
    expression, end = _range_of_age(text, found, clause.section is Section.EXCLUSION)
    if expression and not re.search(r"\bor\s+\d{2}\s*(?:-|–|to)\s*\d{2}\b", text[end:]):
        yield Understood(kind="age", span=text[found.start() : end].strip(), expression=expression, scope=clause.scope)


def _between_ages(clause: Clause, found: re.Match[str]) -> Understood:
    expression = f"age >= {found[1]}"
    if found.re is _BETWEEN_AGES:
        expression = (
            f"age {'>=' if found[2] == '≤' else '>'} {found[1]} and age {'<=' if found[3] == '≤' else '<'} {found[4]}"
        )
    elif found.re is _FROM_TO_AGE:
        expression = f"{expression} and age {'<=' if found[2] else '<'} {found[3]}"
    return Understood(kind="age", span=found[0].strip(), expression=expression, scope=clause.scope)


_FROM_TO_AGE = re.compile(
    r"\bage[ds]?\s+(?:of\s+)?(\d{2})\s*(?:years?|yrs?)?(?:\s+of\s+age)?\s*(?:and|but|to)\s+"
    r"(?:(≤|up\s+to|no\s+(?:more|older)\s+than|not\s+(?:more|older)\s+than)|less\s+than|under|below|younger\s+than|<)\s*(\d{2})\s*(?:years|yrs)\b",
    re.IGNORECASE,
)
_BE_OF_AGE = re.compile(
    r"\b(?:be|is|are)\s+(\d{2})\s+(?:years\s+(?:of\s+age|old)\s+(?:on|at)\b|(?:years\s+(?:of\s+age\s+)?)?or\s+the\s+legal\s+age\b)",
    re.IGNORECASE,
)
"""Of age on the day of consent."""
_BETWEEN_AGES = re.compile(
    r"\b(\d{2})\s*(?:years?|yrs?|y)?(?:\s+old)?\s*(≤|<)\s*age\s*(≤|<)\s*(\d{2})\b", re.IGNORECASE
)
_ONLY_AGE = re.compile(r"\W*(\d{2})\s+(?:years?\s+)?(?:and|or)\s+(?:over|older|above)\W*", re.IGNORECASE)
"""All that an item says under the heading "Age"."""


def _range_of_age(text: str, found: re.Match[str], forbid: bool) -> tuple[str, int]:
    """A limit of age with the other end that stands beside it, and where it ends."""
    expression = _age(found, forbid)
    if expression.startswith("age <") and (lower := _FROM_AGE.search(text[: found.start()])):
        return f"age >= {lower[1]} and {expression}", found.end()
    if not expression or not found["number"]:
        return expression, found.end()
    upper = _TO_AGE.match(text, found.end()) if expression.startswith("age >= ") else None
    if upper is not None:
        return f"{expression} and age <= {upper[1]}", upper.end()
    further = _AGES.search(text, found.end())
    if further is not None and _is_age(text, further):
        second = _age(further, forbid)
        if second and expression[4] != second[4] and _AND_AGE.fullmatch(text, found.end(), further.start()):
            return f"{expression} and {second}", further.end()
    return expression, found.end()


_FROM_AGE = re.compile(r"\bfrom\s+age\s+(\d{2})\s+to\s*(?:age\s*)?$", re.IGNORECASE)
_TO_AGE = re.compile(r"\s*(?:years?\s*)?(?:-|–|to)\s*(\d{2})\s*(?:years|yrs)", re.IGNORECASE)
_OF_SOME_AGE = re.compile(r"(?:\bif\b|\(\s*for\s+(?:patients|participants|subjects))[^.;]*$", re.IGNORECASE)
"""An age that only says whom another limit is for."""
_AND_AGE = re.compile(r"\W*(?:years?|yrs?)?\W*(?:of\s+age|old)?\W*(?:and|but|to|&)?\W*(?:age\s+)?", re.IGNORECASE)


def _is_age(text: str, found: re.Match[str]) -> bool:
    near = text[max(0, found.start() - 28) : found.start()] + " " + text[found.end() : found.end() + 24]
    return bool(re.search(r"\bage|\bold\b|years|yrs", near + found[0], re.IGNORECASE)) and not re.match(
        r"\s*(?:%|mg|mm|ml|cells|days|weeks|months)", text[found.end() :]
    )


def _age(found: re.Match[str], forbid: bool) -> str:  # noqa: PLR0911 - one a form
    if found["low"]:
        low, high = int(found["low"]), int(found["high"])
        return "" if forbid or low < 12 or high <= low else f"age >= {low} and age <= {high}"
    if found["number"]:
        number = int(found["number"])
        operator = re.sub(r"\s+", " ", found["op"].lower())
        strict = operator in _STRICT and "equal" not in found[0].lower()
        young = operator in _YOUNG
        if number < 12 or number > 100:
            return ""
        if forbid:
            if young:
                return f"age >= {number}" if strict else f"age > {number}"
            return f"age <= {number}" if strict else f"age < {number}"
        if young:
            return f"age < {number}" if strict else f"age <= {number}"
        return f"age > {number}" if strict else f"age >= {number}"
    number = int(found["bare"])
    if number < 12:
        return ""
    younger = "younger" in found["post"].lower()
    if forbid:
        return f"age > {number}" if younger else ""
    return f"age <= {number}" if younger else f"age >= {number}"


_BOTH = re.compile(r"\b(?:males?|men|man)\b", re.IGNORECASE)
_FEMALE = re.compile(
    r"^\W*(?:adult\s+|patients?\s+(?:must\s+be|are|is)\s+|subjects?\s+(?:must\s+be|"
    r"are)\s+|participants?\s+(?:must\s+be|are)\s+|all\s+patients\s+must\s+be\s+|"
    r"the\s+patient\s+is\s+(?:a\s+)?|only\s+|sex\s*[:=]\s*|gender\s*[:=]\s*)*(?:(?:pre|"
    r"peri|post)-?\s?menopausal\s+)?(?:females?|wom[ae]n)\b",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"^\W*(?:patients?\s+(?:who\s+are|with)\s+|known\s+)?(?:males?|men)\b(?:\s+(?:patients?|"
    r"gender|sex|breast\s+cancer|are|is|subjects?|not|participants?|with|"
    r"[.,(])|\s*$)",
    re.IGNORECASE,
)
_NOT_SEX = Folded(
    r"childbearing|child-bearing|reproductive|pregnan|contracept|fertile|"
    r"partner|potential|lactat|nursing|breast-?feed|hysterectom|sperm|donat|"
    r"using|agree|history|who\s+have\s+(?:had|undergone)|estrogens?\b(?!\W{0,2}receptor)|must"
)


_WHO = Folded(
    r"\bwho\s*:|\bwho\s+(?:are|have)\b|\bwill\b|considered|ovarian|endometri|"
    r"cervical|\bif\b|:\s*$|post-?menopausal\s+defin|\bshould\b"
)


def read_sex(clause: Clause) -> Iterator[Understood]:
    """Women only, or men kept out."""
    if clause.sense is Sense.PERMIT or not (
        "wom" in clause.low or "female" in clause.low or "men" in clause.low or "male" in clause.low
    ):
        return
    if not clause.first:
        return
    if clause.section is Section.INCLUSION:
        found = _FEMALE.match(clause.text)
        if (
            found
            and not _WHO.search(clause.text)
            and not _BOTH.search(clause.text)
            and not _NOT_SEX.search(clause.text[found.end() : 140])
            and clause.sense is Sense.REQUIRE
        ):
            yield Understood(kind="sex", span=found[0].strip(), expression="sex = 'female'", scope=clause.scope)
    elif (
        (found := _MALE.match(clause.text))
        and not _WHO.search(clause.text)
        and not _NOT_SEX.search(clause.text)
        and "female" not in clause.low
        and "women" not in clause.low
    ):
        yield Understood(kind="sex", span=found[0].strip(), expression="not sex = 'male'", scope=clause.scope)


_MENOPAUSE = re.compile(
    r"\b(?P<what>(?:(?:pre|peri)(?:-|/|\s)*(?:or|and|and/or)?[-\s/]*)*(?:pre|peri|post)[-\s]*menopausal)\b",
    re.IGNORECASE,
)
_MUST_BE = Folded(
    r"\b(?:must|should)\s+be\s+(?:(?:an?|female|women)\s+){0,2}post-?\s?menopausal\b|"
    r"^\W*post-?\s?menopausal(?:\s+(?:status|women|females?))?,\s+(?:as\s+)?defined\s+(?:as|by)\b|\bclinically\s+post-?\s?menopausal\s+as\b"
)
"""It asks for the state before it defines it."""
_MENOPAUSE_ANY = Folded(
    r"regardless|irrespective|any\s+menopausal|either\s+(?:pre|post|peri|"
    r"menopaus)|both\s+pre|with\s+any|all\s+menopausal"
)
_OFS = Folded(
    r"\b(?:lhrh|gnrh|ovarian\s+(?:suppression|function\s+suppress|ablation)|goserelin|oophorectomy|luteini[sz]ing)"
)
_SUPPRESSED = Folded(
    r"\b(?:lhrh|gnrh|luteini[sz]ing\s+hormone[- ]releasing|gonadotropin[- ]releasing|"
    r"(?:ovarian|chemical\w*)\s+(?:function\s+)?"
    r"(?:suppress\w*|ablation|induced))"
)
"""Ovaries that medicines or radiation switched off; without them menopause has come."""
_NOT_SUPPRESSED = Folded(
    r"\b(?:absence\s+of|without|not\s+(?:on|receiving|taking)|no)\b[^.;]{0,90}\b(?:suppress\w*|lhrh|gnrh|ablation)"
)
_DEFINED = Folded(
    r"menopausal\s+(?:status\s+|women\s+|is\s+|will\s+|are\s+|females\s+)*(?:be\s+)?(?:further\s+)?(?:"
    r"defined|considered)|definition\s+of|defined\s+as\s+\d|considered\s+(?:to\s+be\s+)?(?:post|"
    r"pre)"
)
_NOT_MENOPAUSE = Folded(
    r"childbearing|child-bearing|reproductive|contracepti|pregnan|hcg|definition|"
    r"defined\s+as\s+(?:no|age|amen)|levels?\s+in|range|symptom|hysterectom|"
    r"fsh|unless|required\s+in|for\s+(?:pre|post|women)|\bif\s+(?:pre|post)|^(?:pre|peri|"
    r"post)[^.,]{0,40}\b(?:women|patients|subjects|participants)\b[^.,]{0,40}\b(?:must|"
    r"should|need|are\s+required)"
)


def read_menopause(clause: Clause) -> Iterator[Understood]:  # noqa: C901 - one a wording
    """Menopausal status asked for."""
    if "menopausal" not in clause.low or clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    found = list(_MENOPAUSE.finditer(clause.text))
    if (
        not found
        or (_DEFINED.search(clause.text) and not _MUST_BE.search(clause.text))
        or re.search(r"child-?\s?bearing|contracepti|pregnan|reproductive", clause.whole)
    ):
        return
    if _NOT_MENOPAUSE.search(clause.text[: found[0].end() + 60]) or _MENOPAUSE_ANY.search(clause.text):
        return
    if _ASKED_OF_THEM.search(clause.text, found[-1].end()):
        return
    said = {state for each in found for state in re.findall(r"pre|peri|post", each["what"].lower())}
    if "post" in said and len(said) > 1:
        yield from _post_or_suppressed(clause, found)
        return
    expression = (
        "menopause = 'postmenopausal'"
        if said == {"post"}
        else (
            "menopause in ('premenopausal', 'perimenopausal')"
            if said == {"pre", "peri"}
            else f"menopause = '{next(iter(said))}menopausal'"
        )
    )
    sense = clause.sense_at(found[0].start())
    sure = HIGH
    if sense is Sense.FORBID:
        # "postmenopausal due to ovarian suppression" rules out how it came about, not the state.
        if clause.section is Section.INCLUSION or clause.open or _HOW_OR_WHAT.search(clause.text):
            return
        expression = f"not {expression}"
    else:
        if re.search(r"\b(?:male|men)\b", clause.low):
            expression = f"sex = 'male' or {expression}"
        if re.match(r"\W*(?:if\s+)?(?:female|women)\b", clause.low) and (
            "must" in clause.low or "should" in clause.low or clause.low.startswith("if")
        ):
            expression = expression if expression.startswith("sex") else f"sex = 'male' or {expression}"
        told_below = _SUPPRESSED.search(clause.below) and not _NOT_SUPPRESSED.search(clause.below)
        told = _OFS.search(clause.text) and not re.search(r"absence|based\s+on|history\s+of|defined", clause.low)
        if said == {"post"} and (told_below or told):
            expression, sure = f"{expression} or ovarian_function_suppressed", MEDIUM
        elif _OR_STATE.search(clause.text[found[-1].end() : found[-1].end() + 40]) and "male" not in expression:
            return
    yield Understood(kind="menopause", span=found[0][0], expression=expression, sure=sure, scope=clause.scope)


_OR_STATE = re.compile(
    r"\bor\b\s+(?!metast|resist|locally|recurr|advanced|older|above|HER|cytolog|histolog|patholog|node|inoper|unresect|stage|PR\b|progest)|"
    r"\bor\s+older\s+or\b",
    re.IGNORECASE,
)
_HOW_OR_WHAT = re.compile(
    r"\b(?:due|owing|secondary)\s+to|because\s+of|rather\s+than|induced|caused|hormone\s+replacement|menopausal\s+hormone|"
    r"\buse\s+of|\bfor\s+(?:at\s+least|more|less|>|<|≥|≤)|\b(?:and|with|who|without)\b",
    re.IGNORECASE,
)
_ASKED_OF_THEM = re.compile(
    r"\s*(?:women|patients|females?|participants|subjects)?\s*(?:\([^()]*\)\s*)?(?:must|should|need\s+to|have\s+to|are\s+required\s+to)\s+"
    r"(?!be\s+(?:post|pre|peri))",
    re.IGNORECASE,
)
"""Behind the state: something that is asked of those who have it."""
_AFTER_OR_SUPPRESSED = (
    "not menopause in ('premenopausal', 'perimenopausal') or ovarian_function_suppressed or unread_detail"
)


def _post_or_suppressed(clause: Clause, found: list[re.Match[str]]) -> Iterator[Understood]:
    """After menopause, or before it with the ovaries switched off."""
    if (
        _OFS.search(clause.text)
        and clause.sense is Sense.REQUIRE
        and re.search(r"\bor\b", clause.low)
        and re.search(r"must|with|receiv|on\b", clause.low)
    ):
        yield Understood(
            kind="menopause",
            span=clause.text[found[0].start() : found[-1].end()],
            expression=_AFTER_OR_SUPPRESSED,
            sure=MEDIUM,
            scope=clause.scope,
        )


_PREGNANT = re.compile(r"\bpregnan\w+|\bgravid", re.IGNORECASE)
_LACTATING = re.compile(r"\blactat\w+|\bnursing\b|\bbreast-?\s?feeding\b|\bbreastfeed\w*", re.IGNORECASE)
_NEGATIVE_TEST = re.compile(
    r"\bnegative\b[^.;]{0,60}\bpregnancy\b|pregnancy\s+test[^.;]{0,100}\bnegative|"
    r"negative\s+(?:serum|urine)[^.;]{0,30}hcg",
    re.IGNORECASE,
)
_NOT_PREGNANT = re.compile(r"\bnon-?\s?pregnant\b", re.IGNORECASE)
_INTENDED = re.compile(
    r"\b(?:intend\w*|plan\w*|wish\w*|want\w*|try\w*|desir\w*|hop(?:e|ing))\b[^.;,]{0,24}$", re.IGNORECASE
)
_TEST_ASKED = re.compile(
    r"\s+test(?:ing|s)?\b[^.;]{0,60}\b(?:required|will|must|should|performed|needed)\b", re.IGNORECASE
)
_ABOUT_LATER = re.compile(
    r"^\W*(?:male|men)\b|partner|capable\s+of|avoid\s+(?:becoming\s+)?pregnan|"
    r"prevent\s+pregnan|become\s+pregnant\s+(?:during|while)|risk\s+of\s+pregnan|"
    r"pregnancy\s+(?:after|during)|should\s+(?:a\s+)?wom[ae]n\s+become|contracepti",
    re.IGNORECASE,
)


def _not_now(clause: Clause, pregnant: re.Match[str], alone: bool) -> bool:
    """Whether a pregnancy is only intended, or only a test is asked for."""
    if alone and _INTENDED.search(clause.text[: pregnant.start()]):
        return True
    return _TEST_ASKED.match(clause.text, pregnant.end()) is not None and "positive" not in clause.low


def read_pregnancy(clause: Clause) -> Iterator[Understood]:
    """Pregnancy and breastfeeding."""
    low = clause.low
    if (
        not ("pregnan" in low or "lactat" in low or "nursing" in low or "feeding" in low or "breastfeed" in low)
        or clause.sense is Sense.PERMIT
    ):
        return
    negative = _NEGATIVE_TEST.search(clause.text)
    if negative is not None:
        if clause.section is Section.INCLUSION:
            yield Understood(kind="pregnancy", span=negative[0], expression="not pregnant", scope=clause.scope)
        return
    if clause.section is Section.INCLUSION and (without := _NOT_PREGNANT.search(clause.text)):
        more = " and not breastfeeding" if re.search(r"non-?\s?(?:breast-?\s?feeding|lactating|nursing)", low) else ""
        yield Understood(kind="pregnancy", span=without[0], expression=f"not pregnant{more}", scope=clause.scope)
        return
    pregnant, lactating = _PREGNANT.search(clause.text), _LACTATING.search(clause.text)
    first = min((each for each in (pregnant, lactating) if each), key=lambda each: each.start(), default=None)
    if pregnant is not None and _not_now(clause, pregnant, lactating is None):
        return
    if first is None or _ABOUT_LATER.search(clause.text[: first.end() + 12]):
        return
    if clause.sense_at(first.start()) is not Sense.FORBID and not (
        clause.section is Section.EXCLUSION and clause.first
    ):
        return
    if re.search(r"breast-?\s?feeding\s+should\s+be\s+discontinued", clause.low):
        # It asks what somebody does who is treated, not to keep out who breastfeeds now.
        lactating = None
        if pregnant is None:
            return
    parts = [fact for fact, each in (("pregnant", pregnant), ("breastfeeding", lactating)) if each]
    last = max(each.end() for each in (pregnant, lactating) if each)
    yield Understood(
        kind="pregnancy",
        span=clause.text[first.start() : last],
        expression=" and ".join(f"not {part}" for part in parts),
        scope=clause.scope,
    )


_LIFE = re.compile(
    r"\blife[- ]expectanc\w+|\bexpected\s+(?:survival|to\s+(?:live|survive)|lifetime|life\s*span)|"
    r"\bsurvival\s+expectation|"
    r"\bexpectancy\s+of\s+life|"
    r"\bestimated\s+survival|\banticipated\s+survival|\bsurvival\s+expectanc\w+|"
    r"\bpredicted\s+(?:survival|life)",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?P<op>≥|>|<|≤|at\s+least|greater\s+than\s+or\s+equal\s+to|greater\s+than|"
    r"more\s+than|less\s+than|longer\s+than|exceed\w*|of|over|not\s+less\s+than)?\s*(?:or\s+equal\s+to"
    r"\s+)?(?:an?\s+)?(?P<number>\d{1,2}|three|six|twelve|one|two|four)\s*(?:\(\d+\)\s*)?[- ]?(?P<unit"
    r">weeks?|months?|years?|days?)",
    re.IGNORECASE,
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12}


def read_life_expectancy(clause: Clause) -> Iterator[Understood]:
    """Life expectancy of at least a time; 4 weeks count as a month."""
    if not ("expect" in clause.low or "surviv" in clause.low):
        return
    name = _LIFE.search(clause.text)
    if name is None:
        return
    found = _SPAN.search(clause.text, name.end(), name.end() + 90)
    if found is None:
        return
    number = float(_NUMBER_WORDS.get(found["number"].lower()) or found["number"])
    unit = found["unit"].lower()[0]
    months = {"w": number / 4, "m": number, "y": number * 12, "d": number / 30}[unit]
    operator = re.sub(r"\s+", " ", (found["op"] or "").lower())
    low = operator in ("<", "≤", "less than")
    if low != (clause.section is Section.EXCLUSION):
        return
    sign = (
        ">"
        if operator in (">", "greater than", "more than", "longer than", "≤", "over") or operator.startswith("exceed")
        else ">="
    )
    yield Understood(
        kind="life-expectancy",
        span=clause.text[name.start() : found.end()],
        expression=f"life_expectancy_months {sign} {months:g}",
        scope=clause.scope,
    )
