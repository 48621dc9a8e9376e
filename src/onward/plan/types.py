"""The plan: the public contract, published as JSON Schema from these very structs.

Whoever shows a plan (text, HTML, PDF, FHIR, a patient's guide) shows this and nothing else, so that no two of them can
disagree. Field order here is the order of keys in the JSON.
"""

from __future__ import annotations

import msgspec

from onward.plan.dated import Happening, Task
from onward.plan.wishes import Wishes
from onward.trials.match_types import Match


class Proof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a proof: what was asked, the answer, and the steps it rests on, down to the record."""

    says: str
    """The expression, fact or event, e.g. ``er_percent >= 1`` or ``ER 90 % (2026-05-20)``."""
    value: bool | float | str | list[str | float] | None = None
    kind: str = "expression"
    """``rule``, ``expression``, ``fact``, ``event``, ``presumption``, ``missing``."""
    name: str | None = None
    """The rule's or fact's name."""
    at: str | None = None
    """``knowledge/...:line`` for rules and facts, the record's reference for events."""
    sources: tuple[str, ...] = ()
    because: tuple[Proof, ...] = ()


class Tumour(msgspec.Struct, frozen=True, kw_only=True):
    """The cancer as the newest results say it is."""

    subtype: str | None
    her2_level: str | None = None
    er_percent: float | None = None
    pr_percent: float | None = None
    er_status: str | None = None
    pr_status: str | None = None
    her2_status: str | None = None
    histology: str | None = None
    sites: tuple[str, ...] = ()
    discordance: tuple[str, ...] = ()
    germline: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must not wait."""

    id: str
    urgency: str
    title: str
    why: str
    do: str | None = None
    sources: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Facts that might take it back; it is shown until they are known."""
    proof: Proof | None = None


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """A test that is worth asking for, and what it would change."""

    id: str
    title: str
    why: str
    settles: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    """Ids of options whose standing depends on it; empty = needed, but it changes no option now."""
    changes: tuple[TestAnswer, ...] = ()
    sources: tuple[str, ...] = ()
    caveat: str | None = None
    urgency: str | None = None
    in_the_room: bool = False
    """Whether asking and examining answers it, with nothing to order."""
    trials: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Trials that wait for it, and would no longer under one of its answers; only where trials were asked for."""


class TestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the options would become under one answer of a test."""

    fact: str
    answer: bool | float | str
    bounds: tuple[str, ...] = ()
    """Of a measure: between which numbers the answer may lie, as ``>= 450`` or ``any``; none for just this answer."""
    gains: tuple[str, ...] = ()
    """Options that would be offered."""
    loses: tuple[str, ...] = ()
    """Options that would no longer be offered or possible."""
    together: dict[str, bool | float | str] = {}
    """Answers of other facts that this needs besides."""


class Caution(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a drug that this person's record makes important."""

    drug: str
    kind: str
    """``avoid``, ``caution``, ``check-first`` (the fact is unknown), ``interaction``."""
    why: str
    do: str | None = None
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure of one trial, with where it was read."""

    trial: str
    measure: str
    statistic: str
    unit: str
    with_it: float | None
    comparator: float | None
    with_it_arm: str
    comparator_arm: str
    interval: tuple[float, float] | None = None
    comparator_interval: tuple[float, float] | None = None
    hazard_ratio: float | None = None
    hazard_ratio_interval: tuple[float, float] | None = None
    at_months: float | None = None
    significant: bool | None = None
    population: str | None = None
    note: str | None = None
    url: str
    read: str


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How like the trial's patients this patient is, on one point: yes, no or not known."""

    point: str
    answer: bool | None


class Benefit(msgspec.Struct, frozen=True, kw_only=True):
    """What the trial that fits this patient best found."""

    trial: str
    figures: tuple[Figure, ...]
    how_like_you: tuple[Likeness, ...] = ()


class Monitoring(msgspec.Struct, frozen=True, kw_only=True):
    """One test before or during a treatment."""

    drug: str
    investigation: str
    title: str
    when: str
    phase: str
    """``before-start`` or ``on-treatment``."""
    why: str | None = None
    sources: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True, kw_only=True, rename={"missing": "if"}):
    """One treatment that may be considered, or is to be avoided."""

    id: str
    name: str
    regimen: tuple[tuple[str, ...], ...]
    standing: str
    order: int
    missing: tuple[str, ...] = ()
    """Facts that are missing (JSON key ``if``)."""
    strength: dict[str, str] = {}
    sources: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reason: str = ""
    """Why it is offered, possible or avoided, in a sentence."""
    cautions: tuple[Caution, ...] = ()
    benefit: tuple[Benefit, ...] = ()
    harm: tuple[Figure, ...] = ()
    burden: dict[str, dict[str, bool | float | str] | bool | float | str] = {}
    """What it asks of a person's days, by drug."""
    dose: dict[str, str] = {}
    monitoring: tuple[Monitoring, ...] = ()
    approval: str | None = None
    disagreement: tuple[str, ...] = ()
    why: Proof | None = None
    why_not: Proof | None = None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A supportive measure, procedure or follow-up item."""

    id: str
    title: str
    why: str
    do: str | None = None
    sources: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    standing: str = "offered"
    """``offered`` or ``possible``."""
    proof: Proof | None = None


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One finding behind the advice on a treatment, and what it may come from."""

    finding: str
    """The fact that tells it."""
    value: bool | float | str | list[str | float] | None
    drugs: tuple[str, ...]
    """The drugs in use whose labels have a rule about it."""
    stated: tuple[str, ...] = ()
    """What the record itself puts it down to."""
    added_to: tuple[str, ...] = ()
    """Other medicines in use that act on those drugs, with how."""


class Otherwise(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that would make the advice on a treatment different."""

    do: str
    """``stop``, ``switch``, ``hold``, ``reduce``, ``continue``, ``review``."""
    when: str
    """The condition, in the language of the knowledge."""
    drug: str | None = None
    """The drug whose label says so; ``None`` for a rule about the whole treatment."""
    how: str = ""
    now: dict[str, bool | float | str | list[str | float] | None] = {}
    """The facts that it asks for, as they are."""
    missing: tuple[str, ...] = ()
    """Facts that are not known and decide it."""
    sources: tuple[str, ...] = ()


class CurrentTherapy(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with the treatment that goes on."""

    action: str | None
    drugs: tuple[str, ...] = ()
    why: str = ""
    reasons: tuple[Measure, ...] = ()
    sources: tuple[str, ...] = ()
    attributable: tuple[Attribution, ...] = ()
    """The findings behind the reasons, each with the drugs that may have caused it."""
    cautions: tuple[Caution, ...] = ()
    """What other medicines in use do to these drugs, where that is no reason to stop them."""
    supportive: tuple[str, ...] = ()
    """Ids of the supportive measures that answer the same findings."""
    otherwise: tuple[Otherwise, ...] = ()
    """What would make the action different."""


class BestResponse(msgspec.Struct, frozen=True, kw_only=True):
    """The best response of a line so far, without and with confirmation, and how long a response has lasted."""

    unconfirmed: str
    confirmed: str
    """CR and PR count only where a later scan, four weeks on or more, confirms them."""
    responding_since: str | None = None
    duration_days: int | None = None
    """From the first response to progression, or to the last scan."""
    over: bool | None = None
    """Whether it ended; false: it may still last."""
    measured_since: str | None = None
    """The first scan, where none was made before the line began: what came before it is not measured."""
    stated: str | None = None
    """The best response of the line as the record itself states it."""


class ResponseNow(msgspec.Struct, frozen=True, kw_only=True):
    """The newest RECIST assessment."""

    overall: str | None
    sum_mm: float | None = None
    baseline_mm: float | None = None
    nadir_mm: float | None = None
    date: str | None = None
    certain: bool = True
    note: str | None = None
    """Why it is uncertain: where imaging is known to mislead, what was not measured."""
    to_confirm: bool = False
    """Whether this progression has to be confirmed before it counts as one."""
    growing: int | None = None
    """At progression: how many lesions grew or are new."""
    held: int | None = None
    """At progression: how many lesions are there and did not grow."""
    best: BestResponse | None = None


class GradeNow(msgspec.Struct, frozen=True, kw_only=True):
    """The newest grade of one laboratory test."""

    test: str
    grade: int
    version: str
    value: float | None = None
    unit: str | None = None
    date: str | None = None
    note: str | None = None
    """What the grade rests on besides the value: a limit that the record lacks, a missing correction."""


class ReportNow(msgspec.Struct, frozen=True, kw_only=True):
    """The newest answer of the person about one symptom (PRO-CTCAE, 0 to 4); it is no grade."""

    term: str
    worst: int
    rise: int | None = None
    date: str | None = None
    refs: tuple[str, ...] = ()


class Presumed(msgspec.Struct, frozen=True, kw_only=True):
    """Something taken for granted because nothing in the record points to it; to be confirmed."""

    fact: str
    value: bool | float | str | list[str | float] | None
    why: str


class FactNow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact as used: value, unit, day, and where it was read."""

    value: bool | float | str | list[str | float] | None
    what: str
    unit: str | None = None
    date: str | None = None
    refs: tuple[str, ...] = ()
    presumed: bool = False
    missing: bool = False
    at: str | None = None
    """Where knowledge defines it."""
    sources: tuple[str, ...] = ()
    because: tuple[Proof, ...] = ()
    """What its value rests on, down to the record; proofs elsewhere in the plan end in facts and go on here."""


class LineOfTherapy(msgspec.Struct, frozen=True, kw_only=True):
    """One line (or adjuvant course), as shown in the course picture."""

    setting: str
    number: int | None
    drugs: tuple[str, ...]
    start: str | None
    end: str | None
    ongoing: bool | None
    stopped_for: str | None = None
    best_response: str | None = None
    certain: bool = True
    note: str | None = None
    refs: tuple[str, ...] = ()


class LeftUnused(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the record that no rule read."""

    ref: str
    what: str
    reason: str


class OutlookGroup(msgspec.Struct, frozen=True, kw_only=True):
    """How long the people of one group lived: the median, and how single people spread around it, in months."""

    source: str
    population: str | None
    arm: str | None
    median_months: float
    interval: tuple[float, float] | None
    worst_months: float
    """Of ten people about one lives no longer."""
    typical_months: tuple[float, float]
    """About half live between these."""
    best_months: float
    """Of ten people about one lives so long or longer."""
    capped: tuple[str, ...] = ()
    """Cases (``typical``, ``best``) whose time was cut short: it means "more than"."""
    url: str
    read: str


class OutlookFinding(msgspec.Struct, frozen=True, kw_only=True):
    """How often such cases held."""

    says: str
    sources: tuple[str, ...]


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """The outlook of people like this person; without a ``setting`` it is not known."""

    setting: str | None = None
    whom: str = ""
    """Whose survival it is, and from when it is counted."""
    groups: tuple[OutlookGroup, ...] = ()
    why: str = ""
    """Why it is not known."""
    missing: tuple[str, ...] = ()
    """Facts that would tell whether a group fits."""
    capped_why: str = ""
    held: tuple[OutlookFinding, ...] = ()
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where this person stands and what can be done."""

    onward: str
    knowledge: str
    patient: str
    as_of: str
    stage: str
    stage_why: str
    record_age_days: int | None
    tumour: Tumour
    line: int | None
    course: tuple[LineOfTherapy, ...] = ()
    alerts: tuple[Alert, ...] = ()
    tests: tuple[Test, ...] = ()
    settled: tuple[str, ...] = ()
    """Unknown facts that would not change anything now."""
    options: tuple[Option, ...] = ()
    option_names: dict[str, str] = {}
    """By id, the names of options that stand in no list now and that an answer of a test would bring."""
    supportive: tuple[Measure, ...] = ()
    procedures: tuple[Measure, ...] = ()
    current_therapy: CurrentTherapy | None = None
    response: ResponseNow | None = None
    grades: tuple[GradeNow, ...] = ()
    reports: tuple[ReportNow, ...] = ()
    """What the person reported of symptoms, the newest of each."""
    presumed: tuple[Presumed, ...] = ()
    follow_up: tuple[Measure, ...] = ()
    schedule: tuple[Task, ...] = ()
    """What to check when, while a treatment goes on."""
    history: tuple[Happening, ...] = ()
    """What happened, oldest first: what the picture of the course is drawn from."""
    trials: tuple[Match, ...] = ()
    """Trials that may be joined and may fit, in order of fit; only where trials were asked for."""
    trials_counted: dict[str, int] | msgspec.UnsetType = msgspec.UNSET
    """How many of the trials are eligible, possible, ineligible, closed; and how many of the first two are shown."""
    outlook: Outlook | None = None
    """How long people like this person live; only where it was asked for."""
    wishes: Wishes | msgspec.UnsetType = msgspec.UNSET
    """What the person said matters; only where the record says. It never changes what is offered."""
    facts: dict[str, FactNow] = {}
    conflicts: tuple[str, ...] = ()
    unused: tuple[LeftUnused, ...] = ()
    sources: dict[str, dict[str, str | list[str] | None]] = {}
