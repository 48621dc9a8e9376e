"""Whether a condition can be true at all, and whether it is true of nobody known."""

from __future__ import annotations

import pytest

from onward.knowledge import satisfiable
from onward.knowledge.satisfiable import never_true, true_of_nothing
from onward.knowledge.types import FactDefinition
from onward.logic.nodes import Literal, Position, Type
from onward.logic.parse import parse

KINDS = {
    "a": Type.BOOLEAN,
    "b": Type.BOOLEAN,
    "n": Type.NUMBER,
    "m": Type.MONTHS,
    "t": Type.TEXT,
    "e": Type.ENUM,
    "d": Type.DATE,
    "s": Type.SET,
}
FACTS = {
    name: FactDefinition(
        name=name,
        what="",
        type=kind,
        definition=Literal(value=None),
        values=("x", "y") if kind is Type.ENUM else (),
        at=Position("f", 1, 1),
    )
    for name, kind in KINDS.items()
}


@pytest.mark.parametrize(
    "text",
    [
        "a and not a",
        "n > 3 and n < 3",
        "n >= 3 and n < 3",
        "n between 5 and 4",
        "n = 1 and n = 2",
        "e = 'x' and e = 'y'",
        "e not in ('x', 'y')",
        "t = 'p' and t = 'q'",
        "a and (not a or n > 3 and n < 2)",
        "'liver' in s and not 'liver' in s",
        "had('x') and not had('x')",
        "months_on('x') > 3 and months_on('x') < 2",
        "case when a then false else b end and (a or not b)",
        "a and a is null",
        "n = null",
        "months_between(d, as_of) > 5 and months_between(d, as_of) < 4",
        "n > 5 and -n > 5",
        "first_known(a, b) and not a and a is not null",
        "false",
        "as_of < date '2020' and not (as_of < date '2020')",
    ],
)
def test_conditions_that_nobody_can_meet(text: str) -> None:
    assert never_true(parse(text), FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "not a",
        "a or not a",
        "n > 3 and n < 4",
        "n >= 3 and n <= 3",
        "n between 4 and 5",
        "e <> 'x'",
        "e in ('x')",
        "t <> 'p' and t <> 'q'",
        "'liver' in s and not 'bone' in s",
        "had('x') and not had('y')",
        "months_on('x') > 3 and m < 2",
        "n + 1 > 3 and n < 100",
        "d > date '2020-01-01'",
        "d <= as_of and not d = as_of",
        "a is null",
        "a is not null and not a",
        "first_known(a, b) and a is null",
        "first_known(n, 3) = 3",
        "case when a then n > 3 else n < 2 end",
        "s = s",
        "not (d > date '2020')",
        "unknown_fact",
        "-n > 5",
        "n > m",
        "n < m and m < 3",
    ],
)
def test_conditions_that_somebody_may_meet(text: str) -> None:
    assert not never_true(parse(text), FACTS)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("true", True),
        ("a is null", True),
        ("not (a is not null)", True),
        ("a is null or b", True),
        ("first_known(a, true)", True),
        ("case when a is null then true else b end", True),
        ("a or not a", False),
        ("a", False),
        ("a is not null", False),
        ("n > 3", False),
        ("case when a then true else true end", False),
        ("a is null and b", False),
        ("had('x') is null", True),
    ],
)
def test_conditions_that_are_true_of_nobody_known(text: str, true: bool) -> None:
    assert true_of_nothing(parse(text)) is true


def test_a_search_that_takes_too_long_gives_the_benefit_of_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(satisfiable, "MOST_STEPS", 2)
    assert not never_true(parse("a and b and not a"), FACTS)


def test_what_cannot_be_compared_is_not_decided() -> None:
    assert never_true(parse("n < 'x'"), FACTS)
