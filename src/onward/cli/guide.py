"""``onward guide``: the guide that goes home with the patient."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onward.cli.answers import ANSWERS
from onward.cli.options import AS_OF, PATIENT, RECORD, day_of

if TYPE_CHECKING:
    from onward.plan.wishes import Wishes

EPILOG = """\b
Examples:
  onward guide patient.json -o guide.html
  onward guide patient.json -o guide.pdf --large-print
  onward guide patient.json -o guide.pdf --released-by "Dr. Vega"
  onward guide patient.json -o guide.html --answers answers.json --trials registry/
  onward guide patient.json -o guia.html --language es
"""

AGAINST = {
    "not-wanted": "The record says that this person does not want to know how long people like them live",
    "ask-first": "The record says that this person wants to be asked first, before anything is said of time",
}


@click.command(epilog=EPILOG)
@RECORD
@PATIENT
@AS_OF
@ANSWERS
@click.option(
    "--trials", type=click.Path(exists=True, path_type=Path), metavar="DIR", help="Registry files: trials to ask about."
)
@click.option("--format", "form", type=click.Choice(("html", "pdf")), help="HTML unless given or told by -o.")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="A folder of knowledge/words.")
@click.option("--large-print", is_flag=True, help="Large type.")
@click.option(
    "--outlook/--no-outlook",
    default=None,
    help="With how long people like them lived. Unless given, as the person's own wish in the record says; else not.",
)
@click.option("--released-by", metavar="NAME", help="The clinician who read the guide and releases it.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(  # noqa: PLR0913 - one parameter for each option
    record: str,
    patient: str | None,
    as_of: datetime.datetime | None,
    answers: Path | None,
    trials: Path | None,
    form: str | None,
    outlook: bool | None,
    output: Path | None,
    **how: Any,
) -> None:
    """Write the patient's guide.

    It is the plan in plain words and pictures. It offers what the plan offers and nothing else. Until --released-by
    names a clinician it is marked as a draft.
    """
    from onward.cli.answers import with_answers
    from onward.cli.planning import Records
    from onward.cli.writing import deliver
    from onward.goals.comparison import compare
    from onward.knowledge.guide import languages
    from onward.plan.wishes import wishes_of
    from onward.reports.guide import Wanted, render_guide
    from onward.reports.pdf import NoPdfWriterError, render_pdf

    records = Records(patient, day_of(as_of))
    records.trials = trials
    known = languages(records.knowledge)
    if how["language"] not in known:
        raise click.UsageError(f"There is no guide in '{how['language']}'. There is: {', '.join(known)}.")
    paper = form == "pdf" or (form is None and output is not None and output.suffix.lower() == ".pdf")
    events = with_answers(records.only(record), answers, records)
    said = wishes_of(events.rows.get("wish", ()))
    outlook = _outlook(outlook, said)
    plan = records.plan(events, outlook=outlook)
    comparison = compare(plan, records.knowledge, said)
    page = render_guide(plan, comparison, records.knowledge, Wanted(**how, outlook=outlook, for_paper=paper))
    try:
        deliver(render_pdf(page) if paper else page.encode(), output)
    except NoPdfWriterError as error:
        raise click.UsageError(f"{error}.") from error


def _outlook(asked: bool | None, said: Wishes) -> bool:
    """Whether the guide tells of time: as asked for here, else as the person wished, else not. A wish that is not held
    to is told.
    """
    from onward.plan.wishes import OUTLOOK_WANTED

    if asked is None:
        return said.outlook == OUTLOOK_WANTED
    if asked and said.outlook in AGAINST:
        click.echo(f"{AGAINST[said.outlook]}. It is in this guide because --outlook asks for it.", err=True)
    return asked
