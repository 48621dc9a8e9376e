"""What an expression asks a person: facts and history questions, each by its text, and the expression over those alone.

A decision table states the answers to both; so a history question becomes a name like any other.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from onward.logic.nodes import QUESTIONS, Fact, History, Node, Type
from onward.logic.text import to_text
from onward.logic.walk import walk


def inputs(node: Node) -> dict[str, Type | None]:
    """Every name that the expression asks for; history questions with their type, facts without."""
    found: dict[str, Type | None] = {}
    for each in walk(node):
        if isinstance(each, Fact):
            found.setdefault(each.name, None)
        elif isinstance(each, History):
            found.setdefault(to_text(each), QUESTIONS[each.question])
    return found


def over_inputs(node: Node) -> Node:
    """The same expression with each history question as a fact that bears its text."""
    if isinstance(node, History):
        return Fact(name=to_text(node))
    changes = {}
    for each in dataclasses.fields(node):
        value = getattr(node, each.name)
        changed = _changed(value)
        if changed is not value:
            changes[each.name] = changed
    return dataclasses.replace(node, **changes) if changes else node


def _changed(value: Any) -> Any:
    if isinstance(value, Node):
        return over_inputs(value)
    if isinstance(value, tuple):
        new = tuple(_changed(each) for each in value)
        return new if any(one is not other for one, other in zip(new, value, strict=True)) else value
    return value
