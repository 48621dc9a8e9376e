"""The facts that the engine itself reads by name; every other name is known to knowledge alone.

``knowledge/facts/`` must define each of them; a test holds it to that.
"""

from __future__ import annotations

STAGE = "stage"
LINE = "line"
SUBTYPE = "subtype"
REGION = "region"
DECEASED = "deceased"
CANCER_IN_SCOPE = "breast_cancer"
ON_TREATMENT = "on_treatment"
CURRENT_DRUGS = "current_drugs"

TUMOUR = ("her2_level", "er_percent", "pr_percent", "er_status", "pr_status", "her2_status", "histology")
SITES = "sites"
DISCORDANCES = ("er_discordant", "pr_discordant", "her2_discordant")

RESERVED = (
    STAGE, LINE, SUBTYPE, REGION, DECEASED, CANCER_IN_SCOPE, ON_TREATMENT, CURRENT_DRUGS, *TUMOUR, SITES, *DISCORDANCES,
)  # fmt: skip
