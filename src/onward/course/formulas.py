"""Laboratory values that follow from others: calcium corrected for albumin, creatinine clearance, filtration rate.

The form of each formula is here; its numbers are in ``knowledge/grades/formulas.yaml``.
"""

from __future__ import annotations

from datetime import date

from onward.knowledge.grades import CkdEpi, CockcroftGault, CorrectedCalcium
from onward.values.dates import PartialDate, whole_months

_MONTHS_A_YEAR = 12


def corrected_calcium(calcium: float, albumin: float, numbers: CorrectedCalcium) -> float:
    """Calcium corrected for albumin; calcium in mg/dL, albumin in g/dL."""
    return calcium + numbers.slope * (numbers.albumin - albumin)


def cockcroft_gault(years: float, weight: float, creatinine: float, female: bool, numbers: CockcroftGault) -> float:
    """Creatinine clearance in mL/min; weight in kg, creatinine in mg/dL."""
    clearance = (numbers.years - years) * weight / (numbers.divisor * creatinine)
    return clearance * (numbers.female if female else 1)


def ckd_epi(years: float, creatinine: float, female: bool, numbers: CkdEpi) -> float:
    """Estimated filtration rate in mL/min/1.73 m2; creatinine in mg/dL."""
    kappa = numbers.kappa_female if female else numbers.kappa_male
    alpha = numbers.alpha_female if female else numbers.alpha_male
    ratio = creatinine / kappa
    rate: float = numbers.scale * min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** numbers.exponent * numbers.year**years
    return rate * (numbers.female if female else 1)


def age_on(born: PartialDate | None, on: date) -> int | None:
    """Completed years of age; ``None`` where the year of birth leaves it open by more than a year."""
    if born is None:
        return None
    youngest, oldest = (whole_months(day, on) // _MONTHS_A_YEAR for day in (born.high, born.low))
    return youngest if oldest - youngest <= 1 else None
