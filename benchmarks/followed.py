"""Somebody who has been followed for long: two years of fortnightly laboratory values, ten scans, weekly reports.

Out: a chart as text, made up, the same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

START = date(2024, 5, 1)
DAY = date(2026, 5, 20)
FORTNIGHTS, SCANS, WEEKS = 53, 10, 104
_LABS = (
    "neutrophils 1.7 10^9/L", "platelets 180 10^9/L", "hemoglobin 12 g/dL", "white-cells 4 10^9/L", "alt 30 U/L",
    "ast 28 U/L", "bilirubin 0.6 mg/dL", "creatinine 0.9 mg/dL", "calcium 9.2 mg/dL", "albumin 4 g/dL",
    "potassium 4 mmol/L", "sodium 140 mmol/L", "ca15-3 40 U/mL",
)  # fmt: skip
_HEAD = f"""\
id: followed
as_of: {DAY}
sex: female
birth_date: 1960-01-01
menopause: postmenopausal
ecog: 1
region: US
cancer: {{first_diagnosed: 2024-04-01, initial_stage: IV, metastatic_on: 2024-04-01, sites: [liver, lung, bone]}}
specimens: [{{date: 2024-04-10, site: liver, er_percent: 90, pr_percent: 50, her2_ihc: 1+}}]
therapies: [{{drugs: [ribociclib, letrozole], intent: metastatic, start: {START}}}]
"""


def chart() -> str:
    """The chart."""
    parts = [_HEAD, "labs:\n", *_labs(), "measurements:\n", *_scans(), "symptoms:\n", *_reports()]
    return "".join(parts)


def _labs() -> Iterator[str]:
    for number in range(FORTNIGHTS):
        for lab in _LABS:
            test, value, unit = lab.split()
            yield f"  - {{date: {START + timedelta(14 * number)}, test: {test}, value: {value}, unit: {unit}}}\n"


def _scans() -> Iterator[str]:
    for number in range(SCANS):
        day = START + timedelta(75 * number - 5)
        for name, site in (("L1", "liver"), ("L2", "liver"), ("L3", "lung")):
            size = 30 - number
            yield f"  - {{date: {day}, lesion: {name}, kind: target, site: {site}, longest_mm: {size}}}\n"
        yield f"  - {{date: {day}, lesion: B1, kind: non-target, site: bone}}\n"


def _reports() -> Iterator[str]:
    for number in range(WEEKS):
        for term in ("fatigue", "nausea", "diarrhea"):
            yield f"  - {{date: {START + timedelta(7 * number)}, term: {term}, pro_severity: {number % 3}}}\n"
