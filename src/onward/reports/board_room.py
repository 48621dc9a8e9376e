"""How much room a sheet of paper has, and what of a plan's parts gets it.

In: parts with more entries than may fit, the room in lines and letters. Out: the entries that fit, and for each part a
sentence that says how many are left out and where they stand. Type is never made smaller: what has no room is counted.
Widths are those of an average letter, taken a little too wide, so that a page that fits here fits on paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onward.reports.sheet import wrap

GAP = 0.3
"""Lines between two entries."""
TITLE = 1.75
"""Lines that the title of a part takes."""
ELSEWHERE = "in the plan"
LONGEST_REF = 26
MOST_REFS, MOST_LINES = 2, 6
_LINE = re.compile(r".+:(\d+)")
_MARK = 0.7
"""The width of a letter of a mark, in letters of the text."""
_ELLIPSIS = " …"


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of an entry, with where it was read: in sources, and in the record."""

    text: str
    label: str = ""
    sources: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()

    def lines(self, letters: int) -> int:
        """How many lines it takes."""
        marks = "x" * int(4 * len(self.sources) * _MARK)
        return max(len(wrap(f"{self.label} {self.text}{marks} {short_references(self.refs)}", letters)), 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a part: a line in bold with what belongs to it."""

    head: str = ""
    tag: str = ""
    beside: str = ""
    said: tuple[Said, ...] = ()
    sources: tuple[str, ...] = ()
    number: int = 0

    def lines(self, letters: int) -> float:
        """How many lines it takes, the gap after it included."""
        first = Said(f"{self.head} {self.tag}{'xx' if self.tag else ''} {self.beside}", sources=self.sources)
        indented = letters - 3
        own = first.lines(indented) if self.head else 0
        return own + sum(each.lines(indented) for each in self.said) + GAP


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sheet; ``more`` says what of it is left out."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    least: int = 1
    """How many entries should be there."""
    more: str = ""
    kept: bool = False
    """Whether the least have to be there, however little room there is."""

    def lines(self, letters: int) -> float:
        """How many lines it takes."""
        rest = len(wrap(self.more, letters)) if self.more else 0
        return TITLE + sum(entry.lines(letters) for entry in self.entries) + rest if self.entries else 0.0

    def first(self, count: int, letters: int) -> Part:
        """The part with its first entries only, saying what is left out."""
        return replace(self, entries=self.entries[:count], more=left_out(self.entries[count:], letters))


Telling = Callable[[int], Part]
"""A part in several lengths: 0 is the shortest."""


def tell(tellings: Sequence[Telling], most: int, letters: int, lines: float) -> tuple[Part, ...]:
    """The parts as richly told, and then with as many entries, as there is room for."""
    details = [0 for _ in tellings]
    growing = list(range(len(tellings)))
    while growing:
        for place in tuple(growing):
            details[place] += 1
            if details[place] > most or _least(_told(tellings, details), letters) > lines:
                details[place] -= 1
                growing.remove(place)
    return _filled(_told(tellings, details), letters, lines)


def _told(tellings: Sequence[Telling], details: Sequence[int]) -> list[Part]:
    return [telling(detail) for telling, detail in zip(tellings, details, strict=True)]


def _least(parts: Sequence[Part], letters: int) -> float:
    return sum(part.first(part.least, letters).lines(letters) for part in parts)


def _filled(parts: Sequence[Part], letters: int, lines: float) -> tuple[Part, ...]:
    """The parts with as many entries as fit, one more each in turn; those that have none are named at the end."""
    chosen = _shrunk([part.first(part.least, letters) for part in parts], parts, letters, lines)
    growing = [place for place, part in enumerate(parts) if len(chosen[place].entries) < len(part.entries)]
    while growing:
        for place in tuple(growing):
            count = len(chosen[place].entries)
            longer = [*chosen[:place], parts[place].first(count + 1, letters), *chosen[place + 1 :]]
            if _taken(longer, parts, letters) > lines or count == len(parts[place].entries):
                growing.remove(place)
            else:
                chosen = longer
    rest = _untold(chosen, parts)
    return (*(part for part in chosen if part.entries), *([rest] if rest else []))


def _shrunk(chosen: list[Part], parts: Sequence[Part], letters: int, lines: float) -> list[Part]:
    """Fewer entries than the least of the parts that are not kept, the last part first, until the rest fits."""
    for place in reversed([place for place, part in enumerate(parts) if not part.kept]):
        while chosen[place].entries and _taken(chosen, parts, letters) > lines:
            chosen[place] = parts[place].first(len(chosen[place].entries) - 1, letters)
    return chosen


def _taken(chosen: Sequence[Part], parts: Sequence[Part], letters: int) -> float:
    rest = _untold(chosen, parts)
    return sum(part.lines(letters) for part in chosen) + (rest.lines(letters) - TITLE if rest else 0.0)


def _untold(chosen: Sequence[Part], parts: Sequence[Part]) -> Part | None:
    """A line that names the parts of which nothing is told."""
    gone = [whole for part, whole in zip(chosen, parts, strict=True) if whole.entries and not part.entries]
    told = "; ".join(f"{part.title} ({len(part.entries)} more {ELSEWHERE})" for part in gone)
    return Part("rest", "", (Entry(said=(Said(told, label="Not told here:"),)),)) if told else None


def left_out(entries: Sequence[Entry], letters: int, most: int = 2) -> str:
    """What is left out: how many, where they stand, and their names as far as these fit."""
    if not entries:
        return ""
    names = "; ".join(entry.head or entry.said[0].text for entry in entries)
    return limited(f"and {len(entries)} more {ELSEWHERE}: {names}", letters, most)


def limited(text: str, letters: int, lines: int) -> str:
    """The text where it fits; else as many of its sentences as fit, or of its words, and a sign that it goes on.

    >>> limited("One. Two is longer.", 12, 1)
    'One. …'
    """
    if len(wrap(text, letters)) <= lines:
        return text
    words = text.split()
    while words and len(wrap(" ".join(words) + _ELLIPSIS, letters)) > lines:
        words.pop()
    sentence = max((place for place, word in enumerate(words) if word.endswith((".", ";"))), default=-1)
    kept = words[: sentence + 1] if sentence + 1 >= len(words) // 2 else words
    return " ".join(kept).rstrip(",;: …") + _ELLIPSIS


def short_references(refs: Sequence[str]) -> str:
    """References to the record on less than a line: lines of one file as numbers, of others two and how many more.

    >>> short_references(["ada.yaml:23", "ada.yaml:24", "ada.yaml:30"])
    'line 23, 24, 30'
    >>> short_references(["Observation/1", "Observation/2", "Observation/3"])
    'Observation/1, Observation/2 +1'
    """
    named = [_LINE.fullmatch(ref) for ref in refs]
    numbers = [found[1] for found in named if found]
    listed = numbers if numbers and len(numbers) == len(refs) else [short_reference(ref) for ref in refs]
    most = MOST_LINES if listed is numbers else MOST_REFS
    more = f" +{len(listed) - most}" if len(listed) > most else ""
    return f"{'line ' if listed is numbers else ''}{', '.join(listed[:most])}{more}"


def short_reference(ref: str) -> str:
    """A reference to the record that fits on a line: one that is long keeps its kind and its end.

    >>> short_reference("Observation/3f2a9b1c-5d1e-4c0b-9a55-d6f0c1a7e2b4")
    'Observation/…f0c1a7e2b4'
    """
    if len(ref) <= LONGEST_REF:
        return ref
    kind, slash, _ = ref.partition("/")
    start = f"{kind}{slash}" if slash and len(kind) < LONGEST_REF else ""
    return f"{start}…{ref[-10:]}"
