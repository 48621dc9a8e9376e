"""Treatment histories in short: text comes in, events go out; and derived rows as short text again.

``letrozole 2020-01..2021-02 !progression =PR #2 @metastatic ~regimen +maintenance``: start..end (``..`` alone goes on,
``..~`` goes on for want of an end, ``..?`` without an end, ``..x`` over without a date), then ! why it stopped, = best
response, # stated line, @ intent. ``?`` in place of dates: none. Words of a name are joined by underscores.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from onward.course import follow
from onward.events.tables import TABLES, Diagnosis, Drug, Event, Events, Line, Procedure, Progression, State
from onward.knowledge.course import CourseKnowledge, read_course_rules
from onward.knowledge.files import find_folder
from onward.values.dates import PartialDate

AS_OF = date(2026, 6, 1)
ENDOCRINE, CHEMO = "endocrine therapy", "chemotherapy"
AI, NSAI = "aromatase inhibitor", "nonsteroidal aromatase inhibitor"
CLASSES: dict[str, tuple[str, ...]] = {
    "letrozole": (ENDOCRINE, AI, NSAI), "anastrozole": (ENDOCRINE, AI, NSAI),
    "exemestane": (ENDOCRINE, AI, "steroidal aromatase inhibitor"),
    "tamoxifen": (ENDOCRINE, "serm"), "fulvestrant": (ENDOCRINE, "serd"), "elacestrant": (ENDOCRINE, "serd"),
    "goserelin": (ENDOCRINE, "lhrh agonist"),
    "palbociclib": ("cdk4/6 inhibitor",), "ribociclib": ("cdk4/6 inhibitor",), "abemaciclib": ("cdk4/6 inhibitor",),
    "alpelisib": ("pi3k inhibitor", "pi3k/akt/mtor inhibitor"),
    "everolimus": ("mtor inhibitor", "pi3k/akt/mtor inhibitor"),
    "capecitabine": (CHEMO, "fluoropyrimidine"), "gemcitabine": (CHEMO, "antimetabolite"),
    "paclitaxel": (CHEMO, "taxane"), "docetaxel": (CHEMO, "taxane"), "eribulin": (CHEMO, "microtubule inhibitor"),
    "doxorubicin": (CHEMO, "anthracycline"), "cyclophosphamide": (CHEMO, "alkylating agent"),
    "carboplatin": (CHEMO, "platinum"), "vinorelbine": (CHEMO, "vinca alkaloid"),
    "trastuzumab": ("anti-her2", "anti-her2 antibody"), "pertuzumab": ("anti-her2", "anti-her2 antibody"),
    "trastuzumab deruxtecan": ("anti-her2", "her2 adc", "antibody-drug conjugate"),
    "tucatinib": ("anti-her2", "her2 tki"), "pembrolizumab": ("immune checkpoint inhibitor",),
    "olaparib": ("parp inhibitor",), "zoledronic acid": ("supportive", "bone-modifying agent"),
    "denosumab": ("supportive", "bone-modifying agent"), "chemotherapy": (CHEMO,), "endocrine therapy": (ENDOCRINE,),
}  # fmt: skip


def cases(file: str) -> dict[str, tuple[str, list[str]]]:
    """The cases of a text table beside this file: name, what goes in, what comes out."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    found = {}
    for block in text.split("\n== ")[1:]:
        name, *rest = block.strip().splitlines()
        history = [line for line in rest if not line.startswith("->")]
        found[name] = ("\n".join(history), [line[3:] for line in rest if line.startswith("->")])
    return found


@cache
def knowledge() -> CourseKnowledge:
    """The shipped rules of the course, with a small table of classes."""
    rules = read_course_rules((find_folder() / "course.yaml").read_bytes())
    return CourseKnowledge(
        rules=rules, classes={drug: frozenset({drug, *classes}) for drug, classes in CLASSES.items()}
    )


def drug(text: str, number: int = 1) -> Drug:
    """One exposure from its short text."""
    name, when, *marks = text.split()
    fields: dict[str, object] = {}
    keys = {"!": "stopped_for", "=": "best_response", "@": "intent", "~": "regimen"}
    for mark in marks:
        if mark[0] in keys:
            fields[keys[mark[0]]] = mark[1:]
        elif mark[0] == "#":
            fields["line"] = int(mark[1:])
        elif mark == "+maintenance":
            fields["maintenance"] = True
        elif mark == "+unknown":
            fields["known"] = False
        else:
            raise ValueError(mark)
    start, _, end = when.partition("..")
    fields["date"] = None if start == "?" else PartialDate.parse(start)
    if ".." in when and end in ("", "~"):
        fields |= {"ongoing": True, "ongoing_inferred": end == "~"}
    elif end == "x":
        fields["ongoing"] = False
    elif end not in ("", "?"):
        fields["end"] = PartialDate.parse(end)
    return Drug(id=f"drug:{number}", refs=(f"chart:{number}",), drug=name.replace("_", " "), **fields)  # type: ignore[arg-type]


def events(text: str) -> Events:
    """Events, a line each: ``metastatic DATE``, ``diagnosis DATE STAGE``, ``surgery DATE``, ``status DATE WORD``."""
    rows: dict[str, list[Event]] = {table.table: [] for table in TABLES}
    for number, line in enumerate((each for each in text.strip().splitlines() if each.strip()), start=1):
        row = _row(line.strip(), number)
        rows[row.table].append(row)
    return Events(patient_id="p", rows={name: tuple(found) for name, found in rows.items()})


def _row(line: str, number: int) -> Event:
    word, *rest = line.split()
    on = None if not rest or rest[0].startswith("?") else rest[0]
    refs = (f"chart:{number}",)
    if word == "metastatic":
        when = PartialDate.parse(on) if on else None
        return State(id=f"state:{number}", refs=refs, date=when, name="metastatic", truth=True)
    if word == "diagnosis":
        when = PartialDate.parse(on) if on else None
        return Diagnosis(id=f"dx:{number}", refs=refs, date=when, cancer="breast", stage=rest[1])
    if word == "surgery":
        when = PartialDate.parse(on) if on else None
        return Procedure(id=f"op:{number}", refs=refs, date=when, name="mastectomy")
    if word == "status":
        when = PartialDate.parse(on) if on else None
        return State(id=f"state:{number}", refs=refs, date=when, name="disease-status", text=rest[1])
    return drug(line, number)


def course(text: str, as_of: date = AS_OF) -> Events:
    """Everything that follows from a short history."""
    return follow(events(text), knowledge(), as_of)


def lines(found: Events) -> list[str]:
    """Lines as ``1 letrozole+palbociclib``; adjuvant begin with ``a``, neoadjuvant with ``n``; ``?``: uncertain."""
    rows = [row for row in found.of("line") if isinstance(row, Line)]
    rows.sort(
        key=lambda row: (row.setting == "metastatic", row.id if row.setting == "metastatic" else row.setting, row.id)
    )
    return [_short(row) for row in rows]


def _short(row: Line) -> str:
    first = str(row.number) if row.number is not None else row.setting[0]
    return f"{first} {'+'.join(row.drugs)}{'' if row.certain else ' ?'}"


def progressions(found: Events) -> list[str]:
    """Progressions as ``2021-02-01 scan letrozole+palbociclib``."""
    rows = [row for row in found.of("progression") if isinstance(row, Progression)]
    return [
        " ".join(
            [str(row.date), row.basis, *(["+".join(row.on_drugs)] if row.on_drugs else []), *["?"] * (not row.certain)]
        )
        for row in rows
    ]
