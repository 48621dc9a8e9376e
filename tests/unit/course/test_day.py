"""What could be known on the day of the decision."""

from __future__ import annotations

from datetime import date

import msgspec
from tests.unit.course.sequences import course, events, lines

from onward.course.day import AFTER, cut
from onward.events.tables import Drug, Medication, Patient, Procedure
from onward.values.dates import PartialDate

DAY = date(2025, 1, 1)


def test_events_after_the_day_are_listed_and_not_used() -> None:
    found = cut(events("letrozole 2024-02-01..\nfulvestrant 2025-01-02.."), DAY)
    assert [row.drug for row in found.of("drug") if isinstance(row, Drug)] == ["letrozole"]
    assert [(row.ref, row.reason) for row in found.unused] == [("chart:2", AFTER)]


def test_an_event_on_the_day_or_in_its_month_is_used() -> None:
    found = cut(events("letrozole 2025-01-01..\nfulvestrant 2025-01.."), DAY)
    assert len(found.of("drug")) == 2


def test_a_treatment_that_ended_later_goes_on_and_its_outcome_is_not_known() -> None:
    found = cut(events("letrozole 2024-02-01..2025-06-01 !progression =PD"), DAY)
    (row,) = found.of("drug")
    assert isinstance(row, Drug)
    assert (row.end, row.ongoing, row.stopped_for, row.best_response) == (None, True, None, None)
    assert found.unused[0].what == "end of letrozole 2025-06-01"


def test_a_treatment_that_ended_is_over() -> None:
    (row,) = cut(events("letrozole 2024-02-01..2024-12-31"), DAY).of("drug")
    assert isinstance(row, Drug) and row.ongoing is False


def test_an_end_that_may_lie_ahead_leaves_open_whether_it_goes_on() -> None:
    (row,) = cut(events("letrozole 2024-02-01..2025"), DAY).of("drug")
    assert isinstance(row, Drug) and row.ongoing is None


def test_a_treatment_that_ended_and_is_said_to_go_on_is_a_conflict() -> None:
    start = events("letrozole 2024-02-01..2024-12-31")
    (row,) = start.of("drug")
    active = msgspec.structs.replace(start, rows={**start.rows, "drug": (msgspec.structs.replace(row, ongoing=True),)})
    found = cut(active, DAY)
    assert found.conflicts[0].what == "letrozole ended 2024-12-31 and is said to go on; read as ended"


def test_other_medicines_procedures_and_death() -> None:
    later = PartialDate.parse("2025-03-01")
    start = events("")
    rows = {
        "medication": (Medication(id="m", date=PartialDate.parse("2024-01-01"), name="warfarin", end=later),),
        "procedure": (Procedure(id="p", date=PartialDate.parse("2024-12-20"), name="radiotherapy", end=later),),
        "patient": (Patient(id="x", death_date=later, deceased=True), Patient(id="y", deceased=False)),
    }
    found = cut(msgspec.structs.replace(start, rows={**start.rows, **rows}), DAY)
    (medication,), (procedure,) = found.of("medication"), found.of("procedure")
    assert isinstance(medication, Medication) and medication.ongoing is True and medication.end is None
    assert isinstance(procedure, Procedure) and procedure.end is None
    patient, _ = found.of("patient")
    assert isinstance(patient, Patient) and (patient.death_date, patient.deceased) == (None, False)


def test_the_course_on_an_earlier_day_has_fewer_lines() -> None:
    history = "metastatic 2024-01-01\nletrozole 2024-02-01..2025-02-01 !progression\nfulvestrant 2025-02-10.."
    assert lines(course(history, DAY)) == ["1 letrozole"]
    assert lines(course(history)) == ["1 letrozole", "2 fulvestrant"]
