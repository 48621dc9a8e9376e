"""What the writer of PDF leaves out of the tags for screen readers, put right before the file is written.

In: the objects of a file. Out: the same, so that each header cell says whether it heads a row or a column, page
numbers are no part of the text, all that a list entry holds is in its body, words of another language say so, and
links are printed as they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from onward.knowledge.guide import ENGLISH

ELEMENT, ANNOTATION, POINTER = "/StructElem", "/Annot", "/OBJR"
PRINTED = 4
"""The flag of an annotation that is on paper too."""
_REFERENCE = re.compile(rb"(\d+) 0 R\Z")
_OF_AN_ENTRY = ("/Lbl", "/LBody")


def finish(_document: object, pdf: Any) -> None:
    """Put the tags of a file right."""
    Tags(pdf).put_right()


class Tags:
    """The tree of tags of one file."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.made: Any = import_module("pydyf")
        self.root = self.at(pdf.catalog["StructTreeRoot"])

    def put_right(self) -> None:
        """Everything, in its order."""
        reached = {element.number for element in self.within(self.root)}
        for element in [each for each in self.pdf.objects if each.number in reached]:
            if element.get("S") == "/TR":
                self._heads_of(element)
            elif element.get("S") == "/LI":
                self._into_the_body(element)
            elif element.get("S") == "/Link":
                self._foreign(element)
        self._margins_are_no_text(reached)
        for each in self.pdf.objects:
            if isinstance(each, dict) and each.get("Type") == ANNOTATION:
                each["F"] = PRINTED

    def at(self, reference: Any) -> Any:
        """The object that a reference names; nothing where it is none."""
        found = _REFERENCE.match(reference) if isinstance(reference, bytes) else None
        return self.pdf.objects[int(found[1])] if found else None

    def children(self, element: Any) -> list[Any]:
        """The elements right within one."""
        found = (self.at(each) for each in element.get("K", ()))
        return [each for each in found if each is not None and each.get("Type") == ELEMENT]

    def within(self, element: Any) -> Iterator[Any]:
        """The elements within one, however deep."""
        waiting = self.children(element)
        while waiting:
            found = waiting.pop()
            yield found
            waiting += self.children(found)

    def _heads_of(self, row: Any) -> None:
        """A header cell heads its row, or the rows below where it stands alone; among header cells only, its column."""
        cells = self.children(row)
        heads_all = self.at(row["P"]).get("S") == "/THead"
        of_row = not heads_all and (len(cells) == 1 or any(cell["S"] == "/TD" for cell in cells))
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Row" if of_row else "/Column"

    def _into_the_body(self, entry: Any) -> None:
        """What an entry of a list holds beside its mark and its body goes into a body."""
        loose = [each for each in self.children(entry) if each["S"] not in _OF_AN_ENTRY]
        if not loose:
            return
        body = self.made.Dictionary({"Type": ELEMENT, "S": "/LBody", "Pg": entry["Pg"], "P": entry.reference})
        self.pdf.add_object(body)
        body["K"] = self.made.Array([each.reference for each in loose])
        for each in loose:
            entry["K"].remove(each.reference)
            each["P"] = body.reference
        entry["K"].append(body.reference)

    def _foreign(self, link: Any) -> None:
        """A link to nowhere holds words of another language; what a language has no words for stays English."""
        if not any((found := self.at(each)) is not None and found.get("Type") == POINTER for each in link["K"]):
            link["S"], link["Lang"] = "/Span", self.made.String(ENGLISH)

    def _margins_are_no_text(self, reached: set[int]) -> None:
        """What the tree does not hold stands in a margin: a number of a page."""
        numbers = self.at(self.root["ParentTree"])["Nums"]
        for place, page in enumerate(map(self.at, self.pdf.page_references)):
            elements = numbers[2 * place + 1]
            lost = [mark for mark, each in enumerate(elements) if self.at(each).number not in reached]
            for mark in lost:
                self.at(elements[mark])["K"].clear()
                elements[mark] = b"null"
            self._as_margin(self.at(page["Contents"]).stream, set(lost))

    def _as_margin(self, stream: list[Any], lost: set[int]) -> None:
        for place, part in enumerate(stream):
            if isinstance(part, dict) and part.get("MCID") in lost:
                stream[place - 1] = "/Artifact"
                part.clear()
                part["Type"] = "/Pagination"
