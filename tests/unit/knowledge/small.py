"""A small knowledge that has every kind of file and nothing wrong with it; tests change one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onward.knowledge.files import KnowledgeFile
from onward.knowledge.read import ReadKnowledge, read_knowledge
from onward.values.errors import KnowledgeError

FILES = {
    "CHANGELOG.md": "# Changelog\n\n## [2026.11.0]\n",
    "coverage.yaml": "modelled: [first line]\nsources: {label: complete}\nleft_out:\n  - {what: surgery}\n",
    "facts/patient.yaml": """\
sex:
  what: Sex as recorded
  type: enum
  values: [female, male]
  is: last(patient.sex)
male:
  what: A man
  type: boolean
  is: sex = 'male'
age:
  what: Age
  type: years
  answers: [40, 80]
  is: years_between(last(patient.birth_date), as_of)
treatment_history_complete:
  what: All treatments are listed
  type: boolean
  is: last(state.truth) filter (where state.name = 'treatment-history-complete')
  presume: {value: true, when: age >= 18, why: nothing says that any is missing}
qtcf:
  what: QTcF
  type: number
  unit: ms
  is: >
    last(lab.value)
    filter (where lab.test = 'qtcf')
  settled_by: [ecg]
sites:
  what: Sites
  type: set
  is: set(metastasis.site)
""",
    "sources/trials.yaml": """\
- source: trial-1
  kind: trial
  title: A trial
  cite: "N Engl J Med 2022;386:942"
  urls: ["https://example.org/trial"]
  read: 2026-11-24
  doi: 10.1056/NEJMoa2114663
  pmid: 35263519
  nct: NCT01958021
  tier: abstract
  arms: [{name: alphamab, drugs: [alphamab], n: 334}, {name: placebo, drugs: []}]
  outcomes:
    - {measure: os, statistic: median, unit: months, values: [63.9, 51.4], intervals: [[52.4, 71.0], null],
       hazard_ratio: 0.76, hazard_ratio_interval: [0.63, 0.93], p: "0.008",
       url: "https://example.org/os", read: 2026-11-24}
  harms:
    - {term: neutropenia, any_grade: [74.3, null], grade_3_up: [62.6, 1.5], url: "https://example.org/h",
       read: 2026-11-24}
  stopped_for_harm_percent: {values: [8.1, 2.4], url: "https://example.org/s", read: 2026-11-24}
""",
    "sources/label.yaml": """\
source: label-1
kind: label
title: A label
cite: Alphamab label
urls: ["https://example.org/label"]
read: 2026-11-24
says: [Not with a long QT]
""",
    "terminology/words.yaml": """\
- value_set: class
  closed: true
  concepts: [{word: antibody}, {word: small antibody, classes: [antibody]}, {word: inducer}]
- value_set: drug
  concepts:
    - {word: rifampicin, codes: {rxnorm: "9384"}, texts: [Rifadin], classes: [inducer]}
- value_set: lab_test
  concepts: [{word: qtcf, unit: ms, factors: {s: 1000}, read: {url: "https://example.org", date: 2026-11-24}}]
- value_set: state
  closed: true
  concepts: [treatment-history-complete]
- value_set: site
  closed: true
  concepts: [{word: bone, attributes: {distant: true}}, liver]
- value_set: sex
  closed: true
  concepts: [female, male]
- value_set: region
  closed: true
  concepts: [US, EU]
""",
    "terminology/more.yaml": """\
value_set: drug
concepts:
  - {word: rifampicin, display: Rifampicin (rifampin), codes: {rxnorm: [9384, 9385]}, texts: [Rimactan]}
""",
    "treatments/alphamab.yaml": """\
drug: alphamab
what: An antibody
classes: [small antibody, antibody]
route: oral
dose: 600 mg once daily
levels: [600 mg, 400 mg]
cycle_days: 28
companion_test: null
approvals:
  - {region: US, since: 2017-03-13, indication: first line, sources: [label-1]}
  - {region: EU, since: 2017-08-22, until: 2020-01-01, indication: first line, sources: [label-1]}
avoid:
  - {when: qtcf >= 450, why: long QT, sources: [label-1]}
caution:
  - {when: age >= 80, why: little is known, do: watch, sources: [label-1]}
interactions:
  - {with: inducer, effect: avoid, why: less of the drug, sources: [label-1]}
before_start:
  - {investigation: ecg, when: before the first dose, sources: [label-1]}
monitoring:
  - {investigation: ecg, when: "day 14", due: {days: [14], until_day: 14}, why: QT, sources: [label-1]}
dose_changes:
  - {when: qtcf >= 480, do: hold, how: until below 480, from: 2018-01-01, sources: [label-1]}
food: with or without food
burden: {tablets_a_day: 3}
sources: [label-1]
""",
    "treatments/regimens/alpha.yaml": """\
- regimen: alphamab alone
  what: One drug
  slots: [[alphamab]]
  additions:
    - {when: male, slot: [alphamab], why: men too, sources: [trial-1]}
  evidence:
    - trial: trial-1
      when: age < 80
      like: [{point: not a man, when: not male}]
  avoid:
    - {when: "'liver' in sites", why: made up, sources: [trial-1]}
  sources: [trial-1]
""",
    "pathways/first_line/rules.yaml": """\
- rule: first-line.alphamab
  when: male and age < 80
  unless: had('antibody', 'curative')
  offer:
    - {regimen: alphamab alone, standing: preferred, rank: 10, approved: {US: 2017-03-13}}
  why: It works.
  strength: {esmo: "I, A", esmo-mcbs: 5}
  sources: [trial-1]
  from: 2017-03-13
  reviewed: 2026-11-24
- rule: first-line.not-alphamab
  when: age >= 90
  against: [{treatment: antibody, why: age}]
  alert: [{id: long-qt, urgency: urgent, title: Long QT, do: ECG}]
  test: [{id: ecg, title: ECG}]
  support: [{id: company, title: Company}]
  procedure: [{id: nothing, title: Nothing}]
  follow_up: [{id: visit, title: Visit}]
  action: [{id: stop, do: stop, title: Stop, drug: alphamab}]
  why: It does not.
  sources: [label-1]
  reviewed: 2026-11-24
  overrides: [first-line.alphamab]
""",
    "pathways/first_line/cases.yaml": """\
- case: a man of seventy
  chart: {as_of: 2026-06-01, sex: male, birth_date: 1956-01-01}
  expect: {offers: [alphamab alone], not: [antibody], facts: {male: true}}
""",
    "investigations/heart.yaml": """\
- test: ecg
  title: ECG
  what: the rhythm
  settles: [qtcf]
  burden: five minutes
  sources: [label-1]
""",
    "words/en/all.yaml": """\
"option:alphamab alone": {name: Alphamab, plain: A tablet.}
"drug:alphamab": {plain: A tablet.}
"test:ecg": {plain: A picture of the heartbeat.}
"alert:long-qt": {plain: Your heart is slow to recover.}
"support:company": {plain: Somebody comes along.}
"support:a": {plain: Something else.}
"procedure:nothing": {plain: Nothing is done.}
"follow_up:visit": {plain: Somebody looks.}
"harm:neutropenia": {plain: Few white blood cells.}
""",
    "course.yaml": "words: {sources: [label-1]}\n",
}


def files(changes: Mapping[str, str | None] | None = None) -> tuple[KnowledgeFile, ...]:
    """The files, some of them changed, added (by name) or left out (``None``)."""
    texts = {**FILES, **(changes or {})}
    present = {name: text for name, text in texts.items() if text is not None}
    return tuple(KnowledgeFile(f"knowledge/{name}", present[name].encode()) for name in sorted(present))


def read(changes: Mapping[str, str | None] | None = None) -> ReadKnowledge:
    """What is read from the files."""
    return read_knowledge(files(changes))


def replaced(name: str, *pairs: tuple[str, str]) -> dict[str, str | None]:
    """One file with some of its text replaced; the text must be there."""
    text = FILES[name]
    for old, new in pairs:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return {name: text}


def faults(changes: Mapping[str, str | None]) -> list[str]:
    """What the reader says is wrong."""
    try:
        read(changes)
    except KnowledgeError as error:
        return [str(fault) for fault in error.faults]
    return []


def write(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """The files on disk."""
    for file in files(changes):
        path = folder / file.name.removeprefix("knowledge/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder
