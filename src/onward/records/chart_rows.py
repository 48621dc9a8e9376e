"""From a chart that was read to rows of the event tables; what no rule can know goes to ``unused`` with its reason.

One function a part of the chart. Each row carries the line of the chart it was written in. What happened after the day
of the decision is not used, and said so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onward.events import tables
from onward.events.tables import Event, Unused
from onward.knowledge.reading import Entry
from onward.records.allergies import KINDS, Allergy
from onward.records.changes import change_word
from onward.records.chart_words import ChartWords
from onward.values.dates import PartialDate

NOBODY_KNOWS = "no rule knows this"
TOO_LATE = "after the day of the decision"


class Rows:
    """Collects the rows of one chart."""

    def __init__(self, words: ChartWords, as_of: PartialDate | None, place: str) -> None:
        self.words = words
        self.as_of = as_of
        self.place = place
        """What references begin with: the name of the chart, ``ada.chart.yaml``."""
        self.rows: dict[str, list[Event]] = {table.table: [] for table in tables.TABLES}
        self.unused: list[Unused] = []

    def add(self, kind: type[Event], entry: Entry, key: str = "", /, **columns: Any) -> None:
        """Add one row that was written at ``entry`` (at its ``key``), unless it lies after the day of the decision."""
        ref = self.ref(entry, key)
        date = columns.get("date")
        if self.is_later(date):
            self.unused.append(Unused(ref=ref, what=f"{kind.table} of {date}", reason=TOO_LATE))
            return
        rows = self.rows[kind.table]
        rows.append(kind(id=f"{kind.table}-{len(rows) + 1}", refs=(ref,), **columns))

    def leave(self, entry: Entry, key: str, what: str, reason: str = NOBODY_KNOWS) -> None:
        """List something that no table or no rule takes."""
        self.unused.append(Unused(ref=self.ref(entry, key), what=what, reason=reason))

    def ref(self, entry: Entry, key: str = "") -> str:
        """Where it was written: ``ada.chart.yaml:34``."""
        return f"{self.place}:{(entry.place(key) if key else entry.at).line}"

    def is_later(self, date: PartialDate | None) -> bool:
        """Whether the whole of a date lies after the day of the decision."""
        return date is not None and self.as_of is not None and date.low > self.as_of.high

    def word(self, entry: Entry, key: str, value_set: str) -> str | None:
        """A word of an open set: the known spelling, or as written and listed as unused."""
        written: str | None = entry[key]
        if written is None:
            return None
        known = self.words.word(value_set, written)
        if known is None:
            self.leave(entry, key, f"{value_set.replace('_', ' ')}: {written}")
        return known or written

    def finished(self) -> dict[str, tuple[Event, ...]]:
        """The rows, oldest first, undated first of all, otherwise in the order of the chart."""
        return {table: tuple(sorted(rows, key=_age)) for table, rows in self.rows.items()}


def _age(row: Event) -> tuple[int, int]:
    return (row.date.low.toordinal(), row.date.high.toordinal()) if row.date else (0, 0)


def add_person(chart: Entry, rows: Rows) -> None:
    """The person, and what the chart states about the day itself."""
    columns = {key: chart[key] for key in ("sex", "birth_date", "death_date", "deceased", "region")}
    if columns["death_date"] and columns["deceased"] is None:
        columns["deceased"] = True
    rows.add(tables.Patient, chart, **columns)
    for key in ("ecog", "karnofsky"):
        _add_state(rows, chart, key, number=chart[key])
    _add_state(rows, chart, "menopause", text=chart["menopause"])
    _add_state(rows, chart, "pregnant", truth=chart["pregnant"])
    _add_state(rows, chart, "pregnancy_weeks", number=chart["pregnancy_weeks"])
    _add_state(rows, chart, "treatment_history_complete", truth=chart["treatment_history_complete"])


def _add_state(rows: Rows, entry: Entry, key: str, date: PartialDate | None = None, **value: Any) -> None:
    if all(part is None for part in value.values()):
        return
    rows.add(tables.State, entry, key, name=key.replace("_", "-"), date=date, **value)


def add_cancer(chart: Entry, rows: Rows) -> None:
    """The cancer: diagnosis, suspicion, metastatic disease and its sites."""
    cancer: Entry | None = chart["cancer"]
    if cancer is None or not cancer.values:
        return
    rows.add(
        tables.Diagnosis,
        cancer,
        cancer="breast",
        date=cancer["first_diagnosed"],
        histology=cancer["histology"],
        laterality=cancer["laterality"],
        stage=cancer["initial_stage"],
    )
    for key in ("visceral_crisis", "oligometastatic", "symptomatic", "locally_advanced"):
        _add_state(rows, cancer, key, truth=cancer[key])
    _add_state(rows, cancer, "brain_metastases", text=cancer["brain_metastases"])
    _add_suspicion(cancer, rows)
    _add_metastases(cancer, rows)


def _add_suspicion(cancer: Entry, rows: Rows) -> None:
    day, reasons = cancer["suspected_on"], cancer.several("suspected_because")
    if day or reasons:
        key = "suspected_on" if day else "suspected_because"
        rows.add(tables.State, cancer, key, name="metastatic-suspected", date=day, truth=True)
    for written in reasons:
        known = rows.words.word("suspected_because", written)
        if known is None:
            rows.leave(cancer, "suspected_because", f"suspected because: {written}")
        rows.add(tables.State, cancer, "suspected_because", name="suspected-because", date=day, text=known or written)


def _add_metastases(cancer: Entry, rows: Rows) -> None:
    day, sites = cancer["metastatic_on"], cancer.several("sites")
    distant = [site for site in sites if rows.words.attributes("site", site).get("distant")]
    from_the_start = str(cancer["initial_stage"] or "").startswith("IV")
    since = day or (cancer["first_diagnosed"] if from_the_start else None)
    # Where something is only suspected, a site says where the finding is, not that cancer is proven there.
    proven = bool(day or from_the_start)
    suspected = not proven and bool(cancer["suspected_on"] or cancer.several("suspected_because"))
    if proven or (distant and not suspected):
        key = "metastatic_on" if day else "sites" if distant else "initial_stage"
        rows.add(tables.State, cancer, key, name="metastatic", date=since, truth=True)
    for site in sites:
        rows.add(tables.Metastasis, cancer, "sites", site=site, date=since, status="suspected" if suspected else None)
    in_brain = cancer["brain_metastases"] not in {None, "none"}
    if in_brain and "brain" not in sites:
        rows.add(tables.Metastasis, cancer, "brain_metastases", site="brain", date=since)


_PERCENTAGES = {
    "er_percent": "ER",
    "pr_percent": "PR",
    "ki67_percent": "Ki-67",
    "pdl1_cps": "PD-L1-CPS",
    "pdl1_ic_percent": "PD-L1-IC",
    "ar_percent": "AR",
    "her2_ratio": "HER2-ratio",
    "her2_copies": "HER2-copies",
    "grade": "histologic-grade",
}
_WORDS = {
    "er": "ER",
    "pr": "PR",
    "her2": "HER2",
    "her2_ihc": "HER2-IHC",
    "her2_ish": "HER2-ISH",
    "histology": "histology",
}


def add_specimens(chart: Entry, rows: Rows) -> None:
    """Each specimen: one marker row for each of its results."""
    for number, specimen in enumerate(chart.several("specimens"), 1):
        place: dict[str, Any] = {
            "specimen": f"specimen-{number}",
            "site": specimen["site"],
            "date": specimen["date"],
            "metastatic": _from_metastasis(specimen, rows),
        }
        for key, name in _PERCENTAGES.items():
            if key in specimen:
                verdict = _verdict_beside(specimen, key)
                rows.add(tables.Marker, specimen, key, name=name, number=float(specimen[key]), text=verdict, **place)
        for key, name in _WORDS.items():
            if key in specimen and not _said_in_percent(specimen, key):
                rows.add(tables.Marker, specimen, key, name=name, text=specimen[key], **place)


def _verdict_beside(specimen: Entry, key: str) -> str | None:
    """The verdict written beside a percentage, kept so that a contradiction of the two can be told."""
    word = key.removesuffix("_percent")
    verdict: str | None = specimen[word] if word in {"er", "pr"} else None
    return None if verdict == "equivocal" else verdict


def _said_in_percent(specimen: Entry, key: str) -> bool:
    """Whether a percentage says the same more exactly."""
    return key in {"er", "pr"} and f"{key}_percent" in specimen


def _from_metastasis(specimen: Entry, rows: Rows) -> bool | None:
    """Whether a specimen is of a metastasis: as stated, else by its site; a lymph node alone does not say."""
    stated: bool | None = specimen["distant"]
    if stated is not None:
        return stated
    about = rows.words.attributes("site", specimen["site"])
    if specimen["site"] is None or about.get("either"):
        return None
    return not about.get("primary", False)


def add_genomics(chart: Entry, rows: Rows) -> None:
    """Genomic results: genes become variants, the others markers."""
    for result in chart.several("genomics"):
        if "gene" in result:
            columns = {key: result[key] for key in ("date", "origin", "source", "result")}
            columns["alteration"] = change_word(result["alteration"]) if result["alteration"] else None
            rows.add(tables.Variant, result, gene=rows.word(result, "gene", "gene"), **columns)
        elif "biomarker" in result:
            name = rows.word(result, "biomarker", "biomarker")
            rows.add(tables.Marker, result, name=name, date=result["date"], **_number_or_word(result, rows))


def _number_or_word(result: Entry, rows: Rows) -> dict[str, Any]:
    """The value of a biomarker: a number, or a word in the spelling that facts ask for."""
    value: str | None = result["value"]
    try:
        return {"number": float(value)} if value is not None else {}
    except ValueError:
        known = rows.words.word(f"{result['biomarker'].lower()}_result", str(value))
        if known is None:
            rows.leave(result, "value", f"{result['biomarker']}: {value}")
        return {"text": known or value}


def add_therapies(chart: Entry, rows: Rows) -> None:
    """Treatments against the cancer: a row a drug, grouped as given; procedures in their own table."""
    for number, therapy in enumerate(chart.several("therapies"), 1):
        if "procedure" in therapy:
            name = rows.word(therapy, "procedure", "procedure")
            day = therapy["date"] or therapy["start"]
            columns = {key: therapy[key] for key in ("site", "intent", "end")}
            rows.add(tables.Procedure, therapy, name=name, date=day, **columns)
        for drug in therapy.several("drugs"):
            known = rows.words.drug(drug)
            if known is None:
                rows.leave(
                    therapy, "drugs", f"drug: {drug}", "no rule knows this drug; its part in the history is open"
                )
            name = known or " ".join(drug.lower().split())
            given = _given(therapy, rows)
            rows.add(tables.Drug, therapy, drug=name, known=known is not None, regimen=f"regimen-{number}", **given)


def _given(therapy: Entry, rows: Rows) -> dict[str, Any]:
    """How a drug was given. A metastatic treatment without an end and without a reason for it goes on, until ``course``
    finds that a later line took its place.
    """
    keys = ("intent", "end", "ongoing", "stopped_for", "best_response", "line", "dose_mg", "maintenance")
    given = {key: therapy[key] for key in keys} | {"date": therapy["start"] or therapy["date"]}
    if rows.is_later(given["end"]):
        rows.leave(therapy, "end", f"end of treatment {given['end']}", TOO_LATE)
        given |= {"end": None, "stopped_for": None, "ongoing": True}
    elif given["ongoing"] is None:
        over = given["end"] is not None or given["stopped_for"] is not None
        given["ongoing"] = False if over else True if given["intent"] == "metastatic" else None
        given["ongoing_inferred"] = given["ongoing"] is True
    return given


def add_labs(chart: Entry, rows: Rows) -> None:
    """Laboratory values in the canonical unit of their test; a unit that nobody can convert leaves the value unused."""
    for lab in chart.several("labs"):
        test = rows.word(lab, "test", "lab_test")
        about = rows.words.attributes("lab_test", test)
        factor = _factor(lab["unit"], about)
        if factor is None:
            rows.leave(lab, "unit" if lab["unit"] else "value", _lab_words(lab), "its unit is not one of this test")
        values: dict[str, Any] = {key: _times(lab[key], factor) for key in ("value", "lower_limit", "upper_limit")}
        unit = None if factor is None else about.get("unit", lab["unit"])
        raw = {"raw_value": float(lab["value"]), "raw_unit": lab["unit"]}
        rows.add(tables.Lab, lab, test=test, unit=unit, date=lab["date"], **values, **raw)


def _lab_words(lab: Entry) -> str:
    return f"{lab['test']} {lab['value']:g} {lab['unit'] or '(no unit)'}"


def _factor(unit: str | None, about: dict[str, object]) -> float | None:
    """What to multiply by; ``None`` where the unit is not one of the test. A test nobody describes is kept as it is."""
    canonical, factors = about.get("unit"), about.get("factors")
    if canonical is None or unit == canonical or (unit is None and canonical in {"ratio", "1"}):
        return 1.0
    found = factors.get(unit) if isinstance(factors, dict) else None
    return float(found) if isinstance(found, int | float) else None


def _times(value: float | None, factor: float | None) -> float | None:
    """The value in the canonical unit, free of the noise of binary fractions."""
    return None if value is None or factor is None else float(f"{value * factor:.12g}")


def add_conditions(chart: Entry, rows: Rows) -> None:
    """Other diseases."""
    for condition in chart.several("conditions"):
        allergy = rows.words.allergy(condition["name"])
        if allergy is not None:
            _add_allergy(rows, condition, allergy, known=True)
            continue
        name = rows.word(condition, "name", "condition")
        known = rows.words.word("condition", condition["name"]) is not None
        rows.add(
            tables.Condition, condition, name=name, known=known, date=condition["date"], status=condition["status"]
        )


def add_allergies(chart: Entry, rows: Rows) -> None:
    """Drugs that the person does not tolerate, as conditions of that name."""
    for entry in chart.several("allergies"):
        known = rows.words.substance(entry["substance"])
        if known is None:
            rows.leave(entry, "substance", f"allergy: {entry['substance']}")
        allergy = Allergy(entry.get("kind", KINDS[0]), known or entry["substance"].lower())
        _add_allergy(rows, entry, allergy, known=known is not None)


def _add_allergy(rows: Rows, entry: Entry, allergy: Allergy, *, known: bool) -> None:
    rows.add(tables.Condition, entry, name=allergy.name, known=known, date=entry["date"], status=entry["status"])


def add_medications(chart: Entry, rows: Rows) -> None:
    """Other medicines. One that is listed without an end is being taken."""
    for medication in chart.several("medications"):
        known = rows.words.drug(medication["name"])
        if known is None:
            rows.leave(medication, "name", f"medication: {medication['name']}")
        end = None if rows.is_later(medication["end"]) else medication["end"]
        ongoing = medication.get("ongoing", end is None)
        name = known or medication["name"].lower()
        columns = {"date": medication["start"], "end": end, "ongoing": ongoing, "known": known is not None}
        rows.add(tables.Medication, medication, name=name, **columns)


def add_measurements(chart: Entry, rows: Rows) -> None:
    """Lesions on images."""
    keys = ("date", "lesion", "kind", "site", "longest_mm", "short_axis_mm", "status", "evaluable")
    for lesion in chart.several("measurements"):
        rows.add(tables.Lesion, lesion, **{key: _as_float(lesion[key]) for key in keys})


def _as_float(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def add_symptoms(chart: Entry, rows: Rows) -> None:
    """Symptoms and side effects."""
    keys = ("date", "ctcae_grade", "attributed_to", "pro_frequency", "pro_severity", "pro_interference")
    for symptom in chart.several("symptoms"):
        term = rows.word(symptom, "term", "symptom_term")
        known = rows.words.word("symptom_term", symptom["term"]) is not None
        said = {key: symptom[key] for key in keys}
        if said["attributed_to"] is not None:
            said["attributed_to"] = rows.words.drug(said["attributed_to"]) or said["attributed_to"]
        rows.add(tables.Symptom, symptom, term=term, known=known, **said)
        if not known:
            _add_disease_named(symptom, rows)


def _add_disease_named(symptom: Entry, rows: Rows) -> None:
    """A side effect that is known by the word of a disease (and by none of a symptom) is that disease too."""
    disease = rows.words.word("condition", symptom["term"])
    if disease is not None and symptom["ctcae_grade"] != 0:
        grade = symptom["ctcae_grade"]
        rows.add(
            tables.Condition,
            symptom,
            name=disease,
            date=symptom["date"],
            status="active",
            ctcae_grade=grade,
            known=True,
        )


def add_wishes(chart: Entry, rows: Rows) -> None:
    """What matters to the person."""
    wishes: Entry | None = chart["wishes"]
    if wishes is None:
        return
    if "words" in wishes:
        rows.add(tables.Wish, wishes, "words", name="words", text=wishes["words"])
    for name, weight in wishes.items("weights"):
        rows.add(tables.Wish, wishes, "weights", name=name, weight=float(weight))
    for key in ("outlook", "decides", "decides_with", "work"):
        if key in wishes:
            rows.add(tables.Wish, wishes, key, name=key.replace("_", "-"), text=wishes[key])
    for event in wishes.several("events"):
        if event:
            rows.add(tables.Wish, event, name="event", text=event["what"], day=event["date"], until=event["until"])


PARTS = (
    add_person,
    add_cancer,
    add_specimens,
    add_genomics,
    add_therapies,
    add_labs,
    add_conditions,
    add_allergies,
    add_medications,
    add_measurements,
    add_symptoms,
    add_wishes,
)
"""The parts of a chart, in the order in which they are read."""


def collected(chart: Entry, rows: Rows) -> tuple[dict[str, tuple[Event, ...]], Iterable[Unused]]:
    """All rows of a chart, and what no rule can know."""
    for add in PARTS:
        add(chart, rows)
    return rows.finished(), rows.unused
