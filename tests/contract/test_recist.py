"""RECIST 1.1 as others published it: best overall response under several conventions, and patients with lesions."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.unit.course.sequences import knowledge

from onward.course import follow
from onward.course.best_response import (
    Assessed,
    Conventions,
    best_overall_response,
    clinical_benefit,
    confirmed_best_response,
    first_confirmed_response,
    first_response,
    until_progression,
)
from onward.events.tables import TABLES, Event, Events, Lesion, Response
from onward.values.dates import PartialDate

Row = dict[str, str]


def table(shared: Path, name: str) -> list[Row]:
    with (shared / "recist" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_best_overall_response(shared: Path) -> None:
    rows = table(shared, "best_overall_response.csv")
    wrong = [(row["case"], row["patient"], answer(row)) for row in rows if answer(row) != expected(row)]
    assert len(rows) == 91
    assert wrong == []


def expected(row: Row) -> tuple[str, str]:
    return row["expected_value"], row["expected_date"]


def answer(row: Row) -> tuple[str, str]:
    assessed = until_progression(sequence(row["sequence"]), day(row["pd_date"]))
    conventions = Conventions(
        stable_days=int(row["ref_start_window_days"] or 0),
        confirm_days=int(row["ref_confirm_days"] or 0),
        most_not_evaluable=int(row["max_ne"] or 0),
        accept_stable=row["accept_sd"] == "yes",
        missing_is_not_evaluable=row["missing_as_ne"] == "yes",
        ignored=frozenset(row["ignore"].split()),
    )
    start = day(row["treatment_start"]) or date.min
    if row["param"] in ("BOR", "CBOR"):
        best = best_overall_response if row["param"] == "BOR" else confirmed_best_response
        found = best(assessed, start, conventions)
        return found.response, str(found.on or "")
    on = {
        "RSP": lambda: first_response(assessed),
        "CRSP": lambda: first_confirmed_response(assessed, conventions),
        "CBR": lambda: clinical_benefit(assessed, start, conventions),
    }[row["param"]]()
    return ("Y" if on else "N"), str(on or "")


def sequence(text: str) -> list[Assessed]:
    pairs = (each.partition(":") for each in text.split())
    return [Assessed(date.fromisoformat(on), response or None) for on, _, response in pairs]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


PATIENTS = ("1015", "1028", "1034", "1097", "1115", "1118", "1130", "1133")


@pytest.mark.parametrize("patient", PATIENTS)
@pytest.mark.parametrize("reader", ["INVESTIGATOR", "RADIOLOGIST 1", "RADIOLOGIST 2"])
def test_patients_with_lesions(shared: Path, patient: str, reader: str) -> None:
    name = f"01-701-{patient}"
    stated = {row["RSDTC"]: row["RSSTRESC"] for row in read_by(table(shared, "rs_onco_recist.csv"), "RS", name, reader)}
    assert stated
    found = follow(record(lesions(shared, name, reader)), knowledge(), date(2020, 1, 1)).of("response")
    derived = {str(row.date): row.overall.upper() for row in found if isinstance(row, Response)}
    differences = {
        (patient, reader, on): (derived.get(on), response)
        for on, response in stated.items()
        if derived.get(on) != response
    }
    assert differences == {key: value for key, value in EXPLAINED.items() if key[:2] == (patient, reader)}


EXPLAINED: dict[tuple[str, str, str], tuple[str | None, str]] = {}
"""Where our response differs from the reader's, and why."""


def read_by(rows: list[Row], domain: str, patient: str, reader: str) -> Iterator[Row]:
    key = "EVAL" if reader == "INVESTIGATOR" else "EVALID"
    return (row for row in rows if row["USUBJID"] == patient and row[f"{domain}{key}"] == reader)


def lesions(shared: Path, patient: str, reader: str) -> list[Lesion]:
    places = {row["TULNKID"]: row for row in read_by(table(shared, "tu_onco_recist.csv"), "TU", patient, reader)}
    found: dict[tuple[str, str], dict[str, object]] = {}
    for row in read_by(table(shared, "tr_onco_recist.csv"), "TR", patient, reader):
        fields = found.setdefault((row["TRDTC"], row["TRLNKID"]), {})
        if row["TRTESTCD"] == "LDIAM":
            fields["longest_mm"] = float(row["TRSTRESN"])
        elif row["TRTESTCD"] == "LPERP":
            fields["short_axis_mm"] = float(row["TRSTRESN"])
        elif row["TRTESTCD"] == "TUMSTATE":
            fields["status"] = row["TRSTRESC"].lower()
    return [
        Lesion(
            id=f"{on}:{lesion}",
            date=PartialDate.parse(on),
            lesion=lesion,
            kind=places[lesion]["TUSTRESC"].lower(),
            site="node" if places[lesion]["TULOC"] == "LYMPH NODE" else places[lesion]["TULOC"].lower(),
            **fields,  # type: ignore[arg-type]
        )
        for (on, lesion), fields in found.items()
    ]


def record(rows: list[Lesion]) -> Events:
    tables: dict[str, tuple[Event, ...]] = {table.table: () for table in TABLES}
    return Events(patient_id="p", rows={**tables, "lesion": tuple(rows)})
