"""``onward diff``: what changed between two plans of one person, and what made it change."""

from __future__ import annotations

import datetime

import click

from onward.cli.options import PATIENT, RECORD_PATH, day_of

EPILOG = """\b
Examples:
  onward diff may.json june.json
  onward diff patient.json --then 2026-01-01 --now 2026-06-01
  onward diff may.json june.json --format json
"""
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog=EPILOG)
@click.argument("record_then", type=RECORD_PATH)
@click.argument("record_now", type=RECORD_PATH, required=False)
@PATIENT
@click.option("--then", type=_DAY, metavar="DATE", help="The day of the first plan.")
@click.option("--now", type=_DAY, metavar="DATE", help="The day of the second plan.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Text unless given.")
def command(
    record_then: str,
    record_now: str | None,
    patient: str | None,
    then: datetime.datetime | None,
    now: datetime.datetime | None,
    form: str,
) -> None:
    """Show what changed between two plans, and what made it change.

    The two records are of one person at two times; one record alone is compared with itself on two days. Each change
    names the entries of the record that made it so.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, put
    from onward.plan.diff import compare_plans
    from onward.reports.comparison import render_difference, to_json

    if record_now is None and (then is None or then == now):
        raise click.UsageError("One record is compared on two days. Name them with --then DATE and --now DATE.")
    judgements = []
    for record, day in ((record_then, then), (record_now or record_then, now)):
        records = Records(patient, day_of(day))
        judgements.append(records.judge(records.only(record)))
    difference = compare_plans(judgements[0], judgements[1])
    if form == "json":
        put(to_json(difference))
        return
    put(render_difference(difference, width=columns(), colour=colourful(None)).encode())
