"""The questionnaire: short, plain, the same as a page and as FHIR; what is answered is read back as it was said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.reading import grade

from onward.events.tables import Wish
from onward.knowledge.guide import languages, tongue
from onward.knowledge.loader import load
from onward.knowledge.questionnaire import questionnaire_of, read_questionnaire
from onward.plan.wishes import FamilyEvent, Wishes, wishes_of
from onward.records.chart import ChartReader
from onward.records.fhir import FhirReader
from onward.reports.questionnaire import Paper, as_chart, form_of, render_questionnaire
from onward.reports.questionnaire_fhir import marks, rounded, to_json
from onward.values.errors import KnowledgeError, RecordError

KNOWLEDGE = load()
WISHES = Wishes(
    weights={"longer-life": 5.0, "no-nausea": 2.0, "keep-working": 0.0},
    words='my garden: "roses" & <b>bees</b>',
    outlook="not-wanted",
    decides="team",
    decides_with="my daughter",
    work="I teach",
    events=(
        FamilyEvent("a wedding", "2027-06-13", "2027-06-13", "2027-06-13"),
        FamilyEvent("the sea", "2027-06-27", "2027-06-27", "2027-07-31", "2027-07"),
    ),
)
TODAY = date(2026, 11, 25)


def answers(wishes: Wishes = WISHES) -> dict[str, Any]:
    return form_of(KNOWLEDGE, "en").response(wishes, "wilma", "2026-06-01")


def items(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = list(resource["item"])
    while waiting:
        item = waiting.pop()
        found.append(item)
        waiting += item.get("item", [])
    return found


def bundle(response: dict[str, Any]) -> bytes:
    patient = {"resourceType": "Patient", "id": "wilma", "gender": "female"}
    entries = [{"resource": each} for each in (patient, response)]
    return msgspec.json.encode({"resourceType": "Bundle", "type": "collection", "entry": entries})


def read_back(response: dict[str, Any]) -> Wishes:
    events = next(FhirReader(KNOWLEDGE, TODAY).read_bytes(bundle(response), "b.json"))
    return wishes_of(events.rows["wish"])


def test_answers_come_back_from_fhir_as_they_were() -> None:
    assert read_back(answers()) == WISHES


def test_answers_come_back_from_a_file_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(to_json(answers()))
    assert wishes_of(FhirReader(KNOWLEDGE, TODAY).read_answers(file)) == WISHES
    file.write_bytes(msgspec.json.encode({"resourceType": "Patient", "id": "x"}))
    with pytest.raises(RecordError, match="no answers to the questionnaire"):
        FhirReader(KNOWLEDGE, TODAY).read_answers(file)


def test_answers_come_back_from_the_lines_of_a_chart() -> None:
    events = ChartReader(KNOWLEDGE).read_text(f"id: wilma\nas_of: 2026-06-01\n{as_chart(WISHES)}", "w.yaml")
    assert wishes_of(events.rows["wish"]) == WISHES


@pytest.mark.parametrize("language", languages(KNOWLEDGE))
def test_a_validator_finds_nothing_and_every_answer_has_its_question(language: str) -> None:
    fhirkit = pytest.importorskip("fhirkit")
    made = form_of(KNOWLEDGE, language)
    asked = made.questionnaire()
    assert fhirkit.validate(to_json(asked)) == []
    assert fhirkit.validate(to_json(answers())) == []
    links = [item["linkId"] for item in items(asked)]
    assert len(links) == len(set(links))
    assert {item["linkId"] for item in items(answers())} <= set(links)


def test_the_rules_of_r4_that_a_structure_does_not_show() -> None:
    for item in items(form_of(KNOWLEDGE, "en").questionnaire()):
        assert item["text"], item
        assert (item["type"] == "group") == ("item" in item), item  # que-1
        assert ("answerOption" in item) <= (item["type"] == "choice"), item  # que-5
        assert not (item["type"] == "display" and ("required" in item or "repeats" in item)), item  # que-6


def test_nothing_is_filled_in_beforehand() -> None:
    asked = form_of(KNOWLEDGE, "en").questionnaire()
    assert not any("initial" in item or item.get("required") for item in items(asked))
    assert "checked" not in render_questionnaire(KNOWLEDGE, Wishes(), Paper())


def test_it_asks_for_every_wish_and_answer_that_a_chart_can_hold() -> None:
    asked = questionnaire_of(KNOWLEDGE)
    wishes = [wish for question in asked.questions() for wish in question.wishes]
    assert sorted(wishes) == sorted(concept.word for concept in KNOWLEDGE.terminology["wish"].concepts)
    links = {question.link for question in asked.questions()}
    assert links == {"wish", "words", "outlook", "decides", "decides-with", "work", "event"}
    assert asked.minutes <= 10


def test_marks_keep_the_scale_and_rounding_is_known() -> None:
    assert marks({"a": 10.0, "b": 4.0}) == {"a": 5, "b": 2}
    assert not rounded({"a": 5.0, "b": 0.0})
    assert rounded({"a": 2.5})
    assert form_of(KNOWLEDGE, "en").left(Wishes(weights={"sing": 3.0, "longer-life": 1.0})) == ("sing",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "in-progress"}, "its status is in-progress"),
        ({"questionnaire": "https://example.org/Questionnaire/phq-9"}, "answers to another questionnaire"),
        ({"questionnaire": {"reference": "Questionnaire/onward-what-matters"}}, "answers to another questionnaire"),
        ({"item": []}, "no question was answered"),
        ({"item": [{"linkId": "outlook", "answer": [{"valueString": "perhaps"}]}]}, "is not understood"),
        ({"item": [{"linkId": "q9", "answer": [{"valueString": "x"}]}]}, "no question of ours"),
        (
            {"item": [{"linkId": "event", "item": [{"linkId": "event.what", "answer": [{"valueString": "x"}]}]}]},
            "no date",
        ),
    ],
)
def test_what_is_not_read_is_told(change: dict[str, Any], told: str) -> None:
    events = next(FhirReader(KNOWLEDGE, TODAY).read_bytes(bundle({**answers(), **change}), "b.json"))
    assert not events.rows["wish"]
    assert any(told in each.reason for each in events.unused), events.unused


@pytest.mark.parametrize(
    "item",
    [
        {"linkId": "wish.longer-life", "answer": [{"valueInteger": 9}]},
        {"linkId": "wish.longer-life", "answer": [{"valueString": "a lot"}]},
        {"linkId": "event", "item": [{"linkId": "event.date", "answer": [{"valueDate": "soon"}]}]},
        {"linkId": 3},
    ],
)
def test_what_cannot_be_is_a_fault(item: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="QuestionnaireResponse"):
        next(FhirReader(KNOWLEDGE, TODAY).read_bytes(bundle({**answers(), "item": [item]}), "b.json"))


def test_a_newer_answer_is_heard_and_one_after_the_day_is_not_used() -> None:
    older, newer = answers(), {**answers(Wishes(outlook="wanted")), "id": "newer", "authored": "2026-07-01"}
    content = msgspec.json.decode(bundle(older))
    content["entry"].append({"resource": newer})
    events = next(FhirReader(KNOWLEDGE, TODAY).read_bytes(msgspec.json.encode(content), "b.json"))
    assert wishes_of(events.rows["wish"]) == msgspec.structs.replace(WISHES, outlook="wanted")
    assert {str(row.date) for row in events.rows["wish"] if isinstance(row, Wish)} == {"2026-06-01", "2026-07-01"}


def test_the_questions_are_easy_to_read() -> None:
    said = {key: each.plain for key, each in tongue(KNOWLEDGE, "en").frame.items() if key.startswith("form.")}
    said |= {key: each["plain"] for key, each in KNOWLEDGE.words.items() if key.startswith("wish:")}
    told = " ".join(text if text.endswith((".", "?", ":")) else f"{text}." for text in said.values())
    assert grade(told) <= 6
    assert max(grade(text) for key, text in said.items() if len(text.split()) > 8) <= 8


@pytest.mark.parametrize("for_paper", [False, True])
def test_the_page_holds_every_question_and_escapes_what_the_record_says(for_paper: bool) -> None:
    page = render_questionnaire(KNOWLEDGE, WISHES, Paper(for_paper=for_paper))
    assert "<b>" not in page
    assert "&lt;b&gt;bees" in page
    for question in questionnaire_of(KNOWLEDGE).questions():
        for wish in question.wishes:
            assert KNOWLEDGE.words[f"wish:{wish}"]["plain"] in page
    assert ("<input" in page) is not for_paper
    assert page.count("✓" if for_paper else " checked") == len(WISHES.weights) + 2
    assert not re.search(r"(src|href|action)=\"http", page)


def test_another_language_has_every_wish_too() -> None:
    page = render_questionnaire(KNOWLEDGE, Wishes(), Paper(language="es"))
    assert '<html lang="es">' in page
    assert 'lang="en"' not in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("{questionnaire: x, minutes: 30, parts: []}", "'30' is not possible"),
        ("{questionnaire: x, minutes: 5, parts: [{part: a, questions: [{lines: 1}]}]}", "says not what it asks"),
        ("{questionnaire: x, minutes: 5, parts: [{part: a, questions: [{choose: a}]}]}", "has no 'of'"),
        ("{questionnaire: x, minutes: 5, parts: [{part: a, questions: [{tell: a, days: b}]}]}", "has tell and days"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        read_questionnaire(text.encode())
    assert told in str(raised.value)
