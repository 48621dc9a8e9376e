"""A saved chart as answers of its form, so that it can be edited where it was filled in.

In: the text of a chart that has been read before. Out: answers by name (``cancer.sites``, ``labs.0.test``), and what
the form has no field for, which is carried over as it is. A chart that the form cannot hold whole is edited as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onward.knowledge.positions import Mapping, Node, Scalar, Sequence, plain, read_text
from onward.knowledge.shapes import ListOf, Record
from onward.knowledge.types import Knowledge
from onward.records.chart_form import chart_form
from onward.web.chart_form import CARRIED, Answers, filled
from onward.web.desk import NAME


@dataclass(frozen=True, slots=True)
class Held:
    """What a chart says, as the form holds it."""

    answers: Answers
    carried: dict[str, object]


def held(knowledge: Knowledge, content: bytes) -> Held | None:
    """A chart as the form holds it; none where the form would lose something of it."""
    found = _held(knowledge, content)
    if found is None:
        return None
    again = _held(knowledge, filled(knowledge, found.answers, found.carried).text)
    return found if again == found else None


def _held(knowledge: Knowledge, content: bytes) -> Held | None:
    tree, faults = read_text(content, NAME)
    if faults or not isinstance(tree, Mapping):
        return None
    form = chart_form(knowledge.terminology)
    answers = {name: values for name, values in _answers(tree, form, "") if values and name not in CARRIED}
    return Held(answers, {name: value for name in CARRIED if (value := _carried(tree, name)) is not None})


def _answers(node: Mapping, form: Record, prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, value in node.entries.items():
        name = f"{prefix}{key}"
        shape = form.keys[key].shape if key in form.keys else None
        if isinstance(value, Scalar):
            yield name, _texts([value])
        elif isinstance(value, Mapping) and isinstance(shape, Record):
            yield from _answers(value, shape, f"{name}.")
        elif isinstance(value, Sequence) and isinstance(shape, ListOf) and isinstance(shape.item, Record):
            yield from _rows(value, shape.item, name)
        elif isinstance(value, Sequence):
            yield name, _texts(value.items)


def _rows(listed: Sequence, item: Record, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, entry in enumerate(listed.items):
        if isinstance(entry, Mapping):
            yield from _answers(entry, item, f"{name}.{number}.")
        elif isinstance(entry, Scalar):
            yield f"{name}.{number}.{item.short_key}", _texts([entry])


def _texts(nodes: list[Node] | list[Scalar]) -> tuple[str, ...]:
    return tuple(
        node.text.strip() for node in nodes if isinstance(node, Scalar) and node.value is not None and node.text.strip()
    )


def _carried(tree: Mapping, name: str) -> object:
    node: Node | None = tree
    for key in name.split("."):
        node = node.entries.get(key) if isinstance(node, Mapping) else None
    return None if node is None else plain(node)
