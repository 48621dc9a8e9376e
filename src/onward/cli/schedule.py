"""``onward schedule``: what to check when, as a table, as data or for a calendar."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onward.cli.options import AS_OF, PATIENT, RECORD, day_of

if TYPE_CHECKING:
    from onward.knowledge.types import Knowledge
    from onward.plan.dated import Offset, Task
    from onward.plan.types import Option, Plan

FORMATS = ("text", "json", "ics")
SUFFIXES = {".txt": "text", ".json": "json", ".ics": "ics"}

EPILOG = """\b
Examples:
  onward schedule patient.json
  onward schedule patient.json --as-of 2026-06-01 -o checks.ics
  onward schedule patient.json --option "name of an option" --start 2026-06-08
"""


@click.command(epilog=EPILOG)
@RECORD
@PATIENT
@AS_OF
@click.option("--option", "asked", metavar="OPTION", help="The first weeks of an option of the plan instead.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day on which OPTION would begin.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Text unless given or told by the name of -o.")
@click.option("--named", is_flag=True, help="Calendar: the patient's id in every title. Calendars are seen by others.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(
    record: str,
    patient: str | None,
    as_of: datetime.datetime | None,
    asked: str | None,
    start: datetime.datetime | None,
    output: Path | None,
    **how: Any,
) -> None:
    """Show what to check when: overdue, due, coming and done, with who asks for it.

    Without --option it is the schedule of the treatment that goes on, by its first day. A check counts as done when the
    record holds a result near its day.
    """
    from onward.cli.planning import Records
    from onward.cli.writing import deliver
    from onward.plan.make import plan_of
    from onward.plan.schedule import first_weeks, from_day

    records = Records(patient, day_of(as_of))
    judgement = records.judge(records.only(record))
    plan = plan_of(judgement)
    found: tuple[Task, ...] | tuple[Offset, ...] = plan.schedule
    title = " + ".join(plan.current_therapy.drugs) if plan.current_therapy else "no treatment goes on"
    if asked is not None:
        option = _option(plan, asked)
        title, offsets = option.name, first_weeks(judgement, _drugs(option, records.knowledge))
        found = from_day(offsets, start.date()) if start else offsets
    elif start:
        raise click.UsageError("--start needs --option.")
    form = how["form"] or (SUFFIXES.get(output.suffix.lower(), "text") if output else "text")
    deliver(_page(plan, title, found, form, named=how["named"], output=output), output)


def _page(
    plan: Plan, title: str, found: tuple[Task, ...] | tuple[Offset, ...], form: str, *, named: bool, output: Path | None
) -> bytes:
    from onward.cli.writing import colourful, columns
    from onward.plan.dated import Offset, Task
    from onward.reports.agenda import render_offsets, render_tasks, to_json
    from onward.reports.calendar import to_calendar

    if form == "json":
        return to_json(plan, title, found)
    offsets = [each for each in found if isinstance(each, Offset)]
    tasks = [each for each in found if isinstance(each, Task)]
    if form == "ics":
        if offsets:
            raise click.UsageError("A calendar needs a first day. Name one with --start DATE.")
        return to_calendar(tasks, plan.patient, datetime.date.fromisoformat(plan.as_of), plan.onward, named=named)
    width, colour = columns(), colourful(output)
    if offsets:
        return render_offsets(plan, offsets, title, width=width, colour=colour).encode()
    return render_tasks(plan, tasks, title, width=width, colour=colour).encode()


def _option(plan: Plan, asked: str) -> Option:
    """The option of that id or name."""
    from onward.values.errors import nearest

    for option in plan.options:
        if asked in (option.id, option.name):
            return option
    meant = nearest(asked, [name for option in plan.options for name in (option.id, option.name)])
    raise click.UsageError(f"The plan has no option '{asked}'.{f' Did you mean {meant}?' if meant else ''}")


def _drugs(option: Option, knowledge: Knowledge) -> list[str]:
    """One drug for each slot: the first that is known."""
    return [next((drug for drug in slot if drug in knowledge.treatments), slot[0]) for slot in option.regimen if slot]
