"""``onward diff``: what changed between two plans of one person, and what made it change."""

from __future__ import annotations

import datetime

import click

from onward.cli.options import PATIENT, RECORD_PATH, day_of

EPILOG = """\b
Examples:
  onward diff may.json june.json
  onward diff patient.json patient.json --then 2026-01-01 --now 2026-06-01
"""
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog=EPILOG)
@click.argument("record_then", type=RECORD_PATH)
@click.argument("record_now", type=RECORD_PATH)
@PATIENT
@click.option("--then", type=_DAY, metavar="DATE", help="The day of the first plan.")
@click.option("--now", type=_DAY, metavar="DATE", help="The day of the second plan.")
def command(
    record_then: str,
    record_now: str,
    patient: str | None,
    then: datetime.datetime | None,
    now: datetime.datetime | None,
) -> None:
    """Show what changed between two plans, and what made it change.

    The two records are of one person at two times, or the same record twice with two days.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, put
    from onward.plan.diff import compare_plans
    from onward.reports.comparison import render_difference

    judgements = []
    for record, day in ((record_then, then), (record_now, now)):
        records = Records(patient, day_of(day))
        judgements.append(records.judge(records.only(record)))
    difference = compare_plans(judgements[0], judgements[1])
    put(render_difference(difference, width=columns(), colour=colourful(None)).encode())
