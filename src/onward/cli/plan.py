"""``onward plan``: one plan for each patient of each record, as text, JSON, HTML, PDF or FHIR.

Plans go to standard output or into a file; messages go to standard error. A record that is wrong among many is told and
does not stop the others; the exit code is then that of the worst.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from onward.cli.options import AS_OF, PATIENT, RECORDS, day_of

FORMATS = ("text", "json", "ndjson", "html", "pdf", "fhir")
PAGES = ("html", "pdf")
SUFFIXES = {".txt": "text", ".json": "json", ".ndjson": "ndjson", ".html": "html", ".htm": "html", ".pdf": "pdf"}

EPILOG = """\b
Examples:
  onward plan patient.json
  onward plan patient.json --as-of 2026-06-01 --all
  onward plan patient.json -o plan.html
  onward plan patient.json -o plan.pdf
  onward plan patient.json --board -o sheet.pdf
  onward plan records/ --board -o board.pdf
  onward plan records/ --format ndjson -o plans.ndjson
  onward plan records/ --format html -o pages/
  cat patient.json | onward plan - --json
  onward plan patient.json --format fhir -o plan.bundle.json

Exit codes: 0 done, 2 usage, 10 the knowledge is wrong, 11 the record is wrong, 12 not supported.
"""


@click.command(epilog=EPILOG)
@RECORDS
@PATIENT
@AS_OF
@click.option("--format", "form", type=click.Choice(FORMATS), help="Text unless given or told by the name of -o.")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file; a folder for several HTML pages.")
@click.option("--outlook", is_flag=True, help="Show how long people like this person live. Only where asked for.")
@click.option(
    "--trials",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="Registry files: name the trials that may fit.",
)
@click.option("--board", is_flag=True, help="HTML, PDF: one page a patient for the tumour board; several as a pack.")
@click.option("--all", "everything", is_flag=True, help="Text: unfold every option, fact and unused entry.")
def command(  # noqa: PLR0913 - one parameter for each option
    records: tuple[str, ...],
    patient: str | None,
    as_of: datetime.datetime | None,
    form: str | None,
    as_json: bool,
    output: Path | None,
    outlook: bool,
    trials: Path | None,
    board: bool,
    everything: bool,
) -> None:
    """Work out the plan for one patient or for many.

    RECORD is a FHIR R4 bundle, an NDJSON file, a chart in YAML, a folder of these, or - for standard input. The day of
    the decision is --as-of, or the day that the record names itself (charts do), or today.
    """
    from onward.cli.planning import Plans
    from onward.cli.writing import Destination, write

    plans = Plans(records, patient, day_of(as_of), outlook=outlook)
    plans.records.trials = trials
    form = _form(form, as_json, output)
    if board and form not in PAGES:
        raise click.UsageError("--board is a page: it needs --format html or pdf, or -o with such a name.")
    coded = plans.records.coded if form == "fhir" else None
    destination = Destination(form, output, everything, coded, board, plans.failed)
    write(plans, destination)
    if destination.form == "text" and plans.made == 1:
        click.echo("Next: onward explain RECORD WHAT (an option, a rule, a fact or a drug) shows the proof.", err=True)
    if plans.exit_code:
        click.get_current_context().exit(plans.exit_code)


def _form(form: str | None, as_json: bool, output: Path | None) -> str:
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} contradict each other.")
    if form or as_json:
        return form or "json"
    return SUFFIXES.get(output.suffix.lower(), "text") if output else "text"
