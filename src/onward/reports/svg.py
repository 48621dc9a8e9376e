"""Elements of an SVG picture as text: every text and attribute escaped, numbers short, the same bytes every time."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from onward.reports.sheet import clean, columns

SIGN_WIDTH = 0.54
"""Width of an average sign, in parts of the size of the type."""


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """An element; ``class_`` is written ``class``, and underscores in names as hyphens."""
    named = ((key.rstrip("_").replace("_", "-"), quoteattr(_told(value))) for key, value in attributes.items())
    told = "".join(f" {key}={value}" for key, value in named)
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def words(text: str) -> str:
    """A text as content: escaped, and without signs that XML forbids."""
    return escape(clean(text))


def text(x: float, y: float, said: str, class_: str = "", anchor: str = "start") -> str:
    """A line of text."""
    more: dict[str, str] = {"class_": class_} if class_ else {}
    if anchor != "start":
        more["text_anchor"] = anchor
    return element("text", words(said), x=x, y=y, **more)


def title(said: str) -> str:
    """What a reader is told who points at a part of the picture."""
    return element("title", words(said))


def path(d: str, class_: str) -> str:
    """A path."""
    return element("path", d=d, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str) -> str:
    """A rectangle; one that is too narrow to be seen is drawn one unit wide."""
    return element("rect", x=x, y=y, width=max(width, 1.0), height=height, class_=class_)


def width_of(said: str, size: float) -> float:
    """About how wide a text will be."""
    return columns(said) * size * SIGN_WIDTH


def shortened(said: str, size: float, most: float) -> str:
    """The text, cut with an ellipsis where it would be wider than there is room."""
    said = clean(said)
    if width_of(said, size) <= most:
        return said
    return said[: max(int(most / (size * SIGN_WIDTH)) - 1, 1)].rstrip(" +,;·") + "…"


def _told(value: str | float) -> str:
    if isinstance(value, str):
        return clean(value)
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
