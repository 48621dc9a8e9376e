"""What must hold always (DESIGN section 9), over random charts.

In: seeds. Out: a sentence for each violation. What is checked is worked out here a second time, from the knowledge and
a fresh fact sheet, and not taken from the judgement that is under test.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from tests.trust.charts import AS_OF, seeded
from tests.trust.measure import Measure
from tests.trust.world import afresh, judged, knowledge, maker

from onward.events.tables import TABLES, Events, Medication
from onward.knowledge.types import FactDefinition
from onward.logic.nodes import Type
from onward.pathways.findings import Outcome, outcome
from onward.plan.encode import plan_json
from onward.plan.judgement import Judgement, Standing
from onward.plan.make import STAGES_WITH_OPTIONS, make_plan, plan_of

PLANS_IN = 25
"""One chart in so many is planned whole, with the value of its tests, twice."""


def violations(seed: int) -> Iterator[str]:
    """Everything that does not hold for one random chart."""
    judgement = judged(seed)
    standings = judgement.standings()
    for problem in (
        *harmful(judgement, standings.values()),
        *unnamed_changes(judgement, seeded(seed)),
        *out_of_stage(judgement),
    ):
        yield f"chart {seed}: {problem}"
    if seed % PLANS_IN == 0:
        yield from (f"chart {seed}: {problem}" for problem in other_bytes(seed))


def harmful(judgement: Judgement, standings: Iterable[Standing]) -> Iterator[str]:
    """Offered options that hold a drug whose ``avoid``, or an interaction, is true, or that a rule advises against."""
    strict = afresh(judgement, dict(judgement.strict.supposed)).strict
    medicines = [row for row in strict.events.rows["medication"] if isinstance(row, Medication)]
    taken = {row.name for row in medicines if row.ongoing is not False}
    words = {word for name in taken for word in (name, *judgement.index.facts.classes.get(name, ()))}
    for standing in standings:
        if standing.standing not in ("preferred", "alternative", "possible"):
            continue
        drugs = [drug for slot in standing.slots for drug in slot]
        if any(not slot for slot in standing.slots):
            yield f"{standing.regimen.name} is {standing.standing} with an empty slot"
        reasons = [(drug, caveat) for drug in drugs for caveat in knowledge().treatments[drug].avoid]
        for drug, caveat in [*reasons, *((standing.regimen.name, caveat) for caveat in standing.regimen.avoid)]:
            if strict.truth(caveat.when) is True:
                yield f"{standing.regimen.name} is {standing.standing} although {drug} is to be avoided: {caveat.why}"
        for drug in drugs:
            for each in knowledge().treatments[drug].interactions:
                if each.effect == "avoid" and each.subject in words:
                    yield f"{standing.regimen.name} is {standing.standing} with {each.subject} beside {drug}"
        yield from _advised_against(judgement, standing, drugs)


def _advised_against(judgement: Judgement, standing: Standing, drugs: Iterable[str]) -> Iterator[str]:
    fresh = afresh(judgement, dict(judgement.sheet.supposed))
    overridden = {name for rule in judgement.index.rules for name in rule.overrides}
    for rule in judgement.index.rules:
        if not rule.against or rule.name in overridden or outcome(rule, fresh.sheet) is not Outcome.APPLIES:
            continue
        for each in rule.against:
            for drug in drugs:
                if each.subject in (drug, standing.regimen.name, *judgement.index.facts.classes.get(drug, ())):
                    offered = f"{standing.regimen.name} is {standing.standing}"
                    yield f"{offered} although {rule.name} is against {each.subject}"


def unnamed_changes(judgement: Judgement, rng: random.Random) -> Iterator[str]:
    """Supposing one fact: offers change only for regimens that read it, and the kept judgement equals a fresh one."""
    name = rng.choice(sorted(judgement.index.facts.definitions))
    answer = rng.choice([*some_answers(judgement.index.facts.definitions[name], rng), None])
    again = afresh(judgement, {name: answer})
    for regimen in sorted(_offered(judgement) ^ _offered(again)):
        if name not in judgement.index.regimen_reads[regimen]:
            yield f"supposing {name} = {answer} changes the offer of {regimen}, which does not read it"
    kept = _told(judgement.supposing({name: answer}))
    fresh = _told(again)
    if kept != fresh:
        differing = sorted(regimen for regimen in {*kept, *fresh} if kept.get(regimen) != fresh.get(regimen))
        yield f"supposing {name} = {answer} is judged otherwise than afresh: {', '.join(differing)}"


def _told(judgement: Judgement) -> dict[str, tuple[object, ...]]:
    return {
        name: (each.standing, each.slots, each.rank, [reason.why for reason in each.reasons])
        for name, each in judgement.standings().items()
    }


def some_answers(definition: FactDefinition, rng: random.Random) -> list[object]:
    """A few answers that a fact may have."""
    if definition.answers:
        return list(definition.answers)
    if definition.type is Type.BOOLEAN:
        return [True, False]
    if definition.values:
        return list(definition.values)
    if definition.type in (Type.NUMBER, Type.MONTHS, Type.YEARS, Type.DAYS):
        return [0, 1, 5, rng.randint(0, 500)]
    return []


def _offered(judgement: Judgement) -> set[str]:
    return {name for name, each in judgement.standings().items() if each.offered}


def out_of_stage(judgement: Judgement) -> Iterator[str]:
    """A plan with options where no treatment is in question."""
    stage = judgement.sheet.fact("stage")
    if stage not in STAGES_WITH_OPTIONS:
        plan = plan_of(judgement)
        if plan.options:
            yield f"the stage is {plan.stage} and there are options"


def other_bytes(seed: int) -> Iterator[str]:
    """Two plans of one chart that are not the same bytes, or one whose parts disagree."""
    plans = [make_plan(maker().events(seed), knowledge(), AS_OF) for _ in range(2)]
    if plan_json(plans[0]) != plan_json(plans[1]):
        yield "two plans of the same chart differ"
    plan = plans[0]
    ids = {option.id for option in plan.options}
    named = {option for test in plan.tests for option in test.would_change}
    yield from (f"a test would change {name}, which exists nowhere" for name in sorted(named - ids - _all_ids()))
    for option in plan.options:
        if option.standing != "avoid" and option.why is None:
            yield f"{option.name} is {option.standing} without a proof"
        if option.standing == "avoid" and option.why_not is None:
            yield f"{option.name} is avoided without a proof"
        yield from (
            f"{option.name} names {name}, which is no source" for name in option.sources if name not in plan.sources
        )


def _all_ids() -> set[str]:
    from onward.plan.options import option_id

    return {option_id(name) for name in knowledge().regimens}


def empty_patient() -> Iterator[str]:
    """Anything at all that is said to a patient of whom nothing is known."""
    events = Events(patient_id="nobody", rows={table.table: () for table in TABLES})
    plan = make_plan(events, knowledge(), AS_OF)
    if plan.stage != "none":
        yield f"the stage of nobody is {plan.stage}"
    for name in ("options", "alerts", "tests", "supportive", "procedures", "follow_up"):
        found = getattr(plan, name)
        yield from (f"nobody gets {name}: {each.id}" for each in found)


def measure(first: int, count: int) -> Measure:
    """The invariants over a range of seeds."""
    misses = [*empty_patient()]
    for seed in range(first, first + count):
        misses += violations(seed)
    return Measure(
        kind="Invariants over random charts",
        target="0 violations",
        measured=f"{len(misses)} violations",
        count=count,
        misses=misses,
    )
