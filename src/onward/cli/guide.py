"""``onward guide``: the guide that goes home with the patient."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from onward.cli.options import AS_OF, PATIENT, RECORD, day_of

EPILOG = """\b
Examples:
  onward guide patient.json -o guide.html
  onward guide patient.json -o guide.pdf --large-print
  onward guide patient.json -o guide.pdf --released-by "Dr. Vega"
  onward guide patient.json -o guia.html --language es
"""


@click.command(epilog=EPILOG)
@RECORD
@PATIENT
@AS_OF
@click.option("--format", "form", type=click.Choice(("html", "pdf")), help="HTML unless given or told by -o.")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="A folder of knowledge/words.")
@click.option("--large-print", is_flag=True, help="Large type.")
@click.option("--outlook", is_flag=True, help="With how long people like them lived; only where they ask.")
@click.option("--released-by", metavar="NAME", help="The clinician who read the guide and releases it.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    record: str, patient: str | None, as_of: datetime.datetime | None, form: str | None, output: Path | None, **how: Any
) -> None:
    """Write the patient's guide.

    It is the plan in plain words and pictures. It offers what the plan offers and nothing else. Until --released-by
    names a clinician it is marked as a draft.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import deliver
    from onward.goals.comparison import compare
    from onward.knowledge.guide import languages
    from onward.plan.wishes import wishes_of
    from onward.reports.guide import Wanted, render_guide
    from onward.reports.pdf import NoPdfWriterError, render_pdf

    records = Records(patient, day_of(as_of))
    known = languages(records.knowledge)
    if how["language"] not in known:
        raise click.UsageError(f"There is no guide in '{how['language']}'. There is: {', '.join(known)}.")
    paper = form == "pdf" or (form is None and output is not None and output.suffix.lower() == ".pdf")
    events = records.only(record)
    plan = records.plan(events, outlook=how["outlook"])
    comparison = compare(plan, records.knowledge, wishes_of(events.rows.get("wish", ())))
    page = render_guide(plan, comparison, records.knowledge, Wanted(**how, for_paper=paper))
    try:
        deliver(render_pdf(page) if paper else page.encode(), output)
    except NoPdfWriterError as error:
        raise click.UsageError(f"{error}.") from error
