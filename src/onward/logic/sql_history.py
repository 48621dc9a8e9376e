# Writing SQL is what this file is for; names and texts are quoted by sql_parts.
# ruff: noqa: S608
"""Questions about treatment history as SQL: the same questions, rows and silence as ``history``.

A question is one or two grouped selections from the drug, progression or line tables, and the answer that follows from
their columns once they are joined to the people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from onward.logic.history import CURATIVE
from onward.logic.nodes import History, Type
from onward.logic.sql_parts import One, Pair, Sql, difference, text, texts

Rows = Callable[[str, str, str | None], str]
"""Writes a selection: table, columns, condition; the row is ``e``, the person ``f``."""
Classes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """How a question is answered: its grouped selections, and the answer from their aliases and from completeness."""

    parts: tuple[Callable[[Rows], str], ...]
    answer: Callable[[tuple[str, ...], str], Sql]


def members(class_name: str, classes: Classes) -> set[str]:
    """The class itself and every drug and class word in it."""
    return {class_name, *(drug for drug, above in classes.items() if class_name in above)}


def question(node: History, classes: Classes) -> Question:
    """The SQL of one question."""
    return _QUESTIONS[node.question](node, classes)


def _is_subject(node: History, classes: Classes) -> str:
    above = classes.get(node.subject, frozenset())
    maybe = f" WHEN e.drug IN ({texts(above)}) THEN NULL" if above else ""
    inside = texts(members(node.subject, classes))
    return f"CASE WHEN e.drug IN ({inside}) THEN TRUE WHEN e.known IS NOT TRUE THEN NULL{maybe} ELSE FALSE END"


def _in_setting(setting: str) -> str:
    words = CURATIVE if setting == "curative" else (setting,)
    return f"(e.intent IN ({texts(words)}))"


def _matches(node: History, classes: Classes, setting: str | None) -> str:
    """Whether a drug row is an exposure to the subject in the setting."""
    subject = _is_subject(node, classes)
    return f"({subject} AND {_in_setting(setting)})" if setting else f"({subject})"


def _any_is_subject(node: History, classes: Classes, column: str) -> str:
    """The same of a list of drugs; words that nobody knows are those of the drug table."""
    inside = texts(members(node.subject, classes))
    above = classes.get(node.subject, frozenset())
    maybe = f" WHEN list_has_any({column}, [{texts(above)}]) THEN NULL" if above else ""
    unknown = (
        "EXISTS (SELECT 1 FROM drug d WHERE d.patient_id = e.patient_id AND d.known IS NOT TRUE "
        f"AND list_contains({column}, d.drug))"
    )
    return f"(CASE WHEN list_has_any({column}, [{inside}]) THEN TRUE{maybe} WHEN {unknown} THEN NULL ELSE FALSE END)"


def _truths(rows: str) -> str:
    """Whether any row is true, and whether any is open."""
    return (
        f"SELECT patient_id, bool_or(truth) AS yes, bool_or(truth IS NULL) AS maybe FROM ({rows}) r GROUP BY patient_id"
    )


def _yes_or_silence(aliases: tuple[str, ...], complete: str) -> Sql:
    (alias,) = aliases
    return One(f"CASE WHEN {alias}.yes THEN TRUE WHEN {alias}.maybe THEN NULL WHEN {complete} THEN FALSE END")


def _exposure(condition: str) -> Callable[[History, Classes], Question]:
    """A question that is true of one exposure: given, being given, stopped for a reason."""

    def ask(node: History, classes: Classes) -> Question:
        truth = f"{_matches(node, classes, node.setting)} AND {condition}" if condition else ""
        truth = truth or _matches(node, classes, node.setting)
        return Question((lambda rows: _truths(rows("drug", f"{truth} AS truth", None)),), _yes_or_silence)

    return ask


def _stopped(reason: str) -> str:
    return f"coalesce(e.stopped_for = {text(reason)}, FALSE)"


_STOPPED_BY_PROGRESSION = (
    "(CASE WHEN e.stopped_for IS NULL AND e.intent = 'metastatic' AND e.ongoing IS NOT TRUE THEN NULL "
    "ELSE coalesce(e.stopped_for = 'progression', FALSE) END)"
)


def _grew(setting: str, basis: str) -> Callable[[History, Classes], Question]:
    def ask(node: History, classes: Classes) -> Question:
        stopped = f"{_matches(node, classes, setting)} AND {_STOPPED_BY_PROGRESSION} AS truth"
        seen = f"{_any_is_subject(node, classes, 'e.on_drugs')} AS truth"

        def part(rows: Rows) -> str:
            both = f"{rows('drug', stopped, None)} UNION ALL {rows('progression', seen, basis)}"
            return _truths(both)

        return Question((part,), _yes_or_silence)

    return ask


def _spans(node: History, classes: Classes, span: Pair, pick: str) -> Question:
    """The shortest or longest time of all exposures, where all are certain and dated."""
    matches = _matches(node, classes, node.setting)
    select = f"{matches} AS truth, {span.low} AS low, {span.high} AS high"

    def part(rows: Rows) -> str:
        chosen = f"greatest(0, {pick}(low)) AS low, greatest(0, {pick}(high)) AS high"
        all_known = "bool_and(truth IS NOT NULL AND low IS NOT NULL) AS known"
        exposures = f"SELECT * FROM ({rows('drug', select, None)}) r WHERE truth IS NOT FALSE"
        return f"SELECT patient_id, {chosen}, {all_known} FROM ({exposures}) x GROUP BY patient_id"

    def answer(aliases: tuple[str, ...], _complete: str) -> Sql:
        (alias,) = aliases
        return Pair(*(f"CASE WHEN {alias}.known THEN {alias}.{end} END" for end in ("low", "high")))

    return Question((part,), answer)


def _months_since_last(node: History, classes: Classes) -> Question:
    since = difference(Type.MONTHS, Pair("e.end_low", "e.end_high"), Pair("f.as_of", "f.as_of"))
    span = Pair(*(f"CASE WHEN e.ongoing THEN 0 ELSE {end} END" for end in (since.low, since.high)))
    return _spans(node, classes, span, "min")


def _months_on(node: History, classes: Classes) -> Question:
    end = Pair(*(f"(CASE WHEN e.ongoing THEN f.as_of ELSE e.{column} END)" for column in ("end_low", "end_high")))
    return _spans(node, classes, difference(Type.MONTHS, Pair("e.date_low", "e.date_high"), end), "max")


def _lines_of(node: History, classes: Classes) -> Question:
    inside = texts(members(node.subject, classes))

    def lines(rows: Rows) -> str:
        found = rows("line", "1 AS one", f"e.setting = 'metastatic' AND list_has_any(e.drugs, [{inside}])")
        return f"SELECT patient_id, CAST(count(*) AS DOUBLE) AS number FROM ({found}) r GROUP BY patient_id"

    def exposures(rows: Rows) -> str:
        return _truths(rows("drug", f"{_matches(node, classes, 'metastatic')} AS truth", None))

    def answer(aliases: tuple[str, ...], complete: str) -> Sql:
        line, drug = aliases
        known = f"WHEN {line}.number IS NOT NULL THEN {line}.number WHEN {complete} THEN 0e0"
        return One(f"CASE WHEN {drug}.maybe THEN NULL {known} END")

    return Question((lines, exposures), answer)


_QUESTIONS: dict[str, Callable[[History, Classes], Question]] = {
    "had": _exposure(""),
    "on": _exposure("e.ongoing"),
    "stopped_for_toxicity": _exposure(_stopped("toxicity")),
    "progressed_on": _grew("metastatic", "e.basis <> 'relapse'"),
    "relapsed_on": _grew("curative", "e.basis = 'relapse'"),
    "months_since_last": _months_since_last,
    "months_on": _months_on,
    "lines_of": _lines_of,
}
