"""The rows of one event table, with those that hold a word in a column found without looking at all of them.

Most facts read one kind of row of a long table: of two thousand laboratory values, those of one test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from onward.logic.nodes import And, Column, Compare, Literal, Node


class Rows(Sequence[Any]):
    """A sequence of rows that builds an index of a column when it is first asked for a word in it."""

    __slots__ = ("_all", "_index")

    def __init__(self, rows: Iterable[Any]) -> None:
        self._all = tuple(rows)
        self._index: dict[str, dict[Any, list[Any]]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._all[index]

    def where(self, column: str, word: str) -> Sequence[Any]:
        """The rows that hold a word in a column, in their order."""
        index = self._index.get(column)
        if index is None:
            index = self._index[column] = {}
            for row in self._all:
                index.setdefault(getattr(row, column), []).append(row)
        return index.get(word, ())


def narrowed(rows: Sequence[Any], where: Node | None) -> Sequence[Any]:
    """Rows among which all are that a filter is true of: fewer than all, where it demands a word in a column."""
    if not isinstance(rows, Rows) or where is None:
        return rows
    for condition in where.operands if isinstance(where, And) else (where,):
        if isinstance(condition, Compare) and condition.operator == "=":
            column, word = condition.left, condition.right
            if isinstance(column, Column) and isinstance(word, Literal) and isinstance(word.value, str):
                return rows.where(column.name, word.value)
    return rows
