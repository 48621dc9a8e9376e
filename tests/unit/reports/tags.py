"""A file for screen readers, checked: the parts of PDF/UA-1 that its tags and streams can show.

In: the objects of a file as its writer holds them. Out: everything that is wrong. It is our own reading of the
standard's machine-checkable conditions, not a validator: ``docs/how_to/guide.md`` says which others were run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from onward.reports.pdf_tags import Tags

WITHIN = {
    "/TR": ("/Table", "/THead", "/TBody", "/TFoot"),
    "/TH": ("/TR",),
    "/TD": ("/TR",),
    "/THead": ("/Table",),
    "/TBody": ("/Table",),
    "/LI": ("/L",),
    "/LBody": ("/LI",),
    "/Lbl": ("/LI",),
}
_OPENS, _CLOSES, _SHOWS = (b"BDC", b"BMC"), (b"EMC",), re.compile(rb"(?:^|\s)T[jJ]$")


class Checked:
    """One file."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.tags = Tags(pdf)
        self.elements = list(self.tags.within(self.tags.root))

    def faults(self) -> list[str]:
        """Everything that is wrong."""
        checks = (self._head, self._nesting, self._headings, self._figures, self._tables, self._links, self._content)
        return [fault for check in checks for fault in check()]

    def languages(self) -> set[str]:
        """The languages of parts, where they differ from that of the whole."""
        return {each["Lang"].string for each in self.elements if "Lang" in each}

    def _head(self) -> Iterator[str]:
        catalog = self.pdf.catalog
        if not catalog["Lang"].string:
            yield "no language"
        if catalog["MarkInfo"]["Marked"] != "true" or catalog["ViewerPreferences"]["DisplayDocTitle"] != "true":
            yield "not marked as tagged, or its title is not shown"
        if not self.pdf.info["Title"].string:
            yield "no title"

    def _nesting(self) -> Iterator[str]:
        for each in self.elements:
            parent = self.tags.at(each["P"])
            if each["S"] in WITHIN and parent["S"] not in WITHIN[each["S"]]:
                yield f"{each['S']} within {parent['S']}"
            if each.reference not in parent["K"]:
                yield f"{each['S']} is not where it says"
            if each["S"] == "/LI" and any(kid["S"] not in ("/Lbl", "/LBody") for kid in self.tags.children(each)):
                yield "an entry of a list holds more than its mark and its body"

    def _headings(self) -> Iterator[str]:
        found = [int(each["S"][2]) for each in self._in_order(self.tags.root) if re.match(r"/H\d$", each["S"])]
        if found[:1] != [1]:
            yield f"headings begin with {found[:1]}"
        yield from (f"H{after} follows H{before}" for before, after in pairwise(found) if after > before + 1)

    def _in_order(self, element: Any) -> Iterator[Any]:
        for child in self.tags.children(element):
            yield child
            yield from self._in_order(child)

    def _figures(self) -> Iterator[str]:
        for each in self.elements:
            if each["S"] == "/Figure" and not ("Alt" in each and each["Alt"].string.strip() and "BBox" in each["A"]):
                yield "a picture has no words or no place"

    def _tables(self) -> Iterator[str]:
        heads = {each["ID"].string for each in self.elements if each["S"] == "/TH"}
        for each in self.elements:
            if each["S"] == "/TH" and each["A"].get("Scope") not in ("/Row", "/Column"):
                yield "a header cell says not what it heads"
            if each["S"] == "/TD" and not {name.string for name in each["A"].get("Headers", ())} <= heads:
                yield "a cell names a header that is not there"
            if each["S"] == "/Table":
                rows = [row for row in self._in_order(each) if row["S"] == "/TR"]
                if not any(cell["S"] == "/TH" for row in rows for cell in self.tags.children(row)):
                    yield "a table has no header"

    def _links(self) -> Iterator[str]:
        shown = {id(each) for each in self.pdf.objects if isinstance(each, dict) and each.get("Type") == "/Annot"}
        for each in self.elements:
            if each["S"] != "/Link":
                continue
            pointers = [found for kid in each["K"] if (found := self.tags.at(kid)) and found.get("Type") == "/OBJR"]
            if not pointers:
                yield "a link leads nowhere"
            for pointer in pointers:
                annotation = self.tags.at(pointer["Obj"])
                if id(annotation) not in shown or "StructParent" not in annotation or not annotation.get("F", 0) & 4:
                    yield "a link has no place in the tree, or is not printed"
                if not ("Contents" in annotation and annotation["Contents"].string):
                    yield "a link says not where it leads"

    def _content(self) -> Iterator[str]:
        """All text stands in the tree once, or is said to be no part of it."""
        numbers = self.tags.at(self.tags.root["ParentTree"])["Nums"]
        reached = {each.number for each in self.elements}
        for place, page in enumerate(map(self.tags.at, self.pdf.page_references)):
            named = ((mark, self.tags.at(each)) for mark, each in enumerate(numbers[2 * place + 1]))
            held = [mark for mark, element in named if element and element.number in reached]
            stream = self.tags.at(page["Contents"]).stream
            marked = [part["MCID"] for part in stream if isinstance(part, dict) and "MCID" in part]
            if sorted(marked) != held:
                yield f"page {place + 1}: marks of the text and of the tree differ"
            depth = 0
            for part in stream:
                depth += (part in _OPENS) - (part in _CLOSES)
                if isinstance(part, bytes) and _SHOWS.search(part) and depth < 1:
                    yield f"page {place + 1}: text is neither tagged nor an artifact"
            if "Annots" in page and page.get("Tabs") != "/S":
                yield f"page {place + 1}: the tab key does not follow the tree"
