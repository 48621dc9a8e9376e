"""What stands of each regimen for one patient: offered, possible, to be avoided, or not in question.

In: findings of the rules that offer it, its drugs' ``avoid`` rules, interactions, approvals. Out: standings, worked out
when asked for. A judgement under supposed answers stands on the one it came from and works out only what they touch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from onward.events.tables import Drug, Event, Medication
from onward.facts.reserved import REGION
from onward.facts.sheet import FactSheet
from onward.knowledge.types import Addition, Caveat, Interaction, Offer, Regimen, Rule, Treatment
from onward.pathways.findings import Outcome, lacking, outcome
from onward.plan import allergies
from onward.plan.allergies import Objection
from onward.plan.index import PlanIndex
from onward.plan.together import Slots, leaving

OFFERED = ("preferred", "alternative")
ORDER = {"preferred": 0, "alternative": 1, "possible": 2, "avoid": 3}

Offers = list[tuple[Rule, Offer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a drug may not be given: the knowledge that says so."""

    drug: str
    why: str
    sources: tuple[str, ...]
    caveat: Caveat | None = None
    interaction: Interaction | None = None
    rule: Rule | None = None
    event: Event | None = None
    """What the record says, where no knowledge beyond it is needed: an allergy."""


@dataclass(slots=True, kw_only=True)
class Standing:
    """What stands of one regimen."""

    regimen: Regimen
    standing: str
    rank: int
    slots: tuple[tuple[str, ...], ...] = ()
    applies: Offers = field(default_factory=list)
    possible: Offers = field(default_factory=list)
    """What might offer it, where nothing does."""
    better: Offers = field(default_factory=list)
    """What might give it another standing than the one it has."""
    reasons: list[Reason] = field(default_factory=list)
    """Why it, or some of its drugs, may not be given."""
    unchecked: list[tuple[str, Caveat]] = field(default_factory=list)
    """``avoid`` rules of its drugs that are unknown: to be checked first."""
    undecided_against: list[Rule] = field(default_factory=list)
    unsure: list[Addition] = field(default_factory=list)
    """Additions of which it is unknown whether they are needed."""
    approval: str | None = None
    disagreement: tuple[str, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether it is offered outright."""
        return self.standing in OFFERED


@dataclass(frozen=True, slots=True)
class Harm:
    """What speaks against one drug: what is true, and what is not known."""

    reasons: tuple[Reason, ...] = ()
    unchecked: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class _Touched:
    """What can depend on the answers that a judgement supposes."""

    rules: frozenset[str] = frozenset()
    regimens: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()


def _by(touched: Mapping[str, frozenset[str]], answers: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(touched.get(name, ()) for name in answers))


class Judgement:
    """Standings of all regimens in question on one pair of fact sheets (with and without presumptions)."""

    def __init__(self, index: PlanIndex, sheet: FactSheet, strict: FactSheet) -> None:
        self.index = index
        self.sheet = sheet
        self.strict = strict
        self._below: Judgement | None = None
        self._touched = _Touched()
        self._outcomes: dict[str, Outcome] = {}
        self._standings: dict[str, Standing | None] = {}
        self._harms: dict[str, Harm] = {}
        self._lacking: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, Outcome] | None = None
        self._taken: dict[str, tuple[str, ...]] | None = None
        self._allergies: tuple[allergies.Known, ...] | None = None
        self._given_up: Mapping[str, Objection] = {}

    def supposing(self, answers: Mapping[str, object]) -> Judgement:
        """The judgement under some supposed answers; what does not depend on them is shared."""
        other = Judgement(self.index, self.sheet.supposing(answers), self.strict.supposing(answers))
        other._below = self
        index = self.index
        other._touched = _Touched(
            rules=_by(index.rules_touched, answers),
            regimens=_by(index.regimens_touched, answers),
            apart=_by(index.apart_touched, answers),
            drugs=_by(index.drugs_touched, answers),
        )
        return other

    @property
    def found(self) -> Mapping[str, Outcome]:
        """What every rule says, those that others displace withheld."""
        if self._found is None:
            self._found = {rule.name: self.finding(rule.name) for rule in self.index.rules}
        return self._found

    def finding(self, name: str) -> Outcome:
        """What one rule says; one that a rule which applies displaces is withheld."""
        found = self._outcome(name)
        return Outcome.WITHHELD if found is not Outcome.WITHHELD and self.displacing(name) else found

    def lacking(self, rule: Rule) -> tuple[str, ...]:
        """The facts because of which a rule is only possible."""
        if rule.name not in self._lacking:
            self._lacking[rule.name] = lacking(rule, self.sheet)
        return self._lacking[rule.name]

    def displacing(self, name: str) -> tuple[Rule, ...]:
        """The rules that apply and displace a rule."""
        above = self.index.overriders.get(name, ())
        return tuple(self.index.by_name[each] for each in above if self._outcome(each) is Outcome.APPLIES)

    def _outcome(self, name: str) -> Outcome:
        if name not in self._outcomes:
            shared = self._below is not None and name not in self._touched.rules
            self._outcomes[name] = (
                self._below._outcome(name) if shared and self._below else outcome(self.index.by_name[name], self.sheet)
            )
        return self._outcomes[name]

    def standings(self) -> dict[str, Standing]:
        """What stands of every regimen that any rule offers or might offer, by name."""
        found = ((name, self.standing(name)) for name in self.index.offers)
        return {name: standing for name, standing in found if standing is not None}

    def standing(self, name: str) -> Standing | None:
        """What stands of one regimen; ``None`` where no rule has it in question."""
        if name not in self._standings:
            below = self._below
            shared = below is not None and not self._differs(name, below)
            self._standings[name] = below.standing(name) if shared and below else self._judge(name)
        return self._standings[name]

    def _differs(self, name: str, below: Judgement) -> bool:
        """Whether what stands of a regimen can differ from the judgement below."""
        touched = self._touched
        if name not in touched.regimens:
            return False
        rules = self.index.regimen_rules[name]
        return name in touched.apart or any(
            rule in touched.rules and self._outcome(rule) is not below._outcome(rule) for rule in rules
        )

    def _judge(self, name: str) -> Standing | None:
        offers = self.index.offers[name]
        found = [(self.finding(rule.name), (rule, offer)) for rule, offer in offers]
        applies, late = self._approved([pair for outcome, pair in found if outcome is Outcome.APPLIES])
        possible, _ = self._approved([pair for outcome, pair in found if outcome is Outcome.POSSIBLE])
        regimen = self.index.knowledge.regimens[name]
        if not applies and not possible:
            return self._unapproved(regimen, late) or self._only_advised_against(regimen)
        standing = self._named(regimen, applies, possible)
        self._weigh(standing)
        return standing

    def _named(self, regimen: Regimen, applies: Offers, possible: Offers) -> Standing:
        """The standing that rules give. Where rules that apply differ unordered, the least stands."""
        turn = -1 if applies else 1
        lead = min(applies or possible, key=lambda pair: (turn * ORDER[pair[1].standing], pair[1].rank, pair[0].name))
        named = {offer.standing for _, offer in applies}
        return Standing(
            regimen=regimen,
            standing=lead[1].standing if applies else "possible",
            rank=lead[1].rank,
            slots=regimen.slots,
            applies=sorted(applies, key=lambda pair: (pair[0] is not lead[0], pair[1].rank, pair[0].name)),
            possible=[] if applies else possible,
            better=[pair for pair in possible if pair[1].standing != lead[1].standing] if applies else [],
            approval=self._approval(lead[1]),
            disagreement=tuple(sorted(rule.name for rule, _ in applies)) if len(named) > 1 else (),
        )

    def _unapproved(self, regimen: Regimen, offers: Offers) -> Standing | None:
        """A regimen that rules support and that is approved elsewhere; one unknown to the world is not shown."""
        region = self.sheet.fact(REGION)
        offers = [pair for pair in offers if any(day <= self.sheet.day for _, day in pair[1].approved)]
        if not offers or region is None:
            return None
        rule, offer = offers[0]
        reason = Reason(drug=regimen.name, why=f"not approved in {region} on this day", sources=rule.sources, rule=rule)
        return Standing(
            regimen=regimen, standing="avoid", rank=offer.rank, slots=regimen.slots, applies=offers, reasons=[reason]
        )

    def _only_advised_against(self, regimen: Regimen) -> Standing | None:
        """A regimen that no rule offers and that a rule names as one not to give."""
        reasons = [
            Reason(drug=regimen.name, why=each.why, sources=rule.sources, rule=rule)
            for drug, rule, each in self.index.advised[regimen.name]
            if drug is None and self.finding(rule.name) is Outcome.APPLIES
        ]
        if not reasons:
            return None
        return Standing(regimen=regimen, standing="avoid", rank=0, slots=regimen.slots, reasons=reasons)

    def _approved(self, offers: Offers) -> tuple[Offers, Offers]:
        """Split offers into those approved where the person is treated and the others."""
        if not any(offer.approved for _, offer in offers):
            return offers, []
        region, day = self.sheet.fact(REGION), self.sheet.day
        yes: Offers = []
        no: Offers = []
        for rule, offer in offers:
            here = [since for where, since in offer.approved if region is None or where == region]
            approved = not offer.approved or any(since <= day for since in here)
            (yes if approved else no).append((rule, offer))
        return yes, no

    def _approval(self, offer: Offer) -> str | None:
        known = [f"{where} {since}" for where, since in offer.approved if since <= self.sheet.day]
        return f"approved: {', '.join(known)}" if known else None

    def _weigh(self, standing: Standing) -> None:
        """Add what is needed with it, take out drugs that may not be given; an empty slot makes it one to avoid."""
        regimen = standing.regimen
        for addition in regimen.additions:
            needed = self.sheet.truth(addition.when)
            if needed is True:
                standing.slots += (addition.slot,)
            elif needed is None:
                standing.unsure.append(addition)
        blocked = self._blocked(standing)
        whole = self._whole_regimen(standing)
        slots = _without(blocked, standing.slots)
        if all(slots):
            slots = self._apart(standing, slots)
        if all(slots) and not whole:
            standing.slots = slots
        else:
            standing.standing = "avoid"

    def _apart(self, standing: Standing, slots: Slots) -> Slots:
        """Take out drugs that do not go with another of the regimen; the reasons are noted."""
        gone = list(leaving(self.index, slots))
        standing.reasons += [
            Reason(
                drug=each.drug,
                why=f"with {each.beside}: {each.interaction.why}",
                sources=each.interaction.sources,
                interaction=each.interaction,
            )
            for each in gone
        ]
        return _without({each.drug for each in gone}, slots) if gone else slots

    def _blocked(self, standing: Standing) -> set[str]:
        """The drugs of a regimen that may not be given; the reasons are noted."""
        blocked = set()
        for drug in dict.fromkeys(drug for slot in standing.slots for drug in slot):
            harm = self.harm(drug)
            reasons = [*self._advised_against(drug, standing), *harm.reasons]
            standing.reasons += reasons
            standing.unchecked += [(drug, caveat) for caveat in harm.unchecked]
            if reasons:
                blocked.add(drug)
        return blocked

    def _whole_regimen(self, standing: Standing) -> bool:
        """Whether something speaks against a regimen as a whole; the reasons are noted."""
        name = standing.regimen.name
        reasons = self._advised_against(None, standing)
        for caveat in standing.regimen.avoid:
            truth = self.strict.truth(caveat.when)
            if truth is True:
                reasons.append(Reason(drug=name, why=caveat.why, sources=caveat.sources, caveat=caveat))
            elif truth is None:
                standing.unchecked.append((name, caveat))
        standing.reasons += reasons
        return bool(reasons)

    def harm(self, drug: str) -> Harm:
        """What speaks against a drug, by its own knowledge and the other medicines in use."""
        if drug not in self._harms:
            shared = self._below is not None and drug not in self._touched.drugs
            self._harms[drug] = self._below.harm(drug) if shared and self._below else self._harm(drug)
        return self._harms[drug]

    def _harm(self, drug: str) -> Harm:
        treatment = self.index.knowledge.treatments.get(drug)
        if treatment is None:
            return Harm()
        judged = [(self.strict.truth(caveat.when), caveat) for caveat in treatment.avoid]
        reasons = [
            Reason(drug=drug, why=caveat.why, sources=caveat.sources, caveat=caveat)
            for truth, caveat in judged
            if truth is True
        ]
        reasons += [
            Reason(drug=drug, why=f"{name}: {each.why}", sources=each.sources, interaction=each)
            for each in treatment.interactions
            if each.effect == "avoid"
            for name in self.taken(each.subject)
            if name != drug
        ]
        reasons += [
            Reason(drug=drug, why=each.why, sources=(), event=each.row)
            for each in self.objections(drug)
            if each.forbids
        ]
        return Harm(tuple(reasons), tuple(caveat for truth, caveat in judged if truth is None))

    def objections(self, drug: str) -> list[Objection]:
        """What allergies and side effects of the record say of a drug; no supposed answer changes that."""
        if self._below is not None:
            return self._below.objections(drug)
        knowledge = self.index.knowledge
        if self._allergies is None:
            reactions = allergies.suffered(self.sheet.rows("symptom"), knowledge)
            self._allergies = (*allergies.known(self.sheet.rows("condition")), *reactions)
            self._given_up = allergies.given_up(self.sheet.rows("drug"))
        told = [self._given_up[drug]] if drug in self._given_up else []
        told += allergies.objections(drug, self._allergies, knowledge, self.index.facts.classes)
        self.sheet.matched.update((each.row.table, each.row.id) for each in told)
        return told

    def _advised_against(self, drug: str | None, standing: Standing) -> list[Reason]:
        """Advice of rules against a drug of a regimen, or (``None``) against all of it."""
        reasons = []
        for subject, rule, each in self.index.advised[standing.regimen.name]:
            if subject != drug:
                continue
            found = self.finding(rule.name)
            if found is Outcome.APPLIES:
                about = drug or standing.regimen.name
                reasons.append(Reason(drug=about, why=each.why, sources=rule.sources, rule=rule))
            elif found is Outcome.POSSIBLE and rule not in standing.undecided_against:
                standing.undecided_against.append(rule)
        return reasons

    def taken(self, subject: str) -> tuple[str, ...]:
        """The names of the medicines in use that are the subject or of its class."""
        if self._taken is None:
            self._taken = self._below._taken if self._below is not None and self._below._taken is not None else {}
        if subject not in self._taken:
            classes = self.index.facts.classes
            found = (name for name in self._in_use() if name == subject or subject in classes.get(name, ()))
            self._taken[subject] = tuple(sorted(set(found)))
        return self._taken[subject]

    def _in_use(self) -> list[str]:
        """Other medicines that go on: those of the record, and drugs that no choice of treatment replaces."""
        day, treatments = self.sheet.day, self.index.knowledge.treatments
        medicines = [row for row in self.sheet.rows("medication") if isinstance(row, Medication)]
        found = [row.name for row in medicines if row.ongoing is not False and (row.end is None or row.end.high >= day)]
        drugs = [row for row in self.sheet.rows("drug") if isinstance(row, Drug)]
        return found + [row.drug for row in drugs if row.ongoing and self._stays(row.drug, treatments)]

    def _stays(self, drug: str, treatments: Mapping[str, Treatment]) -> bool:
        """Whether a drug goes on beside whatever is chosen: it is no treatment of the cancer here, or a companion."""
        companions = self.index.companions
        return drug not in treatments or not companions.isdisjoint(self.index.facts.classes.get(drug, ()))


def _without(drugs: Collection[str], slots: Slots) -> Slots:
    return tuple(tuple(drug for drug in slot if drug not in drugs) for slot in slots)
