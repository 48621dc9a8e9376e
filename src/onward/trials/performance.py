"""Performance status: ECOG, WHO, Zubrod and Karnofsky limits, with the phase that each is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onward.trials.clauses import Clause, scope_in
from onward.trials.polarity import Sense
from onward.trials.sections import Section
from onward.trials.understood import HIGH, MEDIUM, Understood

_ECOG = re.compile(
    r"\bECOG\b(?!-ACRIN)|\beastern\s+coo?perative(?:\s+oncology\s+group)?|"
    r"\bzubrod|\bGOG\b|(?-i:\bWHO\b)(?=[^.]{0,20}(?:performance|status|PS\b|[<≤0-2]))|"
    r"world\s+health\s+organi[sz]ation|"
    r"\bperformance\s+(?:status|score|scale)|(?-i:\bPS\b)(?=\s*(?:of\s*)?[:=]?\s*[≤<0-2=])",
    re.IGNORECASE,
)
_KPS = re.compile(r"\bkarnofsky|\bKPS\b|\blansky", re.IGNORECASE)
_ENOUGH = ("performance", "ecog", "eastern coop", "zubrod", "karnofsky", "kps", "ps ")
_NUMBERS = re.compile(
    r"(?P<range>\b[0-2]\s*(?:-|–|—|~|to|through)\s*(?:[≤<]\s*)?(?P<to>[0-4]))|"
    r"(?P<list>\b0\s*(?:,\s*1\s*,?\s*)?(?:,|or|and|/|and/or|,\s*or)\s*(?P<last>[12])(?!\d))|"
    r"(?P<high34>\b(?:2\s*(?:-|–|to)\s*4|3\s*(?:-|–|to|or|and|,)\s*4))|"
    r"(?P<op>≤|≥|<|>|no\s+(?:greater|more|higher|worse)\s+than|not\s+(?:greater|"
    r"more|higher|worse)\s+than|at\s+least|at\s+most|up\s+to|"
    r"less\s+than\s+or\s+equal\s+to|greater\s+than\s+or\s+equal\s+to|less\s+than|"
    r"greater\s+than|more\s+than|better\s+than|worse\s+than|lower\s+than|"
    r"equal\s+to\s+or\s+less\s+than|"
    r"above|below|=)\s*(?:or\s+equal\s+to\s+)?(?:grade\s+|an?\s+|ECOG\s+)?(?P<number>[0-4])(?!\d|\.\d|%)|"
    r"(?P<bare>(?<![\d.])[0-4])(?!\d|\.\d|%)(?!\s*(?:days?|weeks?|months?))(?P<post>\s*(?:or|"
    r"and)\s+(?P<dir>less|lower|below|better|under|higher|greater|more|worse|"
    r"above))?",
    re.IGNORECASE,
)
_KPS_NUMBER = re.compile(
    r"(?P<op>≥|>|<|≤|above|at\s+least|greater\s+than\s+or\s+equal\s+to|greater\s+than|"
    r"less\s+than|more\s+than|not\s+less\s+than|below)?\s*(?:of\s+)?"
    r"(?P<number>[4-9]0|100)\s*%?(?P<post>\s*(?:-|–|to)\s*100\s*%?|\s*(?:or|"
    r"and)\s+(?:higher|greater|more|above|better)|\s*%)?",
    re.IGNORECASE,
)
_MORE_ALLOWED = re.compile(
    r"[\s,;.(]*(?:patients\s+with\s+)?(?:(?:an?\s+)?(?:ECOG|PS|performance\s+status|score)\s*){0,3}(?:of\s+)?[23]\b[^.;()]{0,50}?\b(?:allowed|permitted|acceptable|"
    r"eligible|if|when|due\s+to|included)\b|[\s,;.]*(?:\([^()]*)?\bunless\b|[^.;]{0,60}\b(?:up\s+to|an?)\s+(?:ECOG\s+)?(?:PS\s+)?(?:of\s+)?[23]\s+(?:is|are|may)\b",
    re.IGNORECASE,
)
_LATER_ALLOWED = re.compile(
    r"\b(?:ecog|ps|performance\s+status)\b[^.;]{0,25}\b[23]\b[^.;]{0,60}\b(?:allowed|permitted|acceptable|eligible)\b"
)
"""Behind a limit: a worse status that is let in for some reason."""
_OF_A_PART = re.compile(r"\b(?:phase|part|cohort|arm|stage|step|version|appendix|module|section)\s*$", re.IGNORECASE)
"""What a number that is no limit belongs to."""
_KPS_BEFORE = re.compile(
    r"(?P<op>≥|>|at\s+least)?\s*(?P<number>[4-9]0)\s*%?\s*(?:by|on|per|using|in)\s+(?:the\s+)?$", re.IGNORECASE
)
_LESS = frozenset(["<", "less", "lower", "better", "below"])
_REACH = 130


def read_performance(clause: Clause) -> Iterator[Understood]:
    """The limits of performance status that a clause states."""
    if not any(map(clause.low.__contains__, _ENOUGH)):
        return
    text = clause.text
    ecog, karnofsky = _last_name(_ECOG, text), _last_name(_KPS, text)
    if clause.sense is Sense.PERMIT and not re.search(r"[≤<]|\b0\b", text):
        return
    found = list(_ecog(clause, ecog, karnofsky)) if ecog is not None else []
    minimum = _karnofsky(clause, karnofsky) if karnofsky is not None else None
    if minimum is not None and not found:
        yield minimum
    elif minimum is not None and len(found) == 1 and ecog is not None and karnofsky is not None:
        first, second = (minimum, ecog[1]) if karnofsky[0] < ecog[0] else (found[0], karnofsky[1])
        yield from _both(found[0], minimum, text[text.find(first.span) + len(first.span) : second])
    else:
        yield from found


def _last_name(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    """Where the name of the scale begins and ends: names in a row are one."""
    begin = end = -1
    for found in pattern.finditer(text):
        if begin < 0:
            begin, end = found.span()
        elif found.start() - end < 40 and not _NUMBERS.search(text, end, found.start()):
            end = found.end()
    return (begin, end) if begin >= 0 else None


def _ecog(clause: Clause, name: tuple[int, int], karnofsky: tuple[int, int] | None) -> Iterator[Understood]:
    text = clause.text
    until = min(len(text), name[1] + _REACH)
    if karnofsky is not None and karnofsky[0] > name[1]:
        until = min(until, karnofsky[0])
    limits: list[tuple[tuple[str, str], int, re.Match[str]]] = []
    for found in _numbers(text, name[1], until):
        if limits and not scope_in(text[limits[-1][1] : found.end() + 40]):
            break
        if limit := _limit(found, clause, name[0]):
            limits.append((limit, found.end(), found))
        if len(limits) > 3:
            break
    if not limits:
        if led := re.search(
            r"\b0\s*(?:-|–|to|or|,)\s*(?:1\s*(?:,|or)\s*)?([12])\s+(?:\w+\s+){0,2}$|"
            r"(?:≤|<)\s*([12])\s+(?:\w+\s+){0,2}$",
            text[: name[0]],
        ):
            yield _understood(f"ecog <= {led[1] or led[2]}", text[led.start() : name[1]], MEDIUM, "")
        return
    if len(limits) == 1 and limits[0][0][0].startswith("ecog <") and _more_allowed(clause, limits[0][1]):
        (expression, _), end, found = limits[0]
        yield _understood(f"{expression} or unread_detail", text[name[0] : end], MEDIUM, _near(text[end : end + 24]))
        return
    several = len(limits) > 1
    for number, ((expression, sure), end, found) in enumerate(limits):
        next_start = limits[number + 1][2].start() if number + 1 < len(limits) else min(len(text), end + 40)
        before = text[(limits[number - 1][1] if number else name[1]) : found.start()]
        scope = (scope_in(text[end:next_start]) or scope_in(before)) if several else (_near(text[end : end + 24]))
        yield _understood(expression, text[name[0] : end], sure, scope)


def _more_allowed(clause: Clause, end: int) -> bool:
    """Whether a worse status is let in for some reason, in the same statement or a later one."""
    if _MORE_ALLOWED.match(clause.text, end):
        return True
    start = clause.whole.find(clause.low) + len(clause.low)
    return _LATER_ALLOWED.search(clause.whole, start) is not None


def _numbers(text: str, at: int, until: int) -> Iterator[re.Match[str]]:
    """What may be limits of the scale; not the number of a phase or a part."""
    while (found := _NUMBERS.search(text, at, until)) is not None:
        if not _OF_A_PART.search(text[: found.start()]):
            yield found
        at = found.end()


def _near(after: str) -> str:
    """A phase in brackets right after the only limit."""
    return scope_in(after) if after.lstrip().startswith("(") else ""


def _understood(expression: str, span: str, sure: str, scope: str) -> Understood:
    return Understood(kind="performance", span=span.strip(), expression=expression, sure=sure, scope=scope)


def _limit(found: re.Match[str], clause: Clause, at: int) -> tuple[str, str] | None:  # noqa: PLR0911 - one a form
    forbid = clause.section is Section.EXCLUSION or clause.sense_at(at) is Sense.FORBID
    if found["to"]:
        low, high = int(found["range"][0]), int(found["to"])
        if forbid:
            return (f"ecog < {low}", HIGH) if high >= 3 and low >= 1 else None
        return (f"ecog <= {high}", HIGH) if low == 0 else (f"ecog <= {high} and ecog >= {low}", HIGH)
    if found["last"]:
        return None if forbid else (f"ecog <= {found['last']}", HIGH)
    if found["high34"]:
        return (f"ecog < {found['high34'][0]}", HIGH) if forbid else None
    if found["number"]:
        return _compared(found["op"].lower(), int(found["number"]), forbid)
    number = int(found["bare"])
    if found["dir"]:
        better = found["dir"].lower() in ("less", "lower", "below", "better", "under")
        if better:
            return None if forbid else (f"ecog <= {number}", HIGH)
        return (f"ecog < {number}", HIGH) if forbid else None
    if forbid:
        return (f"ecog < {number}", MEDIUM) if number >= 3 else None
    return (f"ecog <= {number}", MEDIUM)


def _compared(operator: str, number: int, forbid: bool) -> tuple[str, str] | None:
    words = re.sub(r"\s+", " ", operator)
    negative = words.startswith(("no ", "not "))
    strict = words in ("<", "less than", "lower than", "better than", "below")
    most = strict or negative or words in ("≤", "at most", "up to", "less than or equal to", "equal to or less than")
    if most:
        if forbid and not negative:
            return None
        return (f"ecog < {number}" if strict else f"ecog <= {number}"), HIGH
    if words == "=":
        return None if forbid else (f"ecog <= {number}", MEDIUM)
    if words == "at least" and not forbid:
        return (f"ecog <= {number}", MEDIUM) if number <= 2 else None
    if not forbid:
        return None
    inclusive = words in ("≥", "at least", "greater than or equal to")
    return (f"ecog < {number}" if inclusive else f"ecog <= {number}"), HIGH


def _karnofsky(clause: Clause, name: tuple[int, int]) -> Understood | None:
    text = clause.text
    if before := _KPS_BEFORE.search(text[: name[0]]):
        sign = ">" if before["op"] == ">" else ">="
        span = text[before.start() : name[1]]
        return (
            None
            if clause.section is Section.EXCLUSION
            else _understood(f"karnofsky {sign} {before['number']}", span, HIGH, "")
        )
    found = _KPS_NUMBER.search(text, name[1], min(len(text), name[1] + 90))
    if found is None:
        return None
    forbid = clause.section is Section.EXCLUSION or clause.sense_at(name[0]) is Sense.FORBID
    operator = re.sub(r"\s+", " ", (found["op"] or "").lower())
    low = operator in ("<", "≤", "less than", "below")
    if low != forbid:
        return None
    sign = ">" if operator in (">", "greater than", "more than", "≤", "above") else ">="
    return _understood(
        f"karnofsky {sign} {found['number']}",
        text[name[0] : found.end()],
        HIGH if operator or found["post"] else MEDIUM,
        "",
    )


def _both(ecog: Understood, karnofsky: Understood, between: str) -> Iterator[Understood]:
    """ECOG with what it corresponds to in brackets is ECOG; "ECOG 0-1 or Karnofsky 70" is either."""
    if re.search(r"\bor\b|/", between, re.IGNORECASE):
        yield _understood(
            f"{ecog.expression} or {karnofsky.expression}", f"{ecog.span} ... {karnofsky.span}", ecog.sure, ecog.scope
        )
    else:
        yield ecog
