"""The questionnaire on what matters: a page to fill in on the screen or on paper, empty or with a record's answers.

In: a knowledge, a language, wishes. Out: one HTML page that fetches nothing and sends nothing; ``pdf`` makes paper of
it. And wishes as the lines of a chart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import onward
from onward.knowledge.questionnaire import MARKS, Question, Questionnaire, questionnaire_of
from onward.knowledge.types import Knowledge
from onward.plan.wishes import ANSWERS, FamilyEvent, Wishes
from onward.reports.guide_words import Book
from onward.reports.html import environment
from onward.reports.questionnaire_fhir import Form, marks


@dataclass(frozen=True, slots=True)
class Paper:
    """How the questionnaire is wanted."""

    language: str = "en"
    large_print: bool = False
    for_paper: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What the template asks: the questions, and what the record answers already."""

    asked: Questionnaire
    wishes: Wishes
    knowledge: Knowledge

    @property
    def scale(self) -> range:
        """The marks that may be given."""
        return MARKS

    @property
    def any(self) -> bool:
        """Whether the record answers anything."""
        return self.wishes != Wishes()

    def mark(self, wish: str) -> int | None:
        """The mark that a wish has."""
        return marks(self.wishes.weights).get(wish)

    def answer(self, question: Question) -> str:
        """What the record answers."""
        return getattr(self.wishes, question.link.replace("-", "_"), None) or ""

    def words(self, question: Question) -> tuple[str, ...]:
        """The words that may be chosen."""
        return tuple(concept.word for concept in self.knowledge.terminology[question.words or ""].concepts)

    def days(self, question: Question) -> list[FamilyEvent | None]:
        """The days of the record, and room for more."""
        told: list[FamilyEvent | None] = [*self.wishes.events]
        return told + [None] * max(1, question.room - len(told))


def form_of(knowledge: Knowledge, language: str) -> Form:
    """The questionnaire for other systems."""
    return Form(questionnaire_of(knowledge), knowledge, Book(knowledge, language))


def render_questionnaire(knowledge: Knowledge, wishes: Wishes, wanted: Paper) -> str:
    """The questionnaire as one HTML page."""
    filled = Filled(questionnaire_of(knowledge), wishes, knowledge)
    book = Book(knowledge, wanted.language)
    template = environment().get_template("questionnaire.html")
    told = {"onward": onward.__version__, "knowledge": knowledge.version}
    return template.render(filled=filled, book=book, wanted=wanted, version=told)


def as_chart(wishes: Wishes) -> str:
    """Wishes as the lines of a chart.

    >>> print(as_chart(Wishes(weights={"longer-life": 5.0}, outlook="wanted")), end="")
    wishes:
      weights: {longer-life: 5}
      outlook: "wanted"
    """
    lines = [f"  words: {_text(wishes.words)}"] if wishes.words else []
    weights = ", ".join(f"{wish}: {weight:g}" for wish, weight in wishes.weights.items())
    lines += [f"  weights: {{{weights}}}"] if weights else []
    named = [name.replace("-", "_") for name in ANSWERS]
    lines += [f"  {name}: {_text(said)}" for name in named if (said := getattr(wishes, name))]
    lines += ["  events:"] if wishes.events else []
    for event in wishes.events:
        until = f", until: {event.until}" if event.until else ""
        lines.append(f"    - {{what: {_text(event.what)}, date: {event.date}{until}}}")
    return "".join(f"{line}\n" for line in ["wishes:", *lines])


def _text(said: str) -> str:
    return json.dumps(said, ensure_ascii=False)
