"""What ``knowledge/grades/`` holds: CTCAE criteria for laboratory values, reference limits, numbers of formulas.

In: the bytes of its files. Out: ``Grading``. A clause such as ``value > 1.5 * baseline if known`` becomes a ``Clause``;
anything else than the few forms that criteria take is a fault with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from onward.knowledge.positions import Node, Scalar, read_text
from onward.knowledge.reading import Entry, Reading, kind_of
from onward.knowledge.shapes import Flag, Key, ListOf, MapOf, Number, Record, Refer, Schema, Shape, Text, Word
from onward.values.errors import Fault, KnowledgeError

REFERENCES = ("uln", "lln", "baseline")

_TERM = re.compile(
    r"(?P<what>value|change) (?P<op><=|>=|<|>) "
    r"(?:(?P<factor>-?\d+(?:\.\d+)?) \* )?(?P<ref>uln|lln|baseline)(?: (?P<sign>[+-]) (?P<more>\d+(?:\.\d+)?))?\Z"
    r"|(?P<what2>value|change) (?P<op2><=|>=|<|>) (?P<number>-?\d+(?:\.\d+)?)\Z"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``what`` compared with ``factor * reference + addition``; without a reference, with ``addition`` alone."""

    what: str
    operator: str
    reference: str | None
    factor: float
    addition: float


@dataclass(frozen=True, slots=True)
class Clause:
    """Comparisons that must all hold. ``optional``: it counts only where its limits are known."""

    comparisons: tuple[Comparison, ...]
    optional: bool = False
    circumstance: str | None = None


Grades = tuple[tuple[int, tuple[Clause, ...]], ...]
"""Clauses by grade, worst first; one that holds is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The grades of values in some units (lower case), with what each unit is multiplied by; no unit = any."""

    units: tuple[tuple[str, float], ...]
    grades: Grades
    if_baseline_high: Grades = ()
    if_baseline_low: Grades = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One term of one version."""

    version: str
    term: str
    test: str | None
    scales: tuple[Scale, ...]
    corrected: bool = False
    """Graded after correction for albumin."""
    first_is_baseline: bool = False
    """Where no value precedes treatment, the first one serves as baseline."""
    sources: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """``high`` where larger values are worse, ``low`` where smaller ones are."""
        comparison = self.scales[0].grades[0][1][0].comparisons[0]
        return "high" if comparison.operator.startswith(">") else "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A conventional reference limit of one test in one unit."""

    test: str
    unit: str
    sex: str | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedCalcium:
    """Numbers of the correction for albumin."""

    slope: float
    albumin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CockcroftGault:
    """Numbers of the creatinine clearance."""

    years: float
    divisor: float
    female: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CkdEpi:
    """Numbers of the estimated filtration rate, 2021."""

    scale: float
    kappa_female: float
    kappa_male: float
    alpha_female: float
    alpha_male: float
    exponent: float
    year: float
    female: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulas:
    """The numbers of all formulas."""

    corrected_calcium: CorrectedCalcium
    cockcroft_gault: CockcroftGault
    ckd_epi_2021: CkdEpi


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Criteria of every version, limits for records without, formulas. ``default``: the version that is used."""

    criteria: tuple[Criterion, ...] = ()
    default: str | None = None
    limits: tuple[Limit, ...] = ()
    formulas: Formulas | None = None
    versions: tuple[str, ...] = field(default=())

    def named(self, term: str, version: str) -> Criterion | None:
        """The criterion of a term, whatever its capitals."""
        wanted = term.lower()
        return next((each for each in self.criteria if each.term.lower() == wanted and each.version == version), None)

    def of_test(self, test: str) -> tuple[Criterion, ...]:
        """The criteria of a laboratory test, too high and too low: of the default version where it has them."""
        chosen: dict[str, Criterion] = {}
        for version in sorted(self.versions, key=lambda each: each != self.default):
            for each in self.criteria:
                if each.test == test and each.version == version:
                    chosen.setdefault(each.direction, each)
        return tuple(chosen.values())


@dataclass(frozen=True, slots=True)
class ClauseShape:
    """A clause, as text."""

    def read(self, node: Node, reading: Reading) -> Clause | None:
        """The clause, or ``None`` and a fault."""
        text = node.text.strip() if isinstance(node, Scalar) else ""
        clause = parse_clause(text)
        if clause is None:
            reading.fault(node, f"{kind_of(node)} '{text[:60]}' is not a clause", self.says())
        return clause

    def says(self) -> str:
        """What is expected."""
        return "a comparison such as 'value > 3 * uln', with 'and', 'if known' or 'when WORD'"

    def schema(self) -> Schema:
        """For editors."""
        return {"type": "string"}


def parse_clause(text: str) -> Clause | None:
    """Read one clause.

    >>> parse_clause("value > 1.5 * baseline if known").comparisons[0].reference
    'baseline'
    >>> parse_clause("value is high") is None
    True
    """
    body, _, circumstance = text.partition(" when ")
    optional = body.endswith(" if known")
    parts = [_comparison(part.strip()) for part in body.removesuffix(" if known").split(" and ")]
    known = tuple(part for part in parts if part is not None)
    return Clause(known, optional, circumstance or None) if len(known) == len(parts) else None


def _comparison(text: str) -> Comparison | None:
    found = _TERM.match(text)
    if found is None:
        return None
    if found["number"] is not None:
        return Comparison(found["what2"], found["op2"], None, 1.0, float(found["number"]))
    more = float(found["more"] or 0) * (-1 if found["sign"] == "-" else 1)
    return Comparison(found["what"], found["op"], found["ref"], float(found["factor"] or 1), more)


_SOURCES = Key(ListOf(Refer("source"), at_least=1), "Where it was read.", required=True)
_GRADES = MapOf(ListOf(ClauseShape(), at_least=1), Word(("1", "2", "3", "4")))
_SCALE = Record(
    "a scale",
    {
        "units": Key(MapOf(Number()), "Units, with what each is multiplied by."),
        "grades": Key(_GRADES, "Clauses by grade.", required=True),
        "if_baseline_high": Key(_GRADES, "In their place where the baseline was above the upper limit."),
        "if_baseline_low": Key(_GRADES, "In their place where the baseline was below the lower limit."),
    },
)
_CRITERION = Record(
    "a criterion",
    {
        "term": Key(Text(), "The term of CTCAE.", required=True),
        "test": Key(Text(), "The laboratory test of a record."),
        "corrected": Key(Flag(), "Whether the value is corrected for albumin."),
        "baseline_if_none_before": Key(Word(("first",)), "What serves as baseline where nothing precedes treatment."),
        "scales": Key(ListOf(_SCALE, at_least=1), "Grades by unit.", required=True),
    },
)
CRITERIA_FILE = Record(
    "a version of CTCAE",
    {
        "version": Key(Text(), "Its name.", required=True),
        "default": Key(Flag(), "Whether grades are given in it.", required=True),
        "sources": _SOURCES,
        "criteria": Key(ListOf(_CRITERION, at_least=1), "Its criteria.", required=True),
    },
)
_LIMIT = Record(
    "a reference limit",
    {
        "test": Key(Text(), "The laboratory test.", required=True),
        "unit": Key(Text(), "Its unit.", required=True),
        "sex": Key(Word(("female", "male")), "For whom."),
        "lower": Key(Number(), "Lower limit."),
        "upper": Key(Number(), "Upper limit."),
        "sources": _SOURCES,
    },
)
LIMITS_FILE = Record("reference limits", {"limits": Key(ListOf(_LIMIT), "The limits.", required=True)})
_FORMULAS: dict[str, type[CorrectedCalcium | CockcroftGault | CkdEpi]] = {
    "corrected_calcium": CorrectedCalcium,
    "cockcroft_gault": CockcroftGault,
    "ckd_epi_2021": CkdEpi,
}


def _numbers(name: str, kind: type[Any]) -> Record:
    return Record(name, {each.name: Key(Number(), required=True) for each in fields(kind)} | {"sources": _SOURCES})


FORMULAS_FILE = Record(
    "formulas",
    {
        "formulas": Key(
            Record("formulas", {name: Key(_numbers(name, kind), required=True) for name, kind in _FORMULAS.items()}),
            "The numbers of each formula.",
            required=True,
        )
    },
)


def read_grading(files: Mapping[str, bytes]) -> Grading:
    """What the files under ``knowledge/grades/`` hold.

    Raises:
        KnowledgeError: something in them is wrong; all faults with their places.
    """
    faults: list[Fault] = []
    versions: list[Entry] = []
    limits: tuple[Limit, ...] = ()
    formulas: Formulas | None = None
    for name in sorted(files):
        stem = name.rsplit("/", 1)[-1]
        if "/grades/" not in name:
            continue
        shape: Shape = {"limits.yaml": LIMITS_FILE, "formulas.yaml": FORMULAS_FILE}.get(stem, CRITERIA_FILE)
        entry = _read(name, files[name], shape, faults)
        if entry is None:
            continue
        if stem == "limits.yaml":
            limits = tuple(_limit(each) for each in entry["limits"])
        elif stem == "formulas.yaml":
            formulas = Formulas(**{key: _formula(key, entry["formulas"][key]) for key in _FORMULAS})
        else:
            versions.append(entry)
    if faults:
        raise KnowledgeError(faults)
    return Grading(
        criteria=tuple(_criterion(each, entry) for entry in versions for each in entry["criteria"]),
        default=next((entry["version"] for entry in versions if entry["default"]), None),
        limits=limits,
        formulas=formulas,
        versions=tuple(entry["version"] for entry in versions),
    )


def _read(name: str, content: bytes, shape: Shape, faults: list[Fault]) -> Entry | None:
    node, found = read_text(content, name)
    reading = Reading(name)
    entry = shape.read(node, reading) if node is not None and not found else None
    if node is None and not found:
        found = [Fault(name, 0, 0, "the file is empty", shape.says())]
    faults += [*found, *reading.faults]
    return entry if isinstance(entry, Entry) and not reading.faults else None


def _limit(entry: Entry) -> Limit:
    keys = ("test", "unit", "sex", "lower", "upper")
    return Limit(**{key: entry[key] for key in keys})


def _formula(key: str, entry: Entry) -> Any:
    return _FORMULAS[key](**{each.name: float(entry[each.name]) for each in fields(_FORMULAS[key])})


def _criterion(entry: Entry, version: Entry) -> Criterion:
    return Criterion(
        version=version["version"],
        term=entry["term"],
        test=entry["test"],
        scales=tuple(_scale(each) for each in entry["scales"]),
        corrected=bool(entry["corrected"]),
        first_is_baseline=entry["baseline_if_none_before"] == "first",
        sources=version.several("sources"),
    )


def _scale(entry: Entry) -> Scale:
    return Scale(
        units=tuple((unit.lower(), float(factor)) for unit, factor in entry.items("units")),
        grades=_grades(entry.items("grades")),
        if_baseline_high=_grades(entry.items("if_baseline_high")),
        if_baseline_low=_grades(entry.items("if_baseline_low")),
    )


def _grades(pairs: Iterable[tuple[str, list[Clause]]]) -> Grades:
    return tuple(sorted(((int(grade), tuple(clauses)) for grade, clauses in pairs), reverse=True))
