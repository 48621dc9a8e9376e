"""The seam to the language: expressions as written come in, checked nodes go out, and faults with their places.

What the checker has to know about this knowledge (facts with types and values, columns of the event tables and the
words they hold, names of drugs and classes) is gathered here; how an expression is read and checked is the business of
``onward.logic``.
"""

from __future__ import annotations

from collections.abc import Mapping

from onward.knowledge.reading import Written
from onward.knowledge.schema import COLUMN_WORDS, TABLES
from onward.logic.check import Vocabulary, check_is
from onward.logic.nodes import Node, Position, Type
from onward.logic.parse import Refused, parse
from onward.values.errors import Fault


class Checker:
    """Reads and checks expressions against one vocabulary; faults are kept, so that all are told at once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []

    def rule(self, written: Written) -> Node | None:
        """A condition over facts; ``None`` where it is wrong."""
        node = self._parsed(written)
        return None if node is None else self._checked(node, check_is(node, Type.BOOLEAN, self.vocabulary))

    def fact(self, written: Written, kind: Type, values: tuple[str, ...]) -> Node | None:
        """The definition of a fact of one type; ``None`` where it is wrong."""
        node = self._parsed(written)
        if node is None:
            return None
        return self._checked(node, check_is(node, kind, self.vocabulary, values=values, tables=True))

    def _parsed(self, written: Written) -> Node | None:
        """The node of an expression. Blanks before the text make its columns those of the file."""
        text = " " * (written.at.column - 1) + written.text
        try:
            return parse(text, Position(written.at.file, written.at.line, 1))
        except Refused as refused:
            self.faults += refused.faults
            return None

    def _checked(self, node: Node, faults: tuple[Fault, ...]) -> Node | None:
        self.faults += faults
        return None if faults else node


def vocabulary(
    types: Mapping[str, Type],
    values: Mapping[str, tuple[str, ...]],
    words: Mapping[str, tuple[str, ...]],
    subjects: frozenset[str],
    classes: frozenset[str],
) -> Vocabulary:
    """What expressions may name; ``words`` are those of each value set."""
    columns = {column: words[name] for column, name in COLUMN_WORDS.items() if words.get(name)}
    return Vocabulary(
        types=types, values=values, tables=TABLES, column_values=columns, subjects=subjects, classes=classes
    )
