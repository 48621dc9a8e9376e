"""Units of laboratory values: what makes each of them the canonical one of its value."""

from __future__ import annotations

UNITS: dict[str, dict[str, float]] = {
    "hemoglobin": {"": 1, "g/dl": 1, "gm/dl": 1, "g%": 1, "gm%": 1, "g/l": 0.1, "mmol/l": 1.6114},
    "albumin": {"": 1, "g/dl": 1, "gm/dl": 1, "g/l": 0.1},
    "bilirubin": {"": 1, "mg/dl": 1, "µmol/l": 0.05848, "umol/l": 0.05848, "μmol/l": 0.05848},
    "creatinine": {"": 1, "mg/dl": 1, "µmol/l": 0.011312, "umol/l": 0.011312, "μmol/l": 0.011312, "mmol/l": 11.312},
    "creatinine-clearance": {"": 1, "ml/min": 1, "ml/minute": 1, "ml/mn": 1, "millilit": 1},
    "lvef": {"": 1, "%": 1, "percent": 1},
    "hba1c": {"": 1, "%": 1, "percent": 1},
    "qtcf": {"": 1, "ms": 1, "msec": 1, "millisecond": 1, "milliseconds": 1},
    "calcium": {"": 1, "mg/dl": 1, "mmol/l": 4.008},
    "fasting-glucose": {"": 1, "mg/dl": 1, "mmol/l": 18.016},
    "glucose": {"": 1, "mg/dl": 1, "mmol/l": 18.016},
    "potassium": {"": 1, "mmol/l": 1},
    "magnesium": {"mmol/l": 1, "mg/dl": 0.4114},
    "triglycerides": {"": 1, "mg/dl": 1, "mmol/l": 88.57},
    "cholesterol": {"": 1, "mg/dl": 1, "mmol/l": 38.67},
    "inr": {"": 1},
}
POSSIBLE = {
    "hemoglobin": (4, 16),
    "albumin": (1, 6),
    "bilirubin": (0.3, 10),
    "creatinine": (0.4, 5),
    "creatinine-clearance": (10, 120),
    "lvef": (20, 80),
    "hba1c": (4, 14),
    "qtcf": (380, 560),
    "inr": (0.8, 4),
    "potassium": (2, 7),
    "fasting-glucose": (60, 400),
    "glucose": (60, 500),
    "calcium": (5, 15),
}
"""Numbers without a unit are read only where they can be a limit of that value; it says what a text means, not what
is healthy."""
