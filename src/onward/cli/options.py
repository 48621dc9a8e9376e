"""The arguments and options that commands about records share, so that they read the same everywhere."""

from __future__ import annotations

import datetime

import click

RECORD_PATH = click.Path(exists=True, readable=True, allow_dash=True)

RECORD = click.argument("record", type=RECORD_PATH)
RECORDS = click.argument("records", metavar="RECORD...", nargs=-1, required=True, type=RECORD_PATH)
PATIENT = click.option("--patient", metavar="ID", help="Which patient, where a record holds several.")
AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the decision, YYYY-MM-DD. Later events, and knowledge that was not yet true, are not used.",
)


def day_of(as_of: datetime.datetime | None) -> datetime.date | None:
    """The day that was asked for; none where none was."""
    return as_of.date() if as_of else None
