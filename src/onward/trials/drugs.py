"""Drugs and classes asked for or ruled out: in which setting, how long ago, why they ended, and with what exceptions.

Names are found by looking words up, not by patterns: a text is read once, word by word. What an exception or a detail
that is
not read hangs on stays open (`unread_detail`): the criterion then neither passes nor fails anybody it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onward.trials.clauses import Clause
from onward.trials.drug_words import FOR_SOME, PROGRESSED, setting_of
from onward.trials.folded import Folded, by_first_letter
from onward.trials.forbidden_drugs import forbidden
from onward.trials.lexicon import DrugNames, Mention
from onward.trials.polarity import Sense, opens, sense_at, sense_of
from onward.trials.required_drugs import required
from onward.trials.sections import Section
from onward.trials.understood import Understood

_HISTORY = Folded(
    r"\bpd\s+(?:on|after|during|following)\b|\b(?:prior|previous(?:ly)?|received?|receiving|treated|exposure|exposed|"
    r"progress\w*|refractory|resistan\w+|na[iï]ve|history\s+of\s+(?:treatment|"
    r"therapy)|pre-?treated|had|failed|failure|intoleran\w*|relapse\w*|recurr\w*|"
    r"untreated|undergone|"
    r"current(?:ly)?|concurrent|concomitant|taking|ongoing|treatment\s+with|"
    r"therapy\s+with|use\s+of|on\s+a?\s*stable)\b"
)
_NOT_HISTORY = Folded(
    by_first_letter(
        r"\bstudy\s+(?:treatment|drug|therapy|medication)\s+(?:must|will|should)|eligible\s+(?:for|to\s+\w+)|\btoleran(?:ce|ted)\b|may\s+or\s+may\s+not|"
        r"\bto\s+(?:start|begin|initiate|undergo)\b|can\s+be\s+(?:administered|given|continued)|must\s+be\s+(?:discontinued|stopped|complied)|into\s+arm\b|indication\s+other|other\s+indication|hypersensitiv|allerg|contra-?\s?indicat|candidate|eligible\s+(?:for|"
        r"to\s+receive)|plan(?:ned|ning|s)?\b|intend|scheduled|will\s+(?:be|"
        r"receive)|willing|agree|suitable\s+for|appropriate\s+for|amenable|intolerance\s+to\s+(?:any|"
        r"study)|to\s+be\s+treated|"
        r"to\s+receive|toxicit|adverse|recover|side[\s-]+effect|excipient|\bsensitivity\s+(?:to|\(|attrib)|"
        r"(?:has|have|had|need)\s+to\s+start|become\s+eligible|breast-?\s?feed|pregnan|contracept|"
        r"\bmust\s+receive\b|must\s+have\s+been\s+(?:completed|in\b)|vaccin|\bshould\s+receive\b|not\s+yet\s+received|adequate\s+for|discretion|preclude|metabolism|"
        r"\bno\s+evidence\s+of\b|prior\s+to\s+administration\s+of(?!\s+(?:the\s+)?(?:study|first))|"
        r"prescri(?:bing|ption)\s+information|increased\s+risk|\bin\s+(?:women|patients|participants)\s+(?:taking|on)\b|"
        r"neuropathy|cycle\s+of\b|bone\s+marrow\s+transplant|stem\s+cell|dose\s+of\s+(?:doxo|"
        r"epi)|ejection|LVEF|vomit|nausea|emesis|exceeding|following\s+doses|reaction|may\s+start|has\s+not\s+received|"
        r"all\s+(?:FDA|approved|available|standard)|controlled\s+for|ineffective|"
        r"dose\s+reduc|reduction|decrease|"
        r"count(?:ed|s)?\b|does\s+not\s+include|disease\s+is\s+defined\s+as\b|defined\s+as\s+(?:a|any|the)|"
        r"about\s+to|(?<!where )(?<!clinically )(?<!if )indicated|"
        r"capable|initiat|starting|begin|anaphyla|not\s+be\s+(?:an?\s+)?(?:candidate|"
        r"eligible)|unsuitable|considered|offered|refus|decline|unable|standard\s+of\s+care|"
        r"accessible|available"
    )
)
_OF_ANOTHER = re.compile(
    r"s?[\s-]+(?:topo\w*|adcs?\b|antibod\w*|tyrosine|tkis?\b|car\b|bispecific|status|express\w*|positiv\w*|negativ\w*|assay|score|"
    r"vaccine|combination\b(?!\s+of))",
    re.IGNORECASE,
)
"""What stands behind a name and makes another, narrower thing of it."""
_AN_ANTIBODY = re.compile(r"(?:anti\b|anti[\s-]?pd|pd[\s-]?l?1)[^.;,]{0,40}?\s(?:monoclonal\s+)?antibod", re.IGNORECASE)
"""The antibody is the drug itself there, not a narrower thing."""
_STARTS = re.compile(r"\b(?:start|initiation|cycle)\s+of\s+(?:\w+\s+)?$")
"""Before a name: it is the study's own treatment."""
_BY = re.compile(r"s?\s*(?:with|using|by)\s+(?:an?\s+)?")
"""Between a class and the drug that is meant: "hormonal therapy with fulvestrant"."""
_CONDITION = Folded(
    by_first_letter(
        r"^\W*(?:men|males?|(?:pre|peri|post)-?\s?menopausal)\b[^.;]{3,60}\b(?:must|should|need\s+to|are\s+required)\b|"
        r"^\W*(?:for|if|in)\b|\bif\b|\b(?:patients|participants|subjects|those|"
        r"women)\s+(?:with|who\s+(?:have|are|received|had|were)|whose|(?:previously\s+)?(?:treated|"
        r"receiving|taking|on)\b)\s*[^.;]{3,90}?\b(?:must|should|need\s+to|are\s+required|"
        r"will)\b|\bfor\s+(?:patients|participants|those|subjects)\s+(?:who|taking|on|receiving|"
        r"with)|\bwhere\s+(?:\S+\s+){0,3}(?:approved|available)|\bregions\b"
    )
)
_OTHER_CANCERS = Folded(
    by_first_letter(
        r"squamous|pdac\b|crc\b|ovarian|renal\s+cell|RCC\b|nasopharyn|\banal\b|thymic|mesotheli|bladder|"
        r"myeloma|biliary|lung\b|colorectal|melanoma|pancrea|sarcoma|prostat|"
        r"NSCLC|gastric|"
        r"urothel|esophag|HNSCC|head\s+and\s+neck|cervical|endometri|thyroid|"
        r"hepatocell|lymphoma|leuk[ae]mia"
    )
)
_SPARED = re.compile(
    r"\b(?:unless|except\w*|with\s+the\s+exception)\b[^.;]*(?:contra-?\s?indic|ineligible|not\s+(?:a\s+)?(?:candidate|eligible)).*",
    re.IGNORECASE | re.DOTALL,
)
_OF_OTHERS = re.compile(
    r"\bexcept\w*\s+(?:for\s+|in\s+|those\s+)*(?:patients|participants|subjects|those)?\s*with\s+[^.;]*", re.IGNORECASE
)
"""Another cancer's patients, who are spared."""
_DOSES = re.compile(
    r"exceeding|dose\s+of\s+(?:doxo|epi)\w*|following\s+doses|(?:cumulative|lifetime)[^.;]{0,30}dose", re.IGNORECASE
)
"""Words of a dose, which is not read: who had the drug is left open."""
_DEFINED = re.compile(r",?\s*\b(?:as\s+)?defined\s+(?:as|by)\b.*", re.IGNORECASE | re.DOTALL)
_OUTSIDE = re.compile(r"\([^()]*\)")
_ALLOWING = re.compile(
    r"\([^()]*(?<!not )\b(?:allowed|permitted|eligible|acceptable|may\s+have|not\s+required|with\s+or\s+without)\b"
    r"[^()]*\)"
)

_NOT_ASKED_BELOW = re.compile(r"risk\s+factors|increased\s+risk|\bor\s+meets?\b", re.IGNORECASE)
"""Items above that list what raises a risk, or what may stand in the place of something else."""
_OF_A_PART = re.compile(r"\W*(?:part|cohort|arm|module|phase)s?\s+(?:\d\w?|[A-H]\d?|I{1,3}\w?)\b", re.IGNORECASE)
_DOSED = re.compile(r"cumulative|lifetime|mg/m", re.IGNORECASE)


def read_drugs(clause: Clause, names: DrugNames) -> Iterator[Understood]:
    """What a clause asks of earlier and present drugs."""
    if clause.sense in (Sense.PERMIT, Sense.UNCLEAR) or len(clause.low) > 900:
        return
    if not names.may_be_in(clause.low):
        return
    if "combination" in clause.low or "without" in clause.low:
        text = _ALONE_OR_NOT.sub(" ", clause.text)
        clause = replace(clause, text=text, low=text.lower()) if text != clause.text else clause
    clause = _of_those_who_could(clause)
    if clause.section is Section.INCLUSION and (more := clause.low.find(" and if ")) > 0:
        clause = replace(clause, text=clause.text[:more], low=clause.low[:more], open=False)
    mentions = [
        each for each in names.mentions(clause.low) if not clause.low.endswith(("non-", "non ", "non"), 0, each.start)
    ]
    mentions = _told(mentions, clause.low)
    if not mentions:
        return
    if not _of_this_history(clause):
        return
    first = mentions[0]
    sense = _sense(clause, first.start)
    if sense is Sense.FORBID:
        mentions = _of_one_dose(clause, mentions)
        if clause.open != (spared := _is_spared(clause, mentions, names)):
            clause = replace(clause, open=spared)
        yield from forbidden(clause, mentions)
    elif sense is Sense.REQUIRE and clause.section is Section.INCLUSION and not _DOSED.search(clause.low):
        yield from required(clause, mentions)


_ALONE_OR_NOT = re.compile(
    r",?\s*\(?\b(?:either\s+)?(?:alone|as\s+monotherapy|as\s+(?:an?\s+)?(?:single\s+agent|monotherapy))\s+(?:and/or|or)\s+(?:in\s+)?combination"
    r"(?:\s+with\s+(?:an?\s+)?(?:other\s+|another\s+)?\w+(?:\s+(?:therapy|agents?|drugs?|treatments?))?)?\)?|"
    r"\s*\(?\bwith\s+or\s+without\s+(?:an?\s+)?[\w/-]+(?:\s+(?:inhibitors?|therapy|blockade))?\)?",
    re.IGNORECASE,
)
"""A companion that may or may not have been given asks for nothing."""
_OR_INELIGIBLE = re.compile(
    r",?\s*\bor\s+(?:(?:to\s+)?(?:be|are|is|were|was|have|has|been|deemed|considered|found)\s+)*"
    r"(?:ineligible|not\s+(?:be\s+)?(?:an?\s+)?(?:eligible|candidates?|suitable)|unsuitable)\b[^.;]*",
    re.IGNORECASE,
)
"""Who could not have the drug is spared; nothing is ruled out."""
_ASKED = re.compile(r"\b(?:must|should|required|need)\b|^\W*(?:prior|previous|received|has|have|had)\b", re.IGNORECASE)


_IF_FITTING = re.compile(
    r",?\s*\(?\b(?:if|when|where|as)\s+(?:[^.;()]{0,50}\s)?(?:appropriate|indicated|available|approved|accessible|eligible|tolerated|applicable|feasible)\b"
    r"[^.;()]*\)?",
    re.IGNORECASE,
)
"""Of whom the drug is asked is left open: "if clinically appropriate"."""
_TO_GO_ON = re.compile(
    r",?\s*\b(?:with|and)\s+(?:the\s+|a\s+)?(?:plans?|intent\w*)\s+to\s+(?:continue|remain|stay)\b[^.;]*", re.IGNORECASE
)
_SPARING = ("eligible", "candidate", "suitable", "if ", "when ", "where ", "plan", "inten", "as ", "defined")


def _of_those_who_could(clause: Clause) -> Clause:
    """A requirement without "or be ineligible for it" and "if appropriate", left open for those."""
    if clause.section is not Section.INCLUSION or not any(map(clause.low.__contains__, _SPARING)):
        return clause
    kept = _TO_GO_ON.sub("", clause.text) if "plan" in clause.low or "inten" in clause.low else clause.text
    if "defined" in clause.low and PROGRESSED.search(head := _DEFINED.sub("", kept)):
        clause, kept = replace(clause, open=True), head
    if kept != clause.text:
        clause = replace(clause, text=kept, low=kept.lower())
    text = _IF_FITTING.sub("", _OR_INELIGIBLE.sub("", clause.text))
    if text == clause.text or not _ASKED.search(text) or sense_of(text, clause.section) is not Sense.REQUIRE:
        return clause
    return replace(clause, text=text, low=text.lower(), sense=Sense.REQUIRE, open=True)


_SPARES = Folded(
    r"\b(?:allowed|permitted|permissible|eligible|acceptable|exceptions?|however|unless|may|except\w*|not\s+(?:be\s+)?excluded|if)\b"
)
_OTHER_TREATMENT = Folded(
    r"radio\w+|radiation|surgery|bisphosphonate|denosumab|steroid|replacement|vaccin|scan|imaging|biops"
)


def _only_adjuvant(clause: Clause) -> bool:
    """Whether what stands below allows adjuvant treatment alone, which "for metastatic disease" does not rule out."""
    return (
        "adjuvant" in clause.below and "metast" not in clause.below and setting_of(clause, forbid=True) == "metastatic"
    )


def _is_spared(clause: Clause, mentions: list[Mention], names: DrugNames) -> bool:
    """Whether what hangs on a clause is about the drugs that it rules out: "prior radiotherapy is allowed" is not."""
    place = clause.whole.find(clause.low)
    if place < 0 or opens(clause.low) or (clause.open and _SPARES.search(clause.low)):
        return clause.open
    if clause.open and clause.below and not _only_adjuvant(clause):
        return True
    for sentence in re.split(r"[.;]\s+|\bnote\s*:", clause.whole[place + len(clause.low) :]):
        if not _SPARES.search(sentence):
            continue
        others = names.mentions(sentence)
        if not others and not _OTHER_TREATMENT.search(sentence):
            return True
        if any(
            one.means == each.means or one.means in each.classes or each.means in one.classes
            for one in others
            for each in mentions
        ):
            return True
    return False


def _of_one_dose(clause: Clause, mentions: list[Mention]) -> list[Mention]:
    """Of doses of several drugs and of their class, the class."""
    if not _DOSED.search(clause.low):
        return mentions
    classes = [each for each in mentions if each.classes and any(each.means in other.classes for other in mentions)]
    return classes or mentions


_UNTREATED = re.compile(
    r"\b(?:un-?treated|unexposed|not\s+(?:been\s+)?previously\s+treated)\s+(?:with|by|to)\b", re.IGNORECASE
)
_ITS_OWN_NOT = re.compile(
    r"\bnon[\s-]?(?=(?:operable|resectable|metastatic|curative|measurable|visceral|amenable)\b)|"
    r"\bnot\s+(?:amenable|suitable|resectable|operable|candidates?|curable|surgically)\b[^,;.]*",
    re.IGNORECASE,
)
"""Denials of how far the disease can be treated: they deny no drug that is named later."""


def _sense(clause: Clause, at: int) -> Sense:
    """Whether a drug is asked for or ruled out."""
    if clause.section is not Section.INCLUSION:
        return clause.sense_at(at)
    if re.search(r"na[iï]ve", clause.low) or _UNTREATED.search(clause.text, 0, at):
        return Sense.FORBID
    text = _ITS_OWN_NOT.sub(lambda found: " " * len(found[0]), clause.text) if "no" in clause.low else clause.text
    return sense_at(text, at, clause.section, clause.sense)


def _of_this_history(clause: Clause) -> bool:
    """Whether a clause tells what this patient was given, and neither another cancer's nor one part's of the study."""
    history = _HISTORY.search(clause.low) or _HISTORY.search(clause.parent) or "naiv" in clause.low
    told = _OUTSIDE.sub(" ", clause.text)
    if clause.section is Section.INCLUSION:
        told = _SPARED.sub(" ", told)
    elif _DOSED.search(told):
        told = _DOSES.sub(" ", told)
    whole = _OF_OTHERS.sub(" ", clause.whole) if "except" in clause.whole else clause.whole
    if not history or _NOT_HISTORY.search(told) or _OTHER_CANCERS.search(whole):
        return False
    if _OTHER_CANCERS.search(f"{clause.parent} {clause.scope}") or _NOT_ASKED_BELOW.search(clause.parent):
        return False
    if not clause.scope and (_OF_A_PART.match(clause.whole) or FOR_SOME.match(clause.whole)):
        return False
    if clause.section is Section.EXCLUSION:
        return True
    return not (_CONDITION.search(clause.text) or (not clause.first and "single agent" in clause.low))


def _allowed(low: str) -> list[tuple[int, int]]:
    """Brackets that allow what they name: "(prior CDK4/6 inhibitors are allowed)"."""
    return [each.span() for each in _ALLOWING.finditer(low)] if "(" in low else []


def _told(mentions: list[Mention], low: str) -> list[Mention]:
    """The mentions without abbreviations in brackets ("antibody-drug conjugate (ADC)") and without what is only
    planned."""
    if not mentions:
        return mentions
    beyond = re.search(r"\bfor\s+(?:which|whom)\b", low)
    allowed = _allowed(low)
    return [
        each
        for number, each in enumerate(mentions)
        if not (number and low[mentions[number - 1].end : each.start].strip() in ("(", "s ("))
        and not (not number and low.endswith("(", 0, each.start) and low[each.end :].startswith((")", "s)")))
        and not (_OF_ANOTHER.match(low, each.end) and not _AN_ANTIBODY.match(low, each.start))
        and not _STARTS.search(low[max(0, each.start - 40) : each.start])
        and not (
            number + 1 < len(mentions)
            and each.means in mentions[number + 1].classes
            and _BY.fullmatch(low[each.end : mentions[number + 1].start])
        )
        and not (beyond and each.start > beyond.start())
        and not any(start < each.start < end for start, end in allowed)
    ]
