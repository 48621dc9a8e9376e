"""Makes docs/reference/events.md from the event tables themselves: their columns, types and docstrings."""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing

import msgspec

from onward.events.tables import TABLES, Conflict, Derived, Event, Unused
from onward.values.dates import PartialDate

HEAD = """# The event tables

<!-- Made by `make docs` from src/onward/events/tables.py. -->

Whatever comes in becomes these tables; whatever is decided is decided from these. A missing value means unknown, never
"no". Facts read them by these names: `last(marker.number) filter (where marker.name = 'ER')`. Words in text columns are
those of `knowledge/terminology/`.

Every row has an `id` (unique within the record), a `date` (when it was true, measured or begun; it may be partial) and
`refs` (where in the record it was read). Rows of derived tables follow from other rows: they also have `rule` (the name
of the rule they follow from), `derived_from` (ids of those rows), `certain` and `note`.
"""

_TYPES = {str: "text", float: "number", int: "whole number", bool: "boolean", PartialDate: "date"}
_SHARED = {field.name for field in msgspec.structs.fields(Derived)}


def page() -> str:
    """The whole page."""
    sections = [
        _table(table, f"## {table.table}" + (" (derived)" if issubclass(table, Derived) else "")) for table in TABLES
    ]
    beside = "## Beside the tables\n\nWhat the record holds and no table took, and what contradicts itself:\n"
    return "\n".join([HEAD, *sections, beside, _table(Unused, "### unused"), _table(Conflict, "### conflicts")])


def _table(table: type[msgspec.Struct], heading: str) -> str:
    hints, remarks = typing.get_type_hints(table), _remarks(table)
    shared = _SHARED if issubclass(table, Event) else set()
    rows = [
        f"| `{field.name}` | {_type(hints[field.name])} | {remarks.get(field.name, '')} |"
        for field in msgspec.structs.fields(table)
        if field.name not in shared
    ]
    parts = [
        heading,
        "",
        inspect.cleandoc(table.__doc__ or "").replace("``", "`"),
        "",
        "| column | type | |",
        "| --- | --- | --- |",
        *rows,
        "",
    ]
    return "\n".join(parts)


def _type(hint: object) -> str:
    kinds = [part for part in typing.get_args(hint) if part is not type(None)] or [hint]
    if typing.get_origin(hint) is tuple:
        return "set of words"
    return _TYPES[typing.cast("type", kinds[0])]


def _remarks(table: type) -> dict[str, str]:
    """The docstring under each column, which Python itself forgets."""
    body = ast.parse(textwrap.dedent(inspect.getsource(table))).body[0]
    if not isinstance(body, ast.ClassDef):
        return {}
    remarks = {}
    for statement, following in zip(body.body, body.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and _is_text(following):
            text = typing.cast("ast.Constant", typing.cast("ast.Expr", following).value).value
            remarks[statement.target.id] = " ".join(str(text).replace("``", "`").replace("|", "\\|").split())
    return remarks


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
