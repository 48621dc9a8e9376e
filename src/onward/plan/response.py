"""How a treatment works so far: the newest RECIST assessment, the best one of its line, and how long a response lasts.

In: a fact sheet and the numbers of RECIST. Out: ``ResponseNow``. A progression that has to be confirmed counts as not
evaluable for the best response; scans that begin after the line say nothing of what came before them.
"""

from __future__ import annotations

from datetime import date

from onward.course.best_response import (
    NE,
    NON,
    Assessed,
    Conventions,
    best_overall_response,
    confirmed_best_response,
    duration_of_response,
    first_response,
)
from onward.events.tables import Drug, Line, Response
from onward.facts.sheet import FactSheet
from onward.knowledge.course import Recist
from onward.plan.types import BestResponse, ResponseNow


def response_now(sheet: FactSheet, recist: Recist) -> ResponseNow | None:
    """The newest RECIST assessment, with the best one of the same line."""
    rows = [row for row in sheet.rows("response") if isinstance(row, Response)]
    if not rows:
        return None
    row = max(rows, key=lambda each: (each.date.low if each.date else date.min, each.id))
    return ResponseNow(
        overall=row.overall,
        sum_mm=row.sum_mm,
        baseline_mm=row.baseline_mm,
        nadir_mm=row.nadir_mm,
        date=str(row.date) if row.date is not None else None,
        certain=row.certain,
        note=row.note,
        to_confirm=row.to_confirm is True,
        growing=row.growing,
        held=row.held,
        best=_best(sheet, rows, row, recist),
    )


def _best(sheet: FactSheet, rows: list[Response], newest: Response, recist: Recist) -> BestResponse | None:
    """The best response of the line of the newest assessment; none where no line is known."""
    lines = [line for line in sheet.rows("line") if isinstance(line, Line) and line.id in newest.derived_from]
    start = next((line.date for line in lines if line.date is not None), None)
    if start is None:
        return None
    mine = [row for row in rows if row.date is not None and lines[0].id in row.derived_from]
    assessed = [Assessed(row.date.low, NE if row.to_confirm else row.overall.upper()) for row in mine if row.date]
    conventions = Conventions(stable_days=int(recist.stable_days), confirm_days=int(recist.confirm_days))
    best = best_overall_response(assessed, start.low, conventions)
    confirmed = confirmed_best_response(assessed, start.low, conventions)
    since, lasted = first_response(assessed), duration_of_response(assessed)
    return BestResponse(
        unconfirmed=_word(best.response),
        confirmed=_word(confirmed.response),
        responding_since=since.isoformat() if since else None,
        duration_days=lasted[0] if lasted else None,
        over=lasted[1] if lasted else None,
        measured_since=_measured_since(sheet, start.low),
        stated=_stated(sheet, lines[0]),
    )


def _stated(sheet: FactSheet, line: Line) -> str | None:
    """What the record itself states of the drugs of a line; nothing where it states two things."""
    drugs = [row for row in sheet.rows("drug") if isinstance(row, Drug) and row.id in line.derived_from]
    said = {row.best_response for row in drugs if row.best_response}
    return said.pop() if len(said) == 1 else None


def _measured_since(sheet: FactSheet, start: date) -> str | None:
    """The day of the first scan, where it was made after the line began; none where an earlier one is known."""
    days = [row.date for row in sheet.rows("lesion") if row.date is not None]
    first = min(days, key=lambda each: each.low, default=None)
    return str(first) if first is not None and first.low > start else None


def _word(response: str) -> str:
    return "non-CR/non-PD" if response == NON else response
