"""What people corrected or confirmed: ``knowledge/trials/reviewed/NCT01234567.yaml``, laid over what was read.

A review names an item by its words and says what it asks; ``confirmed: true`` alone takes the reading as it is. What
a review
says of an item stands in the place of everything that was read from it, and the item counts as reviewed everywhere.
Words that
no item has any more (the registry changed) are faults, not silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from onward.knowledge.positions import read_text
from onward.knowledge.reading import Entry, Reading
from onward.knowledge.shapes import Day, Flag, Key, ListOf, Record, Text, Word
from onward.knowledge.types import Knowledge
from onward.logic.parse import parse
from onward.trials.understood import HIGH, LOW, MEDIUM, Criterion, Understood
from onward.values.errors import Fault, KnowledgeError

FOLDER = "knowledge/trials/reviewed/"

_ASKED = Record(
    "a requirement",
    {
        "kind": Key(Text("a kind", r"[a-z][a-z0-9-]*"), "The kind of requirement.", required=True),
        "expression": Key(Text(), "True of a person who meets it.", required=True),
        "sure": Key(Word((HIGH, MEDIUM, LOW)), "How sure; high unless said."),
        "scope": Key(Text(), "The cohort, arm or phase that it is limited to."),
    },
)
_ITEM = Record(
    "a reviewed item",
    {
        "text": Key(Text(), "Its words, whole or from the beginning.", required=True),
        "confirmed": Key(Flag(), "Whether what was read is right as it is."),
        "asks": Key(ListOf(_ASKED), "What it asks; an empty list where it asks nothing that a record answers."),
        "aside": Key(Text(), "Why it asks nothing of a record."),
    },
)
_REVIEW = Record(
    "a review",
    {
        "nct": Key(Text("a number of the registry", r"NCT\d{8}"), "Which study.", required=True),
        "reviewed": Key(Day(), "The day of the review.", required=True),
        "by": Key(Text(), "Who reviewed it, by role.", required=True),
        "items": Key(ListOf(_ITEM, at_least=1), "The items.", required=True),
    },
)


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """What a person said of one item."""

    text: str
    confirmed: bool
    asks: tuple[Understood, ...]
    aside: str
    by: str
    """Who said it, by role, and when."""
    at: Fault
    """Where it stands, as the fault it is when no item has its words."""


def read_reviews(knowledge: Knowledge) -> dict[str, tuple[ReviewedItem, ...]]:
    """All reviews of a knowledge, by study.

    Raises:
        KnowledgeError: a review is wrong; all faults with their places.
    """
    found: dict[str, tuple[ReviewedItem, ...]] = {}
    faults: list[Fault] = []
    for file, content in sorted(knowledge.beside.items()):
        if not file.startswith(FOLDER):
            continue
        entry, wrong = _read(content, file)
        faults += wrong
        if entry is None:
            continue
        by = f"{entry['by']}, {entry['reviewed']}"
        found[entry["nct"]] = tuple(_item(each, by, file, faults) for each in entry["items"])
    if faults:
        raise KnowledgeError(faults)
    return found


def _read(content: bytes, file: str) -> tuple[Entry | None, list[Fault]]:
    node, faults = read_text(content, file)
    reading = Reading(file)
    entry = _REVIEW.read(node, reading) if node is not None and not faults else None
    return (None if reading.faults else entry), [*faults, *reading.faults]


def _item(entry: Entry, by: str, file: str, faults: list[Fault]) -> ReviewedItem:
    asks = []
    line, column = entry.node.keys["text"]
    for each in entry["asks"] or ():
        try:
            parse(each["expression"])
        except Exception:  # noqa: BLE001 - any refusal of the language is one fault here
            faults.append(Fault(file, line, column, f"'{each['expression']}' is not an expression", "the language"))
            continue
        asks.append(
            Understood(
                kind=each["kind"],
                span=entry["text"],
                expression=each["expression"],
                sure=each["sure"] or HIGH,
                scope=each["scope"] or "",
            )
        )
    if not entry["confirmed"] and entry["asks"] is None and not entry["aside"]:
        faults.append(Fault(file, line, column, "the review says nothing of the item", "confirmed, asks or aside"))
    at = Fault(file, line, column, "no item of the study begins with these words", "its words as they were read")
    return ReviewedItem(entry["text"], bool(entry["confirmed"]), tuple(asks), entry["aside"] or "", by, at)


def reviewed(
    criteria: tuple[Criterion, ...], items: tuple[ReviewedItem, ...]
) -> tuple[tuple[Criterion, ...], tuple[Fault, ...]]:
    """The criteria with what people said of them, and the reviews that belong to no item any more."""
    left = list(items)
    found = []
    for criterion in criteria:
        review = next((each for each in left if _plain(criterion.item.text).startswith(_plain(each.text))), None)
        if review is None or criterion.field:
            found.append(criterion)
            continue
        left.remove(review)
        found.append(_laid_over(criterion, review))
    return tuple(found), tuple(each.at for each in left)


def _laid_over(criterion: Criterion, review: ReviewedItem) -> Criterion:
    if review.confirmed:
        return replace(criterion, reviewed=True, reviewed_by=review.by)
    aside = review.aside or ("" if review.asks else "reviewed")
    return replace(criterion, understood=review.asks, aside=aside, reviewed=True, reviewed_by=review.by)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def stale(
    reviews: Mapping[str, tuple[ReviewedItem, ...]], nct: str, criteria: tuple[Criterion, ...]
) -> tuple[Fault, ...]:
    """The reviews of a study whose words it no longer has."""
    return reviewed(criteria, reviews.get(nct, ()))[1]
