"""The form of a chart: which keys a patient written as one YAML page may have, and which words each takes.

The words come from the value sets of the knowledge, so the form is made for one knowledge. ``chart_rows.py`` turns what
was read into events; ``docs/reference/chart.md`` is made from this form.
"""

from __future__ import annotations

from onward.knowledge.shapes import (
    Flag,
    Key,
    ListOf,
    MapOf,
    Nullable,
    Number,
    OneOrMore,
    PartialDay,
    Record,
    Shape,
    Text,
    Word,
)
from onward.knowledge.types import ValueSet
from onward.records.allergies import KINDS

Terminology = dict[str, ValueSet]

DATE = Key(PartialDay(), "The day, as far as it is known: 2019, 2019-05 or 2019-05-31.")
PERCENT = Number(0, 100)
SIZE = Number(0, 1000)


def chart_form(terminology: Terminology) -> Record:
    """The whole chart."""
    return Record(
        "the chart",
        {
            "id": Key(Text(), "What the plan calls this patient."),
            "as_of": Key(PartialDay(), "The day the decision is made."),
            "sex": Key(_word(terminology, "sex")),
            "birth_date": Key(PartialDay()),
            "deceased": Key(Flag()),
            "death_date": Key(PartialDay()),
            "menopause": Key(_word(terminology, "menopause")),
            "ecog": Key(Number(0, 5, whole=True), "ECOG performance status."),
            "karnofsky": Key(PERCENT, "Karnofsky performance status, in percent."),
            "pregnant": Key(Flag()),
            "pregnancy_weeks": Key(Number(0, 45, whole=True), "Completed weeks of pregnancy on the day."),
            "region": Key(_word(terminology, "region"), "Which approvals apply."),
            "treatment_history_complete": Key(Flag(), "Whether `therapies` is all there was."),
            "cancer": Key(_cancer(terminology), "The cancer as the record states it."),
            "specimens": Key(ListOf(_specimen(terminology)), "Pathology, oldest first."),
            "genomics": Key(ListOf(_genomic_result(terminology)), "Genomic results."),
            "therapies": Key(ListOf(_therapy(terminology)), "Treatments against the cancer, oldest first."),
            "labs": Key(ListOf(_lab(terminology)), "Laboratory, ECG and echo values."),
            "conditions": Key(ListOf(_condition(terminology)), "Other diseases."),
            "allergies": Key(ListOf(_allergy(terminology)), "Drugs or classes that the person does not tolerate."),
            "medications": Key(ListOf(_medication()), "Other medicines."),
            "measurements": Key(ListOf(_measurement(terminology)), "Lesions on images, for response."),
            "symptoms": Key(ListOf(_symptom(terminology)), "Symptoms and side effects."),
            "wishes": Key(_wishes(terminology), "What matters to the person."),
        },
    )


def _word(terminology: Terminology, name: str) -> Word:
    """A word of one value set; a set that the knowledge does not have is open."""
    value_set = terminology.get(name)
    if value_set is None:
        return Word((), closed=False)
    return Word(tuple(concept.word for concept in value_set.concepts), closed=value_set.closed)


def _cancer(terminology: Terminology) -> Record:
    keys: dict[str, Shape] = {
        "first_diagnosed": PartialDay(),
        "initial_stage": Text(
            "a stage group, as IIB; IV = metastatic at first diagnosis", r"(0|I{1,3}|IV)[A-C]?[123]?"
        ),
        "histology": _word(terminology, "histology"),
        "laterality": _word(terminology, "laterality"),
        "suspected_on": PartialDay(),
        "suspected_because": OneOrMore(_word(terminology, "suspected_because")),
        "metastatic_on": PartialDay(),
        "sites": ListOf(_word(terminology, "site")),
        "brain_metastases": _word(terminology, "brain_metastases"),
        "visceral_crisis": Flag(),
        "oligometastatic": Flag(),
        "symptomatic": Flag(),
        "locally_advanced": Flag(),
    }
    return Record("'cancer'", {name: Key(shape) for name, shape in keys.items()})


def _specimen(terminology: Terminology) -> Record:
    status = _word(terminology, "receptor_status")
    keys: dict[str, Shape] = {
        "site": _word(terminology, "site"),
        "distant": Flag(),
        "histology": _word(terminology, "histology"),
        "grade": Number(1, 3, whole=True),
        "er_percent": PERCENT,
        "pr_percent": PERCENT,
        "er": status,
        "pr": status,
        "her2": status,
        "her2_ihc": _word(terminology, "her2_ihc"),
        "her2_ish": _word(terminology, "her2_ish"),
        "her2_ratio": Number(0, 50),
        "her2_copies": Number(0, 200),
        "ki67_percent": PERCENT,
        "pdl1_cps": PERCENT,
        "pdl1_ic_percent": PERCENT,
        "ar_percent": PERCENT,
    }
    return Record("a specimen", {"date": DATE, **{name: Key(shape) for name, shape in keys.items()}})


def _genomic_result(terminology: Terminology) -> Record:
    return Record(
        "a genomic result",
        {
            "date": DATE,
            "gene": Key(_word(terminology, "gene")),
            "alteration": Key(Text(), "As reported, for example H1047R."),
            "origin": Key(_word(terminology, "origin")),
            "source": Key(_word(terminology, "source")),
            "result": Key(_word(terminology, "result")),
            "biomarker": Key(_word(terminology, "biomarker"), "Instead of `gene`."),
            "value": Key(Text(), "The value of a biomarker: a number, or a word."),
        },
    )


def _therapy(terminology: Terminology) -> Record:
    return Record(
        "a therapy",
        {
            "drugs": Key(ListOf(Text(), at_least=1), "Generic names, or a class where only that is known."),
            "procedure": Key(_word(terminology, "procedure"), "Instead of `drugs`: local treatment."),
            "date": Key(PartialDay(), "Procedures: the day."),
            "site": Key(_word(terminology, "site")),
            "intent": Key(_word(terminology, "intent")),
            "start": Key(PartialDay()),
            "end": Key(PartialDay()),
            "ongoing": Key(Flag(), "Metastatic, without end and reason: goes on until a later line takes its place."),
            "stopped_for": Key(_word(terminology, "stopped_for")),
            "best_response": Key(_word(terminology, "best_response")),
            "line": Key(Number(1, 50, whole=True), "Only where the record states it."),
            "maintenance": Key(Flag()),
            "dose_mg": Key(Number(0)),
        },
    )


def _lab(terminology: Terminology) -> Record:
    return Record(
        "a laboratory value",
        {
            "date": DATE,
            "test": Key(_word(terminology, "lab_test"), required=True),
            "value": Key(Number(0), required=True),
            "unit": Key(_word(terminology, "unit")),
            "lower_limit": Key(Number(0), "The laboratory's own lower limit, in the same unit."),
            "upper_limit": Key(Number(0), "The laboratory's own upper limit, in the same unit."),
        },
    )


def _condition(terminology: Terminology) -> Record:
    return Record(
        "a condition",
        {
            "name": Key(_word(terminology, "condition"), required=True),
            "date": DATE,
            "status": Key(_word(terminology, "condition_status")),
        },
        short_key="name",
    )


def _allergy(terminology: Terminology) -> Record:
    return Record(
        "an allergy",
        {
            "substance": Key(Text(), "A generic name, or a class of drugs.", required=True),
            "kind": Key(Word(KINDS), "An allergy unless said: an intolerance cautions, and an allergy forbids."),
            "date": DATE,
            "status": Key(_word(terminology, "condition_status")),
        },
        short_key="substance",
    )


def _medication() -> Record:
    return Record(
        "a medication",
        {
            "name": Key(Text(), "A generic name.", required=True),
            "start": Key(PartialDay()),
            "end": Key(PartialDay()),
            "ongoing": Key(Flag(), "True unless an end is given."),
        },
        short_key="name",
    )


def _measurement(terminology: Terminology) -> Record:
    return Record(
        "a measurement",
        {
            "date": DATE,
            "lesion": Key(Text(), "The lesion's own name, the same on every scan.", required=True),
            "kind": Key(_word(terminology, "measurement_kind")),
            "site": Key(_word(terminology, "site")),
            "longest_mm": Key(SIZE),
            "short_axis_mm": Key(SIZE, "Lymph nodes."),
            "status": Key(_word(terminology, "measurement_status")),
            "evaluable": Key(Flag()),
        },
    )


def _symptom(terminology: Terminology) -> Record:
    zero_to_four = Number(0, 4, whole=True)
    return Record(
        "a symptom",
        {
            "date": DATE,
            "term": Key(_word(terminology, "symptom_term"), required=True),
            "ctcae_grade": Key(Number(0, 5, whole=True)),
            "attributed_to": Key(Text(), "The drug it is put down to."),
            "pro_frequency": Key(zero_to_four, "PRO-CTCAE, the patient's own report."),
            "pro_severity": Key(zero_to_four),
            "pro_interference": Key(zero_to_four),
        },
        short_key="term",
    )


def _wishes(terminology: Terminology) -> Record:
    return Record(
        "'wishes'",
        {
            "words": Key(Nullable(Text()), "In the person's own words."),
            "weights": Key(MapOf(Number(0, 10)), "How much each thing matters, 0 to 10."),
            "outlook": Key(
                _word(terminology, "outlook_wish"), "Whether the person wants to read how long people like them live."
            ),
            "decides": Key(_word(terminology, "decision_wish"), "Who is to decide."),
            "decides_with": Key(Text(), "Who else is to be there when it is talked over."),
            "work": Key(Text(), "The person's work, and what of it is to go on."),
            "events": Key(ListOf(_family_event()), "Days with family or friends that are not to be missed."),
        },
    )


def _family_event() -> Record:
    return Record(
        "a day that matters",
        {
            "what": Key(Text(), "What it is.", required=True),
            "date": Key(PartialDay(), "The day, or the first day; it may lie ahead.", required=True),
            "until": Key(PartialDay(), "The last day, where it is more than one."),
        },
    )
