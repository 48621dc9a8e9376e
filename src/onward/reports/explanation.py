"""Why, why not, and what would have to change, as a terminal page.

In: explanations of one name and the sources they may cite. Out: text: the verdict, the proof down to the record, what
is missing, which single facts would make it otherwise, and the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onward.knowledge.types import Source
from onward.plan.explain import Change, Explanation
from onward.plan.proofs import to_proof
from onward.reports import phrases
from onward.reports.arrange import Footnotes
from onward.reports.proof import ProofTree, write_proof
from onward.reports.sheet import WIDTH, Sheet

WHOLE = 60
"""Levels of a proof that are shown: all that there are."""


def render_explanations(
    found: Iterable[Explanation], sources: Mapping[str, Source], *, width: int = WIDTH, colour: bool = False
) -> str:
    """The page of everything that one name means."""
    sheet, notes, tree = Sheet(width, colour), Footnotes(), ProofTree()
    for explanation in found:
        sheet.blank()
        sheet.text(f"{explanation.what} ({explanation.kind}): {_verdict(explanation)}", indent=0, style="name")
        for step in explanation.steps:
            write_proof(sheet, to_proof(step, WHOLE), notes, tree)
        if explanation.missing:
            named = ", ".join(fact.replace("_", " ") for fact in explanation.missing)
            sheet.entry("Missing", named, label_columns=14)
        _changes(sheet, explanation.changes)
    _sources(sheet, notes, sources)
    return str(sheet)


def _verdict(explanation: Explanation) -> str:
    """The verdict as a word: the engine says truth values as Python does."""
    said = explanation.verdict.replace("_", " ")
    return said.lower() if said in ("True", "False") else said


def _changes(sheet: Sheet, changes: tuple[Change, ...]) -> None:
    if not changes:
        return
    steps = "one line at a time" if any(change.together for change in changes) else "one fact at a time"
    sheet.text(f"What would have to change, {steps}:", style="strong")
    for change in changes:
        name = change.fact.replace("_", " ")
        was, instead = phrases.value(change.now), phrases.value(change.instead)
        besides = "".join(f" and {fact.replace('_', ' ')} {phrases.value(value)}" for fact, value in change.together)
        sheet.text(f"{name} is {was}; were it {instead}{besides}: {change.then}", indent=4, hang=2)


def _sources(sheet: Sheet, notes: Footnotes, sources: Mapping[str, Source]) -> None:
    if notes.numbers:
        sheet.heading("Sources")
    for name, number in notes.numbers.items():
        source = sources.get(name)
        said = f"{source.title}. {source.cite} (read {source.read}) {source.urls[0]}" if source else name
        sheet.entry(f"[{number}]", said, label_columns=5, style="quiet")
