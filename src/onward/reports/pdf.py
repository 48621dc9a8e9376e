"""A page on paper: a PDF with tags for screen readers (PDF/UA), the same bytes for the same page.

In: the HTML of a page made for paper. Out: bytes. Nothing is fetched: an address in a record must not be called.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.util import find_spec
from typing import Any

from onward.reports.pdf_tags import finish

_PICTURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
_SAID = re.compile(r'aria-label="([^"]*)"|<(?:title|desc)[^>]*>([^<]*)</')
_FOREIGN = re.compile(r"<bdi (lang=[^>]*)>(.*?)</bdi>", re.DOTALL)
"""Words of another language. They become links to nowhere, which the tags of a PDF tell apart (``pdf_tags``)."""
_VARIABLE = re.compile(r"var\(--[a-z-]+,\s*(#[0-9a-f]+)\)")
"""A colour of a picture with the one that stands in for it: variables of a page do not reach into its pictures."""
VARIANT = "pdf/ua-1"
_NAMED = "<svg "
_SPACE = 'xmlns="http://www.w3.org/2000/svg"'


class NoPdfWriterError(Exception):
    """WeasyPrint, or a library of the system that it needs, is not installed."""


class Paper:
    """A page of HTML laid out on sheets of paper."""

    def __init__(self, html: str) -> None:
        """Lay it out.

        Raises:
            NoPdfWriterError: what makes PDF is not installed.
        """
        page = writer()
        from weasyprint.urls import URLFetcher

        fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
        self._identifier = hashlib.sha256(html.encode()).digest()[:16]
        shown = _FOREIGN.sub(r"<a \1>\2</a>", _PICTURE.sub(_as_image, html))
        made = page(string=shown, url_fetcher=fetcher, media_type="print")
        self._document = made.render(pdf_variant=VARIANT)

    @property
    def pages(self) -> int:
        """How many sheets it takes."""
        return len(self._document.pages)

    def page_of(self, anchor: str) -> int | None:
        """On which sheet an element stands."""
        found = (number for number, page in enumerate(self._document.pages, 1) if anchor in page.anchors)
        return next(found, None)

    def content(self) -> bytes:
        """The file."""
        how = {"pdf_variant": VARIANT, "pdf_identifier": self._identifier}
        content: bytes = self._document.write_pdf(finisher=finish, **how)
        return content


def render_pdf(html: str) -> bytes:
    """The page as PDF.

    Raises:
        NoPdfWriterError: what makes PDF is not installed.
    """
    return Paper(html).content()


def writer() -> Any:
    """What makes a page of HTML.

    Raises:
        NoPdfWriterError: it is not installed.
    """
    if find_spec("weasyprint") is None:
        raise NoPdfWriterError("WeasyPrint is not installed: pip install 'onward[pdf]'")
    try:
        from weasyprint import HTML
    except OSError as error:
        raise NoPdfWriterError("WeasyPrint finds no Pango on this system") from error
    return HTML


def _as_image(found: re.Match[str]) -> str:
    """A picture as an image with its words beside it: within a page it would get neither a tag nor an alternative."""
    picture = _VARIABLE.sub(r"\1", found[0])
    opening = picture[: picture.index(">") + 1]
    head = picture if "aria-label=" in opening else picture.split("<g", 1)[0]
    said = ". ".join(label or inside for label, inside in _SAID.findall(head)).replace('"', "&quot;")
    if _SPACE not in opening:
        picture = picture.replace(_NAMED, f"{_NAMED}{_SPACE} ", 1)
    kind = "course-picture" if "course-picture" in opening else "array"
    code = base64.b64encode(picture.encode()).decode()
    return f'<img class="{kind}" alt="{said}" src="data:image/svg+xml;base64,{code}">'
