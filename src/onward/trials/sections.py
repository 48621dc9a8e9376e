"""Criteria text becomes items: one requirement each, with its list (inclusion or exclusion), depth and cohort.

The registry's text is written by hand, with every way of bullets, numbers and headings, some of it wrapped at eighty
columns. The span of an item is its text with escapes, entities and line breaks undone; nothing else is changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from onward.trials.study import Study

MAX_ITEMS = 2000
"""More items than any real study has: what comes after is not read."""
LONGEST = 6000
"""The longest item, in characters: what comes after is not read."""


class Section(StrEnum):
    """Which list an item stands in."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One bullet, number or paragraph of the criteria."""

    number: int
    text: str
    section: Section
    level: int
    """How deep it stands: 0 for items of the list itself."""
    parent: int | None = None
    """The number of the item that it stands under."""
    scope: str | None = None
    """The heading of the cohort, arm or phase that it is limited to, as written."""
    note: bool = False
    """Whether it explains the item above it instead of asking for something."""


@dataclass(slots=True)
class _Line:
    indent: int
    mark: str
    text: str
    after_gap: bool


_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>=^~|&;:%@$'\"/,])")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MARK = re.compile(
    r"(?P<mark>[-*•·●▪◦○°‣∙–—§+]{1,3}|o(?=\s)|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)](?!\d)|"
    r"\(?[A-Za-z][.)]|\(?[ivxIVX]{1,5}[.)])\s+(?P<rest>\S.*)"
)
_OPERATORS = (
    (re.compile(r"=\s?<|<\s?/?\s?=|<\s?or\s?=|≦|⩽|\u2266|(?<!\w)£(?=\s?\d)"), "≤"),
    (re.compile(r"=\s?>|>\s?/?\s?=|>\s?or\s?=|≧|⩾|\u2267|(?<![\wm])³(?=\s?\d)"), "≥"),
)
_LETTER_L = re.compile(r"(?<=[\s>≥=])l(?=[\d,]*\d{3}\b)")
"""A letter l that stands for a one: "> l500"."""
_SECTION = re.compile(
    r"^[\W\d]*(?:key |main |major |general |additional |core |other |patient |subject |participant )*"
    r"(?:(?P<out>exclusion|non-?inclusion|not eligible|ineligib\w+)|(?P<in>inclusion|eligib\w+))\s*"
    r"(?:and\s+exclusion\s+)?(?:criteri\w+|requirements?)?\b(?P<rest>[^:\n]{0,90}):?\s*(?P<more>.*)$",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"^\W*additional\s+criteri\w+\s+for\s+(?:inclusion|(?P<out>exclusion))\s+(?:in|into|from|to|for)\s+(?P<whom>.{3,120}?):?$",
    re.IGNORECASE,
)
"""A heading of criteria that are added for a part of the study."""
_SCOPE = re.compile(
    r"\b(?:cohort|arms?\b|phase\s*[1-4IVab]+|part\s*[1-4A-D]|group\s*[1-9A-D]|"
    r"module|sub-?study|expansion|escalation|run-?in|"
    r"treatment (?:phase|cohort)|screening|pre-?screening|step \d|stage \d of the study|combination)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:\W*)(?:please\s+)?(?:notes?|nb|n\.b\.|exceptions?|definitions?|examples?)\b\s*[:.\-–]?", re.IGNORECASE
)
_OLD_HEADING = re.compile(
    r"^(?:DISEASE|PATIENT) CHARACTERISTICS:?|^PRIOR(?:/| )CONCURRENT THERAPY:?|^[A-Z][A-Za-z/ -]{2,40}:\s*$"
)


def clean(text: str) -> str:
    """The text without escapes, entities and odd operators.

    >>> clean("Age \\\\>= 18 &amp; ANC =< 1.5 x 10\\\\^9/L")
    'Age ≥ 18 & ANC ≤ 1.5 x 10^9/L'
    """
    for _ in range(12):
        undone = html.unescape(text)
        if undone == text:
            break
        text = undone
    text = _ESCAPE.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LETTER_L.sub("1", text)
    for pattern, sign in _OPERATORS:
        text = pattern.sub(sign, text)
    return _unflattened(text)


def _unflattened(text: str) -> str:
    """Lists that a registry ran together ("Criteria:. * One. * Two") with their lines again."""
    if text.count("\n") > _FEW_LINES or ". * " not in text:
        return text
    text = re.sub(r"\s(?=(?:inclusion|exclusion)\s+criteria\b)", "\n\n", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=\.)\s([A-Z][A-Za-z/ ]{2,45}:)\.?(?=\s)", r"\n\n\1", text)
    return re.sub(r"([.:])\.?\s\*\s", r"\1\n* ", text)


_FEW_LINES = 5


def items_of(study: Study) -> tuple[Item, ...]:
    """The items of a study's criteria, in their order."""
    return tuple(_Reader().read(clean(study.criteria)))


class _Reader:
    """Goes through the lines once and keeps where it is."""

    def __init__(self) -> None:
        self.section = Section.INCLUSION
        self.scope: str | None = None
        self.scope_indent = 0
        self.open: list[tuple[int, int]] = []
        """Indent and number of the items that a deeper one would stand under."""
        self.items: list[Item] = []

    def read(self, text: str) -> Iterator[Item]:
        for line in _joined(text):
            if len(self.items) >= MAX_ITEMS:
                break
            self._take(line)
        return iter(self.items)

    def _take(self, line: _Line) -> None:
        if added := _ADDED.match(line.text):
            self.section = Section.EXCLUSION if added["out"] else Section.INCLUSION
            self.scope, self.scope_indent = added["whom"], line.indent
            self.open = []
            return
        heading = _SECTION.match(line.text)
        if heading and _is_section(line, heading):
            self.section = Section.EXCLUSION if heading["out"] else Section.INCLUSION
            said = heading["rest"].strip(" -–(),")
            self.scope = said if said and _SCOPE.search(said) else None
            self.open = []
            if heading["more"].strip():
                self._add(_Line(line.indent, "", heading["more"].strip(), True))
            return
        if self._heading(line):
            return
        self._add(line)

    def _heading(self, line: _Line) -> bool:
        """A line that names whom the following items are for, or only what they are about."""
        text = line.text.strip()
        if line.mark or not text.endswith(":") or len(text) > 140:
            return False
        if _SCOPE.search(text):
            self.scope, self.scope_indent = text.rstrip(": "), line.indent
            self.open = []
            return True
        if _OLD_HEADING.match(text):
            self.scope = None
            self.open = []
            return True
        return False

    def _add(self, line: _Line) -> None:
        while self.open and self.open[-1][0] >= line.indent and line.mark:
            self.open.pop()
        if not line.mark and self.open and not _NOTE.match(line.text) and line.indent <= self.open[0][0]:
            self.open = []
        parent = self.open[-1][1] if self.open else None
        number = len(self.items)
        self.items.append(
            Item(
                number=number,
                text=line.text.strip()[:LONGEST],
                section=self.section,
                level=len(self.open),
                parent=parent,
                scope=self.scope,
                note=bool(_NOTE.match(line.text)),
            )
        )
        if line.mark:
            self.open.append((line.indent, number))


def _is_section(line: _Line, heading: re.Match[str]) -> bool:
    """A heading stands alone or ends in a colon; "Exclusion of pregnancy" within a sentence is none."""
    text = line.text.strip()
    if ":" in text[:130]:
        return len(text.split(":")[0]) <= 110
    bare = re.fullmatch(r"(?:inclusion|exclusion)s?\.?", text, re.IGNORECASE) is not None and not line.mark
    return bare or (len(text) <= 60 and "criteri" in text.lower())


def _joined(text: str) -> Iterator[_Line]:
    """Lines as written, those that only go on after a break at the margin joined to the one before."""
    held: _Line | None = None
    gap = True
    for raw in text.split("\n"):
        stripped = _SPACES.sub(" ", raw).strip()
        if not stripped:
            gap = True
            continue
        indent = len(raw) - len(raw.lstrip(" \t\u00a0"))
        found = _MARK.match(stripped)
        if found is None and held is not None and not gap:
            held.text = f"{held.text} {stripped}"
            continue
        if held is not None:
            yield held
        held = _Line(indent, found["mark"] if found else "", found["rest"] if found else stripped, gap)
        gap = False
    if held is not None:
        yield held
