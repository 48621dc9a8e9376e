"""Genomic results -> the table ``variant``: one row for each gene that was found changed, or looked for and not found.

Two forms are read: the variant with its components (gene, change, source class, significance), as mCODE and the
genomics reporting guide have it, and a test of one gene whose code names the gene.
"""

from __future__ import annotations

from onward.events.tables import Variant
from onward.records.changes import change_word
from onward.records.documents import Found
from onward.records.fhir_reading import NOBODY_KNOWS, NOT_UNDERSTOOD, Reading, observed_on, specimen_of
from onward.records.fhir_value import shown, words_of
from onward.records.resources import CodeableConcept, Resource, Value, references_of

_CHANGES = ("protein-change", "coding-change", "genomic-change", "change-type")
"""Components that say what has changed, the most telling first."""


def is_variant(resource: Resource, reading: Reading) -> bool:
    """Whether an observation is a variant by its code."""
    return reading.codes.word("genomics", resource.code) == "variant"


def read_variant(found: Found, reading: Reading) -> None:
    """Read a variant from its components."""
    resource = found.resource
    parts = _parts(found, reading)
    gene = _gene(parts.get("gene"), found, reading) or _gene(resource, found, reading, quiet=True)
    if gene is None:
        reading.notes.leave(found.ref, shown(resource), "no gene is named")
        return
    result = _result(found, reading, parts)
    if result is None:
        reading.notes.leave(found.ref, f"{gene}: {shown(resource)}", NOT_UNDERSTOOD)
        return
    reading.notes.add(
        Variant,
        found.ref,
        gene=gene,
        date=observed_on(reading, found),
        alteration=_alteration(resource, reading, parts),
        origin=_said(parts.get("source-class"), "origin", reading),
        source=_source(found, reading),
        result=result,
    )


def _parts(found: Found, reading: Reading) -> dict[str, Value]:
    """The components that are known, by what they are; the others are left."""
    known: dict[str, Value] = {}
    for part in found.resource.component or ():
        word = reading.codes.word("genomics", part.code)
        if word is None:
            reading.notes.leave(found.ref, shown(part), NOBODY_KNOWS)
        else:
            known.setdefault(word, part)
    return known


def _gene(value: Value | None, found: Found, reading: Reading, quiet: bool = False) -> str | None:
    """The gene that a value names; one that no rule knows is kept as written."""
    for concept in words_of(value) if value is not None else ():
        meaning = reading.codes.meaning("gene", concept)
        if meaning is not None:
            return meaning.word
        within = reading.codes.words_in("gene", concept.text)
        if within:
            return within[0]
        if not quiet:
            reading.notes.leave(found.ref, f"gene: {concept.shown}", NOBODY_KNOWS)
            return concept.shown
    return None


def _result(found: Found, reading: Reading, parts: dict[str, Value]) -> str | None:
    """Absent is negative; present is what its significance says, and positive where that is not said."""
    presence = _said(found.resource, "presence", reading)
    if presence in ("absent", "no-call"):
        return "negative" if presence == "absent" else None
    significance = _said(parts.get("significance"), "significance", reading)
    if significance is not None:
        return {"pathogenic": "positive", "uncertain": "vus", "benign": "negative"}.get(significance)
    changed = any(name in parts for name in _CHANGES)
    return "positive" if presence == "present" or changed else None


def _said(value: Value | None, value_set: str, reading: Reading) -> str | None:
    for concept in words_of(value) if value is not None else ():
        word = reading.codes.word(value_set, concept)
        if word is not None:
            return word
    return None


def _alteration(resource: Resource, reading: Reading, parts: dict[str, Value]) -> str | None:
    """What has changed: the protein, else the coding sequence, else the genome, else the kind of change."""
    for name in _CHANGES:
        for concept in words_of(parts[name]) if name in parts else ():
            return reading.codes.word("alteration", concept) or _bare(change_word(concept.shown))
    return _said(resource, "alteration", reading)


def _bare(change: str) -> str:
    """``p.(His1047Arg)`` and ``NP_006209.2:p.His1047Arg`` without their wrapping."""
    return change.rsplit(":", 1)[-1].removeprefix("p.").strip("() ")


def _source(found: Found, reading: Reading) -> str | None:
    """Blood plasma is circulating tumour DNA; what a specimen is, its type or its display says."""
    specimen = specimen_of(reading, found)
    concepts: list[CodeableConcept] = []
    if specimen is not None and isinstance(specimen.type, CodeableConcept):
        concepts.append(specimen.type)
    displays = [reference.display for reference in references_of(found.resource.specimen) if reference.display]
    concepts.extend(CodeableConcept(text=display) for display in displays)
    for concept in concepts:
        word = reading.codes.word("source", concept)
        word = word or next(iter(reading.codes.words_in("source", concept.shown)), None)
        if word is not None:
            return word
    return None


def read_gene_result(found: Found, reading: Reading, gene: str) -> None:
    """A test of one gene: positive or negative, or the change itself as text."""
    resource = found.resource
    about = reading.codes.attributes("gene_test", gene)
    origin = _said(resource, "origin", reading)
    result = _said(resource, "presence", reading)
    concept = next(words_of(resource), None)
    columns = {
        "gene": str(about.get("gene") or gene),
        "date": observed_on(reading, found),
        "origin": origin,
        "source": _source(found, reading),
    }
    if result in ("absent", "no-call"):
        reading.notes.add(Variant, found.ref, alteration=None, result="negative", **columns)
    elif result == "present":
        reading.notes.add(Variant, found.ref, alteration=None, result="positive", **columns)
    elif concept is not None and any(letter.isdigit() for letter in concept.shown) and len(concept.shown) < 60:
        reading.notes.add(
            Variant, found.ref, alteration=_bare(change_word(concept.shown)), result="positive", **columns
        )
    else:
        reading.notes.leave(found.ref, shown(resource), NOT_UNDERSTOOD)
