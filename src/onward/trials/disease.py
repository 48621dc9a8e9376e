"""Metastases of the brain: none at all, none that are active, or asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause, scope_in
from onward.trials.polarity import Sense, opens
from onward.trials.sections import Section
from onward.trials.setting import read_setting as read_setting
from onward.trials.understood import HIGH, MEDIUM, Understood

_BRAIN = re.compile(
    r"\b(?:brain|CNS|central\s+nervous\s+system|cerebral(?!\s+(?:vascul|infarct|h[a]?emorr|isch|palsy|o?edema|arter))|intracranial)\b[^.;]{0,45}?\b(?:metast\w*|"
    r"mets|disease|involvement|lesions?|tumou?rs?|malignanc\w+|cancer|spread)\b|"
    r"\bmetast\w+\s+(?:(?:disease\s+|involvement\s+|lesions?\s+)?(?:to|in|of|involving))\s+(?:the\s+)?(?:brain|"
    r"CNS|central\s+nervous)|\bmetast\w+\s+involvement\s+of\s+(?:the\s+)?(?:brain|CNS|central\s+nervous)",
    re.IGNORECASE,
)
_BRAIN_KEYS = ("brain", "cns", "central nervous", "cerebral", "intracranial")
_ACTIVE = re.compile(
    r"\b(?:active|untreated|symptomatic|uncont?rolled|poorly\s+controlled|unstable|progress\w+|"
    r"progressive|not\s+(?:been\s+)?(?:adequately\s+)?(?:controlled|stable|treated)|requiring|(?:that|which|and|or|and/or)\s+requires?|"
    r"new|uncontrolled|newly|un-?treated)\b",
    re.IGNORECASE,
)
_STABLE = re.compile(
    r"\b(?:stable|treated|controlled|asymptomatic|stability|previously|completed|"
    r"off\s+(?:of\s+)?steroids|no\s+evidence\s+of\s+progress)",
    re.IGNORECASE,
)
_OF_SCANS = re.compile(
    r"\([^()]*\b(?:ct|mri|scans?|screening|imaging)\b[^()]*\bnot\s+(?:required|necessary|mandatory)[^()]*\)",
    re.IGNORECASE,
)
"""Who needs no scan is not who is spared."""
_SEVERAL = re.compile(r"\bmultiple\b|\bmore\s+than\b|>\s*\d", re.IGNORECASE)
_NOT_BRAIN = re.compile(
    r"psychiatric|seizure\s+disorder|primary\s+(?:brain|CNS)|radiation|radiotherapy|"
    r"surgery|screening|MRI|imaging|scan|history\s+of\s+(?:other|another)|"
    r"in\s+situ|anti-?convuls",
    re.IGNORECASE,
)


_ABOUT = re.compile(
    r"steroid|autoimmun|seizure|dementia|for\s+(?:the\s+)?(?:control|treatment)|primary|symptoms\s+(?:of|from)|"
    r"use\s+of|diameter|resection|(?:radi\w+(?:\s+therapy)?|[SW]B?RT|SRS|SBRT)\s+(?:to|for)|candidates?\s+for|"
    r"family|co-?morbid",
    re.IGNORECASE,
)
_EVEN = re.compile(
    r"including\s+asymptomatic|even\s+if|treated\s+or\s+untreated|whether\s+or|"
    r"asymptomatic\s+or\s+symptomatic|symptomatic\s+or\s+asymptomatic|regardless|past\s+or\s+present|present\s+or\s+past|symptomatic\s+evidence\s+or\s+history|"
    r"including\s+(?:\w+\s+){0,2}?(?:previously\s+)?(?:treated|resected|stable|asymptomatic|controlled)|"
    r"(?:current|active)\s+or\s+(?:past|prior|previous)|(?:prior|previous|history\s+of)\s+or\s+(?:current|active)",
    re.IGNORECASE,
)


_PLAINLY = re.compile(r"\b(?:active|untreated|symptomatic|uncont?rolled|unstable|progressi\w+)\b", re.IGNORECASE)
_OF_THIS_STUDY = re.compile(
    r"\W*(?:has\s+|have\s+|with\s+)?(?:(?:at\s+least\s+)?(?:\d+|one)\s*(?:(?:-|–|to)\s*\d+)?\s+)?"
    r"(?:newly[- ]diagnosed|new|untreated|progress\w+|synchronous|active|measurable)\s+"
    r"(?:(?:or|and|and/or|parenchymal|treated|progressing)\s+)*(?:brain|CNS|intracranial)\s+metast\w+\b"
    r"(?![^.;]{0,60}\b(?:allowed|eligible|permitted|must|should|may)\b)",
    re.IGNORECASE,
)
"""Metastases of the brain that a study is for."""
_PRIMARY_OR = re.compile(
    r"\bprimary\s+(?:\w+\s+){0,3}(?:tumou?rs?|malignanc\w+|cancers?)\s*(?:,|or|and|and/or|/)\s*(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Before the metastases: tumours of the brain itself are ruled out beside them."""
_PRIMARY = re.compile(r"\bprimary\s+$", re.IGNORECASE)
_NARROWED = re.compile(
    r"\bonly\s+site|\bsole\s+site|\b\d+\s*(?:mm|cm)\b|\boptic\b|brain\s*stem|>\s*\d+\s*(?:\.\d+\s*)?mg|<\s*\d+\s*weeks?\s+from|\blocated\b|\bsize\b",
    re.IGNORECASE,
)
"""Words that rule out some of them: by place, size, number or need of treatment."""
_OF_NERVES = re.compile(
    r"\W*(?:\(CNS\)\s*)?(?:,|such\s+as|including|\(|e\.?g)[^.;]{0,25}\b(?:stroke|epilep|seizure|dementia|vascul)",
    re.IGNORECASE,
)
"""Behind "disease of the CNS": it is none of the cancer's."""
_NOT_CNS = re.compile(r"\b(?:non|extra|outside(?:\s+of)?)[\s-]*(?:the\s+)?$", re.IGNORECASE)


def read_brain(clause: Clause) -> Iterator[Understood]:
    """Brain metastases: none at all, or none that are active; required where a trial is for them."""
    if not any(key in clause.low for key in _BRAIN_KEYS):
        return
    found = _BRAIN.search(clause.text)
    if found is not None and _PRIMARY.search(clause.text[: found.start()]):
        found = _BRAIN.search(clause.text, found.start() + 5) or found
    if (
        found is None
        or clause.sense is Sense.UNCLEAR
        or _ABOUT.search(_PRIMARY_OR.sub(" ", clause.text[max(0, found.start() - 90) : found.start()]))
        or _NOT_CNS.search(clause.text[max(0, found.start() - 20) : found.start()])
        or _OF_NERVES.match(clause.text, found.end())
        or "immediate local" in clause.low
    ):
        return
    sense = clause.sense_at(found.start())
    before = clause.text[max(0, found.start() - 70) : found.start()]
    near = before + found[0]
    active = _ACTIVE.search(_own_words(near)) or _ACTIVE.search(
        _next_words(clause.text[found.end() : found.end() + 40])
    )
    if clause.sense is Sense.PERMIT:
        if (
            clause.section is Section.INCLUSION
            and clause.first
            and _STABLE.search(clause.text)
            and not re.search(
                r"untreated|active|progress|newly|new\b|initial\s+diagnosis",
                clause.low.replace("without progress", "").replace("no progress", "").replace("inactive", ""),
            )
        ):
            yield _brain(clause, found, "not brain_metastases = 'active'", MEDIUM)
        return
    if sense is Sense.FORBID:
        yield from _no_brain(clause, found, bool(active))
    elif clause.section is Section.INCLUSION and not clause.open and _OF_THIS_STUDY.match(clause.text):
        yield _brain(clause, found, "brain_involved", MEDIUM)
    elif clause.section is Section.INCLUSION and not active and not clause.open:
        yield from _with_brain(clause, found)


def _own_words(near: str) -> str:
    """What stands before the metastases in the same member of a list: "symptomatic lymphangitis, brain metastases"."""
    parts = re.split(r",\s+or\s+|;", near)
    return parts[-1]


def _next_words(after: str) -> str:
    """What stands behind them in the same member of a list."""
    return re.split(r",\s+or\s+", after)[0]


def _no_brain(clause: Clause, found: re.Match[str], active: bool) -> Iterator[Understood]:
    if some := _of_some_of_them(clause, active):
        yield _brain(clause, found, some, MEDIUM)
        return
    if active and not _EVEN.search(clause.text):
        whole = clause.text[: found.end() + 60]
        if not re.search(r"\bonly\b|not\s+active", whole, re.IGNORECASE):
            yield _brain(clause, found, "not brain_metastases = 'active'", HIGH)
        return
    if _EVEN.search(clause.text) and not clause.below:
        yield _brain(clause, found, "not brain_involved", HIGH)
        return
    yield from _of_all(clause, found)


def _of_some_of_them(clause: Clause, active: bool) -> str:
    """The condition where only metastases of a place, a size or a need of treatment are ruled out; empty where not."""
    ruled_out = re.split(r"\b(?:unless|except)\b", clause.text, maxsplit=1)[0]
    ruled_out = clause.text if "immediate" in clause.low or "discuss" in clause.low else ruled_out
    if clause.section is not Section.EXCLUSION or not (narrowed := _NARROWED.search(ruled_out)):
        return ""
    if not (active and _PLAINLY.search(clause.text)):
        return "not (brain_involved and unread_detail)"
    listed = re.search(r"\bor\b|,", clause.text[: narrowed.start()])
    return "" if listed else "not (brain_metastases = 'active' and unread_detail)"


def _of_all(clause: Clause, found: re.Match[str]) -> Iterator[Understood]:
    """Metastases that are ruled out without a word for which, but perhaps with an exception."""
    if clause.below or clause.text.rstrip().endswith(":"):
        yield _brain(clause, found, "not (brain_involved and unread_detail)", MEDIUM)
        return
    of_part = not clause.scope and bool(scope_in(clause.text))
    told = _OF_SCANS.sub(" ", clause.low if of_part else clause.whole)
    if _SEVERAL.search(clause.text[max(0, found.start() - 25) : found.end()]):
        yield _brain(clause, found, "not (brain_involved and unread_detail)", MEDIUM)
        return
    if told != (clause.low if of_part else clause.whole) and not opens(told) and not _STABLE.search(told):
        yield _brain(clause, found, "not brain_involved", HIGH)
        return
    if (clause.open and not of_part) or _STABLE.search(told):
        if _STABLE.search(told) and (clause.open or clause.section is Section.INCLUSION or "must" in told):
            yield _brain(clause, found, "not brain_metastases = 'active'", MEDIUM)
        else:
            yield _brain(clause, found, "not (brain_involved and unread_detail)", MEDIUM)
        return
    yield _brain(clause, found, "not brain_involved", HIGH)


def _with_brain(clause: Clause, found: re.Match[str]) -> Iterator[Understood]:
    if re.search(
        r"\bmust\s+be\b|\bshould\s+be\b|\bshould\s+have\b|\bpatients?\s+with\b|"
        r"\bparticipants?\s+with\b|\bif\b|\bfor\b|\ballowed\b",
        clause.low,
    ):
        if re.search(
            r"(?:patients|participants|subjects)\s+with[^.;]{0,80}\b(?:must|should)\b", clause.low
        ) and _STABLE.search(clause.text):
            yield _brain(clause, found, "not brain_metastases = 'active'", MEDIUM)
        return
    if re.search(
        r"\b(?:evidence|presence|confirmed|diagnosis|documented|at\s+least\s+one|measurable|have|has|new)\b", clause.low
    ) and not _NOT_BRAIN.search(clause.text[: found.end()]):
        yield _brain(clause, found, "brain_involved", MEDIUM)


def _brain(clause: Clause, found: re.Match[str], expression: str, sure: str) -> Understood:
    return Understood(
        kind="brain-metastases",
        span=found[0],
        expression=expression,
        sure=sure,
        scope=clause.scope or scope_in(clause.text),
    )
