"""The comparison of options on what matters, as a terminal page: an order only where wishes are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onward.goals.types import Comparison, Measured, Ranked
from onward.knowledge.preference_studies import Study
from onward.reports import phrases
from onward.reports.sheet import WIDTH, Sheet

Words = Mapping[str, Mapping[str, str]]
Names = Mapping[str, str]


OTHERS = "What others said"
OTHERS_ARE = "other people, other choices: nothing of it weighs anything here"


def to_json(found: Comparison, words: Words, others: Sequence[Study] = ()) -> bytes:
    """The comparison as data, with what others said beside it."""
    told = [{**msgspec.to_builtins(study), "found": found_in(study, words)} for study in others]
    data = {**msgspec.to_builtins(found), "others": told}
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def render_comparison(
    found: Comparison,
    words: Words,
    others: Sequence[Study] = (),
    names: Names | None = None,
    *,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """The page of one comparison; what others said stands apart, after everything of the person's own. ``names`` are
    those of the options, by id.
    """
    names = names or {}
    sheet = Sheet(width, colour)
    sheet.text(f"{found.patient} · what is offered, compared · as of {found.as_of}", indent=0, style="strong")
    _wishes(sheet, found, words)
    _order(sheet, found, words, names)
    _tipping(sheet, found, words, names)
    _figures(sheet, found, words, names)
    _limits(sheet, found, names)
    _others(sheet, others, words)
    sheet.blank()
    sheet.text(f"{phrases.NOT_A_DEVICE} knowledge {found.knowledge}.", indent=0, style="quiet")
    return str(sheet)


def name_of(attribute: str, words: Words) -> str:
    """How people call an attribute."""
    return words.get(f"attribute:{attribute}", {}).get("name", attribute)


def wish_of(wish: str, words: Words) -> str:
    """How people call a wish."""
    return words.get(f"wish:{wish}", {}).get("name", wish)


def _wishes(sheet: Sheet, found: Comparison, words: Words) -> None:
    sheet.heading("What matters")
    if found.words:
        sheet.text(f"In the person's own words: {found.words}")
    weighed = [f"{wish_of(wish, words)} {weight:g}" for wish, weight in found.wishes.items()]
    sheet.text(", ".join(weighed) + " (0 to 5)" if weighed else "No wish is weighed, so no order is claimed.")
    if found.unheard:
        told = ", ".join(wish_of(wish, words) for wish in found.unheard)
        sheet.text(f"No figure tells the options apart on: {told}. It moves nothing here; talk about it.")


def _order(sheet: Sheet, found: Comparison, words: Words, names: Names) -> None:
    if not found.ranking:
        return
    sheet.heading("Which comes first, and how surely", f"{found.draws} draws of every figure within its spread")
    for number, ranked in enumerate(found.ranking, 1):
        name = names.get(ranked.option, ranked.option)
        told = f"{number}  {name} ({ranked.standing}): first in {ranked.first_of_100} of 100 draws"
        sheet.text(told, hang=3, style="strong")
        sheet.text(_adds(ranked, words), indent=5)
        if ranked.missing:
            told = ", ".join(name_of(each, words) for each in ranked.missing)
            sheet.text(f"Not given by its trial, so it may be anything between worst and best: {told}.", indent=5)
        if ranked.apart:
            told = ", ".join(name_of(each, words) for each in ranked.apart)
            sheet.text(f"Set against nothing (see the figures), so it may be anything: {told}.", indent=5)
        if ranked.certain:
            told = ", ".join(name_of(each, words) for each in ranked.certain)
            sheet.text(f"Without a known spread, so it looks surer than it is: {told}.", indent=5)


def _adds(ranked: Ranked, words: Words) -> str:
    parts = sorted(ranked.contributions.items(), key=lambda pair: -pair[1])
    told = ", ".join(f"{name_of(name, words)} {100 * part:.0f}" for name, part in parts)
    return f"{100 * ranked.score:.0f} of 100 points: {told}"


def _tipping(sheet: Sheet, found: Comparison, words: Words, names: Names) -> None:
    if not found.tipping:
        return
    sheet.heading("What would tip it")
    for tip in found.tipping:
        more = "more" if tip.weight > tip.now else "less"
        wish = wish_of(tip.wish, words)
        sheet.text(
            f"- {wish} at {tip.weight:g} or {more} (now {tip.now:g}): {names.get(tip.option, tip.option)} comes first",
            hang=2,
        )


def _figures(sheet: Sheet, found: Comparison, words: Words, names: Names) -> None:
    sheet.heading("Figures", "each from the trial that fits the person best; gains over that trial's own comparator")
    for weighed in found.weighed:
        row = [each for each in found.measured if each.attribute == weighed.attribute]
        if all(each.value is None for each in row):
            continue
        sheet.text(f"{name_of(weighed.attribute, words)} ({weighed.unit})", style="strong")
        for each in row:
            sheet.text(f"{names.get(each.option, each.option)}: {figure(each, names)}", indent=5, hang=2)


def figure(each: Measured, names: Names | None = None) -> str:
    """One figure with its spread and where it is from, or why there is none."""
    if each.value is None:
        counted = "; what others add to it is counted from there" if each.place else ""
        return f"? {each.missing}{counted}"
    spread = "" if each.low is None or each.low == each.high else f" ({each.low:g} to {each.high:g})"
    gain = is_gain(each)
    over = f" more than {(names or {}).get(each.against, each.against)}" if gain and each.against else ""
    arms = f"; {each.with_it:g} v {each.comparator:g} with {each.comparator_arm}" if gain else ""
    apart = f"; set against nothing: {each.apart}" if each.apart else ""
    return f"{each.value:g}{spread}{over}{arms}{apart}{_from(each)}"


def is_gain(each: Measured) -> bool:
    """Whether the figure is a difference from the other arm of its trial."""
    return each.comparator is not None and each.with_it is not None and each.with_it != each.value


def _from(each: Measured) -> str:
    return f" [{', '.join(each.sources)}]" if each.sources else ""


def _limits(sheet: Sheet, found: Comparison, names: Names) -> None:
    if not found.not_compared:
        return
    sheet.heading("Not compared in one trial")
    sheet.text("An order between these rests on trials with other people and other comparators:")
    pairs = ((names.get(first, first), names.get(second, second)) for first, second in found.not_compared)
    for line in _pairs(pairs):
        sheet.text(f"- {line}", hang=2)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Pairs by their first option."""
    others: dict[str, list[str]] = {}
    for first, second in pairs:
        others.setdefault(first, []).append(second)
    return [f"{first} and {', '.join(several)}" for first, several in others.items()]


def found_in(study: Study, words: Words) -> str:
    """What a study found, in its own terms."""
    return words.get(f"study:{study.name}", {}).get("clinical", "")


def _others(sheet: Sheet, others: Iterable[Study], words: Words) -> None:
    others = tuple(others)
    if not others:
        return
    sheet.heading(OTHERS, OTHERS_ARE)
    for study in others:
        told = f"{study.people} people, {study.where}: {found_in(study, words)}. But {study.limits}."
        sheet.text(f"- {told} [{', '.join(study.sources)}]", hang=2)
