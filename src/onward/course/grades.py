"""Grades: one ``grade`` row for each laboratory value that CTCAE grades, and kidney function where it follows.

In: laboratory values, lines, sex, medicines. Out: rows with the grade in the default version of CTCAE, or in another
where that one has no numbers for the test. Where the record gives no reference limit, the conventional adult one is
taken, and the row says so. The baseline is the last value before the line began.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from onward.course.formulas import age_on, ckd_epi, cockcroft_gault, corrected_calcium
from onward.course.grading import Graded, Settled, Value, grade_number, settle
from onward.course.rows import days_from, identities, references, rows_of, with_rows
from onward.events.tables import Drug, Events, Grade, Lab, Line, Medication, Patient
from onward.knowledge.course import CourseKnowledge
from onward.knowledge.grades import Criterion, Formulas, Limit
from onward.values.dates import PartialDate

CLEARANCE = "creatinine-clearance"
FILTRATION = "egfr"
SUFFIX = ":cockcroft-gault"
SUFFIX_EPI = ":ckd-epi"
SUFFIXES = (SUFFIX, SUFFIX_EPI)
RULE = "grade-ctcae"


@dataclass(frozen=True, slots=True)
class Person:
    """What the formulas of kidney function need besides creatinine."""

    born: PartialDate | None
    female: bool
    formulas: Formulas


@dataclass(frozen=True, slots=True)
class Chart:
    """What grading a value may need from the rest of the record."""

    labs: dict[str, list[Lab]]
    starts: tuple[PartialDate, ...]
    sex: str | None
    anticoagulated: bool | None
    knowledge: CourseKnowledge


def derive_clearance(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Add creatinine clearance (where weight is known) and the filtration rate to the laboratory values."""
    labs = [lab for lab in rows_of(events, Lab) if not lab.id.endswith(SUFFIXES)]
    patient = next(iter(rows_of(events, Patient)), None)
    formulas = knowledge.grading.formulas
    if patient is None or patient.sex is None or formulas is None:
        return events
    person = Person(patient.birth_date, patient.sex == "female", formulas)
    weights = [lab for lab in labs if lab.test == "weight" and lab.value and lab.unit == "kg"]
    measured = {(lab.test, str(lab.date)) for lab in labs}
    derived: list[Lab] = []
    for lab in labs:
        if lab.test != "creatinine" or not lab.value or lab.unit != "mg/dL" or lab.date is None:
            continue
        if (CLEARANCE, str(lab.date)) not in measured:
            derived += _clearance(lab, _nearest(lab, weights, knowledge.rules.days.weight), person)
        if (FILTRATION, str(lab.date)) not in measured:
            derived += _filtration(lab, person)
    return with_rows(events, Lab, [*labs, *derived])


def _clearance(lab: Lab, weight: Lab | None, person: Person) -> Iterator[Lab]:
    """Creatinine clearance by Cockcroft and Gault, where the weight near the day and the age are known."""
    years = age_on(person.born, lab.date.low) if lab.date else None
    if weight is None or weight.value is None or years is None or not lab.value:
        return
    value = cockcroft_gault(years, weight.value, lab.value, person.female, person.formulas.cockcroft_gault)
    yield _derived(lab, SUFFIX, CLEARANCE, value, "mL/min", references((lab, weight)))


def _filtration(lab: Lab, person: Person) -> Iterator[Lab]:
    """The filtration rate by CKD-EPI, where the age is known."""
    years = age_on(person.born, lab.date.low) if lab.date else None
    if years is None or not lab.value:
        return
    value = ckd_epi(years, lab.value, person.female, person.formulas.ckd_epi_2021)
    yield _derived(lab, SUFFIX_EPI, FILTRATION, value, "mL/min/1.73m2", lab.refs)


def _derived(lab: Lab, suffix: str, test: str, value: float, unit: str, refs: tuple[str, ...]) -> Lab:
    return Lab(id=lab.id + suffix, date=lab.date, refs=refs, test=test, value=round(value, 1), unit=unit)


def _nearest(lab: Lab, others: list[Lab], within: int) -> Lab | None:
    """The other value closest in time, not further than ``within`` days."""
    if lab.date is None:
        return None
    on = lab.date.low
    near = [(abs((other.date.low - on).days), other.id, other) for other in others if other.date is not None]
    return min(near)[2] if near and min(near)[0] <= within else None


def derive_grades(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``grade``."""
    series: dict[str, list[Lab]] = {}
    for lab in rows_of(events, Lab):
        if lab.value is not None:
            series.setdefault(lab.test, []).append(lab)
    patient = next(iter(rows_of(events, Patient)), None)
    lines = [line.date for line in rows_of(events, Line) if line.setting == "metastatic" and line.date is not None]
    chart = Chart(
        series,
        tuple(sorted(lines, key=lambda each: each.low)),
        patient.sex if patient else None,
        _anticoagulated(events, knowledge),
        knowledge,
    )
    return with_rows(events, Grade, (row for test in series for row in _grades_of(test, chart)))


def _anticoagulated(events: Events, knowledge: CourseKnowledge) -> bool | None:
    """Whether an anticoagulant is among the medicines; a record without any does not say."""
    words = knowledge.rules.words.anticoagulants
    found = [row.name for row in rows_of(events, Medication)] + [row.drug for row in rows_of(events, Drug)]
    return any(words & knowledge.classes_of(name) for name in found) or None


def _grades_of(test: str, chart: Chart) -> Iterator[Grade]:
    """One row for each value of a test: the worse of too high and too low."""
    graders = [Grader(criterion, chart) for criterion in chart.knowledge.grading.of_test(test)]
    for lab in chart.labs[test] if graders else ():
        found = [each for each in (grader.grade(lab) for grader in graders) if each is not None]
        if found:
            yield max(found, key=_badness)


def _badness(row: Grade) -> tuple[int, str]:
    return (row.grade, row.term)


class Grader:
    """Grades the values of one test by one criterion; what is the same for many values is worked out once."""

    def __init__(self, criterion: Criterion, chart: Chart) -> None:
        self.criterion = criterion
        self.chart = chart
        self.needs_limits = _needs_limits(criterion)
        self.circumstances = {} if chart.anticoagulated is None else {"anticoagulated": chart.anticoagulated}
        self.settled: dict[tuple[object, ...], Settled | None] = {}
        self.baselines: dict[tuple[str | None, PartialDate | None], Lab | None] = {}
        self.conventional: dict[str | None, Limit | None] = {}

    def grade(self, lab: Lab) -> Grade | None:
        """The row for one value, or ``None`` where it cannot be graded."""
        rows, notes = [lab], []
        value = lab.value
        if self.criterion.corrected:
            value, albumin, note = _corrected(lab, self.chart)
            rows += [albumin] if albumin else []
            notes += [note] if note else []
        baseline = self._baseline(lab)
        rows += [baseline] if baseline else []
        before = baseline.value if baseline else None
        lower, upper, assumed = self._limits(lab)
        graded = self._graded(value, lab.unit, lower, upper, before)
        if graded is None:
            return None
        if assumed and self.needs_limits and graded != self._graded(value, lab.unit, None, None, before):
            notes.append(assumed)
        notes += [graded.note] if graded.note else []
        return Grade(
            id=f"grade:{lab.id}",
            date=lab.date,
            refs=references(rows),
            rule=RULE,
            derived_from=identities(rows),
            certain=not notes,
            note="; ".join(notes) or None,
            term=self.criterion.term,
            test=lab.test,
            grade=graded.grade,
            version=self.criterion.version,
            value=value,
            unit=lab.unit,
        )

    def _graded(
        self, number: float | None, unit: str | None, lower: float | None, upper: float | None, baseline: float | None
    ) -> Graded | None:
        key = (unit, lower, upper, baseline)
        if key not in self.settled:
            value = Value(
                value=None,
                unit=unit,
                lower=lower,
                upper=upper,
                baseline=baseline,
                circumstances=self.circumstances,
            )
            self.settled[key] = settle(self.criterion, value)
        settled = self.settled[key]
        return None if settled is None else grade_number(settled, number)

    def _limits(self, lab: Lab) -> tuple[float | None, float | None, str | None]:
        """The record's reference limits, or the conventional ones, with a note that says so."""
        lower, upper = lab.lower_limit, lab.upper_limit
        if lower is not None or upper is not None:
            return lower, upper, None
        if lab.unit not in self.conventional:
            limits = self.chart.knowledge.grading.limits
            self.conventional[lab.unit] = next((each for each in limits if _fits(each, lab, self.chart.sex)), None)
        limit = self.conventional[lab.unit]
        if limit is None:
            return None, None, None
        said = "-".join(f"{each:g}" for each in (limit.lower, limit.upper) if each is not None)
        return limit.lower, limit.upper, f"the record gives no reference limit: {said} {limit.unit} is taken"

    def _baseline(self, lab: Lab) -> Lab | None:
        """The last value before the line in which this one was measured; else, for some criteria, the first."""
        if lab.date is None:
            return None
        on = lab.date
        start = next((each for each in reversed(self.chart.starts) if days_from(each, on)[0] > 0), None)
        key = (lab.unit, start)
        if key not in self.baselines:
            self.baselines[key] = self._before(lab.unit, start)
        found = self.baselines[key]
        return None if found is not None and found.id == lab.id else found

    def _before(self, unit: str | None, start: PartialDate | None) -> Lab | None:
        same = [row for row in self.chart.labs[self.criterion.test or ""] if row.unit == unit and row.date is not None]
        before = [row for row in same if start is not None and row.date and days_from(row.date, start)[0] >= 0]
        if before:
            return before[-1]
        return same[0] if self.criterion.first_is_baseline and same else None


def _corrected(lab: Lab, chart: Chart) -> tuple[float | None, Lab | None, str | None]:
    """Calcium corrected for an albumin of about the same day."""
    words, days = chart.knowledge.rules.words, chart.knowledge.rules.days
    albumins = [row for test in sorted(words.albumin) for row in chart.labs.get(test, ()) if row.unit == "g/dL"]
    near = _nearest(lab, albumins, days.albumin)
    formulas = chart.knowledge.grading.formulas
    if near is None or near.value is None or lab.value is None or lab.unit != "mg/dL" or formulas is None:
        return lab.value, None, "not corrected for albumin, which is not known"
    return round(corrected_calcium(lab.value, near.value, formulas.corrected_calcium), 2), near, None


def _needs_limits(criterion: Criterion) -> bool:
    return any(
        comparison.reference in ("uln", "lln")
        for scale in criterion.scales
        for _, clauses in scale.grades
        for clause in clauses
        for comparison in clause.comparisons
    )


def _fits(limit: Limit, lab: Lab, sex: str | None) -> bool:
    return limit.test == lab.test and limit.unit == lab.unit and limit.sex in (None, sex)
