"""Cases that differ from another in a little: ``from`` names that case, and the chart says only what is otherwise.

Mappings merge, lists and values replace, ``null`` takes a key away. What is expected is never inherited. The whole
chart of each case comes out, with every value at the place where it was written.
"""

from __future__ import annotations

from collections.abc import Sequence

from onward.knowledge.positions import Mapping, Node
from onward.knowledge.reading import Entry, is_null, meant, short
from onward.knowledge.references import fault_at
from onward.values.errors import Fault

Cases = Sequence[tuple[str, Entry]]


def overlaid(cases: Cases) -> tuple[list[Mapping | None], list[Fault]]:
    """The chart of every case, in their order, and what is wrong with what they build on."""
    resolver = _Resolver(cases)
    return [resolver.chart(number) for number in range(len(cases))], resolver.faults


def merged(base: Mapping, change: Mapping) -> Mapping:
    """One chart with the differences of another laid over it."""
    entries: dict[str, Node] = dict(base.entries)
    keys = dict(base.keys)
    for key, node in change.entries.items():
        if is_null(node):
            entries.pop(key, None)
            keys.pop(key, None)
            continue
        below = entries.get(key)
        entries[key] = merged(below, node) if isinstance(below, Mapping) and isinstance(node, Mapping) else node
        keys[key] = change.keys[key]
    return Mapping(change.line, change.column, entries=entries, keys=keys)


class _Resolver:
    """Finds what each case builds on, once; a circle is told and ends there."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.faults: list[Fault] = []
        self.named: dict[tuple[str, str], list[int]] = {}
        for number, (pathway, entry) in enumerate(cases):
            self.named.setdefault((pathway, entry["case"]), []).append(number)
        self._charts: dict[int, Mapping | None] = {}
        self._open: set[int] = set()

    def chart(self, number: int) -> Mapping | None:
        if number not in self._charts:
            self._open.add(number)
            self._charts[number] = self._resolved(number)
            self._open.discard(number)
        return self._charts[number]

    def _resolved(self, number: int) -> Mapping | None:
        entry = self.cases[number][1]
        chart: Mapping | None = entry["chart"]
        if chart is None or "from" not in entry:
            return chart
        below = self._below(number)
        base = self.chart(below) if below is not None else None
        return chart if base is None else merged(base, chart)

    def _below(self, number: int) -> int | None:
        """The case that another builds on."""
        pathway, entry = self.cases[number]
        name = entry["from"]
        found = self.named.get((pathway, name), [])
        if len(found) == 1 and found[0] not in self._open:
            return found[0]
        wrong, suggestion = f"no case of '{pathway}' is called '{short(name)}'", ""
        if len(found) > 1:
            wrong = f"{len(found)} cases of '{pathway}' are called '{short(name)}'"
        elif found:
            wrong = f"the case '{short(name)}' builds on itself"
        else:
            suggestion = meant(name, (each for of, each in self.named if of == pathway))
        self.faults.append(fault_at(entry.place("from"), wrong, "" if suggestion else "the name of one", suggestion))
        return None
