"""The knowledge as pages: rule, fact, source, drug, regimen, test, pathway with its cases, and what is covered.

In: knowledge. Out: pages in which every name leads on. Nothing about any patient is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from onward.knowledge.loader import read_all
from onward.knowledge.types import FactDefinition, Knowledge, Regimen, Rule, Source, Treatment
from onward.logic.nodes import Node
from onward.logic.text import to_text
from onward.logic.walk import reads
from onward.reports import phrases, selftest
from onward.web.frame import Frame, Linker, render

MOST_HITS = 100
KINDS = ("rules", "facts", "drugs", "regimens", "tests", "sources")


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry in a list."""

    kind: str
    name: str
    what: str

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"/knowledge/{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry."""

    text: str
    sources: tuple[str, ...] = ()
    code: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A titled piece of an entry."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of an entry."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that the page of one entry shows."""

    kind: str
    name: str
    what: str
    parts: tuple[Piece, ...]
    tables: tuple[Figures, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case and what must come out."""

    name: str
    at: str
    expect: tuple[tuple[str, str], ...]


class Library:
    """The pages of one knowledge."""

    def __init__(self, knowledge: Knowledge, linker: Linker) -> None:
        self.knowledge = knowledge
        self.linker = linker
        self._hits = {kind: tuple(self._listed(kind)) for kind in KINDS}

    def index_page(self, frame: Frame, asked: str) -> str:
        """The first page, with what a search found."""
        hits = self._search(asked)
        rules: dict[str, list[Rule]] = {}
        for rule in self.knowledge.rules:
            rules.setdefault(rule.pathway, []).append(rule)
        pathways = [
            {
                "name": name,
                "rules": len(found),
                "reviewed": min((rule.reviewed for rule in found if rule.reviewed), default=None),
            }
            for name, found in sorted(rules.items())
        ]
        return render(
            "knowledge.html",
            frame=frame,
            asked=asked,
            hits=hits[:MOST_HITS],
            more=len(hits) > MOST_HITS,
            pathways=pathways,
            proved=_proved(),
            counts=[(kind, len(found)) for kind, found in self._hits.items()],
        )

    def list_page(self, frame: Frame, kind: str) -> str | None:
        """Every entry of a kind."""
        if kind not in self._hits:
            return None
        return render("listing.html", frame=frame, title=kind.capitalize(), hits=self._hits[kind], cases=())

    def pathway_page(self, frame: Frame, name: str) -> str | None:
        """The rules of a pathway, and its cases."""
        hits = [Hit("rules", rule.name, rule.why) for rule in self.knowledge.rules if rule.pathway == name]
        if not hits:
            return None
        cases = _cases(self.knowledge.digest).get(name, ())
        page = render("listing.html", frame=frame, title=name.replace("_", " ").capitalize(), hits=hits, cases=cases)
        return self.linker.linked(page)

    def coverage_page(self, frame: Frame) -> str:
        """What is modelled and what is left out, in its own words."""
        return render("coverage.html", frame=frame, coverage=self.knowledge.coverage)

    def entry_page(self, frame: Frame, kind: str, name: str) -> str | None:
        """The page of one entry."""
        entry = self.entry(kind, name)
        return None if entry is None else self.linker.linked(render("entry.html", frame=frame, entry=entry))

    def entry(self, kind: str, name: str) -> Entry | None:
        """What stands of one entry; none where there is no such."""
        known = self.knowledge
        if kind == "rules":
            return next((self._rule(rule) for rule in known.rules if rule.name == name), None)
        if kind == "facts" and name in known.facts:
            return self._fact(known.facts[name])
        if kind == "drugs" and name in known.treatments:
            return _drug(known.treatments[name])
        if kind == "regimens" and name in known.regimens:
            return self._regimen(known.regimens[name])
        if kind == "sources" and name in known.sources:
            return self._source(known.sources[name])
        if kind == "tests" and name in known.investigations:
            found = known.investigations[name]
            parts = [*_said("Settles", found.settles, code=True), *_said("Asks of the person", (found.burden,))]
            parts += _said("What a negative result does not exclude", (found.caveat,))
            return Entry("test", found.title, found.what, (*parts, _read_in(found.sources), _at(str(found.at.file))))
        return None

    def _listed(self, kind: str) -> Iterator[Hit]:
        known = self.knowledge
        if kind == "rules":
            yield from (Hit(kind, rule.name, rule.why) for rule in known.rules)
        elif kind == "facts":
            yield from (Hit(kind, name, fact.what) for name, fact in sorted(known.facts.items()))
        elif kind == "drugs":
            yield from (Hit(kind, name, drug.what) for name, drug in sorted(known.treatments.items()))
        elif kind == "regimens":
            yield from (Hit(kind, name, found.what) for name, found in sorted(known.regimens.items()))
        elif kind == "tests":
            yield from (Hit(kind, name, found.title) for name, found in sorted(known.investigations.items()))
        else:
            yield from (Hit(kind, name, source.title) for name, source in sorted(known.sources.items()))

    def _search(self, asked: str) -> list[Hit]:
        words = asked.lower().split()
        if not words:
            return []
        every = [hit for hits in self._hits.values() for hit in hits]
        found = [hit for hit in every if all(word in f"{hit.name} {hit.what}".lower() for word in words)]
        return sorted(found, key=lambda hit: (words[0] not in hit.name.lower(), len(hit.name)))

    def _rule(self, rule: Rule) -> Entry:
        offers = [
            Line(f"{each.regimen} ({each.standing}){_where(each.approved)}", url=f"/knowledge/regimens/{each.regimen}")
            for each in rule.offers
        ]
        against = [Line(f"{each.subject}: {each.why}") for each in rule.against]
        advice = [
            Line(f"{each.kind.replace('_', ' ')}: {each.title}{f' – {each.do}' if each.do else ''}")
            for each in rule.advice
        ]
        parts = [
            Piece("When", (Line(to_text(rule.when), code=True),)),
            *([Piece("Unless", (Line(to_text(rule.unless), code=True),))] if rule.unless else []),
            *_lines("Offers", offers),
            *_lines("Advises against", against),
            *_lines("Asks for", advice),
            *_lines("Strength", [Line(f"{who}: {said}") for who, said in rule.strength]),
            *_said("Displaces", rule.overrides, code=True),
            *_said("Differs knowingly from", rule.disagrees_with, code=True),
            *_said("In the world", (_period(rule),)),
            *self._facts_named(rule.when, rule.unless),
            _read_in(rule.sources),
            Piece("Pathway", (Line(rule.pathway.replace("_", " "), url=f"/knowledge/pathways/{rule.pathway}"),)),
            *_said("Reviewed", (str(rule.reviewed or "never"),)),
            _at(f"{rule.at.file}:{rule.at.line}"),
        ]
        return Entry("rule", rule.name, rule.why, tuple(parts))

    def _facts_named(self, *nodes: Node | None) -> Iterator[Piece]:
        names = sorted({name for node in nodes if node is not None for name in reads(node)})
        lines = [Line(name, url=f"/knowledge/facts/{name}") for name in names if name in self.knowledge.facts]
        yield from _lines("Facts asked", lines)

    def _fact(self, fact: FactDefinition) -> Entry:
        parts = [
            *_said("Type", (f"{fact.type.value}{f', in {fact.unit}' if fact.unit else ''}",)),
            Piece("Worked out as", (Line(to_text(fact.definition), code=True),)),
            *self._facts_named(fact.definition),
            *_said("Values", fact.values),
        ]
        if fact.presume is not None:
            told = f"{phrases.value(fact.presume.value)}, where the record is silent and {to_text(fact.presume.when)}"  # type: ignore[arg-type]
            parts.append(Piece("Presumed", (Line(told), Line(fact.presume.why))))
        parts += _lines("Settled by", [Line(name, url=f"/knowledge/tests/{name}") for name in fact.settled_by])
        asking = [rule.name for rule in self.knowledge.rules if fact.name in _asked(rule)]
        parts += _lines("Asked by", [Line(name, url=f"/knowledge/rules/{name}") for name in asking])
        return Entry(
            "fact", fact.name, fact.what, (*parts, _read_in(fact.sources), _at(f"{fact.at.file}:{fact.at.line}"))
        )

    def _regimen(self, found: Regimen) -> Entry:
        slots = [Line(" or ".join(slot)) for slot in found.slots]
        slots += [Line(f"+ {' or '.join(each.slot)}: {each.why}", each.sources) for each in found.additions]
        offering = [rule for rule in self.knowledge.rules if any(each.regimen == found.name for each in rule.offers)]
        parts = [
            *_lines("Drugs", slots),
            *_lines("Evidence", [Line(each.trial, url=f"/knowledge/sources/{each.trial}") for each in found.evidence]),
            *_lines("Avoid", [Line(f"{each.why}: {to_text(each.when)}", each.sources) for each in found.avoid]),
            *_lines("Offered by", [Line(rule.name, url=f"/knowledge/rules/{rule.name}") for rule in offering]),
            _read_in(found.sources),
            _at(f"{found.at.file}:{found.at.line}"),
        ]
        return Entry("regimen", found.name, found.what, tuple(parts))

    def _source(self, source: Source) -> Entry:
        ids = (("DOI", source.doi), ("PMID", source.pmid), ("Registry", source.nct), ("Version", source.version))
        citing = [rule for rule in self.knowledge.rules if source.id in rule.sources]
        links = [Line(url, url=url) for url in source.urls if url.startswith(("http://", "https://"))]
        parts = [
            *_said("Cited as", (source.cite,)),
            *(piece for title, said in ids for piece in _said(title, (said,))),
            *_said("Read", (f"{source.read}{f', {source.tier}' if source.tier else ''}",)),
            *_lines("Where", links),
            *_said("People", (source.population,)),
            *_lines("Arms", [Line(f"{arm.name}{f', n = {arm.n}' if arm.n else ''}") for arm in source.arms]),
            *_said("Says, in our words", source.says),
            *_lines("Cited by", [Line(rule.name, url=f"/knowledge/rules/{rule.name}") for rule in citing]),
            _at(f"{source.at.file}:{source.at.line}"),
        ]
        return Entry(source.kind, source.id, source.title, tuple(parts), tuple(_figures(source)))


def _drug(drug: Treatment) -> Entry:
    approvals = [Line(f"{each.region} {each.since or ''}: {each.indication}", each.sources) for each in drug.approvals]
    avoid = [Line(f"{each.why}: {to_text(each.when)}", each.sources) for each in drug.avoid]
    caution = [Line(f"{each.why}: {to_text(each.when)}{_do(each.do)}", each.sources) for each in drug.caution]
    beside = [
        Line(f"{each.subject} ({each.effect}): {each.why}{_do(each.do)}", each.sources) for each in drug.interactions
    ]
    before = [Line(f"{each.investigation}: {each.when}", each.sources) for each in drug.before_start]
    during = [Line(f"{each.investigation}: {each.when}", each.sources) for each in drug.monitoring]
    doses = [Line(f"{each.do}: {each.how}, when {to_text(each.when)}", each.sources) for each in drug.dose_changes]
    parts = [
        *_said("Given", (drug.route, drug.dose)),
        *_said("Classes", drug.classes),
        *_lines("Approved", approvals),
        *_lines("Avoid", avoid),
        *_lines("Caution", caution),
        *_lines("With other medicines", beside),
        *_lines("Before the start", before),
        *_lines("While it goes on", during),
        *_lines("Dose changes", doses),
        *_said("Food", (drug.food,)),
        _read_in(drug.sources),
        _at(f"{drug.at.file}:{drug.at.line}"),
    ]
    return Entry("drug", drug.drug, drug.what, tuple(parts))


def _figures(source: Source) -> Iterator[Figures]:
    arms = tuple(arm.name for arm in source.arms) or ("value",)
    outcomes = tuple(
        (
            f"{phrases.measure(each.measure)}, {each.statistic}{_at_months(each.at_months)}",
            *_padded(each.values, arms),
            each.unit,
            f"{each.hazard_ratio:g}" if each.hazard_ratio is not None else "",
            " ".join(part for part in (each.population, each.note) if part),
        )
        for each in source.outcomes
    )
    if outcomes:
        yield Figures("Outcomes", ("Outcome", *arms, "Unit", "Hazard ratio", "Remarks"), outcomes)
    harms = tuple(
        (f"{each.term}, {name}", *_padded(values, arms), each.note or "")
        for each in source.harms
        for name, values in (("any grade", each.any_grade), ("grade 3 and more", each.grade_3_up))
        if values
    )
    if harms:
        yield Figures("Harms, of 100 people", ("Harm", *arms, "Remarks"), harms)


def _proved() -> str:
    """The last self-test of this installation, in words."""
    found = selftest.last(selftest.last_result_file())
    if found is None:
        return "The self-test of this installation has not been run: onward selftest."
    done = "all passed" if found.passed else f"{len(found.failed)} failed"
    whom = f"{found.patients} patients, {done}, knowledge {found.knowledge}"
    return f"Self-test of this installation on {found.day}: {whom}."


def _at_months(months: float | None) -> str:
    return f" at {months:g} months" if months else ""


def _padded(values: Iterable[float | None], arms: tuple[str, ...]) -> tuple[str, ...]:
    told = ["not given" if value is None else phrases.number(value) for value in values]
    return tuple((told + [""] * len(arms))[: len(arms)])


def _asked(rule: Rule) -> set[str]:
    return {name for node in (rule.when, rule.unless) if node is not None for name in reads(node)}


def _lines(title: str, lines: Iterable[Line]) -> list[Piece]:
    found = tuple(lines)
    return [Piece(title, found)] if found else []


def _said(title: str, texts: Iterable[str | None], *, code: bool = False) -> list[Piece]:
    return _lines(title, [Line(text, code=code) for text in texts if text])


def _read_in(sources: tuple[str, ...]) -> Piece:
    lines = tuple(Line(name, url=f"/knowledge/sources/{name}") for name in sources)
    return Piece("Read in", lines or (Line("no source of its own"),))


def _at(place: str) -> Piece:
    return Piece("Stands in", (Line(place),))


def _do(text: str | None) -> str:
    return f" – {text}" if text else ""


def _where(approved: Iterable[tuple[str, object]]) -> str:
    told = ", ".join(f"{region} {since}" for region, since in approved)
    return f", approved {told}" if told else ""


def _period(rule: Rule) -> str | None:
    start, end = rule.effective.start, rule.effective.end
    if start is None and end is None:
        return None
    return f"from {start or 'the beginning'} to {end or 'now'}"


@lru_cache(maxsize=2)
def _cases(_digest: str) -> dict[str, tuple[CaseShown, ...]]:
    """The cases by pathway; read from the files when they are first asked for."""
    found: dict[str, list[CaseShown]] = {}
    for pathway, case in read_all().cases:
        expect = tuple((key, _plain(value)) for key, value in case.expect.items())
        found.setdefault(pathway, []).append(CaseShown(case.name, f"{case.at.file}:{case.at.line}", expect))
    return {pathway: tuple(cases) for pathway, cases in found.items()}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "none"
    return phrases.value(value) if value is None or isinstance(value, bool | float | int) else str(value)
