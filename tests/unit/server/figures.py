"""Which figures of a page lead nowhere: a page is read as a tree, and each line that tells a figure must hold a link.

A line is a paragraph, an item, a row, a definition or a caption; what is drawn together is one line. A figure is a
number with what makes it a clinical one: months, of 100 people, percent, a unit, a comparison, a grade, a ratio.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNITS = r"months?|weeks?|of 100|%|mg|mm|ms|g/dL|mg/dL|mmol/L|µmol/L|umol/L|U/L|U/mL|10\^9/L|mL/min|points|draws"
FIGURE = re.compile(
    rf"\d[\d.,]*\s*(?:{UNITS})(?![a-z])|(?:hazard ratio|HR|CPS|grade|ratio)\s*(?:of )?\d|[<>≤≥]=?\s*\d", re.IGNORECASE
)
OURS = re.compile(r"of 100 tries")
"""What the guide reckons itself from the table above it, whose rows lead to their sources."""
LINES = frozenset({"p", "li", "tr", "dd", "figure", "caption", "summary", "h1", "h2", "h3", "h4", "pre"})
VOID = frozenset(
    {"meta", "link", "input", "br", "rect", "path", "line", "circle", "use", "img", "hr", "polygon", "polyline"}
)
SKIPPED = frozenset({"script", "style", "title", "option", "label", "svg", "textarea"})
LEADS = re.compile(
    r"#[spe]\d+|#n\d+|#(?:facts|presumed|figures|differ)\Z|/facts\Z|/knowledge/|(?:^|/)record#|https?://"
)


@dataclass(slots=True)
class Element:
    """One element."""

    tag: str
    given: dict[str, str]
    parent: Element | None
    inside: list[Element | str] = field(default_factory=list)

    def texts(self) -> Iterator[str]:
        """The text in it; lines within it, unless it is a picture, and what is no text for reading left out."""
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in SKIPPED and (self.is_picture or not each.is_line):
                yield from each.texts()

    def links(self) -> Iterator[str]:
        """Where its links lead, those of lines within it as well."""
        for each in self.inside:
            if isinstance(each, Element):
                if each.tag == "a" and "href" in each.given:
                    yield each.given["href"]
                yield from each.links()

    @property
    def is_picture(self) -> bool:
        """Whether it is one drawing with what is said of it."""
        return "picture" in self.given.get("class", "").split()

    @property
    def is_line(self) -> bool:
        """Whether it is a line of its own."""
        return self.tag in LINES or self.is_picture

    def lines(self) -> Iterator[Element]:
        """The lines in it."""
        if self.is_line:
            yield self
        for each in () if self.is_picture else self.inside:
            if isinstance(each, Element):
                yield from each.lines()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = self.here = Element("top", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.inside.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.here
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.here = at.parent

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


def tree(page: str) -> Element:
    """A page as a tree."""
    reader = _Tree()
    reader.feed(page)
    return reader.top


def leading_nowhere(page: str) -> list[str]:
    """The lines that tell a figure and hold no link to where it is from."""
    found = []
    for line in tree(page).lines():
        text = " ".join("".join(line.texts()).split())
        if FIGURE.search(text) and not OURS.search(text) and not any(LEADS.search(link) for link in line.links()):
            found.append(f"{line.tag}: {text}")
    return found
