"""Answers to the questionnaire that lie in a file of their own, beside the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from onward.cli.planning import Records
    from onward.events.tables import Events

ANSWERS = click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What matters, from a FHIR QuestionnaireResponse; newer than the record's.",
)


def with_answers(events: Events, answers: Path | None, records: Records) -> Events:
    """The events with the answers of a file as the newest wishes.

    Raises:
        RecordError: the file is wrong, holds no answers, or those of somebody else.
    """
    if answers is None:
        return events
    told = (*events.rows.get("wish", ()), *records.bundles.read_answers(answers, events.patient_id))
    rows = tuple(msgspec.structs.replace(row, id=f"wish-{number}") for number, row in enumerate(told, 1))
    return msgspec.structs.replace(events, rows={**events.rows, "wish": rows})
