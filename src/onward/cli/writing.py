"""Where plans go: standard output, a file, or a folder of pages; streamed where the format allows it.

In: pairs of a name and a plan. Out: bytes in UTF-8 whatever the locale, so that a plan is the same bytes anywhere.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from onward.plan.types import Plan
from onward.reports.data import to_json, to_json_list, to_ndjson

if TYPE_CHECKING:
    from onward.reports.fhir import Coded

NARROWEST = 60
WIDEST = 100
NamedPlans = Iterable[tuple[str, Plan]]


@dataclass(frozen=True, slots=True)
class Destination:
    """What was asked for: the format, the file or folder (none: standard output), how much, how coded."""

    form: str
    output: Path | None
    everything: bool = False
    coded: Coded | None = None
    board: bool = False
    """Whether sheets for the tumour board are asked for."""
    failed: Sequence[str] = ()
    """The records that gave no plan, once all have been read."""


def write(plans: NamedPlans, destination: Destination) -> None:
    """Write every plan to where it was asked for."""
    try:
        _WRITERS[destination.form](plans, destination)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.UsageError(f"Cannot write {destination.output}: {error.strerror}.") from error


def deliver(content: bytes, output: Path | None) -> None:
    """Write one page to a file, or to standard output where none is named."""
    try:
        with _Out(output) as out:
            out.write(content)
    except OSError as error:
        if output is None:
            raise
        raise click.UsageError(f"Cannot write {output}: {error.strerror}.") from error


def put(content: bytes) -> None:
    """Write to standard output: UTF-8 whatever the locale."""
    click.echo(content, nl=False)


def colourful(output: Path | None) -> bool:
    """Whether the text goes to a terminal that shows colours and nobody has asked for none."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return output is None and sys.stdout.isatty() and not plain


def columns() -> int:
    """How wide a terminal page may be."""
    return min(max(shutil.get_terminal_size((WIDEST, 24)).columns, NARROWEST), WIDEST)


def _write_text(plans: NamedPlans, destination: Destination) -> None:
    from onward.reports.text import render_text

    width, colour = columns(), colourful(destination.output)
    with _Out(destination.output) as out:
        for index, (_, plan) in enumerate(plans):
            page = render_text(plan, width=width, colour=colour, everything=destination.everything)
            out.write(f"\n{'=' * width}\n\n{page}".encode() if index else page.encode())


def _write_ndjson(plans: NamedPlans, destination: Destination) -> None:
    with _Out(destination.output) as out:
        for _, plan in plans:
            out.write(to_ndjson(plan))


def _write_json(plans: NamedPlans, destination: Destination) -> None:
    """One plan as an object, several as a list."""
    made = [plan for _, plan in plans]
    if not made:
        return
    with _Out(destination.output) as out:
        out.write(to_json(made[0]) if len(made) == 1 else to_json_list(made))


def _write_fhir(plans: NamedPlans, destination: Destination) -> None:
    """One plan as a bundle, several as a bundle of bundles."""
    from onward.reports.fhir import said, to_fhir, to_fhir_list

    made = [plan for _, plan in plans]
    if not made:
        return
    coded = destination.coded or said
    with _Out(destination.output) as out:
        out.write(to_fhir(made[0], coded) if len(made) == 1 else to_fhir_list(made, coded))


def _write_html(plans: NamedPlans, destination: Destination) -> None:
    from onward.reports.html import render_html

    output = destination.output
    made = list(plans)
    if destination.board:
        _write_sheets([plan for _, plan in made], destination)
        return
    if output is not None and (len(made) > 1 or output.is_dir()):
        _write_pages(made, output)
        return
    if len(made) > 1:
        raise click.UsageError("Several plans as HTML need a folder. Name one with -o FOLDER.")
    with _Out(output) as out:
        for _, plan in made:
            out.write(render_html(plan).encode())


def _write_sheets(made: Sequence[Plan], destination: Destination) -> None:
    """Sheets for the tumour board: one alone, several behind a page of contents."""
    from onward.reports.board_page import render_board, render_pack

    if not made:
        return
    several = len(made) > 1 or destination.failed
    page = render_pack(made, destination.failed) if several else render_board(made[0])
    with _Out(destination.output) as out:
        out.write(page.encode())


def _write_pdf(plans: NamedPlans, destination: Destination) -> None:
    """A plan on paper behind its sheet for the tumour board; of several plans, or where asked, the sheets only.

    What makes PDF is looked for first, and bytes are not shown on a terminal.
    """
    from onward.reports.board_pdf import board_pdf, pack_pdf, whole_pdf
    from onward.reports.pdf import NoPdfWriterError, writer

    if destination.output is None and sys.stdout.isatty():
        raise click.UsageError("A PDF cannot be shown on a terminal. Name a file with -o FILE.")
    try:
        writer()
    except NoPdfWriterError as error:
        raise click.UsageError(f"{error}.") from error
    made = [plan for _, plan in plans]
    if not made:
        return
    with _Out(destination.output) as out:
        if len(made) > 1 or destination.failed:
            out.write(pack_pdf(made, destination.failed))
        else:
            out.write(board_pdf(made[0]) if destination.board else whole_pdf(made[0]))


def _write_pages(made: list[tuple[str, Plan]], folder: Path) -> None:
    """One page a plan, named by its record and not by its patient, and an index that leads to them."""
    from onward.reports.html import render_html, render_index

    folder.mkdir(parents=True, exist_ok=True)
    entries: list[tuple[str, Plan]] = []
    for name, plan in made:
        file = _free_name(name, {taken for taken, _ in entries} | {"index.html"})
        (folder / file).write_bytes(render_html(plan).encode())
        entries.append((file, plan))
    (folder / "index.html").write_bytes(render_index(entries).encode())
    click.echo(f"Wrote {len(entries)} pages; begin with {folder / 'index.html'}", err=True)


def _free_name(name: str, taken: set[str]) -> str:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "plan"
    number, file = 1, f"{stem}.html"
    while file in taken:
        number += 1
        file = f"{stem}-{number}.html"
    return file


class _Out:
    """Standard output or a file, which is opened only when there is something to write."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.handle: BinaryIO | None = None

    def __enter__(self) -> _Out:
        return self

    def __exit__(self, *_: object) -> None:
        if self.handle:
            self.handle.close()
            click.echo(f"Wrote {self.path}", err=True)

    def write(self, content: bytes) -> None:
        """Write the next bytes."""
        if self.path is None:
            put(content)
            return
        if self.handle is None:
            self.handle = self.path.open("wb")
        self.handle.write(content)


_WRITERS: dict[str, Callable[[NamedPlans, Destination], None]] = {
    "text": _write_text,
    "json": _write_json,
    "ndjson": _write_ndjson,
    "html": _write_html,
    "pdf": _write_pdf,
    "fhir": _write_fhir,
}
