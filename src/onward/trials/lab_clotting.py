"""INR of those who take an anticoagulant: they may be above the limit, or have another."""

from __future__ import annotations

import re

_ANTICOAGULANT = re.compile(r"(?<!lupus )anti-?coagul|warfarin|coumadin|coumarin", re.IGNORECASE)
_NOT_THEM = re.compile(
    r"\b(?:for|in)\s+(?:patients|participants|subjects|those)\s+(?:who\s+are\s+)?not\s+(?:receiving|taking|on|treated)\b",
    re.IGNORECASE,
)
_AS_LONG = re.compile(r"\b(?:as\s+long|range|target|stable|provided|up\s+to)\b|≤|<", re.IGNORECASE)
_THEN = re.compile(
    r"[(\[]\s*(?:or\s+)?(?:≤|<=)\s*(\d(?:\.\d+)?)\s+(?:if|when|for\s+(?:patients|participants|subjects))\s+(?:they\s+are\s+|receiving\s+)?"
    r"on\s+(?:therapeutic\s+|full-dose\s+)?anticoag\w+\s*[)\]]|"
    r"\b(?:in\s+(?:those|these|such|which|this)\s+(?:cases?|patients)|then)\b[^.;]{0,30}?\bINR\s+(?:must\s+be\s+|should\s+be\s+|of\s+)?"
    r"(?:up\s+to|≤|<=|below)\s*(\d(?:\.\d+)?)",
    re.IGNORECASE,
)
"""Another limit for who takes an anticoagulant: "INR < 1.5 (or ≤ 3.0 if on therapeutic anticoagulation)"."""


def unless_anticoagulated(expression: str, text: str) -> str:
    """The limit of INR with what the text says of anticoagulants; empty where it says nothing of them."""
    named = _ANTICOAGULANT.search(text)
    if named is None:
        return ""
    limit = expression.split(" or ")[0]
    if _NOT_THEM.search(text):
        return f"{limit} or taking_anticoagulant"
    if inside := _THEN.search(text):
        return f"{limit} or (taking_anticoagulant and inr <= {inside[1] or inside[2]})"
    further = "unread" in expression or _AS_LONG.search(text, named.end())
    return f"{limit} or {'unread_detail' if further else 'taking_anticoagulant'}"
