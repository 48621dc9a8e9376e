"""Laboratory limits: comparisons, units, multiples of the limits of normal, and other limits for liver metastases.

An expression is true of a person within the limits, whichever list they stood in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from onward.trials.clauses import Clause
from onward.trials.comparisons import Comparison, comparisons
from onward.trials.folded import Folded, by_first_letter
from onward.trials.lab_cases import joined, same_limit, two_sided
from onward.trials.lab_clotting import unless_anticoagulated
from onward.trials.lab_kidney import KIDNEY, kidney_function, of_the_kidney
from onward.trials.lab_limits import PART, UNKNOWN, Group, Limit, groups_of, limits_of, spread
from onward.trials.lab_words import Lab, Labs
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, LOW, MEDIUM, Understood

_GILBERT = re.compile(r"\bGilbert|Meulengracht", re.IGNORECASE)
_NOT_LIMITS = Folded(
    by_first_letter(
        r"\bcris[ie]s\b|menopaus|hysterectom|amenorr|lymphocyte\s+infusion|"
        r"will\s+be\s+evaluated\s+(?:by|on)\b|case[- ]by[- ]case|"
        r"may\s+be\s+considered|target\s+lesion"
    )
)
_MAY_JOIN = re.compile(
    r"^\W*(?:patients|participants|subjects|individuals)\s+with\b(?:[^.;]|\.(?=\d)){0,220}\b(?:are|"
    r"is|be)\s+(?:also\s+)?(?:eligible|allowed|included|enrolled)",
    re.IGNORECASE,
)
_IS_NORMAL = re.compile(
    r"\W{0,3}(?:\([^()]{0,30}\)\s*)?(?:levels?\s+)?(?:value\s+)?(?:is\s+|are\s+|must\s+be\s+|of\s+)?(?:at\s+or\s+(?:above|below)\s+|"
    r"(?:with)?in\s+(?:the\s+)?)?(?:institution\w*'?s?\s+|laboratory\s+)?"
    r"(?:range\s+of\s+normal|limits?\s+of\s+normal|normal\b(?!\s+or\s+abnormal)|WNL\b|reference\s+range)",
    re.IGNORECASE,
)
_SAID_NORMAL = re.compile(r"\W*(?:(?:is|must\s+be|should\s+be)\s+)?normal\b", re.IGNORECASE)
_NORMAL_BEFORE = re.compile(r"\bnormal\s+(?:serum\s+|total\s+)*$", re.IGNORECASE)
_LOWER = Folded(
    r"(?:with)?in\s+(?:the\s+)?institution\w*'?s?\s+(?:limits?|range)|lower\s+(?:normal\s+|institutional\s+)?limits?(?:\s+of)?(?:\s+(?:the\s+|institutional\s+)*normal)?|\bI?LLN\b|institution\w*'?s?\s+"
    r"(?:lower\s+limit|limits?\s+of\s+normal|normal|range\s+of\s+normal)|\bnormal\s+(?:limits?|range)|\bnormal\s+(?:by|as|on)\b|"
    r"limits?\s+of\s+normal|range\s+of\s+normal|within\s+normal"
)
_BELOW_NORMAL = re.compile(r"\b(?:below|less\s+than|under|out\s+of|outside|abnormal)\b|<", re.IGNORECASE)
_MUST = Folded(r"\b(?:must|should|required?|need)\b")
_HAS_LIMIT = Folded(r"\d|normal|WNL|upper|ULN|UNL|IULN|LLN")
_MAY_BE_HIGHER = Folded(
    r"\b(?:isolated|elevated|higher)\s+(?:\w+\s+)?bilirubin\b[^;()]*\b(?:acceptable|allowed|permitted|eligible)\b"
)
_OF_THE_TUMOUR = Folded(r"\bdue\s+to\s+(?:\w+\s+){0,2}(?:tumou?r|metasta\w+|malignan\w+|disease)\b")
_STILL_MAY = Folded(
    r"\bor,?\s+for\s+(?:those|patients|participants|subjects)\s+who\b|"
    r"(?:allowed|permitted|eligible|included?|enrol\w+)\s+(?:only\s+)?(?:provided|after|if)\b[^.;]{0,60}\b(?:statin|lipid|therapy|medication|treat)|"
    r"outside\s+this\s+threshold|thresholds?\s+(?:is|are)\s+exceeded|if\s+threshold\s+for\s+normal|clinically\s+indicated\s+or\s+performed|"
    r"in\s+the\s+presence\s+of\b[^.;]{0,40}\b(?:potassium|magnesium)|"
    r"\bor\s+(?:patients|participants|subjects)\s+with\b[^.;]{0,120}\b(?:eligible|allowed|enrol)"
)
_WITH_DISEASE = re.compile(
    r"\W*(?:and|with)\s+(?:\w+\s+){0,2}?(?:heart|cardiac|symptom|NYHA|CHF|congestive|clinical)", re.IGNORECASE
)
_DISEASE_WITH = re.compile(
    r"\band\s+(?:have|has|had)\s+(?:an?\s+)?$|"
    r"(?<!patients )(?<!subjects )(?<!participants )(?<!those )(?<!women )(?<!individuals )"
    r"\bwith\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
"""What an exclusion names before a value and has to be there too ("cardiomyopathy with LVEF < 50 %")."""
_AND_NEXT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?,?\s*(?:and(?!/)|with|(?:together|along|associated|accompanied|(?:concurrent|concomitant|simultaneous)(?:ly)?|"
    r"in\s+(?:combination|conjunction|association))\s+(?:with|by)|in\s+the\s+presence\s+of)\s+(?:an?\s+|the\s+|elevated\s+|serum\s+)*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Found:
    """The limits of one value in an item, from every place that names it."""

    lab: Lab
    parts: dict[str, list[str]]
    start: int
    end: int
    sure: str = HIGH
    note: str = ""
    broken: bool = False
    """Whether a part of it was not understood: then nothing of it is told."""
    spared: str = ""
    """The people of whom nothing is said."""
    open: bool = False
    """Whether more hangs on it than is read."""
    beside: str = ""
    """What suffices in its place: an exclusion holds only where another value is out of its limits too."""


@dataclass(frozen=True, slots=True)
class _Place:
    text: str
    section: Section
    groups: tuple[Group, ...]
    limits: tuple[Limit, ...]
    scoped: bool
    """Whether the whole statement is for a part of the study."""


_FORMULA = re.compile(r"=\s*[(\[{]*\s*140\s*[-–]\s*age", re.IGNORECASE)
"""Cockcroft and Gault's formula, whose numbers are no limits."""
_LIMIT = re.compile(r"[≤≥<>]\s*\d")
"""In the name of a part of the study: it is another limit for that part."""
_EITHER = re.compile(r"\beither\s+(?:[^,;]{0,60}\bor\s+)?(?:the\s+)?(?:international|INR)\b", re.IGNORECASE)
_TOO_LITTLE = re.compile(r"\b(?:inadequate|insufficient)\b(?!.*\b(?:not|without|unable|never)\b)", re.IGNORECASE)
"""Leads among the exclusions to values that keep out: they say by their own signs which."""


def _before_formula(text: str) -> str:
    """The text before a formula that is written out."""
    found = _FORMULA.search(text) if "140" in text else None
    if found is None:
        return text
    return text[: max(0, *(text.rfind(mark, 0, found.start()) for mark in (":", ";", ". ", "(")))]


MOST_NAMES = 80
"""Names of values in one item beyond which it is no criterion: the time that it takes stays bounded."""


def read_labs_of(text: str, section: Section, clause: Clause, labs: Labs) -> Iterator[Understood]:
    """Every laboratory limit of an item."""
    if not (_HAS_LIMIT.search(text) and labs.may_be_in(clause.low)):
        return
    text = _before_formula(text)
    if (
        not text
        or _LIMIT.search(clause.scope)
        or _NOT_LIMITS.search(text)
        or (clause.sense is Sense.PERMIT and _MAY_JOIN.search(text))
    ):
        return
    groups = groups_of(text, labs)
    if not 0 < len(groups) <= MOST_NAMES:
        return
    place = _Place(text, section, tuple(groups), tuple(limits_of(text, groups)), bool(clause.scope))
    found: dict[str, _Found] = {}
    for number, group in enumerate(groups):
        sense = clause.sense_at(group.start)
        if group.condition:
            continue
        if sense is Sense.UNCLEAR and not _TOO_LITTLE.search(text[: group.start]):
            continue
        if sense is Sense.UNCLEAR:
            sense = Sense.FORBID
        if sense is Sense.PERMIT:
            sense = Sense.FORBID if section is Section.EXCLUSION else Sense.REQUIRE
        _collect(place, number, sense, found)
    whole = [each for each in found.values() if not each.broken]
    if any(each.broken and each.lab.name.startswith("creatinine") for each in found.values()):
        whole = [each for each in whole if not each.lab.name.startswith("creatinine")]
    yield from _together(place, whole)


def _collect(place: _Place, number: int, sense: Sense, found: dict[str, _Found]) -> None:
    group = place.groups[number]
    limits = [each for each in place.limits if each.group == number]
    for lab in spread(group.labs):
        own = found.setdefault(lab.name, _Found(lab, {}, group.start, group.end))
        mine = [each for each in limits if _fits(each.comparison, lab)]
        unfit = [each for each in limits if each.comparison.times_limit and lab.times is None]
        if unfit and not group.either and not (mine and mine[0].start < unfit[0].start):
            own.broken = own.broken or not own.parts
            continue
        for limit in mine:
            _take(own, limit, place, sense)
        _normal(own, group, place, sense, [each for each in mine if not each.case])
        if group.either and len(group.labs) > 1 and own.sure == HIGH:
            own.sure = MEDIUM
        if group.either and lab.name == "inr" and _EITHER.search(place.text, max(0, group.start - 10), group.end):
            own.open = True


def _take(own: _Found, limit: Limit, place: _Place, sense: Sense) -> None:
    made = _one(own.lab, limit.comparison, place, sense)
    if made is None:
        return
    expression, how, why = made
    if _for_everybody(limit.case, own.lab, place) or (
        own.lab.name == "inr" and limit.case == UNKNOWN and not own.parts
    ):
        limit = replace(limit, case="")
    several = own.parts.setdefault(limit.case, [])
    if expression in several:
        return
    if how == LOW:
        if several and two_sided([several[0], expression]):
            how = HIGH
        else:
            own.broken = own.broken or not any(own.parts.values())
            return
    several.append(expression)
    if limit.spared and limit.spared != UNKNOWN:
        own.spared = limit.spared
    own.open = own.open or limit.spared == UNKNOWN
    if how != HIGH:
        own.sure, own.note = how, why
    own.end = max(own.end, limit.end)
    if place.section is Section.EXCLUSION:
        _only_with(own, limit, place, sense)


def _only_with(own: _Found, limit: Limit, place: _Place, sense: Sense) -> None:
    """What an exclusion names beside a limit and has to be there too."""
    rest = place.text[limit.end :][:60]
    led = place.text[: place.groups[limit.group].start][-50:]
    if _WITH_DISEASE.match(rest) or _DISEASE_WITH.search(led):
        own.open = True
    elif other := _conjoined(place, limit):
        own.beside = _beside(other, own.lab, place, sense)
        own.open = own.open or not own.beside


def _for_everybody(case: str, lab: Lab, place: _Place) -> bool:
    """Whether what looks like a case is none: the scope tells the part of the study, the clearance the creatinine."""
    if "gilbert" in case and "bilirubin" not in lab.name:
        return True
    if case in (UNKNOWN, PART) and place.scoped:
        return True
    return case == UNKNOWN and lab.name.startswith("creatinine") and of_the_kidney(place.text)


def _conjoined(place: _Place, limit: Limit, near: bool = True) -> tuple[Limit, ...]:
    """The limits of another value together with which alone an exclusion holds ("A > 1 and B < 2")."""
    own = [each for each in place.limits if each.group == limit.group]
    after = tuple(each for each in place.limits if each.group == limit.group + 1)
    if near and after and _AND_NEXT.match(place.text[own[-1].end : place.groups[after[0].group].start]):
        return after
    before = tuple(each for each in place.limits if each.group == limit.group - 1)
    if not before:
        return ()
    between = place.text[before[-1].end : place.groups[limit.group].start]
    if _AND_NEXT.match(between):
        return before
    if re.fullmatch(r"\s*[(\[]\s*or\s+", between) and (first := _conjoined(place, before[0], near=False)):
        # "A > 3 and (B > 2 or C > 1)": C too holds with A alone.
        return (*first, *first)
    return ()


def _beside(others: tuple[Limit, ...], lab: Lab, place: _Place, sense: Sense) -> str:
    """The condition of the one other value; empty where it is not one plain limit."""
    group = place.groups[others[0].group]
    names = {each.name for each in group.labs} | {lab.name}
    if len(others) != 1 or others[0].case or len(group.labs) != 1 or len(names) == 1 or names <= KIDNEY:
        return ""
    made = _one(group.labs[0], others[0].comparison, place, sense)
    return made[0] if made is not None and made[1] == HIGH else ""


def _normal(own: _Found, group: Group, place: _Place, sense: Sense, plain: list[Limit]) -> None:
    """A value that has to be normal, or not below the lower limit."""
    lab = own.lab
    after = place.text[group.end : min(group.until, group.end + 130)]
    before = place.text[max(0, group.start - 16) : group.start]
    named = lab.times and place.section is Section.INCLUSION and not plain
    if named and (_IS_NORMAL.match(after) or (lab.name == "bilirubin" and _NORMAL_BEFORE.search(before))):
        own.parts.setdefault("", []).append(f"{lab.times} <= 1")
        own.sure = MEDIUM
    if lab.lower is None:
        return
    found = _LOWER.search(re.split(r"[;]|\.\s", after)[0])
    led = lab.name == "lvef" and re.search(r"\bnormal\s*$", before, re.IGNORECASE)
    if found is None and not led and (plain or not _SAID_NORMAL.match(after)):
        return
    if plain:
        # "50 % or the lower limit of normal": who is below the number may still be normal.
        own.open = own.open or bool(re.search(r"\bor\b|whichever", after, re.IGNORECASE))
        return
    if (place.section is Section.EXCLUSION or sense is Sense.FORBID) and not _BELOW_NORMAL.search(after):
        return
    if re.search(r"\b(?:decrease|drop|declin|fall)", after, re.IGNORECASE):
        return
    own.parts.setdefault("", []).append(f"{lab.lower} >= 1")
    own.end = max(own.end, min(group.until, group.end + (found.end() if found else 10)))


def _together(place: _Place, found: list[_Found]) -> Iterator[Understood]:
    kidneys: list[Understood] = []
    loose = _joined_by_or(place)
    for each in found:
        if not any(each.parts.values()) or each.lab.name in loose or _differ(each):
            continue
        expression = _loosened(joined(dict(each.parts)), each, place)
        if not expression:
            continue
        made = Understood(
            kind=each.lab.name,
            span=place.text[each.start : each.end].strip(),
            expression=expression,
            sure=MEDIUM if "unread_detail" in expression else each.sure,
            note=each.note,
        )
        if made.kind in KIDNEY:
            kidneys.append(made)
        else:
            yield made
    yield from _loose(place, [each for each in found if each.lab.name in loose], loose)
    yield from kidney_function(place.text, place.section, kidneys, _names(place, "creatinine"))


def _names(place: _Place, lab: str) -> bool:
    return any(each.name == lab for group in place.groups for each in group.labs)


def _differ(found: _Found) -> bool:
    """Whether two limits for the same people say different things."""
    return any(
        len(set(parts)) > 1 and not two_sided(parts) and not same_limit(parts) and found.lab.name != "qtcf"
        for case, parts in found.parts.items()
        if case in ("", UNKNOWN, PART)
    )


def _loose(place: _Place, found: list[_Found], names: set[str]) -> Iterator[Understood]:
    """Two values of which one suffices."""
    plain = [each.parts.get("", []) for each in found]
    if len(found) == len(names) == 2 and all(len(each) == 1 for each in plain) and place.section is Section.INCLUSION:
        yield Understood(
            kind=found[0].lab.name,
            span=place.text[found[0].start : found[1].end],
            expression=f"{plain[0][0]} or {plain[1][0]}",
            sure=MEDIUM,
        )
    elif len(found) == 1 and len(plain[0]) == 1 and found[0].lab.name == "inr" and place.section is Section.INCLUSION:
        # The other one is a clotting time that no fact tells.
        alone = unless_anticoagulated(plain[0][0], place.text) or plain[0][0]
        alone = alone.removesuffix(" or unread_detail")
        yield Understood(
            kind="inr",
            span=place.text[found[0].start : found[0].end],
            expression=f"{alone} or unread_detail",
            sure=MEDIUM,
        )


def _bilirubin(expression: str, text: str) -> str:
    """The limit of bilirubin with what it says of direct bilirubin, of Gilbert's syndrome and of the tumour."""
    if re.search(r"\bor\b\W*(?:a\s+)?(?:direct|conjugated)", text, re.IGNORECASE):
        return f"({expression}) or unread_detail"
    if _MAY_BE_HIGHER.search(text) and "gilbert" not in expression:
        return f"{expression} or unread_detail"
    if "gilbert" in expression or not _GILBERT.search(text):
        return expression
    case = "" if _OF_THE_TUMOUR.search(text) else "gilbert_syndrome and "
    return f"{expression} or ({case}unread_detail)" if case else f"{expression} or unread_detail"


def _loosened(expression: str, found: _Found, place: _Place) -> str:
    """The condition with what its text leaves open; empty where it was put together wrongly."""
    text, lab = place.text, found.lab.name
    if not expression or re.fullmatch(r"(\w+) >=? ([\d.]+) and \1 < \2", expression):
        return ""
    if lab == "bilirubin":
        return _bilirubin(expression, text)
    if "gilbert" in expression:
        return ""
    if lab == "inr" and (made := unless_anticoagulated(expression, text)):
        return made
    if found.beside:
        expression = f"{expression} or {found.beside}"
    if found.spared and found.spared not in expression:
        return f"{expression} or ({found.spared} and unread_detail)"
    if (
        found.open
        or _STILL_MAY.search(text)
        or (lab == "lvef" and re.search(r"whichever\s+is\s+lower", text, re.IGNORECASE))
    ):
        return f"{expression} or unread_detail"
    return expression


_TOGETHER = frozenset(
    [
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
    ]
)
"""Values of which "or" between two limits says no more than "and"."""


def _joined_by_or(place: _Place) -> set[str]:
    """Values of which one suffices ("neutrophils of 1,500 or leukocytes of 3,000"): told by no single limit."""
    if place.section is Section.EXCLUSION:
        return set()
    names: set[str] = set()
    for first, second in pairwise(place.groups):
        if first.labs == second.labs:
            continue
        ends = [first.end + each.end for each in comparisons(place.text[first.end : second.start])]
        if ends and re.fullmatch(r"[^\w;.]*(?:or|OR)\W*(?:an?\s+|the\s+)?", place.text[ends[-1] : second.start]):
            both = {lab.name for lab in (*first.labs, *second.labs)}
            if not both & _TOGETHER:
                names |= both
    return names


def _fits(each: Comparison, lab: Lab) -> bool:
    """Whether a number can be one of this value: by its unit, else by its size."""
    if each.times_limit:
        return lab.times is not None
    return (_as_count(each, lab) if lab.count else _converted(each, lab)) is not None


def _as_count(each: Comparison, lab: Lab) -> float | None:
    """A count in 10^9 a litre, or a thousand a microlitre, which is the same."""
    unit = each.unit.replace("cells", "").replace("per", "/")
    if each.power not in (0, -1):
        if each.number >= 1000 and each.power == 9:
            # "100,000 x 10^9/L": the count of a microlitre with the unit of a litre.
            return _in_limits(each.number / 1000, lab)
        shift = each.power - (9 if re.match(r"/(?:l|lit)", unit) or (not unit and each.power > 6) else 3)
        shift = 0 if each.power == 6 and unit.startswith("/ml") else shift
        return _in_limits(each.number * 10.0**shift, lab)
    if each.power == -1 or unit.startswith("k/") or unit == "g/l":
        # giga a litre
        return _in_limits(each.number, lab)
    if unit.startswith("mm"):
        unit = f"/{unit}"
    if unit and unit[0] != "/":
        return None
    if each.number < lab.least:
        return each.number if not re.match(r"/(?:mm|u|µ|μ|mc|cu)", unit) or each.number <= 20 else None
    return round(each.number / 1000, 6)


def _in_limits(value: float, lab: Lab) -> float | None:
    return round(value, 6) if lab.in_limits(value) else None


def _converted(each: Comparison, lab: Lab) -> float | None:
    if not lab.units or each.power:
        return None
    factor = next(
        (worth for text, worth in lab.units if each.unit == text or (text and each.unit.startswith(text))), None
    )
    value = None if factor is None else round(each.number * factor, 4)
    if value is not None and lab.in_limits(value):
        return value
    # "8 g/L" of haemoglobin, "2.5 mg/dL" of albumin: the number is one of the usual unit.
    slip = each.unit in ("g/l", "gm/l", "mg/dl") and factor != 1 and lab.name in ("hemoglobin", "albumin")
    return each.number if slip and lab.in_limits(each.number) else None


_FLIP = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


def _one(lab: Lab, each: Comparison, place: _Place, sense: Sense) -> tuple[str, str, str] | None:
    """The condition of one comparison, true of a person within the limit."""
    fact = lab.times if each.times_limit else lab.fact
    value = each.number if each.times_limit else (_as_count(each, lab) if lab.count else _converted(each, lab))
    if fact is None or value is None:
        return None
    healthy = (">", ">=") if lab.high_is_good else ("<", "<=")
    if each.operator in ("", "="):
        return f"{fact} {healthy[1]} {value:g}", MEDIUM, "no operator is written: the healthy side is meant"
    forbids = sense is Sense.FORBID
    if forbids and each.operator in healthy:
        if place.section is Section.EXCLUSION and not _MUST.search(place.text):
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
