"""``onward trials match``: which trials fit a person, eligible, possible or not, with every reason."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onward.cli.options import AS_OF, PATIENT, RECORDS, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onward.cli.planning import Records
    from onward.facts.sheet import FactSheet
    from onward.trials.match_compile import CompiledTrials
    from onward.trials.match_order import Where
    from onward.trials.match_types import Match
    from onward.values.errors import OnwardError

FORMATS = ("text", "json", "ndjson")

TRIALS = click.option(
    "--trials",
    "folder",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="Registry files (JSON of API v2, NDJSON, XML), or a folder of them.",
)

EPILOG = """\b
Examples:
  onward trials match patient.json --trials trials/
  onward trials match patient.json --trials trials/ --near 42.36,-71.06 --format json
  onward trials match records/ --trials trials/ --format ndjson -o matches.ndjson
"""


@click.command(epilog=EPILOG)
@RECORDS
@TRIALS
@PATIENT
@AS_OF
@click.option("--near", metavar="PLACE", help="LAT,LON, or a postcode or city in which some site of the trials is.")
@click.option("--country", metavar="NAME", help="Only trials with a site in this country, as the registry names it.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Text: every trial, with every criterion.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(  # noqa: PLR0913 - one parameter for each option
    records: tuple[str, ...],
    folder: Path,
    patient: str | None,
    as_of: datetime.datetime | None,
    near: str | None,
    country: str | None,
    form: str,
    everything: bool,
    output: Path | None,
) -> None:
    """Show which trials fit a person, and why or why not.

    Eligible: every criterion was understood and is true. Possible: something is not known, or not understood; it is
    named. Ineligible: the criterion that is not met, with its words and what the record says. JSON for one person is a
    list of trials; for several, and as NDJSON, one object a person.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, deliver
    from onward.reports.trials_text import render_matches
    from onward.trials.match import match_all
    from onward.trials.match_order import in_order

    reader = Records(patient, day_of(as_of))
    compiled = trials_in(folder, reader)
    where = _where(near, country, compiled)
    people = [
        (sheet.events.patient_id, in_order(match_all(compiled, sheet), compiled, where))
        for sheet in sheets_of(reader, records, [])
    ]
    if form == "text":
        width, colour = columns(), colourful(output)
        pages = [render_matches(*each, width=width, colour=colour, everything=everything) for each in people]
        deliver("\n".join(pages).encode(), output)
    else:
        deliver(_data(people, form), output)


def _data(people: Sequence[tuple[str, tuple[Match, ...]]], form: str) -> bytes:
    import msgspec

    named = [{"patient": name, "matches": matches} for name, matches in people]
    if form == "ndjson":
        return b"".join(msgspec.json.encode(each) + b"\n" for each in named)
    return msgspec.json.encode(people[0][1] if len(people) == 1 else named) + b"\n"


def trials_in(folder: Path, reader: Records) -> CompiledTrials:
    """The trials, ready to be matched; what could not be read is told."""
    reader.trials = folder
    return reader.compiled


def sheets_of(reader: Records, records: tuple[str, ...], refused: list[str]) -> Iterator[FactSheet]:
    """The facts of everybody in some records. Who cannot be read is told; the only one of all is an error.

    Raises:
        OnwardError: the only record is wrong, or about somebody for whom there is no answer.
    """
    from onward.cli.planning import expand
    from onward.values.errors import OnwardError

    paths = [found for path in records for found in expand(path)]
    for path in paths:
        try:
            for outcome in reader.outcomes(path):
                if isinstance(outcome, OnwardError):
                    raise_or_tell(outcome, refused, alone=False)
                    continue
                try:
                    yield reader.judge(outcome).sheet
                except OnwardError as error:
                    raise_or_tell(error, refused, alone=len(paths) == 1)
        except OnwardError as error:
            raise_or_tell(error, refused, alone=len(paths) == 1)


def raise_or_tell(error: OnwardError, refused: list[str], *, alone: bool) -> None:
    """Raise the error of the only record; tell that of one among many.

    Raises:
        OnwardError: the record stands alone.
    """
    if alone:
        raise error
    for fault in error.faults:
        click.echo(str(fault), err=True)
    refused.append(str(error))


def _where(near: str | None, country: str | None, compiled: CompiledTrials) -> Where:
    from onward.trials.match_order import Where, place, point

    if near is None:
        return Where(country=country or "")
    found = point(near) or place(near, compiled)
    if found is None:
        raise click.UsageError(f"--near {near}: no point on the earth, and no site of the trials is there.")
    return Where(latitude=found[0], longitude=found[1], country=country or "")
