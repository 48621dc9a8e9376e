"""The forms of decision tables: rows of "given this, that must come out", beside the source of a limit or a rule.

Declarations only; ``tables.py`` makes types of them and settles what they name.
"""

from __future__ import annotations

from onward.knowledge.forms_care import ACTIONS
from onward.knowledge.shapes import Day, Key, ListOf, MapOf, Plain, Record, Refer, Word

STARTS = ("avoid", "check-first", "caution", "ok")
"""What limits say of starting a drug, the gravest first."""
DURING = ("stop", "switch", "hold", "reduce", "continue")
"""What dose rules say of a drug that is taken, the strictest first."""
OUTCOMES = ("applies", "possible", "withheld")

assert set(DURING) == set(ACTIONS)  # noqa: S101 - both lists name what can become of a dose

_READ = Key(ListOf(Refer("source"), at_least=1), "The sources that were open beside the rows.", required=True)
_AS_OF = Key(Day(), "The day of the table; the newest day on which one of its sources was read unless said.")
_ROW_AS_OF = Key(Day(), "The day of this row, where it is another.")
_GIVEN = Key(MapOf(Plain()), "What differs from `quiet`; null = unknown.")

DRUG_ROW = Record(
    "a row",
    {
        "as_of": _ROW_AS_OF,
        "given": _GIVEN,
        "taking": Key(ListOf(Refer("drug or class")), "The person's other drugs."),
        "start": Key(Word(STARTS), "The gravest that the limits say of starting it."),
        "during": Key(Word(DURING), "The strictest that the dose rules say of somebody who takes it."),
    },
)

DRUG_TABLE = Record(
    "a table of a drug",
    {
        "drug": Key(Refer("drug"), "Whose limits.", required=True),
        "read": _READ,
        "as_of": _AS_OF,
        "quiet": Key(MapOf(Plain()), "A person whom no limit concerns: every fact that the limits read.", True),
        "rows": Key(ListOf(DRUG_ROW, at_least=1), required=True),
    },
)

RULE_OR_REGIMEN_TABLE = Record(
    "a table of a rule or regimen",
    {
        "rule": Key(Refer("rule"), "Which rule."),
        "regimen": Key(Refer("regimen"), "Or which regimen."),
        "read": _READ,
        "as_of": _AS_OF,
        "slots": Key(ListOf(ListOf(Refer("drug"))), "Regimens: the drugs of each slot, as the sources have them."),
        "quiet": Key(MapOf(Plain()), "To whom it applies, or whom no limit concerns: every fact that is read.", True),
        "rows": Key(
            ListOf(
                Record(
                    "a row",
                    {
                        "as_of": _ROW_AS_OF,
                        "given": _GIVEN,
                        "is": Key(Word(OUTCOMES), "Rules: what it says."),
                        "start": Key(Word(STARTS), "Regimens: the gravest that its own limits say of starting it."),
                        "adds": Key(ListOf(Refer("drug")), "Regimens: the drugs of the slots that it gains."),
                    },
                ),
            ),
            required=True,
        ),
    },
)

DRUG_TABLES_FILE = DRUG_TABLE
RULE_TABLES_FILE = ListOf(RULE_OR_REGIMEN_TABLE)
