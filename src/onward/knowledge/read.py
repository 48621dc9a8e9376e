"""From files to knowledge: everything that is wrong at once, or frozen types with every expression parsed and checked.

The order is fixed: forms first, then references between entries, then expressions against the complete vocabulary. Only
what passes all of them becomes ``Knowledge``; there is no half of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from onward.knowledge import build_care, build_evidence
from onward.knowledge.contents import Contents, kind_of_file, read_contents
from onward.knowledge.expressions import Checker, vocabulary
from onward.knowledge.files import KnowledgeFile, digest_of, version_of
from onward.knowledge.outlook import faults_of_medians, outlook
from onward.knowledge.overlays import overlaid
from onward.knowledge.reading import Entry, Written
from onward.knowledge.references import (
    faults_of_circles,
    faults_of_definitions,
    faults_of_facts,
    faults_of_references,
    known_words,
    words_of_sets,
)
from onward.knowledge.sharing import Pool
from onward.knowledge.tables import DecisionTable, tables_of
from onward.knowledge.types import Case, Knowledge, ValueSet
from onward.logic.nodes import Node, Type
from onward.logic.walk import reads
from onward.values.errors import Fault, KnowledgeError


@dataclass(frozen=True, slots=True)
class ReadKnowledge:
    """Knowledge with what only its authors need: the cases, and the entries as they were written."""

    knowledge: Knowledge
    cases: tuple[tuple[str, Case], ...]
    """With the pathway of each."""
    contents: Contents
    tables: tuple[DecisionTable, ...] = ()


def read_knowledge(files: tuple[KnowledgeFile, ...], with_cases: bool = True) -> ReadKnowledge:
    """Read files of knowledge.

    Raises:
        KnowledgeError: with every fault that was found.
    """
    contents = read_contents(files, with_cases)
    faults = list(contents.faults)
    if contents.broken:
        raise KnowledgeError(faults)
    faults += [*faults_of_definitions(contents), *faults_of_references(contents), *faults_of_facts(contents)]
    nodes, wrong = _nodes(contents)
    faults += wrong
    sets, wrong = build_evidence.value_sets(contents.value_sets)
    faults += wrong
    charts, wrong = overlaid(contents.cases)
    faults += wrong
    for entry in contents.sources:
        faults += build_evidence.misfitting_figures(entry)
    for entry in contents.outlook:
        faults += faults_of_medians(entry, _by_id(contents))
    if faults:
        raise KnowledgeError(faults)
    pool = Pool()
    knowledge = _built(contents, {written: pool.compact(node) for written, node in nodes.items()}, sets, files)
    tables, wrong = tables_of(contents.tables, knowledge)
    if wrong:
        raise KnowledgeError(wrong)
    cases = tuple(
        (pathway, build_care.case(entry, chart)) for (pathway, entry), chart in zip(contents.cases, charts, strict=True)
    )
    return ReadKnowledge(knowledge, cases, contents, tables)


def _nodes(contents: Contents) -> tuple[dict[Written, Node], list[Fault]]:
    """The node of every expression that is right, and the faults of the others."""
    checker = _checker(contents)
    nodes: dict[Written, Node] = {}
    uses: dict[str, tuple[str, ...]] = {}
    definitions: set[Written] = set()
    for name, entry in contents.facts.items():
        written = entry["is"]
        if written is None or name not in checker.vocabulary.types:
            continue
        definitions.add(written)
        node = checker.fact(written, checker.vocabulary.types[name], entry.several("values"))
        if node is not None:
            nodes[written] = node
            uses[name] = tuple(reads(node))
    for written in contents.expressions:
        if written not in definitions and written.type == Type.BOOLEAN:
            node = checker.rule(written)
            if node is not None:
                nodes[written] = node
    for name, entry in contents.facts.items():
        presumed = entry["presume"]
        if presumed and presumed["when"] in nodes:
            uses[name] = (*uses.get(name, ()), *reads(nodes[presumed["when"]]))
    return nodes, [*checker.faults, *faults_of_circles(uses, contents)]


def _checker(contents: Contents) -> Checker:
    known = known_words(contents)
    types = {name: Type(entry["type"]) for name, entry in contents.facts.items() if entry["type"] in tuple(Type)}
    values = {name: entry.several("values") for name, entry in contents.facts.items()}
    subjects, classes = known["drug or class"], known["class"]
    return Checker(vocabulary(types, values, words_of_sets(contents), subjects, classes))


def _by_id(contents: Contents) -> dict[str, Entry]:
    return {entry["source"]: entry for entry in contents.sources}


def _built(
    contents: Contents, nodes: dict[Written, Node], sets: dict[str, ValueSet], files: tuple[KnowledgeFile, ...]
) -> Knowledge:
    treatments = (build_care.treatment(entry, nodes) for entry in contents.treatments)
    regimens = (build_care.regimen(entry, nodes) for entry in contents.regimens)
    sources = (build_evidence.source(entry) for entry in contents.sources)
    investigations = (build_evidence.investigation(entry, nodes) for entry in contents.investigations)
    return Knowledge(
        version=version_of(files),
        digest=digest_of(files),
        facts={name: build_care.fact(name, entry, nodes) for name, entry in contents.facts.items()},
        rules=tuple(build_care.rule(entry, pathway, nodes) for pathway, entry in contents.rules),
        treatments={treatment.drug: treatment for treatment in treatments},
        regimens={regimen.name: regimen for regimen in regimens},
        sources={source.id: source for source in sources},
        investigations={investigation.id: investigation for investigation in investigations},
        terminology=sets,
        words=contents.words,
        coverage=contents.coverage,
        outlook=next((outlook(entry, nodes, _by_id(contents)) for entry in contents.outlook), None),
        beside={file.name: file.content for file in files if kind_of_file(file.name) == "elsewhere"},
    )
