"""Gene alterations, PD-L1, microsatellites and mutational burden. Which fact answers is in
``knowledge/trials/genes.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.lexicon import Gene
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood
from onward.trials.word_starts import starts_of, starts_of_keys

_ALTERED = Folded(
    r"\b(?:mutat\w*|\w+mut\b|alter(?:ation|ed)\w*|mutant|variants?|deleterious|pathogenic|"
    r"fusions?|loss|amplif\w*|deletions?|rearrange\w*|carriers?|aberrations?|"
    r"deficien\w*|high\b|instability)"
)
_MAY = (
    "pik3", "akt", "pten", "esr1", "brca", "palb", "mutat", "mutant", "erbb2", "ntrk", "ret ", "ret-", "msi",
    "microsat", "mismatch", "dmmr", "tmb", "pd-l1", "pdl1", "cps", "activating",
)  # fmt: skip
_STARTS = starts_of_keys(_MAY) | {"gbrc", "tbrc", "sbrc", "gpal", "pi3k", "her2"}
_GERMLINE = Folded(r"\bgermline|\bhereditary|\binherited|\bgBRCA")
_SOMATIC = Folded(r"\bsomatic|\btumou?r(?:al)?\s+(?:tissue\s+)?(?:BRCA|mutation)|\btBRCA|\bsBRCA")
_NOT_ASKED = Folded(
    r"\b(?:known|unknown|status|test(?:ed|ing)?|results?|assess\w*|archival|"
    r"sample|submit\w*|blocks?|slides?|inhibitors?|inhibit|therap\w*|regardless|"
    r"either|with\s+or\s+without|"
    r"without\s+prior|screen\w*|expected|inability|pathway|prior|previous|if|unless|other\s+than)\b"
)
_ASKED_ANYWAY = Folded(
    r"\b(?:confirmed|documented|identified|presence|evidence|must\s+have|"
    r"detected|harbou?r\w*|positive|determined|suspected|predicted|defined|"
    r"with|known)\b"
)
_BLOCKS = Folded(
    r"\b(?:mutation\s+(?:results?|status|testing|test)\b(?=.*\b(?:required|available|known|valid))|consider\w*|inhibitors?|inhibit|regardless|either|with\s+or\s+without|unknown|"
    r"status\s+(?:is|must|known)|known\s+\S+\s+status|inability|if|unless|"
    r"prior(?!\s+test)|previous(?:ly)?(?!\s+(?:determined|identified|tested|documented))|screened|submi\w*|consent|willing|module|cohort|"
    r"arm)\b"
)
_OF_OTHERS = Folded(
    r"\b(?:lung|NSCLC|colorectal|colon|esophag\w*|gastric|prostate|ovarian|pancrea\w*|melanoma|mastectomy|family\s+history)\b"
)
"""Alterations of other cancers, or of people before any cancer."""
_WILD = Folded(r"\bwild[\s-]*type|\bnegative\b|\bnon[\s-]*mutat\w*|\bwithout\b|\babsence\b|\bno\s+(?:known\s+)?")
_WILD_TYPE = re.compile(r"^[\w/,\s-]{2,40}\bwild[\s-]*type\b", re.IGNORECASE)
_CPS = re.compile(
    r"\b(?:CPS|combined\s+positive\s+score)\)?\s*(?:score\s*)?(?:of\s+|is\s+)?(?P<op>≥|"
    r">|<|at\s+least|of)?\s*(?P<number>\d{1,2})\b|(?P<op2>≥|>)\s*(?P<number2>\d{1,2})\s*(?:%\s*)?(?:by"
    r"\s+)?(?:CPS|combined\s+positive)",
    re.IGNORECASE,
)


_IMMUNE_CELLS = re.compile(
    r"(?:(?P<op>≥|>|at\s+least)\s*(?P<number>\d{1,2})\s*%[^.;]{0,40}\b(?:immune\s+cells?|\bICs?\b|SP142)|"
    r"\b(?:immune\s+cells?|\bIC\b|SP142)[^.;]{0,40}?(?:≥|at\s+least)\s*(?P<number2>\d{1,2})\s*%)",
    re.IGNORECASE,
)
"""PD-L1 on the immune cells of the tumour."""
_OPTIONAL = re.compile(
    r"\bif\b|\bmust\s+have\s+received|\bshould\s+have\s+received|\binhibitor|\bunless\b|\bor\s+cps\b|\bregardless\b"
)


def read_genes(clause: Clause, genes: tuple[Gene, ...]) -> Iterator[Understood]:  # noqa: C901 - one a wording
    """The alterations that a clause asks for or rules out."""
    if _STARTS.isdisjoint(starts_of(clause.low)) or not any(map(clause.low.__contains__, _MAY)):
        return
    found = [
        (gene, match)
        for gene in genes
        if any(map(clause.low.__contains__, gene.keys)) and (match := gene.pattern.search(clause.text))
    ]
    if not found or clause.sense in (Sense.PERMIT, Sense.UNCLEAR):
        return
    if re.search(r"\bPD-?L1\b", clause.text):
        yield from _pdl1(clause)
    found = [each for each in found if each[0].fact]
    told = _named_part(clause.text, found)
    if not found or _BLOCKS.search(told) or _OF_OTHERS.search(clause.text) or len(told) > 420:
        return
    first = min(each[1].start() for each in found)
    last = max(each[1].end() for each in found)
    near = clause.text[max(0, first - 70) : last + 70]
    if any(not gene.alone for gene, _ in found) and not (
        _ALTERED.search(near) or _WILD_TYPE.search(clause.text[first:])
    ):
        return
    unknown = re.search(
        r"\b(?:RAD51\w?|ATM|CHEK\d|BARD1|BRIP1|CDK12|HRR|others?|KRAS|EGFR|TP53|BRAF|POLE|AKT2|AKT3|ERBB3)\b",
        clause.text,
    )
    names = _facts(found, clause.text)
    sense = clause.sense_at(first)
    if sense is Sense.FORBID:
        if clause.open or (unknown is not None and clause.section is Section.INCLUSION):
            return
        if _NOT_ASKED.search(clause.text) and not re.search(r"\b(?:known|documented)\b", clause.text, re.IGNORECASE):
            return
        expression = "not (" + " or ".join(names) + ")" if len(names) > 1 else f"not {names[0]}"
    elif clause.section is Section.INCLUSION and _WILD_TYPE.search(clause.text[first:][:90]):
        expression = "not (" + " or ".join(names) + ")" if len(names) > 1 else f"not {names[0]}"
    elif clause.section is Section.EXCLUSION or _WILD.search(clause.text):
        return
    else:
        expression = " or ".join(names) + (" or unread_detail" if unknown else "")
        if not _ASKED_ANYWAY.search(clause.text) and len(clause.text) > 90:
            return
    yield Understood(
        kind="gene",
        span=clause.text[first:last],
        expression=expression,
        sure=MEDIUM if clause.open or unknown else HIGH,
        scope=clause.scope,
    )


def _named_part(text: str, found: list[tuple[Gene, re.Match[str]]]) -> str:
    """A statement without the bracket behind it that tells how the alteration is found."""
    end = max((match.end() for _, match in found), default=0)
    how = _HOW.search(text, end)
    return text if how is None else text[: how.start()]


_HOW = re.compile(r"\((?:including|e\.?g|i\.?e|by|as|using|per|via|such)\b", re.IGNORECASE)


def _facts(found: list[tuple[Gene, re.Match[str]]], text: str) -> list[str]:
    names: list[str] = []
    germline, somatic = _GERMLINE.search(text), _SOMATIC.search(text)
    for gene, _ in found:
        if gene.somatic:
            if somatic or not germline:
                names += [gene.fact, gene.somatic]
            else:
                names.append(gene.fact)
        else:
            names.append(gene.fact)
    return list(dict.fromkeys(names))


def _pdl1(clause: Clause) -> Iterator[Understood]:
    """PD-L1 by combined positive score; other words for "positive" differ between assays and stay unread."""
    found = _CPS.search(clause.text)
    cells = _IMMUNE_CELLS.search(clause.text) if found is None else None
    if cells is not None and clause.sense is Sense.REQUIRE and not _OPTIONAL.search(clause.low):
        sign = ">" if cells["op"] == ">" else ">="
        number = cells["number"] or cells["number2"]
        yield Understood(kind="pd-l1", span=cells[0], expression=f"pdl1_ic_percent {sign} {number}", scope=clause.scope)
    if (
        found is None
        or re.search(r"\bif\b|\bmust\s+have\s+received|\bshould\s+have\s+received|inhibitor|unless", clause.low)
        or clause.sense is not Sense.REQUIRE
    ):
        return
    operator = found["op"] or found["op2"] or ""
    number = found["number"] or found["number2"]
    if operator in ("≥", ">", "at least"):
        yield Understood(
            kind="pd-l1",
            span=found[0],
            expression=f"pdl1_cps {'>' if operator == '>' else '>='} {number}",
            scope=clause.scope,
        )
    elif operator == "<":
        yield Understood(kind="pd-l1", span=found[0], expression=f"pdl1_cps < {number}", scope=clause.scope)
