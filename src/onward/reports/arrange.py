"""What goes where on every page: one order, one choice of what is shown in full, for text and HTML alike.

In: a plan. Out: the same plan cut into the parts of a page. The pages differ in looks only, so that no two of them can
disagree. The order is that of the issue "how things are shown": what must not wait, options, tests, the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onward.plan.types import (
    Benefit,
    Caution,
    Figure,
    GradeNow,
    LeftUnused,
    Measure,
    Option,
    Plan,
    Presumed,
    Test,
    TestAnswer,
)
from onward.reports import phrases

FULL_MOST = 3
FULL_LEAST = 2
OFFERED = ("preferred", "alternative")
URGENCIES = ("emergency", "urgent", "caution")
CHECK_FIRST = "check-first"
NO_COMING_OR_GOING = "offers or drops none by itself"
"""An answer is listed only where an option stands otherwise under it, as one that becomes possible."""
NAME_MOST = 64
NAMED_MOST = 5
"""Options that an answer names one by one, at most; of more, the first"""
NAMED_FIRST = 3
"""by name."""
_NEWEST = "Newest "
_HEAD = re.compile(r";|\((?![^()]*\)\w)|\.(?:\s|$)| - ")


@dataclass(frozen=True, slots=True)
class PossibleGroup:
    """Options that hinge on the same missing facts."""

    missing: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class HarmRow:
    """One harm: how many had it at all, and how many severely."""

    term: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A plan cut into the parts of a page; every option is in exactly one of the four lists."""

    plan: Plan
    shown: tuple[Option, ...]
    """Offered, and told in full."""
    folded: tuple[Option, ...]
    """Offered, one line each."""
    possible: tuple[PossibleGroup, ...]
    avoided: tuple[Option, ...]
    deciding: tuple[Test, ...]
    """Tests that would change an option."""
    other_tests: tuple[Test, ...]
    presumed: tuple[tuple[str, tuple[Presumed, ...]], ...]
    """By the reason they share."""
    unused: tuple[tuple[str, tuple[LeftUnused, ...]], ...]
    """By the reason they share: those that say something first, then the most frequent."""

    @property
    def grades(self) -> tuple[GradeNow, ...]:
        """Laboratory grades that are not zero, the worst first."""
        return tuple(sorted((now for now in self.plan.grades if now.grade), key=lambda now: -now.grade))

    @property
    def normal(self) -> tuple[str, ...]:
        """Laboratory tests whose newest grade is zero by every version."""
        raised = {now.test for now in self.grades}
        return tuple(dict.fromkeys(now.test for now in self.plan.grades if now.test not in raised))

    def fact_names(self, facts: Iterable[str]) -> str:
        """Facts as people name them, or that it is not known which."""
        return ", ".join(map(self.fact_name, facts)) or "what the record leaves open about earlier treatment"

    def effect(self, group: Sequence[TestAnswer]) -> str:
        """What answers of one fact that have the same effect would do."""
        first = group[0]
        said = " or ".join(phrases.possible(answer) for answer in group)
        effects = [
            self._listed(verb, names) for verb, names in (("offers", first.gains), ("drops", first.loses)) if names
        ]
        besides = "".join(
            f" with {self.fact_name(fact)} {phrases.value(value)}" for fact, value in first.together.items()
        )
        return f"{self.fact_name(first.fact)} {said}{besides}: {'; '.join(effects) or NO_COMING_OR_GOING}"

    def _listed(self, verb: str, ids: Sequence[str]) -> str:
        """Options that an answer brings or takes; of many the foremost, as nobody reads a class drug by drug."""
        places = {option.id: option.order for option in self.plan.options}
        names = [self.option_name(name) for name in sorted(ids, key=lambda name: places.get(name, len(places)))]
        if len(names) <= NAMED_MOST:
            return f"{verb} {', '.join(names)}"
        return f"{verb} {len(names)} options ({', '.join(names[:NAMED_FIRST])} and others)"

    def option_name(self, option_id: str) -> str:
        """The name of the option with that id."""
        held = next((option.name for option in self.plan.options if option.id == option_id), None)
        return held or self.plan.option_names.get(option_id, option_id)

    def fact_name(self, fact: str) -> str:
        """A fact as people name it: the head of its description, or its name where that is long or absent."""
        now = self.plan.facts.get(fact)
        head = _HEAD.split(now.what, maxsplit=1)[0].removeprefix(_NEWEST).strip() if now else ""
        head = head if len(head) <= NAME_MOST else head.split(", ", maxsplit=1)[0]
        return head if 0 < len(head) <= NAME_MOST else fact.replace("_", " ")


def arrange(plan: Plan) -> Arranged:
    """Cut a plan into the parts of a page."""
    options = sorted(plan.options, key=lambda option: option.order)
    offered = [option for option in options if option.standing in OFFERED]
    preferred = sum(option.standing == OFFERED[0] for option in offered)
    full = min(max(preferred, FULL_LEAST), FULL_MOST)
    return Arranged(
        plan=plan,
        shown=tuple(offered[:full]),
        folded=tuple(offered[full:]),
        possible=_possible(option for option in options if option.standing == "possible"),
        avoided=tuple(option for option in options if option.standing not in (*OFFERED, "possible")),
        deciding=tuple(test for test in plan.tests if test.would_change),
        other_tests=tuple(test for test in plan.tests if not test.would_change),
        presumed=_by_reason(plan.presumed),
        unused=_unused(plan.unused),
    )


def harm_rows(option: Option) -> tuple[HarmRow, ...]:
    """The harms of an option, the figures of one harm together."""
    rows: dict[str, list[Figure]] = {}
    for figure in option.harm:
        rows.setdefault(figure.measure, []).append(figure)
    return tuple(HarmRow(term, tuple(figures)) for term, figures in rows.items())


def checks(option: Option) -> dict[str, tuple[str, ...]]:
    """What has to be checked before an option, as facts that are missing, by drug."""
    found: dict[str, dict[str, None]] = {}
    for caution in option.cautions:
        if caution.kind == CHECK_FIRST:
            found.setdefault(caution.drug, {}).update(dict.fromkeys(caution.missing or (caution.why,)))
    return {drug: tuple(facts) for drug, facts in found.items()}


def warnings(option: Option) -> tuple[Caution, ...]:
    """The cautions that the record itself makes true."""
    return tuple(caution for caution in option.cautions if caution.kind != CHECK_FIRST)


def leading_figures(benefit: Benefit) -> tuple[Figure, ...]:
    """The first figure of each outcome: the later ones are other cut-offs and other groups of patients."""
    found: dict[tuple[str, str], Figure] = {}
    for figure in benefit.figures:
        found.setdefault((figure.measure, figure.statistic), figure)
    return tuple(found.values())


def answers(test: Test) -> tuple[tuple[TestAnswer, ...], ...]:
    """The answers of a test, those of one fact with the same effect together."""
    groups: dict[tuple[object, ...], list[TestAnswer]] = {}
    for answer in test.changes:
        key = (answer.fact, answer.gains, answer.loses, tuple(answer.together.items()))
        groups.setdefault(key, []).append(answer)
    return tuple(tuple(group) for group in groups.values())


def possible_measures(items: Iterable[Measure]) -> tuple[tuple[tuple[str, ...], tuple[Measure, ...]], ...]:
    """Measures that hinge on missing facts, those of the same facts together."""
    groups: dict[tuple[str, ...], list[Measure]] = {}
    for item in items:
        if item.standing != "offered":
            groups.setdefault(item.missing, []).append(item)
    return tuple((missing, tuple(members)) for missing, members in groups.items())


def reason(option: Option) -> str:
    """Why an option stands where it does, without its own name in front."""
    return option.reason.removeprefix(f"{option.name}: ")


def in_order_of_urgency(plan: Plan) -> list[int]:
    """Indices of the alerts, the most urgent first, otherwise as the plan has them."""
    ranks = {name: rank for rank, name in enumerate(URGENCIES)}
    return sorted(range(len(plan.alerts)), key=lambda index: ranks.get(plan.alerts[index].urgency, len(ranks)))


class Footnotes:
    """Numbers sources in the order in which a page names them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, source: str) -> int:
        """The number of a source; a new one where it has not been named yet."""
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def mark(self, sources: Iterable[str]) -> str:
        """The mark behind a sentence, e.g. ``[1, 4]``; empty without sources."""
        numbers = sorted({self.number(source) for source in sources})
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""


def is_alike(items: Sequence[LeftUnused]) -> bool:
    """Whether unused entries all say the same, so that naming some of them tells nothing."""
    return len(items) > 1 and len({item.what for item in items}) == 1


def _possible(options: Iterable[Option]) -> tuple[PossibleGroup, ...]:
    groups: dict[tuple[str, ...], list[Option]] = {}
    for option in options:
        groups.setdefault(tuple(sorted(option.missing)), []).append(option)
    ordered = sorted(groups.items(), key=lambda group: (len(group[0]), group[1][0].order))
    return tuple(PossibleGroup(missing, tuple(members)) for missing, members in ordered)


def _by_reason(presumed: Iterable[Presumed]) -> tuple[tuple[str, tuple[Presumed, ...]], ...]:
    groups: dict[str, list[Presumed]] = {}
    for item in presumed:
        groups.setdefault(item.why, []).append(item)
    return tuple((why, tuple(items)) for why, items in groups.items())


def _unused(unused: Iterable[LeftUnused]) -> tuple[tuple[str, tuple[LeftUnused, ...]], ...]:
    groups: dict[str, list[LeftUnused]] = {}
    for item in dict.fromkeys(unused):
        groups.setdefault(item.reason, []).append(item)
    ordered = sorted(groups.items(), key=lambda group: (is_alike(group[1]), -len(group[1])))
    return tuple((reason, tuple(items)) for reason, items in ordered)
