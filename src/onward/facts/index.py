"""What depends on what: the facts that each fact reads, straight and through others, worked out once per knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onward.knowledge.course import class_table
from onward.knowledge.types import FactDefinition, Knowledge
from onward.logic.nodes import Aggregate, Node
from onward.logic.walk import reads, walk


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The facts of one knowledge with their dependencies, and the classes of drugs."""

    definitions: Mapping[str, FactDefinition]
    closure: Mapping[str, frozenset[str]]
    """For each fact, every fact that its value can depend on, itself included."""
    readers: Mapping[str, frozenset[str]]
    """For each fact, every fact whose value can depend on it, itself included."""
    classes: Mapping[str, frozenset[str]]
    choosing: Mapping[str, tuple[Aggregate, ...]]
    """For each fact, the aggregates in it that choose one of several rows, and so can find them at odds."""
    _behind: dict[int, tuple[Node, frozenset[str]]] = field(default_factory=dict, repr=False, compare=False)
    """What was found behind conditions, by identity; each is kept with it, so that no other can take its place."""

    def behind(self, node: Node | None) -> frozenset[str]:
        """Every fact that the value of an expression can depend on."""
        if node is None:
            return frozenset()
        found = self._behind.get(id(node))
        if found is None:
            names = reads(node)
            names = names.union(*(self.closure.get(name, frozenset()) for name in names))
            found = self._behind[id(node)] = (node, names)
        return found[1]

    def reading(self, names: Iterable[str]) -> frozenset[str]:
        """Every fact whose value can depend on one of some facts."""
        return frozenset().union(*(self.readers.get(name, frozenset({name})) for name in names))


def index_facts(knowledge: Knowledge) -> FactIndex:
    """Work out the dependencies of all facts; circles were refused when the knowledge was loaded."""
    direct = {name: _direct(fact) for name, fact in knowledge.facts.items()}
    closure: dict[str, frozenset[str]] = {}
    for name in direct:
        _close(name, direct, closure)
    readers: dict[str, set[str]] = {name: set() for name in direct}
    for name, below in closure.items():
        for each in below:
            readers.setdefault(each, set()).add(name)
    return FactIndex(
        definitions=knowledge.facts,
        closure=closure,
        readers={name: frozenset(above) for name, above in readers.items()},
        classes=class_table(knowledge),
        choosing={name: choosing_in(fact.definition) for name, fact in knowledge.facts.items()},
    )


def _direct(fact: FactDefinition) -> frozenset[str]:
    return reads(fact.definition) | (reads(fact.presume.when) if fact.presume else frozenset())


def _close(name: str, direct: Mapping[str, frozenset[str]], closure: dict[str, frozenset[str]]) -> frozenset[str]:
    if name not in closure:
        below = [_close(each, direct, closure) for each in direct.get(name, ())]
        closure[name] = frozenset({name}).union(*below)
    return closure[name]


def choosing_in(definition: Node) -> tuple[Aggregate, ...]:
    """The aggregates of a definition that choose one of several rows."""
    found = (node for node in walk(definition) if isinstance(node, Aggregate))
    return tuple(node for node in found if node.kind in ("last", "first") and node.value is not None)
