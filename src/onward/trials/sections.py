"""Criteria text becomes items: one requirement each, with its list (inclusion or exclusion), depth and cohort.

The registry's text is written by hand, with every way of bullets, numbers and headings, some of it wrapped at eighty
columns. The span of an item is its text with escapes, entities and line breaks undone; nothing else is changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onward.trials.adopted import adopted
from onward.trials.headings import all_parts, names_part, part_of, section_of
from onward.trials.items import Item as Item
from onward.trials.items import Section as Section
from onward.trials.study import Study

MAX_ITEMS = 2000
"""More items than any real study has: what comes after is not read."""
LONGEST = 6000
"""The longest item, in characters: what comes after is not read."""


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
_NOTE = re.compile(
    r"^(?:\W*)(?:please\s+)?(?:notes?|nb|n\.b\.|exceptions?|definitions?|examples?)\b\s*[:.\-–]?", re.IGNORECASE
)
_OLD_HEADING = re.compile(
    r"^(?:DISEASE|PATIENT) CHARACTERISTICS:?|^PRIOR(?:/| )CONCURRENT THERAPY:?|"
    r"^(?![^:]*\b(?:must|have|has|following)\b)[A-Z][A-Za-z/ -]{2,40}:\s*$"
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
    text = _GLUED.sub(", ", _LETTER_L.sub("1", text if text.isascii() else text.translate(_HYPHENS)))
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


_HYPHENS = {0x2010: "-", 0x2011: "-", 0x00AD: None}
"""Hyphens that do not break a line are plain ones; those that only may break one are none."""
_GLUED = re.compile(r",(?<=[a-z)],)(?=[A-Z][a-z])")
"""A comma without its blank: "breast cancer,Anti-HER2"."""
_FEW_LINES = 5
_MARKED_TWICE = re.compile(
    r"^(?:[.;,]\s+(?=[A-Z])|[-–—•●▪◦○°]+\s*(?=[A-Za-z(])|\(?\d{1,2}[.)]\s+(?=[A-Z][a-z])|\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z][a-z]))"
)
"""A second mark behind the first: "* • Evidence of", "1. 1. Have", "3.2.2 Use of"."""
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
        self.open: list[_Open] = []
        """The items that a deeper one would stand under."""
        self.items: list[Item] = []
        self.begun = 0
        """How many items there were when the present part was named."""
        self.marks: list[str] = []
        """How each item is marked, by its number."""

    def read(self, text: str) -> list[Item]:
        for line in _joined(text):
            for each in _apart(line):
                if len(self.items) >= MAX_ITEMS:
                    return self.items
                self._take(each)
        return adopted(self.items, self.marks)

    def _take(self, line: _Line) -> None:
        at_margin = not self.open or line.indent <= self.open[0].indent
        if heading := section_of(line.text, bool(line.mark), at_margin):
            self.section = Section.EXCLUSION if heading.out else Section.INCLUSION
            self.scope, self.scope_indent = heading.scope, 0
            self.open = []
            if heading.more:
                self._add(_Line(line.indent, "", heading.more, True))
            return
        if self._heading(line):
            return
        if line.mark and line.indent < self.scope_indent:
            self.scope, self.scope_indent = None, 0
        self._add(line)

    def _heading(self, line: _Line) -> bool:
        """A line that names whom the following items are for, or only what they are about."""
        text = line.text.strip()
        if not line.mark and (part := part_of(text)):
            self._limit(part[0], line.indent)
            if part[1]:
                self._add(_Line(line.indent, "", part[1], True))
            return True
        if not text.endswith(":") or len(text) > _LONGEST_HEADING:
            return False
        if all_parts(text) and (not line.mark or self.scope):
            self._widen(text)
            return True
        if line.mark:
            return False
        if names_part(text):
            self._limit(text.rstrip(": "), line.indent)
            return True
        if _OLD_HEADING.match(text):
            self.scope = None
            self.open = []
            return True
        return False

    def _limit(self, part: str, indent: int) -> None:
        """From here on for a part of the study, within the one before if that is larger ("Module 4", "Part A")."""
        rank = _rank(part)
        above = (self.scope or "").split(_WITHIN) if self.scope and rank else []
        kept = [each for each in above if 0 < _rank(each) < rank]
        self.scope, self.scope_indent = _WITHIN.join([*kept, part]), indent
        self.open = []
        self.begun = len(self.items)

    def _widen(self, heading: str) -> None:
        """From here on for everybody again: of all parts, or of the part that the people just named are in."""
        above = (self.scope or "").split(_WITHIN) if self.scope and _PEOPLE.search(heading) else []
        kept = above if above and self.begun == len(self.items) else above[:-1]
        self.scope = _WITHIN.join(kept) or None
        self.open = []

    def _add(self, line: _Line) -> None:
        style = _style(line.mark, self.open)
        while self.open and line.mark and not self._is_under(line.indent, style):
            self.open.pop()
        if self.open and line.mark and self.open[-1].indent == line.indent:
            self.open[-1].adopted = style
        if not line.mark and self.open and not _NOTE.match(line.text) and line.indent <= self.open[0].indent:
            self.open = []
        parent = self.open[-1].number if self.open else None
        number = len(self.items)
        text = _MARKED_TWICE.sub("", line.text.strip()[:LONGEST])
        if (mark := line.mark.strip("()")).rstrip(".").isdecimal() and text.endswith(f" {int(mark.rstrip('.')) + 1}."):
            text = text[: text.rindex(" ")]
        self.marks.append(line.mark)
        self.items.append(
            Item(
                number=number,
                text=text,
                section=self.section,
                level=len(self.open),
                parent=parent,
                scope=self.scope,
                note=bool(_NOTE.match(line.text)),
            )
        )
        if line.mark:
            self.open.append(_Open(line.indent, number, style, text.endswith(":") and len(text) <= _SHORT))

    def _is_under(self, indent: int, style: str) -> bool:
        """Whether a line stands below the innermost open item: deeper, or below its colon with another kind of mark."""
        last = self.open[-1]
        if last.indent != indent or style == last.style or not last.colon:
            return last.indent < indent
        if any(each.style == style for each in self.open if each.indent == indent):
            return False
        return last.adopted == style if last.adopted else last.number == len(self.items) - 1


def _rank(label: str) -> int:
    """How large the part is that a label names first: modules hold parts, parts cohorts; 0 where it names none."""
    found = _KIND.match(label)
    kind = found[1].lower().rstrip("s") if found else ""
    return next((rank for rank, kinds in enumerate(_KINDS, 1) if kind in kinds), 0)


_WITHIN = ", "
_PEOPLE = re.compile(r"\ball\s+(?:participants|patients|subjects)\b", re.IGNORECASE)
_KINDS = (
    ("module", "sub-study", "substudy"),
    ("phase", "stage"),
    ("part",),
    ("cohort", "arm", "group", "population", "design"),
    ("panel",),
)
_KIND = re.compile(
    r"\W*(?:for\s+)?(sub-?study|modules?|parts?|phases?|stages?|cohorts?|arms?|groups?|populations?|designs?|panels?)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 140
_SHORT = 160
"""The longest item, in characters, that is a heading of those at the same margin."""


@dataclass(slots=True)
class _Open:
    """An item that others may stand under."""

    indent: int
    number: int
    style: str
    colon: bool
    """Whether it is short and ends in a colon."""
    adopted: str = ""
    """The kind of mark of those at the same margin that stand under it."""


def _style(mark: str, above: Sequence[_Open]) -> str:
    """The kind of mark: bullets by themselves, numbers, letters, Roman numbers."""
    mark = mark.strip("()")
    bare = mark.rstrip(".")
    if not bare or not bare[0].isalnum():
        return mark[:1]
    if bare[0].isdigit():
        return "1" + "." * bare.count(".")
    if bare.lower() in _ROMAN and not any(each.style in ("a", "A") for each in above[-1:]):
        return "i" if bare.islower() else "I"
    return "a" if bare.islower() else "A"


_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))


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
    goes_on = last and (f"{_next(last)}. " in text or f"{_next(last)}) " in text)
    if not goes_on and (last.isdecimal() or not any(map(text.__contains__, _FIRST_MARKS))):
        return places
    for found in _INLINE.finditer(text):
        number = found["n"] or found["letter"]
        begins = not places and found["n"] in _FIRST and not last.isdecimal()
        if (number == _next(last) and last) or begins:
            places.append(found.start())
            last = number
    return places


_FIRST = ("2", "3", "4", "5")
"""Numbers that a list run together may begin with, where its first stands before the line's own mark."""
_FIRST_MARKS = tuple(f"{each}{end} " for each in _FIRST for end in ".)")


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
