"""A made-up world in which every turn of the engine can be taken: illnesses are red or blue, drugs are Greek letters.

``world()`` is its knowledge, ``person(...)`` somebody in it; tests change one thing at a time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from onward.events.tables import TABLES, Event, Events
from onward.knowledge.files import KnowledgeFile
from onward.knowledge.read import read_knowledge
from onward.knowledge.types import Knowledge
from onward.plan.judgement import Judgement
from onward.plan.make import judge, make_plan
from onward.plan.types import Option, Plan
from onward.values.dates import PartialDate

DAY = date(2026, 6, 1)

_PLAIN_FACTS = "".join(
    f"{name}: {{what: {name} as recorded, type: {kind}, is: {aggregate}}}\n"
    for name, kind, aggregate in (
        ("region", "enum, values: [US, EU]", "last(patient.region)"),
        ("deceased", "boolean", "last(patient.deceased)"),
        ("current_drugs", "set", "set(drug.drug) filter (where drug.ongoing)"),
        ("her2_level", "enum, values: [zero, low]", "last(marker.text) filter (where marker.name = 'LEVEL')"),
        ("er_percent", "number", "last(marker.number) filter (where marker.name = 'ER')"),
        ("pr_percent", "number", "last(marker.number) filter (where marker.name = 'PR')"),
        ("er_status", "enum, values: [positive]", "last(marker.text) filter (where marker.name = 'ER')"),
        ("pr_status", "enum, values: [positive]", "last(marker.text) filter (where marker.name = 'PR')"),
        ("her2_status", "enum, values: [positive]", "last(marker.text) filter (where marker.name = 'HER2')"),
        ("histology", "text", "last(diagnosis.histology)"),
        ("sites", "set", "set(metastasis.site)"),
        ("er_discordant", "boolean", "exists(state) filter (where state.name = 'discordant' and state.truth)"),
        ("pr_discordant", "boolean", "exists(state) filter (where state.name = 'discordant' and state.truth)"),
        ("her2_discordant", "boolean", "exists(state) filter (where state.name = 'discordant' and state.truth)"),
    )
)

FILES = {
    "CHANGELOG.md": "# Changelog\n\n## [2026.11.0]\n",
    "coverage.yaml": "modelled: [all]\nsources: {book: complete}\nleft_out: []\n",
    "facts/plain.yaml": _PLAIN_FACTS,
    "facts/disease.yaml": """\
breast_cancer: {what: Breast cancer, type: boolean, is: exists(diagnosis) filter (where diagnosis.cancer = 'breast')}
metastatic:
  what: It has spread
  type: boolean
  is: exists(metastasis)
  presume: {value: false, when: breast_cancer, why: nothing says that it has spread}
metastatic_suspected:
  what: It may have spread
  type: boolean
  is: last(state.truth) filter (where state.name = 'metastatic-suspected')
treatment_history_complete:
  what: All treatments are listed
  type: boolean
  is: last(state.truth) filter (where state.name = 'treatment-history-complete')
  presume: {value: true, when: metastatic, why: the list is taken as complete}
unclear:
  what: A line of which it is not said whether it goes on
  type: boolean
  is: exists(line) filter (where line.setting = 'metastatic' and line.ongoing is null)
on_treatment:
  what: A treatment goes on
  type: boolean
  is: exists(line) filter (where line.setting = 'metastatic' and line.ongoing)
  presume: {value: false, when: treatment_history_complete and unclear is null, why: none is recorded}
progressed:
  what: Progression that nothing has answered
  type: boolean
  is: exists(progression) filter (where progression.basis <> 'relapse')
  presume: {value: false, when: metastatic, why: none is recorded}
treatment_due: {what: A treatment has to be chosen, type: boolean, is: metastatic and (not on_treatment or progressed)}
line: {what: Line of the decision, type: number, is: case when metastatic then 1 else null end}
hot:
  what: The tumour is hot
  type: boolean
  is: last(marker.text) filter (where marker.name = 'HEAT') = 'yes'
  settled_by: [biopsy]
heavy:
  what: The tumour is heavy
  type: boolean
  is: last(marker.text) filter (where marker.name = 'WEIGHT') = 'yes'
  settled_by: [scales]
subtype:
  what: Colour
  type: enum
  values: [red, blue, grey]
  is: case when hot and not heavy then 'red' when hot and heavy then 'blue' when not hot then 'grey' else null end
stage:
  what: Stage of the pathway
  type: enum
  values: [none, workup, characterise, treat, monitor]
  is: >
    case when metastatic and first_known(on_treatment, false) and not progressed then 'monitor'
         when metastatic and subtype is null then 'characterise'
         when metastatic then 'treat'
         when metastatic_suspected then 'workup'
         else 'none' end
tired:
  what: Tired
  type: boolean
  is: exists(symptom) filter (where symptom.term = 'tired')
  settled_by: [talk]
qt:
  what: QT
  type: number
  unit: ms
  is: last(lab.value) filter (where lab.test = 'qt')
  settled_by: [ecg]
allergy:
  what: Allergy
  type: boolean
  is: exists(condition) filter (where condition.name = 'allergy')
  presume: {value: false, when: metastatic, why: no allergy is recorded}
  settled_by: [talk]
mutation:
  what: Mutation
  type: boolean
  is: last(variant.result) filter (where variant.gene = 'G1') = 'positive'
  settled_by: [panel]
young:
  what: Younger than 50
  type: boolean
  is: years_between(last(patient.birth_date), as_of) < 50
begun_on: {what: First day of the illness, type: date, is: first(diagnosis.date)}
crisis:
  what: Crisis
  type: boolean
  is: last(state.truth) filter (where state.name = 'crisis')
  presume: {value: false, when: metastatic, why: nothing points to a crisis}
""",
    "sources/all.yaml": """\
- {source: book, kind: guideline, title: A book, cite: Book 2026, urls: ["https://example.org/book"], read: 2026-11-24}
- {source: other-book, kind: guideline, title: Other, cite: Other, urls: ["https://example.org/o"], read: 2026-11-24}
- {source: label, kind: label, title: A label, cite: Label, urls: ["https://example.org/label"], read: 2026-11-24}
- source: trial
  kind: trial
  title: A trial
  cite: Trial 2026
  urls: ["https://example.org/trial"]
  read: 2026-11-24
  arms: [{name: alpha, drugs: [alpha], n: 10}, {name: beta, drugs: [beta], n: 10}]
  outcomes:
    - {measure: os, statistic: median, unit: months, values: [30, 20], hazard_ratio: 0.7,
       url: "https://example.org/os", read: 2026-11-24}
  harms: [{term: rash, any_grade: [10, 5], grade_3_up: [1, null], url: "https://example.org/h", read: 2026-11-24}]
""",
    "terminology/words.yaml": """\
- {value_set: class, closed: true, concepts: [greek, loud, binder]}
- value_set: drug
  concepts: [{word: shouter, classes: [loud]}, {word: glue, classes: [binder]}]
- {value_set: state, closed: true, concepts: [metastatic-suspected, treatment-history-complete, discordant, crisis]}
- {value_set: marker, closed: true, concepts: [HEAT, WEIGHT, LEVEL, ER, PR, HER2]}
- {value_set: symptom_term, closed: true, concepts: [tired]}
- {value_set: lab_test, closed: true, concepts: [{word: qt, unit: ms}]}
- {value_set: condition, concepts: [allergy]}
- {value_set: gene, concepts: [G1]}
- {value_set: region, closed: true, concepts: [US, EU]}
""",
    "treatments/alpha.yaml": """\
drug: alpha
what: First
classes: [greek]
route: oral
dose: one a day
avoid:
  - {when: qt >= 450, why: long QT, do: another drug, sources: [label]}
  - {when: allergy, why: allergic, sources: [label]}
caution: [{when: tired, why: makes tired, do: rest, sources: [label]}]
interactions:
  - {with: loud, effect: avoid, why: too loud, sources: [label]}
  - {with: binder, effect: caution, why: sticks, do: apart, sources: [label]}
before_start: [{investigation: ecg, when: before the first dose, sources: [label]}]
monitoring: [{investigation: ecg, when: monthly, why: QT, sources: [label]}]
dose_changes:
  - {when: qt >= 500, do: stop, how: for good, sources: [label]}
  - {when: qt >= 480, do: hold, how: until below 480, sources: [label]}
burden: {tablets_a_day: 1}
sources: [label]
""",
    **{
        f"treatments/{name}.yaml": (
            f"drug: {name}\nwhat: {name}\nclasses: [greek]\nroute: oral\ndose: two\nsources: [label]\n"
        )
        for name in ("beta", "gamma", "delta", "omega")
    },
    "treatments/regimens/all.yaml": """\
- regimen: alpha
  what: alpha alone
  slots: [[alpha]]
  evidence: [{trial: trial, when: line = 1, like: [{point: hot, when: hot}, {point: young, when: young}]}]
  sources: [label]
- regimen: alpha or beta
  what: either
  slots: [[alpha, beta]]
  sources: [label]
- regimen: beta
  what: beta alone
  slots: [[beta]]
  evidence: [{trial: trial, like: []}]
  sources: [label]
- regimen: gamma
  what: gamma, with delta for the young
  slots: [[gamma]]
  additions: [{when: young, slot: [delta], why: the young need delta, sources: [label]}]
  avoid: [{when: tired and mutation, why: too much together, sources: [label]}]
  evidence: [{trial: trial}]
  sources: [label]
- {regimen: delta, what: delta alone, slots: [[delta]], sources: [label]}
- {regimen: omega, what: omega alone, slots: [[omega]], sources: [label]}
""",
    "pathways/all/rules.yaml": """\
- rule: red.alpha
  when: subtype = 'red' and treatment_due
  unless: crisis
  offer:
    - {regimen: alpha, standing: preferred, rank: 10}
    - {regimen: alpha or beta, standing: alternative, rank: 20, note: either will do}
  why: Red needs alpha.
  strength: {book: "I, A"}
  sources: [book, trial]
  reviewed: 2026-11-24
- rule: red.mutation
  when: subtype = 'red' and treatment_due and mutation
  offer: [{regimen: gamma, standing: preferred, rank: 5}]
  why: The mutation calls for gamma.
  sources: [book]
  reviewed: 2026-11-24
- rule: red.gamma-anyway
  when: subtype = 'red' and treatment_due and tired
  offer: [{regimen: gamma, standing: alternative, rank: 30}]
  why: Another book gives gamma late.
  sources: [other-book]
  reviewed: 2026-11-24
  disagrees_with: [red.mutation]
- rule: red.beta-new
  when: subtype = 'red' and treatment_due
  offer: [{regimen: beta, standing: alternative, rank: 40, approved: {US: 2020-01-01, EU: 2030-01-01}}]
  why: Beta is new.
  sources: [book]
  from: 2020-01-01
  reviewed: 2026-11-24
- rule: red.no-beta-for-mutants
  when: subtype = 'red' and treatment_due and mutation
  against: [{treatment: omega, why: omega harms mutants}]
  why: Mutants get no omega.
  sources: [book]
  reviewed: 2026-11-24
- rule: blue.omega
  when: subtype = 'blue' and treatment_due
  offer: [{regimen: omega, standing: preferred, rank: 1}]
  why: Blue needs omega.
  sources: [book]
  reviewed: 2026-11-24
- rule: blue.delta
  when: subtype = 'blue' and treatment_due and tired
  offer: [{regimen: delta, standing: preferred, rank: 1}]
  why: The tired get delta instead.
  sources: [book]
  reviewed: 2026-11-24
  overrides: [blue.omega]
- rule: alarm
  when: tired
  unless: crisis
  alert: [{id: tiredness, urgency: urgent, title: Tired, do: sleep}]
  support: [{id: pillow, title: A pillow, do: put it under the head}]
  procedure: [{id: nap, title: A nap}]
  follow_up: [{id: visit, title: A visit}]
  test: [{id: talk, title: Talk}]
  why: Being tired matters.
  sources: [book]
  reviewed: 2026-11-24
- rule: alarm.emergency
  when: tired and mutation
  alert: [{id: a-mutant, urgency: emergency, title: Mutant}, {id: tiredness, urgency: emergency, title: Tired}]
  support: [{id: pillow, title: Another pillow}, {id: blanket, title: A blanket}]
  why: Mutants tire.
  sources: [book]
  reviewed: 2026-11-24
- rule: going-on
  when: on_treatment and progressed
  action: [{id: change, do: switch, title: Change}]
  why: It grows.
  sources: [book]
  reviewed: 2026-11-24
""",
    "pathways/all/cases.yaml": "[]\n",
    "investigations/all.yaml": """\
- {test: biopsy, title: A biopsy, what: a piece, settles: [hot], caveat: it may miss, sources: [book]}
- {test: scales, title: Scales, what: weight, settles: [heavy], sources: [book]}
- {test: talk, title: A talk, what: words, settles: [tired, allergy], sources: [book]}
- {test: ecg, title: ECG, what: rhythm, settles: [qt], sources: [book]}
- {test: panel, title: A panel, what: genes, settles: [mutation], sources: [book]}
""",
}


def world(changes: Mapping[str, str] | None = None) -> Knowledge:
    """The knowledge of this world, some of its files changed."""
    return _world(tuple(sorted((changes or {}).items())))


@lru_cache(maxsize=32)
def _world(changes: tuple[tuple[str, str], ...]) -> Knowledge:
    texts = {**FILES, **dict(changes)}
    files = tuple(KnowledgeFile(f"knowledge/{name}", texts[name].encode()) for name in sorted(texts))
    return dataclasses.replace(read_knowledge(files).knowledge, beside={})


def changed(name: str, *pairs: tuple[str, str]) -> dict[str, str]:
    """One file of this world with some of its text replaced; the text must be there."""
    text = FILES[name]
    for old, new in pairs:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return {name: text}


def on(day: str | None) -> PartialDate | None:
    """A date as events have it."""
    return None if day is None else PartialDate.parse(day)


def row(table: str, serial: int = 1, day: str | None = None, **columns: Any) -> Event:
    """One event."""
    kind = next(each for each in TABLES if each.table == table)
    return kind(id=f"{table}-{serial}", date=on(day), refs=(f"record:{table}-{serial}",), **columns)


def person(*rows: Event, hot: str | None = "yes", heavy: str | None = "no", spread: bool = True) -> Events:
    """Somebody with breast cancer in this world; red and spread unless said otherwise."""
    found: dict[str, list[Event]] = {each.table: [] for each in TABLES}
    found["diagnosis"].append(row("diagnosis", cancer="breast", day="2020-01-01"))
    if spread:
        found["metastasis"].append(row("metastasis", day="2026-05-01", site="bone"))
    for number, (name, text) in enumerate((("HEAT", hot), ("WEIGHT", heavy)), 90):
        if text is not None:
            found["marker"].append(row("marker", number, "2026-05-02", name=name, text=text))
    for each in rows:
        found[each.table].append(each)
    return Events(patient_id="somebody", rows={name: tuple(each) for name, each in found.items()})


def nobody() -> Events:
    """Somebody of whom nothing is known."""
    return Events(patient_id="nobody", rows={each.table: () for each in TABLES})


def plan(*rows: Event, knowledge: Knowledge | None = None, day: date = DAY, **columns: Any) -> Plan:
    """The plan of a person."""
    return make_plan(person(*rows, **columns), knowledge or world(), day)


def judged(*rows: Event, knowledge: Knowledge | None = None, day: date = DAY, **columns: Any) -> Judgement:
    """The judgement of a person."""
    return judge(person(*rows, **columns), knowledge or world(), day)


def option(found: Plan, name: str) -> Option:
    """One option of a plan."""
    return next(each for each in found.options if each.name == name)


def standings(found: Plan) -> dict[str, str]:
    """What stands of each option."""
    return {each.name: each.standing for each in found.options}


QT = lambda value: row("lab", 1, "2026-05-20", test="qt", value=value, unit="ms")  # noqa: E731
MUTANT = row("variant", 1, "2026-05-03", gene="G1", result="positive")
NO_MUTANT = row("variant", 1, "2026-05-03", gene="G1", result="negative")
TIRED = row("symptom", 1, "2026-05-04", term="tired")
YOUNG = row("patient", 1, birth_date=PartialDate.parse("1990-01-01"), region="US", sex="female")
OLD = row("patient", 1, birth_date=PartialDate.parse("1950-01-01"), region="US", sex="female")
GOING_ON = row("drug", 1, "2026-05-10", drug="alpha", intent="metastatic", ongoing=True)
