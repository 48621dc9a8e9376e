"""The cases and decision tables of one knowledge, ready to be shown wrong knowledge: does one of them notice?

A table is asked first, for it answers at once. A case is asked only where the changed piece says something else of its
patient: the plan rests on nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.trust.mutants import Mutant

from onward.facts.index import FactIndex, choosing_in, index_facts
from onward.facts.sheet import FactSheet
from onward.knowledge.course import class_table
from onward.knowledge.positions import Mapping as Written
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.tables import DecisionTable, subject_of
from onward.knowledge.types import Case, FactDefinition, Knowledge, Regimen, Rule, Treatment
from onward.logic.walk import reads
from onward.plan import advice
from onward.plan.index import PlanIndex, Prepared, drugs_of, index_for, prepare
from onward.plan.judgement import Judgement
from onward.plan.make import STAGES_WITH_OPTIONS, judge
from onward.plan.options import cautions_of, option_id
from onward.plan.therapy import current_therapy
from onward.plan.value import Worth, worth_of_tests
from onward.records.chart import ChartReader
from onward.reports.cases import _fact_differences as fact_differences
from onward.reports.cases import differences
from onward.reports.tables import faults_with

_OF_OPTIONS = ("offers", "not", "avoided", "possible")
_OF_CAUTIONS = ("cautions", "no_cautions", "check_first")


@dataclass(slots=True)
class Patient:
    """One case that passes, judged."""

    pathway: str
    case: Case
    judgement: Judgement
    words: frozenset[str]
    values: dict[tuple[str, bool], Any] = field(default_factory=dict)
    """What definitions give on the sheets, by fact and strictness, kept for all mutants of a fact."""

    def value(self, fact: FactDefinition, *, strict: bool) -> Any:
        """What a definition as it is written gives."""
        key = (fact.name, strict)
        if key not in self.values:
            self.values[key] = value_on(fact, self.judgement.strict if strict else self.judgement.sheet)
        return self.values[key]


class Hunt:
    """The cases and tables of one knowledge, ready to be shown mutants."""

    def __init__(self, read: ReadKnowledge) -> None:
        self.knowledge: Knowledge = read.knowledge
        self.classes = class_table(read.knowledge)
        self.tables = _passing(read.tables, read.knowledge, self.classes)
        self._reading: dict[str, bool] = {}
        reader = ChartReader(read.knowledge)
        self.patients: list[Patient] = []
        for pathway, case in read.cases:
            assert isinstance(case.chart, Written)
            events = reader.read_tree(case.chart, case.at.file)
            if events.as_of is None:
                continue
            judgement = judge(events, read.knowledge, events.as_of.high)
            if not _failing(case, judgement):
                self.patients.append(Patient(pathway, case, judgement, expected(case.expect)))

    def killed(self, mutant: Mutant) -> bool:
        """Whether a row of a table, or a case, fails with the mutant."""
        return self._by_a_table(mutant) or self._by_a_case(mutant)

    def _by_a_table(self, mutant: Mutant) -> bool:
        part = mutant.part
        if isinstance(part, FactDefinition):
            return False
        name = part.drug if isinstance(part, Treatment) else part.name
        tables = self.tables.get((type(part), name), ())
        return any(True for table in tables for _ in faults_with(table, part, self.classes))

    def _by_a_case(self, mutant: Mutant) -> bool:
        concerned = [patient for patient in self._by_nearness(mutant) if self._concerns(mutant, patient)]
        if not concerned:
            return False
        wrong = self._prepared(mutant)
        if isinstance(mutant.part, FactDefinition) and any(_facts_failing(each, wrong) for each in concerned):
            return True
        return any(_failing(each.case, self._again(each.judgement, wrong, mutant)) for each in concerned)

    def _concerns(self, mutant: Mutant, patient: Patient) -> bool:
        """Whether the changed piece says something else of a patient, of which the case may expect something."""
        one, other = mutant.original, mutant.part
        if isinstance(one, FactDefinition) and isinstance(other, FactDefinition):
            return _gives_another(one, other, patient, reads_facts=self._reads_facts(one))
        if isinstance(one, Regimen) and isinstance(other, Regimen):
            named = {one.name, option_id(one.name), *drugs_of(one), *drugs_of(other), "tests", "no_tests"}
            return not patient.words.isdisjoint(named) and one.name in patient.judgement.standings()
        return concerns(mutant, patient.judgement)

    def _reads_facts(self, fact: FactDefinition) -> bool:
        """Whether a definition reads other facts, and so may rest on a presumption."""
        if fact.name not in self._reading:
            self._reading[fact.name] = bool(reads(fact.definition))
        return self._reading[fact.name]

    def _again(self, judgement: Judgement, wrong: Prepared, mutant: Mutant) -> Judgement:
        """The same patient judged by other knowledge; what follows from the record is not changed by any mutant."""
        day = judgement.sheet.day
        sheet = FactSheet(judgement.sheet.events, wrong.facts, day)
        return Judgement(self._index(wrong, day, mutant), sheet, sheet.strictly())

    def _index(self, wrong: Prepared, day: date, mutant: Mutant) -> PlanIndex:
        """The index of the wrong knowledge. A mutant of a fact or a drug reads nothing that the original does not, so
        that who offers what, and what depends on what, can be kept."""
        if isinstance(mutant.part, Rule | Regimen):
            return index_for(wrong, day)
        own = index_for(prepare(self.knowledge), day)
        return replace(own, knowledge=wrong.knowledge, facts=wrong.facts, pairs={})

    def _by_nearness(self, mutant: Mutant) -> list[Patient]:
        """The cases that expect something of what the changed piece brings first, then those that stand beside it."""
        pathway = mutant.original.pathway if isinstance(mutant.original, Rule) else None
        words = self._words(mutant.original)
        return sorted(self.patients, key=lambda patient: (patient.words.isdisjoint(words), patient.pathway != pathway))

    def _words(self, part: Rule | Treatment | FactDefinition | Regimen) -> frozenset[str]:
        """What a case may expect because of a piece of knowledge: names of regimens, drugs, alerts, facts."""
        if isinstance(part, FactDefinition):
            return frozenset({part.name})
        if isinstance(part, Treatment):
            holding = [each.name for each in self.knowledge.regimens.values() if part.drug in drugs_of(each)]
            return frozenset({part.drug, "action", *holding})
        names = [part.name] if isinstance(part, Regimen) else [offer.regimen for offer in part.offers]
        drugs = {drug for name in names for drug in drugs_of(self.knowledge.regimens[name])}
        if isinstance(part, Regimen):
            return frozenset({*names, *drugs})
        kinds = {"action" for advice in part.advice if advice.kind == "action"}
        ids = {advice.id for advice in part.advice} | {each.subject for each in part.against}
        return frozenset({*names, *drugs, *kinds, *ids})

    def _prepared(self, mutant: Mutant) -> Prepared:
        """What the plans of the wrong knowledge share; whatever it does not change is kept."""
        own, knowledge = prepare(self.knowledge), mutant.applied(self.knowledge)
        facts = _facts(own.facts, mutant, knowledge) if isinstance(mutant.part, FactDefinition) else own.facts
        return replace(own, knowledge=knowledge, facts=facts, by_rules=OrderedDict())


def _facts(own: FactIndex, mutant: Mutant, knowledge: Knowledge) -> FactIndex:
    """The facts of the wrong knowledge; where it reads no more than before, what depends on what stays as it is."""
    original, part = mutant.original, mutant.part
    assert isinstance(original, FactDefinition)
    assert isinstance(part, FactDefinition)
    if not reads(part.definition) <= reads(original.definition):
        return index_facts(knowledge)
    choosing = {**own.choosing, part.name: choosing_in(part.definition)}
    return replace(own, definitions=knowledge.facts, choosing=choosing, _behind={})


def _facts_failing(patient: Patient, wrong: Prepared) -> bool:
    """Whether the facts that a case expects, which are quick to ask, differ."""
    expected_facts = patient.case.expect.get("facts")
    if not isinstance(expected_facts, dict):
        return False
    sheet = FactSheet(patient.judgement.sheet.events, wrong.facts, patient.judgement.sheet.day)
    return any(True for _ in fact_differences(expected_facts, sheet.fact))


def _passing(
    tables: Iterable[DecisionTable], knowledge: Knowledge, classes: Mapping[str, frozenset[str]]
) -> dict[tuple[type, str], list[DecisionTable]]:
    """The tables that nothing contradicts, by what they are about."""
    found: dict[tuple[type, str], list[DecisionTable]] = {}
    for table in tables:
        subject = subject_of(table.kind, table.name, knowledge)
        if not any(True for _ in faults_with(table, subject, classes)):
            found.setdefault((type(subject), table.name), []).append(table)
    return found


def expected(expect: Mapping[str, Any]) -> frozenset[str]:
    """Every word that a case expects, or expects not."""
    lists = [value for value in expect.values() if isinstance(value, list | tuple | dict)]
    changes = [each["drug"] for each in expect.get("dose_change") or ()]
    facts = expect.get("facts") or {}
    words = {str(each) for value in lists for each in value if isinstance(each, str)}
    return frozenset({*words, *changes, *facts, *expect, *(["action"] if changes else [])})


def _failing(case: Case, judgement: Judgement) -> bool:
    expect: dict[str, Any] = case.expect
    if any(True for _ in fact_differences(expect.get("facts") or {}, judgement.sheet.fact)):
        return True
    return any(True for _ in differences(expect, told(judgement, expect)))


def told(judgement: Judgement, expect: dict[str, Any]) -> Any:
    """What the cases compare of a plan, without the parts that this one does not ask for."""

    def asked(*keys: str) -> bool:
        return any(key in expect or f"no_{key}" in expect for key in keys)

    stage = judgement.sheet.fact("stage") or "none"
    chooses = stage in STAGES_WITH_OPTIONS
    worths: dict[str, Worth] = worth_of_tests(judgement)[0] if chooses and asked("tests") else {}
    standings = judgement.standings() if chooses and asked(*_OF_OPTIONS, *_OF_CAUTIONS) else {}
    cautioned = asked(*_OF_CAUTIONS)
    options = [
        SimpleNamespace(
            name=name,
            id=option_id(name),
            regimen=each.slots,
            standing=each.standing,
            cautions=tuple(cautions_of(judgement, each)) if cautioned else (),
        )
        for name, each in standings.items()
    ]
    return SimpleNamespace(
        stage=stage,
        tumour=SimpleNamespace(subtype=judgement.sheet.fact("subtype")),
        line=judgement.sheet.fact("line"),
        current_therapy=current_therapy(judgement) if asked("action", "dose_change") else None,
        options=options,
        alerts=advice.alerts(judgement) if asked("alerts") else (),
        tests=advice.tests(judgement, worths) if asked("tests") else (),
        supportive=advice.measures(judgement, "support") if asked("supportive") else (),
        procedures=advice.measures(judgement, "procedure") if asked("procedures") else (),
        follow_up=advice.measures(judgement, "follow_up") if asked("follow_up") else (),
    )


def concerns(mutant: Mutant, judgement: Judgement) -> bool:
    """Whether the changed piece says something else of a patient."""
    one, other = mutant.original, mutant.part
    sheet = judgement.sheet
    if isinstance(one, Rule) and isinstance(other, Rule):
        day = sheet.day
        if one.effective.holds(day) != other.effective.holds(day):
            return True
        if one.when is not other.when:
            return sheet.truth(one.when) is not sheet.truth(other.when)
        return sheet.truth(one.when) is not False and sheet.truth(one.unless) is not sheet.truth(other.unless)
    if isinstance(one, Treatment) and isinstance(other, Treatment):
        return _said(one, judgement) != _said(other, judgement)
    return True


def _gives_another(one: FactDefinition, other: FactDefinition, patient: Patient, *, reads_facts: bool) -> bool:
    judgement = patient.judgement
    if patient.value(one, strict=False) != value_on(other, judgement.sheet):
        return True
    if not reads_facts:
        return False  # rows alone decide it, and no presumption plays a part
    return bool(patient.value(one, strict=True) != value_on(other, judgement.strict))


def value_on(fact: FactDefinition, sheet: FactSheet) -> Any:
    """What a definition gives on a sheet."""
    from onward.logic.evaluate import evaluate

    return evaluate(fact.definition, sheet)


def _said(treatment: Treatment, judgement: Judgement) -> list[object]:
    """Everything that a treatment says of a patient and that is not plainly false."""
    caveats = [
        (each.why, truth)
        for each in (*treatment.avoid, *treatment.caution)
        if (truth := judgement.strict.truth(each.when)) is not False
    ]
    changes = [each.how for each in treatment.dose_changes if judgement.sheet.truth(each.when) is True]
    taken = [each.why for each in treatment.interactions if judgement.taken(each.subject)]
    return [caveats, changes, taken]
