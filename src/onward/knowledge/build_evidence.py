"""Turns entries that were read by the forms of ``forms_evidence.py`` into frozen types; nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from onward.knowledge.reading import Entry, Written
from onward.knowledge.types import Arm, Concept, Harm, Investigation, Outcome, Source, ValueSet
from onward.logic.nodes import Node
from onward.values.dates import PartialDate
from onward.values.errors import Fault

_YEAR = re.compile(r"(?<![:\-\d])((?:19|20)\d\d)(?!\d)")


def source(entry: Entry) -> Source:
    """One source with its figures."""
    stopped = entry["stopped_for_harm_percent"]
    return Source(
        id=entry["source"],
        kind=entry["kind"],
        title=entry["title"],
        cite=entry["cite"],
        urls=entry.several("urls"),
        read=entry["read"],
        doi=entry["doi"],
        pmid=entry["pmid"],
        nct=entry["nct"],
        version=entry["version"],
        published=entry["published"],
        since=_since(entry["published"], entry["cite"]),
        tier=entry["tier"],
        population=entry["population"],
        arms=tuple(_arm(arm) for arm in entry.several("arms")),
        outcomes=tuple(_outcome(outcome) for outcome in entry.several("outcomes")),
        harms=tuple(_harm(harm) for harm in entry.several("harms")),
        stopped_for_harm_percent=stopped.several("values") if stopped else (),
        stopped_for_harm_url=stopped["url"] if stopped else None,
        stopped_for_harm_read=stopped["read"] if stopped else None,
        says=entry.several("says"),
        at=entry.at,
    )


def _since(published: str | None, cite: str) -> date | None:
    """The first day that ``published`` leaves open, else that of the earliest year in the citation."""
    if published is not None:
        try:
            return PartialDate.parse(published).low
        except ValueError:
            cite = published
    years = [int(year) for year in _YEAR.findall(cite)]
    return date(min(years), 1, 1) if years else None


def misfitting_figures(entry: Entry) -> Iterable[Fault]:
    """Arrays of figures that do not have one value for each arm."""
    arms = len(entry.several("arms"))
    lists = [(figures, key) for figures in entry.several("outcomes") for key in ("values", "intervals")]
    lists += [(figures, key) for figures in entry.several("harms") for key in ("any_grade", "grade_3_up")]
    if entry["stopped_for_harm_percent"]:
        lists.append((entry["stopped_for_harm_percent"], "values"))
    for figures, key in lists:
        count = len(figures.several(key)) if figures else 0
        if arms and count and count != arms:
            at = figures.place(key)
            yield Fault(at.file, at.line, at.column, f"'{key}' has {count} values for {arms} arms", "one value an arm")


def _arm(entry: Entry) -> Arm:
    return Arm(name=entry["name"], drugs=entry.several("drugs"), n=entry["n"])


def _outcome(entry: Entry) -> Outcome:
    return Outcome(
        measure=entry["measure"],
        statistic=entry["statistic"],
        unit=entry["unit"],
        values=entry.several("values"),
        intervals=tuple(_interval(pair) for pair in entry.several("intervals")),
        hazard_ratio=entry["hazard_ratio"],
        hazard_ratio_interval=_interval(entry["hazard_ratio_interval"]),
        p=entry["p"],
        at_months=entry["at_months"],
        followup_months=entry["followup_months"],
        population=entry["population"],
        significant=entry["significant"],
        note=entry["note"],
        url=entry["url"],
        read=entry["read"],
    )


def _interval(pair: list[Any] | None) -> tuple[float, float] | None:
    return (pair[0], pair[1]) if pair else None


def _harm(entry: Entry) -> Harm:
    return Harm(
        term=entry["term"],
        any_grade=entry.several("any_grade"),
        grade_3_up=entry.several("grade_3_up"),
        note=entry["note"],
        url=entry["url"],
        read=entry["read"],
    )


def investigation(entry: Entry, nodes: Mapping[Written, Node]) -> Investigation:
    """One test."""
    return Investigation(
        id=entry["test"],
        title=entry["title"],
        what=entry["what"],
        settles=entry.several("settles"),
        burden=entry["burden"],
        in_the_room=entry["in_the_room"] is True,
        caveat=entry["caveat"],
        instead=tuple((nodes[each["when"]], each["test"]) for each in entry.several("instead")),
        sources=entry.several("sources"),
        at=entry.at,
    )


def value_sets(entries: Iterable[Entry]) -> tuple[dict[str, ValueSet], list[Fault]]:
    """All value sets. A set may be spread over files: its concepts are joined word by word."""
    closed: dict[str, bool] = {}
    concepts: dict[str, dict[str, Concept]] = {}
    faults: list[Fault] = []
    for entry in entries:
        name = entry["value_set"]
        states = entry["closed"]
        if states is not None and closed.setdefault(name, states) != states:
            at = entry.place("closed")
            said = "closed" if closed[name] else "open"
            faults.append(Fault(at.file, at.line, at.column, f"another file says that '{name}' is {said}"))
        words = concepts.setdefault(name, {})
        for read in entry.several("concepts"):
            concept = _concept(read)
            known = words.get(concept.word)
            words[concept.word] = _joined(known, concept) if known else concept
    sets = {
        name: ValueSet(name=name, closed=closed.get(name, False), concepts=tuple(words.values()))
        for name, words in concepts.items()
    }
    return sets, faults


def _concept(entry: Entry) -> Concept:
    attributes = [(key, entry[key]) for key in ("unit", "factors", "read") if key in entry]
    return Concept(
        word=entry["word"],
        display=entry.get("display", entry["word"]),
        codes=tuple((system, code) for system, codes in entry.items("codes") for code in codes),
        texts=entry.several("texts"),
        classes=entry.several("classes"),
        attributes=(*attributes, *entry.items("attributes")),
    )


def _joined(first: Concept, second: Concept) -> Concept:
    """Two entries of one word: everything either says; the first display that is more than the word itself."""
    return Concept(
        word=first.word,
        display=first.display if first.display != first.word else second.display,
        codes=tuple(dict.fromkeys((*first.codes, *second.codes))),
        texts=tuple(dict.fromkeys((*first.texts, *second.texts))),
        classes=tuple(dict.fromkeys((*first.classes, *second.classes))),
        attributes=(*first.attributes, *(pair for pair in second.attributes if pair not in first.attributes)),
    )
