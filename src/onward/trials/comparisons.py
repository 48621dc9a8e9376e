"""Comparisons in running text: an operator in any spelling, a number in any spelling, and its unit or multiple of a
limit.

>>> found = comparisons("no more than 2.5 times the upper limit of normal")
>>> [(each.operator, each.number, each.times_limit) for each in found]
[('<=', 2.5, True)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onward.trials.folded import Folded

_NAMES = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "eq": "="}
_BEFORE = {
    ">=": (
        r"≥|at\s+least|no(?:t)?\s+(?:less|lower|fewer)\s+than|(?:greater|higher|"
        r"more|larger|older)\s+than\s*(?:or|/)\s*equal(?:\s+to)?|"
        r"(?:equal\s+to\s+or|equal\s+or)\s+(?:greater|higher|more|above)\s*(?:than)?|"
        r"(?:a\s+)?minimum\s+(?:of|level\s+of)|"
        r"not\s+below|(?:>|greater|more|above|over)\s+or\s+(?:equal|=)\s*(?:to)?"
    ),
    "<=": (
        r"≤|at\s+most|no(?:t)?\s+(?:more|greater|higher|larger)\s+than|(?:less|"
        r"lower|fewer)\s+than\s*(?:or|/)\s*equal(?:\s+to)?|"
        r"(?:equal\s+to\s+or|equal\s+or)\s+(?:less|lower|below)\s*(?:than)?|"
        r"(?:a\s+)?maximum\s+of|up\s+to|not\s+exceed(?:ing)?|"
        r"not\s+above|within|(?:less|below|under)\s+or\s+(?:equal|=)\s*(?:to)?|does\s+not\s+exceed|must\s+not\s+exceed"
    ),
    ">": r">|(?:greater|higher|more|larger)\s+than|above|exceed(?:s|ing)?|over",
    "<": r"<|(?:less|lower|fewer|smaller)\s+than|below|under",
    "=": r"=|equal\s+to|of",
}
_AFTER = {
    ">=": r"(?:or|and)\s+(?:higher|greater|more|above|over|better)(?!\s+than)|or\s*>(?!\s*[\d.])|and\s+up",
    "<=": r"(?:or|and)\s+(?:lower|less|fewer|below|under)(?!\s+than)|or\s*<(?!\s*[\d.])",
}
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[,\s']\d{3})+(?![\d.]\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)|(?<=[<>≤≥=a-z])\d+(?:\.\d+)?"
)
_TIMES = r"(?:-?\s*(?:x|×|\*|·|times?|fold)s?\s*){0,2}"
_UPPER = (
    r"(?:\(?\s*(?:of\s+|within\s+)?(?:the\s+|each\s+|their\s+)?"
    r"(?:institutional|institution'?s?|laborator\w+|local|lab|site|normal|age[- ]appropriate)?\s*)?"
    r"(?:upper[\s-]+(?:(?:institution\w*|reference|laboratory)(?:'s)?\s+)?(?:limits?|levels?|normal|range|end)(?:[\s-]+(?:of|for|the|"
    r"in(?=\s+(?:the\s+)?(?:lab|inst|local|normal|ref))|normal|laboratory|institution\w*(?:'s)?|reference|range|"
    r"limits?))*|I?ULNR?|UNL|IUNL|ULRR|UPPER\s+NORMAL(?:\s+LIMITS?)?)\b"
)
_NORMAL = r"(?:x|×|\*|times)\s*(?:the\s+)?(?:institutional\s+)?(?:normal\b(?!\s+(?:limit|range))|N\b(?!/)|UL\b)\*?"
"""Short for it: "1.5 x N"."""
_POWER = (
    r"\s*(?:(?:x|×|X|\*|·|times)\s*10|10(?=E[369]))\s*"
    r"(?:\^|\*\*|e|E|\(|\[|\{|exp\s*)?\s*(?P<power>[3569]|1[02])?\s*[)\]}]?"
)
_UNIT = (
    r"(?:cells?\s+)?mm\s?\^?\s?[3³](?!\d)|/\s*m[lL]\s*/\s*min\w*|(?:cells?|platelets?|neutrophils?)?\s*(?:/|per)\s*(?:cubic\s+(?:millimet\w+|"
    r"mm)|cu\.?\s*mm|mm\s*\^?\s*[3³]|mm\(3\)|[uµμ]\s?[lL]|mc[lL]|"
    r"microlit\w+|nL|[lL]\b|lit(?:er|re)s?|m[lL]\b|dl|dL)|K\s*/\s*\S+|g\s*/\s*d[lL]|"
    r"gm?s?\s*/\s*d[lL]|gram?s?(?:\s*\(g\))?\s*(?:/|per)\s*d(?:l|L|eciliter)|gm?\s*/\s*100\s*m[lL]|m\.?mol\s*/\s*[lL]|mM\b|mEq\s*/\s*[lL]|"
    r"g\s*/\s*[lL]\b|gm%|g%|mg\s*/\s*d[lL]|milligrams?\s*/\s*deciliter|[uµμ]mol\s*/\s*[lL]|"
    r"micromol\w*\s*/\s*\w+|(?:m?mol|millimoles?(?:\s*\(mmol\))?)\s*/\s*[lL]|mg%|"
    r"/?m[lL]\s*/\s*(?:min|sec|s\b)\w*|millilit\w+\s*(?:/|per)\s*(?:\(mL/\)\s*)?min\w*|cc\s*/\s*min\w*|ms(?:ec)?\b|milliseconds?|s(?:ec(?:onds?)?)?\b|%|percent"
)
_OPERATOR = re.compile(
    "(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in zip(_NAMES, _BEFORE.values(), strict=True))
    + r")\s*(?:to\s+|a\s+|the\s+)?(?:\(\s*[≥≤><=]\s*\)\s*)?$",
    re.IGNORECASE,
)
_ENDS = frozenset(
    [
        "than",
        "least",
        "most",
        "of",
        "to",
        "above",
        "below",
        "over",
        "under",
        "exceed",
        "exceeding",
        "exceeds",
        "within",
        "equal",
    ]
)
"""The last words of operators in words: after any other word none is looked for."""
_TAIL = re.compile(
    rf"(?P<ten>{_POWER})?\s*(?P<unit>{_UNIT})?\s*(?P<limit>{_TIMES}(?:[≤<]\s*)?{_UPPER}|\s*{_NORMAL})?(?:\s*(?P<post>"
    + "|".join(f"(?P<p_{name}>{pattern})" for name, pattern in zip(("ge", "le"), _AFTER.values(), strict=True))
    + "))?",
    re.IGNORECASE,
)
_ONLY_LIMIT = Folded(
    r"(?P<op>≤|<|within|not\s+exceed\w*|no(?:t)?\s+(?:more|greater|higher)\s+than|"
    r"(?:less\s+than|at|equal)\s*(?:or|/)\s*(?:equal\s+to|below|less\s+than)|less\s+than|below|not\s+above|>|above|greater\s+than|"
    rf"exceed\w*)?\s*(?:the\s+)?(?:{_UPPER})"
)
_MAY_LIMIT = Folded(r"upper|uln|unl|ulrr")
_STRICTLY = re.compile(r"<|less\s+than|below", re.IGNORECASE)
_ABOVE = re.compile(r">|above|greater|exceed", re.IGNORECASE)
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "="}
_SIGN_AGAIN = re.compile(r"\s*\(\s*[≥≤><=]\s*\)$")
"""The sign that repeats the words before it: "greater than or equal to (≥) 60"."""
_LOOK_BACK = 48


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison, and where it stands in the text."""

    operator: str
    """``>= <= > < =``, or empty where none is written."""
    number: float
    power: int
    """The power of ten that the number is multiplied by: 9 in ``1.5 x 10^9/L``; 0 where there is none."""
    unit: str
    """As written, lower case, without spaces."""
    times_limit: bool
    """Whether the number multiplies the upper limit of normal."""
    start: int
    end: int


def comparisons(text: str) -> Iterator[Comparison]:
    """Every comparison of a text, in order; a number alone is one without an operator."""
    taken = 0
    limits = bool(_MAY_LIMIT.search(text))
    for found in _NUMBER.finditer(text):
        if found.start() < taken:
            continue
        comparison = _comparison(text, found, taken)
        if limits:
            yield from _limits_between(text, taken, comparison.start)
        taken = comparison.end
        yield comparison
    if limits:
        yield from _limits_between(text, taken, len(text))


def _limits_between(text: str, start: int, end: int) -> Iterator[Comparison]:
    """An upper limit of normal without a number: once the limit."""
    for found in _ONLY_LIMIT.finditer(text, start, end):
        if not found["op"]:
            continue
        operator = ">" if _ABOVE.match(found["op"]) else "<" if _STRICTLY.fullmatch(found["op"]) else "<="
        yield Comparison(operator, 1.0, 0, "", True, found.start(), found.end())


def _comparison(text: str, number: re.Match[str], taken: int) -> Comparison:
    tail = _TAIL.match(text, number.end())
    assert tail is not None  # noqa: S101 - every part of it may be empty
    operator, start = _operator(text, number.start(), taken)
    if tail["post"] and operator in ("", "="):
        operator = ">=" if tail["p_ge"] else "<="
    power = int(tail["power"]) if tail["power"] else (-1 if tail["ten"] else 0)
    unit = re.sub(r"\s+", "", tail["unit"] or "").lower()
    return Comparison(operator, float(_plain(number[0])), power, unit, bool(tail["limit"]), start, tail.end())


def _operator(text: str, at: int, taken: int) -> tuple[str, int]:
    """The operator that ends before a place, and where it begins."""
    before = text[max(taken, at - _LOOK_BACK) : at]
    said = before.rstrip()
    said = _SIGN_AGAIN.sub("", said)
    word = re.split(r"[^A-Za-z]+", said[-12:])[-1].lower() if said else ""
    if word not in _ENDS and said[-1:] not in _SIGNS and word not in ("a", "the"):
        return "", at
    found = _OPERATOR.search(before)
    if found is None:
        return "", at
    return next(_NAMES[name] for name in _NAMES if found[name]), at - len(before) + found.start()


def _plain(number: str) -> str:
    """A number without the marks between thousands; a comma before one or two digits is a decimal point.

    >>> _plain("1,500"), _plain("100 000"), _plain("1,5"), _plain(".5")
    ('1500', '100000', '1.5', '.5')
    """
    if re.fullmatch(r"\d{1,3}(?:[,\s']\d{3})+(?:\.\d+)?", number):
        return re.sub(r"[,\s']", "", number)
    return number.replace(",", ".")
