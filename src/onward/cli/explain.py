"""``onward explain``: the proof for or against an option, a rule, a fact or a drug, down to the record."""

from __future__ import annotations

import datetime

import click

from onward.cli.options import AS_OF, PATIENT, RECORD, day_of

EPILOG = """\b
Examples:
  onward explain patient.json hr_positive
  onward explain patient.json endocrine_resistance --as-of 2026-06-01
  onward explain chart.yaml "name of an option"
"""


@click.command(epilog=EPILOG)
@RECORD
@click.argument("what")
@PATIENT
@AS_OF
def command(record: str, what: str, patient: str | None, as_of: datetime.datetime | None) -> None:
    """Show the proof for or against an option, a rule, a fact or a drug.

    WHAT is its name as the plan or the knowledge writes it. Each step says what was asked and how it came out: true,
    false or unknown. The innermost steps are entries of the record.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import colourful, columns, put
    from onward.plan.explain import explain
    from onward.reports.explanation import render_explanations

    records = Records(patient, day_of(as_of))
    judgement = records.judge(records.only(record))
    found = explain(judgement, what)
    put(render_explanations(found, records.knowledge.sources, width=columns(), colour=colourful(None)).encode())
