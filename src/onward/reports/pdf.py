"""A page on paper: a PDF with tags for screen readers (PDF/UA), the same bytes for the same page.

In: the HTML of a page made for paper. Out: bytes. Nothing is fetched: an address in a record must not be called.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec


class NoPdfWriterError(Exception):
    """WeasyPrint, or a library of the system that it needs, is not installed."""


def render_pdf(html: str) -> bytes:
    """The page as PDF.

    Raises:
        NoPdfWriterError: what makes PDF is not installed.
    """
    if find_spec("weasyprint") is None:
        raise NoPdfWriterError("WeasyPrint is not installed: pip install 'onward[pdf]'")
    try:
        from weasyprint import HTML
    except OSError as error:
        raise NoPdfWriterError("WeasyPrint finds no Pango on this system") from error
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = HTML(string=html, url_fetcher=fetcher, media_type="print")
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return content
