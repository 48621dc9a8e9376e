"""Drugs and classes that are ruled out: ever, in a setting, or now; with exceptions that leave it open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onward.trials.clauses import Clause
from onward.trials.drug_words import (
    ALLOWED,
    LONGER,
    NUMBER_OF,
    PROGRESSED,
    WINDOW,
    detailed,
    had,
    made,
    setting_of,
    without_repeats,
)
from onward.trials.lexicon import Mention
from onward.trials.understood import Understood

_NOW = re.compile(
    r"\b(?:current(?:ly)?(?!\s+(?:cancer|disease|diagnos|breast|malignan|tumou?r))|concurrent(?:ly)?|concomitant(?:ly)?|ongoing|taking|"
    r"use\s+of|receiving|require\w*|need|at\s+(?:the\s+)?start|at\s+(?:the\s+)?time\s+of\s+(?:study\s+)?(?:entry|enrol\w+|screening|regist\w+|randomi\w+|inclusion)|on\s+(?:oral|"
    r"therapeutic)|co-?administration)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:prior|previous(?:ly)?|received|treated|exposure|exposed|history|"
    r"ever|progress\w*|pre-?treated|na[iï]ve|had)\b",
    re.IGNORECASE,
)


_MORE_THAN = re.compile(
    r"\b(?:more|fewer|less|greater)\s+than\s+(?:\d|one|two|three|four|five)\b(?!\s*(?:\(\d+\)\s*)?(?:d"
    r"ays?|weeks?|months?|years?))",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\b(?:other\s+than|except\w*|unless|excluding|with\s+the\s+exception|"
    r"not\s+including|but\b(?!\s+not\s+limited)|(?<!not )allowed|(?<!not )(?<!NOT )permitted|"
    r"however|in\s+combination\s+with|(?<=\w,\s)with|followed\s+by|as\s+long|if\b)",
    re.IGNORECASE,
)
"""Where what is ruled out ends, and its exceptions begin."""
_EXCEPT = re.compile(r"except|unless|excluding|other|with\s+the\s+exception|not\s+including", re.IGNORECASE)
_ALSO_NOW = re.compile(r"\bprior\s+and\s+no\s+(?:other\s+)?concurrent\b", re.IGNORECASE)
_ALLOWING = re.compile(r"\([^()]*(?<!not )\b(?:allowed|permitted)\b[^()]*\)", re.IGNORECASE)
_NONE_ALLOWED = re.compile(r"\s*\b(?:is|are|will\s+be)\s+(?:allowed|permitted)\b", re.IGNORECASE)
"""Behind "no prior X": it forbids."""
_ADJUVANT_WITH_MORE = re.compile(
    r"\badjuvant\b[^.;]{0,40}\b(?:and|if|provided|at\s+least|more\s+than|>|≥|completed|terminated|with)\b[^.;]*\b(?:\d+|months?|years?|relapse|recurr)",
    re.IGNORECASE,
)
_NARROWER = re.compile(
    r"(?:high[- ]dose|\b(?:investigational|experimental)(?:\s+\w+){0,4}|weekly|single[- ]agent|\bdirected|"
    r"targeted|containing|[- ]based|topo\w*[^.;]{0,40}\bincluding(?:\s+any)?)\s*$",
    re.IGNORECASE,
)
"""Words before a name that make a narrower thing of it."""
_DETAILS = re.compile(
    r"\band\s+(?:has|have|had|who)\s+(?:\w+\s+)?(?:received|been|had|progress)|cumulative|lifetime|mg/m|combination\s+(?:of|with)|\bweekly\b|another\s+(?:investigational|clinical)?\s*(?:trial|study)",
    re.IGNORECASE,
)
"""What makes a drug's own name too much to rule out."""


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    """Where it stands in the clause; -1 where the item above says it."""
    treatment: bool
    """Whether it counts back from the start of the study's treatment or from enrolment."""


def _window(clause: Clause) -> _Window | None:
    found = WINDOW.search(clause.text)
    start = found.start() if found else -1
    found = found or WINDOW.search(clause.parent)
    if found is None:
        return None
    number, unit = found["n"] or found["n2"], found["unit"] or found["unit2"]
    if not number or unit.lower().startswith("half"):
        return _Window(start, treatment=True)
    of_the_past = re.search(
        r"relaps|recurr|progress|interval|complet\w*\s+(?:of\s+)?\(?(?:neo)?-?adjuvant|metastatic\s+diagnosis|diagnosis\s+of\s+metast",
        clause.low,
    )
    return _Window(start, treatment=of_the_past is None)


def forbidden(clause: Clause, mentions: list[Mention]) -> Iterator[Understood]:
    """What a clause rules out."""
    clause = replace(clause, text=_NONE_ALLOWED.sub("", clause.text)) if clause.low.startswith("no ") else clause
    text = clause.text
    window = _window(clause)
    now = bool(_NOW.search(text)) and not _EARLIER.search(text)
    if _ALSO_NOW.search(text):
        # "At least 3 weeks since prior and no concurrent X": the time is a washout, the rest is said of today.
        yield from _each_forbidden(clause, _outside_brackets(clause, mentions), "", None, True, False)
        return
    opened = LONGER.search(text) is not None and window is None
    if window is not None and re.search(r"\bfor\s+(?:more|longer)\s+than\b", text, re.IGNORECASE):
        window, opened = None, True
    cut = _CUT.search(text)
    ruled_out = _ALLOWING.sub(" ", text[: cut.start()] if cut and _EXCEPT.match(cut[0]) else text)
    if _MORE_THAN.search(ruled_out) or NUMBER_OF.search(ruled_out):
        return
    if (
        window is not None
        and cut is not None
        and window.start > cut.start()
        and ")" not in text[cut.start() : window.start]
    ):
        window, opened = None, True  # a time of the exception
    inside = _in_brackets(text, cut)
    if inside is not None and "adjuvant" in text[inside[0] : inside[1]].lower():
        kept = [each for each in mentions if not inside[0] <= each.start < inside[1]]
        last = max((each for each in kept if each.end <= inside[0]), key=lambda each: each.end, default=None)
        yield from _each_forbidden(clause, [each for each in kept if each is last], "metastatic", window, now, opened)
        yield from _each_forbidden(clause, [each for each in kept if each is not last], "", window, now, opened)
        return
    kept = [each for each in mentions if cut is None or each.end <= cut.start()]
    if not kept:
        return
    setting = setting_of(clause, forbid=True)
    if setting is None:
        return
    if cut is not None and setting == "metastatic" and (told := _ADJUVANT_WITH_MORE.search(text, cut.start())):
        # Adjuvant treatment is spared on a condition: who had it is not let in by the setting alone.
        yield from _each_forbidden(clause, kept, "metastatic", window, now, False)
        yield from _each_forbidden(clause, kept, "curative", window, now, told is not None)
        return
    adjuvant_only = cut is not None and setting == "metastatic" and "adjuvant" in text[cut.start() :].lower()
    adjuvant_only = adjuvant_only or (setting == "metastatic" and cut is None and bool(ALLOWED.search(clause.whole)))
    opened = (
        opened
        or ((clause.open or cut is not None) and not adjuvant_only)
        or bool(LONGER.search(text) and window is None)
    )
    if (
        _DETAILS.search(clause.low)
        or PROGRESSED.search(text)
        or re.search(r"toxicit|reaction|discontinu|adverse", clause.low)
    ):
        opened = True
    yield from _each_forbidden(clause, kept, setting, window, now, opened)


def _outside_brackets(clause: Clause, mentions: list[Mention]) -> list[Mention]:
    spans = [found.span() for found in re.finditer(r"\([^()]*\)", clause.text)]
    return [each for each in mentions if not any(start < each.start < end for start, end in spans)]


def _in_brackets(text: str, cut: re.Match[str] | None) -> tuple[int, int] | None:
    """The bracket in which an exception stands, where something follows it."""
    if cut is None:
        return None
    start = text.rfind("(", 0, cut.start())
    end = text.find(")", cut.end())
    if start < 0 or end < 0 or ")" in text[start : cut.start()] or len(text) - end < 12:
        return None
    return start, end + 1


def _each_forbidden(
    clause: Clause, kept: list[Mention], setting: str, window: _Window | None, now: bool, opened: bool
) -> Iterator[Understood]:
    for mention in without_repeats(kept):
        kind, subject = "forbidden-drug", mention.means
        if not mention.anticancer:
            continue
        if window is not None:
            if window.treatment:
                continue  # a time that has to have passed: washouts.py
            opened = True  # counted from a relapse or from the end of another treatment
        if "immunosuppress" in clause.low:
            continue
        asked = f"on('{subject}')" if now else had(subject, setting)
        narrowed = re.match(
            r"s?\s*\)?\s*(?:with\b(?!\s+or\s+without)|carrying|bearing|whose|in\s+an(?:other)?\b|containing|targeting|that\s+|which\s+|directed|consisting|of\s+the\s+same)",
            clause.low[mention.end :],
        )
        loose = opened or narrowed is not None or _NARROWER.search(clause.low[: mention.start]) is not None
        yield made(clause, mention, "present-drug" if now else kind, f"not {detailed(asked, loose)}")
