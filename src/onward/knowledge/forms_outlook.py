"""The form of ``knowledge/outlook.yaml``: whose survival answers for whom, and how people spread around a median."""

from __future__ import annotations

from onward.knowledge.forms_evidence import SOURCES
from onward.knowledge.shapes import Expression, Identifier, Key, ListOf, Number, Record, Refer, Text

_CAVEATS = Key(ListOf(Text()), "What has to be told with it.")

MEDIAN = Record(
    "a median",
    {
        "source": Key(Refer("source"), "Which cohort or trial.", required=True),
        "population": Key(Text(), "Which of its populations, as the source's outcome has it."),
        "arm": Key(Text(), "Which of its arms, by name, where it has several."),
    },
)

SETTING = Record(
    "a setting",
    {
        "setting": Key(Identifier("outlook setting"), "Its name.", required=True),
        "when": Key(Expression(), "For whom it answers: an expression over facts.", required=True),
        "whom": Key(Text(), "Whose survival it is, and from when it is counted.", required=True),
        "medians": Key(ListOf(MEDIAN, at_least=1), "Median overall survival, one for each group.", required=True),
        "caveats": _CAVEATS,
    },
)

OUTLOOK_FILE = Record(
    "the outlook",
    {
        "multiples": Key(
            Record(
                "the multiples",
                {
                    "worst": Key(Number(0), "One of ten lives no longer than this part of the median.", required=True),
                    "typical": Key(ListOf(Number(0), length=2), "Half live between these.", required=True),
                    "best": Key(Number(0), "One of ten lives this many times the median or longer.", required=True),
                    "sources": SOURCES,
                },
            ),
            required=True,
        ),
        "capped": Key(
            Record("the cap", {"months": Key(Number(1), required=True), "why": Key(Text(), required=True)}),
            "No time beyond this is told.",
            required=True,
        ),
        "held": Key(
            ListOf(Record("a finding", {"says": Key(Text(), required=True), "sources": SOURCES}), at_least=1),
            "How often the multiples held.",
            required=True,
        ),
        "caveats": _CAVEATS,
        "settings": Key(ListOf(SETTING), "The first that fits answers.", required=True),
    },
)
