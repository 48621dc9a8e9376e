"""Items become clauses: one statement each, with what it does (asks, forbids, allows), whom it is for, and what hangs
on it.

An item may only detail its parent ("postmenopausal is defined as any of: ..."), be one alternative among its
siblings, or
concern one cohort; what is read from it is worth less or nothing then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onward.trials.folded import Folded
from onward.trials.polarity import Sense, opens, sense_at, sense_of
from onward.trials.scopes import inherited, lead_scope, own_scope, parts_within
from onward.trials.scopes import scope_in as scope_in
from onward.trials.sections import Item, Section


@dataclass(slots=True, kw_only=True)
class Clause:
    """One statement of an item."""

    text: str
    low: str
    section: Section
    sense: Sense
    scope: str
    parts: str
    """Other parts of the study that it names somewhere; what is read from it is for those, if for no other."""
    choice: bool
    """Whether it is one of several ways that the item tells, or said of some: nobody is kept out by it alone."""
    first: bool
    """Whether it is the first of its item."""
    open: bool
    """Whether an exception, or a detail that is not read, hangs on it: what it forbids may still be allowed."""
    parent: str
    """The text of the item above, lower case."""
    below: str
    """The text of the items under it, lower case."""
    whole: str
    """The text of the whole item, lower case."""

    def sense_at(self, at: int) -> Sense:
        """What it does with what stands at a place in it."""
        return sense_at(self.text, at, self.section, self.sense)


_SPLIT = re.compile(
    r"[.;](?:(?<=[\w)\]%\"'*][.;])(?<!e\.g\.)(?<!i\.e\.)(?<!\beg\.)(?<!\bie\.)\s+(?=[A-Z(\"*-])|(?<=;)\s+|(?<=\.)\s+\*\s)|"
    r"\s(?:\s*and,?\s+(?=for\s+(?:arm|cohort|part|phase)\s+\w+,)|"
    r"(?=\s*(?:For\s+)?(?:Design|Cohort|Arm|Part|Phase|Group|Population|Module)\s+[A-Z0-9]\w{0,2}\s*(?:\([^()]{0,40}\)\s*)?:)"
    r"(?<!the\s)(?<!or\s)(?<!For\s)(?<!and\s)(?<!,\s)(?<!in\s)(?<!of\s)(?<!only\s)\s*|"
    r"\s*(?=(?:NOTE|Note|Exception|EXCEPTION)S?\s?:)|-\s{1,3}(?=[A-Z]))"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_TESTING = Folded(r"\btest(?:ing|s)?\b[^.;]{0,30}\bnot\b|\bno\s+\S+\s+test")
_EXCEPTION = re.compile(r"\W*(?:exceptions?|unless|except|however|note)\b(?![^.]*\btest)", re.IGNORECASE)
ANY_OF = re.compile(
    r"\b(?:one|1|any|either|at\s+least\s+(?:one|1)|one\s+or\s+more|two|2)\s+(?:or\s+more\s+)?(?:of\s+)"
    r"?(?:the\s+)?(?:following|criteria|below|these)|\beither\s*:|"
    r"\beither of\b|\bone of\b|\b1 of\s*(?::|the\s+(?:following|criteria)|these)|any of",
    re.IGNORECASE,
)
_OWN_MUST = re.compile(r"\W*(?:the\s+)?(?:(?:patients?|participants?|subjects?)\s+)?must\s+(?!not\b)")
_DEFINES = re.compile(
    r"\b(?:is|are|be|as)\s+(?:further\s+)?(?:defined|considered|characteri[sz]ed)|"
    r"\bdefined\s+(?:as|by)|\bdefinition|\bdefin(?:ed|es)\b|"
    r"\binclude\s*:|methods|contracepti|childbearing|child-bearing|reproductive",
    re.IGNORECASE,
)
_ORGANS = re.compile(
    r"\b(?:organ|marrow|hematolog|haematolog|hepatic|liver|renal|kidney|"
    r"cardiac|laborator|function|coagulation|evidenced)",
    re.IGNORECASE,
)
OR_END = re.compile(r"(?:\bor|\bOR|and/or)\s*[,.;]?\s*$")
_UNLESS = re.compile(r"\b(?:unless|except\w*|if|both|all of the following)\b", re.IGNORECASE)
_IF = re.compile(r"^\W*(?:if|for)\b|\b(?:if|provided|as long as)\b", re.IGNORECASE)
_PERMITTED = Folded(r"\b(?:allowed|permitted|eligible|acceptable|may (?:enroll|participate)|exceptions?)\b")
_FALSE_STEP = re.compile(r"\b(?:must|should)\b", re.IGNORECASE)


def clauses_of(item: Item, items: Sequence[Item], children: Sequence[Item]) -> Iterator[Clause]:
    """The statements of an item, in order; none of an item that only details another."""
    parent = items[item.parent] if item.parent is not None else None
    if item.note:
        return
    if _only_details(item, parent, items) and not _asked_of_women(item, parent):
        return
    texts = parts_of(item.text)
    low = item.text.lower()
    scope = _within(item.scope, inherited(parent, items) if parent is not None else "")
    lows = [low] if len(texts) == 1 and texts[0] is item.text else [text.lower() for text in texts]
    senses = [sense_of(_BRACKETS.sub(" ", text) if "(" in text else text, item.section) for text in texts]
    detailed = bool(children and _PERMITTED.search(" ".join(each.text for each in children)))
    below = " ".join(each.text for each in children).lower() if children else ""
    lead, carried = lead_scope(item.text), ""
    above = parent.text.lower() if parent is not None else ""
    choice = len(texts) > 1 and item.section is Section.INCLUSION and begins_choice(texts[0])
    for number, text in enumerate(texts):
        sense = senses[number]
        if number and item.section is Section.EXCLUSION and sense is Sense.FORBID and not _says_no(text):
            sense = Sense.UNCLEAR
        own = own_scope(text)
        carried = own if own and ":" in text[: len(own) + _LEAD] else carried
        later = zip(texts[number + 1 :], senses[number + 1 :], strict=True)
        opened = detailed or opens(lows[number])
        opened = opened or ("(" in text and sense_of(text, item.section) is Sense.PERMIT)
        opened = opened or any(
            (each is Sense.PERMIT and not _TESTING.search(words)) or _EXCEPTION.match(words) for words, each in later
        )
        yield Clause(
            text=text,
            low=lows[number],
            section=item.section,
            sense=_with_parent(sense, parent, item.section, lows[number]),
            scope=(_within(lead, own or carried) if lead and number else own or carried or lead) or scope,
            parts="" if own else parts_within(lows[number], text),
            choice=choice and number > 0,
            first=number == 0,
            open=opened,
            parent=above,
            below=below,
            whole=low,
        )


_CHOICE_BELOW = re.compile(
    r"\b(?:one|1|any|either|at\s+least\s+(?:one|1))\s+of\s+(?:the\s+)?(?:\w+\s+){0,3}"
    r"(?:following|below|these|criteria|conditions)\b[^.:]{0,60}:|"
    r"\beither\s*:",
    re.IGNORECASE,
)


_LEAD = 20
"""Signs around a part that a statement begins with, up to its colon: it holds for the statements behind it."""


def begins_choice(text: str) -> bool:
    """Whether a first statement says that one of those behind it will do: "one of the two below: a) ...; b)"."""
    return _CHOICE_BELOW.search(text) is not None


def _within(heading: str | None, nested: str) -> str:
    """A part below a heading of a part: both, where neither says the other."""
    if not heading or not nested:
        return heading or nested
    low, other = heading.lower(), nested.lower()
    return heading if other in low else nested if low in other else f"{heading}, {nested}"


def is_alternative(item: Item, items: Sequence[Item], siblings: Sequence[Item]) -> bool:
    """Whether an item is one of several of which one suffices."""
    if item.section is Section.EXCLUSION:
        return False
    if lead_scope(item.text):
        return False
    parent = items[item.parent] if item.parent is not None else None
    if parent is not None and len(siblings) > 1 and ANY_OF.search(parent.text) and not _forbids(parent.text):
        return True
    if _ends_in_or(item.text):
        return True
    place = bisect_left(siblings, item.number, key=lambda each: each.number)
    return place > 0 and _ends_in_or(siblings[place - 1].text)


def _ends_in_or(text: str) -> bool:
    end = text[-14:]
    return ("or" in end or "OR" in end) and OR_END.search(end) is not None


def pair_of(item: Item, siblings: Sequence[Item]) -> tuple[Item, Item] | None:
    """Two items side by side of which the first ends in "or", where the item is one of them and no third belongs."""
    place = bisect_left(siblings, item.number, key=lambda each: each.number)
    start = place if OR_END.search(item.text[-14:]) else place - 1
    pair = tuple(siblings[max(start, 0) : start + 2])
    if len(pair) != 2 or OR_END.search(pair[1].text[-14:]) or not OR_END.search(pair[0].text[-14:]):
        return None
    if start > 0 and OR_END.search(siblings[start - 1].text[-14:]):
        return None
    return pair


_MARKS = (
    ". ",
    "; ",
    "ote:",
    "OTE:",
    "OTES:",
    "ote :",
    "OTE :",
    "ception",
    "CEPTION",
    " - ",
    "and for ",
    "and, for ",
    " For ",
    " Cohort ",
    " Part ",
    " Arm ",
    " Group ",
    " Phase ",
)
"""One of which is in every text that has several statements."""


def parts_of(text: str) -> list[str]:
    """The statements of a text."""
    if len(text) < 40 or not any(map(text.__contains__, _MARKS)):
        return [text]
    return [part for part in (each.strip() for each in _SPLIT.split(text)) if part] or [text]


_BEARING = re.compile(r"\b(?:child-?\s?bearing|reproductive)\b", re.IGNORECASE)
_TESTED = re.compile(r"\bpregnan|\blactat|\bbreast-?\s?feed|\bnursing", re.IGNORECASE)
_EXPLAINED = re.compile(r"\bdefin|\bconsidered\b|\bcontracepti\w+\s*:?$|\bmethods?\b", re.IGNORECASE)


def _asked_of_women(item: Item, parent: Item | None) -> bool:
    """Whether an item below "women of childbearing potential must:" asks for a test or no breastfeeding."""
    return (
        parent is not None
        and _BEARING.search(parent.text) is not None
        and _EXPLAINED.search(parent.text) is None
        and len(item.text) < _A_TEST
        and _TESTED.search(item.text) is not None
    )


_A_TEST = 400


def _only_details(item: Item, parent: Item | None, items: Sequence[Item]) -> bool:
    for _ in range(8):
        if parent is None:
            return False
        if _makes_details(parent.text, parent.section):
            return True
        parent = items[parent.parent] if parent.parent is not None else None
    return False


@lru_cache(maxsize=4096)
def _makes_details(text: str, section: Section) -> bool:
    """Whether what stands below an item only details it."""
    if _ELIGIBLE_UNLESS.search(text) or (section is Section.INCLUSION and _ELIGIBLE_IF_NONE.search(text)):
        return False
    if section is Section.INCLUSION and _MUST_ALL.search(text):
        return False
    if section is Section.EXCLUSION and _OF_A_GROUP.search(text) and not _UNLESS.search(text):
        return False
    if section is Section.EXCLUSION and _ANY_DEFINES.search(text) and not (_UNLESS.search(text) or _WOMEN.search(text)):
        return False
    if _DEFINES.search(text) and not _ORGANS.search(text):
        return True
    if sense_of(text, section) is Sense.PERMIT:
        return True
    words = _UNLESS if section is Section.EXCLUSION else _IF
    return words.search(text) is not None


_ELIGIBLE_UNLESS = re.compile(r"\b(?:not|cannot)\b[^.]{0,60}\beligible\b[^.]{0,60}\bunless\b", re.IGNORECASE)
"""Asks for all that stands below: "cannot be eligible unless all of the following are met"."""
_ELIGIBLE_IF_NONE = re.compile(r"\b(?:ineligible|not\s+(?:be\s+)?eligible)\b[^.]{0,60}\bif\s+any\b", re.IGNORECASE)
_MUST_ALL = re.compile(
    r"\bmust\s+(?:also\s+)?(?:fulfill?|meet|satisfy)\s+all\s+(?:of\s+)?the\s+following\b[^.]{0,40}\bcriteria\b",
    re.IGNORECASE,
)
_ANY_DEFINES = re.compile(
    r"\bdefined\s+(?:as|by)\s+(?:the\s+presence\s+of\s+)?(?:any|one\s+or\s+more|at\s+least\s+one|either|1\s+or\s+more)\b[^.:]{0,40}:?\s*$",
    re.IGNORECASE,
)
"""What is ruled out if any of those below holds: each of them keeps out."""
_WOMEN = re.compile(r"contracepti|child-?\s?bearing|reproductive|menopaus", re.IGNORECASE)
_OF_A_GROUP = re.compile(
    r"\b(?:co-?morbidit\w*|(?:medical|cardi\w+|cardiovascular)\s+(?:conditions?|disease|dysfunction|criteria|events?|history)|"
    r"illness(?:es)?)\b",
    re.IGNORECASE,
)
"""Headings of diseases: what stands below names each of them."""
_SAYS_NO = re.compile(
    r"\W*(?:(?:(?:the\s+)?(?:patients?|subjects?|participants?)\s+)?(?:who\s+)?(?:has|have|had|with)\s+(?:an?\s+)?)?"
    r"(?:known|history|any|prior|active|patients?\s+(?:with|who))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|must|should|may|might|can|will|shall|has|have|had|does|do|allowed|eligible|permitted|acceptable|"
    r"require[sd]?|defined|considered|note|exceptions?|exclud\w+)\b|^\W*(?:for|if|in|on|patients|participants|subjects|women|men|e\.?g|"
    r"controlled|stable|treated|those|adequate\w*|testing|screening)\b",
    re.IGNORECASE,
)


def _says_no(text: str) -> bool:
    """Whether a later statement of an exclusion names something that keeps out, and explains nothing."""
    if sense_of(text, Section.INCLUSION) is Sense.FORBID or _SAYS_NO.match(text):
        return True
    return len(text) < 160 and _VERB.search(text) is None


def _with_parent(sense: Sense, parent: Item | None, section: Section, low: str) -> Sense:
    """An item below "must not have any of these" forbids; one with a "must" of its own is not clear."""
    if parent is None or section is Section.EXCLUSION or sense is not Sense.REQUIRE:
        return sense
    if not _forbids(parent.text) or _ELIGIBLE_UNLESS.search(parent.text):
        return sense
    return Sense.UNCLEAR if _OWN_MUST.match(low) else Sense.FORBID


@lru_cache(maxsize=4096)
def _forbids(text: str) -> bool:
    """Whether an item forbids what stands below it."""
    said = sense_of(text, Section.INCLUSION)
    text = text.rstrip(" :")
    return said is Sense.FORBID or sense_at(text, len(text), Section.INCLUSION, said) is Sense.FORBID
