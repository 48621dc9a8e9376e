"""The forms of the files that hold care: facts, treatments, regimens, rules and their cases.

Declarations only, as in ``forms_evidence.py``; ``build_care.py`` makes types of them.
"""

from __future__ import annotations

from onward.knowledge.forms_evidence import MAY_HAVE_SOURCES, SOURCES
from onward.knowledge.shapes import (
    Day,
    Expression,
    Flag,
    Identifier,
    Key,
    ListOf,
    ListOrMap,
    MapOf,
    Nullable,
    Number,
    Plain,
    Record,
    Refer,
    Text,
    Tree,
    Word,
)
from onward.logic.nodes import Type

REGIONS = ("US", "EU")
URGENCIES = ("emergency", "urgent", "caution")
STAGES = ("none", "workup", "characterise", "treat", "monitor")
SUBTYPES = ("HR+/HER2-", "HR+/HER2+", "HR-/HER2+", "TNBC")
ACTIONS = ("continue", "hold", "reduce", "stop", "switch")
RULE_ACTIONS = (*ACTIONS, "review")
"""What a rule may say of a treatment; ``review`` gives no order, and then nothing says "continue"."""

WHEN = Key(Expression(), "For whom: an expression over facts.", required=True)
WHY = Key(Text(), "Why, in a sentence for a clinician.", required=True)
FROM = Key(Nullable(Day()), "True from this day on.")
UNTIL = Key(Nullable(Day()), "True until this day.")
DO = Key(Nullable(Text()), "What to do about it.")
FACT_NAME = Identifier("fact", r"[a-z][a-z0-9_]*", "lower case, digits, underscores")
DRUG_NAME = Identifier("drug", r"[a-z0-9][a-z0-9 /+-]*", "the generic name, lower case, spaces")

PRESUMPTION = Record(
    "a presumption",
    {
        "value": Key(Plain(), "What is taken for granted.", required=True),
        "when": Key(Expression(), "Under which condition.", required=True),
        "why": Key(Text(), "Why silence may be read so.", required=True),
    },
)

FACT = Record(
    "a fact",
    {
        "what": Key(Text(), "What it means, in a line.", required=True),
        "type": Key(Word(tuple(Type)), "Its type.", required=True),
        "unit": Key(Nullable(Text()), "Numbers: the unit."),
        "values": Key(ListOf(Text()), "Enums: every value."),
        "answers": Key(ListOf(Plain()), "Representative answers, tried for a missing test."),
        "is": Key(Expression("any"), "How it is worked out.", required=True),
        "presume": Key(PRESUMPTION, "What is taken for granted when the record is silent."),
        "settled_by": Key(ListOf(Refer("investigation")), "The tests that settle it."),
        "sources": MAY_HAVE_SOURCES,
    },
)

CAVEAT = Record("a reason", {"when": WHEN, "why": WHY, "do": DO, "sources": SOURCES})

INTERACTION = Record(
    "an interaction",
    {
        "with": Key(Refer("drug or class"), "The other drug, or its class.", required=True),
        "effect": Key(Word(("avoid", "caution")), "How strong.", required=True),
        "why": WHY,
        "do": DO,
        "sources": SOURCES,
    },
)

DUE = Record(
    "a schedule",
    {
        "every_days": Key(Number(1, whole=True)),
        "from_day": Key(Number(whole=True), "Days from the start; day 0 is the start."),
        "until_day": Key(Number(whole=True)),
        "days": Key(ListOf(Number(whole=True))),
    },
)

CHECK = Record(
    "a check",
    {
        "investigation": Key(Refer("investigation"), "Which test.", required=True),
        "when": Key(Text(), "When, in words.", required=True),
        "due": Key(DUE, "When, for machines."),
        "why": Key(Nullable(Text())),
        "sources": SOURCES,
    },
)

DOSE_CHANGE = Record(
    "a dose change",
    {
        "when": WHEN,
        "do": Key(Word(ACTIONS), "What happens to the dose.", required=True),
        "how": Key(Text(), "Until when, and at which level to go on.", required=True),
        "from": FROM,
        "until": UNTIL,
        "sources": SOURCES,
    },
)

APPROVAL = Record(
    "an approval",
    {
        "region": Key(Word(REGIONS), required=True),
        "since": Key(Nullable(Day()), "The first day.", required=False),
        "until": UNTIL,
        "indication": Key(Text(), "In whom, in words.", required=True),
        "sources": SOURCES,
    },
)

TREATMENT = Record(
    "a treatment",
    {
        "drug": Key(DRUG_NAME, "The generic name, lower case, spaces.", required=True),
        "what": Key(Text(), "What it is, in a line.", required=True),
        "classes": Key(ListOf(Refer("class"), at_least=1), "Every class, parents included.", required=True),
        "route": Key(Text(), required=True),
        "dose": Key(Text(), required=True),
        "levels": Key(ListOf(Text()), "Dose levels, highest first."),
        "cycle_days": Key(Nullable(Number(1, whole=True))),
        "companion_test": Key(Nullable(Refer("investigation"))),
        "approvals": Key(ListOf(APPROVAL)),
        "avoid": Key(ListOf(CAVEAT), "True = never offered."),
        "caution": Key(ListOf(CAVEAT)),
        "interactions": Key(ListOf(INTERACTION)),
        "before_start": Key(ListOf(CHECK)),
        "monitoring": Key(ListOf(CHECK)),
        "dose_changes": Key(ListOf(DOSE_CHANGE)),
        "food": Key(Nullable(Text())),
        "burden": Key(MapOf(Plain()), "What it asks of the patient: tablets_a_day, visits_a_month ..."),
        "sources": SOURCES,
    },
)

ADDITION = Record(
    "an addition",
    {"when": WHEN, "slot": Key(ListOf(Refer("drug"), at_least=1), required=True), "why": WHY, "sources": SOURCES},
)

LIKENESS = Record("a point of likeness", {"point": Key(Text(), required=True), "when": WHEN})

FIT = Record(
    "evidence",
    {
        "trial": Key(Refer("source"), required=True),
        "when": Key(Nullable(Expression()), "The patients it fits best; the first match leads."),
        "like": Key(ListOf(LIKENESS)),
    },
)

REGIMEN = Record(
    "a regimen",
    {
        "regimen": Key(Identifier("regimen"), "The name that rules offer.", required=True),
        "what": Key(Text(), required=True),
        "slots": Key(ListOf(ListOf(Refer("drug"), at_least=1), at_least=1), "Each slot lists its drugs.", True),
        "additions": Key(ListOf(ADDITION), "Slots gained under a condition."),
        "evidence": Key(ListOf(FIT), "The trials behind it."),
        "avoid": Key(ListOf(CAVEAT), "Reasons that concern the combination."),
        "sources": SOURCES,
    },
)

OFFER = Record(
    "an offer",
    {
        "regimen": Key(Refer("regimen"), required=True),
        "standing": Key(Word(("preferred", "alternative")), required=True),
        "rank": Key(Number(0, whole=True), "Smaller comes first; equal ranks claim no order."),
        "approved": Key(MapOf(Day(), key=Word(REGIONS)), "region: first day."),
        "note": Key(Nullable(Text())),
    },
)

AGAINST = Record("'against'", {"treatment": Key(Refer("treatment"), required=True), "why": WHY})


def _advice(name: str, id_shape: Text | Refer, **more: Key) -> Key:
    keys = {"id": Key(id_shape, required=True), "title": Key(Text(), required=True), "do": DO, **more}
    return Key(ListOf(Record(name, {**keys, "drug": Key(Nullable(Refer("drug")))})))


_ID = Text("an id: lower case, digits, hyphens", r"[a-z0-9][a-z0-9.-]*")

ADVICE: dict[str, Key] = {
    "alert": _advice("an alert", _ID, urgency=Key(Word(URGENCIES), required=True)),
    "test": _advice("a test", Refer("investigation"), urgency=Key(Nullable(Word(URGENCIES)))),
    "support": _advice("a supportive measure", _ID),
    "procedure": _advice("a procedure", _ID),
    "follow_up": _advice("a follow-up item", _ID),
    "action": _advice("an action", _ID, do=Key(Word(RULE_ACTIONS), required=True)),
}

RULE = Record(
    "a rule",
    {
        "rule": Key(
            Identifier("rule", r"[a-z0-9][a-z0-9.-]*", "lower case, digits, hyphens, dots"), "Its id.", required=True
        ),
        "when": WHEN,
        "unless": Key(Nullable(Expression()), "Except for whom."),
        "offer": Key(ListOf(OFFER, at_least=1)),
        "against": Key(ListOf(AGAINST, at_least=1)),
        **ADVICE,
        "why": WHY,
        "strength": Key(MapOf(Text()), "Grades as the sources print them."),
        "sources": SOURCES,
        "from": FROM,
        "until": UNTIL,
        "reviewed": Key(Day(), "The day somebody last compared it with its sources.", required=True),
        "overrides": Key(ListOf(Refer("rule")), "Rules it displaces when both are true."),
        "disagrees_with": Key(ListOf(Refer("rule")), "Rules from which it knowingly differs."),
        "asks_null": Key(Flag(), "It asks `is null` on purpose."),
    },
)

_NAMES = Key(ListOf(Text()))
_ON_OPTIONS = ListOrMap(ListOf(Refer("treatment")), MapOf(ListOf(Text()), key=Refer("treatment")))
EXPECTED_CHANGE = Record(
    "a dose change",
    {"drug": Key(Refer("drug"), required=True), "do": Key(Word(ACTIONS), required=True)},
)
EXPECT = Record(
    "'expect'",
    {
        "stage": Key(Word(STAGES)),
        "subtype": Key(Nullable(Word(SUBTYPES))),
        "line": Key(Nullable(Number(0, whole=True))),
        "offers": Key(ListOf(Refer("treatment")), "A regimen, or a drug in an offered option."),
        "not": Key(ListOf(Refer("treatment")), "Not offered."),
        "avoided": Key(ListOf(Refer("treatment")), "Shown with standing avoid."),
        "possible": Key(ListOf(Refer("treatment")), "Shown with standing possible."),
        "alerts": _NAMES,
        "no_alerts": _NAMES,
        "tests": _NAMES,
        "no_tests": _NAMES,
        "supportive": _NAMES,
        "no_supportive": _NAMES,
        "procedures": _NAMES,
        "no_procedures": _NAMES,
        "follow_up": _NAMES,
        "no_follow_up": _NAMES,
        "action": Key(Nullable(Word(ACTIONS))),
        "cautions": Key(_ON_OPTIONS, "Drugs with some caution, or by option or drug what its cautions must say."),
        "no_cautions": Key(_ON_OPTIONS, "Drugs without a caution, or by option or drug what none may say."),
        "check_first": Key(_ON_OPTIONS, "The same for what is to be checked first."),
        "dose_change": Key(ListOf(EXPECTED_CHANGE), "Dose rules that must speak; an empty list: none may."),
        "facts": Key(MapOf(Plain(), key=Refer("fact")), "Facts and the value each must have; null = unknown."),
    },
)

CASE = Record(
    "a case",
    {
        "case": Key(Text(), "Who, in a line.", required=True),
        "from": Key(Text(), "Another case of the pathway, by name: the chart says only what differs from its chart."),
        "chart": Key(Tree("a chart"), "The patient; docs/reference/chart.md lists the keys.", required=True),
        "expect": Key(EXPECT, "What must come out.", required=True),
    },
)

FACTS_FILE = MapOf(FACT, key=FACT_NAME)
TREATMENT_FILE = TREATMENT
REGIMENS_FILE = ListOf(REGIMEN)
RULES_FILE = ListOf(RULE)
CASES_FILE = ListOf(CASE)
