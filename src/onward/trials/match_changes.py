"""Whose matches change between two imports, and through which criteria.

In: the studies of two folders, and one person after the other. Out: for each person the trials whose verdict is another
or that can be joined no longer, or now. Only studies that differ are matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from onward.facts.sheet import FactSheet
from onward.knowledge.types import Knowledge
from onward.trials.match import match_all
from onward.trials.match_compile import CompiledTrials, compile_trials
from onward.trials.match_types import INELIGIBLE, Match, Point
from onward.trials.reading import Words, read_study
from onward.trials.study import Study


class MatchChange(msgspec.Struct, frozen=True, kw_only=True):
    """One trial that fits one person otherwise than before."""

    nct: str
    title: str
    then: str | None
    """The verdict; none where the trial was not there."""
    now: str | None
    status_then: str
    status_now: str
    against: tuple[Point, ...] = ()
    """What fails now and did not."""
    lifted: tuple[Point, ...] = ()
    """What failed and does not any more."""
    open: tuple[Point, ...] = ()
    """What is unknown or unread now and was not."""
    settled: tuple[Point, ...] = ()
    """What was unknown or unread and is not any more."""
    missing: tuple[str, ...] = ()
    """The facts that are not known and that it asks for now."""


class PersonChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What changed for one person."""

    patient: str
    changes: tuple[MatchChange, ...]


class Compared:
    """The studies that differ, compiled as they were and as they are."""

    def __init__(self, then: Sequence[Study], now: Sequence[Study], words: Words, knowledge: Knowledge) -> None:
        old, new = {study.nct: study for study in then}, {study.nct: study for study in now}
        differ = sorted(nct for nct in old.keys() | new.keys() if old.get(nct) != new.get(nct))
        self.then = _compiled([old[nct] for nct in differ if nct in old], words, knowledge)
        self.now = _compiled([new[nct] for nct in differ if nct in new], words, knowledge)

    def person(self, sheet: FactSheet) -> PersonChanges:
        """What changed for one person, trials in the order of their numbers."""
        old = {each.nct: each for each in match_all(self.then, sheet)}
        new = {each.nct: each for each in match_all(self.now, sheet)}
        found = (_change(old.get(nct), new.get(nct)) for nct in sorted(old.keys() | new.keys()))
        return PersonChanges(patient=sheet.events.patient_id, changes=tuple(each for each in found if each is not None))


def _compiled(studies: Sequence[Study], words: Words, knowledge: Knowledge) -> CompiledTrials:
    return compile_trials((read_study(study, words) for study in studies), knowledge)


def _change(then: Match | None, now: Match | None) -> MatchChange | None:
    """How a trial changed for a person; none where it makes no difference to them."""
    some = now or then
    if some is None or all(each is None or each.verdict == INELIGIBLE for each in (then, now)):
        return None
    if then is None or now is None:
        return MatchChange(
            nct=some.nct,
            title=some.title,
            then=then.verdict if then else None,
            now=now.verdict if now else None,
            status_then=then.status if then else "",
            status_now=now.status if now else "",
            missing=now.missing if now else (),
        )
    if then.verdict == now.verdict and then.recruiting == now.recruiting:
        return None
    return _both(then, now)


def _both(then: Match, now: Match) -> MatchChange:
    same = then.verdict == now.verdict
    return MatchChange(
        nct=now.nct,
        title=now.title,
        then=then.verdict,
        now=now.verdict,
        status_then=then.status,
        status_now=now.status,
        against=() if same else _beyond(now.failed, then.failed),
        lifted=() if same else _beyond(then.failed, now.failed),
        open=() if same or now.verdict == INELIGIBLE else _beyond(now.unknown, then.unknown),
        settled=() if same or then.verdict == INELIGIBLE else _beyond(then.unknown, now.unknown),
        missing=() if now.verdict == INELIGIBLE else now.missing,
    )


def _beyond(these: Iterable[Point], those: Iterable[Point]) -> tuple[Point, ...]:
    """The points of one match that the other has not."""
    known = {_key(point) for point in those}
    return tuple(point for point in these if _key(point) not in known)


def _key(point: Point) -> tuple[str, str]:
    return point.expression or point.criterion, point.scope
