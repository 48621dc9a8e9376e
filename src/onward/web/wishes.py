"""What matters to the person: the form with its sliders, the options in that light, and two of them side by side.

In: a case, weights and words. Out: pages, or the ranking alone for the script that moves it live.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from onward.goals.comparison import compare
from onward.goals.types import Comparison, Measured
from onward.knowledge.preference_studies import studies_for
from onward.knowledge.types import Knowledge
from onward.plan.types import Option
from onward.plan.wishes import Wishes, wishes_of
from onward.reports.arrange import OFFERED
from onward.reports.goals_text import found_in, is_gain
from onward.reports.html import parts_of
from onward.web.desk import Case
from onward.web.frame import Frame, Linker, render
from onward.web.wishes_form import Typed, asked, saved_over


@dataclass(frozen=True, slots=True)
class Cell:
    """One option's figure."""

    value: str = ""
    spread: str = ""
    versus: str = ""
    sources: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on which two options are compared."""

    name: str
    unit: str
    cells: tuple[Cell, ...]


def recorded(case: Case, kept: str | None) -> Wishes:
    """The wishes that a record holds, with those that were saved beside it in their place."""
    return saved_over(wishes_of(case.events.rows["wish"]), kept)


def saying(case: Case, kept: str | None) -> Case:
    """The case with the wishes that were saved beside its record in its plan; the same one while they are the same."""
    if kept is None:
        return case
    wishes = recorded(case, kept)

    def made() -> Case:
        told = wishes if wishes != Wishes() else msgspec.UNSET
        return case.telling(msgspec.structs.replace(case.plan, wishes=told))

    return case.once(("saying", mark_of(wishes)), made)


def mark_of(wishes: Wishes) -> bytes:
    """What tells wishes from others."""
    return msgspec.json.encode(wishes, order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the page of the form is shown."""

    action: str
    typed: Typed
    faults: tuple[str, ...] = ()
    saved: bool = False
    more: bool = False
    paper: str | None = None
    """Where the questions are on paper."""


def wishes_page(case: Case | None, frame: Frame, wishes: Wishes, knowledge: Knowledge, shown: Shown) -> str:
    """The form; for the care team with the options in the light of the weights."""
    ranking = _ranking(case, knowledge, wishes) if case else {}
    options = _offered(case) if case else []
    rows = _rows(compared(case, knowledge, wishes), options, knowledge) if case else ()
    return render(
        "wishes.html",
        frame=frame,
        shown=shown,
        asked=asked(knowledge, shown.typed, more=shown.more),
        options=options,
        rows=rows,
        **(_others(case, knowledge) if case else {}),
        **ranking,
    )


def ranking_part(case: Case, wishes: Wishes, knowledge: Knowledge) -> str:
    """The ranking alone."""
    return render("ranking.html", **_ranking(case, knowledge, wishes))


def compare_page(case: Case, frame: Frame, knowledge: Knowledge, chosen: tuple[str, str] | None, linker: Linker) -> str:
    """Two options side by side: those chosen, or the first two offered."""
    offered = _offered(case)
    by_id = {option.id: option for option in offered}
    wanted = [by_id[name] for name in chosen or () if name in by_id]
    pair = wanted if len(wanted) == 2 else offered[:2]
    context: dict[str, object] = {"rows": (), "apart": False, "first": None, "second": None}
    if len(pair) == 2:
        found = compared(case, knowledge, Wishes())
        ids = {option.id for option in pair}
        context = {
            "first": pair[0],
            "second": pair[1],
            "rows": _rows(found, pair, knowledge),
            "apart": any({*each} == ids for each in found.not_compared),
        }
    context |= _others(case, knowledge)
    page = render("compare.html", frame=frame, faults=(), choices=offered, **parts_of(case.plan), **context)
    return linker.linked(page, frame.bar.url if frame.bar else None)


def compared(case: Case, knowledge: Knowledge, wishes: Wishes) -> Comparison:
    """The options in the light of wishes, worked out once for the same ones."""
    return case.once(("comparison", mark_of(wishes)), lambda: compare(case.plan, knowledge, wishes))


def _others(case: Case, knowledge: Knowledge) -> dict[str, object]:
    """What studies found that others preferred: told beside the figures, and weighing nothing."""
    studies = studies_for(case.plan.tumour.subtype, knowledge)
    return {"others": [(study, found_in(study, knowledge.words)) for study in studies]}


def _offered(case: Case) -> list[Option]:
    return sorted((each for each in case.plan.options if each.standing in OFFERED), key=lambda each: each.order)


def _ranking(case: Case, knowledge: Knowledge, wishes: Wishes) -> dict[str, object]:
    plan = case.plan
    found = compared(case, knowledge, wishes)
    names = {option.id: option.name for option in plan.options}
    titles = _titles(knowledge)

    def attributes(told: Iterable[str]) -> str:
        return ", ".join(_attribute(name, knowledge) for name in told)

    def adds(each: object) -> list[tuple[str, int]]:
        parts: Mapping[str, float] = getattr(each, "contributions", {})
        ordered = sorted(parts.items(), key=lambda pair: -pair[1])
        return [(_attribute(name, knowledge), round(100 * part)) for name, part in ordered]

    return {
        "found": found,
        "adds": adds,
        "names": attributes,
        "name_of_option": lambda each: names.get(each, each),
        "wish": lambda each: titles.get(each, each),
        "wishes_named": lambda told: ", ".join(titles.get(each, each) for each in told),
    }


def _titles(knowledge: Knowledge) -> dict[str, str]:
    concepts = knowledge.terminology["wish"].concepts
    return {each.word: knowledge.words.get(f"wish:{each.word}", {}).get("name", each.display) for each in concepts}


def _attribute(name: str, knowledge: Knowledge) -> str:
    return knowledge.words.get(f"attribute:{name}", {}).get("name", name.replace("-", " "))


def _rows(found: Comparison, pair: Sequence[Option], knowledge: Knowledge) -> tuple[Row, ...]:
    figures = {(each.attribute, each.option): each for each in found.measured}
    names = {option.id: option.name for option in pair}
    rows = []
    for weighed in found.weighed:
        cells = tuple(_cell(figures[weighed.attribute, option.id], names) for option in pair)
        if any(not cell.missing for cell in cells):
            rows.append(Row(_attribute(weighed.attribute, knowledge), weighed.unit, cells))
    return tuple(rows)


def _cell(each: Measured, names: Mapping[str, str]) -> Cell:
    if each.value is None:
        return Cell(missing=each.missing or "not given")
    spread = (
        ""
        if each.low is None or each.high is None or each.low == each.high
        else f"{_one(each.low)} to {_one(each.high)}"
    )
    gain = is_gain(each)
    other = names.get(each.against or "", "")
    over = f"more than {other}; " if gain and other else ""
    versus = f"{over}{each.with_it:g} v {each.comparator:g} with {each.comparator_arm}" if gain else ""
    versus += f"{'; ' if versus else ''}set against nothing: {each.apart}" if each.apart else ""
    return Cell(_one(each.value), spread, versus, (each.trial,) if each.trial else each.sources)


def _one(value: float) -> str:
    """A figure with one decimal at most: more would promise what no trial measured."""
    return f"{round(value, 1):g}"
