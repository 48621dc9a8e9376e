"""Medicines beside the treatment of the cancer that a criterion rules out, from ``knowledge/trials/medicines.yaml``.

What is told is that one is not taken. A dose, a way of giving, a reason or an exception leaves the criterion open for
those who take one, and settled for those who do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.reading import Entry
from onward.knowledge.shapes import Flag, Key, ListOf, Record, Text
from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.lexicon import entries_of
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood
from onward.trials.word_starts import starts_of, starts_of_keys

MEDICINES = "knowledge/trials/medicines.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine or kind of medicines as criteria name it."""

    name: str
    fact: str
    inducer: str
    """Of an enzyme: ``fact`` is that of its inhibitors."""
    either: str
    often: bool
    after: str
    starts: frozenset[str]
    pattern: Folded
    near: Folded | None
    unless: Folded | None


_MEDICINE = Record(
    "a medicine",
    {
        "medicine": Key(Text("a name", r"[a-z][a-z0-9-]*"), "Its name.", required=True),
        "fact": Key(Text(), "The fact of taking it."),
        "enzyme": Key(Flag(), "Whether it is an enzyme that medicines inhibit or induce."),
        "inhibitor": Key(Text(), "The fact of taking an inhibitor."),
        "inducer": Key(Text(), "The fact of taking an inducer."),
        "either": Key(Text(), "The fact of taking either."),
        "often": Key(Flag(), "Whether doses and ways of giving leave it open."),
        "after": Key(Text(), "The medicine whose name directly before says it all."),
        "near": Key(Text(), "A pattern that has to stand before."),
        "unless": Key(ListOf(Text()), "Patterns that make something else of it."),
        "keys": Key(ListOf(Text(), at_least=1), "Beginnings of its words.", required=True),
        "texts": Key(ListOf(Text(), at_least=1), "Patterns of its names.", required=True),
    },
)


@lru_cache(maxsize=8)
def read_medicines(content: bytes) -> tuple[Medicine, ...]:
    """The medicines.

    Raises:
        KnowledgeError: the file is wrong; all faults with their places.
    """
    return tuple(_medicine(entry) for entry in entries_of(content, MEDICINES, ListOf(_MEDICINE)))


def _medicine(entry: Entry) -> Medicine:
    unless = entry.several("unless")
    return Medicine(
        name=entry["medicine"],
        fact=entry["fact"] or entry["inhibitor"],
        inducer=entry["inducer"] or "",
        either=entry["either"] or "",
        often=bool(entry["often"]),
        after=entry["after"] or "",
        starts=starts_of_keys(entry.several("keys")),
        pattern=Folded(rf"(?<![\w-])(?:{'|'.join(entry.several('texts'))})(?![\w])"),
        near=Folded(rf"\b(?:{entry['near']})\b") if entry["near"] else None,
        unless=Folded("|".join(unless)) if unless else None,
    )


_USE = Folded(
    r"\b(?:concomitant\w*|concurrent\w*|current\w*|chronic\w*|ongoing|long[- ]term|receiv\w+|receipt|tak(?:e[ns]?|ing)|"
    r"us(?:e|es|ed|ing)|treat(?:ed|ment)|therapy|requir\w+|need|administ\w+|co-?administ\w+|exposed|exposure|medications?|drugs?|"
    r"agents?|substances?|patients?\s+on|is\s+on|are\s+on|or\s+on|off)\b"
)
_LISTED = Folded(
    r"\b(?:medications?|medicines?|drugs?|agents?|substances?|treatments?|therap(?:y|ies)|concomitant|concurrent|receiving|taking|use)\b"
)
"""In the item above: what stands below it is a list of medicines."""
_PART = re.compile(
    r"\b(?:or|and|and/or)\s+(?:(?:is|are|has|have|who)\s+)*(?:currently\s+)?(?:(?:any|on|other|known)\s+)*(?=receiving|taking|received|"
    r"on\b|in\s+need|need\b|use\s+of|requirement|concomitant|concurrent|current|chronic|long|ongoing|treatment\s+with|systemic)|;\s|:\s",
    re.IGNORECASE,
)
_OF_A_DISEASE = Folded(
    r"\b(?:pneumonitis|ILD|interstitial|auto-?immune|metasta\w+|brain|CNS|central\s+nervous|cord|asthma|o?edema|allerg\w*|"
    r"hypersensitiv\w*|intoleran\w*|contra-?\s?indic\w*|unsuitable|unable|prohibit\w*|resistan\w*|refract\w*|reactions?|immunodeficien\w*|"
    r"disorders?|disease|infections?|insufficiency|leptomening\w*|meningitis|toxicit\w*|adverse|hyperglyc\w*|diabet\w*|HIV|"
    r"vaccin\w*|syndrome|thrombo\w*|embol\w*|history\s+of\s+(?!concomitant|chronic))\b"
)
"""Before a medicine in the same part of a statement: it is what the disease is treated with."""
_SPARING = re.compile(
    r"\b(?:unless|except\w*|other\s+than|excluding|with\s+the\s+exception|not\s+including|(?<!not )allowed|"
    r"(?<!not )permitted|but\b(?!\s+not\s+limited)|however|as\s+long\s+as|provided|"
    r"if\b|instead|transition\w*|after\s+discontin\w+|premedication)\b",
    re.IGNORECASE,
)
_LOOSE = Folded(
    r"\bmg\b|\bdoses?\b|\bdosage|\bdosing|chronic|long-?\s?term|requir|\bneed\b|condition|disorder|disease|therapeutic|full|cannot|can\s+not|"
    r"unable|immunosuppress|high|inhaled|topical|reason|physiologic|within|prior\s+to|days|weeks|systemic|any\s+route"
)
_CANNOT_STOP = Folded(
    r"\b(?:cannot|can\s?not|unable|not\s+able|unless|except\w*|discontinu\w*|interrupt\w*|replaced|substitut\w*|alternative|"
    r"investigator|low[- ]dose|minidose|mini-dose|anti-?retroviral|anti-?viral|"
    r"prophyla\w*|narrow|sensitive|scheduled|planned|anticipat\w*)\b"
)
_SOFT = Folded(
    r"\b(?:avoid\w*|caution\w*|discourag\w*|encourag\w*|switched|monitor\w*|informed|consult\w*|discuss\w*|stable\s+(?:regimen|dose|anticoag\w*)|"
    r"acceptable|wash-?\s?out|agree\w*|willing\w*|approved|stable\s+or|or\s+stable|escalat\w*|stopping|investigational\s+product|"
    r"interactions(?=\s*,)|(?:patients|participants|subjects|those)\s+(?:who\s+are\s+)?not\s+(?:on|receiving|taking)|either\s+off)\b|^\W*if\b"
)
_SINCE = Folded(
    r"^\W*(?:at\s+least|more\s+than|≥|>)\s*\d+\s*(?:\([^()]*\)\s*)?(?:days|weeks|months)\b[^.;]{0,40}\bsince\b"
)
_INHIBITS = re.compile(r"inhibit", re.IGNORECASE)
_INDUCES = re.compile(r"\binduc|inhibit\w*/induc|-induc", re.IGNORECASE)
_DONE_TO_IT = re.compile(
    r"[\s)-]*(?:(?:mechanism-based|enzyme|pathway)\s+)?(?:inhibit\w*|induc\w*)(?:\s*(?:/|,|&|or|and|and/or)\s*(?:(?:known|strong|moderate|potent)\s+)*"
    r"(?:inhibit\w*|induc\w*))*",
    re.IGNORECASE,
)
"""Behind an enzyme's name: "CYP3A4 inhibitors or inducers"."""
_EITHER = re.compile(r"\bmodif|\binterfer", re.IGNORECASE)
_KIN = re.compile(r"\bCYP ?-?\d[A-Z]\d*|P-?gp\b|P-?glycoprotein|BCRP|UGT|OATP", re.IGNORECASE)
_JOINED = re.compile(r"(?:\bor|\band|/|,|and/or)\s*(?:the\s+)?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_BUT = re.compile(r",?\s*\b(?:but|however|although)\b", re.IGNORECASE)
_ABOUT = 75
"""So far from an enzyme's name what is done to it is looked for."""


def read_concomitant(clause: Clause, medicines: tuple[Medicine, ...]) -> Iterator[Understood]:
    """The medicines that a clause rules out."""
    own = starts_of(clause.low)
    named = [each for each in medicines if not each.starts.isdisjoint(own)]
    if not named or clause.sense is Sense.UNCLEAR or len(clause.low) > 1200:
        return
    text = clause.text
    if clause.sense is Sense.PERMIT:
        but = _BUT.search(text)
        if but is None or clause.section is not Section.EXCLUSION:
            return
        text = text[: but.start()]
    if _SOFT.search(_BRACKETS.sub(" ", text)):
        return
    for each in named:
        matches = [match for match in each.pattern.finditer(text) if _ruled_out(clause, each, match, text)]
        matches = [match for match in matches if not _said_before(each, match, text, medicines)]
        facts = list(dict.fromkeys(fact for match in matches if (fact := _fact(each, match, text))))
        if facts:
            yield _understood(clause, each, matches[0], text, facts[0] if len(facts) == 1 else each.either)


def _said_before(each: Medicine, match: re.Match[str], text: str, medicines: tuple[Medicine, ...]) -> bool:
    """Whether another name directly before it, or before the bracket that it stands in, makes it one and the same."""
    before = text[: match.start()]
    for other in medicines:
        if other is each:
            continue
        if other.name == each.after and any(
            len(before) - found.end() < _NEAR for found in other.pattern.finditer(before)
        ):
            return True
        start = before.rfind("(")
        inside = start >= 0 and ")" not in before[start:] and not other.inducer
        if inside and any(start - found.end() < _NEAR for found in other.pattern.finditer(before[:start])):
            return True
    return False


def _ruled_out(clause: Clause, each: Medicine, match: re.Match[str], text: str) -> bool:
    before = text[: match.start()]
    if _spared(clause, each, match, text) or _means_another(clause, each, match, text):
        return False
    if clause.section is Section.INCLUSION:
        return clause.sense_at(match.start()) is Sense.FORBID or _SINCE.search(before) is not None
    if clause.sense is Sense.FORBID and clause.sense_at(match.start()) is not Sense.FORBID:
        return False
    return bool(_USE.search(before) or len(before) < _HEAD or _LISTED.search(clause.parent))


def _spared(clause: Clause, each: Medicine, match: re.Match[str], text: str) -> bool:
    """Whether a name stands among exceptions, or is the treatment of metastases in the brain."""
    before = text[: match.start()]
    if any(not _closed(before, one.start()) for one in _SPARING.finditer(before)) or _allowed(text, match.start()):
        return True
    start = max(0, clause.whole.find(clause.low))
    if not clause.first and _EXCEPTIONS.search(clause.whole, 0, start):
        return True
    return each.often and _OF_THE_BRAIN.search(clause.whole, 0, start + match.start()) is not None


def _means_another(clause: Clause, each: Medicine, match: re.Match[str], text: str) -> bool:
    """Whether a name is part of another, or tells with what a disease is treated."""
    near = text[max(0, match.start() - 40) : match.end() + 40]
    if (each.unless is not None and each.unless.search(near)) or _AGAINST.match(text, match.end()):
        return True
    part = _PART.split(text[: match.start()])[-1][-170:]
    if each.near is not None and not (
        each.near.search(part) or (len(part.strip()) < _FEW and _LISTED.search(clause.parent))
    ):
        return True
    if _EARLIER.search(part) and not _NOW.search(text):
        return True
    leads = _LEADS_USE.match(part)
    return _OF_A_DISEASE.search(part if leads is None else leads[0]) is not None


def _closed(before: str, at: int) -> bool:
    """Whether a place stands in a bracket that is closed further on."""
    return before.rfind("(", 0, at) > before.rfind(")", 0, at) and ")" in before[at:]


def _allowed(text: str, at: int) -> bool:
    """Whether a place stands in a bracket that allows what it names."""
    start, end = text.rfind("(", 0, at), text.find(")", at)
    return 0 <= start < end and ")" not in text[start:at] and _LETS.search(text[start:end]) is not None


_EXCEPTIONS = re.compile(r"\b(?:exceptions|permitted|allowed|exempt)\b[^.]*:", re.IGNORECASE)
"""In an earlier sentence: what follows lists what is spared."""
_LETS = re.compile(r"(?<!not )\b(?:allowed|permitted|acceptable|eligible)\b", re.IGNORECASE)
_OF_THE_BRAIN = re.compile(r"\b(?:brain|cns|central\s+nervous)\b", re.IGNORECASE)
"""Before a medicine: it is the treatment of metastases there, and not ruled out by itself."""
_EARLIER = re.compile(r"\b(?:prior|previous(?:ly)?|history\s+of)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_NOW = Folded(r"\b(?:current\w*|concurrent\w*|concomitant\w*|ongoing|within|days?|weeks?|since)\b")
_AGAINST = re.compile(r"\s*(?:treatment|therapy)?\s*for\s+(?:\w+\s+)?(?:pneumon|colitis|ILD|radiation)", re.IGNORECASE)
_NEAR = 24
_FEW = 20
_HEAD = 24
"""A name so near the beginning heads the statement."""
_LEADS_USE = re.compile(
    r"\W*(?:\w+\s+){0,3}?(?:use|receipt|treatment|therapy|requirement|need)\s+(?:of|for|with)\b|\W*(?:\w+\s+){0,4}?(?:receiving|taking|requir\w+)\b",
    re.IGNORECASE,
)


def _fact(each: Medicine, match: re.Match[str], text: str) -> str:
    if not each.inducer:
        return each.fact
    before = _BRACKETS.sub(" ", text[: match.start()])[-_ABOUT:]
    kin = list(_KIN.finditer(before))
    if kin and not _JOINED.search(before):
        before = before[kin[-1].end() :]
        if done := _DONE_TO_IT.match(before):
            before = before[done.end() :]
    after = _BRACKETS.sub(" ", text[match.end() :])[:_ABOUT]
    if other := _KIN.search(after):
        after = after[: other.start()]
    around = re.split(r"[.;]\s", before)[-1] + " " + re.split(r"[.;]\s", after)[0]
    if named := _DONE_TO_IT.match(after):
        around = named[0]
    inhibits, induces = _INHIBITS.search(around), _INDUCES.search(around)
    if (inhibits and induces) or _EITHER.search(around):
        return each.either
    return each.fact if inhibits else each.inducer if induces else ""


def _understood(clause: Clause, each: Medicine, match: re.Match[str], text: str, fact: str) -> Understood:
    loose = (
        text is not clause.text
        or _CANNOT_STOP.search(text) is not None
        or (clause.open and _SPARING.search(clause.whole) is not None)
        or (each.often and _LOOSE.search(text) is not None)
    )
    return Understood(
        kind="concomitant-drug",
        span=text[match.start() : match.end()],
        expression=f"not ({fact} and unread_detail)" if loose else f"not {fact}",
        sure=MEDIUM if loose else HIGH,
        scope=clause.scope,
    )
