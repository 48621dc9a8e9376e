"""Do the cases notice when the knowledge is wrong? Each mutant is shown to every case that it can concern.

A mutant is *killed* when a case that passes fails with it. A case is asked only where the changed expression has
another value for its patient: the plan rests on nothing else. A mutant that differs from the original for no patient at
all is no mutant (*equal*), and is left out.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from tests.trust import limits
from tests.trust.charts import seeded
from tests.trust.conditions import candidates, decision_of, value_of
from tests.trust.measure import Measure, shares
from tests.trust.mutants import Mutant, mutants

from onward.facts.index import index_facts
from onward.facts.sheet import FactSheet
from onward.knowledge.positions import Mapping as Written
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.types import Case, FactDefinition, Knowledge, Regimen, Rule, Treatment
from onward.plan import advice
from onward.plan.index import Prepared, drugs_of, index_for, prepare
from onward.plan.judgement import Judgement
from onward.plan.make import STAGES_WITH_OPTIONS, judge
from onward.plan.options import option_id
from onward.plan.therapy import current_therapy
from onward.plan.value import Worth, worth_of_tests
from onward.records.chart import ChartReader
from onward.reports.cases import _fact_differences as fact_differences
from onward.reports.cases import differences


@dataclass(slots=True)
class Patient:
    """One case that passes, judged."""

    pathway: str
    case: Case
    judgement: Judgement
    words: frozenset[str]


@dataclass(slots=True)
class Score:
    """How many mutants of each group lived and died."""

    killed: Counter[str]
    by_cases: Counter[str]
    whole: Counter[str]
    survivors: list[str]


class Hunt:
    """The cases of one knowledge, ready to be shown mutants."""

    def __init__(self, read: ReadKnowledge) -> None:
        self.knowledge: Knowledge = read.knowledge
        reader = ChartReader(read.knowledge)
        self.patients: list[Patient] = []
        for pathway, case in read.cases:
            assert isinstance(case.chart, Written)
            events = reader.read_tree(case.chart, case.at.file)
            if events.as_of is None:
                continue
            judgement = judge(events, read.knowledge, events.as_of.high)
            if not self._failing(case, judgement):
                self.patients.append(Patient(pathway, case, judgement, _expected(case.expect)))

    def _failing(self, case: Case, judgement: Judgement) -> bool:
        expect: dict[str, Any] = case.expect
        wrong_facts = fact_differences(expect.get("facts") or {}, judgement.sheet.fact)
        return any(True for _ in wrong_facts) or any(True for _ in differences(expect, told(judgement, expect)))

    def killed(self, mutant: Mutant) -> bool:
        """Whether a case fails with the mutant."""
        wrong: Prepared | None = None
        concerned = (patient for patient in self._by_nearness(mutant) if concerns(mutant, patient.judgement))
        for patient in concerned:
            wrong = wrong or self._prepared(mutant)
            if self._failing(patient.case, _again(patient.judgement, wrong)):
                return True
        return False

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
        facts = index_facts(knowledge) if isinstance(mutant.part, FactDefinition) else own.facts
        return replace(own, knowledge=knowledge, facts=facts, by_rules=OrderedDict())

    def score(self, chosen: Sequence[Mutant]) -> Score:
        """Show all of them to the cases."""
        score = Score(Counter(), Counter(), Counter(), [])
        for mutant in chosen:
            if equal(mutant, self.knowledge):
                continue
            score.whole[mutant.group] += 1
            by_case = self.killed(mutant)
            score.by_cases[mutant.group] += by_case
            if by_case or changes_a_limit(mutant, self.knowledge):
                score.killed[mutant.group] += 1
            else:
                score.survivors.append(f"{mutant.place} {mutant.what}")
        return score


def _expected(expect: dict[str, Any]) -> frozenset[str]:
    """Every word that a case expects, or expects not."""
    lists = [value for value in expect.values() if isinstance(value, list | tuple)]
    facts = expect.get("facts") or {}
    return frozenset({*(str(each) for value in lists for each in value), *facts, *expect})


def told(judgement: Judgement, expect: dict[str, Any]) -> Any:
    """What the cases compare of a plan, without the parts that this one does not ask for."""

    def asked(*keys: str) -> bool:
        return any(key in expect or f"no_{key}" in expect for key in keys)

    stage = judgement.sheet.fact("stage") or "none"
    chooses = stage in STAGES_WITH_OPTIONS
    worths: dict[str, Worth] = worth_of_tests(judgement)[0] if chooses and asked("tests") else {}
    standings = judgement.standings() if chooses and asked("offers", "not", "avoided", "possible") else {}
    options = [
        SimpleNamespace(name=name, id=option_id(name), regimen=each.slots, standing=each.standing)
        for name, each in standings.items()
    ]
    return SimpleNamespace(
        stage=stage,
        tumour=SimpleNamespace(subtype=judgement.sheet.fact("subtype")),
        line=judgement.sheet.fact("line"),
        current_therapy=current_therapy(judgement) if asked("action") else None,
        options=options,
        alerts=advice.alerts(judgement) if asked("alerts") else (),
        tests=advice.tests(judgement, worths) if asked("tests") else (),
        supportive=advice.measures(judgement, "support") if asked("supportive") else (),
        procedures=advice.measures(judgement, "procedure") if asked("procedures") else (),
        follow_up=advice.measures(judgement, "follow_up") if asked("follow_up") else (),
    )


def changes_a_limit(mutant: Mutant, knowledge: Knowledge) -> bool:
    """Whether the recorded table of limits and alerts (``tests/golden/limits.md``) would differ."""
    one, other = mutant.original, mutant.part
    if isinstance(one, Treatment) and isinstance(other, Treatment):
        return limits.of_treatment(one, knowledge) != limits.of_treatment(other, knowledge)
    if isinstance(one, Rule) and isinstance(other, Rule):
        return limits.of_rule(one, knowledge) != limits.of_rule(other, knowledge)
    return False


def _again(judgement: Judgement, wrong: Prepared) -> Judgement:
    """The same patient judged by other knowledge; what follows from the record is not changed by any mutant."""
    sheet = FactSheet(judgement.sheet.events, wrong.facts, judgement.sheet.day)
    return Judgement(index_for(wrong, judgement.sheet.day), sheet, sheet.strictly())


def concerns(mutant: Mutant, judgement: Judgement) -> bool:
    """Whether the changed piece says something else of a patient."""
    one, other = mutant.original, mutant.part
    sheet, strict = judgement.sheet, judgement.strict
    if isinstance(one, Rule) and isinstance(other, Rule):
        day = sheet.day
        if one.effective.holds(day) != other.effective.holds(day):
            return True
        if one.when is not other.when:
            return sheet.truth(one.when) is not sheet.truth(other.when)
        return sheet.truth(one.when) is not False and sheet.truth(one.unless) is not sheet.truth(other.unless)
    if isinstance(one, FactDefinition) and isinstance(other, FactDefinition):
        return bool(value_on(one, sheet) != value_on(other, sheet) or value_on(one, strict) != value_on(other, strict))
    if isinstance(one, Regimen):
        return one.name in judgement.standings()
    if isinstance(one, Treatment) and isinstance(other, Treatment):
        return _said(one, judgement) != _said(other, judgement)
    return True


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


def equal(mutant: Mutant, knowledge: Knowledge) -> bool:
    """Whether no assignment that was tried tells the mutant from the original."""
    pairs = list(_pairs(mutant))
    if not pairs:
        return False
    rng = seeded(0)
    for one, other in pairs:
        decisions = [decision_of(mutant.what, mutant.group, node, knowledge) for node in (one, other)]
        if decisions[0].node == decisions[1].node:
            return False  # what changed lies within a filter
        answers = candidates(decisions[0])
        for name, more in candidates(decisions[1]).items():
            answers[name] = [*answers.get(name, []), *more]
        for _ in range(300):
            given = {name: rng.choice([*values, None]) for name, values in answers.items()}
            if value_of(decisions[0].node, given) != value_of(decisions[1].node, given):
                return False
    return True


def _pairs(mutant: Mutant) -> Iterator[tuple[Any, Any]]:
    one, other = mutant.original, mutant.part
    if isinstance(one, Rule) and isinstance(other, Rule) and one.effective == other.effective:
        if (one.unless is None) == (other.unless is None):
            yield one.when, other.when
            if one.unless is not None:
                yield one.unless, other.unless
    elif isinstance(one, FactDefinition) and isinstance(other, FactDefinition):
        yield one.definition, other.definition
    elif isinstance(one, Treatment) and isinstance(other, Treatment):
        for key in ("avoid", "caution", "dose_changes"):
            before, after = getattr(one, key), getattr(other, key)
            if len(before) == len(after):
                yield from ((a.when, b.when) for a, b in zip(before, after, strict=True) if a is not b)


def sample(every: Sequence[Mutant], count: int) -> list[Mutant]:
    """So many of them, spread evenly over the knowledge."""
    step = max(1, len(every) // count)
    return list(every[::step])


def measure(read: ReadKnowledge, chosen: Sequence[Mutant] | None = None) -> Measure:
    """The share of mutants that the cases kill, by group."""
    every = list(mutants(read.knowledge)) if chosen is None else list(chosen)
    score = Hunt(read).score(every)
    tally = {group: (score.killed[group], score.whole[group]) for group in sorted(score.whole)}
    tally |= {f"{group}, by cases alone": (score.by_cases[group], score.whole[group]) for group in sorted(score.whole)}
    return Measure(
        kind="Knowledge mutation: do the cases notice?",
        target=">= 95 % killed; 100 % of avoid, alerts and dose changes",
        measured=shares(tally),
        count=score.whole.total(),
        tally=tally,
        misses=score.survivors,
    )
