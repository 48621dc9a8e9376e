"""What people report of their symptoms: one row a symptom and day, with its change, never a grade."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.course.sequences import AS_OF, events, knowledge

from onward.course import follow
from onward.events.tables import Events, Report, Symptom
from onward.values.dates import PartialDate


def symptom(on: str | None, term: str, **answers: int) -> Symptom:
    when = PartialDate.parse(on) if on else None
    told = "".join(f"{name}{value}" for name, value in sorted(answers.items()))
    return Symptom(id=f"{term}:{on}:{told}", refs=(f"chart:{on}",), date=when, term=term, **answers)


def followed(*rows: Symptom) -> Events:
    start = events("")
    return follow(msgspec.structs.replace(start, rows={**start.rows, "symptom": rows}), knowledge(), AS_OF)


def told(*rows: Symptom) -> list[tuple[str, str, int, int | None, bool]]:
    found = [row for row in followed(*rows).of("report") if isinstance(row, Report)]
    return [(str(row.date), row.term, row.worst, row.rise, row.newest) for row in found]


def test_the_highest_answer_counts() -> None:
    row = symptom("2026-05-01", "nausea", pro_frequency=3, pro_severity=1, pro_interference=0)
    assert told(row) == [("2026-05-01", "nausea", 3, None, True)]


def test_a_clinicians_grade_is_no_report() -> None:
    assert told(symptom("2026-05-01", "nausea", ctcae_grade=3)) == []


def test_a_report_is_no_grade() -> None:
    assert followed(symptom("2026-05-01", "nausea", pro_severity=4)).of("grade") == ()


def test_the_change_since_the_report_before() -> None:
    rows = [symptom(f"2026-05-0{day}", "fatigue", pro_severity=worst) for day, worst in ((1, 1), (8, 3))]
    rows.append(symptom("2026-05-08", "cough", pro_severity=2))
    assert told(*rows) == [
        ("2026-05-01", "fatigue", 1, None, False),
        ("2026-05-08", "cough", 2, None, True),
        ("2026-05-08", "fatigue", 3, 2, True),
    ]


def test_two_answers_on_one_day_are_one_report() -> None:
    rows = [symptom("2026-05-01", "cough", pro_severity=1), symptom("2026-05-01", "cough", pro_frequency=4)]
    assert told(*rows) == [("2026-05-01", "cough", 4, None, True)]


def test_undated_and_later_answers_are_not_used() -> None:
    assert told(symptom(None, "cough", pro_severity=4), symptom("2026-07-01", "cough", pro_severity=4)) == []


def test_whether_a_clinician_has_graded_it_since() -> None:
    report = symptom("2026-05-08", "diarrhea", pro_severity=3)
    for on, expected in (("2026-05-07", False), ("2026-05-08", True), ("2026-05-09", True)):
        (row,) = followed(report, symptom(on, "diarrhea", ctcae_grade=2)).of("report")
        assert isinstance(row, Report)
        assert row.graded is expected


@given(st.permutations([(1, 0), (8, 2), (15, 1), (22, 4)]))
def test_order_of_rows_does_not_matter(answers: list[tuple[int, int]]) -> None:
    rows = [symptom(f"2026-05-{day:02}", "pain", pro_severity=worst) for day, worst in answers]
    assert [(worst, rise, newest) for _, _, worst, rise, newest in told(*rows)] == [
        (0, None, False), (2, 2, False), (1, -1, False), (4, 3, True),
    ]  # fmt: skip
