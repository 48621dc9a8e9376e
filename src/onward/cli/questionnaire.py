"""``onward questionnaire``: what matters to the person, asked on paper, on a screen or by another system."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onward.cli.answers import ANSWERS
from onward.cli.options import AS_OF, PATIENT, day_of

if TYPE_CHECKING:
    from onward.events.tables import Events
    from onward.plan.wishes import Wishes

FORMATS = ("html", "pdf", "fhir", "chart")
SUFFIXES = {".pdf": "pdf", ".json": "fhir", ".yaml": "chart", ".yml": "chart"}

EPILOG = """\b
Examples:
  onward questionnaire -o questions.pdf
  onward questionnaire -o preguntas.pdf --language es --large-print
  onward questionnaire patient.json -o answers.pdf
  onward questionnaire --format fhir -o questionnaire.json
  onward questionnaire patient.yaml --format fhir -o answers.json
  onward questionnaire --answers answers.json --format chart
"""


@click.command(epilog=EPILOG)
@click.argument("record", required=False)
@PATIENT
@AS_OF
@ANSWERS
@click.option("--format", "form", type=click.Choice(FORMATS), help="HTML unless given or told by the name of -o.")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="A folder of knowledge/words.")
@click.option("--large-print", is_flag=True, help="Large type.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    record: str | None,
    patient: str | None,
    as_of: datetime.datetime | None,
    answers: Path | None,
    form: str | None,
    output: Path | None,
    **how: Any,
) -> None:
    """Ask what matters to the person: on paper, on a screen, or as FHIR.

    Without RECORD it is empty. With one, or with --answers, it holds the answers: as a page, as a FHIR
    QuestionnaireResponse, or as the lines `wishes` of a chart.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import deliver
    from onward.knowledge.guide import languages
    from onward.plan.wishes import Wishes, wishes_of
    from onward.reports.questionnaire import as_chart

    records = Records(patient, day_of(as_of))
    known = languages(records.knowledge)
    if how["language"] not in known:
        raise click.UsageError(f"There are no words in '{how['language']}'. There is: {', '.join(known)}.")
    form = form or SUFFIXES.get(output.suffix.lower() if output else "", "html")
    events = records.only(record) if record else None
    rows = [
        *(events.rows.get("wish", ()) if events else ()),
        *(records.bundles.read_answers(answers, events.patient_id if events else None) if answers else ()),
    ]
    wishes = wishes_of(rows)
    if form == "chart":
        if wishes == Wishes():
            raise click.UsageError("There are no answers. Name a record, or a file with --answers.")
        deliver(as_chart(wishes).encode(), output)
    elif form == "fhir":
        deliver(_fhir(records, events, wishes if rows else None, how["language"]), output)
    else:
        deliver(_page(records, wishes, how, paper=form == "pdf"), output)


def _fhir(records: Any, events: Events | None, wishes: Wishes | None, language: str) -> bytes:
    """The questions; where there are answers, the answers."""
    from onward.reports.questionnaire import form_of
    from onward.reports.questionnaire_fhir import rounded, to_json

    made = form_of(records.knowledge, language)
    if wishes is None:
        return to_json(made.questionnaire())
    if rounded(wishes.weights):
        click.echo("Weights were rounded to the marks of the questionnaire, 0 to 5.", err=True)
    if left := made.left(wishes):
        click.echo(f"The questionnaire does not ask about: {', '.join(left)}.", err=True)
    day = records.day(events) if events else records.as_of or datetime.datetime.now().astimezone().date()
    return to_json(made.response(wishes, events.patient_id if events else None, day.isoformat()))


def _page(records: Any, wishes: Wishes, how: dict[str, Any], *, paper: bool) -> bytes:
    from onward.reports.pdf import NoPdfWriterError, render_pdf
    from onward.reports.questionnaire import Paper, render_questionnaire

    page = render_questionnaire(records.knowledge, wishes, Paper(**how, for_paper=paper))
    try:
        return render_pdf(page) if paper else page.encode()
    except NoPdfWriterError as error:
        raise click.UsageError(f"{error}.") from error
