"""Reads every file by the form of its kind: files come in, entries with their places go out, and everything wrong.

Nothing here knows what an entry means. ``read.py`` settles the references between entries and makes types of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

from onward.knowledge import forms_care, forms_evidence, forms_outlook, forms_tables
from onward.knowledge.files import FOLDERS, KnowledgeFile
from onward.knowledge.positions import Mapping, Node, Scalar, Sequence, read_text
from onward.knowledge.reading import Entry, Reading, Reference, Written, meant
from onward.knowledge.shapes import Shape
from onward.logic.nodes import Position
from onward.values.errors import Fault

KINDS: dict[str, tuple[str, Shape]] = {
    "knowledge/facts/*.yaml": ("facts", forms_care.FACTS_FILE),
    "knowledge/sources/*.yaml": ("sources", forms_evidence.SOURCES_FILE),
    "knowledge/treatments/regimens/*.yaml": ("regimens", forms_care.REGIMENS_FILE),
    "knowledge/treatments/label_cases/*.yaml": ("drug_tables", forms_tables.DRUG_TABLES_FILE),
    "knowledge/treatments/*.yaml": ("treatments", forms_care.TREATMENT_FILE),
    "knowledge/pathways/*/rules*.yaml": ("rules", forms_care.RULES_FILE),
    "knowledge/pathways/*/cases*.yaml": ("cases", forms_care.CASES_FILE),
    "knowledge/pathways/*/tables*.yaml": ("rule_tables", forms_tables.RULE_TABLES_FILE),
    "knowledge/investigations/*.yaml": ("investigations", forms_evidence.INVESTIGATIONS_FILE),
    "knowledge/terminology/*.yaml": ("value_sets", forms_evidence.TERMINOLOGY_FILE),
    "knowledge/words/*.yaml": ("words", forms_evidence.WORDS_FILE),
    "knowledge/outlook.yaml": ("outlook", forms_outlook.OUTLOOK_FILE),
    "knowledge/coverage.yaml": ("coverage", forms_evidence.COVERAGE_FILE),
}
"""Which form a file has, by its name; the first pattern that fits decides. ``*`` also crosses folders."""

ELSEWHERE = (
    "knowledge/course.yaml", "knowledge/schedule.yaml", "knowledge/grades/*.yaml", "knowledge/goals/*.yaml",
    "knowledge/trials/*.yaml", "knowledge/words/*/guide*.yaml",
)  # fmt: skip
"""Files with a reader of their own beside the part of the engine that uses them; here only their sources count."""


@dataclass(slots=True)
class Contents:
    """The entries of all files, and what was noticed while reading them."""

    facts: dict[str, Entry] = field(default_factory=dict)
    sources: list[Entry] = field(default_factory=list)
    treatments: list[Entry] = field(default_factory=list)
    regimens: list[Entry] = field(default_factory=list)
    rules: list[tuple[str, Entry]] = field(default_factory=list)
    """With the pathway: the name of the folder."""
    cases: list[tuple[str, Entry]] = field(default_factory=list)
    tables: list[tuple[str | None, Entry]] = field(default_factory=list)
    """Decision tables, those of rules with their pathway."""
    outlook: list[Entry] = field(default_factory=list)
    investigations: list[Entry] = field(default_factory=list)
    value_sets: list[Entry] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    coverage: dict[str, object] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    definitions: list[Reference] = field(default_factory=list)
    expressions: list[Written] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    trees: list[tuple[str, Node]] = field(default_factory=list)
    broken: bool = False
    """Whether some file is not YAML: what it would have defined is missing, so references cannot be judged."""


FOR_AUTHORS = frozenset({"cases", "drug_tables", "rule_tables"})
"""Kinds that only those who check and test knowledge read: plans do without them."""


def kind_of_file(name: str) -> str:
    """Which kind of file it is, or an empty string."""
    if any(fnmatch(name, pattern) for pattern in ELSEWHERE) or _of_another_language(name):
        return "elsewhere"
    return next((kind for pattern, (kind, _) in KINDS.items() if fnmatch(name, pattern)), "")


def _of_another_language(name: str) -> bool:
    """Whether it holds words of a language that is not English: only the patient's guide reads those."""
    parts = PurePosixPath(name).parts
    return len(parts) > 3 and parts[1] == "words" and parts[2] != "en" and name.endswith(".yaml")


def read_contents(files: tuple[KnowledgeFile, ...], with_cases: bool = True) -> Contents:
    """Read the files; cases and decision tables take time and matter only to those who check and test knowledge."""
    contents = Contents()
    for file in files:
        if not file.name.endswith((".yaml", ".yml")):
            continue
        kind = kind_of_file(file.name)
        if not kind:
            contents.faults.append(_misplaced(file.name))
        elif with_cases or kind not in FOR_AUTHORS:
            _read_file(file, kind, contents)
    return contents


def _misplaced(name: str) -> Fault:
    parts = PurePosixPath(name).parts
    if name.endswith(".yml"):
        return Fault(name, 0, 0, "the file ends in .yml", "a file that ends in .yaml")
    folder = meant(parts[1], FOLDERS) if parts[2:] and parts[1] not in FOLDERS else ""
    expected = "" if folder else "one of " + ", ".join(pattern.removeprefix("knowledge/") for pattern in KINDS)
    return Fault(name, 0, 0, "no kind of knowledge file has this name", expected, folder and f"knowledge/{folder}/")


def _read_file(file: KnowledgeFile, kind: str, contents: Contents) -> None:
    tree, faults = read_text(file.content, file.name)
    contents.faults += faults
    if faults or tree is None:
        contents.broken = contents.broken or bool(faults)
        return
    contents.trees.append((file.name, tree))
    if kind == "elsewhere":
        named = ((node.text.strip(), Position(file.name, node.line, node.column)) for node in named_sources(tree))
        contents.references += [Reference("source", word, at) for word, at in named]
        return
    reading = Reading(file.name)
    shape = next(shape for name, shape in KINDS.values() if name == kind)
    value = shape.read(tree, reading)
    contents.faults += reading.faults
    contents.references += reading.references
    contents.definitions += reading.definitions
    contents.expressions += reading.expressions
    if kind == "words" and isinstance(tree, Mapping):
        contents.faults += _words_twice(tree, file.name, contents.words)
    _keep(kind, value, file.name, contents)


def named_sources(tree: Node) -> Iterator[Scalar]:
    """Every word under a key that names sources, whatever the form of the file."""
    stack: list[tuple[Node, bool]] = [(tree, False)]
    while stack:
        node, named = stack.pop()
        if isinstance(node, Mapping):
            stack += [(value, key in {"sources", "trial"}) for key, value in node.entries.items()]
        elif isinstance(node, Sequence):
            stack += [(item, named) for item in node.items]
        elif named:
            yield node


def _words_twice(tree: Mapping, name: str, known: dict[str, dict[str, str]]) -> Iterator[Fault]:
    """Texts that another file already gave: which of the two is meant, nobody can tell."""
    for key, texts in tree.entries.items():
        if not isinstance(texts, Mapping):
            continue
        for text, (line, column) in texts.keys.items():
            if text in known.get(key, {}):
                yield Fault(name, line, column, f"'{text}' of '{key}' is also in another file", "each text once")


def _keep(kind: str, value: Any, name: str, contents: Contents) -> None:
    if kind in {"rules", "cases"}:
        pathway = PurePosixPath(name).parts[2]
        getattr(contents, kind).extend((pathway, entry) for entry in value if entry)
    elif kind == "rule_tables":
        contents.tables += [(PurePosixPath(name).parts[2], entry) for entry in value if entry]
    elif kind == "drug_tables":
        contents.tables += [(None, value)] if value else []
    elif kind == "facts":
        contents.facts |= {fact: entry for fact, entry in value.items() if entry and fact not in contents.facts}
    elif kind == "words":
        contents.words |= {key: {**contents.words.get(key, {}), **texts} for key, texts in value.items()}
    elif kind == "coverage":
        contents.coverage |= value
    elif kind in {"treatments", "outlook"}:
        getattr(contents, kind).extend([value] if value else [])
    else:
        getattr(contents, kind).extend(entry for entry in value if entry)
