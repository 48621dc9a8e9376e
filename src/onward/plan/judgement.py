"""What stands of each regimen for one patient: offered, possible, to be avoided, or not in question.

In: findings of the rules that offer it, its drugs' ``avoid`` rules, interactions, approvals. Out: standings, cheap enough
to be worked out again under every answer that a missing test could give.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from onward.events.tables import Medication
from onward.facts.index import FactIndex, index_facts
from onward.facts.sheet import FactSheet
from onward.knowledge.types import Against, Caveat, Interaction, Knowledge, Offer, Regimen, Rule
from onward.pathways.findings import Outcome, displaced, in_effect, outcome

OFFERED = ("preferred", "alternative")
_ORDER = {"preferred": 0, "alternative": 1, "possible": 2, "avoid": 3}


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """One knowledge on one day, arranged for judging regimens."""

    knowledge: Knowledge
    facts: FactIndex
    rules: tuple[Rule, ...]
    by_name: Mapping[str, Rule]
    offers: Mapping[str, tuple[tuple[Rule, Offer], ...]]
    against: tuple[tuple[Rule, Against], ...]
    rule_reads: Mapping[str, frozenset[str]]
    regimen_reads: Mapping[str, frozenset[str]]


def index_plan(knowledge: Knowledge, day: datetime.date) -> PlanIndex:
    """Arrange one knowledge for the plans of one day."""
    facts = index_facts(knowledge)
    rules = in_effect(knowledge, day)
    offers: dict[str, list[tuple[Rule, Offer]]] = {}
    for rule in rules:
        for offer in rule.offers:
            offers.setdefault(offer.regimen, []).append((rule, offer))
    against = tuple((rule, each) for rule in rules for each in rule.against)
    reads = {rule.name: facts.behind(rule.when) | facts.behind(rule.unless) for rule in rules}
    regimens = {
        name: _regimen_reads(knowledge, facts, knowledge.regimens[name], [rule for rule, _ in found], against, reads)
        for name, found in offers.items()
    }
    return PlanIndex(
        knowledge=knowledge,
        facts=facts,
        rules=rules,
        by_name={rule.name: rule for rule in rules},
        offers={name: tuple(found) for name, found in sorted(offers.items())},
        against=against,
        rule_reads=reads,
        regimen_reads=regimens,
    )


def _regimen_reads(
    knowledge: Knowledge,
    facts: FactIndex,
    regimen: Regimen,
    rules: list[Rule],
    against: tuple[tuple[Rule, Against], ...],
    reads: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    names = set[str]({"region"})
    for rule in rules:
        names |= reads[rule.name]
    for rule, each in against:
        if any(matches(each.subject, drug, regimen.name, facts) for drug in drugs_of(regimen)):
            names |= reads[rule.name]
    for drug in drugs_of(regimen):
        for caveat in knowledge.treatments[drug].avoid if drug in knowledge.treatments else ():
            names |= facts.behind(caveat.when)
    for caveat in regimen.avoid:
        names |= facts.behind(caveat.when)
    for addition in regimen.additions:
        names |= facts.behind(addition.when)
    return frozenset(names)


def drugs_of(regimen: Regimen) -> tuple[str, ...]:
    """Every drug that may be part of a regimen."""
    slots = [*regimen.slots, *(addition.slot for addition in regimen.additions)]
    return tuple(dict.fromkeys(drug for slot in slots for drug in slot))


def matches(subject: str, drug: str, regimen: str, facts: FactIndex) -> bool:
    """Whether advice about a regimen, drug or class concerns a drug within a regimen."""
    return subject in (regimen, drug) or subject in facts.classes.get(drug, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a drug may not be given: the knowledge that says so."""

    drug: str
    why: str
    sources: tuple[str, ...]
    caveat: Caveat | None = None
    interaction: Interaction | None = None
    rule: Rule | None = None


@dataclass(slots=True, kw_only=True)
class Standing:
    """What stands of one regimen."""

    regimen: Regimen
    standing: str
    rank: int
    slots: tuple[tuple[str, ...], ...] = ()
    applies: list[tuple[Rule, Offer]] = field(default_factory=list)
    possible: list[tuple[Rule, Offer]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    """Why it, or some of its drugs, may not be given."""
    unchecked: list[tuple[str, Caveat]] = field(default_factory=list)
    """``avoid`` rules of its drugs that are unknown: to be checked first."""
    undecided_against: list[Rule] = field(default_factory=list)
    approval: str | None = None
    disagreement: tuple[str, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether it is offered outright."""
        return self.standing in OFFERED


class Judgement:
    """Standings of all regimens in question on one pair of fact sheets (with and without presumptions)."""

    def __init__(self, index: PlanIndex, sheet: FactSheet, strict: FactSheet) -> None:
        self.index = index
        self.sheet = sheet
        self.strict = strict
        self.raw: dict[str, Outcome] = {}
        self._found: dict[str, Outcome] | None = None
        self._standings: dict[str, Standing | None] = {}
        self.medications = tuple(row for row in sheet.events.rows["medication"] if isinstance(row, Medication))

    @property
    def found(self) -> dict[str, Outcome]:
        """What every rule says."""
        if self._found is None:
            for rule in self.index.rules:
                if rule.name not in self.raw:
                    self.raw[rule.name] = outcome(rule, self.sheet)
            self._found = displaced(self.index.rules, self.raw)
        return self._found

    def supposing(self, answers: Mapping[str, object]) -> Judgement:
        """The judgement under some supposed answers; what does not depend on them is kept."""
        other = Judgement(self.index, self.sheet.supposing(answers), self.strict.supposing(answers))
        touched = frozenset(answers)
        reads = self.index.rule_reads
        other.raw = {name: found for name, found in self.raw.items() if not reads[name] & touched}
        other._standings = {
            name: standing for name, standing in self._standings.items() if not self.index.regimen_reads[name] & touched
        }
        return other

    def standings(self) -> dict[str, Standing]:
        """What stands of every regimen that any rule offers or might offer, by name."""
        found = ((name, self.standing(name)) for name in self.index.offers)
        return {name: standing for name, standing in found if standing is not None}

    def standing(self, name: str) -> Standing | None:
        """What stands of one regimen; ``None`` where no rule has it in question."""
        if name not in self._standings:
            self._standings[name] = self._judge(name)
        return self._standings[name]

    def _judge(self, name: str) -> Standing | None:
        offers = self.index.offers[name]
        applies = [(rule, offer) for rule, offer in offers if self.found[rule.name] is Outcome.APPLIES]
        possible = [(rule, offer) for rule, offer in offers if self.found[rule.name] is Outcome.POSSIBLE]
        if not applies and not possible:
            return None
        regimen = self.index.knowledge.regimens[name]
        applies, late = self._approved(applies)
        possible, late_too = self._approved(possible)
        standing = self._named(regimen, applies, possible, late + late_too)
        if standing is not None:
            self._weigh(standing)
        return standing

    def _named(
        self,
        regimen: Regimen,
        applies: list[tuple[Rule, Offer]],
        possible: list[tuple[Rule, Offer]],
        unapproved: list[tuple[Rule, Offer]],
    ) -> Standing | None:
        chosen = applies or possible
        if not chosen:
            return self._unapproved(regimen, unapproved)
        best = min(chosen, key=lambda pair: (_ORDER[pair[1].standing], pair[1].rank, pair[0].name))
        named = {offer.standing for _, offer in applies}
        return Standing(
            regimen=regimen,
            standing=best[1].standing if applies else "possible",
            rank=best[1].rank,
            slots=self._slots(regimen),
            applies=applies,
            possible=possible if not applies else [],
            approval=self._approval(best[1]),
            disagreement=tuple(sorted(rule.name for rule, _ in applies)) if len(named) > 1 else (),
        )

    def _unapproved(self, regimen: Regimen, offers: list[tuple[Rule, Offer]]) -> Standing | None:
        """A regimen that rules support and that is approved elsewhere; one unknown to the world that day is not shown."""
        region = self.sheet.fact("region")
        offers = [pair for pair in offers if any(day <= self.sheet.day for _, day in pair[1].approved)]
        if not offers or region is None:
            return None
        rule, offer = offers[0]
        reason = Reason(drug=regimen.name, why=f"not approved in {region} on this day", sources=rule.sources, rule=rule)
        applies = [pair for pair in offers if self.found[pair[0].name] is Outcome.APPLIES]
        if not applies:
            return None
        return Standing(
            regimen=regimen, standing="avoid", rank=offer.rank, slots=regimen.slots, applies=applies, reasons=[reason]
        )

    def _approved(self, offers: list[tuple[Rule, Offer]]) -> tuple[list[tuple[Rule, Offer]], list[tuple[Rule, Offer]]]:
        """Split offers into those approved where the person is treated and the others."""
        region, day = self.sheet.fact("region"), self.sheet.day
        yes: list[tuple[Rule, Offer]] = []
        no: list[tuple[Rule, Offer]] = []
        for rule, offer in offers:
            here = [since for where, since in offer.approved if region is None or where == region]
            approved = not offer.approved or any(since <= day for since in here)
            (yes if approved else no).append((rule, offer))
        return yes, no

    def _approval(self, offer: Offer) -> str | None:
        known = [f"{where} {since}" for where, since in offer.approved if since <= self.sheet.day]
        return f"approved: {', '.join(known)}" if known else None

    def _slots(self, regimen: Regimen) -> tuple[tuple[str, ...], ...]:
        gained = tuple(each.slot for each in regimen.additions if self.sheet.truth(each.when) is True)
        return regimen.slots + gained

    def _weigh(self, standing: Standing) -> None:
        """Take out drugs that may not be given; a slot left empty makes the regimen one to avoid."""
        blocked: dict[str, Reason] = {}
        for drug in dict.fromkeys(drug for slot in standing.slots for drug in slot):
            reason = self._blocked(drug, standing)
            if reason is not None:
                blocked[drug] = reason
        standing.reasons += blocked.values()
        for caveat in standing.regimen.avoid:
            truth = self.strict.truth(caveat.when)
            if truth is True:
                name = standing.regimen.name
                standing.reasons.append(Reason(drug=name, why=caveat.why, sources=caveat.sources, caveat=caveat))
                standing.standing = "avoid"
            elif truth is None:
                standing.unchecked.append((standing.regimen.name, caveat))
        slots = tuple(tuple(drug for drug in slot if drug not in blocked) for slot in standing.slots)
        if all(slots):
            standing.slots = slots
        else:
            standing.standing = "avoid"

    def _blocked(self, drug: str, standing: Standing) -> Reason | None:
        reason = self._advised_against(drug, standing)
        treatment = self.index.knowledge.treatments.get(drug)
        if treatment is None:
            return reason
        for caveat in treatment.avoid:
            truth = self.strict.truth(caveat.when)
            if truth is True:
                reason = reason or Reason(drug=drug, why=caveat.why, sources=caveat.sources, caveat=caveat)
            elif truth is None:
                standing.unchecked.append((drug, caveat))
        for each in treatment.interactions:
            if each.effect == "avoid" and self.taken(each.subject):
                reason = reason or Reason(drug=drug, why=each.why, sources=each.sources, interaction=each)
        return reason

    def _advised_against(self, drug: str, standing: Standing) -> Reason | None:
        for rule, each in self.index.against:
            if not matches(each.subject, drug, standing.regimen.name, self.index.facts):
                continue
            found = self.found[rule.name]
            if found is Outcome.APPLIES:
                return Reason(drug=drug, why=each.why, sources=rule.sources, rule=rule)
            if found is Outcome.POSSIBLE and rule not in standing.undecided_against:
                standing.undecided_against.append(rule)
        return None

    def taken(self, subject: str) -> str | None:
        """The name of a medicine in use that is the subject or of its class."""
        for row in self.medications:
            if row.ongoing is False:
                continue
            if row.name == subject or subject in self.index.facts.classes.get(row.name, ()):
                return row.name
        return None
