"""Alerts, measures and tests that rules bring, and tests by what they would change."""

from __future__ import annotations

from collections.abc import Mapping

from onward.knowledge.types import Advice, Investigation, Rule
from onward.pathways.findings import Outcome, prove_rule
from onward.plan.judgement import ORDER, Judgement
from onward.plan.options import option_id
from onward.plan.proofs import to_facts
from onward.plan.types import Alert, Measure, Proof, Test
from onward.plan.value import Worth

URGENCIES = ("emergency", "urgent", "caution")


def alerts(judgement: Judgement) -> tuple[Alert, ...]:
    """What must not wait, the most urgent first. An exception that is not known to hold silences no alert."""
    found: dict[str, Alert] = {}
    for rule, advice in judgement.index.advising.get("alert", ()):
        if advice.id not in found and _calls(judgement, rule):
            found[advice.id] = _alert(judgement, rule, advice)
    return tuple(sorted(found.values(), key=lambda alert: (URGENCIES.index(alert.urgency), alert.id)))


def _calls(judgement: Judgement, rule: Rule) -> bool:
    found = judgement.finding(rule.name)
    return found is Outcome.APPLIES or (found is Outcome.POSSIBLE and judgement.sheet.truth(rule.when) is True)


def _alert(judgement: Judgement, rule: Rule, advice: Advice) -> Alert:
    return Alert(
        id=advice.id,
        urgency=advice.urgency or URGENCIES[-1],
        title=advice.title,
        why=rule.why,
        do=advice.do,
        sources=rule.sources,
        missing=judgement.lacking(rule),
        proof=_proof(judgement, rule),
    )


def measures(judgement: Judgement, kind: str) -> tuple[Measure, ...]:
    """Measures of one kind: those that apply, then those that wait for something unknown."""
    found: dict[str, Measure] = {}
    for outcome in (Outcome.APPLIES, Outcome.POSSIBLE):
        for rule, advice in judgement.index.advising.get(kind, ()):
            if advice.id not in found and judgement.finding(rule.name) is outcome:
                found[advice.id] = _measure(judgement, rule, advice, outcome)
    return tuple(sorted(found.values(), key=lambda each: (each.standing != "offered", len(each.missing), each.id)))


def _measure(judgement: Judgement, rule: Rule, advice: Advice, outcome: Outcome) -> Measure:
    possible = outcome is Outcome.POSSIBLE
    return Measure(
        id=advice.id,
        title=advice.title,
        why=rule.why,
        do=advice.do,
        sources=rule.sources,
        missing=judgement.lacking(rule) if possible else (),
        standing="possible" if possible else "offered",
        proof=_proof(judgement, rule),
    )


def _proof(judgement: Judgement, rule: Rule) -> Proof:
    return to_facts(prove_rule(rule, judgement.sheet))


def tests(judgement: Judgement, worths: Mapping[str, Worth]) -> tuple[Test, ...]:
    """Tests that rules ask for and tests that would change an option: what decides about the better option first."""
    found = {name: _computed(judgement, name, worth) for name, worth in _suited(judgement, worths).items()}
    for rule, advice in judgement.index.advising.get("test", ()):
        if judgement.finding(rule.name) is Outcome.APPLIES:
            found[advice.id] = _asked(judgement, rule, advice, found.get(advice.id))
    leads = leading(judgement)

    def place(test: Test) -> tuple[tuple[int, int], bool, int, int, str]:
        lead = min((leads[option] for option in test.would_change if option in leads), default=(len(ORDER), 0))
        # What has to be ordered comes before what is asked anyway, and what may open a treatment before what may only
        # close one.
        return lead, test.in_the_room, -_gains(test), -len(test.would_change), test.id

    return tuple(sorted(found.values(), key=place))


def leading(judgement: Judgement) -> dict[str, tuple[int, int]]:
    """The best standing and rank that each option has or might have, by its id: smaller is better."""
    found: dict[str, tuple[int, int]] = {}
    for name, standing in judgement.standings().items():
        offers = [*standing.applies, *standing.possible, *standing.better]
        ranks = [(ORDER[offer.standing], offer.rank) for _, offer in offers]
        found[option_id(name)] = min(ranks, default=(ORDER[standing.standing], standing.rank))
    return found


def _suited(judgement: Judgement, worths: Mapping[str, Worth]) -> dict[str, Worth]:
    """The worth of tests, under the test that this person should have in the place of another."""
    found: dict[str, Worth] = {}
    for name, worth in worths.items():
        found.setdefault(in_place_of(judgement, name), Worth()).add(worth)
    return found


def in_place_of(judgement: Judgement, name: str) -> str:
    """The test that this person should have in the place of another, or that one itself."""
    investigation = judgement.index.knowledge.investigations.get(name)
    for when, test in investigation.instead if investigation is not None else ():
        if judgement.sheet.truth(when) is True:
            return test
    return name


def _gains(test: Test) -> int:
    return len({option for answer in test.changes for option in answer.gains})


def _asked(judgement: Judgement, rule: Rule, advice: Advice, known: Test | None) -> Test:
    """A test that a rule asks for; where several do, or it is worth something besides, all reasons are told."""
    investigation = judgement.index.knowledge.investigations.get(advice.id)
    settles = known.settles if known else (investigation.settles if investigation else ())
    return Test(
        id=advice.id,
        title=advice.title,
        why=" ".join(dict.fromkeys([rule.why, *([known.why] if known else [])])),
        settles=settles,
        would_change=known.would_change if known else (),
        changes=known.changes if known else (),
        sources=tuple(dict.fromkeys([*rule.sources, *(known.sources if known else ())])),
        caveat=investigation.caveat if investigation else None,
        urgency=advice.urgency or (known.urgency if known else None),
        in_the_room=_in_the_room(investigation),
    )


def _computed(judgement: Judgement, name: str, worth: Worth) -> Test:
    investigation = judgement.index.knowledge.investigations.get(name)
    facts = [judgement.index.facts.definitions[fact] for fact in worth.facts]
    sources = [source for fact in facts for source in fact.sources]
    sources += investigation.sources if investigation else ()
    return Test(
        id=name,
        title=investigation.title if investigation else facts[0].what,
        why=f"Not known: {'; '.join(fact.what for fact in facts)}. {_counted(worth)}",
        settles=tuple(worth.facts),
        would_change=tuple(sorted(worth.options)),
        changes=tuple(worth.answers),
        sources=tuple(dict.fromkeys(sources)),
        caveat=investigation.caveat if investigation else None,
        in_the_room=_in_the_room(investigation),
    )


def _in_the_room(investigation: Investigation | None) -> bool:
    """A fact that no test settles, as the region, is asked for too."""
    return investigation is None or investigation.in_the_room


def _counted(worth: Worth) -> str:
    """How many options could come and go, in a sentence."""
    gains = {option for answer in worth.answers for option in answer.gains}
    loses = {option for answer in worth.answers for option in answer.loses}
    parts = [f"could open {len(gains)}" if gains else "", f"could close {len(loses)}" if loses else ""]
    counted = " and ".join(part for part in parts if part) or f"bears on {len(worth.options)}"
    return f"It {counted} of the options."
