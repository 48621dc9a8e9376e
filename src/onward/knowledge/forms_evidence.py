"""The forms of the files that hold evidence and words: sources, investigations, terminology, plain-language text.

Declarations only: each form says which keys a file may hold and what each means. ``build_evidence.py`` makes types of
them; ``docs/reference/authoring.md`` explains them to authors, and the JSON Schema for editors is made from them.
"""

from __future__ import annotations

from onward.knowledge.shapes import (
    Day,
    Expression,
    Flag,
    Identifier,
    Key,
    ListOf,
    MapOf,
    Nullable,
    Number,
    OneOrMore,
    Plain,
    Record,
    Refer,
    Text,
    Word,
)

SOURCE_KINDS = ("trial", "guideline", "label", "approval", "review", "cohort", "survey", "standard")
LETTERS = "lower case, digits, hyphens"
TIERS = ("primary", "abstract", "secondary")
URL = Text("the address where it was read, as https://...", r"https?://\S+")
SOURCES = Key(ListOf(Refer("source"), at_least=1), "Ids of the sources that say so.", required=True)
MAY_HAVE_SOURCES = Key(ListOf(Refer("source")), "Ids of the sources that say so.")

_FIGURE = Nullable(Number())
_INTERVAL = Nullable(ListOf(Number(), length=2))
_PERCENT = Nullable(Number(0, 100))
_READ = {"url": Key(URL, "Where the figure was read.", True), "read": Key(Day(), "The day it was read.", True)}

OUTCOME = Record(
    "an outcome",
    {
        "measure": Key(Text(), "pfs, os, orr, dor, cbr, ttd ...", required=True),
        "statistic": Key(
            Word(("median", "rate", "percent", "mean", "count", "ratio", "difference")), "What the values are.", True
        ),
        "unit": Key(Text(), "months, percent ...", required=True),
        "values": Key(ListOf(_FIGURE), "One value an arm; null where not read or not reached.", required=True),
        "intervals": Key(ListOf(_INTERVAL), "The 95 % interval of each value."),
        "hazard_ratio": Key(Nullable(Number(0)), "The hazard ratio of the first arm against the second."),
        "hazard_ratio_interval": Key(_INTERVAL, "Its 95 % interval."),
        "p": Key(Nullable(Text()), "The p value, as printed."),
        "at_months": Key(Nullable(Number(0)), "The time of a rate."),
        "followup_months": Key(Nullable(Number(0)), "Median follow-up."),
        "population": Key(Nullable(Text()), "In whom, where not in all."),
        "significant": Key(Nullable(Flag()), "Whether the trial's own test counts it as a difference."),
        "note": Key(Nullable(Text()), "What a reader must know with it."),
        **_READ,
    },
)

HARM = Record(
    "a harm",
    {
        "term": Key(Text(), "The harm, in one or two words.", required=True),
        "any_grade": Key(ListOf(_PERCENT), "Percent of people in each arm."),
        "grade_3_up": Key(ListOf(_PERCENT), "Percent of people in each arm with grade 3 or more."),
        "note": Key(Nullable(Text()), "What a reader must know with it."),
        **_READ,
    },
)

ARM = Record(
    "an arm",
    {
        "name": Key(Text(), "What the arm received.", required=True),
        "drugs": Key(ListOf(Text()), "Generic names, or a class word for a choice of drugs."),
        "n": Key(Nullable(Number(0, whole=True)), "How many people."),
    },
)

STOPPED = Record(
    "'stopped_for_harm_percent'",
    {"values": Key(ListOf(_PERCENT), "Percent in each arm who stopped for harm.", required=True), **_READ},
)

SOURCE = Record(
    "a source",
    {
        "source": Key(
            Identifier("source", r"[a-z0-9][a-z0-9.-]*", LETTERS), "Its id: lower case, digits, hyphens.", True
        ),
        "kind": Key(Word(SOURCE_KINDS), "What kind of source.", required=True),
        "title": Key(Text(), "Its title, or what it is about.", required=True),
        "cite": Key(Text(), "The citation.", required=True),
        "urls": Key(ListOf(URL, at_least=1), "Where it was read.", required=True),
        "read": Key(Day(), "The day it was read.", required=True),
        "doi": Key(Nullable(Text("a DOI, as 10.1056/NEJMoa2114663", r"10\.\S+/\S+"))),
        "pmid": Key(Nullable(Text("a PubMed id, digits only", r"\d{1,9}"))),
        "nct": Key(Nullable(Text("a registry id, as NCT01958021", r"NCT\d{8}"))),
        "version": Key(Nullable(Text()), "Guidelines and labels: which version."),
        "published": Key(Nullable(Text())),
        "tier": Key(Nullable(Word(TIERS)), "How close to the original the reading was."),
        "population": Key(Nullable(Text()), "Who was studied."),
        "arms": Key(ListOf(ARM), "Arrays of figures follow this order."),
        "outcomes": Key(ListOf(OUTCOME)),
        "harms": Key(ListOf(HARM)),
        "stopped_for_harm_percent": Key(STOPPED),
        "says": Key(ListOf(Text()), "The statements used, in our own words."),
    },
)

INSTEAD = Record(
    "another test",
    {
        "when": Key(Expression(), "For whom.", required=True),
        "test": Key(Refer("investigation"), "Which test.", required=True),
    },
)

INVESTIGATION = Record(
    "an investigation",
    {
        "test": Key(Identifier("investigation", r"[a-z0-9][a-z0-9-]*", LETTERS), "Its id.", required=True),
        "title": Key(Text(), "What it is called.", required=True),
        "what": Key(Text(), "What it shows.", required=True),
        "settles": Key(ListOf(Refer("fact")), "The facts that it settles."),
        "burden": Key(Nullable(Text()), "What it asks of the patient."),
        "in_the_room": Key(Flag(), "Asking and examining answers it: there is nothing to order."),
        "caveat": Key(Nullable(Text()), "What a negative result does not exclude."),
        "instead": Key(ListOf(INSTEAD), "For whom another test is asked for in its place."),
        "sources": MAY_HAVE_SOURCES,
    },
)

CONCEPT = Record(
    "a concept",
    {
        "word": Key(Text(), "Our word.", required=True),
        "display": Key(Text(), "How a page writes it."),
        "codes": Key(MapOf(OneOrMore(Text())), "system: [codes]; snomed loinc rxnorm icd10cm hgnc ..."),
        "texts": Key(ListOf(Text()), "Texts that records use for it."),
        "classes": Key(ListOf(Refer("class")), "Drugs: every class, parents included. Classes: their parents."),
        "unit": Key(Text(), "Laboratory tests: the canonical unit."),
        "factors": Key(MapOf(Plain()), "Laboratory tests: unit: factor to the canonical unit."),
        "attributes": Key(MapOf(Plain()), "Anything else that a reader of this value set needs."),
        "read": Key(OneOrMore(Plain()), "Where the codes were read, and when."),
    },
    short_key="word",
)

VALUE_SET = Record(
    "a value set",
    {
        "value_set": Key(Text("the name of the value set", r"[a-z0-9_-]+"), "Its name.", required=True),
        "closed": Key(Flag(), "Closed: another word is an error. Open: another word is kept and shown."),
        "what": Key(Text(), "What the words are."),
        "concepts": Key(ListOf(CONCEPT), "The words.", required=True),
    },
)

SOURCES_FILE = OneOrMore(SOURCE)
INVESTIGATIONS_FILE = ListOf(INVESTIGATION)
TERMINOLOGY_FILE = OneOrMore(VALUE_SET)
WORDS_FILE = MapOf(MapOf(Text("a sentence for people")))
COVERAGE_FILE = MapOf(Plain())
