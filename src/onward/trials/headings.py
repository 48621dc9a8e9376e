"""Lines that are headings: which list follows (inclusion or exclusion), for which part of the study or which people.

"Selected Exclusion Criteria:", "Part 1 (Dose Escalation) Inclusion Criteria", "Patients with any of the following will
be excluded:", "Critères de non-inclusion". A list taken for the other one turns every requirement of it round, so that
every way of writing such a line counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading of a list says."""

    out: bool
    """Whether it is a list of exclusions."""
    scope: str | None = None
    more: str = ""
    """What follows it on the same line."""


_SECTION = re.compile(
    r"^[\W\d]*(?:key |main |major |general |additional |core |other |patient |subject |participant )*"
    r"(?:(?P<out>exclusion|non-?inclusion|not eligible|ineligib\w+)|(?P<in>inclusion|eligib\w+))\s*"
    r"(?:and\s+exclusion\s+)?(?:criteri\w+|requirements?)?\b(?P<rest>[^:\n]{0,90}):?\s*(?P<more>.*)$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"^\W*(?P<before>(?:[A-Z0-9(][\w()/+&,.'’–-]*(?:\s+(?:(?:of|for|the|in|and|to|a|only|with)\b|[A-Z0-9(&+/-][\w()/+&,.'’–-]*|[a-z]+(?=\s+(?:ex|in)clusion)))*\s+)?)"
    r"(?:[Tt]he\s+)?(?:(?P<out>(?i:exclusion|non-?inclusion))|(?i:inclusion|eligibility))\s+(?i:criteri(?:a|on|um)s?)\b"
    r"(?P<rest>(?:\s*[-–:(]|\s+(?:for|in|of|at|to|all|only|-|–)\b)[^:]{0,180}|)\s*:*\s*$"
)
"""A line that is nothing but a title, whatever word stands before "Inclusion Criteria"."""
_ONLY_OUT = re.compile(r"^[\W\d]*[A-Z][A-Z\s()/&,-]{2,60}\s(?:(?P<out>EXCLUSIONS?)|INCLUSIONS?)\W*$")
_LISTED = re.compile(
    r"^\W*(?:the\s+)?(?:main|key|major|principal|primary|following|general)?\s*(?:(?P<out>exclusion)|inclusion)\s+criteri\w+\s+"
    r"(?:include|includes|are|were|will\s+include|consist)\b[^:]{0,80}:\s*$",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"^\W*(?:principa\w+\s+)?crit\w{3,6}\s+(?:d\W?e?i?|da)\s*"
    r"(?:(?P<out>non[- ]?inclu\w+|exclu\w+|esclu\w+|no\s+inclu\w+)|inclu\w+)"
    r"(?P<rest>[^:]{0,60}):?\s*$|^\W*(?:(?P<out2>Ausschluss)|Einschluss)kriterien\s*:?\s*$",
    re.IGNORECASE,
)
"""The same in Spanish, French, Italian, Portuguese and German."""
_BOTH = re.compile(
    r"\b(?:in|ex)clusion\s*(?:/|or|and|&)\s*(?:in|ex|es)clusion|\bcriteri\w+\s+(?:may|will|must|apply|can)\b",
    re.IGNORECASE,
)
_KEEPS_OUT = re.compile(
    r"\b(?:(?:will|shall|must|should|can|may)\s+(?:be\s+excluded|not\s+(?:be\s+)?(?:eligible|included|enrol\w*|participate|enter|have|meet))|"
    r"cannot\s+(?:be\s+)?(?:eligible|included|enrol\w*|participate|enter)|"
    r"(?:are|is)\s+(?:to\s+be\s+)?(?:excluded|ineligible|not\s+(?:to\s+be\s+)?(?:eligible|included|enrol\w*)))\b",
    re.IGNORECASE,
)
_LETS_IN = re.compile(
    r"\b(?:must|should|have\s+to|need\s+to|who)\s+(?:also\s+)?(?:meet|fulfil+|satisfy)\s+(?:all|each|every|the)\b|"
    r"\beligible\b[^.:]{0,60}\b(?:if|when)\b[^.:]{0,30}\b(?:all|the)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:following|criteria|below|any\s+of|if)\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:in|for|of)\s+(?:the\s+)?((?:[\w+/-]+\s){0,3}(?:group|cohort|arm|part|phase|sub-?study|expansion|escalation)(?:\s+[A-Z0-9]\w?)?)\b",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"^\W*additional\s+criteri\w+\s+for\s+(?:inclusion|(?P<out>exclusion))\s+(?:in|into|from|to|for)\s+(?P<whom>.{3,120}?):?$",
    re.IGNORECASE,
)
"""A heading of criteria that are added for a part of the study."""
_SCOPE = re.compile(
    r"\b(?:cohorts?|arms?\b|phase\s*[1-4IVab]+|parts?\s*[1-4A-D]|groups?\s*[1-9A-D]|"
    r"module|sub-?study|expansion|escalation|run-?in|(?:population|design|panel|stratum)\s*[0-9A-D]|"
    r"treatment (?:phase|cohort)|screening|pre-?screening|step \d|stage \d of the study|combination)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:physicians?|providers?|clinicians?|care-?givers?|partners?|spouses?|healthy\s+(?:controls?|volunteers?|subjects?)|"
    r"controls?\s+(?:group|subjects?)|staff|family\s+members?|relatives)\b",
    re.IGNORECASE,
)
"""People who are no patients: what is asked of them is asked of nobody else."""
_PATIENTS = re.compile(r"\b(?:patients?|survivors?|subjects|participants)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|both|either)\s+(?:(?:of|the|these|study|trial|treatment|dose|dosing|eligible|enrolled|two|three|four|five|other|\d+)\s+){0,3}(?:arms|cohorts|parts|phases|modules|groups|participants|patients|subjects)\b|"
    r"\bphase\s*(?:1|I)\s+and\s+(?:phase\s*)?(?:2|II)\b",
    re.IGNORECASE,
)
"""Headings of criteria that are for every part."""
_STEP = re.compile(
    r"\b(?:steps?\s*\d|(?:pre-?)?registration|randomi[sz]ation|(?:pre-?)?screening|(?:primary|first)\s+treatment|enrol?lment)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:cohorts?|arms?|phase|part|module|group|sub-?study|stage|expansion|escalation|combination)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\b(?:must|should|have|has|following|defined)\b", re.IGNORECASE)


_BARE_PART = re.compile(
    r"\W*(?:panel|part|cohort|arm|phase|module|group|sub-?study|population|design|stratum)\s+(?:[A-H]\d{0,2}|\d{1,2}[A-Za-z]?|[IVX]{1,4}[ab]?)\s*:?",
    re.IGNORECASE,
)
_CRITERIA_FOR = re.compile(
    r"\W*((?:Additional|Specific|Further|Other)\s+(?:[\w-]+\s+){0,2}(?:Criteria|Requirements)\s+(?:for|of|specific\s+to)\s+[^:.]{3,280}):\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PEOPLE = re.compile(r"\b(?:participants|patients|subjects)\b", re.IGNORECASE)
_LETTERED = re.compile(
    r"\b(?:parts?|cohorts?|arms?|phases?|modules?|groups?|panels?|sub-?stud(?:y|ies)|populations?|designs?|strat(?:um|a))(?:\s+|(?=\d))(?:[A-H]\d{0,2}|\d{1,2}[A-Za-z]?|[IVX]{1,4}[ab]?)\b",
    re.IGNORECASE,
)
"""A part by its letter or number: "all participants" beside it are those of that part."""


def section_of(text: str, marked: bool, at_margin: bool) -> Heading | None:
    """The list that a line begins; nothing where it is no such heading."""
    low = text[:300].lower()
    if any(map(low.__contains__, _PIECES)) and (found := _title(text, marked)):
        return found
    return _sentence(text) if at_margin and not marked else None


_PIECES = ("criteri", "clusi", "eligib", "kriteri", "crit\u00e8r", "crit\u00e9r")
"""One of which is in every title of a list."""


def _title(text: str, marked: bool) -> Heading | None:
    if added := _ADDED.match(text):
        return Heading(added["out"] is not None, added["whom"])
    heading = _SECTION.match(text)
    if heading and _is_section(text, marked):
        more = heading["more"].strip(" .;")
        return Heading(heading["out"] is not None, _scope(heading["rest"]), "" if _sentence(more) else more)
    if len(text) > _LONGEST or _BOTH.search(text):
        return None
    if not marked and (titled := _TITLED.match(text)):
        return Heading(titled["out"] is not None, _scope(titled["before"]) or _scope(titled["rest"]))
    if words := _ONLY_OUT.match(text):
        return Heading(words["out"] is not None, _scope(text.rstrip(" :")))
    if abroad := _ABROAD.match(text):
        return Heading((abroad["out"] or abroad["out2"]) is not None, _scope(abroad["rest"] or ""))
    listed = None if marked else _LISTED.match(text)
    return Heading(listed["out"] is not None) if listed else None


_SHORT, _LONGEST = 20, 220
"""How long titles and sentences are that begin a list."""


def _sentence(text: str) -> Heading | None:
    """A whole sentence that begins a list: "Patients with any of the following will be excluded:"."""
    if (
        not (text.endswith((":", ".", "following")) and 20 < len(text) <= 200)
        or ". " in text
        or not _WHICH.search(text)
    ):
        return None
    out, lets = _KEEPS_OUT.search(text), _LETS_IN.search(text)
    if not (out or lets) or (not text.endswith(":") and "criteria" not in text and "of the following" not in text):
        return None
    group = _GROUP.search(text)
    named = group[1].strip() if group and not for_everybody(text) else None
    return Heading(out is not None, named)


def _is_section(text: str, marked: bool) -> bool:
    """A heading stands alone or ends in a colon; "Exclusion of pregnancy" within a sentence is none."""
    text = text.strip()
    if ":" in text[:130]:
        head = text.split(":")[0]
        return len(head) <= _A_HEAD and ("riteri" in head or "RITERI" in head or _PROSE.search(head) is None)
    bare = re.fullmatch(r"(?:inclusion|exclusion)s?\.?", text, re.IGNORECASE) is not None and not marked
    return bare or (len(text) <= 60 and "criteri" in text.lower())


_A_HEAD = 110
_PROSE = re.compile(r"\b(?:of|is|was|will|must)\b", re.IGNORECASE)
"""In words that are no heading: "Inclusion of minorities: ..."."""


def _scope(said: str) -> str | None:
    """The part or the people that a title names; nothing where it names all of them."""
    said = balanced(said.strip(" -–,:"))
    if not said or for_everybody(said):
        return None
    if _OTHERS.search(said) and not _PATIENTS.search(said):
        return said
    return said if _SCOPE.search(said) else None


def balanced(label: str) -> str:
    """A label without a bracket that nothing opens or closes.

    >>> balanced("(Cohort 1 (expansion)")
    'Cohort 1 (expansion)'
    """
    if label.startswith("(") and label.endswith(")") and label.count("(") == label.count(")") == 1:
        return label[1:-1].strip()
    while label.count("(") > label.count(")") and label.startswith("("):
        label = label[1:].strip()
    while label.count(")") > label.count("(") and label.endswith(")"):
        label = label[:-1].strip()
    return label if label.count("(") <= label.count(")") else f"{label})"


def for_everybody(heading: str) -> bool:
    """Whether a heading names every part of the study, or a step that everybody passes (screening, randomisation)."""
    found = _ALL.search(heading)
    if found is not None and _PEOPLE.search(found[0]) and _LETTERED.search(heading):
        return False
    return found is not None or (_STEP.search(heading) is not None and _PART.search(heading) is None)


def all_parts(text: str) -> bool:
    """Whether a short line with a colon says that what follows is for every part again."""
    return (
        len(text) <= _A_TITLE and _SCOPE.search(text) is not None and _ASKS.search(text) is None and for_everybody(text)
    )


_A_TITLE = 100


def part_of(text: str) -> tuple[str, str] | None:
    """The part that a line names by itself ("Panel 1"), or before its colon ("Additional Criteria for Arm C: One ..."),
    and what follows there."""
    if _BARE_PART.fullmatch(text):
        return text.rstrip(": "), ""
    found = _CRITERIA_FOR.match(text)
    if found is None or for_everybody(found[1]):
        return None
    return balanced(found[1].strip()), found[2].strip()


def begins_part(text: str) -> bool:
    """Whether a line begins with a part by its letter or number: "PART 2B (expansion): ..."."""
    found = _LETTERED.search(text[:_A_START])
    return found is not None and _BEFORE_PART.fullmatch(text[: found.start()]) is not None


_A_START = 60
_BEFORE_PART = re.compile(r"\W*(?:for\s+)?(?:the\s+)?", re.IGNORECASE)


def names_part(text: str) -> bool:
    """Whether a heading names a part of the study; "on the screening scan, patients must have:" does not."""
    found = _SCOPE.search(text)
    if found is None:
        return False
    aside = found[0].lower() in ("screening", "combination", "arm", "arms", "expansion", "escalation")
    return not aside or (found.start() <= 30 and not _ASKS.search(text))
