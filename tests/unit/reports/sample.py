"""One plan that has everything a page can show. The patient, the drugs, the figures and the sources are made up."""

from __future__ import annotations

from onward.plan.types import (
    Alert,
    Benefit,
    Caution,
    CurrentTherapy,
    FactNow,
    Figure,
    GradeNow,
    LeftUnused,
    Likeness,
    LineOfTherapy,
    Measure,
    Monitoring,
    Option,
    Plan,
    Presumed,
    Proof,
    ResponseNow,
    Test,
    TestAnswer,
    Tumour,
)
from onward.trials.match_types import Match, Point

ARMS = {"with_it_arm": "alphaciclib + AI", "comparator_arm": "placebo + AI"}
READ = {"url": "https://example.org/trial-one", "read": "2026-11-24"}


def figure(
    measure: str, statistic: str, unit: str, values: tuple[float | None, float | None], **more: object
) -> Figure:
    """One figure of the made-up trial."""
    fixed = {"trial": "trial-one", **ARMS, **READ}
    return Figure(
        measure=measure, statistic=statistic, unit=unit, with_it=values[0], comparator=values[1], **{**fixed, **more}
    )


EVENT = Proof(says="ER 80 % (2026-05-20)", kind="event", value=80.0, at="Observation/er-2")
ER = Proof(
    says="ER staining in the newest specimen that reports it", kind="fact", name="er_percent", value=80.0,
    at="knowledge/facts/receptors.yaml:3", because=(EVENT,),
)  # fmt: skip
PROOF = Proof(
    says="hr_positive.first.alphaciclib", kind="rule", name="hr_positive.first.alphaciclib", value=True,
    at="knowledge/pathways/hr_positive/rules.yaml:12", sources=("guide-one",),
    because=(
        Proof(says="er_percent >= 1", value=True, because=(ER,)),
        Proof(says="line = 1", value=True, because=(Proof(says="line", kind="fact", name="line", value=1.0),)),
        Proof(says="visceral_crisis", value=False, because=(
            Proof(says="no visceral crisis", kind="presumption", name="visceral_crisis", value=False),)),
    ),
)  # fmt: skip
WHY_NOT = Proof(
    says="betastrant.esr1", kind="rule", name="betastrant.esr1", at="knowledge/pathways/hr_positive/rules.yaml:40",
    because=(
        Proof(says="esr1_mutation", because=(Proof(says="ESR1 mutation", kind="missing", name="esr1_mutation"),)),
        Proof(says="er_percent >= 1", value=True, because=(ER,)),
    ),
)  # fmt: skip

ALPHA = Option(
    id="alphaciclib-ai",
    name="alphaciclib + aromatase inhibitor",
    regimen=(("alphaciclib",), ("aistrozole", "bistrozole", "cemestane")),
    standing="preferred",
    order=1,
    strength={"esmo": "I, A", "esmo-mcbs": "5"},
    sources=("guide-one", "trial-one"),
    rules=("hr_positive.first.alphaciclib",),
    reason="The made-up combination with a made-up gain in overall survival.",
    cautions=(
        Caution(drug="alphaciclib", kind="check-first", why="QT prolongation", missing=("qtcf",), sources=("label-a",)),
        Caution(drug="alphaciclib", kind="check-first", why="Low potassium", missing=("potassium", "magnesium")),
        Caution(drug="aistrozole", kind="caution", why="Bone loss", do="measure bone density", sources=("label-b",)),
        Caution(drug="alphaciclib", kind="interaction", why="slows its breakdown", do="400 mg", sources=("label-a",)),
    ),
    benefit=(
        Benefit(
            trial="trial-one",
            figures=(
                figure(
                    "os", "median", "months", (63.9, 51.4), interval=(52.4, 71.0), comparator_interval=(47.2, 59.7),
                    hazard_ratio=0.76, hazard_ratio_interval=(0.63, 0.93), significant=True, population="all",
                ),
                figure("pfs", "median", "months", (25.3, 16.0), note="local review"),
                figure("os", "rate", "%", (52.3, 43.9), at_months=60),
                figure("orr", "percent", "%", (42.5, 28.7), population="measurable disease", significant=False),
            ),
            how_like_you=(
                Likeness(point="first line", answer=True),
                Likeness(point="postmenopausal", answer=True),
                Likeness(point="no earlier therapy", answer=False),
                Likeness(point="normal QTcF", answer=None),
            ),
        ),
    ),
    harm=(
        figure("neutropenia", "any grade", "%", (74.3, 5.2)),
        figure("neutropenia", "grade 3 or more", "%", (62.6, 1.5)),
        figure("nausea", "any grade", "%", (51.5, 28.5)),
        figure("fatigue", "any grade", "%", (36.5, 30.0)),
        figure("diarrhea", "any grade", "%", (35.0, 22.1)),
        figure("hair loss", "any grade", "%", (33.2, 15.5)),
        figure("QT prolongation", "any grade", "%", (0.4, None)),
    ),
    burden={"alphaciclib": {"tablets_a_day": 4, "visits_a_month": 2, "scans": 0}, "rest": 0, "visits": 1},
    dose={"alphaciclib": "600 mg once daily, days 1-21 of 28", "aistrozole": "2.5 mg once daily"},
    monitoring=(
        Monitoring(drug="alphaciclib", investigation="ecg", title="ECG", when="before day 1", phase="before-start"),
        Monitoring(
            drug="alphaciclib", investigation="blood-count", title="Blood count",
            when="every 2 weeks for 2 cycles, then at the start of the next 4", phase="on-treatment",
        ),
    ),
    approval="US since 2017-03-13",
    disagreement=("guide-two ranks it equal with gammaciclib",),
    why=PROOF,
)  # fmt: skip


def other(name: str, standing: str, order: int, **more: object) -> Option:
    """A short option."""
    return Option(
        id=name.replace(" ", "-"), name=name, regimen=((name,),), standing=standing, order=order,
        sources=("guide-one",), **{"reason": f"Reason of {name}.", **more},
    )  # fmt: skip


PLAN = Plan(
    onward="0.1.0",
    knowledge="2026.11.0",
    patient="ada",
    as_of="2026-06-01",
    stage="treat",
    stage_why="Metastatic disease is proven and no treatment for it has been given.",
    record_age_days=2,
    tumour=Tumour(
        subtype="HR+/HER2-", her2_level="low", er_percent=80.0, pr_percent=0.0, er_status="positive",
        pr_status="negative", her2_status="negative", histology="ductal", sites=("bone", "liver"),
        discordance=("HER2 IHC 1+ in 2018 and 0 in 2026",), germline=("BRCA2",), alterations=("PIK3CA H1047R",),
    ),
    line=2,
    course=(
        LineOfTherapy(setting="adjuvant", number=None, drugs=("aistrozole",), start="2018-09-01", end="2023-09-01",
                      ongoing=False, stopped_for="completed", refs=("MedicationStatement/1",)),
        LineOfTherapy(setting="metastatic", number=1, drugs=("gammaciclib", "fulvestine"), start="2024-03", end=None,
                      ongoing=None, best_response="PR", certain=False,
                      note="the record gives no end; the start is a month",
                      refs=("MedicationStatement/2", "MedicationStatement/3")),
        LineOfTherapy(setting="metastatic", number=2, drugs=(), start="2024-09-01/2024-10-01", end=None, ongoing=True,
                      note="the record gives no end"),
    ),
    alerts=(
        Alert(id="discordance", urgency="caution", title="Receptors differ", why="The newest decides."),
        Alert(id="cord", urgency="emergency", title="Suspected cord compression", why="Back pain with weak legs.",
              do="MRI of the whole spine today", sources=("guide-two",), proof=PROOF),
    ),
    tests=(
        Test(
            id="esr1", title="ESR1 mutation in plasma", why="Decides about betastrant.", settles=("esr1_mutation",),
            would_change=("betastrant",), sources=("guide-one",), caveat="A negative result does not exclude it.",
            changes=(
                TestAnswer(fact="esr1_mutation", answer=True, gains=("betastrant",), loses=("fulvestine",)),
                TestAnswer(fact="esr1_mutation", answer=False),
            ),
        ),
        Test(id="dexa", title="Bone density", why="Aromatase inhibitors thin bones.", urgency="urgent",
             sources=("label-b",)),
    ),
    settled=("ki67_percent", "pdl1_cps"),
    options=(
        other("tamoxiline", "avoid", 9, reason="It prolongs QT together with alphaciclib.", why_not=WHY_NOT),
        ALPHA,
        other("gammaciclib + aromatase inhibitor", "alternative", 2, why=PROOF),
        other("fulvestine", "alternative", 3),
        other("betastrant", "possible", 5, missing=("esr1_mutation",), why_not=WHY_NOT),
        other("imlustrant", "possible", 6, missing=("esr1_mutation",)),
        other("parpinib", "possible", 7, missing=("germline_brca", "germline_palb2")),
    ),
    supportive=(
        Measure(id="bone", title="Bone agent", why="It lowers fractures.", do="after a dental check",
                sources=("guide-two",), proof=PROOF),
        Measure(id="antiemetic", title="Antiemetic", why="Nausea.", standing="possible", missing=("nausea_grade",)),
    ),
    procedures=(Measure(id="rt", title="Radiotherapy of bone", why="One painful bone.", sources=("guide-two",)),),
    current_therapy=CurrentTherapy(
        action="hold", drugs=("gammaciclib",), why="Neutropenia grade 3.", sources=("label-a",),
        reasons=(Measure(id="anc", title="Neutrophils 0.8", why="Below 1.0.", do="hold until 1.0 or more"),),
    ),
    response=ResponseNow(overall="PD", sum_mm=61, baseline_mm=50, nadir_mm=40.5, date="2026-05-12"),
    grades=(
        GradeNow(test="platelets", grade=0, version="CTCAE 5.0", value=200, unit="10^9/L"),
        GradeNow(test="alt", grade=1, version="CTCAE 5.0"),
        GradeNow(test="neutrophils", grade=3, version="CTCAE 5.0", value=0.8, unit="10^9/L", date="2026-05-30"),
    ),
    presumed=(
        Presumed(fact="visceral_crisis", value=False, why="nothing in the record points to it"),
        Presumed(fact="pregnant", value=False, why="nothing in the record points to it"),
    ),
    follow_up=(Measure(id="ct", title="CT in 8 to 12 weeks", why="To see whether it works.", sources=("guide-one",)),),
    trials=(
        Match(
            nct="NCT00000000",
            title="A made-up trial",
            verdict="possible",
            failed=(),
            unknown=(Point(criterion="LVEF at least 50 %", section="inclusion", why="fact", missing=("lvef",)),),
            met=3,
            missing=("lvef",),
            unread=2,
            presumed=(),
            status="RECRUITING",
            recruiting=True,
            phases=("PHASE3",),
            specific=True,
        ),
    ),
    trials_counted={"eligible": 0, "possible": 1, "ineligible": 0, "closed": 0, "shown": 1},
    facts={
        "er_percent": FactNow(value=80.0, what="ER staining", unit="%", date="2026-05-20", refs=("Observation/er-2",)),
        "line": FactNow(value=2.0, what="line of the decision"),
        "sites": FactNow(value=["bone", "liver"], what="sites of metastasis", refs=("Condition/5", "Condition/6")),
        "metastatic": FactNow(value=True, what="distant disease is proven", refs=("Condition/5",)),
        "visceral_crisis": FactNow(value=False, what="an organ fails", presumed=True),
        "esr1_mutation": FactNow(value=None, what="an ESR1 mutation was found", missing=True),
    },
    conflicts=("HER2 is positive in Observation/7 and negative in Observation/8, the same day",),
    unused=(
        *(LeftUnused(ref=f"Observation/{n}", what=f"Heart rate {n}", reason="no rule reads it") for n in range(5)),
        LeftUnused(ref="Encounter/1", what="Visit", reason="not a kind of resource that is read"),
    ),
    sources={
        "guide-one": {"title": "A made-up guideline", "cite": "Nobody et al. J Nowhere 2026;1:1-2", "kind": "guideline",
                      "urls": ["https://example.org/guide-one"], "read": "2026-11-24"},
        "trial-one": {"title": "A made-up trial", "cite": "Someone et al. J Nowhere 2026;2:3-4", "kind": "trial",
                      "urls": ["https://example.org/trial-one"], "read": "2026-11-24", "doi": "10.0000/none"},
        "guide-two": {"title": "Another", "cite": "J Nowhere 2025", "url": "https://example.org/two"},
        "label-a": {"title": "Label of alphaciclib", "urls": ["javascript:alert(1)"]},
        "label-b": {"title": "Label of aistrozole", "cite": "Section 5"},
    },
)  # fmt: skip
EMPTY = Plan(
    onward="0.1.0", knowledge="2026.11.0", patient="nobody", as_of="2026-06-01", stage="none",
    stage_why="Nothing in the record says or suggests metastatic disease.", record_age_days=None,
    tumour=Tumour(subtype=None), line=None,
)  # fmt: skip
