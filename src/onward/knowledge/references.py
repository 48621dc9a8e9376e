"""Settles what entries say about each other: unknown ids, ids defined twice, facts that go in a circle, odd answers.

Contents come in, faults go out, each at the place where the word was written and with the word that may have been
meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from onward.knowledge.contents import Contents
from onward.knowledge.reading import Entry, Reference, meant, short
from onward.logic.nodes import Position, Type
from onward.values.errors import Fault


def known_words(contents: Contents) -> dict[str, frozenset[str]]:
    """Every word that a reference of a kind may name."""
    defined: dict[str, set[str]] = defaultdict(set)
    for definition in contents.definitions:
        defined[definition.kind].add(definition.word)
    defined["fact"] |= contents.facts.keys()
    words = {name: set(found) for name, found in words_of_sets(contents).items()}
    classes, drugs = words.get("class", set()), defined["drug"]
    return {
        **{kind: frozenset(defined[kind]) for kind in ("source", "investigation", "regimen", "fact", "rule", "drug")},
        "class": frozenset(classes),
        "drug or class": frozenset(drugs | words.get("drug", set()) | classes),
        "treatment": frozenset(defined["regimen"] | drugs | classes),
    }


def words_of_sets(contents: Contents) -> dict[str, tuple[str, ...]]:
    """The words of each value set, over all files that add to it."""
    words: dict[str, tuple[str, ...]] = {}
    for value_set in contents.value_sets:
        name, concepts = value_set["value_set"], value_set.several("concepts")
        words[name] = (*words.get(name, ()), *(concept["word"] for concept in concepts if concept))
    return words


def faults_of_references(contents: Contents) -> Iterable[Fault]:
    """References to what nobody defined."""
    known = known_words(contents)
    for reference in contents.references:
        if reference.word not in known[reference.kind]:
            yield _unknown(reference, known[reference.kind])


def faults_of_definitions(contents: Contents) -> Iterable[Fault]:
    """Ids that are defined twice."""
    first: dict[tuple[str, str], Position] = {}
    for definition in contents.definitions:
        key = (definition.kind, definition.word)
        earlier = first.setdefault(key, definition.at)
        if earlier is not definition.at:
            where = f"{earlier.file}:{earlier.line}"
            yield fault_at(
                definition.at, f"the {definition.kind} '{definition.word}' is defined twice; first in {where}"
            )


def faults_of_facts(contents: Contents) -> Iterable[Fault]:
    """Values, answers and presumptions that do not fit the type of their fact."""
    for name, entry in contents.facts.items():
        if entry["type"] not in tuple(Type):
            continue
        kind, values = Type(entry["type"]), entry.several("values")
        if kind is Type.ENUM and not values:
            yield fault_at(entry.at, f"the enum '{name}' has no values", "values: [word, word]")
        elif values and kind not in {Type.ENUM, Type.SET}:
            yield fault_at(entry.place("values"), f"'{name}' is of type {kind}; only an enum or a set has values")
        presumption = entry["presume"]
        if presumption and not fits(presumption["value"], kind, values):
            wrong = f"{shown_value(presumption['value'])} is not possible for '{name}'"
            yield fault_at(presumption.place("value"), wrong, expected_value(kind, values))
        yield from _odd_answers(name, entry, kind, values)


def _odd_answers(name: str, entry: Entry, kind: Type, values: tuple[str, ...]) -> Iterable[Fault]:
    for answer in entry.several("answers"):
        if not fits(answer, kind, values):
            wrong = f"{shown_value(answer)} is not a possible answer for '{name}'"
            yield fault_at(entry.place("answers"), wrong, expected_value(kind, values))


def faults_of_circles(uses: Mapping[str, tuple[str, ...]], contents: Contents) -> Iterable[Fault]:
    """Facts that rest on themselves; ``uses`` says which facts each fact reads. Each circle is told once."""
    done: set[str] = set()
    for start in uses:
        circle = _circle(start, uses, done)
        if circle:
            entry = contents.facts[circle[0]]
            yield fault_at(entry.place("is"), f"facts go in a circle: {' -> '.join((*circle, circle[0]))}")


def _circle(start: str, uses: Mapping[str, tuple[str, ...]], done: set[str]) -> list[str]:
    """The first circle reached from ``start``. A stack of its own, because chains of facts may be long."""
    path: list[str] = []
    stack = [(start, iter(uses.get(start, ())))]
    if start in done:
        return []
    path.append(start)
    found: list[str] = []
    while stack:
        name, rest = stack[-1]
        following = next((fact for fact in rest if fact not in done), None)
        if following is None:
            done.add(name)
            path.pop()
            stack.pop()
        elif following in path:
            found = found or path[path.index(following) :]
            done.add(following)
        else:
            path.append(following)
            stack.append((following, iter(uses.get(following, ()))))
    return found


def fault_at(at: Position, wrong: str, expected: str = "", suggestion: str = "") -> Fault:
    """A fault at a position."""
    return Fault(at.file, at.line, at.column, wrong, expected, suggestion)


def _unknown(reference: Reference, known: frozenset[str]) -> Fault:
    kind, suggestion = reference.kind, meant(reference.word, known)
    article = "an" if kind[0] in "aeiou" else "a"
    noun = {"treatment": "regimen, drug or class", "class": "class of drugs"}.get(kind, kind)
    expected = "" if suggestion else f"{article if noun == kind else 'a'} {noun} that knowledge defines"
    return fault_at(reference.at, f"the {noun} '{short(reference.word)}' is not known", expected, suggestion)


def fits(value: object, kind: Type, values: tuple[str, ...]) -> bool:
    """Whether a value as written is one that a fact of this type can have."""
    if kind is Type.BOOLEAN:
        return isinstance(value, bool)
    if kind in {Type.NUMBER, Type.DAYS, Type.MONTHS, Type.YEARS}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is Type.ENUM:
        return str(value) in values
    return isinstance(value, str) or (kind is Type.SET and isinstance(value, list))


def expected_value(kind: Type, values: tuple[str, ...]) -> str:
    """What a fact of this type can be, in words."""
    if kind is Type.ENUM:
        return f"one of {', '.join(values)}"
    return "true or false" if kind is Type.BOOLEAN else f"a value of type {kind}"


def shown_value(value: object) -> str:
    """A value as a fault shows it."""
    return {True: "'true'", False: "'false'"}.get(value, f"'{value}'") if isinstance(value, bool) else f"'{value}'"
