"""What of the cancer can be measured, whether it is in bone alone, and visceral crisis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause
from onward.trials.folded import Folded
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_MEASURABLE = re.compile(r"\bmeasurable\b|\bmeasureable\b", re.IGNORECASE)
_OR_ELSE = re.compile(r"evaluable|non-?\s?measurable|assessable|unmeasurable|or\s+not\b", re.IGNORECASE)
_SPARED = Folded(
    r"(?:without|non-?\s?|not\s+have)\s*measurable\b[^.;]{0,90}\b(?:allowed|eligible|permitted|acceptable|may\b)"
)
_KEPT_OUT = re.compile(
    r"\([^()]*\b(?:except|exclud\w+|other\s+than|not\s+includ\w+)\b[^()]*\)|\b(?:except|excluding|other\s+than)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Lesions that do not count: none of them stands in the place of a measurable one."""
_OR_NOT = Folded(
    r"\bor\s+(?:\w+\s+){0,4}?(?:no\s+measurable|non-?\s?measurable|evaluable|assessable)|may\s+permit\s+non-?measurable"
)
_OF_NO_PERSON = Folded(
    r"at\s+least\s+\d+\s+(?:subjects|patients|participants)|\bincrease\b|progression\s+of\s+at\s+least|diameters?\s+of\s+at\s+least\s+one|\bqualify\s+as\s+measurable|considered\s+measurable"
)
"""How many of all have it, or what counts as growth: asks nothing of one person."""
_BONE_ONLY = re.compile(
    r"\bbone[\s-]*only\b|\bonly\s+(?:to\s+)?(?:the\s+)?bone|disease\s+(?:limited|"
    r"confined)\s+to\s+(?:the\s+)?bone|\bbone\s+(?:metastases\s+)?(?:as\s+the\s+)?only|"
    r"\blytic\b|\bbone\s+(?:lesion|disease|metast)",
    re.IGNORECASE,
)
_MEASURABLE_CONTEXT = Folded(
    r"\b(?:defined\s+as|definition|is\s+defined|will\s+be|considered|to\s+be\s+measur|"
    r"previously\s+irradiated|biops\w+|radiation|radiotherapy|palliative)\b"
)


def read_measurable(clause: Clause) -> Iterator[Understood]:
    """Measurable disease asked for, with what may stand in its place; disease in bone alone kept out."""
    low = clause.low
    if "measur" in low and not ("escalation" in low and "expansion" in low and low.count("measurable") > 1):
        yield from _measurable(clause)
    if "bone" in low and (
        found := re.search(
            r"\bbone[\s-]*only(?:\s+(?:disease|metastas[ie]s|metastatic\s+disease))?|\bonly\s+bone\s+metast\w+|\bbone\s+metastas[ie]s\s+only|"
            r"\bbones?\s+(?:as|is|are)\s+the\s+only\s+site|\bonly\s+(?:in|to)\s+(?:the\s+)?bones?\b|"
            r"\b(?:disease|metastases)\s+(?:limited|confined)\s+to\s+(?:the\s+)?bones?",
            clause.text,
            re.IGNORECASE,
        )
    ):
        if clause.sense is Sense.UNCLEAR or (
            "measurable" in low and clause.section is Section.INCLUSION and clause.sense is not Sense.FORBID
        ):
            return
        if clause.sense_at(found.start()) is Sense.FORBID:
            detail = clause.open or bool(re.search(r"without|blastic|sclerotic", low))
            yield Understood(
                kind="bone-only",
                span=found[0],
                expression="not (bone_only and unread_detail)" if detail else "not bone_only",
                sure=MEDIUM if detail else HIGH,
                scope=clause.scope,
            )


def _measurable(clause: Clause) -> Iterator[Understood]:  # noqa: C901 - one a wording
    found = _MEASURABLE.search(clause.text)
    if (
        found is None
        or clause.sense in (Sense.PERMIT, Sense.UNCLEAR)
        or re.search(r"non-?\s?$", clause.text[: found.start()])
    ):
        return
    if re.search(r"measurable\s+(?:or|and/or|and)\s+(?:non|un)", clause.low) or _OF_NO_PERSON.search(clause.text):
        return
    negated = re.search(
        r"\b(?:no|without|lack\s+of|absence\s+of|not\s+have)\s+(?:any\s+)?$",
        clause.text[: found.start()],
        re.IGNORECASE,
    )
    if clause.section is Section.EXCLUSION:
        if negated and not clause.open:
            yield Understood(
                kind="measurable-disease", span=clause.text, expression="measurable_disease", scope=clause.scope
            )
        return
    if re.match(
        r"\w*\s+(?:brain|CNS|intracranial|(?:disease|lesions?|metastas[ei]s)\s+in\s+the\s+(?:brain|CNS))",
        clause.text[found.end() - 1 :],
        re.IGNORECASE,
    ):
        return
    if re.search(
        r"(?:≤|<|no\s+more\s+than|up\s+to|limited\s+to)[^.;]{0,20}$", clause.text[: found.start()], re.IGNORECASE
    ):
        return
    if clause.sense_at(found.start()) is not Sense.REQUIRE or _MEASURABLE_CONTEXT.search(clause.text[: found.start()]):
        return
    if re.search(
        r"\bif\b|\bfor\s+(?:patients|participants)|(?:patients|participants|"
        r"subjects)\s+(?:with|without)\b[^.;]{0,90}must|need\s+not|not\s+required|"
        r"is\s+not\b",
        clause.low[: found.end() + 60],
    ):
        return
    other = ""
    rest = _KEPT_OUT.sub(" ", clause.text[found.end() : found.end() + 200])
    if re.search(r"\bor\b[^.;]{0,40}bone[\s-]*only", rest, re.IGNORECASE):
        other = " or bone_only"
    elif _OR_ELSE.search(clause.text[max(0, found.start() - 60) : found.end() + 60]) or _OR_NOT.search(
        clause.text if clause.scope else clause.whole
    ):
        other = " or unread_detail"
    elif re.search(r"\bor\b", re.split(r"\.\s", rest)[0], re.IGNORECASE) and _BONE_ONLY.search(rest):
        other = " or bone_only" if re.search(r"bone[\s-]*only|only", rest, re.IGNORECASE) else " or bone_metastases"
    if not other and (_SPARED.search(clause.whole) or re.match(r"[^.;]{0,20}\bto\s+be\s+treated\s+in\b", rest)):
        other = " or unread_detail"
    sure = HIGH if not other else MEDIUM
    yield Understood(
        kind="measurable-disease",
        span=clause.text[found.start() :][:120],
        expression=f"measurable_disease{other}",
        sure=sure,
        scope=clause.scope,
    )


_CRISIS = re.compile(r"\bvisceral\s+cris[ie]s|\bimpending\s+(?:visceral\s+|organ\s+)?cris[ie]s", re.IGNORECASE)
_SYMPTOMATIC_VISCERAL = re.compile(
    r"\bsymptomatic,?\s+(?:visceral\s+(?:disease|spread|metast\w+))|\badvanced,?\s+symptomatic,?\s+visceral",
    re.IGNORECASE,
)


def read_crisis(clause: Clause) -> Iterator[Understood]:
    """Visceral crisis, never visceral metastases."""
    if "visceral" not in clause.low:
        return
    found = _CRISIS.search(clause.text)
    fact = "visceral_crisis"
    if found is None:
        found, fact = _SYMPTOMATIC_VISCERAL.search(clause.text), "symptomatic_visceral_disease"
    if found is None or re.search(r"defined|is\s+not\b", clause.text[: found.end() + 14], re.IGNORECASE):
        return
    if clause.sense_at(found.start()) is Sense.FORBID:
        detail = clause.open and clause.section is Section.EXCLUSION and not clause.low.startswith("no ")
        yield Understood(
            kind="visceral-crisis",
            span=found[0],
            expression=f"not ({fact} and unread_detail)" if detail else f"not {fact}",
            scope=clause.scope,
        )
