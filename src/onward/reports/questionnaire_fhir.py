"""The questionnaire as a FHIR R4 Questionnaire, and a person's wishes as the QuestionnaireResponse to it.

In: the questionnaire with its words; wishes. Out: plain data. What is written is read back by ``records/fhir_wishes``.
A mark is a whole number from 0 to 5: weights on another scale are brought to it and rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from onward.knowledge.questionnaire import DAY, DAY_PARTS, MARKS, WISH, Part, Question, Questionnaire
from onward.knowledge.types import Knowledge
from onward.plan.wishes import Wishes
from onward.reports.fhir import BASE, identity
from onward.reports.guide_words import Book

Json = dict[str, Any]
_EXTENSION = "http://hl7.org/fhir/StructureDefinition"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_HALF = 0.5


class Form:
    """What both resources need: the questionnaire, its words in one language, and its address."""

    def __init__(self, asked: Questionnaire, knowledge: Knowledge, book: Book) -> None:
        self.asked = asked
        self.book = book
        self.knowledge = knowledge
        self.url = f"{BASE}/Questionnaire/{asked.name}"

    def questionnaire(self) -> Json:
        """The questions."""
        about = {"linkId": "about", "type": "display", "text": self.book.text("form.about", minutes=self.asked.minutes)}
        return {
            "resourceType": "Questionnaire",
            "id": self.asked.name,
            "language": self.book.language,
            "url": self.url,
            "version": self.knowledge.version,
            "name": "".join(part.capitalize() for part in self.asked.name.split("-")),
            "title": self.book.text("form.title"),
            "status": "active",
            "subjectType": ["Patient"],
            "item": [about, *(self._group(part) for part in self.asked.parts)],
        }

    def response(self, wishes: Wishes, patient: str | None, day: str) -> Json:
        """The answers, as far as there are any."""
        told = marks(wishes.weights)
        groups = ((part, list(self._answers(part, wishes, told))) for part in self.asked.parts)
        found: Json = {
            "resourceType": "QuestionnaireResponse",
            "id": identity(f"wishes-{patient or 'person'}-{day}"),
            "language": self.book.language,
            "questionnaire": f"{self.url}|{self.knowledge.version}",
            "status": "completed",
        }
        if patient is not None:
            found["subject"] = {"reference": f"Patient/{identity(patient)}"}
        found["authored"] = day
        found["item"] = [
            {"linkId": _part(part), "text": self._heading(part), "item": given} for part, given in groups if given
        ]
        return found

    def left(self, wishes: Wishes) -> tuple[str, ...]:
        """Wishes of a record that the questionnaire does not ask about."""
        asked = {wish for question in self.asked.questions() for wish in question.wishes}
        return tuple(sorted(set(wishes.weights) - asked))

    def _heading(self, part: Part) -> str:
        return self.book.text(f"form.part.{part.name}")

    def _group(self, part: Part) -> Json:
        weighed = any(question.wishes for question in part.questions)
        scale = {"linkId": f"{_part(part)}.scale", "type": "display", "text": self.book.text("form.scale")}
        items = [scale] if weighed else []
        items += [item for question in part.questions for item in self._items(question)]
        return {"linkId": _part(part), "type": "group", "text": self._heading(part), "item": items}

    def _items(self, question: Question) -> Iterator[Json]:
        if question.kind == "weigh":
            yield from (self._mark(wish) for wish in question.wishes)
        elif question.kind == "choose":
            options = [{"valueCoding": self._coding(question, word)} for word in self._words(question)]
            yield {**self._asked(question.link, "choice"), **_control("radio-button"), "answerOption": options}
        elif question.kind == "tell":
            yield self._asked(question.link, "text")
        else:
            yield self._days(question)

    def _mark(self, wish: str) -> Json:
        orientation = {"url": f"{_EXTENSION}/questionnaire-choiceOrientation", "valueCode": "horizontal"}
        control = _control("radio-button")
        return {
            "linkId": f"{WISH}{wish}",
            "type": "choice",
            "text": self._wish(wish),
            "extension": [*control["extension"], orientation],
            "answerOption": [{"valueInteger": mark} for mark in MARKS],
        }

    def _days(self, question: Question) -> Json:
        kinds = {"what": "string", "date": "date", "until": "date"}
        parts = [{**self._asked(f"{DAY}.{name}", kinds[name])} for name in DAY_PARTS]
        return {**self._asked(question.link, "group", "form.events"), "repeats": True, "item": parts}

    def _asked(self, link: str, kind: str, key: str = "") -> Json:
        return {"linkId": link, "type": kind, "text": self.book.text(key or f"form.{link}")}

    def _wish(self, wish: str) -> str:
        return str(self.book.thing(f"wish:{wish}").striptags()) or wish

    def _words(self, question: Question) -> tuple[str, ...]:
        return tuple(concept.word for concept in self.knowledge.terminology[question.words or ""].concepts)

    def _coding(self, question: Question, word: str) -> Json:
        display = self.book.text(f"form.{question.link}.{word}")
        return {
            "system": f"{BASE}/CodeSystem/{(question.words or '').replace('_', '-')}",
            "code": word,
            "display": display,
        }

    def _answers(self, part: Part, wishes: Wishes, told: Mapping[str, int]) -> Iterator[Json]:
        for question in part.questions:
            if question.kind == "weigh":
                for wish in question.wishes:
                    if wish in told:
                        yield _answered(f"{WISH}{wish}", self._wish(wish), {"valueInteger": told[wish]})
            elif question.kind == "days":
                yield from self._answered_days(question, wishes)
            elif said := getattr(wishes, question.link.replace("-", "_")):
                value = (
                    {"valueString": said} if question.kind == "tell" else {"valueCoding": self._coding(question, said)}
                )
                yield _answered(question.link, self.book.text(f"form.{question.link}"), value)

    def _answered_days(self, question: Question, wishes: Wishes) -> Iterator[Json]:
        for event in wishes.events:
            given = [("what", {"valueString": event.what}), ("date", {"valueDate": event.date})]
            given += [("until", {"valueDate": event.until})] if event.until else []
            items = [_answered(f"{DAY}.{name}", self.book.text(f"form.{DAY}.{name}"), value) for name, value in given]
            yield {"linkId": question.link, "text": self.book.text("form.events"), "item": items}


def marks(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as marks of the questionnaire. A record on a scale to ten is halved.

    >>> marks({"longer-life": 5, "few-visits": 3}), marks({"longer-life": 10, "few-visits": 3})
    ({'longer-life': 5, 'few-visits': 3}, {'longer-life': 5, 'few-visits': 2})
    """
    most = max(weights.values(), default=0.0)
    factor = MARKS[-1] / most if most > MARKS[-1] else 1.0
    return {wish: int(weight * factor + _HALF) for wish, weight in weights.items()}


def rounded(weights: Mapping[str, float]) -> bool:
    """Whether marks do not say exactly what the weights say."""
    return any(float(mark) != weights[wish] for wish, mark in marks(weights).items())


def to_json(resource: Json) -> bytes:
    """A resource as bytes, indented."""
    return msgspec.json.format(msgspec.json.encode(resource), indent=2) + b"\n"


def _part(part: Part) -> str:
    return f"part.{part.name}"


def _answered(link: str, text: str, value: Json) -> Json:
    return {"linkId": link, "text": text, "answer": [value]}


def _control(code: str) -> Json:
    concept = {"coding": [{"system": _CONTROLS, "code": code}]}
    return {"extension": [{"url": f"{_EXTENSION}/questionnaire-itemControl", "valueCodeableConcept": concept}]}
