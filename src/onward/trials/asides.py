"""Items that ask nothing of a medical record: consent, contraception, tissue to hand in, headings, notes,
permissions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onward.trials.clauses import parts_of
from onward.trials.polarity import Sense, sense_of
from onward.trials.sections import Item
from onward.trials.word_starts import starts_of, starts_of_keys

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "consent",
        (
            "informed consent",
            "consent form",
            "consent document",
            "written consent",
            "give consent",
            "provide consent",
            "hipaa",
            "authorized representative",
            "acceptable representative",
            "legally incompetent",
            "signed consent",
        ),
    ),
    (
        "contraception",
        (
            "contracepti",
            "childbearing potential",
            "child-bearing potential",
            "child bearing potential",
            "reproductive potential",
            "fertile",
            "birth control",
            "abstinence",
            "abstain",
            "sperm",
            "donate egg",
            "donate ova",
            "effective method",
            "barrier method",
            "intrauterine",
            "vasectom",
            "sexually active",
        ),
    ),
    (
        "tissue",
        (
            "archival t",
            "tissue block",
            "tissue sample",
            "tumor sample",
            "tumour sample",
            "tissue specimen",
            "tumor specimen",
            "paraffin",
            "ffpe",
            "blood sample",
            "biopsy is",
            "biopsies are",
            "biopsy must",
            "amenable to biops",
            "consent to biops",
            "accessible for biops",
            "undergo biops",
            "undergo a biops",
            "biopsiable",
        ),
    ),
    (
        "willing",
        (
            "willing",
            "ability to comply",
            "able to comply",
            "able to swallow",
            "ability to understand",
            "unable to comply",
            "inability to comply",
            "comply with",
            "compliance",
            "noncomplian",
            "non-complian",
            "able to participate",
            "able to complete",
            "adhere to",
            "geographic",
            "english",
            "smartphone",
            "questionnaire",
            "able to understand",
            "able to read",
            "cooperate",
            "follow-up visits",
        ),
    ),
    (
        "investigator",
        (
            "opinion of",
            "investigator's opinion",
            "investigator's judg",
            "judgment of",
            "judgement of",
            "investigator discretion",
            "protocol-defined",
            "protocol defined",
            "other protocol",
            "may apply",
            "main inclusion",
            "main exclusion",
            "not limited to the following",
            "principal investigator",
            "insurance",
            "vulnerable",
            "guardian",
            "imprison",
            "prisoner",
            "detain",
        ),
    ),
    (
        "study",
        (
            "participation in another",
            "participating in another",
            "enrolled in another",
            "enrolment in another",
            "enrollment in another",
            "participation in other",
            "concurrent participation",
            "registration procedure",
            "participating in any other",
            "participated in another",
        ),
    ),
)
"""Pieces of text, lower case, any of which makes an item one of these."""
_ANY = tuple(piece for _, pieces in _KINDS for piece in pieces)
_STARTS = starts_of_keys(_ANY)
_STARTS_OF = tuple(starts_of_keys((*pieces, "unwilling", "nonchildbearing", "infertile")) for _, pieces in _KINDS)
_HEADING = re.compile(
    r"(?:following|criteria|below|as\s+follows|defined\s+as|include|including|"
    r"by|must|have|has|of|either|any)\s*:?\s*$|:\s*$",
    re.IGNORECASE,
)


def aside_of(item: Item, has_children: bool, parent: Item | None) -> str:
    """Why an item asks nothing of a record; empty where it may ask something."""
    text = item.text
    if item.note:
        return "note"
    if has_children and _HEADING.search(text[-40:]):
        return "heading"
    if len(text) < 4:
        return "empty"
    if len(text) < _A_WORD and _ONLY_A_WORD.fullmatch(text):
        return "heading"
    low = text.lower()
    if "consent" in low or "signing" in low:
        low = _AT_CONSENT.sub(" ", low)
    own = starts_of(low)
    if not _STARTS.isdisjoint(own):
        head = low if len(low) < _LONG else low[: _LONG // 2]
        for (kind, pieces), starts in zip(_KINDS, _STARTS_OF, strict=True):
            if not starts.isdisjoint(own) and any(map(head.__contains__, pieces)):
                return kind
    return "permission" if _only_permits(text, item) else _of_parent(parent)


_A_WORD = 60
_ONLY_A_WORD = re.compile(
    r"\W*(?:age|sex|menopausal\s+status|performance\s+status|life\s+expectancy|h[a]?ematopoietic|h[a]?ematologic(?:al)?|hepatic|renal|"
    r"cardiovascular|pulmonary|coagulation|(?:chemo|radio|immuno|biologic\s+|endocrine\s+|radiation\s+)therapy|surgery|other|"
    r"laboratory\s+(?:values|requirements)|(?:prior|previous)\s+(?:treatment|therapy)|disease\s+(?:characteristics|indication)|"
    r"(?:patient\s+characteristics:?\s*)?(?:hormone\s+receptor\s+status:?\s*)?"
    r"(?:not\s+specified(?:\.\s*\w[\w ]{0,30})?)|hormone\s+receptor\s+status|"
    r"see\s+disease\s+characteristics|(?:both\s+)?(?:fe)?males?\s+(?:or|and|/)\s+(?:fe)?males?(?:\s+(?:patients|sex|subjects|participants))?(?:\s+eligible)?)\W*",
    re.IGNORECASE,
)
"""Headings of old records, and words that leave everybody in."""
_LONG = 400
"""Of longer items only the beginning says what they are about."""
_AT_CONSENT = re.compile(
    r"\b(?:prior\s+to|before|at|time\s+of|of|from|after)\s+(?:the\s+)?(?:(?:time\s+of\s+)?(?:signing|signature|providing|giving|date)\s+"
    r"(?:of\s+)?)?(?:the\s+|an?\s+)?(?:written\s+)?(?:informed\s+)?consent(?:\s+form)?|\bat\s+(?:the\s+)?time\s+of\s+signing\b"
)
"""When something has to be so, not that consent is given."""
_BRACKETS = re.compile(r"\([^()]*\)")
_ASKS = re.compile(
    r"\b(?:must|(?<!not )require[sd]?|should|only)\b|^\W*(?:no|not)\b|\bno\s+(?:more|prior|other)\b", re.IGNORECASE
)


def _only_permits(text: str, item: Item) -> bool:
    """Whether the first statement of an item allows, and asks for nothing."""
    first = parts_of(_BRACKETS.sub(" ", text))[0]
    return sense_of(first, item.section) is Sense.PERMIT and not _ASKS.search(first) and not _AFTER_A_TIME.search(text)


_AFTER_A_TIME = re.compile(
    r"\b(?:therap|treat|chemo|radi|surg|drug|agent|inhibitor)\w*\b[^.;]{0,120}\b(?:if|provided|as\s+long\s+as|when)\b[^.;]{0,90}"
    r"(?:≥|>|\bat\s+least|\bmore\s+than|\bbefore|\bprior\s+to)[^.;]{0,20}\d[^.;]{0,6}\b(?:day|week|month|year)",
    re.IGNORECASE,
)
"""A treatment that is allowed only a time ago: that is asked."""


def _of_parent(parent: Item | None) -> str:
    """What stands below an item about contraception is about it too."""
    if parent is None:
        return ""
    found = aside_of(parent, False, None)
    return found if found in ("contraception", "consent", "tissue") else ""


def children_of(items: Sequence[Item]) -> dict[int | None, list[Item]]:
    """The items below each, by its number; those of the list itself under ``None``."""
    found: dict[int | None, list[Item]] = {}
    for item in items:
        found.setdefault(item.parent, []).append(item)
    return found
