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
from itertools import pairwise

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
    (re.compile(r"=\s?<|<\s?/?\s?=|<\s?or\s?=|≦|⩽|\u2266|£(?<!\w£)(?=\s?\d)"), "≤"),
    (re.compile(r"=\s?>|>\s?/?\s?=|>\s?or\s?=|≧|⩾|\u2267|³(?<![\wm]³)(?=\s?\d)"), "≥"),
)
_LETTER_L = re.compile(r"l(?<=[\s>≥=]l)(?=[\d,]*\d{3}\b)")
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
_ALL = re.compile(
    r"\b(?:all|both|either)\s+(?:\w+\s+){0,2}?(?:arms|cohorts|parts|phases|modules|groups|participants|patients|subjects)\b|"
    r"\bphase\s*(?:1|I)\w?\s+and\s+(?:phase\s*)?(?:2|II)\b",
    re.IGNORECASE,
)
"""Headings of criteria that are for every part."""
_STEP = re.compile(
    r"\b(?:steps?\s*\d|(?:pre-?)?registration|randomi[sz]ation|(?:pre-?)?screening|(?:primary|first)\s+treatment|enrol?lment)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:cohorts?|arms?|phase|part|module|group|sub-?study|stage|expansion|escalation|combination)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\b(?:must|should|have|has|following|defined)\b", re.IGNORECASE)
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
    if text.count("\n") > _FEW_LINES:
        return text
    if ". * " not in text:
        return _SECTION_WITHIN.sub(r"\n\n\1\n\n", text)
    text = re.sub(r"\s(?=(?:inclusion|exclusion)\s+criteria\b)", "\n\n", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=\.)\s([A-Z][A-Za-z/ ]{2,45}:)\.?(?=\s)", r"\n\n\1", text)
    return re.sub(r"([.:])\.?\s\*\s", r"\1\n* ", text)


_FEW_LINES = 5
_DASH = re.compile(r"^[-–]\s*(?=[A-Za-z])")
_SECTION_WITHIN = re.compile(r"(?<=\.)\s((?:inclusion|exclusion)\s+criteria:)\.?\s(?=1[.)]\s)", re.IGNORECASE)


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
            for each in _apart(line):
                if len(self.items) >= MAX_ITEMS:
                    return iter(self.items)
                self._take(each)
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
            self.scope = said if said and _SCOPE.search(said) and not for_everybody(said) else None
            self.scope_indent = 0
            self.open = []
            if heading["more"].strip():
                self._add(_Line(line.indent, "", heading["more"].strip(), True))
            return
        if self._heading(line):
            return
        if line.mark and line.indent < self.scope_indent:
            self.scope, self.scope_indent = None, 0
        self._add(line)

    def _heading(self, line: _Line) -> bool:
        """A line that names whom the following items are for, or only what they are about."""
        text = line.text.strip()
        if line.mark or not text.endswith(":") or len(text) > 140:
            return False
        if _SCOPE.search(text) and for_everybody(text):
            self.scope = None
            self.open = []
            return True
        if _names_part(text):
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
                text=_DASH.sub("", line.text.strip()[:LONGEST]),
                section=self.section,
                level=len(self.open),
                parent=parent,
                scope=self.scope,
                note=bool(_NOTE.match(line.text)),
            )
        )
        if line.mark:
            self.open.append((line.indent, number))


def for_everybody(heading: str) -> bool:
    """Whether a heading names every part of the study, or a step that everybody passes (screening, randomisation)."""
    return _ALL.search(heading) is not None or (_STEP.search(heading) is not None and _PART.search(heading) is None)


def _names_part(text: str) -> bool:
    """Whether a heading names a part of the study; "on the screening scan, patients must have:" does not."""
    found = _SCOPE.search(text)
    if found is None:
        return False
    aside = found[0].lower() in ("screening", "combination", "arm", "arms", "expansion", "escalation")
    return not aside or (found.start() <= 30 and not _ASKS.search(text))


def _is_section(line: _Line, heading: re.Match[str]) -> bool:
    """A heading stands alone or ends in a colon; "Exclusion of pregnancy" within a sentence is none."""
    text = line.text.strip()
    if ":" in text[:130]:
        return len(text.split(":")[0]) <= 110
    bare = re.fullmatch(r"(?:inclusion|exclusion)s?\.?", text, re.IGNORECASE) is not None and not line.mark
    return bare or (len(text) <= 60 and "criteri" in text.lower())


_INLINE = re.compile(r"\s(?<=[\w)\].;:,%]\s)(?=\(?(?:(?P<n>\d{1,2})[.)]\s+[A-Z]|(?P<letter>[b-h])[.)]\s+\S))")
_OF_THESE = re.compile(r"\bof\s+the\s+following\b|\bcriteria\b[^.]*:|:\s*$", re.IGNORECASE)


def _apart(line: _Line) -> Iterator[_Line]:
    """A line that runs a list together ("... consent 3. ECOG 0-1 4. Measurable disease") as its items."""
    text = line.text
    places = _in_order(text[:LONGEST], line.mark.strip("(.)"))
    if len(places) < 2:
        yield line
        return
    deeper = 2 if _OF_THESE.search(text[: places[0]]) else 0
    for start, end in pairwise([0, *places, len(text)]):
        part = re.sub(r"^\s*\(?\w{1,2}[.)]\s+", "", text[start:end]) if start else text[:end]
        yield _Line(line.indent + (deeper if start else 0), line.mark or "*", part.strip(), line.after_gap)


def _in_order(text: str, mark: str) -> list[int]:
    """Where numbers or letters of a list stand, each one more than the one before."""
    places: list[int] = []
    last = mark.lower()
    for found in _INLINE.finditer(text):
        number = found["n"] or found["letter"]
        begins = not places and found["n"] in ("2", "3", "4", "5") and not last.isdecimal()
        if (number == _next(last) and last) or begins:
            places.append(found.start())
            last = number
    return places


def _next(number: str) -> str:
    return str(int(number) + 1) if number.isdecimal() else chr(ord(number) + 1) if len(number) == 1 else ""


def _joined(text: str) -> Iterator[_Line]:
    """Lines as written, those that only go on after a break at the margin joined to the one before."""
    held: _Line | None = None
    gap = True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if "  " in stripped or "\t" in stripped or not stripped.isascii():
            stripped = _SPACES.sub(" ", stripped)
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
