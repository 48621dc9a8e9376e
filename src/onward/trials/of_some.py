"""Requirements of those with a certain disease: "patients with HER2-positive disease must have received trastuzumab".

True of who has not that disease; of the others it asks what follows. The state is read as receptors or genes are, the
rest as if it were said of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from onward.trials.clauses import Clause
from onward.trials.polarity import Sense, opens
from onward.trials.receptor_states import short, statement
from onward.trials.sections import Section
from onward.trials.understood import MEDIUM, Understood

_WHO = r"(?:patients?|participants?|subjects?|individuals|those|women)"
_HEAD = re.compile(
    rf"^\W*(?:(?:for|in)\s+)?(?P<state>(?:{_WHO}\s+(?:with|whose|who\s+(?:have|are))\s+[^.;:]{{2,110}}?|"
    rf"[^.;:,]{{2,70}}?\s+{_WHO}|[^.;:,]{{2,60}}?\s+(?:disease|tumou?rs?|breast\s+cancers?))\s*(?:\([^()]{{0,40}}\))?)"
    r"(?:(?:,\s*(?:defined|as)\b[^;]{3,130}?,)?\s+(?P<must>must|should|shall|need\s+to|are\s+required\s+to)\s+(?:also\s+)?|\s*[:,]\s*)(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    rf"^(?P<rest>.+?)\s*\(?\b(?:if|for|in)\s+(?P<state>{_WHO}\s+(?:with|whose|who\s+(?:have|are))\s+[^.;]{{3,90}}|"
    r"(?:the\s+)?tumou?rs?\s+(?:is|are)\s+[^.;)]{3,60}|(?:ER|HR|HER-?2)\S*(?:\s*\w*\s*positive|\s*negative|[+-]))\)?\W*$",
    re.IGNORECASE | re.DOTALL,
)
_MAY = re.compile(r"receptor|\bher-?2|\b[eh]r\s?[-+/]|triple|tnbc|hormone|\ber\b|\bhr\b|brca|pd-?l1", re.IGNORECASE)
_NOT_SOME = re.compile(
    r"\bor\s+(?:unknown|negative)|\bcohort|\barm\b|\bphase|\bparts?\s|expect|agree|contracept|undergo|plan",
    re.IGNORECASE,
)
_KINDS = frozenset(
    {
        "required-drug",
        "lines",
        "lines-of-chemotherapy",
        "lines-of-endocrine-therapy",
        "lines-of-her2-therapy",
        "progression",
    }
)

_TO_COME = re.compile(r"\W*(?:receive|undergo|be\b|continue|start|take|use)\b", re.IGNORECASE)
"""What they will be given, not what they had."""


def read_of_some(
    clause: Clause,
    read: Callable[[Clause], Iterable[Understood]],
    read_state: Callable[[Clause], Iterable[Understood]],
) -> Iterator[Understood]:
    """What a clause asks of those with a state; ``read_state`` finds altered genes."""
    if clause.section is not Section.INCLUSION or clause.sense is not Sense.REQUIRE:
        return
    if clause.scope and clause.scope.lower() in clause.low:
        return
    if len(clause.low) > 420 or _MAY.search(clause.low) is None or _NOT_SOME.search(clause.low):
        return
    found = _HEAD.match(clause.text) or _TAIL.match(clause.text)
    if found is None:
        return
    state = _state(clause, found["state"], read_state)
    if not state:
        return
    rest = found["rest"]
    if _TO_COME.match(rest):
        return
    part = replace(
        clause, text=rest, low=rest.lower(), whole=rest.lower(), parent="", first=True, open=opens(rest.lower())
    )
    for each in read(part):
        if each.kind in _KINDS:
            joined = f"({each.expression})" if " and " in each.expression else each.expression
            yield replace(each, span=clause.text, expression=f"not ({state}) or {joined}", sure=MEDIUM)


def _state(clause: Clause, words: str, read_state: Callable[[Clause], Iterable[Understood]]) -> str:
    """The state that words tell, as a condition; empty where it cannot be told."""
    found = statement(short(words))
    if found is not None:
        return found[0].replace(" & ", " and ")
    part = replace(clause, text=words, low=words.lower(), whole=words.lower(), parent="", first=True, open=False)
    told = list(read_state(part))
    return told[0].expression if len(told) == 1 and " or unread" not in told[0].expression else ""
