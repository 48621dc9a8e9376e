"""Progressions: the days on which the disease grew or came back, from everything in the record that says so.

In: disease status, treatments that stopped for progression or had it as best response, the day of metastatic disease,
RECIST responses, death. Out: ``progression`` rows, one for statements that tell of the same progression, with the drugs
that were being given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from onward.course.exposures import anticancer, covers_surely, given_on, metastatic, names
from onward.course.intents import CURATIVE, background_of
from onward.course.rows import days_from, identities, references, rows_of, with_rows
from onward.events.tables import Drug, Event, Events, Metastasis, Patient, Progression, Response, State
from onward.knowledge.course import CourseKnowledge
from onward.values.dates import PartialDate

RELAPSE = "relapse"
DEATH = "death"
BASES = (RELAPSE, "scan", "clinician", "stopped-for", "stated-response", DEATH)
"""Strongest first: a joined progression takes the first of its statements' bases."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing in the record that says the disease grew."""

    basis: str
    on: PartialDate | None
    drugs: tuple[Drug, ...]
    because: tuple[Event, ...]
    rule: str
    certain: bool = True
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What statements are drawn from."""

    events: Events
    knowledge: CourseKnowledge
    day: date
    drugs: list[Drug]

    @property
    def metastatic(self) -> list[Drug]:
        """Treatments for metastatic disease."""
        return metastatic(self.drugs)


def derive_progressions(events: Events, knowledge: CourseKnowledge, day: date) -> Events:
    """Fill the table ``progression``."""
    material = Material(events, knowledge, day, anticancer(events, knowledge))
    statements = [statement for rule in PROGRESSION_RULES for statement in rule(material)]
    joined = [*_join(statements, material), *([each] for each in _death(material))]
    return with_rows(events, Progression, (_row(number, group) for number, group in enumerate(joined, start=1)))


def _relapse(material: Material) -> Iterable[Statement]:
    """Metastatic disease after curative treatment: the drugs are those of the curative course still being given."""
    background = background_of(material.events, material.knowledge.rules)
    on = background.metastatic_on
    curative = [drug for drug in material.drugs if drug.intent in CURATIVE]
    operated = any(on is not None and days_from(done, on)[0] > 0 for done in background.surgery)
    if on is None or background.de_novo or not (curative or operated):
        return
    still = [drug for drug in given_on(curative, on) if drug.end is not None or drug.ongoing]
    stopped = [drug for drug in curative if drug.stopped_for == "progression" and drug not in still]
    sure = all(covers_surely(drug, on) for drug in still)
    open_ended = [drug for drug in curative if drug.end is None and drug.ongoing is None]
    note = f"when {', '.join(names(open_ended))} ended is not recorded" if open_ended else None
    because = [*_metastatic_since(material.events, on), *still, *stopped]
    yield Statement(
        RELAPSE, on, (*still, *stopped), tuple(because), "progression-relapse", sure and not open_ended, note
    )


def _metastatic_since(events: Events, on: PartialDate) -> list[Event]:
    stated = [row for row in rows_of(events, State) if row.name == "metastatic" and row.truth and row.date == on]
    return [*stated, *(row for row in rows_of(events, Metastasis) if row.date == on and not stated)]


def _scan(material: Material) -> Iterable[Statement]:
    """A RECIST assessment that says PD, unless it has to be confirmed first."""
    for row in rows_of(material.events, Response):
        if row.overall == "PD" and not row.to_confirm:
            yield _dated("scan", row, material, "progression-recist", row.certain, row.note)


def _clinician(material: Material) -> Iterable[Statement]:
    """A disease status that says progression."""
    words = material.knowledge.rules.words.progression
    for row in rows_of(material.events, State):
        if row.name == "disease-status" and (row.text or "").strip().lower() in words:
            yield _dated("clinician", row, material, "progression-disease-status", row.date is not None, None)


def _dated(basis: str, row: Event, material: Material, rule: str, certain: bool, note: str | None) -> Statement:
    last_given = material.knowledge.rules.days.last_given
    drugs = given_on(material.metastatic or material.drugs, row.date, last_given) if row.date else []
    return Statement(basis, row.date, tuple(drugs), (row,), rule, certain, note)


def _stopped(material: Material) -> Iterable[Statement]:
    """A treatment for metastatic disease that stopped for progression."""
    for drug in material.metastatic:
        if drug.stopped_for == "progression":
            yield _of_drug("stopped-for", drug, material, "progression-stopped-for")


def _best_response(material: Material) -> Iterable[Statement]:
    """A treatment for metastatic disease whose best response was progression."""
    for drug in material.metastatic:
        if drug.best_response == "PD":
            yield _of_drug("stated-response", drug, material, "progression-best-response")


def _of_drug(basis: str, drug: Drug, material: Material, rule: str) -> Statement:
    if drug.end is not None:
        return Statement(basis, drug.end, (drug,), (drug,), rule, drug.end.exact)
    on = _between(drug, material)
    note = f"when {drug.drug} ended is not recorded; the progression lies between its start and what came next"
    return Statement(basis, on, (drug,), (drug,), rule, certain=False, note=note)


def _between(drug: Drug, material: Material) -> PartialDate | None:
    """From the day after a drug began to the day before the next other treatment, or to the day of the decision."""
    if drug.date is None:
        return None
    starts = [row.date for row in material.metastatic if row.date is not None and row.drug != drug.drug]
    together = material.knowledge.rules.days.starts_together
    later = [start.high for start in starts if days_from(drug.date, start)[0] > together]
    last = min(later) - timedelta(days=1) if later else material.day
    first = drug.date.high + timedelta(days=1)
    return PartialDate(min(first, max(last, drug.date.high)), max(last, drug.date.high))


def _death(material: Material) -> Iterable[Statement]:
    """Death with metastatic disease ends what a treatment held back, whatever its cause; joined to nothing else."""
    known = background_of(material.events, material.knowledge.rules).metastatic_on is not None or material.metastatic
    for row in rows_of(material.events, Patient):
        if known and (row.deceased or row.death_date is not None):
            said = row if row.death_date is None else msgspec.structs.replace(row, date=row.death_date)
            note = None if row.death_date is not None else "the day of death is not recorded"
            yield _dated(DEATH, said, material, "progression-death", row.death_date is not None, note)


PROGRESSION_RULES: tuple[Callable[[Material], Iterable[Statement]], ...] = (
    _relapse,
    _scan,
    _clinician,
    _stopped,
    _best_response,
)


def _join(statements: Iterable[Statement], material: Material) -> list[list[Statement]]:
    """Group statements that tell of one progression."""
    groups: list[list[Statement]] = []
    for statement in sorted(statements, key=_when):
        home = next((group for group in groups if all(_same(each, statement, material) for each in group)), None)
        if home is None:
            groups.append([statement])
        else:
            home.append(statement)
    return groups


def _when(statement: Statement) -> tuple[bool, date, date, int, tuple[str, ...]]:
    on = statement.on
    ids = identities(statement.because)
    low, high = (on.low, on.high) if on else (date.min, date.min)
    return (on is not None, high, low, BASES.index(statement.basis), ids)


def _same(one: Statement, other: Statement, material: Material) -> bool:
    """Close in time, and on the same drugs or with no treatment begun between the two."""
    mine, yours = set(names(one.drugs)), set(names(other.drugs))
    if _tells_of_relapse(one, other, material):
        return True
    if RELAPSE in (one.basis, other.basis) and any(drug in material.metastatic for drug in (*one.drugs, *other.drugs)):
        return False
    if one.on is None or other.on is None:
        return bool(mine & yours)
    within = material.knowledge.rules.days.same_progression
    fewest, most = days_from(one.on, other.on)
    if fewest > within or most < -within:
        return False
    return bool(mine and yours and (mine <= yours or yours <= mine)) or not _begun_between(one.on, other.on, material)


def _tells_of_relapse(one: Statement, other: Statement, material: Material) -> bool:
    """A clinician's word of progression in the weeks around a relapse means the relapse, treated or not."""
    if {one.basis, other.basis} != {RELAPSE, "clinician"} or one.on is None or other.on is None:
        return False
    fewest, most = days_from(one.on, other.on)
    within = material.knowledge.rules.days.starts_together
    return fewest <= within and most >= -within


def _begun_between(one: PartialDate, other: PartialDate, material: Material) -> bool:
    first, last = min(one.low, other.low), max(one.low, other.low)
    return any(drug.date is not None and first <= drug.date.low < last for drug in material.metastatic)


def _row(number: int, group: list[Statement]) -> Progression:
    because = [event for statement in group for event in statement.because]
    leading = min(group, key=lambda each: BASES.index(each.basis))
    exact = [each for each in group if each.on is not None and each.on.exact]
    first = min(exact, key=_when) if exact else min(group, key=_when)
    drugs = names(drug for each in group for drug in each.drugs if leading.basis != RELAPSE or each.basis == RELAPSE)
    certain = any(each.certain for each in group)
    notes = dict.fromkeys(each.note for each in group if each.note and not certain)
    return Progression(
        id=f"progression:{number}",
        date=leading.on if leading.basis == RELAPSE else first.on,
        refs=references(because),
        rule=leading.rule,
        derived_from=identities(because),
        certain=certain,
        note="; ".join(notes) or None,
        basis=leading.basis,
        on_drugs=drugs,
    )
