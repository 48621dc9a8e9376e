"""``onward trials changes``: what changed between two imports, and whose matches change."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onward.cli.options import AS_OF, PATIENT, RECORD_PATH, day_of
from onward.cli.trials_match import sheets_of

if TYPE_CHECKING:
    from onward.trials.study import Study

EPILOG = """\b
Examples:
  onward trials changes trials-june/ trials-july/
  onward trials changes trials-june/ trials-july/ records/ --format json
"""
FOLDER = click.Path(exists=True, path_type=Path)


@click.command(epilog=EPILOG)
@click.argument("then", metavar="OLD_DIR", type=FOLDER)
@click.argument("now", metavar="NEW_DIR", type=FOLDER)
@click.argument("records", metavar="[RECORD...]", nargs=-1, type=RECORD_PATH)
@PATIENT
@AS_OF
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    then: Path,
    now: Path,
    records: tuple[str, ...],
    patient: str | None,
    as_of: datetime.datetime | None,
    form: str,
    output: Path | None,
) -> None:
    """Show what changed between two imports of trials, and whose matches change.

    New trials, those no longer listed, those whose status is another, and which criteria came and went. For each person
    of the records: the trials whose verdict is another, or that can be joined no longer, or now; and why.
    """
    import msgspec

    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, deliver
    from onward.reports.trials_changes import render_changes
    from onward.trials.changes import compare_studies
    from onward.trials.fetching import is_unfinished
    from onward.trials.match_changes import Compared
    from onward.trials.reading import words_of

    reader = Records(patient, day_of(as_of))
    words = words_of(reader.knowledge)
    faults: list[str] = []
    old, new = _studies(then, faults), _studies(now, faults)
    unfinished = [str(folder) for folder in (then, now) if is_unfinished(folder)]
    changes = compare_studies(old, new, words)
    refused: list[str] = []
    people = []
    if records:
        compared = Compared(old, new, words, reader.knowledge)
        people = [compared.person(sheet) for sheet in sheets_of(reader, records, refused)]
    if form == "json":
        content = {
            **msgspec.to_builtins(changes),
            "people": people,
            "not_read": faults,
            "unfinished": unfinished,
            "could_not_be_read": len(refused),
        }
        deliver(msgspec.json.encode(content) + b"\n", output)
        return
    page = render_changes(
        changes,
        people,
        unreadable=len(faults),
        unfinished=unfinished,
        width=columns(),
        colour=colourful(output),
    )
    deliver(page.encode(), output)


def _studies(folder: Path, faults: list[str]) -> tuple[Study, ...]:
    """The studies of a file or folder; what could not be read is told."""
    from onward.trials.registry import read_studies

    studies, wrong = read_studies(folder)
    for fault in wrong:
        click.echo(str(fault), err=True)
        faults.append(str(fault))
    return studies
