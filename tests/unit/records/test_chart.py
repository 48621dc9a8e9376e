"""The chart: what becomes of each of its parts, and what each wrong page is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onward.events.tables import Events
from onward.knowledge.build_evidence import value_sets
from onward.knowledge.contents import read_contents
from onward.knowledge.files import KnowledgeFile, read_files, shipped_folder
from onward.knowledge.positions import Mapping, read_text
from onward.knowledge.types import Knowledge
from onward.records.chart import ChartReader, read_chart
from onward.values.dates import PartialDate
from onward.values.errors import RecordError

WORDS = b"""
- value_set: drug
  concepts:
    - {word: letrozole, texts: [Femara], classes: [aromatase inhibitor]}
    - {word: trastuzumab deruxtecan}
    - {word: nab-paclitaxel}
    - {word: warfarin}
- value_set: lab_test
  concepts:
    - {word: hemoglobin, unit: g/dL, factors: {g/L: 0.1}}
    - {word: inr, unit: ratio}
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Only the words of the knowledge that ships, and a few of our own."""
    shipped = [file for file in read_files(shipped_folder()) if file.name.endswith(("vocabulary.yaml", "classes.yaml"))]
    own = KnowledgeFile("knowledge/terminology/own.yaml", WORDS)
    sets, faults = value_sets(read_contents((own, *shipped)).value_sets)
    assert faults == []
    return Knowledge(
        version="2026.11.0",
        digest="",
        facts={},
        rules=(),
        treatments={},
        regimens={},
        sources={},
        investigations={},
        terminology=sets,
        words={},
        coverage={},
    )


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> ChartReader:
    return ChartReader(knowledge)


def rows(events: Events, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of the rows of a table; dates as text."""
    return [tuple(_shown(getattr(row, column)) for column in columns) for row in events.of(table)]


def _shown(value: object) -> object:
    return str(value) if isinstance(value, PartialDate) else value


def unused(events: Events) -> list[tuple[str, str, str]]:
    return [(item.ref, item.what, item.reason) for item in events.unused]


def test_every_table_is_there_and_an_almost_empty_chart_says_almost_nothing(reader: ChartReader) -> None:
    events = reader.read_text("sex: female", "a.yaml")
    assert len(events.rows) == 20
    assert {table: len(found) for table, found in events.rows.items() if found} == {"patient": 1}
    assert events.patient_id == "a"
    assert events.as_of is None


def test_the_person(reader: ChartReader) -> None:
    text = """id: ada
as_of: 2026-06-01
sex: female
birth_date: 1961-03
region: EU
ecog: 1
karnofsky: 80
menopause: perimenopausal
pregnant: false
pregnancy_weeks: 0
treatment_history_complete: true
"""
    events = reader.read_text(text, "x/ada.chart.yaml")
    assert events.patient_id == "ada"
    assert str(events.as_of) == "2026-06-01"
    person = events.of("patient")[0]
    assert (person.sex, str(person.birth_date), person.region, person.deceased) == ("female", "1961-03", "EU", None)
    assert person.refs == ("ada.chart.yaml:1",)
    assert rows(events, "state", "name", "number", "text", "truth") == [
        ("ecog", 1, None, None),
        ("karnofsky", 80, None, None),
        ("menopause", None, "perimenopausal", None),
        ("pregnant", None, None, False),
        ("pregnancy-weeks", 0, None, None),
        ("treatment-history-complete", None, None, True),
    ]
    assert events.of("state")[0].refs == ("ada.chart.yaml:6",)


def test_a_day_of_death_means_dead(reader: ChartReader) -> None:
    assert reader.read_text("death_date: 2026-01-02", "a.yaml").of("patient")[0].deceased is True
    assert reader.read_text("deceased: true", "a.yaml").of("patient")[0].deceased is True


def test_the_cancer(reader: ChartReader) -> None:
    text = """
cancer:
  first_diagnosed: 2018-05
  initial_stage: IIB
  histology: ductal
  laterality: left
  suspected_on: 2026-05-02
  suspected_because: [bone-pain, a feeling]
  metastatic_on: 2026-05-10
  sites: [bone, liver]
  brain_metastases: stable
  visceral_crisis: false
  oligometastatic: false
  symptomatic: true
  locally_advanced: false
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "diagnosis", "cancer", "date", "histology", "laterality", "stage") == [
        ("breast", "2018-05", "ductal", "left", "IIB")
    ]
    assert rows(events, "state", "name", "date", "text", "truth") == [
        ("visceral-crisis", None, None, False),
        ("oligometastatic", None, None, False),
        ("symptomatic", None, None, True),
        ("locally-advanced", None, None, False),
        ("brain-metastases", None, "stable", None),
        ("metastatic-suspected", "2026-05-02", None, True),
        ("suspected-because", "2026-05-02", "bone-pain", None),
        ("suspected-because", "2026-05-02", "a feeling", None),
        ("metastatic", "2026-05-10", None, True),
    ]
    assert rows(events, "metastasis", "site", "date") == [
        ("bone", "2026-05-10"),
        ("liver", "2026-05-10"),
        ("brain", "2026-05-10"),
    ]
    assert unused(events) == [("a.yaml:8", "suspected because: a feeling", "no rule knows this")]


@pytest.mark.parametrize(
    ("cancer", "metastatic"),
    [
        ("{first_diagnosed: 2018}", []),
        ("{sites: [node, skin, breast]}", []),
        ("{sites: [lung]}", [None]),
        ("{metastatic_on: 2026-01}", ["2026-01"]),
        ("{initial_stage: IV, first_diagnosed: 2026-02}", ["2026-02"]),
        ("{initial_stage: IIIC}", []),
        ("{brain_metastases: none}", []),
    ],
)
def test_when_disease_counts_as_metastatic(reader: ChartReader, cancer: str, metastatic: list[str | None]) -> None:
    events = reader.read_text(f"cancer: {cancer}", "a.yaml")
    found = [day for name, day in rows(events, "state", "name", "date") if name == "metastatic"]
    assert found == metastatic


def test_a_suspicion_needs_no_day_and_takes_one_word(reader: ChartReader) -> None:
    events = reader.read_text("cancer: {suspected_because: bone-pain}", "a.yaml")
    assert rows(events, "state", "name", "text") == [("metastatic-suspected", None), ("suspected-because", "bone-pain")]


@pytest.mark.parametrize(
    ("cancer", "metastatic", "status"),
    [
        ("{suspected_on: 2026-05, sites: [liver]}", [], "suspected"),
        ("{suspected_because: abnormal-lft, sites: [liver]}", [], "suspected"),
        ("{suspected_on: 2026-05, metastatic_on: 2026-06, sites: [liver]}", ["2026-06"], None),
        ("{suspected_on: 2026-05, initial_stage: IV, sites: [liver]}", [None], None),
        ("{sites: [liver]}", [None], None),
    ],
)
def test_the_site_of_a_suspicion_proves_nothing(
    reader: ChartReader, cancer: str, metastatic: list[str | None], status: str | None
) -> None:
    events = reader.read_text(f"cancer: {cancer}", "a.yaml")
    assert [day for name, day in rows(events, "state", "name", "date") if name == "metastatic"] == metastatic
    assert rows(events, "metastasis", "site", "status") == [("liver", status)]


def test_an_empty_cancer_is_no_diagnosis(reader: ChartReader) -> None:
    assert reader.read_text("cancer: {}", "a.yaml").of("diagnosis") == ()


def test_specimens(reader: ChartReader) -> None:
    text = """
specimens:
  - {date: 2018-05-10, site: breast, histology: ductal, grade: 2, er_percent: 90, er: positive, pr: negative,
     her2_ihc: 1+}
  - {date: 2026-05-20, site: liver, er: low, her2: positive, her2_ihc: 0, her2_ish: not-amplified, her2_ratio: 1.2,
     her2_copies: 3, ki67_percent: 30, pdl1_cps: 4, pdl1_ic_percent: 1, ar_percent: 10}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "marker", "specimen", "name", "number", "text", "metastatic") == [
        ("specimen-1", "ER", 90.0, "positive", False),
        ("specimen-1", "histologic-grade", 2.0, None, False),
        ("specimen-1", "PR", None, "negative", False),
        ("specimen-1", "HER2-IHC", None, "1+", False),
        ("specimen-1", "histology", None, "ductal", False),
        ("specimen-2", "Ki-67", 30.0, None, True),
        ("specimen-2", "PD-L1-CPS", 4.0, None, True),
        ("specimen-2", "PD-L1-IC", 1.0, None, True),
        ("specimen-2", "AR", 10.0, None, True),
        ("specimen-2", "HER2-ratio", 1.2, None, True),
        ("specimen-2", "HER2-copies", 3.0, None, True),
        ("specimen-2", "ER", None, "low", True),
        ("specimen-2", "HER2", None, "positive", True),
        ("specimen-2", "HER2-IHC", None, "0", True),
        ("specimen-2", "HER2-ISH", None, "not-amplified", True),
    ]


@pytest.mark.parametrize(
    ("place", "metastatic"),
    [
        ("site: breast", False),
        ("site: contralateral-breast", None),
        ("site: node", None),
        ("site: node, distant: true", True),
        ("site: breast, distant: true", True),
        ("site: skin", True),
        ("site: liver", True),
        ("grade: 1", None),
    ],
)
def test_whether_a_specimen_is_of_a_metastasis(reader: ChartReader, place: str, metastatic: bool | None) -> None:
    events = reader.read_text(f"specimens: [{{er_percent: 5, {place}}}]", "a.yaml")
    assert rows(events, "marker", "metastatic")[0] == (metastatic,)


def test_genomics(reader: ChartReader) -> None:
    text = """
genomics:
  - {date: 2026-05-28, gene: PIK3CA, alteration: H1047R, origin: somatic, source: ctdna, result: positive}
  - {gene: XYZ1, result: vus}
  - {biomarker: TMB, value: 6.5}
  - {biomarker: msi, value: mss}
  - {biomarker: HRD, value: 42}
  - {biomarker: MSI, value: unclear}
  - {biomarker: HRD}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "variant", "gene", "alteration", "origin", "source", "result") == [
        ("XYZ1", None, None, None, "vus"),
        ("PIK3CA", "H1047R", "somatic", "ctdna", "positive"),
    ]
    assert rows(events, "marker", "name", "number", "text") == [
        ("TMB", 6.5, None),
        ("MSI", None, "MSS"),
        ("HRD", 42.0, None),
        ("MSI", None, "unclear"),
        ("HRD", None, None),
    ]
    assert [what for _, what, _ in unused(events)] == ["gene: XYZ1", "MSI: unclear"]


def test_drugs_are_called_by_their_generic_names(reader: ChartReader) -> None:
    text = """
therapies:
  - {drugs: [Trastuzumab-Deruxtecan, FEMARA, nab paclitaxel, chemotherapy, Wonder  Drug], intent: metastatic,
     start: 2026-01, line: 2, maintenance: true, dose_mg: 5, best_response: PR}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "drug", "drug", "known", "regimen", "line", "maintenance", "dose_mg", "best_response") == [
        ("trastuzumab deruxtecan", True, "regimen-1", 2, True, 5, "PR"),
        ("letrozole", True, "regimen-1", 2, True, 5, "PR"),
        ("nab-paclitaxel", True, "regimen-1", 2, True, 5, "PR"),
        ("chemotherapy", True, "regimen-1", 2, True, 5, "PR"),
        ("wonder drug", False, "regimen-1", 2, True, 5, "PR"),
    ]
    assert unused(events) == [
        ("a.yaml:3", "drug: Wonder  Drug", "no rule knows this drug; its part in the history is open")
    ]


@pytest.mark.parametrize(
    ("given", "ongoing"),
    [
        ("intent: metastatic, start: 2026-01", True),
        ("intent: metastatic", True),
        ("intent: metastatic, end: 2026-02", False),
        ("intent: metastatic, stopped_for: toxicity", False),
        ("intent: metastatic, ongoing: false", False),
        ("intent: adjuvant, start: 2026-01", None),
        ("start: 2026-01", None),
        ("start: 2026-01, ongoing: true", True),
        ("intent: adjuvant, start: 2026-01, end: 2030-01, stopped_for: completed", True),
    ],
)
def test_whether_a_treatment_goes_on(reader: ChartReader, given: str, ongoing: bool | None) -> None:
    events = reader.read_text(f"as_of: 2026-06-01\ntherapies: [{{drugs: [letrozole], {given}}}]", "a.yaml")
    assert rows(events, "drug", "ongoing") == [(ongoing,)]


def test_an_end_after_the_day_of_the_decision_is_not_known_yet(reader: ChartReader) -> None:
    text = "as_of: 2026-06-01\ntherapies: [{drugs: [letrozole], start: 2026-01, end: 2027-01, stopped_for: completed}]"
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "drug", "end", "stopped_for") == [(None, None)]
    assert unused(events) == [("a.yaml:2", "end of treatment 2027-01", "after the day of the decision")]


def test_procedures(reader: ChartReader) -> None:
    text = """therapies: [{procedure: Mastectomy, date: 2018-06-20, site: breast},
 {procedure: spell, start: 2019, end: 2020}]"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "procedure", "name", "date", "end", "site") == [
        ("mastectomy", "2018-06-20", None, "breast"),
        ("spell", "2019", "2020", None),
    ]
    assert unused(events) == [("a.yaml:2", "procedure: spell", "no rule knows this")]


def test_laboratory_values_are_turned_into_the_unit_of_their_test(reader: ChartReader) -> None:
    text = """
labs:
  - {date: 2026-05-30, test: hemoglobin, value: 112, unit: g/L, lower_limit: 120, upper_limit: 160}
  - {date: 2026-05-30, test: hemoglobin, value: 11.3, unit: g/dL}
  - {date: 2026-05-30, test: hemoglobin, value: 7, unit: mmol/L}
  - {date: 2026-05-30, test: hemoglobin, value: 9}
  - {date: 2026-05-30, test: inr, value: 1.1}
  - {date: 2026-05-30, test: vibes, value: 3, unit: bad}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "lab", "test", "value", "unit", "lower_limit", "upper_limit", "raw_value", "raw_unit") == [
        ("hemoglobin", 11.2, "g/dL", 12.0, 16.0, 112.0, "g/L"),
        ("hemoglobin", 11.3, "g/dL", None, None, 11.3, "g/dL"),
        ("hemoglobin", None, None, None, None, 7.0, "mmol/L"),
        ("hemoglobin", None, None, None, None, 9.0, None),
        ("inr", 1.1, "ratio", None, None, 1.1, None),
        ("vibes", 3.0, "bad", None, None, 3.0, "bad"),
    ]
    assert unused(events) == [
        ("a.yaml:5", "hemoglobin 7 mmol/L", "its unit is not one of this test"),
        ("a.yaml:6", "hemoglobin 9 (no unit)", "its unit is not one of this test"),
        ("a.yaml:8", "lab test: vibes", "no rule knows this"),
    ]


def test_other_diseases_and_medicines(reader: ChartReader) -> None:
    text = """
as_of: 2026-06-01
conditions: [Type 2 diabetes, {name: hypertension, date: 2020, status: resolved}, gout]
medications: [Warfarin, {name: Saw Palmetto, start: 2020, end: 2021}, {name: letrozole, end: 2027}]
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "condition", "name", "date", "status", "known") == [
        ("type-2-diabetes", None, None, True),
        ("gout", None, None, False),
        ("hypertension", "2020", "resolved", True),
    ]
    assert rows(events, "medication", "name", "date", "end", "ongoing", "known") == [
        ("warfarin", None, None, True, True),
        ("letrozole", None, None, True, True),
        ("saw palmetto", "2020", "2021", False, False),
    ]
    assert [what for _, what, _ in unused(events)] == ["condition: gout", "medication: Saw Palmetto"]


def test_measurements_symptoms_and_wishes(reader: ChartReader) -> None:
    text = """
measurements:
  - {date: 2026-05-12, lesion: L1, kind: target, site: liver, longest_mm: 23}
  - {date: 2026-05-12, lesion: N1, kind: non-target, site: node, short_axis_mm: 17.5, status: present, evaluable: false}
symptoms:
  - fatigue
  - {date: 2026-05-30, term: Bone pain, ctcae_grade: 1, pro_severity: 2}
  - {term: ennui, attributed_to: letrozole}
wishes: {words: keep my hair, weights: {longer-life: 5, few-visits: 3}}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "lesion", "lesion", "kind", "site", "longest_mm", "short_axis_mm", "status", "evaluable") == [
        ("L1", "target", "liver", 23.0, None, None, None),
        ("N1", "non-target", "node", None, 17.5, "present", False),
    ]
    assert rows(events, "symptom", "term", "ctcae_grade", "pro_severity", "attributed_to", "known") == [
        ("fatigue", None, None, None, True),
        ("ennui", None, None, "letrozole", False),
        ("bone-pain", 1, 2, None, True),
    ]
    assert rows(events, "wish", "name", "weight", "text") == [
        ("words", None, "keep my hair"),
        ("longer-life", 5.0, None),
        ("few-visits", 3.0, None),
    ]


def test_a_side_effect_that_bears_the_word_of_a_disease_is_that_disease(reader: ChartReader) -> None:
    text = """
symptoms:
  - {date: 2026-05-29, term: Osteoporosis, ctcae_grade: 0}
  - {date: 2026-05-30, term: hypertension, ctcae_grade: 3}
  - {date: 2026-05-30, term: fatigue, ctcae_grade: 3}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "condition", "name", "date", "status", "known") == [
        ("hypertension", "2026-05-30", "active", True)
    ]


def test_what_happened_later_is_not_used(reader: ChartReader) -> None:
    labs = "labs:\n  - {date: 2026-06-02, test: inr, value: 1}\n  - {date: 2026-06, test: inr, value: 2}"
    text = f"as_of: 2026-06-01\n{labs}"
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "lab", "value") == [(2.0,)]
    assert unused(events) == [("a.yaml:3", "lab of 2026-06-02", "after the day of the decision")]
    earlier = reader.read_text(text, "a.yaml", as_of=date(2026, 5, 1))
    assert earlier.of("lab") == ()


def test_rows_have_ids_and_references_and_are_oldest_first(reader: ChartReader) -> None:
    text = """labs:
  - {date: 2026, test: inr, value: 1}
  - {date: 2024-02, test: inr, value: 2}
  - {test: inr, value: 3}
"""
    events = reader.read_text(text, "a.yaml")
    assert rows(events, "lab", "id", "refs", "value") == [
        ("lab-3", ("a.yaml:4",), 3.0),
        ("lab-2", ("a.yaml:3",), 2.0),
        ("lab-1", ("a.yaml:2",), 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.yaml:1:1: the chart is empty. Expected keys, as 'sex: female'."),
        ("[a]", "a.yaml:1:1: a list stands where the chart belongs."),
        ("just words", "a.yaml:1:1: a single value stands where the chart belongs."),
        ("menopausal: no", "a.yaml:1:1: the chart has no key 'menopausal'. Did you mean menopause?"),
        ("sex: femal", "a.yaml:1:6: 'femal' is not possible here. Expected female or male. Did you mean female?"),
        ("sex: [female]", "a.yaml:1:6: a list stands where a word belongs. Expected female or male."),
        ("ecog: 7", "a.yaml:1:7: '7' is not possible. Expected a whole number from 0 to 5."),
        ("ecog: 1.5", "a.yaml:1:7: '1.5' is not possible. Expected a whole number from 0 to 5."),
        ("ecog: good", "a.yaml:1:7: 'good' is not a number. Expected a whole number from 0 to 5."),
        ("ecog: true", "a.yaml:1:7: 'true' is not a number. Expected a whole number from 0 to 5."),
        ("karnofsky: .nan", "a.yaml:1:12: '.nan' is not a number. Expected a number from 0 to 100."),
        ("pregnant: no", "a.yaml:1:11: 'no' is neither true nor false. Expected true or false. Did you mean false?"),
        (
            "birth_date: 1961-02-30",
            "a.yaml:1:13: '1961-02-30' is not a date. Expected a date that exists, as 2019, 2019-05 or 2019-05-31.",
        ),
        ("birth_date: {a: b}", "a.yaml:1:13: a mapping is not a date."),
        ("id: ''", "a.yaml:1:6: the text is empty. Expected text."),
        ("id: [a]", "a.yaml:1:5: a list stands where text belongs. Expected text."),
        ("conditions: fatigue", "a.yaml:1:13: a single value stands where a list belongs."),
        ("conditions: [[a]]", "a.yaml:1:14: a list stands where a condition belongs."),
        ("conditions: ['']", "a.yaml:1:15: the word is empty. Expected a word."),
        (
            "cancer: {initial_stage: five}",
            "a.yaml:1:25: 'five' does not fit. Expected a stage group, as IIB; IV = metastatic at first diagnosis.",
        ),
        ("cancer: {sites: [bones]}", "a.yaml:1:18: 'bones' is not possible here."),
        ("specimens: [{er_percent: -1}]", "a.yaml:1:26: '-1' is not possible. Expected a number from 0 to 100."),
        ("specimens: [{her2_ihc: 4+}]", "a.yaml:1:24: '4+' is not possible here. Expected 0, ultralow, 1+, 2+ or 3+."),
        ("labs: [{value: 3}]", "a.yaml:1:8: a laboratory value has no 'test'. Expected test: a word."),
        ("labs: [{test: inr, value: -3}]", "a.yaml:1:27: '-3' is not possible. Expected a number, 0 or more."),
        (
            "measurements: [{lesion: L1, longest_mm: -3}]",
            "a.yaml:1:41: '-3' is not possible. Expected a number from 0 to 1000.",
        ),
        ("therapies: [{start: 2019}]", "a.yaml:1:13: 'drugs' or 'procedure' is missing. Expected one of the two."),
        ("therapies: [{drugs: []}]", "a.yaml:1:21: the list has 0 values."),
        (
            "therapies: [{drugs: [a], procedure: mastectomy}]",
            "a.yaml:1:13: both 'drugs' and 'procedure' are here. Expected one of the two.",
        ),
        (
            "therapies: [{drugs: [a], start: 2019, end: 2018}]",
            "a.yaml:1:44: 'end' (2018) is before 'start' (2019). Expected 2019 or later.",
        ),
        (
            "therapies: [{drugs: [a], ongoing: true, end: 2018}]",
            "a.yaml:1:35: the treatment goes on, and yet it ended. Expected one of the two.",
        ),
        ("genomics: [{result: positive}]", "a.yaml:1:12: 'gene' or 'biomarker' is missing. Expected one of the two."),
        ("genomics: [{biomarker: TMB, value: -4}]", "a.yaml:1:36: '-4' is not possible. Expected a number, 0 or more."),
        (
            "genomics: [{biomarker: TMB, value: .inf}]",
            "a.yaml:1:36: '.inf' is not possible. Expected a number, 0 or more.",
        ),
        (
            "medications: [{name: a, start: 2019, end: 2018}]",
            "a.yaml:1:43: 'end' (2018) is before 'start' (2019). Expected 2019 or later.",
        ),
        (
            "birth_date: 1990\ncancer: {first_diagnosed: 1980}",
            "a.yaml:2:27: 'first_diagnosed' (1980) is before 'birth_date' (1990). Expected 1990 or later.",
        ),
        (
            "cancer: {first_diagnosed: 2020, metastatic_on: 2019}",
            "a.yaml:1:48: 'metastatic_on' (2019) is before 'first_diagnosed' (2020). Expected 2020 or later.",
        ),
        (
            "as_of: 2026\nbirth_date: 2027",
            "a.yaml:1:8: 'as_of' (2026) is before 'birth_date' (2027). Expected 2027 or later.",
        ),
        ("wishes: {weights: [1]}", "a.yaml:1:19: a list stands where keys belong."),
        (
            "a: {b",
            "a.yaml:2:1: a '{' is not closed, or a comma is missing",
        ),
    ],
)
def test_every_wrong_page_is_told_what_is_wrong(reader: ChartReader, text: str, fault: str) -> None:
    with pytest.raises(RecordError) as error:
        reader.read_text(text, "a.yaml")
    assert [str(found)[: len(fault)] for found in error.value.faults] == [fault]


def test_all_faults_are_told_at_once_in_the_order_of_the_page(reader: ChartReader) -> None:
    text = "sex: x\necog: 9\nlabs: [{tset: inr, value: 1}]\ntherapies: [{drugs: [a], start: 2020, end: 2019}]"
    with pytest.raises(RecordError) as error:
        reader.read_text(text, "a.yaml")
    assert [(fault.line, fault.suggestion) for fault in error.value.faults] == [
        (1, ""),
        (2, ""),
        (3, ""),
        (3, "test"),
        (4, ""),
    ]


def test_null_is_the_same_as_leaving_out(reader: ChartReader) -> None:
    events = reader.read_text("sex: null\necog: ~\nlabs:\nwishes: {words: null}", "a.yaml")
    assert {table for table, found in events.rows.items() if found} == {"patient"}


def test_files_and_parts_of_files(knowledge: Knowledge, reader: ChartReader, tmp_path: Path) -> None:
    path = tmp_path / "eve.chart.yaml"
    path.write_text("ecog: 1")
    assert read_chart(path, knowledge).of("state")[0].refs == ("eve.chart.yaml:1",)
    tree, _ = read_text("- case: x\n  chart: {ecog: 2}", "knowledge/pathways/x/cases.yaml")
    chart = tree.items[0].entries["chart"]  # type: ignore[union-attr]
    assert isinstance(chart, Mapping)
    events = reader.read_tree(chart, "knowledge/pathways/x/cases.yaml")
    assert events.of("state")[0].refs == ("knowledge/pathways/x/cases.yaml:2",)
    with pytest.raises(RecordError, match=r"none\.yaml: the file cannot be read: No such file or directory\."):
        reader.read(tmp_path / "none.yaml")


def test_the_examples_are_read_without_an_unknown_word_but_drugs(reader: ChartReader, examples: Path) -> None:
    charts = sorted(examples.glob("*.chart.yaml"))
    assert len(charts) >= 8
    for path in charts:
        left = [item for item in reader.read(path).unused if not item.what.startswith(("drug:", "medication:"))]
        assert left == []


def test_a_set_of_words_that_the_knowledge_does_not_have_is_open(knowledge: Knowledge) -> None:
    from dataclasses import replace

    events = ChartReader(replace(knowledge, terminology={})).read_text("sex: person\nconditions: [gout]", "a.yaml")
    assert events.of("patient")[0].sex == "person"
    assert [what for _, what, _ in unused(events)] == ["condition: gout"]
