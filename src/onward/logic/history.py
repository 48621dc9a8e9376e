"""Questions about treatment history, answered from the drug, line and progression tables.

Silence means "no" only where the fact ``treatment_history_complete`` is true. An exposure that the record names in
words nobody knows, or only by a class that may hold the subject, leaves the question open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from onward.logic.evaluate import Environment, Value, difference
from onward.logic.nodes import History, Type
from onward.values.kleene import Truth, any_of
from onward.values.spans import Span

CURATIVE = ("neoadjuvant", "adjuvant")


def answer(node: History, env: Environment) -> Value:
    """The answer to one question; unknown where the record leaves it open."""
    return _QUESTIONS[node.question](node, env)


def is_subject(row: Any, node: History, env: Environment) -> Truth:
    """Whether a drug row is an exposure to the subject of the question."""
    if row.drug == node.subject or node.subject in env.classes(row.drug):
        return True
    if not row.known:
        return None
    # A row that names only a class ("chemotherapy") may stand for any member of it.
    return None if row.drug in env.classes(node.subject) else False


def in_setting(intent: str | None, setting: str | None) -> Truth:
    """Whether an intent is the setting asked for."""
    if setting is None:
        return True
    if intent is None:
        return None
    return intent in CURATIVE if setting == "curative" else intent == setting


def _both(first: Truth, second: Truth) -> Truth:
    if first is False or second is False:
        return False
    return True if first and second else None


def _exposures(node: History, env: Environment) -> list[tuple[Any, Truth]]:
    """The drug rows that are, or may be, what the question is about."""
    asked = [(row, _both(is_subject(row, node, env), in_setting(row.intent, node.setting))) for row in env.rows("drug")]
    found: list[tuple[Any, Truth]] = [(row, matches) for row, matches in asked if matches is not False]
    env.saw([row for row, _ in found], [row for row, _ in found])
    return found


def _silence(env: Environment) -> Truth:
    """What no matching row means: "no" where the history is complete, unknown otherwise."""
    return False if env.fact("treatment_history_complete") is True else None


def _any(truths: Iterable[Truth], env: Environment) -> Truth:
    found = any_of(truths)
    return _silence(env) if found is False else found


def _had(node: History, env: Environment) -> Truth:
    return _any((matches for _, matches in _exposures(node, env)), env)


def _on(node: History, env: Environment) -> Truth:
    return _any((_both(matches, row.ongoing) for row, matches in _exposures(node, env)), env)


def _stopped_for(reason: str) -> Callable[[History, Environment], Truth]:
    def ask(node: History, env: Environment) -> Truth:
        # A reason that is not recorded is no reason: the drug may have been stopped for anything else.
        return _any((_both(matches, row.stopped_for == reason) for row, matches in _exposures(node, env)), env)

    return ask


def _any_is_subject(drugs: Iterable[str], node: History, env: Environment) -> Truth:
    """Whether one of several drugs is the subject; a word nobody knows, or a class that may hold it, leaves it open."""
    unknown = {row.drug for row in env.rows("drug") if not row.known}
    above = env.classes(node.subject)
    answer: Truth = False
    for drug in drugs:
        if drug == node.subject or node.subject in env.classes(drug):
            return True
        if drug in unknown or drug in above:
            answer = None
    return answer


def _stopped_by_progression(row: Any) -> Truth:
    """Whether a drug ended because the disease grew; open where it ended in metastatic disease and nobody wrote why.

    Most drugs for metastatic disease end with progression, so silence about the reason must not pass for another one.
    """
    if row.stopped_for is None and row.intent == "metastatic" and not row.ongoing:
        return None
    return bool(row.stopped_for == "progression")


def _grew_on(node: History, setting: str, relapse: bool, env: Environment) -> Truth:
    """Progression (or relapse) while on the subject, or as the reason why it was stopped."""
    asked = History(question="had", subject=node.subject, setting=setting)
    stopped = [_both(match, _stopped_by_progression(row)) for row, match in _exposures(asked, env)]
    rows = [row for row in env.rows("progression") if (row.basis == "relapse") is relapse]
    seen = [(row, _any_is_subject(row.on_drugs, node, env)) for row in rows]
    matched = [row for row, match in seen if match is not False]
    env.saw(matched, matched)
    return _any([*stopped, *(match for _, match in seen)], env)


def _progressed_on(node: History, env: Environment) -> Truth:
    return _grew_on(node, "metastatic", False, env)


def _relapsed_on(node: History, env: Environment) -> Truth:
    return _grew_on(node, "curative", True, env)


def _months_since_last(node: History, env: Environment) -> Span | None:
    exposures = _exposures(node, env)
    if not exposures or any(matches is None for _, matches in exposures):
        return None
    spans = [Span(0, 0) if row.ongoing else difference(Type.MONTHS, row.end, env.as_of) for row, _ in exposures]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    # A last day that the record already tells is not after as_of, even where only its year is known.
    return Span(max(0, min(span.low for span in known)), max(0, min(span.high for span in known)))


def _months_on(node: History, env: Environment) -> Span | None:
    exposures = _exposures(node, env)
    if not exposures or any(matches is None for _, matches in exposures):
        return None
    spans = [difference(Type.MONTHS, row.date, env.as_of if row.ongoing else row.end) for row, _ in exposures]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    return Span(max(0, *(span.low for span in known)), max(0, *(span.high for span in known)))


def _lines_of(node: History, env: Environment) -> int | None:
    lines = [row for row in env.rows("line") if row.setting == "metastatic"]
    matching = sum(
        any(drug == node.subject or node.subject in env.classes(drug) for drug in row.drugs) for row in lines
    )
    metastatic = History(question="had", subject=node.subject, setting="metastatic")
    if any(matches is None for _, matches in _exposures(metastatic, env)):
        return None
    if matching:
        return matching
    return 0 if env.fact("treatment_history_complete") is True else None


_QUESTIONS: dict[str, Callable[[History, Environment], Value]] = {
    "had": _had,
    "on": _on,
    "progressed_on": _progressed_on,
    "relapsed_on": _relapsed_on,
    "stopped_for_toxicity": _stopped_for("toxicity"),
    "months_since_last": _months_since_last,
    "months_on": _months_on,
    "lines_of": _lines_of,
}
