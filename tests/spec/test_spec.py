"""Every table of the specification holds on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spec import pages
from tests.spec.engines import Population, as_pair, interpret, plain, vocabulary

from onward.logic.check import check
from onward.logic.parse import parse
from onward.logic.text import to_text


@pytest.mark.parametrize("path", pages.paths(), ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    page = pages.read(path)
    assert page.examples
    nodes = {example.expression: parse(example.expression) for example in page.examples}
    words = vocabulary(page.facts)
    types = {}
    for expression, node in nodes.items():
        types[expression], faults = check(node, words, tables=True)
        assert not faults, f"{expression}: {faults}"
        assert parse(to_text(node)) == node, f"{expression}: written back as {to_text(node)}"
    answers = Population([example.patient for example in page.examples], page.facts).ask(nodes)
    wrong = []
    for index, example in enumerate(page.examples):
        kind = types[example.expression]
        expected = as_pair(plain(pages.value(example.answer, kind)), kind)
        given = {
            "the interpreter": as_pair(interpret(nodes[example.expression], example.patient), kind),
            "DuckDB": answers[example.expression][index],
        }
        wrong += [
            f"{example.place}: `{example.expression}` is {answer!r} for {engine}, not {expected!r}"
            for engine, answer in given.items()
            if answer != expected
        ]
    assert not wrong, "\n".join(wrong)
