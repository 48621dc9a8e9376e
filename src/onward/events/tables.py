"""The event tables as types: one struct a table, one field a column, the same names the language reads.

Every event carries ``refs``: where in the record it was read (``Observation/abc``, ``chart.yaml:34``), so that a proof
can end there; derived events (``line``, ``progression``, ``response``, ``report``, ``grade``) also carry ``rule``
and ``derived_from``.
Columns are text, number, boolean or partial date; a missing value is ``None`` and means unknown, never "no".
The words in text columns are those of ``knowledge/terminology``.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from onward.values.dates import PartialDate


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What all events have: an identity, a time, and where they were read."""

    table: ClassVar[str]

    id: str
    """Unique within the record, the same on every reading of the same bytes."""
    date: PartialDate | None = None
    """When it was true, measured or begun."""
    refs: tuple[str, ...] = ()
    """Where in the record it was read."""


class Derived(Event, frozen=True, kw_only=True):
    """An event that follows from other events."""

    rule: str
    """The name of the rule that it follows from, e.g. ``line-new-after-progression``."""
    derived_from: tuple[str, ...] = ()
    """Ids of the events it follows from."""
    certain: bool = True
    """False when a missing or partial date leaves another reading open; ``note`` then says which."""
    note: str | None = None


class Patient(Event, frozen=True, kw_only=True):
    """One row: the person. ``date`` is unused."""

    table: ClassVar[str] = "patient"
    sex: str | None = None
    birth_date: PartialDate | None = None
    death_date: PartialDate | None = None
    deceased: bool | None = None
    region: str | None = None


class Diagnosis(Event, frozen=True, kw_only=True):
    """A primary cancer. ``date`` is the day of first diagnosis."""

    table: ClassVar[str] = "diagnosis"
    cancer: str | None = None
    """``breast``, or the word of another primary."""
    histology: str | None = None
    laterality: str | None = None
    stage: str | None = None
    """Stage group at first diagnosis, e.g. ``IIB``; ``IV`` = metastatic at first diagnosis (de novo)."""
    status: str | None = None
    """``active``, ``remission`` or ``resolved``, as the record states."""


class State(Event, frozen=True, kw_only=True):
    """Something the record states about the person on a day, true or false, with ``name`` from a fixed list.

    Names: ecog, karnofsky, menopause, pregnant, metastatic, metastatic-suspected, suspected-because,
    visceral-crisis, oligometastatic, symptomatic, brain-metastases, disease-status, de-novo, locally-advanced, ...
    """

    table: ClassVar[str] = "state"
    name: str
    number: float | None = None
    text: str | None = None
    truth: bool | None = None


class Metastasis(Event, frozen=True, kw_only=True):
    """A site of distant (or locoregional recurrent) disease.

    ``status`` is ``active`` unless the record says otherwise; ``suspected`` where nothing has proven it yet.
    """

    table: ClassVar[str] = "metastasis"
    site: str
    status: str | None = None


class Marker(Event, frozen=True, kw_only=True):
    """One result from one specimen (or blood): receptors, grade, Ki-67, PD-L1, MSI, TMB, HRD.

    Names: ER, PR, HER2 (overall interpretation), HER2-IHC, HER2-ISH, HER2-ratio, HER2-copies, Ki-67, PD-L1-CPS,
    PD-L1-IC (SP142), PD-L1 (no assay), MSI, TMB, HRD, AR, histologic-grade. Percentages in ``number``; words in
    ``text`` (ER/PR/HER2: positive, negative, low, equivocal; HER2-IHC: 0, ultralow, 1+, 2+, 3+; HER2-ISH: amplified,
    not-amplified, equivocal; MSI: MSS, MSI-L, MSI-H, dMMR, pMMR; TMB: high, low).
    """

    table: ClassVar[str] = "marker"
    name: str
    number: float | None = None
    text: str | None = None
    specimen: str | None = None
    """Groups the markers of one specimen."""
    site: str | None = None
    metastatic: bool | None = None
    """Whether the specimen came from a metastasis (true), the primary (false), or is not said."""


class Variant(Event, frozen=True, kw_only=True):
    """A genomic result: one gene, found or looked for and not found."""

    table: ClassVar[str] = "variant"
    gene: str
    alteration: str | None = None
    origin: str | None = None
    source: str | None = None
    result: str | None = None
    """``positive`` (pathogenic or actionable), ``negative``, ``vus``."""


class Drug(Event, frozen=True, kw_only=True):
    """One exposure to one drug given against the cancer. ``date`` is its start."""

    table: ClassVar[str] = "drug"
    drug: str
    """Generic name, lower case, spaces; or a class word where the record says only the class."""
    intent: str | None = None
    """``neoadjuvant``, ``adjuvant``, ``metastatic``; stated, or inferred by ``course`` (then ``intent_inferred``)."""
    intent_inferred: bool = False
    end: PartialDate | None = None
    ongoing: bool | None = None
    """Whether it still goes on at ``as_of``; ``None`` where the record does not say (no end is not "goes on")."""
    ongoing_inferred: bool = False
    """True where the record only gives no end: it goes on unless a later line took its place (``course`` decides)."""
    stopped_for: str | None = None
    best_response: str | None = None
    regimen: str | None = None
    """Groups the drugs that the record gives as one treatment."""
    line: int | None = None
    """The line that the record itself states."""
    maintenance: bool | None = None
    dose_mg: float | None = None
    known: bool = True
    """False when the record's word for it is neither a drug nor a class that Onward knows."""


class Procedure(Event, frozen=True, kw_only=True):
    """Surgery, radiotherapy and other local treatment."""

    table: ClassVar[str] = "procedure"
    name: str
    site: str | None = None
    intent: str | None = None
    end: PartialDate | None = None


class Lab(Event, frozen=True, kw_only=True):
    """A laboratory, ECG or echo value in the canonical unit of its test (``knowledge/terminology/labs.yaml``)."""

    table: ClassVar[str] = "lab"
    test: str
    value: float | None = None
    unit: str | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    raw_value: float | None = None
    raw_unit: str | None = None


class Condition(Event, frozen=True, kw_only=True):
    """Another disease or problem. ``status``: active, resolved, refuted; ``None`` counts as active."""

    table: ClassVar[str] = "condition"
    name: str
    status: str | None = None
    ctcae_grade: int | None = None
    """Of a side effect that bears the word of a disease."""
    known: bool = True


class Medication(Event, frozen=True, kw_only=True):
    """A drug the person takes for another reason, or a supportive one."""

    table: ClassVar[str] = "medication"
    name: str
    end: PartialDate | None = None
    ongoing: bool | None = None
    known: bool = True


class Lesion(Event, frozen=True, kw_only=True):
    """One lesion on one scan (RECIST 1.1)."""

    table: ClassVar[str] = "lesion"
    lesion: str
    kind: str | None = None
    site: str | None = None
    longest_mm: float | None = None
    short_axis_mm: float | None = None
    status: str | None = None
    evaluable: bool | None = None


class Symptom(Event, frozen=True, kw_only=True):
    """A symptom or side effect, with its CTCAE grade where the record gives it."""

    table: ClassVar[str] = "symptom"
    term: str
    ctcae_grade: int | None = None
    attributed_to: str | None = None
    pro_frequency: int | None = None
    """PRO-CTCAE 0-4, the patient's own report; never read as a CTCAE grade."""
    pro_severity: int | None = None
    pro_interference: int | None = None
    known: bool = True


class Wish(Event, frozen=True, kw_only=True):
    """What matters to the person: a weight for one attribute, an answer, words, or a day that matters."""

    table: ClassVar[str] = "wish"
    name: str
    """What is weighed, as a word of ``wish``; or what is told: ``words``, ``outlook``, ``decides``, ``decides-with``,
    ``work``, ``event``."""
    weight: float | None = None
    text: str | None = None
    day: PartialDate | None = None
    """The day that matters. It may lie ahead; ``date`` is when the wish was told."""
    until: PartialDate | None = None
    """Its last day, where it is more than one."""


class Progression(Derived, frozen=True, kw_only=True):
    """The disease grew or came back on that day."""

    table: ClassVar[str] = "progression"
    basis: str
    """``scan``, ``clinician``, ``stopped-for``, ``relapse`` (return after curative treatment), ``stated-response``,
    ``death``."""
    on_drugs: tuple[str, ...] = ()
    """Drugs being given, or last given, at that moment."""


class Line(Derived, frozen=True, kw_only=True):
    """One line of systemic therapy for metastatic disease, or one (neo)adjuvant course. ``date`` is its start."""

    table: ClassVar[str] = "line"
    setting: str
    """``metastatic``, ``adjuvant``, ``neoadjuvant``."""
    number: int | None = None
    """1, 2, ... in the metastatic setting; ``None`` before it."""
    stated_number: int | None = None
    """The number the record itself gives; it wins, and a disagreement is shown in ``note``."""
    drugs: tuple[str, ...] = ()
    end: PartialDate | None = None
    ongoing: bool | None = None
    stopped_for: str | None = None
    best_response: str | None = None
    months: float | None = None


class Response(Derived, frozen=True, kw_only=True):
    """RECIST 1.1 response at one assessment."""

    table: ClassVar[str] = "response"
    overall: str
    target: str | None = None
    non_target: str | None = None
    new_lesions: bool | None = None
    sum_mm: float | None = None
    baseline_mm: float | None = None
    nadir_mm: float | None = None
    growing: int | None = None
    """How many lesions grew or are new; at progression only."""
    held: int | None = None
    """How many lesions are there and did not grow; at progression only."""
    to_confirm: bool | None = None
    """True where imaging is known to mislead and the progression has to be confirmed before it counts as one."""


class Report(Derived, frozen=True, kw_only=True):
    """One answer of the person about one symptom (PRO-CTCAE), 0 to 4; never read as a CTCAE grade."""

    table: ClassVar[str] = "report"
    term: str
    worst: int
    """The highest of frequency, severity and interference."""
    rise: int | None = None
    """By how much it lies above the answer before, if there was one."""
    newest: bool = False
    """Whether it is the newest answer about that symptom."""
    graded: bool = False
    """Whether a clinician has graded the symptom on that day or later."""


class Appearance(Derived, frozen=True, kw_only=True):
    """One coming of a graded symptom at a grade or higher, counted since the line began."""

    table: ClassVar[str] = "appearance"
    term: str
    grade: int
    number: int
    """Which coming it is: the first, the second."""
    present: bool = False
    """Whether the symptom was still of that grade or higher when it was last recorded in this coming."""


class Grade(Derived, frozen=True, kw_only=True):
    """A CTCAE grade worked out from a laboratory value."""

    table: ClassVar[str] = "grade"
    term: str
    test: str
    grade: int
    version: str
    value: float | None = None
    unit: str | None = None


class Unused(msgspec.Struct, frozen=True, kw_only=True):
    """Something the record holds that no table took: nothing is dropped silently."""

    ref: str
    what: str
    """What it is, in the record's own words where it is short (a display text, a code)."""
    reason: str


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements of the record that cannot both be true, or one that contradicts itself."""

    refs: tuple[str, ...]
    what: str


TABLES: tuple[type[Event], ...] = (
    Patient, Diagnosis, State, Metastasis, Marker, Variant, Drug, Procedure, Lab, Condition, Medication, Lesion,
    Symptom, Wish, Progression, Line, Response, Report, Appearance, Grade,
)  # fmt: skip


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one record says about one person: a tuple a table, oldest first, undated first of all.

    ``rows`` is keyed by table name and holds every table, empty ones too.
    """

    patient_id: str
    as_of: PartialDate | None = None
    """The day the record itself names as the day of the decision (charts do)."""
    rows: dict[str, tuple[Event, ...]]
    unused: tuple[Unused, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def of(self, table: str) -> tuple[Event, ...]:
        """The rows of one table; raises ``KeyError`` for a table that does not exist."""
        return self.rows[table]
