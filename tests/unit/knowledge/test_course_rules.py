"""The rules of the course as a file: read, refused with places, joined with the classes of drugs."""

from __future__ import annotations

import pytest

from onward.knowledge.course import FILE, class_table, course_knowledge, read_course_rules
from onward.knowledge.files import find_folder
from onward.knowledge.types import Concept, Knowledge, ValueSet
from onward.values.errors import KnowledgeError

SHIPPED = (find_folder() / "course.yaml").read_bytes()


def knowledge() -> Knowledge:
    classes = ValueSet(
        name="class",
        closed=True,
        concepts=(
            Concept(word="taxane", display="taxane", classes=("chemotherapy",)),
            Concept(word="chemotherapy", display="chemotherapy"),
        ),
    )
    drugs = ValueSet(name="drug", closed=False, concepts=(Concept(word="paclitaxel", display="", classes=("taxane",)),))
    return Knowledge(
        version="0",
        digest="",
        facts={},
        rules=(),
        treatments={},
        regimens={},
        sources={},
        investigations={},
        terminology={"class": classes, "drug": drugs},
        words={},
        coverage={},
    )


def test_the_shipped_rules_are_read() -> None:
    rules = read_course_rules(SHIPPED)
    assert rules.days.starts_together == 28
    assert "supportive" in rules.words.not_counted
    assert ("cdk4/6 inhibitor", "endocrine therapy") in rules.planned_partners
    assert (rules.recist.progression_percent, rules.recist.progression_mm) == (20, 5)


def test_classes_include_parents_and_the_word_itself() -> None:
    table = class_table(knowledge())
    assert table["paclitaxel"] == {"paclitaxel", "taxane", "chemotherapy"}
    assert table["chemotherapy"] == {"chemotherapy"}


def test_everything_that_the_course_needs() -> None:
    found = course_knowledge(knowledge())
    assert found.classes_of("paclitaxel") == {"paclitaxel", "taxane", "chemotherapy"}
    assert found.classes_of("no such drug") == {"no such drug"}
    assert found.grading.default == "CTCAE 5.0"
    assert course_knowledge(knowledge(), {FILE: SHIPPED}).grading.criteria == ()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "empty"),
        (b"- days", "list"),
        (SHIPPED.replace(b"value: 28", b"value: many"), "many"),
        (SHIPPED.replace(b"  pause:", b"  rest:"), "rest"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place(content: bytes, wrong: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        read_course_rules(content)
    assert error.value.faults[0].file == FILE
    assert wrong in str(error.value)
