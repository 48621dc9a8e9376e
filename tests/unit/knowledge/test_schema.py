"""What the language is told about the event tables is what the event tables are."""

from __future__ import annotations

import typing

import msgspec
import pytest

from onward.events.tables import TABLES as EVENT_TABLES
from onward.events.tables import Event
from onward.knowledge.build_evidence import value_sets
from onward.knowledge.contents import read_contents
from onward.knowledge.files import read_files, shipped_folder
from onward.knowledge.schema import COLUMN_WORDS, TABLES
from onward.logic.nodes import Type
from onward.values.dates import PartialDate

KINDS = {str: Type.TEXT, float: Type.NUMBER, int: Type.NUMBER, bool: Type.BOOLEAN, PartialDate: Type.DATE}
NOT_COLUMNS = {"id", "refs", "derived_from"}


def columns(table: type[Event]) -> dict[str, Type]:
    hints = typing.get_type_hints(table)
    names = [field.name for field in msgspec.structs.fields(table) if field.name not in NOT_COLUMNS]
    return {name: kind(hints[name]) for name in names}


def kind(hint: object) -> Type:
    if typing.get_origin(hint) is tuple:
        return Type.SET
    inner = [part for part in typing.get_args(hint) if part is not type(None)]
    return KINDS[typing.cast("type", inner[0] if inner else hint)]


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.table)
def test_columns_and_types(table: type[Event]) -> None:
    assert TABLES[table.table] == columns(table)


def test_no_table_more() -> None:
    assert set(TABLES) == {table.table for table in EVENT_TABLES}


def test_columns_with_words_exist_and_so_do_their_words() -> None:
    sets, _ = value_sets(read_contents(read_files(shipped_folder()), with_cases=False).value_sets)
    for (table, column), name in COLUMN_WORDS.items():
        assert column in TABLES[table]
        assert name in sets, f"no value set '{name}' for {table}.{column}"
