"""How often a side effect has come at a grade since the line began."""

from __future__ import annotations

import msgspec
from tests.unit.course.sequences import AS_OF, events, knowledge

from onward.course import follow
from onward.events.tables import Appearance, Drug, Symptom
from onward.values.dates import PartialDate

Told = tuple[str, int, int, bool]


def graded(on: str | None, grade: int | None, term: str = "diarrhea") -> Symptom:
    when = PartialDate.parse(on) if on else None
    return Symptom(id=f"{term}:{on}:{grade}", refs=(f"chart:{on}",), date=when, term=term, ctcae_grade=grade)


def told(*rows: Symptom, started: tuple[str, ...] = ()) -> list[Told]:
    drugs = tuple(
        Drug(id=f"d{day}", date=PartialDate.parse(day), drug=name, intent="metastatic")
        for day, name in zip(started, ("docetaxel", "capecitabine"), strict=False)
    )
    start = events("")
    given = msgspec.structs.replace(start, rows={**start.rows, "symptom": rows, "drug": drugs})
    found = follow(given, knowledge(), AS_OF).of("appearance")
    return [(str(row.date), row.grade, row.number, row.present) for row in found if isinstance(row, Appearance)]


def test_each_coming_is_counted_at_the_grades_that_it_reached() -> None:
    rows = [graded("2026-03-01", 2), graded("2026-03-03", 3), graded("2026-03-10", 1), graded("2026-04-02", 2)]
    assert told(*rows) == [("2026-03-01", 2, 1, False), ("2026-03-03", 3, 1, False), ("2026-04-02", 2, 2, True)]


def test_the_third_of_grade_3() -> None:
    rows = [row for month in (3, 4, 5) for row in (graded(f"2026-0{month}-01", 3), graded(f"2026-0{month}-09", 0))]
    assert [(grade, number) for _, grade, number, _ in told(*rows[:-1]) if grade == 3] == [(3, 1), (3, 2), (3, 3)]


def test_records_of_one_coming_are_one() -> None:
    assert told(graded("2026-03-01", 2), graded("2026-03-20", 2), graded("2026-05-01", 2)) == [
        ("2026-03-01", 2, 1, True)
    ]


def test_one_that_nobody_recorded_for_long_has_ended() -> None:
    found = told(graded("2026-03-01", 2), graded("2026-04-13", 2))
    assert [(day, number) for day, _, number, _ in found] == [("2026-03-01", 1), ("2026-04-13", 2)]


def test_a_new_line_counts_anew() -> None:
    rows = [graded("2026-02-01", 3), graded("2026-02-10", 0), graded("2026-05-01", 3)]
    found = told(*rows, started=("2026-01-05", "2026-04-20"))
    assert [(day, number) for day, grade, number, _ in found if grade == 3] == [("2026-02-01", 1), ("2026-05-01", 1)]


def test_each_symptom_is_counted_by_itself_and_mild_or_undated_ones_are_not() -> None:
    rows = [
        graded("2026-03-01", 2),
        graded("2026-03-01", 2, "nausea"),
        graded(None, 3),
        graded("2026-03-02", 1, "rash"),
    ]
    assert [number for _, _, number, _ in told(*rows)] == [1, 1]


def test_following_twice_gives_the_same() -> None:
    start = events("")
    rows = (graded("2026-03-01", 3), graded("2026-03-09", 0))
    once = follow(msgspec.structs.replace(start, rows={**start.rows, "symptom": rows}), knowledge(), AS_OF)
    assert follow(once, knowledge(), AS_OF) == once
