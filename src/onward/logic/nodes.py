"""The nodes of the language: frozen, small, and the only thing engines see. sqlglot's trees never leave ``parse``.

Values while evaluating: ``bool``, ``float``/``int``, ``str``, ``PartialDate``, ``Span`` (a time between dates), and
``None`` for unknown. ``docs/explanation/language.md`` says what each node means; ``tests/spec`` holds it to that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """The types of the language."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    ENUM = "enum"
    DATE = "date"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    SET = "set"
    """A set of words, e.g. the sites of metastases: ``'liver' in sites``."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a file a node was written; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node carries. Position takes no part in equality: two nodes that say the same are the same."""

    at: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, boolean, date or ``null`` as written."""

    value: object


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A named fact, ``er_percent``."""

    name: str


@dataclass(frozen=True, slots=True)
class AsOf(Node):
    """The day of the decision, written ``as_of``."""


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column of the table that the aggregate around it reads, ``marker.number``."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Kleene negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Kleene conjunction of two or more."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Kleene disjunction of two or more."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``= <> < <= > >=``; unknown where a side is unknown or an interval leaves it open."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``x in ('a', 'b')``: equality with any."""

    operand: Node
    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Contains(Node):
    """``'liver' in sites``: whether a set fact holds a word."""

    item: Node
    collection: Node


@dataclass(frozen=True, slots=True)
class InClass(Node):
    """``drug.drug in class('cdk4/6 inhibitor')``: membership in a class of the terminology, or the name itself."""

    operand: Node
    class_name: str


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``x between low and high``, both included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class IsNull(Node):
    """``x is null``: the one question that is about not knowing; it is never unknown."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Case(Node):
    """``case when ... then ... else ... end``. An unknown condition before a true one makes the whole unknown, unless
    every branch still open gives the same value."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``+ - * /``; division by zero is unknown."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class DateDifference(Node):
    """``days_between(a, b)``, ``months_between(a, b)``, ``years_between(a, b)``: whole units from a
    to b, a span where a date is partial."""

    unit: Type
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class FirstKnown(Node):
    """``first_known(a, b)``: the first that is not unknown: several ways to read one fact, never a default."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """``last(marker.number) filter (where marker.name = 'ER')``.

    Kinds: ``last first count exists min max sum set``. Over no row the answer is unknown (never false, never zero):
    a fact that may be taken as no when the record is silent says so with ``presume``.
    """

    kind: str
    table: str
    value: Node | None
    where: Node | None


@dataclass(frozen=True, slots=True)
class History(Node):
    """A question about treatment: ``had('cdk4/6 inhibitor')``, ``had('taxane', 'adjuvant')``, ``on('letrozole')``,
    ``progressed_on('x')``, ``relapsed_on('x')``, ``stopped_for_toxicity('x')``, ``months_since_last('x', 'adjuvant')``,
    ``months_on('x')``, ``lines_of('chemotherapy')``.

    ``subject`` is a drug or a class. Silence means "no" only where the fact ``treatment_history_complete`` is true;
    an exposure the record names in words nobody knows leaves the question unknown.
    """

    question: str
    subject: str
    setting: str | None = None


AGGREGATES = ("last", "first", "count", "exists", "min", "max", "sum", "set")
QUESTIONS: dict[str, Type] = {
    "had": Type.BOOLEAN,
    "on": Type.BOOLEAN,
    "progressed_on": Type.BOOLEAN,
    "relapsed_on": Type.BOOLEAN,
    "stopped_for_toxicity": Type.BOOLEAN,
    "months_since_last": Type.MONTHS,
    "months_on": Type.MONTHS,
    "lines_of": Type.NUMBER,
}
