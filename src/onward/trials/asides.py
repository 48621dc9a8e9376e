"""Items that ask nothing of a medical record: consent, contraception, tissue to hand in, headings, notes,
permissions."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    low = text.lower()
    if _STARTS.isdisjoint(starts_of(low)) or not any(map(low.__contains__, _ANY)):
        return "permission" if sense_of(low, item.section) is Sense.PERMIT else _of_parent(parent)
    for kind, pieces in _KINDS:
        if any(map(low.__contains__, pieces)):
            return kind
    return "permission" if sense_of(low, item.section) is Sense.PERMIT else _of_parent(parent)


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
