"""The attributes on which options are compared: what the file may hold, and what is refused with its place."""

from __future__ import annotations

import pytest

from onward.knowledge.goals import attributes_of, read_attributes
from onward.knowledge.loader import load
from onward.values.errors import KnowledgeError

ONE = "- {attribute: life, wishes: [longer-life], better: higher, unit: months, outcome: os, shown: gain}\n"


def test_the_attributes_that_ship_are_read_and_each_has_one_kind_of_figure() -> None:
    attributes = attributes_of(load())
    assert len({each.name for each in attributes}) == len(attributes) >= 10
    life = next(each for each in attributes if each.name == "life")
    assert (life.outcome, life.gain, life.higher_is_better) == ("os", True, True)


def test_every_wish_of_an_attribute_is_a_word_of_charts() -> None:
    knowledge = load()
    words = {concept.word for concept in knowledge.terminology["wish"].concepts}
    assert {wish for each in attributes_of(knowledge) for wish in each.wishes} <= words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("- {attribute: life, wishes: [a], better: higher, unit: x}\n", "the attribute says not where its figure is"),
        (ONE.replace("shown: gain", "stopped: true"), "the attribute has outcome and stopped"),
        (ONE.replace("higher", "upwards"), "knowledge/goals/attributes.yaml:1:"),
        (ONE.replace("outcome", "outcom"), "outcome"),
        ("- {attribute: [", "knowledge/goals/attributes.yaml:"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        read_attributes(text.encode())
    assert told in str(raised.value)
