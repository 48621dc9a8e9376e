"""The sentences of the patient's guide: said in the language asked for, in English where it has no text.

In: a knowledge and a language. Out: text for a page, everything filled in escaped; a text that stays English says so
to the reader's program (``lang``), and the guide tells the reader. Sources are numbered in the order of their use.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from onward.knowledge.guide import ENGLISH, tongue
from onward.knowledge.types import Knowledge

_JOINER = Markup("\u2060")
"""Keeps a mark on the line of the word that it belongs to."""


class Book:
    """What the guide can say; it remembers which sources it named and whether a text was missing."""

    def __init__(self, knowledge: Knowledge, language: str = ENGLISH) -> None:
        self.language = language
        self.sources: dict[str, int] = {}
        self.foreign = False
        self._knowledge = knowledge
        self._english = tongue(knowledge, ENGLISH)
        self._own = tongue(knowledge, language)

    def has(self, key: str) -> bool:
        """Whether the frame has such a text."""
        return key in self._english.frame

    def say(self, key: str, **values: object) -> Markup:
        """A sentence of the frame, with its sources behind it."""
        said = self._own.frame.get(key) or self._english.frame[key]
        return self._marked(escape(said.plain).format(**values), key in self._own.frame) + self.mark(said.sources)

    def text(self, key: str, **values: object) -> str:
        """The same without marks, for places that hold no elements."""
        said = self._own.frame.get(key) or self._english.frame[key]
        return said.plain.format(**values)

    def thing(self, key: str, field: str = "plain") -> Markup:
        """The words of a drug, an option, a test, a harm; nothing where there are none."""
        own = self._own.things.get(key, {}).get(field)
        if own:
            return escape(own)
        found = self._knowledge.words.get(key, {}).get(field, "")
        return self._marked(escape(found), self.language == ENGLISH) if found else Markup("")

    def name(self, key: str) -> str:
        """The name of a thing as bare text."""
        own = self._own.things.get(key, {}).get("name")
        return own or self._knowledge.words.get(key, {}).get("name", key.partition(":")[2])

    def date(self, written: str) -> str:
        """A day, a month or a year as people write it: a month is a word, for numbers alone mean two days.

        The parts that are not known are left out.
        """
        year, *rest = written.split("-")
        if not rest:
            return year
        month = self.text(f"month.{int(rest[0])}")
        if len(rest) == 1:
            return self.text("date.month", month=month, year=year)
        return self.text("date.full", day=int(rest[1]), month=month, year=year)

    def first_name(self, *keys: str) -> str | None:
        """The name of the first of several things that has one."""
        named = (str(self.thing(key, "name").striptags()) for key in keys)
        return next((name for name in named if name), None)

    def people_in(self, trial: str, arm: str) -> int | None:
        """How many people an arm of a trial had, where that was read."""
        source = self._knowledge.sources.get(trial)
        return next((each.n for each in source.arms if each.name == arm), None) if source else None

    def mark(self, sources: Iterable[str]) -> Markup:
        """Small numbers that lead to the list of sources."""
        known = [source for source in sources if source in self._knowledge.sources]
        numbers = [self.sources.setdefault(source, len(self.sources) + 1) for source in known]
        links = Markup(" ").join(Markup('<a href="#s{0}">{0}</a>').format(each) for each in numbers)
        return _JOINER + Markup('<sup class="mark">{}</sup>').format(links) if numbers else Markup("")

    def terms(self, told: str) -> list[tuple[Markup, Markup]]:
        """The words of the glossary that occur in what was told."""
        lower = told.lower()
        keys = [key for key in self._english.frame if key.startswith("term.")]
        found = (key for key in keys if (self._term(key) or "").lower() in lower)
        return [(escape(self._term(key)), self.say(key)) for key in found]

    def cited(self) -> list[tuple[int, str, str, str]]:
        """The sources named so far: number, title, address, day read."""
        listed = ((number, self._knowledge.sources[source]) for source, number in self.sources.items())
        return [
            (number, source.title, next(iter(source.urls), ""), source.read.isoformat()) for number, source in listed
        ]

    def _term(self, key: str) -> str | None:
        said = self._own.frame.get(key) or self._english.frame[key]
        return said.name

    def _marked(self, text: Markup, own: bool) -> Markup:
        if own or self.language == ENGLISH:
            return text
        self.foreign = True
        return Markup('<bdi lang="en">{}</bdi>').format(text)
