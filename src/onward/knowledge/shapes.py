"""Shapes: what a file may hold, declared once and used three times: to read it, to explain a fault, to help an editor.

A shape turns a node of the YAML tree into a value, keeps a fault for everything that is wrong (with its place, what was
expected and what may have been meant), and can say itself as JSON Schema. Records of keys become ``Entry`` objects,
which know the place of each key; references to ids elsewhere are collected and settled when everything has been read.
"""

# ruff: noqa: D102 - read, says and schema are described once, in Shape

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, Protocol

from onward.knowledge.positions import Mapping, Node, Scalar, Sequence, plain
from onward.knowledge.reading import (
    Entry,
    Reading,
    Reference,
    Written,
    expanded,
    is_null,
    kind_of,
    quoted,
    short,
    written,
)
from onward.values.dates import PartialDate
from onward.values.errors import Fault

Schema = dict[str, Any]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Shape(Protocol):
    """What every shape can do."""

    def read(self, node: Node, reading: Reading) -> Any:
        """The value of ``node``; ``None`` with a fault kept where it does not fit."""
        ...

    def says(self) -> str:
        """What is expected, in words that follow "Expected"."""
        ...

    def schema(self) -> Schema:
        """The shape as JSON Schema."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Words, or a number written where words are meant. ``pattern`` limits their form."""

    expected: str = "text"
    pattern: str = ""

    def read(self, node: Node, reading: Reading) -> str | None:
        if not isinstance(node, Scalar):
            reading.fault(node, f"{kind_of(node)} stands where text belongs", self.says())
            return None
        text = node.text.strip()
        if not text:
            reading.fault(node, "the text is empty", self.says())
        elif self.pattern and not re.fullmatch(self.pattern, text):
            reading.fault(node, f"'{short(text)}' does not fit", self.says())
        return text

    def says(self) -> str:
        return self.expected

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "minLength": 1} | (
            {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        )


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""

    def read(self, node: Node, reading: Reading) -> bool | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        likely = {"yes": "true", "no": "false", "on": "true", "off": "false"}.get(written(node).lower(), "")
        reading.fault(node, f"{quoted(node)} is neither true nor false", self.says(), [likely], likely)
        return None

    def says(self) -> str:
        return "true or false"

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits, both included."""

    low: float | None = None
    high: float | None = None
    whole: bool = False

    def read(self, node: Node, reading: Reading) -> float | int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            reading.fault(node, f"{quoted(node)} is not a number", self.says())
            return None
        outside = (self.low is not None and value < self.low) or (self.high is not None and value > self.high)
        if outside or (self.whole and value != int(value)):
            reading.fault(node, f"{quoted(node)} is not possible", self.says())
            return None
        return int(value) if self.whole else value

    def says(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if self.low is not None and self.high is not None:
            return f"{kind} from {self.low:g} to {self.high:g}"
        return kind if self.low is None else f"{kind}, {self.low:g} or more"

    def schema(self) -> Schema:
        limits = {"minimum": self.low, "maximum": self.high}
        return {"type": "integer" if self.whole else "number"} | {k: v for k, v in limits.items() if v is not None}


@dataclass(frozen=True, slots=True)
class Day:
    """A whole day, ``2026-11-24``."""

    def read(self, node: Node, reading: Reading) -> date | None:
        found = _DAY.fullmatch(written(node))
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            found = None
        reading.fault(node, f"{quoted(node)} is not a day", self.says())
        return None

    def says(self) -> str:
        return "a day that exists, as 2026-11-24"

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A day, month or year."""

    def read(self, node: Node, reading: Reading) -> PartialDate | None:
        try:
            return PartialDate.parse(written(node))
        except ValueError:
            reading.fault(node, f"{quoted(node)} is not a date", self.says())
            return None

    def says(self) -> str:
        return "a date that exists, as 2019, 2019-05 or 2019-05-31"

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words. In an open set another word is kept as it is."""

    choices: tuple[str, ...]
    closed: bool = True

    def read(self, node: Node, reading: Reading) -> str | None:
        if not isinstance(node, Scalar):
            reading.fault(node, f"{kind_of(node)} stands where a word belongs", self.says())
            return None
        word = node.text.strip()
        if self.closed and word not in self.choices:
            reading.fault(node, f"'{short(word)}' is not possible here", self.says(), self.choices, word)
        elif not word:
            reading.fault(node, "the word is empty", self.says())
        return word

    def says(self) -> str:
        if not self.closed:
            return "a word"
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}" if self.choices[1:] else "".join(self.choices)

    def schema(self) -> Schema:
        values: list[object] = list(self.choices)
        values += [int(word) for word in self.choices if word.isdigit()]
        values += [word == "true" for word in self.choices if word in {"true", "false"}]
        return {"enum": values} if self.closed else {"type": ["string", "number"], "examples": values[:200]}


@dataclass(frozen=True, slots=True)
class Identifier:
    """The id under which this entry is known: it must be unique among its kind."""

    kind: str
    pattern: str = r"\S(?:.*\S)?"
    letters: str = ""

    def read(self, node: Node, reading: Reading) -> str | None:
        word = Text(self.says(), self.pattern).read(node, reading)
        if word:
            reading.definitions.append(Reference(self.kind, word, reading.at(node)))
        return word

    def says(self) -> str:
        return f"the id of the {self.kind}" + (f": {self.letters}" if self.letters else "")

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True, slots=True)
class Refer:
    """The id of something defined elsewhere: a source, a drug, a regimen."""

    kind: str

    def read(self, node: Node, reading: Reading) -> str | None:
        word = Text(self.says()).read(node, reading)
        if word:
            reading.references.append(Reference(self.kind, word, reading.at(node)))
        return word

    def says(self) -> str:
        return f"the name of a known {self.kind}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": f"A known {self.kind}."}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the language, of one type."""

    type: str = "boolean"

    def read(self, node: Node, reading: Reading) -> Written | None:
        if not isinstance(node, Scalar) or not node.text.strip():
            reading.fault(node, f"{kind_of(node)} stands where an expression belongs", self.says())
            return None
        expression = Written(node.source or node.text, reading.at(node), self.type)
        reading.expressions.append(expression)
        return expression

    def says(self) -> str:
        return f"an expression of type {self.type}"

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "description": "An expression of Onward's language."}


@dataclass(frozen=True, slots=True)
class Plain:
    """Any value, as it is, without positions."""

    expected: str = "a value"

    def read(self, node: Node, reading: Reading) -> object:
        return plain(node)

    def says(self) -> str:
        return self.expected

    def schema(self) -> Schema:
        return {}


@dataclass(frozen=True, slots=True)
class Tree:
    """A mapping kept as it was read, with positions; another shape reads it later."""

    expected: str

    def read(self, node: Node, reading: Reading) -> Mapping | None:
        if isinstance(node, Mapping):
            return node
        reading.fault(node, f"{kind_of(node)} stands where keys belong", self.says())
        return None

    def says(self) -> str:
        return self.expected

    def schema(self) -> Schema:
        return {"type": "object"}


@dataclass(frozen=True, slots=True)
class Nullable:
    """A value, or ``null`` where there is none."""

    shape: Shape

    def read(self, node: Node, reading: Reading) -> Any:
        return None if is_null(node) else self.shape.read(node, reading)

    def says(self) -> str:
        return f"{self.shape.says()}, or null"

    def schema(self) -> Schema:
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; ``length`` fixes how many values it must have."""

    item: Shape
    length: int | None = None
    at_least: int = 0

    def read(self, node: Node, reading: Reading) -> list[Any]:
        if not isinstance(node, Sequence):
            reading.fault(node, f"{kind_of(node)} stands where a list belongs", self.says())
            return []
        if (self.length is not None and len(node.items) != self.length) or len(node.items) < self.at_least:
            reading.fault(node, f"the list has {len(node.items)} values", self.says())
        return [self.item.read(item, reading) for item in takewhile(lambda _: not reading.full, node.items)]

    def says(self) -> str:
        if self.length is not None:
            return f"a list of {self.length}, each {self.item.says()}"
        return f"a list, each {self.item.says()}"

    def schema(self) -> Schema:
        limits = {"minItems": self.length or self.at_least or None, "maxItems": self.length}
        return {"type": "array", "items": self.item.schema()} | {k: v for k, v in limits.items() if v is not None}


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """One value, or a list of them; always read as a list."""

    item: Shape

    def read(self, node: Node, reading: Reading) -> list[Any]:
        items = node.items if isinstance(node, Sequence) else [node]
        return [self.item.read(item, reading) for item in items]

    def says(self) -> str:
        return f"{self.item.says()}, or a list of them"

    def schema(self) -> Schema:
        item = self.item.schema()
        return {"anyOf": [item, {"type": "array", "items": item}]}


@dataclass(frozen=True, slots=True)
class MapOf:
    """Free keys, each with a value of one shape. ``key`` limits the keys themselves."""

    value: Shape
    key: Shape | None = None

    def read(self, node: Node, reading: Reading) -> dict[str, Any]:
        if not isinstance(node, Mapping):
            reading.fault(node, f"{kind_of(node)} stands where keys belong", self.says())
            return {}
        if self.key:
            for word, (line, column) in node.keys.items():
                self.key.read(Scalar(word, word, line, column), reading)
        return {key: self.value.read(value, reading) for key, value in node.entries.items()}

    def says(self) -> str:
        return f"'key: value', each value {self.value.says()}"

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class ListOrMap:
    """A list, or keys with a value each: whichever was written."""

    several: ListOf
    keyed: MapOf

    def read(self, node: Node, reading: Reading) -> Any:
        return (self.keyed if isinstance(node, Mapping) else self.several).read(node, reading)

    def says(self) -> str:
        return f"{self.several.says()}, or {self.keyed.says()}"

    def schema(self) -> Schema:
        return {"anyOf": [self.several.schema(), self.keyed.schema()]}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: the shape of its value, what it means, and whether it may be left out."""

    shape: Shape
    what: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. ``short_key``: a bare word is read as the value of that key alone."""

    name: str
    keys: dict[str, Key]
    short_key: str = ""

    def read(self, node: Node, reading: Reading) -> Entry | None:
        if isinstance(node, Scalar) and self.short_key and not is_null(node):
            node = expanded(node, self.short_key)
        if not isinstance(node, Mapping):
            reading.fault(node, f"{kind_of(node)} stands where {self.name} belongs", self.says())
            return None
        self._refuse_unknown(node, reading)
        values: dict[str, Any] = {}
        for name, key in self.keys.items():
            child = node.entries.get(name)
            if child is None or (is_null(child) and not isinstance(key.shape, Nullable)):
                if key.required:
                    reading.fault(child or node, f"{self.name} has no '{name}'", f"{name}: {key.shape.says()}")
                continue
            values[name] = key.shape.read(child, reading)
        return Entry(values, node, reading.file)

    def _refuse_unknown(self, node: Mapping, reading: Reading) -> None:
        for name, (line, column) in node.keys.items():
            if name in self.keys:
                continue
            suggestion = reading.suggestion(name, self.keys)
            expected = "" if suggestion else f"one of {', '.join(self.keys)}"
            if " " in name and is_null(node.entries[name]):
                expected, suggestion = "quotes around a text that holds a comma", ""
            wrong = f"{self.name} has no key '{short(name)}'"
            reading.keep(Fault(reading.file, line, column, wrong, expected, suggestion))

    def says(self) -> str:
        return f"keys: {', '.join(self.keys)}"

    def schema(self) -> Schema:
        properties = {
            name: key.shape.schema() | ({"description": key.what} if key.what else {})
            for name, key in self.keys.items()
        }
        required = [name for name, key in self.keys.items() if key.required]
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        return {"anyOf": [schema, {"type": "string"}]} if self.short_key else schema
