"""Random charts over the vocabulary: the same seed gives the same chart, and every stage and subtype is reached.

In: knowledge and ``random.Random``. Out: a chart as plain data (``docs/reference/chart.md``), text for the chart
reader, or events. About a third of all fields are left out, so that unknown is as common as it is in records.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from onward.events.tables import Events
from onward.knowledge.course import class_table
from onward.knowledge.types import Knowledge
from onward.records.chart import ChartReader

AS_OF = date(2026, 6, 1)
Chart = dict[str, Any]

_LABS = {
    "neutrophils": ("10^9/L", 0.3, 8), "platelets": ("10^9/L", 15, 400), "hemoglobin": ("g/dL", 6, 15),
    "white-cells": ("10^9/L", 0.5, 12), "lymphocytes": ("10^9/L", 0.1, 4), "creatinine": ("mg/dL", 0.5, 4),
    "creatinine-clearance": ("mL/min", 10, 110), "bilirubin": ("mg/dL", 0.2, 9), "ast": ("U/L", 10, 500),
    "alt": ("U/L", 10, 500), "albumin": ("g/dL", 2, 5), "calcium": ("mg/dL", 7, 14), "potassium": ("mmol/L", 2.5, 6.5),
    "magnesium": ("mmol/L", 0.3, 1.5), "glucose": ("mg/dL", 60, 400), "hba1c": ("%", 4, 12), "lvef": ("%", 30, 70),
    "qtcf": ("ms", 380, 520),
}  # fmt: skip
_AGAINST_CANCER = frozenset(
    """endocrine therapy;chemotherapy;anti-her2;cdk4/6 inhibitor;pi3k/akt/mtor inhibitor;parp inhibitor;anti-vegf;
    antibody-drug conjugate;immune checkpoint inhibitor;trk inhibitor;ret inhibitor""".replace("\n    ", "").split(";")
)
_LIMITS = {"bilirubin": 1.2, "ast": 40, "alt": 40}
_PAIRS = (
    ("letrozole", "palbociclib"), ("anastrozole", "ribociclib"), ("fulvestrant", "abemaciclib"),
    ("exemestane", "everolimus"), ("trastuzumab", "pertuzumab", "docetaxel"), ("pembrolizumab", "nab-paclitaxel"),
    ("fulvestrant", "capivasertib"), ("tucatinib", "trastuzumab", "capecitabine"),
)  # fmt: skip


class ChartMaker:
    """Makes random charts; one of it serves any number of seeds."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.reader = ChartReader(knowledge)
        self.drugs = sorted(knowledge.treatments)
        self.classes = ["chemotherapy", "endocrine therapy", "cdk4/6 inhibitor", "taxane"]
        sets = knowledge.terminology
        self.words = {name: [concept.word for concept in sets[name].concepts] for name in sets}
        subjects = {each.subject for treatment in knowledge.treatments.values() for each in treatment.interactions}
        table = class_table(knowledge)
        classed = {word for word in self.words.get("drug", ()) if table.get(word, frozenset()) - {word}}
        others = {*subjects, *classed, "metformin"} - set(knowledge.treatments)
        # A drug against the cancer belongs under `therapies`, and every reader puts it there.
        self.medications = sorted(word for word in others if _AGAINST_CANCER.isdisjoint(table.get(word, ())))

    def chart(self, seed: int) -> Chart:
        """The chart of one seed."""
        rng = seeded(seed)
        chart: Chart = {"id": f"random-{seed}", "as_of": AS_OF.isoformat()}
        self._person(chart, rng)
        kind = rng.choice(("none", "suspected", "metastatic", "metastatic", "metastatic", "metastatic"))
        self._cancer(chart, rng, kind)
        if rng.random() < 0.85:
            chart["specimens"] = [self._specimen(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
        chart["genomics"] = [self._genomic(rng) for _ in range(rng.choice((0, 0, 1, 3, 6)))]
        chart["therapies"] = self._therapies(rng, kind)
        chart["labs"] = [self._lab(rng) for _ in range(rng.choice((0, 3, 8, 14)))]
        chart["conditions"] = [self._condition(rng) for _ in range(rng.choice((0, 0, 1, 3, 12)))]
        chart["medications"] = rng.sample(self.medications, rng.choice((0, 0, 1, 3)))
        chart["allergies"] = rng.sample(self.drugs, 1) if rng.random() < 0.1 else []
        chart["symptoms"] = [self._symptom(rng) for _ in range(rng.choice((0, 0, 1, 3)))]
        chart["measurements"] = self._measurements(rng)
        return {key: value for key, value in chart.items() if value not in ([], {}, None)}

    def events(self, seed: int) -> Events:
        """The events of one seed."""
        return self.read(self.chart(seed))

    def read(self, chart: Chart) -> Events:
        """The events of a chart."""
        return self.reader.read_text(as_text(chart), "random.yaml")

    def _person(self, chart: Chart, rng: random.Random) -> None:
        chart["sex"] = rng.choices(("female", "male", None), (8, 1, 1))[0]
        chart["birth_date"] = _maybe(rng, _day(rng, 28 * 365, 92 * 365))
        if chart["sex"] != "male":
            chart["menopause"] = _maybe(rng, rng.choice(self.words["menopause"]))
            chart["pregnant"] = rng.choices((None, False, True), (5, 5, 1))[0]
            if chart["pregnant"]:
                chart["pregnancy_weeks"] = rng.choice((None, 8, 20, 30, 38))
        chart["ecog"] = rng.choices((None, 0, 1, 2, 3, 4), (3, 3, 3, 2, 1, 1))[0]
        chart["region"] = rng.choice((None, "US", "US", "EU"))
        chart["treatment_history_complete"] = rng.choices((None, True, False), (6, 3, 1))[0]

    def _cancer(self, chart: Chart, rng: random.Random, kind: str) -> None:
        cancer: Chart = {
            "first_diagnosed": _maybe(rng, _day(rng, 1900, 4000)),
            "initial_stage": _maybe(rng, rng.choice(("I", "IIB", "IIIA", "IV"))),
            "histology": _maybe(rng, rng.choice(self.words["histology"])),
        }
        if kind == "suspected":
            cancer["suspected_on"] = _day(rng, 1, 60)
            cancer["suspected_because"] = rng.sample(self.words["suspected_because"], rng.choice((0, 1, 2)))
        if kind == "metastatic":
            cancer["metastatic_on"] = _maybe(rng, _day(rng, 1, 1500))
            cancer["sites"] = rng.sample(self.words["site"], rng.choice((0, 1, 1, 2, 4)))
            cancer["brain_metastases"] = rng.choices((None, "none", "stable", "active"), (6, 2, 1, 1))[0]
            for key, odds in (("visceral_crisis", 0.08), ("oligometastatic", 0.15), ("symptomatic", 0.4)):
                cancer[key] = rng.choice((None, rng.random() < odds))
        chart["cancer"] = {key: value for key, value in cancer.items() if value not in (None, [])}

    def _specimen(self, rng: random.Random) -> Chart:
        hormone = rng.choice((0, 0, 5, 1, 60, 90, 100))
        ihc = rng.choice(self.words["her2_ihc"])
        found: Chart = {
            "date": _maybe(rng, _day(rng, 1, 3000)),
            "site": _maybe(rng, rng.choice(self.words["site"])),
            "er_percent": _maybe(rng, hormone, 0.85),
            "pr_percent": _maybe(rng, rng.choice((0, 0, hormone, 20)), 0.8),
            "her2_ihc": _maybe(rng, ihc, 0.85),
            "her2_ish": rng.choice((None, "amplified", "not-amplified")) if ihc == "2+" else None,
            "ki67_percent": _maybe(rng, rng.choice((5, 20, 60)), 0.3),
            "pdl1_cps": _maybe(rng, rng.choice((0, 1, 9, 10, 11, 40)), 0.4),
            "pdl1_ic_percent": _maybe(rng, rng.choice((0, 1, 5)), 0.2),
        }
        return {key: value for key, value in found.items() if value is not None} or {"er_percent": hormone}

    def _genomic(self, rng: random.Random) -> Chart:
        found: Chart = {"date": _day(rng, 1, 900)}
        if rng.random() < 0.8:
            found |= {"gene": rng.choice(self.words["gene"]), "result": rng.choice(self.words["result"])}
            found |= {"origin": rng.choice(self.words["origin"]), "source": rng.choice(self.words["source"])}
        elif rng.random() < 0.5:
            found |= {"biomarker": "TMB", "value": rng.choice((2, 9, 10, 30))}
        else:
            found |= {"biomarker": "MSI", "value": rng.choice(self.words["msi_result"])}
        return found

    def _therapies(self, rng: random.Random, kind: str) -> list[Chart]:
        found: list[Chart] = []
        if rng.random() < 0.5:
            start = rng.randint(1500, 3500)
            drugs = rng.choice(
                (["letrozole"], ["tamoxifen"], ["paclitaxel"], ["trastuzumab"], ["abemaciclib"], self._drugs(rng))
            )
            found.append(self._therapy(rng, drugs, rng.choice(("adjuvant", "neoadjuvant", None)), start, 1200))
        if rng.random() < 0.4:
            found.append({"procedure": rng.choice(self.words["procedure"]), "date": _day(rng, 100, 3500)})
        if kind == "metastatic":
            start = rng.randint(300, 1400)
            for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 5))):
                found.append(self._therapy(rng, self._drugs(rng), "metastatic", start, start))
                start = max(1, start - rng.randint(60, 400))
        return found

    def _drugs(self, rng: random.Random) -> list[str]:
        if rng.random() < 0.5:
            return list(rng.choice(_PAIRS))
        return [rng.choice(self.drugs if rng.random() < 0.9 else self.classes)]

    def _therapy(self, rng: random.Random, drugs: Sequence[str], intent: str | None, start: int, most: int) -> Chart:
        end = start - rng.randint(1, max(1, most - 1))
        ended = rng.random() < 0.8
        found: Chart = {
            "drugs": list(drugs),
            "intent": intent,
            "start": _maybe(rng, _ago(start, rng), 0.9),
            "end": _maybe(rng, _ago(max(end, 0), rng), 0.85) if ended else None,
            "stopped_for": rng.choice(("progression", "progression", "toxicity", "completed", None)) if ended else None,
            "best_response": _maybe(rng, rng.choice(self.words["best_response"]), 0.3),
        }
        return {key: value for key, value in found.items() if value is not None}

    def _lab(self, rng: random.Random) -> Chart:
        test = rng.choice(sorted(_LABS))
        unit, low, high = _LABS[test]
        found: Chart = {
            "date": _day(rng, 0, 200),
            "test": test,
            "value": round(rng.uniform(low, high), 1),
            "unit": unit,
        }
        if test in _LIMITS and rng.random() < 0.5:
            found["upper_limit"] = _LIMITS[test]
        return found

    def _condition(self, rng: random.Random) -> Chart | str:
        name = rng.choice(self.words["condition"])
        status = rng.choice((None, "active", "resolved", "refuted"))
        return name if status is None else {"name": name, "status": status}

    def _symptom(self, rng: random.Random) -> Chart:
        return {
            "date": _day(rng, 0, 60),
            "term": rng.choice(self.words["symptom_term"]),
            "ctcae_grade": rng.randint(1, 4),
        }

    def _measurements(self, rng: random.Random) -> list[Chart]:
        if rng.random() < 0.8:
            return []
        sizes = [rng.randint(12, 60)]
        for _ in range(rng.randint(0, 3)):
            sizes.append(max(0, sizes[-1] + rng.randint(-20, 20)))
        start = rng.randint(200, 400)
        return [
            {"date": _ago(start - 60 * number), "lesion": "L1", "kind": "target", "site": "liver", "longest_mm": size}
            for number, size in enumerate(sizes)
        ]


def as_text(chart: Chart) -> str:
    """A chart as the text that the chart reader takes."""
    plain = {key: value for key, value in chart.items() if value is not None}
    return "\n".join(f"{key}: {json.dumps(value)}" for key, value in plain.items()) + "\n"


def _maybe(rng: random.Random, value: Any, odds: float = 0.7) -> Any:
    return value if rng.random() < odds else None


def _ago(days: int, rng: random.Random | None = None) -> str:
    text = (AS_OF - timedelta(days=days)).isoformat()
    if rng is not None and days > 60 and rng.random() < 0.15:
        return text[: rng.choice((4, 7))]
    return text


def _day(rng: random.Random, low: int, high: int) -> str:
    return _ago(rng.randint(low, high), rng)


def seeded(seed: int) -> random.Random:
    """A source of chance that gives the same on every run."""
    return random.Random(seed)  # noqa: S311 - repeatable, and nothing secret
