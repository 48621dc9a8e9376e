"""The contraindication sweep: every regimen under every reason against one of its drugs, true, false and unknown.

For each regimen a patient is made for whom it is offered: the facts that its rule, its drugs and the advice against it
read are supposed, and exposures are put into the record where a rule asks about treatment so far. Then each ``avoid``,
``caution`` and interaction is made true, false and unknown in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from typing import Any

from tests.trust.conditions import Decision, candidates, decision_of
from tests.trust.measure import Measure, share
from tests.trust.realise import realisable, row_for
from tests.trust.solve import solutions

from onward.course import follow
from onward.events.tables import TABLES, Drug, Events, Medication
from onward.facts.sheet import FactSheet
from onward.knowledge.course import course_knowledge
from onward.knowledge.types import Addition, Caveat, Interaction, Knowledge, Regimen, Rule
from onward.logic.nodes import And, History, Node, Not, Or
from onward.logic.text import to_text
from onward.logic.walk import facts_in, walk
from onward.plan.index import PlanIndex, drugs_of, index_plan, matches
from onward.plan.judgement import Judgement
from onward.plan.options import make_options
from onward.values.dates import PartialDate

OFFERED = ("preferred", "alternative")


@dataclass(slots=True)
class Base:
    """A patient for whom a regimen is offered."""

    regimen: Regimen
    answers: dict[str, Any]
    exposures: tuple[Drug, ...]
    drugs: tuple[str, ...] = ()


@dataclass(slots=True)
class Result:
    """What the sweep saw."""

    tried: int = 0
    caught: int = 0
    offered: list[str] = field(default_factory=list)
    """Reasons that are true while the drug is offered: must stay empty."""
    silent: list[str] = field(default_factory=list)
    """Unknown reasons without "check first", true cautions that are not shown, and false ones that are."""
    unreached: list[str] = field(default_factory=list)
    """Regimens that could not be brought to be offered, reasons that could not be brought about."""


class Sweep:
    """The sweep over one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.day = last_day(knowledge)
        self.index: PlanIndex = index_plan(knowledge, self.day)
        self.course = course_knowledge(knowledge)
        self.result = Result()
        self.members: dict[str, list[str]] = {}
        for drug in sorted(knowledge.treatments):
            for name in self.index.facts.classes.get(drug, ()):
                self.members.setdefault(name, []).append(drug)

    def run(self) -> Result:
        """Every regimen that a rule offers."""
        for name in self.index.offers:
            self.regimen(name)
        return self.result

    def regimen(self, name: str) -> None:
        """Every reason against the drugs of one regimen, with and without what is added under a condition."""
        regimen = self.knowledge.regimens[name]
        bases = [base for addition in (None, *regimen.additions) if (base := self.base(regimen, addition)) is not None]
        held = {drug for base in bases for drug in base.drugs}
        lost = sorted(set(drugs_of(regimen)) - held)
        if lost:
            self.result.unreached.append(f"{name}: no patient found to whom it is offered with {', '.join(lost)}")
        done: set[str] = set()
        for base in bases:
            if not done:
                for caveat in regimen.avoid:
                    self._caveat(base, name, caveat, "avoid")
            for drug in base.drugs:
                if drug not in done:
                    self._drug(base, drug)
            done.update(base.drugs)

    def _drug(self, base: Base, drug: str) -> None:
        treatment = self.knowledge.treatments[drug]
        for caveat in treatment.avoid:
            self._caveat(base, drug, caveat, "avoid")
        for caveat in treatment.caution:
            self._caveat(base, drug, caveat, "caution")
        for each in treatment.interactions:
            self._interaction(base, drug, each)

    def base(self, regimen: Regimen, addition: Addition | None) -> Base | None:
        """A patient for whom a regimen is offered, with what is added under a condition where that is asked for."""
        for rule, _ in self.index.offers[regimen.name]:
            goal = self._goal(regimen, rule, addition)
            found = islice(solutions([(goal.node, True)], candidates(goal), steps=20_000), 5)
            for answers, region in product(found, ("US", "EU")):
                base = self._realised(regimen, goal, {"region": region, **answers})
                standing = self.judge(base).standing(regimen.name)
                if standing is not None and standing.standing in OFFERED:
                    base.drugs = tuple(drug for slot in standing.slots for drug in slot)
                    return base
        return None

    def _goal(self, regimen: Regimen, rule: Rule, addition: Addition | None) -> Decision:
        parts: list[Node] = [rule.when]
        parts += [Not(operand=rule.unless)] if rule.unless is not None else []
        parts += [addition.when] if addition is not None else []
        parts += [Not(operand=caveat.when) for caveat in regimen.avoid]
        for drug in drugs_of(regimen):
            parts += [Not(operand=caveat.when) for caveat in self.knowledge.treatments[drug].avoid]
        for other, each in self.index.against:
            if any(matches(each.subject, drug, regimen.name, self.index.facts) for drug in drugs_of(regimen)):
                withheld = Not(operand=other.when)
                parts.append(withheld if other.unless is None else Or(operands=(withheld, other.unless)))
        return decision_of(regimen.name, "regimen", And(operands=tuple(parts)), self.knowledge)

    def _realised(self, regimen: Regimen, goal: Decision, answers: dict[str, Any]) -> Base:
        """The answers to questions about treatment become exposures, the others are supposed."""
        answers, rows = self._split(goal, answers)
        return Base(regimen, {**answers, "treatment_history_complete": True, "stage": "treat"}, rows)

    def _split(self, decision: Decision, answers: dict[str, Any]) -> tuple[dict[str, Any], tuple[Drug, ...]]:
        """Answers that can be supposed, and exposures that give the answers to questions about treatment."""
        questions = {to_text(node): node for node in walk(decision.source) if isinstance(node, History)}
        rows: list[Drug] = []
        asked = [(name, node) for name, node in questions.items() if node.question == "had"]
        never = {node.subject for name, node in asked if answers.get(name) is False}
        for name, node in questions.items():
            times = answers.get(name)
            for _ in range(int(times or 0) if isinstance(times, float) else bool(times)):
                rows.append(self._exposure(len(rows), node, never))
        return {name: answer for name, answer in answers.items() if name not in questions}, tuple(rows)

    def _exposure(self, number: int, node: History, never: set[str]) -> Drug:
        members = self.members.get(node.subject, [node.subject])
        drug = next((each for each in members if not never & {each, *self.index.facts.classes[each]}), members[0])
        setting = {"curative": "adjuvant", None: "metastatic"}.get(node.setting, node.setting)
        stopped = {"stopped_for_toxicity": "toxicity"}.get(node.question, "progression")
        on = node.question == "on"
        return Drug(
            id=f"drug-{number}",
            date=PartialDate.parse(f"{2014 + number}-01-10"),
            drug=drug,
            intent="adjuvant" if node.question == "relapsed_on" else setting,
            end=None if on else PartialDate.parse(f"{2014 + number}-11-20"),
            ongoing=on,
            stopped_for=None if on else stopped,
        )

    def judge(self, base: Base, medications: tuple[Medication, ...] = (), **changed: Any) -> Judgement:
        """The judgement of a patient, with some answers changed and some medicines taken."""
        supposed = {**base.answers, **changed}
        rows: dict[str, Any] = {table.table: () for table in TABLES}
        rows |= {"drug": base.exposures, "medication": medications}
        for number, (name, answer) in enumerate(sorted(supposed.items())):
            definition = self.knowledge.facts.get(name)
            if definition is None or not realisable(definition):
                continue
            del supposed[name]  # silence in the record is what makes it unknown
            row = None if answer is None else row_for(definition, answer, number)
            if row is not None:
                rows[row.table] = (*rows[row.table], row)
        events = follow(Events(patient_id="sweep", rows=rows), self.course, self.day)
        sheets = []
        for strict in (False, True):
            sheet = FactSheet(events, self.index.facts, self.day, strict=strict)
            sheet.supposed = dict(supposed)
            sheets.append(sheet)
        return Judgement(self.index, *sheets)

    def _caveat(self, base: Base, drug: str, caveat: Caveat, kind: str) -> None:
        where = f"{base.regimen.name}, {drug}: {kind} when {to_text(caveat.when)}"
        decision = decision_of(where, kind, caveat.when, self.knowledge)
        answers = candidates(decision)
        for truth in (True, False):
            given = next(solutions([(decision.node, truth)], answers), None)
            if given is None:
                self.result.unreached.append(f"{where}: cannot be {truth}")
            else:
                supposed, rows = self._split(decision, given)
                there = Base(base.regimen, base.answers, (*base.exposures, *rows))
                self._look(self.judge(there, **supposed), where, (drug, caveat, kind), truth)
        silent: dict[str, Any] = dict.fromkeys(facts_in(caveat.when))
        if any(isinstance(node, History) for node in walk(caveat.when)):
            silent["treatment_history_complete"] = None
        self._look(self.judge(base, **silent), where, (drug, caveat, kind), None)

    def _look(self, judgement: Judgement, where: str, what: tuple[str, Caveat, str], truth: bool | None) -> None:
        drug, caveat, kind = what
        result = self.result
        if judgement.strict.truth(caveat.when) is not truth:
            return  # exposures of the patient already answer it
        result.tried += 1
        options = make_options(judgement)
        holding = [each for each in options if each.standing != "avoid" and _holds(each, drug)]
        kinds = {(each.drug, each.why): each.kind for option in holding for each in option.cautions}
        shown = kinds.get((drug, caveat.why))
        fine = True
        if kind == "avoid" and truth is True and holding:
            result.offered.append(f"{where} is true, and {', '.join(each.name for each in holding)} holds it")
            fine = False
        elif kind == "avoid" and truth is None and holding and shown != "check-first":
            result.silent.append(f"{where} is unknown, and nobody says to check it first")
            fine = False
        elif kind == "caution" and truth is True and holding and shown is None:
            result.silent.append(f"{where} is true and not shown")
            fine = False
        elif truth is False and shown is not None and not self._other_reason(judgement, drug, caveat):
            result.silent.append(f"{where} is false and shown as {shown}")
            fine = False
        result.caught += fine

    def _other_reason(self, judgement: Judgement, drug: str, caveat: Caveat) -> bool:
        """Whether another caveat of the drug with the same sentence is what is shown."""
        treatment = self.knowledge.treatments.get(drug)
        others = (*treatment.avoid, *treatment.caution) if treatment else ()
        return any(
            each is not caveat and each.why == caveat.why and judgement.strict.truth(each.when) is not False
            for each in others
        )

    def _interaction(self, base: Base, drug: str, each: Interaction) -> None:
        where = f"{base.regimen.name}, {drug}: {each.effect} with {each.subject}"
        names = [each.subject, *self._taken_as(each.subject)]
        for name in names:
            for ongoing in (True, None, False):
                row = Medication(id="medication-1", name=name, ongoing=ongoing)
                self._look_interaction(self.judge(base, (row,)), f"{where} ({name})", drug, each, ongoing)

    def _taken_as(self, subject: str) -> list[str]:
        classes = self.index.facts.classes
        return [name for name in sorted(classes) if subject in classes[name] and name != subject][:3]

    def _look_interaction(
        self, judgement: Judgement, where: str, drug: str, each: Interaction, ongoing: bool | None
    ) -> None:
        result = self.result
        result.tried += 1
        holding = [option for option in make_options(judgement) if option.standing != "avoid" and _holds(option, drug)]
        shown = any(
            caution.kind == "interaction" and caution.drug == drug and each.why in caution.why
            for option in holding
            for caution in option.cautions
        )
        taken = ongoing is not False
        fine = True
        if each.effect == "avoid" and taken and holding:
            result.offered.append(f"{where} is taken, and {', '.join(option.name for option in holding)} holds it")
            fine = False
        elif each.effect == "caution" and taken and holding and not shown:
            result.silent.append(f"{where} is taken and not shown")
            fine = False
        elif not taken and shown:
            result.silent.append(f"{where} is no longer taken and shown")
            fine = False
        result.caught += fine


def last_day(knowledge: Knowledge) -> date:
    """A day on which everything that the knowledge announces is in effect."""
    days = [since for rule in knowledge.rules for offer in rule.offers for _, since in offer.approved]
    return max([*days, *(rule.effective.start for rule in knowledge.rules if rule.effective.start)])


def _holds(option: Any, drug: str) -> bool:
    return drug == option.name or any(drug in slot for slot in option.regimen)


def measure(knowledge: Knowledge) -> Measure:
    """The whole sweep."""
    result = Sweep(knowledge).run()
    return Measure(
        kind="Contraindication sweep",
        target="100 % caught, 0 offered",
        measured=f"{share(result.caught, result.tried)} caught, {len(result.offered)} offered",
        count=result.tried,
        misses=[*result.offered, *result.silent, *result.unreached],
    )
