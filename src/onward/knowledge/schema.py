"""The event tables as the language sees them: the columns of each, their types, and whose words they hold.

The tables themselves are types in ``onward.events.tables``, which lies to the right of this folder: knowledge is
checked before any record is read. A test holds the two together.
"""

from __future__ import annotations

from onward.logic.nodes import Type


def _columns(text: str = "", number: str = "", boolean: str = "", date: str = "", words: str = "") -> dict[str, Type]:
    kinds = {Type.TEXT: text, Type.NUMBER: number, Type.BOOLEAN: boolean, Type.DATE: date, Type.SET: words}
    return {name: kind for kind, names in kinds.items() for name in names.split()}


TABLES: dict[str, dict[str, Type]] = {
    "patient": _columns(date="date birth_date death_date", text="sex region", boolean="deceased"),
    "diagnosis": _columns(date="date", text="cancer histology laterality stage status"),
    "state": _columns(date="date", text="name text", number="number", boolean="truth"),
    "metastasis": _columns(date="date", text="site status"),
    "marker": _columns(date="date", text="name text specimen site", number="number", boolean="metastatic"),
    "variant": _columns(date="date", text="gene alteration origin source result"),
    "drug": _columns(
        date="date end",
        text="drug intent stopped_for best_response regimen",
        boolean="intent_inferred ongoing ongoing_inferred maintenance known",
        number="line dose_mg",
    ),
    "procedure": _columns(date="date end", text="name site intent"),
    "lab": _columns(date="date", text="test unit raw_unit", number="value lower_limit upper_limit raw_value"),
    "condition": _columns(date="date", text="name status", number="ctcae_grade", boolean="known"),
    "medication": _columns(date="date end", text="name", boolean="ongoing known"),
    "lesion": _columns(
        date="date", text="lesion kind site status", number="longest_mm short_axis_mm", boolean="evaluable"
    ),
    "symptom": _columns(
        date="date",
        text="term attributed_to",
        number="ctcae_grade pro_frequency pro_severity pro_interference",
        boolean="known",
    ),
    "wish": _columns(date="date day until", text="name text", number="weight"),
    "progression": _columns(date="date", text="rule note basis", boolean="certain", words="on_drugs"),
    "line": _columns(
        date="date end",
        text="rule note setting stopped_for best_response",
        boolean="certain ongoing",
        number="number stated_number months",
        words="drugs",
    ),
    "response": _columns(
        date="date",
        text="rule note overall target non_target",
        boolean="certain new_lesions to_confirm",
        number="sum_mm baseline_mm nadir_mm growing held",
    ),
    "report": _columns(date="date", text="rule note term", boolean="certain newest graded", number="worst rise"),
    "appearance": _columns(date="date", text="rule note term", boolean="certain present", number="grade number"),
    "grade": _columns(date="date", text="rule note term test version unit", boolean="certain", number="grade value"),
}

COLUMN_WORDS: dict[tuple[str, str], str] = {
    ("patient", "sex"): "sex",
    ("patient", "region"): "region",
    ("diagnosis", "histology"): "histology",
    ("diagnosis", "laterality"): "laterality",
    ("state", "name"): "state",
    ("metastasis", "site"): "site",
    ("marker", "name"): "marker",
    ("marker", "site"): "site",
    ("variant", "gene"): "gene",
    ("variant", "origin"): "origin",
    ("variant", "source"): "source",
    ("variant", "result"): "result",
    ("drug", "intent"): "intent",
    ("drug", "stopped_for"): "stopped_for",
    ("drug", "best_response"): "best_response",
    ("procedure", "name"): "procedure",
    ("procedure", "intent"): "intent",
    ("lab", "test"): "lab_test",
    ("condition", "name"): "condition",
    ("lesion", "kind"): "measurement_kind",
    ("lesion", "site"): "site",
    ("symptom", "term"): "symptom_term",
    ("report", "term"): "symptom_term",
    ("appearance", "term"): "symptom_term",
    ("line", "stopped_for"): "stopped_for",
    ("line", "best_response"): "best_response",
}
"""Columns whose words come from a value set: a word outside it would match nothing, ever."""
