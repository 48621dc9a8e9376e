"""CTCAE grades: clauses, tracks by baseline, limits that the record lacks, rows in events, formulas."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.course.sequences import AS_OF, events, knowledge

from onward.course import follow
from onward.course.formulas import age_on, ckd_epi, cockcroft_gault, corrected_calcium
from onward.course.grading import Graded, Value, grade_value
from onward.events.tables import Event, Events, Grade, Lab, Medication, Patient
from onward.knowledge.course import CourseKnowledge
from onward.knowledge.files import find_folder
from onward.knowledge.grades import Criterion, Grading, parse_clause, read_grading
from onward.values.dates import PartialDate
from onward.values.errors import KnowledgeError

FIVE, SIX = "CTCAE 5.0", "CTCAE 6.0"


@cache
def grading() -> Grading:
    folder = find_folder() / "grades"
    return read_grading({f"knowledge/grades/{path.name}": path.read_bytes() for path in folder.glob("*.yaml")})


def criterion(term: str, version: str = FIVE) -> Criterion:
    found = grading().named(term, version)
    assert found is not None
    return found


def grade(term: str, version: str = FIVE, **value: object) -> int | None:
    found = grade_value(criterion(term, version), Value(**value))  # type: ignore[arg-type]
    return None if found is None else found.grade


@pytest.mark.parametrize(
    ("value", "five", "six"),
    [
        (2.0, 0, 0),
        (1.5, 1, 0),
        (1.49, 2, 1),
        (1.0, 2, 1),
        (0.99, 3, 2),
        (0.5, 3, 2),
        (0.49, 4, 3),
        (0.1, 4, 3),
        (0.09, 4, 4),
    ],
)
def test_neutrophils_differ_between_versions(value: float, five: int, six: int) -> None:
    given_ = {"value": value, "unit": "10^9/L", "lower": 2.0}
    assert grade("neutrophil count decreased", FIVE, **given_) == five
    assert grade("neutrophil count decreased", SIX, **given_) == six


@pytest.mark.parametrize(
    ("value", "baseline", "expected"),
    [(60, None, 0), (50, None, 2), (40, None, 2), (39, None, 3), (20, None, 3), (19, None, 4),
     (58, 68, 2), (59, 68, 0), (55, 75, 3), (56, 75, 2), (40, 50, 2)],
)  # fmt: skip
def test_ejection_fraction(value: float, baseline: float | None, expected: int) -> None:
    assert grade("ejection fraction decreased", value=value, unit="%", baseline=baseline) == expected


@pytest.mark.parametrize(
    ("value", "baseline", "expected"),
    [
        (449, None, 0),
        (450, None, 1),
        (480, None, 1),
        (481, None, 2),
        (500, None, 2),
        (501, None, 3),
        (471, 410, 3),
        (470, 410, 1),
    ],
)
def test_qtcf(value: float, baseline: float | None, expected: int) -> None:
    term = "electrocardiogram QT corrected interval prolonged"
    assert grade(term, value=value, unit="ms", baseline=baseline) == expected


@pytest.mark.parametrize(("now", "expected"), [(96, 0), (95, 1), (90, 2), (80, 3)])
def test_weight_loss(now: float, expected: int) -> None:
    assert grade("weight loss", value=now, unit="kg", baseline=100) == expected
    assert grade("weight loss", value=now, unit="kg") is None


def test_an_abnormal_baseline_has_its_own_grades() -> None:
    alt = "alanine aminotransferase increased"
    assert grade(alt, value=130, upper=40, baseline=30) == 2
    assert grade(alt, value=130, upper=40, baseline=100) == 0
    assert grade(alt, SIX, value=130, upper=40, baseline=100) == 1
    assert grade("creatinine increased", SIX, value=1.0, lower=0.6, upper=1.2, baseline=0.5) == 2


def test_a_grade_that_hangs_on_symptoms_is_the_worse_one_and_says_so() -> None:
    low = Value(value=3.2, unit="mmol/L", lower=3.5)
    assert grade_value(criterion("hypokalemia"), low) == Graded(2, False, "grade 1 unless symptomatic")
    without = Value(value=3.2, unit="mmol/L", lower=3.5, circumstances={"symptomatic": False})
    assert grade_value(criterion("hypokalemia"), without) == Graded(1)
    with_ = Value(value=3.2, unit="mmol/L", lower=3.5, circumstances={"symptomatic": True})
    assert grade_value(criterion("hypokalemia"), with_) == Graded(2)


def test_where_only_a_worse_grade_is_unknown_it_is_at_least_so_much() -> None:
    found = grade_value(criterion("creatinine increased"), Value(value=3.0, baseline=1.0 / 1.1))
    assert found is not None
    assert (found.grade, found.certain) == (3, False)
    assert "at least" in (found.note or "")


def test_what_cannot_be_graded() -> None:
    assert grade("anemia", value=11, unit="g/dL") is None
    assert grade("anemia", value=11, unit="furlong", lower=12) is None
    assert grade("anemia", value=None, unit="g/dL", lower=12) is None
    assert grading().named("no such term", FIVE) is None
    assert grading().of_test("no such test") == ()


@given(st.floats(0, 500), st.sampled_from(["10^9/L", "10^3/uL"]))
def test_lower_counts_are_never_milder(value: float, unit: str) -> None:
    for term in ("neutrophil count decreased", "platelet count decreased", "white blood cell decreased"):
        higher = grade(term, value=value + 1, unit=unit, lower=4.0)
        lower = grade(term, value=value, unit=unit, lower=4.0)
        assert higher is not None and lower is not None and lower >= higher


def test_clauses() -> None:
    clause = parse_clause("value < lln and change <= -25 if known")
    assert clause is not None and clause.optional and len(clause.comparisons) == 2
    assert parse_clause("value <= baseline - 10") is not None
    assert parse_clause("value > 5 * ulm") is None
    assert parse_clause("") is None


HEAD = "version: X\ndefault: true\nsources: [a]\ncriteria:\n- term: t\n  scales: "


@pytest.mark.parametrize(
    "text", ["", "version: [", HEAD + "[{grades: {1: [value is high]}}]", HEAD + "[{grades: {9: [value > 1]}}]"]
)
def test_wrong_files_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        read_grading({"knowledge/grades/x.yaml": text.encode(), "knowledge/course.yaml": b""})
    assert error.value.faults[0].file == "knowledge/grades/x.yaml"


def full() -> CourseKnowledge:
    start = knowledge()
    return CourseKnowledge(
        rules=start.rules,
        classes={**start.classes, "warfarin": frozenset({"warfarin", "anticoagulant"})},
        grading=grading(),
    )


def lab(test: str, value: float, unit: str, on: str = "2025-03-01", **limits: float) -> Lab:
    return Lab(
        id=f"{test}:{on}",
        refs=(f"lab:{test}:{on}",),
        date=PartialDate.parse(on),
        test=test,
        value=value,
        unit=unit,
        **limits,
    )


def record(*rows: Event, history: str = "metastatic 2025-01-01\nletrozole 2025-01-10..") -> Events:
    start = events(history)
    tables = dict(start.rows)
    for row in rows:
        tables[row.table] = (*tables[row.table], row)
    return follow(msgspec.structs.replace(start, rows=tables), full(), AS_OF)


def grades(found: Events) -> dict[str, Grade]:
    return {row.test: row for row in found.of("grade") if isinstance(row, Grade)}


def test_a_row_says_term_version_value_and_where_it_comes_from() -> None:
    row = grades(record(lab("neutrophils", 0.8, "10^9/L", lower_limit=2.0)))["neutrophils"]
    assert (row.term, row.grade, row.version) == ("neutrophil count decreased", 3, FIVE)
    assert (row.value, row.unit, str(row.date)) == (0.8, "10^9/L", "2025-03-01")
    assert (row.rule, row.derived_from, row.certain) == ("grade-ctcae", ("neutrophils:2025-03-01",), True)


def test_a_normal_value_is_grade_0() -> None:
    assert grades(record(lab("platelets", 200, "10^9/L", lower_limit=150)))["platelets"].grade == 0


def test_conventional_limits_are_taken_and_said_where_the_record_has_none() -> None:
    row = grades(record(lab("alt", 130, "U/L")))["alt"]
    assert (row.grade, row.certain) == (2, False)
    assert row.note == "the record gives no reference limit: 40 U/L is taken"


def test_a_grade_that_no_limit_decides_needs_none() -> None:
    row = grades(record(lab("neutrophils", 0.8, "10^9/L")))["neutrophils"]
    assert (row.grade, row.certain, row.note) == (3, True, None)


def test_inr_without_a_baseline_is_at_least_so_much() -> None:
    row = grades(record(lab("inr", 1.3, "ratio")))["inr"]
    assert (row.grade, row.certain) == (1, False)
    assert "at least" in (row.note or "")


def test_limits_of_hemoglobin_depend_on_sex() -> None:
    value = lab("hemoglobin", 12.5, "g/dL")
    assert grades(record(value, Patient(id="p", sex="female")))["hemoglobin"].grade == 0
    assert grades(record(value, Patient(id="p", sex="male")))["hemoglobin"].grade == 1
    assert "hemoglobin" not in grades(record(value))


def test_calcium_is_corrected_for_albumin() -> None:
    found = grades(record(lab("calcium", 10.8, "mg/dL"), lab("albumin", 3.0, "g/dL", "2025-03-03")))["calcium"]
    assert (found.value, found.grade, found.term) == (11.6, 2, "hypercalcemia")
    assert "albumin:2025-03-03" in found.derived_from
    alone = grades(record(lab("calcium", 7.5, "mg/dL")))["calcium"]
    assert (alone.grade, alone.term, alone.certain) == (2, "hypocalcemia", False)
    assert "not corrected for albumin" in (alone.note or "")


def test_too_high_and_too_low_of_one_test_are_one_row() -> None:
    found = [row for row in record(lab("potassium", 5.8, "mmol/L")).of("grade") if isinstance(row, Grade)]
    assert [(row.term, row.grade) for row in found] == [("hyperkalemia", 2)]


def test_glucose_has_numbers_in_version_6_where_5_has_none() -> None:
    found = grades(record(lab("fasting-glucose", 200, "mg/dL"), lab("glucose", 300, "mg/dL")))
    assert (found["fasting-glucose"].grade, found["fasting-glucose"].version) == (2, SIX)
    assert (found["glucose"].grade, found["glucose"].term) == (3, "hyperglycemia")
    assert grades(record(lab("glucose", 50, "mg/dL")))["glucose"].term == "hypoglycemia"


def test_the_baseline_is_the_last_value_before_the_line() -> None:
    rows = (
        lab("alt", 100, "U/L", "2024-12-20"),
        lab("alt", 90, "U/L", "2025-01-08"),
        lab("alt", 150, "U/L", "2025-03-01"),
    )
    newest = [row for row in record(*rows).of("grade") if isinstance(row, Grade)][-1]
    assert newest.grade == 1
    assert newest.derived_from == ("alt:2025-03-01", "alt:2025-01-08")


def test_the_first_ejection_fraction_serves_where_none_precedes_the_line() -> None:
    rows = (lab("lvef", 70, "%", "2025-02-01"), lab("lvef", 55, "%", "2025-05-01"))
    first, second = [row for row in record(*rows).of("grade") if isinstance(row, Grade)]
    assert (first.grade, second.grade) == (0, 2)


def test_inr_under_anticoagulation() -> None:
    rows = (lab("inr", 1.0, "ratio", "2025-01-05"), lab("inr", 1.1, "ratio"))
    warfarin = Medication(id="m", name="warfarin", date=PartialDate.parse("2025-01-01"))
    known = [row for row in record(*rows, warfarin).of("grade") if isinstance(row, Grade)][-1]
    unsaid = [row for row in record(*rows).of("grade") if isinstance(row, Grade)][-1]
    assert (known.grade, known.certain) == (1, True)
    assert (unsaid.grade, unsaid.certain) == (1, False)


def test_values_without_a_date_or_a_value() -> None:
    undated = msgspec.structs.replace(lab("alt", 130, "U/L", upper_limit=40), date=None)
    empty = msgspec.structs.replace(lab("ast", 1, "U/L"), value=None)
    found = grades(record(undated, empty))
    assert (found["alt"].grade, found["alt"].date) == (2, None)
    assert "ast" not in found


def test_creatinine_clearance_follows_from_creatinine_weight_age_and_sex() -> None:
    patient = Patient(id="p", sex="female", birth_date=PartialDate.parse("1960-03-01"))
    rows = (lab("creatinine", 0.9, "mg/dL"), lab("weight", 60, "kg", "2025-02-01"))
    found = record(patient, *rows)
    (row,) = [each for each in found.of("lab") if isinstance(each, Lab) and each.test == "creatinine-clearance"]
    assert (row.value, row.unit) == (59.0, "mL/min")
    assert set(row.refs) == {"lab:creatinine:2025-03-01", "lab:weight:2025-02-01"}
    assert follow(found, full(), AS_OF).rows == found.rows


def test_a_measured_clearance_stands_and_an_old_weight_does_not_serve() -> None:
    patient = Patient(id="p", sex="female", birth_date=PartialDate.parse("1960-03-01"))
    creatinine = lab("creatinine", 0.9, "mg/dL")
    measured = record(patient, creatinine, lab("weight", 60, "kg"), lab("creatinine-clearance", 80, "mL/min"))
    assert [
        each.value for each in measured.of("lab") if isinstance(each, Lab) and each.test == "creatinine-clearance"
    ] == [80]
    old = record(patient, creatinine, lab("weight", 60, "kg", "2024-03-01"))
    assert not [row for row in old.of("lab") if isinstance(row, Lab) and row.test == "creatinine-clearance"]
    unborn = record(Patient(id="p", sex="female"), creatinine, lab("weight", 60, "kg"))
    assert len(unborn.of("lab")) == 2


def test_the_filtration_rate_follows_from_creatinine_age_and_sex_alone() -> None:
    patient = Patient(id="p", sex="female", birth_date=PartialDate.parse("1960-03-01"))
    found = record(patient, lab("creatinine", 0.9, "mg/dL"))
    (row,) = [each for each in found.of("lab") if isinstance(each, Lab) and each.test == "egfr"]
    assert (row.value, row.unit) == (70.9, "mL/min/1.73m2")
    assert row.refs == ("lab:creatinine:2025-03-01",)
    assert follow(found, full(), AS_OF).rows == found.rows
    measured = record(patient, lab("creatinine", 0.9, "mg/dL"), lab("egfr", 55, "mL/min/1.73m2"))
    assert [row.value for row in measured.of("lab") if isinstance(row, Lab) and row.test == "egfr"] == [55]


def test_formulas() -> None:
    numbers = grading().formulas
    assert numbers is not None
    assert corrected_calcium(10.8, 3.0, numbers.corrected_calcium) == pytest.approx(11.6)
    assert cockcroft_gault(65, 70, 1.4, False, numbers.cockcroft_gault) == pytest.approx(52.1, abs=0.1)
    assert cockcroft_gault(45, 60, 0.9, True, numbers.cockcroft_gault) == pytest.approx(74.8, abs=0.1)
    assert ckd_epi(55, 0.9, True, numbers.ckd_epi_2021) == pytest.approx(76, abs=1)
    assert ckd_epi(55, 0.8, False, numbers.ckd_epi_2021) == pytest.approx(105, abs=2)


def test_age() -> None:
    assert age_on(PartialDate.parse("1960-03-01"), date(2025, 3, 1)) == 65
    assert age_on(PartialDate.parse("1960"), date(2025, 6, 1)) == 64
    assert age_on(PartialDate(date(1950, 1, 1), date(1960, 1, 1)), date(2025, 6, 1)) is None
    assert age_on(None, date(2025, 6, 1)) is None


@pytest.mark.parametrize(
    ("now", "term", "expected"),
    [
        (73.4, "weight gain", 0),
        (73.5, "weight gain", 1),
        (77.0, "weight gain", 2),
        (84.0, "weight gain", 3),
        (66.5, "weight loss", 1),
        (63.0, "weight loss", 2),
        (56.0, "weight loss", 3),
    ],
)
def test_weight_is_graded_up_and_down_from_the_first_value(now: float, term: str, expected: int) -> None:
    found = record(lab("weight", 70, "kg", "2025-01-20"), lab("weight", now, "kg"))
    newest = [row for row in found.of("grade") if isinstance(row, Grade) and row.test == "weight"][-1]
    assert newest.grade == expected
    assert expected == 0 or newest.term == term
