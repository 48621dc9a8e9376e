"""Readings against a truth written as an outside examiner would: every requirement, its cohort, its ways of being said.

Stricter than ``measure``: the cohort has to be the one of the text; washouts, infections and drugs beside the treatment
count; and what the text states but Onward's language cannot say counts as never read. Form of a line: truth_third.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.contract.trials.measure import KINDS, _full, _names, _walk, kind_of, verdict

from onward.logic.nodes import And, Compare, Fact, History, Literal, Node, Not, Or
from onward.logic.parse import parse
from onward.trials.reading import Reading

MORE_KINDS = {
    "washouts": ("days_since_", "washout"),
    "infections": ("active_infection",),
    "drugs beside the treatment": ("taking_",),
    "bleeding and clots": ("bleeding_disorder", "venous_thromboembolism", "pulmonary_embolism"),
    "bowel": ("malabsorption", "inflammatory_bowel_disease"),
    "seizures and cord": ("seizures", "spinal_cord_compression"),
}
"""Kinds that the earlier truth did not tell of."""
DAYS_A_MONTH = 30.4
SUBJECTS = {"her2_therapy": "anti-her2", "cdk46_inhibitor": "cdk4/6 inhibitor"}
"""Facts of washouts whose name is not the drug's or the class's."""
EVERY_KIND = (*(each for each in KINDS if each != "other diseases"), *MORE_KINDS, "other diseases")


@dataclass(frozen=True, slots=True)
class Washout:
    """A time since a treatment."""

    subject: str
    days: float

    def fits(self, other: Washout) -> bool:
        """The same treatment and the same time; months and weeks are not told apart by a day or two."""
        return self.subject == other.subject and abs(self.days - other.days) <= max(1.5, 0.05 * self.days)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of writing a requirement; without an expression or a washout, one that cannot be written."""

    scope: str | None = None
    node: Node | None = None
    washout: Washout | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement of the truth."""

    words: str
    kind: str
    ways: tuple[Way, ...]
    optional: bool = False


@dataclass(slots=True)
class Score:
    """What came out of one set, by kind."""

    stated: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    narrowed: int = 0
    """Readings that the text bears out, but not for the one cohort they were taken to be of."""
    faults: list[str] = field(default_factory=list)


def kind(node: Node) -> str:
    """The kind of an expression, those of the earlier truth first but for a time since a treatment."""
    names = sorted(_names(node))
    if "progressed" in names:
        return "earlier and present drugs"
    for each, starts in MORE_KINDS.items():
        if any(name.startswith(start) for name in names for start in starts):
            return each
    return kind_of(node)


def line(given: str | list[str]) -> Line:
    """A line of the truth file."""
    written = [given] if isinstance(given, str) else given
    optional = written[0].startswith("~")
    if written[0].startswith("?"):
        named, words = written[0][1:].strip().split(":", 1)
        assert named in EVERY_KIND, named
        return Line(words.strip(), named, ())
    ways = tuple(_way(each.removeprefix("~").strip()) for each in written)
    first = ways[0]
    return Line(written[0], kind(first.node) if first.node else "washouts", ways, optional)


def _way(text: str) -> Way:
    scope = None
    if text.startswith("@"):
        scope, _, text = text[1:].partition(":")
        text = text.strip()
    if text.startswith("washout "):
        subject, _, days = text.removeprefix("washout ").rpartition(" ")
        return Way(scope, washout=Washout(subject, float(days)))
    return Way(scope, parse(_full(text)))


def washout_of(node: Node) -> Washout | None:
    """The time since a treatment that an expression asks for."""
    for each in _walk(node):
        if not isinstance(each, Compare) or not isinstance(each.right, Literal):
            continue
        if isinstance(each.left, Fact) and each.left.name.startswith("days_since_"):
            name = each.left.name.removeprefix("days_since_")
            return Washout(SUBJECTS.get(name, name.replace("_", " ")), _number(each.right))
        if isinstance(each.left, History) and each.left.question == "months_since_last":
            return Washout(each.left.subject, _number(each.right) * DAYS_A_MONTH)
    return None


def _number(literal: Literal) -> float:
    assert isinstance(literal.value, int | float)
    return float(literal.value)


def parts(node: Node) -> Iterator[Node]:
    """What has to hold one by one: "a and b", "not (a or b)", "not ((a or b) and c)" ask two things."""
    if isinstance(node, And):
        for each in node.operands:
            yield from parts(each)
        return
    inner = node.operand if isinstance(node, Not) else None
    if isinstance(inner, Or):
        for each in inner.operands:
            yield from parts(Not(operand=each))
        return
    if isinstance(inner, And):
        for place, each in enumerate(inner.operands):
            if isinstance(each, Or):
                for choice in each.operands:
                    operands = (*inner.operands[:place], choice, *inner.operands[place + 1 :])
                    yield from parts(Not(operand=replace(inner, operands=operands)))
                return
    yield node


def fits_scope(scope: str, way: Way) -> bool:
    """Whether a reading is limited to the cohort that the truth names, or to none as the truth is."""
    if way.scope is None:
        return not scope
    return bool(scope) and way.scope.strip().lower() in scope.lower()


def compare(node: Node, way: Way) -> str:
    """``same``, ``open`` or ``other``, cohorts aside."""
    if way.washout:
        mine = washout_of(node)
        if mine:
            return "same" if mine.fits(way.washout) else "other"
        present = isinstance(node, Not) and any(
            isinstance(each, History) and each.question == "on" and each.subject == way.washout.subject
            for each in _walk(node)
        )
        return "open" if present else "other"
    assert way.node is not None
    return verdict(node, way.node)


class Said(NamedTuple):
    """One reading, as far as it is compared."""

    expression: str
    scope: str = ""
    text: str = ""
    field: bool = False
    """Of the registry's own field: it meets a requirement of the text, and is not itself judged."""


def examine(truth: Mapping[str, list[str | list[str]]], readings: Mapping[str, Reading]) -> Score:
    """Compares every reading with the truth of its study."""
    score = Score()
    for nct, written in truth.items():
        said = [
            Said(each.expression, each.scope, criterion.item.text, bool(criterion.field))
            for criterion in readings[nct].criteria
            for each in criterion.understood
        ]
        examine_one(nct, [line(each) for each in written], said, score)
    return score


def examine_one(nct: str, lines: list[Line], said: Iterable[Said], score: Score) -> None:
    """Compares the readings of one study with its truth."""
    met: set[int] = set()
    pieces: set[tuple[int, int, int]] = set()
    for each in said:
        node = parse(each.expression)
        borne = _known(node, each.scope, lines, met, pieces)
        if each.field:
            continue
        score.read[kind(node)] += 1
        if not borne:
            score.wrong[kind(node)] += 1
            limited = f"@{each.scope}: " if each.scope else ""
            text = re.sub(r"\s+", " ", each.text)[:300]
            score.faults.append(f"{nct} WRONG {limited}{each.expression}   <- {text}")
        elif each.scope:
            score.narrowed += not _known(node, each.scope, lines, set(), set(), narrow=False)
    _count(nct, lines, met | _whole(lines, pieces), score)


def _known(
    node: Node,
    scope: str,
    lines: list[Line],
    met: set[int],
    pieces: set[tuple[int, int, int]],
    narrow: bool = True,
) -> bool:
    """Whether the truth bears out a reading, wholly or piece by piece; marks the lines that it meets.

    ``narrow`` bears out too what is taken for one cohort's and is everybody's.
    """
    borne = False
    for number, each in enumerate(lines):
        for way in each.ways:
            said = compare(node, way)
            if said == "same" and fits_scope(scope, way):
                met.add(number)
            if said in ("same", "open") and (fits_scope(scope, way) or (narrow and way.scope is None)):
                borne = True
    if borne:
        return True
    said = [_piece(each, scope, lines, pieces, narrow) for each in parts(node)]  # each marks what it meets
    return all(said)


def _piece(node: Node, scope: str, lines: list[Line], pieces: set[tuple[int, int, int]], narrow: bool) -> bool:
    borne = False
    for number, each in enumerate(lines):
        for choice, way in enumerate(each.ways):
            wanted = [way.node] if way.washout else list(parts(way.node)) if way.node else []
            for place, one in enumerate(wanted):
                said = compare(node, replace(way, node=one))
                if said == "same" and fits_scope(scope, way):
                    pieces.add((number, choice, place))
                if said in ("same", "open") and (fits_scope(scope, way) or (narrow and way.scope is None)):
                    borne = True
    return borne


def _whole(lines: list[Line], pieces: set[tuple[int, int, int]]) -> set[int]:
    """Lines all of whose pieces were met, each by a reading of its own."""
    return {
        number
        for number, each in enumerate(lines)
        for choice, way in enumerate(each.ways)
        if all((number, choice, place) in pieces for place in range(len(list(parts(way.node))) if way.node else 1))
    }


def _count(nct: str, lines: Iterable[Line], met: set[int], score: Score) -> None:
    for number, each in enumerate(lines):
        if each.optional:
            continue
        score.stated[each.kind] += 1
        if number in met:
            score.right[each.kind] += 1
        else:
            score.faults.append(f"{nct} UNREAD [{each.kind}] {each.words}")
