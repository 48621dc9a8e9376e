"""What is wrong with knowledge that reads well: the checks of ``onward knowledge check``.

Each check is one function that takes everything that was read and yields findings; ``CHECKS`` lists them. An error
stops the build; a warning is shown to authors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from onward.knowledge.contents import named_sources
from onward.knowledge.positions import Mapping, Node, Sequence
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.references import fault_at
from onward.knowledge.satisfiable import never_true, true_of_nothing
from onward.knowledge.types import GRADING, Caveat, Knowledge, Rule
from onward.logic import nodes
from onward.logic.nodes import And, IsNull, Not, Position
from onward.logic.walk import reads, walk
from onward.values.dates import whole_months
from onward.values.errors import Fault

REVIEW_DUE_MONTHS = 9
REVIEW_OVERDUE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    check: str
    fault: Fault
    error: bool = True


Check = Callable[[ReadKnowledge, date], Iterable[Finding]]


def lint(read: ReadKnowledge, today: date) -> tuple[Finding, ...]:
    """Every finding of every check, errors first, then by place."""
    found = [finding for check in CHECKS for finding in check(read, today)]
    return tuple(sorted(found, key=lambda finding: (not finding.error, _place(finding.fault))))


def _place(fault: Fault) -> tuple[str, int, int]:
    return (fault.file, fault.line, fault.column)


def fires_on_nothing(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """A condition that is true of a patient of whom nothing is known."""
    for what, at, condition in conditions(read.knowledge):
        if true_of_nothing(condition):
            yield Finding("fires-on-nothing", fault_at(at, f"{what} is true of a patient of whom nothing is known"))


def can_never_apply(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """A condition that no patient can meet."""
    for what, at, condition in conditions(read.knowledge):
        if never_true(condition, read.knowledge.facts):
            yield Finding("never-true", fault_at(at, f"{what} can never be true"))


def conditions(knowledge: Knowledge) -> Iterator[tuple[str, Position, nodes.Node]]:
    """Every condition that brings something to a patient: what it is, where it stands, and the whole of it."""
    for rule in knowledge.rules:
        yield f"the rule '{rule.name}'", rule.at, applies(rule)
    for treatment in knowledge.treatments.values():
        for key, caveats in (("avoid", treatment.avoid), ("caution", treatment.caution)):
            yield from _caveats(f"'{key}' of {treatment.drug}", caveats)
        for change in treatment.dose_changes:
            yield f"a dose change of {treatment.drug}", change.at, change.when
    for regimen in knowledge.regimens.values():
        yield from _caveats(f"'avoid' of {regimen.name}", regimen.avoid)
    for setting in knowledge.outlook.settings if knowledge.outlook is not None else ():
        yield f"the outlook setting '{setting.name}'", setting.at, setting.when


def _caveats(what: str, caveats: Iterable[Caveat]) -> Iterator[tuple[str, Position, nodes.Node]]:
    for caveat in caveats:
        yield what, caveat.at, caveat.when


def applies(rule: Rule) -> nodes.Node:
    """The condition under which a rule applies: ``when`` and not ``unless``."""
    return rule.when if rule.unless is None else And(operands=(rule.when, Not(operand=rule.unless)))


def asks_null_unsaid(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """A rule that asks ``is null`` without saying that it means to, or says so and does not."""
    for rule in read.knowledge.rules:
        asks = any(isinstance(node, IsNull) for node in walk(applies(rule)))
        if asks and not rule.asks_null:
            fault = fault_at(rule.at, f"the rule '{rule.name}' asks `is null`", "`asks_null: true` beside it")
            yield Finding("asks-null", fault)
        elif rule.asks_null and not asks:
            fault = fault_at(rule.at, f"the rule '{rule.name}' says `asks_null` and asks nothing of the kind")
            yield Finding("asks-null", fault, error=False)


def disagreements(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Two rules that can both be true and say different things of one regimen, without an order between them."""
    for regimen, sayings in _sayings(read.knowledge).items():
        for (first, one), (second, other) in combinations(sayings, 2):
            if one != other and not _ordered(first, second) and _both_possible(first, second, read.knowledge):
                wrong = (
                    f"'{first.name}' says {one} and '{second.name}' says {other} of '{regimen}', and both can be true"
                )
                yield Finding(
                    "disagreement", fault_at(second.at, wrong, "`overrides` or `disagrees_with` on one of them")
                )


def _sayings(knowledge: Knowledge) -> dict[str, list[tuple[Rule, str]]]:
    """What each rule says of each regimen; advice against a drug or class is advice against what cannot do without."""
    said: dict[str, list[tuple[Rule, str]]] = defaultdict(list)
    for rule in knowledge.rules:
        for offer in rule.offers:
            said[offer.regimen].append((rule, offer.standing))
        for against in rule.against:
            for name in knowledge.regimens:
                if _is_against(against.subject, name, knowledge):
                    said[name].append((rule, "avoid"))
    return said


def _is_against(subject: str, name: str, knowledge: Knowledge) -> bool:
    if subject == name:
        return True
    treatments = knowledge.treatments
    slots = knowledge.regimens[name].slots
    return any(all(subject == drug or subject in treatments[drug].classes for drug in slot) for slot in slots)


def _ordered(first: Rule, second: Rule) -> bool:
    named = {*first.overrides, *first.disagrees_with}, {*second.overrides, *second.disagrees_with}
    return first.name == second.name or second.name in named[0] or first.name in named[1]


def _both_possible(first: Rule, second: Rule, knowledge: Knowledge) -> bool:
    start = max(rule.effective.start or date.min for rule in (first, second))
    end = min(rule.effective.end or date.max for rule in (first, second))
    both = And(operands=(applies(first), applies(second)))
    return start <= end and not never_true(both, knowledge.facts)


def reviews(read: ReadKnowledge, today: date) -> Iterator[Finding]:
    """Rules that nobody has compared with their sources for long, or that claim to be reviewed in the future."""
    for rule in read.knowledge.rules:
        if rule.reviewed is None:
            continue
        months = whole_months(rule.reviewed, today)
        if months >= REVIEW_DUE_MONTHS:
            wrong = f"the rule '{rule.name}' was last reviewed {months} months ago, on {rule.reviewed}"
            expected = f"a review within {REVIEW_OVERDUE_MONTHS} months"
            yield Finding("review", fault_at(rule.at, wrong, expected), error=months >= REVIEW_OVERDUE_MONTHS)
        elif rule.reviewed > today:
            wrong = f"the rule '{rule.name}' says that it was reviewed on {rule.reviewed}, which is still to come"
            yield Finding("review", fault_at(rule.at, wrong))


def recalled_values(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Anything marked as recalled: what was not read in a source is not in the product."""
    for file, tree in read.contents.trees:
        for node in _recalled(tree):
            fault = Fault(
                file, node.line, node.column, "a recalled value stands here", "a value that was read in a source"
            )
            yield Finding("recalled", fault)


def _recalled(tree: Node) -> Iterator[Node]:
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            stack += node.entries.values()
            yield from (value for key, value in node.entries.items() if key == "recalled")
        elif isinstance(node, Sequence):
            stack += node.items
        elif node.text.strip() == "recalled":
            yield node


def facts_nobody_reads(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Facts that no rule, treatment, regimen or other fact reads."""
    used = {fact for _, _, condition in conditions(read.knowledge) for fact in reads(condition)}
    for definition in read.knowledge.facts.values():
        used |= {*reads(definition.definition)} - {definition.name}
        used |= {*reads(definition.presume.when)} if definition.presume else set()
    for regimen in read.knowledge.regimens.values():
        used |= {fact for addition in regimen.additions for fact in reads(addition.when)}
        fits = [fit.when for fit in regimen.evidence if fit.when] + [
            when for fit in regimen.evidence for _, when in fit.like
        ]
        used |= {fact for when in fits for fact in reads(when)}
    for name, definition in read.knowledge.facts.items():
        if name not in used:
            yield Finding("unread-fact", fault_at(definition.at, f"nothing reads the fact '{name}'"), error=False)


def sources_nobody_uses(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Sources that no statement names."""
    used = {node.text.strip() for _, tree in read.contents.trees for node in named_sources(tree)}
    for source in read.knowledge.sources.values():
        if source.id not in used:
            yield Finding("unused-source", fault_at(source.at, f"nothing uses the source '{source.id}'"), error=False)


def regimens_never_offered(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Regimens that no rule offers."""
    offered = {offer.regimen for rule in read.knowledge.rules for offer in rule.offers}
    for regimen in read.knowledge.regimens.values():
        if regimen.name not in offered:
            wrong = f"no rule offers the regimen '{regimen.name}'"
            yield Finding("never-offered", fault_at(regimen.at, wrong), error=False)


def evidence_without_likeness(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Trials behind a regimen of which nothing says how like their patients somebody is."""
    for regimen in read.knowledge.regimens.values():
        for fit in regimen.evidence:
            if not fit.like:
                wrong = f"the trial '{fit.trial}' of the regimen '{regimen.name}' has no points of likeness"
                yield Finding("no-likeness", fault_at(regimen.at, wrong, "`like`"), error=False)


def undated_evidence(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Trials shown as evidence, and guidelines that grade, of which nothing says when the world could know them."""
    knowledge = read.knowledge
    trials = {fit.trial for regimen in knowledge.regimens.values() for fit in regimen.evidence}
    graded = {name for rule in knowledge.rules if rule.strength for name in rule.sources}
    for name in sorted(trials | {name for name in graded if knowledge.sources[name].kind in GRADING}):
        source = knowledge.sources[name]
        if source.since is None:
            wrong = f"nothing says when '{name}' was published"
            yield Finding("undated", fault_at(source.at, wrong, "`published`, or a year in `cite`"), error=False)


_TOLD_TO_PATIENTS = ("alert", "support", "procedure", "follow_up")


def words_missing(read: ReadKnowledge, _today: date) -> Iterator[Finding]:
    """Things a page shows that have no plain words yet."""
    knowledge = read.knowledge
    shown = [(f"option:{regimen.name}", regimen.at) for regimen in knowledge.regimens.values()]
    shown += [(f"drug:{treatment.drug}", treatment.at) for treatment in knowledge.treatments.values()]
    shown += [(f"test:{test.id}", test.at) for test in knowledge.investigations.values()]
    for rule in knowledge.rules:
        shown += [(f"{advice.kind}:{advice.id}", rule.at) for advice in rule.advice if advice.kind in _TOLD_TO_PATIENTS]
    for source in knowledge.sources.values():
        shown += [(f"harm:{harm.term}", source.at) for harm in source.harms]
    for key, at in dict(shown).items():
        if key not in knowledge.words:
            fault = fault_at(at, f"there are no words for '{key}'", "an entry in knowledge/words/")
            yield Finding("no-words", fault, error=False)


CHECKS: tuple[Check, ...] = (
    fires_on_nothing,
    can_never_apply,
    asks_null_unsaid,
    disagreements,
    reviews,
    recalled_values,
    facts_nobody_reads,
    sources_nobody_uses,
    regimens_never_offered,
    evidence_without_likeness,
    undated_evidence,
    words_missing,
)
