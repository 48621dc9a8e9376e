"""``onward trials screen``: one trial for many people, criterion by criterion, with the numbers lost at each."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from onward.cli.options import AS_OF, PATIENT, RECORDS, day_of
from onward.cli.trials_match import TRIALS, sheets_of, trials_in

EPILOG = """\b
Examples:
  onward trials screen NCT00000000 records/ --trials trials/
  onward trials screen NCT00000000 records.ndjson --trials trials/ --format json
"""


@click.command(epilog=EPILOG)
@click.argument("nct")
@RECORDS
@TRIALS
@PATIENT
@AS_OF
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    nct: str,
    records: tuple[str, ...],
    folder: Path,
    patient: str | None,
    as_of: datetime.datetime | None,
    form: str,
    output: Path | None,
) -> None:
    """Count for one trial how many people are lost at each criterion, and how many are left.

    Whoever is unknown on a criterion goes on, and is counted there. Criteria that were not understood lose nobody, and
    are listed.
    """
    import msgspec

    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, deliver
    from onward.reports.trials_text import render_funnel
    from onward.trials.match_screen import screen
    from onward.values.errors import nearest

    reader = Records(patient, day_of(as_of))
    compiled = trials_in(folder, reader)
    if compiled.named(nct) is None:
        meant = nearest(nct, [trial.nct for trial in compiled.trials])
        raise click.UsageError(f"There is no trial {nct} in {folder}.{f' Did you mean {meant}?' if meant else ''}")
    refused: list[str] = []
    funnel = screen(nct, compiled, sheets_of(reader, records, refused))
    funnel.could_not_be_read = len(refused)
    if form == "json":
        deliver(msgspec.json.encode(funnel) + b"\n", output)
    else:
        deliver(render_funnel(funnel, width=columns(), colour=colourful(output)).encode(), output)
