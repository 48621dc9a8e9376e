"""Alerts, tests, supportive measures, procedures and follow-up from rules that apply, and tests by what they would change."""

from __future__ import annotations

from collections.abc import Iterable

from onward.knowledge.types import Advice, Rule
from onward.pathways.findings import Outcome, lacking, prove_rule
from onward.plan.judgement import Judgement
from onward.plan.proofs import to_proof
from onward.plan.types import Alert, Measure, Test
from onward.plan.value import Worth

URGENCIES = ("emergency", "urgent", "caution")


def alerts(judgement: Judgement) -> tuple[Alert, ...]:
    """What must not wait, the most urgent first."""
    found: dict[str, Alert] = {}
    for rule, advice in _applying(judgement, "alert"):
        if advice.id not in found:
            found[advice.id] = Alert(
                id=advice.id,
                urgency=advice.urgency or "caution",
                title=advice.title,
                why=rule.why,
                do=advice.do,
                sources=rule.sources,
                proof=to_proof(prove_rule(rule, judgement.sheet)),
            )
    return tuple(sorted(found.values(), key=lambda alert: (URGENCIES.index(alert.urgency), alert.id)))


def measures(judgement: Judgement, kind: str) -> tuple[Measure, ...]:
    """Measures of one kind: those that apply, then those that wait for something unknown."""
    found: dict[str, Measure] = {}
    for rule, advice in _applying(judgement, kind):
        found.setdefault(advice.id, _measure(judgement, rule, advice, ()))
    for rule in judgement.index.rules:
        if judgement.found[rule.name] is not Outcome.POSSIBLE:
            continue
        for advice in rule.advice:
            if advice.kind == kind and advice.id not in found:
                found[advice.id] = _measure(judgement, rule, advice, lacking(rule, judgement.sheet))
    return tuple(sorted(found.values(), key=lambda measure: (measure.standing != "offered", measure.id)))


def _measure(judgement: Judgement, rule: Rule, advice: Advice, missing: tuple[str, ...]) -> Measure:
    return Measure(
        id=advice.id,
        title=advice.title,
        why=rule.why,
        do=advice.do,
        sources=rule.sources,
        missing=missing,
        standing="possible" if missing else "offered",
        proof=to_proof(prove_rule(rule, judgement.sheet)),
    )


def _applying(judgement: Judgement, kind: str) -> Iterable[tuple[Rule, Advice]]:
    for rule in judgement.index.rules:
        if judgement.found[rule.name] is Outcome.APPLIES:
            for advice in rule.advice:
                if advice.kind == kind:
                    yield rule, advice


def tests(judgement: Judgement, worths: dict[str, Worth]) -> tuple[Test, ...]:
    """Tests that rules ask for and tests that would change an option, by how much they would change."""
    found = {name: _computed(judgement, name, worth) for name, worth in worths.items()}
    for rule, advice in _applying(judgement, "test"):
        known = found.get(advice.id)
        found[advice.id] = _asked(judgement, rule, advice, known)
    return tuple(sorted(found.values(), key=lambda test: (-len(test.would_change), test.id)))


def _asked(judgement: Judgement, rule: Rule, advice: Advice, known: Test | None) -> Test:
    investigation = judgement.index.knowledge.investigations.get(advice.id)
    why = rule.why if known is None else f"{rule.why} {known.why}"
    return Test(
        id=advice.id,
        title=advice.title,
        why=why,
        settles=known.settles if known else (investigation.settles if investigation else ()),
        would_change=known.would_change if known else (),
        changes=known.changes if known else (),
        sources=tuple(dict.fromkeys([*rule.sources, *(known.sources if known else ())])),
        caveat=investigation.caveat if investigation else None,
        urgency=advice.urgency,
    )


def _computed(judgement: Judgement, name: str, worth: Worth) -> Test:
    knowledge = judgement.index.knowledge
    investigation = knowledge.investigations.get(name)
    facts = [judgement.index.facts.definitions[fact] for fact in worth.facts]
    title = investigation.title if investigation else facts[0].what
    gains = sorted({option for answer in worth.answers for option in answer.gains})
    loses = sorted({option for answer in worth.answers for option in answer.loses})
    parts = [f"could open {len(gains)}" if gains else "", f"could close {len(loses)}" if loses else ""]
    counted = " and ".join(part for part in parts if part) or f"bears on {len(worth.options)}"
    sources = [source for fact in facts for source in fact.sources]
    if investigation:
        sources += investigation.sources
    return Test(
        id=name,
        title=title,
        why=f"Not known: {', '.join(fact.what for fact in facts)}. It {counted} of the options.",
        settles=tuple(worth.facts),
        would_change=tuple(sorted(worth.options)),
        changes=tuple(worth.answers),
        sources=tuple(dict.fromkeys(sources)),
        caveat=investigation.caveat if investigation else None,
    )
