"""The checker tells the type of what is right, and of what is wrong what, where, and what may have been meant."""

from __future__ import annotations

import pytest

from onward.logic.check import Vocabulary, check, check_is
from onward.logic.nodes import Position, Type
from onward.logic.parse import parse

WORDS = Vocabulary(
    types={
        "er_percent": Type.NUMBER,
        "metastatic": Type.BOOLEAN,
        "menopause": Type.ENUM,
        "note": Type.TEXT,
        "sites": Type.SET,
        "since": Type.DATE,
        "free": Type.MONTHS,
        "age": Type.YEARS,
    },
    values={"menopause": ("premenopausal", "postmenopausal")},
    tables={
        "marker": {"date": Type.DATE, "name": Type.TEXT, "number": Type.NUMBER, "seen": Type.BOOLEAN},
        "line": {"date": Type.DATE, "drugs": Type.SET, "months": Type.NUMBER},
    },
    column_values={("marker", "name"): ("ER", "PR")},
    subjects=frozenset({"letrozole"}),
    classes=frozenset({"aromatase inhibitor"}),
)

TYPES = [
    ("er_percent >= 1", Type.BOOLEAN),
    ("er_percent * 2 - 1", Type.NUMBER),
    ("-er_percent", Type.NUMBER),
    ("menopause", Type.ENUM),
    ("menopause = 'premenopausal'", Type.BOOLEAN),
    ("menopause = note", Type.BOOLEAN),
    ("null", None),
    ("er_percent = null", Type.BOOLEAN),
    ("case when metastatic then 'a' else 'b' end", Type.ENUM),
    ("case when metastatic then note else 'b' end", Type.TEXT),
    ("case when metastatic then null else null end", None),
    ("case when metastatic then 3 else free end", Type.MONTHS),
    ("first_known(free, 3)", Type.MONTHS),
    ("free > 12", Type.BOOLEAN),
    ("free between 1 and 2", Type.BOOLEAN),
    ("days_between(since, as_of)", Type.DAYS),
    ("last(marker.number)", Type.NUMBER),
    ("last(marker.name)", Type.TEXT),
    ("last(line.drugs)", Type.SET),
    ("set(marker.name)", Type.SET),
    ("exists(marker) filter (where marker.seen)", Type.BOOLEAN),
    ("count(marker)", Type.NUMBER),
    ("max(months_between(marker.date, as_of))", Type.MONTHS),
    ("min(marker.date)", Type.DATE),
    ("sum(line.months)", Type.NUMBER),
    ("'x' in sites", Type.BOOLEAN),
    ("exists(line) filter (where line.drugs in class('letrozole'))", Type.BOOLEAN),
    ("had('aromatase inhibitor', 'curative')", Type.BOOLEAN),
    ("months_on('letrozole')", Type.MONTHS),
    ("lines_of('letrozole') + 1", Type.NUMBER),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_types(text: str, kind: Type | None) -> None:
    assert check(parse(text), WORDS, tables=True) == (kind, ())


FAULTS = [
    ("er_percnt >= 1", 5, "the fact 'er_percnt' is not known", "er_percent"),
    ("metastatic and er_percent", 20, "this is a number", ""),
    ("not note", 9, "this is a text", ""),
    ("er_percent = 'high'", 5, "a number is compared with a text", ""),
    ("menopause = 'postmenopausl'", 17, "'postmenopausl' is not one of the words here", "postmenopausal"),
    ("'premenopausl' = menopause", 5, "'premenopausl' is not one of the words here", "premenopausal"),
    ("menopause in ('premenopausal', 'x')", 36, "'x' is not one of the words here", ""),
    ("menopause > note", 5, "a word has no order", ""),
    ("note < 'a'", 5, "a text has no order", ""),
    ("sites between 'a' and 'b'", 5, "a set of words is compared with a text", ""),
    ("free > age", 5, "a time in months is compared with a time in years", ""),
    ("since > 2", 5, "a date is compared with a number", ""),
    ("free + 1", 5, "this is a time in months", ""),
    ("-since", 6, "this is a date", ""),
    ("days_between(since, 3)", 25, "this is a number", ""),
    ("'x' in note", 12, "this is a text", ""),
    ("3 in sites", 5, "this is a number", ""),
    ("er_percent in class('letrozole')", 5, "this is a number", ""),
    ("note in class('aromatase inhibitr')", 5, "the class 'aromatase inhibitr' is not known", "aromatase inhibitor"),
    ("had('letrozol')", 5, "'letrozol' is neither a drug nor a class", "letrozole"),
    ("had('letrozole', 'adjuvent')", 5, "the setting 'adjuvent' is not known", "adjuvant"),
    ("lines_of('letrozole', 'adjuvant')", 5, "'lines_of' takes no setting", ""),
    ("marker.number > 1", 5, "'marker.number' stands outside an aggregate", ""),
    ("last(marker.numbr)", 10, "the table 'marker' has no column 'numbr'", "number"),
    ("last(markr.number)", 5, "the table 'markr' is not known", "marker"),
    ("last(marker.number) filter (where marker.name = 'ERR')", 53, "'ERR' is not one of the words here", "ER"),
    ("last(marker.number) filter (where line.months > 1)", 39, "'line.months' is of another table", ""),
    ("last(marker.number) filter (where count(line) > 1)", 39, "an aggregate stands inside another", ""),
    ("last(marker.number) filter (where had('letrozole'))", 39, "a question stands inside an aggregate", ""),
    ("set(marker.number)", 5, "a set of a number", ""),
    ("sum(marker.name)", 5, "a sum of a text", ""),
    ("max(marker.name)", 5, "the max of a text", ""),
    ("case when note then 1 else 2 end", 15, "this is a text", ""),
    ("case when metastatic then 1 else 'x' end", 38, "this is a text", ""),
    ("first_known(since, 1)", 24, "this is a number", ""),
]


@pytest.mark.parametrize(("text", "column", "wrong", "suggestion"), FAULTS, ids=[text for text, *_ in FAULTS])
def test_faults(text: str, column: int, wrong: str, suggestion: str) -> None:
    faults = check(parse(text, Position("r.yaml", 3, 5)), WORDS, tables=True)[1]
    assert (faults[0].line, faults[0].column, faults[0].wrong, faults[0].suggestion) == (3, column, wrong, suggestion)


def test_all_faults_are_told() -> None:
    faults = check(parse("er_percnt >= 1 and menopause = 'x' and had('y')"), WORDS)[1]
    assert len(faults) == 3


def test_rules_read_no_tables() -> None:
    faults = check(parse("last(marker.number) > 1"), WORDS)[1]
    assert faults[0].wrong == "'last' reads a table"


def test_a_definition_has_the_type_of_its_fact() -> None:
    assert check_is(parse("er_percent"), Type.BOOLEAN, WORDS)[0].wrong == "this is a number"
    assert check_is(parse("free"), Type.NUMBER, WORDS)[0].wrong == "this is a time in months"
    assert not check_is(parse("last(line.months)"), Type.MONTHS, WORDS, tables=True)
    assert not check_is(parse("null"), Type.MONTHS, WORDS)


def test_a_definition_has_the_words_of_its_fact() -> None:
    values = ("low", "high")
    good = parse("case when metastatic then 'low' else first_known(note, 'high') end")
    bad = parse("case when metastatic then 'lo' else first_known(note, 'x') end")
    assert not check_is(good, Type.ENUM, WORDS, values=values)
    assert [fault.suggestion for fault in check_is(bad, Type.ENUM, WORDS, values=values)] == ["low", ""]
