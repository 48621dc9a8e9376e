"""When the disease grew or came back, on which drugs, and by whose word."""

from __future__ import annotations

import msgspec
import pytest
from tests.unit.course.sequences import AS_OF, course, events, knowledge, progressions

from onward.course import follow
from onward.events.tables import Patient, Progression
from onward.values.dates import PartialDate

MET = "metastatic 2024-01-01\n"

CASES: dict[str, tuple[str, list[str]]] = {
    "none": (MET + "letrozole 2024-02-01..", []),
    "stopped for progression": (
        MET + "letrozole 2024-02-01..2025-01-01 !progression", ["2025-01-01 stopped-for letrozole"],
    ),
    "two drugs of one line": (
        MET + "letrozole 2024-02-01..2025-01-01 !progression\npalbociclib 2024-02-01..2025-01-10 !progression",
        ["2025-01-01 stopped-for letrozole+palbociclib"],
    ),
    "clinician and stop are one": (
        MET + "letrozole 2024-02-01..2025-01-10 !progression\nstatus 2025-01-02 progressed",
        ["2025-01-02 clinician letrozole"],
    ),
    "two lines in a short time are two": (
        MET + "letrozole 2024-02-01..2024-03-01 !progression\ncapecitabine 2024-03-01..2024-04-10 !progression",
        ["2024-03-01 stopped-for letrozole", "2024-04-10 stopped-for capecitabine"],
    ),
    "best response PD and stop for progression are one": (
        MET + "capecitabine 2024-02-01..2024-04-01 =PD !progression", ["2024-04-01 stopped-for capecitabine"],
    ),
    "best response PD alone": (
        MET + "capecitabine 2024-02-01..2024-04-01 =PD", ["2024-04-01 stated-response capecitabine"],
    ),
    "no end: between its start and the next": (
        MET + "capecitabine 2024-02-01..? !progression\neribulin 2024-08-01..",
        ["2024-02-02/2024-07-31 stopped-for capecitabine ?"],
    ),
    "no end and nothing after: by the day of the decision": (
        MET + "capecitabine 2024-02-01..? !progression", ["2024-02-02/2026-06-01 stopped-for capecitabine ?"],
    ),
    "no dates": ("diagnosis 2024-01-01 IV\ncapecitabine ?..? !progression", ["None stopped-for capecitabine ?"]),
    "a dropped drug is not progressed on": (
        MET + "letrozole 2024-02-01..\npalbociclib 2024-02-01..2024-05-01 !toxicity\nstatus 2025-05-01 progressed",
        ["2025-05-01 clinician letrozole"],
    ),
    "soon after the last dose": (
        MET + "capecitabine 2024-02-01..2024-05-01 !completed\nstatus 2024-06-15 progression",
        ["2024-06-15 clinician capecitabine"],
    ),
    "long after the last dose": (
        MET + "capecitabine 2024-02-01..2024-05-01 !completed\nstatus 2025-06-15 progression", ["2025-06-15 clinician"],
    ),
    "the drug that begins that day is not progressed on": (
        MET + "letrozole 2024-02-01..2025-01-01\nstatus 2025-01-01 progressed\nfulvestrant 2025-01-01..",
        ["2025-01-01 clinician letrozole"],
    ),
    "an open drug that another followed is not progressed on": (
        MET + "capecitabine 2024-02-01..?\neribulin 2024-08-01..\nstatus 2025-03-01 progressed",
        ["2025-03-01 clinician eribulin"],
    ),
    "an undated status": (MET + "letrozole 2024-02-01..\nstatus ? progressed", ["None clinician ?"]),
    "relapse on adjuvant therapy": (
        MET + "letrozole 2022-01-01..2024-01-01 @adjuvant", ["2024-01-01 relapse letrozole"],
    ),
    "relapse after adjuvant therapy": (
        MET + "letrozole 2018-01-01..2023-01-01 @adjuvant !completed", ["2024-01-01 relapse"],
    ),
    "relapse, adjuvant therapy stopped for it": (
        MET + "letrozole 2022-01-01..2023-12-20 @adjuvant !progression", ["2024-01-01 relapse letrozole"],
    ),
    "relapse, adjuvant therapy goes on": (
        MET + "letrozole 2022-01-01.. @adjuvant\nstatus 2024-01-05 progression", ["2024-01-01 relapse letrozole"],
    ),
    "relapse, end of adjuvant therapy unknown": (
        MET + "letrozole 2022-01-01..? @adjuvant", ["2024-01-01 relapse ?"],
    ),
    "relapse in the month in which adjuvant therapy ended": (
        MET + "letrozole 2022-01-01..2024-01 @adjuvant", ["2024-01-01 relapse letrozole"],
    ),
    "relapse after surgery alone": (MET + "surgery 2018-01-01", ["2024-01-01 relapse"]),
    "no relapse when metastatic from the start": ("diagnosis 2024-01-01 IV\n" + MET + "letrozole 2024-01-05..", []),
    "a clinician's word in the weeks of the relapse is the relapse": (
        MET + "surgery 2018-01-01\nletrozole 2024-01-03..\nstatus 2024-01-10 progression", ["2024-01-01 relapse"],
    ),
    "relapse and early progression are two": (
        MET + "surgery 2018-01-01\ncapecitabine 2024-01-05..2024-02-10 !progression",
        ["2024-01-01 relapse", "2024-02-10 stopped-for capecitabine"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_progressions(name: str) -> None:
    history, expected = CASES[name]
    assert progressions(course(history)) == expected


def test_a_joined_progression_names_all_that_says_so() -> None:
    (row,) = course(MET + "letrozole 2024-02-01..2025-01-10 !progression\nstatus 2025-01-02 progressed").of(
        "progression"
    )
    assert isinstance(row, Progression)
    assert (row.rule, set(row.derived_from)) == ("progression-disease-status", {"drug:2", "state:3"})
    assert set(row.refs) == {"chart:2", "chart:3"}


def test_death_with_metastatic_disease_is_named_apart() -> None:
    start = events(MET + "letrozole 2024-02-01..2025-01-01 !progression\ncapecitabine 2025-01-10..")
    person = Patient(id="patient", refs=("chart:1",), death_date=PartialDate.parse("2025-01-20"))
    found = follow(msgspec.structs.replace(start, rows={**start.rows, "patient": (person,)}), knowledge(), AS_OF)
    assert progressions(found) == ["2025-01-01 stopped-for letrozole", "2025-01-20 death capecitabine"]


def test_death_without_a_day_is_uncertain_and_without_cancer_no_progression() -> None:
    person = Patient(id="patient", refs=("chart:1",), deceased=True)
    for text, expected in ((MET, ["None death ?"]), ("", [])):
        start = events(text)
        found = follow(msgspec.structs.replace(start, rows={**start.rows, "patient": (person,)}), knowledge(), AS_OF)
        assert progressions(found) == expected
