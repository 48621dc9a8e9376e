"""``onward goals``: what is offered, compared on what matters to the person."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
import msgspec

from onward.cli.answers import ANSWERS
from onward.cli.options import AS_OF, PATIENT, RECORD, day_of

EPILOG = """\b
Examples:
  onward goals patient.json
  onward goals patient.json --answers answers.json
  onward goals patient.json --wish longer-life=5 --wish few-visits=3
  onward goals patient.json --format json -o comparison.json
"""


@click.command(epilog=EPILOG)
@RECORD
@PATIENT
@AS_OF
@ANSWERS
@click.option(
    "--wish",
    "wishes",
    multiple=True,
    metavar="WISH=WEIGHT",
    help="How much a wish counts, 0 to 5; instead of the record's.",
)
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), help="Text unless given or told by the name of -o."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    record: str,
    patient: str | None,
    as_of: datetime.datetime | None,
    answers: Path | None,
    wishes: tuple[str, ...],
    form: str | None,
    output: Path | None,
) -> None:
    """Compare what is offered on what matters to the person.

    It says which option comes first, how surely, and what would tip it. Wishes are those of the record unless --wish
    names others. Without any, figures are shown and no order is claimed. Only what is offered is compared: nothing
    that is to be avoided comes back.
    """
    from onward.cli.answers import with_answers
    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, deliver
    from onward.goals.comparison import compare
    from onward.goals.wishes import wishes_said
    from onward.knowledge.preference_studies import studies_for
    from onward.plan.wishes import wishes_of
    from onward.reports.goals_text import render_comparison, to_json
    from onward.values.errors import RecordError

    records = Records(patient, day_of(as_of))
    events = with_answers(records.only(record), answers, records)
    said = wishes_of(events.rows.get("wish", ()))
    if wishes:
        try:
            said = msgspec.structs.replace(said, weights=wishes_said(wishes, records.knowledge))
        except RecordError as error:
            raise click.UsageError(str(error)) from error
    plan = records.plan(events)
    found = compare(plan, records.knowledge, said)
    others = studies_for(plan.tumour.subtype, records.knowledge)
    words = records.knowledge.words
    if form == "json" or (form is None and output is not None and output.suffix == ".json"):
        deliver(to_json(found, words, others), output)
        return
    names = {option.id: option.name for option in plan.options}
    text = render_comparison(found, words, others, names, width=columns(), colour=colourful(output))
    deliver(text.encode(), output)
