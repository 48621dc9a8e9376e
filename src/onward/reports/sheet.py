"""A sheet of terminal lines: headings, labelled entries with hanging text, never wider than asked.

In: text, some of it from a stranger's record. Out: lines. Control characters are replaced (a record must not be able to
move the cursor or recolour the screen), wide characters count as two columns, and colour is added last and only where
it was asked for, so that nothing depends on it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

WIDTH = 100
LABEL = 11
_STYLES = {"strong": "1", "quiet": "2", "heading": "1;34", "warning": "1;7", "name": "1;36"}


def clean(text: str) -> str:
    """The text on one line, without characters that a terminal would obey instead of show."""
    if text.isascii() and text.isprintable():
        return text
    spaced = " ".join(text.split())
    return "".join(
        "\ufffd" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") else sign for sign in spaced
    )


def columns(text: str) -> int:
    """How many columns a text takes on the terminal."""
    if text.isascii():
        return len(text)
    return sum(_sign_columns(sign) for sign in text)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` columns, at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in _fitting(text.split(), width):
        joined = f"{line} {word}" if line else word
        if line and columns(joined) > width:
            lines.append(line)
            line = word
        else:
            line = joined
    return [*lines, line] if line else lines


class Sheet:
    """Collects lines; ``colour`` decides whether they carry any."""

    def __init__(self, width: int = WIDTH, colour: bool = False) -> None:
        self.width = width
        self.colour = colour
        self.lines: list[str] = []

    def heading(self, title: str, beside: str = "") -> None:
        """A blank line and the title of a part."""
        self.blank()
        text = clean(f"{title.upper()}{f'   {beside}' if beside else ''}")
        self.lines += [self.paint(line, "heading") for line in wrap(text, self.width)]

    def blank(self) -> None:
        """A blank line, unless the sheet begins or there is one already."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self, text: str, indent: int = 2, style: str = "", hang: int = 0) -> None:
        """A paragraph; lines after the first are indented by ``hang`` more. Nothing where there is no text."""
        if not text:
            return
        margin = " " * indent
        first, *rest = wrap(clean(text), self.width - indent - hang) or [""]
        self.lines.append(self.paint(f"{margin}{first}", style))
        self.lines += [self.paint(f"{margin}{' ' * hang}{line}", style) for line in rest]

    def entry(self, label: str, text: str, indent: int = 2, label_columns: int = LABEL, style: str = "strong") -> None:
        """A label with its text beside it; nothing where there is no text."""
        if not text:
            return
        label = clean(label)
        start = indent + max(label_columns, columns(label) + 1)
        first, *rest = wrap(clean(text), self.width - start)
        padding = " " * (start - indent - columns(label))
        self.lines.append(f"{' ' * indent}{self.paint(label, style)}{padding}{first}")
        self.lines += [f"{' ' * start}{line}" for line in rest]

    def table(self, rows: Sequence[Sequence[str]], indent: int = 2, most: int = 34) -> None:
        """Aligned columns; the last one wraps."""
        if not rows:
            return
        cleaned = [[clean(cell) for cell in row] for row in rows]
        widths = [min(max(columns(row[at]) for row in cleaned), most) for at in range(len(cleaned[0]) - 1)]
        for row in cleaned:
            self._row(row, widths, indent)

    def paint(self, text: str, style: str) -> str:
        """The text in a style, where the sheet is in colour."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and style and text else text

    def __str__(self) -> str:
        """The whole sheet."""
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    def _row(self, row: Sequence[str], widths: Sequence[int], indent: int) -> None:
        cells = [wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=False)]
        start = indent + sum(widths) + 2 * len(widths)
        cells.append(wrap(row[-1], self.width - start) or [""])
        for at in range(max(map(len, cells))):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            padded = [part + " " * (width - columns(part)) for part, width in zip(parts, [*widths, 0], strict=True)]
            self.lines.append(f"{' ' * indent}{'  '.join(padded)}".rstrip())


def first_line(text: str, width: int) -> str:
    """What of a text fits on one line, and a sign where it goes on."""
    first, *rest = wrap(clean(text), width) or [""]
    return f"{(wrap(clean(text), width - 2) or [''])[0].rstrip(',;')} …" if rest else first


def _sign_columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def _fitting(words: Sequence[str], width: int) -> Iterator[str]:
    """The words, those that do not fit on a line of their own cut into pieces that do."""
    for word in words:
        rest = word
        while columns(rest) > width:
            piece = rest[:width]
            while columns(piece) > width:
                piece = piece[:-1]
            yield piece
            rest = rest[len(piece) :]
        yield rest
