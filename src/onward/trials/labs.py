"""Laboratory limits: names, comparisons, units, multiples of the upper limit, and other limits for liver metastases.

A name reaches as far as the next name; several names joined by "and", "or" or a slash share what follows. An expression
is true of a person within the limits, whichever list they stood in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onward.trials.clauses import Clause
from onward.trials.comparisons import Comparison, comparisons
from onward.trials.lexicon import Lab, Labs
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, LOW, MEDIUM, Understood
from onward.trials.units import POSSIBLE, UNITS

_JOINS = re.compile(
    r"^\s*(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|[/,&()\[\]]|and|or|and/or|"
    r"both|either|serum|levels?|counts?|concentration|value|total|"
    r"\s)*\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"[.;](?=\s|$)|\bwithin\s+(?:the\s+)?(?:last\s+)?\d+\s+(?:days?|weeks?|months?)\b|\bprior\s+to\b")
_TIME = re.compile(
    r"^\s*[-–]?\s*(?:(?:to|-|–)?\s*\d+\s+)?(?:calendar\s+|business\s+)?(?:days?|"
    r"weeks?|months?|years?|hours?|hrs?|h\b|doses?|units?|times\b(?!\s*(?:the\s+|"
    r"institutional\s+)*(?:upper|ULN|UNL|IULN))|cm\b|mm\b|kg\b|grade)",
    re.IGNORECASE,
)
_LIVER = re.compile(
    r"\b(?:liver|hepatic)\s+(?:metast\w+|involvement|disease|tumou?r|lesions?|"
    r"mets)|metast\w+\s+(?:to|in|of)\s+(?:the\s+)?liver|hepatic\s+tumou?r",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:no|without|absence\s+of|not\s+have|free\s+of)\b[^,;.(]{0,40}$", re.IGNORECASE)
_BONE = re.compile(r"\bbone\s+(?:metast\w+|involvement|disease)|osseous", re.IGNORECASE)
_GILBERT = re.compile(r"\bGilbert", re.IGNORECASE)
_SEX = re.compile(r"\b(?:(females?|wom[ae]n)|males?|m[ae]n)\b", re.IGNORECASE)
_NOT_LIMITS = re.compile(r"\bcris[ie]s\b|menopaus|hysterectom|amenorr|lymphocyte\s+infusion", re.IGNORECASE)
_MAY_JOIN = re.compile(
    r"^\W*(?:patients|participants|subjects|individuals)\s+with\b[^.;]{0,160}\b(?:are|"
    r"is|be)\s+(?:also\s+)?(?:eligible|allowed|included|enrolled)",
    re.IGNORECASE,
)
_SETS_CONDITION = re.compile(
    r"\b(?:with|if|when|whose|have|having|having\s+an?|decline[sd]?|decrease\w*|"
    r"drop|elevated|corrected\s+for|history\s+of|ratio\s+of)\s+(?:an?\s+|"
    r"the\s+|serum\s+|elevated\s+|total\s+|their\s+)*$",
    re.IGNORECASE,
)
_STARTS_ANEW = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:[.;,(]|and\b)\s*(?:if|in|for|unless|patients?|"
    r"subjects?|participants?|except|those|with|note|exception)?\b",
    re.IGNORECASE,
)
_EITHER_KIDNEY = re.compile(
    r"creatinine?\b(?!\s*clear)[^.;]{0,90}?\bor\b[^.;]{0,40}?(?:clearance|"
    r"GFR|filtration)|(?:clearance|GFR)\b[^.;]{0,60}\bor\b[^.;]{0,30}creatinine",
    re.IGNORECASE,
)
_ANTICOAGULANT = re.compile(r"anti-?coagul|warfarin|coumadin|coumarin", re.IGNORECASE)
_OTHER_CASE = re.compile(r"\b(?:unless|except|if|for|in|with|when)\b", re.IGNORECASE)
_BREAK = re.compile(r"[.;(\[]|\bor\b|\bOR\b|,\s*(?=(?:if|in|for|or|and|unless|except|≤|<)\b)|,\s")
_LEADS = re.compile(r"^\W*(?:unless|except|in\s+which\s+case)", re.IGNORECASE)
_NORMAL = re.compile(
    r"\b(?:within|in)\s+(?:the\s+)?(?:institutional\s+|institution'?s?\s+|"
    r"laboratory\s+)?(?:normal\s+(?:limits?|range)|limits?\s+of\s+normal|"
    r"reference\s+range|(?:institutional\s+)?(?:lower|range\s+of)\s+normal|"
    r"normal)|\bWNL\b|\bnormal\b|lower\s+limits?\s+of\s+normal|\bI?LLN\b",
    re.IGNORECASE,
)
_IS_NORMAL = re.compile(
    r"\W{0,3}(?:levels?\s+)?(?:is\s+|are\s+|must\s+be\s+|within\s+(?:the\s+)?)?(?:institutional\s+)?(?"
    r":normal\b(?!\s+or\s+abnormal)|WNL\b)",
    re.IGNORECASE,
)
_MUST = re.compile(r"\b(?:must|should|required?|need)\b", re.IGNORECASE)
_HAS_LIMIT = re.compile(r"\d|normal|WNL|upper|ULN|UNL|IULN", re.IGNORECASE)
_REACH = 420
"""How far after a name its limits are looked for, in characters."""


@dataclass(frozen=True, slots=True)
class _Group:
    labs: tuple[Lab, ...]
    start: int
    end: int
    """Where the names end."""
    until: int
    """Where the next name begins."""
    either: bool
    """Whether the names are joined by "or"."""


@dataclass(frozen=True, slots=True)
class _Limit:
    comparison: Comparison
    case: str
    """The expression of the people it is for; empty for everybody; ``?`` for people no fact tells apart."""


def read_labs_of(text: str, section: Section, clause: Clause, labs: Labs) -> Iterator[Understood]:
    """Every laboratory limit of an item."""
    if not (_HAS_LIMIT.search(text) and labs.may_be_in(clause.low)):
        return
    if _NOT_LIMITS.search(text) or (clause.sense is Sense.PERMIT and _MAY_JOIN.search(text)):
        return
    found: dict[str, _Found] = {}
    groups = _groups(text, labs)
    for number, group in enumerate(groups):
        sense = clause.sense_at(group.start)
        if sense is Sense.UNCLEAR:
            continue
        if sense is Sense.PERMIT:
            sense = Sense.FORBID if section is Section.EXCLUSION else Sense.REQUIRE
        before = _before(text, groups, number)
        if before is not None:
            _collect(text, group, before, section, sense, found)
    whole = [each for each in found.values() if not each.broken]
    if any(each.broken and each.lab.name.startswith("creatinine") for each in found.values()):
        whole = [each for each in whole if not each.lab.name.startswith("creatinine")]
    yield from _together(text, groups, whole, section)


@dataclass(slots=True)
class _Found:
    """The limits of one value in an item, from every place that names it."""

    lab: Lab
    parts: dict[str, list[str]]
    sure: str
    note: str
    start: int
    end: int
    broken: bool = False
    """Whether a part of it was not understood: then nothing of it is told."""


def _before(text: str, groups: list[_Group], number: int) -> str | None:
    """The words between the limit before and a name that say whom it is for; none where the name only sets a
    condition."""
    group = groups[number]
    last = groups[number - 1] if number else None
    start = 0
    if last is not None:
        ends = [last.end + each.end for each in comparisons(text[last.end : group.start])]
        start = ends[-1] if ends else last.end
    words = text[start : group.start]
    if _SETS_CONDITION.search(words):
        return None
    if len([each for each in (_LIVER, _BONE, _GILBERT) if each.search(words[-220:])]) > 1:
        return None
    if number == 0 and re.search(r"\d", words):
        return ""
    if number == 0 or "which case" in words or _STARTS_ANEW.match(words):
        return re.split(r"[;]\s|\.\s", words)[-1]
    return ""


def _collect(text: str, group: _Group, before: str, section: Section, sense: Sense, found: dict[str, _Found]) -> None:  # noqa: C901 - one a form
    limits = list(_limits(text, group))
    general = _people(before)
    for lab in _spread(group.labs):
        own = found.setdefault(lab.name, _Found(lab, {}, HIGH, "", group.start, group.end))
        unfit = [each for each in limits if each.comparison.times_limit and lab.times is None]
        mine = [each for each in limits if _fits(each.comparison, lab)]
        if unfit and not (mine and mine[0].comparison.start < unfit[0].comparison.start):
            own.broken = own.broken or not own.parts
            continue
        for limit in mine:
            made = _one(lab, limit.comparison, section, sense, text)
            if made is None:
                continue
            expression, how, why = made
            case = limit.case or general
            rest = text[group.end + limit.comparison.end :][:40]
            if not case and re.match(r"\s*(?:\([^)]*\)\s*)?(?:only\s+)?(?:if|when)\b", rest, re.IGNORECASE):
                own.broken = True
                continue
            several = own.parts.setdefault(case, [])
            if expression in several:
                continue
            if how == LOW and not (several and _two_sided([several[0], expression])):
                own.broken = own.broken or not any(own.parts.values())
                continue
            several.append(expression)
            if how != HIGH:
                own.sure, own.note = how, why
            own.end = max(own.end, min(group.end + limit.comparison.end, group.until))
        if not mine and section is Section.INCLUSION and lab.times and _IS_NORMAL.match(text, group.end):
            own.parts.setdefault("", []).append(f"{lab.times} <= 1")
            own.sure = MEDIUM
        if group.either and len(group.labs) > 1 and own.sure == HIGH:
            own.sure = MEDIUM


def _together(text: str, groups: list[_Group], found: list[_Found], section: Section) -> Iterator[Understood]:
    kidneys: list[Understood] = []
    loose = _joined_by_or(text, groups)
    for each in found:
        if (
            not any(each.parts.values())
            or each.lab.name in loose
            or any(
                len(parts) > 1
                and not _two_sided(parts)
                and case == ""
                and each.lab.name != "qtcf"
                and len(set(parts)) > 1
                and not _same_limit(parts)
                for case, parts in each.parts.items()
            )
        ):
            continue
        expression = _loosened(_joined(dict(each.parts)), each.lab.name, text)
        if not expression:
            continue
        made = Understood(
            kind=each.lab.name,
            span=text[each.start : each.end].strip(),
            expression=expression,
            sure=MEDIUM if "unread_detail" in expression else each.sure,
            note=each.note,
        )
        if made.kind in ("creatinine", "creatinine-clearance"):
            kidneys.append(made)
        else:
            yield made
    if len(kidneys) == 1 and section is Section.INCLUSION and _EITHER_KIDNEY.search(text):
        return
    yield from _kidney(text, kidneys, section)


def _loosened(expression: str, lab: str, text: str) -> str:
    """The condition with what its text leaves open; empty where it was put together wrongly."""
    if re.fullmatch(r"(\w+) >=? ([\d.]+) and \1 < \2", expression):
        return ""
    if lab == "bilirubin":
        if re.search(r"\bor\b\W*(?:a\s+)?(?:direct|conjugated)", text, re.IGNORECASE):
            return f"({expression}) or unread_detail"
        open_case = "gilbert" not in expression and _GILBERT.search(text)
        return f"{expression} or (gilbert_syndrome and unread_detail)" if open_case else expression
    if "gilbert" in expression:
        return ""
    if lab == "lvef" and re.search(r"whichever\s+is\s+lower", text, re.IGNORECASE):
        return f"{expression} or unread_detail"
    return f"{expression} or taking_anticoagulant" if lab == "inr" and _ANTICOAGULANT.search(text) else expression


def _same_limit(parts: list[str]) -> bool:
    """A count written twice ("1.5 x 10^9/L (1500/uL)") or in two units."""
    numbers = [float(part.rsplit(" ", 1)[1]) for part in parts[:2]]
    return abs(numbers[0] - numbers[1]) <= 0.12 * max(numbers) or parts[0].split(" ")[0] != parts[1].split(" ")[0]


def _joined_by_or(text: str, groups: list[_Group]) -> set[str]:
    """Values of which one suffices ("neutrophils of 1,500 or leukocytes of 3,000"): told by no single limit."""
    names: set[str] = set()
    for first, second in pairwise(groups):
        ends = [first.end + each.end for each in comparisons(text[first.end : second.start])]
        if ends and re.fullmatch(r"[^\w;.]*(?:or|OR)\W*(?:an?\s+|the\s+)?", text[ends[-1] : second.start]):
            both = {lab.name for lab in (*first.labs, *second.labs)}
            if not both & {
                "creatinine",
                "creatinine-clearance",
                "ast",
                "alt",
                "transaminases",
                "qtcf",
                "bilirubin",
                "direct-bilirubin",
                "fasting-glucose",
                "glucose",
                "hba1c",
                "triglycerides",
            }:
                names |= both
    return names


def _groups(text: str, labs: Labs) -> list[_Group]:
    found = [
        (labs.labs[int((match.lastgroup or "lab0")[3:])], match.start(), match.end())
        for match in labs.pattern.finditer(text)
    ]
    groups: list[_Group] = []
    for lab, start, end in found:
        last = groups[-1] if groups else None
        if last is not None and start - last.end < 90 and _JOINS.match(text[last.end : start]):
            either = last.either or bool(re.search(r"\bor\b", text[last.end : start], re.IGNORECASE))
            several = last.labs if lab in last.labs else (*last.labs, lab)
            groups[-1] = replace(last, labs=several, end=end, until=len(text), either=either)
            continue
        if last is not None:
            groups[-1] = replace(last, until=start)
        groups.append(_Group((lab,), start, end, len(text), False))
    return groups


def _spread(labs: Sequence[Lab]) -> Iterator[Lab]:
    """The values that names mean: "transaminases" are two."""
    for lab in labs:
        if lab.facts:
            yield from (replace(lab, name=name, fact=name, times=f"{name}_x_uln", facts=()) for name in lab.facts)
        elif lab.fact or lab.times:
            yield lab


def _limits(text: str, group: _Group) -> Iterator[_Limit]:
    """The comparisons after the names, those of time and dose left out, each with whom it is for."""
    reach = text[group.end : min(group.until, group.end + _REACH)]
    found = [each for each in comparisons(reach) if not _is_time(reach, each)]
    for number, each in enumerate(found):
        before = reach[found[number - 1].end if number else 0 : each.start]
        after = reach[each.end : found[number + 1].start if number + 1 < len(found) else len(reach)]
        yield _Limit(each, _case(before, after, first=number == 0))


def _is_time(reach: str, each: Comparison) -> bool:
    if each.times_limit or each.unit:
        return False
    if not each.power and re.match(r"\s*(?:x|×|times|fold)\b", reach[each.end :], re.IGNORECASE):
        return True
    rest = reach[each.end : each.end + 24]
    return bool(_TIME.match(rest)) or bool(
        re.search(r"\bgrade\s*$|\bclass\s*$|\bcycle\s*$|\bday\s*$", reach[: each.start][-10:], re.IGNORECASE)
    )


def _case(before: str, after: str, first: bool) -> str:
    """Whom a limit is for, from the words on its own side of the breaks between limits."""
    if found := re.match(r"\s*[(\[]?\s*(?:for\s+|in\s+)?(fe)?(?:males?|wom[ae]n|m[ae]n)\b", after, re.IGNORECASE):
        return "sex = 'female'" if found[1] or "wom" in found[0].lower() else "sex = 'male'"
    words_before = "" if first and not _OTHER_CASE.search(before) else before
    own_before = _BREAK.split(words_before)[-1] if not _LEADS.match(words_before) else words_before
    cut = _BREAK.search(after)
    own_after = after[: cut.start()] if cut and not _LEADS.match(after) else ("" if _LEADS.match(after) else after)
    if cut and re.match(r",\s*(?:if|in|for)\b", after[cut.start() :]) is None and not own_after.strip():
        own_after = ""
    words = f"{own_before} | {own_after}"
    return _people(words)


def _people(words: str) -> str:
    if found := _LIVER.search(words):
        return "not liver_metastases" if _WITHOUT.search(words[: found.start()]) else "liver_metastases"
    if _BONE.search(words):
        return "bone_metastases"
    if found := _GILBERT.search(words):
        return "not gilbert_syndrome" if _WITHOUT.search(words[: found.start()]) else "gilbert_syndrome"
    if found := _SEX.search(words):
        return "sex = 'female'" if found[1] else "sex = 'male'"
    return ""


def _fits(each: Comparison, lab: Lab) -> bool:
    """Whether a number can be one of this value: by its unit, else by its size."""
    if each.times_limit:
        return lab.times is not None
    if lab.count:
        return _as_count(each, lab) is not None
    return _converted(each, lab) is not None


def _as_count(each: Comparison, lab: Lab) -> float | None:
    """A count in 10^9 a litre."""
    unit = each.unit.replace("cells", "").replace("per", "/")
    if each.power not in (0, -1):
        value: float = each.number * 10.0**each.power
        litre = re.match(r"/(?:l|lit)", unit) or not unit
        return round(value / 1e9, 6) if litre else round(value / 1e3, 6)
    if each.power == -1 or unit.startswith("k/"):
        return each.number
    if unit and unit[0] != "/":
        return None
    if each.number < lab.least:
        return each.number if not re.match(r"/(?:mm|u|µ|μ|mc|cu)", unit) or each.number <= 20 else None
    return round(each.number / 1000, 6)


def _converted(each: Comparison, lab: Lab) -> float | None:
    factors = UNITS.get(lab.name)
    if factors is None or each.power:
        return None
    unit = each.unit
    factor = factors.get(unit)
    if factor is None:
        factor = next((value for name, value in factors.items() if name and unit.startswith(name)), None)
    if factor is None:
        return None
    value = round(each.number * factor, 4)
    low, high = POSSIBLE.get(lab.name, (0, 1e9))
    return value if low <= value <= high else None


def _joined(parts: dict[str, list[str]]) -> str:
    """Limits of everybody, or others for the people of a case."""
    parts = {case: conditions for case, conditions in parts.items() if conditions}
    general = parts.pop("", [])
    base = " and ".join(general[:1]) if general else ""
    if len(general) > 1 and _two_sided(general):
        base = " and ".join(general[:2])
    cases = [f"({case} and {conditions[0]})" for case, conditions in parts.items()]
    if base and not cases:
        return base
    if base and set(parts) & {"not liver_metastases", "not gilbert_syndrome"}:
        return base
    if not base and list(parts) == ["gilbert_syndrome"]:
        return f"(not gilbert_syndrome or {parts['gilbert_syndrome'][0]})"
    if not base and list(parts) == ["liver_metastases"]:
        return f"(not liver_metastases or {parts['liver_metastases'][0]})"
    if not base and list(parts) == ["bone_metastases"]:
        return f"(not bone_metastases or {parts['bone_metastases'][0]})"
    if not base and len(parts) == 1 and next(iter(parts)).startswith("sex"):
        case = next(iter(parts))
        return f"(not {case} or {parts[case][0]})"
    if not base and list(parts) == ["not liver_metastases"]:
        return f"(liver_metastases or {parts['not liver_metastases'][0]})"
    return " or ".join([base, *cases] if base else cases)


def _two_sided(conditions: list[str]) -> bool:
    """Whether two conditions bound a value from both sides, as in "1.5 to 4"."""
    signs = [re.search(r"[<>]", each) for each in conditions[:2]]
    return all(signs) and signs[0][0] != signs[1][0]  # type: ignore[index]


_FLIP = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


def _one(lab: Lab, each: Comparison, section: Section, sense: Sense, text: str) -> tuple[str, str, str] | None:
    """The condition of one comparison, true of a person within the limit."""
    fact = lab.times if each.times_limit else lab.fact
    value = each.number if each.times_limit else (_as_count(each, lab) if lab.count else _converted(each, lab))
    if fact is None or value is None:
        return None
    good = ">=" if lab.high_is_good else "<="
    healthy = (">", ">=") if lab.high_is_good else ("<", "<=")
    if each.operator in ("", "="):
        return f"{fact} {good} {value:g}", MEDIUM, "no operator is written: the healthy side is meant"
    forbids = sense is Sense.FORBID
    if forbids and each.operator in healthy:
        if section is Section.EXCLUSION and not _MUST.search(text):
            return (
                f"{fact} {each.operator} {value:g}",
                MEDIUM,
                "a healthy limit among the exclusions is read as asked for",
            )
        return f"{fact} {each.operator} {value:g}", HIGH, ""
    operator = _FLIP[each.operator] if forbids else each.operator
    if not forbids and operator not in healthy:
        return (
            f"{fact} {operator} {value:g}",
            LOW,
            "it asks for the unhealthy side: it may be written the wrong way round",
        )
    return f"{fact} {operator} {value:g}", HIGH, ""


def _kidney(text: str, found: list[Understood], section: Section) -> Iterator[Understood]:
    """Creatinine and its clearance: one or the other suffices where the text says "or"."""
    by_kind = {each.kind: each for each in found}
    if len(by_kind) == 2 and len(found) == 2 and section is Section.INCLUSION:
        first, second = found
        start, end = text.find(first.span), text.find(second.span)
        between = text[start + len(first.span) : end] if 0 <= start < end else ""
        names = re.search(
            r"creatinine?\b[^.;]{0,40}?\bor\b[^.;]{0,40}?clearance|clearance\b[^.;]{0,60}\bor\b[^.;]{0,30}creatinine",
            text,
            re.IGNORECASE,
        )
        if (names or re.search(r"\bor\b|\bunless\b|\bif\b", between, re.IGNORECASE)) and not re.search(
            r"\band\b(?!/or)", between
        ):
            span = text[start : end + len(second.span)]
            sure = HIGH if first.sure == second.sure == HIGH else MEDIUM
            yield Understood(
                kind="kidney", span=span, expression=f"{first.expression} or {second.expression}", sure=sure
            )
            return
    yield from found
