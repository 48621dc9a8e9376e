"""What changed between two imports: which trials are new, gone, opened or closed, and what they ask now.

In: the studies of two folders. Out: ``Changes``. Criteria are compared item by item, as they read; a person's fit is
compared in ``match_changes``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from onward.trials.reading import Words, read_study
from onward.trials.study import RECRUITING, TO_COME, Study
from onward.trials.understood import Criterion

_Key = tuple[str, str, str]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A trial that is in one folder only."""

    nct: str
    title: str
    status: str


class StatusChange(msgspec.Struct, frozen=True, kw_only=True):
    """A trial whose status changed, in the registry's words."""

    nct: str
    title: str
    then: str
    now: str
    closed: bool
    """Whether people could join, or were to, and cannot any more."""
    opened: bool
    """Whether people can join now and could not."""


class AskedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the criteria, and what was understood of it."""

    section: str
    text: str
    expressions: tuple[str, ...]
    """Nothing where it was not understood, or asks nothing of a record."""
    scope: str = ""


class CriteriaChange(msgspec.Struct, frozen=True, kw_only=True):
    """A trial that asks something else than before. An item that was reworded has gone and come."""

    nct: str
    title: str
    came: tuple[AskedItem, ...]
    went: tuple[AskedItem, ...]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What is not as it was."""

    new: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    """Not in the newer folder: no longer in the answer to what was asked, so perhaps closed."""
    status: tuple[StatusChange, ...]
    criteria: tuple[CriteriaChange, ...]
    same: int
    """How many trials of both have the same status and the same criteria."""


def compare_studies(then: Sequence[Study], now: Sequence[Study], words: Words) -> Changes:
    """What changed from some studies to others, each list in the order of the numbers."""
    old, new = _named(then), _named(now)
    both = [(old[nct], new[nct]) for nct in sorted(old.keys() & new.keys())]
    status = tuple(_status(before, after) for before, after in both if before.status != after.status)
    compared = (_criteria(before, after, words) for before, after in both if _may_ask_else(before, after))
    criteria = tuple(each for each in compared if each is not None)
    touched = {each.nct for each in status} | {each.nct for each in criteria}
    return Changes(
        new=tuple(_listed(new[nct]) for nct in sorted(new.keys() - old.keys())),
        gone=tuple(_listed(old[nct]) for nct in sorted(old.keys() - new.keys())),
        status=status,
        criteria=criteria,
        same=len(both) - len(touched),
    )


def _named(studies: Iterable[Study]) -> dict[str, Study]:
    return {study.nct: study for study in studies}


def _title(study: Study) -> str:
    return study.title or study.official_title


def _listed(study: Study) -> Listed:
    return Listed(nct=study.nct, title=_title(study), status=study.status)


def _status(before: Study, after: Study) -> StatusChange:
    return StatusChange(
        nct=after.nct,
        title=_title(after),
        then=before.status,
        now=after.status,
        closed=before.status in RECRUITING | TO_COME and after.status not in RECRUITING | TO_COME,
        opened=after.status in RECRUITING and before.status not in RECRUITING,
    )


def _may_ask_else(before: Study, after: Study) -> bool:
    """Whether anything differs that items are made of; most updates change sites and dates only."""
    return _asking(before) != _asking(after)


def _asking(study: Study) -> tuple[object, ...]:
    return study.criteria, study.sex, study.min_age_years, study.max_age_years


def _criteria(before: Study, after: Study, words: Words) -> CriteriaChange | None:
    then, now = read_study(before, words).criteria, read_study(after, words).criteria
    came, went = _beyond(now, then), _beyond(then, now)
    if not came and not went:
        return None
    return CriteriaChange(nct=after.nct, title=_title(after), came=came, went=went)


def _beyond(these: Sequence[Criterion], those: Sequence[Criterion]) -> tuple[AskedItem, ...]:
    """The items of one record that the other has not, or not so often."""
    left = Counter(_key(each) for each in those)
    found = []
    for each in these:
        key = _key(each)
        if left[key]:
            left[key] -= 1
        else:
            found.append(_item(each))
    return tuple(found)


def _key(criterion: Criterion) -> _Key:
    item = criterion.item
    return str(item.section), item.scope or "", " ".join(item.text.split())


def _item(criterion: Criterion) -> AskedItem:
    section, scope, text = _key(criterion)
    expressions = tuple(each.expression for each in criterion.understood)
    return AskedItem(section=section, text=text, expressions=expressions, scope=scope)
