"""What ``knowledge/`` holds, as frozen types. ``docs/reference/authoring.md`` describes the files they are read from.

Expressions are nodes of the language (already read and type-checked); dates are days; texts are as written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from onward.logic.nodes import Node, Position, Type

Region = str
GRADING = ("guideline", "standard")
"""Kinds of sources that grade recommendations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumption:
    """What is taken for granted when the record is silent: the value, the condition for it, and why."""

    value: object
    when: Node
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDefinition:
    """One fact: its type, how it is worked out, and what would settle it."""

    name: str
    what: str
    type: Type
    definition: Node
    unit: str | None = None
    values: tuple[str, ...] = ()
    answers: tuple[object, ...] = ()
    """The finite answers tried when asking what a missing test would change (booleans and enums: all values)."""
    presume: Presumption | None = None
    settled_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """From when until when something was true in the world; open on either side."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the period, both ends included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One regimen that a rule offers."""

    regimen: str
    standing: str
    """``preferred`` or ``alternative``; ``possible`` only ever follows from unknowns."""
    rank: int = 50
    """Smaller comes first among the options of one standing; equal ranks claim no order."""
    approved: tuple[tuple[Region, date], ...] = ()
    """Approval day by region; empty = not tied to an approval date. A region left out = not approved there."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One regimen, drug or class that a rule advises against."""

    subject: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """An alert, test, supportive measure, procedure, follow-up item or action on current therapy."""

    kind: str
    """``alert``, ``test``, ``support``, ``procedure``, ``follow_up``, ``action``."""
    id: str
    title: str
    urgency: str | None = None
    """Alerts: ``emergency``, ``urgent``, ``caution``."""
    do: str | None = None
    """Action: ``continue hold reduce stop switch``; others: what to do, in a clinical sentence."""
    drug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One recommendation: when it applies, unless what, and what it brings."""

    name: str
    when: Node
    unless: Node | None = None
    offers: tuple[Offer, ...] = ()
    against: tuple[Against, ...] = ()
    advice: tuple[Advice, ...] = ()
    why: str
    sources: tuple[str, ...]
    strength: tuple[tuple[str, str], ...] = ()
    effective: Effective = field(default_factory=Effective)
    overrides: tuple[str, ...] = ()
    """Rules that this one displaces when both come out true."""
    disagrees_with: tuple[str, ...] = ()
    """Rules from which it knowingly differs: both are shown, with both sources."""
    asks_null: bool = False
    """Declares that the rule asks ``is null`` on purpose."""
    reviewed: date | None = None
    pathway: str
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One ``avoid`` or ``caution`` of a treatment: when, why, what to do."""

    when: Node
    why: str
    do: str | None = None
    sources: tuple[str, ...]
    facts_checked: tuple[str, ...] = ()
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """Another drug or class that does not go with this one. ``effect`` is ``avoid`` or ``caution``."""

    subject: str
    effect: str
    why: str
    do: str | None = None
    sources: tuple[str, ...]
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A test before the start or while on treatment: which investigation, when, why."""

    investigation: str
    when: str
    due: tuple[tuple[str, object], ...] = ()
    """Machine-readable schedule: ``days`` from start, ``cycles`` and ``day``, ``every_days``, ``until_day``..."""
    why: str | None = None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChange:
    """A toxicity rule of a label: when, what to do, at which level to go on."""

    when: Node
    do: str
    """``hold``, ``reduce``, ``stop``, ``continue``."""
    how: str
    sources: tuple[str, ...]
    effective: Effective = field(default_factory=Effective)
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One authorised use: region, first day, in whom (in words), by which source."""

    region: Region
    since: date | None
    indication: str
    sources: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One drug: what it is, how it is given, when not, what to watch."""

    drug: str
    what: str
    classes: tuple[str, ...]
    route: str
    dose: str
    levels: tuple[str, ...] = ()
    cycle_days: int | None = None
    approvals: tuple[Approval, ...] = ()
    companion_test: str | None = None
    avoid: tuple[Caveat, ...] = ()
    caution: tuple[Caveat, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    before_start: tuple[Check, ...] = ()
    monitoring: tuple[Check, ...] = ()
    dose_changes: tuple[DoseChange, ...] = ()
    food: str | None = None
    burden: tuple[tuple[str, object], ...] = ()
    sources: tuple[str, ...]
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A slot that a regimen gains under a condition (ovarian suppression before menopause)."""

    when: Node
    slot: tuple[str, ...]
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A trial that stands behind a regimen, and the points on which a patient is like its patients."""

    trial: str
    when: Node | None
    """The patients whose closest trial this is; ``None`` = any."""
    like: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """Drugs given together. Each slot lists the drugs that may fill it."""

    name: str
    what: str
    slots: tuple[tuple[str, ...], ...]
    additions: tuple[Addition, ...] = ()
    evidence: tuple[Fit, ...] = ()
    avoid: tuple[Caveat, ...] = ()
    sources: tuple[str, ...] = ()
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One measured outcome of a trial; ``values`` has one entry an arm, ``None`` where not reached or not read."""

    measure: str
    """``pfs``, ``os``, ``orr``, ``cbr``, ``dor``, ``ttr``, ``qol`` ..."""
    statistic: str
    """``median``, ``rate`` (at ``at_months``), ``percent``."""
    unit: str
    values: tuple[float | None, ...]
    intervals: tuple[tuple[float, float] | None, ...] = ()
    hazard_ratio: float | None = None
    hazard_ratio_interval: tuple[float, float] | None = None
    p: str | None = None
    at_months: float | None = None
    followup_months: float | None = None
    population: str | None = None
    significant: bool | None = None
    note: str | None = None
    url: str
    read: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """How many of 100 people had one harm in each arm; ``None`` where not read."""

    term: str
    any_grade: tuple[float | None, ...] = ()
    grade_3_up: tuple[float | None, ...] = ()
    note: str | None = None
    url: str
    read: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm of a trial."""

    name: str
    drugs: tuple[str, ...]
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that was read: a trial, guideline, label, approval notice, review or cohort."""

    id: str
    kind: str
    title: str
    cite: str
    urls: tuple[str, ...]
    read: date
    doi: str | None = None
    pmid: str | None = None
    nct: str | None = None
    version: str | None = None
    published: str | None = None
    since: date | None = None
    """The first day on which it can have been known: of ``published``, else of the year that the citation names."""
    tier: str | None = None
    """How close to the original the reading was: ``primary``, ``abstract``, ``secondary``."""
    population: str | None = None
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    harms: tuple[Harm, ...] = ()
    stopped_for_harm_percent: tuple[float | None, ...] = ()
    stopped_for_harm_url: str | None = None
    stopped_for_harm_read: date | None = None
    says: tuple[str, ...] = ()
    """Guidelines and labels: the statements used, in our own words."""
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """A test: what it settles, what it asks of the patient."""

    id: str
    title: str
    what: str
    settles: tuple[str, ...] = ()
    burden: str | None = None
    in_the_room: bool = False
    """Whether asking and examining answers it, with nothing to order."""
    caveat: str | None = None
    """What a negative result does not exclude."""
    instead: tuple[tuple[Node, str], ...] = ()
    """For whom another test is asked for in its place."""
    sources: tuple[str, ...] = ()
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One word of ours with the codes and texts that others use for it."""

    word: str
    display: str
    codes: tuple[tuple[str, str], ...] = ()
    """(system, code); system is ``snomed loinc rxnorm icd10cm hgnc cvx ...``."""
    texts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSet:
    """A named set of words; closed sets refuse other words, open ones keep them."""

    name: str
    closed: bool
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """One median of one source: which outcome of it, and which arm."""

    source: str
    outcome: int
    arm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Whose survival answers for whom."""

    name: str
    when: Node
    whom: str
    medians: tuple[Median, ...]
    caveats: tuple[str, ...]
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookKnowledge:
    """How people spread around a median, how often that held, and the settings in their order."""

    worst: float
    typical: tuple[float, float]
    best: float
    sources: tuple[str, ...]
    capped_months: float
    capped_why: str
    held: tuple[tuple[str, tuple[str, ...]], ...]
    caveats: tuple[str, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A patient and what must come out, kept beside the rules it tests."""

    name: str
    chart: object
    """The chart as read from YAML, with positions (``Mapping``); the chart reader turns it into events."""
    expect: dict[str, object]
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything Onward believes, of one version."""

    version: str
    digest: str
    facts: dict[str, FactDefinition]
    rules: tuple[Rule, ...]
    treatments: dict[str, Treatment]
    regimens: dict[str, Regimen]
    sources: dict[str, Source]
    investigations: dict[str, Investigation]
    terminology: dict[str, ValueSet]
    words: dict[str, dict[str, str]]
    """Text by key: ``words[key]['clinical' | 'plain' | 'name']``."""
    coverage: dict[str, object]
    outlook: OutlookKnowledge | None = None
    beside: dict[str, bytes] = field(default_factory=dict)
    """Files that parts of the engine read by themselves (``knowledge/course.yaml``), by name, so that all are of one
    version."""
