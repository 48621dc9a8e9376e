"""YAML 1.2 with positions: text comes in, a tree goes out in which every key and value knows its line and column.

Only what a person needs to write knowledge and charts is read: mappings, lists and scalars of the YAML 1.2 core schema
(``no``, ``on`` and dates stay words). Anchors, aliases, tags, merges and second documents are refused, because they
let a short file grow without bound or say something that its reader cannot see. libyaml does the reading, event by
event, so that nesting costs no stack and a limit stops a hostile file where it passes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import cyaml
from yaml.reader import ReaderError

from onward.values.errors import Fault

MAX_BYTES = 16_000_000
MAX_DEPTH = 40
MAX_NODES = 500_000
MOST_FAULTS = 500

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_BASE = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SPECIAL = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_NUMERIC_START = frozenset("+-.0123456789")
MAX_DIGITS = 400


@dataclass(slots=True)
class Scalar:
    """One value. ``text`` is as written, without quotes; ``value`` is what YAML 1.2 makes of it."""

    value: object
    text: str
    line: int
    column: int
    source: str = ""
    """The stretch of the file that begins at ``line`` and ``column``: later lines keep their own columns. Empty where
    escapes make the text differ from the file."""


@dataclass(slots=True)
class Sequence:
    """A list of values."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file."""

    line: int
    column: int
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key."""


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """The tree as dicts, lists and values, without positions."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def read_file(path: Path, file: str | None = None) -> tuple[Node | None, list[Fault]]:
    """Read one file; ``file`` is the name that faults give it."""
    name = file or str(path)
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [Fault(name, 0, 0, f"the file cannot be read: {error.strerror or 'unknown reason'}")]
    return read_text(content, name)


def read_text(content: bytes | str, file: str) -> tuple[Node | None, list[Fault]]:
    """Read one document. Where anything is wrong, the tree is what could be read, and the faults say what is wrong."""
    if len(content) > MAX_BYTES:
        return None, [Fault(file, 0, 0, "the file is too large", f"at most {MAX_BYTES // 1_000_000} MB")]
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [_not_utf8(error, file)]
    content = content.removeprefix("\ufeff")
    composer = _Composer(content, file)
    return composer.read(), composer.faults


def resolve(text: str) -> object:
    """What the YAML 1.2 core schema makes of a plain scalar.

    >>> [resolve(text) for text in ("no", "true", "1e3", "0x1F", "2019-05", "1+")]
    ['no', True, 1000.0, 31, '2019-05', '1+']
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START or len(text) > MAX_DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _OTHER_BASE.match(text):
        return int(text, 0)
    if _SPECIAL.match(text):
        return float(text.replace(".", ""))
    return text


class _Stop(Exception):  # noqa: N818 - it ends the reading; the fault is already kept
    """Nothing more of this file is read."""


class _Composer:
    """Builds the tree from libyaml's events with a stack of its own."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.faults: list[Fault] = []
        self.stack: list[Sequence | Mapping] = []
        self.pending: list[tuple[str, int, int] | None] = []
        """For each open container: the key whose value comes next (mappings only)."""
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0

    def read(self) -> Node | None:
        try:
            parser = cyaml.CParser(self.text)  # type: ignore[attr-defined]
            while (event := parser.get_event()) is not None:
                handle = _HANDLERS.get(type(event))
                if handle:
                    handle(self, event)
        except _Stop:
            pass
        except ReaderError as error:
            self.faults.append(self._unreadable(error))
        except yaml.MarkedYAMLError as error:
            self.faults.append(self._syntax(error))
        except UnicodeEncodeError as error:
            line, column = _line_column(self.text, error.start)
            self.faults.append(Fault(self.file, line, column, "half of a surrogate pair is not a character"))
        return self.root

    def fault(self, line: int, column: int, wrong: str, expected: str = "") -> None:
        self.faults.append(Fault(self.file, line, column, wrong, expected))
        if len(self.faults) >= MOST_FAULTS:
            raise _Stop

    def scalar(self, event: Any) -> None:
        """Keep one value or key."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if self._awaits_key():
            self._key(event.value, line, column, quoted=event.style in {"'", '"'})
            return
        self._refuse_extras(event, line, column)
        if not event.style:
            source = self.text[mark.index : event.end_mark.index]
            value = resolve(event.value)
        else:
            value = event.value
            source, line, column = self._inside(event, line, column)
        self._place(Scalar(value, event.value, line, column, source))

    def sequence(self, event: Any) -> None:
        """Open a list."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self._refuse_container_key(line, column)
        self._refuse_extras(event, line, column)
        self._open(Sequence(line, column))

    def mapping(self, event: Any) -> None:
        """Open a mapping."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self._refuse_container_key(line, column)
        self._refuse_extras(event, line, column)
        self._open(Mapping(line, column))

    def close(self, _event: Any) -> None:
        """Close the innermost container."""
        self.stack.pop()
        self.pending.pop()

    def alias(self, event: Any) -> None:
        """Refuse ``*name``, and go on with nothing in its place."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.fault(line, column, "an alias ('*') is not read here", "the value itself")
        self._refuse_container_key(line, column)
        self._place(Scalar(None, "", line, column))

    def document(self, event: Any) -> None:
        """Refuse a second document."""
        self.documents += 1
        if self.documents > 1:
            self.fault(event.start_mark.line + 1, 1, "a second document begins here", "one document a file")
            raise _Stop

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1], Mapping) and self.pending[-1] is None

    def _key(self, text: str, line: int, column: int, quoted: bool) -> None:
        mapping = self.stack[-1]
        assert isinstance(mapping, Mapping)  # noqa: S101 - _awaits_key
        if text == "<<" and not quoted:
            self.fault(line, column, "a merge ('<<') is not read here", "the keys themselves")
        elif text in mapping.keys:
            first = mapping.keys[text][0]
            self.fault(
                line, column, f"the key '{_short(text)}' is written twice; first in line {first}", "each key once"
            )
        elif not text.strip():
            self.fault(line, column, "a key is empty", "a word before the colon")
        self.pending[-1] = (text, line, column)

    def _place(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.fault(node.line, node.column, "the file holds too many values", f"at most {MAX_NODES:,}")
            raise _Stop
        if not self.stack:
            self.root = node
            return
        container = self.stack[-1]
        if isinstance(container, Sequence):
            container.items.append(node)
            return
        key = self.pending[-1]
        assert key is not None  # noqa: S101 - a value follows a key
        self.pending[-1] = None
        container.entries.setdefault(key[0], node)
        container.keys.setdefault(key[0], (key[1], key[2]))

    def _open(self, node: Sequence | Mapping) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.fault(node.line, node.column, "the file is nested too deeply", f"at most {MAX_DEPTH} levels")
            raise _Stop
        self._place(node)
        self.stack.append(node)
        self.pending.append(None)

    def _refuse_container_key(self, line: int, column: int) -> None:
        if self._awaits_key():
            self.fault(line, column, "a key is not a word", "a word before the colon")
            raise _Stop

    def _refuse_extras(self, event: Any, line: int, column: int) -> None:
        if getattr(event, "anchor", None) is not None:
            self.fault(line, column, "an anchor ('&') is not read here", "the value alone")
        if getattr(event, "tag", None) is not None:
            self.fault(line, column, "a tag ('!') is not read here", "the value alone")

    def _inside(self, event: Any, line: int, column: int) -> tuple[str, int, int]:
        """The source text of a quoted or block scalar, and where its first character stands."""
        begin, end = event.start_mark.index, event.end_mark.index
        if event.style in {"'", '"'}:
            inner = self.text[begin + 1 : end - 1]
            return (inner if inner == event.value else ""), line, column + 1
        first = self.text.find("\n", begin, end) + 1
        while first and first < end and self.text[first] in " \n":
            first += 1
        if not first or first >= end:
            return "", line, column
        line += self.text.count("\n", begin, first)
        return self.text[first:end], line, first - self.text.rfind("\n", 0, first)

    def _unreadable(self, error: ReaderError) -> Fault:
        before = self.text.encode()[: error.position].decode(errors="ignore")
        line, column = _line_column(before, len(before))
        return Fault(self.file, line, column, "a control character stands here", "printable text")

    def _syntax(self, error: yaml.MarkedYAMLError) -> Fault:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if mark and self.text[mark.index : mark.index + 1] == "\t":
            return Fault(self.file, line, column, "a tab stands where YAML wants spaces", "spaces")
        problem = str(error.problem or "it cannot be read")
        wrong, expected = _EXPLAINED.get(problem, (f"this is not YAML: {problem}", ""))
        if error.context_mark and error.context_mark.line + 1 != line:
            what = str(error.context).removeprefix("while parsing ").removeprefix("while scanning ")
            wrong += f" (in {what} that begins in line {error.context_mark.line + 1})"
        return Fault(self.file, line, column, wrong, expected)


_HANDLERS: dict[type[yaml.Event], Callable[..., None]] = {
    yaml.ScalarEvent: _Composer.scalar,
    yaml.SequenceStartEvent: _Composer.sequence,
    yaml.MappingStartEvent: _Composer.mapping,
    yaml.SequenceEndEvent: _Composer.close,
    yaml.MappingEndEvent: _Composer.close,
    yaml.AliasEvent: _Composer.alias,
    yaml.DocumentStartEvent: _Composer.document,
}

_EXPLAINED: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "a second colon makes this a mapping inside a value",
        "quotes around a text that holds ': '",
    ),
    "found unexpected end of stream": ("the file ends inside quotes", "a closing quote"),
    "did not find expected ',' or '}'": ("a '{' is not closed, or a comma is missing", "',' or '}'"),
    "did not find expected ',' or ']'": ("a '[' is not closed, or a comma is missing", "',' or ']'"),
    "did not find expected key": ("a key was expected here", "'key: value', at the indentation of the keys above"),
    "did not find expected node content": ("a value is missing, or a '[' or '{' is not closed", "a value, or null"),
    "could not find expected ':'": ("a key has no colon", "'key: value'"),
    "exceeded maximum nesting depth": ("the file is nested too deeply", f"at most {MAX_DEPTH} levels"),
    "did not find expected '-' indicator": ("a list goes on without '-'", "'- value', at the indentation of the list"),
}


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _not_utf8(error: UnicodeDecodeError, file: str) -> Fault:
    before = error.object[: error.start].decode("utf-8", errors="ignore")
    line, column = _line_column(before, len(before))
    return Fault(file, line, column, "the file is not UTF-8 text", "UTF-8")


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
